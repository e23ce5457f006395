//! Over what a version of the plan was fixed: amounts that are not those that were decided and answered.

use sea_orm_migration::prelude::*;

use crate::ddl;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, &["ALTER TABLE plan_fixings ADD COLUMN deviations TEXT"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, &["ALTER TABLE plan_fixings DROP COLUMN deviations"]).await
    }

    // PostgreSQL does so by itself; SQLite must be told.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
