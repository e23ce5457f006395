//! Where a value stands: sheet, cell and raw text. Every value that is read carries it (lineage).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A sheet's name as it stands in the workbook.
pub type SheetName = Arc<str>;

/// A cell of a sheet: row and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct CellRef {
    /// Row number, 1 to 1,048,576.
    pub row: u32,
    /// Column number, 1 (A) to 16,384 (XFD).
    pub col: u32,
}

impl CellRef {
    /// Last row of a sheet.
    pub const MAX_ROW: u32 = 1_048_576;
    /// Last column of a sheet, XFD.
    pub const MAX_COL: u32 = 16_384;

    /// The cell at `row`, `col`, both from 1.
    #[must_use]
    pub const fn new(row: u32, col: u32) -> Self {
        Self { row, col }
    }

    /// Reads `A1`, `$B$12`; refuses what lies outside A1:XFD1048576.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut col = 0_u32;
        let mut row = 0_u32;
        let mut letters = 0;
        let mut chars = text.bytes().filter(|b| *b != b'$').peekable();
        while let Some(b) = chars.next_if(u8::is_ascii_alphabetic) {
            letters += 1;
            if letters > 3 {
                return None;
            }
            col = col * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
        }
        let mut digits = 0;
        for b in chars {
            digits += 1;
            if !b.is_ascii_digit() || digits > 7 {
                return None;
            }
            row = row * 10 + u32::from(b - b'0');
        }
        ((1..=Self::MAX_ROW).contains(&row) && (1..=Self::MAX_COL).contains(&col)).then_some(Self { row, col })
    }
}

impl From<CellRef> for (u32, u32) {
    fn from(cell: CellRef) -> Self {
        (cell.row, cell.col)
    }
}

/// Row and column, both inside A1:XFD1048576.
impl TryFrom<(u32, u32)> for CellRef {
    type Error = &'static str;

    fn try_from((row, col): (u32, u32)) -> Result<Self, Self::Error> {
        let inside = (1..=Self::MAX_ROW).contains(&row) && (1..=Self::MAX_COL).contains(&col);
        inside.then_some(Self { row, col }).ok_or("no cell of a sheet")
    }
}

/// The letters of a column, 1 → A, 27 → AA.
#[must_use]
pub fn column_letters(mut col: u32) -> String {
    let mut letters = Vec::new();
    while col > 0 {
        col -= 1;
        letters.push(char::from(b'A' + u8::try_from(col % 26).unwrap_or(0)));
        col /= 26;
    }
    letters.iter().rev().collect()
}

impl fmt::Display for CellRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.col), self.row)
    }
}

/// A cell of a named sheet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The sheet.
    pub sheet: SheetName,
    /// The cell.
    pub cell: CellRef,
}

/// A value with the cell it was read from and the text that stood there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The value as read.
    pub value: T,
    /// Its cell.
    pub cell: CellRef,
    /// The text of the cell as typed (a number in its shortest form of at most 15 digits, a date as ISO).
    pub raw: String,
}

/// One field of a row: what the form's column gave there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field<T> {
    /// The sheet has no such column.
    #[default]
    Absent,
    /// The cell is blank, or holds a lone dash.
    Blank(CellRef),
    /// The cell holds something that has an error-level C finding; rules across cells leave it alone.
    Bad(CellRef),
    /// 調整中, 未定 or 精査中 on stage 要望: known to be open.
    Pending(CellRef),
    /// A value.
    Given(Sourced<T>),
}

impl<T> Field<T> {
    /// The value, if one is given.
    #[must_use]
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Given(s) => Some(&s.value),
            Self::Absent | Self::Blank(_) | Self::Bad(_) | Self::Pending(_) => None,
        }
    }

    /// The cell, if the column exists.
    #[must_use]
    pub const fn cell(&self) -> Option<CellRef> {
        match self {
            Self::Absent => None,
            Self::Blank(c) | Self::Bad(c) | Self::Pending(c) => Some(*c),
            Self::Given(s) => Some(s.cell),
        }
    }

    /// Whether the field has an error-level finding or is still open, so that nothing may be concluded from it.
    #[must_use]
    pub const fn is_unsound(&self) -> bool {
        matches!(self, Self::Bad(_) | Self::Pending(_))
    }

    /// Whether nothing is written (no column, or a blank cell).
    #[must_use]
    pub const fn is_blank(&self) -> bool {
        matches!(self, Self::Absent | Self::Blank(_))
    }
}

impl<T: Copy> Field<T> {
    /// The value by copy.
    #[must_use]
    pub fn get(&self) -> Option<T> {
        self.value().copied()
    }
}

impl Field<String> {
    /// The text, empty when none is given.
    #[must_use]
    pub fn text(&self) -> &str {
        self.value().map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_round_trip_and_stay_inside_the_sheet() {
        for text in ["A1", "Z9", "AA10", "XFD1048576"] {
            assert_eq!(CellRef::parse(text).map(|c| c.to_string()).as_deref(), Some(text));
        }
        assert_eq!(CellRef::parse("$B$12"), Some(CellRef::new(12, 2)));
        for text in ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZZZZZZZ1", "A4294967299", "1A", "A1B"] {
            assert_eq!(CellRef::parse(text), None, "{text}");
        }
    }
}
