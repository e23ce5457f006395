//! The database's own health: integrity, row counts, a copy of a SQLite file.

use std::collections::BTreeMap;
use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

use crate::connect::Store;
use crate::error::{Result, StoreError};

/// Every table of ours, parents before children.
pub(crate) const TABLES: [&str; 57] = [
    "worlds",
    "audit_events",
    "organisations",
    "organisation_members",
    "plan_years",
    "plan_year_categories",
    "plan_year_severities",
    "plan_year_stages",
    "plan_year_deadlines",
    "prefectural_projects",
    "prefectural_project_members",
    "blobs",
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
    "contacts",
    "plan_versions",
    "plan_lines",
    "plan_events",
    "plan_papers",
    "plan_fixings",
    "plan_texts",
    "posts",
    "post_events",
    "post_holders",
    "post_holder_names",
    "credentials",
    "invitations",
    "invitation_events",
    "sessions",
    "throttles",
    "totp_states",
    "plan_year_bodies",
    "national_notices",
    "notices",
    "drafts",
    "attachments",
    "attachment_events",
    "round_events",
    "typed_texts",
    "comments",
    "assessments",
    "assessment_answers",
    "evaluation_fronts",
    "grants",
    "job_results",
    "jobs",
    "job_inputs",
    "job_files",
];

/// The rows of every table: what a copy is compared by.
///
/// # Errors
/// The database's.
pub async fn row_counts(db: &impl ConnectionTrait) -> Result<BTreeMap<&'static str, i64>> {
    let mut counts = BTreeMap::new();
    for table in TABLES {
        counts.insert(table, count(db, &format!("SELECT COUNT(*) AS n FROM {table}"), None).await?);
    }
    Ok(counts)
}

pub(crate) async fn count(db: &impl ConnectionTrait, sql: &str, value: Option<i64>) -> Result<i64> {
    let values: Vec<sea_orm::Value> = value.map(Into::into).into_iter().collect();
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    row.map_or(Ok(0), |row| Ok(row.try_get("", "n")?))
}

/// What the database itself finds wrong with its file: nothing when all is well. PostgreSQL keeps its own checksums and is
/// asked nothing.
///
/// # Errors
/// The database's.
pub async fn integrity(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let backend = db.get_database_backend();
    if backend != DbBackend::Sqlite {
        return Ok(Vec::new());
    }
    let all = async |sql: &str| db.query_all_raw(Statement::from_string(backend, sql)).await;
    let text = |row: QueryResult| row.try_get_by_index::<String>(0);
    let mut wrong = all("PRAGMA integrity_check").await?.into_iter().map(text).collect::<Result<Vec<_>, _>>()?;
    wrong.retain(|line| line != "ok");
    for row in all("PRAGMA foreign_key_check").await? {
        wrong.push(format!("{}：参照先の行がありません", text(row)?));
    }
    Ok(wrong)
}

impl Store {
    /// Writes a whole and consistent copy of a SQLite database to a new file, while others go on working.
    ///
    /// # Errors
    /// [`StoreError::Refused`] on PostgreSQL, where `pg_dump` does it; the database's, also if the file exists.
    pub async fn copy_to(&self, file: &Path) -> Result<()> {
        if self.backend() != DbBackend::Sqlite {
            return Err(StoreError::refused("PostgreSQLのバックアップには pg_dump を使ってください"));
        }
        let Some(name) = file.to_str() else {
            return Err(StoreError::refused("ファイル名に使えない文字があります"));
        };
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO $1", [name.into()]);
        self.connection().execute_raw(statement).await?;
        Ok(())
    }
}
