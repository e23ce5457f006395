//! The yearly round: who is expected, the State's notices, notices to municipalities; drafts, attachments, and what happened to
//! a submission.

use sea_orm_migration::prelude::*;

use crate::ddl;
use crate::m20260401_000008_append_only::make_append_only;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await?;
        make_append_only(manager, APPEND_ONLY).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// A submission's state is the fold of its events; an attachment that was taken off is an event of its own. Who is expected
/// and the State's notices are set-up: replaced, each time with an event. Texts being typed are working state.
const APPEND_ONLY: &[&str] = &["notices", "drafts", "attachments", "attachment_events", "round_events"];

const UP: &[&str] = &[
    // Without a row of a plan year all municipalities are expected, without 庁内決裁.
    "CREATE TABLE plan_year_bodies (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        body TEXT NOT NULL,
        halves TEXT NOT NULL,
        approval {int} NOT NULL CHECK (approval IN (0, 1)),
        PRIMARY KEY (prefecture, year, body),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year),
        FOREIGN KEY (prefecture, body) REFERENCES organisations (prefecture, code)
    ) {strict}",
    // 国の内示 by 区分 and round, yen.
    "CREATE TABLE national_notices (
        prefecture {int} NOT NULL,
        year {int} NOT NULL,
        round {int} NOT NULL CHECK (round > 0),
        category TEXT NOT NULL,
        noticed_on TEXT NOT NULL,
        national {int} NOT NULL,
        fund {int} NOT NULL,
        document_number TEXT,
        PRIMARY KEY (prefecture, year, round, category),
        FOREIGN KEY (prefecture, year) REFERENCES plan_years (prefecture, year)
    ) {strict}",
    // A notice that takes the place of another names it; a blank text takes it down.
    "CREATE TABLE notices (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        year {int} NOT NULL,
        replaces {int} UNIQUE REFERENCES notices (id),
        title TEXT NOT NULL,
        content TEXT NOT NULL,
        posted_at TEXT NOT NULL,
        posted_by TEXT NOT NULL
    ) {strict}",
    "CREATE INDEX notices_by_year ON notices (prefecture, year)",
    "CREATE TABLE drafts (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        year {int} NOT NULL,
        body TEXT NOT NULL,
        stage TEXT NOT NULL,
        halves TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES blobs (sha256),
        file_name TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        verdict TEXT NOT NULL,
        findings TEXT NOT NULL,
        FOREIGN KEY (prefecture, body) REFERENCES organisations (prefecture, code)
    ) {strict}",
    "CREATE INDEX drafts_by_body ON drafts (prefecture, year, body)",
    "CREATE TABLE attachments (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        year {int} NOT NULL,
        body TEXT NOT NULL,
        stage TEXT NOT NULL,
        bu TEXT NOT NULL,
        kind TEXT NOT NULL,
        no TEXT,
        sha256 TEXT NOT NULL REFERENCES blobs (sha256),
        media TEXT NOT NULL,
        file_name TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        FOREIGN KEY (prefecture, body) REFERENCES organisations (prefecture, code)
    ) {strict}",
    "CREATE INDEX attachments_by_body ON attachments (prefecture, year, body)",
    "CREATE TABLE attachment_events (
        id {key},
        prefecture {int} NOT NULL,
        attachment {int} NOT NULL REFERENCES attachments (id),
        kind TEXT NOT NULL CHECK (kind IN ('removed')),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        UNIQUE (attachment, kind)
    ) {strict}",
    "CREATE TABLE round_events (
        id {key},
        prefecture {int} NOT NULL,
        submission {int} NOT NULL REFERENCES submissions (id),
        kind TEXT NOT NULL,
        draft {int} REFERENCES drafts (id),
        version {int} REFERENCES submission_versions (id),
        projects TEXT,
        document_number TEXT,
        decided_on TEXT,
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        role TEXT NOT NULL,
        why TEXT
    ) {strict}",
    "CREATE INDEX round_events_by_submission ON round_events (submission)",
    // What somebody is typing, kept against a time-out: of one post, for one place.
    "CREATE TABLE typed_texts (
        post {int} NOT NULL REFERENCES posts (id),
        place TEXT NOT NULL,
        content TEXT NOT NULL,
        saved_at {int} NOT NULL,
        PRIMARY KEY (post, place)
    ) {strict}",
];
