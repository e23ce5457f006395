//! 市町村別: bodies down, 区分 across, one block per item.

use kikin_domain::totals::Amounts;
use rust_xlsxwriter::XlsxError;

use super::Book;
use crate::plan::{Item, PlanStatement, Totals};
use crate::xlsx::{Cell, Column, Paper, Tone};

/// Rows that a page is sure to hold. Blocks stand whole on a page as long as they fit.
const PAGE: usize = 40;

/// What a block shows.
#[derive(Clone, Copy)]
enum Block {
    Amount(Item),
    Projects,
}

impl Block {
    const ALL: [Self; 4] =
        [Self::Amount(Item::Fund), Self::Amount(Item::National), Self::Amount(Item::Prefectural), Self::Projects];

    fn label(self) -> String {
        match self {
            Self::Amount(item) => item.title(),
            Self::Projects => "件数".to_owned(),
        }
    }

    fn cell(self, amounts: &Amounts) -> Cell<'static> {
        match self {
            Self::Amount(item) => Cell::Yen(item.of(amounts)),
            Self::Projects => Cell::Count(amounts.projects),
        }
    }

    fn cells(self, totals: &Totals) -> Vec<Cell<'static>> {
        let halves = totals.by_bu.iter().map(|(_, a)| a);
        let columns = totals.by_category.iter().map(|(_, a)| a).chain(halves).chain([&totals.all]);
        columns.map(|a| self.cell(a)).collect()
    }
}

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let pixels = book.plan.amount_pixels();
    let mut columns = vec![Column::new("項目", 166), Column::new("団体コード", 76), Column::new("団体名", 110)];
    columns.extend(
        book.plan.categories.iter().map(|c| Column::new(format!("{}\n（{}）", c.number, c.bu.label()), pixels)),
    );
    columns.extend(["医療分計", "介護分計", "合計"].map(|label| Column::new(label, pixels)));
    let checks = book.checks;
    let (plan, mut paper) = book.sheet("市町村別", "（単位：円。件数の表は件）", &columns)?;
    paper.note(&plan.rounding_note())?;
    paper.header(&columns, 3)?;
    let blocks_a_page = (PAGE / (plan.bodies.len() + 1)).max(1);
    for (i, block) in Block::ALL.into_iter().enumerate() {
        if i > 0 && i % blocks_a_page == 0 {
            paper.page_break();
        }
        write_block(plan, &mut paper, block)?;
    }
    paper.gap();
    for check in checks.iter().filter(|c| c.claim.contains("市町村別") || c.claim.contains("団体ごと")) {
        paper.note(&check.to_string())?;
    }
    if let Some(note) = plan.open_note() {
        paper.note(&note)?;
    }
    paper.finish()
}

fn write_block(plan: &PlanStatement, paper: &mut Paper<'_>, block: Block) -> Result<(), XlsxError> {
    let label = block.label();
    for body in &plan.bodies {
        let code = body.body.to_string();
        let mut cells = vec![Cell::Text(&label), Cell::Word(&code), Cell::Text(&body.name)];
        cells.extend(block.cells(&body.totals));
        paper.line(Tone::Plain, &cells)?;
    }
    let mut cells = vec![Cell::Text(&label), Cell::Blank, Cell::Text("合計")];
    cells.extend(block.cells(&plan.summary));
    paper.line(Tone::Total, &cells)
}
