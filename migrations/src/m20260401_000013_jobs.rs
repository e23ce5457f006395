//! Jobs: exports that are asked for and done beside the requests. Working state, and their results for some weeks.

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

/// `lease` is the second since 1970 until which `worker` has the job: a later one may take it over.
const UP: &[&str] = &[
    "CREATE TABLE job_results (
        sha256 TEXT NOT NULL PRIMARY KEY,
        length {int} NOT NULL,
        bytes {bytes} NOT NULL
    ) {strict}",
    "CREATE TABLE jobs (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        year {int} NOT NULL,
        kind TEXT NOT NULL,
        stage TEXT NOT NULL,
        post {int} NOT NULL REFERENCES posts (id),
        account TEXT NOT NULL,
        asked_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
        steps_done {int} NOT NULL,
        steps {int} NOT NULL,
        worker TEXT,
        lease {int} NOT NULL,
        attempts {int} NOT NULL,
        ended_at TEXT,
        file_name TEXT,
        sha256 TEXT REFERENCES job_results (sha256),
        length {int},
        why TEXT
    ) {strict}",
    "CREATE INDEX jobs_by_state ON jobs (state, id)",
    "CREATE INDEX jobs_by_prefecture ON jobs (prefecture, id)",
];
