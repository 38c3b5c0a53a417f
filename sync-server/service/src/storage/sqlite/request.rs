//! The three steps of a request: its head is taken, each batch is taken, the answer is made. Each is one transaction.

use std::collections::BTreeSet;

use chaski::change::batch::{Batch, Entry};
use chaski::change::codec;
use chaski::change::hash::{Digest, eight};
use chaski::change::limits;
use chaski::record::{ChangeName, Tag};
use chaski::store::apply::settle_incoming;
use chaski::store::log::{Incoming, Received};
use chaski::store::{Log, Standing};
use chaski::sync::bundle::NO_REQUEST;
use chaski::sync::message::{Answer, Feed, Head, Receipt, Refusal, RefusalCode, SignedHead};
use rusqlite::{OptionalExtension, params};

use super::gate::ServerGate;
use super::held::{add_held, held_ranges, is_held};
use super::identity::ServerIdentity;
use super::phone::{Phone, phone};
use super::supervision::note_received;
use super::{ancestry, branches, content, epoch, feed, openings, proven, recovered_phones};
use crate::storage::{Admitted, Refused, Result, StorageError, Taken};

type Answered<T> = Result<std::result::Result<T, Refused>>;

/// Takes a head: of this district, signed by a device it knows, with a counter above the last of its opening, from
/// the process that was answered last in it.
pub(super) fn admit(
    log: &Log<'_>,
    identity: &ServerIdentity,
    signed: SignedHead,
    now_s: i64,
) -> Answered<Admitted> {
    let phone = match speaks(log, identity, &signed, now_s)? {
        Ok(phone) => phone,
        Err(refused) => return Ok(Err(refused)),
    };
    let head = &signed.head;
    if head.counter == NO_REQUEST {
        return Ok(Err(Refused::unknown(RefusalCode::Unreadable)));
    }
    let refuse =
        |refusal| Ok(Err(Refused { refusal, to: Some((phone.public_key, head.device, head.nonce)) }));
    epoch::check_receipt(log, identity, head, now_s)?;
    let known = openings::find(log, head.device, head.opening)?;
    let in_this_epoch = head.server == Some((identity.device(), epoch::current(log)?));
    if let Some(known) = &known {
        if head.counter <= known.counter {
            let last = known.pending.map(|nonce| (known.counter, nonce));
            return refuse(Refusal { code: RefusalCode::Stale, last });
        }
        let follows = head.answered == known.answered || head.answered == known.pending;
        if in_this_epoch && !follows && !chaski::fault("nonce-unchecked") {
            return refuse(Refusal::of(RefusalCode::Copied));
        }
    }
    let disagrees = !in_this_epoch || openings::held_of_others(log, head)? != head.held;
    branches::note_head(log, head, now_s)?;
    openings::note_request(log, head)?;
    log.connection()
        .prepare_cached("UPDATE phone SET version = coalesce(?2, version), unsent = ?3 WHERE device = ?1")?
        .execute(params![head.device.0.as_slice(), head.version, head.unsent as i64])?;
    note_confirmed(log, head)?;
    content::note_holds(log, head, now_s)?;
    // The invitation's code is spent with the first sync.
    log.connection()
        .prepare_cached("UPDATE invite SET spent = 1 WHERE key = ?1 AND spent = 0")?
        .execute([phone.public_key.as_slice()])?;
    let Phone { public_key, stopped, .. } = phone;
    Ok(Ok(Admitted { public_key, stopped, disagrees, by_file: false, head: signed.head }))
}

/// Takes the head of a sealed file, whenever it was written: of this district, signed by a device it knows. What its phone has said
/// since stands as it is.
pub(super) fn admit_file(
    log: &Log<'_>,
    identity: &ServerIdentity,
    signed: SignedHead,
    now_s: i64,
) -> Answered<Admitted> {
    let Phone { public_key, stopped, .. } = match speaks(log, identity, &signed, now_s)? {
        Ok(phone) => phone,
        Err(refused) => return Ok(Err(refused)),
    };
    let head = signed.head;
    if head.counter != NO_REQUEST {
        return Ok(Err(Refused::unknown(RefusalCode::Unreadable)));
    }
    epoch::check_receipt(log, identity, &head, now_s)?;
    branches::note_openings(log, &head, now_s)?;
    note_confirmed(log, &head)?;
    Ok(Ok(Admitted { public_key, stopped, disagrees: false, by_file: true, head }))
}

/// The phone that signed a head.
fn speaks(log: &Log<'_>, identity: &ServerIdentity, signed: &SignedHead, now_s: i64) -> Answered<Phone> {
    let head = &signed.head;
    if let (None, Some(enrolment)) = (phone(log, head.device)?, &head.enrolment) {
        recovered_phones::enrolled(log, identity, enrolment, signed, now_s)?;
    }
    let Some(phone) = phone(log, head.device)? else {
        return Ok(Err(Refused::unknown(RefusalCode::UnknownDevice)));
    };
    if !signed.verify(&phone.public_key, identity.root.verifying_key().as_bytes()) {
        return Ok(Err(Refused::unknown(RefusalCode::NotVerified)));
    }
    Ok(Ok(phone))
}

fn note_confirmed(log: &Log<'_>, head: &Head) -> Result<()> {
    if let Some((rights, number)) = head.confirmed {
        log.connection()
            .prepare_cached("INSERT OR IGNORE INTO confirmed (device, rights, number) VALUES (?1, ?2, ?3)")?
            .execute(params![head.device.0.as_slice(), rights as i64, number as i64])?;
    }
    Ok(())
}

/// Takes a batch whose signature holds: everything in it that is new is stored, judged, fed and projected. What comes
/// under names that the district knows by other contents is kept apart, whole.
pub(super) fn take(
    log: &Log<'_>,
    identity: &ServerIdentity,
    admitted: &Admitted,
    batch: &Batch,
    now_s: i64,
) -> Answered<Taken> {
    let head = &admitted.head;
    let device = head.device;
    let newest = openings::find(log, device, head.opening)?;
    let is_newest = newest.is_some_and(|known| known.pending == Some(head.nonce))
        && branches::last_heard(log, device)? == Some(head.opening);
    if !is_newest && !admitted.by_file {
        let to = Some((admitted.public_key, device, head.nonce));
        return Ok(Err(Refused { refusal: Refusal::of(RefusalCode::TakenOver), to }));
    }
    if batch.device != device {
        return Err(StorageError::Request("a batch of another device passed its signature".into()));
    }
    if !ancestry::is_consistent(log, batch, head, now_s)? {
        let kept = ancestry::store_apart(log, batch, now_s)?;
        return Ok(Ok(Taken { new: 0, apart: kept.iter().map(|(n, hash)| (*n, eight(hash))).collect() }));
    }
    let mut taken = Taken::default();
    let mut more = Digest::default();
    note_received(log, device, &mut batch.bodies().map(|(name, _, _)| name.number), now_s)?;
    let mut gate = ServerGate::new(identity, Some(head));
    for (name, key, body) in batch.bodies() {
        let incoming = Incoming::new(name, key, body);
        let received = log.receive(&incoming)?;
        // What another phone brought before its author did is acknowledged to the author as well.
        if received == Received::New || !is_held(log, device, name.number)? {
            more.add(&incoming.hash);
            add_held(log, device, name.number)?;
        }
        if received == Received::New {
            taken.new += 1;
            settle_incoming(log, &incoming, &mut gate)?;
            // One that this version cannot read is judged by the next; what a server that was set back sets aside is judged
            // again when what it rests on has come back.
            let later = match log.standing(&name)? {
                None | Some(Standing::Unreadable | Standing::Waits) => true,
                Some(Standing::SetAside) => proven::is_open(log)?,
                Some(_) => false,
            };
            if later {
                ServerGate::save_standpoint(log, head, &name)?;
            }
        }
    }
    gate.finish(log)?;
    // Of what the head said the phone still held, this has come.
    log.connection()
        .prepare_cached("UPDATE phone SET unsent = max(0, unsent - ?2) WHERE device = ?1")?
        .execute(params![device.0.as_slice(), batch.bodies().count() as i64])?;
    for (number, entry) in &batch.entries {
        if matches!(entry, Entry::Withheld(_)) && chaski::fault("withheld-acknowledged") {
            add_held(log, device, *number)?;
        }
    }
    if more.count > 0 {
        openings::add_held(log, device, batch.opening.tag, more)?;
        branches::note_branch_of_held(log, device, batch.opening.tag, head.opening, now_s)?;
        let counters: Vec<u64> = batch.bodies().map(|(name, _, _)| name.counter()).collect();
        log.connection()
            .prepare_cached(
                "INSERT INTO batch (device, tag, first, last, received_s, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                device.0.as_slice(),
                batch.opening.tag.0 as i64,
                counters.iter().min().map_or(0, |counter| *counter as i64),
                counters.iter().max().map_or(0, |counter| *counter as i64),
                now_s,
                codec::encode(&batch.item())
            ])?;
    }
    Ok(Ok(taken))
}

/// What a phone lacks of its own and no batch of it holds, since another phone gave it back, it is told in its feed.
fn feed_lacking(log: &Log<'_>, admitted: &Admitted) -> Result<()> {
    let device = admitted.head.device;
    let feed = Feed::Device(device);
    let mut lacking = BTreeSet::new();
    for (first, last) in &admitted.head.wanted {
        let of = |number: u64| ChangeName { device, number };
        let names: Vec<Vec<u8>> = log
            .connection()
            .prepare_cached(
                "SELECT name FROM change c WHERE name BETWEEN ?1 AND ?2
                 AND NOT EXISTS (SELECT 1 FROM feed WHERE feed = ?3 AND change = c.name) ORDER BY name LIMIT ?4",
            )?
            .query_map(
                params![
                    of(*first).key().as_slice(),
                    of(*last).key().as_slice(),
                    feed.key(),
                    limits::RETURNED as i64
                ],
                |row| row.get(0),
            )?
            .collect::<rusqlite::Result<_>>()?;
        lacking.extend(names.iter().filter_map(|name| ChangeName::from_key(name)));
    }
    if lacking.is_empty() {
        return Ok(());
    }
    let batches = returned(log, admitted)?;
    if batches.iter().map(|batch| batch.entries.len()).sum::<usize>() >= limits::RETURNED {
        // First those.
        return Ok(());
    }
    for (name, ..) in batches.iter().flat_map(Batch::bodies) {
        lacking.remove(&name);
    }
    for name in lacking {
        feed::append(log, &feed, &name)?;
    }
    Ok(())
}

/// What the server holds of the device.
pub(super) fn answer(
    log: &Log<'_>,
    identity: &ServerIdentity,
    admitted: &Admitted,
    now_s: i64,
) -> Result<Answer> {
    let head = &admitted.head;
    feed_lacking(log, admitted)?;
    let listed: Vec<Tag> = head.open.iter().map(|(tag, _)| *tag).collect();
    let mut acknowledged = Vec::new();
    if admitted.disagrees {
        acknowledged = held_ranges(log, head.device, 0, u64::MAX >> 1)?;
    } else {
        for tag in &listed {
            acknowledged.extend(held_ranges(log, head.device, tag.number(1), tag.number(Tag::LAST_COUNTER))?);
        }
    }
    let mut ends = Vec::with_capacity(acknowledged.len());
    for (_, last) in &acknowledged {
        let held = log.held(&ChangeName { device: head.device, number: *last })?;
        ends.push(held.map(|held| eight(&held.hash)).unwrap_or_default());
    }
    let mut backed_up = Vec::with_capacity(listed.len());
    for tag in &listed {
        let upto: Option<i64> = log
            .connection()
            .prepare_cached("SELECT upto FROM backed_up WHERE device = ?1 AND tag = ?2")?
            .query_row(params![head.device.0.as_slice(), tag.0 as i64], |row| row.get(0))
            .optional()?;
        let upto = if chaski::fault("backed-up-too-far") { Some(i64::MAX) } else { upto };
        backed_up.push(upto.unwrap_or(0).unsigned_abs());
    }
    if backed_up.iter().all(|upto| *upto == 0) {
        backed_up.clear();
    }
    let feeds = head.cursors.iter().map(|at| feed_backed_up(log, &at.feed)).collect::<Result<Vec<_>>>()?;
    log.connection()
        .prepare_cached("UPDATE phone SET last_sync_s = ?2 WHERE device = ?1")?
        .execute(params![head.device.0.as_slice(), now_s])?;
    let epoch = epoch::current(log)?;
    let known = head.server == Some((identity.device(), epoch));
    let receipt = Receipt { tag: head.opening, counter: head.counter, nonce: head.nonce, word: [0; 16] };
    Ok(Answer {
        epoch: (!known).then_some(epoch),
        server: (!known).then(|| identity.certificate()),
        acknowledged,
        ends,
        all: admitted.disagrees,
        backed_up,
        feeds_backed_up: if feeds.iter().all(|position| *position == 0) { Vec::new() } else { feeds },
        server_time_s: now_s,
        rejected: Vec::new(),
        apart: Vec::new(),
        stopped: admitted.stopped,
        lines: branches::noted_branch(log, head.device, head.opening)?,
        receipt: epoch::receipt_mac(identity, epoch, head.device, &receipt),
        tails_taken: false,
        needed: Vec::new(),
        set_back: proven::is_open(log)?,
        drafts: 0,
    })
}

fn feed_backed_up(log: &Log<'_>, feed: &Feed) -> Result<u64> {
    let upto: Option<i64> = log
        .connection()
        .prepare_cached("SELECT upto FROM feed_backed_up WHERE feed = ?1")?
        .query_row([feed.key()], |row| row.get(0))
        .optional()?;
    let upto = if chaski::fault("backed-up-too-far") { Some(i64::MAX) } else { upto };
    Ok(upto.unwrap_or(0).unsigned_abs())
}

/// The batches that hold what the phone lacks of its own, as they were received.
pub(super) fn returned(log: &Log<'_>, admitted: &Admitted) -> Result<Vec<Batch>> {
    let device = admitted.head.device;
    let mut batches = Vec::new();
    let mut changes = 0;
    for (first, last) in &admitted.head.wanted {
        let of = |number: u64| ChangeName { device, number };
        let mut statement = log.connection().prepare_cached(
            "SELECT body FROM batch WHERE device = ?1 AND tag = ?2 AND first <= ?4 AND last >= ?3 ORDER BY id",
        )?;
        let (tag, first, last) = (of(*first).tag().0, of(*first).counter(), of(*last).counter());
        let mut rows =
            statement.query(params![device.0.as_slice(), tag as i64, first as i64, last as i64])?;
        while let Some(row) = rows.next()? {
            let damaged = || StorageError::Request("a batch in the database is damaged: run doctor".into());
            let item =
                codec::decode(&row.get::<_, Vec<u8>>(0)?, limits::FRAME_BYTES).map_err(|_| damaged())?;
            let batch = Batch::from_item(&item).map_err(|_| damaged())?;
            changes += batch.entries.len();
            if !batches.contains(&batch) {
                batches.push(batch);
            }
            if changes >= limits::RETURNED {
                return Ok(batches);
            }
        }
    }
    Ok(batches)
}
