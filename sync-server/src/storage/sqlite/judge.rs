//! Judging a change: was its author entitled to it, as the author's feed stood and under the rights it states? What
//! is not admitted is set aside with a verdict, never dropped, and can be accepted later.

use chaski::change::Change;
use chaski::change::limits;
use chaski::merge::rules::{Offence, offence};
use chaski::merge::{State, enter};
use chaski::record::table::{area, code, verdict};
use chaski::record::{ChangeName, DeviceId, Owner, RecordName, Value, entity};
use chaski::store::apply::Gate;
use chaski::store::areas::{Rights, is_within, leaves, rights_of};
use chaski::store::{Log, StoreError};
use chaski::sync::message::{Feed, Head};
use rusqlite::{OptionalExtension, params};

use super::desk::Touched;
use super::{Me, feed, say};
use crate::storage::{Result, StorageError};

/// Where the author of a change stood in the areas it held, when it made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standpoint(pub(super) Vec<(RecordName, u64)>);

impl Standpoint {
    /// Of a change with this number, as a head says.
    pub(super) fn of(head: &Head, number: u64) -> Standpoint {
        let mut at: Vec<(RecordName, u64)> = Vec::new();
        let mut stood: Vec<_> = head.stood.iter().filter(|stood| stood.upto >= number).collect();
        stood.sort_by_key(|stood| stood.upto);
        let then = stood.iter().map(|stood| (stood.feed, stood.position));
        let now = head.cursors.iter().map(|at| (at.feed, at.position));
        for (feed, position) in then.chain(now) {
            if let Feed::Area(area) = feed
                && at.iter().all(|(known, _)| *known != area)
            {
                at.push((area, position));
            }
        }
        Standpoint(at)
    }

    fn position(&self, area: &RecordName) -> Option<u64> {
        self.0.iter().find(|(known, _)| known == area).map(|(_, position)| *position)
    }

    fn to_bytes(&self) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(|(area, position)| [&area.key()[..], &position.to_be_bytes()[..]].concat())
            .collect()
    }

    fn from_bytes(bytes: &[u8]) -> Standpoint {
        let entry = |chunk: &[u8]| {
            let (area, position) = chunk.split_at_checked(26)?;
            Some((RecordName::from_key(area)?, u64::from_be_bytes(position.try_into().ok()?)))
        };
        Standpoint(bytes.chunks(34).filter_map(entry).collect())
    }
}

/// The gate of a server.
pub(super) struct ServerGate<'m> {
    me: &'m Me,
    head: Option<&'m Head>,
    /// What the supervisors' lists must make again before the transaction ends.
    touched: Touched,
}

impl<'m> ServerGate<'m> {
    /// For the changes of a request with this head, or for what is settled without one.
    pub(super) fn new(me: &'m Me, head: Option<&'m Head>) -> Self {
        ServerGate { me, head, touched: Touched::default() }
    }

    /// Brings the supervisors' lists to what has come and gone: the end of every transaction with a gate.
    pub(super) fn finish(mut self, log: &Log<'_>) -> Result<()> {
        self.touched.flush(log)
    }

    /// Remembers where an author stood, for a change that waits and is judged later.
    pub(super) fn note_awaiting(log: &Log<'_>, head: &Head, name: &ChangeName) -> Result<()> {
        log.conn
            .prepare_cached("INSERT OR IGNORE INTO awaiting (change, stood) VALUES (?1, ?2)")?
            .execute(params![name.key().as_slice(), Standpoint::of(head, name.number).to_bytes()])?;
        Ok(())
    }

    fn standpoint(&self, log: &Log<'_>, name: &ChangeName) -> Result<Standpoint> {
        let awaiting: Option<Vec<u8>> = log
            .conn
            .prepare_cached("SELECT stood FROM awaiting WHERE change = ?1")?
            .query_row([name.key().as_slice()], |row| row.get(0))
            .optional()?;
        Ok(match (awaiting, self.head) {
            (Some(bytes), _) => Standpoint::from_bytes(&bytes),
            (None, Some(head)) if head.device == name.device => Standpoint::of(head, name.number),
            _ => Standpoint::default(),
        })
    }
}

/// Whose area would a person be judged on, whose household has not come yet?
fn households(change: &Change) -> Vec<RecordName> {
    let household = |create: chaski::change::Create<'_>| match entity(create.entity)?.owner {
        Owner::Household(field) => create.value(field, None).and_then(Value::as_record),
        _ => None,
    };
    change.creates().filter_map(household).collect()
}

/// The gate of a rebuild: nothing is judged or fed a second time.
pub(super) struct JudgedGate;

impl Gate for JudgedGate {
    fn further_needs(&self, change: &Change) -> Vec<RecordName> {
        households(change)
    }

    fn admit(&mut self, _: &Log<'_>, _: &Change) -> chaski::store::Result<bool> {
        Ok(true)
    }

    fn enter(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<()> {
        log.execute(&enter(change, log)?)
    }
}

impl Gate for ServerGate<'_> {
    fn further_needs(&self, change: &Change) -> Vec<RecordName> {
        households(change)
    }

    fn admit(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<bool> {
        let standpoint = self.standpoint(log, &change.name).map_err(lift)?;
        let Some(offence) = judge(log, self.me, change, &standpoint).map_err(lift)? else { return Ok(true) };
        say::create(
            log,
            self.me,
            verdict::ID,
            [
                (verdict::device, Value::Bytes(change.name.device.0.to_vec())),
                (verdict::number, Value::Int(change.name.number as i64)),
                (verdict::outcome, Value::Int(code::verdict_outcome::set_aside)),
                (verdict::reason, Value::Int(offence as i64)),
            ],
        )
        .map_err(lift)?;
        Ok(false)
    }

    fn enter(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<()> {
        log.execute(&enter(change, log)?)?;
        log.conn
            .prepare_cached("DELETE FROM awaiting WHERE change = ?1")?
            .execute([change.name.key().as_slice()])?;
        match &change.subject {
            Some(subject) => feed::feed_subject(log, change, subject).map_err(lift)?,
            None => feed::feed_district(log, change).map_err(lift)?,
        }
        self.touched.entered(log, change).map_err(lift)
    }

    fn left(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<()> {
        self.touched.left(log, change).map_err(lift)
    }
}

/// The gate speaks in the store's errors; the storage's own are of the database or of its bytes.
fn lift(error: StorageError) -> StoreError {
    match error {
        StorageError::Store(error) => error,
        StorageError::Damaged => StoreError::Damaged,
        _ => StoreError::BadAnswer("the server's own tables"),
    }
}

fn judge(log: &Log<'_>, me: &Me, change: &Change, standpoint: &Standpoint) -> Result<Option<Offence>> {
    if change.name.device == me.device() {
        return Ok(None);
    }
    let Some(phone) = phone(log, change.name.device)? else { return Ok(Some(Offence::NoRights)) };
    if phone.stopped {
        return Ok(Some(Offence::Stopped));
    }
    if change.author != Some(phone.worker) {
        return Ok(Some(Offence::NoRights));
    }
    let Some(rights) = rights_stated(log, change)? else { return Ok(Some(Offence::NoRights)) };
    if is_stale(log, change)? {
        return Ok(Some(Offence::StaleRights));
    }
    if change.role > rights.role || change.subject.is_none() {
        return Ok(Some(Offence::RoleTooLow));
    }
    if let Some(offence) = offence(change, log)? {
        return Ok(Some(offence));
    }
    if let Some(origin) = &change.origin
        && !goes_on_for(log, change.name.device, origin.name.device)?
    {
        return Ok(Some(Offence::Malformed));
    }
    if !moves_to_a_leaf(log, change)? {
        return Ok(Some(Offence::Malformed));
    }
    if !entitled(log, change, &rights, standpoint)? && !chaski::fault("foreign-area-applied") {
        return Ok(Some(Offence::NoRights));
    }
    Ok(None)
}

/// A phone that the district knows.
pub(super) struct Phone {
    pub(super) public_key: [u8; 32],
    pub(super) worker: RecordName,
    pub(super) predecessor: Option<DeviceId>,
    pub(super) stopped: bool,
    pub(super) counter: u64,
    pub(super) nonce: Option<[u8; 16]>,
}

/// The phone with this device, if the district knows it.
pub(super) fn phone(log: &Log<'_>, device: DeviceId) -> Result<Option<Phone>> {
    type Row = (Vec<u8>, Vec<u8>, Option<Vec<u8>>, bool, i64, Option<Vec<u8>>);
    let row: Option<Row> = log
        .conn
        .prepare_cached(
            "SELECT public_key, worker, predecessor, stopped, counter, nonce FROM phone WHERE device = ?1",
        )?
        .query_row([device.0.as_slice()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })
        .optional()?;
    let damaged = || StorageError::Request("a phone in the database is damaged: run doctor".into());
    row.map(|(public_key, worker, predecessor, stopped, counter, nonce)| {
        Ok(Phone {
            public_key: public_key.try_into().map_err(|_| damaged())?,
            worker: RecordName::from_key(&worker).ok_or_else(damaged)?,
            predecessor: predecessor.and_then(|p| p.try_into().ok()).map(DeviceId),
            stopped,
            counter: counter.unsigned_abs(),
            nonce: nonce.and_then(|n| n.try_into().ok()),
        })
    })
    .transpose()
}

/// The rights that a change states: of its device, or of one in whose name it goes on.
fn rights_stated(log: &Log<'_>, change: &Change) -> Result<Option<Rights>> {
    let mut device = Some(change.name.device);
    for _ in 0..limits::SUCCESSIONS {
        let Some(at) = device else { return Ok(None) };
        if let Some(rights) = rights_of(log, at, Some(change.rights))? {
            return Ok(Some(rights));
        }
        device = phone(log, at)?.and_then(|phone| phone.predecessor);
    }
    Ok(None)
}

/// Whether the phone had confirmed newer rights when it made the change.
fn is_stale(log: &Log<'_>, change: &Change) -> Result<bool> {
    Ok(log
        .conn
        .prepare_cached("SELECT 1 FROM confirmed WHERE device = ?1 AND rights > ?2 AND number <= ?3")?
        .exists(params![change.name.device.0.as_slice(), change.rights as i64, change.name.number as i64])?)
}

/// Whether a device goes on in the name of another.
fn goes_on_for(log: &Log<'_>, device: DeviceId, before: DeviceId) -> Result<bool> {
    let mut at = Some(device);
    for _ in 0..=limits::SUCCESSIONS {
        match at {
            Some(device) if device == before => return Ok(true),
            Some(device) => at = phone(log, device)?.and_then(|phone| phone.predecessor),
            None => return Ok(false),
        }
    }
    Ok(false)
}

/// A household stands in a leaf area, where a feed reaches those who visit it.
fn moves_to_a_leaf(log: &Log<'_>, change: &Change) -> Result<bool> {
    let mut targets = Vec::new();
    for create in change.creates() {
        if let Some(Owner::Area(field)) = entity(create.entity).map(|e| e.owner) {
            targets.push(create.value(field, None).and_then(Value::as_record));
        }
    }
    for set in change.sets() {
        let known = log.known(&set.register.record)?;
        if let Some(Owner::Area(field)) = known.and_then(|k| entity(k.entity)).map(|e| e.owner)
            && field == set.register.field
        {
            targets.push(set.value.as_record());
        }
        if let Some(Owner::Household(field)) = known.and_then(|k| entity(k.entity)).map(|e| e.owner)
            && field == set.register.field
            && set.value.as_record().is_none()
        {
            return Ok(false);
        }
    }
    for target in targets {
        let Some(target) = target else { return Ok(false) };
        let is_area = log.known(&target)?.is_some_and(|known| known.entity == area::ID);
        if !is_area || leaves(log, &[target])? != [target] {
            return Ok(false);
        }
    }
    Ok(true)
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
    let mut statement = log.conn.prepare_cached("SELECT area, left FROM residence WHERE subject = ?1")?;
    let rows: Vec<(Vec<u8>, Option<i64>)> = statement
        .query_map([subject.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (area, left) in rows {
        let Some(area) = RecordName::from_key(&area) else { continue };
        let still_there = match left {
            None => true,
            Some(left) => standpoint.position(&area).is_some_and(|position| position < left.unsigned_abs()),
        };
        if still_there && is_within(log, &area, &rights.areas)? {
            return Ok(true);
        }
    }
    Ok(false)
}
