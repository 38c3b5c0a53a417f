//! Frames: one byte of kind, four of length (big-endian), then the payload in a codec. What a request and its answer
//! are made of; a reader takes bytes as they come and gives whole frames.

use crate::change::cbor::Item;
use crate::change::codec::{self, CodecError};
use crate::change::limits;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The signed head of a request; its first frame.
    Head = 1,
    /// A batch.
    Batch = 2,
    /// The request is whole.
    RequestEnd = 3,
    /// The tail of a feed, for a server that was set back; before the batches.
    Tail = 4,
    /// Bodies that such a server asked for; before the batches.
    Bodies = 5,
    /// What the server holds; the first frame of an answer.
    Answer = 16,
    /// A page of a feed.
    Page = 17,
    /// The answer is whole.
    AnswerEnd = 18,
    /// The request is not taken.
    Refusal = 19,
    /// A batch of the phone's own that its database lacks.
    Returned = 20,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Kind> {
        use Kind::*;
        [Head, Batch, RequestEnd, Tail, Bodies, Answer, Page, AnswerEnd, Refusal, Returned]
            .into_iter()
            .find(|k| *k as u8 == byte)
    }

    fn limit(self) -> usize {
        match self {
            Kind::Head => limits::HEAD_BYTES,
            Kind::Tail => limits::TAIL_BYTES,
            _ => limits::FRAME_BYTES,
        }
    }
}

/// Why a stream of frames cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// A kind of a later version, or noise.
    #[error("a frame of unknown kind {0}")]
    UnknownKind(u8),
    /// More than a frame may hold.
    #[error("a frame of {0} bytes, more than a frame may hold")]
    TooLong(u64),
    /// Its payload is not readable.
    #[error(transparent)]
    Codec(#[from] CodecError),
}

const HEADER: usize = 5;

/// A frame's bytes.
pub fn frame(kind: Kind, item: &Item) -> Vec<u8> {
    let payload = codec::encode(item);
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.push(kind as u8);
    bytes.extend_from_slice(&u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend_from_slice(&payload);
    bytes
}

/// Reads a frame's payload.
pub fn item(kind: Kind, payload: &[u8]) -> Result<Item, FrameError> {
    Ok(codec::decode(payload, kind.limit())?)
}

/// Takes bytes as they come; never holds more than one frame's limit.
#[derive(Debug, Default)]
pub struct FrameReader {
    pending: Vec<u8>,
}

impl FrameReader {
    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next whole frame, if it is there: its kind and its payload, codec byte first.
    pub fn next_frame(&mut self) -> Result<Option<(Kind, Vec<u8>)>, FrameError> {
        let Some((header, rest)) = self.pending.split_at_checked(HEADER) else { return Ok(None) };
        let kind = Kind::from_byte(header[0]).ok_or(FrameError::UnknownKind(header[0]))?;
        let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
        if length > kind.limit() {
            return Err(FrameError::TooLong(length as u64));
        }
        if rest.len() < length {
            return Ok(None);
        }
        let payload = rest[..length].to_vec();
        self.pending.drain(..HEADER + length);
        Ok(Some((kind, payload)))
    }

    /// Whether bytes of an unfinished frame are held.
    pub fn is_amid(&self) -> bool {
        !self.pending.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_read_back_from_any_cut_of_the_stream() {
        let one = frame(Kind::Batch, &Item::Text("one".into()));
        let two = frame(Kind::RequestEnd, &Item::Null);
        let stream = [one.clone(), two.clone()].concat();
        for step in 1..stream.len() {
            let mut reader = FrameReader::default();
            let mut kinds = Vec::new();
            for bytes in stream.chunks(step) {
                reader.push(bytes);
                while let Some((kind, payload)) = reader.next_frame().unwrap() {
                    kinds.push((kind, item(kind, &payload).unwrap()));
                }
            }
            assert_eq!(kinds, [(Kind::Batch, Item::Text("one".into())), (Kind::RequestEnd, Item::Null)]);
            assert!(!reader.is_amid());
        }
    }

    #[test]
    fn noise_and_a_claimed_length_are_refused_at_the_header() {
        let mut reader = FrameReader::default();
        reader.push(&[99, 0, 0, 0, 1]);
        assert_eq!(reader.next_frame(), Err(FrameError::UnknownKind(99)));
        let mut reader = FrameReader::default();
        reader.push(&[2, 0xff, 0xff, 0xff, 0xff]);
        assert!(matches!(reader.next_frame(), Err(FrameError::TooLong(_))));
    }
}
