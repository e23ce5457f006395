//! The token pass: the inflated parts are checked and read at once.

mod cell;
pub(crate) mod formula;
pub(crate) mod package;
mod reference;
pub(crate) mod sheet;
pub(crate) mod strings;
pub(crate) mod styles;
pub(crate) mod token;
