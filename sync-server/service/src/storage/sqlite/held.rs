//! The ranges of numbers that the server holds of each device: what it acknowledges.

use chaski::change::hash::{Digest, Hash};
use chaski::record::{ChangeName, DeviceId};
use chaski::store::Log;
use rusqlite::{OptionalExtension, params};

use super::phone::phone;
use super::{branches, openings, own_changes};
use crate::storage::Result;

pub(super) fn is_held(log: &Log<'_>, device: DeviceId, number: u64) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached(
            "SELECT 1 FROM (SELECT last FROM held WHERE device = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1)
             WHERE last >= ?2",
        )?
        .exists(params![device.0.as_slice(), number as i64])?)
}

/// Adds a number to the ranges that the server holds of a device.
pub(super) fn add_held(log: &Log<'_>, device: DeviceId, number: u64) -> Result<()> {
    let device = device.0.as_slice();
    let number = number as i64;
    let below: Option<(i64, i64)> = log
        .connection()
        .prepare_cached(
            "SELECT first, last FROM held WHERE device = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1",
        )?
        .query_row(params![device, number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if below.is_some_and(|(_, last)| last >= number) {
        return Ok(());
    }
    let above: Option<i64> = log
        .connection()
        .prepare_cached("SELECT last FROM held WHERE device = ?1 AND first = ?2")?
        .query_row(params![device, number + 1], |row| row.get(0))
        .optional()?;
    let first = below.filter(|(_, last)| last + 1 == number).map_or(number, |(first, _)| first);
    if above.is_some() {
        log.connection()
            .prepare_cached("DELETE FROM held WHERE device = ?1 AND first = ?2")?
            .execute(params![device, number + 1])?;
    }
    log.connection()
        .prepare_cached("INSERT OR REPLACE INTO held (device, first, last) VALUES (?1, ?2, ?3)")?
        .execute(params![device, first, above.unwrap_or(number)])?;
    Ok(())
}

/// One change of a device came another way than in a batch of it.
pub(super) fn add_held_one(log: &Log<'_>, name: &ChangeName, hash: &Hash) -> Result<()> {
    // Of a phone that is not known yet, and of a server, it is acknowledged once the author brings it.
    if phone(log, name.device)?.is_none() || is_held(log, name.device, name.number)? {
        return Ok(());
    }
    let mut more = Digest::default();
    more.add(hash);
    openings::insert(log, name.device, name.tag())?;
    openings::add_held(log, name.device, name.tag(), more)?;
    branches::note_branch_of_held(log, name.device, name.tag(), name.tag(), own_changes::now_s())?;
    add_held(log, name.device, name.number)
}

/// The ranges that the server holds of a device between two numbers.
pub(super) fn held_ranges(log: &Log<'_>, device: DeviceId, first: u64, last: u64) -> Result<Vec<(u64, u64)>> {
    let mut statement = log.connection().prepare_cached(
        "SELECT first, last FROM held WHERE device = ?1 AND first BETWEEN ?2 AND ?3 ORDER BY first",
    )?;
    let rows = statement.query_map(params![device.0.as_slice(), first as i64, last as i64], |row| {
        Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
