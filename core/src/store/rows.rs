//! Names of records as rows hold them.

use rusqlite::{Params, Row};

use super::error::Result;
use super::log::Log;
use crate::record::RecordName;

/// A record's name in a column.
pub(crate) fn record_in(row: &Row<'_>, column: usize) -> Result<Option<RecordName>> {
    Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
}

/// The records that a statement finds, in its first column.
pub fn records(log: &Log<'_>, statement: &str, params: impl Params) -> Result<Vec<RecordName>> {
    let mut statement = log.conn.prepare_cached(statement)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(record_in(row, 0)?);
    }
    Ok(found)
}
