//! What every request works with.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::attempt_limit::AttemptLimit;
use crate::clock::Clock;
use crate::limits::Limits;
use crate::storage::Storage;
use crate::web::{Site, SiteOptions};

/// A server's storage, its clock, its limits and what runs.
pub struct Service {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) running: Arc<Semaphore>,
    pub(super) attempts: AttemptLimit,
    pub(super) site: Arc<Site>,
}

impl Service {
    /// A service over a storage.
    pub fn new(
        storage: Arc<dyn Storage>,
        clock: Clock,
        limits: Limits,
        options: SiteOptions,
    ) -> Arc<Service> {
        let running = Arc::new(Semaphore::new(limits.requests));
        let attempts = AttemptLimit::new(limits.guesses, limits.guess_window);
        let site = Site::new(storage.clone(), clock.clone(), limits.clone(), options);
        Arc::new(Service { storage, clock, limits, running, attempts, site })
    }

    pub(super) fn now_s(&self) -> i64 {
        (self.clock)()
    }
}
