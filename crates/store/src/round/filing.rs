//! What versions hold, for lists: sums and counts, no rows.

use std::collections::BTreeMap;

use kikin_domain::{PrefectureCode, Severity, Yen};
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use serde::Deserialize;

use crate::error::Result;
use crate::text::Plain as _;

/// What a version holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// 件数
    pub projects: i64,
    /// 総事業費 of those that give one, yen.
    pub total: Yen,
    /// 基金 計（A+B）, yen.
    pub fund: Yen,
    /// Findings of error weight in its file.
    pub errors: usize,
    /// Findings of warning weight in its file.
    pub warnings: usize,
}

#[derive(FromQueryResult)]
struct Row {
    version: i64,
    projects: i64,
    total: i64,
    fund: i64,
    findings: String,
}

/// Only the weight of a finding is read.
#[derive(Deserialize)]
struct Weight {
    severity: String,
}

/// How many versions one query is asked for: far below what either database takes, and a prefecture has fewer.
const MOST: usize = 1_000;

/// What these versions of a world hold, by version: one query for a prefecture.
///
/// # Errors
/// The database's; findings that cannot be read.
pub async fn filings(
    db: &impl ConnectionTrait,
    prefecture: PrefectureCode,
    versions: &[i64],
) -> Result<BTreeMap<i64, Filing>> {
    let mut found = BTreeMap::new();
    for some in versions.chunks(MOST) {
        let places: Vec<String> = (2..=some.len() + 1).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT v.id AS version, u.findings,
                (SELECT COUNT(*) FROM projects p WHERE p.version = v.id) AS projects,
                (SELECT CAST(COALESCE(SUM(p.total), 0) AS BIGINT) FROM projects p WHERE p.version = v.id) AS total,
                (SELECT CAST(COALESCE(SUM(p.fund), 0) AS BIGINT) FROM projects p WHERE p.version = v.id) AS fund
            FROM submission_versions v JOIN uploads u ON u.id = v.upload
            WHERE v.prefecture = $1 AND v.id IN ({})",
            places.join(", ")
        );
        let values = std::iter::once(i64::from(prefecture.get())).chain(some.iter().copied()).map(Into::into);
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
        for row in Row::find_by_statement(statement).all(db).await? {
            let weights: Vec<Weight> = serde_json::from_str(&row.findings)?;
            let count = |severity: Severity| weights.iter().filter(|w| w.severity == severity.plain()).count();
            let filing = Filing {
                projects: row.projects,
                total: Yen::new(row.total),
                fund: Yen::new(row.fund),
                errors: count(Severity::Error),
                warnings: count(Severity::Warning),
            };
            found.insert(row.version, filing);
        }
    }
    Ok(found)
}
