//! A plan year as a prefecture sets it up: table of 区分, severities, stages that are open, deadlines.

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
    "CREATE TABLE plan_years (
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        year {int} NOT NULL,
        form_version TEXT,
        PRIMARY KEY (prefecture, year)
    ) {strict}",
    // The whole table as known for that plan year, ended 区分 too: a residual keeps the rate of its source year.
    "CREATE TABLE plan_year_categories (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        ordinal {int} NOT NULL,
        code TEXT NOT NULL,
        number TEXT NOT NULL,
        names TEXT NOT NULL,
        bu TEXT NOT NULL,
        pool TEXT NOT NULL,
        rate TEXT NOT NULL,
        first_year {int} NOT NULL,
        last_year {int},
        PRIMARY KEY (prefecture, year, ordinal),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}",
    "CREATE TABLE plan_year_severities (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        rule TEXT NOT NULL,
        severity TEXT NOT NULL,
        PRIMARY KEY (prefecture, year, rule),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}",
    "CREATE TABLE plan_year_stages (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        bu TEXT NOT NULL,
        stage TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
        PRIMARY KEY (prefecture, year, bu, stage),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}",
    "CREATE TABLE plan_year_deadlines (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        bu TEXT NOT NULL,
        stage TEXT NOT NULL,
        round {int} NOT NULL CHECK (round > 0),
        deadline TEXT NOT NULL,
        PRIMARY KEY (prefecture, year, bu, stage, round),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}",
];
