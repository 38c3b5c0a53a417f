//! Who has left this phone's areas, and may go from the phone: judged from the state, never before the server confirmed
//! it. What becomes of their rows and changes is the store's.

use crate::change::{Change, Register};
use crate::merge::State;
use crate::record::table::verdict;
use crate::record::{FieldId, Owner, RecordName, entity};
use crate::store::areas::{area_name, areas_of, held, owners, rights_of, subjects};
use crate::store::departed::{self, Departure};
use crate::store::error::Result;
use crate::store::{Log, Store, own};

/// Notes that a change which moves a household or a person arrived, or a verdict, which may bring back one that left.
pub(super) fn note_moves(log: &Log<'_>, change: &Change) -> Result<()> {
    let mut may_move = change.creates().any(|create| create.entity == verdict::ID);
    for set in change.sets() {
        let register = &set.register;
        may_move |= owner_field(log, &register.record)? == Some(register.field)
            || log.known(&register.record)?.is_some_and(|known| known.entity == verdict::ID);
    }
    if may_move { departed::recheck(log) } else { Ok(()) }
}

fn owner_field(log: &Log<'_>, record: &RecordName) -> Result<Option<FieldId>> {
    Ok(match log.known(record)?.and_then(|known| entity(known.entity)).map(|e| e.owner) {
        Some(Owner::Area(field) | Owner::Household(field)) => Some(field),
        _ => None,
    })
}

/// Lets go of every household and person that no area of this phone holds any more; returns how many.
pub fn departed(store: &mut Store) -> Result<u64> {
    if !departed::is_to_look(&store.log())? {
        return Ok(0);
    }
    let device = store.device();
    let now = store.now();
    let tx = store.write()?;
    let log = tx.log();
    let held = match rights_of(&log, device, None)? {
        Some(rights) => held(&log, &rights.areas)?,
        None => Vec::new(),
    };
    let mut gone = 0;
    let mut kept = false;
    for subject in subjects(&log)? {
        let areas = areas_of(&log, &subject)?;
        if areas.iter().any(|area| held.contains(area)) {
            continue;
        }
        if must_stay(&log, &subject, &held)? {
            kept = true;
            continue;
        }
        departed::let_go(
            &log,
            &Departure {
                subject,
                entity: log.known(&subject)?.map_or(0, |known| known.entity),
                areas: areas
                    .iter()
                    .map(|area| Ok(area_name(&log, area)?.unwrap_or_default()))
                    .collect::<Result<_>>()?,
                noted_s: now.wall_s,
            },
        )?;
        gone += 1;
    }
    if !kept {
        departed::has_looked(&log)?;
    }
    tx.commit()?;
    Ok(gone)
}

/// Work of this phone that is not acknowledged, a draft, or a move of its own that the server has not confirmed in
/// the feed of the area it leaves: a verdict may still bring the family back.
fn must_stay(log: &Log<'_>, subject: &RecordName, held: &[RecordName]) -> Result<bool> {
    if own::has_work_on(log, subject)? && !crate::fault("purge-too-early") {
        return Ok(true);
    }
    let Some(field) = owner_field(log, subject)? else { return Ok(false) };
    for owner in owners(log, subject, field)? {
        // Its household is here and set aside, or waits: that is no move.
        if log.known(&owner)?.is_none() && log.held(&owner.change())?.is_some() {
            return Ok(true);
        }
    }
    let said = log.assignments(&Register { record: *subject, field, path: None })?;
    let mut unconfirmed = false;
    let mut was_here = false;
    for saying in &said {
        unconfirmed |= own::is_unfed(log, &saying.change)?;
        if let Some(owner) = saying.value.as_record() {
            was_here |=
                held.contains(&owner) || areas_of(log, &owner)?.iter().any(|area| held.contains(area));
        }
    }
    Ok(unconfirmed && was_here)
}
