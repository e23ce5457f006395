//! A text that is too long for one row of a page goes on in the rows below, whose first columns are blank. Here it becomes
//! one cell again.

use std::sync::Arc;

use crate::form::{AREAS, CHAPTERS, ExtraColumn, GOALS, HEARINGS, TableDef};
use crate::grid::{CellValue, Row, Sheet, Workbook};
use crate::table::{Allowance, Promising, Section, find_sections};

use super::super::cells::is_blank;

/// The workbook with every text of its tables of text in one cell, the first of those that it had.
pub(in crate::reader) fn fold(workbook: &Workbook) -> Workbook {
    let sheets = workbook.sheets.iter().map(sheet).collect();
    Workbook { sheets, findings: workbook.findings.clone(), date1904: workbook.date1904 }
}

/// A table's data, and the columns of which one is filled in the first row of a record.
struct Table {
    header: (u32, u32),
    keys: Vec<u32>,
}

impl Table {
    fn of(mut section: Section) -> Option<Self> {
        section.mark_extras();
        let bodies = [ExtraColumn::BodyCode, ExtraColumn::BodyName].map(|c| section.extra(c));
        let chapters = ["chapter", "section"].map(|key| section.column(key).map(|c| c.col));
        let keys: Vec<u32> =
            if section.column("chapter").is_some() { chapters } else { bodies }.into_iter().flatten().collect();
        (!keys.is_empty()).then_some(Self { header: section.header, keys })
    }
}

/// Most rows that one text goes on over: the longest text of a cell, printed a few letters a line, takes fewer.
const MOST_PIECES: usize = 2_000;

fn sheet(sheet: &Sheet) -> Sheet {
    let defs: [&'static TableDef; 4] = [&CHAPTERS, &AREAS, &GOALS, &HEARINGS];
    let claimed = defs.into_iter().filter(|def| def.claims(&sheet.name));
    let promising = Promising::of(sheet, &mut Allowance::default());
    let mut tables: Vec<Table> =
        claimed.flat_map(|def| find_sections(sheet, &promising, def, def.min_columns)).filter_map(Table::of).collect();
    if tables.is_empty() {
        return sheet.clone();
    }
    tables.sort_by_key(|t| t.header.0);
    let mut rows: Vec<Row> = Vec::with_capacity(sheet.rows.len());
    // How many more rows the last record may take in; none while no record is open.
    let mut room = 0;
    for row in sheet.rows.iter() {
        let table = tables.iter().rev().find(|t| t.header.0 <= row.index).filter(|t| t.header.1 < row.index);
        let is_key = |table: &Table| table.keys.iter().any(|col| row.cell(*col).is_some_and(|c| !is_blank(c)));
        match (table, rows.last_mut()) {
            (Some(table), Some(last)) if room > 0 && !is_key(table) && !row.cells.is_empty() => {
                room -= 1;
                append(last, row);
            }
            (table, _) => {
                room = if table.is_some_and(is_key) { MOST_PIECES } else { 0 };
                rows.push(row.clone());
            }
        }
    }
    Sheet { rows: Arc::new(rows), ..sheet.clone() }
}

fn append(record: &mut Row, row: &Row) {
    for cell in &row.cells {
        match record.cells.binary_search_by_key(&cell.col, |c| c.col) {
            Ok(at) => {
                if let (CellValue::Text(text), CellValue::Text(more)) = (&mut record.cells[at].value, &cell.value) {
                    *text = format!("{text}{more}").into();
                }
            }
            Err(at) => record.cells.insert(at, cell.clone()),
        }
    }
}
