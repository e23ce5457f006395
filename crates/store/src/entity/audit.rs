//! Worlds and their chains.

use super::table;

table! {
    world = "worlds" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        receipts: i64,
        events: i64,
        head: String,
    }
}

table! {
    event = "audit_events" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        sequence: i64,
        at: String,
        actor: String,
        role: String,
        organisation: Option<String>,
        origin: Option<String>,
        action: String,
        subject: String,
        before_hash: Option<String>,
        after_hash: Option<String>,
        why: Option<String>,
        request_id: Option<String>,
        records: String,
        canonical: String,
        previous: String,
        hash: String,
    }
}
