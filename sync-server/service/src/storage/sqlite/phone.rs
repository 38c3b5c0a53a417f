//! A phone that the district knows, by its device.

use chaski::record::{DeviceId, RecordName};
use chaski::store::Log;
use rusqlite::OptionalExtension;

use crate::storage::{Result, StorageError};

/// A phone that the district knows.
pub(super) struct Phone {
    pub(super) public_key: [u8; 32],
    pub(super) worker: RecordName,
    pub(super) stopped: bool,
}

/// The phone with this device, if the district knows it.
pub(super) fn phone(log: &Log<'_>, device: DeviceId) -> Result<Option<Phone>> {
    let row: Option<(Vec<u8>, Vec<u8>, bool)> = log
        .connection()
        .prepare_cached("SELECT public_key, worker, stopped FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let damaged = || StorageError::Request("a phone in the database is damaged: run doctor".into());
    row.map(|(public_key, worker, stopped)| {
        Ok(Phone {
            public_key: public_key.try_into().map_err(|_| damaged())?,
            worker: RecordName::from_key(&worker).ok_or_else(damaged)?,
            stopped,
        })
    })
    .transpose()
}
