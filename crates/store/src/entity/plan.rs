//! Consolidated plans.

use super::table;

table! {
    version = "plan_versions" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        stage: String,
        number: i64,
        created_at: String,
        created_by: String,
        reason: Option<String>,
        categories: String,
        sources: String,
        findings: String,
        totals: String,
        split: String,
        proof: String,
    }
}

table! {
    line = "plan_lines" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        plan: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        upload: i64,
        project: i64,
        version: i64,
        body: String,
        body_name: String,
        category: String,
        bu: String,
        no: String,
        leaf: i64,
        fund: crate::column::Money,
        carried: crate::column::Money,
        exact_share: Option<String>,
        rank: Option<i64>,
        national: crate::column::Money,
        prefectural: crate::column::Money,
    }
}

table! {
    event = "plan_events" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        plan: i64,
        kind: String,
        at: String,
        actor: String,
        why: Option<String>,
    }
}

table! {
    paper = "plan_papers" {
        #[sea_orm(primary_key, auto_increment = false)]
        plan: i64,
        prefecture: i64,
        sha256: String,
        file_name: String,
    }
}

table! {
    fixing = "plan_fixings" {
        #[sea_orm(primary_key, auto_increment = false)]
        plan: i64,
        prefecture: i64,
        fixed_on: String,
        document_number: Option<String>,
        note: Option<String>,
        deviations: Option<String>,
    }
}

table! {
    text = "plan_texts" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        number: i64,
        chapters: String,
        at: String,
        actor: String,
    }
}
