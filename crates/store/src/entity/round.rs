//! Notices, drafts, attachments, and what happened to a submission.

use super::table;

table! {
    notice = "notices" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        replaces: Option<i64>,
        title: String,
        content: String,
        posted_at: String,
        posted_by: String,
    }
}

table! {
    draft = "drafts" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        body: String,
        stage: String,
        halves: String,
        sha256: String,
        file_name: String,
        made_at: String,
        made_by: String,
        verdict: String,
        findings: String,
        contents: Option<String>,
    }
}

table! {
    attachment = "attachments" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        body: String,
        stage: String,
        bu: String,
        kind: String,
        no: Option<String>,
        sha256: String,
        media: String,
        file_name: String,
        made_at: String,
        made_by: String,
    }
}

table! {
    attachment_event = "attachment_events" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        attachment: i64,
        kind: String,
        at: String,
        actor: String,
    }
}

table! {
    round_event = "round_events" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        submission: i64,
        kind: String,
        draft: Option<i64>,
        version: Option<i64>,
        projects: Option<String>,
        document_number: Option<String>,
        decided_on: Option<String>,
        at: String,
        actor: String,
        role: String,
        why: Option<String>,
    }
}

table! {
    typed_text = "typed_texts" {
        #[sea_orm(primary_key, auto_increment = false)]
        post: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        place: String,
        content: String,
        saved_at: i64,
    }
}

table! {
    comment = "comments" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        submission: i64,
        no: Option<String>,
        sheet: Option<String>,
        cell: Option<String>,
        answers: Option<i64>,
        content: String,
        at: String,
        actor: String,
        role: String,
    }
}

table! {
    assessment = "assessments" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        version: i64,
        no: String,
        adopted: i64,
        granted: i64,
        at: String,
        actor: String,
        why: Option<String>,
    }
}

table! {
    answer = "assessment_answers" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        version: i64,
        no: String,
        answer: String,
        amount: i64,
        at: String,
        actor: String,
        why: Option<String>,
    }
}
