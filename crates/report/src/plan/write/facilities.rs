//! 施設整備内訳: the rows of every project of 区分Ⅲ, under the labels of the municipal form.

use kikin_domain::Field;
use kikin_domain::plan::{Facility, Ratio};
use kikin_sheet::form::{self, ExtraColumn, FACILITIES};
use rust_xlsxwriter::XlsxError;

use super::filed::{amount, text};
use super::{Book, UNIT};
use crate::plan::ProjectRow;
use crate::xlsx::{Cell, Column, Tone};

pub(super) fn write(book: &mut Book<'_>) -> Result<(), XlsxError> {
    let mut columns =
        vec![Column::new(ExtraColumn::BodyCode.label(), 62), Column::new(ExtraColumn::BodyName.label(), 84)];
    let pixels = book.plan.amount_pixels();
    columns.extend(FACILITIES.columns.iter().map(|c| header(c, pixels)));
    let (plan, mut paper) = book.sheet(FACILITIES.title, UNIT, &columns)?;
    paper.header(&columns, 3)?;
    let mut empty = true;
    for project in &plan.projects {
        for facility in &project.facilities {
            let code = project.key.body.to_string();
            let mut cells = vec![Cell::Word(&code), Cell::Text(&project.body_name)];
            cells.extend(FACILITIES.columns.iter().map(|c| cell(project, facility, c)));
            paper.line(Tone::Plain, &cells)?;
            empty = false;
        }
    }
    if empty {
        paper.note(super::texts::NONE)?;
    }
    paper.finish()
}

fn header(column: &form::Column, amount: u32) -> Column {
    let label = column.labels.first().map_or(column.key, |l| l.leaf);
    let pixels = match column.key {
        _ if column.is_amount() => amount,
        "kind" | "name" => 150,
        "project_no" | "unit" | "quantity" | "premium" | "rate" => 50,
        _ => 70,
    };
    Column::new(label, pixels)
}

fn cell<'a>(project: &'a ProjectRow, facility: &'a Facility, column: &form::Column) -> Cell<'a> {
    match column.key {
        "project_no" => Cell::Word(&project.key.no),
        "kind" => text(&facility.kind),
        "name" => text(&facility.name),
        "work" => text(&facility.work),
        "unit" => text(&facility.unit),
        "quantity" => ratio(&facility.quantity),
        "unit_price" => amount(&facility.unit_price),
        "premium" => ratio(&facility.premium),
        "standard_amount" => amount(&facility.standard_amount),
        "total" => amount(&facility.total),
        "eligible" => amount(&facility.eligible),
        "donations" => amount(&facility.donations),
        "rate" => ratio(&facility.rate),
        "fund" => amount(&facility.fund),
        _ => Cell::Blank,
    }
}

/// A decimal where it is one, else a fraction.
fn ratio<'a>(field: &Field<Ratio>) -> Cell<'a> {
    field.get().map_or(Cell::Blank, |r| Cell::Figure(decimal(r).unwrap_or_else(|| r.to_string())))
}

fn decimal(ratio: Ratio) -> Option<String> {
    /// More places than a quantity is written with.
    const MOST: u32 = 12;
    let places = (0..=MOST).find(|places| 10_i64.pow(*places) % ratio.den == 0)?;
    let scaled = i128::from(ratio.num) * i128::from(10_i64.pow(places) / ratio.den);
    let digits = format!("{scaled:0>width$}", width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_written_so_that_they_can_be_read() {
        for (num, den, written) in
            [(3, 1, "3"), (21, 20, "1.05"), (1, 8, "0.125"), (2, 3, "2/3"), (0, 1, "0"), (1, 1_000, "0.001")]
        {
            let ratio = Ratio { num, den };
            assert_eq!(decimal(ratio).unwrap_or_else(|| ratio.to_string()), written);
        }
    }
}
