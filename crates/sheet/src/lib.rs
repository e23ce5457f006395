#![doc = include_str!("../README.md")]

pub mod form;
mod gate;
mod grid;
pub mod layout;
pub mod mark;
mod read;
pub mod readability;
pub mod reader;
mod refusal;
mod scan;
mod table;
pub mod template;
pub mod value;

pub use gate::{LARGEST_FILE, has_sheets_of_exported_plan, over_answer, refuse_large};
pub use grid::{Area, Cell, CellValue, Formula, Row, Sheet, Visibility, Workbook, date_of_serial};
pub use read::{open, open_stated};
pub use reader::{ReadContext, Reading, read as read_form, read_plan};
