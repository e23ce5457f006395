//! What a version of the plan looked like on paper, and under what number and day it was fixed.

use sea_orm_migration::prelude::*;

use crate::ddl;
use crate::m20260401_000008_append_only::make_append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        make_append_only(manager, &["plan_papers", "plan_fixings"]).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &[&str] = &[
    "CREATE TABLE plan_papers (
        plan {int} NOT NULL PRIMARY KEY REFERENCES plan_versions (id),
        prefecture {int} NOT NULL,
        sha256 TEXT NOT NULL REFERENCES blobs (sha256),
        file_name TEXT NOT NULL
    ) {strict}",
    "CREATE TABLE plan_fixings (
        plan {int} NOT NULL PRIMARY KEY REFERENCES plan_versions (id),
        prefecture {int} NOT NULL,
        fixed_on TEXT NOT NULL,
        document_number TEXT,
        note TEXT
    ) {strict}",
];
