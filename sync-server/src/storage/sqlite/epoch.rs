//! The epoch of a server's memory: drawn when it begins, and anew whenever that memory was set back, so that no phone
//! takes what the server remembers now for what it remembered before. A server that was set back without knowing it
//! (a snapshot of its machine) learns it from the first phone that shows a word of its own for an answer it does not
//! remember.

use chaski::record::DeviceId;
use chaski::store::Log;
use chaski::store::keys::draw;
use chaski::sync::message::{Head, Receipt, eight_of};
use rusqlite::params;

use super::{Me, openings};
use crate::storage::Result;

/// A new epoch; 63 bits, so that the database keeps it as it is.
pub(super) fn drawn() -> u64 {
    u64::from_be_bytes(draw()) >> 1
}

/// The epoch in force.
pub(super) fn current(log: &Log<'_>) -> Result<u64> {
    Ok(log.meta::<i64>("epoch")?.unwrap_or(0).unsigned_abs())
}

/// The server's word for having answered a request.
pub(super) fn word(me: &Me, epoch: u64, device: DeviceId, receipt: &Receipt) -> [u8; 16] {
    let key = blake3::derive_key("chaski 2026 receipts of a server", me.signer.as_bytes());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(&epoch.to_be_bytes()).update(&device.0).update(&receipt.tag.0.to_be_bytes());
    hasher.update(&receipt.counter.to_be_bytes()).update(&receipt.nonce);
    let mut word = [0; 16];
    word.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    word
}

/// Whether a phone shows an answer that this server gave and does not remember: its memory was set back.
pub(super) fn is_beyond_memory(log: &Log<'_>, me: &Me, head: &Head) -> Result<bool> {
    let (Some(receipt), Some((server, epoch))) = (&head.receipt, head.server) else { return Ok(false) };
    if server != eight_of(me.device()) || epoch != current(log)? {
        return Ok(false);
    }
    // Compared as hashes are: how long it takes says nothing.
    let genuine = blake3::hash(&word(me, epoch, head.device, receipt)) == blake3::hash(&receipt.word);
    let remembered = openings::known(log, head.device, receipt.tag)?.map_or(0, |known| known.counter);
    Ok(genuine && receipt.counter > remembered)
}

/// Opens a new epoch.
pub(super) fn open(log: &Log<'_>, now_s: i64, noticed: bool) -> Result<u64> {
    let epoch = drawn();
    log.set_meta("epoch", epoch as i64)?;
    log.set_meta("set_back_s", now_s)?;
    log.set_meta("set_back_noticed", noticed)?;
    // What was answered last, and how far each phone stood, is of the memory that was lost.
    log.conn.execute("UPDATE opening SET answered = NULL, pending = NULL", params![])?;
    log.conn.execute("DELETE FROM backed_up", params![])?;
    Ok(epoch)
}
