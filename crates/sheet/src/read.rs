//! From bytes to a workbook, or to the findings that say why not.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kikin_domain::Finding;

use crate::gate::{self, Extent};
use crate::grid::Workbook;
use crate::refusal::damaged;

/// Reads a workbook: bytes become grids, or findings that say why not (F001 to F005).
///
/// Warnings (F006) come with the workbook.
///
/// # Errors
/// The findings for which the file is refused, always at least one.
pub fn open(bytes: &[u8]) -> Result<Workbook, Vec<Finding>> {
    opened(bytes, Extent::Whole)
}

/// The same without the sheets of an exported plan that are worked out from its others (総括表, 個票, 積算根拠 …): they stand
/// in the workbook without rows. All that a form states is read, so that a plan of any prefecture fits the limits.
///
/// # Errors
/// As [`open`].
pub fn open_stated(bytes: &[u8]) -> Result<Workbook, Vec<Finding>> {
    opened(bytes, Extent::Stated)
}

fn opened(bytes: &[u8], extent: Extent) -> Result<Workbook, Vec<Finding>> {
    // Every check is there so that nothing panics; if something does, one file is refused and the rest goes on.
    let outcome = catch_unwind(AssertUnwindSafe(|| gate::admit(bytes, extent)));
    outcome.unwrap_or_else(|_| Err(damaged("内部エラー"))).map_err(|finding| vec![*finding])
}
