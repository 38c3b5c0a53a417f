//! What this device said itself: what of it is on the phone only, what the server in force holds, and what a database
//! that was put back lacks of it. Own is by device: what comes back from the server is as own as what was saved here.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use super::error::Result;
use super::log::{Incoming, Log, Received};
use super::opening;
use crate::change::batch::{Batch, Entry};
use crate::change::hash::{Digest, Hash, eight};
use crate::record::{ChangeName, DeviceId, RecordName, Tag};

/// Condition of the changes that are on this phone only; the index `change_unsent` is over it.
pub const UNSENT: &str = "own = 1 AND acknowledged = 0";

/// One change that the server does not hold yet.
#[derive(Debug, Clone)]
pub(crate) struct Unsent {
    pub(crate) name: ChangeName,
    pub(crate) bytes: usize,
    pub(crate) urgent: bool,
}

/// The small fact of what is known of two lines of this device, and its numbers.
const LINES: &str = "lines";
const PUT_BACK: i64 = 1;

/// What is known of two lines of this device: 1, put back or copied; 2, in use twice. By the last answer of the server,
/// or by the key store at an opening since.
pub fn lines(log: &Log<'_>) -> Result<Option<i64>> {
    log.meta(LINES)
}

/// Keeps what the server says of two lines of this device.
pub(crate) fn note_lines(log: &Log<'_>, lines: Option<i64>) -> Result<()> {
    match lines {
        Some(lines) => log.set_meta(LINES, lines),
        None => log.drop_meta(LINES),
    }
}

/// The keys were used with a later state of this database.
pub(super) fn note_put_back(log: &Log<'_>) -> Result<()> {
    match lines(log)? {
        Some(_) => Ok(()),
        None => note_lines(log, Some(PUT_BACK)),
    }
}

/// How many changes are on this phone only, what is kept apart included.
pub fn unsent_count(log: &Log<'_>) -> Result<u64> {
    let count: i64 = log
        .conn
        .prepare_cached(&format!(
            "SELECT (SELECT count(*) FROM change WHERE {UNSENT}) + (SELECT count(*) FROM apart WHERE held = 0)"
        ))?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// What is on this phone only, opening by opening as they followed each other, by counter.
pub(crate) fn unsent(log: &Log<'_>) -> Result<Vec<Unsent>> {
    let mut statement = log.conn.prepare_cached(&format!(
        "SELECT name, length(body), urgent FROM change WHERE {UNSENT} ORDER BY name"
    ))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            let bytes = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(0);
            all.push(Unsent { name, bytes, urgent: row.get(2)? });
        }
    }
    let order = order(log, all.iter().map(|unsent| unsent.name.tag()))?;
    all.sort_by_key(|unsent| (order.get(&unsent.name.tag()).copied(), unsent.name.number));
    Ok(all)
}

/// The place of openings among all of this database.
pub(super) fn order(log: &Log<'_>, tags: impl Iterator<Item = Tag>) -> Result<BTreeMap<Tag, i64>> {
    let mut order = BTreeMap::new();
    for tag in tags.collect::<BTreeSet<_>>() {
        let mut statement = log.conn.prepare_cached("SELECT id FROM opening WHERE tag = ?1")?;
        let mut rows = statement.query([tag.0 as i64])?;
        if let Some(row) = rows.next()? {
            order.insert(tag, row.get(0)?);
        }
    }
    Ok(order)
}

/// Held by the server, and named by no feed yet: what counts there, as far as this phone knows, nothing proves yet.
pub(crate) const UNFED: &str = "own = 1 AND acknowledged = 1 AND fed = 0 AND standing = 0";

/// The last change of each opening that no feed has named yet: it may have to be judged again, by where this phone
/// stood when it made it.
pub(crate) fn last_unfed(log: &Log<'_>) -> Result<Vec<ChangeName>> {
    // The first 21 bytes of a name are its device and its opening.
    let mut statement = log.conn.prepare_cached(&format!(
        "SELECT max(name) FROM (SELECT name FROM change WHERE {UNSENT} UNION ALL SELECT name FROM change WHERE {UNFED})
         GROUP BY substr(name, 1, 21)"
    ))?;
    let names: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names.iter().filter_map(|name| ChangeName::from_key(name)).collect())
}

/// What the server is known to hold of all openings but these.
pub(crate) fn held_of_others(log: &Log<'_>, listed: &BTreeSet<Tag>) -> Result<Digest> {
    let mut statement = log.conn.prepare_cached("SELECT tag, held_count, held_sum FROM opening")?;
    let mut rows = statement.query([])?;
    let mut all = Digest::default();
    while let Some(row) = rows.next()? {
        if !listed.contains(&Tag(row.get::<_, i64>(0)?.unsigned_abs())) {
            all.join(Digest {
                count: row.get::<_, i64>(1)?.unsigned_abs(),
                sum: row.get::<_, i64>(2)? as u64,
            });
        }
    }
    Ok(all)
}

/// The server holds these numbers as they are here; returns how many of them it was not known to hold.
pub(crate) fn acknowledge(log: &Log<'_>, device: DeviceId, first: u64, last: u64) -> Result<u64> {
    mark(log, device, first, last, true)
}

/// The server does not hold these numbers (any more): they go again.
pub(crate) fn take_back(log: &Log<'_>, device: DeviceId, first: u64, last: u64) -> Result<u64> {
    mark(log, device, first, last, false)
}

fn mark(log: &Log<'_>, device: DeviceId, first: u64, last: u64, held: bool) -> Result<u64> {
    let (first, last) =
        (ChangeName { device, number: first }.key(), ChangeName { device, number: last }.key());
    let condition = if held { "own = 1 AND acknowledged = 0" } else { "own = 1 AND acknowledged = 1" };
    let found: Vec<(Vec<u8>, Vec<u8>)> = log
        .conn
        .prepare_cached(&format!(
            "SELECT name, hash FROM change WHERE {condition} AND name BETWEEN ?1 AND ?2"
        ))?
        .query_map([first.as_slice(), last.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut by_tag: BTreeMap<Tag, Digest> = BTreeMap::new();
    for (name, hash) in &found {
        if let (Some(name), Ok(hash)) = (ChangeName::from_key(name), hash.as_slice().try_into()) {
            by_tag.entry(name.tag()).or_default().add(&Hash(hash));
        }
    }
    let set = if held { "acknowledged = 1" } else { "acknowledged = 0, fed = 0" };
    log.conn
        .prepare_cached(&format!("UPDATE change SET {set} WHERE {condition} AND name BETWEEN ?1 AND ?2"))?
        .execute([first.as_slice(), last.as_slice()])?;
    for (tag, digest) in by_tag {
        let (count, sum) = match held {
            true => (digest.count as i64, digest.sum as i64),
            false => (-(digest.count as i64), (digest.sum as i64).wrapping_neg()),
        };
        add_to_digest(log, tag, count, sum)?;
    }
    Ok(found.len() as u64)
}

fn add_to_digest(log: &Log<'_>, tag: Tag, count: i64, sum: i64) -> Result<()> {
    opening::keep_foreign(log, tag, None)?;
    let (held_count, held_sum): (i64, i64) = log
        .conn
        .prepare_cached("SELECT held_count, held_sum FROM opening WHERE tag = ?1")?
        .query_row([tag.0 as i64], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // SQLite's own sum would turn into a float where it overflows.
    log.conn
        .prepare_cached("UPDATE opening SET held_count = ?2, held_sum = ?3 WHERE tag = ?1")?
        .execute(params![tag.0 as i64, held_count + count, held_sum.wrapping_add(sum)])?;
    Ok(())
}

/// All ranges of own numbers that the server is known to hold and that are not among these: it was set back.
pub(crate) fn take_back_all_but(log: &Log<'_>, device: DeviceId, held: &[(u64, u64)]) -> Result<u64> {
    let mut sorted = held.to_vec();
    sorted.sort_unstable();
    let (mut from, mut lost) = (0, 0);
    for (first, last) in sorted.iter().copied().chain([(i64::MAX as u64, i64::MAX as u64)]) {
        if from < first {
            lost += take_back(log, device, from, first - 1)?;
        }
        from = from.max(last.saturating_add(1));
    }
    Ok(lost)
}

/// Of these numbers of the device, the ranges that are not here.
pub(crate) fn lacking(log: &Log<'_>, device: DeviceId, held: &[(u64, u64)]) -> Result<Vec<(u64, u64)>> {
    let mut lacking = Vec::new();
    for (first, last) in held {
        let (low, high) = (ChangeName { device, number: *first }, ChangeName { device, number: *last });
        let mut statement =
            log.conn.prepare_cached("SELECT name FROM change WHERE name BETWEEN ?1 AND ?2 ORDER BY name")?;
        let mut rows = statement.query([low.key().as_slice(), high.key().as_slice()])?;
        let mut next = *first;
        while let Some(row) = rows.next()? {
            let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
            if name.number > next {
                lacking.push((next, name.number - 1));
            }
            next = name.number + 1;
        }
        if next <= *last {
            lacking.push((next, *last));
        }
    }
    // What is kept apart has its names, and is not what the server holds under them.
    Ok(lacking)
}

/// Counts anew what the server is known to hold of each opening, and knows an opening for every own change: after the
/// rows of openings were lost.
pub(crate) fn recount(log: &Log<'_>, device: DeviceId) -> Result<()> {
    let mut statement = log
        .conn
        .prepare("SELECT name, hash, acknowledged FROM change WHERE substr(name, 1, 16) = ?1 ORDER BY seq")?;
    let mut rows = statement.query([device.0.as_slice()])?;
    let mut held: BTreeMap<Tag, Digest> = BTreeMap::new();
    let mut last = None;
    while let Some(row) = rows.next()? {
        let (name, hash): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let (Some(name), Ok(hash)) = (ChangeName::from_key(&name), hash.try_into()) else { continue };
        opening::keep_foreign(log, name.tag(), None)?;
        last = Some(name.tag());
        if row.get(2)? {
            held.entry(name.tag()).or_default().add(&Hash(hash));
        }
    }
    log.conn.execute("UPDATE opening SET held_count = 0, held_sum = 0", [])?;
    for (tag, digest) in held {
        add_to_digest(log, tag, digest.count as i64, digest.sum as i64)?;
    }
    if let (None, Some(tag)) = (log.meta::<i64>("line")?, last) {
        log.set_meta("line", tag.0 as i64)?;
    }
    Ok(())
}

/// Names that are missing among what was saved in this database: within an opening the counters have no gaps. Of the
/// openings of another line of this device it may hold a part: so much as the server had, and what it fed.
pub(crate) fn gaps(log: &Log<'_>, device: DeviceId) -> Result<Vec<ChangeName>> {
    let mut statement = log.conn.prepare("SELECT tag FROM opening WHERE secret IS NOT NULL ORDER BY id")?;
    let tags: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut gaps = Vec::new();
    for tag in tags.into_iter().map(|tag| Tag(tag.unsigned_abs())) {
        let last = opening::last_counter(log, device, tag)?;
        if last == 0 {
            continue;
        }
        for (first, last) in lacking(log, device, &[(tag.number(1), tag.number(last))])? {
            gaps.extend((first..=last).map(|number| ChangeName { device, number }));
        }
    }
    Ok(gaps)
}

/// A batch of this device that came back from the server: what of it is not here is kept as its own, in the order of
/// the batch. Returns what is new.
pub(crate) fn keep_returned<'b>(log: &Log<'_>, batch: &'b Batch) -> Result<Vec<Incoming<'b>>> {
    let mut new = Vec::new();
    opening::keep_foreign(log, batch.opening.tag, batch.opening.from.as_ref())?;
    for (name, key, body) in batch.bodies() {
        let incoming = Incoming::new(name, key, body);
        match log.receive(&incoming)? {
            Received::New => {
                become_own(log, &name)?;
                new.push(incoming);
            }
            Received::Again => {}
            // The server says more of it in its next answer.
            Received::Forked => continue,
        }
        acknowledge(log, name.device, name.number, name.number)?;
    }
    note_ancestries(log, batch)?;
    Ok(new)
}

/// What commits to each change of a batch that is held as the batch has it, by counter, whatever the order of sending.
fn note_ancestries(log: &Log<'_>, batch: &Batch) -> Result<()> {
    let mut entries: Vec<&(u64, Entry)> = batch.entries.iter().collect();
    entries.sort_by_key(|(number, _)| *number);
    let Some(((first, _), mut ancestry)) = entries.first().zip(batch.opening.base) else { return Ok(()) };
    for ((number, entry), next) in entries.iter().zip(*first..) {
        if *number != next {
            break;
        }
        ancestry = ancestry.then(&entry.hash());
        let name = ChangeName { device: batch.device, number: *number };
        opening::note_ancestry(log, &name, &entry.hash(), &ancestry)?;
    }
    Ok(())
}

/// A change of this device that was not saved here is as own as one that was.
pub(crate) fn become_own(log: &Log<'_>, name: &ChangeName) -> Result<()> {
    opening::keep_foreign(log, name.tag(), None)?;
    log.conn.prepare_cached("UPDATE change SET own = 1 WHERE name = ?1")?.execute([name.key().as_slice()])?;
    Ok(())
}

/// The last change of the line of this database that the server holds as it is: where an opening goes on from when
/// what came after is kept apart.
pub(crate) fn settle_line(log: &Log<'_>, device: DeviceId) -> Result<()> {
    let mut at = log.meta::<i64>("line")?.map(|tag| Tag(tag.unsigned_abs()));
    while let Some(tag) = at {
        if opening::last_counter(log, device, tag)? > 0 {
            return log.set_meta("line", tag.0 as i64);
        }
        at = opening::kept(log, tag)?.from.map(|from| from.tag);
    }
    log.drop_meta("line")
}

/// The hash of an own change that the server is known to hold as it is here.
pub(crate) fn acknowledged_hash(log: &Log<'_>, name: &ChangeName) -> Result<Option<Hash>> {
    let hash: Option<Vec<u8>> = log
        .conn
        .prepare_cached("SELECT hash FROM change WHERE name = ?1 AND acknowledged = 1")?
        .query_row([name.key().as_slice()], |row| row.get(0))
        .optional()?;
    Ok(hash.and_then(|hash| hash.try_into().ok()).map(Hash))
}

/// A feed has named a change of this device: what it says counts, and need not be proven any more.
pub(crate) fn note_fed(log: &Log<'_>, name: &ChangeName) -> Result<()> {
    log.conn.prepare_cached("UPDATE change SET fed = 1 WHERE name = ?1")?.execute([name.key().as_slice()])?;
    Ok(())
}

/// Whether a change is this device's own and no server has acknowledged it: it is on this phone only.
pub fn is_unsent(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    let statement = format!("SELECT 1 FROM change WHERE name = ?1 AND {UNSENT}");
    Ok(log.conn.prepare_cached(&statement)?.exists([name.key().as_slice()])?)
}

/// Whether a change is this device's own and no feed has named it.
pub(crate) fn is_unfed(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    Ok(log
        .conn
        .prepare_cached("SELECT 1 FROM change WHERE name = ?1 AND own = 1 AND fed = 0")?
        .exists([name.key().as_slice()])?)
}

/// Whether this phone has work on a household or a person that the server does not hold: a change, a draft (one of a
/// person is finished at a visit to the household), or somebody half registered there.
pub(crate) fn has_work_on(log: &Log<'_>, subject: &RecordName) -> Result<bool> {
    Ok(log
        .conn
        .prepare_cached(
            "SELECT 1 FROM change WHERE subject = ?1 AND own = 1 AND acknowledged = 0
             UNION ALL SELECT 1 FROM draft WHERE subject = ?1
             UNION ALL SELECT 1 FROM draft JOIN r_person ON record = draft.subject WHERE household = ?1
             UNION ALL SELECT 1 FROM registration WHERE household = ?1",
        )?
        .exists([subject.key().as_slice()])?)
}

/// Whether the change held under a name has a hash that begins so; `None`: none is held.
pub(crate) fn holds_as(log: &Log<'_>, name: &ChangeName, first: &[u8; 8]) -> Result<Option<bool>> {
    Ok(log.held(name)?.map(|held| eight(&held.hash) == *first))
}
