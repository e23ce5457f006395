#![doc = include_str!("../README.md")]

mod gate;
pub mod grid;
mod read;
mod refusal;
mod scan;

pub use grid::{Area, Cell, CellValue, Formula, Row, Sheet, Visibility, Workbook, date_of_serial};
pub use read::open;
