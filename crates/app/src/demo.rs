//! The demonstration's own database: who acts in it, and how it is told from one that people work with.

use jiff::Timestamp;
use kikin_domain::{FiscalYear, PrefectureCode};
use kikin_store::{Act, Store, World, audit};

use crate::database::{DatabaseError, operator};
use crate::people::{Scope, at_the_machine_as};

/// The account of the demonstration in the chain of events.
const ACTOR: &str = "demo";

/// The demonstration at `now`, at the machine under its own name. For `kikin demo` alone; clippy refuses it elsewhere.
#[must_use]
pub fn demonstrator(now: Timestamp) -> Scope {
    at_the_machine_as(Act {
        actor: ACTOR.to_owned(),
        role: "見本".to_owned(),
        origin: Some("kikin demo".to_owned()),
        ..operator(now)
    })
}

/// Whether a database holds nothing yet, or was begun by the demonstration for this prefecture and year and has no other:
/// in any other the samples would stand among somebody's own plans.
///
/// # Errors
/// [`DatabaseError`] when the database refuses, also where it has no schema yet.
pub async fn is_demo(store: &Store, prefecture: PrefectureCode, year: FiscalYear) -> Result<bool, DatabaseError> {
    let reading = store.read().await?;
    let years = kikin_store::plan_years(&reading).await?;
    let first = audit::events(&reading, World::from(prefecture), 0, 1).await?;
    Ok(years.iter().all(|known| *known == (prefecture, year)) && first.iter().all(|event| event.actor == ACTOR))
}
