//! Phones of which a server that was set back learns again: who was enrolled is known, who was stopped is stopped.

use chaski::record::table::{code, device, rights, verdict};
use chaski::record::{ChangeName, DeviceId, RecordName, Value};
use chaski::store::apply::settle;
use chaski::store::{Log, Standing};
use chaski::sync::message::{Enrolment, SignedHead};
use rusqlite::params;

use super::gate::ServerGate;
use super::identity::ServerIdentity;
use super::phone::phone;
use super::proven::{is_distrusted, is_open, is_proven, was_in_directory};
use super::{epoch, feed, own_changes};
use crate::storage::Result;

/// What a change of the district's own affairs means for the phones that this server knows: one that was enrolled is
/// known again, one that was stopped is stopped.
pub(super) fn apply_to_phones(log: &Log<'_>, identity: &ServerIdentity, name: &ChangeName) -> Result<()> {
    let Some((change, Standing::InState)) = log.change(name)? else { return Ok(()) };
    if change.subject.is_some() {
        return Ok(());
    }
    if was_in_directory(log, name)? {
        feed::append_again(log, &change)?;
    }
    for create in change.creates() {
        let bytes = |field| create.value(field, None).and_then(Value::as_bytes);
        match create.entity {
            device::ID => {
                let key = bytes(device::public_key).and_then(|key| <[u8; 32]>::try_from(key).ok());
                let worker = create.value(device::worker, None).and_then(Value::as_record);
                if let (Some(public_key), Some(worker)) = (key, worker) {
                    insert_phone(log, &public_key, &worker)?;
                }
            }
            rights::ID => {
                let stopped = create.value(rights::stopped, None) == Some(&Value::Int(code::yes_no::yes));
                if let (true, Some(Ok(id))) = (stopped, bytes(rights::device).map(TryInto::try_into)) {
                    stop_phone(log, identity, DeviceId(id))?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn insert_phone(log: &Log<'_>, public_key: &[u8; 32], worker: &RecordName) -> Result<()> {
    let id = DeviceId::of_public_key(public_key);
    if phone(log, id)?.is_none() {
        log.connection().execute(
            "INSERT INTO phone (device, public_key, worker, stopped) VALUES (?1, ?2, ?3, 0)",
            params![id.0.as_slice(), public_key.as_slice(), worker.key().as_slice()],
        )?;
    }
    Ok(())
}

/// A phone that had been stopped: what it brought since, and nothing proves, is set aside.
fn stop_phone(log: &Log<'_>, identity: &ServerIdentity, id: DeviceId) -> Result<()> {
    if phone(log, id)?.is_none_or(|phone| phone.stopped) {
        return Ok(());
    }
    log.connection().execute("UPDATE phone SET stopped = 1 WHERE device = ?1", [id.0.as_slice()])?;
    let since: i64 = log.meta("set_back_seq")?.unwrap_or(i64::MAX);
    let names: Vec<Vec<u8>> = log
        .connection()
        .prepare("SELECT name FROM change WHERE seq > ?1 AND substr(name, 1, 16) = ?2 AND standing = 0 ORDER BY seq")?
        .query_map(params![since, id.0.as_slice()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut gate = ServerGate::new(identity, None);
    for name in names.iter().filter_map(|name| ChangeName::from_key(name)) {
        if is_proven(log, &name)? || log.verdict(&name)?.is_some() {
            continue;
        }
        own_changes::create(
            log,
            identity,
            verdict::ID,
            [
                (verdict::device, Value::Bytes(name.device.0.to_vec())),
                (verdict::number, Value::Int(name.number as i64)),
                (verdict::outcome, Value::Int(code::verdict_outcome::set_aside)),
                (verdict::reason, Value::Int(code::verdict_reason::stopped_device)),
            ],
        )?;
        settle(log, name, &mut gate)?;
    }
    gate.finish(log)
}

/// A phone that this server does not know shows that it was enrolled: it is known again. It may be the first that shows
/// that the memory was set back.
pub(super) fn enrolled(
    log: &Log<'_>,
    identity: &ServerIdentity,
    enrolment: &Enrolment,
    signed: &SignedHead,
    now_s: i64,
) -> Result<()> {
    let root = identity.root.verifying_key();
    let genuine = DeviceId::of_public_key(&enrolment.public_key) == signed.head.device
        && !is_distrusted(log, enrolment.server.device())?
        && enrolment.verify(root.as_bytes())
        && signed.verify(&enrolment.public_key, root.as_bytes());
    if genuine {
        if enrolment.server.device() == identity.device() {
            epoch::check_enrolment(log, enrolment.epoch, now_s)?;
        }
        if is_open(log)? {
            insert_phone(log, &enrolment.public_key, &enrolment.worker)?;
        }
    }
    Ok(())
}
