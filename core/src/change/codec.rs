//! Codec 0: canonical CBOR under zstd; codec 1: canonical CBOR as it is, for what zstd makes no shorter. One byte in
//! front says which. Every reader reads both for ever; a codec that a reader does not know is answered as that, never
//! guessed at. Transport only: what is hashed and signed is
//! the canonical bytes inside.

use super::cbor::{Item, Unreadable, unreadable};

/// The number of canonical CBOR under zstd.
pub const CODEC_0: u8 = 0;

/// The number of canonical CBOR as it is.
pub const CODEC_1: u8 = 1;

/// The codecs that this version reads, announced in the head of a sync where they are others than these.
pub const KNOWN: [u8; 2] = [CODEC_0, CODEC_1];

/// How hard zstd tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Level {
    /// For what a server keeps and tells many.
    Fast = 3,
    /// For what a phone sends once and pays for by the byte: some 2 ms for a day of 20 visits, where the other takes
    /// 0.01. Names of several openings lie too far apart for the fast levels: with 3 a day of visits to children
    /// registered over 40 openings was 13 % longer, with 4 4 %, with 12 4 %, with 19 no shorter than with this.
    Small = 15,
}

/// Why a frame cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// A codec of a later version: the sender is told, and uses codec 0.
    #[error("unknown codec {0}: send codec 0")]
    UnknownCodec(u8),
    /// Damaged, too large, or not canonical.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}

/// Encodes under the codec that makes it shorter.
pub fn encode(item: &Item) -> Vec<u8> {
    encode_at(Level::Fast, item)
}

/// The same, with zstd at this level.
pub fn encode_at(level: Level, item: &Item) -> Vec<u8> {
    let canonical = item.encode();
    // Compressing memory into memory fails only where memory ends.
    let packed = zstd::bulk::compress(&canonical, level as i32).unwrap_or_default();
    let (codec, bytes) = if packed.is_empty() || canonical.len() <= packed.len() {
        (CODEC_1, canonical)
    } else {
        (CODEC_0, packed)
    };
    let mut frame = Vec::with_capacity(bytes.len() + 1);
    frame.push(codec);
    frame.extend_from_slice(&bytes);
    frame
}

/// Decodes; never unfolds to more than `limit` bytes.
pub fn decode(frame: &[u8], limit: usize) -> Result<Item, CodecError> {
    match frame.split_first() {
        Some((&CODEC_0, packed)) => {
            let canonical = zstd::bulk::decompress(packed, limit)
                .map_err(|_| unreadable("a zstd frame of bounded size"))?;
            Ok(Item::decode(&canonical)?)
        }
        Some((&CODEC_1, canonical)) if canonical.len() > limit => {
            Err(unreadable("a frame of bounded size").into())
        }
        Some((&CODEC_1, canonical)) => Ok(Item::decode(canonical)?),
        Some((&codec, _)) => Err(CodecError::UnknownCodec(codec)),
        None => Err(unreadable("a frame").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_of_a_later_codec_is_named_and_a_bomb_does_not_unfold() {
        assert_eq!(decode(&[7, 1, 2], 100), Err(CodecError::UnknownCodec(7)));
        let bomb = encode(&Item::Bytes(vec![0; 10_000_000]));
        assert!(bomb.len() < 2_000);
        assert!(decode(&bomb, 1_000_000).is_err());
        assert_eq!(decode(&encode(&Item::Int(5)), 100), Ok(Item::Int(5)));
    }
}
