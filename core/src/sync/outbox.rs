//! What is on this phone only, in the order in which it goes: danger signs first, with the creates they stand on,
//! then everything by number; cut into signed batches.

use std::collections::BTreeSet;

use rusqlite::params;

use crate::change::batch::Batch;
use crate::change::hash::Secret;
use crate::change::{Change, limits};
use crate::merge::needs;
use crate::record::{ChangeName, DeviceId, Owner, RecordName, Value, entity};
use crate::store::error::{Result, StoreError};
use crate::store::{Log, Store};

/// A batch to be made: changes of one opening of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    opening: i64,
    names: Vec<ChangeName>,
}

struct Unsent {
    name: ChangeName,
    opening: i64,
    bytes: usize,
    urgent: bool,
}

/// How many changes are on this phone only, those of an identity before included.
pub fn unsent_count(log: &Log<'_>) -> Result<u64> {
    let count: i64 = log
        .conn
        .prepare_cached("SELECT count(*) FROM change WHERE opening IS NOT NULL AND acknowledged = 0")?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// The batches of the next request, and whether more remains after them.
pub fn plan(log: &Log<'_>, device: DeviceId) -> Result<(Vec<Planned>, bool)> {
    let mut batches: Vec<Planned> = Vec::new();
    let mut bytes = 0;
    for change in in_order(log, device)? {
        let fits = batches.last().is_some_and(|batch| {
            batch.opening == change.opening
                && bytes + change.bytes <= limits::BATCH_BYTES
                && batch.names.len() < limits::BATCH_CHANGES
        });
        if !fits {
            if batches.len() == limits::REQUEST_BATCHES {
                return Ok((batches, true));
            }
            batches.push(Planned { opening: change.opening, names: Vec::new() });
            bytes = 0;
        }
        bytes += change.bytes;
        if let Some(batch) = batches.last_mut() {
            batch.names.push(change.name);
        }
    }
    Ok((batches, false))
}

fn in_order(log: &Log<'_>, device: DeviceId) -> Result<Vec<Unsent>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT name, opening, length(body), urgent FROM change
         WHERE opening IS NOT NULL AND acknowledged = 0 AND name BETWEEN ?1 AND ?2 ORDER BY name",
    )?;
    let first = ChangeName { device, number: 0 }.key();
    let last = ChangeName { device, number: u64::MAX }.key();
    let mut rows = statement.query(params![first.as_slice(), last.as_slice()])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            all.push(Unsent {
                name,
                opening: row.get(1)?,
                bytes: usize::try_from(row.get::<_, i64>(2)?).unwrap_or(0),
                urgent: row.get(3)?,
            });
        }
    }
    let mut first: BTreeSet<u64> = BTreeSet::new();
    for urgent in all.iter().filter(|c| c.urgent) {
        add_with_creates(log, urgent.name, &mut first)?;
    }
    // Stable: within each half the numbers ascend, so creates go before what stands on them.
    all.sort_by_key(|change| (!first.contains(&change.name.number), change.name.number));
    Ok(all)
}

/// A change of this device and, before it, the changes of this device that made what it stands on.
fn add_with_creates(log: &Log<'_>, name: ChangeName, first: &mut BTreeSet<u64>) -> Result<()> {
    if !first.insert(name.number) {
        return Ok(());
    }
    let Some((change, _)) = log.change(&name)? else { return Ok(()) };
    for record in needs(&change).into_iter().chain(households(&change)) {
        if record.device == name.device {
            add_with_creates(log, record.change(), first)?;
        }
    }
    Ok(())
}

fn households(change: &Change) -> Vec<RecordName> {
    let of = |create: crate::change::Create<'_>| match entity(create.entity)?.owner {
        Owner::Household(field) => create.value(field, None).and_then(Value::as_record),
        _ => None,
    };
    change.creates().filter_map(of).collect()
}

/// Makes and signs a planned batch.
pub fn batch(store: &Store, planned: &Planned) -> Result<Batch> {
    let log = store.log();
    let secret: Vec<u8> = log
        .conn
        .prepare_cached("SELECT secret FROM opening WHERE id = ?1")?
        .query_row([planned.opening], |row| row.get(0))?;
    let secret = Secret(secret.try_into().map_err(|_| StoreError::BadAnswer("an opening"))?);
    let mut changes = Vec::with_capacity(planned.names.len());
    for name in &planned.names {
        let held = log.held(name)?.ok_or(StoreError::BadAnswer("the outbox"))?;
        changes.push((name.number, held.body));
    }
    Ok(Batch::sign(store.signer(), secret, changes))
}
