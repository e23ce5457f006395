//! The 事後評価 as a workbook: one sheet per table in A4 landscape, and the cards in portrait.

mod cards;
mod checks;
mod cover;
mod execution;
mod front;
mod projects;
mod summary;

use jiff::civil::Date;
use kikin_domain::Yen;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{EvaluationStatement, Funds};
use crate::plan::ReportError;
use crate::xlsx::{self, Cell, Column, Paper};

pub(super) use checks::write as write_checks;
pub(super) use execution::{largest, write as write_execution};

/// The unit of every amount.
pub(super) const UNIT: &str = "（単位：円）";

/// What stands where nobody entered anything.
const NONE: &str = "記載がありません。";

/// Writes the 事後評価. The bytes depend on the statement and the date alone.
///
/// # Errors
/// [`ReportError::Proof`] if the statement's figures do not hold: then nothing is written. [`ReportError::Write`] if a
/// table is beyond what a workbook holds.
pub fn write_evaluation(statement: &EvaluationStatement, printed_on: Date) -> Result<Vec<u8>, ReportError> {
    let checks = statement.prove()?;
    let title = statement.title();
    let mut workbook = xlsx::workbook(&title, printed_on)?;
    let mut book = Book { statement, title: &title, workbook: &mut workbook };
    cover::write(&mut book, printed_on)?;
    front::write(&mut book)?;
    summary::write(&mut book)?;
    execution::write(book.workbook, &title, &statement.execution)?;
    cards::write(&mut book)?;
    projects::write(&mut book)?;
    checks::write(book.workbook, &title, &checks)?;
    Ok(workbook.save_to_buffer()?)
}

/// What every sheet is written from.
struct Book<'a> {
    statement: &'a EvaluationStatement,
    title: &'a str,
    workbook: &'a mut Workbook,
}

impl Book<'_> {
    /// A sheet with its title and unit.
    fn sheet<'w>(&'w mut self, name: &str, unit: &str, columns: &[Column]) -> Result<Paper<'w>, XlsxError> {
        sheet(self.workbook, self.title, name, unit, columns)
    }
}

/// A sheet of a workbook with its title and unit; 表紙 bears the title alone.
pub(super) fn sheet<'w>(
    workbook: &'w mut Workbook,
    title: &str,
    name: &str,
    unit: &str,
    columns: &[Column],
) -> Result<Paper<'w>, XlsxError> {
    let title = if name == cover::NAME { title.to_owned() } else { format!("{title}　{name}") };
    let mut paper = Paper::new(workbook, name, columns)?;
    paper.title(&title, unit)?;
    Ok(paper)
}

/// The three parts of fund money in cells.
pub(super) fn funds_cells(funds: Funds) -> [Cell<'static>; 3] {
    [funds.fund, funds.national, funds.prefectural].map(Cell::Yen)
}

/// Hundredths of a percent, 「98.76%」; a dash where there is nothing to compare with.
#[must_use]
pub fn rate_words(rate: Option<i64>) -> String {
    let Some(rate) = rate else { return "－".to_owned() };
    let sign = if rate < 0 { "△" } else { "" };
    let whole = Yen::new(i64::try_from(rate.unsigned_abs() / 100).unwrap_or(i64::MAX));
    format!("{sign}{whole}.{:02}%", rate.unsigned_abs() % 100)
}

/// The same in a cell.
pub(super) fn percent(rate: Option<i64>) -> Cell<'static> {
    Cell::Figure(rate_words(rate))
}

impl EvaluationStatement {
    /// How the State's part of an executed amount came about.
    const BASIS_NOTES: [&str; 2] = [
        "執行額のうち国（A）は、記入のある事業は記入額、その他の事業は計画の国費割合（計画に基金の額がない事業は区分の負担割合）により",
        "年度の累計で1円未満を切り捨てた額、都道府県（B）はその残額である。計は事業の額の足し上げである。",
    ];

    fn amount_pixels(&self) -> u32 {
        let all = &self.summary.all;
        let planned: Yen = self.projects.iter().filter_map(|p| p.planned_total).sum();
        let total: Yen = self.by_year.iter().map(|year| year.total).sum();
        let largest = [all.total, all.planned.fund, all.cumulative.fund, planned, total].into_iter().max();
        xlsx::amount_pixels(largest.unwrap_or(Yen::ZERO))
    }
}
