//! One request of a phone as a state machine over the storage: bytes in as they arrive, each batch committed on its
//! own signature, bytes of the answer out. Knows no socket; the HTTP service and the simulator carry the bytes.

use chaski::change::batch::{Batch, item_batches};
use chaski::change::cbor::Item;
use chaski::change::codec::CodecError;
use chaski::change::content::Outline;
use chaski::change::limits;
use chaski::record::DeviceId;
use chaski::sync::content::{OutlineFrame, PieceFrame};
use chaski::sync::drafts::DraftBackup;
use chaski::sync::frame::{FrameError, FrameReader, Kind, frame, item};
use chaski::sync::message::{Feed, Nonce, RefusalCode, Sealed, SignedHead, Tail, item_bodies};

use crate::storage::{Admitted, Refused, Result, Storage, StorageError};

/// One request, or one sealed file, being read.
pub struct ServerSession<'s> {
    storage: &'s dyn Storage,
    by_file: bool,
    reader: FrameReader,
    buffered: Vec<u8>,
    admitted: Option<Admitted>,
    refusal: Option<Refused>,
    rejected: Vec<(Vec<u64>, String)>,
    apart: Vec<(u64, [u8; 8])>,
    tails: Vec<Tail>,
    batches: u64,
    new_changes: u64,
    drafts: u64,
    ended: bool,
}

/// What a request came to, for the log: numbers and a device, nothing of what was said.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// The device, once its head was taken.
    pub device: Option<String>,
    /// Batches committed.
    pub batches: u64,
    /// Changes that are new.
    pub new_changes: u64,
    /// Drafts kept, or let go.
    pub drafts: u64,
    /// Batches and drafts not taken.
    pub rejected: u64,
    /// Why the request was refused.
    pub refused: Option<RefusalCode>,
    /// Whether the request was whole.
    pub whole: bool,
}

impl<'s> ServerSession<'s> {
    /// A request begins.
    pub fn new(storage: &'s dyn Storage) -> Self {
        ServerSession {
            storage,
            by_file: false,
            reader: FrameReader::default(),
            buffered: Vec::new(),
            admitted: None,
            refusal: None,
            rejected: Vec::new(),
            apart: Vec::new(),
            tails: Vec::new(),
            batches: 0,
            new_changes: 0,
            drafts: 0,
            ended: false,
        }
    }

    /// Takes what a sealed file holds. Nothing answers it.
    ///
    /// # Errors
    /// The storage.
    pub async fn take_file(storage: &'s dyn Storage, frames: &[u8], now_s: i64) -> Result<Outcome> {
        let mut session = ServerSession { by_file: true, ..ServerSession::new(storage) };
        session.read(frames, now_s).await?;
        Ok(session.outcome())
    }

    /// Takes bytes. Every whole batch among them is durable when this returns. `false`: the rest of the request
    /// need not be read.
    pub async fn receive(&mut self, bytes: &[u8], now_s: i64) -> Result<bool> {
        if chaski::fault("body-buffered") {
            self.buffered.extend_from_slice(bytes);
            return Ok(true);
        }
        self.read(bytes, now_s).await
    }

    async fn read(&mut self, bytes: &[u8], now_s: i64) -> Result<bool> {
        self.reader.push(bytes);
        while self.refusal.is_none() && !self.ended {
            match self.reader.next_frame() {
                Ok(None) => break,
                Ok(Some((kind, payload))) => self.take_frame(kind, &payload, now_s).await?,
                Err(_) => self.refuse(RefusalCode::Unreadable),
            }
        }
        Ok(self.refusal.is_none())
    }

    async fn take_frame(&mut self, kind: Kind, payload: &[u8], now_s: i64) -> Result<()> {
        let item = match item(kind, payload) {
            Ok(item) => item,
            // One unreadable batch blocks nothing behind it; its numbers are not known, so none is acknowledged.
            Err(FrameError::Codec(CodecError::UnknownCodec(codec))) if kind == Kind::Batches => {
                self.rejected.push((Vec::new(), format!("unknown codec {codec}: send codec 0")));
                return Ok(());
            }
            Err(_) if kind == Kind::Batches => {
                self.reject_unreadable();
                return Ok(());
            }
            Err(_) => {
                self.refuse(RefusalCode::Unreadable);
                return Ok(());
            }
        };
        match (kind, &self.admitted) {
            (Kind::Head, None) => match SignedHead::from_item(&item) {
                Ok(head) => {
                    let admitted = match self.by_file {
                        true => self.storage.admit_file(head, now_s).await?,
                        false => self.storage.admit(head, now_s).await?,
                    };
                    match admitted {
                        Ok(admitted) => self.admitted = Some(admitted),
                        Err(refused) => self.refusal = Some(refused),
                    }
                }
                Err(_) => self.refuse(RefusalCode::Unreadable),
            },
            (Kind::Batches, Some(_)) => match item_batches(&item) {
                Ok(batches) => {
                    for batch in batches {
                        match batch {
                            Ok(batch) => self.take_batch(&batch, now_s).await?,
                            Err(_) => self.reject_unreadable(),
                        }
                    }
                }
                Err(_) => self.reject_unreadable(),
            },
            // Also of a stopped phone: what this server signed proves itself, whoever brings it.
            (Kind::Tail, Some(admitted)) => match Tail::from_item(&item) {
                Ok(tail) => {
                    self.storage.take_tail(admitted, &tail).await?;
                    self.tails.push(tail);
                }
                Err(_) => self.refuse(RefusalCode::Unreadable),
            },
            (Kind::Bodies, Some(_)) => match item_bodies(&item) {
                Ok(bodies) => self.storage.take_bodies(&bodies).await?,
                Err(_) => self.refuse(RefusalCode::Unreadable),
            },
            (Kind::Draft, Some(admitted)) => match Sealed::from_item(&item) {
                Ok(sealed) => match self.storage.take_draft(admitted, &sealed, now_s).await? {
                    Ok(()) => self.drafts += 1,
                    Err(why) => self.rejected.push((Vec::new(), why.to_owned())),
                },
                Err(_) => self.refuse(RefusalCode::Unreadable),
            },
            (Kind::RequestEnd, Some(_)) => self.ended = true,
            _ => self.refuse(RefusalCode::Unreadable),
        }
        Ok(())
    }

    async fn take_batch(&mut self, batch: &Batch, now_s: i64) -> Result<()> {
        let Some(admitted) = self.admitted.as_ref().filter(|_| self.refusal.is_none()) else { return Ok(()) };
        if !batch.verify(&admitted.public_key) && !chaski::fault("batch-signature-unchecked") {
            let numbers = batch.entries.iter().map(|(number, _)| *number).collect();
            self.rejected.push((numbers, "its signature does not hold".into()));
            return Ok(());
        }
        match self.storage.take(admitted, batch, now_s).await? {
            Ok(taken) => {
                self.batches += 1;
                self.new_changes += taken.new;
                self.apart.extend(taken.apart);
            }
            Err(refused) => self.refusal = Some(refused),
        }
        Ok(())
    }

    fn reject_unreadable(&mut self) {
        self.rejected.push((Vec::new(), "a batch that cannot be read".into()));
    }

    fn refuse(&mut self, code: RefusalCode) {
        let to = self.admitted.as_ref().map(|a| (a.public_key, a.head.device, a.head.nonce));
        self.refusal = Some(Refused { to, ..Refused::unknown(code) });
    }

    fn outcome(&self) -> Outcome {
        Outcome {
            device: self.admitted.as_ref().map(|a| a.head.device.to_hex()),
            batches: self.batches,
            new_changes: self.new_changes,
            drafts: self.drafts,
            rejected: self.rejected.len() as u64,
            refused: self.refusal.as_ref().map(|r| r.refusal.code),
            whole: self.ended,
        }
    }

    /// The body ended. The frames of the answer; none where the request was cut.
    pub async fn finish(mut self, now_s: i64) -> Result<(Vec<Vec<u8>>, Outcome)> {
        if !self.buffered.is_empty() {
            let bytes = std::mem::take(&mut self.buffered);
            self.read(&bytes, now_s).await?;
        }
        let mut outcome = self.outcome();
        if let Some(refusal) = &self.refusal {
            let said = refusal.refusal.item();
            // To whom no phone is known, nothing can be sealed; such a refusal only says that there is one.
            let sealed = refusal.to.as_ref().and_then(|to| self.storage.seal(&said, to));
            let sealed = sealed.unwrap_or_else(|| Sealed::open(&said));
            return Ok((vec![frame(Kind::Refusal, &sealed.item())], outcome));
        }
        let Some(admitted) = self.admitted.filter(|_| self.ended) else {
            outcome.whole = false;
            return Ok((Vec::new(), outcome));
        };
        let mut answer = self.storage.answer(&admitted, now_s).await?;
        answer.rejected = self.rejected;
        answer.apart = self.apart;
        answer.tails_taken = !self.tails.is_empty();
        answer.needed = self.storage.lacking(&self.tails).await?;
        let left = match &admitted.head.drafts {
            Some(known) => self.storage.drafts_left(&admitted, known).await?,
            None => Vec::new(),
        };
        answer.drafts = left.len() as u64;
        let to = (admitted.public_key, admitted.head.device, admitted.head.nonce);
        let sealed = self.storage.seal(&answer.item(), &to);
        let sealed = sealed.ok_or_else(|| StorageError::Request("a phone whose key is no key".into()))?;
        let mut frames = vec![frame(Kind::Answer, &sealed.item())];
        for batch in self.storage.returned(&admitted).await? {
            frames.push(frame(Kind::Returned, &batch.item()));
        }
        // What this phone is asked for may say which areas it holds: its feeds wait for that.
        let (mut more, mut areas_begun) = (!answer.needed.is_empty(), false);
        if !more {
            for at in self.storage.feeds(&admitted).await? {
                // A phone reads areas by what its directory and its rights say: they come whole before any area.
                if more && matches!(at.feed, Feed::Area(_)) && !areas_begun {
                    break;
                }
                areas_begun = matches!(at.feed, Feed::Area(_));
                if let Some((page, more_follows)) = self.storage.page(&admitted, at).await? {
                    more |= more_follows;
                    frames.push(frame(Kind::Page, &page.item()));
                }
            }
        }
        if !more {
            more = drafts(self.storage, left, &to, &mut frames);
        }
        if !more {
            content(self.storage, &admitted, &mut frames).await?;
        }
        frames.push(frame(Kind::AnswerEnd, &Item::Bool(more)));
        Ok((frames, outcome))
    }
}

/// What phones of the same worker left half filled, where this one asks: as much as an answer takes. Whether more follows.
fn drafts(
    storage: &dyn Storage,
    left: Vec<DraftBackup>,
    to: &([u8; 32], DeviceId, Nonce),
    frames: &mut Vec<Vec<u8>>,
) -> bool {
    let mut bytes = 0;
    for backup in left {
        if bytes >= limits::DRAFTS_BYTES {
            return true;
        }
        let Some(sealed) = storage.seal(&backup.item(), to) else { continue };
        let frame = frame(Kind::Restored, &sealed.item());
        bytes += frame.len() as u64;
        frames.push(frame);
    }
    false
}

/// The content lane, behind all records: outlines and pieces of what the phone asks for and is entitled to, in the order in
/// which it asks, up to the bytes that it takes.
async fn content(storage: &dyn Storage, admitted: &Admitted, frames: &mut Vec<Vec<u8>>) -> Result<()> {
    const PIECE: usize = limits::CONTENT_CHUNK_BYTES;
    let asked = &admitted.head.content;
    let mut left = asked.bytes.min(limits::CONTENT_ANSWER_BYTES);
    // What does not fit ends the lane: the phone asks on from there.
    let mut push = |frame: Vec<u8>| {
        let fits = frame.len() as u64 <= left;
        if fits {
            left -= frame.len() as u64;
            frames.push(frame);
        }
        fits
    };
    for wanted in &asked.wanted {
        if !storage.may_have(admitted, &wanted.name).await? {
            continue;
        }
        let name = wanted.name;
        let mut number = match wanted.next {
            Some(next) => next,
            None => {
                let Some(whole) = storage.objects().whole(&name).await? else { continue };
                let outline = OutlineFrame { name, hashes: Outline::of(&whole).to_bytes() };
                if !push(frame(Kind::Outline, &outline.item())) {
                    return Ok(());
                }
                0
            }
        };
        loop {
            let from = number.saturating_mul(PIECE as u64);
            let Some(bytes) = storage.objects().part(&name, from, PIECE).await? else { break };
            if bytes.is_empty() {
                break;
            }
            if !push(frame(Kind::Piece, &PieceFrame { name, number, bytes }.item())) {
                return Ok(());
            }
            number += 1;
        }
    }
    Ok(())
}
