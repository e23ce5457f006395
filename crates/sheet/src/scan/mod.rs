//! The token pass: what the inflated parts hold, checked before the reader of cells sees them.

pub(crate) mod formula;
pub(crate) mod package;
mod reference;
pub(crate) mod sheet;
pub(crate) mod strings;
pub(crate) mod styles;
pub(crate) mod token;
