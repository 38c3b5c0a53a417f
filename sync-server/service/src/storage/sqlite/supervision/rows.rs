//! What every list of the pages needs: how many rows a page has, a count with a bound, records by a statement, a name.

use chaski::record::RecordName;
use chaski::store::Log;
use rusqlite::Params;

use crate::storage::Result;
use crate::storage::supervision::Count;

/// Lines of one page of a list: with the longest names it stays below 30 kB.
pub(super) const LINES: usize = 40;

/// How far a count counts.
const COUNTED: u64 = 1000;

/// How many rows a statement finds, counted to the bound.
pub(super) fn count(log: &Log<'_>, statement: &str, params: impl Params) -> Result<Count> {
    let counted: i64 = log
        .connection()
        .prepare_cached(&format!("SELECT count(*) FROM ({statement} LIMIT {})", COUNTED + 1))?
        .query_row(params, |row| row.get(0))?;
    let counted = counted.unsigned_abs();
    Ok(Count { n: counted.min(COUNTED), more: counted > COUNTED })
}

/// The records that a statement finds, in its first column.
pub(super) fn records(log: &Log<'_>, statement: &str, params: impl Params) -> Result<Vec<RecordName>> {
    let mut statement = log.connection().prepare_cached(statement)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let key: Option<Vec<u8>> = row.get(0)?;
        found.extend(key.and_then(|key| RecordName::from_key(&key)));
    }
    Ok(found)
}

/// Given names and family names as one, or nothing.
pub(super) fn full_name(given: Option<String>, family: Option<String>) -> Option<String> {
    match (given, family) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        (given, family) => given.or(family),
    }
}
