//! Throttles: working state, one row for each account or address that was tried, by SHA-256.

use kikin_domain::throttle::{Attempt, Throttle, ThrottlePolicy};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QuerySelect,
    Set, Statement,
};

use crate::connect::WriteTransaction;
use crate::entity::people::throttle;
use crate::error::{Result, StoreError};
use crate::hash::sha256;

/// Judges an attempt by the policy and counts it. Of several at once each waits for the one before: none slips through.
/// `now` is in seconds since 1970.
///
/// # Errors
/// The database's.
pub async fn attempt(tx: &WriteTransaction, key: &str, policy: &ThrottlePolicy, now: i64) -> Result<Attempt> {
    let row = take(tx, key).await?;
    let before = Throttle { attempts: row.attempts, last_at: row.last_at, blocked_until: row.blocked_until };
    let answer = policy.attempt(before, now);
    if let Attempt::Counted { now: after, .. } = answer {
        let mut row = row.into_active_model();
        row.attempts = Set(after.attempts);
        row.last_at = Set(after.last_at);
        row.blocked_until = Set(after.blocked_until);
        row.update(&**tx).await?;
    }
    Ok(answer)
}

/// Forgets an account's failures: it has signed in.
///
/// # Errors
/// The database's.
pub async fn forget(tx: &WriteTransaction, key: &str) -> Result<()> {
    throttle::Entity::delete_by_id(sha256(key.as_bytes())).exec(&**tx).await?;
    Ok(())
}

/// Takes back one attempt that was counted and succeeded. The others stay: an account of one's own does not clear an address
/// from which other accounts are tried.
///
/// # Errors
/// The database's.
pub async fn take_back(tx: &WriteTransaction, key: &str) -> Result<()> {
    let row = take(tx, key).await?;
    let attempts = (row.attempts - 1).max(0);
    let mut row = row.into_active_model();
    (row.attempts, row.blocked_until) = (Set(attempts), Set(0));
    row.update(&**tx).await?;
    Ok(())
}

/// Takes rows away whose last attempt was before `before`, in seconds since 1970.
///
/// # Errors
/// The database's.
pub async fn sweep(tx: &WriteTransaction, before: i64) -> Result<()> {
    throttle::Entity::delete_many().filter(throttle::Column::LastAt.lt(before)).exec(&**tx).await?;
    Ok(())
}

/// The row of a key, made if need be, and held until the commit.
async fn take(tx: &WriteTransaction, key: &str) -> Result<throttle::Model> {
    let key = sha256(key.as_bytes());
    let sql = "INSERT INTO throttles (key_sha256, attempts, last_at, blocked_until) VALUES ($1, 0, 0, 0)
               ON CONFLICT (key_sha256) DO NOTHING";
    let values = [key.as_str().into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    let row = throttle::Entity::find_by_id(key).lock_exclusive().one(&**tx).await?;
    row.ok_or_else(|| StoreError::missing("試行回数の記録"))
}
