//! The keys of a worker as bytes. A PIN and a salt make a key (argon2id); it seals her own key, drawn once; that seals the secrets of
//! her store. So another PIN, and a fingerprint beside it, change nothing of the store, and nothing here tells a PIN but by the
//! cost of trying it. Knows no file and no keystore.

use zeroize::Zeroizing;

use super::error::{LockError, Result};
use super::pin::Pin;
use super::worker_id::WorkerId;
use crate::store::Secrets;
use crate::store::random::draw;
use crate::store::seal::{AROUND, Cost, KEY, open, seal, stretched};

/// The form of these bytes.
const FORM: u8 = 1;
const SALT: usize = 16;
const CHECK: usize = 16;
const HEAD: usize = 1 + 3 * 4 + SALT;

/// The key of a worker, 32 bytes: what her PIN opens, and what opens the secrets of her store.
#[derive(Clone)]
pub struct WorkerKey(Zeroizing<[u8; KEY]>);

impl WorkerKey {
    /// One that never was.
    pub(super) fn drawn() -> WorkerKey {
        WorkerKey(Zeroizing::new(draw()))
    }

    /// Reads [`WorkerKey::bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Option<WorkerKey> {
        Some(WorkerKey(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// Its 32 bytes.
    pub fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }
}

/// The keys of a worker, sealed.
pub(super) struct Sealed {
    cost: Cost,
    salt: [u8; SALT],
    key: Vec<u8>,
    secrets: Vec<u8>,
}

impl Sealed {
    /// Seals secrets under a key, and the key under a PIN.
    pub(super) fn new(id: WorkerId, pin: &Pin, key: &WorkerKey, secrets: &Secrets) -> Result<Sealed> {
        let none = Sealed { cost: Cost::NOW, salt: [0; SALT], key: Vec::new(), secrets: Vec::new() };
        none.with_pin(id, pin, key)?.with_secrets(id, key, secrets)
    }

    /// The same under another PIN, at today's cost.
    pub(super) fn with_pin(self, id: WorkerId, pin: &Pin, key: &WorkerKey) -> Result<Sealed> {
        let (cost, salt) = (Cost::NOW, draw());
        let by_pin = key_of_pin(cost, &salt, pin)?;
        let sealed = seal(&by_pin, &about_key(id, cost, &salt), &*key.0).ok_or(LockError::Damaged)?;
        Ok(Sealed { cost, salt, key: sealed, ..self })
    }

    /// The same with other secrets.
    pub(super) fn with_secrets(self, id: WorkerId, key: &WorkerKey, secrets: &Secrets) -> Result<Sealed> {
        let sealed = seal(&key.0, &about_secrets(id), &secrets.to_form()).ok_or(LockError::Damaged)?;
        Ok(Sealed { secrets: sealed, ..self })
    }

    /// What a PIN opens; `None`: it is not the PIN. Takes the time and the memory of [`Cost`].
    pub(super) fn key(&self, id: WorkerId, pin: &Pin) -> Result<Option<WorkerKey>> {
        let by_pin = key_of_pin(self.cost, &self.salt, pin)?;
        let about = about_key(id, self.cost, &self.salt);
        Ok(open(&by_pin, &about, &self.key).and_then(|key| WorkerKey::from_bytes(&key)))
    }

    /// The secrets; `None` where the key is not the worker's.
    pub(super) fn secrets(&self, id: WorkerId, key: &WorkerKey) -> Option<Secrets> {
        Secrets::from_form(&open(&key.0, &about_secrets(id), &self.secrets)?)
    }

    /// As bytes, with a check against damage; without the keystore around them they are worth a few hours of trying.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORM];
        for number in [self.cost.memory_kib, self.cost.passes, self.cost.lanes] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.key);
        bytes.extend_from_slice(&self.secrets);
        with_check(bytes)
    }

    /// Reads [`Sealed::to_bytes`]; `None` where these are other bytes.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Sealed> {
        let (head, rest) = checked(bytes)?.split_at_checked(HEAD)?;
        let number =
            |at: usize| -> Option<u32> { head.get(at..)?.first_chunk().map(|n| u32::from_be_bytes(*n)) };
        let cost = Cost { memory_kib: number(1)?, passes: number(5)?, lanes: number(9)? };
        cost.is_bearable().then_some(())?;
        let salt = *head.get(13..)?.first_chunk()?;
        let (key, secrets) = rest.split_at_checked(KEY + AROUND)?;
        let is_known = head.first() == Some(&FORM) && secrets.len() == Secrets::FORM + AROUND;
        is_known.then(|| Sealed { cost, salt, key: key.to_vec(), secrets: secrets.to_vec() })
    }
}

/// Bytes with what tells later whether they are as they were written. It proves nothing against whoever writes there on purpose.
pub(super) fn with_check(mut bytes: Vec<u8>) -> Vec<u8> {
    let hash = blake3::hash(&bytes);
    bytes.extend_from_slice(&hash.as_bytes()[..CHECK]);
    bytes
}

/// Reads [`with_check`]; `None` where they are not as they were.
pub(super) fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (said, check) = bytes.split_at_checked(bytes.len().checked_sub(CHECK)?)?;
    (blake3::hash(said).as_bytes()[..CHECK] == *check).then_some(said)
}

/// To what a sealed key is bound: whose it is, and how its PIN is to be tried.
fn about_key(id: WorkerId, cost: Cost, salt: &[u8; SALT]) -> Vec<u8> {
    let cost = [cost.memory_kib, cost.passes, cost.lanes].map(u32::to_be_bytes).concat();
    [b"chaski 2026 key of a worker by a PIN".as_slice(), id.bytes(), &cost, salt].concat()
}

fn about_secrets(id: WorkerId) -> Vec<u8> {
    [b"chaski 2026 secrets of a worker".as_slice(), id.bytes()].concat()
}

fn key_of_pin(cost: Cost, salt: &[u8; SALT], pin: &Pin) -> Result<Zeroizing<[u8; KEY]>> {
    stretched(cost, salt, pin.digits()).ok_or(LockError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(digits: &str) -> Pin {
        Pin::typed(Zeroizing::new(digits.to_owned())).unwrap()
    }

    fn secrets() -> Secrets {
        Secrets { database_key: [3; 32], seed: [4; 32], database_made: true }
    }

    #[test]
    fn a_pin_opens_a_key_and_the_key_opens_the_secrets_of_its_worker_alone() {
        let (id, other, key) = (WorkerId::drawn(), WorkerId::drawn(), WorkerKey::drawn());
        let sealed = Sealed::new(id, &pin("4829"), &key, &secrets()).unwrap();
        let sealed = Sealed::from_bytes(&sealed.to_bytes()).unwrap();
        let opened = sealed.key(id, &pin("4829")).unwrap().unwrap();
        assert!(opened.bytes() == key.bytes() && sealed.secrets(id, &opened) == Some(secrets()));
        assert!(sealed.key(id, &pin("4820")).unwrap().is_none());
        // A file that was put into another worker's folder.
        assert!(sealed.key(other, &pin("4829")).unwrap().is_none());
        assert!(sealed.secrets(other, &key).is_none());
        assert!(sealed.secrets(id, &WorkerKey::drawn()).is_none());
    }

    #[test]
    fn another_pin_leaves_the_key_and_the_secrets_as_they_were() {
        let (id, key) = (WorkerId::drawn(), WorkerKey::drawn());
        let sealed = Sealed::new(id, &pin("4829"), &key, &secrets()).unwrap();
        let before = sealed.secrets.clone();
        let sealed = sealed.with_pin(id, &pin("73015"), &key).unwrap();
        assert!(sealed.key(id, &pin("4829")).unwrap().is_none());
        assert!(sealed.key(id, &pin("73015")).unwrap().is_some_and(|opened| opened.bytes() == key.bytes()));
        assert_eq!(sealed.secrets, before);
    }

    #[test]
    fn neither_a_key_nor_a_secret_stands_in_the_bytes_and_no_two_are_alike() {
        let (id, key) = (WorkerId::drawn(), WorkerKey::drawn());
        let made = || Sealed::new(id, &pin("4829"), &key, &secrets()).unwrap().to_bytes();
        let (one, other) = (made(), made());
        assert_ne!(one, other);
        for secret in [key.bytes().as_slice(), &[3; 32], &[4; 32], b"4829"] {
            assert!(!one.windows(secret.len()).any(|piece| piece == secret));
        }
    }

    #[test]
    fn no_byte_can_be_another_and_a_cost_that_no_phone_can_bear_is_not_begun() {
        let (id, key) = (WorkerId::drawn(), WorkerKey::drawn());
        let bytes = Sealed::new(id, &pin("4829"), &key, &secrets()).unwrap().to_bytes();
        for at in 0..bytes.len() {
            let mut wrong = bytes.clone();
            wrong[at] ^= 0x10;
            assert!(Sealed::from_bytes(&wrong).is_none(), "{at}");
            assert!(Sealed::from_bytes(&bytes[..at]).is_none(), "{at}");
        }
        let said = checked(&bytes).unwrap();
        for (at, number) in [(1, u32::MAX), (5, 17), (9, 5), (1, 1)] {
            let mut dear = said.to_vec();
            dear[at..at + 4].copy_from_slice(&u32::to_be_bytes(number));
            assert!(Sealed::from_bytes(&with_check(dear)).is_none(), "{at}");
        }
    }
}
