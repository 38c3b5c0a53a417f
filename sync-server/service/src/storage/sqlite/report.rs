//! What people ask of a server: its phones, what was set aside, what a set-back may have cost, whether all is well.

use std::collections::BTreeSet;

use chaski::change::Change;
use chaski::record::table::code;
use chaski::record::{ChangeName, DeviceId};
use chaski::store::areas::{area_name, rights_of};
use chaski::store::pack::Holding;
use chaski::store::{Log, Standing};
use rusqlite::OptionalExtension;

use super::connections::Writer;
use super::unfed::subjects_in_no_feed;
use super::{epoch, proven};
use crate::storage::{Aside, DeviceStatus, Result, SetBack};

pub(super) fn devices(log: &Log<'_>) -> Result<Vec<DeviceStatus>> {
    let mut statement = log.connection().prepare(
        "SELECT phone.device, phone.stopped, phone.version, phone.last_sync_s, phone.unsent, r_worker.name,
           (SELECT coalesce(sum(last - first + 1), 0) FROM held WHERE held.device = phone.device)
         FROM phone LEFT JOIN r_worker ON r_worker.record = phone.worker ORDER BY r_worker.name, phone.device",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let Ok(id) = <[u8; 16]>::try_from(row.get::<_, Vec<u8>>(0)?) else { continue };
        let device = DeviceId(id);
        let rights = rights_of(log, device, None)?;
        let areas = rights.iter().flat_map(|rights| &rights.areas);
        all.push(DeviceStatus {
            device: device.to_hex(),
            worker: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            role: rights.as_ref().map_or(0, |rights| rights.role),
            areas: areas.map(|area| Ok(area_name(log, area)?.unwrap_or_default())).collect::<Result<_>>()?,
            stopped: row.get(1)?,
            version: row.get(2)?,
            last_sync_s: row.get(3)?,
            unsent: row.get::<_, i64>(4)?.unsigned_abs(),
            changes: row.get::<_, i64>(6)?.unsigned_abs(),
            set_aside: standing(log, device, 2)?,
            waiting: standing(log, device, 1)?,
        });
    }
    Ok(all)
}

fn standing(log: &Log<'_>, device: DeviceId, standing: i64) -> Result<u64> {
    let count: i64 = log
        .connection()
        .prepare_cached(
            "SELECT count(*) FROM change WHERE standing = ?2 AND standing <> 0 AND substr(name, 1, 16) = ?1",
        )?
        .query_row(rusqlite::params![device.0.as_slice(), standing], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// What is set aside, in the order in which it came.
pub(super) fn aside(log: &Log<'_>) -> Result<Vec<Aside>> {
    let mut statement =
        log.connection().prepare("SELECT name FROM change WHERE standing = ?1 ORDER BY seq")?;
    let mut rows = statement.query([Standing::SetAside as i64])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
        let reason: Option<Option<i64>> = log
            .connection()
            .prepare_cached("SELECT reason FROM r_verdict WHERE device = ?1 AND number = ?2 AND voided = 0")?
            .query_row(rusqlite::params![name.device.0.as_slice(), name.number as i64], |row| row.get(0))
            .optional()?;
        let reason = code::verdict_reason::ALL.iter().find(|code| Some(Some(code.0)) == reason);
        let worker: Option<Option<String>> = log
            .connection()
            .prepare_cached(
                "SELECT r_worker.name FROM phone JOIN r_worker ON r_worker.record = phone.worker
                 WHERE phone.device = ?1",
            )?
            .query_row([name.device.0.as_slice()], |row| row.get(0))
            .optional()?;
        let change = log.change(&name)?.map(|(change, _)| change);
        all.push(Aside {
            change: name.to_string(),
            worker: worker.flatten().unwrap_or_default(),
            subject: change.as_ref().and_then(|change| change.subject).map(|subject| subject.to_string()),
            reason: reason.map_or("not said", |code| code.1).to_owned(),
            wall_s: change.map_or(0, |change| change.wall_s),
        });
    }
    all.extend(apart(log)?);
    Ok(all)
}

/// What is kept apart: changes whose names the district knows by other contents.
fn apart(log: &Log<'_>) -> Result<Vec<Aside>> {
    let mut statement = log.connection().prepare(
        "SELECT a.device, a.number, a.body, w.name FROM apart a LEFT JOIN phone p ON p.device = a.device
         LEFT JOIN r_worker w ON w.record = p.worker ORDER BY a.received_s, a.device, a.number",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let Ok(device) = <[u8; 16]>::try_from(row.get::<_, Vec<u8>>(0)?) else { continue };
        let number = row.get::<_, i64>(1)?.unsigned_abs();
        let change = Change::decode(&row.get::<_, Vec<u8>>(2)?).ok();
        all.push(Aside {
            change: ChangeName { device: DeviceId(device), number }.to_string(),
            worker: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            subject: change.as_ref().and_then(|change| change.subject).map(|subject| subject.to_string()),
            reason: "named_twice".to_owned(),
            wall_s: change.map_or(0, |change| change.wall_s),
        });
    }
    Ok(all)
}

/// What may be missing since the memory of this server was set back.
pub(super) fn set_back(log: &Log<'_>) -> Result<Option<SetBack>> {
    let Some(since_s) = log.meta::<i64>("set_back_s")? else { return Ok(None) };
    let count = |statement: &str| -> Result<u64> {
        Ok(log.connection().query_row(statement, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    };
    // Whoever spoke since has a request that this epoch remembers: a clock in whole seconds does not tell it from one that
    // was answered just before.
    let mut statement =
        log.connection().prepare("SELECT DISTINCT device FROM opening WHERE pending IS NOT NULL")?;
    let spoke: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let spoke: BTreeSet<String> =
        spoke.into_iter().filter_map(|id| id.try_into().ok()).map(|id| DeviceId(id).to_hex()).collect();
    let (back, silent) =
        devices(log)?.into_iter().filter(|phone| !phone.stopped).partition::<Vec<_>, _>(|phone| {
            spoke.contains(&phone.device) && phone.last_sync_s.is_some_and(|at_s| at_s >= since_s)
        });
    Ok(Some(SetBack {
        since_s,
        noticed: epoch::was_noticed(log)?,
        silent,
        back: back.len() as u64,
        missing: proven::missing(log)?.iter().map(ToString::to_string).collect(),
        only_shown: proven::only_shown(log)?,
        areas: count("SELECT count(*) FROM r_area WHERE voided = 0")?,
        workers: count("SELECT count(*) FROM r_worker WHERE voided = 0")?,
        accounts: count("SELECT count(*) FROM account")?,
    }))
}

/// What is wrong with what the database holds and what to do; whether its file is whole is looked at elsewhere.
pub(super) fn check(writer: &mut Writer) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    let tx = writer.conn.transaction()?;
    let log = Log::new(&tx);
    let count = |statement: &str| tx.query_row(statement, [], |row| row.get::<_, i64>(0));
    if let Some(back) = set_back(&log)? {
        let how = if back.noticed {
            "a phone showed that this server was set back"
        } else {
            "a backup was put back"
        };
        wrong.push(format!(
            "{how}: {} phones have brought back what they had, {} are silent; see what may be missing and confirm it (`chaski-server back`)",
            back.back,
            back.silent.len()
        ));
    }
    if let Holding::Unreadable(name) = log.holding()? {
        wrong.push(format!(
            "the district's pack ({name}) cannot be read: it is damaged, or of another version of this program; codes are shown \
             as they are and nothing is lost; give it again (`chaski-server pack use DIR`), or update the server"
        ));
    }
    let aside = count("SELECT count(*) FROM change WHERE standing = 2")?;
    if aside > 0 {
        wrong.push(format!(
            "{aside} changes are set aside: a supervisor looks at them (aside list, aside accept)"
        ));
    }
    let waiting = count("SELECT count(*) FROM change WHERE standing = 1")?;
    if waiting > 0 {
        wrong.push(format!(
            "{waiting} changes wait for a record that a phone has not sent yet: ask it to sync"
        ));
    }
    let unreadable = count("SELECT count(*) FROM change WHERE standing = 3 OR unknown <> 0")?;
    if unreadable > 0 {
        wrong.push(format!("{unreadable} changes come from a newer app than this server: update the server"));
    }
    let unfed = subjects_in_no_feed(&log)?;
    if let Some(first) = unfed.first() {
        wrong.push(format!(
            "{} families or persons are in no area and reach no phone (the first is {first}, {} on paper): nothing is \
             lost; report this with the newest backup",
            unfed.len(),
            first.paper_code()
        ));
    }
    let apart = count("SELECT count(*) FROM apart")?;
    if apart > 0 {
        wrong.push(format!(
            "{apart} changes are kept apart: a phone's process was copied with its memory; a supervisor looks at them (aside list)"
        ));
    }
    for (kind, sentence) in [
        (
            1,
            "was put back from an older image, or copied: nothing is lost; ask its worker which phone is the right one",
        ),
        (2, "is in use twice: ask its worker for both phones, and stop the one that is not hers"),
    ] {
        let mut statement = tx.prepare("SELECT DISTINCT device FROM lines WHERE kind = ?1")?;
        let mut rows = statement.query([kind])?;
        while let Some(row) = rows.next()? {
            if let Ok(device) = <[u8; 16]>::try_from(row.get::<_, Vec<u8>>(0)?) {
                wrong.push(format!("phone {} {sentence}", DeviceId(device).to_hex()));
            }
        }
    }
    let holes = count(
        "SELECT count(*) FROM counter c WHERE c.position <> (SELECT count(*) FROM feed f WHERE f.feed = c.feed)",
    )?;
    if holes > 0 {
        wrong.push(format!("{holes} feeds have a hole: restore the newest backup and report this"));
    }
    for phone in devices(&log)? {
        if phone.unsent > 0 && phone.last_sync_s.is_none() {
            wrong.push(format!(
                "phone {} never finished a sync and holds {} changes",
                phone.device, phone.unsent
            ));
        }
    }
    Ok(wrong)
}
