//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
use kikin_app::{Intake, IntakeError, collect_files};
use kikin_domain::plan::{FormId, Stage};
use kikin_domain::{BodyCode, Bu, FiscalYear, PrefectureCode};

/// 地域医療介護総合確保基金：市町村計画を検査し、都道府県計画に取りまとめます。
#[derive(Parser)]
#[command(name = "kikin", version, about, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 見本の県で、データベースへの受付から県計画の書き出しまでを試します
    Demo(DemoArgs),
    /// 計画様式と事後評価様式のブックを検査します（保存はしません）
    Check(CheckArgs),
    /// 計画様式と事後評価様式のブックに、直すところの一覧、色、メモを付けて書き出します
    Mark(MarkArgs),
    /// 検査の規則を一覧にします
    Rules(RulesArgs),
    /// 団体と年度に合わせて記入済みの様式を作ります
    Template(TemplateArgs),
    /// フォルダーやファイルの市町村計画を県計画に取りまとめます
    Consolidate(ConsolidateArgs),
    /// データベースの形式を最新にします（なければ作ります）
    Migrate(DatabaseArgs),
    /// ファイルやフォルダーの計画をデータベースに受け付けます
    Import(ImportArgs),
    /// データベースから県計画などを書き出します
    Export(ExportArgs),
    /// 交付額を、年度と区分ごとに、根拠となる文書とともに登録します
    Grant(crate::evaluation::GrantArgs),
    /// 受け付けた計画を取り下げます（理由が要ります）
    Withdraw(WithdrawArgs),
    /// データベース又は監査資料一式の、記録・行・ファイルが受け付けたときのままかを確かめます
    Verify(VerifyArgs),
    /// 画面をブラウザーに公開します
    Serve(crate::serve::ServeArgs),
    /// 画面を使う職（アカウント）と招待を管理します
    User(crate::user::UserArgs),
    /// 使用中のデータベースの控えを作ります
    Backup(BackupArgs),
    /// 控えから復元します（--rehearse で予行だけを行います）
    Restore(RestoreArgs),
    /// 送られたブックを読み取るプロセス（プログラム自身が起動します）
    #[command(hide = true)]
    Worker(WorkerArgs),
}

/// Where the database of a command is when it does not say.
const DATABASE: &str = "sqlite://kikin.db";

#[derive(ClapArgs)]
pub(crate) struct DatabaseArgs {
    /// データベース（sqlite://ファイル名 又は postgres://…）
    #[arg(long = "database", value_name = "URL", default_value = DATABASE)]
    pub(crate) url: String,
}

/// What is gathered, for which prefecture and plan year.
#[derive(ClapArgs)]
pub(crate) struct GatherArgs {
    /// 計画のファイルやフォルダー
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// 都道府県（01から47、又は都道府県名）
    #[arg(long, value_parser = prefecture)]
    pub(crate) prefecture: PrefectureCode,
    /// 計画年度（例 2026、令和8年度）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: FiscalYear,
}

impl GatherArgs {
    /// The files under the paths; what is passed over in folders is named on stderr.
    pub(crate) fn collect(&self) -> Result<Intake, IntakeError> {
        let intake = collect_files(&self.paths)?;
        for passed in &intake.passed_over {
            tell!("対象外：{}（{}）", passed.path.display(), passed.why);
        }
        Ok(intake)
    }
}

#[derive(ClapArgs)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) from: GatherArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    pub(crate) what: ExportWhat,
}

#[derive(Subcommand)]
pub(crate) enum ExportWhat {
    /// 県計画のブック
    Plan(ExportPlanArgs),
    /// 事後評価のブック
    Evaluation(crate::evaluation::ExportEvaluationArgs),
    /// 監査用の一覧（執行状況、基金の使用の一行ごと）、又は監査資料一式（記録、記録された行、原本、印を付けたブック、添付、県計画の版と新旧対照表、按分の内訳）
    Audit(ExportAuditArgs),
}

#[derive(ClapArgs)]
pub(crate) struct ExportAuditArgs {
    /// 都道府県（一つしかなければ省略できます）
    #[arg(long, value_parser = prefecture)]
    pub(crate) prefecture: Option<PrefectureCode>,
    /// 書き出す監査用の一覧のブック
    #[arg(short, long, value_name = "OUT.xlsx", required_unless_present = "bundle", conflicts_with = "bundle")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: crate::evaluation::SelectionArgs,
    /// 書き出す監査資料一式のzip
    #[arg(long, value_name = "OUT.zip")]
    pub(crate) bundle: Option<PathBuf>,
    /// 一式に、どの記録までを入れるか（省略すると、今ある最後の記録まで）。同じ番号からは同じファイルができます
    #[arg(long, value_name = "N", requires = "bundle")]
    pub(crate) head: Option<i64>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct VerifyArgs {
    /// 監査資料一式（省略すると、データベースを確かめます）
    pub(crate) bundle: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ExportPlanArgs {
    /// 都道府県（一つしかなければ省略できます）
    #[arg(long, value_parser = prefecture)]
    pub(crate) prefecture: Option<PrefectureCode>,
    /// 計画年度（一つしかなければ省略できます）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: Option<FiscalYear>,
    /// 段階（計画は変更計画を含みます）
    #[arg(long, default_value = "計画", value_parser = stage)]
    pub(crate) stage: Stage,
    /// 書き出す県計画のブック
    #[arg(short, long)]
    pub(crate) output: PathBuf,
    /// 事業・項目ごとに1行のデータ（CSV）も書き出します。コード表を並べて置きます
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) edition: EditionArgs,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct WithdrawArgs {
    /// 都道府県（01から47、又は都道府県名）
    #[arg(long, value_parser = prefecture)]
    pub(crate) prefecture: PrefectureCode,
    /// 計画年度（例 2026、令和8年度）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: FiscalYear,
    /// 提出した団体の団体コード（6桁）
    #[arg(long, value_name = "CODE", value_parser = body)]
    pub(crate) municipality: BodyCode,
    /// 段階（要望、計画、変更）
    #[arg(long, default_value = "計画", value_parser = any_stage)]
    pub(crate) stage: Stage,
    /// 分（医療分、介護分。省略すると両方）
    #[arg(long, value_parser = bu)]
    pub(crate) bu: Option<Bu>,
    /// 取下げの理由（記録に残ります）
    #[arg(long)]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct BackupArgs {
    /// 控えのファイル
    #[arg(short, long)]
    pub(crate) output: PathBuf,
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

#[derive(ClapArgs)]
pub(crate) struct RestoreArgs {
    /// 控えのファイル
    pub(crate) from: PathBuf,
    /// 復元先（sqlite://ファイル名。既にあるデータベースには上書きしません）
    #[arg(long, required_unless_present = "rehearse")]
    pub(crate) database: Option<String>,
    /// 一時的な場所に復元して比べ、何も残しません
    #[arg(long)]
    pub(crate) rehearse: bool,
}

#[derive(ClapArgs)]
pub(crate) struct WorkerArgs {
    /// 読み取りに使うメモリーの上限（MB）
    #[arg(long)]
    pub(crate) memory_mb: u64,
    /// 出力済みの都道府県計画の読み取りに使うメモリーの上限（MB）
    #[arg(long)]
    pub(crate) plan_memory_mb: u64,
    /// 1ファイルの処理時間の上限（秒）
    #[arg(long)]
    pub(crate) cpu_seconds: u64,
}

#[derive(ClapArgs)]
pub(crate) struct DemoArgs {
    /// 書き出し先のフォルダー
    #[arg(long, default_value = "kikin-demo")]
    pub(crate) dir: PathBuf,
    /// 画面を公開するポート番号（この機械の中だけ）［指定しなければ8080、使われていれば空いている番号］
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// 画面を公開せず、書き出しだけを行います
    #[arg(long)]
    pub(crate) no_serve: bool,
}

#[derive(ClapArgs)]
pub(crate) struct CheckArgs {
    /// 検査するファイル
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// 提出を求めている計画年度（例 2026、令和8年度）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: Option<FiscalYear>,
    /// 機械可読性を採点します（判定には影響しません）
    #[arg(long)]
    pub(crate) readability: bool,
    /// JSONで出力します
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(ClapArgs)]
pub(crate) struct TemplateArgs {
    /// 様式（municipal-plan、prefectural-plan、evaluation）
    #[arg(value_parser = form)]
    pub(crate) form: FormId,
    /// 団体コード（6桁。都道府県の様式では都道府県のコード）
    #[arg(long, value_parser = body)]
    pub(crate) municipality: BodyCode,
    /// 計画年度（例 2026、令和8年度）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: FiscalYear,
    /// 事業を引き継ぐ前年度の計画のブック（--assessments を付けるときは査定した今年度の、事後評価では評価する年度の計画のブック）
    #[arg(long)]
    pub(crate) copy_from: Option<PathBuf>,
    /// 県の内示の後に：査定額のCSV（見出しは「分,No.,査定額」）。計画に査定額と回答の欄を付けて返します
    #[arg(long, value_name = "FILE.csv", requires = "copy_from")]
    pub(crate) assessments: Option<PathBuf>,
    /// 書き出す様式のブック
    #[arg(short, long)]
    pub(crate) output: PathBuf,
}

#[derive(ClapArgs)]
pub(crate) struct MarkArgs {
    /// 検査するファイル
    pub(crate) file: PathBuf,
    /// 書き出すブック
    #[arg(short, long)]
    pub(crate) output: PathBuf,
    /// 提出を求めている計画年度（例 2026、令和8年度）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: Option<FiscalYear>,
}

#[derive(ClapArgs)]
pub(crate) struct RulesArgs {
    /// JSONで出力します
    #[arg(long)]
    pub(crate) json: bool,
    /// 文書のページ（Markdown）として出力します
    #[arg(long, conflicts_with = "json")]
    pub(crate) markdown: bool,
}

#[derive(ClapArgs)]
pub(crate) struct ConsolidateArgs {
    #[command(flatten)]
    pub(crate) from: GatherArgs,
    /// 段階（計画は変更計画を含みます）
    #[arg(long, default_value = "計画", value_parser = stage)]
    pub(crate) stage: Stage,
    /// 書き出す県計画のブック
    #[arg(short, long)]
    pub(crate) output: PathBuf,
    /// 事業・項目ごとに1行のデータ（CSV）も書き出します。コード表を並べて置きます
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// JSONで出力します
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) edition: EditionArgs,
    /// エラーのあるファイルがあっても終了コードを0にします
    #[arg(long)]
    pub(crate) allow_rejected: bool,
}

/// How the plan is grouped, and who may read it.
#[derive(ClapArgs)]
pub(crate) struct EditionArgs {
    /// 都道府県事業への束ね方のCSV（指定しなければ、一事業を一つの個票とします。データベースからの書き出しでは、計画年度の束ね方として保存し、次からは省略できます）
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) groups: Option<PathBuf>,
    /// 同じ区分、標準事業例、事業名の市町村事業を束ねる案を、CSVに書き出します（--groups や保存した束ね方があれば、その内容）
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) write_groups: Option<PathBuf>,
    /// 担当者の連絡先のシートを付けます（公表しない版）
    #[arg(long)]
    pub(crate) full: bool,
}

pub(crate) fn fiscal_year(text: &str) -> Result<FiscalYear, String> {
    FiscalYear::parse(text).ok_or_else(|| format!("「{text}」は年度ではありません（例 2026、令和8年度）"))
}

fn form(text: &str) -> Result<FormId, String> {
    [FormId::MunicipalPlan, FormId::PrefecturalPlan, FormId::Evaluation]
        .into_iter()
        .find(|f| f.code() == text || f.label() == text)
        .ok_or_else(|| format!("「{text}」の様式はありません（municipal-plan、prefectural-plan、evaluation）"))
}

pub(crate) fn body(text: &str) -> Result<BodyCode, String> {
    BodyCode::parse(text)
        .or_else(|| BodyCode::complete(text))
        .ok_or_else(|| format!("「{text}」は団体コードではありません（検査数字の合う6桁）"))
}

pub(crate) fn prefecture(text: &str) -> Result<PrefectureCode, String> {
    PrefectureCode::parse(text).ok_or_else(|| format!("「{text}」は都道府県ではありません（01から47、又は都道府県名）"))
}

pub(crate) fn bu(text: &str) -> Result<Bu, String> {
    let given = text.trim().trim_end_matches('分');
    let found = Bu::ALL.into_iter().find(|bu| bu.label().trim_end_matches('分') == given);
    found.ok_or_else(|| format!("「{text}」は 医療分、介護分 のどちらでもありません"))
}

fn any_stage(text: &str) -> Result<Stage, String> {
    Stage::read(text).ok_or_else(|| format!("「{text}」は 要望、計画、変更 のどれでもありません"))
}

/// One plan takes one stage; a 変更 takes its place in the plan of stage 計画.
fn stage(text: &str) -> Result<Stage, String> {
    match Stage::read(text) {
        Some(stage @ (Stage::Plan | Stage::Request)) => Ok(stage),
        _ => Err(format!("「{text}」は 計画、要望 のどちらでもありません")),
    }
}
