//! A template's cells, found by their labels and filled as by a user: only cells that are prepared, unlocked and blank.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use kikin_domain::CellRef;
use kikin_domain::text;
use kikin_sheet::form::{Kind, TableDef};
use kikin_sheet::{CellValue, Sheet, Workbook};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::typed::Input;

/// A workbook as parts, with what was typed into it.
pub(crate) struct Book {
    parts: Vec<(String, Vec<u8>)>,
    workbook: Workbook,
    /// Whether the protection leaves a format's cells open, by the format's number.
    unlocked: Vec<bool>,
    typed: BTreeMap<usize, BTreeMap<CellRef, Input>>,
}

/// Where a table's columns stand, and its first row for data.
pub(crate) struct Place {
    /// Number of the sheet, from 0.
    pub(crate) sheet: usize,
    /// Column by key; those of years by `y` and the year's label.
    pub(crate) columns: BTreeMap<String, u32>,
    /// The first row below the header.
    pub(crate) first: u32,
}

impl Book {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let entries = archive.len();
        let part = |i| {
            let mut entry = archive.by_index(i).expect("an entry");
            let mut content = Vec::new();
            entry.read_to_end(&mut content).expect("inflates");
            (entry.name().expect("a name").into_owned(), content)
        };
        let parts: Vec<(String, Vec<u8>)> = (0..entries).map(part).collect();
        let styles = parts.iter().find(|(name, _)| name == "xl/styles.xml").expect("styles");
        let styles = String::from_utf8(styles.1.clone()).expect("UTF-8");
        let formats = between(&styles, "<cellXfs", "</cellXfs>");
        let unlocked = formats.split("<xf ").skip(1).map(|xf| xf.contains("locked=\"0\"")).collect();
        Self { parts, workbook: kikin_sheet::open(bytes).expect("opens"), unlocked, typed: BTreeMap::new() }
    }

    pub(crate) fn sheet(&self, name: &str) -> (usize, &Sheet) {
        let found = self.workbook.sheets.iter().enumerate().find(|(_, s)| &*s.name == name);
        found.unwrap_or_else(|| panic!("a sheet named {name}"))
    }

    /// The XML of a sheet.
    pub(crate) fn xml(&self, sheet: usize) -> String {
        let name = format!("xl/worksheets/sheet{}.xml", sheet + 1);
        let part = self.parts.iter().find(|(part, _)| *part == name).expect("the sheet's part");
        String::from_utf8(part.1.clone()).expect("UTF-8")
    }

    /// Finds a table by the labels that its definition prints.
    pub(crate) fn table(&self, sheet: &str, def: &TableDef) -> Place {
        let (number, sheet) = self.sheet(sheet);
        let at = |row, col| sheet.cell(CellRef::new(row, col)).map(text_of).unwrap_or_default();
        // The first two labels next to each other are the header.
        let leaf = |i: usize| def.columns[i].labels[0].leaf.to_owned();
        let head = sheet.rows.iter().map(|r| r.index).find(|row| at(*row, 1) == leaf(0) && at(*row, 2) == leaf(1));
        let head = head.unwrap_or_else(|| panic!("the header of {}", def.title));
        let grouped = def.columns.iter().any(|c| c.labels[0].group.is_some());
        let mut columns = BTreeMap::new();
        let mut group = String::new();
        for col in 1..=sheet.rows.iter().flat_map(|r| r.cells.last()).map(|c| c.col).max().unwrap_or(0) {
            let (top, below) = (at(head, col), if grouped { at(head + 1, col) } else { String::new() });
            if !top.is_empty() {
                group = top.clone();
            }
            let (group, leaf) = if below.is_empty() { (None, &top) } else { (Some(group.as_str()), &below) };
            let own = def.columns.iter().find(|c| {
                let label = c.labels[0];
                label.group == group && (label.leaf == leaf || c.kind == Kind::YearlyAmounts) && c.kind != Kind::Period
            });
            let Some(own) = own.filter(|_| !leaf.is_empty()) else { continue };
            let key = if own.kind == Kind::YearlyAmounts { format!("y{leaf}") } else { own.key.to_owned() };
            assert!(columns.insert(key, col).is_none(), "{} twice", own.title());
        }
        Place { sheet: number, columns, first: head + 1 + u32::from(grouped) }
    }

    /// Whether a cell that is written is locked by the sheet's protection.
    pub(crate) fn is_locked(&self, sheet: usize, at: CellRef) -> bool {
        let xml = self.xml(sheet);
        let cell = between(&xml, &format!("<c r=\"{at}\""), ">").to_owned();
        !self.unlocked[between(&cell, "s=\"", "\"").parse::<usize>().expect("a format")]
    }

    /// Types into a cell.
    pub(crate) fn type_into(&mut self, sheet: usize, at: CellRef, input: &Input) {
        self.typed.entry(sheet).or_default().insert(at, input.clone());
    }

    /// The workbook as the user saves it.
    pub(crate) fn save(&self) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let of_sheet = |name: &str| {
            let number = name.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?.parse::<usize>().ok()?;
            self.typed.get(&(number - 1)).map(|typed| (number - 1, typed))
        };
        for (name, content) in &self.parts {
            writer.start_file(name, SimpleFileOptions::default()).expect("an entry");
            match of_sheet(name) {
                Some((sheet, typed)) => {
                    writer.write_all(self.filled(&self.xml(sheet), typed).as_bytes()).expect("written");
                }
                None => writer.write_all(content).expect("written"),
            }
        }
        writer.finish().expect("an archive").into_inner()
    }

    fn filled(&self, xml: &str, typed: &BTreeMap<CellRef, Input>) -> String {
        let mut out = String::with_capacity(xml.len() * 2);
        let mut pieces = xml.split("<c r=\"");
        out.push_str(pieces.next().unwrap_or_default());
        let mut met = 0;
        for piece in pieces {
            let (name, rest) = piece.split_once('"').expect("a reference");
            match typed.get(&CellRef::parse(name).expect("a reference")) {
                Some(Input::Blank) => {
                    met += 1;
                    out.push_str(&format!("<c r=\"{piece}"));
                }
                Some(input) => {
                    met += 1;
                    let (attributes, after) = rest.split_once("/>").expect("the end of the cell");
                    assert!(!attributes.contains('>'), "{name} is not blank: {attributes}");
                    let style: usize = between(attributes, "s=\"", "\"").parse().expect("a format");
                    assert!(self.unlocked[style], "{name} is locked");
                    out.push_str(&format!("<c r=\"{name}\" s=\"{style}\"{}", input.xml()));
                    out.push_str(after);
                }
                None => out.push_str(&format!("<c r=\"{piece}")),
            }
        }
        assert_eq!(met, typed.len(), "every cell is prepared");
        out
    }
}

fn text_of(cell: &kikin_sheet::Cell) -> String {
    match &cell.value {
        CellValue::Text(t) if !text::is_blank(t) => t.to_string(),
        _ => String::new(),
    }
}

pub(crate) fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("{from} in {text}")) + from.len();
    let end = start + text[start..].find(to).unwrap_or_else(|| panic!("{to} after {from}"));
    &text[start..end]
}
