//! Grid types (stub).
#![expect(missing_docs, reason = "stub")]
use jiff::civil::Date;
use kikin_domain::place::{CellRef, SheetName};
#[derive(Clone, Debug)]
pub struct Workbook {
    pub sheets: Vec<Sheet>,
    pub findings: Vec<kikin_domain::Finding>,
    pub date1904: bool,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Visible,
    Hidden,
    VeryHidden,
}
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub first: CellRef,
    pub last: CellRef,
}
#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: SheetName,
    pub visibility: Visibility,
    pub rows: Vec<Row>,
    pub merges: Vec<Area>,
    pub hidden_columns: Vec<(u32, u32)>,
}
impl Sheet {
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        let i = self.rows.binary_search_by_key(&at.row, |r| r.index).ok()?;
        self.rows[i].cell(at.col)
    }
    pub fn is_hidden_column(&self, col: u32) -> bool {
        self.hidden_columns.iter().any(|(a, b)| (*a..=*b).contains(&col))
    }
}
#[derive(Clone, Debug)]
pub struct Row {
    pub index: u32,
    pub hidden: bool,
    pub cells: Vec<Cell>,
}
impl Row {
    pub fn cell(&self, col: u32) -> Option<&Cell> {
        self.cells.binary_search_by_key(&col, |c| c.col).ok().map(|i| &self.cells[i])
    }
}
#[derive(Clone, Debug)]
pub struct Cell {
    pub col: u32,
    pub value: CellValue,
    pub formula: Option<Formula>,
    pub struck: bool,
}
#[derive(Clone, Debug, PartialEq)]
pub enum CellValue {
    Empty,
    Text(String),
    Number(f64),
    Date(Date),
    Duration(f64),
    Bool(bool),
    Error(String),
}
#[derive(Clone, Debug)]
pub struct Formula {
    pub text: String,
    pub cached: bool,
}
pub fn date_of_serial(_s: f64, _d: bool) -> Option<Date> {
    None
}
