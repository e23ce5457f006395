//! One sheet of a paper in A4 landscape: title, unit, notes, header, rows. User text is only ever written as text.
//!
//! Sheets are written from top to bottom, never back: a row leaves memory for an unnamed temporary file when the next begins.

mod cell;
mod form;
mod style;
mod text;

use jiff::civil::Date;
use kikin_domain::Yen;
use kikin_sheet::layout::{lines, row_height};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, IgnoreError, Workbook, Worksheet, XlsxError};

pub(crate) use cell::Cell;
pub(crate) use form::{Form, Part, form_pixels};
pub(crate) use style::{Kind, Tone};
pub(crate) use text::pieces;

use cell::excel_date;
use text::cell_text;

/// ISO A4.
const A4: u8 = 9;

/// Margins in inches: left, right, top, bottom, header, footer.
const MARGINS: [f64; 6] = [0.4, 0.4, 0.5, 0.6, 0.3, 0.3];

/// The most rows above a header that every page repeats.
const MOST_REPEATED: u32 = 5;

/// Height of a row of one line, in pixels.
const ROW: u32 = 20;

/// Excel knows no row higher than 409 points.
const HIGHEST: u32 = 545;

/// An empty workbook with the house's font, dated by its printing.
pub(crate) fn workbook(title: &str, printed_on: Date) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_default_format(&style::default(), 20, 64)?;
    let created = excel_date(printed_on)?;
    workbook.set_properties(&DocProperties::new().set_title(cell_text(title)).set_creation_datetime(&created));
    Ok(workbook)
}

/// Excel knows no more page breaks of a sheet.
const MOST_BREAKS: usize = 1_023;

/// The page breaks that a sheet may have; pages after the last one end where they are full.
fn possible(breaks: &[u32]) -> &[u32] {
    &breaks[..breaks.len().min(MOST_BREAKS)]
}

/// Ends a sheet with a blank cell below its last row and outside what is printed. A row that has a height of its own and is
/// the last would be written twice where rows leave memory one by one, and a reader finds such a sheet damaged.
fn close(sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
    sheet.write_blank(row, 0, &style::default())?;
    Ok(())
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    group: Option<&'static str>,
    label: String,
    pixels: u32,
}

impl Column {
    /// A column under its own label, `pixels` wide on screen.
    pub(crate) fn new(label: impl Into<String>, pixels: u32) -> Self {
        Self { group: None, label: label.into(), pixels }
    }

    /// A column under a label that it shares with its neighbours.
    pub(crate) fn under(group: &'static str, label: impl Into<String>, pixels: u32) -> Self {
        Self { group: Some(group), label: label.into(), pixels }
    }
}

/// The width of a column that holds amounts up to `largest`.
pub(crate) fn amount_pixels(largest: Yen) -> u32 {
    let written = largest.to_string();
    let separators = written.matches(',').count();
    let digits = written.chars().count() - separators;
    let needed = digits * 8 + separators * 4 + 14;
    u32::try_from(needed).unwrap_or(u32::MAX).max(76)
}

/// A sheet that is written from top to bottom.
pub(crate) struct Paper<'w> {
    sheet: &'w mut Worksheet,
    pixels: Vec<u32>,
    /// How many columns are printed; those after them are for the screen.
    printed: usize,
    row: u32,
    breaks: Vec<u32>,
}

impl<'w> Paper<'w> {
    /// A new sheet of `workbook`, set up to print.
    pub(crate) fn new(workbook: &'w mut Workbook, name: &str, columns: &[Column]) -> Result<Self, XlsxError> {
        let sheet = workbook.add_worksheet_with_low_memory()?;
        let [left, right, top, bottom, header, footer] = MARGINS;
        sheet.set_name(name)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_margins(left, right, top, bottom, header, footer);
        sheet.set_footer("&L&8&A&R&8&P / &N");
        for (col, column) in (0..).zip(columns) {
            sheet.set_column_width_pixels(col, column.pixels)?;
        }
        let pixels = columns.iter().map(|c| c.pixels).collect();
        Ok(Self { sheet, pixels, printed: columns.len(), row: 0, breaks: Vec::new() })
    }

    /// Prints the first `columns` only. The others do not make a row higher.
    pub(crate) fn print_first(mut self, columns: usize) -> Self {
        self.printed = columns.min(self.pixels.len());
        self
    }

    /// The title, and the unit at the right edge.
    pub(crate) fn title(&mut self, title: &str, unit: &str) -> Result<(), XlsxError> {
        self.text(0, title, &style::title())?;
        let last = self.last_column();
        self.text(last, unit, &style::note().set_align(FormatAlign::Right))?;
        self.sheet.set_row_height(self.row, 22)?;
        self.row += 1;
        Ok(())
    }

    /// A line of text over the whole width.
    pub(crate) fn note(&mut self, text: &str) -> Result<(), XlsxError> {
        self.text(0, text, &style::note())?;
        self.row += 1;
        Ok(())
    }

    /// A heading inside the sheet.
    pub(crate) fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.text(0, text, &style::default().set_bold())?;
        self.row += 1;
        Ok(())
    }

    /// An empty line.
    pub(crate) fn gap(&mut self) {
        self.row += 1;
    }

    /// From here on a new page.
    pub(crate) fn page_break(&mut self) {
        self.breaks.push(self.row);
    }

    /// The table's header, of two rows where columns share labels. It is repeated on every page and stays in view,
    /// with the first `fixed` columns.
    pub(crate) fn header(&mut self, columns: &[Column], fixed: u16) -> Result<(), XlsxError> {
        let top = self.row;
        let bottom = self.labels(columns)?;
        // Title, unit and notes are repeated too, unless a whole list stands above the header.
        let repeated = if top <= MOST_REPEATED { 0 } else { top };
        self.sheet.set_repeat_rows(repeated, bottom)?;
        self.sheet.set_freeze_panes(self.row, fixed)?;
        Ok(())
    }

    /// The header of a further table, repeated on the pages after it; only the title stays in view.
    pub(crate) fn further_header(&mut self, columns: &[Column]) -> Result<(), XlsxError> {
        let top = self.row;
        let bottom = self.labels(columns)?;
        self.sheet.set_repeat_rows(top, bottom)?;
        self.sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    /// A header that is not repeated; the last of its rows.
    pub(crate) fn labels(&mut self, columns: &[Column]) -> Result<u32, XlsxError> {
        let format = style::header();
        let top = self.row;
        let grouped = columns.iter().any(|c| c.group.is_some());
        let bottom = top + u32::from(grouped);
        // The upper row whole before the lower one: what is written leaves memory row by row.
        let mut first = 0_usize;
        while grouped && first < columns.len() {
            let group = columns[first].group;
            let same = columns[first..].iter().take_while(|c| group.is_some() && c.group == group).count().max(1);
            let (from, to) = (column_number(first), column_number(first + same - 1));
            match group {
                Some(label) if same > 1 => self.sheet.merge_range(top, from, top, to, label, format)?,
                Some(label) => self.sheet.write_string_with_format(top, from, label, format)?,
                None => self.sheet.merge_range(top, from, bottom, from, &columns[first].label, format)?,
            };
            first += same;
        }
        for (col, column) in (0..).zip(columns).filter(|(_, column)| column.group.is_some() || !grouped) {
            self.sheet.write_string_with_format(bottom, col, &column.label, format)?;
        }
        self.sheet.set_row_height(bottom, 27)?;
        self.row = bottom + 1;
        Ok(bottom)
    }

    /// A row of a table.
    pub(crate) fn line(&mut self, tone: Tone, cells: &[Cell<'_>]) -> Result<(), XlsxError> {
        for (col, cell) in (0..).zip(cells) {
            self.cell(col, tone, cell)?;
        }
        let printed = cells.iter().zip(&self.pixels).take(self.printed);
        let lines = printed.map(|(cell, pixels)| cell.lines(*pixels, tone)).max();
        if self.printed < self.pixels.len() {
            // Else a spreadsheet would make the row as high as the texts beside the printed part.
            self.sheet.set_row_height_pixels(self.row, ROW)?;
        }
        self.end_row(lines.unwrap_or(1), tone)
    }

    /// A row of texts of any length: what a row of a page cannot show goes on in the next row, whose first two columns are
    /// blank. These say what the row is and are never cut.
    pub(crate) fn texts(&mut self, texts: &[&str]) -> Result<(), XlsxError> {
        const WHOLE: usize = 2;
        let parts = |(i, (text, pixels)): (usize, (&&str, &u32))| {
            if i < WHOLE { vec![(*text).to_owned()] } else { pieces(text, *pixels, Tone::Plain.em()) }
        };
        let columns: Vec<Vec<String>> = texts.iter().zip(&self.pixels).enumerate().map(parts).collect();
        for i in 0..columns.iter().map(Vec::len).max().unwrap_or(0) {
            let cell = |c: &Vec<String>| c.get(i).map_or(String::new(), Clone::clone);
            let texts: Vec<String> = columns.iter().map(cell).collect();
            let cells: Vec<Cell<'_>> = texts.iter().map(|t| Cell::Exact(t.into())).collect();
            self.line(Tone::Plain, &cells)?;
        }
        Ok(())
    }

    /// A row that holds one text across `span` columns from the second on, and other cells after it.
    pub(crate) fn spanned(
        &mut self,
        first: &Cell<'_>,
        span: u16,
        text: &str,
        rest: &[Cell<'_>],
    ) -> Result<(), XlsxError> {
        let format = style::cell(Kind::Text, Tone::Small);
        self.cell(0, Tone::Small, first)?;
        self.sheet.merge_range(self.row, 1, self.row, span, &cell_text(text), format)?;
        for (col, cell) in (span + 1..).zip(rest) {
            self.cell(col, Tone::Small, cell)?;
        }
        let after = usize::from(span) + 1;
        let across = self.pixels[1..after].iter().sum();
        let beside = rest.iter().zip(&self.pixels[after..]).map(|(cell, pixels)| cell.lines(*pixels, Tone::Small));
        let lines = beside.chain([lines(text, across, Tone::Small.em())]).max();
        self.end_row(lines.unwrap_or(1), Tone::Small)
    }

    /// Makes the row high enough, as not every program fits rows to their text, and goes on to the next.
    fn end_row(&mut self, lines: u32, tone: Tone) -> Result<(), XlsxError> {
        if lines > 1 {
            self.sheet.set_row_height_pixels(self.row, row_height(lines, tone.em()).clamp(ROW, HIGHEST))?;
        }
        self.row += 1;
        Ok(())
    }

    /// A label over the first two columns, and its value in the third.
    pub(crate) fn labelled(&mut self, label: &str, value: &Cell<'_>) -> Result<(), XlsxError> {
        let format = style::header_left();
        self.sheet.merge_range(self.row, 0, self.row, 1, label, format)?;
        match value {
            Cell::Yen(yen) => self.value(2, yen.get())?,
            Cell::Count(count) => self.value(2, i64::from(*count))?,
            other => self.cell(2, Tone::Plain, other)?,
        }
        self.row += 1;
        Ok(())
    }

    /// Ends the sheet: what is printed, and where pages begin.
    pub(crate) fn finish(self) -> Result<(), XlsxError> {
        let (last, all) = (self.last_column(), column_number(self.pixels.len().saturating_sub(1)));
        let bottom = self.row.saturating_sub(1);
        close(self.sheet, self.row)?;
        self.sheet.set_print_area(0, 0, bottom, last)?;
        self.sheet.set_page_breaks(possible(&self.breaks))?;
        // Codes and No. are text on purpose.
        self.sheet.ignore_error_range(0, 0, bottom, all, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    fn last_column(&self) -> u16 {
        column_number(self.printed.saturating_sub(1))
    }

    fn cell(&mut self, col: u16, tone: Tone, cell: &Cell<'_>) -> Result<(), XlsxError> {
        let printed = usize::from(col) < self.printed;
        let format = if printed { style::cell(cell.kind(), tone) } else { style::beside(cell.kind()) };
        cell::write(self.sheet, (self.row, col), cell, format)
    }

    fn text(&mut self, col: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        cell::write_text(self.sheet, (self.row, col), text, format)
    }

    fn value(&mut self, col: u16, number: i64) -> Result<(), XlsxError> {
        cell::write_number(self.sheet, (self.row, col), number, style::cell(Kind::Value, Tone::Plain))
    }
}

fn column_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
