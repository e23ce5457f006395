//! Level 2: fit for counting without cleansing.

use std::collections::{BTreeMap, HashMap};

use kikin_domain::{CellRef, text};

use super::judge::{Book, Hits, Judgement};
use super::page::Page;
use super::table::{Column, Table};
use super::words::{filled, header_key, is_ditto, is_identifier};
use crate::grid::{Area, CellValue};

/// L2-01: broken by texts in a column of which two of three cells are numbers or meant as such. Codes and years are no
/// figures; digits alone are a number in a CSV file.
pub(super) fn numbers_are_numbers(book: &Book<'_>) -> Judgement {
    book.on_columns(|column| {
        if !column.is_measure() {
            return Hits::default();
        }
        let code = |raw: &str| book.csv.is_some() && raw.bytes().all(|b| b.is_ascii_digit());
        column.texts().filter(|(_, raw)| !text::is_blank(raw) && !code(raw)).map(|(at, _)| at).collect()
    })
}

/// L2-02: broken by cells of data merged downwards, by marks for 「the same」 (〃, 同上), and by blanks below a value in the
/// leading columns of a table, where the column never repeats a value although it has blanks to fill. Numbers of rows are
/// passed over; a column to the right of a complete one is not judged, for a blank there may mean that there is nothing.
pub(super) fn nothing_omitted(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| {
        let mut hits = merged_down(page);
        for table in &page.tables {
            let marks = table.columns.iter().flat_map(Column::texts).filter(|(_, raw)| is_ditto(raw));
            marks.for_each(|(at, _)| hits.push(at));
            for column in leading(table) {
                let blanks = omitted(table, column);
                if blanks.total == 0 {
                    break;
                }
                hits.append(&blanks);
            }
        }
        hits
    })
}

/// The merges that reach downwards from a row of data. Tables stand below each other.
fn merged_down(page: &Page<'_>) -> Hits {
    let of_data = |area: &&Area| {
        let after = page.tables.partition_point(|table| table.data.first().is_some_and(|r| r.index <= area.first.row));
        let table = after.checked_sub(1).map(|at| &page.tables[at]);
        table.and_then(|table| table.data.last()).is_some_and(|last| area.first.row <= last.index)
    };
    page.sheet
        .merges
        .iter()
        .filter(|area| area.last.row > area.first.row)
        .filter(of_data)
        .map(|area| area.first)
        .collect()
}

/// The blanks of a column that leave out the value above.
fn omitted(table: &Table<'_>, column: &Column<'_>) -> Hits {
    let mut hits = Hits::default();
    let Some(first) = table.data.first() else { return hits };
    if column.is_measure() || column.cells.first().is_none_or(|(row, _)| *row != first.index) {
        return hits;
    }
    let mut above: Option<&CellValue> = None;
    for row in &table.data {
        match row.cell(column.col).filter(|cell| filled(cell)) {
            Some(cell) if above == Some(&cell.value) => return Hits::default(),
            Some(cell) => above = Some(&cell.value),
            None => {
                above = None;
                let others = row.cells.iter().filter(|cell| filled(cell)).count();
                if others * 2 >= table.columns.len() {
                    hits.push(CellRef::new(row.index, column.col));
                }
            }
        }
    }
    hits
}

/// L2-03: broken by names that two columns share, by names that point to their neighbours (〃, 同上), and by columns that have
/// only a part of a merged header. In a header of several rows the lowest name counts.
pub(super) fn unique_names(book: &Book<'_>) -> Judgement {
    book.on_tables(|table| {
        let mut seen: HashMap<String, CellRef> = HashMap::new();
        let mut hits = Hits::default();
        for column in &table.columns {
            let key = header_key(&column.name);
            let incomplete = column.shares_name || is_ditto(&column.name);
            if incomplete || (!key.is_empty() && seen.insert(key, column.head).is_some()) {
                hits.push(column.head);
            }
        }
        hits
    })
}

/// L2-04: broken by the rarer spellings of a value, in columns of short texts: those that only differ in width, white space,
/// case, dashes or middle dots. What stands in brackets may tell two values apart.
pub(super) fn one_spelling(book: &Book<'_>) -> Judgement {
    book.on_columns(|column| {
        if !is_choice_like(column) || column.is_time() || is_identifier(&column.name) {
            return Hits::default();
        }
        let mut groups: BTreeMap<String, BTreeMap<&str, Vec<CellRef>>> = BTreeMap::new();
        for (at, raw) in column.texts().filter(|(_, raw)| raw.chars().any(char::is_alphabetic)) {
            let spelling = raw.trim_matches(text::is_space);
            groups.entry(text::key(spelling).replace('・', "")).or_default().entry(spelling).or_default().push(at);
        }
        let mut rarer: Vec<CellRef> = groups.values().filter(|group| group.len() > 1).flat_map(rarer).collect();
        rarer.sort_unstable();
        rarer.into_iter().collect()
    })
}

/// The cells of all spellings but the most frequent; the shortest where several are as frequent.
fn rarer(group: &BTreeMap<&str, Vec<CellRef>>) -> Vec<CellRef> {
    let usual = group.iter().max_by_key(|(spelling, cells)| (cells.len(), std::cmp::Reverse(spelling.chars().count())));
    let usual = usual.map(|(spelling, _)| *spelling);
    group.iter().filter(|(spelling, _)| Some(**spelling) != usual).flat_map(|(_, cells)| cells).copied().collect()
}

/// L2-05: broken by a short cell of data that says その他 and what, 「その他（駐車場）」.
pub(super) fn other_stands_alone(book: &Book<'_>) -> Judgement {
    book.on_columns(|column| {
        let detailed = |raw: &str| {
            let key = text::key(raw);
            let detail = key.strip_prefix("その他").or_else(|| key.strip_prefix("other"));
            let detail = detail.and_then(|rest| rest.strip_prefix(['(', ':', '[', '【', '〔', ',', '、', '/', '-']));
            raw.chars().count() <= 60 && detail.is_some_and(|detail| detail.chars().any(char::is_alphanumeric))
        };
        column.texts().filter(|(_, raw)| detailed(raw)).map(|(at, _)| at).collect()
    })
}

/// L2-06: broken by every formula.
pub(super) fn no_formulas(book: &Book<'_>) -> Judgement {
    book.on_pages(|page| {
        let cells = page.sheet.rows.iter().flat_map(|row| row.cells.iter().map(|cell| (row.index, cell)));
        cells.filter(|(_, cell)| cell.formula.is_some()).map(|(row, cell)| CellRef::new(row, cell.col)).collect()
    })
}

/// Whether a column holds short texts.
fn is_choice_like(column: &Column<'_>) -> bool {
    const LONGEST: usize = 40;
    !column.is_numeric() && column.texts().all(|(_, raw)| raw.chars().count() <= LONGEST)
}

/// The columns of a table from the left that may group its rows.
fn leading<'t, 'a>(table: &'t Table<'a>) -> impl Iterator<Item = &'t Column<'a>> {
    table.columns.iter().filter(|column| !is_identifier(&column.name))
}
