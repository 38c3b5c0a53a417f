//! How the children of the projected tables grow: whom a result rests on, what was measured, and what the core makes of it.
//! Readings that ask for a scope are kept in a table, made again whenever something that they rest on changes, and all of them
//! when the rules have changed; nothing else of growth is kept.

use std::collections::BTreeSet;

use chaski::growth::assess::{Assessment, Attempt, Child, Entry, Rules, Severity, assess};
use chaski::growth::{Position, Sex};
use chaski::record::RecordName;
use chaski::record::table::code;
use chaski::store::Log;
use chaski::store::query::{ChildGrowth, ReadingGrowth, growth_stamp};
use chaski::words::shown::{PartialDate, day_of};
use rusqlite::{OptionalExtension, Row, params};

use super::rows::records;
use crate::storage::Result;
use crate::storage::sqlite::settings::utc_offset_min;

/// Where the stamp of the rules stands that the kept readings were judged by.
const STAMP: &str = "growth";

/// The rules of the district's pack, or nobody's.
pub(super) fn rules(log: &Log<'_>) -> Result<&'static Rules> {
    Ok(&log.pack()?.growth)
}

/// Whether what is kept was judged by the rules that hold now.
pub(super) fn is_current(log: &Log<'_>) -> Result<bool> {
    Ok(log
        .meta::<String>(STAMP)?
        .is_some_and(|stamp| rules(log).is_ok_and(|rules| stamp == growth_stamp(rules))))
}

/// What is kept is judged by the rules that hold now.
pub(super) fn note_current(log: &Log<'_>) -> Result<()> {
    Ok(log.set_meta(STAMP, growth_stamp(rules(log)?))?)
}

/// How a person grows, by their own readings that are not removed, the oldest first; of a person who is not held or was removed
/// there is nothing.
pub(super) fn growth(log: &Log<'_>, person: &RecordName) -> Result<ChildGrowth> {
    let rules = rules(log)?;
    let (child, readings) = read(log, person)?;
    let readings = judged(&child, &readings, rules).map(|(record, _, entry, assessment)| ReadingGrowth {
        record,
        entry,
        disputed: Vec::new(),
        assessment,
    });
    Ok(ChildGrowth { child, disputed: Vec::new(), readings: readings.collect(), stamp: growth_stamp(rules) })
}

/// Judges the readings of a person again; the visits of those that ask for a scope now and did not before, and the other way.
pub(super) fn renew(log: &Log<'_>, person: &RecordName) -> Result<Vec<RecordName>> {
    let key = person.key();
    let rules = rules(log)?;
    let (child, readings) = read(log, person)?;
    let mut now: BTreeSet<(RecordName, Option<RecordName>)> = BTreeSet::new();
    for (record, visit, _, assessment) in judged(&child, &readings, rules) {
        if assessment.severity() >= Some(Severity::MeasureAgain) {
            now.insert((record, visit));
        }
    }
    let mut before = BTreeSet::new();
    {
        let mut statement =
            log.connection().prepare_cached("SELECT reading, visit FROM growth_look WHERE person = ?1")?;
        let mut rows = statement.query([key.as_slice()])?;
        while let Some(row) = rows.next()? {
            if let Some(reading) = named(row, 0)? {
                before.insert((reading, named(row, 1)?));
            }
        }
    }
    if now == before {
        return Ok(Vec::new());
    }
    log.connection()
        .prepare_cached("DELETE FROM growth_look WHERE person = ?1")?
        .execute([key.as_slice()])?;
    for (reading, visit) in &now {
        log.connection()
            .prepare_cached(
                "INSERT OR REPLACE INTO growth_look (reading, person, visit) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![
                reading.key().as_slice(),
                key.as_slice(),
                visit.map(|visit| visit.key().to_vec())
            ])?;
    }
    Ok(now.symmetric_difference(&before).filter_map(|(_, visit)| *visit).collect())
}

/// Whether something measured at a visit asks for a scope.
pub(super) fn asks(log: &Log<'_>, visit: &[u8]) -> Result<bool> {
    Ok(log.connection().prepare_cached("SELECT 1 FROM growth_look WHERE visit = ?1")?.exists([visit])?)
}

/// Those who were measured at a visit.
pub(super) fn measured_at(log: &Log<'_>, visit: &RecordName) -> Result<Vec<RecordName>> {
    records(log, "SELECT DISTINCT subject FROM r_reading WHERE visit = ?1", [visit.key().as_slice()])
}

/// A reading, its visit, and what it says.
type Read = (RecordName, Option<RecordName>, Entry);

/// What the core makes of each reading, by those of its own day and of earlier ones, as it does for a page.
fn judged<'r>(
    child: &'r Child,
    readings: &'r [Read],
    rules: &'r Rules,
) -> impl Iterator<Item = (RecordName, Option<RecordName>, Entry, Assessment)> + 'r {
    let entries: Vec<Entry> = readings.iter().map(|(_, _, entry)| *entry).collect();
    readings.iter().map(move |(record, visit, entry)| {
        let known = entries.partition_point(|other| other.on.map(parts) <= entry.on.map(parts));
        let assessment = assess(child, entry, entries.get(..known).unwrap_or_default(), rules);
        (*record, *visit, *entry, assessment)
    })
}

/// Whom the readings are of, and they in order: by day, then the first before the second.
fn read(log: &Log<'_>, person: &RecordName) -> Result<(Child, Vec<Read>)> {
    let key = person.key();
    let child = log
        .connection()
        .prepare_cached(
            "SELECT sex, birth_date, gestational_weeks FROM r_person WHERE record = ?1 AND voided = 0",
        )?
        .query_row([key.as_slice()], |row| {
            let birth: Option<String> = row.get(1)?;
            let weeks: Option<i64> = row.get(2)?;
            Ok(Child {
                sex: match row.get(0)? {
                    Some(code::sex::male) => Some(Sex::Male),
                    Some(code::sex::female) => Some(Sex::Female),
                    _ => None,
                },
                birth: birth.as_deref().and_then(PartialDate::from_iso),
                gestational_weeks: weeks.and_then(|weeks| u32::try_from(weeks).ok()),
            })
        })
        .optional()?;
    let Some(child) = child else { return Ok((Child::default(), Vec::new())) };
    let mut statement = log.connection().prepare_cached(
        "SELECT r.record, r.visit, coalesce(r.\"on\", v.\"on\"), r.attempt, r.weight_kg, r.length_cm, r.length_position,
           r.head_cm, r.muac_cm, r.triceps_mm, r.subscapular_mm, r.oedema
         FROM r_reading r LEFT JOIN r_visit v ON v.record = r.visit WHERE r.subject = ?1 AND r.voided = 0",
    )?;
    let mut rows = statement.query([key.as_slice()])?;
    let mut found: Vec<Read> = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(record) = named(row, 0)? else { continue };
        let mut entry = entry(row)?;
        if entry.on.is_none()
            && let Some((change, _)) = log.change(&record.change())?
        {
            entry.on = day_of(change.wall_s, utc_offset_min(log)?).map(PartialDate::from);
        }
        found.push((record, named(row, 1)?, entry));
    }
    found.sort_by_key(|(record, _, entry)| (entry.on.map(parts), entry.attempt, *record));
    Ok((child, found))
}

fn entry(row: &Row<'_>) -> Result<Entry> {
    let figure = |column: usize| -> Result<Option<f64>> {
        Ok(row.get::<_, Option<String>>(column)?.and_then(|figure| figure.parse().ok()))
    };
    let on: Option<String> = row.get(2)?;
    Ok(Entry {
        on: on.as_deref().and_then(PartialDate::from_iso),
        attempt: match row.get(3)? {
            Some(code::attempt::second) => Attempt::Second,
            _ => Attempt::First,
        },
        weight_kg: figure(4)?,
        length_cm: figure(5)?,
        position: match row.get(6)? {
            Some(code::position::lying) => Some(Position::Lying),
            Some(code::position::standing) => Some(Position::Standing),
            _ => None,
        },
        head_cm: figure(7)?,
        muac_cm: figure(8)?,
        triceps_mm: figure(9)?,
        subscapular_mm: figure(10)?,
        oedema: match row.get(11)? {
            Some(code::oedema::yes) => Some(true),
            Some(code::oedema::no) => Some(false),
            _ => None,
        },
    })
}

fn named(row: &Row<'_>, column: usize) -> Result<Option<RecordName>> {
    Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
}

/// Year, month and day of a date, 0 for what is not known of it.
fn parts(date: PartialDate) -> (i32, u32, u32) {
    use chrono::Datelike;
    match date {
        PartialDate::Day(day) => (day.year(), day.month(), day.day()),
        PartialDate::Month(year, month) => (year, month, 0),
        PartialDate::Year(year) => (year, 0, 0),
    }
}
