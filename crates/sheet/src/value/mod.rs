//! Values: what a cell's text or number means (forms.md §1.5 to 1.7). Parsers are pure; findings are made by the reader.

pub mod amount;
pub mod date;
pub mod formula;
pub mod number;
pub mod ratio;

/// Longest text that is looked at as an amount, a date, a ratio or a choice, in bytes: nobody writes a longer one, and a
/// cell may hold 32,767 characters.
pub(crate) const LONGEST_ENTRY: usize = 600;
