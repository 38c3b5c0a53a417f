//! Where all of a worker's lies: a folder of her own, with her sealed keys twice, the count of her wrong tries, her card, and her
//! store. The keys are written whole, durable, and only once the keystore has shown that it gives them back. Knows paths; must not
//! know what a PIN is.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::{LockError, Result};
use super::sealed::{Sealed, checked, with_check};
use super::worker_id::WorkerId;
use crate::store::files::write_private;

/// What the platform's keystore does for the lock: a key that never leaves it goes around what is given.
pub trait KeyWrap: Send + Sync {
    /// Wraps some hundred bytes; what comes back may be longer, at most 64 kB.
    fn wrap(&self, bytes: &[u8]) -> std::result::Result<Vec<u8>, String>;
    /// Gives back what was wrapped. An error opens nothing and changes nothing.
    fn unwrap(&self, wrapped: &[u8]) -> std::result::Result<Vec<u8>, String>;
}

/// The form of the file around what the keystore wrapped.
const FORM: u8 = 1;

/// The right to try a PIN or to write keys: one at a time in a process, and a phone's app is one process.
pub(super) struct Alone {
    _guard: MutexGuard<'static, ()>,
}

impl Alone {
    pub(super) fn wait() -> Alone {
        static ALONE: Mutex<()> = Mutex::new(());
        Alone { _guard: ALONE.lock().unwrap_or_else(PoisonError::into_inner) }
    }
}

/// The folder of a worker.
#[derive(Debug, Clone)]
pub(super) struct WorkerFolder {
    pub(super) id: WorkerId,
    pub(super) path: PathBuf,
}

impl WorkerFolder {
    pub(super) fn tries(&self) -> PathBuf {
        self.path.join("tries")
    }

    pub(super) fn card(&self) -> PathBuf {
        self.path.join("card")
    }

    fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }

    /// A place of the disk that goes bad takes one of two.
    fn copy(&self) -> PathBuf {
        self.path.join("keys.copy")
    }

    /// The sealed keys, from whichever of the two is whole.
    pub(super) fn read(&self, wrap: &dyn KeyWrap) -> Result<Sealed> {
        if !self.path.is_dir() {
            return Err(LockError::NoWorker);
        }
        let (keys, copy) = (self.keys(), self.copy());
        let whole = |path: &Path| std::fs::read(path).ok().filter(|bytes| checked(bytes).is_some());
        let bytes = match (whole(&keys), whole(&copy)) {
            (Some(bytes), _) => bytes,
            (None, Some(bytes)) => {
                // Where it cannot be mended now, it is another day.
                let _ = write_private(&keys, &bytes);
                bytes
            }
            (None, None) => return Err(LockError::Damaged),
        };
        let wrapped = match checked(&bytes).and_then(<[u8]>::split_first) {
            Some((&FORM, wrapped)) => wrapped,
            Some((&newer, _)) => return Err(LockError::Newer(newer)),
            None => return Err(LockError::Damaged),
        };
        let inner = wrap.unwrap(wrapped).map_err(LockError::KeyStore)?;
        Sealed::from_bytes(&inner).ok_or_else(gave_else)
    }

    /// Keeps sealed keys in the place of those before, durable when it returns; where the keystore or the disk fails, those before
    /// stay.
    pub(super) fn keep(&self, sealed: &Sealed, wrap: &dyn KeyWrap) -> Result<()> {
        let inner = sealed.to_bytes();
        let wrapped = wrap.wrap(&inner).map_err(LockError::KeyStore)?;
        if wrap.unwrap(&wrapped).map_err(LockError::KeyStore)? != inner {
            return Err(gave_else());
        }
        let bytes = with_check([[FORM].as_slice(), &wrapped].concat());
        write_private(&self.keys(), &bytes)?;
        if write_private(&self.copy(), &bytes).is_err() {
            // It holds what a PIN opened that may not any more.
            let _ = std::fs::remove_file(self.copy());
        }
        Ok(())
    }
}

fn gave_else() -> LockError {
    LockError::KeyStore("it gives back something else than it was given".into())
}
