//! A simulated phone: the real store on a simulated disk, a keystore and a clock of its own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chaski::forms::session::saved::Fact;
use chaski::record::{DeviceId, RecordName};
use chaski::store::{Place, Secrets, Shown, Store, StoreError};

use super::keys::{Mood, SimKeys};
use super::ledger::{Id, Names, Place as Register};
use super::rng::Rng;
use super::tally::{Held, broken};
use crate::disk::Disk;
use crate::world::TestClock;

/// What a screen still shows, and the ledger's sayings behind it.
#[derive(Clone)]
pub struct Remembered {
    /// As the store gave it.
    pub shown: Shown,
    /// The register.
    pub place: Register,
    /// The sayings behind what was shown.
    pub behind: Vec<Id>,
}

/// A draft as it must be found on its phone.
#[derive(Debug, Clone)]
pub struct Filling {
    /// Its name on the phone.
    pub draft: String,
    /// What it holds.
    pub kept: Vec<Fact>,
    /// What is shown.
    pub at: String,
    /// What it may hold instead: the call that kept it did not return.
    pub unsure: Option<(Vec<Fact>, String)>,
    /// Paths of answers that a version of its form had no place for.
    pub placeless: BTreeSet<String>,
    /// The action that finishes it.
    pub finishing: Option<Id>,
    /// Which of its texts are to be given anew: a finish that failed has told them to the ledger.
    pub spent: BTreeSet<u64>,
    /// The number of its next act.
    pub next: u64,
}

/// A phone.
pub struct SimPhone {
    store: Option<Store>,
    /// Its disk.
    pub disk: Disk,
    /// Its keystore.
    pub keys: Arc<SimKeys>,
    /// Its clock.
    pub clock: Arc<TestClock>,
    /// Its worker.
    pub worker: RecordName,
    /// Place of the worker among the workers of the district.
    pub owner: usize,
    /// Its device; a copy has the same.
    pub device: Option<DeviceId>,
    /// The line of its database: an image that is put back, and a copy, begin another.
    pub line: usize,
    /// It began as a copy of another.
    pub is_copy: bool,
    /// An older image was put back: what only a newer one held is lost.
    pub was_put_back: bool,
    /// Stopped by the district.
    pub stopped: bool,
    /// Lost for good: nobody ever uses it again.
    pub lost: bool,
    /// It has synced to the end since the server was set back last.
    pub heard: bool,
    /// Markers of what was saved on it, all of which it must hold for ever.
    pub own: BTreeSet<String>,
    /// What it calls the records.
    pub names: Names,
    /// Screens that are still open.
    pub screens: Vec<Remembered>,
    /// Checklists that are being filled.
    pub fillings: Vec<Filling>,
}

impl SimPhone {
    /// A phone with this disk and these secrets.
    pub fn new(disk: Disk, secrets: Option<Secrets>, worker: RecordName, owner: usize) -> SimPhone {
        SimPhone {
            store: None,
            keys: Arc::new(SimKeys::holding(secrets, &disk)),
            disk,
            clock: Arc::default(),
            worker,
            owner,
            device: None,
            line: owner,
            is_copy: false,
            was_put_back: false,
            stopped: false,
            lost: false,
            heard: true,
            own: BTreeSet::new(),
            names: Names::default(),
            screens: Vec::new(),
            fillings: Vec::new(),
        }
    }

    fn place(&self) -> Place {
        Place { path: PathBuf::from("phone.db"), vfs: Some(self.disk.vfs_name().to_owned()) }
    }

    /// Opens the database once, as the app does at its start.
    pub fn try_open(&mut self) -> Result<(), StoreError> {
        if self.store.is_none() {
            self.store = Some(Store::open(&self.place(), self.keys.clone(), self.clock.clone())?);
        }
        Ok(())
    }

    /// The store, opened if it is not; the power comes back and the keystore works.
    pub fn store(&mut self) -> Held<&mut Store> {
        for _ in 0..8 {
            if self.store.is_some() {
                break;
            }
            if let Err(error) = self.try_open() {
                if !self.disk.is_off() && self.keys.mood() == Mood::Works {
                    return broken("database_opens", format!("{error} ({})", error.code()));
                }
                self.disk.power_on();
                self.disk.set_full(None);
                self.keys.set_mood(Mood::Works);
            }
        }
        match &mut self.store {
            Some(store) => Ok(store),
            None => broken("database_opens", "not after eight tries"),
        }
    }

    /// The store if it is open.
    pub fn open_store(&mut self) -> Option<&mut Store> {
        self.store.as_mut()
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.store.is_some()
    }

    /// The app ends.
    pub fn close(&mut self) {
        self.store = None;
    }

    /// The phone starts again: the power is there, the boot is another, screens are gone.
    pub fn boot(&mut self, rng: &mut Rng) {
        self.close();
        self.disk.power_on();
        self.clock.epoch.store(rng.below(1 << 30) as i64, Ordering::Relaxed);
        self.clock.elapsed_s.store(0, Ordering::Relaxed);
        self.screens.clear();
    }

    /// Time passes.
    pub fn pass(&self, seconds: i64) {
        self.clock.wall_s.fetch_add(seconds, Ordering::Relaxed);
        self.clock.elapsed_s.fetch_add(seconds, Ordering::Relaxed);
    }
}
