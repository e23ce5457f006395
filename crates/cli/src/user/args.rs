//! The command line of `kikin user`.

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;
use kikin_domain::permission::{Halves, Role};
use kikin_domain::{BodyCode, PrefectureCode};

use crate::args::{DatabaseArgs, body, prefecture};

#[derive(ClapArgs)]
pub(crate) struct UserArgs {
    #[command(subcommand)]
    pub(crate) what: UserCommand,
}

#[derive(Subcommand)]
pub(crate) enum UserCommand {
    /// 職を追加し、担当者への招待を作ります
    Add(AddArgs),
    /// 職の一覧を表示します
    List(ListArgs),
    /// 担当者への招待を作り直します（前の招待は使えなくなります）
    Invite(AccountArgs),
    /// 職を廃止します（取り消せません）
    Close(CloseArgs),
    /// 担当者の交代を登録し、新しい担当者への招待を作ります
    Holder(HolderArgs),
    /// 確認コードの機器をなくした担当者の、確認コードとパスワードを取り消し、招待を作ります
    ResetTotp(AccountArgs),
    /// その職のサインインをすべて終わらせます
    SignOut(AccountArgs),
    /// 権限の一覧を表示します（Markdown）
    Permissions,
}

#[derive(ClapArgs)]
pub(crate) struct AddArgs {
    /// 役割（市町村担当、市町村確認者、県担当、県総括、監査、運用管理）
    #[arg(long, value_parser = role)]
    pub(crate) role: Role,
    /// 団体コード（6桁。県の役割と監査では都道府県のコード。省略できるのは全体の運用管理だけです）
    #[arg(long, value_name = "CODE", value_parser = body)]
    pub(crate) organisation: Option<BodyCode>,
    /// 担当する分（医療分、介護分、両方）
    #[arg(long, default_value = "両方", value_parser = halves)]
    pub(crate) bu: Halves,
    /// 職の名前（例 健康福祉課 担当）
    #[arg(long)]
    pub(crate) name: String,
    /// 担当者の氏名
    #[arg(long)]
    pub(crate) holder: String,
    /// アカウント（省略すると団体コードから作ります）
    #[arg(long)]
    pub(crate) account: Option<String>,
    /// 使える期間の始まりの日（監査では必ず。例 2026-10-01）
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) from: Option<Date>,
    /// 使える期間の終わりの日（監査では必ず）
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) until: Option<Date>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ListArgs {
    /// 都道府県（01から47、又は都道府県名。省略すると全部）
    #[arg(long, value_parser = prefecture)]
    pub(crate) prefecture: Option<PrefectureCode>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct AccountArgs {
    /// アカウント
    pub(crate) account: String,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct CloseArgs {
    /// アカウント
    pub(crate) account: String,
    /// 廃止の理由（記録に残ります）
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct HolderArgs {
    /// アカウント
    pub(crate) account: String,
    /// 新しい担当者の氏名
    #[arg(long)]
    pub(crate) name: String,
    /// 新しい担当者の始まりの日（例 2027-04-01。省略すると今日）
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) from: Option<Date>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let all: Vec<_> = Role::ALL.iter().map(|r| r.label()).collect();
        format!("「{text}」の役割はありません（{}）", all.join("、"))
    })
}

fn halves(text: &str) -> Result<Halves, String> {
    Halves::parse(text).ok_or_else(|| format!("「{text}」は 医療分、介護分、両方 のどれでもありません"))
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("「{text}」は日付ではありません（例 2026-10-01）"))
}
