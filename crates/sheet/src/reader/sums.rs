//! Plain sums of formulas without a cached value, over the cells of a sheet (C009 when there is none).

use kikin_domain::place::CellRef;
use kikin_domain::text;
use rust_decimal::Decimal;

use crate::grid::{CellValue, Sheet};
use crate::value::amount::{self, AmountText};
use crate::value::formula::{self, Term};
use crate::value::number::decimal15;

/// Computes a plain sum over cells of the sheet, as Excel would: SUM passes over text, `+` does not.
pub(crate) fn plain_sum(sheet: &Sheet, formula: &str, depth: usize) -> Option<Decimal> {
    if depth > formula::MAX_DEPTH {
        return None;
    }
    let mut total = Decimal::ZERO;
    for term in formula::plain_sum(formula)? {
        let value = match term {
            Term::Number(n) => n,
            Term::Cell(at) => operand(sheet, at, depth, false)?,
            Term::SumCell(at) => operand(sheet, at, depth, true)?,
            Term::Range(first, last) => range(sheet, first, last, depth)?,
        };
        total = total.checked_add(value)?;
    }
    Some(total)
}

fn range(sheet: &Sheet, first: CellRef, last: CellRef, depth: usize) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    for row in sheet.rows_between(first.row, last.row) {
        for cell in row.cells.iter().filter(|c| (first.col..=last.col).contains(&c.col)) {
            total = total.checked_add(operand(sheet, CellRef::new(row.index, cell.col), depth, true)?)?;
        }
    }
    Some(total)
}

fn operand(sheet: &Sheet, at: CellRef, depth: usize, in_sum: bool) -> Option<Decimal> {
    let Some(cell) = sheet.cell(at) else { return Some(Decimal::ZERO) };
    if let Some(formula) = cell.formula.as_ref().filter(|f| !f.cached) {
        return plain_sum(sheet, &formula.text, depth + 1);
    }
    match &cell.value {
        CellValue::Empty => Some(Decimal::ZERO),
        CellValue::Number(n) => decimal15(*n),
        CellValue::Text(_) if in_sum => Some(Decimal::ZERO),
        CellValue::Text(t) if text::is_blank(t) => None,
        CellValue::Text(t) => match amount::parse(t) {
            AmountText::Plain(n) => Some(n),
            _ => None,
        },
        CellValue::Bool(_) if in_sum => Some(Decimal::ZERO),
        CellValue::Bool(_) | CellValue::Date(_) | CellValue::Duration(_) | CellValue::Error(_) => None,
    }
}
