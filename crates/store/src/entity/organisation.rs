//! Bodies that file.

use super::table;

table! {
    body = "organisations" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        code: String,
        name: String,
        kind: String,
        valid_from: Option<String>,
        valid_to: Option<String>,
    }
}

table! {
    member = "organisation_members" {
        #[sea_orm(primary_key, auto_increment = false)]
        prefecture: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        code: String,
        #[sea_orm(primary_key, auto_increment = false)]
        member: String,
    }
}
