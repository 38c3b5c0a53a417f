//! The list of a day, and what is kept of each answer beside it. Knows dates; makes no line.

use chrono::{Datelike, NaiveDate};
use rusqlite::params;

use crate::programme::{Answer, State};
use crate::record::RecordName;
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::rows::record_in;

/// A group of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// Something is late.
    Late,
    /// Something is due, nothing late.
    Due,
    /// Something will be due within the days ahead, nothing is yet.
    Week,
}

/// A person on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub person: RecordName,
    /// Their household.
    pub household: Option<RecordName>,
}

/// Days of the calendar, counted.
pub(super) fn number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// Days that a group looks ahead, today with them.
const WEEK_DAYS: i64 = 7;

fn group_where(group: Group) -> &'static str {
    match group {
        Group::Late => "late_from <= ?1",
        Group::Due => "due_from <= ?1 AND (late_from IS NULL OR late_from > ?1)",
        Group::Week => "due_from > ?1 AND due_from <= ?1 + ?2 - 1 AND (late_from IS NULL OR late_from > ?1)",
    }
}

/// Who stands in a group on a day: whose window ends first, then the gravest. From the `skip`th on.
pub fn due(log: &Log<'_>, day: NaiveDate, group: Group, skip: usize, limit: usize) -> Result<Vec<Due>> {
    let statement = format!(
        "SELECT person, household FROM due WHERE stale = 0 AND ?2 IS ?2 AND {}
         ORDER BY ends IS NULL, ends, risk DESC, person LIMIT ?3 OFFSET ?4",
        group_where(group)
    );
    let mut statement = log.conn.prepare_cached(&statement)?;
    let mut rows = statement.query(params![number(day), WEEK_DAYS, limit as i64, skip as i64])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(person) = record_in(row, 0)? else { continue };
        found.push(Due { person, household: record_in(row, 1)? });
    }
    Ok(found)
}

/// How many stand in a group on a day.
pub fn counted(log: &Log<'_>, day: NaiveDate, group: Group) -> Result<usize> {
    let statement =
        format!("SELECT count(*) FROM due WHERE stale = 0 AND ?2 IS ?2 AND {}", group_where(group));
    let count: i64 =
        log.conn.prepare_cached(&statement)?.query_row(params![number(day), WEEK_DAYS], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Nothing is known of a day.
const NO_DAY: i32 = i32::MIN;

/// What is kept of an answer: its service, its state and the days from which it is due, late and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The service, by its place.
    pub service: usize,
    /// How it stood.
    state: State,
    due: i32,
    late: i32,
}

impl Kept {
    /// The state on a day until which the line holds.
    pub fn state_on(&self, day: NaiveDate) -> State {
        let day = i32::try_from(number(day)).unwrap_or(i32::MAX);
        match self.state {
            State::NotDue | State::Due | State::Late if self.due != NO_DAY => {
                if self.late != NO_DAY && self.late <= day {
                    State::Late
                } else if self.due <= day {
                    State::Due
                } else {
                    State::NotDue
                }
            }
            state => state,
        }
    }
}

/// Bytes of one answer: service, state, two days.
const BYTES: usize = 11;

pub(super) fn pack(bytes: &mut Vec<u8>, answer: &Answer, due: Option<i64>, late: Option<i64>) {
    let day = |day: Option<i64>| day.and_then(|day| i32::try_from(day).ok()).unwrap_or(NO_DAY);
    let state = State::ALL.iter().position(|state| *state == answer.state).unwrap_or(0);
    bytes.extend(u16::try_from(answer.service).unwrap_or(u16::MAX).to_be_bytes());
    bytes.push(u8::try_from(state).unwrap_or(0));
    bytes.extend(day(due).to_be_bytes());
    bytes.extend(day(late).to_be_bytes());
}

/// What is kept of a person's answers.
pub fn unpack(bytes: &[u8]) -> Vec<Kept> {
    let one = |bytes: &[u8]| {
        let service = u16::from_be_bytes(bytes.get(0..2)?.try_into().ok()?);
        let state = *State::ALL.get(usize::from(*bytes.get(2)?))?;
        let due = i32::from_be_bytes(bytes.get(3..7)?.try_into().ok()?);
        let late = i32::from_be_bytes(bytes.get(7..11)?.try_into().ok()?);
        Some(Kept { service: service.into(), state, due, late })
    };
    bytes.chunks_exact(BYTES).filter_map(one).collect()
}
