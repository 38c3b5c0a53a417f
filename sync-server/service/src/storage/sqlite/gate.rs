//! The gate of a server, through which every change comes into the state: what is not admitted is set aside with a
//! verdict; what enters is projected, fed, and brings the supervisors' lists up to date.

use chaski::change::Change;
use chaski::merge::enter;
use chaski::record::table::{code, verdict};
use chaski::record::{ChangeName, RecordName, Value};
use chaski::store::apply::Gate;
use chaski::store::{Log, StoreError};
use chaski::sync::message::Head;
use rusqlite::{OptionalExtension, params};

use super::identity::ServerIdentity;
use super::judge::{households, judge};
use super::standpoint::Standpoint;
use super::supervision::Touched;
use super::{feed, own_changes};
use crate::storage::{Result, StorageError};

/// The gate of a server.
pub(super) struct ServerGate<'m> {
    identity: &'m ServerIdentity,
    head: Option<&'m Head>,
    /// What the supervisors' lists must make again before the transaction ends.
    touched: Touched,
}

impl<'m> ServerGate<'m> {
    /// For the changes of a request with this head, or for what is settled without one.
    pub(super) fn new(identity: &'m ServerIdentity, head: Option<&'m Head>) -> Self {
        ServerGate { identity, head, touched: Touched::default() }
    }

    /// Brings the supervisors' lists to what has come and gone: the end of every transaction with a gate.
    pub(super) fn finish(mut self, log: &Log<'_>) -> Result<()> {
        self.touched.flush(log)
    }

    /// Remembers where an author stood, for a change that waits and is judged later.
    pub(super) fn save_standpoint(log: &Log<'_>, head: &Head, name: &ChangeName) -> Result<()> {
        log.connection()
            .prepare_cached("INSERT OR IGNORE INTO awaiting (change, standpoint) VALUES (?1, ?2)")?
            .execute(params![name.key().as_slice(), Standpoint::of(log, head, name.number)?.to_bytes()])?;
        Ok(())
    }

    fn standpoint(&self, log: &Log<'_>, name: &ChangeName) -> Result<Standpoint> {
        let awaiting: Option<Vec<u8>> = log
            .connection()
            .prepare_cached("SELECT standpoint FROM awaiting WHERE change = ?1")?
            .query_row([name.key().as_slice()], |row| row.get(0))
            .optional()?;
        Ok(match (awaiting, self.head) {
            (Some(bytes), _) => Standpoint::from_bytes(&bytes),
            (None, Some(head)) if head.device == name.device => Standpoint::of(log, head, name.number)?,
            _ => Standpoint::default(),
        })
    }
}

impl Gate for ServerGate<'_> {
    fn further_needs(&self, log: &Log<'_>, change: &Change) -> chaski::store::Result<Vec<RecordName>> {
        households(log, change)
    }

    fn admit(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<bool> {
        let standpoint = self.standpoint(log, &change.name).map_err(to_store_error)?;
        let Some(offence) = judge(log, self.identity, change, &standpoint).map_err(to_store_error)? else {
            return Ok(true);
        };
        own_changes::create(
            log,
            self.identity,
            verdict::ID,
            [
                (verdict::device, Value::Bytes(change.name.device.0.to_vec())),
                (verdict::number, Value::Int(change.name.number as i64)),
                (verdict::outcome, Value::Int(code::verdict_outcome::set_aside)),
                (verdict::reason, Value::Int(offence as i64)),
            ],
        )
        .map_err(to_store_error)?;
        Ok(false)
    }

    fn enter(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<()> {
        log.execute(&enter(change, log)?)?;
        log.connection()
            .prepare_cached("DELETE FROM awaiting WHERE change = ?1")?
            .execute([change.name.key().as_slice()])?;
        match &change.subject {
            Some(subject) => feed::feed_subject(log, change, subject).map_err(to_store_error)?,
            None => feed::feed_district(log, change).map_err(to_store_error)?,
        }
        self.touched.entered(log, change).map_err(to_store_error)
    }

    fn left(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<()> {
        self.touched.left(log, change).map_err(to_store_error)
    }
}

/// The gate speaks in the store's errors; the storage's own are of the database or of its bytes.
fn to_store_error(error: StorageError) -> StoreError {
    match error {
        StorageError::Store(error) => error,
        StorageError::Damaged => StoreError::Damaged,
        _ => StoreError::BadAnswer("the server's own tables"),
    }
}

/// Whether what was set aside would be admitted by what has come since, for its author as it stood then.
pub(super) fn is_admitted_now(log: &Log<'_>, identity: &ServerIdentity, change: &Change) -> Result<bool> {
    let standpoint = ServerGate::new(identity, None).standpoint(log, &change.name)?;
    Ok(judge(log, identity, change, &standpoint)?.is_none())
}
