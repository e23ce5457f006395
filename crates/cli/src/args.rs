//! The command line.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
use kikin_domain::plan::Stage;
use kikin_domain::{FiscalYear, PrefectureCode};

/// 地域医療介護総合確保基金：市町村計画を検査し、都道府県計画に取りまとめます。
#[derive(Parser)]
#[command(name = "kikin", version, about, disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 見本の県で、検査から県計画の書き出しまでを試します
    Demo(DemoArgs),
    /// 計画様式のブックを検査します（保存はしません）
    Check(CheckArgs),
    /// 検査の規則を一覧にします
    Rules(RulesArgs),
    /// フォルダーやファイルの市町村計画を県計画に取りまとめます
    Consolidate(ConsolidateArgs),
}

#[derive(ClapArgs)]
pub(crate) struct DemoArgs {
    /// 書き出し先のフォルダー
    #[arg(long, default_value = "kikin-demo")]
    pub(crate) dir: PathBuf,
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
    /// 市町村計画のファイルやフォルダー
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// 都道府県（01から47、又は都道府県名）
    #[arg(long, value_parser = prefecture)]
    pub(crate) prefecture: PrefectureCode,
    /// 計画年度（例 2026、令和8年度）
    #[arg(long, value_parser = fiscal_year)]
    pub(crate) fiscal_year: FiscalYear,
    /// 段階（計画は変更計画を含みます）
    #[arg(long, default_value = "計画", value_parser = stage)]
    pub(crate) stage: Stage,
    /// 書き出す県計画のブック
    #[arg(short, long)]
    pub(crate) output: PathBuf,
    /// JSONで出力します
    #[arg(long)]
    pub(crate) json: bool,
    /// エラーのあるファイルがあっても終了コードを0にします
    #[arg(long)]
    pub(crate) allow_rejected: bool,
}

fn fiscal_year(text: &str) -> Result<FiscalYear, String> {
    FiscalYear::parse(text).ok_or_else(|| format!("「{text}」は年度ではありません（例 2026、令和8年度）"))
}

fn prefecture(text: &str) -> Result<PrefectureCode, String> {
    PrefectureCode::parse(text).ok_or_else(|| format!("「{text}」は都道府県ではありません（01から47、又は都道府県名）"))
}

/// One plan takes one stage; a 変更 takes its place in the plan of stage 計画.
fn stage(text: &str) -> Result<Stage, String> {
    match Stage::read(text) {
        Some(stage @ (Stage::Plan | Stage::Request)) => Ok(stage),
        _ => Err(format!("「{text}」は 計画、要望 のどちらでもありません")),
    }
}
