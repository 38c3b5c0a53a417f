//! The line of a visit in the lists: one row with all that a list shows, filters and counts by, and the months of the
//! workers that it adds to. A pure function of the projected tables, of when the change came, and of the other lines
//! of the household; made again whenever one of them changed.

use chaski::action::review::Behind;
use chaski::record::RecordName;
use chaski::record::table::{agreement, answers, code, reading, referral, service};
use chaski::store::{Log, Standing};
use chrono::{DateTime, Days, NaiveDate};
use rusqlite::{OptionalExtension, Row, params};

use super::flagged_readings::asks;
use super::past_values::households_ever;
use super::received::received_s;
use crate::storage::Result;
use crate::storage::supervision::attention;

const DAY_S: i64 = 86_400;
/// Nothing was recorded with this before 2025: a clock that says so is wrong.
const FIRST_S: i64 = 1_735_689_600;
/// A visit that came later than this is looked at.
const LATE_S: i64 = 30 * DAY_S;

/// The entities whose records may be of a visit, with the column that names it.
pub(super) const OF_VISIT: [(u64, &str); 5] = [
    (answers::ID, "r_answers"),
    (reading::ID, "r_reading"),
    (service::ID, "r_service"),
    (agreement::ID, "r_agreement"),
    (referral::ID, "r_referral"),
];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    household: Vec<u8>,
    area: Option<Vec<u8>>,
    worker: Option<Vec<u8>>,
    day: String,
    received_s: i64,
    outcome: Option<i64>,
    next_day: Option<String>,
    followed_day: Option<String>,
    place: bool,
    review: i64,
    remarks: i64,
    attention: u32,
    revision: String,
}

impl Line {
    fn is_done(&self) -> bool {
        self.outcome == Some(code::visit_outcome::done)
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Line> {
        Ok(Line {
            household: row.get(0)?,
            area: row.get(1)?,
            worker: row.get(2)?,
            day: row.get(3)?,
            received_s: row.get(4)?,
            outcome: row.get(5)?,
            next_day: row.get(6)?,
            followed_day: row.get(7)?,
            place: row.get(8)?,
            review: row.get(9)?,
            remarks: row.get(10)?,
            attention: row.get(11)?,
            revision: row.get(12)?,
        })
    }
}

const COLUMNS: &str = "household, area, worker, day, received_s, outcome, next_day, followed_day, place, review, remarks, attention, revision";

/// Makes the line of a visit again.
pub(super) fn renew(log: &Log<'_>, visit: &RecordName) -> Result<()> {
    let key = visit.key();
    let old = log
        .connection()
        .prepare_cached(&format!("SELECT {COLUMNS} FROM visit_line WHERE visit = ?1"))?
        .query_row([key.as_slice()], Line::from_row)
        .optional()?;
    let mut new = made(log, visit)?;
    if let Some(line) = &mut new {
        line.followed_day = next_done(log, &line.household, &line.day, &key)?;
    }
    if old == new {
        return Ok(());
    }
    if let Some(old) = &old {
        count(log, old, -1)?;
    }
    match &new {
        Some(line) => {
            put(log, &key, line)?;
            count(log, line, 1)?;
        }
        None => {
            log.connection()
                .prepare_cached("DELETE FROM visit_line WHERE visit = ?1")?
                .execute([key.as_slice()])?;
        }
    }
    for line in [&old, &new].into_iter().flatten().filter(|line| line.is_done()) {
        follow(log, &line.household, &line.day, &key)?;
    }
    Ok(())
}

fn put(log: &Log<'_>, key: &[u8], line: &Line) -> Result<()> {
    log.connection()
        .prepare_cached(&format!(
            "INSERT OR REPLACE INTO visit_line (visit, {COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
        ))?
        .execute(params![
            key,
            line.household,
            line.area,
            line.worker,
            line.day,
            line.received_s,
            line.outcome,
            line.next_day,
            line.followed_day,
            line.place,
            line.review,
            line.remarks,
            line.attention,
            line.revision,
        ])?;
    Ok(())
}

/// The day of the next done visit of the household.
fn next_done(log: &Log<'_>, household: &[u8], day: &str, visit: &[u8]) -> Result<Option<String>> {
    Ok(log
        .connection()
        .prepare_cached(
            "SELECT day FROM visit_line INDEXED BY line_household WHERE household = ?1 AND outcome = ?4
             AND (day, visit) > (?2, ?3) ORDER BY day, visit LIMIT 1",
        )?
        .query_row(params![household, day, visit, code::visit_outcome::done], |row| row.get(0))
        .optional()?)
}

/// A done visit is what followed those before it, back to the one that was done before.
fn follow(log: &Log<'_>, household: &[u8], day: &str, visit: &[u8]) -> Result<()> {
    let mut before: Vec<(Vec<u8>, Line)> = Vec::new();
    {
        let mut statement = log.connection().prepare_cached(&format!(
            "SELECT {COLUMNS}, visit FROM visit_line INDEXED BY line_household
             WHERE household = ?1 AND (day, visit) < (?2, ?3) ORDER BY day DESC, visit DESC"
        ))?;
        let mut rows = statement.query(params![household, day, visit])?;
        while let Some(row) = rows.next()? {
            let line = Line::from_row(row)?;
            let done = line.is_done();
            before.push((row.get(13)?, line));
            if done {
                break;
            }
        }
    }
    for (key, line) in before {
        let followed_day = next_done(log, household, &line.day, &key)?;
        if followed_day != line.followed_day {
            count(log, &line, -1)?;
            let line = Line { followed_day, ..line };
            count(log, &line, 1)?;
            log.connection()
                .prepare_cached("UPDATE visit_line SET followed_day = ?2 WHERE visit = ?1")?
                .execute(params![key, line.followed_day])?;
        }
    }
    Ok(())
}

/// Adds a line to the months of its worker, or takes it out of them.
fn count(log: &Log<'_>, line: &Line, sign: i64) -> Result<()> {
    let (Some(area), Some(worker)) = (&line.area, &line.worker) else { return Ok(()) };
    let done = line.is_done();
    let not_done = matches!(line.outcome, Some(outcome) if outcome > code::visit_outcome::done);
    let followed = line.followed_day.is_some();
    let in_time = match (&line.followed_day, &line.next_day) {
        (Some(followed), Some(agreed)) => a_week_after(agreed).is_some_and(|last| *followed <= last),
        _ => false,
    };
    let add = |day: &str, figures: [bool; 6]| -> Result<()> {
        if !figures.contains(&true) {
            return Ok(());
        }
        let month = day.get(..7).unwrap_or(day);
        let figures = figures.map(|figure| if figure { sign } else { 0 });
        log.connection()
            .prepare_cached(
                "INSERT INTO coverage (month, area, worker, expected, followed, in_time, done, not_done, with_place)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT DO UPDATE SET expected = expected + ?4, followed = followed + ?5,
                   in_time = in_time + ?6, done = done + ?7, not_done = not_done + ?8, with_place = with_place + ?9",
            )?
            .execute(params![
                month, area, worker, figures[0], figures[1], figures[2], figures[3], figures[4], figures[5]
            ])?;
        if sign < 0 {
            log.connection()
                .prepare_cached(
                    "DELETE FROM coverage WHERE month = ?1 AND area = ?2 AND worker = ?3
                     AND max(expected, followed, in_time, done, not_done, with_place) = 0",
                )?
                .execute(params![month, area, worker])?;
        }
        Ok(())
    };
    add(&line.day, [false, false, false, done, not_done, done && line.place])?;
    if let Some(agreed) = &line.next_day {
        add(agreed, [true, followed, in_time, false, false, false])?;
    }
    Ok(())
}

fn a_week_after(day: &str) -> Option<String> {
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    Some(day.checked_add_days(Days::new(7))?.to_string())
}

/// A day by seconds of Unix time.
pub(super) fn day_of(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(String::new, |time| time.date_naive().to_string())
}

struct Found {
    household: Vec<u8>,
    area: Option<Vec<u8>>,
    on: Option<String>,
    begun: Option<i64>,
    ended: Option<i64>,
    outcome: Option<i64>,
    next_day: Option<String>,
    place: bool,
    seen: Option<String>,
}

/// The line as the tables say; `None` if the visit is not in the state or was removed.
fn made(log: &Log<'_>, visit: &RecordName) -> Result<Option<Line>> {
    let key = visit.key();
    let found = log
        .connection()
        .prepare_cached(
            "SELECT v.subject, h.area, v.\"on\", v.begun, v.ended, v.outcome_is, v.next_date,
               v.place_lat IS NOT NULL, v.persons_seen
             FROM r_visit v LEFT JOIN r_household h ON h.record = v.subject WHERE v.record = ?1 AND v.voided = 0
               AND v.subject IS NOT NULL",
        )?
        .query_row([key.as_slice()], |row| {
            Ok(Found {
                household: row.get(0)?,
                area: row.get(1)?,
                on: row.get(2)?,
                begun: row.get(3)?,
                ended: row.get(4)?,
                outcome: row.get(5)?,
                next_day: row.get(6)?,
                place: row.get(7)?,
                seen: row.get(8)?,
            })
        })
        .optional()?;
    let Some(found) = found else { return Ok(None) };
    let Some((change, Standing::InState)) = log.change(&visit.change())? else { return Ok(None) };
    // The server's own have no receipt.
    let received_s = received_s(log, &change.name)?.unwrap_or(change.wall_s);
    let records = records_of(log, &key)?;
    let targets: Vec<RecordName> = std::iter::once(*visit)
        .chain(records.iter().filter_map(|record| RecordName::from_key(&record.key)))
        .collect();
    let behind = Behind::read(log, &targets)?;
    let (review, remarks) = behind.state(visit);
    let day = found.on.clone().unwrap_or_else(|| day_of(found.begun.unwrap_or(change.wall_s)));
    let done = found.outcome == Some(code::visit_outcome::done);
    let mut attention = 0;
    let mut raise = |yes: bool, bit: u32| attention |= if yes { bit } else { 0 };
    raise(records.iter().any(|record| record.danger && !record.voided), attention::DANGER);
    let made_s = found.begun.unwrap_or(change.wall_s);
    let clock = made_s > received_s + DAY_S
        || made_s < FIRST_S
        || found.ended.is_some_and(|ended| ended < made_s)
        || day.get(..10).unwrap_or(&day) > day_of(received_s + DAY_S).as_str();
    raise(clock, attention::CLOCK);
    raise(!clock && received_s - made_s > LATE_S, attention::LATE);
    raise(done && !found.place, attention::NO_PLACE);
    let mut disputed = false;
    for (record, voided) in
        std::iter::once((key.as_slice(), false)).chain(records.iter().map(|r| (r.key.as_slice(), r.voided)))
    {
        disputed |= log
            .connection()
            .prepare_cached("SELECT 1 FROM dispute WHERE record = ?1 AND (field = 0 OR NOT ?2)")?
            .exists(params![record, voided])?;
    }
    raise(behind.corrected, attention::CORRECTED);
    raise(disputed, attention::DISPUTED);
    raise(asks(log, &key)?, attention::GROWTH);
    let measured = records.iter().any(|record| record.measured && !record.voided);
    // A checklist asks for what is to be measured, and for the reason where it is not: unless a measurement was removed, there was nothing to.
    let asked_all = records.iter().any(|record| record.checklist && !record.voided)
        && !records.iter().any(|record| record.measured && record.voided);
    if done && !measured && !asked_all {
        raise(a_child_was_seen(log, &found)?, attention::NOT_MEASURED);
    }
    Ok(Some(Line {
        household: found.household,
        area: found.area,
        worker: change.author.map(|author| author.key().to_vec()),
        day,
        received_s,
        outcome: found.outcome,
        next_day: found.next_day.filter(|day| day.len() == 10),
        followed_day: None,
        place: found.place,
        review: review as i64,
        remarks: i64::try_from(remarks).unwrap_or(i64::MAX),
        attention,
        revision: behind.revision().to_string(),
    }))
}

/// A record of a visit, as its line needs it.
struct OfVisit {
    key: Vec<u8>,
    voided: bool,
    /// Something was measured, or it was said why not.
    measured: bool,
    /// A danger sign was seen.
    danger: bool,
    /// It is a checklist's answers.
    checklist: bool,
}

fn records_of(log: &Log<'_>, visit: &[u8]) -> Result<Vec<OfVisit>> {
    let mut statement = log.connection().prepare_cached(
        "SELECT record, voided, coalesce(weight_kg, length_cm, head_cm, muac_cm, triceps_mm, subscapular_mm,
             not_measured) IS NOT NULL, 0, 0 FROM r_reading WHERE visit = ?1
         UNION ALL SELECT record, voided, 0, signs IS NOT NULL, 0 FROM r_referral WHERE visit = ?1
         UNION ALL SELECT record, voided, 0, 0, 1 FROM r_answers WHERE visit = ?1
         UNION ALL SELECT record, voided, 0, 0, 0 FROM r_service WHERE visit = ?1
         UNION ALL SELECT record, voided, 0, 0, 0 FROM r_agreement WHERE visit = ?1",
    )?;
    let rows = statement.query_map([visit], |row| {
        Ok(OfVisit {
            key: row.get(0)?,
            voided: row.get(1)?,
            measured: row.get(2)?,
            danger: row.get(3)?,
            checklist: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether one of those seen is a child who lives in the household visited, or ever did: whoever moved since was
/// seen all the same.
fn a_child_was_seen(log: &Log<'_>, found: &Found) -> Result<bool> {
    let seen: Vec<RecordName> =
        found.seen.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    for person in seen {
        let is_child = log
            .connection()
            .prepare_cached("SELECT 1 FROM r_person WHERE record = ?1 AND kind = ?2 AND voided = 0")?
            .exists(params![person.key().as_slice(), code::person_kind::child])?;
        if is_child && households_ever(log, &person)?.iter().any(|h| h.key()[..] == found.household) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The visits of a household, removed ones too.
pub(super) fn visits_of(log: &Log<'_>, household: &RecordName) -> Result<Vec<RecordName>> {
    let mut statement = log.connection().prepare_cached("SELECT record FROM r_visit WHERE subject = ?1")?;
    let mut rows = statement.query([household.key().as_slice()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(RecordName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    Ok(found)
}
