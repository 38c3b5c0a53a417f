//! The phone's memory: one encrypted SQLite file. The log of changes is the truth; every table beside it can be made
//! again from the log. `save` appends a change and projects it in one transaction, durable when it returns. Knows
//! the rooms above; does not know how anything is sent, nor what a screen looks like.

pub mod apply;
pub mod areas;
pub mod clock;
pub mod damage;
pub mod dump;
pub mod error;
pub mod identity;
pub mod inbox;
pub mod keys;
pub mod log;
pub mod open;
pub mod pages;
pub mod query;
pub mod rebuild;
pub mod rescue;
pub mod save;
pub mod schema;
pub mod search;
pub mod shown;

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use clock::{Clock, Now, SystemClock};
pub use error::{Result, StoreError};
pub use keys::{KeyFile, KeyProvider, Secrets};
pub use log::{Log, Standing};
pub use open::Place;
pub use save::Action;
pub use shown::Shown;

use crate::change::hash::Secret;
use crate::record::{ChangeName, DeviceId};

/// A phone's store. One for a process; the file is locked against a second.
pub struct Store {
    conn: Connection,
    keys: Arc<dyn KeyProvider>,
    clock: Arc<dyn Clock>,
    signer: SigningKey,
    opening: i64,
    secret: Secret,
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

    /// This opening of the database, by row, and the secret of its hashes.
    pub(crate) fn opening(&self) -> (i64, Secret) {
        (self.opening, self.secret)
    }

    /// Now, as the phone's clock says.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// The connection, for tests that look at the tables themselves.
    #[doc(hidden)]
    pub fn connection(&self) -> &Connection {
        &self.conn
    }

    /// A transaction that writes; rolled back unless it is committed.
    pub(crate) fn write(&mut self) -> Result<Transaction<'_>> {
        Ok(self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// The number of the last change of this device; 0 if there is none.
    pub(crate) fn last_number(&self) -> Result<u64> {
        last_number(&self.log(), self.device())
    }
}

/// The number of the last change that is held of a device; 0 if there is none.
pub fn last_number(log: &Log<'_>, device: DeviceId) -> Result<u64> {
    use rusqlite::OptionalExtension;
    let first = ChangeName { device, number: 0 }.key();
    let last = ChangeName { device, number: u64::MAX }.key();
    let name: Option<Vec<u8>> = log
        .conn
        .prepare_cached("SELECT name FROM change WHERE name BETWEEN ?1 AND ?2 ORDER BY name DESC LIMIT 1")?
        .query_row([first.as_slice(), last.as_slice()], |row| row.get(0))
        .optional()?;
    Ok(name.and_then(|name| ChangeName::from_key(&name)).map_or(0, |name| name.number))
}
