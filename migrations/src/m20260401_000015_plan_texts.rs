//! 計画本文: each writing is a further version.

use sea_orm_migration::prelude::*;

use crate::ddl;
use crate::m20260401_000008_append_only::make_append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        make_append_only(manager, &["plan_texts"]).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// `chapters` is a JSON list of 章, 節 and 本文.
const UP: &[&str] = &["CREATE TABLE plan_texts (
        id {key},
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        number {int} NOT NULL,
        chapters TEXT NOT NULL,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        UNIQUE (prefecture, year, number),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}"];
