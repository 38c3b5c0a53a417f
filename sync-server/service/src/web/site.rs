//! What the supervisors' pages stand on.

use std::sync::Arc;

use tokio::sync::{Mutex, Semaphore};

use super::ctx::Invites;
use super::token::Demo;
use crate::checklists::Checklists;
use crate::clock::Clock;
use crate::limits::Limits;
use crate::storage::Storage;

/// What the pages of a server say and take of it.
#[derive(Debug, Default)]
pub struct SiteOptions {
    /// Tell browsers to come only over TLS: where the certificate is one that they know.
    pub hsts: bool,
    /// The link of a demo; none on a real server.
    pub demo: Option<Demo>,
    /// What an invitation of a phone says of this server.
    pub invites: Invites,
}

/// What every page works with.
pub struct Site {
    pub(super) storage: Arc<dyn Storage>,
    pub(super) clock: Clock,
    pub(super) limits: Limits,
    pub(super) options: SiteOptions,
    pub(super) hashing: HashingQueue,
    pub(super) checklists: Arc<Checklists>,
}

impl Site {
    /// The pages over a storage.
    pub fn new(storage: Arc<dyn Storage>, clock: Clock, limits: Limits, options: SiteOptions) -> Arc<Site> {
        let (hashing, checklists) = Default::default();
        Arc::new(Site { storage, clock, limits, options, hashing, checklists })
    }

    pub(super) fn now_s(&self) -> i64 {
        (self.clock)()
    }
}

/// Hashes at a time.
const AT_A_TIME: usize = 2;

/// What stands between a password and its hash.
#[derive(Debug)]
pub(super) struct HashingQueue {
    pub(super) turns: Semaphore,
    pub(super) counting: Mutex<()>,
}

impl Default for HashingQueue {
    fn default() -> HashingQueue {
        HashingQueue { turns: Semaphore::new(AT_A_TIME), counting: Mutex::new(()) }
    }
}
