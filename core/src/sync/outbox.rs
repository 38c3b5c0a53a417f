//! What is on this phone only, in the order in which it goes: danger signs first, with the creates they stand on,
//! then opening by opening and by counter; cut into signed batches. What the district knows by other contents goes
//! too, said to be apart.

use std::collections::BTreeSet;

use crate::change::Change;
use crate::change::batch::{Batch, Entry, Opening};
use crate::change::limits;
use crate::merge::needs;
use crate::record::{ChangeName, Owner, RecordName, Tag, Value, entity};
use crate::store::error::{Result, StoreError};
use crate::store::opening::{ancestry_before, kept};
use crate::store::own::{self, Unsent};
use crate::store::{Log, Store, apart};

pub use crate::store::own::unsent_count;

/// A batch to be made: changes of one opening of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    tag: Tag,
    names: Vec<ChangeName>,
    apart: bool,
    /// Of their canonical bodies.
    bytes: usize,
}

impl Planned {
    /// The opening whose changes it holds.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// How many changes it holds.
    pub fn changes(&self) -> usize {
        self.names.len()
    }
}

/// Batches as they travel: several in a frame, which holds no more than one batch may, so that a line that is cut costs
/// no more.
pub fn in_frames(batches: Vec<Planned>) -> Vec<Vec<Planned>> {
    let mut frames: Vec<Vec<Planned>> = Vec::new();
    let (mut bytes, mut changes) = (0, 0);
    for batch in batches {
        (bytes, changes) = (bytes + batch.bytes, changes + batch.names.len());
        match frames.last_mut() {
            Some(frame) if bytes <= limits::BATCH_BYTES && changes <= limits::BATCH_CHANGES => {
                frame.push(batch);
            }
            _ => {
                (bytes, changes) = (batch.bytes, batch.names.len());
                frames.push(vec![batch]);
            }
        }
    }
    frames
}

/// The next batches, at most so many, and whether more remains after them.
pub fn plan(log: &Log<'_>, most: usize) -> Result<(Vec<Planned>, bool)> {
    let mut batches: Vec<Planned> = Vec::new();
    let waiting = in_order(log)?.into_iter().map(|unsent| (unsent, false));
    let kept_apart = apart::all(log)?
        .into_iter()
        .filter(|apart| !apart.held)
        .map(|apart| (Unsent { name: apart.name, bytes: apart.body.len(), urgent: false }, true));
    for (change, is_apart) in waiting.chain(kept_apart) {
        let fits = batches.last().is_some_and(|batch| {
            (batch.tag, batch.apart) == (change.name.tag(), is_apart)
                && batch.bytes + change.bytes <= limits::BATCH_BYTES
                && batch.names.len() < limits::BATCH_CHANGES
        });
        if !fits {
            if batches.len() == most {
                return Ok((batches, true));
            }
            batches.push(Planned { tag: change.name.tag(), names: Vec::new(), apart: is_apart, bytes: 0 });
        }
        if let Some(batch) = batches.last_mut() {
            batch.bytes += change.bytes;
            batch.names.push(change.name);
        }
    }
    Ok((batches, false))
}

fn in_order(log: &Log<'_>) -> Result<Vec<Unsent>> {
    let mut all = own::unsent(log)?;
    let mut first: BTreeSet<ChangeName> = BTreeSet::new();
    for urgent in all.iter().filter(|c| c.urgent && !crate::fault("danger-not-first")) {
        add_with_creates(log, urgent.name, &mut first)?;
    }
    // Stable: within each half the order is that of saving, so creates go before what stands on them.
    all.sort_by_key(|change| !first.contains(&change.name));
    Ok(all)
}

/// A change of this device and, before it, the changes of this device that made what it stands on.
fn add_with_creates(log: &Log<'_>, name: ChangeName, first: &mut BTreeSet<ChangeName>) -> Result<()> {
    if !first.insert(name) {
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
    let kept = kept(&log, planned.tag)?;
    let first = planned.names.iter().map(ChangeName::counter).min().unwrap_or(1);
    let base = match planned.apart {
        true => None,
        false => ancestry_before(&log, store.device(), planned.tag, first)?,
    };
    let opening = Opening { tag: planned.tag, from: kept.from, base, apart: planned.apart };
    if planned.apart {
        let entries = apart::all(&log)?
            .into_iter()
            .filter(|apart| planned.names.contains(&apart.name))
            .map(apart::Apart::entry)
            .collect();
        return Ok(Batch::sign_with_keys(store.signer(), opening, entries));
    }
    let mut held = Vec::with_capacity(planned.names.len());
    for name in &planned.names {
        held.push(log.held(name)?.ok_or(StoreError::BadAnswer("the outbox"))?);
    }
    Ok(match kept.secret {
        Some(secret) => {
            let changes = held.into_iter().map(|held| (held.name.number, held.body)).collect();
            Batch::sign(store.signer(), opening, secret, changes)
        }
        None => {
            let entry = |held: crate::store::log::Held| {
                (held.name.number, Entry::Body { key: held.key, body: held.body })
            };
            Batch::sign_with_keys(store.signer(), opening, held.into_iter().map(entry).collect())
        }
    })
}
