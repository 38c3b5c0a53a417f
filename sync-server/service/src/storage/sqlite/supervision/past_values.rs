//! What a register was ever said to be: whoever moved since was there all the same.

use chaski::change::Register;
use chaski::merge::State;
use chaski::record::RecordName;
use chaski::record::table::person;
use chaski::store::Log;

use crate::storage::Result;

pub(super) fn named_ever(log: &Log<'_>, record: &RecordName, field: u64) -> Result<Vec<RecordName>> {
    let said = log.assignments(&Register { record: *record, field, path: None })?;
    Ok(said.iter().filter_map(|said| said.value.as_record()).collect())
}

/// Every household that a person was ever said to live in.
pub(super) fn households_ever(log: &Log<'_>, person: &RecordName) -> Result<Vec<RecordName>> {
    named_ever(log, person, person::household)
}
