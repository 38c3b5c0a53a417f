//! Whether what a phone sends stands where its names say: what commits to all that was said before a change is compared
//! with what is held and with what was claimed. Names that the district knows by other contents are never taken: what
//! comes under them is kept apart, whole, for a supervisor.

use std::collections::BTreeMap;

use chaski::change::batch::{Batch, Entry};
use chaski::change::hash::{Ancestry, Hash, Point};
use chaski::record::{ChangeName, DeviceId, Tag};
use chaski::store::Log;
use chaski::sync::message::Head;
use rusqlite::{OptionalExtension, params};

use super::branches::note_parent;
use super::openings::{self, OpeningRow, find, insert};
use crate::storage::Result;

/// Whether everything in a batch stands where its names say, given all that is held of the device. Then the opening
/// has grown by it; else it is to be kept apart.
pub(super) fn is_consistent(log: &Log<'_>, batch: &Batch, head: &Head, now_s: i64) -> Result<bool> {
    let (device, tag) = (batch.device, batch.opening.tag);
    if batch.opening.apart {
        return Ok(false);
    }
    insert(log, device, tag)?;
    // Whoever does not know what is before a change need not know where its opening began.
    if batch.opening.base.is_some() || batch.opening.from.is_some() {
        note_parent(log, device, (tag, batch.opening.from.as_ref()), head.opening, now_s)?;
    }
    let Some(mut known) = find(log, device, tag)? else { return Ok(false) };
    if known.apart || (!known.checked && !continues_what_is_held(log, device, tag, &known)?) {
        return Ok(false);
    }
    let hashes: Vec<(u64, Hash)> =
        batch.entries.iter().map(|(number, entry)| (number & Tag::LAST_COUNTER, entry.hash())).collect();
    for (counter, hash) in held_between(log, device, tag, &hashes)? {
        if hashes.iter().any(|(of, other)| *of == counter && *other != hash) {
            return Ok(false);
        }
    }
    if chaski::fault("ancestry-unchecked") {
        return Ok(true);
    }
    let before = batch.first_counter().saturating_sub(1);
    if let Some(ancestry) = batch.opening.base
        && is_of_quarantined(log, device, &Point { tag, counter: before, ancestry })?
    {
        return Ok(false);
    }
    let mut claimed = None;
    match batch.opening.base {
        Some(base) => match ancestry_at(log, device, tag, &known, before)? {
            Some(ancestry) if ancestry != base => return Ok(false),
            Some(_) => {}
            None if before == known.prefix => known.ancestry = Some(base),
            None => claimed = Some(base),
        },
        // Whoever sends it does not know: nothing more can be checked of this opening until somebody does.
        None if known.prefix == 0 => known.ancestry = None,
        None => {}
    }
    let bodies = |counter: u64| {
        let of = |(entry, (of, hash)): (&(u64, Entry), &(u64, Hash))| {
            (*of == counter && matches!(entry.1, Entry::Body { .. })).then_some(*hash)
        };
        batch.entries.iter().zip(&hashes).find_map(of)
    };
    let claims = claims_of(log, device, tag)?;
    while let Some(hash) = match bodies(known.prefix + 1) {
        Some(hash) => Some(hash),
        None => held_hash(log, &ChangeName::at(device, tag, known.prefix + 1))?,
    } {
        known.prefix += 1;
        known.ancestry = known.ancestry.map(|ancestry| ancestry.then(&hash));
        if let (Some(claim), Some(ancestry)) = (claims.get(&known.prefix), known.ancestry)
            && *claim != ancestry
        {
            return Ok(false);
        }
    }
    log.connection()
        .prepare_cached(
            "UPDATE opening SET prefix = ?3, ancestry = ?4, checked = 1 WHERE device = ?1 AND tag = ?2",
        )?
        .execute(params![
            device.0.as_slice(),
            tag.0 as i64,
            known.prefix as i64,
            known.ancestry.map(|ancestry| ancestry.0)
        ])?;
    if let Some(base) = claimed {
        claim(log, device, tag, before, &base)?;
    }
    Ok(true)
}

/// Whether the opening goes on from what is held here. Where that is not known yet, it is so from now on: whoever says
/// otherwise of that point later is the one that is kept apart.
fn continues_what_is_held(log: &Log<'_>, device: DeviceId, tag: Tag, known: &OpeningRow) -> Result<bool> {
    let Some(from) = known.from else { return Ok(true) };
    let here = match openings::find(log, device, from.tag)? {
        Some(parent) if parent.apart => false,
        Some(parent) => match ancestry_at(log, device, from.tag, &parent, from.counter)? {
            Some(ancestry) => ancestry == from.ancestry,
            None => !is_of_quarantined(log, device, &from)?,
        },
        None => !is_of_quarantined(log, device, &from)?,
    };
    if here {
        claim(log, device, from.tag, from.counter, &from.ancestry)?;
    } else {
        log.connection()
            .prepare_cached("UPDATE opening SET apart = 1 WHERE device = ?1 AND tag = ?2")?
            .execute(params![device.0.as_slice(), tag.0 as i64])?;
    }
    Ok(here)
}

fn is_of_quarantined(log: &Log<'_>, device: DeviceId, from: &Point) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached("SELECT 1 FROM apart WHERE device = ?1 AND number = ?2 AND ancestry = ?3")?
        .exists(params![
            device.0.as_slice(),
            from.tag.number(from.counter) as i64,
            from.ancestry.0.as_slice()
        ])?)
}

fn claim(log: &Log<'_>, device: DeviceId, tag: Tag, counter: u64, ancestry: &Ancestry) -> Result<()> {
    if find(log, device, tag)?.is_some_and(|known| known.prefix >= counter) {
        return Ok(());
    }
    log.connection()
        .prepare_cached(
            "INSERT OR IGNORE INTO claim (device, tag, counter, ancestry) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![device.0.as_slice(), tag.0 as i64, counter as i64, ancestry.0.as_slice()])?;
    Ok(())
}

fn claims_of(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<BTreeMap<u64, Ancestry>> {
    let mut statement = log
        .connection()
        .prepare_cached("SELECT counter, ancestry FROM claim WHERE device = ?1 AND tag = ?2")?;
    let mut rows = statement.query(params![device.0.as_slice(), tag.0 as i64])?;
    let mut claims = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Ok(ancestry) = row.get::<_, Vec<u8>>(1)?.try_into() {
            claims.insert(row.get::<_, i64>(0)?.unsigned_abs(), Ancestry(ancestry));
        }
    }
    Ok(claims)
}

fn claim_at(log: &Log<'_>, device: DeviceId, tag: Tag, counter: u64) -> Result<Option<Ancestry>> {
    let claim: Option<Vec<u8>> = log
        .connection()
        .prepare_cached("SELECT ancestry FROM claim WHERE device = ?1 AND tag = ?2 AND counter = ?3")?
        .query_row(params![device.0.as_slice(), tag.0 as i64, counter as i64], |row| row.get(0))
        .optional()?;
    Ok(claim.and_then(|claim| claim.try_into().ok()).map(Ancestry))
}

fn held_hash(log: &Log<'_>, name: &ChangeName) -> Result<Option<Hash>> {
    let hash: Option<Vec<u8>> = log
        .connection()
        .prepare_cached("SELECT hash FROM change WHERE name = ?1")?
        .query_row([name.key().as_slice()], |row| row.get(0))
        .optional()?;
    Ok(hash.and_then(|hash| hash.try_into().ok()).map(Hash))
}

/// What is held between the lowest and the highest of these counters.
fn held_between(log: &Log<'_>, device: DeviceId, tag: Tag, of: &[(u64, Hash)]) -> Result<Vec<(u64, Hash)>> {
    let counters = of.iter().map(|(counter, _)| *counter);
    let (Some(first), Some(last)) = (counters.clone().min(), counters.max()) else { return Ok(Vec::new()) };
    let mut statement =
        log.connection().prepare_cached("SELECT name, hash FROM change WHERE name BETWEEN ?1 AND ?2")?;
    let (first, last) = (ChangeName::at(device, tag, first).key(), ChangeName::at(device, tag, last).key());
    let mut rows = statement.query([first.as_slice(), last.as_slice()])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, hash): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        if let (Some(name), Ok(hash)) = (ChangeName::from_key(&name), hash.try_into()) {
            held.push((name.counter(), Hash(hash)));
        }
    }
    Ok(held)
}

/// What commits to an opening up to a counter, where it follows from what is held or was claimed.
fn ancestry_at(
    log: &Log<'_>,
    device: DeviceId,
    tag: Tag,
    known: &OpeningRow,
    counter: u64,
) -> Result<Option<Ancestry>> {
    if counter == known.prefix {
        return Ok(known.ancestry);
    }
    let (mut at, mut ancestry) = (0, None);
    if counter < known.prefix {
        ancestry = known.ancestry.map(|_| Ancestry::begin(tag, known.from.as_ref()));
    } else {
        // Down to the nearest claim, over changes that are all held.
        for below in (known.prefix + 1..=counter).rev() {
            if let Some(claim) = claim_at(log, device, tag, below)? {
                (at, ancestry) = (below, Some(claim));
                break;
            }
            if held_hash(log, &ChangeName::at(device, tag, below))?.is_none() {
                return Ok(None);
            }
        }
    }
    let Some(mut ancestry) = ancestry else { return Ok(None) };
    while at < counter {
        at += 1;
        let Some(hash) = held_hash(log, &ChangeName::at(device, tag, at))? else { return Ok(None) };
        ancestry = ancestry.then(&hash);
    }
    Ok(Some(ancestry))
}

/// Keeps a batch apart: each change by its hash, for a supervisor.
pub(super) fn quarantine(log: &Log<'_>, batch: &Batch, now_s: i64) -> Result<Vec<(u64, Hash)>> {
    let mut ancestry = batch.opening.base;
    let mut kept = Vec::new();
    // By counter, whatever the order of sending.
    let mut bodies: Vec<_> = batch.bodies().collect();
    bodies.sort_by_key(|(name, ..)| name.number);
    for (next, (name, key, body)) in (batch.first_counter()..).zip(bodies) {
        let hash = key.hash(body);
        ancestry = if name.counter() == next { ancestry.map(|a| a.then(&hash)) } else { None };
        // One that the district holds as it is lies where it belongs.
        if held_hash(log, &name)? != Some(hash) {
            log.connection()
                .prepare_cached(
                    "INSERT OR IGNORE INTO apart (device, hash, number, key, body, ancestry, received_s)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    batch.device.0.as_slice(),
                    hash.0.as_slice(),
                    name.number as i64,
                    key.0.as_slice(),
                    body,
                    ancestry.map(|a| a.0),
                    now_s
                ])?;
            kept.push((name.number, hash));
        }
    }
    Ok(kept)
}
