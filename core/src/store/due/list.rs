//! The list of a day. Knows dates; makes no line.

use chrono::{Datelike, NaiveDate};
use rusqlite::params;

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
pub const WEEK_DAYS: u64 = 7;

fn group_where(group: Group) -> String {
    let not_late = "(late_from IS NULL OR late_from > ?1)";
    match group {
        Group::Late => "late_from <= ?1".to_owned(),
        Group::Due => format!("due_from <= ?1 AND {not_late}"),
        Group::Week => format!("due_from > ?1 AND due_from < ?1 + {WEEK_DAYS} AND {not_late}"),
    }
}

/// Who stands in a group on a day: whose window ends first, then the gravest. From the `skip`th on.
pub fn due(log: &Log<'_>, day: NaiveDate, group: Group, skip: usize, limit: usize) -> Result<Vec<Due>> {
    let statement = format!(
        "SELECT person, household FROM due WHERE stale = 0 AND {}
         ORDER BY ends IS NULL, ends, risk DESC, person LIMIT ?2 OFFSET ?3",
        group_where(group)
    );
    let mut statement = log.conn.prepare_cached(&statement)?;
    let mut rows = statement.query(params![number(day), limit as i64, skip as i64])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(person) = record_in(row, 0)? else { continue };
        found.push(Due { person, household: record_in(row, 1)? });
    }
    Ok(found)
}

/// How many stand in a group on a day.
pub fn counted(log: &Log<'_>, day: NaiveDate, group: Group) -> Result<usize> {
    let statement = format!("SELECT count(*) FROM due WHERE stale = 0 AND {}", group_where(group));
    let count: i64 = log.conn.prepare_cached(&statement)?.query_row([number(day)], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
