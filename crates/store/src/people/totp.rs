//! The working state of 確認コード: a secret that is not confirmed yet, and the last step that was used.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement};

use crate::connect::WriteTransaction;
use crate::entity::people::totp_state;
use crate::error::Result;
use crate::people::post::Post;

/// Keeps a secret until a code of it is shown; in the place of one that was kept before. `None` forgets it.
///
/// # Errors
/// The database's.
pub async fn set_pending(tx: &WriteTransaction, post: &Post, secret: Option<&str>) -> Result<()> {
    make(tx, post).await?;
    totp_state::Entity::update_many()
        .col_expr(totp_state::Column::PendingSecret, secret.map(str::to_owned).into())
        .filter(totp_state::Column::Post.eq(post.id))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The secret that waits to be confirmed.
///
/// # Errors
/// The database's.
pub async fn pending(db: &impl ConnectionTrait, post: &Post) -> Result<Option<String>> {
    Ok(totp_state::Entity::find_by_id(post.id).one(db).await?.and_then(|row| row.pending_secret))
}

/// Takes the step of a code, so that it counts once (RFC 6238 §5.2); says whether it was still there to take.
///
/// # Errors
/// The database's.
pub async fn take_step(tx: &WriteTransaction, post: &Post, step: i64) -> Result<bool> {
    make(tx, post).await?;
    let taken = totp_state::Entity::update_many()
        .col_expr(totp_state::Column::LastStep, step.into())
        .filter(totp_state::Column::Post.eq(post.id))
        .filter(totp_state::Column::LastStep.lt(step))
        .exec(&**tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

async fn make(tx: &WriteTransaction, post: &Post) -> Result<()> {
    let sql = "INSERT INTO totp_states (post, prefecture, last_step) VALUES ($1, $2, 0) ON CONFLICT (post) DO NOTHING";
    let values = [post.id.into(), post.world().number().into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}
