//! Judging a change: was its author entitled to it, as the author's feed stood and under the rights it states? Reads and
//! decides; what comes of it is the gate's.

use chaski::change::Change;
use chaski::merge::rules::{Offence, kind_of, offence, owners_named};
use chaski::record::table::household;
use chaski::record::{ChangeName, Owner, RecordName, Value, entity};
use chaski::store::Log;
use chaski::store::areas::{Rights, areas_named, is_area, is_within, parts_of, rights_of};
use chaski::sync::message::Feed;
use rusqlite::params;

use super::branches::{self, Relation};
use super::identity::ServerIdentity;
use super::phone::phone;
use super::proven;
use super::standpoint::{DIRECTORY, Standpoint};
use crate::storage::Result;

/// The households that a change names as somebody's: what it is about would be in no feed before they have come.
pub(super) fn households(log: &Log<'_>, change: &Change) -> chaski::store::Result<Vec<RecordName>> {
    let named = owners_named(change, log)?;
    let households = named.iter().filter(|one| *one.may_be == [household::ID]).filter_map(|one| one.owner);
    Ok(households.filter(|household| household.change() != change.name).collect())
}

pub(super) fn judge(
    log: &Log<'_>,
    identity: &ServerIdentity,
    change: &Change,
    standpoint: &Standpoint,
) -> Result<Option<Offence>> {
    if change.name.device == identity.device() || proven::is_proven(log, &change.name)? {
        return Ok(None);
    }
    let Some(phone) = phone(log, change.name.device)? else { return Ok(Some(Offence::NoRights)) };
    if phone.stopped {
        return Ok(Some(Offence::Stopped));
    }
    if change.author != Some(phone.worker) && !chaski::fault("foreign-author") {
        return Ok(Some(Offence::NoRights));
    }
    let Some(rights) = rights_of(log, change.name.device, Some(change.rights))? else {
        return Ok(Some(Offence::NoRights));
    };
    if let Some(offence) = stale_rights(log, change)?.filter(|_| !chaski::fault("stale-rights-taken")) {
        return Ok(Some(offence));
    }
    if change.role > rights.role || change.subject.is_none() {
        return Ok(Some(Offence::RoleTooLow));
    }
    if let Some(offence) = offence(change, log)? {
        return Ok(Some(offence));
    }
    if let Some(offence) = misplaced(log, change, standpoint)?.filter(|_| !chaski::fault("non-leaf-taken")) {
        return Ok(Some(offence));
    }
    if !entitled(log, change, &rights, standpoint)? && !chaski::fault("foreign-area-applied") {
        return Ok(Some(Offence::NoRights));
    }
    Ok(None)
}

/// Whether the phone had confirmed newer rights when it made the change, on this line of its database or on another: a
/// confirmation binds what comes after it on its line; what another line claims that did not hear of it is for a
/// supervisor to decide.
fn stale_rights(log: &Log<'_>, change: &Change) -> Result<Option<Offence>> {
    let device = change.name.device;
    let mut statement =
        log.connection().prepare_cached("SELECT number FROM confirmed WHERE device = ?1 AND rights > ?2")?;
    let numbers: Vec<i64> = statement
        .query_map(params![device.0.as_slice(), change.rights as i64], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut elsewhere = false;
    for number in numbers {
        let confirmed = ChangeName { device, number: number.unsigned_abs() };
        match branches::relation(log, &change.name, &confirmed)? {
            Relation::Before => {}
            Relation::After => return Ok(Some(Offence::StaleRights)),
            Relation::Elsewhere => elsewhere = true,
        }
    }
    Ok(elsewhere.then_some(Offence::OtherLine))
}

/// A household is put where families are: into an area that is not divided, as far as its author had heard. What was
/// recorded for one that was divided meanwhile stands in it, until somebody gives the family its part.
fn misplaced(log: &Log<'_>, change: &Change, standpoint: &Standpoint) -> Result<Option<Offence>> {
    for area in areas_named(log, change)? {
        if !is_area(log, &area)? {
            return Ok(Some(Offence::NoSuchOwner));
        }
        let parts = parts_of(log, &area)?;
        if !parts.is_empty() && had_heard_of(log, &parts, standpoint)? {
            return Ok(Some(Offence::DividedArea));
        }
    }
    Ok(None)
}

/// Whether one of these areas was in the directory where the author stood in it.
fn had_heard_of(log: &Log<'_>, areas: &[RecordName], standpoint: &Standpoint) -> Result<bool> {
    let Some(stood) = standpoint.position(&DIRECTORY) else { return Ok(false) };
    for area in areas {
        let heard = log
            .connection()
            .prepare_cached("SELECT 1 FROM feed WHERE feed = ?1 AND position <= ?2 AND change = ?3")?
            .exists(params![
                Feed::Directory.key(),
                i64::try_from(stood).unwrap_or(i64::MAX),
                area.change().key().as_slice()
            ])?;
        if heard {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether what a change is about would be in no feed, if the change were in the state now. Nobody can accept that:
/// it stays aside until what it names has come.
pub(super) fn would_be_in_no_feed(log: &Log<'_>, change: &Change) -> Result<bool> {
    for named in owners_named(change, log)? {
        let kind = match named.owner {
            Some(owner) => kind_of(change, &owner, log)?,
            None => None,
        };
        if kind.is_none_or(|kind| !named.may_be.contains(&kind)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the rights hold an area that the subject is in, or was in as the author's feed stood.
fn entitled(log: &Log<'_>, change: &Change, rights: &Rights, standpoint: &Standpoint) -> Result<bool> {
    let Some(subject) = change.subject else { return Ok(false) };
    if let Some(create) = change.creates().find(|create| create.record == subject) {
        return match entity(create.entity).map(|e| e.owner) {
            Some(Owner::Area(field)) => match create.value(field, None).and_then(Value::as_record) {
                Some(area) => Ok(is_within(log, &area, &rights.areas)?),
                None => Ok(false),
            },
            Some(Owner::Household(field)) => match create.value(field, None).and_then(Value::as_record) {
                Some(household) => holds(log, &household, rights, standpoint),
                None => Ok(false),
            },
            _ => Ok(false),
        };
    }
    holds(log, &subject, rights, standpoint)
}

fn holds(log: &Log<'_>, subject: &RecordName, rights: &Rights, standpoint: &Standpoint) -> Result<bool> {
    let mut statement =
        log.connection().prepare_cached("SELECT area, left FROM residence WHERE subject = ?1")?;
    let rows: Vec<(Vec<u8>, Option<i64>)> = statement
        .query_map([subject.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (area, left) in rows {
        let Some(area) = RecordName::from_key(&area) else { continue };
        let still_there = match left {
            None => true,
            Some(_) if chaski::fault("right-kept") => true,
            Some(left) => standpoint.position(&area).is_some_and(|position| position < left.unsigned_abs()),
        };
        if still_there && is_within(log, &area, &rights.areas)? {
            return Ok(true);
        }
    }
    Ok(false)
}
