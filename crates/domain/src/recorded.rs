//! How an event of the record knows rows again: in the database, and in a bundle far from it.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::digest::hex;

/// SHA-256 of a row.
pub type RowDigest = [u8; 32];

/// What stands before the first event of a chain.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// How many digits of a row's digest are kept.
const DIGITS: usize = 8;

/// SHA-256 of a row: name and value of each column that is not NULL, in the table's order, each after its length in eight bytes; so
/// that a column added later changes no old digest. Numbers are in decimal digits.
#[must_use]
pub fn row_digest<N: AsRef<[u8]>, V: AsRef<[u8]>>(cells: impl IntoIterator<Item = (N, V)>) -> RowDigest {
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    for (name, value) in cells {
        put(name.as_ref());
        put(value.as_ref());
    }
    hash.finalize().into()
}

/// Rows as an event records them: how many, one digest over all, and a few digits of each to name one that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The table.
    pub table: String,
    /// The value of the column by which the rows are found.
    pub owner: i64,
    /// How many.
    pub rows: usize,
    /// SHA-256 over the sorted digests of all rows: databases order text differently, and a row's digest holds its key.
    pub sha256: String,
    /// The first eight digits of each row's digest, sorted.
    pub each: String,
}

impl Record {
    /// The record of rows with these digests.
    #[must_use]
    pub fn of_digests(table: String, owner: i64, mut digests: Vec<RowDigest>) -> Self {
        digests.sort_unstable();
        let each = digests.iter().map(short).collect();
        let all = digests.iter().fold(Sha256::new(), |all, digest| all.chain_update(digest));
        Self { table, owner, rows: digests.len(), sha256: hex(&all.finalize()), each }
    }

    /// Whether a row of this digest seems to be among the recorded ones; that it is, only all of them together tell.
    #[must_use]
    pub fn knows(&self, digest: &RowDigest) -> bool {
        let short = short(digest);
        self.known().any(|known| known == short.as_bytes())
    }

    /// The digits of each recorded row.
    pub fn known(&self) -> impl Iterator<Item = &[u8]> {
        self.each.as_bytes().chunks(DIGITS)
    }
}

/// The tables that tell what was filed, said, decided and planned; who works with the program is not among them.
pub const EVIDENCE: [&str; 25] = [
    "uploads",
    "submissions",
    "submission_versions",
    "submission_events",
    "projects",
    "indicators",
    "yearly_amounts",
    "facilities",
    "evaluations",
    "evaluation_indicators",
    "workbook_parts",
    "plan_versions",
    "plan_lines",
    "plan_events",
    "plan_papers",
    "plan_fixings",
    "plan_texts",
    "attachments",
    "attachment_events",
    "round_events",
    "comments",
    "assessments",
    "assessment_answers",
    "evaluation_fronts",
    "grants",
];

/// An event of the chain as it left the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventText {
    /// Its place in the chain, from 1.
    pub sequence: i64,
    /// What is hashed: it holds the hash of the event before, and the SHA-256 of `records`.
    pub canonical: String,
    /// SHA-256 of it.
    pub hash: String,
    /// The records of the rows that were written with it, as JSON.
    pub records: String,
}

/// A recorded row as it left the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowText {
    /// The event that recorded it.
    pub event: i64,
    /// Its table.
    pub table: String,
    /// The owner in the event's record.
    pub owner: i64,
    /// Column and value of what is not NULL, in the table's order.
    pub cells: Vec<(String, String)>,
}

impl RowText {
    /// Its SHA-256.
    #[must_use]
    pub fn digest(&self) -> RowDigest {
        row_digest(self.cells.iter().map(|(name, value)| (name, value)))
    }

    /// The value of a column; `None` where it is NULL.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }
}

/// The digits of a row that a record keeps.
#[must_use]
pub fn short(digest: &RowDigest) -> String {
    hex(&digest[..DIGITS / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_known_by_its_columns_and_values_in_order() {
        let row = row_digest([("id", "1"), ("name", "長岡市")]);
        assert_eq!(row, row_digest([("id".to_owned(), "1".to_owned()), ("name".to_owned(), "長岡市".to_owned())]));
        for other in
            [[("id", "11"), ("name", "長岡市")], [("id1", ""), ("name", "長岡市")], [("name", "長岡市"), ("id", "1")]]
        {
            assert_ne!(row, row_digest(other), "{other:?}");
        }
    }

    #[test]
    fn a_record_knows_its_rows_in_any_order_and_no_others() {
        let rows: Vec<RowDigest> = (0..5).map(|id| row_digest([("id", id.to_string())])).collect();
        let record = Record::of_digests("projects".to_owned(), 7, rows.clone());
        let reversed = rows.iter().rev().copied().collect();
        assert_eq!(record, Record::of_digests("projects".to_owned(), 7, reversed));
        assert!(rows.iter().all(|row| record.knows(row)));
        assert!(!record.knows(&row_digest([("id", "5")])));
        assert_ne!(record, Record::of_digests("projects".to_owned(), 7, rows[1..].to_vec()), "one is gone");
    }
}
