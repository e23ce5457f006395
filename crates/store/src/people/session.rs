//! Sessions: working state. Only the hash of a session's token is kept, so that a copy of the database signs nobody in.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait as _, PaginatorTrait as _, QueryFilter};

use crate::audit::World;
use crate::bulk::insert_all;
use crate::connect::WriteTransaction;
use crate::entity::people::session;
use crate::error::{Result, StoreError};
use crate::people::post::{Holder, Post};

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of its token.
    pub token_sha256: String,
    /// In whose world.
    pub world: World,
    /// Whose it is.
    pub post: i64,
    /// Which holder's.
    pub holder: i64,
    /// When it began.
    pub made_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}

/// Begins a session. The event is the caller's.
///
/// # Errors
/// The database's.
pub async fn begin_session(
    tx: &WriteTransaction,
    post: &Post,
    holder: &Holder,
    token_sha256: &str,
    now: Timestamp,
    origin: Option<&str>,
) -> Result<()> {
    let row = session::Model {
        token_sha256: token_sha256.to_owned(),
        prefecture: post.world().number(),
        post: post.id,
        holder: holder.id,
        made_at: now.as_second(),
        seen_at: now.as_second(),
        origin: origin.map(str::to_owned),
    };
    insert_all(&**tx, &[row]).await
}

/// The session with this token, in whichever world it is.
///
/// # Errors
/// The database's.
pub async fn session_of(db: &impl ConnectionTrait, token_sha256: &str) -> Result<Option<Session>> {
    let Some(row) = session::Entity::find_by_id(token_sha256).one(db).await? else { return Ok(None) };
    let damaged = || StoreError::corrupt("sessions", row.post, "値を読めません");
    let at = |second: i64| Timestamp::from_second(second).map_err(|_| damaged());
    Ok(Some(Session {
        world: World::of(row.prefecture).ok_or_else(damaged)?,
        post: row.post,
        holder: row.holder,
        made_at: at(row.made_at)?,
        seen_at: at(row.seen_at)?,
        token_sha256: row.token_sha256,
    }))
}

/// Notes that a session was used. One that has ended meanwhile stays ended.
///
/// # Errors
/// The database's.
pub async fn touch_session(tx: &WriteTransaction, token_sha256: &str, now: Timestamp) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::SeenAt, now.as_second().into())
        .filter(session::Column::TokenSha256.eq(token_sha256))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Ends one session; says whether it was there.
///
/// # Errors
/// The database's.
pub async fn end_session(tx: &WriteTransaction, token_sha256: &str) -> Result<bool> {
    Ok(session::Entity::delete_by_id(token_sha256).exec(&**tx).await?.rows_affected > 0)
}

/// Ends all sessions of a post, but not the one named; says how many.
///
/// # Errors
/// The database's.
pub async fn end_sessions(tx: &WriteTransaction, post: &Post, but: Option<&str>) -> Result<u64> {
    let mut of_post = session::Entity::delete_many().filter(session::Column::Post.eq(post.id));
    if let Some(token_sha256) = but {
        of_post = of_post.filter(session::Column::TokenSha256.ne(token_sha256));
    }
    Ok(of_post.exec(&**tx).await?.rows_affected)
}

/// Takes sessions away that began, or were last used, at these moments or earlier.
///
/// # Errors
/// The database's.
pub async fn sweep_sessions(tx: &WriteTransaction, made_by: Timestamp, seen_by: Timestamp) -> Result<()> {
    let old = session::Column::MadeAt.lte(made_by.as_second()).or(session::Column::SeenAt.lte(seen_by.as_second()));
    session::Entity::delete_many().filter(old).exec(&**tx).await?;
    Ok(())
}

/// How many sessions a post has.
///
/// # Errors
/// The database's.
pub async fn count_sessions(db: &impl ConnectionTrait, post: &Post) -> Result<u64> {
    Ok(session::Entity::find().filter(session::Column::Post.eq(post.id)).count(db).await?)
}
