//! A sheet of cards in A4 portrait: rows of cells that span an even grid, page by page.

use kikin_sheet::layout::row_height;
use rust_xlsxwriter::{FormatAlign, IgnoreError, Workbook, Worksheet, XlsxError};

use super::cell::{self, Cell};
use super::style::{self, Kind, Tone};
use super::{A4, HIGHEST, MARGINS, MOST_BREAKS, ROW, close, possible};

/// Columns of the grid.
const COLUMNS: u16 = 15;

/// The width of a column. All of them fit A4 at [`SCALE`], with some room for other fonts.
const PIXELS: u32 = 45;

/// Per cent.
const SCALE: u16 = 95;

/// What a page is sure to hold.
const PAGE: u32 = 1_020;

/// A cell of a form.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    columns: u16,
    /// Rows that it covers; 0 where the one above covers this row too.
    rows: u32,
    cell: Cell<'a>,
    label: bool,
    tone: Tone,
}

impl<'a> Part<'a> {
    /// A value across `columns`.
    pub(crate) fn new(columns: u16, cell: Cell<'a>) -> Self {
        Self { columns, rows: 1, cell, label: false, tone: Tone::Plain }
    }

    /// A value in small letters.
    pub(crate) fn small(columns: u16, cell: Cell<'a>) -> Self {
        Self { tone: Tone::Small, ..Self::new(columns, cell) }
    }

    /// A label.
    pub(crate) fn label(columns: u16, label: &'a str) -> Self {
        Self { label: true, ..Self::new(columns, Cell::Word(label)) }
    }

    /// The same, over `rows` rows; 0 for a row that the one above covers.
    pub(crate) fn over(self, rows: u32) -> Self {
        Self { rows, ..self }
    }

    fn pixels(&self) -> u32 {
        u32::from(self.columns) * PIXELS
    }
}

/// The width of so many columns.
pub(crate) const fn form_pixels(columns: u16) -> u32 {
    columns as u32 * PIXELS
}

/// A sheet of cards, written from top to bottom.
pub(crate) struct Form<'w> {
    sheet: &'w mut Worksheet,
    row: u32,
    used: u32,
    breaks: Vec<u32>,
}

impl<'w> Form<'w> {
    /// A new sheet of `workbook`, set up to print.
    pub(crate) fn new(workbook: &'w mut Workbook, name: &str) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet_with_low_memory()?;
        let [left, right, top, bottom, header, footer] = MARGINS;
        sheet.set_name(name)?;
        sheet.set_portrait().set_paper_size(A4).set_print_scale(SCALE).set_print_center_horizontally(true);
        sheet.set_margins(left, right, top, bottom, header, footer);
        sheet.set_footer("&L&8&A&R&8&P / &N");
        for col in 0..COLUMNS {
            sheet.set_column_width_pixels(col, PIXELS)?;
        }
        Ok(Self { sheet, row: 0, used: 0, breaks: Vec::new() })
    }

    /// Whether further cards belong on another sheet, as pages of one of them might begin in vain ([`possible`]).
    pub(crate) fn is_full(&self) -> bool {
        self.breaks.len() >= MOST_BREAKS / 2
    }

    /// From here on a new page.
    pub(crate) fn page(&mut self) {
        if self.used > 0 {
            self.breaks.push(self.row);
            self.used = 0;
        }
    }

    /// The head of a page, and the unit at the right edge.
    pub(crate) fn title(&mut self, title: &str, unit: &str) -> Result<(), XlsxError> {
        cell::write_text(self.sheet, (self.row, 0), title, &style::note().set_bold())?;
        let right = style::note().set_align(FormatAlign::Right);
        cell::write_text(self.sheet, (self.row, COLUMNS - 1), unit, &right)?;
        self.end_row(ROW)
    }

    /// A line of text outside the table.
    pub(crate) fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        cell::write_text(self.sheet, (self.row, 0), text, &style::note())?;
        self.end_row(ROW)
    }

    /// Rows that stand on one page, if a page holds them.
    pub(crate) fn rows(&mut self, rows: &[Vec<Part<'_>>]) -> Result<(), XlsxError> {
        let heights: Vec<u32> = rows.iter().map(|row| height(row)).collect();
        let whole: u32 = heights.iter().sum();
        if whole <= PAGE && self.used + whole > PAGE {
            self.page();
        }
        for (row, height) in rows.iter().zip(heights) {
            if self.used + height > PAGE {
                self.page();
            }
            let mut col = 0;
            for part in row {
                self.part(col, part)?;
                col += part.columns;
            }
            self.end_row(height)?;
        }
        Ok(())
    }

    /// Ends the sheet: what is printed, and where pages begin.
    pub(crate) fn finish(self) -> Result<(), XlsxError> {
        let bottom = self.row.saturating_sub(1);
        close(self.sheet, self.row)?;
        self.sheet.set_print_area(0, 0, bottom, COLUMNS - 1)?;
        self.sheet.set_page_breaks(possible(&self.breaks))?;
        self.sheet.ignore_error_range(0, 0, bottom, COLUMNS - 1, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    fn part(&mut self, col: u16, part: &Part<'_>) -> Result<(), XlsxError> {
        if part.rows == 0 {
            return Ok(());
        }
        let kind = part.cell.kind();
        let format = match (part.label, kind) {
            (true, _) => style::header(),
            // A number that does not fit would be shown as ###.
            (false, Kind::Number) => style::shrunk(kind, part.tone),
            (false, _) => style::cell(kind, part.tone),
        };
        let (bottom, right) = (self.row + part.rows - 1, col + part.columns - 1);
        if (bottom, right) != (self.row, col) {
            self.sheet.merge_range(self.row, col, bottom, right, "", format)?;
        }
        cell::write(self.sheet, (self.row, col), &part.cell, format)
    }

    fn end_row(&mut self, height: u32) -> Result<(), XlsxError> {
        self.sheet.set_row_height_pixels(self.row, height)?;
        self.row += 1;
        self.used += height;
        Ok(())
    }
}

fn height(row: &[Part<'_>]) -> u32 {
    let lines = |p: &Part<'_>| (p.cell.lines(p.pixels(), p.tone), p.tone.em());
    let needed = row.iter().filter(|p| p.rows == 1).map(lines);
    needed.map(|(lines, em)| row_height(lines, em) + 1).max().unwrap_or(ROW).clamp(ROW + 2, HIGHEST)
}
