//! A simulated keystore: it may fail, and the power may go right before or right after it keeps the secrets.

use std::sync::{Mutex, PoisonError};

use chaski::record::Tag;
use chaski::store::{KeyProvider, Secrets};

use crate::disk::Disk;

/// What the keystore does with the next calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Works.
    #[default]
    Works,
    /// Reads fail.
    FailsToRead,
    /// Writes fail.
    FailsToWrite,
    /// At the next write the power goes before anything is kept.
    PowerGoesBefore(u64),
    /// At the next write the power goes once it is kept.
    PowerGoesAfter(u64),
}

/// The keystore of one phone.
pub struct SimKeys {
    held: Mutex<(Option<Secrets>, Mood)>,
    noted: Mutex<Option<Tag>>,
    disk: Disk,
}

impl SimKeys {
    /// With these secrets, beside this disk.
    pub fn holding(secrets: Option<Secrets>, disk: &Disk) -> SimKeys {
        SimKeys { held: Mutex::new((secrets, Mood::Works)), noted: Mutex::default(), disk: disk.clone() }
    }

    /// What it holds.
    pub fn secrets(&self) -> Option<Secrets> {
        self.lock().0.clone()
    }

    /// How it behaves from now on.
    pub fn set_mood(&self, mood: Mood) {
        self.lock().1 = mood;
    }

    /// How it behaves.
    pub fn mood(&self) -> Mood {
        self.lock().1
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (Option<Secrets>, Mood)> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyProvider for SimKeys {
    fn read(&self) -> Result<Option<Secrets>, String> {
        let held = self.lock();
        if held.1 == Mood::FailsToRead { Err("the keystore is locked".into()) } else { Ok(held.0.clone()) }
    }

    fn noted_opening(&self) -> Option<Tag> {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_opening(&self, tag: Tag) {
        *self.noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(tag);
    }

    fn write(&self, secrets: &Secrets) -> Result<(), String> {
        let mut held = self.lock();
        match held.1 {
            Mood::FailsToWrite => return Err("the keystore is full".into()),
            Mood::PowerGoesBefore(seed) => {
                self.disk.cut_after_writes(1, seed);
                held.1 = Mood::Works;
                return Err("the power went".into());
            }
            Mood::PowerGoesAfter(seed) => {
                self.disk.cut_after_writes(1, seed);
                held.1 = Mood::Works;
            }
            Mood::Works | Mood::FailsToRead => {}
        }
        held.0 = Some(secrets.clone());
        Ok(())
    }
}
