//! The cipher of a page as SQLCipher 4 writes it: AES-256-CBC, and HMAC-SHA512 over what it wrote, the vector of the
//! page and its number. Reads only.

use aes::Aes256;
use aes::cipher::{BlockDecrypt, KeyInit};
use sha2::{Digest, Sha512};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::layout::{PAGE, USABLE};

/// Bytes of the salt, with which the file begins.
pub(super) const SALT: usize = 16;
const VECTOR: usize = 16;
const MAC: usize = 64;
/// The first bytes of a database without a cipher; SQLCipher writes the salt in their place.
const MAGIC: &[u8; SALT] = b"SQLite format 3\0";

/// The key of a database, and what tells whether a page is as it was written.
pub(super) struct Cipher {
    aes: Aes256,
    key: DatabaseKey,
    mac_key: Option<MacKey>,
}

#[derive(Zeroize, ZeroizeOnDrop)]
struct DatabaseKey([u8; 32]);

#[derive(Zeroize, ZeroizeOnDrop)]
struct MacKey([u8; 32]);

impl Cipher {
    pub(super) fn new(database_key: &[u8; 32]) -> Cipher {
        Cipher { aes: Aes256::new(database_key.into()), key: DatabaseKey(*database_key), mac_key: None }
    }

    /// Pages are checked with the key that this salt makes. It is the file's if any page holds with it.
    pub(super) fn set_salt(&mut self, salt: &[u8; SALT]) {
        let salt = salt.map(|byte| byte ^ 0x3a);
        // PBKDF2 of two rounds and one block.
        let first = hmac(&self.key.0, &[&salt, &1u32.to_be_bytes()]);
        let second = hmac(&self.key.0, &[&first]);
        let mut mac_key = MacKey([0; 32]);
        for (to, (a, b)) in mac_key.0.iter_mut().zip(first.iter().zip(&second)) {
            *to = a ^ b;
        }
        self.mac_key = Some(mac_key);
    }

    pub(super) fn forget_salt(&mut self) {
        self.mac_key = None;
    }

    pub(super) fn has_salt(&self) -> bool {
        self.mac_key.is_some()
    }

    /// Whether a page is as it was written; never without the salt.
    pub(super) fn holds(&self, number: u32, raw: &[u8; PAGE]) -> bool {
        let Some(mac_key) = &self.mac_key else { return false };
        let from = if number == 1 { SALT } else { 0 };
        let mac = hmac(&mac_key.0, &[&raw[from..USABLE + VECTOR], &number.to_le_bytes()]);
        raw[USABLE + VECTOR..USABLE + VECTOR + MAC] == mac
    }

    /// What stands in a page, whether it holds or not: where its bytes are others, 16 of what they said are noise.
    pub(super) fn read(&self, number: u32, raw: &[u8; PAGE]) -> Vec<u8> {
        let mut text = raw[..USABLE].to_vec();
        let from = if number == 1 { SALT } else { 0 };
        let mut before = &raw[USABLE..USABLE + VECTOR];
        for (at, block) in text[from..].chunks_exact_mut(16).enumerate() {
            self.aes.decrypt_block(block.into());
            block.iter_mut().zip(before).for_each(|(byte, other)| *byte ^= other);
            before = &raw[from + at * 16..from + at * 16 + 16];
        }
        text[..from].copy_from_slice(&MAGIC[..from]);
        text
    }
}

/// HMAC-SHA512 of the parts, with a key of at most a block.
fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; MAC] {
    let pad = |with: u8| {
        let mut block = [with; 128];
        block.iter_mut().zip(key).for_each(|(to, byte)| *to ^= byte);
        let mut hash = Sha512::new();
        hash.update(block);
        block.zeroize();
        hash
    };
    let mut inner = pad(0x36);
    parts.iter().for_each(|part| inner.update(part));
    let mut outer = pad(0x5c);
    outer.update(inner.finalize());
    outer.finalize().into()
}
