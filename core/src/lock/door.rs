//! The calls of the lock: who is on this phone, one more, let her in, another PIN. A try is counted on the disk before it is made, so
//! that ending the app gives none away; what cannot be read or unwrapped costs none. Erases nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::card::Card;
use super::error::{LockError, Result};
use super::files::{Alone, KeyWrap, WorkerFolder};
use super::keys::WorkerKeys;
use super::pin::Pin;
use super::sealed::{Sealed, WorkerKey};
use super::tries;
use super::waiting::Wrong;
use super::worker_id::WorkerId;
use crate::store::files::sync_folder;
use crate::store::random::draw;
use crate::store::{Clock, Secrets};

/// The ending of a folder that is being made: nothing was ever kept in it.
const PART: &str = ".part";

/// The workers of one phone, each behind her PIN.
pub struct Lock {
    folder: PathBuf,
    wrap: Arc<dyn KeyWrap>,
    clock: Arc<dyn Clock>,
}

/// A worker as the lock screen shows her.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub id: WorkerId,
    /// What is shown of her.
    pub card: Card,
    /// Seconds to wait before the next try of a PIN; 0 where there is no wait.
    pub wait_s: u64,
    /// Tries before the next wait; 0 during one.
    pub tries_left: u32,
}

impl Lock {
    /// The lock over a folder, which is made where it is not there.
    pub fn open(folder: &Path, wrap: Arc<dyn KeyWrap>, clock: Arc<dyn Clock>) -> Result<Lock> {
        std::fs::create_dir_all(folder)?;
        Ok(Lock { folder: folder.to_owned(), wrap, clock })
    }

    /// Everybody on this phone, by name; who has none yet stands last.
    pub fn workers(&self) -> Result<Vec<Listed>> {
        let _alone = Alone::wait();
        let mut workers = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            let folder = self.of(id);
            let (now, wrong) = (self.clock.now(), self.wrong(&folder));
            let (wait_s, tries_left) = (wrong.left_s(now), wrong.tries_left(now));
            workers.push(Listed { id, card: Card::read(&folder.card()), wait_s, tries_left });
        }
        workers.sort_by_cached_key(|one| (one.card.name.is_empty(), one.card.name.to_lowercase(), one.id));
        Ok(workers)
    }

    /// One more worker, with secrets of her own behind this PIN. There whole when it returns, or not at all.
    pub fn add(&self, pin: Zeroizing<String>) -> Result<(WorkerId, WorkerKeys)> {
        let pin = Pin::chosen(pin)?;
        let _alone = Alone::wait();
        self.remove_parts();
        let (id, key) = (WorkerId::drawn(), WorkerKey::drawn());
        let secrets = Secrets { database_key: draw(), seed: draw(), database_made: false };
        let sealed = Sealed::new(id, &pin, &key, &secrets)?;
        let part = WorkerFolder { id, path: self.folder.join(format!("{id}{PART}")) };
        let folder = self.of(id);
        std::fs::create_dir(&part.path)?;
        let made = part.keep(&sealed, &*self.wrap).and_then(|()| {
            tries::write(&part.tries(), Wrong::default())?;
            std::fs::rename(&part.path, &folder.path)?;
            Ok(sync_folder(&folder.path)?)
        });
        if let Err(error) = made {
            self.remove_parts();
            return Err(error);
        }
        Ok((id, WorkerKeys::new(folder, self.wrap.clone(), key, secrets)))
    }

    /// Lets a worker in by her PIN.
    pub fn unlock(&self, id: WorkerId, pin: Zeroizing<String>) -> Result<WorkerKeys> {
        let pin = Pin::typed(pin)?;
        let (sealed, key) = self.tried(&Alone::wait(), id, &pin)?;
        // The key is right and does not open what it sealed.
        let secrets = sealed.secrets(id, &key).ok_or(LockError::Damaged)?;
        Ok(WorkerKeys::new(self.of(id), self.wrap.clone(), key, secrets))
    }

    /// Lets a worker in by her own key, which the app keeps where only her fingerprint reaches it. Wrong PINs neither hinder
    /// it, nor are they forgotten for it.
    pub fn unlock_with(&self, id: WorkerId, key: &[u8]) -> Result<WorkerKeys> {
        let _alone = Alone::wait();
        let key = WorkerKey::from_bytes(key).ok_or(LockError::WrongKey)?;
        let secrets = self.of(id).read(&*self.wrap)?.secrets(id, &key).ok_or(LockError::WrongKey)?;
        Ok(WorkerKeys::new(self.of(id), self.wrap.clone(), key, secrets))
    }

    /// The key of a worker, for the app to keep behind her fingerprint. It stays the same when her PIN changes.
    pub fn worker_key(&self, id: WorkerId, pin: Zeroizing<String>) -> Result<WorkerKey> {
        let pin = Pin::typed(pin)?;
        Ok(self.tried(&Alone::wait(), id, &pin)?.1)
    }

    /// Another PIN for a worker. Her store may be open meanwhile. After a failure the old PIN holds.
    pub fn change_pin(&self, id: WorkerId, old: Zeroizing<String>, new: Zeroizing<String>) -> Result<()> {
        // What is wrong with the new one is said before the old one is tried.
        let (old, new) = (Pin::typed(old)?, Pin::chosen(new)?);
        let alone = Alone::wait();
        let (sealed, key) = self.tried(&alone, id, &old)?;
        self.of(id).keep(&sealed.with_pin(id, &new, &key)?, &*self.wrap)
    }

    /// Keeps what the lock screen shows of a worker.
    pub fn note(&self, id: WorkerId, card: &Card) -> Result<()> {
        let folder = self.of(id);
        if !folder.path.is_dir() {
            return Err(LockError::NoWorker);
        }
        Ok(card.write(&folder.card())?)
    }

    /// The folder in which the store of a worker lies.
    pub fn store_folder(&self, id: WorkerId) -> PathBuf {
        self.of(id).path
    }

    fn of(&self, id: WorkerId) -> WorkerFolder {
        WorkerFolder { id, path: self.folder.join(id.to_string()) }
    }

    /// A right PIN: what it opened. A wrong one is on the disk before it was tried.
    fn tried(&self, _: &Alone, id: WorkerId, pin: &Pin) -> Result<(Sealed, WorkerKey)> {
        let folder = self.of(id);
        if !folder.path.is_dir() {
            return Err(LockError::NoWorker);
        }
        let (now, wrong) = (self.clock.now(), self.wrong(&folder));
        match wrong.left_s(now) {
            0 => {}
            wait_s => return Err(LockError::Wait { wait_s }),
        }
        // A keystore that does not answer and a file that is damaged say nothing about the PIN.
        let sealed = folder.read(&*self.wrap)?;
        let counted = wrong.and_one(now);
        tries::write(&folder.tries(), counted)?;
        let Some(key) = sealed.key(id, pin)? else {
            let (tries_left, wait_s) = (counted.tries_left(now), counted.left_s(now));
            return Err(LockError::WrongPin { tries_left, wait_s });
        };
        // Where this is not kept, her next try is one of fewer; she is let in all the same.
        let _ = tries::write(&folder.tries(), Wrong::default());
        Ok((sealed, key))
    }

    /// The wrong tries of a worker. Where the count is lost a wait begins, and it is kept, so that it ends.
    fn wrong(&self, folder: &WorkerFolder) -> Wrong {
        tries::read(&folder.tries()).unwrap_or_else(|| {
            let unknown = Wrong::unknown(self.clock.now());
            let _ = tries::write(&folder.tries(), unknown);
            unknown
        })
    }

    /// Removes what was left of making a worker who never was there.
    fn remove_parts(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(PART));
            if id.is_some_and(|id| id.parse::<WorkerId>().is_ok()) {
                let _ = std::fs::remove_dir_all(entry.path());
            }
        }
    }
}
