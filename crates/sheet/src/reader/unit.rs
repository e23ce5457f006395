//! The unit of amounts (C011): the header's, else the sheet's, else the cover's; they must not contradict each other.

use kikin_domain::place::{CellRef, Field, SheetName};
use kikin_domain::plan::Cover;
use kikin_domain::{Finding, RuleId, Unit, text};

use super::collect::Collector;
use super::sheets::Located;
use crate::grid::{CellValue, Sheet};
use crate::table::{Section, units_in};

/// A unit and where it is written.
type Written = (SheetName, CellRef, Unit);

/// The unit that a sheet writes above a section (between it and the section before).
pub(crate) fn above(sheet: &Sheet, section: &Section, after: u32) -> Option<(CellRef, Unit)> {
    for row in sheet.rows_between(after + 1, section.header.0 - 1) {
        for cell in &row.cells {
            let CellValue::Text(t) = &cell.value else { continue };
            if let Some(unit) = units_in(t).first() {
                return Some((CellRef::new(row.index, cell.col), *unit));
            }
            if matches!(text::label_key(t).as_str(), "単位" | "金額の単位")
                && let Some(next) = row.cells.iter().find(|c| c.col > cell.col)
                && let CellValue::Text(t) = &next.value
                && let Some(unit) = Unit::parse(t)
            {
                return Some((CellRef::new(row.index, next.col), unit));
            }
        }
    }
    None
}

/// The sheet's unit for each section: what stands above it, else what stood above an earlier one.
pub(crate) fn of_sections(located: &Located<'_>) -> Vec<Option<(CellRef, Unit)>> {
    let mut after = 0;
    let mut current = None;
    located
        .sections
        .iter()
        .map(|section| {
            current = above(located.sheet, section, after).or(current);
            after = section.header.1;
            current
        })
        .collect()
}

/// C011 when units contradict each other: one finding at each place where one is written.
pub(crate) fn contradictions(cover: &Cover, tables: &[&Located<'_>], collect: &mut Collector) {
    let on_cover: Option<Written> = match (&cover.sheet, &cover.unit) {
        (Some(sheet), Field::Given(s)) => Some((sheet.clone(), s.cell, s.value)),
        _ => None,
    };
    let mut reported: Vec<Written> = Vec::new();
    for located in tables {
        let mut written: Vec<Written> = on_cover.iter().cloned().collect();
        for (section, sheet_unit) in located.sections.iter().zip(of_sections(located)) {
            let name = &located.sheet.name;
            written.extend(sheet_unit.map(|(cell, unit)| (name.clone(), cell, unit)));
            let headers = section.columns.iter().filter(|c| c.column.is_amount());
            written.extend(headers.filter_map(|c| c.unit.map(|unit| (name.clone(), c.header, unit))));
        }
        let mut units: Vec<Unit> = written.iter().map(|(_, _, u)| *u).collect();
        units.sort_unstable();
        units.dedup();
        if units.len() > 1 {
            for place in written {
                if !reported.contains(&place) {
                    reported.push(place);
                }
            }
        }
    }
    let shown: Vec<String> =
        reported.iter().map(|(sheet, cell, unit)| format!("{sheet} {cell}は{}", unit.label())).collect();
    let shown = if shown.len() > 6 { format!("{} ほか", shown[..6].join("、")) } else { shown.join("、") };
    for (sheet, cell, unit) in &reported {
        let finding = Finding::new(RuleId::C011, "contradictory", &[("units", &shown)]).value(unit.label());
        collect.at(sheet, *cell, finding);
    }
}

/// C011 when amounts stand in no unit at all: at the cover's 金額の単位.
pub(crate) fn missing(cover: &Cover, sheet: &SheetName, collect: &mut Collector) {
    if collect.has(RuleId::C011) || matches!(cover.unit, Field::Bad(_)) {
        return;
    }
    let place = cover.sheet.as_ref().unwrap_or(sheet);
    collect.push(Finding::new(RuleId::C011, "missing", &[]).on(place).at(cover.unit.cell()));
}
