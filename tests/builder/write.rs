//! Writing a workbook by rust_xlsxwriter.

use kikin_domain::rule::{Input, Table};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError};

use super::book::{Book, Leaf, Part, Record};

/// A file, and what the writer cannot say by itself.
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) patches: Vec<Patch>,
}

/// A cell that is to be changed in its sheet's XML.
pub(super) struct Patch {
    /// The sheet's number, from 1.
    pub(super) sheet: usize,
    /// The cell, as `V6`.
    pub(super) cell: String,
    pub(super) change: Change,
}

/// What is to be changed.
#[derive(Clone, Copy)]
pub(super) enum Change {
    /// The writer always caches a result; this takes it away.
    DropCached,
    /// The writer has error values only as results of formulas.
    Error(&'static str),
}

/// The sheets in the order of their tabs, with the tables that stand on them.
const SHEETS: &[(&str, &[Table])] = &[
    ("表紙", &[]),
    ("区域・目標", &[Table::Areas, Table::Goals, Table::Hearings]),
    ("事業一覧", &[Table::Projects]),
    ("施設整備内訳", &[Table::Facilities]),
    ("事業評価", &[Table::Evaluations]),
];

pub(super) fn workbook(book: &Book) -> Result<Written, XlsxError> {
    let mut workbook = Workbook::new();
    // Equal edits make equal bytes.
    let created = ExcelDateTime::parse_from_str("2026-06-15")?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let mut patches = Vec::new();
    let stands = |(name, tables): &&(&str, &[Table])| {
        let held = tables.is_empty() || book.parts.iter().any(|p| tables.contains(&p.table));
        held && !book.dropped.contains(name)
    };
    for (number, (name, tables)) in (1..).zip(SHEETS.iter().filter(stands)) {
        let mut pen = Pen { sheet: workbook.add_worksheet().set_name(*name)?, number, row: 0, patches: &mut patches };
        if tables.is_empty() {
            pen.cover(book)?;
        }
        for part in book.parts.iter().filter(|p| tables.contains(&p.table)) {
            pen.part(part)?;
        }
    }
    for (name, text) in &book.added {
        workbook.add_worksheet().set_name(*name)?.write_string(0, 0, *text)?;
    }
    Ok(Written { bytes: workbook.save_to_buffer()?, patches })
}

/// Writes one sheet from the top.
struct Pen<'a> {
    sheet: &'a mut Worksheet,
    number: usize,
    row: u32,
    patches: &'a mut Vec<Patch>,
}

impl Pen<'_> {
    fn cover(&mut self, book: &Book) -> Result<(), XlsxError> {
        self.sheet.write_string(0, 0, book.title)?;
        self.row = 2;
        for (label, input) in &book.cover {
            self.sheet.write_string(self.row, 0, *label)?;
            self.input(1, *input, Format::new())?;
            self.row += 1;
        }
        Ok(())
    }

    /// Title, unit, header, rows; a blank line after it.
    fn part(&mut self, part: &Part) -> Result<(), XlsxError> {
        for line in [Some(part.title), part.unit].into_iter().flatten().filter(|l| !l.is_empty()) {
            self.sheet.write_string(self.row, 0, line)?;
            self.row += 1;
        }
        if part.unit.is_some() {
            self.row += 1;
        }
        if part.has_header {
            self.header(&part.leaves)?;
        }
        for record in &part.records {
            self.record(&part.leaves, record)?;
        }
        self.row += 1;
        Ok(())
    }

    /// One row, or two when a column stands under a group heading: groups are merged over their columns, and labels
    /// without a group over both rows.
    fn header(&mut self, leaves: &[Leaf]) -> Result<(), XlsxError> {
        let format = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        let height = 1 + u32::from(leaves.iter().any(|l| l.group.is_some()));
        let (top, bottom) = (self.row, self.row + height - 1);
        let mut first = 0;
        for group in leaves.chunk_by(|a, b| a.group.is_some() && a.group == b.group) {
            let last = first + group.len() - 1;
            if let Some(heading) = group[0].group {
                self.heading((top, first), (top, last), heading, &format)?;
                for (col, leaf) in (first..).zip(group) {
                    self.heading((bottom, col), (bottom, col), leaf.leaf, &format)?;
                }
            } else {
                self.heading((top, first), (bottom, first), group[0].leaf, &format)?;
            }
            first = last + 1;
        }
        self.row += height;
        Ok(())
    }

    fn heading(&mut self, from: (u32, usize), to: (u32, usize), text: &str, format: &Format) -> Result<(), XlsxError> {
        if from == to {
            self.sheet.write_string_with_format(from.0, column(from.1), text, format)?;
        } else {
            self.sheet.merge_range(from.0, column(from.1), to.0, column(to.1), text, format)?;
        }
        Ok(())
    }

    fn record(&mut self, leaves: &[Leaf], record: &Record) -> Result<(), XlsxError> {
        for (col, leaf) in leaves.iter().enumerate() {
            let mut format = Format::new();
            if leaf.is_money {
                format = format.set_num_format("#,##0");
            }
            if record.is_struck {
                format = format.set_font_strikethrough();
            }
            self.input(col, record.cells.get(leaf.key).copied().unwrap_or(Input::Blank), format)?;
        }
        if record.is_hidden {
            self.sheet.set_row_hidden(self.row)?;
        }
        self.row += 1;
        Ok(())
    }

    fn input(&mut self, col: usize, input: Input, format: Format) -> Result<(), XlsxError> {
        let (row, at) = (self.row, column(col));
        let number = |n: &str| n.parse::<f64>().expect("a number is decimal text");
        match input {
            Input::Blank => self.sheet.write_blank(row, at, &format)?,
            Input::Text(text) => self.sheet.write_string_with_format(row, at, text, &format)?,
            Input::Number(n) => self.sheet.write_number_with_format(row, at, number(n), &format)?,
            Input::Date(iso) => {
                let date = ExcelDateTime::parse_from_str(iso)?;
                self.sheet.write_datetime_with_format(row, at, &date, &format.set_num_format("yyyy/m/d"))?
            }
            Input::Formula(formula) => {
                self.patch(col, Change::DropCached);
                self.sheet.write_formula_with_format(row, at, Formula::new(formula), &format)?
            }
            Input::Cached(formula, result) => {
                self.sheet.write_formula_with_format(row, at, Formula::new(formula).set_result(result), &format)?
            }
            Input::Error(code) => {
                self.patch(col, Change::Error(code));
                self.sheet.write_number_with_format(row, at, 0, &format)?
            }
        };
        Ok(())
    }

    fn patch(&mut self, col: usize, change: Change) {
        let cell = rust_xlsxwriter::utility::row_col_to_cell(self.row, column(col));
        self.patches.push(Patch { sheet: self.number, cell, change });
    }
}

fn column(col: usize) -> u16 {
    u16::try_from(col).expect("a table has few columns")
}
