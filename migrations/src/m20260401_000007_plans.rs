//! Consolidated plans: each saving is a further version; freezing one is an event.

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

const UP: &[&str] = &[
    "CREATE TABLE plan_versions (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        year {int} NOT NULL,
        stage TEXT NOT NULL,
        number {int} NOT NULL,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        reason TEXT,
        categories TEXT NOT NULL,
        sources TEXT NOT NULL,
        findings TEXT NOT NULL,
        totals TEXT NOT NULL,
        split TEXT NOT NULL,
        proof TEXT NOT NULL,
        UNIQUE (prefecture, year, stage, number)
    ) {strict}",
    "CREATE TABLE plan_lines (
        prefecture {int} NOT NULL,
        plan {int} NOT NULL REFERENCES plan_versions (id),
        ordinal {int} NOT NULL,
        upload {int} NOT NULL,
        project {int} NOT NULL,
        version {int} NOT NULL REFERENCES submission_versions (id),
        body TEXT NOT NULL,
        body_name TEXT NOT NULL,
        category TEXT NOT NULL,
        bu TEXT NOT NULL,
        no TEXT NOT NULL,
        leaf {int} NOT NULL,
        fund {int} NOT NULL,
        carried {int} NOT NULL,
        exact_share TEXT,
        rank {int},
        national {int} NOT NULL,
        prefectural {int} NOT NULL,
        CHECK (national + prefectural = fund),
        PRIMARY KEY (plan, ordinal),
        FOREIGN KEY (upload, project) REFERENCES projects (upload, ordinal)
    ) {strict}",
    "CREATE TABLE plan_events (
        id {key},
        prefecture {int} NOT NULL,
        plan {int} NOT NULL REFERENCES plan_versions (id),
        kind TEXT NOT NULL CHECK (kind IN ('frozen')),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        why TEXT,
        UNIQUE (plan, kind)
    ) {strict}",
];
