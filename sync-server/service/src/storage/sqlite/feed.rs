//! The feeds: one an area, one directory, one a device. Positions come from a counter row, in the transaction of
//! the change; a subject that enters an area is fed there whole, before anything else of it.

use std::collections::BTreeSet;

use chaski::change::hash::{CHAIN_START, Hash, chain};
use chaski::change::{Change, limits};
use chaski::merge::{State, needs};
use chaski::record::table::{person, rights, verdict};
use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::store::areas::{areas_of, held, persons_of, rights_of};
use chaski::store::{Log, Standing};
use chaski::sync::message::{At, Feed, Head, Page, PageEntry, cursor_bytes};
use ed25519_dalek::Signer;
use rusqlite::{OptionalExtension, params};

use super::epoch;
use super::identity::ServerIdentity;
use crate::storage::{Admitted, Result, StorageError};

/// Where a feed ends.
fn end(log: &Log<'_>, feed: &[u8]) -> Result<(u64, Hash)> {
    let row: Option<(i64, Vec<u8>)> = log
        .connection()
        .prepare_cached("SELECT position, chain FROM counter WHERE feed = ?1")?
        .query_row([feed], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(match row {
        Some((position, link)) => (position.unsigned_abs(), to_hash(link)?),
        None => (0, CHAIN_START),
    })
}

fn to_hash(bytes: Vec<u8>) -> Result<Hash> {
    let bytes =
        bytes.try_into().map_err(|_| StorageError::Request("a chain in the database is damaged".into()))?;
    Ok(Hash(bytes))
}

/// Appends a change to a feed; returns its position.
pub(super) fn append(log: &Log<'_>, feed: &Feed, change: &ChangeName) -> Result<u64> {
    let key = feed.key();
    let (position, link) = end(log, &key)?;
    let position = position + 1;
    let hash: Vec<u8> = log
        .connection()
        .prepare_cached("SELECT hash FROM change WHERE name = ?1")?
        .query_row([change.key().as_slice()], |row| row.get(0))?;
    let link = chain(&link, position, &to_hash(hash)?);
    log.connection()
        .prepare_cached("INSERT INTO feed (feed, position, change, chain) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![key, position as i64, change.key().as_slice(), link.0.as_slice()])?;
    log.connection()
        .prepare_cached("INSERT OR REPLACE INTO counter (feed, position, chain) VALUES (?1, ?2, ?3)")?
        .execute(params![key, position as i64, link.0.as_slice()])?;
    Ok(position)
}

/// Feeds the district's own affairs: rights and verdicts to the device they are about, rights and everything else to
/// the directory: not only the phone that was stopped knows of it. So does a verdict about what was fed to others before.
pub(super) fn feed_district(log: &Log<'_>, change: &Change) -> Result<()> {
    let mut feeds = BTreeSet::new();
    let records =
        change.creates().map(|create| create.record).chain(change.sets().map(|set| set.register.record));
    for record in records {
        let entity = log.known(&record)?.map(|known| known.entity);
        if entity == Some(rights::ID) || entity == Some(verdict::ID) && concerns_all(log, change, &record)? {
            feeds.insert(Feed::Directory);
        }
        let device = match entity {
            Some(rights::ID) => device_of(log, "SELECT device FROM r_rights WHERE record = ?1", &record)?,
            Some(verdict::ID) => device_of(log, "SELECT device FROM r_verdict WHERE record = ?1", &record)?,
            _ => None,
        };
        match device {
            Some(device) => drop(feeds.insert(Feed::Device(device))),
            None => drop(feeds.insert(Feed::Directory)),
        }
    }
    for feed in feeds {
        append(log, &feed, &change.name)?;
    }
    Ok(())
}

/// Whether a verdict is about a change that counted until now, so that others hold it; what is said of such a verdict
/// later goes the same way.
fn concerns_all(log: &Log<'_>, change: &Change, record: &RecordName) -> Result<bool> {
    if record.change() != change.name {
        return is_in_directory(log, &record.change());
    }
    let about: Option<(Option<Vec<u8>>, Option<i64>)> = log
        .connection()
        .prepare_cached("SELECT device, number FROM r_verdict WHERE record = ?1")?
        .query_row([record.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((Some(device), Some(number))) = about else { return Ok(false) };
    let Ok(device) = device.try_into().map(DeviceId) else { return Ok(false) };
    let about = ChangeName { device, number: number.unsigned_abs() };
    // What it stood on may have been set aside just before it.
    Ok(matches!(log.change(&about)?, Some((_, Standing::InState | Standing::Waits))))
}

fn device_of(log: &Log<'_>, statement: &str, record: &RecordName) -> Result<Option<DeviceId>> {
    let device: Option<Vec<u8>> = log
        .connection()
        .prepare_cached(statement)?
        .query_row([record.key().as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(device.and_then(|device| device.try_into().ok()).map(DeviceId))
}

/// Areas that a subject is in as the feeds were told.
pub(super) fn residences(log: &Log<'_>, subject: &RecordName) -> Result<BTreeSet<RecordName>> {
    let mut statement =
        log.connection().prepare_cached("SELECT area FROM residence WHERE subject = ?1 AND left IS NULL")?;
    let mut rows = statement.query([subject.key().as_slice()])?;
    let mut areas = BTreeSet::new();
    while let Some(row) = rows.next()? {
        areas.extend(RecordName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    Ok(areas)
}

/// Feeds a change about a household or a person, which is in the state by now: to every area its subject was in
/// before it or is in after it, and the persons of a household that moved along with it.
pub(super) fn feed_subject(log: &Log<'_>, change: &Change, subject: &RecordName) -> Result<()> {
    let moved = refeed(log, subject, Some(&change.name))?;
    if moved {
        for dependent in persons_of(log, subject)? {
            refeed(log, &dependent, None)?;
        }
        if chaski::fault("siblings-fed") {
            feed_siblings(log, subject)?;
        }
    }
    Ok(())
}

/// Brings the feeds to where a subject is now; `said` goes to every area that it was in or is in. Whether the areas
/// changed. Areas in ascending order, as counter rows are locked.
fn refeed(log: &Log<'_>, subject: &RecordName, said: Option<&ChangeName>) -> Result<bool> {
    let before = residences(log, subject)?;
    let after: BTreeSet<RecordName> = areas_of(log, subject)?.into_iter().collect();
    for area in before.union(&after) {
        let feed = Feed::Area(*area);
        if !before.contains(area) {
            let mut entered = None;
            for name in changes_of(log, subject)? {
                let position = append(log, &feed, &name)?;
                entered.get_or_insert(position);
            }
            let entered = entered.unwrap_or(end(log, &feed.key())?.0);
            log.connection()
                .prepare_cached("INSERT INTO residence (subject, area, entered) VALUES (?1, ?2, ?3)")?
                .execute(params![subject.key().as_slice(), area.key().as_slice(), entered as i64])?;
            continue;
        }
        let position = match said {
            Some(name) => append(log, &feed, name)?,
            None => end(log, &feed.key())?.0,
        };
        if !after.contains(area) {
            log.connection()
                .prepare_cached(
                    "UPDATE residence SET left = ?3 WHERE subject = ?1 AND area = ?2 AND left IS NULL",
                )?
                .execute(params![subject.key().as_slice(), area.key().as_slice(), position as i64])?;
        }
    }
    Ok(before != after)
}

fn is_in_directory(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    // The directory's own key, as the index has it.
    Ok(log
        .connection()
        .prepare_cached("SELECT 1 FROM feed WHERE feed = x'00' AND change = ?1")?
        .exists([name.key().as_slice()])?)
}

/// Before this server was set back, the directory was fed a change of the district's own affairs: it is so again, with
/// all that has been said of its records since.
pub(super) fn append_again(log: &Log<'_>, change: &Change) -> Result<()> {
    let mut names = vec![change.name];
    for create in change.creates() {
        names.extend(log.standing_on(&create.record)?);
    }
    for name in names {
        let counts = matches!(log.change(&name)?, Some((said, Standing::InState)) if said.subject.is_none());
        if counts && !is_in_directory(log, &name)? {
            append(log, &Feed::Directory, &name)?;
        }
    }
    Ok(())
}

/// Before this server was set back, an area was fed a subject that is not in it now: whoever holds the subject there
/// learns from the feed where it is. All that is known of it is told, beside what the feed has; whoever recorded
/// something of it there, without knowing that it left, had a right to.
pub(super) fn feed_former_area(log: &Log<'_>, area: RecordName, subject: &RecordName) -> Result<()> {
    if residences(log, subject)?.contains(&area) {
        return Ok(());
    }
    let feed = Feed::Area(area);
    let key = feed.key();
    for name in changes_of(log, subject)? {
        let fed = log
            .connection()
            .prepare_cached("SELECT 1 FROM feed WHERE feed = ?1 AND change = ?2")?
            .exists(params![key, name.key().as_slice()])?;
        if !fed {
            append(log, &feed, &name)?;
        }
    }
    let left = end(log, &key)?.0;
    log.connection()
        .prepare_cached(
            "INSERT INTO residence (subject, area, entered, left) SELECT ?1, ?2, ?3, ?3
             WHERE NOT EXISTS (SELECT 1 FROM residence WHERE subject = ?1 AND area = ?2)",
        )?
        .execute(params![subject.key().as_slice(), area.key().as_slice(), left as i64])?;
    Ok(())
}

/// All changes about a subject that are in the state, creates before what stands on them.
fn changes_of(log: &Log<'_>, subject: &RecordName) -> Result<Vec<ChangeName>> {
    let mut left = Vec::new();
    for (name, standing) in log.of_subject(subject)? {
        if standing == Standing::InState
            && let Some((change, _)) = log.change(&name)?
        {
            left.push(change);
        }
    }
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let names: BTreeSet<ChangeName> = left.iter().map(|change| change.name).collect();
        let (ready, later): (Vec<Change>, Vec<Change>) = left
            .into_iter()
            .partition(|change| needs(change).iter().all(|record| !names.contains(&record.change())));
        if ready.is_empty() {
            ordered.extend(later.iter().map(|change| change.name));
            break;
        }
        ordered.extend(ready.iter().map(|change| change.name));
        left = later;
    }
    Ok(ordered)
}

/// The fault of `tests/faults`: the brothers and sisters of a child that moved are fed along.
fn feed_siblings(log: &Log<'_>, subject: &RecordName) -> Result<()> {
    let mut siblings = BTreeSet::new();
    for said in
        log.assignments(&chaski::change::Register { record: *subject, field: person::household, path: None })?
    {
        if let Some(household) = said.value.as_record() {
            siblings.extend(persons_of(log, &household)?);
        }
    }
    for area in areas_of(log, subject)? {
        for sibling in siblings.iter().filter(|sibling| *sibling != subject) {
            for name in changes_of(log, sibling)? {
                append(log, &Feed::Area(area), &name)?;
            }
        }
    }
    Ok(())
}

/// Where a device stands in each feed it holds: the directory, its own, then its areas.
pub(super) fn of_device(log: &Log<'_>, admitted: &Admitted) -> Result<Vec<At>> {
    let device = admitted.head.device;
    let mut feeds = vec![Feed::Directory, Feed::Device(device)];
    if admitted.stopped {
        feeds.remove(0);
    } else if let Some(rights) = rights_of(log, device, None)? {
        feeds.extend(held(log, &rights.areas)?.into_iter().map(Feed::Area));
    }
    let at = |feed: Feed| {
        let known = admitted.head.cursors.iter().find(|at| at.feed == feed);
        known.copied().unwrap_or(At { feed, position: 0, chain: [0; 8] })
    };
    Ok(feeds.into_iter().map(at).collect())
}

/// The page after a cursor, and whether more follows.
pub(super) fn page(
    log: &Log<'_>,
    identity: &ServerIdentity,
    head: &Head,
    at: &At,
) -> Result<Option<(Page, bool)>> {
    let key = at.feed.key();
    let device = head.device;
    let epoch = epoch::current(log)?;
    let (last_position, _) = end(log, &key)?;
    let after = if agrees(log, &key, at)? { at.position } else { 0 };
    if after == last_position {
        return Ok(None);
    }
    let mut statement = log.connection().prepare_cached(
        "SELECT feed.position, feed.chain, change.name, change.key, change.body FROM feed
         JOIN change ON change.name = feed.change
         WHERE feed.feed = ?1 AND feed.position > ?2 ORDER BY feed.position LIMIT ?3",
    )?;
    let mut rows = statement.query(params![key, after as i64, limits::PAGE_CHANGES as i64])?;
    let mut entries = Vec::new();
    let (mut bytes, mut last) = (0, None);
    while let Some(row) = rows.next()? {
        let name: Vec<u8> = row.get(2)?;
        let name = ChangeName::from_key(&name)
            .ok_or_else(|| StorageError::Request("a name in the database is damaged".into()))?;
        let body: Vec<u8> = row.get(4)?;
        let yours = name.device == device && !head.with_bodies;
        bytes += if yours { 9 } else { body.len() + 24 };
        if bytes > limits::PAGE_BYTES && !entries.is_empty() {
            break;
        }
        let position: i64 = row.get(0)?;
        last = Some((position.unsigned_abs(), to_hash(row.get(1)?)?));
        entries.push(if yours {
            PageEntry::Yours(name.number)
        } else {
            let key: Vec<u8> = row.get(3)?;
            let key = key
                .try_into()
                .map_err(|_| StorageError::Request("a key in the database is damaged".into()))?;
            PageEntry::Change { key: chaski::change::hash::ChangeKey(key), body }
        });
    }
    let Some((position, link)) = last else { return Ok(None) };
    let signature = identity.signer.sign(&cursor_bytes(&at.feed, epoch, position, &link)).to_bytes();
    Ok(Some((Page { feed: at.feed, epoch, after, entries, signature }, position < last_position)))
}

/// Whether the feed holds what the phone says it stands on. It does not where this server was set back: the phone
/// then reads the feed anew, and finds what it holds already.
fn agrees(log: &Log<'_>, key: &[u8], at: &At) -> Result<bool> {
    if at.position == 0 {
        return Ok(true);
    }
    let link: Option<Vec<u8>> = log
        .connection()
        .prepare_cached("SELECT chain FROM feed WHERE feed = ?1 AND position = ?2")?
        .query_row(params![key, at.position as i64], |row| row.get(0))
        .optional()?;
    Ok(link.is_some_and(|link| link.starts_with(&at.chain) || chaski::fault("chain-unchecked")))
}
