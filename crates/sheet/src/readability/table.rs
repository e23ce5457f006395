//! A table: its header, its rows of data, its columns.

use std::collections::BTreeMap;

use kikin_domain::CellRef;

use super::words::{filled, is_identifier, is_number, is_time_header, is_written_number, is_year, text_of};
use crate::grid::{Area, Cell, CellValue, Row};
use crate::scan::sheet::joined;

/// A table on a sheet.
pub(super) struct Table<'a> {
    /// First and last row of the header; `None` where there is none.
    pub(super) header: Option<(u32, u32)>,
    /// The rows of data, ascending.
    pub(super) data: Vec<&'a Row>,
    /// Its columns that hold a name or data, ascending.
    pub(super) columns: Vec<Column<'a>>,
    /// Columns between the first and the last that hold neither.
    pub(super) blank_columns: Vec<u32>,
    /// Cells beside it that belong to no column.
    pub(super) beside: Vec<CellRef>,
}

/// A column of a table.
pub(super) struct Column<'a> {
    pub(super) col: u32,
    /// Where its name stands, or would stand.
    pub(super) head: CellRef,
    /// The lowest text of its header; empty where there is none.
    pub(super) name: String,
    /// Whether its name is that of a merged header over several columns, without one of its own.
    pub(super) shares_name: bool,
    /// Its filled cells in rows of data, ascending.
    pub(super) cells: Vec<(u32, &'a Cell)>,
}

impl Column<'_> {
    /// Whether two of three cells are numbers or texts that are meant as numbers, and the header names no code.
    pub(super) fn is_numeric(&self) -> bool {
        let meant = self.cells.iter().filter(|(_, cell)| is_number(cell) || is_written_number(text_of(cell))).count();
        meant > 0 && meant * 3 >= self.cells.len() * 2 && !is_identifier(&self.name)
    }

    /// Whether the column tells when: by its name, or because it holds dates. Numbers in it are years or parts of dates.
    pub(super) fn is_time(&self) -> bool {
        let dates = self.cells.iter().filter(|(_, cell)| matches!(cell.value, CellValue::Date(_))).count();
        let figures = self.cells.iter().any(|(_, cell)| match cell.value {
            CellValue::Number(n) => !is_year(cell) && !(1.0..=99.0).contains(&n) && n < 190_000.0,
            CellValue::Duration(_) => true,
            _ => false,
        });
        dates * 2 > self.cells.len() || (is_time_header(&self.name) && !figures)
    }

    /// Whether the column holds figures: numeric, and neither a time nor a code.
    pub(super) fn is_measure(&self) -> bool {
        self.is_numeric() && !self.is_time()
    }

    /// Its cells that hold text.
    pub(super) fn texts(&self) -> impl Iterator<Item = (CellRef, &str)> {
        let texts = self.cells.iter().filter(|(_, cell)| matches!(cell.value, CellValue::Text(_)));
        texts.map(|(row, cell)| (CellRef::new(*row, self.col), text_of(cell)))
    }
}

/// Builds a table from its header's rows, its rows of data and the merges that begin in the header.
pub(super) fn build<'a>(header: &[&'a Row], data: Vec<&'a Row>, merges: &[Area]) -> Table<'a> {
    let mut cells: BTreeMap<u32, Vec<(u32, &'a Cell)>> = BTreeMap::new();
    for row in &data {
        for cell in row.cells.iter().filter(|cell| filled(cell)) {
            cells.entry(cell.col).or_default().push((row.index, cell));
        }
    }
    let mut names = Names::of(header, merges);
    let header_rows = header.first().zip(header.last()).map(|(first, last)| (first.index, last.index));
    let span = match (names.span(), cells.first_key_value(), cells.last_key_value()) {
        (Some(span), ..) => Some(span),
        (None, Some((first, _)), Some((last, _))) => Some((*first, *last)),
        (None, ..) => None,
    };
    let mut table = Table {
        header: header_rows,
        columns: Vec::new(),
        blank_columns: Vec::new(),
        beside: Vec::new(),
        data: Vec::new(),
    };
    let Some((first, last)) = span else { return table };
    let top = header_rows.map_or_else(|| data.first().map_or(1, |row| row.index), |(_, last)| last);
    let (first, last) = grown(first, last, &cells, data.len());
    for (_, beside) in cells.iter().filter(|(col, _)| !(first..=last).contains(*col)) {
        table.beside.extend(beside.iter().map(|(row, cell)| CellRef::new(*row, cell.col)));
    }
    for col in first..=last {
        let (name, shares_name) = names.take(col);
        let cells = cells.remove(&col).unwrap_or_default();
        if name.is_empty() && !shares_name && cells.is_empty() {
            table.blank_columns.push(col);
        } else {
            table.columns.push(Column { col, head: CellRef::new(top, col), name, shares_name, cells });
        }
    }
    table.data = data;
    table
}

/// The span of the header, grown by the columns beside it that are filled in a third of the rows or more: they are columns
/// without a name; sparser ones are notes.
fn grown(mut first: u32, mut last: u32, cells: &BTreeMap<u32, Vec<(u32, &Cell)>>, rows: usize) -> (u32, u32) {
    let dense = |col: u32| cells.get(&col).is_some_and(|cells| cells.len() * 3 >= rows.max(1));
    while first > 1 && dense(first - 1) {
        first -= 1;
    }
    while dense(last + 1) {
        last += 1;
    }
    (first, last)
}

/// The names that a header gives to columns.
struct Names {
    direct: BTreeMap<u32, String>,
    /// Ranges of columns covered by merges over several columns, ascending and apart from each other.
    covered: Vec<(u32, u32)>,
}

impl Names {
    fn of(header: &[&Row], merges: &[Area]) -> Self {
        let mut direct = BTreeMap::new();
        for cell in header.iter().flat_map(|row| &row.cells).filter(|cell| filled(cell)) {
            let name = match &cell.value {
                CellValue::Text(text) => text.as_ref().to_owned(),
                CellValue::Number(number) => format!("{number}"),
                CellValue::Date(date) => date.to_string(),
                CellValue::Empty | CellValue::Duration(_) | CellValue::Bool(_) | CellValue::Error(_) => String::new(),
            };
            direct.insert(cell.col, name);
        }
        let wide = merges.iter().filter(|m| m.first.col < m.last.col).map(|m| (m.first.col, m.last.col)).collect();
        let covered = joined(wide);
        Self { direct, covered }
    }

    fn span(&self) -> Option<(u32, u32)> {
        let first = *self.direct.first_key_value()?.0;
        let last = *self.direct.last_key_value()?.0;
        let within = |covered: &&(u32, u32)| (first..=last).contains(&covered.0);
        Some((first, self.covered.iter().filter(within).map(|covered| covered.1).fold(last, u32::max)))
    }

    /// A column's name, and whether it only has that of a merged header.
    fn take(&mut self, col: u32) -> (String, bool) {
        let name = self.direct.remove(&col).unwrap_or_default();
        let after = self.covered.partition_point(|(first, _)| *first <= col);
        let covered = after.checked_sub(1).is_some_and(|at| self.covered[at].1 >= col);
        let shares = name.is_empty() && covered;
        (name, shares)
    }
}
