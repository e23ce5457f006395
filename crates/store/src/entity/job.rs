//! Jobs, what they were given, and their results.

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
        asked: Option<String>,
        queue: Option<String>,
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

table! {
    input = "job_inputs" {
        #[sea_orm(primary_key, auto_increment = false)]
        sha256: String,
        length: i64,
        bytes: Vec<u8>,
    }
}

table! {
    file = "job_files" {
        #[sea_orm(primary_key, auto_increment = false)]
        job: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        number: i64,
        file_name: String,
        sha256: String,
        input: Option<String>,
        outcome: Option<String>,
    }
}
