//! Who this phone is: the token that tells a copy from the original, and the change of identity that a copy makes
//! before its next write. The old key signs for the new one; what was saved and not yet acknowledged is written again
//! under the new identity once the server has said which of it it holds.

use ed25519_dalek::{Signer, SigningKey};
use rusqlite::Connection;

use super::Store;
use super::error::{Result, StoreError};
use super::keys::{Secrets, draw};
use super::log::Log;
use crate::change::cbor::{Item, Unreadable, unreadable};
use crate::record::DeviceId;

const CONTEXT: &[u8] = b"chaski 2026 successor of a device";

/// What the old key signs: that the device with this public key goes on in its name.
pub fn succession_bytes(old: DeviceId, new_public_key: &[u8; 32]) -> Vec<u8> {
    let mut bytes = CONTEXT.to_vec();
    bytes.extend(Item::Array(vec![old.into(), Item::Bytes(new_public_key.to_vec())]).encode());
    bytes
}

/// The proof that a device goes on in the name of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The device before.
    pub old: DeviceId,
    /// Public key of the device that goes on.
    pub new_public_key: [u8; 32],
    /// Ed25519 of the old key over [`succession_bytes`].
    pub signature: [u8; 64],
}

impl Succession {
    /// Whether the device with this public key signed it.
    pub fn verify(&self, old_public_key: &[u8; 32]) -> bool {
        DeviceId::of_public_key(old_public_key) == self.old
            && crate::change::sign::verify(
                old_public_key,
                &succession_bytes(self.old, &self.new_public_key),
                &self.signature,
            )
    }

    /// The device that goes on.
    pub fn new_device(&self) -> DeviceId {
        DeviceId::of_public_key(&self.new_public_key)
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![
            self.old.into(),
            Item::Bytes(self.new_public_key.to_vec()),
            Item::Bytes(self.signature.to_vec()),
        ])
    }

    /// Reads [`Succession::item`].
    pub fn from_item(item: &Item) -> std::result::Result<Succession, Unreadable> {
        match item.array()? {
            [old, key, signature] => Ok(Succession {
                old: DeviceId(old.fixed()?),
                new_public_key: key.fixed()?,
                signature: signature.fixed()?,
            }),
            _ => Err(unreadable("a succession")),
        }
    }
}

impl Store {
    /// Draws a new token and brings it to the database and to the key provider, in steps of which each may be the
    /// last before the power goes: written as `next`, given to the provider, confirmed. Notices a copy on the way.
    /// Called at each open and at each sync.
    pub(crate) fn take_token(&mut self) -> Result<()> {
        // A failed read opens nothing and changes nothing.
        let secrets = self.keys.read().map_err(StoreError::Keys)?.ok_or(StoreError::KeysMissing)?;
        let current: Option<Vec<u8>> = self.log().meta("token")?;
        let next: Option<Vec<u8>> = self.log().meta("token_next")?;
        let held = secrets.token.as_slice();
        let known = current.as_deref() == Some(held) || next.as_deref() == Some(held);
        if !known && !crate::fault("token-unchecked") {
            self.change_identity()?;
        }
        let next = match next.and_then(|next| <[u8; 16]>::try_from(next).ok()) {
            // Unconfirmed: written again or confirmed, never replaced.
            Some(next) if known => next,
            _ => {
                let next = draw();
                self.log().set_meta("token_next", next.as_slice())?;
                next
            }
        };
        let mut secrets = self.keys.read().map_err(StoreError::Keys)?.ok_or(StoreError::KeysMissing)?;
        secrets.token = next;
        if self.keys.write(&secrets).is_err() {
            // It stays pending; saving goes on.
            return Ok(());
        }
        let tx = self.write()?;
        let log = Log::new(&tx);
        log.set_meta("token", next.as_slice())?;
        log.drop_meta("token_next")?;
        tx.commit()?;
        Ok(())
    }

    /// Takes a new identity: this database is a copy of one that goes on elsewhere, or an old state of its own.
    pub(crate) fn change_identity(&mut self) -> Result<()> {
        let mut secrets = self.keys.read().map_err(StoreError::Keys)?.ok_or(StoreError::KeysMissing)?;
        secrets.previous_seed = Some(self.signer.to_bytes());
        secrets.seed = draw();
        self.keys.write(&secrets).map_err(StoreError::Keys)?;
        finish_change(&self.conn, &secrets)?;
        self.signer = SigningKey::from_bytes(&secrets.seed);
        let device = self.device();
        let secret = crate::change::hash::Secret(draw());
        self.conn.execute(
            "INSERT INTO opening (device, secret) VALUES (?1, ?2)",
            rusqlite::params![device.0.as_slice(), secret.0.as_slice()],
        )?;
        self.opening = self.conn.last_insert_rowid();
        self.secret = secret;
        Ok(())
    }

    /// The proofs of the changes of identity that the server has not answered yet, the oldest first.
    pub(crate) fn successions(&self) -> Result<Vec<Succession>> {
        pending(&self.log())
    }
}

fn pending(log: &Log<'_>) -> Result<Vec<Succession>> {
    let Some(bytes) = log.meta::<Vec<u8>>("successions")? else { return Ok(Vec::new()) };
    Ok(Item::decode(&bytes)?
        .array()?
        .iter()
        .map(Succession::from_item)
        .collect::<std::result::Result<_, _>>()?)
}

/// The database's half of a change of identity; done again at the next open if the power went before it.
pub(super) fn finish_change(conn: &Connection, secrets: &Secrets) -> Result<()> {
    let Some(previous) = &secrets.previous_seed else { return Ok(()) };
    let old_signer = SigningKey::from_bytes(previous);
    let old = DeviceId::of_public_key(old_signer.verifying_key().as_bytes());
    let new_public_key = SigningKey::from_bytes(&secrets.seed).verifying_key().to_bytes();
    let new = DeviceId::of_public_key(&new_public_key);
    if Log::new(conn).meta::<Vec<u8>>("device")?.as_deref() != Some(old.0.as_slice()) {
        return Ok(());
    }
    let tx = conn.unchecked_transaction()?;
    let log = Log::new(&tx);
    log.set_meta("device", new.0.as_slice())?;
    let enrolled: Option<Vec<u8>> = log.meta("worker")?;
    if enrolled.is_some() {
        let mut successions = pending(&log)?;
        successions.push(Succession {
            old,
            new_public_key,
            signature: old_signer.sign(&succession_bytes(old, &new_public_key)).to_bytes(),
        });
        let chain = Item::Array(successions.iter().map(Succession::item).collect());
        log.set_meta("successions", chain.encode())?;
        log.set_meta("predecessor", old.0.as_slice())?;
    }
    // The counter, its nonces and what was confirmed were the other identity's.
    for fact in ["counter", "confirmed_rights", "confirmed_number", "answer_pending"] {
        log.drop_meta(fact)?;
    }
    tx.execute("DELETE FROM sent", [])?;
    tx.commit()?;
    Ok(())
}
