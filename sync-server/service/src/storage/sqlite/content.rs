//! What the district releases, and what each phone said that it holds of that: a release is a change of the server's own in
//! the directory, what a phone holds is the phone's word, replaced whenever it says something else.

use std::collections::BTreeMap;

use chaski::change::content::ContentName;
use chaski::change::limits;
use chaski::record::table::code::release_kind;
use chaski::record::table::release;
use chaski::record::{DeviceId, Value};
use chaski::store::Log;
use chaski::store::releases::{self, Release, by_name, in_force, in_use};
use chaski::sync::message::Head;
use rusqlite::params;

use super::identity::ServerIdentity;
use super::own_changes;
use crate::storage::{NewRelease, PhoneChecklist, Released, Result, StorageError};

/// Also of a database that an earlier version made.
pub(super) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS phone_content (
  device BLOB NOT NULL, first BLOB NOT NULL, refused TEXT, since_s INTEGER NOT NULL, PRIMARY KEY (device, first)
) WITHOUT ROWID;
";

/// What a phone said of one content: why its app cannot use it, and when that was first said.
type Said = (Option<String>, i64);

/// What a head says of what its phone holds; what it held before keeps the time at which that was first said.
pub(super) fn note_holds(log: &Log<'_>, head: &Head, now_s: i64) -> Result<()> {
    let Some(holds) = &head.content.holds else { return Ok(()) };
    let device = head.device.0.as_slice();
    let conn = log.connection();
    let before: BTreeMap<Vec<u8>, Said> = conn
        .prepare_cached("SELECT first, refused, since_s FROM phone_content WHERE device = ?1")?
        .query_map([device], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?
        .collect::<rusqlite::Result<_>>()?;
    conn.prepare_cached("DELETE FROM phone_content WHERE device = ?1")?.execute([device])?;
    for one in holds {
        let known = before.get(one.first.as_slice()).filter(|(refused, _)| *refused == one.refused);
        conn.prepare_cached(
            "INSERT OR REPLACE INTO phone_content (device, first, refused, since_s) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            device,
            one.first.as_slice(),
            one.refused,
            known.map_or(now_s, |(_, since_s)| *since_s)
        ])?;
    }
    Ok(())
}

/// Whether a content belongs to a release, and so to every phone at work in the district.
pub(super) fn is_released(log: &Log<'_>, name: &ContentName) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached("SELECT 1 FROM r_release WHERE content = ?1 AND voided = 0")?
        .exists([name.0.as_slice()])?)
}

/// What is wrong with a release that is to be made, before anything is kept of it.
pub(super) fn check(log: &Log<'_>, new: &NewRelease) -> Result<()> {
    let refuse = |sentence: String| Err(StorageError::Request(sentence));
    if new.content.is_empty() || new.content.len() > limits::CONTENT_BYTES {
        return refuse(format!(
            "{} has {} bytes: a content has 1 to {}; nothing was released",
            new.name,
            new.content.len(),
            limits::CONTENT_BYTES
        ));
    }
    let all = releases::all(log)?;
    let mut of = all.iter().filter(|one| (one.kind, &one.name) == (new.kind, &new.name));
    let content = ContentName::of(&new.content);
    if of.clone().any(|one| one.version == new.version && one.content != content) {
        return refuse(format!(
            "version {} of {} was released with other contents: give this one another version; nothing was released",
            new.version, new.name
        ));
    }
    // Of two that hold, the one of the later day does: this one never would.
    if let Some(later) = of.rfind(|one| one.since > new.since && one.since <= new.today) {
        return refuse(format!(
            "version {} of {} holds since {}: release this one from that day on or later; nothing was released",
            later.version, new.name, later.since
        ));
    }
    Ok(())
}

/// Releases a content that is kept already.
pub(super) fn release(log: &Log<'_>, identity: &ServerIdentity, new: &NewRelease) -> Result<Released> {
    check(log, new)?;
    let content = ContentName::of(&new.content);
    let all = releases::all(log)?;
    let of: Vec<Release> =
        all.into_iter().filter(|one| (one.kind, &one.name) == (new.kind, &new.name)).collect();
    if let Some(last) = of.last()
        && (last.content, &last.version, &last.since) == (content, &new.version, &new.since)
    {
        return Ok(Released { content, since: new.since.clone(), again: true, before: None });
    }
    let before = in_force(&of, &new.since).map(|one| one.version.clone());
    let number = of.iter().map(|one| one.number).max().unwrap_or(0) + 1;
    let day = date(&new.since)
        .ok_or_else(|| StorageError::Request(format!("{} is no day: write it as 2026-12-01", new.since)))?;
    own_changes::create(
        log,
        identity,
        release::ID,
        [
            (release::kind, Value::Int(new.kind)),
            (release::name, Value::text(&new.name)),
            (release::version, Value::text(&new.version)),
            (release::content, Value::Bytes(content.0.to_vec())),
            (release::content_bytes, Value::Int(new.content.len() as i64)),
            (release::since, day),
            (release::number, Value::Int(number as i64)),
        ],
    )?;
    Ok(Released { content, since: new.since.clone(), again: false, before })
}

fn date(day: &str) -> Option<Value> {
    let parts: Vec<i64> = day.split('-').map(str::parse).collect::<std::result::Result<_, _>>().ok()?;
    let is_a_day = day.len() == 10 && day.parse::<chrono::NaiveDate>().is_ok();
    is_a_day.then(|| Value::date(&parts))
}

/// How each checklist stands on each phone that is at work, by device and checklist; `today` is the day there.
pub(super) fn on_phones(log: &Log<'_>, today: &str) -> Result<Vec<PhoneChecklist>> {
    let all: Vec<Release> =
        releases::all(log)?.into_iter().filter(|one| one.kind == release_kind::form).collect();
    let mut held: BTreeMap<(Vec<u8>, Vec<u8>), Said> = BTreeMap::new();
    let mut statement =
        log.connection().prepare_cached("SELECT device, first, refused, since_s FROM phone_content")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        held.insert((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?));
    }
    let devices: Vec<Vec<u8>> = log
        .connection()
        .prepare_cached("SELECT device FROM phone WHERE stopped = 0 ORDER BY device")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut found = Vec::new();
    for device in devices {
        let Ok(id) = <[u8; 16]>::try_from(device.as_slice()) else { continue };
        for of in by_name(&all) {
            let said = |one: &Release| held.get(&(device.clone(), one.content.first().to_vec()));
            let holds = in_force(of, today);
            let used = in_use(of, today, |one| said(one).is_some_and(|(refused, _)| refused.is_none()));
            let refused = of.iter().rev().take_while(|one| Some(*one) != used).find_map(|one| {
                let (why, since_s) = said(one)?;
                Some((one.version.clone(), why.clone()?, *since_s))
            });
            let lacks = holds.filter(|one| Some(*one) != used && said(one).is_none());
            let next = of.iter().find(|one| one.since.as_str() > today);
            found.push(PhoneChecklist {
                device: DeviceId(id),
                checklist: of.first().map(|one| one.name.clone()).unwrap_or_default(),
                uses: used.and_then(|one| Some((one.version.clone(), said(one)?.1))),
                lacks: lacks.map(|one| one.version.clone()),
                refused,
                next: next.map(|one| (one.version.clone(), one.since.clone(), said(one).is_some())),
            });
        }
    }
    Ok(found)
}
