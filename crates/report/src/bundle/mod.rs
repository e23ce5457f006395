//! The auditor's bundle: one zip that holds a prefecture's record, the rows that the record vouches for, every file, and what can be
//! worked out of them; checked on a machine that has nothing else.

mod check;
mod paths;
mod split;
mod write;

use serde::{Deserialize, Serialize};

pub use check::{Checked, Misfit, check};
pub use paths::{Paths, safe};
pub use split::SplitTables;
pub use write::{BundleError, BundleWriter};

/// What a manifest calls its form.
const FORMAT: &str = "kikin-evidence";
/// Raised whenever the form changes; it also says which tables are in it.
const VERSION: u32 = 1;

/// Events, one a line.
pub const EVENTS: &str = "events.jsonl";
/// Recorded rows, one a line, in the order of the events.
pub const ROWS: &str = "rows.jsonl";
/// The list of everything else; the last file of the zip, whose comment is its SHA-256.
const MANIFEST: &str = "manifest.json";

/// Where the record stands: how many events, and the hash of the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The last event.
    pub sequence: i64,
    /// Its hash; it vouches for all events before it.
    pub sha256: String,
}

/// A file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    path: String,
    bytes: u64,
    sha256: String,
}

/// What is in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: String,
    version: u32,
    /// The program's version: files that it works out may look otherwise by another.
    program: String,
    /// The prefecture's number, 1 to 47.
    prefecture: u8,
    head: Head,
    files: Vec<Entry>,
}
