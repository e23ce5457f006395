//! Values: what a cell's text or number means (forms.md §1.5 to 1.7). Parsers are pure; findings are made by the reader.

pub mod amount;
pub mod date;
pub mod formula;
pub mod number;
pub mod ratio;
