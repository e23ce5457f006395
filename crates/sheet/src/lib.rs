#![doc = include_str!("../README.md")]
pub mod form;
pub mod grid;
pub mod reader;
mod table;
pub mod value;

pub use reader::{ReadContext, Reading, read_plan};
