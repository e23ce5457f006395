//! 査定: what the prefecture decides on each project, and what the municipality answers.

use sea_orm_migration::prelude::*;

use crate::ddl;
use crate::m20260401_000008_append_only::make_append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        make_append_only(manager, &["assessments", "assessment_answers"]).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Both belong to a version: what is handed in again is assessed again. Of several for a project the last one holds.
const UP: &[&str] = &[
    "CREATE TABLE assessments (
        id {key},
        prefecture {int} NOT NULL,
        version {int} NOT NULL REFERENCES submission_versions (id),
        no TEXT NOT NULL,
        adopted {int} NOT NULL CHECK (adopted IN (0, 1)),
        granted {int} NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        why TEXT
    ) {strict}",
    "CREATE INDEX assessments_by_version ON assessments (version)",
    "CREATE TABLE assessment_answers (
        id {key},
        prefecture {int} NOT NULL,
        version {int} NOT NULL REFERENCES submission_versions (id),
        no TEXT NOT NULL,
        answer TEXT NOT NULL,
        amount {int} NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        why TEXT
    ) {strict}",
    "CREATE INDEX assessment_answers_by_version ON assessment_answers (version)",
];
