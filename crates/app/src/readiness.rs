//! Whether the database can be worked on.

use kikin_store::{Store, StoreError};

/// What a look at the database says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It answers and its schema is current.
    Ready,
    /// Migrations are pending.
    SchemaOld,
}

/// Looks at the database; for machines that watch the server, so nobody acts and nothing is recorded.
///
/// # Errors
/// The database's.
pub async fn readiness(store: &Store) -> Result<Readiness, StoreError> {
    let pending = store.pending_migrations().await?;
    Ok(if pending == 0 { Readiness::Ready } else { Readiness::SchemaOld })
}
