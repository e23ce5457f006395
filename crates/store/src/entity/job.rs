//! Jobs and their results.

use super::table;

table! {
    job = "jobs" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        kind: String,
        stage: String,
        post: i64,
        account: String,
        asked_at: String,
        state: String,
        steps_done: i64,
        steps: i64,
        worker: Option<String>,
        lease: i64,
        attempts: i64,
        ended_at: Option<String>,
        file_name: Option<String>,
        sha256: Option<String>,
        length: Option<i64>,
        why: Option<String>,
    }
}

table! {
    result = "job_results" {
        #[sea_orm(primary_key, auto_increment = false)]
        sha256: String,
        length: i64,
        bytes: Vec<u8>,
    }
}
