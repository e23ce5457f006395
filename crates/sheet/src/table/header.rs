//! Finding the header: one to three rows high, merged group headings qualifying the labels under them.

use std::cell::OnceCell;

use kikin_domain::place::CellRef;
use kikin_domain::text;

use super::label::{LabelKeys, LabelPath, Match, units_in, year_column};
use super::{BoundColumn, OtherColumn, Promising, Section};
use crate::form::{Kind, TableDef};
use crate::grid::{Area, CellValue, Row, Sheet};

/// A label longer than this is a sentence.
pub(super) const LONGEST_LABEL: usize = 60;

/// A header has at most so many rows.
const HIGHEST: u32 = 3;

/// Most labelled columns of a table (F004); one more is looked at, to tell.
pub(crate) const MOST_LABELS: usize = 256;

/// Most headers of a table (F004), on one sheet or several; one more is looked at, to tell. One for each printed page.
pub(crate) const MOST_HEADERS: usize = 500;

/// Most merged areas of a header that are looked at: areas do not overlap, and a header has no more cells.
const MOST_MERGES: usize = MOST_LABELS * HIGHEST as usize;

/// Rows that look like a header and are none: after so many the rest of the sheet is data.
const MOST_ATTEMPTS: usize = 60;

/// The sections of a table on a sheet, top to bottom; empty when no header is found.
pub(crate) fn find_sections(
    sheet: &Sheet,
    promising: &Promising,
    def: &'static TableDef,
    min_columns: usize,
) -> Vec<Section> {
    let keys = LabelKeys::of(def);
    let mut sections: Vec<Section> = Vec::new();
    let mut attempts = 0;
    let merges = OnceCell::new();
    let mut i = 0;
    while let Some(place) = promising.next(i, def.id).filter(|_| attempts < MOST_ATTEMPTS) {
        if sections.len() > MOST_HEADERS {
            break;
        }
        i = place;
        let row = &sheet.rows[i];
        let merges = merges.get_or_init(|| Merges::of(sheet));
        let Some(section) = best_header(sheet, merges, row.index, def) else {
            attempts += 1;
            i += 1;
            continue;
        };
        // A row of data right above a header repeated on the next page is no part of it.
        if begins_below(sheet, merges, &section, keys, def) {
            attempts += 1;
            i += 1;
            continue;
        }
        // A later header of the same table must be as good as a header; a row of data that mentions labels is none.
        let enough = sections.first().map_or(min_columns, |first: &Section| min_columns.max(first.columns.len() / 2));
        if distinct(&section) < enough {
            attempts += 1;
            i += 1;
            continue;
        }
        let below = section.header.1;
        sections.push(section);
        while i < sheet.rows.len() && sheet.rows[i].index <= below {
            i += 1;
        }
    }
    close_sections(sheet, &mut sections);
    sections
}

/// The row whose cells come closest to the labels looked for, for T002: its cells as typed.
pub(crate) fn nearest_row(sheet: &Sheet, def: &'static TableDef) -> Vec<String> {
    let keys = LabelKeys::of(def);
    let closeness = |text: &str| {
        let key = text::label_key(text);
        let length = key.chars().count();
        keys.all().any(|l| {
            let own = l.chars().count().max(1);
            // Texts of very different length are never near; most labels are passed over by it.
            own.abs_diff(length) * 3 <= own && text::edit_distance(l, &key) * 3 <= own
        })
    };
    let mut best: (usize, Vec<String>) = (0, Vec::new());
    for row in sheet.rows.iter().take(60) {
        let labels: Vec<String> = row.cells.iter().filter_map(|c| label_text(&c.value)).take(40).collect();
        let score = labels.iter().filter(|l| closeness(l)).count() * 100 + labels.len().min(20);
        if score > best.0 {
            best = (score, labels);
        }
    }
    best.1
}

/// Whether a text may be a label. No character takes more than four bytes.
fn is_short(text: &str) -> bool {
    text.len() <= LONGEST_LABEL * 4 && text.chars().count() <= LONGEST_LABEL
}

fn label_text(value: &CellValue) -> Option<String> {
    match value {
        CellValue::Text(t) if is_short(t) && !text::is_blank(t) => Some(t.as_ref().to_owned()),
        // A year label may be typed as a number.
        CellValue::Number(n) if *n >= 2000.0 && *n < 2200.0 => Some(crate::value::number::number_text(*n)),
        _ => None,
    }
}

fn may_begin_header(row: &Row, keys: &LabelKeys) -> bool {
    let mut hits = 0;
    for cell in &row.cells {
        if let CellValue::Text(t) = &cell.value
            && t.len() <= LONGEST_LABEL * 4
            && keys.contains(&text::label_key(t))
        {
            hits += 1;
            if hits >= 2 {
                return true;
            }
        }
    }
    false
}

/// The best header that begins at `top`: the height under which most columns are recognised; the lower of equals.
fn best_header(sheet: &Sheet, merges: &Merges, top: u32, def: &'static TableDef) -> Option<Section> {
    (0..HIGHEST)
        .map(|extra| bind(sheet, merges, (top, top + extra), def))
        .reduce(|best, next| if distinct(&next) > distinct(&best) { next } else { best })
        .filter(|s| !s.columns.is_empty())
}

/// Whether as many columns are recognised when the header begins at a later row of the band.
fn begins_below(sheet: &Sheet, merges: &Merges, section: &Section, keys: &LabelKeys, def: &'static TableDef) -> bool {
    let (top, bottom) = section.header;
    sheet
        .rows_between(top + 1, bottom)
        .iter()
        .filter(|r| may_begin_header(r, keys))
        .any(|r| best_header(sheet, merges, r.index, def).is_some_and(|below| distinct(&below) >= distinct(section)))
}

/// The merged areas of a sheet, so that those of a header are found without looking at all of them.
struct Merges {
    /// By first row; none of them is higher than a header.
    low: Vec<Area>,
    /// Higher ones, as many as are looked at.
    high: Vec<Area>,
}

impl Merges {
    fn of(sheet: &Sheet) -> Self {
        let (mut low, mut high): (Vec<Area>, Vec<Area>) =
            sheet.merges.iter().partition(|m| m.last.row - m.first.row < HIGHEST);
        low.sort_by_key(|m| m.first.row);
        high.truncate(MOST_MERGES);
        Self { low, high }
    }

    /// Those that touch the rows of a header.
    fn touching(&self, (top, bottom): (u32, u32)) -> Vec<Area> {
        let touches = |m: &&Area| m.first.row <= bottom && m.last.row >= top;
        let from = self.low.partition_point(|m| m.first.row + HIGHEST <= top);
        let to = self.low.partition_point(|m| m.first.row <= bottom);
        self.low[from..to]
            .iter()
            .filter(touches)
            .take(MOST_MERGES)
            .chain(self.high.iter().filter(touches))
            .copied()
            .collect()
    }
}

fn distinct(section: &Section) -> usize {
    section.columns.iter().filter(|c| c.year.is_none()).count()
}

/// Binds the columns of a header band to the form's.
fn bind(sheet: &Sheet, merges: &Merges, header: (u32, u32), def: &'static TableDef) -> Section {
    let mut candidates: Vec<(Match, usize, u32)> = Vec::new();
    let mut labelled: Vec<(u32, LabelPath, CellRef, String, Vec<kikin_domain::Unit>)> = Vec::new();
    let keys = LabelKeys::of(def);
    let merges = merges.touching(header);
    for col in columns_of(sheet, header) {
        let Some((path, cell, raw, units)) = path_of(sheet, header, &merges, col) else { continue };
        for (index, column) in def.columns.iter().enumerate() {
            // A column of a year is named by its year.
            if column.kind != Kind::YearlyAmounts
                && let Some(how) = keys.names(&path, index)
            {
                candidates.push((how, index, col));
            }
        }
        labelled.push((col, path, cell, raw, units));
    }
    // Surest first, then from the left; every column of form and sheet is bound once.
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(&b.2)));
    let mut bound: Vec<(usize, u32)> = Vec::new();
    for (_, index, col) in &candidates {
        if !bound.iter().any(|(i, c)| i == index || c == col) {
            bound.push((*index, *col));
        }
    }
    drop_period_beside_ends(def, &mut bound);
    let yearly = def.columns.iter().find(|c| c.kind == Kind::YearlyAmounts);
    let mut section = Section { header, data: (header.1 + 1, u32::MAX), columns: Vec::new(), others: Vec::new() };
    for (col, path, cell, raw, units) in labelled {
        let column = bound.iter().find(|(_, c)| *c == col).map(|(index, _)| &def.columns[*index]);
        let year = if column.is_none() { yearly.and_then(|_| year_column(&path.leaf)) } else { None };
        let duplicate_year = year.is_some() && section.columns.iter().any(|c| c.year == year);
        match (column, yearly) {
            (Some(column), _) => {
                section.columns.push(BoundColumn {
                    col,
                    column,
                    year: None,
                    unit: units.first().copied(),
                    header: cell,
                });
            }
            (None, Some(column)) if year.is_some() && !duplicate_year => {
                section.columns.push(BoundColumn { col, column, year, unit: units.first().copied(), header: cell });
            }
            (None, _) => {
                let repeats = candidates
                    .iter()
                    .find(|(_, _, c)| *c == col)
                    .and_then(|(_, index, _)| bound.iter().find(|(i, _)| i == index).map(|(_, c)| *c));
                section.others.push(OtherColumn { col, label: raw, header: cell, repeats, extra: None });
            }
        }
    }
    section
}

/// 「事業期間」 as a heading over 開始 and 終了 is no column of its own.
fn drop_period_beside_ends(def: &TableDef, bound: &mut Vec<(usize, u32)>) {
    let is = |index: usize, key: &str| def.columns[index].key == key;
    let ends = bound.iter().filter(|(i, _)| is(*i, "start") || is(*i, "end")).count();
    if ends == 2 {
        bound.retain(|(i, _)| !is(*i, "period"));
    }
}

fn columns_of(sheet: &Sheet, header: (u32, u32)) -> Vec<u32> {
    let mut columns: Vec<u32> = sheet
        .rows_between(header.0, header.1)
        .iter()
        .flat_map(|r| r.cells.iter().filter(|c| label_text(&c.value).is_some()).map(|c| c.col))
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns.truncate(MOST_LABELS + 1);
    columns
}

type Labelled = (LabelPath, CellRef, String, Vec<kikin_domain::Unit>);

/// The label path of a column: its last label, the labels above it, and headings that reach over it by a merge or, where
/// nothing stands above it, from the left.
fn path_of(sheet: &Sheet, header: (u32, u32), merges: &[Area], col: u32) -> Option<Labelled> {
    let own: Vec<(CellRef, String)> = (header.0..=header.1)
        .filter_map(|row| {
            let at = CellRef::new(row, col);
            sheet.cell(at).and_then(|c| label_text(&c.value)).map(|t| (at, t))
        })
        .collect();
    let ((cell, leaf), above) = own.split_last()?;
    let mut groups: Vec<String> = above.iter().map(|(_, t)| t.clone()).collect();
    for row in header.0..cell.row {
        if own.iter().any(|(at, _)| at.row == row) {
            continue;
        }
        groups.extend(heading_over(sheet, header, merges, CellRef::new(row, col)));
    }
    let units = units_in(leaf).into_iter().chain(groups.iter().flat_map(|g| units_in(g))).collect();
    let path = LabelPath { groups: groups.iter().map(|g| text::label_key(g)).collect(), leaf: text::label_key(leaf) };
    Some((path, *cell, leaf.clone(), units))
}

/// The heading that covers an empty header cell: of the merge it lies in, else of the nearest cell to its left that heads
/// a group (has a label under it) and is not itself merged to end before it.
fn heading_over(sheet: &Sheet, header: (u32, u32), merges: &[Area], at: CellRef) -> Option<String> {
    let covers = |first: CellRef, last: CellRef| {
        (first.row..=last.row).contains(&at.row) && (first.col..=last.col).contains(&at.col)
    };
    if let Some(merge) = merges.iter().find(|m| covers(m.first, m.last)) {
        return sheet.cell(merge.first).and_then(|c| label_text(&c.value)).filter(|_| merge.first.col < at.col);
    }
    let row = sheet.rows_between(at.row, at.row).first()?;
    let left = row.cells.iter().rev().find(|c| c.col < at.col && label_text(&c.value).is_some())?;
    let merged = merges.iter().any(|m| m.first == CellRef::new(at.row, left.col));
    let heads = (at.row + 1..=header.1)
        .any(|row| sheet.cell(CellRef::new(row, left.col)).is_some_and(|c| label_text(&c.value).is_some()));
    if merged || !heads { None } else { label_text(&left.value) }
}

/// Each section's data ends before the next header.
fn close_sections(sheet: &Sheet, sections: &mut [Section]) {
    let last = sheet.rows.last().map_or(0, |r| r.index);
    for i in 0..sections.len() {
        let end = sections.get(i + 1).map_or(last, |next| next.header.0 - 1);
        sections[i].data.1 = end;
    }
}
