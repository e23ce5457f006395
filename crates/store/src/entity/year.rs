//! A plan year and the prefecture's groups of projects in it.

use super::table;

table! {
    plan_year = "plan_years" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        form_version: Option<String>,
    }
}

table! {
    category = "plan_year_categories" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        code: String,
        number: String,
        names: String,
        bu: String,
        pool: String,
        rate: String,
        first_year: i64,
        last_year: Option<i64>,
    }
}

table! {
    severity = "plan_year_severities" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        rule: String,
        severity: String,
    }
}

table! {
    stage = "plan_year_stages" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        bu: String,
        #[sea_orm(primary_key, auto_increment = false)]
        stage: String,
        status: String,
    }
}

table! {
    deadline = "plan_year_deadlines" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        bu: String,
        #[sea_orm(primary_key, auto_increment = false)]
        stage: String,
        #[sea_orm(primary_key, auto_increment = false)]
        round: i64,
        deadline: String,
    }
}

table! {
    group = "prefectural_projects" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        bu: String,
        #[sea_orm(primary_key, auto_increment = false)]
        number: i64,
        title: String,
        category: String,
    }
}

table! {
    group_member = "prefectural_project_members" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        bu: String,
        number: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        body: String,
        #[sea_orm(primary_key, auto_increment = false)]
        no: String,
    }
}

table! {
    expected = "plan_year_bodies" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        body: String,
        halves: String,
        approval: i64,
    }
}

table! {
    national_notice = "national_notices" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        year: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        round: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        category: String,
        noticed_on: String,
        national: i64,
        fund: i64,
        document_number: Option<String>,
    }
}
