//! Received files and submissions.

use super::table;

table! {
    blob = "blobs" {
        #[sea_orm(primary_key, auto_increment = false)]
        sha256: String,
        length: i64,
        bytes: Vec<u8>,
    }
}

table! {
    upload = "uploads" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        receipt: i64,
        sha256: String,
        file_name: String,
        received_at: String,
        received_by: String,
        year: i64,
        form: Option<String>,
        body: Option<String>,
        stage: Option<String>,
        halves: String,
        verdict: String,
        findings: String,
        normalizations: String,
    }
}

table! {
    submission = "submissions" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        body: String,
        year: i64,
        stage: String,
        bu: String,
    }
}

table! {
    version = "submission_versions" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        submission: i64,
        upload: i64,
        number: i64,
        submitted: Option<String>,
        document_number: Option<String>,
    }
}

table! {
    version_event = "submission_events" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        version: i64,
        kind: String,
        at: String,
        actor: String,
        why: Option<String>,
    }
}
