//! The content lane of a sync, the phone's side: what a request asks for behind all records and within the day's budget,
//! what becomes of the pieces that come, and whether one more request is worth its bytes. A piece that is not what its
//! name says is dropped and costs itself alone; the records of the same answer are kept all the same.

use super::content::{ContentHead, Holds, OutlineFrame, PieceFrame, holds_item, item_holds};
use crate::change::cbor::Item;
use crate::change::content::{ContentName, Outline};
use crate::change::limits;
use crate::store::content::{self, Piece};
use crate::store::error::{Result, StoreError};
use crate::store::{Log, Store, content_budget};

/// Less than a piece with its frame is not asked for.
const LEAST_BYTES: u64 = limits::CONTENT_CHUNK_BYTES as u64 + 128;

/// The lane of one request.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// What the head says.
    pub(super) head: ContentHead,
    /// Bytes of content that came, frames and all.
    pub(super) received: u64,
    /// Pieces that were kept.
    pub(super) kept: u64,
    /// Pieces and outlines that were not what their name says.
    pub(super) wrong: u64,
}

impl Lane {
    /// What this request says; it asks for content only where it carries all records (`asks`).
    pub(super) fn begin(store: &Store, asks: bool) -> Result<Lane> {
        let mut head = ContentHead { holds: to_tell(&store.log())?, ..ContentHead::default() };
        if asks {
            head.bytes = store.content_left_today()?.min(limits::CONTENT_ANSWER_BYTES);
            if head.bytes >= LEAST_BYTES {
                head.wanted = content::wanted(&store.log(), store.content_time_s()?)?;
                head.wanted.truncate(limits::CONTENT_WANTED);
            }
        }
        Ok(Lane { head, ..Lane::default() })
    }

    /// The answer came: what was said of what is held was heard.
    pub(super) fn answered(&self, store: &mut Store) -> Result<()> {
        let Some(holds) = &self.head.holds else { return Ok(()) };
        let told = if holds.is_empty() { Vec::new() } else { holds_item(holds).encode() };
        let tx = store.write()?;
        content::note_told(&tx.log(), &told)?;
        tx.commit()
    }

    /// Takes an outline, whose frame had so many bytes.
    pub(super) fn take_outline(&mut self, store: &mut Store, frame: &OutlineFrame, bytes: u64) -> Result<()> {
        self.check(&frame.name, bytes)?;
        let now_s = store.content_time_s()?;
        let tx = store.write()?;
        content_budget::spend(&tx.log(), now_s, bytes)?;
        match Outline::verified(&frame.name, &frame.hashes) {
            Some(outline) => content::keep_outline(&tx.log(), &frame.name, &outline)?,
            None => self.wrong += 1,
        }
        tx.commit()
    }

    /// Takes a piece, whose frame had so many bytes: kept, and counted, in one transaction.
    pub(super) fn take_piece(&mut self, store: &mut Store, frame: &PieceFrame, bytes: u64) -> Result<()> {
        self.check(&frame.name, bytes)?;
        let now_s = store.content_time_s()?;
        let tx = store.write()?;
        content_budget::spend(&tx.log(), now_s, bytes)?;
        match content::keep_piece(&tx.log(), &frame.name, frame.number, &frame.bytes)? {
            Piece::Kept => self.kept += 1,
            Piece::Wrong => self.wrong += 1,
            Piece::NotNext => {}
        }
        tx.commit()
    }

    /// Only what was asked for comes, and no more of it.
    fn check(&mut self, name: &ContentName, bytes: u64) -> Result<()> {
        self.received += bytes;
        if !self.head.wanted.iter().any(|wanted| wanted.name == *name) {
            return Err(StoreError::BadAnswer("content that was not asked for"));
        }
        if self.received > self.head.bytes + LEAST_BYTES {
            return Err(StoreError::BadAnswer("more content than was asked for"));
        }
        Ok(())
    }

    /// Whether one more request has something to fetch or to tell: where this one brought a piece, or did not ask yet.
    pub(super) fn goes_on(&self, store: &Store) -> Result<bool> {
        // What it let go of, the next sync tells.
        let told = content::told(&store.log())?;
        let told = if told.is_empty() { Vec::new() } else { item_holds(&Item::decode(&told)?)? };
        if to_tell(&store.log())?.is_some_and(|holds| holds.iter().any(|one| !told.contains(one))) {
            return Ok(true);
        }
        let may_come = (self.kept > 0 || self.head.wanted.is_empty()) && self.wrong == 0;
        Ok(may_come && !Lane::begin(store, true)?.head.wanted.is_empty())
    }
}

/// What the server has not been told yet of what is held.
fn to_tell(log: &Log<'_>) -> Result<Option<Vec<Holds>>> {
    let holds: Vec<Holds> =
        content::holds(log)?.into_iter().map(|(first, refused)| Holds { first, refused }).collect();
    let now = if holds.is_empty() { Vec::new() } else { holds_item(&holds).encode() };
    Ok((content::told(log)? != now).then_some(holds))
}
