//! One sync of a phone as a state machine: it gives frames to send, takes bytes as they come, and says what is next.
//! It holds no socket and no time; everything it learns is in the store before it asks for more, so it may be cut at
//! any byte and by a power cut.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use super::content::{ContentHead, OutlineFrame, PieceFrame};
use super::drafts::{DraftBackup, Handover, read_again};
use super::enrol_refusal::EnrolRefusal;
use super::frame::{self, FrameError, FrameReader, Kind};
use super::lane::Lane;
use super::message::{
    Answer, At, Feed, Head, Lines, Nonce, Page, Refusal, RefusalCode, Sealed, Sealing, StandpointAt, Tail,
    bodies_item,
};
use super::outbox::{self, Planned};
use super::{apply, purge};
use crate::change::batch::{Batch, batches_item};
use crate::change::cbor::{Item, Unreadable};
use crate::change::codec;
use crate::change::limits;
use crate::record::{ChangeName, DeviceId, Tag};
use crate::store::cursors::{self, Cursor};
use crate::store::error::StoreError;
use crate::store::log::Held;
use crate::store::opening::kept;
use crate::store::random::draw;
use crate::store::standpoints::{self, Standpoint};
use crate::store::{Log, Store, district, own, retry, tails};

/// Why a sync stopped. What was applied before stays applied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The answer's frames.
    #[error("the server's answer cannot be read: {0}")]
    Frame(#[from] FrameError),
    /// The server does not take the request.
    #[error(transparent)]
    Refused(RefusalCode),
    /// The line.
    #[error("the line broke: {0}")]
    Line(String),
    /// The certificate or the invitation.
    #[error("not the server of the invitation: {0}")]
    NotOurServer(String),
    /// The certificate, by the date that this phone has.
    #[error("the server's certificate has expired by this phone's date")]
    Expired,
    /// The server does not take the code: what it answered.
    #[error("the code is not taken: {0}")]
    Enrolment(String),
    /// The caller.
    #[error("stopped")]
    Cancelled,
}

impl From<Unreadable> for SyncError {
    fn from(error: Unreadable) -> Self {
        SyncError::Frame(FrameError::Codec(error.into()))
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
            SyncError::NotOurServer(_) | SyncError::Expired => "not_our_server",
            SyncError::Enrolment(_) => "enrolment",
            SyncError::Cancelled => "cancelled",
        }
    }

    /// What is more exact than the code, if anything: the message `error-<code>-<detail>`.
    pub fn detail(&self) -> Option<&'static str> {
        match self {
            SyncError::Store(error) => error.detail(),
            SyncError::Refused(refusal) => Some(refusal.code()),
            SyncError::Expired => Some("expired"),
            SyncError::Enrolment(said) => EnrolRefusal::of_code(said).map(EnrolRefusal::code),
            _ => None,
        }
    }
}

/// A batch that the server did not take.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Rejected {
    /// The numbers of its changes, as text: JSON readers would round them.
    pub numbers: Vec<String>,
    /// Why.
    pub why: String,
}

impl From<(Vec<u64>, String)> for Rejected {
    fn from((numbers, why): (Vec<u64>, String)) -> Self {
        Rejected { numbers: numbers.iter().map(u64::to_string).collect(), why }
    }
}

/// What a sync did, for the worker and for the person on call.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
    /// Batches that the server did not take.
    pub rejected: Vec<Rejected>,
    /// What the server saw of this database and another line of the same phone: nothing is lost, and nothing is set
    /// aside for it.
    pub lines: Option<Lines>,
    /// The server's memory was set back: this phone gives it back what it can prove.
    pub server_set_back: bool,
    /// Changes of this phone that its database lacked and that came back.
    pub returned: u64,
    /// Changes whose names the district knows by other contents: kept apart, for a supervisor.
    pub apart: u64,
    /// This phone was stopped: what it sent waits for a supervisor.
    pub stopped: bool,
    /// Bytes of content that came behind the records: checklists.
    pub content_bytes: u64,
    /// Pieces of content that were not what their name says: dropped, and asked for again by the next sync.
    pub content_wrong: u64,
    /// Drafts that the server keeps now as this phone has them, or let go.
    pub drafts_backed_up: u64,
    /// Drafts that another phone of this worker left, and that are here now.
    pub drafts_restored: u64,
    /// Drafts that another phone of this worker left and that this version of the app cannot read: kept as they came.
    pub drafts_unread: u64,
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
    asked: apply::Asked,
    answered: bool,
    ended: Option<bool>,
    again: bool,
    lane: Lane,
    drafts: Handover,
    report: Report,
}

enum Up {
    Ready(Vec<u8>),
    Batches(Vec<Planned>),
}

impl Session {
    /// Begins a request: a counter of this opening that is on the disk before anything is sent, a signed head.
    pub fn start(store: &mut Store) -> Result<Session, SyncError> {
        if store.worker()?.is_none() {
            return Err(StoreError::NotEnrolled.into());
        }
        store.keep_opening()?;
        read_again(store)?;
        let log = store.log();
        // After a lost answer the phone first asks, without batches.
        let asks_only = retry::asks_only(&log)?;
        // A server that was set back judges what comes by what it was given back before.
        let gives_first =
            tails::are_put_by(&log)? || tails::needed(&log, limits::RETURNED + 1)?.len() > limits::RETURNED;
        let waits = asks_only || gives_first;
        let (mut planned, mut more) = outbox::plan(&log, limits::REQUEST_BATCHES)?;
        // Asked about, and where this phone stood, is what may be sent with it; so a head stays small however long a
        // phone was away.
        let tags: BTreeSet<Tag> = planned.iter().map(Planned::tag).collect();
        if waits {
            (planned, more) = (Vec::new(), false);
        }
        let unsent = outbox::unsent_count(&log)?;
        // Behind all records: what comes is asked for once nothing else is to be sent.
        let lane = Lane::begin(store, !more && !waits)?;
        let mut drafts = Handover::begin(store, !more && !waits)?;
        let nonce: Nonce = draw();
        let tag = store.opening().tag;
        let counter = store.count_request(nonce, !planned.is_empty())?;
        let mut head = head(store, counter, nonce, unsent, &tags)?;
        (head.content, head.drafts) = (lane.head.clone(), drafts.known.clone());
        let (cursors, confirmed) = (head.cursors.clone(), head.confirmed);
        let root = district::root(&store.log())?;
        let head = frame::frame(Kind::Head, &head.sign(store.signer(), &root).item());
        let mut up = VecDeque::from([Up::Ready(head)]);
        let given = give_back(&store.log(), &mut up)?;
        up.extend(outbox::in_frames(planned).into_iter().map(Up::Batches));
        up.extend(drafts.frames(store, nonce)?.into_iter().map(Up::Ready));
        up.push_back(Up::Ready(frame::frame(Kind::RequestEnd, &Item::Null)));
        Ok(Session {
            up,
            remaining: more || (waits && unsent > 0),
            reader: FrameReader::default(),
            asked: apply::Asked { tag, counter, nonce, cursors, confirmed, given },
            answered: false,
            ended: None,
            again: false,
            lane,
            drafts,
            report: Report { requests: 1, ..Report::default() },
        })
    }

    /// The next frame of the request; `None` when it is whole.
    pub fn next_frame(&mut self, store: &Store) -> Result<Option<Vec<u8>>, SyncError> {
        Ok(match self.up.pop_front() {
            None => None,
            Some(Up::Ready(bytes)) => Some(bytes),
            Some(Up::Batches(planned)) => {
                let batches: Vec<Batch> =
                    planned.iter().map(|planned| outbox::batch(store, planned)).collect::<Result<_, _>>()?;
                Some(frame::frame(Kind::Batches, &batches_item(&batches)))
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
                Kind::Answer if !self.answered => self.take_answer(store, &Sealed::from_item(&item)?)?,
                Kind::Page if self.answered => match apply::page(store, &Page::from_item(&item)?)? {
                    apply::Applied::New(count) => self.report.received += count,
                    // The next request asks for the bodies.
                    apply::Applied::LacksOwn => self.again = true,
                },
                Kind::Returned if self.answered => {
                    self.report.returned += apply::returned(store, &Batch::from_item(&item)?)?;
                }
                Kind::Outline if self.answered => {
                    let outline = OutlineFrame::from_item(&item)?;
                    self.lane.take_outline(store, &outline, frame::frame_bytes(payload.len()))?;
                }
                Kind::Piece if self.answered => {
                    self.lane.take_piece(
                        store,
                        &PieceFrame::from_item(&item)?,
                        frame::frame_bytes(payload.len()),
                    )?;
                }
                Kind::Restored if self.answered => self.take_draft(store, &Sealed::from_item(&item)?)?,
                Kind::AnswerEnd if self.answered => self.ended = Some(item == Item::Bool(true)),
                Kind::Refusal => self.take_refusal(store, &Sealed::from_item(&item)?)?,
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
        let mut again = self.again || self.ended == Some(true) || self.remaining;
        if !again {
            self.report.departed = purge::departed(store)?;
            store.let_content_go()?;
            if !self.report.stopped {
                self.drafts.ended(store)?;
            }
            again = !self.report.stopped && (self.lane.goes_on(store)? || self.drafts.goes_on(store)?);
        }
        self.report.content_bytes = self.lane.received;
        self.report.content_wrong = self.lane.wrong;
        self.report.drafts_unread = self.drafts.unread;
        (self.report.drafts_backed_up, self.report.drafts_restored) =
            (self.drafts.heard, self.drafts.restored);
        self.report.on_this_phone_only = outbox::unsent_count(&store.log())?;
        Ok((if again { Next::Again } else { Next::Done }, self.report))
    }

    fn take_answer(&mut self, store: &mut Store, sealed: &Sealed) -> Result<(), SyncError> {
        let answer = Answer::from_item(&sealed.payload()?)?;
        let server = apply::certified_server(&store.log(), &answer)?;
        if !sealed.holds(&self.sealing(store, &server)) && !crate::fault("seal-unchecked") {
            return Err(StoreError::BadAnswer("a seal that is not for this request").into());
        }
        let applied = apply::answer(store, &answer, &server, &self.asked)?;
        store.is_known()?;
        if !applied.set_back {
            self.lane.answered(store)?;
        }
        // Another server cannot have read what was sealed for the one before.
        if !applied.set_back && !answer.stopped && answer.server.is_none() && answer.rejected.is_empty() {
            self.drafts.answered(store)?;
        }
        self.report.acknowledged += applied.safe;
        self.report.apart += applied.apart;
        // What the server lacks, or lies apart, goes with the next request; what this phone lacks is asked for.
        self.remaining |= applied.goes_on;
        self.report.rejected = answer.rejected.iter().cloned().map(Rejected::from).collect();
        self.report.stopped = answer.stopped;
        self.drafts.kept = answer.drafts;
        self.report.lines = answer.lines;
        self.report.server_set_back = applied.set_back;
        self.again |= applied.set_back || applied.gives;
        self.answered = true;
        Ok(())
    }

    fn take_draft(&mut self, store: &mut Store, sealed: &Sealed) -> Result<(), SyncError> {
        let server = district::server_key(&store.log())?;
        if !sealed.holds(&self.sealing(store, &server)) && !crate::fault("restored-seal-unchecked") {
            return Err(StoreError::BadAnswer("a draft whose seal is not for this request").into());
        }
        Ok(self.drafts.take(store, &DraftBackup::from_item(&sealed.payload()?)?)?)
    }

    fn take_refusal(&mut self, store: &mut Store, sealed: &Sealed) -> Result<(), SyncError> {
        let refusal = Refusal::from_item(&sealed.payload()?)?;
        if refusal.code == RefusalCode::UnknownDevice && store.shows_enrolment()? {
            // A server that was set back may have enrolled this phone and not remember it.
            self.again = true;
            return Ok(());
        }
        if !matches!(refusal.code, RefusalCode::Stale | RefusalCode::Copied) {
            return Err(SyncError::Refused(refusal.code));
        }
        let server = district::server_key(&store.log())?;
        if !sealed.holds(&self.sealing(store, &server)) && !crate::fault("refusal-seal-unchecked") {
            return Err(StoreError::BadAnswer("a refusal that is not of this request").into());
        }
        let ours = match refusal.last {
            Some((counter, nonce)) if refusal.code == RefusalCode::Stale => {
                store.has_sent(self.asked.tag, counter, nonce)?
            }
            _ => false,
        };
        if !ours {
            // Another process speaks in this opening: this one goes on in an opening of its own.
            store.begin_opening()?;
        }
        // Where our own request came twice, or late, the next one asks again.
        self.again = true;
        Ok(())
    }

    fn sealing<'a>(&self, store: &'a Store, server: &'a [u8; 32]) -> Sealing<'a> {
        Sealing { mine: store.signer(), other: server, device: store.device(), nonce: self.asked.nonce }
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
        self.lines = self.lines.max(other.lines);
        self.server_set_back |= other.server_set_back;
        self.returned += other.returned;
        self.apart += other.apart;
        self.stopped |= other.stopped;
        self.content_bytes += other.content_bytes;
        self.content_wrong += other.content_wrong;
        self.drafts_backed_up += other.drafts_backed_up;
        self.drafts_restored += other.drafts_restored;
        self.drafts_unread += other.drafts_unread;
    }
}

pub(super) fn head(
    store: &Store,
    counter: u64,
    nonce: Nonce,
    unsent: u64,
    tags: &BTreeSet<Tag>,
) -> Result<Head, SyncError> {
    let log = store.log();
    let device = store.device();
    let opening = store.opening();
    let server = match district::epoch(&log)? {
        Some(epoch) => Some((DeviceId::of_public_key(&district::server_key(&log)?), epoch)),
        None => None,
    };
    let confirmed = retry::confirmed(&log)?;
    let is_told = retry::is_told(&log, confirmed.map(|(rights, _)| rights))?;
    let answered = store.answered()?;
    // What an opening says until it was answered, a server that was set back may not know any more.
    let is_said = tails::are_put_by(&log)? || answered.is_none();
    let from = |tag: Tag| match tag == opening.tag {
        // Said above.
        true => Ok(None),
        false => Ok::<_, StoreError>(kept(&log, tag)?.from),
    };
    Ok(Head {
        server,
        device,
        opening: opening.tag,
        from: opening.from.filter(|_| is_said),
        counter,
        nonce,
        answered,
        receipt: store.receipt()?,
        cursors: positions(&log)?,
        standpoints: standpoints_of(&log, tags)?,
        // With nothing to be judged by it, it is said once.
        confirmed: confirmed.filter(|_| is_said || unsent > 0 || !is_told),
        codecs: codec::KNOWN.iter().map(|c| u64::from(*c)).collect(),
        unsent,
        open: tags.iter().map(|tag| Ok((*tag, from(*tag)?))).collect::<Result<_, StoreError>>()?,
        held: own::held_of_others(&log, tags)?,
        wanted: retry::wanted(&log)?,
        with_bodies: retry::with_bodies(&log)?,
        enrolment: store.enrolment_to_show()?,
        version: is_said.then(|| env!("CARGO_PKG_VERSION").into()),
        content: ContentHead::default(),
        drafts: None,
    })
}

/// What a server that was set back is given before the batches: the tails that are put by for it, and the bodies that it
/// asked for. Gives the names of the latter.
fn give_back(log: &Log<'_>, up: &mut VecDeque<Up>) -> Result<Vec<ChangeName>, SyncError> {
    for former in tails::put_by_for_server(log)? {
        let Some(feed) = Feed::from_key(&former.feed) else { continue };
        let tail = Tail {
            feed,
            epoch: former.epoch,
            base: former.base,
            base_link: former.base_link,
            server: former.server,
            signature: former.signature,
            entries: former.entries,
        };
        up.push_back(Up::Ready(frame::frame(Kind::Tail, &tail.item())));
    }
    let mut given = Vec::new();
    let (mut bodies, mut bytes) = (Vec::new(), 0);
    for name in tails::needed(log, limits::RETURNED)? {
        // One that this phone let go of since, another may hold.
        given.push(name);
        let Some(held) = log.held(&name)? else { continue };
        bytes += held.body.len();
        bodies.push(held);
        if bytes > limits::PAGE_BYTES {
            up.push_back(Up::Ready(bodies_frame(&bodies)));
            (bodies, bytes) = (Vec::new(), 0);
        }
    }
    if !bodies.is_empty() {
        up.push_back(Up::Ready(bodies_frame(&bodies)));
    }
    Ok(given)
}

fn bodies_frame(bodies: &[Held]) -> Vec<u8> {
    frame::frame(Kind::Bodies, &bodies_item(bodies.iter().map(|held| (&held.key, held.body.as_slice()))))
}

fn positions(log: &Log<'_>) -> Result<Vec<At>, StoreError> {
    let at = |cursor: Cursor| {
        let (feed, chain) = (Feed::from_key(&cursor.feed)?, cursor.chain.first_chunk()?);
        Some(At { feed, position: cursor.position, chain: *chain })
    };
    Ok(cursors::all(log)?.into_iter().filter_map(at).collect())
}

fn standpoints_of(log: &Log<'_>, tags: &BTreeSet<Tag>) -> Result<Vec<StandpointAt>, StoreError> {
    let said = |at: Standpoint| {
        let feed = Feed::from_key(&at.feed)?;
        Some(StandpointAt { feed, upto: at.upto.number, epoch: at.epoch, position: at.position })
    };
    let asked = standpoints::all(log)?.into_iter().filter(|at| tags.contains(&at.upto.tag()));
    Ok(asked.filter_map(said).collect())
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
