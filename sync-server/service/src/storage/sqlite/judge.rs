//! Judging a change: was its author entitled to it, as the author's feed stood and under the rights it states? What
//! is not admitted is set aside with a verdict, never dropped, and can be accepted later.

use chaski::change::Change;
use chaski::merge::enter;
use chaski::merge::rules::{Offence, kind_of, offence, owners_named};
use chaski::record::table::{code, household, verdict};
use chaski::record::{ChangeName, DeviceId, Owner, RecordName, Value, entity};
use chaski::store::apply::Gate;
use chaski::store::areas::{Rights, areas_named, is_area, is_within, parts_of, rights_of};
use chaski::store::{Log, StoreError};
use chaski::sync::message::{Feed, Head};
use rusqlite::{OptionalExtension, params};

use super::desk::Touched;
use super::openings::{self, Beside};
use super::{Me, epoch, feed, say, tails};
use crate::storage::{Result, StorageError};

/// Where the author of a change stood in the directory and in the areas it held, when it made it. The directory goes
/// by the name of no record: [`DIRECTORY`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standpoint(pub(super) Vec<(RecordName, u64)>);

/// Numbers of changes begin with 1: no record is called so.
const DIRECTORY: RecordName = RecordName { device: DeviceId([0; 16]), number: 0, index: 0 };

impl Standpoint {
    /// Of a change with this number, as a head says.
    pub(super) fn of(log: &Log<'_>, head: &Head, number: u64) -> Result<Standpoint> {
        let mut at: Vec<(RecordName, u64)> = Vec::new();
        let of = |number: u64| ChangeName { device: head.device, number }.tag();
        let mut stood: Vec<_> = head
            .standpoints
            .iter()
            .filter(|stood| of(stood.upto) == of(number) && stood.upto >= number)
            .collect();
        stood.retain(|_| !chaski::fault("standpoint-forgotten"));
        stood.sort_by_key(|stood| stood.upto);
        let current = epoch::current(log)?;
        let of_head = head.server.map_or(0, |(_, epoch)| epoch);
        let then = stood.iter().map(|stood| (stood.feed, stood.epoch, stood.position));
        let now = head.cursors.iter().map(|at| (at.feed, of_head, at.position));
        for (feed, epoch, position) in then.chain(now) {
            let area = match feed {
                Feed::Area(area) => area,
                Feed::Directory => DIRECTORY,
                Feed::Device(_) => continue,
            };
            if at.iter().all(|(known, _)| *known != area) {
                // A position of another epoch counts as the last one common to both.
                let position = match epoch == current {
                    true => position,
                    false => position.min(epoch::common(log, &feed.key(), epoch)?),
                };
                at.push((area, position));
            }
        }
        Ok(Standpoint(at))
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
        log.connection()
            .prepare_cached("INSERT OR IGNORE INTO awaiting (change, stood) VALUES (?1, ?2)")?
            .execute(params![name.key().as_slice(), Standpoint::of(log, head, name.number)?.to_bytes()])?;
        Ok(())
    }

    fn standpoint(&self, log: &Log<'_>, name: &ChangeName) -> Result<Standpoint> {
        let awaiting: Option<Vec<u8>> = log
            .connection()
            .prepare_cached("SELECT stood FROM awaiting WHERE change = ?1")?
            .query_row([name.key().as_slice()], |row| row.get(0))
            .optional()?;
        Ok(match (awaiting, self.head) {
            (Some(bytes), _) => Standpoint::from_bytes(&bytes),
            (None, Some(head)) if head.device == name.device => Standpoint::of(log, head, name.number)?,
            _ => Standpoint::default(),
        })
    }
}

/// The households that a change names as somebody's: what it is about would be in no feed before they have come.
pub(super) fn households(log: &Log<'_>, change: &Change) -> chaski::store::Result<Vec<RecordName>> {
    let named = owners_named(change, log)?;
    let households = named.iter().filter(|one| *one.may_be == [household::ID]).filter_map(|one| one.owner);
    Ok(households.filter(|household| household.change() != change.name).collect())
}

impl Gate for ServerGate<'_> {
    fn further_needs(&self, log: &Log<'_>, change: &Change) -> chaski::store::Result<Vec<RecordName>> {
        households(log, change)
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
        log.connection()
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
    if change.name.device == me.device() || tails::is_proven(log, &change.name)? {
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

/// Whether what was set aside would be admitted by what has come since, for its author as it stood then.
pub(super) fn is_admitted_now(log: &Log<'_>, me: &Me, change: &Change) -> Result<bool> {
    let standpoint = ServerGate::new(me, None).standpoint(log, &change.name)?;
    Ok(judge(log, me, change, &standpoint)?.is_none())
}

/// A phone that the district knows.
pub(super) struct Phone {
    pub(super) public_key: [u8; 32],
    pub(super) worker: RecordName,
    pub(super) stopped: bool,
}

/// The phone with this device, if the district knows it.
pub(super) fn phone(log: &Log<'_>, device: DeviceId) -> Result<Option<Phone>> {
    let row: Option<(Vec<u8>, Vec<u8>, bool)> = log
        .connection()
        .prepare_cached("SELECT public_key, worker, stopped FROM phone WHERE device = ?1")?
        .query_row([device.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let damaged = || StorageError::Request("a phone in the database is damaged: run doctor".into());
    row.map(|(public_key, worker, stopped)| {
        Ok(Phone {
            public_key: public_key.try_into().map_err(|_| damaged())?,
            worker: RecordName::from_key(&worker).ok_or_else(damaged)?,
            stopped,
        })
    })
    .transpose()
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
        match openings::beside(log, &change.name, &confirmed)? {
            Beside::Before => {}
            Beside::After => return Ok(Some(Offence::StaleRights)),
            Beside::Elsewhere => elsewhere = true,
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
