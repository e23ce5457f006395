//! What stands in an accepted workbook, row by row, with the cell of every value.

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

/// Rows are keyed by the file they were read from; a project also names the version (the 分) it is filed under. `lineage`
/// is a list with one entry per field of the form, in its order: a cell, a cell and the text typed, or null where the
/// sheet has no such column.
const UP: &[&str] = &[
    "CREATE TABLE projects (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL REFERENCES uploads (id),
        ordinal {int} NOT NULL,
        version {int} NOT NULL REFERENCES submission_versions (id),
        sheet TEXT NOT NULL,
        sheet_row {int} NOT NULL,
        no TEXT,
        category TEXT,
        standard_example TEXT,
        name TEXT,
        continuity TEXT,
        area TEXT,
        body TEXT,
        body_kind TEXT,
        starts_on TEXT,
        ends_on TEXT,
        needs TEXT,
        vision TEXT,
        content TEXT,
        relation TEXT,
        total {int},
        fund {int},
        national_typed {int},
        prefectural_typed {int},
        other {int},
        public_part {int},
        private_part {int},
        entrusted {int},
        carried {int},
        carried_from TEXT,
        tax TEXT,
        remarks TEXT,
        granted {int},
        answer TEXT,
        notes TEXT,
        struck {int} NOT NULL CHECK (struck IN (0, 1)),
        unit TEXT,
        other_units TEXT,
        lineage TEXT NOT NULL,
        PRIMARY KEY (upload, ordinal)
    ) {strict}",
    "CREATE INDEX projects_by_version ON projects (version)",
    "CREATE TABLE facilities (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL REFERENCES uploads (id),
        ordinal {int} NOT NULL,
        sheet TEXT NOT NULL,
        sheet_row {int} NOT NULL,
        project_no TEXT,
        kind TEXT,
        name TEXT,
        work TEXT,
        unit TEXT,
        quantity TEXT,
        unit_price {int},
        premium TEXT,
        standard_amount {int},
        total {int},
        eligible {int},
        donations {int},
        rate TEXT,
        fund {int},
        amount_unit TEXT,
        lineage TEXT NOT NULL,
        PRIMARY KEY (upload, ordinal)
    ) {strict}",
    "CREATE TABLE indicators (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL,
        project {int} NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('outcome', 'output')),
        ordinal {int} NOT NULL,
        name TEXT,
        baseline TEXT,
        target TEXT,
        unit TEXT,
        direction TEXT,
        target_year TEXT,
        source TEXT,
        lineage TEXT NOT NULL,
        PRIMARY KEY (upload, project, kind, ordinal),
        FOREIGN KEY (upload, project) REFERENCES projects (upload, ordinal)
    ) {strict}",
    "CREATE TABLE yearly_amounts (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL,
        project {int} NOT NULL,
        ordinal {int} NOT NULL,
        year {int} NOT NULL,
        onwards {int} NOT NULL CHECK (onwards IN (0, 1)),
        amount {int},
        lineage TEXT NOT NULL,
        PRIMARY KEY (upload, project, ordinal),
        FOREIGN KEY (upload, project) REFERENCES projects (upload, ordinal)
    ) {strict}",
    // Everything else on the sheets: 表紙, check rows, 区域, 目標, 意見聴取, 計画本文; kept as text, never summed.
    "CREATE TABLE workbook_parts (
        prefecture {int} NOT NULL,
        upload {int} NOT NULL REFERENCES uploads (id),
        kind TEXT NOT NULL,
        ordinal {int} NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (upload, kind, ordinal)
    ) {strict}",
    // Personal names stand apart and outside the chain's digests: at the end of retention they go and the rest stays.
    "CREATE TABLE contacts (
        prefecture {int} NOT NULL,
        upload {int} PRIMARY KEY REFERENCES uploads (id),
        content TEXT NOT NULL
    ) {strict}",
];
