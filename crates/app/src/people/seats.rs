//! Where posts can be made.

use kikin_domain::permission::{Action, Matter, Seat};
use kikin_store::people::post::seat_of;
use kikin_store::{Store, organisations};

use super::error::PeopleError;
use super::scope::{Scope, permit};

/// The prefecture and its bodies with their names, by code; nothing for a post of the whole installation, which names bodies by
/// their codes.
///
/// # Errors
/// [`PeopleError::Refused`], or the database's.
pub async fn seats(store: &Store, scope: &Scope) -> Result<Vec<(Seat, String)>, PeopleError> {
    permit(store, scope, Action::ManagePosts, &Matter::of(scope.seat())).await?;
    let Some(prefecture) = scope.seat().prefecture() else { return Ok(Vec::new()) };
    let reading = store.read().await?;
    let bodies = organisations(&reading, prefecture).await?;
    Ok(bodies.into_iter().map(|body| (seat_of(prefecture, body.code), body.name)).collect())
}
