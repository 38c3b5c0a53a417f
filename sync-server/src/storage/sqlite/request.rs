//! The three steps of a request: its head is taken, each batch is taken, the answer is made. Each is one transaction.

use chaski::change::batch::{Batch, Entry};
use chaski::change::codec;
use chaski::record::table::{code, device, rights as rights_table};
use chaski::record::{ChangeName, DeviceId, Value};
use chaski::store::apply::settle;
use chaski::store::areas::rights_of;
use chaski::store::log::Received;
use chaski::store::{Log, Standing};
use chaski::sync::message::{Answer, Head, Refusal, RefusalCode, SignedHead, eight_of};
use rusqlite::{OptionalExtension, params};

use super::judge::{Phone, ServerGate, phone};
use super::{Me, desk, feed, say};
use crate::storage::{Admitted, Result, StorageError, Taken};

type Answered<T> = Result<std::result::Result<T, Refusal>>;

/// Takes a head: of this district, signed by a device it knows (or one that goes on in the name of such), with a
/// counter above the last.
pub(super) fn admit(log: &Log<'_>, me: &Me, signed: SignedHead, _now_s: i64) -> Answered<Admitted> {
    let refuse = |code| Ok(Err(Refusal::of(code)));
    let head = &signed.head;
    if phone(log, head.device)?.is_none() && !head.successions.is_empty() && !succeed(log, me, head)? {
        return refuse(RefusalCode::SuccessionRefused);
    }
    let Some(phone) = phone(log, head.device)? else { return refuse(RefusalCode::UnknownDevice) };
    if !signed.verify(&phone.public_key, me.root.verifying_key().as_bytes()) {
        return refuse(RefusalCode::NotVerified);
    }
    if head.counter <= phone.counter {
        let last = phone.nonce.map(|nonce| (phone.counter, nonce));
        return Ok(Err(Refusal { code: RefusalCode::Stale, last }));
    }
    log.conn
        .prepare_cached(
            "UPDATE phone SET counter = ?2, nonce = ?3, version = ?4, unsent = ?5 WHERE device = ?1",
        )?
        .execute(params![
            head.device.0.as_slice(),
            head.counter as i64,
            head.nonce.as_slice(),
            head.version,
            head.unsent as i64
        ])?;
    if let Some((rights, number)) = head.confirmed {
        log.conn
            .prepare_cached("INSERT OR IGNORE INTO confirmed (device, rights, number) VALUES (?1, ?2, ?3)")?
            .execute(params![head.device.0.as_slice(), rights as i64, number as i64])?;
    }
    // The invitation's code is spent with the first sync.
    log.conn
        .prepare_cached("UPDATE invite SET spent = 1 WHERE key = ?1 AND spent = 0")?
        .execute([phone.public_key.as_slice()])?;
    Ok(Ok(Admitted { public_key: phone.public_key, stopped: phone.stopped, head: signed.head }))
}

/// A device that goes on in the name of one that the district knows: its worker and its rights are the same, and it is
/// stopped if that one was: what it sends is stored and set aside, not turned away.
fn succeed(log: &Log<'_>, me: &Me, head: &Head) -> Result<bool> {
    if head.successions.last().map(chaski::store::identity::Succession::new_device) != Some(head.device) {
        return Ok(false);
    }
    for succession in &head.successions {
        let new = succession.new_device();
        let Some(Phone { public_key, worker, stopped, .. }) = phone(log, succession.old)? else {
            return Ok(false);
        };
        if !succession.verify(&public_key) {
            return Ok(false);
        }
        if phone(log, new)?.is_some() {
            continue;
        }
        log.conn.execute(
            "INSERT INTO phone (device, public_key, worker, predecessor, stopped) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                new.0.as_slice(),
                succession.new_public_key.as_slice(),
                worker.key().as_slice(),
                succession.old.0.as_slice(),
                stopped
            ],
        )?;
        say::create(
            log,
            me,
            device::ID,
            [
                (device::worker, Value::Record(worker)),
                (device::device, Value::Bytes(new.0.to_vec())),
                (device::public_key, Value::Bytes(succession.new_public_key.to_vec())),
                (device::predecessor, Value::Bytes(succession.old.0.to_vec())),
            ],
        )?;
        if let Some(rights) = rights_of(log, succession.old, None)? {
            say::create(
                log,
                me,
                rights_table::ID,
                [
                    (rights_table::device, Value::Bytes(new.0.to_vec())),
                    (rights_table::number, Value::Int(rights.number as i64)),
                    (rights_table::role, Value::Int(rights.role as i64)),
                    (
                        rights_table::areas,
                        Value::List(rights.areas.iter().map(|a| Value::Record(*a)).collect()),
                    ),
                    (
                        rights_table::stopped,
                        Value::Int(if rights.stopped { code::yes_no::yes } else { code::yes_no::no }),
                    ),
                ],
            )?;
        }
        feed::carry_verdicts(log, succession.old, new)?;
    }
    Ok(true)
}

/// Takes a batch whose signature holds: everything in it that is new is stored, judged, fed and projected.
pub(super) fn take(
    log: &Log<'_>,
    me: &Me,
    admitted: &Admitted,
    batch: &Batch,
    now_s: i64,
) -> Answered<Taken> {
    let device = admitted.head.device;
    let newest: Option<i64> = log
        .conn
        .prepare_cached("SELECT counter FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| row.get(0))
        .optional()?;
    if newest != Some(admitted.head.counter as i64) {
        return Ok(Err(Refusal::of(RefusalCode::TakenOver)));
    }
    if batch.device != device {
        return Err(StorageError::Request("a batch of another device passed its signature".into()));
    }
    let mut taken = Taken::default();
    desk::note_received(log, device, &mut batch.bodies().map(|(name, _, _)| name.number), now_s)?;
    let mut gate = ServerGate::new(me, Some(&admitted.head));
    for (name, key, body) in batch.bodies() {
        match log.receive(name, key, body)? {
            Received::New => {
                taken.new += 1;
                hold(log, device, name.number)?;
                settle(log, name, &mut gate)?;
                // One that this version cannot read is judged by the next.
                if matches!(log.change(&name)?, None | Some((_, Standing::Waits))) {
                    ServerGate::note_awaiting(log, &admitted.head, &name)?;
                }
            }
            Received::Again => {}
            Received::Forked => {
                taken.forked.push(name.number);
                log.conn
                    .prepare_cached(
                        "INSERT OR IGNORE INTO fork (device, number, hash, received_s) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![
                        device.0.as_slice(),
                        name.number as i64,
                        key.hash(body).0.as_slice(),
                        now_s
                    ])?;
            }
        }
    }
    gate.finish(log)?;
    // Of what the head said the phone still held, this has come.
    let come = batch.bodies().count() - taken.forked.len();
    log.conn
        .prepare_cached("UPDATE phone SET unsent = max(0, unsent - ?2) WHERE device = ?1")?
        .execute(params![device.0.as_slice(), come as i64])?;
    for (number, entry) in &batch.entries {
        if matches!(entry, Entry::Withheld(_)) && chaski::fault("withheld-acknowledged") {
            hold(log, device, *number)?;
        }
    }
    if taken.new > 0 || !taken.forked.is_empty() {
        log.conn
            .prepare_cached("INSERT INTO batch (device, received_s, body) VALUES (?1, ?2, ?3)")?
            .execute(params![device.0.as_slice(), now_s, codec::encode(&batch.item())])?;
    }
    Ok(Ok(taken))
}

/// Adds a number to the ranges that the server holds of a device.
fn hold(log: &Log<'_>, device: DeviceId, number: u64) -> Result<()> {
    let device = device.0.as_slice();
    let number = number as i64;
    let below: Option<(i64, i64)> = log
        .conn
        .prepare_cached(
            "SELECT first, last FROM held WHERE device = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1",
        )?
        .query_row(params![device, number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if below.is_some_and(|(_, last)| last >= number) {
        return Ok(());
    }
    let above: Option<i64> = log
        .conn
        .prepare_cached("SELECT last FROM held WHERE device = ?1 AND first = ?2")?
        .query_row(params![device, number + 1], |row| row.get(0))
        .optional()?;
    let first = below.filter(|(_, last)| last + 1 == number).map_or(number, |(first, _)| first);
    if above.is_some() {
        log.conn
            .prepare_cached("DELETE FROM held WHERE device = ?1 AND first = ?2")?
            .execute(params![device, number + 1])?;
    }
    log.conn
        .prepare_cached("INSERT OR REPLACE INTO held (device, first, last) VALUES (?1, ?2, ?3)")?
        .execute(params![device, first, above.unwrap_or(number)])?;
    Ok(())
}

/// What the server holds of the device.
pub(super) fn answer(log: &Log<'_>, me: &Me, admitted: &Admitted, now_s: i64) -> Result<Answer> {
    let head = &admitted.head;
    let device = head.device.0.as_slice();
    let mut statement =
        log.conn.prepare_cached("SELECT first, last FROM held WHERE device = ?1 ORDER BY first")?;
    let acknowledged: Vec<(i64, i64)> = statement
        .query_map([device], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ends = Vec::with_capacity(acknowledged.len());
    for (_, last) in &acknowledged {
        let held = log.held(&ChangeName { device: head.device, number: last.unsigned_abs() })?;
        ends.push(held.and_then(|held| held.hash.0.first_chunk().copied()).unwrap_or_default());
    }
    let backed_up_to: Option<i64> = log
        .conn
        .prepare_cached("SELECT upto FROM backed_up WHERE device = ?1")?
        .query_row([device], |row| row.get(0))
        .optional()?;
    let mut orphans_held = Vec::new();
    for (name, first) in &head.orphans {
        if holds_as_is(log, name, first)? {
            orphans_held.push(*name);
        }
    }
    log.conn
        .prepare_cached("UPDATE phone SET last_sync_s = ?2 WHERE device = ?1")?
        .execute(params![device, now_s])?;
    let known = head.server == Some((eight_of(me.device()), me.epoch));
    Ok(Answer {
        epoch: me.epoch,
        server: (!known).then(|| me.certificate()),
        acknowledged: acknowledged.iter().map(|(a, b)| (a.unsigned_abs(), b.unsigned_abs())).collect(),
        backed_up_to: backed_up_to.unwrap_or(0).unsigned_abs(),
        server_time_s: now_s,
        rejected: Vec::new(),
        forked: Vec::new(),
        orphans_held,
        ends,
        stopped: admitted.stopped,
    })
}

fn holds_as_is(log: &Log<'_>, name: &ChangeName, first: &[u8; 8]) -> Result<bool> {
    let hash: Option<Vec<u8>> = log
        .conn
        .prepare_cached("SELECT hash FROM change WHERE name = ?1")?
        .query_row([name.key().as_slice()], |row| row.get(0))
        .optional()?;
    Ok(hash.is_some_and(|hash| hash.starts_with(first)))
}
