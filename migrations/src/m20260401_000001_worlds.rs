//! Worlds and their audit chains. World 0 is the installation itself, 1 to 47 are the prefectures.

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

/// `worlds` holds each chain's length and head: a chain that was cut at its end no longer reaches them.
const UP: &[&str] = &[
    "CREATE TABLE worlds (
        prefecture {int} PRIMARY KEY CHECK (prefecture BETWEEN 0 AND 47),
        receipts {int} NOT NULL DEFAULT 0,
        events {int} NOT NULL DEFAULT 0,
        head TEXT NOT NULL
    ) {strict}",
    "CREATE TABLE audit_events (
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        sequence {int} NOT NULL CHECK (sequence > 0),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        role TEXT NOT NULL,
        organisation TEXT,
        origin TEXT,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        before_hash TEXT,
        after_hash TEXT,
        why TEXT,
        request_id TEXT,
        records TEXT NOT NULL,
        canonical TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL,
        PRIMARY KEY (prefecture, sequence)
    ) {strict}",
];
