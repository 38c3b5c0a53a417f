//! Children who scope alike. A pair is for whoever sees both; one that was looked at (joined, or said to be two) is
//! off the list.

use chaski::record::RecordName;
use chaski::store::revision::Revision;
use rusqlite::Row;

use super::areas::{Scope, literal};
use super::rows::{LINES, count, full_name};
use crate::storage::Result;
use crate::storage::supervision::{Alike, Count, Slice};

const COLUMNS: &str = "a.one, a.other, a.why, p.given_names, p.family_names, q.given_names, q.family_names";

const NOT_LOOKED_AT: &str =
    "NOT EXISTS (SELECT 1 FROM r_same_person s WHERE s.subject = a.one AND s.other = a.other)
  AND NOT EXISTS (SELECT 1 FROM r_same_person s WHERE s.subject = a.other AND s.other = a.one)";

/// Pairs of which both are the viewer's and nobody said whether they are one.
fn open(scope: &Scope<'_>) -> String {
    let within = scope.mine_sql(None);
    format!(
        "FROM alike a CROSS JOIN r_person p ON p.record = a.one CROSS JOIN r_household h ON h.record = p.household
         CROSS JOIN r_person q ON q.record = a.other CROSS JOIN r_household i ON i.record = q.household
         WHERE +h.area IN {within} AND +i.area IN {within} AND {NOT_LOOKED_AT}"
    )
}

fn read(row: &Row<'_>) -> Result<Option<Alike>> {
    let record = |column: usize| row.get::<_, Vec<u8>>(column).map(|key| RecordName::from_key(&key));
    let (Some(one), Some(other)) = (record(0)?, record(1)?) else { return Ok(None) };
    let why: String = row.get(2)?;
    Ok(Some(Alike {
        one,
        other,
        names: (full_name(row.get(3)?, row.get(4)?), full_name(row.get(5)?, row.get(6)?)),
        why: reasons(&why),
        joined: None,
        // Nobody said anything of those who are on the list.
        seen: Revision::default(),
    }))
}

pub(super) fn reasons(why: &str) -> Vec<String> {
    why.split(',').filter(|reason| !reason.is_empty()).map(str::to_owned).collect()
}

pub(super) fn total(scope: &Scope<'_>) -> Result<Count> {
    count(&scope.log, &format!("SELECT a.one {}", open(scope)), [])
}

pub(super) fn list(scope: &Scope<'_>, after: Option<&str>) -> Result<Slice<Alike>> {
    let after = after.and_then(|after| {
        let (one, other) = after.split_once('~')?;
        Some((one.parse::<RecordName>().ok()?, other.parse::<RecordName>().ok()?))
    });
    let place = match &after {
        Some((one, other)) => format!("AND (a.one, a.other) > ({}, {})", literal(one), literal(other)),
        None => String::new(),
    };
    let items = pairs(scope, &place, LINES + 1)?;
    let mut items = items;
    let more = items.len() > LINES;
    items.truncate(LINES);
    let next = items.last().filter(|_| more).map(|last| format!("{}~{}", last.one, last.other));
    Ok(Slice { items, next, total: total(scope)? })
}

/// Those who scope like one person.
pub(super) fn of(scope: &Scope<'_>, person: &RecordName) -> Result<Vec<Alike>> {
    let name = literal(person);
    pairs(scope, &format!("AND (a.one = {name} OR a.other = {name})"), LINES)
}

fn pairs(scope: &Scope<'_>, condition: &str, limit: usize) -> Result<Vec<Alike>> {
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "SELECT {COLUMNS} {} {condition} ORDER BY a.one, a.other LIMIT {limit}",
        open(scope)
    ))?;
    let mut rows = statement.query([])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        items.extend(read(row)?);
    }
    Ok(items)
}
