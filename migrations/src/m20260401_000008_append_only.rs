//! Triggers that refuse to change what was received or recorded.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// What is only ever added to.
const TABLES: &[&str] = &[
    "audit_events",
    "blobs",
    "uploads",
    "submissions",
    "submission_versions",
    "submission_events",
    "projects",
    "facilities",
    "indicators",
    "yearly_amounts",
    "workbook_parts",
    "plan_versions",
    "plan_lines",
    "plan_events",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_connection().get_database_backend() != DbBackend::Sqlite {
            ddl::run(manager, &[REFUSE]).await?;
        }
        make_append_only(manager, TABLES).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Refuses UPDATE and DELETE on `tables` from now on.
pub(crate) async fn make_append_only(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    let sqlite = manager.get_connection().get_database_backend() == DbBackend::Sqlite;
    for table in tables {
        let statements = if sqlite { sqlite_triggers(table) } else { postgres_triggers(table) };
        ddl::run(manager, &statements.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    }
    Ok(())
}

const REFUSE: &str = "CREATE FUNCTION kikin_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$";

fn sqlite_triggers(table: &str) -> Vec<String> {
    let trigger = |act: &str| {
        let name = act.to_lowercase();
        format!(
            "CREATE TRIGGER {table}_refuse_{name} BEFORE {act} ON {table}
             BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    };
    ["UPDATE", "DELETE"].into_iter().map(trigger).collect()
}

fn postgres_triggers(table: &str) -> Vec<String> {
    vec![
        format!(
            "CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table}
             FOR EACH ROW EXECUTE FUNCTION kikin_refuse()"
        ),
        format!(
            "CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table}
             FOR EACH STATEMENT EXECUTE FUNCTION kikin_refuse()"
        ),
    ]
}
