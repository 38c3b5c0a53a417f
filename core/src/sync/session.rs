//! One sync of a phone as a state machine: it gives frames to send, takes bytes as they come, and says what is next.
//! It holds no socket and no time; everything it learns is in the store before it asks for more, so it may be cut at
//! any byte and by a power cut.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use super::frame::{self, FrameError, FrameReader, Kind};
use super::message::{Answer, At, Feed, Head, Page, Refusal, RefusalCode, Stood, eight_of};
use super::outbox::{self, Planned};
use super::{apply, orphans, purge};
use crate::change::cbor::{Item, Unreadable};
use crate::change::codec;
use crate::record::{ChangeName, DeviceId};
use crate::store::error::StoreError;
use crate::store::keys::draw;
use crate::store::{Log, Store};

/// Why a sync stopped. What was applied before stays applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer's frames.
    #[error("the server's answer cannot be read ({0}): update the app, or try again on another network")]
    Frame(#[from] FrameError),
    /// The server does not take the request.
    #[error("{0}")]
    Refused(RefusalCode),
    /// The line.
    #[error("the line broke ({0}): what arrived is kept; sync again where there is signal")]
    Line(String),
    /// The certificate or the invitation.
    #[error("this is not the server of the invitation ({0}): do not enter any code; ask your supervisor")]
    NotOurServer(String),
    /// The server does not take the code.
    #[error("{0}")]
    Enrolment(String),
    /// The caller.
    #[error("stopped: what arrived is kept")]
    Cancelled,
}

impl From<Unreadable> for SyncError {
    fn from(error: Unreadable) -> Self {
        SyncError::Frame(FrameError::Codec(error.into()))
    }
}

impl From<rusqlite::Error> for SyncError {
    fn from(error: rusqlite::Error) -> Self {
        SyncError::Store(error.into())
    }
}

impl SyncError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            SyncError::Store(error) => error.code(),
            SyncError::Frame(_) => "answer",
            SyncError::Refused(_) => "refused",
            SyncError::Line(_) => "line",
            SyncError::NotOurServer(_) => "not_our_server",
            SyncError::Enrolment(_) => "enrolment",
            SyncError::Cancelled => "cancelled",
        }
    }
}

/// What a sync did, for the worker and for the person on call.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Requests made.
    pub requests: u64,
    /// Changes of this phone that became safe on the server.
    pub acknowledged: u64,
    /// Changes that came from others.
    pub received: u64,
    /// Changes that are still on this phone only.
    pub on_this_phone_only: u64,
    /// Families and persons that left this phone's areas.
    pub departed: u64,
    /// Batches that the server did not take: their numbers and why.
    pub rejected: Vec<(Vec<u64>, String)>,
    /// This database was a copy: it goes on under an identity of its own.
    pub changed_identity: bool,
    /// This phone was stopped: what it sent waits for a supervisor.
    pub stopped: bool,
}

/// What comes after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Everything is exchanged.
    Done,
    /// One more request.
    Again,
}

/// One request and its answer.
pub struct Session {
    up: VecDeque<Up>,
    remaining: bool,
    reader: FrameReader,
    answered: bool,
    ended: Option<bool>,
    again: bool,
    report: Report,
}

enum Up {
    Ready(Vec<u8>),
    Batch(Planned),
}

impl Session {
    /// Begins a request: a new token, a counter that is on the disk before anything is sent, a signed head.
    pub fn start(store: &mut Store) -> Result<Session, SyncError> {
        if store.worker()?.is_none() {
            return Err(StoreError::NotEnrolled.into());
        }
        store.take_token()?;
        let device = store.device();
        let orphans = orphans::list(store)?;
        let log = store.log();
        // After a lost answer the phone first asks, without batches; so it does under a new identity.
        let asks_only = log.meta::<i64>("answer_pending")? == Some(1) || !store.successions()?.is_empty();
        let (planned, more) = if asks_only { (Vec::new(), false) } else { outbox::plan(&log, device)? };
        let unsent = outbox::unsent_count(&log)?;
        let nonce: [u8; 16] = draw();
        let counter = log.meta::<i64>("counter")?.unwrap_or(0).unsigned_abs() + 1;
        let head = head(store, counter, nonce, unsent, orphans)?;

        let tx = store.write()?;
        let log = Log::new(&tx);
        log.set_meta("counter", counter as i64)?;
        tx.execute(
            "INSERT INTO sent (counter, nonce) VALUES (?1, ?2)",
            rusqlite::params![counter as i64, nonce.as_slice()],
        )?;
        tx.execute("DELETE FROM sent WHERE counter <= ?1", [counter as i64 - 16])?;
        if !planned.is_empty() {
            log.set_meta("answer_pending", 1)?;
        }
        tx.commit()?;

        let root: Vec<u8> = store.log().meta("root")?.ok_or(StoreError::NotEnrolled)?;
        let root: [u8; 32] = root.try_into().map_err(|_| StoreError::BadAnswer("the district's root"))?;
        let head = frame::frame(Kind::Head, &head.sign(store.signer(), &root).item());
        let mut up = VecDeque::from([Up::Ready(head)]);
        up.extend(planned.into_iter().map(Up::Batch));
        up.push_back(Up::Ready(frame::frame(Kind::RequestEnd, &Item::Null)));
        Ok(Session {
            up,
            remaining: more || (asks_only && unsent > 0),
            reader: FrameReader::default(),
            answered: false,
            ended: None,
            again: false,
            report: Report { requests: 1, ..Report::default() },
        })
    }

    /// The next frame of the request; `None` when it is whole.
    pub fn next_frame(&mut self, store: &Store) -> Result<Option<Vec<u8>>, SyncError> {
        Ok(match self.up.pop_front() {
            None => None,
            Some(Up::Ready(bytes)) => Some(bytes),
            Some(Up::Batch(planned)) => {
                Some(frame::frame(Kind::Batch, &outbox::batch(store, &planned)?.item()))
            }
        })
    }

    /// Takes bytes of the answer. Each whole frame is applied, in one transaction of its own, before this returns.
    pub fn receive(&mut self, store: &mut Store, bytes: &[u8]) -> Result<(), SyncError> {
        self.reader.push(bytes);
        while let Some((kind, payload)) = self.reader.next_frame()? {
            if self.again || self.ended.is_some() {
                continue;
            }
            let item = frame::item(kind, &payload)?;
            match kind {
                Kind::Answer if !self.answered => self.take_answer(store, &Answer::from_item(&item)?)?,
                Kind::Page if self.answered => match apply::page(store, &Page::from_item(&item)?)? {
                    apply::Applied::New(count) => self.report.received += count,
                    apply::Applied::WeAreACopy => self.become_another(store)?,
                },
                Kind::AnswerEnd if self.answered => self.ended = Some(item == Item::Bool(true)),
                Kind::Refusal => self.take_refusal(store, &Refusal::from_item(&item)?)?,
                _ => return Err(StoreError::BadAnswer("the order of its parts").into()),
            }
        }
        Ok(())
    }

    /// Ends the request: what was learnt, and whether another follows.
    pub fn finish(mut self, store: &mut Store) -> Result<(Next, Report), SyncError> {
        if self.ended.is_none() && !self.again {
            return Err(SyncError::Line("the answer was cut".into()));
        }
        let again = self.again || self.ended == Some(true) || (self.remaining && !self.report.stopped);
        if !again {
            self.report.departed = purge::departed(store)?;
        }
        self.report.on_this_phone_only = outbox::unsent_count(&store.log())?;
        Ok((if again { Next::Again } else { Next::Done }, self.report))
    }

    fn take_answer(&mut self, store: &mut Store, answer: &Answer) -> Result<(), SyncError> {
        // A server that was set back may lack what it once had: it is sent with the next request.
        let known: Option<i64> = store.log().meta("server_epoch")?;
        self.remaining |= known.is_some_and(|known| known < answer.epoch as i64);
        match apply::answer(store, answer)? {
            apply::Answered::Safe(count) => self.report.acknowledged += count,
            apply::Answered::WeAreACopy => return self.become_another(store),
        }
        self.report.rejected.clone_from(&answer.rejected);
        self.report.stopped = answer.stopped;
        self.answered = true;
        Ok(())
    }

    fn take_refusal(&mut self, store: &mut Store, refusal: &Refusal) -> Result<(), SyncError> {
        if refusal.code != RefusalCode::Stale {
            return Err(SyncError::Refused(refusal.code));
        }
        let Some((counter, nonce)) = refusal.last else {
            return Err(StoreError::BadAnswer("a refusal without its counter").into());
        };
        let ours = store
            .log()
            .conn
            .prepare_cached("SELECT 1 FROM sent WHERE counter = ?1 AND nonce = ?2")
            .and_then(|mut s| s.exists(rusqlite::params![counter as i64, nonce.as_slice()]))?;
        if ours {
            // Our own request came twice, or late: the next one asks again.
            self.again = true;
            return Ok(());
        }
        self.become_another(store)
    }

    fn become_another(&mut self, store: &mut Store) -> Result<(), SyncError> {
        store.change_identity()?;
        self.report.changed_identity = true;
        self.again = true;
        Ok(())
    }
}

impl Report {
    /// Adds what one more request did.
    pub fn add(&mut self, other: Report) {
        self.requests += other.requests;
        self.acknowledged += other.acknowledged;
        self.received += other.received;
        self.on_this_phone_only = other.on_this_phone_only;
        self.departed += other.departed;
        self.rejected.extend(other.rejected);
        self.changed_identity |= other.changed_identity;
        self.stopped |= other.stopped;
    }
}

fn head(
    store: &Store,
    counter: u64,
    nonce: [u8; 16],
    unsent: u64,
    orphans: Vec<(ChangeName, [u8; 8])>,
) -> Result<Head, SyncError> {
    let log = store.log();
    let device = store.device();
    let bad = |_| StoreError::BadAnswer("what the phone knows of its server");
    let server = match (log.meta::<Vec<u8>>("server_key")?, log.meta::<i64>("server_epoch")?) {
        (Some(key), Some(epoch)) => {
            let key: [u8; 32] = key.try_into().map_err(bad)?;
            Some((eight_of(DeviceId::of_public_key(&key)), epoch.unsigned_abs()))
        }
        _ => None,
    };
    let confirmed = match (log.meta::<i64>("confirmed_rights")?, log.meta::<i64>("confirmed_number")?) {
        (Some(rights), Some(number)) => Some((rights.unsigned_abs(), number.unsigned_abs())),
        _ => None,
    };
    Ok(Head {
        server,
        device,
        counter,
        nonce,
        cursors: cursors(&log)?,
        stood: stood(&log, device)?,
        confirmed,
        codecs: codec::KNOWN.iter().map(|c| u64::from(*c)).collect(),
        unsent,
        successions: store.successions()?,
        orphans,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

fn cursors(log: &Log<'_>) -> Result<Vec<At>, StoreError> {
    let mut statement = log.conn.prepare_cached("SELECT feed, position, chain FROM cursor ORDER BY feed")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (feed, position, chain): (Vec<u8>, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if let (Some(feed), Some(chain)) = (Feed::from_key(&feed), chain.first_chunk()) {
            all.push(At { feed, position: position.unsigned_abs(), chain: *chain });
        }
    }
    Ok(all)
}

fn stood(log: &Log<'_>, device: DeviceId) -> Result<Vec<Stood>, StoreError> {
    let mut statement = log
        .conn
        .prepare_cached("SELECT feed, upto, position FROM stood WHERE device = ?1 ORDER BY feed, upto")?;
    let mut rows = statement.query([device.0.as_slice()])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (feed, upto, position): (Vec<u8>, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if let Some(feed) = Feed::from_key(&feed) {
            all.push(Stood { feed, upto: upto.unsigned_abs(), position: position.unsigned_abs() });
        }
    }
    Ok(all)
}

/// A store as a sync uses it: for one step at a time. Behind a mutex it is free between two steps, so that a worker
/// saves while the line is slow.
pub trait Hold {
    /// Runs one step on the store.
    fn with<R>(&mut self, step: impl FnOnce(&mut Store) -> R) -> R;
}

impl Hold for Store {
    fn with<R>(&mut self, step: impl FnOnce(&mut Store) -> R) -> R {
        step(self)
    }
}

impl Hold for &Mutex<Store> {
    fn with<R>(&mut self, step: impl FnOnce(&mut Store) -> R) -> R {
        // A step that panicked left its transaction rolled back: the store is sound.
        step(&mut self.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Requests, one after another, until everything is exchanged. `exchange` carries one session's bytes both ways.
pub fn run<H: Hold>(
    store: &mut H,
    mut exchange: impl FnMut(&mut Session, &mut H) -> Result<(), SyncError>,
) -> Result<Report, SyncError> {
    let mut report = Report::default();
    for _ in 0..crate::change::limits::SYNC_REQUESTS {
        let mut session = store.with(Session::start)?;
        exchange(&mut session, store)?;
        let (next, part) = store.with(|store| session.finish(store))?;
        report.add(part);
        if next == Next::Done {
            break;
        }
    }
    Ok(report)
}
