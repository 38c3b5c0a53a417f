//! A batch: how an author's changes travel to their first server, or to a peer. One signature covers the device,
//! the numbers and the hash of each change, so that one change can be withheld by leaving its hash in its place.

use ed25519_dalek::{Signer, SigningKey};

use super::cbor::{Item, Unreadable, unreadable};
use super::hash::{ChangeKey, Hash, Secret};
use super::limits;
use super::sign::verify;
use crate::record::{ChangeName, DeviceId};

const CONTEXT: &[u8] = b"chaski 2026 batch";

/// One place of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// The change itself, with the key of its hash.
    Body {
        /// Key of its hash.
        key: ChangeKey,
        /// Canonical bytes, as its author made them.
        body: Vec<u8>,
    },
    /// Withheld: the hash stays so that the signature holds.
    Withheld(Hash),
}

/// A batch as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The author's device.
    pub device: DeviceId,
    /// Number and entry, in the order of sending (a danger sign may go first).
    pub entries: Vec<(u64, Entry)>,
    /// The open's secret, if the batch is whole.
    pub secret: Option<[u8; 16]>,
    /// Ed25519 over context, device, numbers and hashes.
    pub signature: [u8; 64],
}

impl Entry {
    /// The hash of the change in this place.
    pub fn hash(&self) -> Hash {
        match self {
            Entry::Body { key, body } => key.hash(body),
            Entry::Withheld(hash) => *hash,
        }
    }
}

impl Batch {
    /// Signs changes of one open: (number, canonical bytes), in the order of sending.
    pub fn sign(signer: &SigningKey, secret: Secret, changes: Vec<(u64, Vec<u8>)>) -> Batch {
        let entries: Vec<_> = changes
            .into_iter()
            .map(|(number, body)| (number, Entry::Body { key: secret.key_of(number), body }))
            .collect();
        let device = DeviceId::of_public_key(signer.verifying_key().as_bytes());
        let signature = signer.sign(&signed_bytes(device, &entries)).to_bytes();
        Batch { device, entries, secret: Some(secret.0), signature }
    }

    /// The same batch without the bodies of these numbers; the signature still holds.
    pub fn withhold(&self, numbers: &[u64]) -> Batch {
        let mut batch = self.clone();
        batch.secret = None;
        for (number, entry) in &mut batch.entries {
            if numbers.contains(number) {
                *entry = Entry::Withheld(entry.hash());
            }
        }
        batch
    }

    /// Whether the device with this public key signed exactly these changes under these numbers.
    pub fn verify(&self, public_key: &[u8; 32]) -> bool {
        DeviceId::of_public_key(public_key) == self.device
            && verify(public_key, &signed_bytes(self.device, &self.entries), &self.signature)
    }

    /// The changes it holds: name, key, body. Those withheld are not among them.
    pub fn bodies(&self) -> impl Iterator<Item = (ChangeName, ChangeKey, &[u8])> {
        self.entries.iter().filter_map(|(number, entry)| match entry {
            Entry::Body { key, body } => {
                Some((ChangeName { device: self.device, number: *number }, *key, body.as_slice()))
            }
            Entry::Withheld(_) => None,
        })
    }

    /// As CBOR. A whole batch carries the secret once; another carries a key or a hash for each place.
    pub fn item(&self) -> Item {
        let bodies = self.entries.iter().map(|(_, e)| match e {
            Entry::Body { body, .. } => Item::Bytes(body.clone()),
            Entry::Withheld(_) => Item::Null,
        });
        let keys = self.entries.iter().map(|(_, e)| match e {
            Entry::Body { key, .. } => Item::Bytes(key.0.to_vec()),
            Entry::Withheld(hash) => Item::Bytes(hash.0.to_vec()),
        });
        Item::map([
            (1, Some(self.device.into())),
            (2, Some(Item::Array(self.entries.iter().map(|(n, _)| (*n).into()).collect()))),
            (3, Some(Item::Array(bodies.collect()))),
            (4, self.secret.map(|s| Item::Bytes(s.to_vec()))),
            (5, self.secret.is_none().then(|| Item::Array(keys.collect()))),
            (6, Some(Item::Bytes(self.signature.to_vec()))),
        ])
    }

    /// Reads [`Batch::item`].
    pub fn from_item(item: &Item) -> Result<Batch, Unreadable> {
        let numbers = item.need(2)?.array()?;
        let bodies = item.need(3)?.array()?;
        if numbers.len() != bodies.len() || numbers.is_empty() || numbers.len() > limits::BATCH_CHANGES {
            return Err(unreadable("a batch with as many bodies as numbers"));
        }
        let secret = item.get(4).map(Item::fixed::<16>).transpose()?;
        let keys = item.get(5).map(Item::array).transpose()?.unwrap_or_default();
        if secret.is_none() && keys.len() != numbers.len() {
            return Err(unreadable("a batch with a secret or a key for each change"));
        }
        let mut entries = Vec::with_capacity(numbers.len());
        for (place, (number, body)) in numbers.iter().zip(bodies).enumerate() {
            let number = number.uint()?;
            let entry = match (body, secret) {
                (Item::Bytes(body), Some(secret)) => {
                    Entry::Body { key: Secret(secret).key_of(number), body: body.clone() }
                }
                (Item::Bytes(body), None) => {
                    Entry::Body { key: ChangeKey(keys[place].fixed()?), body: body.clone() }
                }
                (Item::Null, None) => Entry::Withheld(Hash(keys[place].fixed()?)),
                _ => return Err(unreadable("a batch")),
            };
            if matches!(&entry, Entry::Body { body, .. } if body.len() > limits::CHANGE_BYTES) {
                return Err(unreadable("a change of bounded size"));
            }
            entries.push((number, entry));
        }
        Ok(Batch {
            device: DeviceId(item.need(1)?.fixed()?),
            entries,
            secret,
            signature: item.need(6)?.fixed()?,
        })
    }
}

fn signed_bytes(device: DeviceId, entries: &[(u64, Entry)]) -> Vec<u8> {
    let numbers = entries.iter().map(|(number, _)| (*number).into());
    let hashes = entries.iter().map(|(_, entry)| Item::Bytes(entry.hash().0.to_vec()));
    let mut bytes = CONTEXT.to_vec();
    bytes.extend(
        Item::Array(vec![device.into(), Item::Array(numbers.collect()), Item::Array(hashes.collect())])
            .encode(),
    );
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch() -> (Batch, [u8; 32]) {
        let signer = SigningKey::from_bytes(&[3; 32]);
        let changes = vec![(4, b"four".to_vec()), (2, b"two".to_vec()), (3, b"three".to_vec())];
        (Batch::sign(&signer, Secret([8; 16]), changes), signer.verifying_key().to_bytes())
    }

    #[test]
    fn a_signature_holds_with_a_change_withheld_and_for_nothing_else() {
        let (whole, key) = batch();
        let withheld = whole.withhold(&[2]);
        for batch in [&whole, &withheld] {
            assert!(batch.verify(&key));
            assert_eq!(Batch::from_item(&batch.item()).as_ref(), Ok(batch));
        }
        assert_eq!(withheld.bodies().map(|(name, ..)| name.number).collect::<Vec<_>>(), [4, 3]);

        let mut swapped = whole.clone();
        swapped.entries.swap(0, 1);
        let mut renumbered = whole.clone();
        renumbered.entries[0].0 = 5;
        let mut shorter = whole.clone();
        shorter.entries.pop();
        let mut other = whole.clone();
        if let Entry::Body { body, .. } = &mut other.entries[0].1 {
            body.push(b'!');
        }
        for batch in [swapped, renumbered, shorter, other] {
            assert!(!batch.verify(&key));
        }
        assert!(!whole.verify(&SigningKey::from_bytes(&[4; 32]).verifying_key().to_bytes()));
    }
}
