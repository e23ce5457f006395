//! The join: cells as calamine streams them, with what the token pass has collected.

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, Reader, Xlsx};
use jiff::civil::Date;
use kikin_domain::Finding;

use crate::gate::{self, Admitted, AdmittedSheet, Extent, Stored};
use crate::grid::{Cell, CellValue, Formula, Row, Sheet, Workbook, date_of_serial};
use crate::refusal::{Gate, damaged, over};
use crate::scan::sheet::SheetFacts;
use crate::scan::styles::{CellFormat, Shows};

/// Most text of a workbook's cells, in bytes: many cells may name one long shared string.
const MOST_TEXT: usize = 64 * 1024 * 1024;

/// Most cells that room is made for in a row because the row before had as many.
const MOST_GUESSED: usize = 64;

/// Most room for further cells that a row keeps once it is read.
const MOST_SPARE: usize = 16;

/// Reads a workbook: bytes become grids, or findings that say why not (F001 to F005).
///
/// Warnings (F006) come with the workbook.
///
/// # Errors
/// The findings for which the file is refused, always at least one.
pub fn open(bytes: &[u8]) -> Result<Workbook, Vec<Finding>> {
    opened(bytes, Extent::Whole)
}

/// The same without the sheets of an exported plan that are worked out from its others (総括表, 個票, 積算根拠 …): they stand
/// in the workbook without rows. All that a form states is read, so that a plan of any prefecture fits the limits.
///
/// # Errors
/// As [`open`].
pub fn open_stated(bytes: &[u8]) -> Result<Workbook, Vec<Finding>> {
    opened(bytes, Extent::Stated)
}

fn opened(bytes: &[u8], extent: Extent) -> Result<Workbook, Vec<Finding>> {
    // Every check is there so that nothing panics; if something does, one file is refused and the rest goes on.
    let outcome = catch_unwind(AssertUnwindSafe(|| read(bytes, extent)));
    outcome.unwrap_or_else(|_| Err(damaged("内部エラー"))).map_err(|finding| vec![*finding])
}

fn read(bytes: &[u8], extent: Extent) -> Gate<Workbook> {
    let Admitted { parts, sheets, formats, date1904, findings } = gate::admit(bytes, extent)?;
    Ok(Workbook { sheets: cells(parts, sheets, &formats, date1904)?, findings, date1904 })
}

/// The reader of cells. What it may rely on is proved; another reader can take calamine's place here.
fn cells(parts: Stored, sheets: Vec<AdmittedSheet>, formats: &[CellFormat], date1904: bool) -> Gate<Vec<Sheet>> {
    let archive = for_calamine(parts, sheets.len(), formats)?;
    let mut workbook = Xlsx::new(Cursor::new(archive.as_slice())).map_err(|_| damaged("内容を読み取れません"))?;
    let mut texts = Texts { left: MOST_TEXT, shared: HashMap::new() };
    let mut read = Vec::with_capacity(sheets.len());
    for (number, mut sheet) in sheets.into_iter().enumerate() {
        let rows = match sheet.is_left {
            true => Ok(Vec::new()),
            false => rows(&mut workbook, number, &mut sheet.facts, date1904, &mut texts),
        };
        read.push(Sheet {
            rows: Arc::new(rows.map_err(|finding| Box::new(finding.on(&sheet.name)))?),
            name: sheet.name,
            visibility: sheet.visibility,
            merges: sheet.facts.merges,
            hidden_columns: sheet.facts.hidden_columns,
            has_objects: sheet.facts.has_objects,
        });
    }
    Ok(read)
}

/// The archive that calamine sees: the proved parts, and around them what it needs to find them.
fn for_calamine(mut parts: Stored, sheets: usize, formats: &[CellFormat]) -> Gate<Vec<u8>> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut listed = String::from("<workbook xmlns:r=\"\"><sheets>");
    let mut related = String::from("<Relationships>");
    for number in 0..sheets {
        listed += &format!("<sheet name=\"{number}\" r:id=\"{number}\"/>");
        related += &format!(
            "<Relationship Id=\"{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"/{}\"/>",
            gate::sheet_part(number)
        );
    }
    listed += "</sheets></workbook>";
    related += "</Relationships>";
    let root = format!(
        "<Relationships><Relationship Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let mut styles = String::from("<styleSheet><cellXfs>");
    for format in formats {
        // Built-in formats that stand for the three kinds.
        styles += match format.shows {
            Shows::Number => "<xf numFmtId=\"0\"/>",
            Shows::Date => "<xf numFmtId=\"14\"/>",
            Shows::Duration => "<xf numFmtId=\"46\"/>",
        };
    }
    styles += "</cellXfs></styleSheet>";
    parts.add("_rels/.rels", root.as_bytes())?;
    parts.add("xl/_rels/workbook.xml.rels", related.as_bytes())?;
    parts.add("xl/workbook.xml", listed.as_bytes())?;
    parts.add("xl/styles.xml", styles.as_bytes())?;
    Ok(parts.finish())
}

/// The rows of a sheet.
fn rows(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    number: usize,
    facts: &mut SheetFacts,
    date1904: bool,
    texts: &mut Texts,
) -> Gate<Vec<Row>> {
    let unreadable = |_| damaged("セルの内容を読み取れません");
    let mut stream = workbook.worksheet_cells_reader(&number.to_string()).map_err(unreadable)?;
    let mut facts = Facts::of(facts);
    let mut rows = Rows { hidden: facts.hidden_rows, rows: Vec::new() };
    let mut ordinal = 0;
    while let Some(cell) = stream.next_cell().map_err(unreadable)? {
        let (formula, error, struck, look) = facts.at(ordinal);
        ordinal += 1;
        let value = match error {
            Some(text) => CellValue::Error(text.into()),
            None => value(cell.get_value(), date1904, texts),
        };
        let blank = match &value {
            CellValue::Empty => true,
            CellValue::Text(text) => text.is_empty(),
            _ => false,
        };
        if blank && formula.is_none() {
            continue;
        }
        if let CellValue::Text(text) = &value {
            texts.left = texts.left.checked_sub(text.len()).ok_or_else(too_much_text)?;
        }
        let (row, col) = cell.get_position();
        rows.push(row + 1, Cell { col: col + 1, value, formula: formula.map(Box::new), struck, look });
    }
    match ordinal == facts.cells {
        true => Ok(rows.finish()),
        false => Err(damaged("内部エラー")),
    }
}

/// The texts of a workbook's cells.
struct Texts {
    /// How many bytes are left of [`MOST_TEXT`]. Shared strings count for every cell: each is looked at by itself.
    left: usize,
    /// Shared strings by where the reader of cells keeps them.
    shared: HashMap<(usize, usize), Arc<str>>,
}

impl Texts {
    fn shared(&mut self, text: &str) -> Arc<str> {
        let place = (text.as_ptr() as usize, text.len());
        Arc::clone(self.shared.entry(place).or_insert_with(|| text.into()))
    }
}

#[cold]
fn too_much_text() -> Box<Finding> {
    over("セルの文字の量", "64 MB", "64 MB超")
}

/// What calamine tells of a cell, as ours.
fn value(value: &DataRef<'_>, date1904: bool, texts: &mut Texts) -> CellValue {
    match value {
        DataRef::Empty => CellValue::Empty,
        DataRef::String(text) => CellValue::Text(text.as_str().into()),
        DataRef::SharedString(text) => CellValue::Text(texts.shared(text)),
        DataRef::Float(number) => CellValue::Number(*number),
        DataRef::Int(number) => CellValue::Number(*number as f64),
        DataRef::Bool(value) => CellValue::Bool(*value),
        DataRef::Error(error) => CellValue::Error(error.to_string().into()),
        DataRef::DateTime(moment) if moment.is_duration() => CellValue::Duration(moment.as_f64()),
        DataRef::DateTime(moment) => {
            let serial = moment.as_f64();
            // Less than a day is a time of day, also in the 1904 system.
            match date_of_serial(serial, date1904).filter(|_| serial >= 1.0) {
                Some(date) => CellValue::Date(date),
                None => CellValue::Number(serial),
            }
        }
        DataRef::DateTimeIso(text) => match text.get(..10).and_then(|day| day.parse::<Date>().ok()) {
            Some(date) => CellValue::Date(date),
            None => CellValue::Text(text.as_str().into()),
        },
        DataRef::DurationIso(text) => CellValue::Text(text.as_str().into()),
    }
}

/// The facts of a sheet, walked along with its cells.
struct Facts<'a> {
    cells: u32,
    formulas: std::iter::Peekable<std::vec::IntoIter<(u32, Formula)>>,
    errors: std::iter::Peekable<std::slice::Iter<'a, (u32, String)>>,
    struck: std::iter::Peekable<std::slice::Iter<'a, u32>>,
    looks: std::iter::Peekable<std::slice::Iter<'a, (u32, u16)>>,
    hidden_rows: &'a [u32],
}

impl<'a> Facts<'a> {
    fn of(facts: &'a mut SheetFacts) -> Self {
        Self {
            cells: facts.cells,
            formulas: std::mem::take(&mut facts.formulas).into_iter().peekable(),
            errors: facts.errors.iter().peekable(),
            struck: facts.struck.iter().peekable(),
            looks: facts.looks.iter().peekable(),
            hidden_rows: &facts.hidden_rows,
        }
    }

    /// Formula, error value, strike-through and look of the cell with that ordinal. Ordinals are asked for in order.
    fn at(&mut self, ordinal: u32) -> (Option<Formula>, Option<&'a str>, bool, u16) {
        let formula = self.formulas.next_if(|(at, _)| *at == ordinal).map(|(_, formula)| formula);
        let error = self.errors.next_if(|(at, _)| *at == ordinal).map(|(_, text)| text.as_str());
        let struck = self.struck.next_if(|at| **at == ordinal).is_some();
        (formula, error, struck, self.looks.next_if(|(at, _)| *at == ordinal).map_or(0, |(_, look)| *look))
    }
}

/// Rows as they come, with the hidden ones that have no cell between them.
struct Rows<'a> {
    hidden: &'a [u32],
    rows: Vec<Row>,
}

impl Rows<'_> {
    fn push(&mut self, index: u32, cell: Cell) {
        if let Some(row) = self.rows.last_mut().filter(|row| row.index == index) {
            row.cells.push(cell);
            return;
        }
        self.pass_hidden(index);
        let hidden = self.hidden.first() == Some(&index);
        if hidden {
            self.hidden = &self.hidden[1..];
        }
        if let Some(before) = self.rows.last_mut().filter(|row| row.cells.capacity() - row.cells.len() > MOST_SPARE) {
            before.cells.shrink_to_fit();
        }
        // Rows of a table are alike; the guess never more than doubles what the cells take.
        let mut cells = Vec::with_capacity(self.rows.last().map_or(1, |row| row.cells.len().clamp(1, MOST_GUESSED)));
        cells.push(cell);
        self.rows.push(Row { index, hidden, cells });
    }

    /// Adds the hidden rows before `index`.
    fn pass_hidden(&mut self, index: u32) {
        let (before, rest) = self.hidden.split_at(self.hidden.partition_point(|row| *row < index));
        self.rows.extend(before.iter().map(|row| Row { index: *row, hidden: true, cells: Vec::new() }));
        self.hidden = rest;
    }

    fn finish(mut self) -> Vec<Row> {
        self.pass_hidden(u32::MAX);
        self.rows
    }
}
