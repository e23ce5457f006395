//! The gate: what kind of file this is, whether its archive is sound, which of its parts are read.

pub(crate) mod archive;
mod kind;
mod package;
mod sound;

use kikin_domain::Finding;

pub(crate) use package::{LARGEST_PART, MOST_SHEETS, resolve};

use crate::grid::Workbook;
use crate::refusal::{Gate, megabytes, other_kind, over};

/// Largest file, in bytes: a larger one is refused before it is read (F004).
pub const LARGEST_FILE: usize = 20 * 1024 * 1024;

/// How every .xlsx begins.
const WORKBOOK: &[u8] = b"PK\x03\x04";

/// Which sheets are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All.
    Whole,
    /// All but those of an exported plan that are worked out from its others. Nothing is taken from them, and the cards of a
    /// large prefecture are beyond what one file may ask for.
    Stated,
}

/// The finding for a file over [`LARGEST_FILE`] of which only the head was read: what kind of file it is if it is no workbook
/// (F001, F002), else its size in bytes (F004).
#[must_use]
pub fn refuse_large(head: &[u8], size: u64) -> Finding {
    match head.starts_with(WORKBOOK) {
        true => *over("ファイルの大きさ", "20 MB", &megabytes(size)),
        false => *kind::refuse(head),
    }
}

/// F004: what was read of a file makes a report of more than `limit` bytes.
#[must_use]
pub fn over_answer(limit: usize) -> Finding {
    let limit = format!("{} MB", limit / (1024 * 1024));
    *over("読み取った内容の量", &limit, &format!("{limit}超"))
}

/// Whether a file has the sheets of an exported plan, as far as one can tell before it is let through.
#[must_use]
pub fn has_sheets_of_exported_plan(bytes: &[u8]) -> bool {
    let fits = bytes.starts_with(WORKBOOK) && bytes.len() <= LARGEST_FILE;
    fits && archive::Archive::open(bytes).is_ok_and(|archive| package::is_exported_plan(&archive))
}

/// Lets a file through and reads it, or says why not.
pub(crate) fn admit(bytes: &[u8], extent: Extent) -> Gate<Workbook> {
    if !bytes.starts_with(WORKBOOK) || bytes.len() > LARGEST_FILE {
        return Err(Box::new(refuse_large(bytes, bytes.len() as u64)));
    }
    let archive = archive::Archive::open(bytes)?;
    if let Some((case, kind)) = kind::of_archive(&archive) {
        return Err(other_kind(case, &kind));
    }
    package::read(&archive, extent)
}
