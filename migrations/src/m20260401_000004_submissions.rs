//! Received files, what they are submissions of, and what became of these.

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

/// A version's state is its last event; nothing here is ever changed.
const UP: &[&str] = &[
    "CREATE TABLE blobs (
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        length {int} NOT NULL,
        bytes {bytes} NOT NULL
    ) {strict}",
    "CREATE TABLE uploads (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        receipt {int} NOT NULL,
        sha256 TEXT NOT NULL REFERENCES blobs (sha256),
        file_name TEXT NOT NULL,
        received_at TEXT NOT NULL,
        received_by TEXT NOT NULL,
        year {int} NOT NULL,
        form TEXT,
        body TEXT,
        stage TEXT,
        halves TEXT NOT NULL,
        verdict TEXT NOT NULL,
        findings TEXT NOT NULL,
        normalizations TEXT NOT NULL,
        UNIQUE (prefecture, receipt)
    ) {strict}",
    "CREATE INDEX uploads_by_bytes ON uploads (prefecture, year, sha256)",
    "CREATE TABLE submissions (
        id {key},
        prefecture {int} NOT NULL,
        body TEXT NOT NULL,
        year {int} NOT NULL,
        stage TEXT NOT NULL,
        bu TEXT NOT NULL,
        UNIQUE (prefecture, year, body, stage, bu),
        FOREIGN KEY (prefecture, body) REFERENCES organisations (prefecture, code)
    ) {strict}",
    "CREATE TABLE submission_versions (
        id {key},
        prefecture {int} NOT NULL,
        submission {int} NOT NULL REFERENCES submissions (id),
        upload {int} NOT NULL REFERENCES uploads (id),
        number {int} NOT NULL,
        submitted TEXT,
        document_number TEXT,
        UNIQUE (submission, number)
    ) {strict}",
    "CREATE INDEX submission_versions_by_upload ON submission_versions (upload)",
    "CREATE TABLE submission_events (
        id {key},
        prefecture {int} NOT NULL,
        version {int} NOT NULL REFERENCES submission_versions (id),
        kind TEXT NOT NULL CHECK (kind IN ('accepted', 'rejected', 'withdrawn')),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        why TEXT,
        UNIQUE (version, kind)
    ) {strict}",
];
