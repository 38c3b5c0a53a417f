//! The measurements of a viewer's areas, a thousand at a time, as the sheet holds them.

use chaski::record::RecordName;
use rusqlite::params;

use super::areas::{Scope, literal};
use crate::storage::sqlite::measurement::{MEASUREMENT, measurement};
use crate::storage::{Measurement, Result};

/// Rows at a time.
const ROWS: usize = 1000;

/// The rows after a place, and where the next begin: area by area, by household and child, so that a page of rows
/// costs the same wherever it begins. The place names records only.
pub(super) fn rows(scope: &Scope<'_>, after: Option<&str>) -> Result<(Vec<Measurement>, Option<String>)> {
    let mut after = after.and_then(|after| {
        let mut parts = after.split('~').map(|part| part.parse::<RecordName>().ok());
        Some((parts.next()??, parts.next()??, parts.next()??, parts.next()??))
    });
    let mut mine = scope.mine(None);
    mine.sort();
    if let Some((area, ..)) = &after {
        mine.retain(|other| other >= area);
    }
    let mut found: Vec<Measurement> = Vec::new();
    let mut last = None;
    for area in mine {
        let place = match after.take().filter(|(at, ..)| *at == area) {
            Some((_, household, person, reading)) => format!(
                "AND h.record >= {0} AND (h.record, p.record, r.record) > ({0}, {1}, {2})",
                literal(&household),
                literal(&person),
                literal(&reading)
            ),
            None => String::new(),
        };
        let mut statement = scope.log.connection().prepare_cached(&format!(
            "SELECT {MEASUREMENT}, h.record, r.record FROM r_household h
             CROSS JOIN r_person p ON p.household = h.record CROSS JOIN r_reading r ON r.subject = p.record
             LEFT JOIN r_area a ON a.record = h.area LEFT JOIN r_visit v ON v.record = r.visit
             WHERE h.area = ?1 AND r.voided = 0 AND p.voided = 0 {place}
             ORDER BY h.record, p.record, r.record LIMIT ?2"
        ))?;
        let mut rows = statement.query(params![area.key().as_slice(), (ROWS + 1 - found.len()) as i64])?;
        while let Some(row) = rows.next()? {
            if found.len() == ROWS {
                return Ok((found, last));
            }
            found.push(measurement(row)?);
            let record = |column: usize| row.get::<_, Vec<u8>>(column).map(|key| RecordName::from_key(&key));
            if let (Some(household), Some(person), Some(reading)) = (record(15)?, record(0)?, record(16)?) {
                last = Some(format!("{area}~{household}~{person}~{reading}"));
            }
        }
    }
    Ok((found, None))
}
