//! Frames: one byte of kind, the length, then the payload in a codec. What a request and its answer are made of; a
//! reader takes bytes as they come and gives whole frames. The length is a variable-length integer of RFC 9000, section
//! 16: its first two bits say whether it takes 1, 2, 4 or 8 bytes.

use crate::change::cbor::Item;
use crate::change::codec::{self, CodecError, Level};
use crate::change::limits;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The signed head of a request; its first frame.
    Head = 1,
    /// Batches.
    Batches = 2,
    /// The request is whole.
    RequestEnd = 3,
    /// The tail of a feed, for a server that was set back; before the batches.
    Tail = 4,
    /// Bodies that such a server asked for; before the batches.
    Bodies = 5,
    /// A draft that its phone hands over, sealed; behind the batches.
    Draft = 6,
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
    /// The hashes of the pieces of a content; behind all pages.
    Outline = 21,
    /// A piece of a content.
    Piece = 22,
    /// A draft of another phone of the same worker, sealed; behind all pages.
    Restored = 23,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Kind> {
        use Kind::*;
        [
            Head, Batches, RequestEnd, Tail, Bodies, Draft, Answer, Page, AnswerEnd, Refusal, Returned,
            Outline, Piece, Restored,
        ]
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

    fn level(self) -> Level {
        if matches!(self, Kind::Batches | Kind::Draft) { Level::Small } else { Level::Fast }
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

/// A frame's bytes.
pub fn frame(kind: Kind, item: &Item) -> Vec<u8> {
    let payload = codec::encode_at(kind.level(), item);
    let mut bytes = Vec::with_capacity(9 + payload.len());
    bytes.push(kind as u8);
    push_length(&mut bytes, payload.len() as u64);
    bytes.extend_from_slice(&payload);
    bytes
}

fn push_length(bytes: &mut Vec<u8>, length: u64) {
    match length {
        0..0x40 => bytes.push(length as u8),
        0x40..0x4000 => bytes.extend((length as u16 | 1 << 14).to_be_bytes()),
        0x4000..0x4000_0000 => bytes.extend((length as u32 | 2 << 30).to_be_bytes()),
        _ => bytes.extend((length | 3 << 62).to_be_bytes()),
    }
}

/// The bytes of a frame whose payload has so many.
pub fn frame_bytes(payload: usize) -> u64 {
    let mut header = vec![0];
    push_length(&mut header, payload as u64);
    (header.len() + payload) as u64
}

/// Where the payload of the frame that begins here begins, and how many bytes it has; `None`: more bytes are needed to
/// tell.
pub fn payload_at(frame: &[u8]) -> Option<(usize, u64)> {
    let bytes = frame.get(1..)?;
    let length = bytes.get(..1 << (bytes.first()? >> 6))?;
    let value = length.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some((1 + length.len(), value & u64::MAX >> (66 - 8 * length.len())))
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
        let Some(kind) = self.pending.first() else { return Ok(None) };
        let kind = Kind::from_byte(*kind).ok_or(FrameError::UnknownKind(*kind))?;
        let Some((from, length)) = payload_at(&self.pending) else { return Ok(None) };
        if length > kind.limit() as u64 {
            return Err(FrameError::TooLong(length));
        }
        let end = from + length as usize;
        let Some(payload) = self.pending.get(from..end) else { return Ok(None) };
        let payload = payload.to_vec();
        self.pending.drain(..end);
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
        let one = frame(Kind::Batches, &Item::Text("one".into()));
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
            assert_eq!(kinds, [(Kind::Batches, Item::Text("one".into())), (Kind::RequestEnd, Item::Null)]);
            assert!(!reader.is_amid());
        }
    }

    #[test]
    fn noise_and_a_claimed_length_are_refused_at_the_header() {
        let mut reader = FrameReader::default();
        reader.push(&[99, 1]);
        assert_eq!(reader.next_frame(), Err(FrameError::UnknownKind(99)));
        let mut reader = FrameReader::default();
        reader.push(&[2, 0xbf, 0xff, 0xff, 0xff]);
        assert_eq!(reader.next_frame(), Err(FrameError::TooLong(0x3fff_ffff)));
    }

    #[test]
    fn a_length_is_as_long_as_it_needs() {
        // The examples of RFC 9000, appendix A.1.
        for (length, bytes) in [
            (37, &[0x25][..]),
            (15_293, &[0x7b, 0xbd]),
            (494_878_333, &[0x9d, 0x7f, 0x3e, 0x7d]),
            (151_288_809_941_952_652, &[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c]),
        ] {
            let mut written = vec![2];
            push_length(&mut written, length);
            assert_eq!(written[1..], *bytes);
            assert_eq!(payload_at(&written), Some((written.len(), length)));
            assert_eq!(payload_at(&written[..bytes.len()]), None);
        }
    }
}
