//! The epoch of a server's memory: drawn when it begins, and anew whenever that memory was set back, so that no phone
//! takes what the server remembers now for what it remembered before. A server that was set back without knowing it
//! (a snapshot of its machine) learns it from the first phone that shows a word of its own for an answer it does not
//! remember.

use chaski::record::DeviceId;
use chaski::store::Log;
use chaski::store::keys::draw;
use chaski::sync::message::{Head, Receipt, eight_of};
use rusqlite::{OptionalExtension, params};

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
    let genuine = genuine || chaski::fault("receipt-unchecked");
    let remembered = openings::known(log, head.device, receipt.tag)?.map_or(0, |known| known.counter);
    Ok(genuine && receipt.counter > remembered)
}

pub(super) const TABLES: &str = "
CREATE TABLE common (epoch INTEGER NOT NULL, feed BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (epoch, feed))
WITHOUT ROWID;
";

/// Up to where a feed is the same in this epoch and in that before it; 0 where it began in this one.
pub(super) fn common(log: &Log<'_>, feed: &[u8]) -> Result<u64> {
    let position: Option<i64> = log
        .conn
        .prepare_cached("SELECT position FROM common WHERE epoch = ?1 AND feed = ?2")?
        .query_row(params![current(log)? as i64, feed], |row| row.get(0))
        .optional()?;
    Ok(position.unwrap_or(0).unsigned_abs())
}

/// Opens a new epoch.
pub(super) fn open(log: &Log<'_>, now_s: i64, noticed: bool) -> Result<u64> {
    let epoch = drawn();
    log.set_meta("epoch", epoch as i64)?;
    log.conn.execute(
        "INSERT INTO common (epoch, feed, position) SELECT ?1, feed, position FROM counter",
        params![epoch as i64],
    )?;
    let seq: i64 = log.conn.query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))?;
    log.set_meta("set_back_seq", seq)?;
    // A code that somebody used since is worth nothing now, and nobody knows which: all are.
    log.conn.execute("DELETE FROM invite", [])?;
    // Whoever was signed in then signs in again.
    log.conn.execute("DELETE FROM session", [])?;
    log.set_meta("set_back_s", now_s)?;
    log.set_meta("set_back_noticed", noticed)?;
    // What was answered last, and how far each phone stood, is of the memory that was lost.
    log.conn.execute("UPDATE opening SET answered = NULL, pending = NULL", params![])?;
    log.conn.execute_batch("DELETE FROM backed_up; DELETE FROM feed_backed_up; DELETE FROM backup_held; DELETE FROM backup_feed;")?;
    Ok(epoch)
}
