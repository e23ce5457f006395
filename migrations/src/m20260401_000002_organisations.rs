//! Bodies that file: prefectures, municipalities, and what a prefecture adds.

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
    "CREATE TABLE organisations (
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        code TEXT NOT NULL CHECK (length(code) = 6),
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        valid_from TEXT,
        valid_to TEXT,
        PRIMARY KEY (prefecture, code)
    ) {strict}",
    // 構成市町村 of a body that the prefecture adds.
    "CREATE TABLE organisation_members (
        prefecture {int} NOT NULL,
        code TEXT NOT NULL,
        member TEXT NOT NULL,
        PRIMARY KEY (prefecture, code, member),
        FOREIGN KEY (prefecture, code) REFERENCES organisations (prefecture, code),
        FOREIGN KEY (prefecture, member) REFERENCES organisations (prefecture, code)
    ) {strict}",
];
