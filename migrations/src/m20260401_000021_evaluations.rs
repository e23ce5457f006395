//! 事後評価: what stands in an accepted workbook of it, the front part that the prefecture writes, and 交付額.

use sea_orm_migration::prelude::*;

use crate::ddl;
use crate::m20260401_000008_append_only::make_append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        make_append_only(manager, &["evaluations", "evaluation_indicators", "evaluation_fronts", "grants"]).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Rows of a workbook are keyed as those of a plan, and their `lineage` is as theirs. Of several front parts of a plan year and
/// an evaluation year the last one holds; grants add up.
const UP: &[&str] = &[
    "CREATE TABLE evaluations (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL REFERENCES uploads (id),
        ordinal {int} NOT NULL,
        version {int} NOT NULL REFERENCES submission_versions (id),
        sheet TEXT NOT NULL,
        sheet_row {int} NOT NULL,
        no TEXT,
        category TEXT,
        name TEXT,
        goes_on TEXT,
        executed TEXT,
        total {int},
        fund {int},
        national_typed {int},
        effectiveness TEXT,
        efficiency TEXT,
        onward TEXT,
        remarks TEXT,
        notes TEXT,
        struck {int} NOT NULL CHECK (struck IN (0, 1)),
        other_units TEXT,
        lineage TEXT NOT NULL,
        PRIMARY KEY (upload, ordinal)
    ) {strict}",
    "CREATE INDEX evaluations_by_version ON evaluations (version)",
    "CREATE TABLE evaluation_indicators (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL,
        project {int} NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('outcome', 'output')),
        ordinal {int} NOT NULL,
        name TEXT,
        target TEXT,
        achieved TEXT,
        unit TEXT,
        direction TEXT,
        cause TEXT,
        improvement TEXT,
        observed TEXT,
        lineage TEXT NOT NULL,
        PRIMARY KEY (upload, project, kind, ordinal),
        FOREIGN KEY (upload, project) REFERENCES evaluations (upload, ordinal)
    ) {strict}",
    "CREATE TABLE evaluation_fronts (
        id {key},
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        evaluation_year {int} NOT NULL,
        content TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL
    ) {strict}",
    "CREATE INDEX evaluation_fronts_by_year ON evaluation_fronts (prefecture, year, evaluation_year)",
    "CREATE TABLE grants (
        id {key},
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        category TEXT NOT NULL,
        national {int} NOT NULL,
        prefectural {int} NOT NULL,
        granted_on TEXT NOT NULL,
        source TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        why TEXT
    ) {strict}",
    "CREATE INDEX grants_by_year ON grants (prefecture, year)",
];
