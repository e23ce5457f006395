//! 事後評価: rows of a workbook, the front part, 交付額.

use super::table;

table! {
    result = "evaluations" {
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
        name: Option<String>,
        goes_on: Option<String>,
        executed: Option<String>,
        total: Option<crate::column::Money>,
        fund: Option<crate::column::Money>,
        national_typed: Option<crate::column::Money>,
        effectiveness: Option<String>,
        efficiency: Option<String>,
        onward: Option<String>,
        remarks: Option<String>,
        notes: Option<String>,
        struck: i64,
        other_units: Option<String>,
        lineage: String,
    }
}

table! {
    achieved = "evaluation_indicators" {
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
        target: Option<String>,
        achieved: Option<String>,
        unit: Option<String>,
        direction: Option<String>,
        cause: Option<String>,
        improvement: Option<String>,
        observed: Option<String>,
        lineage: String,
    }
}

table! {
    front = "evaluation_fronts" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        evaluation_year: i64,
        content: String,
        at: String,
        actor: String,
    }
}

table! {
    grant = "grants" {
        #[sea_orm(primary_key)]
        id: i64,
        prefecture: i64,
        year: i64,
        category: String,
        national: crate::column::Money,
        prefectural: crate::column::Money,
        granted_on: String,
        source: String,
        at: String,
        actor: String,
        why: Option<String>,
    }
}
