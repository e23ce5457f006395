//! What every request works with.

use std::sync::Arc;

use jiff::Timestamp;
use kikin_app::Store;
use kikin_app::jobs::Lane;
use kikin_app::people::{Entropy, Security, SystemEntropy};
use kikin_app::round::Checks;
use tokio::sync::{Notify, Semaphore};

use crate::settings::Settings;

/// What the server runs on; the clock is a parameter as everywhere.
pub struct Site {
    pub(crate) store: Store,
    pub(crate) security: Security,
    /// What reads files that were sent: processes of their own.
    pub(crate) readers: Arc<dyn Checks>,
    pub(crate) settings: Settings,
    pub(crate) at_once: Semaphore,
    /// Tells the workers of a lane that a job was asked for.
    asked: [Notify; Lane::ALL.len()],
    clock: fn() -> Timestamp,
    /// Whether the page of all components is served: for development and for the tests in a browser.
    pub(crate) components: bool,
}

/// One site for all requests.
pub type SharedSite = Arc<Site>;

impl Site {
    /// A site on a database whose schema is current.
    #[must_use]
    pub fn new(
        store: Store,
        security: Security,
        readers: Arc<dyn Checks>,
        settings: Settings,
        clock: fn() -> Timestamp,
    ) -> Self {
        let at_once = Semaphore::new(settings.requests_at_once);
        Self { store, security, readers, settings, at_once, asked: Default::default(), clock, components: false }
    }

    /// Serves the page of all components too.
    #[must_use]
    pub const fn with_components(mut self) -> Self {
        self.components = true;
        self
    }

    /// Closes the database's connections.
    ///
    /// # Errors
    /// The database's.
    pub async fn close(self) -> Result<(), kikin_app::StoreError> {
        self.store.close().await
    }

    /// What tells a worker of a lane that a job was asked for.
    pub(crate) const fn asked(&self, lane: Lane) -> &Notify {
        &self.asked[lane as usize]
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// A fresh source of randomness.
    #[expect(clippy::unused_self, reason = "where randomness comes from is the site's to say")]
    pub(crate) fn entropy(&self) -> impl Entropy + use<> {
        SystemEntropy
    }
}
