//! Names of the rows of long forms, to which a summary of errors leads.

use std::sync::LazyLock;

/// No form has more rows.
const MOST_ROWS: usize = 2_000;

static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| (0..MOST_ROWS).map(|row| format!("row-{row}")).collect());

/// The id of a row, from 0; blank for one that no form has.
pub(super) fn row(index: usize) -> &'static str {
    NAMES.get(index).map_or("", String::as_str)
}
