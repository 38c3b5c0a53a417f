//! The tables of the supervisors' pages. Some are kept for ever (accounts, the access log, when each change was
//! received); the rest is derived from the projected tables, kept while changes come and go, and made again whole
//! whenever it is missing, of another version, or its ground was rebuilt.

use chaski::record::{ChangeName, RecordName};
use chaski::store::{Log, Standing};

use super::flagged_readings;
use super::projector::Touched;
use super::received::receipts_of_batches;
use crate::storage::{Result, StorageError};

/// Raised when a derived table is made otherwise.
const VERSION: i64 = 6;

/// Kept: nothing else says it. Numbers of a device are received in runs: a row a run, not a row a change.
const KEPT: &str = "
CREATE TABLE IF NOT EXISTS account (
  login TEXT PRIMARY KEY, worker BLOB NOT NULL, name TEXT NOT NULL, password_hash TEXT NOT NULL, areas TEXT NOT NULL,
  may_export INTEGER NOT NULL, may_enrol INTEGER NOT NULL, stopped INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session (
  token_hash BLOB PRIMARY KEY, login TEXT NOT NULL, begun_s INTEGER NOT NULL, until_s INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_login ON session (login);
CREATE TABLE IF NOT EXISTS form (key BLOB PRIMARY KEY, at_s INTEGER NOT NULL, made TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS failure (key TEXT PRIMARY KEY, count INTEGER NOT NULL, last_s INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seen (
  id INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, login TEXT NOT NULL, subject BLOB, what TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS seen_subject ON seen (subject, id);
CREATE TABLE IF NOT EXISTS received (
  device BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, at_s INTEGER NOT NULL,
  PRIMARY KEY (device, first)
) WITHOUT ROWID;
";

/// Derived. An index holds what its list filters by, so that a line is looked up only once it is shown.
const DERIVED: &str = "
DROP TABLE IF EXISTS visit_line;
CREATE TABLE visit_line (
  visit BLOB PRIMARY KEY, household BLOB NOT NULL, area BLOB, worker BLOB, day TEXT NOT NULL,
  received_s INTEGER NOT NULL, outcome INTEGER, next_day TEXT, followed_day TEXT, place INTEGER NOT NULL,
  review INTEGER NOT NULL, remarks INTEGER NOT NULL, attention INTEGER NOT NULL, revision TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX line_received ON visit_line (area, received_s, visit);
CREATE INDEX line_day ON visit_line (area, day, visit);
CREATE INDEX line_worker ON visit_line (worker, day, visit);
CREATE INDEX line_household ON visit_line (household, day, visit, outcome);
CREATE INDEX line_unreviewed ON visit_line (area, received_s, visit, outcome, attention, review)
  WHERE review = 0;
CREATE INDEX line_reviewed ON visit_line (area, review, received_s, visit) WHERE review <> 0;
CREATE INDEX line_attention ON visit_line (area, received_s, visit, review, outcome, attention)
  WHERE attention <> 0;
CREATE INDEX line_not_done ON visit_line (area, outcome, received_s, visit) WHERE outcome <> 2;
DROP TABLE IF EXISTS coverage;
CREATE TABLE coverage (
  month TEXT NOT NULL, area BLOB NOT NULL, worker BLOB NOT NULL, expected INTEGER NOT NULL DEFAULT 0,
  followed INTEGER NOT NULL DEFAULT 0, in_time INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0,
  not_done INTEGER NOT NULL DEFAULT 0, with_place INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (month, area, worker)
) WITHOUT ROWID;
DROP TABLE IF EXISTS growth_look;
CREATE TABLE growth_look (reading BLOB PRIMARY KEY, person BLOB NOT NULL, visit BLOB) WITHOUT ROWID;
CREATE INDEX growth_look_person ON growth_look (person);
CREATE INDEX growth_look_visit ON growth_look (visit);
DROP TABLE IF EXISTS child_line;
CREATE TABLE child_line (person BLOB PRIMARY KEY, area BLOB, sort TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX child_sort ON child_line (area, sort, person);
DROP TABLE IF EXISTS child_key;
CREATE TABLE child_key (key TEXT NOT NULL, person BLOB NOT NULL, PRIMARY KEY (key, person)) WITHOUT ROWID;
CREATE INDEX child_key_person ON child_key (person);
DROP TABLE IF EXISTS alike;
CREATE TABLE alike (one BLOB NOT NULL, other BLOB NOT NULL, why TEXT NOT NULL, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE INDEX alike_other ON alike (other);
DROP TABLE IF EXISTS open_referral;
CREATE TABLE open_referral (
  referral BLOB PRIMARY KEY, area BLOB, at_s INTEGER NOT NULL, revision TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX open_referral_area ON open_referral (area, at_s, referral);
DROP TABLE IF EXISTS dispute_line;
CREATE TABLE dispute_line (
  record BLOB NOT NULL, field INTEGER NOT NULL, path TEXT NOT NULL, area BLOB NOT NULL, at_s INTEGER NOT NULL,
  PRIMARY KEY (record, field, path, area)
) WITHOUT ROWID;
CREATE INDEX dispute_line_area ON dispute_line (area, at_s, record, field, path);
DROP TABLE IF EXISTS aside_line;
CREATE TABLE aside_line (
  change BLOB NOT NULL, area BLOB NOT NULL, seq INTEGER NOT NULL, device BLOB NOT NULL, number INTEGER NOT NULL,
  PRIMARY KEY (change, area)
) WITHOUT ROWID;
CREATE INDEX aside_line_area ON aside_line (area, seq);
DROP TABLE IF EXISTS aside_on;
CREATE TABLE aside_on (place BLOB NOT NULL, change BLOB NOT NULL, PRIMARY KEY (place, change)) WITHOUT ROWID;
CREATE INDEX aside_on_change ON aside_on (change);
DROP TABLE IF EXISTS word;
CREATE TABLE word (word TEXT NOT NULL, area BLOB NOT NULL, record BLOB NOT NULL, PRIMARY KEY (word, area, record)) WITHOUT ROWID;
DROP TABLE IF EXISTS worded;
CREATE TABLE worded (record BLOB PRIMARY KEY, area BLOB NOT NULL, words TEXT NOT NULL) WITHOUT ROWID;
DROP TABLE IF EXISTS vocabulary;
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, held INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS desk_review_target ON r_review (target);
CREATE INDEX IF NOT EXISTS desk_same_other ON r_same_person (other);
";

/// The derived tables and what they are sorted by, for a test that makes them again.
pub(crate) const DERIVED_TABLES: [&str; 13] = [
    "visit_line",
    "coverage",
    "growth_look",
    "child_line",
    "child_key",
    "alike",
    "open_referral",
    "dispute_line",
    "aside_line",
    "aside_on",
    "word",
    "worded",
    "vocabulary",
];

/// Whether the tables are there, as this version makes them and by the rules that hold.
pub(crate) fn is_made(log: &Log<'_>) -> Result<bool> {
    Ok(is_of_this_version(log)? && flagged_readings::is_current(log)?)
}

fn is_of_this_version(log: &Log<'_>) -> Result<bool> {
    Ok(log.meta::<i64>("desk")? == Some(VERSION))
}

/// What they were derived from was made again.
pub(crate) fn unmake(log: &Log<'_>) -> Result<()> {
    if log.meta::<i64>("desk")?.is_some() {
        log.set_meta("desk", 0)?;
    }
    Ok(())
}

/// Makes what is missing: all of a new database, what an earlier version did not have, what was judged by other rules.
pub(crate) fn ensure(log: &Log<'_>) -> Result<()> {
    if is_made(log)? {
        return Ok(());
    }
    if is_of_this_version(log)? {
        judge_growth(log)?;
        return flagged_readings::note_current(log);
    }
    log.connection().execute_batch(KEPT)?;
    if log.meta::<i64>("desk")?.is_none() {
        receipts_of_batches(log)?;
    }
    fill(log)?;
    log.set_meta("desk", VERSION)?;
    flagged_readings::note_current(log)
}

/// Judges every reading again, and makes the lines again of those visits for which that says something else.
fn judge_growth(log: &Log<'_>) -> Result<()> {
    let mut touched = Touched::default();
    each(log, "SELECT DISTINCT subject FROM r_reading", &mut |log, key| {
        touched.grown.extend(RecordName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    touched.flush(log)
}

/// Makes every derived table again from the projected ones.
pub(crate) fn fill(log: &Log<'_>) -> Result<()> {
    log.connection().execute_batch(DERIVED)?;
    let mut touched = Touched::default();
    each(log, "SELECT record FROM r_person", &mut |log, key| {
        touched.persons.extend(RecordName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    each(log, "SELECT record FROM r_household", &mut |log, key| {
        touched.households.extend(RecordName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    each(log, "SELECT record FROM r_visit", &mut |log, key| {
        touched.visits.extend(RecordName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    each(log, "SELECT record FROM r_referral", &mut |log, key| {
        touched.referrals.extend(RecordName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    each(log, "SELECT DISTINCT record FROM dispute", &mut |log, key| {
        touched.disputed.extend(RecordName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    let aside = format!("SELECT name FROM change WHERE standing = {}", Standing::SetAside as i64);
    each(log, &aside, &mut |log, key| {
        touched.aside.extend(ChangeName::from_key(key));
        flush_some(log, &mut touched)
    })?;
    touched.flush(log)
}

fn flush_some(log: &Log<'_>, touched: &mut Touched) -> Result<()> {
    if touched.len() >= 1000 { touched.flush(log) } else { Ok(()) }
}

fn each(log: &Log<'_>, statement: &str, take: &mut dyn FnMut(&Log<'_>, &[u8]) -> Result<()>) -> Result<()> {
    let mut statement = log.connection().prepare(statement)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(log, row.get_ref(0)?.as_blob().map_err(|_| damaged())?)?;
    }
    Ok(())
}

fn damaged() -> StorageError {
    StorageError::Request("a name in the database is damaged: run doctor".into())
}
