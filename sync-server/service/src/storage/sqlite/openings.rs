//! What the server knows of the openings of each phone's database, a row each: where it goes on from, how far its requests
//! are, and what is held of it.

use chaski::change::hash::{Ancestry, Digest, Point};
use chaski::record::{DeviceId, Tag};
use chaski::store::Log;
use chaski::sync::message::{Head, Nonce};
use rusqlite::{OptionalExtension, params};

use crate::storage::Result;

pub(super) const TABLES: &str = "
CREATE TABLE opening (
  device BLOB NOT NULL, tag INTEGER NOT NULL, from_tag INTEGER, from_counter INTEGER, from_ancestry BLOB,
  counter INTEGER NOT NULL DEFAULT 0, answered BLOB, pending BLOB,
  held_count INTEGER NOT NULL DEFAULT 0, held_sum INTEGER NOT NULL DEFAULT 0,
  prefix INTEGER NOT NULL DEFAULT 0, ancestry BLOB, checked INTEGER NOT NULL DEFAULT 0, apart INTEGER NOT NULL DEFAULT 0,
  said INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (device, tag)
) WITHOUT ROWID;
CREATE TABLE claim (
  device BLOB NOT NULL, tag INTEGER NOT NULL, counter INTEGER NOT NULL, ancestry BLOB NOT NULL,
  PRIMARY KEY (device, tag, counter)
) WITHOUT ROWID;
CREATE TABLE apart (
  device BLOB NOT NULL, hash BLOB NOT NULL, number INTEGER NOT NULL, key BLOB NOT NULL, body BLOB NOT NULL,
  ancestry BLOB, received_s INTEGER NOT NULL, PRIMARY KEY (device, hash)
) WITHOUT ROWID;
CREATE TABLE lines (
  device BLOB NOT NULL, tag INTEGER NOT NULL, other INTEGER NOT NULL, kind INTEGER NOT NULL, at_s INTEGER NOT NULL,
  PRIMARY KEY (device, tag)
) WITHOUT ROWID;
";

/// One opening, as known.
#[derive(Debug, Clone)]
pub(super) struct OpeningRow {
    pub(super) from: Option<Point>,
    pub(super) counter: u64,
    pub(super) answered: Option<Nonce>,
    pub(super) pending: Option<Nonce>,
    pub(super) held: Digest,
    pub(super) prefix: u64,
    /// At the prefix; `None`: whoever sent it did not know what commits to it.
    pub(super) ancestry: Option<Ancestry>,
    pub(super) checked: bool,
    pub(super) apart: bool,
    /// Whether its phone said where it goes on from, or that it is the first.
    pub(super) said: bool,
}

/// The opening, if anything is known of it.
pub(super) fn find(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<OpeningRow>> {
    let fixed = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok());
    let sixteen = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok()).map(Ancestry);
    let row = log
        .connection()
        .prepare_cached(
            "SELECT from_tag, from_counter, from_ancestry, counter, answered, pending, held_count, held_sum, prefix,
               ancestry, checked, apart, said FROM opening WHERE device = ?1 AND tag = ?2",
        )?
        .query_row(params![device.0.as_slice(), tag.0 as i64], |row| {
            let from: (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            let from = match (from, sixteen(row.get(2)?)) {
                ((Some(tag), Some(counter)), Some(ancestry)) => Some(Point {
                    tag: Tag(tag.unsigned_abs()),
                    counter: counter.unsigned_abs(),
                    ancestry,
                }),
                _ => None,
            };
            Ok(OpeningRow {
                from,
                counter: row.get::<_, i64>(3)?.unsigned_abs(),
                answered: fixed(row.get(4)?),
                pending: fixed(row.get(5)?),
                held: Digest { count: row.get::<_, i64>(6)?.unsigned_abs(), sum: row.get::<_, i64>(7)? as u64 },
                prefix: row.get::<_, i64>(8)?.unsigned_abs(),
                ancestry: sixteen(row.get(9)?),
                checked: row.get(10)?,
                apart: row.get(11)?,
                said: row.get(12)?,
            })
        })
        .optional()?;
    Ok(row)
}

/// Learns of an opening.
pub(super) fn insert(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<()> {
    log.connection()
        .prepare_cached("INSERT OR IGNORE INTO opening (device, tag, ancestry) VALUES (?1, ?2, ?3)")?
        .execute(params![device.0.as_slice(), tag.0 as i64, Ancestry::begin(tag, None).0.as_slice()])?;
    Ok(())
}

/// A request of this opening was taken.
pub(super) fn note_request(log: &Log<'_>, head: &Head) -> Result<()> {
    insert(log, head.device, head.opening)?;
    log.connection()
        .prepare_cached(
            "UPDATE opening SET counter = ?3, answered = ?4, pending = ?5 WHERE device = ?1 AND tag = ?2",
        )?
        .execute(params![
            head.device.0.as_slice(),
            head.opening.0 as i64,
            head.counter as i64,
            head.answered.map(|nonce| nonce.to_vec()),
            head.nonce.as_slice(),
        ])?;
    Ok(())
}

/// What is held of a device in all but these openings.
pub(super) fn held_of_others(log: &Log<'_>, head: &Head) -> Result<Digest> {
    let (count, sum): (i64, i64) = log
        .connection()
        .prepare_cached("SELECT held_count, held_sum FROM phone WHERE device = ?1")?
        .query_row([head.device.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut others = Digest { count: count.unsigned_abs(), sum: sum as u64 };
    for (tag, _) in &head.open {
        if let Some(known) = find(log, head.device, *tag)? {
            others = others.less(known.held);
        }
    }
    Ok(others)
}

/// More is held of an opening.
pub(super) fn add_held(log: &Log<'_>, device: DeviceId, tag: Tag, more: Digest) -> Result<()> {
    // SQLite's own sum would turn into a float where it overflows.
    let known = find(log, device, tag)?.map_or(Digest::default(), |known| known.held);
    let (count, sum): (i64, i64) = log
        .connection()
        .prepare_cached("SELECT held_count, held_sum FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let more_of = |count: i64, sum: i64| (count + more.count as i64, sum.wrapping_add(more.sum as i64));
    let (of_tag, of_all) = (more_of(known.count as i64, known.sum as i64), more_of(count, sum));
    log.connection()
        .prepare_cached("UPDATE opening SET held_count = ?3, held_sum = ?4 WHERE device = ?1 AND tag = ?2")?
        .execute(params![device.0.as_slice(), tag.0 as i64, of_tag.0, of_tag.1])?;
    log.connection()
        .prepare_cached("UPDATE phone SET held_count = ?2, held_sum = ?3 WHERE device = ?1")?
        .execute(params![device.0.as_slice(), of_all.0, of_all.1])?;
    Ok(())
}
