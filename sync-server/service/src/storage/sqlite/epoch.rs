//! The epoch of a server's memory: drawn when it begins, and anew whenever that memory was set back, so that no phone
//! takes what the server remembers now for what it remembered before. A server that was set back without knowing it
//! (a snapshot of its machine) learns it from the first phone that shows a word of its own for an answer it does not
//! remember.

use chaski::record::DeviceId;
use chaski::store::Log;
use chaski::store::random::draw;
use chaski::sync::message::{Head, Receipt};
use rusqlite::{OptionalExtension, params};

use super::identity::ServerIdentity;
use super::{backup, openings, proven};
use crate::storage::Result;

/// The small fact of the epochs that have ended.
const ENDED: &str = "ended_epochs";

/// A new epoch; 63 bits, so that the database keeps it as it is.
pub(super) fn drawn() -> u64 {
    u64::from_be_bytes(draw()) >> 1
}

/// The epoch in force.
pub(super) fn current(log: &Log<'_>) -> Result<u64> {
    Ok(log.meta::<i64>("epoch")?.unwrap_or(0).unsigned_abs())
}

/// The server's word for having answered a request.
pub(super) fn receipt_mac(
    identity: &ServerIdentity,
    epoch: u64,
    device: DeviceId,
    receipt: &Receipt,
) -> [u8; 16] {
    let key = blake3::derive_key("chaski 2026 receipts of a server", identity.signer.as_bytes());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(&epoch.to_be_bytes()).update(&device.0).update(&receipt.tag.0.to_be_bytes());
    hasher.update(&receipt.counter.to_be_bytes()).update(&receipt.nonce);
    let mut word = [0; 16];
    word.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    word
}

/// Whether what was said in an epoch, and is not remembered if it is of the one in force, shows that the memory was set
/// back: a new epoch is opened then. An epoch that is remembered to have ended tells nothing new, nor, until somebody
/// confirms, does one that is not remembered; once it was seen it is.
fn detect_set_back(log: &Log<'_>, epoch: u64, forgotten: bool, now_s: i64) -> Result<()> {
    let is_current = epoch == current(log)?;
    let is_new = !is_current && !ended(log)?.contains(&epoch);
    if is_current && forgotten || is_new && !proven::is_open(log)? {
        open(log, now_s, true)?;
        tracing::error!("a phone shows an answer that this server does not remember: it was set back");
    }
    if is_new { note_ended(log, epoch) } else { Ok(()) }
}

/// A phone speaks: if it shows that this server's memory was set back, a new epoch is opened.
pub(super) fn check_receipt(log: &Log<'_>, identity: &ServerIdentity, head: &Head, now_s: i64) -> Result<()> {
    let (Some(receipt), Some((server, epoch))) = (&head.receipt, head.server) else { return Ok(()) };
    // Compared as hashes are: how long it takes says nothing.
    let genuine =
        blake3::hash(&receipt_mac(identity, epoch, head.device, receipt)) == blake3::hash(&receipt.word);
    let genuine = (genuine || chaski::fault("receipt-unchecked")) && !chaski::fault("receipt-ignored");
    if server != identity.device() || !genuine {
        return Ok(());
    }
    let remembered = openings::find(log, head.device, receipt.tag)?.map_or(0, |known| known.counter);
    detect_set_back(log, epoch, receipt.counter > remembered, now_s)
}

/// A phone that is not known shows that it was enrolled, in this server's own word.
pub(super) fn check_enrolment(log: &Log<'_>, epoch: u64, now_s: i64) -> Result<()> {
    detect_set_back(log, epoch, true, now_s)
}

/// The epochs that have ended, in the order in which this server learned it.
fn ended(log: &Log<'_>) -> Result<Vec<u64>> {
    let bytes = log.meta::<Vec<u8>>(ENDED)?.unwrap_or_default();
    Ok(bytes.as_chunks::<8>().0.iter().map(|one| u64::from_be_bytes(*one)).collect())
}

fn note_ended(log: &Log<'_>, epoch: u64) -> Result<()> {
    let mut bytes = log.meta::<Vec<u8>>(ENDED)?.unwrap_or_default();
    bytes.extend(epoch.to_be_bytes());
    Ok(log.set_meta(ENDED, bytes)?)
}

pub(super) const TABLES: &str = "
CREATE TABLE common (epoch INTEGER NOT NULL, feed BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (epoch, feed))
WITHOUT ROWID;
CREATE TABLE set_back (epoch INTEGER PRIMARY KEY, noticed INTEGER NOT NULL);
";

/// Up to where a feed is the same now and in an epoch that has ended: the memory may have been set back more than once
/// since. 0 where it began later.
pub(super) fn common(log: &Log<'_>, feed: &[u8], epoch: u64) -> Result<u64> {
    let ended = ended(log)?;
    let since = ended.iter().skip_while(|one| **one != epoch).skip(1);
    let mut least = common_of(log, feed, current(log)? as i64)?;
    for later in since {
        least = least.min(common_of(log, feed, *later as i64)?);
    }
    Ok(least)
}

/// Up to where a feed is the same in an epoch and in that before it; 0 where it began in it.
fn common_of(log: &Log<'_>, feed: &[u8], epoch: i64) -> Result<u64> {
    let position: Option<i64> = log
        .connection()
        .prepare_cached("SELECT position FROM common WHERE epoch = ?1 AND feed = ?2")?
        .query_row(params![epoch, feed], |row| row.get(0))
        .optional()?;
    Ok(position.unwrap_or(0).unsigned_abs())
}

/// Where a feed parted from what was lost, at each set-back that nobody has confirmed yet: a server may be set back again
/// before the first is confirmed, to a memory that knows of the first.
pub(super) fn parted(log: &Log<'_>, feed: &[u8]) -> Result<Vec<u64>> {
    let mut statement = log.connection().prepare_cached("SELECT epoch FROM set_back")?;
    let epochs: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    epochs.into_iter().map(|epoch| common_of(log, feed, epoch)).collect()
}

/// Whether the last set-back is known from a phone only.
pub(super) fn was_noticed(log: &Log<'_>) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached("SELECT 1 FROM set_back WHERE epoch = ?1 AND noticed = 1")?
        .exists([current(log)? as i64])?)
}

/// Somebody has confirmed that all is back. Nothing of what was proven is forgotten; only no more is believed.
pub(super) fn confirm(log: &Log<'_>) -> Result<()> {
    log.connection().execute("DELETE FROM set_back", [])?;
    Ok(log.drop_meta("set_back_s")?)
}

/// Opens a new epoch.
pub(super) fn open(log: &Log<'_>, now_s: i64, noticed: bool) -> Result<u64> {
    note_ended(log, current(log)?)?;
    let epoch = drawn();
    log.set_meta("epoch", epoch as i64)?;
    log.connection().execute(
        "INSERT INTO common (epoch, feed, position) SELECT ?1, feed, position FROM counter",
        params![epoch as i64],
    )?;
    let seq: i64 =
        log.connection().query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))?;
    log.set_meta("set_back_seq", seq)?;
    // Set back again before anybody confirmed: what was set aside since the first time still waits for what has not come back.
    if !proven::is_open(log)? {
        log.set_meta("first_set_back_seq", seq)?;
    }
    // A code that somebody used since is worth nothing now, and nobody knows which: all are.
    log.connection().execute("DELETE FROM invite", [])?;
    // Whoever was signed in then signs in again.
    log.connection().execute("DELETE FROM session", [])?;
    log.set_meta("set_back_s", now_s)?;
    log.connection()
        .execute("INSERT INTO set_back (epoch, noticed) VALUES (?1, ?2)", params![epoch as i64, noticed])?;
    // What was answered last is of the memory that was lost.
    log.connection().execute("UPDATE opening SET answered = NULL, pending = NULL", params![])?;
    backup::note_set_back(log.connection(), noticed)?;
    Ok(epoch)
}
