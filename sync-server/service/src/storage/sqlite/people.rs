//! The district's own affairs: areas, workers, invitations, enrolment, rights, stopping a phone, and accepting what
//! was set aside.

use chaski::action::aside::Decision;
use chaski::record::table::{area, code, device, rights, verdict, worker};
use chaski::record::{ChangeName, DeviceId, RecordName, Value, role};
use chaski::store::areas::rights_of;
use chaski::store::random::draw;
use chaski::store::related::verdicts_of;
use chaski::store::{Log, apply};
use chaski::sync::enrol::{EnrolAnswer, EnrolRequest};
use chaski::sync::enrol_refusal::EnrolRefusal;
use chaski::sync::message::Enrolment;
use chaski::sync::short_code::SealedInvitation;
use rusqlite::{OptionalExtension, params};

use super::gate::ServerGate;
use super::identity::ServerIdentity;
use super::judge::would_be_in_no_feed;
use super::phone::phone;
use super::{epoch, own_changes, proven};
use crate::storage::{Result, StorageError};

/// Why a change cannot be accepted that would leave a family or a person in no feed.
pub(super) const IN_NO_FEED: &str = "the household or area that it names is not here or is none, and no phone would show the family any more; wait \
     until it arrives, or record anew where they live";
/// An invitation that nobody used is worth nothing after 14 days.
const INVITE_S: i64 = 14 * 24 * 3600;

pub(super) fn add_area(
    log: &Log<'_>,
    identity: &ServerIdentity,
    name: &str,
    kind: i64,
    parent: Option<RecordName>,
) -> Result<RecordName> {
    let mut values = vec![(area::name, Value::text(name)), (area::kind, Value::Int(kind))];
    // An area may be divided while families live in it: they stay in its feed until each is given its part.
    if let Some(parent) = parent {
        exists(log, "area", "SELECT 1 FROM r_area WHERE record = ?1", &parent)?;
        values.push((area::parent, Value::Record(parent)));
    }
    own_changes::create(log, identity, area::ID, values)
}

pub(super) fn add_worker(log: &Log<'_>, identity: &ServerIdentity, name: &str) -> Result<RecordName> {
    let status = (worker::status, Value::Int(code::worker_status::active));
    own_changes::create(log, identity, worker::ID, [(worker::name, Value::text(name)), status])
}

pub(super) fn invite(
    log: &Log<'_>,
    worker: RecordName,
    role: u64,
    areas: &[RecordName],
    now_s: i64,
) -> Result<[u8; 16]> {
    let code: [u8; 16] = draw();
    invite_with(log, worker, role, areas, now_s, &code)?;
    Ok(code)
}

/// The same with a code that nobody can guess.
pub(super) fn invite_with(
    log: &Log<'_>,
    worker: RecordName,
    role: u64,
    areas: &[RecordName],
    now_s: i64,
    code: &[u8; 16],
) -> Result<()> {
    exists(log, "worker", "SELECT 1 FROM r_worker WHERE record = ?1", &worker)?;
    if proven::is_open(log)? {
        return Err(StorageError::Request(
            "this server was put back from a backup: see what may be missing and confirm it first (`chaski-server back`)"
                .into(),
        ));
    }
    check_rights(log, role, areas)?;
    log.connection().execute(
        "INSERT INTO invite (code_hash, worker, role, areas, issued_s) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            blake3::hash(code).as_bytes().as_slice(),
            worker.key().as_slice(),
            role as i64,
            serde_json::to_string(areas).unwrap_or_default(),
            now_s
        ],
    )?;
    Ok(())
}

/// Keeps an invitation sealed under its short code, beside it.
pub(super) fn keep_short_code(log: &Log<'_>, code: &[u8; 16], kept: &SealedInvitation) -> Result<()> {
    log.connection().execute(
        "UPDATE invite SET short_id = ?2, sealed = ?3 WHERE code_hash = ?1",
        params![blake3::hash(code).as_bytes().as_slice(), kept.id.as_slice(), kept.sealed],
    )?;
    Ok(())
}

/// The invitation that is asked for by this, sealed. The phone that showed its code first may ask again until its first sync.
pub(super) fn sealed_invitation(
    log: &Log<'_>,
    id: &[u8; 16],
    now_s: i64,
) -> Result<std::result::Result<Vec<u8>, EnrolRefusal>> {
    if proven::is_open(log)? {
        return Ok(Err(EnrolRefusal::Closed));
    }
    let row: Option<(Vec<u8>, i64, bool, bool)> = log
        .connection()
        .prepare_cached("SELECT sealed, issued_s, key IS NOT NULL, spent FROM invite WHERE short_id = ?1")?
        .query_row([id.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    Ok(match row {
        None => Err(EnrolRefusal::UnknownCode),
        Some((_, _, _, true)) => Err(EnrolRefusal::UsedCode),
        Some((_, issued_s, false, _)) if now_s - issued_s > INVITE_S => Err(EnrolRefusal::ExpiredCode),
        Some((sealed, ..)) => Ok(sealed),
    })
}

fn check_rights(log: &Log<'_>, role: u64, areas: &[RecordName]) -> Result<()> {
    if role >= role::DISTRICT {
        return Err(StorageError::Request("a phone is a visitor's or a supervisor's".into()));
    }
    areas.iter().try_for_each(|area| exists(log, "area", "SELECT 1 FROM r_area WHERE record = ?1", area))
}

fn exists(log: &Log<'_>, what: &str, statement: &str, record: &RecordName) -> Result<()> {
    if log.connection().prepare_cached(statement)?.exists([record.key().as_slice()])? {
        Ok(())
    } else {
        Err(StorageError::Request(format!("there is no {what} {record}: list them first")))
    }
}

/// A one-time code belongs to the first key that shows it; the same key may show it again until its first sync.
pub(super) fn enrol(
    log: &Log<'_>,
    identity: &ServerIdentity,
    request: &EnrolRequest,
    now_s: i64,
) -> Result<std::result::Result<EnrolAnswer, EnrolRefusal>> {
    if !request.verify() {
        return Ok(Err(EnrolRefusal::NotVerified));
    }
    if proven::is_open(log)? {
        return Ok(Err(EnrolRefusal::Closed));
    }
    let code_hash = blake3::hash(&request.code);
    type Row = (Vec<u8>, i64, String, i64, Option<Vec<u8>>, bool);
    let row: Option<Row> = log
        .connection()
        .prepare_cached("SELECT worker, role, areas, issued_s, key, spent FROM invite WHERE code_hash = ?1")?
        .query_row([code_hash.as_bytes().as_slice()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .optional()?;
    let Some((worker, role, areas, issued_s, key, spent)) = row else {
        return Ok(Err(EnrolRefusal::UnknownCode));
    };
    let damaged = || StorageError::Request("an invitation in the database is damaged: run doctor".into());
    let worker = RecordName::from_key(&worker).ok_or_else(damaged)?;
    match key {
        Some(key) if key == request.public_key && !spent => {}
        Some(_) => return Ok(Err(EnrolRefusal::UsedCode)),
        None if now_s - issued_s > INVITE_S => return Ok(Err(EnrolRefusal::ExpiredCode)),
        None => {
            let areas: Vec<RecordName> = serde_json::from_str(&areas).map_err(|_| damaged())?;
            log.connection().execute(
                "UPDATE invite SET key = ?2 WHERE code_hash = ?1",
                params![code_hash.as_bytes().as_slice(), request.public_key.as_slice()],
            )?;
            add_device(log, identity, request, worker, role.unsigned_abs(), &areas)?;
        }
    }
    let epoch = epoch::current(log)?;
    Ok(Ok(EnrolAnswer {
        root: identity.root.verifying_key().to_bytes(),
        server: identity.certificate(),
        worker,
        statement: Enrolment::sign(
            &identity.signer,
            identity.certificate(),
            request.public_key,
            worker,
            epoch,
        )
        .signature,
        epoch,
        server_time_s: now_s,
    }))
}

fn add_device(
    log: &Log<'_>,
    identity: &ServerIdentity,
    request: &EnrolRequest,
    worker: RecordName,
    role: u64,
    areas: &[RecordName],
) -> Result<()> {
    let id = DeviceId::of_public_key(&request.public_key);
    if let Some(known) = phone(log, id)? {
        // What it knew of its server was lost with a damaged file: it is still the same phone of the same worker, and
        // goes on from what it still holds.
        if known.worker != worker || known.stopped {
            return Err(StorageError::Request("this phone is enrolled already".into()));
        }
        let number = rights_of(log, id, None)?.map_or(0, |rights| rights.number);
        return append_rights(log, identity, id, number + 1, role, areas, false);
    }
    log.connection().execute(
        "INSERT INTO phone (device, public_key, worker, stopped) VALUES (?1, ?2, ?3, 0)",
        params![id.0.as_slice(), request.public_key.as_slice(), worker.key().as_slice()],
    )?;
    let mut values = vec![
        (device::worker, Value::Record(worker)),
        (device::device, Value::Bytes(id.0.to_vec())),
        (device::public_key, Value::Bytes(request.public_key.to_vec())),
    ];
    let label: String = request.label.chars().filter(|c| !c.is_control()).collect();
    if !label.trim().is_empty() {
        values.push((device::label, Value::text(label.trim())));
    }
    own_changes::create(log, identity, device::ID, values)?;
    append_rights(log, identity, id, 1, role, areas, false)
}

fn append_rights(
    log: &Log<'_>,
    identity: &ServerIdentity,
    device: DeviceId,
    number: u64,
    role: u64,
    areas: &[RecordName],
    stopped: bool,
) -> Result<()> {
    let mut areas = areas.to_vec();
    areas.sort();
    areas.dedup();
    own_changes::create(
        log,
        identity,
        rights::ID,
        [
            (rights::device, Value::Bytes(device.0.to_vec())),
            (rights::number, Value::Int(number as i64)),
            (rights::role, Value::Int(role as i64)),
            (rights::areas, Value::List(areas.into_iter().map(Value::Record).collect())),
            (rights::stopped, Value::Int(if stopped { code::yes_no::yes } else { code::yes_no::no })),
        ],
    )?;
    Ok(())
}

/// New rights for every phone of a worker that is not stopped.
pub(super) fn set_rights(
    log: &Log<'_>,
    identity: &ServerIdentity,
    worker: RecordName,
    role: u64,
    areas: &[RecordName],
) -> Result<()> {
    check_rights(log, role, areas)?;
    let mut statement = log
        .connection()
        .prepare("SELECT device FROM phone WHERE worker = ?1 AND stopped = 0 ORDER BY device")?;
    let devices: Vec<Vec<u8>> =
        statement.query_map([worker.key().as_slice()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if devices.is_empty() {
        return Err(StorageError::Request("this worker has no phone: invite them with these rights".into()));
    }
    for device in devices.into_iter().filter_map(|device| device.try_into().ok()).map(DeviceId) {
        let number = rights_of(log, device, None)?.map_or(0, |rights| rights.number);
        append_rights(log, identity, device, number + 1, role, areas, false)?;
    }
    Ok(())
}

/// Stops a phone; one that is stopped stays so.
pub(super) fn stop(log: &Log<'_>, identity: &ServerIdentity, device: DeviceId) -> Result<()> {
    match phone(log, device)? {
        None => {
            let hex = device.to_hex();
            return Err(StorageError::Request(format!("there is no phone {hex}: list them first")));
        }
        Some(phone) if phone.stopped => return Ok(()),
        Some(_) => {}
    }
    log.connection().execute("UPDATE phone SET stopped = 1 WHERE device = ?1", [device.0.as_slice()])?;
    let (number, role, areas) = rights_of(log, device, None)?
        .map_or((0, 0, Vec::new()), |rights| (rights.number, rights.role, rights.areas));
    append_rights(log, identity, device, number + 1, role, &areas, true)
}

/// Accepts what was set aside: one more thing said about the verdict. What waited for it follows.
pub(super) fn accept(
    log: &Log<'_>,
    identity: &ServerIdentity,
    change: ChangeName,
    by: Option<RecordName>,
    note: &str,
) -> Result<()> {
    let Some(verdict) = verdicts_of(log, &change)?.first().copied() else {
        return Err(StorageError::Request(format!("{change} is not set aside")));
    };
    if let Some((held, _)) = log.change(&change)?
        && would_be_in_no_feed(log, &held)?
    {
        return Err(StorageError::Request(format!("{change} cannot be accepted: {IN_NO_FEED}")));
    }
    let mut sets = Vec::new();
    sets.extend(by.map(|by| (verdict::by, Value::Record(by))));
    let note = Some(note.trim()).filter(|note| !note.is_empty());
    sets.extend(note.map(|note| (verdict::note, Value::text(note))));
    sets.push((verdict::outcome, Value::Int(code::verdict_outcome::accepted)));
    decided(log, identity, change, Decision { verdict, sets })
}

/// Says what was decided about a change that was set aside; one that is accepted goes where it stands.
pub(super) fn decided(
    log: &Log<'_>,
    identity: &ServerIdentity,
    change: ChangeName,
    decision: Decision,
) -> Result<()> {
    let accepted = decision.sets.iter().any(|(field, _)| *field == verdict::outcome);
    for (field, value) in decision.sets {
        own_changes::set(log, identity, decision.verdict, field, value)?;
    }
    if accepted {
        let mut gate = ServerGate::new(identity, None);
        apply::settle(log, change, &mut gate)?;
        gate.finish(log)?;
    }
    Ok(())
}

pub(super) fn areas(log: &Log<'_>) -> Result<Vec<(RecordName, String, Option<RecordName>)>> {
    let mut statement = log
        .connection()
        .prepare("SELECT record, name, parent FROM r_area WHERE voided = 0 ORDER BY name, record")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let parent: Option<Vec<u8>> = row.get(2)?;
        if let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            let name = row.get::<_, Option<String>>(1)?.unwrap_or_default();
            all.push((record, name, parent.and_then(|key| RecordName::from_key(&key))));
        }
    }
    Ok(all)
}

pub(super) fn workers(log: &Log<'_>) -> Result<Vec<(RecordName, String)>> {
    let mut statement = log
        .connection()
        .prepare("SELECT record, name FROM r_worker WHERE voided = 0 ORDER BY name, record")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            all.push((record, row.get::<_, Option<String>>(1)?.unwrap_or_default()));
        }
    }
    Ok(all)
}
