//! The looks of a template: few, readable in black and white.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, ProtectionOptions, Worksheet, XlsxError};

use super::cells::Out;
use crate::layout::{lines, row_height};

const FONT: &str = "游ゴシック";
const HEADING: Color = Color::RGB(0x00D9_D9D9);
const REQUIRED: Color = Color::RGB(0x00FF_F2CC);
const GIVEN: Color = Color::RGB(0x00F2_F2F2);

/// The width of a full-width character of 10 points, in pixels, and some room for other fonts.
const EM: u32 = 14;

/// Formats used on every page.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) note: Format,
    pub(super) heading: Format,
    pub(super) label: Format,
    pub(super) given: Format,
    pub(super) given_amount: Format,
    pub(super) text: Format,
    pub(super) required_text: Format,
    pub(super) amount: Format,
    pub(super) required_amount: Format,
    pub(super) date: Format,
    pub(super) required_date: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let plain = || Format::new().set_font_name(FONT).set_font_size(10);
        let boxed = || plain().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
        let input = || boxed().set_unlocked();
        let amount = |f: Format| f.set_num_format("#,##0;△#,##0").set_align(FormatAlign::Right);
        // Text, so that Excel does not make a date of a typed 1-1 or 令和8年4月1日.
        let date = |f: Format| f.set_num_format("@");
        let required = || input().set_background_color(REQUIRED);
        let centre = || boxed().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        Self {
            title: plain().set_bold().set_font_size(14),
            note: plain(),
            heading: centre().set_background_color(HEADING),
            label: boxed().set_background_color(HEADING),
            given: boxed().set_background_color(GIVEN),
            given_amount: amount(boxed().set_background_color(GIVEN)),
            text: input().set_num_format("@"),
            required_text: required().set_num_format("@"),
            amount: amount(input()),
            required_amount: amount(required()),
            date: date(input()),
            required_date: date(required()),
        }
    }
}

/// A4 landscape with the sheet's name and the page number below.
pub(super) fn paper(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_landscape().set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3).set_footer("&L&A&R&P / &N");
}

/// Protected without a password: the labels stay, rows may be added and resized.
pub(super) fn protect(sheet: &mut Worksheet) {
    let mut options = ProtectionOptions::new();
    options.format_cells = true;
    options.format_columns = true;
    options.format_rows = true;
    options.insert_rows = true;
    options.delete_rows = true;
    options.sort = true;
    options.use_autofilter = true;
    sheet.protect_with_options(&options);
}

/// Makes a row high enough for its texts; a row of single lines is left to the program that opens it.
pub(super) fn fit<'a>(
    sheet: &mut Worksheet,
    row: u32,
    cells: impl Iterator<Item = (&'a Out, u8)>,
) -> Result<(), XlsxError> {
    let text = |(cell, width): (&'a Out, u8)| match cell {
        Out::Text(text) => Some((text.as_str(), width)),
        Out::Blank | Out::Number(_) => None,
    };
    fit_labels(sheet, row, cells.filter_map(text))
}

/// The same for labels in columns of so many characters.
pub(super) fn fit_labels<'a>(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl Iterator<Item = (&'a str, u8)>,
) -> Result<(), XlsxError> {
    let most = texts.map(|(text, width)| lines(text, u32::from(width) * 7 + 5, EM)).max().unwrap_or(1);
    if most > 1 {
        sheet.set_row_height_pixels(row, row_height(most, EM))?;
    }
    Ok(())
}
