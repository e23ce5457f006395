//! The plan as a workbook: one sheet per table in A4 landscape, and the cards in portrait.

mod bodies;
mod cards;
mod cover;
mod facilities;
mod filed;
mod further;
mod grounds;
mod placing;
mod projects;
mod summary;
mod texts;

use jiff::civil::Date;
use kikin_domain::Yen;
use kikin_domain::totals::Amounts;
use rust_xlsxwriter::{Workbook, XlsxError};

use super::proof::{Check, PlanProofError};
use super::{Edition, Item, PlanStatement};
use crate::xlsx::{self, Cell, Column, Paper};

/// The unit of every amount.
const UNIT: &str = "（単位：円）";

/// Why no workbook was written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The figures do not hold.
    #[error(transparent)]
    Proof(#[from] PlanProofError),
    /// The workbook could not be made.
    #[error("ファイルを作成できませんでした")]
    Write(#[from] XlsxError),
}

/// Writes the plan. The bytes depend on the statement and the date alone.
///
/// # Errors
/// [`ReportError::Proof`] if the statement's figures do not hold: then nothing is written. [`ReportError::Write`] if a
/// table is beyond what a workbook holds.
pub fn write_plan(statement: &PlanStatement, printed_on: Date) -> Result<Vec<u8>, ReportError> {
    let checks = statement.prove()?;
    let mut workbook = xlsx::workbook(&statement.title(), printed_on)?;
    let mut book = Book { plan: statement, checks: &checks, workbook: &mut workbook };
    cover::write(&mut book, printed_on)?;
    texts::chapters(&mut book)?;
    summary::write(&mut book)?;
    bodies::write(&mut book)?;
    projects::write(&mut book)?;
    cards::write(&mut book)?;
    texts::areas_and_goals(&mut book)?;
    texts::hearings(&mut book)?;
    placing::write(&mut book)?;
    grounds::write(&mut book)?;
    facilities::write(&mut book)?;
    further::indicators(&mut book)?;
    further::notes(&mut book)?;
    if statement.edition == Edition::Full {
        texts::contacts(&mut book)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// What every sheet is written from.
struct Book<'a> {
    plan: &'a PlanStatement,
    checks: &'a [Check],
    workbook: &'a mut Workbook,
}

impl<'a> Book<'a> {
    /// A sheet with its title and unit.
    fn sheet<'w>(
        &'w mut self,
        name: &str,
        unit: &str,
        columns: &[Column],
    ) -> Result<(&'a PlanStatement, Paper<'w>), XlsxError> {
        self.sheet_printing(name, unit, columns, columns.len())
    }

    /// The same where only the first columns are printed.
    fn sheet_printing<'w>(
        &'w mut self,
        name: &str,
        unit: &str,
        columns: &[Column],
        printed: usize,
    ) -> Result<(&'a PlanStatement, Paper<'w>), XlsxError> {
        let title = self.plan.title();
        let title = if name == cover::NAME { title } else { format!("{title}　{name}") };
        let mut paper = Paper::new(self.workbook, name, columns)?.print_first(printed);
        paper.title(&title, unit)?;
        Ok((self.plan, paper))
    }
}

impl PlanStatement {
    /// How amounts are rounded, in one line.
    fn rounding_note(&self) -> String {
        let whole: Vec<&str> =
            self.categories.iter().filter(|c| c.rate.is_whole()).map(|c| c.number.as_str()).collect();
        let whole = match whole[..] {
            [] => String::new(),
            _ => format!("（負担割合10/10の区分{}は全額）", whole.join("、")),
        };
        format!(
            "端数処理：国（A）は区分・財源ごとに基金の額×負担割合の{}円未満を切り捨てた額{whole}、都道府県（B）はその残額。\
             計は事業の額の足し上げであり、表示のための丸めはない。",
            self.rounding_unit()
        )
    }

    /// The same for a narrow page.
    fn rounding_in_short(&self) -> String {
        format!(
            "注　国（A）の端数処理は{}円単位で、端数処理のシートのとおり。公民の別は記入のある事業の額。",
            self.rounding_unit()
        )
    }

    /// Columns for amounts, wide enough for the largest sum.
    fn amount_columns(&self, items: &[Item]) -> Vec<Column> {
        let pixels = self.amount_pixels();
        // A bracket goes on the next line where the whole would not fit on one.
        let label = |item: Item| match item {
            Item::Total | Item::Entrusted => item.label().replacen('（', "\n（", 1),
            _ => item.label().to_owned(),
        };
        let column = |item: &Item| match item.group() {
            Some(group) => Column::under(group, label(*item), pixels),
            None => Column::new(label(*item), pixels),
        };
        items.iter().map(column).collect()
    }

    fn amount_pixels(&self) -> u32 {
        let largest = Item::ALL.into_iter().map(|item| item.of(&self.summary.all)).max();
        xlsx::amount_pixels(largest.unwrap_or(Yen::ZERO))
    }

    /// 「調整中の事業が1件ある…」, if there are any.
    fn open_note(&self) -> Option<String> {
        let open = self.open_projects().count();
        (open > 0).then(|| {
            format!("調整中の額がある事業が{open}件ある。事業一覧に載せるが、どの計にも含まない（件数にも含まない）。")
        })
    }
}

fn amount_cells(items: &[Item], amounts: &Amounts) -> Vec<Cell<'static>> {
    items.iter().map(|item| item.shown(amounts).map_or(Cell::Blank, Cell::Yen)).collect()
}
