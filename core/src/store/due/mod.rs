//! Who is owed what, kept with the projection: a line a person, made again when something of them changes, when the rules do, and when a day passes on
//! which their next step would be another. A list of a day is then a matter of dates, whatever the day. Knows the room `programme` and the tables; not
//! how a list looks.

mod facts;
mod list;
mod stale;

pub use facts::{OfPerson, facts_of};
pub use list::{Due, Group, WEEK_DAYS, counted, due};
pub(in crate::store) use stale::Stale;

use chrono::NaiveDate;
use rusqlite::params;

use list::number;

use super::error::Result;
use super::log::Log;
use super::rows::records;
use crate::pack::Pack;
use crate::programme::{Answer, Programme, State, owed};
use crate::record::RecordName;

/// The table. A person without a line that is not stale is owed nothing that a list shows.
pub(super) const TABLE: &str = "
CREATE TABLE due (
  person BLOB PRIMARY KEY, household BLOB, stale INTEGER NOT NULL DEFAULT 0, made_on INTEGER, holds_until INTEGER,
  due_from INTEGER, late_from INTEGER, ends INTEGER, risk INTEGER
) WITHOUT ROWID;
CREATE INDEX due_stale ON due (stale) WHERE stale <> 0;
CREATE INDEX due_made ON due (made_on);
CREATE INDEX due_until ON due (holds_until);
CREATE INDEX due_late ON due (late_from, ends, person);
CREATE INDEX due_due ON due (due_from, late_from, ends, person);
";

/// Its name.
pub(in crate::store) const NAME: &str = "due";

/// By which rules the lines were made.
const MADE_BY: &str = "due_made_by";
/// Counts up when the same rules come to something else.
const ENGINE: u32 = 1;
/// Lines that do not hold on a day: it has passed them, or the clock that made them was ahead.
const BEHIND: &str = "stale = 0 AND (holds_until < ?1 OR made_on > ?1)";
/// How many are made again in one transaction.
const BATCH: usize = 500;

fn made_by(pack: &Pack) -> String {
    format!("{ENGINE} {}", pack.id())
}

impl Log<'_> {
    /// Makes lines again that a change, other rules or a passed day left behind, up to a number of them; whether any are left. The caller's transaction holds
    /// it; what is left goes on with the next call, in whichever process.
    pub fn refresh_due(&self, day: NaiveDate, limit: usize) -> Result<bool> {
        let pack = self.pack()?;
        let made_by = made_by(pack);
        if self.meta::<String>(MADE_BY)?.as_deref() != Some(made_by.as_str()) {
            self.conn.prepare_cached("UPDATE due SET stale = 1 WHERE stale = 0")?.execute([])?;
            self.set_meta(MADE_BY, made_by)?;
        }
        let stale = "SELECT person FROM due WHERE stale <> 0 LIMIT ?1";
        let mut behind = records(self, stale, [limit as i64])?;
        if behind.len() < limit {
            let passed = format!("SELECT person FROM due WHERE {BEHIND} LIMIT ?2");
            behind.extend(records(self, &passed, params![number(day), (limit - behind.len()) as i64])?);
        }
        let mut reading = facts::Reading::begin(self, pack)?;
        for person in &behind {
            let facts = reading.of(person)?;
            put(self, &pack.programme, person, facts, day)?;
        }
        Ok(behind.len() == limit)
    }

    /// Whether a refresh would find something to do.
    pub fn is_due_behind(&self, day: NaiveDate) -> Result<bool> {
        if self.meta::<String>(MADE_BY)?.as_deref() != Some(made_by(self.pack()?).as_str()) {
            return Ok(true);
        }
        let statement = format!(
            "SELECT EXISTS (SELECT 1 FROM due WHERE stale <> 0) OR EXISTS (SELECT 1 FROM due WHERE {BEHIND})"
        );
        Ok(self.conn.prepare_cached(&statement)?.query_row([number(day)], |row| row.get(0))?)
    }
}

impl super::Store {
    /// Brings the list of who is owed what up to a day. Each batch is a transaction: one that is cut goes on where it was.
    pub fn refresh_due(&mut self, day: NaiveDate) -> Result<()> {
        while self.log().is_due_behind(day)? {
            let tx = self.write()?;
            tx.log().refresh_due(day, BATCH)?;
            tx.commit()?;
        }
        Ok(())
    }
}

/// The line of a person, or none.
fn put(
    log: &Log<'_>,
    programme: &Programme,
    person: &RecordName,
    facts: Option<facts::OfPerson>,
    day: NaiveDate,
) -> Result<()> {
    let key = person.key();
    let Some(facts) = facts.filter(|facts| !facts.all.is_empty()) else {
        log.conn.prepare_cached("DELETE FROM due WHERE person = ?1")?.execute([key.as_slice()])?;
        return Ok(());
    };
    let mut line = Line::default();
    for facts in &facts.all {
        for answer in owed(programme, facts, day) {
            let risk = programme.services.get(answer.service).map_or(0, |service| service.risk);
            line.add(&answer, risk);
        }
    }
    log.conn
        .prepare_cached(
            "INSERT OR REPLACE INTO due (person, household, stale, made_on, holds_until, due_from, late_from, ends, risk)
             VALUES (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            key.as_slice(),
            facts.household.map(|household| household.key().to_vec()),
            number(day),
            // A line holds at least on the day on which it is made: nothing is made again for ever.
            line.holds_until.map(|until| number(until.max(day))),
            line.due_from,
            line.late_from,
            line.ends,
            line.risk,
        ])?;
    Ok(())
}

/// What is kept of a person's answers.
#[derive(Default)]
struct Line {
    holds_until: Option<NaiveDate>,
    due_from: Option<i64>,
    late_from: Option<i64>,
    ends: Option<i64>,
    risk: i64,
}

impl Line {
    fn add(&mut self, answer: &Answer, risk: u8) {
        let least = |one: Option<i64>, other: Option<i64>| match (one, other) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        if answer.holds_until < NaiveDate::MAX {
            self.holds_until =
                Some(self.holds_until.map_or(answer.holds_until, |until| until.min(answer.holds_until)));
        }
        let is_open = matches!(answer.state, State::NotDue | State::Due | State::Late);
        let due = answer.due.filter(|_| is_open).map(|due| number(due.last));
        let late = answer.in_time.filter(|_| is_open).map(|in_time| number(in_time.last) + 1);
        let closes = answer.closes.filter(|_| is_open).map(|closes| number(closes.first));
        self.due_from = least(self.due_from, due);
        self.late_from = least(self.late_from, late);
        self.ends = least(self.ends, closes.or(late));
        if is_open {
            self.risk = self.risk.max(risk.into());
        }
    }
}
