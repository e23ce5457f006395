//! Which rows of a sheet may begin a header, found in one look at each cell for all tables.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use kikin_domain::text;

use super::header::LONGEST_LABEL;
use super::label::LabelKeys;
use crate::form::{
    AREAS, CHAPTERS, EVALUATIONS, FACILITIES, FILINGS, GOALS, HEARINGS, INDICATORS, NOTES, PROJECTS, TableDef, TableId,
};
use crate::grid::{CellValue, Row, Sheet};

const TABLES: [&TableDef; TableId::ALL.len()] =
    [&PROJECTS, &FACILITIES, &AREAS, &GOALS, &HEARINGS, &CHAPTERS, &INDICATORS, &NOTES, &FILINGS, &EVALUATIONS];

/// How many cells of a workbook are compared with the labels; a header further down is not found, and T002 says so. Cells
/// that begin as no label does are not counted.
const MOST_COMPARED: usize = 1_000_000;

/// How many labels a row must hold.
const FEWEST_LABELS: u8 = 2;

/// Every label and group heading of all tables, with a bit for each table it belongs to, and what they begin with.
struct Labels {
    tables: HashMap<&'static str, u16>,
    beginnings: HashSet<char>,
}

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    let mut tables: HashMap<&'static str, u16> = HashMap::new();
    for table in TABLES {
        for label in LabelKeys::of(table).all() {
            *tables.entry(label).or_default() |= bit(table.id);
        }
    }
    let beginnings = tables.keys().filter_map(|label| label.chars().next()).collect();
    Labels { tables, beginnings }
});

const fn bit(table: TableId) -> u16 {
    1 << table as u8
}

/// What is left of [`MOST_COMPARED`] for a workbook.
pub(crate) struct Allowance(usize);

impl Default for Allowance {
    fn default() -> Self {
        Self(MOST_COMPARED)
    }
}

/// The rows of a sheet that hold two labels of a table: their place among the sheet's rows, and the tables.
pub(crate) struct Promising {
    rows: Vec<(usize, u16)>,
}

impl Promising {
    /// Looks at every cell of a sheet.
    pub(crate) fn of(sheet: &Sheet, allowance: &mut Allowance) -> Self {
        let found = sheet.rows.iter().enumerate().map(|(place, row)| (place, tables_of(row, allowance)));
        Self { rows: found.filter(|(_, tables)| *tables != 0).collect() }
    }

    /// The first row at or below `place` that may begin a header of a table.
    pub(super) fn next(&self, place: usize, table: TableId) -> Option<usize> {
        let from = self.rows.partition_point(|(row, _)| *row < place);
        self.rows[from..].iter().find(|(_, tables)| tables & bit(table) != 0).map(|(row, _)| *row)
    }
}

/// The tables of which a row holds two labels.
fn tables_of(row: &Row, allowance: &mut Allowance) -> u16 {
    let mut counts = [0_u8; TABLES.len()];
    for cell in &row.cells {
        let CellValue::Text(t) = &cell.value else { continue };
        if t.len() > LONGEST_LABEL * 4 || !may_be_label(t) || allowance.0 == 0 {
            continue;
        }
        allowance.0 -= 1;
        let Some(tables) = LABELS.tables.get(text::label_key(t).as_str()) else { continue };
        for (number, count) in counts.iter_mut().enumerate() {
            *count = count.saturating_add(u8::from(tables >> number & 1 == 1));
        }
    }
    let enough = counts.iter().enumerate().filter(|(_, count)| **count >= FEWEST_LABELS);
    enough.fold(0, |tables, (number, _)| tables | 1 << number)
}

/// Whether a text may be a label by its first character, where that stays what it is in a key: ideographs do, and what an
/// ASCII letter or digit may become together with the next character is no label's beginning.
fn may_be_label(t: &str) -> bool {
    match t.chars().next() {
        Some(c) if c.is_ascii_alphanumeric() => LABELS.beginnings.contains(&c.to_ascii_lowercase()),
        Some(c @ '\u{4E00}'..='\u{9FFF}') => LABELS.beginnings.contains(&c),
        Some(_) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Kind;

    #[test]
    fn every_label_passes_by_its_first_character() {
        for table in TABLES {
            // The label of a year column is an example and names no table.
            for label in table.columns.iter().filter(|c| c.kind != Kind::YearlyAmounts).flat_map(|c| c.labels) {
                assert!(may_be_label(label.leaf) && label.group.is_none_or(may_be_label), "{label:?}");
            }
        }
        for other in ["0", "壱", "x", ""] {
            assert!(!may_be_label(other), "{other}");
        }
        assert!(may_be_label("Ｎｏ") && may_be_label("⼀般") && may_be_label(" 区分"));
    }
}
