//! What the server knows of the openings of each phone's database: where each goes on from, what commits to all that
//! it said, how far its requests are, and whether another line of the same phone speaks. Names that the district knows
//! by other contents are never taken: what comes under them is kept apart, whole, for a supervisor.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::batch::{Batch, Entry};
use chaski::change::hash::{Ancestry, Digest, Hash, Point};
use chaski::record::{ChangeName, DeviceId, Tag};
use chaski::store::Log;
use chaski::sync::message::{Head, Lines, Nonce};
use rusqlite::{OptionalExtension, params};

use crate::storage::Result;

/// Openings that one walk along a line passes at the most: a phone that starts five times a day, for a century.
const LINE: usize = 200_000;

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
pub(super) struct Known {
    pub(super) from: Option<Point>,
    pub(super) counter: u64,
    pub(super) answered: Option<Nonce>,
    pub(super) pending: Option<Nonce>,
    pub(super) held: Digest,
    prefix: u64,
    /// At the prefix; `None`: whoever sent it did not know what commits to it.
    ancestry: Option<Ancestry>,
    checked: bool,
    apart: bool,
    /// Whether its phone said where it goes on from, or that it is the first.
    said: bool,
}

/// The opening, if anything is known of it.
pub(super) fn known(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<Known>> {
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
            Ok(Known {
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
pub(super) fn learn(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<()> {
    log.connection()
        .prepare_cached("INSERT OR IGNORE INTO opening (device, tag, ancestry) VALUES (?1, ?2, ?3)")?
        .execute(params![device.0.as_slice(), tag.0 as i64, Ancestry::begin(tag, None).0.as_slice()])?;
    Ok(())
}

/// Learns where an opening goes on from (`None`: nowhere, it is the first), said in another opening of the device or in
/// the same; lines that were not seen to part until then are told.
fn learn_of_line(
    log: &Log<'_>,
    device: DeviceId,
    (tag, from): (Tag, Option<&Point>),
    told: Tag,
    now_s: i64,
) -> Result<()> {
    learn(log, device, tag)?;
    let new = log
        .connection()
        .prepare_cached("UPDATE opening SET said = 1 WHERE device = ?1 AND tag = ?2 AND said = 0")?
        .execute(params![device.0.as_slice(), tag.0 as i64])?;
    if new == 0 {
        return Ok(());
    }
    if let Some(from) = from {
        log.connection()
            .prepare_cached(
                "UPDATE opening SET from_tag = ?3, from_counter = ?4, from_ancestry = ?5, ancestry = ?6
                 WHERE device = ?1 AND tag = ?2 AND prefix = 0",
            )?
            .execute(params![
                device.0.as_slice(),
                tag.0 as i64,
                from.tag.0 as i64,
                from.counter as i64,
                from.ancestry.0,
                Ancestry::begin(tag, Some(from)).0.as_slice(),
            ])?;
    }
    if let Some(tip) = tip(log, device)?
        && tip != tag
        && !goes_on_from_tip(log, device, tag, Some(tip))?
    {
        tell_where_it_parts(log, device, tip, told, now_s)?;
    }
    Ok(())
}

/// A request of this opening was taken.
pub(super) fn asked(log: &Log<'_>, head: &Head) -> Result<()> {
    learn(log, head.device, head.opening)?;
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
        if let Some(known) = known(log, head.device, *tag)? {
            others = others.less(known.held);
        }
    }
    Ok(others)
}

/// More is held of an opening.
pub(super) fn hold(log: &Log<'_>, device: DeviceId, tag: Tag, more: Digest) -> Result<()> {
    // SQLite's own sum would turn into a float where it overflows.
    let known = known(log, device, tag)?.map_or(Digest::default(), |known| known.held);
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

/// Whether everything in a batch stands where its names say, given all that is held of the device. Then the opening
/// has grown by it; else it is to be kept apart.
pub(super) fn fits(log: &Log<'_>, batch: &Batch, head: &Head, now_s: i64) -> Result<bool> {
    let (device, tag) = (batch.device, batch.opening.tag);
    if batch.opening.apart {
        return Ok(false);
    }
    learn(log, device, tag)?;
    // Whoever does not know what is before a change need not know where its opening began.
    if batch.opening.base.is_some() || batch.opening.from.is_some() {
        learn_of_line(log, device, (tag, batch.opening.from.as_ref()), head.opening, now_s)?;
    }
    let Some(mut known) = known(log, device, tag)? else { return Ok(false) };
    if known.apart || (!known.checked && !goes_on_here(log, device, tag, &known)?) {
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
        && is_of_what_is_apart(log, device, &Point { tag, counter: before, ancestry })?
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
fn goes_on_here(log: &Log<'_>, device: DeviceId, tag: Tag, known: &Known) -> Result<bool> {
    let Some(from) = known.from else { return Ok(true) };
    let here = match self::known(log, device, from.tag)? {
        Some(parent) if parent.apart => false,
        Some(parent) => match ancestry_at(log, device, from.tag, &parent, from.counter)? {
            Some(ancestry) => ancestry == from.ancestry,
            None => !is_of_what_is_apart(log, device, &from)?,
        },
        None => !is_of_what_is_apart(log, device, &from)?,
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

fn is_of_what_is_apart(log: &Log<'_>, device: DeviceId, from: &Point) -> Result<bool> {
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
    if known(log, device, tag)?.is_some_and(|known| known.prefix >= counter) {
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
    known: &Known,
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
pub(super) fn keep_apart(log: &Log<'_>, batch: &Batch, now_s: i64) -> Result<Vec<(u64, Hash)>> {
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

/// Where a line leaves an opening: the last counter of it that the other goes on from; `None` if it does not.
pub(super) fn leaves_at(log: &Log<'_>, device: DeviceId, line: Tag, of: Tag) -> Result<Option<u64>> {
    let mut at = line;
    for _ in 0..LINE {
        match known(log, device, at)?.and_then(|known| known.from) {
            Some(from) if from.tag == of => return Ok(Some(from.counter)),
            Some(from) => at = from.tag,
            None => return Ok(None),
        }
    }
    Ok(None)
}

/// The opening that was heard last of a device.
pub(super) fn last_heard(log: &Log<'_>, device: DeviceId) -> Result<Option<Tag>> {
    let tag: Option<i64> = log
        .connection()
        .prepare_cached("SELECT last_tag FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(tag.map(|tag| Tag(tag.unsigned_abs())))
}

/// An opening speaks: whether another line of its device has been heard, and what that tells. Asked before the request
/// is taken.
pub(super) fn hear(log: &Log<'_>, head: &Head, now_s: i64) -> Result<()> {
    let (device, tag) = (head.device, head.opening);
    let heard_before = known(log, device, tag)?.is_some_and(|known| known.counter > 0);
    learn(log, device, tag)?;
    // Once it was answered, a phone does not say it again.
    if head.from.is_some() || head.answered.is_none() {
        learn_of_line(log, device, (tag, head.from.as_ref()), tag, now_s)?;
    }
    for (open, from) in &head.open {
        match from {
            Some(from) => learn_of_line(log, device, (*open, Some(from)), tag, now_s)?,
            None => learn(log, device, *open)?,
        }
    }
    let last = last_heard(log, device)?.filter(|last| *last != tag);
    log.connection()
        .prepare_cached("UPDATE phone SET last_tag = ?2 WHERE device = ?1")?
        .execute(params![device.0.as_slice(), tag.0 as i64])?;
    let Some(other) = last else { return Ok(()) };
    let kind = if heard_before { Some(Lines::InUseTwice) } else { lines(log, device, tag, other)? };
    if let Some(kind) = kind {
        log.connection()
            .prepare_cached(
                "INSERT INTO lines (device, tag, other, kind, at_s) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET other = ?3, kind = ?4, at_s = ?5 WHERE kind < ?4",
            )?
            .execute(params![device.0.as_slice(), tag.0 as i64, other.0 as i64, kind as i64, now_s])?;
    }
    Ok(())
}

/// More of an opening is held: whether all that is held of the device still lies on one line. Otherwise that is told in
/// the opening that brought it, where nothing was told when it was heard.
pub(super) fn tell_by_what_is_held(
    log: &Log<'_>,
    device: DeviceId,
    tag: Tag,
    told: Tag,
    now_s: i64,
) -> Result<()> {
    let tip = tip(log, device)?;
    if tip == Some(tag) {
        return Ok(());
    }
    let parts =
        !goes_on_from_tip(log, device, tag, tip)? && tell_where_it_parts(log, device, tag, told, now_s)?;
    let is_before_tip = match tip {
        Some(tip) => leaves_at(log, device, tip, tag)?.is_some(),
        None => false,
    };
    if parts || !is_before_tip {
        log.connection()
            .prepare_cached("UPDATE phone SET tip = ?2 WHERE device = ?1")?
            .execute(params![device.0.as_slice(), tag.0 as i64])?;
    }
    Ok(())
}

/// Tells of another line of the device beside the one of this opening, if there is one.
fn tell_where_it_parts(log: &Log<'_>, device: DeviceId, tag: Tag, told: Tag, now_s: i64) -> Result<bool> {
    let Some(other) = beside_what_is_held(log, device, tag)? else { return Ok(false) };
    log.connection()
        .prepare_cached(
            "INSERT OR IGNORE INTO lines (device, tag, other, kind, at_s) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            device.0.as_slice(),
            told.0 as i64,
            other.0 as i64,
            Lines::PutBackOrCopied as i64,
            now_s
        ])?;
    Ok(true)
}

/// The opening, of those of which something is held, at which the line ends that grew last.
fn tip(log: &Log<'_>, device: DeviceId) -> Result<Option<Tag>> {
    let tip: Option<i64> = log
        .connection()
        .prepare_cached("SELECT tip FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(tip.map(|tip| Tag(tip.unsigned_abs())))
}

/// Whether an opening goes on from all that is held of the tip, with nothing between them: so it is at each start of a
/// phone, and nothing else needs to be looked at.
fn goes_on_from_tip(log: &Log<'_>, device: DeviceId, tag: Tag, tip: Option<Tag>) -> Result<bool> {
    let Some(tip) = tip else { return Ok(false) };
    Ok(match known(log, device, tag)?.and_then(|known| known.from) {
        Some(from) => from.tag == tip && from.counter >= last_held(log, device, tip)?,
        None => false,
    })
}

/// An opening of which something is held that neither lies on this one's line nor this one on its.
fn beside_what_is_held(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<Tag>> {
    let mut statement = log.connection().prepare_cached(
        "SELECT tag, from_tag, from_counter, held_count > 0, said
         FROM opening WHERE device = ?1 AND apart = 0",
    )?;
    let mut rows = statement.query([device.0.as_slice()])?;
    let mut from: BTreeMap<Tag, Option<(Tag, u64)>> = BTreeMap::new();
    let (mut held, mut said) = (Vec::new(), BTreeSet::new());
    let of = |tag: i64| Tag(tag.unsigned_abs());
    while let Some(row) = rows.next()? {
        let one = of(row.get(0)?);
        let on: (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
        from.insert(one, on.0.zip(on.1).map(|(tag, counter)| (of(tag), counter.unsigned_abs())));
        if row.get(3)? {
            held.push(one);
        }
        if row.get(4)? {
            said.insert(one);
        }
    }
    // The openings of this line, each with the last counter that the line goes on from; and whether it is known to its
    // beginning.
    let (mut at, mut own) = (tag, BTreeMap::new());
    while let Some(Some((before, counter))) = from.get(&at) {
        if own.insert(*before, *counter).is_some() {
            break;
        }
        at = *before;
    }
    let known_to_its_beginning = said.contains(&at);
    // Of another's: where it leaves this opening, and whether it is known so far or to its beginning. What was found of
    // an opening holds for all that go on from it.
    let mut found_of: BTreeMap<Tag, (Option<u64>, bool)> = BTreeMap::new();
    let mut leaves = |other: Tag| {
        let (mut at, mut way) = (other, Vec::new());
        let found = loop {
            if let Some(found) = found_of.get(&at) {
                break *found;
            }
            way.push(at);
            match from.get(&at).copied().flatten() {
                Some((before, counter)) if before == tag => break (Some(counter), true),
                Some((before, _)) if way.len() <= from.len() => at = before,
                Some(_) => break (None, false),
                None => break (None, said.contains(&at)),
            }
        };
        found_of.extend(way.into_iter().map(|opening| (opening, found)));
        found
    };
    let last = last_held(log, device, tag)?;
    for other in held.into_iter().filter(|other| *other != tag) {
        let parts = match own.get(&other) {
            Some(at) => *at < last_held(log, device, other)?,
            None => match leaves(other) {
                (Some(at), _) => at < last,
                (None, known) => known && known_to_its_beginning,
            },
        };
        if parts {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// An opening is heard for the first time, after another one.
fn lines(log: &Log<'_>, device: DeviceId, tag: Tag, other: Tag) -> Result<Option<Lines>> {
    // Nobody goes on from an opening in which nothing was saved: its line ends where it began.
    let (mut tip, mut last) = (other, last_held(log, device, other)?);
    if last == 0 {
        let Some(from) = known(log, device, tip)?.and_then(|known| known.from) else { return Ok(None) };
        (tip, last) = (from.tag, from.counter);
    }
    if leaves_at(log, device, tag, tip)?.is_some_and(|at| at >= last) {
        return Ok(None);
    }
    // Up this line to where the other's joins it: whether any opening on the way was heard before the other.
    let (line_of_other, known_to_its_beginning) = line_of(log, device, tip)?;
    let mut at = tag;
    for _ in 0..LINE {
        // Where its line is not known to the end, nothing can be told of it.
        let Some(known_at) = known(log, device, at)? else { return Ok(None) };
        let Some(from) = known_at.from else {
            // Another phone brought of it, and nobody has said yet where it goes on from.
            if !known_at.said {
                return Ok(None);
            }
            break;
        };
        if line_of_other.contains(&from.tag) {
            break;
        }
        if known(log, device, from.tag)?.is_some_and(|known| known.counter > 0) {
            // A server that was set back may not know that the other goes on from it, too.
            return Ok(known_to_its_beginning.then_some(Lines::InUseTwice));
        }
        at = from.tag;
    }
    Ok(Some(Lines::PutBackOrCopied))
}

/// The openings of a line, its last one among them, and whether it is known to its beginning.
fn line_of(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<(BTreeSet<Tag>, bool)> {
    let (mut at, mut line) = (tag, BTreeSet::new());
    while line.insert(at) && line.len() <= LINE {
        match known(log, device, at)? {
            Some(Known { from: Some(from), .. }) => at = from.tag,
            Some(Known { said, .. }) => return Ok((line, said)),
            None => break,
        }
    }
    Ok((line, false))
}

fn last_held(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<u64> {
    Ok(chaski::store::opening::last_counter(log, device, tag)?)
}

/// What was seen of this opening and another line of its device.
pub(super) fn lines_of(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<Lines>> {
    let kind: Option<i64> = log
        .connection()
        .prepare_cached("SELECT kind FROM lines WHERE device = ?1 AND tag = ?2")?
        .query_row(params![device.0.as_slice(), tag.0 as i64], |row| row.get(0))
        .optional()?;
    Ok(match kind.filter(|_| !chaski::fault("copy-not-told")) {
        Some(1) => Some(Lines::PutBackOrCopied),
        Some(2) => Some(Lines::InUseTwice),
        _ => None,
    })
}

/// How what was said in an opening at a counter stands to a confirmation of rights, one above the last number made
/// without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Before it, on its line.
    Before,
    /// After it.
    After,
    /// On another line of the device.
    Elsewhere,
}

/// How a change stands to a confirmation.
pub(super) fn beside(log: &Log<'_>, change: &ChangeName, confirmed: &ChangeName) -> Result<Beside> {
    let device = change.device;
    let (at, bound) = (change.counter(), confirmed.counter());
    if change.tag() == confirmed.tag() {
        return Ok(if at >= bound { Beside::After } else { Beside::Before });
    }
    if chaski::fault("confirmation-not-inherited") {
        return Ok(Beside::Before);
    }
    if let Some(left) = leaves_at(log, device, change.tag(), confirmed.tag())? {
        return Ok(if left + 1 >= bound { Beside::After } else { Beside::Elsewhere });
    }
    Ok(match leaves_at(log, device, confirmed.tag(), change.tag())? {
        Some(left) if at <= left => Beside::Before,
        _ => Beside::Elsewhere,
    })
}
