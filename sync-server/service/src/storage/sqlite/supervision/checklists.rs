//! Finished checklists, as they are shown and taken along: read from the projected tables, of the viewer's areas alone.

use std::collections::BTreeMap;

use chaski::change::content::ContentName;
use chaski::record::RecordName;
use chaski::store::Log;
use rusqlite::{Row, params};
use serde_json::Value as Json;

use super::areas::{Scope, list};
use super::rows::full_name;
use crate::storage::Result;
use crate::storage::supervision::{ChecklistExtent, ChecklistFilter, ChecklistLine, GivenAnswers, Sight};

/// Rows at a time.
const ROWS: usize = 200;

const GIVEN: &str = "a.record, a.form_version, a.content";

/// What was answered in those of these records that are the viewer's.
pub(super) fn given(scope: &Scope<'_>, records: &[RecordName]) -> Result<Vec<GivenAnswers>> {
    let mut here = Vec::new();
    for record in records {
        if matches!(scope.sight(record)?, Sight::Here { .. }) {
            here.push(*record);
        }
    }
    let statement = format!("SELECT {GIVEN} FROM r_answers a WHERE a.record IN {}", list(&here));
    let mut statement = scope.log.connection().prepare(&statement)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(read(row)?);
    }
    let mut answers = answers(&scope.log, &here)?;
    for one in &mut found {
        one.answers = answers.remove(&one.record).unwrap_or_default();
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Option<GivenAnswers>> {
    let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { return Ok(None) };
    let content: Option<Vec<u8>> = row.get(2)?;
    Ok(Some(GivenAnswers {
        record,
        version: row.get(1)?,
        content: content.and_then(|name| ContentName::try_from(name).ok()),
        answers: BTreeMap::new(),
    }))
}

/// The answers of these records, by record and path.
fn answers(log: &Log<'_>, records: &[RecordName]) -> Result<BTreeMap<RecordName, BTreeMap<String, Json>>> {
    let mut statement = log.connection().prepare(&format!(
        "SELECT record, path, value FROM r_answers_answer WHERE record IN {} AND value IS NOT NULL",
        list(records)
    ))?;
    let mut rows = statement.query([])?;
    let mut all: BTreeMap<RecordName, BTreeMap<String, Json>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
        // Written by the projection as JSON.
        let value = serde_json::from_str(&row.get::<_, String>(2)?).unwrap_or_default();
        all.entry(record).or_default().insert(row.get(1)?, value);
    }
    Ok(all)
}

/// Where the finished checklists of a form stand that a filter asks for: its parameters are ?1 to ?3.
fn of_form(scope: &Scope<'_>, filter: &ChecklistFilter) -> String {
    let (mine, all_mine) = (scope.mine_sql(filter.area.as_ref()), scope.mine_sql(None));
    // A day that is known to the month alone is of that month.
    format!(
        "r_answers a LEFT JOIN r_person p ON p.record = a.subject
           JOIN r_household h ON h.record = coalesce(p.household, a.subject)
           LEFT JOIN visit_line l ON l.visit = a.visit AND l.area IN {all_mine}
           LEFT JOIN r_visit v ON v.record = a.visit LEFT JOIN r_worker w ON w.record = l.worker
         WHERE a.form = ?1 AND a.voided = 0 AND h.area IN {mine} AND h.voided = 0 AND coalesce(p.voided, 0) = 0
           AND coalesce(v.voided, 0) = 0 AND (?2 IS NULL OR l.day >= ?2 OR l.day = substr(?2, 1, 7))
           AND (?3 IS NULL OR l.day <= ?3)"
    )
}

/// Finished checklists in the order of their records, and where the next begin.
pub(super) fn lines(
    scope: &Scope<'_>,
    filter: &ChecklistFilter,
    after: Option<&str>,
) -> Result<(Vec<ChecklistLine>, Option<String>)> {
    let after = after.and_then(|after| after.parse::<RecordName>().ok());
    let mut statement = scope.log.connection().prepare(&format!(
        "SELECT {GIVEN}, l.visit, l.day, l.worker, w.name, h.record, coalesce(h.known_as, p.family_names),
           p.record, p.given_names, p.family_names
         FROM {} AND (?4 IS NULL OR a.record > ?4) ORDER BY a.record LIMIT {}",
        of_form(scope, filter),
        ROWS + 1
    ))?;
    let after = after.map(|record| record.key());
    let mut rows = statement.query(params![
        filter.form,
        filter.from,
        filter.to,
        after.as_ref().map(|key| key.as_slice())
    ])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(line(row)?);
    }
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let records: Vec<RecordName> = found.iter().map(|one| one.given.record).collect();
    let mut answers = answers(&scope.log, &records)?;
    for one in &mut found {
        one.given.answers = answers.remove(&one.given.record).unwrap_or_default();
    }
    Ok((found, records.last().filter(|_| more).map(ToString::to_string)))
}

fn line(row: &Row<'_>) -> Result<Option<ChecklistLine>> {
    let record = |column: usize| -> Result<Option<RecordName>> {
        Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
    };
    let (Some(given), Some(household)) = (read(row)?, record(7)?) else { return Ok(None) };
    let name: Option<String> = row.get(6)?;
    let called = full_name(row.get(10)?, row.get(11)?);
    Ok(Some(ChecklistLine {
        given,
        visit: record(3)?,
        on: row.get(4)?,
        worker: record(5)?.map(|worker| (worker, name)),
        household: (household, row.get(8)?),
        person: record(9)?.map(|person| (person, called)),
    }))
}

/// What occurs among them.
pub(super) fn extent(scope: &Scope<'_>, filter: &ChecklistFilter) -> Result<ChecklistExtent> {
    let of_form = of_form(scope, filter);
    let params = params![filter.form, filter.from, filter.to];
    let mut extent = ChecklistExtent::default();
    let mut statement = scope.log.connection().prepare(&format!(
        "SELECT DISTINCT a.content FROM {of_form} AND a.content IS NOT NULL ORDER BY a.content"
    ))?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        extent.contents.extend(ContentName::try_from(row.get::<_, Vec<u8>>(0)?).ok());
    }
    let mut statement = scope.log.connection().prepare(&format!(
        "SELECT DISTINCT path FROM r_answers_answer WHERE value IS NOT NULL AND record IN (SELECT a.record FROM {of_form})
         ORDER BY path"
    ))?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        extent.paths.push(row.get(0)?);
    }
    Ok(extent)
}
