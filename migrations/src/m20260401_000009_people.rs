//! Posts, their holders, credentials and invitations; sessions and throttles as working state.

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

/// Posts stay, holders come and go, invitations are used once: events, never changed. Names of holders stand apart, so that
/// they can go. Credentials are replaced, each time with an event; sessions, throttles and the state of 確認コード are working
/// state that no event records.
const APPEND_ONLY: &[&str] = &["posts", "post_events", "post_holders", "invitations", "invitation_events"];

const UP: &[&str] = &[
    // A post of the installation (運用管理) is in world 0 and has no organisation.
    "CREATE TABLE posts (
        id {key},
        prefecture {int} NOT NULL REFERENCES worlds (prefecture),
        organisation TEXT,
        account TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL,
        halves TEXT NOT NULL,
        name TEXT NOT NULL,
        valid_from TEXT,
        valid_to TEXT,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL,
        FOREIGN KEY (prefecture, organisation) REFERENCES organisations (prefecture, code)
    ) {strict}",
    "CREATE INDEX posts_by_prefecture ON posts (prefecture, organisation)",
    "CREATE TABLE post_events (
        id {key},
        prefecture {int} NOT NULL,
        post {int} NOT NULL REFERENCES posts (id),
        kind TEXT NOT NULL CHECK (kind IN ('closed')),
        at TEXT NOT NULL,
        actor TEXT NOT NULL,
        why TEXT,
        UNIQUE (post, kind)
    ) {strict}",
    "CREATE TABLE post_holders (
        id {key},
        prefecture {int} NOT NULL,
        post {int} NOT NULL REFERENCES posts (id),
        starts TEXT NOT NULL,
        made_at TEXT NOT NULL
    ) {strict}",
    "CREATE INDEX post_holders_by_post ON post_holders (post)",
    "CREATE TABLE post_holder_names (
        holder {int} PRIMARY KEY REFERENCES post_holders (id),
        prefecture {int} NOT NULL,
        name TEXT NOT NULL
    ) {strict}",
    // Holds for one holder: the next one's sign-in begins with an invitation.
    "CREATE TABLE credentials (
        post {int} PRIMARY KEY REFERENCES posts (id),
        prefecture {int} NOT NULL,
        holder {int} NOT NULL REFERENCES post_holders (id),
        password TEXT,
        totp_secret TEXT,
        changed_at TEXT NOT NULL
    ) {strict}",
    "CREATE TABLE invitations (
        id {key},
        prefecture {int} NOT NULL,
        post {int} NOT NULL REFERENCES posts (id),
        holder {int} NOT NULL REFERENCES post_holders (id),
        token_sha256 TEXT NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
        made_at TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        made_by TEXT NOT NULL
    ) {strict}",
    "CREATE INDEX invitations_by_post ON invitations (post)",
    "CREATE TABLE invitation_events (
        id {key},
        prefecture {int} NOT NULL,
        invitation {int} NOT NULL UNIQUE REFERENCES invitations (id),
        kind TEXT NOT NULL CHECK (kind IN ('used')),
        at TEXT NOT NULL
    ) {strict}",
    // Moments of working state are whole seconds since 1970: they are compared, not shown.
    "CREATE TABLE sessions (
        token_sha256 TEXT PRIMARY KEY CHECK (length(token_sha256) = 64),
        prefecture {int} NOT NULL,
        post {int} NOT NULL REFERENCES posts (id),
        holder {int} NOT NULL REFERENCES post_holders (id),
        made_at {int} NOT NULL,
        seen_at {int} NOT NULL,
        origin TEXT
    ) {strict}",
    "CREATE INDEX sessions_by_post ON sessions (post)",
    // What is throttled is named by a SHA-256: somebody may have typed a password where the account belongs.
    "CREATE TABLE throttles (
        key_sha256 TEXT PRIMARY KEY CHECK (length(key_sha256) = 64),
        attempts {int} NOT NULL,
        last_at {int} NOT NULL,
        blocked_until {int} NOT NULL
    ) {strict}",
    "CREATE TABLE totp_states (
        post {int} PRIMARY KEY REFERENCES posts (id),
        prefecture {int} NOT NULL,
        pending_secret TEXT,
        last_step {int} NOT NULL
    ) {strict}",
];
