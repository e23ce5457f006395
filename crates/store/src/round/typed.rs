//! Texts being typed: working state of a post, kept so that a time-out loses nothing. No event records them.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use crate::connect::WriteTransaction;
use crate::entity::round::typed_text as table;
use crate::error::Result;

/// Keeps a text of a post for a place, in the place of what was kept before.
///
/// # Errors
/// The database's.
pub async fn keep_typed(tx: &WriteTransaction, post: i64, place: &str, content: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO typed_texts (post, place, content, saved_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (post, place) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at";
    let values = [post.into(), place.into(), content.into(), now.as_second().into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// What was kept for a place.
///
/// # Errors
/// The database's.
pub async fn typed(db: &impl ConnectionTrait, post: i64, place: &str) -> Result<Option<String>> {
    Ok(table::Entity::find_by_id((post, place.to_owned())).one(db).await?.map(|row| row.content))
}

/// Forgets what was kept for a place: it has been sent.
///
/// # Errors
/// The database's.
pub async fn forget_typed(tx: &WriteTransaction, post: i64, place: &str) -> Result<()> {
    table::Entity::delete_by_id((post, place.to_owned())).exec(&**tx).await?;
    Ok(())
}

/// Takes away what was last saved before `before`.
///
/// # Errors
/// The database's.
pub async fn sweep_typed(tx: &WriteTransaction, before: Timestamp) -> Result<()> {
    table::Entity::delete_many().filter(table::Column::SavedAt.lt(before.as_second())).exec(&**tx).await?;
    Ok(())
}
