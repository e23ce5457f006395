//! What stands in a workbook.

use super::table;

table! {
    project = "projects" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        upload: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        version: i64,
        sheet: String,
        sheet_row: i64,
        no: Option<String>,
        category: Option<String>,
        standard_example: Option<String>,
        name: Option<String>,
        continuity: Option<String>,
        area: Option<String>,
        body: Option<String>,
        body_kind: Option<String>,
        starts_on: Option<String>,
        ends_on: Option<String>,
        needs: Option<String>,
        vision: Option<String>,
        content: Option<String>,
        relation: Option<String>,
        total: Option<crate::column::Money>,
        fund: Option<crate::column::Money>,
        national_typed: Option<crate::column::Money>,
        prefectural_typed: Option<crate::column::Money>,
        other: Option<crate::column::Money>,
        public_part: Option<crate::column::Money>,
        private_part: Option<crate::column::Money>,
        entrusted: Option<crate::column::Money>,
        carried: Option<crate::column::Money>,
        carried_from: Option<String>,
        tax: Option<String>,
        remarks: Option<String>,
        granted: Option<crate::column::Money>,
        answer: Option<String>,
        notes: Option<String>,
        struck: i64,
        unit: Option<String>,
        other_units: Option<String>,
        lineage: String,
    }
}

table! {
    facility = "facilities" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        upload: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        sheet: String,
        sheet_row: i64,
        project_no: Option<String>,
        kind: Option<String>,
        name: Option<String>,
        work: Option<String>,
        unit: Option<String>,
        quantity: Option<String>,
        unit_price: Option<crate::column::Money>,
        premium: Option<String>,
        standard_amount: Option<crate::column::Money>,
        total: Option<crate::column::Money>,
        eligible: Option<crate::column::Money>,
        donations: Option<crate::column::Money>,
        rate: Option<String>,
        fund: Option<crate::column::Money>,
        amount_unit: Option<String>,
        lineage: String,
    }
}

table! {
    indicator = "indicators" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        upload: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        project: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        name: Option<String>,
        baseline: Option<String>,
        target: Option<String>,
        unit: Option<String>,
        direction: Option<String>,
        target_year: Option<String>,
        source: Option<String>,
        lineage: String,
    }
}

table! {
    yearly = "yearly_amounts" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        upload: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        project: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        year: i64,
        onwards: i64,
        amount: Option<crate::column::Money>,
        lineage: String,
    }
}

table! {
    part = "workbook_parts" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        upload: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        content: String,
    }
}

table! {
    contact = "contacts" {
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        upload: i64,
        content: String,
    }
}
