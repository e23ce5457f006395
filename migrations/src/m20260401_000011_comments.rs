//! Comments on submissions. They belong to the submission, not to a version, so that they outlive a file that is sent again.

use sea_orm_migration::prelude::*;

use crate::ddl;
use crate::m20260401_000008_append_only::make_append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        make_append_only(manager, &["comments"]).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const UP: &[&str] = &[
    "CREATE TABLE comments (
        id {key},
        prefecture {int} NOT NULL,
        submission {int} NOT NULL REFERENCES submissions (id),
        no TEXT,
        sheet TEXT,
        cell TEXT,
        answers {int} REFERENCES comments (id),
        content TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        role TEXT NOT NULL
    ) {strict}",
    "CREATE INDEX comments_by_submission ON comments (submission)",
];
