//! What the server says itself, for the district: areas, workers, devices, rights, verdicts. Changes like any other,
//! of the server's own device, fed to the directory or to the device they are about.

use std::collections::BTreeMap;

use chaski::change::{Change, Edit, Register, Set};
use chaski::merge::{State, enter, resolve};
use chaski::record::{ChangeName, EntityId, FieldId, RecordName, Value, role};
use chaski::store::Log;

use super::feed;
use super::identity::ServerIdentity;
use crate::storage::{Result, StorageError};

/// A new record of the district's own affairs.
pub(super) fn create(
    log: &Log<'_>,
    identity: &ServerIdentity,
    entity: EntityId,
    values: impl IntoIterator<Item = (FieldId, Value)>,
) -> Result<RecordName> {
    let values: BTreeMap<FieldId, Value> = values.into_iter().collect();
    if let Some(entity) = chaski::record::entity(entity) {
        chaski::record::check::check_create(entity, &values)
            .map_err(|e| StorageError::Request(e.to_string()))?;
    }
    let name = append(log, identity, Edit::Create { entity, values, paths: BTreeMap::new() })?;
    Ok(RecordName { device: name.device, number: name.number, index: 0 })
}

/// A register of the district's own affairs takes a value in front of what it shows now.
pub(super) fn set(
    log: &Log<'_>,
    identity: &ServerIdentity,
    record: RecordName,
    field: FieldId,
    value: Value,
) -> Result<ChangeName> {
    let register = Register { record, field, path: None };
    let said = log.assignments(&register)?;
    let resolved = resolve(&said);
    let depth = if resolved.heads.is_empty() { 0 } else { resolved.depth() + 1 };
    let replaces = resolved.all();
    append(log, identity, Edit::Set(Set { register, value, replaces, depth, reason: None }))
}

fn append(log: &Log<'_>, identity: &ServerIdentity, edit: Edit) -> Result<ChangeName> {
    let name = ChangeName { device: identity.device(), number: identity.last_number(log)? + 1 };
    let change = Change {
        name,
        subject: None,
        author: None,
        role: role::DISTRICT,
        rights: 0,
        wall_s: now_s(),
        clock_epoch: 0,
        elapsed_s: 0,
        edits: vec![edit],
    };
    log.append(&change, identity.secret.key_of(name.number), None)?;
    log.execute(&enter(&change, log)?)?;
    feed::feed_district(log, &change)?;
    Ok(name)
}

/// The server's clock, seconds of Unix time.
pub(super) fn now_s() -> i64 {
    chaski::store::clock::wall_s()
}
