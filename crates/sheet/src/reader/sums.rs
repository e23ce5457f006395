//! Plain sums of formulas without a cached value, over the cells of a sheet (C009 when there is none).

use kikin_domain::place::CellRef;
use rust_decimal::Decimal;

use crate::grid::{CellValue, Sheet};
use crate::value::amount::{self, AmountText};
use crate::value::formula::{self, Term};
use crate::value::number::decimal15;

/// A computed sum: in the unit of its column, or in yen when its addends bear units of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    Plain(Decimal),
    Yen(Decimal),
}

/// How many cells the sums of a workbook may visit in all: nested sums would else multiply. Reading a formula counts as
/// visiting a cell for every [`BYTES_OF_A_VISIT`] bytes of it.
pub(crate) const MOST_VISITS: u64 = 3_000_000;
const BYTES_OF_A_VISIT: u64 = 16;

/// Computes a plain sum. Text is added as the amount it is read as, so that a sum over typed amounts is theirs; text that
/// is no amount is passed over by SUM and makes `+` an error, as in Excel. `None` when it cannot be computed.
pub(crate) fn plain_sum(sheet: &Sheet, formula: &str, visits: &mut u64) -> Option<Sum> {
    let mut adder = Adder { sheet, visits, plain: Decimal::ZERO, yen: None };
    adder.formula(formula, 0)?;
    match adder.yen {
        None => Some(Sum::Plain(adder.plain)),
        Some(yen) => adder.plain.is_zero().then_some(Sum::Yen(yen)),
    }
}

struct Adder<'a> {
    sheet: &'a Sheet,
    visits: &'a mut u64,
    plain: Decimal,
    yen: Option<Decimal>,
}

impl Adder<'_> {
    fn formula(&mut self, formula: &str, depth: usize) -> Option<()> {
        if depth > formula::MAX_DEPTH {
            return None;
        }
        *self.visits = self.visits.checked_sub(1 + formula.len() as u64 / BYTES_OF_A_VISIT)?;
        for term in formula::plain_sum(formula)? {
            match term {
                Term::Number(n) => self.plain = self.plain.checked_add(n)?,
                Term::Cell(at) => self.cell(at, depth, false)?,
                Term::SumCell(at) => self.cell(at, depth, true)?,
                Term::Range(first, last) => {
                    for row in self.sheet.rows_between(first.row, last.row) {
                        *self.visits = self.visits.checked_sub(1)?;
                        let from = row.cells.partition_point(|c| c.col < first.col);
                        for cell in row.cells[from..].iter().take_while(|c| c.col <= last.col) {
                            self.cell(CellRef::new(row.index, cell.col), depth, true)?;
                        }
                    }
                }
            }
        }
        Some(())
    }

    fn cell(&mut self, at: CellRef, depth: usize, in_sum: bool) -> Option<()> {
        *self.visits = self.visits.checked_sub(1)?;
        let Some(cell) = self.sheet.cell(at) else { return Some(()) };
        if let Some(formula) = cell.formula.as_ref().filter(|f| !f.cached) {
            return self.formula(&formula.text, depth + 1);
        }
        match &cell.value {
            CellValue::Number(n) => self.plain = self.plain.checked_add(decimal15(*n)?)?,
            CellValue::Text(t) => match amount::parse(t) {
                AmountText::Plain(n) => self.plain = self.plain.checked_add(n)?,
                AmountText::Yen(n) => self.yen = Some(self.yen.unwrap_or_default().checked_add(n)?),
                AmountText::Blank => {}
                AmountText::Pending | AmountText::Bad if in_sum => {}
                AmountText::Pending | AmountText::Bad => return None,
            },
            CellValue::Empty => {}
            CellValue::Bool(_) if in_sum => {}
            CellValue::Bool(_) | CellValue::Date(_) | CellValue::Duration(_) | CellValue::Error(_) => return None,
        }
        Some(())
    }
}
