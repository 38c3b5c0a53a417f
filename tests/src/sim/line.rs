//! The line between a phone and the server: it carries one sync as told, and checks at each request what must hold
//! there and then. The real sessions on both sides; bytes pass in pieces.

use chaski::change::batch::{Batch, Entry, batches_item, item_batches};
use chaski::change::cbor::Item;
use chaski::change::limits;
use chaski::record::ChangeName;
use chaski::store::seeded::Seeded;
use chaski::store::{Store, StoreError};
use chaski::sync::frame::{self, FrameReader, Kind, item};
use chaski::sync::message::{Answer, Refusal, RefusalCode, Sealed, SignedHead};
use chaski::sync::session::{self, SyncError};
use chaski::sync::{Report, Session};
use chaski_service::session::{Outcome, ServerSession};

use super::rng::Rng;
use super::server::SimServer;
use super::tally::{Failure, Held, Tally, hold};
use super::trace::Trace;
pub use super::way::Way;
use crate::disk::Disk;
use crate::world::now_or_never;

/// When every schedule begins, seconds of Unix time.
pub const BEGIN_S: i64 = 1_800_000_000;

/// What a sync meets, and what was seen of it.
pub struct Carried {
    /// Chance.
    pub rng: Rng,
    /// What the core and the server draw.
    chance: Seeded,
    /// Counts.
    pub tally: Tally,
    /// What happened, line by line.
    pub trace: Trace,
    /// Server time, seconds.
    pub now_s: i64,
    failure: Option<Failure>,
    /// Whether the way was met.
    pub met: bool,
}

impl Carried {
    /// Nothing yet.
    pub fn new(seed: u64) -> Carried {
        Carried {
            rng: Rng::new(seed),
            chance: Seeded::begin(seed, BEGIN_S),
            tally: Tally::default(),
            trace: Trace::default(),
            now_s: BEGIN_S,
            failure: None,
            met: false,
        }
    }

    /// All chance follows from this seed now, here and in the core.
    pub fn reseed(&mut self, seed: u64) {
        self.rng = Rng::new(seed);
        self.chance.reseed(seed);
    }

    /// Time passes on the server.
    pub fn pass(&mut self, seconds: i64) {
        self.now_s += seconds;
        self.chance.set_wall_s(self.now_s);
    }

    /// Counts an event.
    pub fn note(&mut self, event: &'static str) {
        self.tally.note(event);
        self.trace.line(format!("event {event}"));
    }
}

/// One sync over a line where this happens. The outer result is what must hold; the inner what the phone is told.
pub fn run(
    server: &SimServer,
    way: Way,
    carried: &mut Carried,
    disk: &Disk,
    store: &mut Store,
) -> Held<Result<Report, SyncError>> {
    carried.met = false;
    let report = session::run(store, |session, store| {
        exchange(server, way, carried, disk, session, store).unwrap_or_else(|failure| {
            carried.failure = Some(failure);
            Err(SyncError::Cancelled)
        })
    });
    match carried.failure.take() {
        Some(failure) => Err(failure),
        None => Ok(report),
    }
}

fn line_error<T>(error: impl std::fmt::Display) -> Result<T, SyncError> {
    Err(SyncError::Line(error.to_string()))
}

/// The inner result of a step, or out of the outer function with its error.
macro_rules! told {
    ($step:expr) => {
        match $step {
            Ok(value) => value,
            Err(error) => return Ok(Err(SyncError::from(error))),
        }
    };
}

fn exchange(
    server: &SimServer,
    way: Way,
    carried: &mut Carried,
    disk: &Disk,
    session: &mut Session,
    store: &mut Store,
) -> Held<Result<(), SyncError>> {
    let mut frames = Vec::new();
    while let Some(frame) = told!(session.next_frame(store)) {
        frames.push(frame);
    }
    let batches = frames.len() > 2;
    let way = if carried.met { Way::Whole } else { way };
    carried.met = match way {
        Way::Whole | Way::PageOff(_) => carried.met,
        Way::ServerOff(_) | Way::Withheld => batches,
        _ => true,
    };
    note_request(carried, &frames);
    let mut request = Request { server, now_s: carried.now_s, frames };
    let answer = match way {
        Way::Dropped => {
            carried.note("request dropped");
            return Ok(line_error("nothing arrived"));
        }
        Way::CutUp => {
            carried.note("cut on the way up");
            let cut = carried.rng.below(request.length());
            return request.cut(cut).map(|()| line_error("cut on the way up"));
        }
        Way::Late => {
            carried.note("old request late");
            return late(&request, carried, store);
        }
        Way::OldAnswer => {
            carried.note("old answer late");
            return old_answer(&request, carried, store);
        }
        Way::Withheld if batches => {
            let Some(answer) = request.withheld(carried)? else { return Ok(line_error("the server failed")) };
            answer
        }
        Way::ServerOff(write) if batches => {
            server.disk.cut_after_writes(write, carried.rng.draw());
            match request.deliver(carried) {
                Ok((answer, _)) => answer,
                Err(error) => {
                    carried.note("power cut on the server, mid batch");
                    return Ok(line_error(error));
                }
            }
        }
        Way::Twice => {
            carried.note("request duplicated");
            let first = request.deliver(carried);
            let second = request.deliver(carried);
            match if carried.rng.chance(50) { first } else { second } {
                Ok((answer, _)) => answer,
                Err(error) => return Ok(line_error(error)),
            }
        }
        _ => match request.deliver(carried) {
            Ok((answer, _)) => answer,
            Err(error) => return Ok(line_error(error)),
        },
    };
    match way {
        Way::AnswerLost => {
            carried.note("answer lost");
            Ok(line_error("no answer"))
        }
        Way::CutDown => {
            carried.note("cut on the way down");
            let cut = carried.rng.below(answer.len());
            told!(feed(session, store, &answer[..cut], carried));
            Ok(line_error("cut on the way down"))
        }
        Way::BeforePage => {
            let first = page_at(&answer).unwrap_or(answer.len());
            carried.note("answer cut before its pages");
            told!(feed(session, store, &answer[..first], carried));
            Ok(line_error("cut before the pages"))
        }
        Way::PageOff(write) => {
            let page = page_at(&answer);
            let first = page.unwrap_or(answer.len());
            told!(session.receive(store, &answer[..first]));
            if page.is_some() {
                carried.met = true;
                disk.cut_after_writes(write, carried.rng.draw());
            }
            Ok(feed(session, store, &answer[first..], carried))
        }
        _ => Ok(feed(session, store, &answer, carried)),
    }
}

/// The phone starts a request, gives up, makes another; then the rest of the first arrives.
fn late(request: &Request<'_>, carried: &mut Carried, store: &mut Store) -> Held<Result<(), SyncError>> {
    let bytes = request.frames.concat();
    let cut = if carried.rng.chance(30) { 0 } else { carried.rng.below(bytes.len()) };
    let mut old = ServerSession::new(request.server.storage());
    let begun = now_or_never(old.receive(&bytes[..cut], carried.now_s));
    if let Err(error) = begun {
        return Ok(line_error(error));
    }
    let mut newer = told!(Session::start(store));
    let mut frames = Vec::new();
    while let Some(frame) = told!(newer.next_frame(store)) {
        frames.push(frame);
    }
    let second = Request { server: request.server, now_s: carried.now_s, frames };
    match second.deliver(carried) {
        Ok((answer, _)) => {
            told!(feed(&mut newer, store, &answer, carried));
            told!(newer.finish(store));
        }
        Err(error) => return Ok(line_error(error)),
    }
    let before = request.held(&request.batches(cut, bytes.len()))?;
    let rest = now_or_never(old.receive(&bytes[cut..], carried.now_s));
    if rest.is_ok() && now_or_never(old.finish(carried.now_s)).is_ok() {
        let after = request.held(&request.batches(cut, bytes.len()))?;
        hold("old_request_adds_nothing", before == after, || {
            format!("{before} of its later changes were held, then {after}")
        })?;
    }
    Ok(line_error("the phone gave up"))
}

/// The phone gives up and makes another request; then the answer to the first comes as the answer to the second.
fn old_answer(
    request: &Request<'_>,
    carried: &mut Carried,
    store: &mut Store,
) -> Held<Result<(), SyncError>> {
    let old = match request.deliver(carried) {
        Ok((answer, _)) => answer,
        Err(error) => return Ok(line_error(error)),
    };
    let mut newer = told!(Session::start(store));
    while told!(newer.next_frame(store)).is_some() {}
    let taken = newer.receive(store, &old);
    let refused = matches!(&taken, Err(SyncError::Store(StoreError::BadAnswer(_))));
    // A server that does not know a phone can seal nothing for it: all that such a refusal does is that the phone shows
    // its enrolment.
    let unknown = payload(&old, Kind::Refusal)
        .and_then(|item| Refusal::from_item(&Sealed::from_item(&item).ok()?.payload().ok()?).ok())
        .is_some_and(|refusal| refusal.code == RefusalCode::UnknownDevice);
    hold("answer_of_another_request_is_refused", refused || unknown, || format!("{taken:?}"))?;
    Ok(line_error("the phone gave up"))
}

/// What goes to the server beside heads and batches.
fn note_request(carried: &mut Carried, frames: &[Vec<u8>]) {
    let has = |kind: Kind| frames.iter().any(|frame| frame.first() == Some(&(kind as u8)));
    if has(Kind::Tail) {
        carried.note("tails given back");
    }
    if has(Kind::Bodies) {
        carried.note("bodies given back");
    }
    let head = frames.first().and_then(|frame| payload(frame, Kind::Head));
    let Some(head) = head.and_then(|item| SignedHead::from_item(&item).ok()).map(|signed| signed.head) else {
        return;
    };
    if head.enrolment.is_some() {
        carried.note("enrolment shown");
    }
    if head.with_bodies {
        carried.note("own asked for in the feeds");
    }
    if frames.len() - 2 >= limits::REQUEST_BATCHES {
        carried.note("more than one request carries");
    }
}

/// Where the first page of an answer begins.
fn page_at(answer: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < answer.len() {
        if answer[at] == Kind::Page as u8 {
            return Some(at);
        }
        at = frame_end(answer, at);
    }
    None
}

fn feed(
    session: &mut Session,
    store: &mut Store,
    bytes: &[u8],
    carried: &mut Carried,
) -> Result<(), SyncError> {
    let mut at = 0;
    while at < bytes.len() {
        let step = (1 + carried.rng.below(1400)).min(bytes.len() - at);
        session.receive(store, &bytes[at..at + step])?;
        at += step;
    }
    Ok(())
}

fn frame_end(bytes: &[u8], at: usize) -> usize {
    match frame::payload_at(&bytes[at..]) {
        Some((from, length)) => (at + from + length as usize).min(bytes.len()),
        None => bytes.len(),
    }
}

/// A request as it travels.
struct Request<'s> {
    server: &'s SimServer,
    now_s: i64,
    frames: Vec<Vec<u8>>,
}

impl Request<'_> {
    fn length(&self) -> usize {
        self.frames.iter().map(Vec::len).sum()
    }

    /// To the server, whole; the bytes of the answer.
    fn deliver(
        &self,
        carried: &mut Carried,
    ) -> Result<(Vec<u8>, Outcome), chaski_service::storage::StorageError> {
        let mut session = ServerSession::new(self.server.storage());
        let bytes = self.frames.concat();
        let mut at = 0;
        while at < bytes.len() {
            let step = (1 + carried.rng.below(3000)).min(bytes.len() - at);
            if !now_or_never(session.receive(&bytes[at..at + step], self.now_s))? {
                break;
            }
            at += step;
        }
        let (frames, outcome) = now_or_never(session.finish(self.now_s))?;
        Ok((frames.concat(), outcome))
    }

    /// To the server, cut after so many bytes: what arrived whole is kept, whatever becomes of the rest.
    fn cut(&self, cut: usize) -> Held {
        let bytes = self.frames.concat();
        let mut session = ServerSession::new(self.server.storage());
        let Ok(goes_on) = now_or_never(session.receive(&bytes[..cut], self.now_s)) else { return Ok(()) };
        drop(session);
        if !goes_on {
            return Ok(());
        }
        let whole = self.batches(0, cut);
        let held = self.held(&whole)?;
        hold("cut_upload_keeps_whole_batches", held == whole.len(), || {
            format!(
                "{} changes arrived in whole batches before the cut, the server holds {held}",
                whole.len()
            )
        })
    }

    /// Names of the changes in the batches whose last byte is after `from` and not after `to`.
    fn batches(&self, from: usize, to: usize) -> Vec<ChangeName> {
        let mut at = 0;
        let mut names = Vec::new();
        for frame in &self.frames {
            at += frame.len();
            if at > from && at <= to {
                names.extend(batches_of(frame).iter().flatten().flat_map(|batch| {
                    batch
                        .entries
                        .iter()
                        .map(|(number, _)| ChangeName { device: batch.device, number: *number })
                }));
            }
        }
        names
    }

    fn held(&self, names: &[ChangeName]) -> Held<usize> {
        let mut held = 0;
        for name in names {
            held += usize::from(self.server.hash_of(name)?.is_some());
        }
        Ok(held)
    }

    /// To the server with one change withheld: the rest of its batch is kept, the one withheld is not acknowledged.
    fn withheld(&mut self, carried: &mut Carried) -> Held<Option<Vec<u8>>> {
        let places: Vec<usize> =
            (0..self.frames.len()).filter(|at| batches_of(&self.frames[*at]).is_some()).collect();
        let Some(at) = carried.rng.pick(&places) else { return Ok(None) };
        let Some(mut batches) = batches_of(&self.frames[at]) else { return Ok(None) };
        let of = carried.rng.below(batches.len());
        let batch = &batches[of];
        // The first of a batch is what the others stand on, mostly.
        let place = if carried.rng.chance(60) { 0 } else { carried.rng.below(batch.entries.len()) };
        let number = batch.entries[place].0;
        let name = ChangeName { device: batch.device, number };
        let cut = batch.withhold(&[number]);
        batches[of] = cut.clone();
        self.frames[at] = frame::frame(Kind::Batches, &batches_item(&batches));
        carried.note("change withheld from a batch");
        let Ok((answer, outcome)) = self.deliver(carried) else { return Ok(None) };
        if outcome.refused.is_some() {
            return Ok(Some(answer));
        }
        let acknowledged = answer_of(&answer).is_some_and(|answer| {
            answer.acknowledged.iter().any(|(first, last)| (*first..=*last).contains(&number))
        });
        // It may have come another way: before, or among the bodies that the server asked for.
        let is_held = self.server.hash_of(&name)?.is_some();
        hold("withheld_is_not_acknowledged", is_held || !acknowledged, || {
            format!("{name} was withheld and is acknowledged")
        })?;
        let mut bodies = cut.entries.iter().filter(|(_, entry)| matches!(entry, Entry::Body { .. }));
        let missing = bodies.find_map(|(number, _)| {
            let name = ChangeName { device: cut.device, number: *number };
            matches!(self.server.hash_of(&name), Ok(None)).then_some(name)
        });
        hold("waiting_is_kept", missing.is_none(), || {
            format!("{missing:?} arrived in a batch from which {name} was withheld, and is not there")
        })?;
        Ok(Some(answer))
    }
}

/// What the first frame of these bytes holds, if it is of this kind.
fn payload(bytes: &[u8], wanted: Kind) -> Option<Item> {
    let mut reader = FrameReader::default();
    reader.push(bytes);
    match reader.next_frame() {
        Ok(Some((kind, payload))) if kind == wanted => item(kind, &payload).ok(),
        _ => None,
    }
}

fn batches_of(frame: &[u8]) -> Option<Vec<Batch>> {
    item_batches(&payload(frame, Kind::Batches)?).ok()?.into_iter().collect::<Result<_, _>>().ok()
}

fn answer_of(bytes: &[u8]) -> Option<Answer> {
    Answer::from_item(&Sealed::from_item(&payload(bytes, Kind::Answer)?).ok()?.payload().ok()?).ok()
}

/// Whether a phone may be told so although nothing is wrong with it.
pub fn is_expected(error: &SyncError) -> bool {
    matches!(
        error,
        SyncError::Line(_)
            | SyncError::Cancelled
            | SyncError::Refused(RefusalCode::TakenOver | RefusalCode::Stale)
    )
}
