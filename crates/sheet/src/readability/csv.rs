//! CSV files as grids, with what breaks the rules for records and fields (L1-14, L1-15).

use std::collections::BTreeMap;

use jiff::civil::Date;
use kikin_domain::CellRef;

use super::judge::Hits;
use crate::grid::{Cell, CellValue, Row, Sheet, Visibility};

/// A CSV file as read. Rows are records, as programs for tables show them.
pub(super) struct CsvFile {
    pub(super) grid: Sheet,
    /// Records that take several lines, or that lack fields.
    pub(super) broken_records: Hits,
    /// Records with fields too many, and quotation marks that do not match.
    pub(super) broken_fields: Hits,
}

/// Reads a CSV file.
pub(super) fn read(text: &str) -> CsvFile {
    let mut reader = Reader { rest: text, records: Vec::new(), lines: Hits::default(), quotes: Hits::default() };
    while !reader.rest.is_empty() {
        reader.record();
    }
    let Reader { records, lines: mut broken_records, quotes: mut broken_fields, .. } = reader;
    let width = usual_width(&records);
    let begun = records.iter().position(|fields| fields.len() == width).unwrap_or(0);
    let mut rows = Vec::with_capacity(records.len());
    for (at, (index, fields)) in (1..).zip(&records).enumerate() {
        let blank = fields.iter().all(String::is_empty);
        if fields.len() > width {
            broken_fields.push(CellRef::new(index, u32::try_from(width).unwrap_or(u32::MAX).saturating_add(1)));
        } else if fields.len() < width && at > begun && !blank {
            broken_records.push(CellRef::new(index, 1));
        }
        // What a stray comma has pushed out of the table is one fault, not one of every rule.
        let cells = (1..).zip(fields.iter().take(width)).filter(|(_, field)| !field.is_empty());
        let cells = cells.map(|(col, field)| Cell { col, value: value(field), formula: None, struck: false, look: 0 });
        rows.push(Row { index, hidden: false, cells: cells.collect() });
    }
    let grid = Sheet {
        name: "".into(),
        visibility: Visibility::Visible,
        rows: rows.into(),
        merges: Vec::new(),
        hidden_columns: Vec::new(),
        has_objects: false,
    };
    CsvFile { grid, broken_records, broken_fields }
}

/// How many fields most records have; the larger number where two are as frequent.
fn usual_width(records: &[Vec<String>]) -> usize {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for fields in records.iter().filter(|fields| fields.iter().any(|field| !field.is_empty())) {
        *counts.entry(fields.len()).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(width, count)| (*count, *width)).map_or(0, |(width, _)| width)
}

/// A field as a value: plain numbers and ISO dates are what they say. Leading zeros make a code.
fn value(field: &str) -> CellValue {
    let digits = field.strip_prefix('-').unwrap_or(field);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let plain = all_digits(whole) && all_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    if let Some(number) = field.parse::<f64>().ok().filter(|n| plain && n.is_finite()) {
        return CellValue::Number(number);
    }
    match field.parse::<Date>() {
        Ok(date) if field.len() == 10 => CellValue::Date(date),
        Ok(_) | Err(_) => CellValue::Text(field.into()),
    }
}

struct Reader<'a> {
    rest: &'a str,
    records: Vec<Vec<String>>,
    lines: Hits,
    quotes: Hits,
}

impl Reader<'_> {
    fn record(&mut self) {
        let index = u32::try_from(self.records.len()).unwrap_or(u32::MAX).saturating_add(1);
        let mut fields = Vec::with_capacity(self.records.last().map_or(1, Vec::len));
        loop {
            let at = CellRef::new(index, u32::try_from(fields.len()).unwrap_or(u32::MAX).saturating_add(1));
            fields.push(self.field(at));
            match self.rest.strip_prefix(',') {
                Some(rest) => self.rest = rest,
                None => break,
            }
        }
        let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
        self.rest = rest.strip_prefix('\n').unwrap_or(rest);
        self.records.push(fields);
    }

    /// Reads a field and stops before the comma or the end of the line.
    fn field(&mut self, at: CellRef) -> String {
        const ENDS: [char; 3] = [',', '\r', '\n'];
        let mut field = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            self.quoted(at, &mut field);
        }
        let end = self.rest.find(ENDS).unwrap_or(self.rest.len());
        let (plain, rest) = self.rest.split_at(end);
        if plain.contains('"') || (!field.is_empty() && !plain.is_empty()) {
            self.quotes.push(at);
        }
        field += plain;
        self.rest = rest;
        field
    }

    /// Reads up to the closing quotation mark and past it.
    fn quoted(&mut self, at: CellRef, field: &mut String) {
        loop {
            let Some((part, rest)) = self.rest.split_once('"') else {
                self.quotes.push(at);
                *field += self.rest;
                self.rest = "";
                break;
            };
            *field += part;
            self.rest = rest;
            match rest.strip_prefix('"') {
                Some(after) => {
                    field.push('"');
                    self.rest = after;
                }
                None => break,
            }
        }
        if field.contains(['\r', '\n']) {
            self.lines.push(at);
        }
    }
}
