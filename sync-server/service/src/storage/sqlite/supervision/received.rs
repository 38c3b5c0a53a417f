//! When each change was received, in runs of numbers.

use chaski::change::batch::Batch;
use chaski::change::{codec, limits};
use chaski::record::{ChangeName, DeviceId};
use chaski::store::Log;
use rusqlite::{OptionalExtension, params};

use crate::storage::Result;

/// Notes when the numbers of a device were received that the server did not hold before.
pub(crate) fn note_received(
    log: &Log<'_>,
    device: DeviceId,
    numbers: &mut dyn Iterator<Item = u64>,
    now_s: i64,
) -> Result<()> {
    let mut new: Vec<i64> = Vec::new();
    for number in numbers {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let known = received(log, device, number)?.is_some();
        if !known {
            new.push(number);
        }
    }
    new.sort_unstable();
    new.dedup();
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for number in new {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let mut statement = log
        .connection()
        .prepare_cached("INSERT INTO received (device, first, last, at_s) VALUES (?1, ?2, ?3, ?4)")?;
    for (first, last) in runs {
        statement.execute(params![device.0.as_slice(), first, last, now_s])?;
    }
    Ok(())
}

/// When a change was received; `None` for the server's own.
pub(super) fn received_s(log: &Log<'_>, change: &ChangeName) -> Result<Option<i64>> {
    received(log, change.device, i64::try_from(change.number).unwrap_or(i64::MAX))
}

fn received(log: &Log<'_>, device: DeviceId, number: i64) -> Result<Option<i64>> {
    let run: Option<(i64, i64)> = log
        .connection()
        .prepare_cached(
            "SELECT last, at_s FROM received WHERE device = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1",
        )?
        .query_row(params![device.0.as_slice(), number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(run.filter(|(last, _)| *last >= number).map(|(_, at_s)| at_s))
}

/// What an earlier version received: its batches say when.
pub(super) fn receipts_of_batches(log: &Log<'_>) -> Result<()> {
    let mut statement = log.connection().prepare("SELECT received_s, body FROM batch ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let body: Vec<u8> = row.get(1)?;
        let item = codec::decode(&body, limits::FRAME_BYTES).ok();
        let Some(batch) = item.and_then(|item| Batch::from_item(&item).ok()) else { continue };
        let mut numbers = batch.bodies().map(|(name, _, _)| name.number);
        note_received(log, batch.device, &mut numbers, row.get(0)?)?;
    }
    Ok(())
}
