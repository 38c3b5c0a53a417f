//! The phone's memory: one encrypted SQLite file. The log of changes is the truth; every table beside it can be made
//! again from the log. `save` appends a change and projects it in one transaction, durable when it returns. Knows
//! the rooms above; does not know how anything is sent, nor what a screen looks like.

pub mod apart;
pub mod apply;
pub mod areas;
pub mod clock;
pub(crate) mod cursors;
pub mod damage;
pub(crate) mod departed;
pub(crate) mod district;
pub mod dump;
pub mod error;
pub mod files;
pub mod inbox;
pub mod keys;
pub mod log;
mod meta;
pub mod open;
pub mod opening;
pub mod own;
pub mod pack;
pub mod pages;
mod projection;
pub mod query;
pub mod rebuild;
pub mod related;
pub mod requests;
pub mod rescue;
pub(crate) mod retry;
pub mod revision;
pub mod save;
pub mod schema;
pub mod search;
#[cfg(feature = "seeded")]
pub mod seeded;
pub(crate) mod servers;
pub mod shown;
pub(crate) mod standpoints;
pub mod tails;
#[cfg(feature = "seeded")]
mod unchecked;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, TransactionBehavior};

pub use clock::{Clock, Now, SystemClock};
pub use error::{Result, StoreError};
pub use keys::{KeyFile, KeyProvider, Secrets};
pub use log::{Log, Standing};
pub use open::Place;
pub use opening::Opening;
pub use save::Action;
pub use shown::Shown;

use crate::record::DeviceId;

/// A phone's store. One for a process; the file is locked against a second.
pub struct Store {
    conn: Connection,
    keys: Arc<dyn KeyProvider>,
    clock: Arc<dyn Clock>,
    signer: SigningKey,
    opening: opening::Opening,
    /// Held for as long as the store is open: no second process opens the database, or draws keys for it.
    _lock: Option<std::fs::File>,
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
