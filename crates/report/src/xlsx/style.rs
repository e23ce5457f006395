//! How cells look: readable in black and white, numbers by number format.

use std::sync::LazyLock;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Falls back to the system's Gothic where it is not installed.
pub(crate) const FONT: &str = "游ゴシック";

/// Whole yen or pieces; a negative amount carries △.
pub(crate) const NUMBER: &str = "#,##0;△#,##0";

/// An amount that stands outside the sums.
const OUTSIDE: &str = "（#,##0）";

/// Dates as R8.4.1.
const DATE: &str = "[$-411]ge.m.d";

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// A record.
    Plain,
    /// A sum of records.
    Sum,
    /// A sum of sums.
    Total,
    /// What a record rests on, in smaller letters.
    Small,
}

impl Tone {
    const ALL: [Self; 4] = [Self::Plain, Self::Sum, Self::Total, Self::Small];

    /// The width of a full-width character, in pixels.
    pub(crate) const fn em(self) -> u32 {
        match self {
            Self::Plain => 12,
            Self::Sum | Self::Total => 13,
            Self::Small => 10,
        }
    }
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text, from the left.
    Text,
    /// A word or code, in the middle.
    Word,
    /// Text that stands for a number, from the right.
    Right,
    /// A number, from the right.
    Number,
    /// A number outside the sums, from the right.
    Outside,
    /// A number in a list of labels and values, from the left.
    Value,
    /// A date.
    Date,
}

impl Kind {
    const ALL: [Self; 7] = [Self::Text, Self::Word, Self::Right, Self::Number, Self::Outside, Self::Value, Self::Date];
}

/// The look of the whole workbook unless said otherwise.
pub(crate) fn default() -> Format {
    Format::new().set_font_name(FONT).set_font_size(9).set_align(FormatAlign::VerticalCenter)
}

/// Every look of a cell, made once: making one takes longer than writing its cell.
struct Looks {
    /// By tone, then kind.
    cells: [[Format; Kind::ALL.len()]; Tone::ALL.len()],
    /// The same with letters that shrink to their cell.
    shrunk: [[Format; Kind::ALL.len()]; Tone::ALL.len()],
    /// By kind.
    beside: [Format; Kind::ALL.len()],
    header: Format,
    header_left: Format,
}

static LOOKS: LazyLock<Looks> = LazyLock::new(|| Looks {
    cells: Tone::ALL.map(|tone| Kind::ALL.map(|kind| make_cell(kind, tone))),
    shrunk: Tone::ALL.map(|tone| Kind::ALL.map(|kind| make_cell(kind, tone).set_shrink())),
    beside: Kind::ALL.map(|kind| make_cell(kind, Tone::Plain).set_align(FormatAlign::Top)),
    header: make_header(),
    header_left: make_header().set_align(FormatAlign::Left),
});

/// A cell of a table.
pub(crate) fn cell(kind: Kind, tone: Tone) -> &'static Format {
    &LOOKS.cells[tone as usize][kind as usize]
}

/// A cell of a table whose letters shrink rather than pass its edge.
pub(crate) fn shrunk(kind: Kind, tone: Tone) -> &'static Format {
    &LOOKS.shrunk[tone as usize][kind as usize]
}

/// A cell beside the printed part of a table: its text begins at the top, as the row is only as high as the printed part.
pub(crate) fn beside(kind: Kind) -> &'static Format {
    &LOOKS.beside[kind as usize]
}

/// A header of a table.
pub(crate) fn header() -> &'static Format {
    &LOOKS.header
}

/// A label before its value.
pub(crate) fn header_left() -> &'static Format {
    &LOOKS.header_left
}

fn make_cell(kind: Kind, tone: Tone) -> Format {
    let base = default().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x80_80_80)).set_text_wrap();
    let base = match tone {
        Tone::Plain => base,
        Tone::Sum => base.set_bold(),
        Tone::Total => base.set_bold().set_background_color(Color::RGB(0xED_ED_ED)),
        Tone::Small => base.set_font_size(7.5),
    };
    match kind {
        Kind::Text => base.set_align(FormatAlign::Left),
        Kind::Word => base.set_align(FormatAlign::Center),
        Kind::Right => base.set_align(FormatAlign::Right),
        Kind::Number => no_wrap(base).set_num_format(NUMBER).set_align(FormatAlign::Right),
        Kind::Outside => no_wrap(base).set_num_format(OUTSIDE).set_align(FormatAlign::Right),
        Kind::Value => no_wrap(base).set_num_format(NUMBER).set_align(FormatAlign::Left),
        Kind::Date => no_wrap(base).set_num_format(DATE).set_align(FormatAlign::Center),
    }
}

/// A number that is wrapped would be shown as ###.
fn no_wrap(format: Format) -> Format {
    format.unset_text_wrap()
}

fn make_header() -> Format {
    make_cell(Kind::Word, Tone::Plain).set_bold().set_background_color(Color::RGB(0xE2_E2_E2))
}

/// The sheet's title.
pub(crate) fn title() -> Format {
    default().set_font_size(13).set_bold()
}

/// A line of text outside tables.
pub(crate) fn note() -> Format {
    default().set_font_size(8.5)
}
