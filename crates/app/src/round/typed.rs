//! What somebody is typing, kept on the server: a time-out loses nothing.

use kikin_domain::permission::{Action, Matter};
use kikin_store::Store;
use kikin_store::round::{forget_typed, keep_typed, sweep_typed, typed};

use super::error::RoundError;
use crate::people::{Caller, Limits, Scope, permit, post_of_ended};

/// A kept text is no longer, characters.
pub const LONGEST_TEXT: usize = 100_000;

/// The name of a place is no longer, characters.
const LONGEST_PLACE: usize = 200;

/// What nobody came back to for so long is taken away, seconds.
const KEPT_FOR: i64 = 90 * 86_400;

/// Keeps a text for a place (a form of a page) of the post that acts.
///
/// # Errors
/// [`RoundError::Refused`], [`RoundError::Field`] for one that is too long, or the database's.
pub async fn keep_text(store: &Store, scope: &Scope, place: &str, text: &str) -> Result<(), RoundError> {
    let post = own(store, scope).await?;
    if place.is_empty() || place.chars().count() > LONGEST_PLACE || text.chars().count() > LONGEST_TEXT {
        return Err(RoundError::field(format!("入力は{LONGEST_TEXT}文字までです。短くしてください。")));
    }
    let now = scope.act().at.instant();
    let tx = store.write().await?;
    keep_typed(&tx, post, place, text, now).await?;
    if let Ok(before) = now.checked_sub(jiff::SignedDuration::from_secs(KEPT_FOR)) {
        sweep_typed(&tx, before).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Keeps what was sent when the session was over already, for the post whose session it was; says whether it is kept. Nothing is
/// done by it, and nobody but that post ever reads it.
///
/// # Errors
/// The database's.
pub async fn keep_text_of_ended(
    store: &Store,
    limits: &Limits,
    caller: &Caller<'_>,
    token: &str,
    (place, text): (&str, &str),
) -> Result<bool, RoundError> {
    let Some(post) = post_of_ended(store, limits, caller, token).await? else { return Ok(false) };
    if place.is_empty() || place.chars().count() > LONGEST_PLACE || text.chars().count() > LONGEST_TEXT {
        return Ok(false);
    }
    let tx = store.write().await?;
    keep_typed(&tx, post, place, text, caller.now).await?;
    tx.commit().await?;
    Ok(true)
}

/// What was kept for a place of the post that acts.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn kept_text(store: &Store, scope: &Scope, place: &str) -> Result<Option<String>, RoundError> {
    let post = own(store, scope).await?;
    Ok(typed(store.connection(), post, place).await?)
}

/// Forgets it: it has been sent.
///
/// # Errors
/// [`RoundError::Refused`], or the database's.
pub async fn forget_text(store: &Store, scope: &Scope, place: &str) -> Result<(), RoundError> {
    let post = own(store, scope).await?;
    let tx = store.write().await?;
    forget_typed(&tx, post, place).await?;
    tx.commit().await?;
    Ok(())
}

async fn own(store: &Store, scope: &Scope) -> Result<i64, RoundError> {
    permit(store, scope, Action::OwnAccount, &Matter::of(scope.seat())).await?;
    scope.post().ok_or_else(RoundError::hidden)
}
