//! The secrets of a worker's store, for as long as it is open. What the store writes back is sealed under her key again, beside
//! whatever PIN holds by then. Knows no PIN.

use std::sync::{Arc, Mutex, PoisonError};

use super::error::Result;
use super::files::{Alone, KeyWrap, WorkerFolder};
use super::sealed::WorkerKey;
use crate::store::{KeyProvider, Secrets};

/// The keys of a worker who was let in.
pub struct WorkerKeys {
    folder: WorkerFolder,
    wrap: Arc<dyn KeyWrap>,
    key: WorkerKey,
    secrets: Mutex<Secrets>,
}

impl WorkerKeys {
    pub(super) fn new(
        folder: WorkerFolder,
        wrap: Arc<dyn KeyWrap>,
        key: WorkerKey,
        secrets: Secrets,
    ) -> WorkerKeys {
        WorkerKeys { folder, wrap, key, secrets: Mutex::new(secrets) }
    }

    fn keep(&self, secrets: &Secrets) -> Result<()> {
        let _alone = Alone::wait();
        // As it is now: her PIN may be another than the one she came in with.
        let sealed = self.folder.read(&*self.wrap)?;
        self.folder.keep(&sealed.with_secrets(self.folder.id, &self.key, secrets)?, &*self.wrap)
    }
}

impl KeyProvider for WorkerKeys {
    fn read(&self) -> std::result::Result<Option<Secrets>, String> {
        Ok(Some(self.secrets.lock().unwrap_or_else(PoisonError::into_inner).clone()))
    }

    fn write(&self, secrets: &Secrets) -> std::result::Result<(), String> {
        self.keep(secrets).map_err(|error| error.to_string())?;
        *self.secrets.lock().unwrap_or_else(PoisonError::into_inner) = secrets.clone();
        Ok(())
    }
}
