//! The small facts of a district: its name, its clock.

use chaski::store::Log;

use crate::storage::Result;

const NAME: &str = "district";
const UTC_OFFSET_MIN: &str = "utc_offset_min";

/// Its name, for people; empty where nobody gave one.
pub(super) fn name(log: &Log<'_>) -> Result<String> {
    Ok(log.meta(NAME)?.unwrap_or_default())
}

pub(super) fn set_name(log: &Log<'_>, name: &str) -> Result<()> {
    Ok(log.set_meta(NAME, name)?)
}

/// What the district's clocks show less UTC, minutes; UTC where nobody said.
pub(super) fn utc_offset_min(log: &Log<'_>) -> Result<i32> {
    Ok(log.meta(UTC_OFFSET_MIN)?.unwrap_or(0))
}

pub(super) fn set_utc_offset_min(log: &Log<'_>, minutes: i32) -> Result<()> {
    Ok(log.set_meta(UTC_OFFSET_MIN, minutes)?)
}
