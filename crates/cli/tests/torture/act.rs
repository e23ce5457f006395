//! What is killed, and files that it writes.

use std::path::Path;

use crate::place::is_whole_workbook;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    Import,
    ImportPlan,
    Mark,
    Consolidate,
    Export,
    Backup,
    Restore,
    Withdraw,
    Migrate,
}

/// One turn of acts. An import's kills of one episode are those of one turn.
pub(crate) const TURN: [Act; 12] = [
    Act::Import,
    Act::Export,
    Act::Import,
    Act::Mark,
    Act::Backup,
    Act::ImportPlan,
    Act::Import,
    Act::Consolidate,
    Act::Withdraw,
    Act::Restore,
    Act::Import,
    Act::Migrate,
];

/// As it is printed.
pub(crate) fn name(act: Act) -> &'static str {
    match act {
        Act::Import => "import",
        Act::ImportPlan => "import (plan)",
        Act::Mark => "mark",
        Act::Consolidate => "consolidate",
        Act::Export => "export",
        Act::Backup => "backup",
        Act::Restore => "restore",
        Act::Withdraw => "withdraw",
        Act::Migrate => "migrate",
    }
}

/// What stood under a name before.
pub(crate) const FORMER: &[u8] = b"what stood here before";

/// A file that an act writes, and what it holds where that is always the same.
pub(crate) type Written = (String, Option<Vec<u8>>);

/// Whether an act has written a file, which is then whole; else there is none, or the former.
#[track_caller]
pub(crate) fn is_new((path, expected): &Written, former: bool) -> bool {
    let Ok(bytes) = std::fs::read(path) else {
        assert!(!former, "{path}: the former file is gone");
        return false;
    };
    if bytes == FORMER {
        return false;
    }
    match expected {
        Some(expected) => assert!(bytes == *expected, "{path} is not what an undisturbed run writes"),
        None => assert!(is_whole_workbook(Path::new(path)), "{path} is not whole"),
    }
    true
}
