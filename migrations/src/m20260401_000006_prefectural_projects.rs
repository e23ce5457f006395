//! 都道府県事業: what the prefecture's plan lists, each its own or a group of municipal projects.

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
    "CREATE TABLE prefectural_projects (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        bu TEXT NOT NULL,
        number {int} NOT NULL CHECK (number > 0),
        title TEXT NOT NULL,
        category TEXT NOT NULL,
        PRIMARY KEY (prefecture, year, bu, number),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}",
    // A municipal project is in one group at most; its No. names it across versions.
    "CREATE TABLE prefectural_project_members (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        bu TEXT NOT NULL,
        number {int} NOT NULL,
        body TEXT NOT NULL,
        no TEXT NOT NULL,
        PRIMARY KEY (prefecture, year, bu, body, no),
        FOREIGN KEY (prefecture, year, bu, number) REFERENCES prefectural_projects (prefecture, year, bu, number)
    ) {strict}",
];
