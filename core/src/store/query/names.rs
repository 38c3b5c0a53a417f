//! The records of an entity by name alone. Knows no field.

use crate::record::{Entity, RecordName, sql, table};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::rows::records;

/// Every record of an entity that is held, removed ones too, by name.
pub fn every(log: &Log<'_>, entity: &Entity) -> Result<Vec<RecordName>> {
    named_between(log, entity, &[0; 26], &[0xff; 26])
}

/// Those whose keys lie between two, ends included.
pub fn named_between(
    log: &Log<'_>,
    entity: &Entity,
    from: &[u8; 26],
    to: &[u8; 26],
) -> Result<Vec<RecordName>> {
    let table = sql::table(entity);
    let statement = format!("SELECT record FROM {table} WHERE record BETWEEN ?1 AND ?2 ORDER BY record");
    records(log, &statement, [from.as_slice(), to.as_slice()])
}

/// Those that were not removed.
pub fn standing(log: &Log<'_>, entity: &Entity) -> Result<Vec<RecordName>> {
    let table = sql::table(entity);
    records(log, &format!("SELECT record FROM {table} WHERE voided = 0 ORDER BY record"), [])
}

/// Reviews that are neither removed nor closed.
pub fn standing_reviews(log: &Log<'_>) -> Result<Vec<RecordName>> {
    let statement = "SELECT record FROM r_review WHERE voided = 0 AND state IS NOT ?1 ORDER BY record";
    records(log, statement, [table::code::review_state::closed])
}
