//! What a workbook holds once it is read: sheets, rows, cells.

use std::sync::Arc;

use jiff::civil::Date;
use kikin_domain::{CellRef, Finding, SheetName};

/// A workbook as read.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// Its worksheets, in the order of their tabs.
    pub sheets: Vec<Sheet>,
    /// What an officer should know about the file as such (F006, warnings).
    pub findings: Vec<Finding>,
    /// Whether serial dates count from 1904-01-01.
    pub date1904: bool,
}

/// Whether a sheet is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Shown.
    Visible,
    /// Hidden; can be shown from the menu.
    Hidden,
    /// Hidden so that only a program can show it.
    VeryHidden,
}

/// A worksheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The name on its tab.
    pub name: SheetName,
    /// Whether it is shown.
    pub visibility: Visibility,
    /// Rows that have a cell or are hidden, ascending. Shared, since a folded workbook keeps most sheets as they are.
    pub rows: Arc<Vec<Row>>,
    /// Merged areas, in the order of the file.
    pub merges: Vec<Area>,
    /// Ranges of hidden columns, first and last inclusive, ascending and apart from each other.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Whether drawings, charts, pictures or embedded objects lie on it. Comments are none.
    pub has_objects: bool,
}

impl Sheet {
    /// The cell at a place, if there is one that is not empty.
    #[must_use]
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        let row = self.rows.binary_search_by_key(&at.row, |r| r.index).ok()?;
        self.rows[row].cell(at.col)
    }

    /// The rows from `first` to `last`, both inclusive.
    #[must_use]
    pub fn rows_between(&self, first: u32, last: u32) -> &[Row] {
        let from = self.rows.partition_point(|r| r.index < first);
        let to = self.rows.partition_point(|r| r.index <= last);
        &self.rows[from..to.max(from)]
    }

    /// Whether a column is hidden.
    #[must_use]
    pub fn is_hidden_column(&self, col: u32) -> bool {
        let after = self.hidden_columns.partition_point(|(first, _)| *first <= col);
        after > 0 && self.hidden_columns[after - 1].1 >= col
    }
}

/// A merged area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Upper left.
    pub first: CellRef,
    /// Lower right.
    pub last: CellRef,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number, from 1.
    pub index: u32,
    /// Hidden, by its flag or by a height of nought.
    pub hidden: bool,
    /// Its cells by ascending column; empty cells without a formula are left out.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in a column, if there is one that is not empty.
    #[must_use]
    pub fn cell(&self, col: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&col, |c| c.col).ok().map(|i| &self.cells[i])
    }
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its column, from 1.
    pub col: u32,
    /// What it holds.
    pub value: CellValue,
    /// Its formula, if it has one; apart, since most of two million cells have none.
    pub formula: Option<Box<Formula>>,
    /// Struck through as a whole, by its font or in every run of its text.
    pub struck: bool,
    /// Which of the workbook's looks it has: cells of one number agree in fill, font colour and boldness. 0 is plain.
    pub look: u16,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    /// Nothing: a formula without a cached value.
    Empty,
    /// Text: runs joined, furigana left out, escapes decoded. Cells that name one shared string share it.
    Text(Arc<str>),
    /// A finite number.
    Number(f64),
    /// A number whose format shows a date. The time of day is dropped.
    Date(Date),
    /// A number of days whose format shows elapsed time.
    Duration(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error value, `#REF!`.
    Error(Arc<str>),
}

/// A cell's formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formula {
    /// Its text without `=`. Empty for a member of a shared formula that cannot be derived from its master simply.
    pub text: String,
    /// Whether the file holds the value that was computed last.
    pub cached: bool,
}

/// The date a serial number stands for; the time of day is dropped.
///
/// In the 1900 system 1 is 1900-01-01, and 60 is a 29 February that never was, so that it has no date. In the 1904 system 0
/// is 1904-01-01. Both end with 9999-12-31.
#[must_use]
pub fn date_of_serial(serial: f64, date1904: bool) -> Option<Date> {
    const LAST: f64 = 2_958_465.0;
    const BETWEEN_SYSTEMS: i64 = 1_462;
    if !(0.0..LAST + 1.0).contains(&serial) {
        return None;
    }
    let mut days = serial.floor() as i64;
    if date1904 {
        days += BETWEEN_SYSTEMS;
    }
    let since_eve = match days {
        ..=0 | 60 => return None,
        1..=59 => days + 1,
        61.. => days,
    };
    jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().try_days(since_eve).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn two_million_cells_fit() {
        // The limit of a reading process is made for the largest grid that the gate lets through.
        assert!(size_of::<Cell>() <= 40, "{}", size_of::<Cell>());
    }

    #[test]
    fn serials_in_both_systems() {
        assert_eq!(date_of_serial(1.0, false), Some(date(1900, 1, 1)));
        assert_eq!(date_of_serial(59.9, false), Some(date(1900, 2, 28)));
        assert_eq!(date_of_serial(60.0, false), None);
        assert_eq!(date_of_serial(61.0, false), Some(date(1900, 3, 1)));
        assert_eq!(date_of_serial(46113.0, false), Some(date(2026, 4, 1)));
        assert_eq!(date_of_serial(44651.0, true), Some(date(2026, 4, 1)));
        assert_eq!(date_of_serial(0.0, true), Some(date(1904, 1, 1)));
        assert_eq!(date_of_serial(2_958_465.0, false), Some(date(9999, 12, 31)));
        for none in [0.0, 0.5, -1.0, 2_958_466.0, f64::NAN, f64::INFINITY] {
            assert_eq!(date_of_serial(none, false), None, "{none}");
        }
        assert_eq!(date_of_serial(2_957_004.0, true), None);
    }

    #[test]
    fn hidden_columns_are_found_in_ranges() {
        let sheet = Sheet {
            name: "a".into(),
            visibility: Visibility::Visible,
            rows: Arc::default(),
            merges: Vec::new(),
            hidden_columns: vec![(2, 3), (7, 7)],
            has_objects: false,
        };
        let hidden: Vec<u32> = (1..9).filter(|c| sheet.is_hidden_column(*c)).collect();
        assert_eq!(hidden, [2, 3, 7]);
    }
}
