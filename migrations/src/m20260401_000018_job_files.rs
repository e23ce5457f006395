//! What a job was given: files that are worked through one by one, and what became of each. Working state like the jobs.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `asked` is what was asked for besides kind and stage, as JSON: the same again is the same job. `input` names bytes that are
/// still needed; once a file is done only its SHA-256 stays. Of the jobs of one `queue` one is done at a time, the oldest first.
const UP: &[&str] = &[
    "ALTER TABLE jobs ADD COLUMN asked TEXT",
    "ALTER TABLE jobs ADD COLUMN queue TEXT",
    "CREATE TABLE job_inputs (
        sha256 TEXT NOT NULL PRIMARY KEY,
        length {int} NOT NULL,
        bytes {bytes} NOT NULL
    ) {strict}",
    "CREATE TABLE job_files (
        job {int} NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        number {int} NOT NULL,
        file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        input TEXT REFERENCES job_inputs (sha256),
        outcome TEXT,
        PRIMARY KEY (job, number)
    ) {strict}",
    "CREATE INDEX job_files_by_input ON job_files (input)",
];
