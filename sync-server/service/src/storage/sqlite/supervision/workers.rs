//! Workers, their months in figures and their phones, as far as they are of the viewer's areas. A month is the sum of
//! lines that are kept while visits come; what it is made of is the list of visits with the same worker and days.

use std::collections::BTreeMap;

use chaski::record::table::code;
use chaski::record::{DeviceId, RecordName};
use chaski::sync::message::Lines;
use chrono::{Months, NaiveDate};
use rusqlite::params;

use super::areas::{Scope, list};
use super::rows::count;
use crate::storage::Result;
use crate::storage::supervision::{AsOf, Coverage, PhoneLine, WorkerLine, WorkerPage};

struct Phone {
    line: PhoneLine,
    /// When something of it was last received.
    received_s: Option<i64>,
}

/// A worker's name and her phones.
#[derive(Default)]
struct Worker {
    name: String,
    phones: Vec<PhoneLine>,
}

fn all_phones(scope: &Scope<'_>) -> Result<Vec<Phone>> {
    let log = &scope.log;
    let mut rights: BTreeMap<Vec<u8>, (u64, Vec<RecordName>)> = BTreeMap::new();
    let mut statement = log.connection().prepare_cached(
        "SELECT device, role, areas FROM r_rights WHERE voided = 0 ORDER BY device, number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let areas: Option<String> = row.get(2)?;
        let areas = areas.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        // The newest comes last.
        rights.insert(row.get(0)?, (row.get::<_, i64>(1)?.unsigned_abs(), areas));
    }
    let mut statement = log.connection().prepare_cached(
        "SELECT p.device, p.worker, p.stopped, p.version, p.last_sync_s, p.unsent, w.name,
           (SELECT d.label FROM r_device d WHERE d.device = p.device AND d.voided = 0 ORDER BY d.record DESC LIMIT 1),
           (SELECT max(at_s) FROM received r WHERE r.device = p.device),
           (SELECT max(kind) FROM lines l WHERE l.device = p.device),
           (SELECT max(at_s) FROM lines l WHERE l.device = p.device)
         FROM phone p LEFT JOIN r_worker w ON w.record = p.worker ORDER BY w.name, p.device",
    )?;
    let mut rows = statement.query([])?;
    let mut phones = Vec::new();
    while let Some(row) = rows.next()? {
        let key: Vec<u8> = row.get(0)?;
        let worker = RecordName::from_key(&row.get::<_, Vec<u8>>(1)?);
        let (Some(worker), Ok(device)) = (worker, <[u8; 16]>::try_from(key.as_slice())) else { continue };
        let Some((role, areas)) = rights.get(&key) else { continue };
        let areas: Vec<(RecordName, String)> = areas
            .iter()
            .filter(|area| scope.areas.is_within(area, &scope.viewer.areas))
            .map(|area| (*area, scope.areas.name(area)))
            .collect();
        if areas.is_empty() {
            continue;
        }
        phones.push(Phone {
            line: PhoneLine {
                device: DeviceId(device),
                label: row.get(7)?,
                worker,
                name: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
                role: *role,
                areas,
                stopped: row.get(2)?,
                version: row.get(3)?,
                last_sync_s: row.get(4)?,
                unsent: row.get::<_, i64>(5)?.unsigned_abs(),
                lines: match (row.get::<_, Option<i64>>(9)?, row.get(10)?) {
                    (Some(1), Some(at_s)) => Some((Lines::PutBackOrCopied, at_s)),
                    (Some(2), Some(at_s)) => Some((Lines::InUseTwice, at_s)),
                    _ => None,
                },
            },
            received_s: row.get(8)?,
        });
    }
    Ok(phones)
}

/// Phones of the viewer's areas; those in whose name another goes on are left out.
pub(super) fn phones(scope: &Scope<'_>) -> Result<Vec<PhoneLine>> {
    Ok(all_phones(scope)?.into_iter().map(|phone| phone.line).collect())
}

pub(super) fn as_of(scope: &Scope<'_>) -> Result<AsOf> {
    let mut as_of = AsOf::default();
    for phone in all_phones(scope)? {
        as_of.received_s = as_of.received_s.max(phone.line.last_sync_s).max(phone.received_s);
        if !phone.line.stopped {
            as_of.phones += 1;
            as_of.owing += u64::from(phone.line.last_sync_s.is_none() || phone.line.unsent > 0);
        }
    }
    Ok(as_of)
}

fn by_worker(scope: &Scope<'_>) -> Result<BTreeMap<RecordName, Worker>> {
    let mut workers: BTreeMap<RecordName, Worker> = BTreeMap::new();
    for phone in phones(scope)? {
        let worker = workers.entry(phone.worker).or_default();
        worker.name.clone_from(&phone.name);
        worker.phones.push(phone);
    }
    Ok(workers)
}

/// A month of every worker who visited in the viewer's areas or has a phone there, with her phones, by name.
pub(super) fn at_work(scope: &Scope<'_>, month: &str) -> Result<Vec<WorkerLine>> {
    let mut workers = by_worker(scope)?;
    let mut months = months_of(scope, &[month_of(month)], None)?;
    let mut remarks = open_remarks(scope)?;
    let missing: Vec<RecordName> = months.keys().map(|(worker, _)| *worker).collect();
    for (worker, name) in names_of(scope, &missing)? {
        workers.entry(worker).or_default().name = name;
    }
    let mut lines: Vec<WorkerLine> = Vec::with_capacity(workers.len());
    for (worker, Worker { name, phones }) in workers {
        let mut month = months.remove(&(worker, month_of(month).to_owned())).unwrap_or_else(|| empty(worker));
        month.name = name;
        month.areas = areas_of(&phones);
        month.open_remarks = remarks.remove(&worker).unwrap_or(0);
        lines.push(WorkerLine { month, phones });
    }
    lines.sort_by(|a, b| (&a.month.name, a.month.worker).cmp(&(&b.month.name, b.month.worker)));
    Ok(lines)
}

pub(super) fn page(scope: &Scope<'_>, worker: &RecordName, month: &str) -> Result<Option<WorkerPage>> {
    let Some(Worker { name, phones }) = by_worker(scope)?.remove(worker) else { return Ok(None) };
    let firsts = twelve(month);
    let names: Vec<&str> = firsts.iter().map(|first| month_of(first)).collect();
    let mut figures = months_of(scope, &names, Some(worker))?;
    let remarks = open_remarks(scope)?.remove(worker).unwrap_or(0);
    let areas = areas_of(&phones);
    let months = firsts
        .iter()
        .zip(0..)
        .map(|(first, ago)| {
            let mut month =
                figures.remove(&(*worker, month_of(first).to_owned())).unwrap_or_else(|| empty(*worker));
            month.name.clone_from(&name);
            month.areas.clone_from(&areas);
            // A remark is open now, in no month that was.
            month.open_remarks = if ago == 0 { remarks } else { 0 };
            (first.clone(), month)
        })
        .collect();
    let hers: Vec<RecordName> =
        phones.iter().flat_map(|phone| phone.areas.iter().map(|area| area.0)).collect();
    let hers: Vec<RecordName> = scope.areas.below(&hers).into_iter().map(|(area, ..)| area).collect();
    let families = count(
        &scope.log,
        &format!(
            "SELECT record FROM r_household WHERE voided = 0 AND (status IS NULL OR status = {}) AND area IN {}",
            code::household_status::active,
            list(&hers)
        ),
        [],
    )?;
    Ok(Some(WorkerPage { months, phones, families }))
}

fn areas_of(phones: &[PhoneLine]) -> Vec<String> {
    let mut names: Vec<String> =
        phones.iter().flat_map(|phone| phone.areas.iter().map(|area| area.1.clone())).collect();
    names.sort();
    names.dedup();
    names
}

fn month_of(day: &str) -> &str {
    day.get(..7).unwrap_or(day)
}

/// A month by its first day and the eleven before it, the newest first.
fn twelve(month: &str) -> Vec<String> {
    let first = NaiveDate::parse_from_str(&format!("{}-01", month_of(month)), "%Y-%m-%d").ok();
    (0..12).filter_map(|ago| Some(first?.checked_sub_months(Months::new(ago))?.to_string())).collect()
}

fn empty(worker: RecordName) -> Coverage {
    Coverage {
        worker,
        name: String::new(),
        areas: Vec::new(),
        expected: 0,
        followed: 0,
        in_time: 0,
        done: 0,
        not_done: 0,
        with_place: 0,
        open_remarks: 0,
    }
}

/// Figures by worker and month, of visits in the viewer's areas.
fn months_of(
    scope: &Scope<'_>,
    months: &[&str],
    worker: Option<&RecordName>,
) -> Result<BTreeMap<(RecordName, String), Coverage>> {
    let within = scope.mine_sql(None);
    let months = serde_json::json!(months).to_string();
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "SELECT worker, month, sum(expected), sum(followed), sum(in_time), sum(done), sum(not_done), sum(with_place)
         FROM coverage WHERE month IN (SELECT value FROM json_each(?1)) AND area IN {within}
           AND (?2 IS NULL OR worker = ?2) GROUP BY worker, month"
    ))?;
    let mut rows = statement.query(params![months, worker.map(|worker| worker.key().to_vec())])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Some(worker) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
        let figure = |column: usize| row.get::<_, i64>(column).map(i64::unsigned_abs);
        found.insert(
            (worker, row.get(1)?),
            Coverage {
                expected: figure(2)?,
                followed: figure(3)?,
                in_time: figure(4)?,
                done: figure(5)?,
                not_done: figure(6)?,
                with_place: figure(7)?,
                ..empty(worker)
            },
        );
    }
    Ok(found)
}

/// Remarks that are still open, by the worker they are to.
fn open_remarks(scope: &Scope<'_>) -> Result<BTreeMap<RecordName, u64>> {
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "SELECT worker, sum(remarks) FROM visit_line INDEXED BY line_reviewed
         WHERE area IN {} AND review = 2 AND review <> 0 GROUP BY worker",
        scope.mine_sql(None)
    ))?;
    let mut rows = statement.query([])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let worker: Option<Vec<u8>> = row.get(0)?;
        if let Some(worker) = worker.and_then(|key| RecordName::from_key(&key)) {
            found.insert(worker, row.get::<_, i64>(1)?.unsigned_abs());
        }
    }
    Ok(found)
}

fn names_of(scope: &Scope<'_>, workers: &[RecordName]) -> Result<Vec<(RecordName, String)>> {
    let mut statement = scope
        .log
        .connection()
        .prepare(&format!("SELECT record, name FROM r_worker WHERE record IN {}", list(workers)))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(worker) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            found.push((worker, row.get::<_, Option<String>>(1)?.unwrap_or_default()));
        }
    }
    Ok(found)
}
