//! 計画本文, 区域と目標, 意見聴取 and, in the full edition, 連絡先.

use rust_xlsxwriter::XlsxError;

use super::Book;
use crate::plan::TextRow;
use crate::xlsx::{Column, Paper};

/// What stands in a table without rows.
pub(super) const NONE: &str = "注　提出された様式に記入がない。";

pub(super) fn chapters(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let columns = [Column::new("章", 190), Column::new("節", 230), Column::new("本文", 610)];
    let (plan, mut paper) = book.sheet("計画本文", "", &columns)?;
    paper.header(&columns, 0)?;
    for chapter in &plan.texts.chapters {
        paper.texts(&chapter.each_ref().map(String::as_str))?;
    }
    paper.finish()
}

/// Both tables stand in one grid of columns.
pub(super) fn areas_and_goals(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let goals = grid(&["団体コード", "団体名", "区分", "目標", "指標名", "現状値", "目標値", "単位", "目標年度"]);
    let (plan, mut paper) = book.sheet("区域と目標", "", &goals)?;
    paper.heading("医療介護総合確保区域")?;
    paper.labels(&grid(&["団体コード", "団体名", "区域名", "構成する日常生活圏域", "設定の考え方"]))?;
    table(&mut paper, &plan.texts.areas)?;
    paper.gap();
    paper.heading("目標")?;
    paper.further_header(&goals)?;
    table(&mut paper, &plan.texts.goals)?;
    paper.finish()
}

fn grid(labels: &[&str]) -> Vec<Column> {
    const PIXELS: [u32; 9] = [76, 100, 130, 240, 240, 70, 70, 60, 80];
    labels.iter().zip(PIXELS).map(|(label, pixels)| Column::new(*label, pixels)).collect()
}

pub(super) fn hearings(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let columns = [
        Column::new("団体コード", 76),
        Column::new("団体名", 100),
        Column::new("実施日", 110),
        Column::new("対象", 150),
        Column::new("方法", 120),
        Column::new("主な意見", 240),
        Column::new("反映状況", 240),
    ];
    let (plan, mut paper) = book.sheet("意見聴取", "", &columns)?;
    paper.header(&columns, 2)?;
    table(&mut paper, &plan.texts.hearings)?;
    paper.finish()
}

pub(super) fn contacts(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let columns = [
        Column::new("団体コード", 76),
        Column::new("団体名", 120),
        Column::new("担当課", 240),
        Column::new("担当者", 160),
        Column::new("電話番号", 160),
        Column::new("メールアドレス", 280),
    ];
    let (plan, mut paper) = book.sheet("連絡先", "", &columns)?;
    paper.note("取扱注意　個人の氏名を含むため、公表用の計画には付けない。")?;
    paper.header(&columns, 2)?;
    table(&mut paper, &plan.texts.contacts)?;
    paper.finish()
}

fn table<const N: usize>(paper: &mut Paper<'_>, rows: &[TextRow<N>]) -> Result<(), XlsxError> {
    for row in rows {
        let code = row.body.to_string();
        let mut texts = vec![code.as_str(), row.name.as_str()];
        texts.extend(row.cells.iter().map(String::as_str));
        paper.texts(&texts)?;
    }
    none(paper, rows.is_empty())
}

fn none(paper: &mut Paper<'_>, empty: bool) -> Result<(), XlsxError> {
    if empty { paper.note(NONE) } else { Ok(()) }
}
