//! The district that this phone belongs to: its root, and its server's key and epoch. Keeps them; what they certify and
//! sign is checked by whoever was given something.

use super::error::{Result, StoreError};
use super::log::Log;

const ROOT: &str = "root";
const SERVER_KEY: &str = "server_key";
const EPOCH: &str = "server_epoch";

/// The district's root public key; an error before enrolment.
pub(crate) fn root(log: &Log<'_>) -> Result<[u8; 32]> {
    let root: Vec<u8> = log.meta(ROOT)?.ok_or(StoreError::NotEnrolled)?;
    root.try_into().map_err(|_| StoreError::BadAnswer("the district's root"))
}

/// Keeps the district's root.
pub(crate) fn note_root(log: &Log<'_>, root: &[u8; 32]) -> Result<()> {
    log.set_meta(ROOT, root.as_slice())
}

/// The public key of the server in use, whose certificate was checked when it came.
pub(crate) fn server_key(log: &Log<'_>) -> Result<[u8; 32]> {
    let key: Vec<u8> =
        log.meta(SERVER_KEY)?.ok_or(StoreError::BadAnswer("a server without a certificate"))?;
    key.try_into().map_err(|_| StoreError::BadAnswer("a server's key"))
}

/// Keeps the key of the server in use.
pub(crate) fn note_server_key(log: &Log<'_>, key: &[u8; 32]) -> Result<()> {
    log.set_meta(SERVER_KEY, key.as_slice())
}

/// The server's epoch as this phone last heard it.
pub(crate) fn epoch(log: &Log<'_>) -> Result<Option<u64>> {
    Ok(log.meta::<i64>(EPOCH)?.map(|epoch| epoch as u64))
}

/// Keeps the server's epoch.
pub(crate) fn note_epoch(log: &Log<'_>, epoch: u64) -> Result<()> {
    log.set_meta(EPOCH, epoch as i64)
}
