//! One cell: what it holds, and how it is written. User text is only ever written as text.

use std::borrow::Cow;

use jiff::civil::Date;
use kikin_domain::Yen;
use kikin_sheet::layout::lines;
use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::style::{self, Kind, Tone};
use super::text::{cell_text, exact_text, looks_like_formula};

/// An Excel number keeps 15 digits; an amount beyond is written as text rather than altered.
const EXACT: u64 = 999_999_999_999_999;

/// What a cell holds.
#[derive(Clone, Debug)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Word(&'a str),
    Right(&'a str),
    /// Text that stands for a number and is made for the cell.
    Figure(String),
    /// Text to the last letter: carriage returns are kept.
    Exact(Cow<'a, str>),
    Yen(Yen),
    /// An amount that is shown and not added: in brackets.
    Outside(Yen),
    Count(u32),
    Date(Option<Date>),
    Blank,
}

impl Cell<'_> {
    /// The lines that it takes in a column.
    pub(super) fn lines(&self, pixels: u32, tone: Tone) -> u32 {
        match self {
            Self::Text(text) | Self::Word(text) | Self::Right(text) => lines(text, pixels, tone.em()),
            Self::Exact(text) => lines(text, pixels, tone.em()),
            Self::Figure(text) => lines(text, pixels, tone.em()),
            Self::Yen(_) | Self::Outside(_) | Self::Count(_) | Self::Date(_) | Self::Blank => 1,
        }
    }

    /// How it is aligned and formatted.
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Text(_) | Self::Exact(_) | Self::Date(None) | Self::Blank => Kind::Text,
            Self::Word(_) => Kind::Word,
            Self::Right(_) | Self::Figure(_) => Kind::Right,
            Self::Yen(_) | Self::Count(_) => Kind::Number,
            Self::Outside(_) => Kind::Outside,
            Self::Date(Some(_)) => Kind::Date,
        }
    }
}

/// Writes a cell in a format that suits its kind.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    cell: &Cell<'_>,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) | Cell::Word(text) | Cell::Right(text) => write_text(sheet, (row, col), text, format),
        Cell::Figure(text) => write_text(sheet, (row, col), text, format),
        Cell::Exact(text) => write_fitting(sheet, (row, col), &exact_text(text), format),
        Cell::Yen(yen) | Cell::Outside(yen) => write_number(sheet, (row, col), yen.get(), format),
        Cell::Count(count) => write_number(sheet, (row, col), i64::from(*count), format),
        Cell::Date(Some(date)) => match excel_date(*date) {
            Ok(serial) => sheet.write_datetime_with_format(row, col, &serial, format).map(|_| ()),
            // Before 1900 Excel has no dates.
            Err(_) => write_text(sheet, (row, col), &date.to_string(), style::cell(Kind::Word, Tone::Plain)),
        },
        Cell::Date(None) | Cell::Blank => sheet.write_blank(row, col, format).map(|_| ()),
    }
}

/// Text as text, marked as such where editing it would make a formula of it.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    write_fitting(sheet, (row, col), &cell_text(text), format)
}

fn write_fitting(sheet: &mut Worksheet, (row, col): (u32, u16), text: &str, format: &Format) -> Result<(), XlsxError> {
    if looks_like_formula(text) {
        let quoted = format.clone().set_quote_prefix();
        sheet.write_string_with_format(row, col, text, &quoted)?;
    } else {
        sheet.write_string_with_format(row, col, text, format)?;
    }
    Ok(())
}

/// A whole number; as text where Excel would alter it.
pub(super) fn write_number(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    number: i64,
    format: &Format,
) -> Result<(), XlsxError> {
    if number.unsigned_abs() > EXACT {
        return write_text(sheet, (row, col), &Yen::new(number).to_string(), format);
    }
    #[expect(clippy::cast_precision_loss, reason = "whole numbers of 15 digits are exact")]
    let number = number as f64;
    sheet.write_number_with_format(row, col, number, format)?;
    Ok(())
}

pub(super) fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |n: i8| u8::try_from(n).unwrap_or(0);
    ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(0), part(date.month()), part(date.day()))
}
