//! Where the tables of a sheet are.
//!
//! Rows that follow each other without a blank one are a block. A table begins with the first row of a block that looks like
//! a header: two cells or more, at least half as wide as the widest row of the block, texts only (or years). A later block
//! goes on with the table unless it begins with a header of its own; a block of single cells is a note. What stands above
//! the first table (title, date, unit) belongs to it and is no note unless it is marked as one.

use std::collections::{BTreeMap, HashMap};

use kikin_domain::{CellRef, text};

use super::judge::Hits;
use super::table::{Table, build};
use super::words::{filled, is_number, is_written_number, is_year, text_of};
use crate::grid::{Area, Cell, CellValue, Row, Sheet};

/// Most rows of a header.
const MOST_HEADER_ROWS: usize = 5;
/// Longest text of a header, in characters.
const LONGEST_LABEL: usize = 80;
/// Rows below a header that tell what its columns hold.
const LOOKED_AT: usize = 200;

/// A sheet and its tables.
pub(super) struct Page<'a> {
    pub(super) sheet: &'a Sheet,
    /// Its tables, from above.
    pub(super) tables: Vec<Table<'a>>,
    /// Notes outside the tables.
    pub(super) notes: Hits,
    /// Where tables go on after a blank row, and headers that are repeated.
    pub(super) splits: Hits,
}

impl<'a> Page<'a> {
    /// Finds the tables of a sheet, or of a CSV file, which holds no forms.
    pub(super) fn of(sheet: &'a Sheet, csv: bool) -> Self {
        let mut finder = Finder::of(sheet, csv);
        for block in blocks(sheet) {
            finder.block(block);
        }
        finder.finish()
    }

    /// Every cell that holds text, with its place.
    pub(super) fn texts(&self) -> impl Iterator<Item = (CellRef, &'a str)> {
        let cells = self.sheet.rows.iter().flat_map(|row| row.cells.iter().map(|cell| (row.index, cell)));
        let texts = cells.filter(|(_, cell)| matches!(cell.value, CellValue::Text(_)));
        texts.map(|(row, cell)| (CellRef::new(row, cell.col), text_of(cell)))
    }
}

/// Runs of rows that hold something.
fn blocks(sheet: &Sheet) -> Vec<Vec<&Row>> {
    let mut blocks: Vec<Vec<&Row>> = Vec::new();
    for row in sheet.rows.iter().filter(|row| width(row) > 0) {
        match blocks.last_mut() {
            Some(block) if block.last().is_some_and(|last| last.index + 1 == row.index) => block.push(row),
            _ => blocks.push(vec![row]),
        }
    }
    blocks
}

fn full(row: &Row) -> impl Iterator<Item = &Cell> {
    row.cells.iter().filter(|cell| filled(cell))
}

fn width(row: &Row) -> usize {
    full(row).count()
}

/// Whether a row may be one of labels: texts that are no figures, or years.
fn is_labels(row: &Row) -> bool {
    let label = |cell: &Cell| match &cell.value {
        CellValue::Text(text) => {
            !is_written_number(text) && text.chars().take(LONGEST_LABEL + 1).count() <= LONGEST_LABEL
        }
        CellValue::Number(_) => is_year(cell),
        CellValue::Empty | CellValue::Date(_) | CellValue::Duration(_) | CellValue::Bool(_) | CellValue::Error(_) => {
            false
        }
    };
    full(row).all(label) && full(row).any(|cell| !is_number(cell))
}

/// The columns in which half of some rows or more are figures or dates.
fn figures(rows: &[&Row]) -> Vec<u32> {
    let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    for cell in rows.iter().take(LOOKED_AT).flat_map(|row| full(row)) {
        let figure = match &cell.value {
            CellValue::Number(_) | CellValue::Date(_) | CellValue::Duration(_) => true,
            CellValue::Text(text) => is_written_number(text),
            CellValue::Empty | CellValue::Bool(_) | CellValue::Error(_) => false,
        };
        let count = counts.entry(cell.col).or_default();
        count.0 += usize::from(figure);
        count.1 += 1;
    }
    counts.into_iter().filter(|(_, (figures, all))| *figures > 0 && figures * 2 >= *all).map(|(col, _)| col).collect()
}

/// Whether a row has texts over columns of figures: only a header does.
fn heads(row: &Row, figures: &[u32]) -> bool {
    figures.iter().any(|col| row.cell(*col).is_some_and(filled)) && is_labels(row)
}

/// Whether a text is marked as a note.
fn is_marked_note(text: &str) -> bool {
    const MARKS: &[&str] = &["※", "注)", "(注", "注:", "注1", "備考:", "メモ", "*"];
    let key = text::key(text);
    MARKS.iter().any(|mark| key.starts_with(mark))
}

/// What a row holds, to be compared with a header.
fn keys(row: &Row) -> Vec<(u32, String)> {
    full(row).map(|cell| (cell.col, text::label_key(text_of(cell)))).collect()
}

/// A table that is still being read.
struct Open<'a> {
    header: Vec<&'a Row>,
    data: Vec<&'a Row>,
}

struct Finder<'a> {
    sheet: &'a Sheet,
    csv: bool,
    /// Columns beyond the first that merges cover, by the row in which they begin.
    covered: HashMap<u32, usize>,
    merges: BTreeMap<u32, Vec<Area>>,
    open: Option<Open<'a>>,
    tables: Vec<Table<'a>>,
    notes: Hits,
    splits: Hits,
}

impl<'a> Finder<'a> {
    fn of(sheet: &'a Sheet, csv: bool) -> Self {
        let mut covered: HashMap<u32, usize> = HashMap::new();
        let mut merges: BTreeMap<u32, Vec<Area>> = BTreeMap::new();
        for area in &sheet.merges {
            *covered.entry(area.first.row).or_default() += (area.last.col - area.first.col) as usize;
            merges.entry(area.first.row).or_default().push(*area);
        }
        Self {
            sheet,
            csv,
            covered,
            merges,
            open: None,
            tables: Vec::new(),
            notes: Hits::default(),
            splits: Hits::default(),
        }
    }

    fn spread(&self, row: &Row) -> usize {
        width(row) + self.covered.get(&row.index).copied().unwrap_or(0)
    }

    fn block(&mut self, block: Vec<&'a Row>) {
        let single = block.iter().all(|row| width(row) < 2);
        match self.open.take() {
            None if single => self.note_marked(&block),
            None => self.begin(&block),
            Some(open) => {
                self.open = Some(open);
                self.go_on(block, single);
            }
        }
    }

    fn note_marked(&mut self, rows: &[&Row]) {
        for (row, cell) in rows.iter().flat_map(|row| full(row).map(|cell| (row.index, cell))) {
            if is_marked_note(text_of(cell)) {
                self.notes.push(CellRef::new(row, cell.col));
            }
        }
    }

    /// Begins a table with a block of which some rows have several cells.
    fn begin(&mut self, block: &[&'a Row]) {
        if !self.csv && is_form(block) {
            return self.note_marked(block);
        }
        let widest = block.iter().map(|row| self.spread(row)).max().unwrap_or(0);
        let wide = |row: &&&Row| width(row) >= 2 && self.spread(row) * 2 >= widest;
        let Some(first) = block.iter().position(|row| wide(&row)) else { return };
        self.note_marked(&block[..first]);
        if first + 1 == block.len() {
            // A single row is a line above the table, not a table.
            return;
        }
        let header = if is_labels(block[first]) { self.header_rows(&block[first..]) } else { 0 };
        let (header, data) = block[first..].split_at(header);
        self.open = Some(Open { header: header.to_vec(), data: Vec::new() });
        self.take_data(data);
    }

    /// How many rows from the first on make the header; at least one row of data is left.
    fn header_rows(&self, rows: &[&Row]) -> usize {
        let mut count = 1;
        while count < MOST_HEADER_ROWS
            && count + 1 < rows.len()
            && self.goes_on(&rows[..count], rows[count], &rows[count + 1..])
        {
            count += 1;
        }
        count
    }

    /// Whether `next` is still header: merged from above, below a merged header, or filling its gaps above figures.
    fn goes_on(&self, header: &[&Row], next: &Row, rest: &[&Row]) -> bool {
        if !is_labels(next) {
            return false;
        }
        let merges: Vec<Area> = header.iter().flat_map(|row| self.merges_of(row.index)).copied().collect();
        let from_above = merges.iter().any(|area| area.last.row >= next.index);
        let below_wide = merges.iter().any(|area| {
            let below = &next.cells[next.cells.partition_point(|cell| cell.col < area.first.col)..];
            let inside = below.first().is_some_and(|cell| cell.col <= area.last.col);
            area.last.col > area.first.col && area.last.row + 1 == next.index && inside
        });
        let above = header[header.len() - 1];
        let fills_gap = full(next).any(|cell| !above.cell(cell.col).is_some_and(filled));
        from_above || below_wide || (fills_gap && heads(next, &figures(rest)))
    }

    fn merges_of(&self, row: u32) -> &[Area] {
        self.merges.get(&row).map_or(&[], Vec::as_slice)
    }

    /// A block after a blank row: more data, a repeated header, another table, or notes.
    fn go_on(&mut self, block: Vec<&'a Row>, single: bool) {
        if single {
            let cells = block.iter().flat_map(|row| full(row).map(|cell| CellRef::new(row.index, cell.col)));
            cells.for_each(|at| self.notes.push(at));
            return;
        }
        let wide = block.iter().position(|row| width(row) >= 2).unwrap_or(0);
        if self.begins_another(&block, wide) {
            self.close();
            return self.begin(&block[wide..]);
        }
        if let Some(at) = block.first().and_then(|row| full(row).next().map(|cell| CellRef::new(row.index, cell.col))) {
            self.splits.push(at);
        }
        self.take_data(&block);
    }

    /// Whether a block begins with a header that is not the open table's.
    fn begins_another(&self, block: &[&Row], at: usize) -> bool {
        let Some(open) = &self.open else { return true };
        let (row, rest) = (block[at], &block[at + 1..]);
        if rest.is_empty() || !is_labels(row) || open.header.iter().any(|header| keys(header) == keys(row)) {
            return false;
        }
        let columns = |rows: &[&Row]| {
            rows.iter().take(LOOKED_AT).flat_map(|row| full(row)).map(|cell| cell.col).max().unwrap_or(0)
        };
        let wider = columns(&[row]) > columns(&open.header).max(columns(&open.data));
        let look = |rows: &[&Row]| rows.first().and_then(|row| full(row).next()).map(|cell| cell.look);
        let alike = look(&open.header).is_some_and(|header| header != 0 && Some(header) == look(&[row]))
            && look(&open.header) != look(&open.data);
        at > 0 || wider || alike || heads(row, &figures(rest)) || heads(row, &figures(&open.data))
    }

    /// Adds rows to the open table; repeated headers and notes at the end are taken out.
    fn take_data(&mut self, rows: &[&'a Row]) {
        let Some(open) = &mut self.open else { return };
        let headers: Vec<_> = open.header.iter().map(|row| keys(row)).filter(|keys| keys.len() >= 2).collect();
        for row in rows {
            let first = full(row).next();
            let note = width(row) == 1 && first.is_some_and(|cell| is_marked_note(text_of(cell)));
            let at = CellRef::new(row.index, first.map_or(1, |cell| cell.col));
            if note {
                self.notes.push(at);
            } else if is_labels(row) && headers.contains(&keys(row)) {
                self.splits.push(at);
            } else {
                open.data.push(row);
            }
        }
    }

    fn close(&mut self) {
        let Some(Open { header, data }) = self.open.take() else { return };
        let merges: Vec<Area> = header.iter().flat_map(|row| self.merges_of(row.index)).copied().collect();
        let mut table = build(&header, data, &merges);
        std::mem::take(&mut table.beside).into_iter().for_each(|at| self.notes.push(at));
        if !table.columns.is_empty() {
            self.tables.push(table);
        }
    }

    fn finish(mut self) -> Page<'a> {
        self.close();
        Page { sheet: self.sheet, tables: self.tables, notes: self.notes, splits: self.splits }
    }
}

/// Whether a block of a workbook is a form to fill in: labels at the left, one value each, of different kinds.
fn is_form(block: &[&Row]) -> bool {
    let headed = block.first().is_some_and(|row| is_labels(row) && !full(row).any(is_number));
    let values = block.iter().skip(usize::from(headed)).filter_map(|row| full(row).nth(1));
    let (mut numbers, mut dates, mut others) = (0, 0, 0);
    for value in values {
        match value.value {
            CellValue::Number(_) | CellValue::Duration(_) => numbers += 1,
            CellValue::Text(ref text) if is_written_number(text) => numbers += 1,
            CellValue::Date(_) => dates += 1,
            CellValue::Empty | CellValue::Text(_) | CellValue::Bool(_) | CellValue::Error(_) => others += 1,
        }
    }
    let kinds = [numbers, dates, others].iter().filter(|count| **count > 0).count();
    kinds > 1 && block.iter().all(|row| width(row) <= 2)
}
