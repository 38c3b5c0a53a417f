//! The hash of a change, and the keys that keep a hash from giving its change away to guessing: each open of a
//! database draws a secret of 16 bytes; each change's key is derived from it and the change's number; the hash is
//! BLAKE3 under that key. A whole batch carries the secret; where something is withheld, the keys of the rest.

use zeroize::Zeroize;

use crate::record::Tag;

/// BLAKE3, 32 bytes, keyed by the change's own key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0[..4].iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Drawn at each open of a database, 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Zeroize)]
pub struct Secret(pub [u8; 16]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// The key of one change's hash, 16 bytes; it tells nothing of any other's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChangeKey(pub [u8; 16]);

impl std::fmt::Debug for ChangeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangeKey")
    }
}

impl Secret {
    /// The key of the change with this number.
    pub fn key_of(&self, number: u64) -> ChangeKey {
        let mut hasher =
            blake3::Hasher::new_derive_key("chaski 2026 key of a change from the secret of an open");
        hasher.update(&self.0).update(&number.to_be_bytes());
        let mut key = [0u8; 16];
        key.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        ChangeKey(key)
    }
}

impl ChangeKey {
    /// The hash of a change's canonical bytes.
    pub fn hash(&self, body: &[u8]) -> Hash {
        let mut key = [0u8; 32];
        key[..16].copy_from_slice(&self.0);
        Hash(*blake3::keyed_hash(&key, body).as_bytes())
    }
}

/// What commits to everything that an opening said up to a counter, and to all that the openings said from which it
/// goes on: 16 bytes of a chain of hashes. Two databases that went apart have different ones from there on, so a batch
/// that names it can only be taken where everything before it is the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ancestry(pub [u8; 16]);

impl std::fmt::Debug for Ancestry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0[..4].iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

/// Where an opening goes on from: another one, the last counter held of it, and what commits to both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The opening.
    pub tag: Tag,
    /// The last counter held of it.
    pub counter: u64,
    /// Its ancestry there.
    pub ancestry: Ancestry,
}

impl Ancestry {
    /// Of an opening that has said nothing yet.
    pub fn begin(tag: Tag, from: Option<&Point>) -> Ancestry {
        let mut hasher = blake3::Hasher::new_derive_key("chaski 2026 ancestry of an opening");
        hasher.update(&tag.0.to_be_bytes());
        if let Some(from) = from {
            hasher.update(&from.tag.number(from.counter).to_be_bytes()).update(&from.ancestry.0);
        }
        Ancestry::of(&hasher)
    }

    /// After one more change.
    pub fn then(&self, hash: &Hash) -> Ancestry {
        let mut hasher = blake3::Hasher::new_derive_key("chaski 2026 ancestry after a change");
        hasher.update(&self.0).update(&hash.0);
        Ancestry::of(&hasher)
    }

    fn of(hasher: &blake3::Hasher) -> Ancestry {
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Ancestry(bytes)
    }
}

/// How many changes somebody holds, and the sum of the first eight bytes of their hashes: equal where the same changes
/// are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest {
    /// How many.
    pub count: u64,
    /// The sum, modulo 2^64.
    pub sum: u64,
}

impl Digest {
    /// One more.
    pub fn add(&mut self, hash: &Hash) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(first_of(hash));
    }

    /// All of another's as well.
    pub fn join(&mut self, other: Digest) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }

    /// Without another's.
    pub fn less(&self, other: Digest) -> Digest {
        Digest { count: self.count.wrapping_sub(other.count), sum: self.sum.wrapping_sub(other.sum) }
    }
}

fn first_of(hash: &Hash) -> u64 {
    u64::from_be_bytes(eight(hash))
}

/// The first eight bytes of a hash, by which two sides see that they mean the same change.
pub fn eight(hash: &Hash) -> [u8; 8] {
    let mut first = [0; 8];
    first.copy_from_slice(&hash.0[..8]);
    first
}

/// One link of a feed's chain: what a cursor vouches for.
pub fn chain(previous: &Hash, position: u64, change: &Hash) -> Hash {
    let change = if crate::fault("chain-unchecked") { &CHAIN_START } else { change };
    let mut hasher = blake3::Hasher::new_derive_key("chaski 2026 chain of a feed");
    hasher.update(&previous.0).update(&position.to_be_bytes()).update(&change.0);
    Hash(*hasher.finalize().as_bytes())
}

/// The chain of a feed before its first entry.
pub const CHAIN_START: Hash = Hash([0; 32]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_depends_on_the_secret_the_number_and_every_byte() {
        let hash = |secret: u8, number: u64, body: &[u8]| Secret([secret; 16]).key_of(number).hash(body);
        let first = hash(1, 1, b"body");
        assert_eq!(first, hash(1, 1, b"body"));
        assert_ne!(first, hash(2, 1, b"body"));
        assert_ne!(first, hash(1, 2, b"body"));
        assert_ne!(first, hash(1, 1, b"bodz"));
    }

    fn hashes() -> Vec<Hash> {
        (0..9u8).map(|byte| Hash([0xf0 | byte; 32])).collect()
    }

    fn after(begin: Ancestry, hashes: &[Hash]) -> Ancestry {
        hashes.iter().fold(begin, |ancestry, hash| ancestry.then(hash))
    }

    #[test]
    fn what_commits_to_an_opening_differs_by_its_tag_by_where_it_goes_on_from_and_by_every_change() {
        let point = Point { tag: Tag(3), counter: 4, ancestry: Ancestry([1; 16]) };
        let beginnings = [
            Ancestry::begin(Tag(5), None),
            Ancestry::begin(Tag(6), None),
            Ancestry::begin(Tag(5), Some(&point)),
            Ancestry::begin(Tag(6), Some(&point)),
            Ancestry::begin(Tag(5), Some(&Point { tag: Tag(4), ..point })),
            Ancestry::begin(Tag(5), Some(&Point { counter: 5, ..point })),
            Ancestry::begin(Tag(5), Some(&Point { ancestry: Ancestry([2; 16]), ..point })),
        ];
        let all = hashes();
        let mut seen = std::collections::BTreeSet::from(beginnings);
        assert_eq!(seen.len(), beginnings.len());
        for begin in beginnings {
            assert_eq!(after(begin, &all), after(begin, &all));
            // Whole, without its last, without its first, another order, and each change another.
            let mut swapped = all.clone();
            swapped.swap(3, 4);
            let others = (0..all.len()).map(|at| {
                let mut other = all.clone();
                other[at].0[31] ^= 1;
                other
            });
            let ways = [all.clone(), all[..8].to_vec(), all[1..].to_vec(), swapped];
            let count = ways.len() + all.len();
            let ends: std::collections::BTreeSet<Ancestry> =
                ways.into_iter().chain(others).map(|way| after(begin, &way)).collect();
            assert_eq!(ends.len(), count);
            seen.extend(ends);
        }
        assert_eq!(seen.len(), beginnings.len() * 14);
    }

    #[test]
    fn a_digest_is_of_the_set_however_it_was_gathered() {
        let all = hashes();
        let of = |hashes: &[Hash]| {
            let mut digest = Digest::default();
            hashes.iter().for_each(|hash| digest.add(hash));
            digest
        };
        let whole = of(&all);
        assert_eq!(whole.count, 9);
        let mut backwards = all.clone();
        backwards.reverse();
        assert_eq!(of(&backwards), whole);
        for cut in 0..=all.len() {
            let (some, rest) = all.split_at(cut);
            let mut joined = of(rest);
            joined.join(of(some));
            assert_eq!(joined, whole);
            assert_eq!(whole.less(of(some)), of(rest));
        }
        assert_eq!(whole.less(whole), Digest::default());
        // The same number of others, and one that differs in its first eight bytes alone.
        let mut other = all.clone();
        other[4].0[7] ^= 1;
        assert_ne!(of(&other), whole);
        assert_eq!(of(&other).count, whole.count);
        // More than 2^64 in sum: the great ones are there above, and still nothing is lost.
        assert!(all.iter().map(|hash| u128::from(first_of(hash))).sum::<u128>() > u128::from(u64::MAX));
    }
}
