//! Whether the database can be worked on.

use std::time::Duration;

use kikin_store::{Store, StoreError};

/// So long the database may take to answer whoever watches: less than watchers wait as a rule, and more than a server needs that
/// has just begun.
const ANSWER: Duration = Duration::from_secs(6);

/// What a look at the database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It answers and its schema is current.
    Ready,
    /// Migrations are pending.
    SchemaOld,
    /// It took too long to answer.
    Silent,
}

/// Looks at the database; for machines that watch the server, so nobody acts and nothing is recorded.
///
/// # Errors
/// The database's.
pub async fn readiness(store: &Store) -> Result<Readiness, StoreError> {
    // A connection over which nothing comes any more says so only after minutes.
    match tokio::time::timeout(ANSWER, store.pending_migrations()).await {
        Ok(pending) => Ok(if pending? == 0 { Readiness::Ready } else { Readiness::SchemaOld }),
        Err(_) => Ok(Readiness::Silent),
    }
}
