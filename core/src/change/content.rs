//! Content by name: a checklist, later a pack, a recording or a picture, named by the BLAKE3 hash of its bytes, and its
//! pieces. BLAKE3 is a tree, so the hashes of the pieces (its *outline*) come together to the name itself: an outline is
//! verified against the name before a piece is asked for, and each piece against the outline as it comes, so that a wrong
//! one costs itself alone. There is no second format of hashes beside the name. Knows bytes and hashes; not who is given
//! what, nor where it is kept.

use blake3::Hasher;
use blake3::hazmat::{HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root};

use super::limits::{CONTENT_BYTES, CONTENT_CHUNK_BYTES};

/// The name of a content: the BLAKE3 hash of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentName(pub [u8; 32]);

impl ContentName {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> ContentName {
        ContentName(*blake3::hash(bytes).as_bytes())
    }

    /// As 64 hexadecimal digits.
    pub fn to_hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first bytes: enough to tell the contents of one district apart.
    pub fn first(&self) -> [u8; 8] {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        first
    }
}

impl std::fmt::Debug for ContentName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl TryFrom<Vec<u8>> for ContentName {
    type Error = ();

    fn try_from(bytes: Vec<u8>) -> Result<Self, ()> {
        bytes.try_into().map(ContentName).map_err(drop)
    }
}

/// The hash of each piece, in order; none where the content is one piece, which the name itself verifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline(Vec<[u8; 32]>);

impl Outline {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Outline {
        if bytes.len() <= CONTENT_CHUNK_BYTES {
            return Outline(Vec::new());
        }
        Outline((0..).zip(bytes.chunks(CONTENT_CHUNK_BYTES)).map(|(at, piece)| hash_at(at, piece)).collect())
    }

    /// Reads [`Outline::to_bytes`]; `None` where it is not that of this name. That a content is one piece is known with
    /// the piece.
    pub fn verified(name: &ContentName, bytes: &[u8]) -> Option<Outline> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if !rest.is_empty() || hashes.len() > CONTENT_BYTES / CONTENT_CHUNK_BYTES {
            return None;
        }
        let root = match hashes {
            [] => return Some(Outline(Vec::new())),
            [_] => return None,
            more => {
                let (left, right) = more.split_at(left_of(more.len()));
                merge_subtrees_root(&subtree(left), &subtree(right), Mode::Hash)
            }
        };
        (root == name.0).then(|| Outline(hashes.to_vec()))
    }

    /// One hash after another.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// How many pieces there are.
    pub fn pieces(&self) -> u64 {
        self.0.len().max(1) as u64
    }

    /// Whether these bytes are the piece with this number, from 0.
    pub fn verifies(&self, name: &ContentName, number: u64, piece: &[u8]) -> bool {
        if number >= self.pieces() || piece.len() > CONTENT_CHUNK_BYTES {
            return false;
        }
        let is_last = number + 1 == self.pieces();
        match self.0.get(number as usize) {
            None => ContentName::of(piece) == *name,
            // Only the last may be shorter, and none is empty.
            Some(_) if piece.is_empty() || !is_last && piece.len() < CONTENT_CHUNK_BYTES => false,
            Some(hash) => hash_at(number, piece) == *hash,
        }
    }
}

/// The chaining value of a piece at its place: of 1 to 16 kB, never of none.
fn hash_at(number: u64, piece: &[u8]) -> [u8; 32] {
    Hasher::new().set_input_offset(number * CONTENT_CHUNK_BYTES as u64).update(piece).finalize_non_root()
}

/// How many of so many pieces stand in the left half of BLAKE3's tree: the greatest power of two below.
fn left_of(pieces: usize) -> usize {
    pieces.next_power_of_two() / 2
}

/// The chaining value above these; as deep as their number has bits.
fn subtree(hashes: &[[u8; 32]]) -> [u8; 32] {
    match hashes {
        [] => [0; 32],
        [one] => *one,
        more => {
            let (left, right) = more.split_at(left_of(more.len()));
            merge_subtrees_non_root(&subtree(left), &subtree(right), Mode::Hash)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|at| (at * 7 + at / 251) as u8).collect()
    }

    #[test]
    fn the_outline_comes_together_to_the_hash_of_the_whole_however_many_pieces_there_are() {
        let piece = CONTENT_CHUNK_BYTES;
        for bytes in [
            1,
            piece - 1,
            piece,
            piece + 1,
            2 * piece,
            2 * piece + 1,
            3 * piece,
            4 * piece + 5,
            7 * piece,
            33 * piece + 9,
        ] {
            let whole = content(bytes);
            let (name, outline) = (ContentName::of(&whole), Outline::of(&whole));
            assert_eq!(Outline::verified(&name, &outline.to_bytes()), Some(outline.clone()), "{bytes}");
            assert_eq!(outline.pieces(), bytes.div_ceil(piece) as u64);
            for (number, part) in (0..).zip(whole.chunks(piece)) {
                assert!(outline.verifies(&name, number, part), "{bytes}: {number}");
                assert!(!outline.verifies(&name, number + 1, part), "{bytes}: {number} is not the next");
                assert!(!outline.verifies(&name, number, &part[..part.len() - 1]), "{bytes}: {number} cut");
                let mut turned = part.to_vec();
                turned[part.len() / 2] ^= 1;
                assert!(!outline.verifies(&name, number, &turned), "{bytes}: {number} with a bit turned");
            }
        }
    }

    #[test]
    fn an_outline_of_another_content_or_with_a_hash_more_or_less_is_none() {
        let whole = content(5 * CONTENT_CHUNK_BYTES);
        let (name, bytes) = (ContentName::of(&whole), Outline::of(&whole).to_bytes());
        assert_eq!(Outline::verified(&ContentName::of(b"another"), &bytes), None);
        for wrong in [
            &bytes[32..],
            &bytes[..4 * 32],
            &bytes[..32],
            &bytes[..100],
            &[bytes.clone(), vec![0; 32]].concat(),
        ] {
            assert_eq!(Outline::verified(&name, wrong), None);
        }
        assert!(!Outline::of(&whole).verifies(&name, 4, &[]));
        assert!(!Outline::of(b"small").verifies(&ContentName::of(b"small"), 0, &whole));
    }
}
