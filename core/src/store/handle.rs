//! A phone's store as a process holds it: the connection, who signs, what the clock says and the opening that it saves in.
//! Knows neither what is saved nor what is read.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, TransactionBehavior};

use super::clock::{Clock, Now};
use super::error::Result;
use super::keys::KeyProvider;
use super::log::Log;
use super::opening::Opening;
use crate::record::DeviceId;

/// A phone's store. One for a process; the file is locked against a second.
pub struct Store {
    pub(super) conn: Connection,
    pub(super) keys: Arc<dyn KeyProvider>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) signer: SigningKey,
    pub(super) opening: Opening,
    /// Held for as long as the store is open: no second process opens the database, or draws keys for it.
    pub(super) _lock: Option<std::fs::File>,
}

impl Store {
    /// This phone's device.
    pub fn device(&self) -> DeviceId {
        DeviceId::of_public_key(self.signer.verifying_key().as_bytes())
    }

    /// The log and its tables, for reading.
    pub fn log(&self) -> Log<'_> {
        Log::new(&self.conn)
    }

    /// The key that signs for this device.
    pub(crate) fn signer(&self) -> &SigningKey {
        &self.signer
    }

    /// Now, as the phone's clock says.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// A transaction that writes; rolled back unless it is committed.
    pub(crate) fn write(&mut self) -> Result<Writing<'_>> {
        Ok(Writing(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?))
    }
}

impl Store {
    /// The opening that this process saves in.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Another opening, where this one cannot go on: its counters end, the database was put back under the running
    /// process, or the district knows its names for something else.
    pub(crate) fn begin_opening(&mut self) -> Result<()> {
        self.opening = Opening::begin(&Log::new(&self.conn), self.device())?;
        Ok(())
    }

    /// The opening to save in.
    pub(crate) fn opening_to_save(&mut self) -> Result<&Opening> {
        if !self.opening.goes_on(&self.log(), self.device())? {
            self.begin_opening()?;
        }
        Ok(&self.opening)
    }

    /// Makes the opening durable: something that leaves the phone names it.
    pub(crate) fn keep_opening(&mut self) -> Result<()> {
        let mut opening = self.opening_to_save()?.clone();
        let tx = self.write()?;
        opening.keep(&tx.log())?;
        tx.commit()?;
        self.opening = opening;
        Ok(())
    }
}

/// A transaction of a phone's store. Rolled back where it is dropped.
pub(crate) struct Writing<'s>(rusqlite::Transaction<'s>);

impl Writing<'_> {
    /// The log, to be written.
    pub(crate) fn log(&self) -> Log<'_> {
        Log::new(&self.0)
    }

    /// Everything that was written is on the disk when this returns.
    pub(crate) fn commit(self) -> Result<()> {
        Ok(self.0.commit()?)
    }
}
