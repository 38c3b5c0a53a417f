//! The hash of a change, and the keys that keep a hash from giving its change away to guessing: each open of a
//! database draws a secret of 16 bytes; each change's key is derived from it and the change's number; the hash is
//! BLAKE3 under that key. A whole batch carries the secret; where something is withheld, the keys of the rest.

use zeroize::Zeroize;

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

/// One link of a feed's chain: what a cursor vouches for.
pub fn chain(previous: &Hash, position: u64, change: &Hash) -> Hash {
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
}
