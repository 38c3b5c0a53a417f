//! Bytes that only a key opens (ChaCha20-Poly1305, RFC 8439), and the key that something short makes at a cost (argon2id, RFC 9106): a PIN,
//! a code on paper. Knows nothing of what is sealed.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use super::random::draw;

/// How long a key is, bytes.
pub(crate) const KEY: usize = 32;
/// A nonce before what is sealed, and a tag behind it.
pub(crate) const AROUND: usize = NONCE_LEN + 16;

/// What one try costs whoever has what is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl Cost {
    /// The least that OWASP asks of argon2id. A phone of eight years ago (four slow cores, 1 GB, of which an app has 96 to 128 MB) takes a
    /// good part of a second for it, while a worker waits at a door; more would not save a PIN of four digits from whoever has
    /// the bytes, and less is not needed: what keeps others from trying is the keystore and the wait.
    pub(crate) const NOW: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// None beyond what a phone can do: these numbers are read before anything is checked with a key.
    fn params(self) -> Option<Params> {
        let fits = self.memory_kib <= 256 * 1024 && self.passes <= 16 && self.lanes <= 4;
        if fits { Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY)).ok() } else { None }
    }

    /// Whether a phone can pay it.
    pub(crate) fn is_bearable(self) -> bool {
        self.params().is_some()
    }
}

/// The key that something short makes with a salt of at least 8 bytes; `None` where the cost is beyond a phone.
pub(crate) fn stretched(cost: Cost, salt: &[u8], short: &[u8]) -> Option<Zeroizing<[u8; KEY]>> {
    let params = cost.params()?;
    let mut memory = Zeroizing::new(vec![Block::new(); params.block_count()]);
    let mut key = Zeroizing::new([0; KEY]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into_with_memory(short, salt, &mut *key, memory.as_mut_slice()).ok()?;
    Some(key)
}

fn cipher(key: &[u8; KEY]) -> Option<LessSafeKey> {
    UnboundKey::new(&CHACHA20_POLY1305, key).ok().map(LessSafeKey::new)
}

/// Seals a text and binds it to what it is about; `None` for a text of gigabytes alone.
pub(crate) fn seal(key: &[u8; KEY], about: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    // Few things are ever sealed under one key: a drawn nonce does not come twice.
    let nonce: [u8; NONCE_LEN] = draw();
    let mut text = plain.to_vec();
    let unique = Nonce::assume_unique_for_key(nonce);
    let tag = cipher(key)?.seal_in_place_separate_tag(unique, Aad::from(about), &mut text).ok()?;
    Some([nonce.as_slice(), &text, tag.as_ref()].concat())
}

/// What [`seal`] sealed; `None` where the key, what it is about, or a byte of it is another.
pub(crate) fn open(key: &[u8; KEY], about: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut text = Zeroizing::new(text.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = cipher(key)?.open_in_place(nonce, Aad::from(about), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}
