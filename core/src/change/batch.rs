//! A batch: how an author's changes travel to their first server, or to a peer. One signature covers the device, the
//! opening of its database in which they were made and where that goes on from, the counters and the hash of each
//! change, so that one change can be withheld by leaving its hash in its place.

use ed25519_dalek::{Signer, SigningKey};

use super::cbor::{Item, Unreadable, unreadable};
use super::hash::{Ancestry, ChangeKey, Hash, Point, Secret};
use super::limits;
use super::sign::verify;
use crate::record::{ChangeName, DeviceId, Tag};

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

/// What a batch says of the changes in it as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The opening in which they were made.
    pub tag: Tag,
    /// Where it goes on from; `None` for a device's first.
    pub from: Option<Point>,
    /// What commits to everything before the lowest counter of the batch, where the sender knows it.
    pub base: Option<Ancestry>,
    /// The sender knows that these names stand for something else in the district: nothing of the batch counts, it is
    /// kept for a supervisor.
    pub apart: bool,
}

impl Opening {
    /// What commits to everything before its first change.
    fn begin(&self) -> Ancestry {
        Ancestry::begin(self.tag, self.from.as_ref())
    }
}

/// A batch as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The author's device.
    pub device: DeviceId,
    /// Where the changes were made.
    pub opening: Opening,
    /// Number and entry, in the order of sending (a danger sign may go first); all numbers are of the opening.
    pub entries: Vec<(u64, Entry)>,
    /// The opening's secret, if the batch is whole.
    pub secret: Option<[u8; 16]>,
    /// Ed25519 over context, device, opening, counters and hashes.
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
    /// Signs changes of one opening whose secret is at hand: (number, canonical bytes), in the order of sending.
    pub fn sign(
        signer: &SigningKey,
        opening: Opening,
        secret: Secret,
        changes: Vec<(u64, Vec<u8>)>,
    ) -> Batch {
        let entries = changes
            .into_iter()
            .map(|(number, body)| (number, Entry::Body { key: secret.key_of(number), body }))
            .collect();
        Batch::signed(signer, opening, Some(secret), entries)
    }

    /// Signs changes of one opening, each with the key of its hash.
    pub fn sign_with_keys(signer: &SigningKey, opening: Opening, entries: Vec<(u64, Entry)>) -> Batch {
        Batch::signed(signer, opening, None, entries)
    }

    fn signed(
        signer: &SigningKey,
        opening: Opening,
        secret: Option<Secret>,
        entries: Vec<(u64, Entry)>,
    ) -> Batch {
        let device = DeviceId::of_public_key(signer.verifying_key().as_bytes());
        let signature = signer.sign(&signed_bytes(device, &opening, &entries)).to_bytes();
        Batch { device, opening, entries, secret: secret.map(|s| s.0), signature }
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
            && verify(public_key, &signed_bytes(self.device, &self.opening, &self.entries), &self.signature)
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

    /// The lowest counter of the batch.
    pub fn first_counter(&self) -> u64 {
        let counter = |number: &u64| ChangeName { device: self.device, number: *number }.counter();
        self.entries.iter().map(|(number, _)| counter(number)).min().unwrap_or(0)
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
            (2, Some(counters(&self.entries))),
            (3, Some(Item::Array(bodies.collect()))),
            (4, self.secret.map(|s| Item::Bytes(s.to_vec()))),
            (5, self.secret.is_none().then(|| Item::Array(keys.collect()))),
            (6, Some(Item::Bytes(self.signature.to_vec()))),
            (7, Some(self.opening.tag.0.into())),
            (8, self.opening.from.as_ref().map(Point::item)),
            (9, self.opening.base.map(|base| self.base_item(base))),
            (10, self.opening.apart.then_some(Item::Bool(true))),
        ])
    }

    /// Before an opening's first change it follows from where that goes on from.
    fn base_item(&self, base: Ancestry) -> Item {
        let begins = self.first_counter() == 1 && base == self.opening.begin();
        if begins { Item::Bool(true) } else { Item::Bytes(base.0.to_vec()) }
    }

    /// Reads [`Batch::item`].
    pub fn from_item(item: &Item) -> Result<Batch, Unreadable> {
        let numbers = item.need(2)?.array()?;
        let bodies = item.need(3)?.array()?;
        if numbers.len() != bodies.len() || numbers.is_empty() || numbers.len() > limits::BATCH_CHANGES {
            return Err(unreadable("a batch with as many bodies as numbers"));
        }
        let tag = item_tag(item.need(7)?)?;
        let secret = item.get(4).map(Item::fixed::<16>).transpose()?;
        let keys = item.get(5).map(Item::array).transpose()?.unwrap_or_default();
        if secret.is_none() && keys.len() != numbers.len() {
            return Err(unreadable("a batch with a secret or a key for each change"));
        }
        let mut entries = Vec::with_capacity(numbers.len());
        for (place, (counter, body)) in numbers.iter().zip(bodies).enumerate() {
            let number = tag.number(item_counter(counter)?);
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
        let from = item.get(8).map(Point::from_item).transpose()?;
        let mut opening = Opening { tag, from, base: None, apart: item.get(10) == Some(&Item::Bool(true)) };
        opening.base = match item.get(9) {
            Some(Item::Bool(true)) => Some(opening.begin()),
            base => base.map(Item::fixed).transpose()?.map(Ancestry),
        };
        Ok(Batch {
            device: DeviceId(item.need(1)?.fixed()?),
            opening,
            entries,
            secret,
            signature: item.need(6)?.fixed()?,
        })
    }
}

/// Batches as they travel together, so that what they have in common is said once.
pub fn batches_item(batches: &[Batch]) -> Item {
    Item::Array(batches.iter().map(Batch::item).collect())
}

/// Reads [`batches_item`]; one that cannot be read blocks none behind it.
pub fn item_batches(item: &Item) -> Result<Vec<Result<Batch, Unreadable>>, Unreadable> {
    match item.array()? {
        batches if batches.len() <= limits::REQUEST_BATCHES => {
            Ok(batches.iter().map(Batch::from_item).collect())
        }
        _ => Err(unreadable("as many batches as a request has")),
    }
}

impl Point {
    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::Array(vec![self.tag.0.into(), self.counter.into(), Item::Bytes(self.ancestry.0.to_vec())])
    }

    /// Reads [`Point::item`].
    pub fn from_item(item: &Item) -> Result<Point, Unreadable> {
        match item.array()? {
            [tag, counter, ancestry] => Ok(Point {
                tag: item_tag(tag)?,
                counter: item_counter(counter)?,
                ancestry: Ancestry(ancestry.fixed()?),
            }),
            _ => Err(unreadable("where an opening goes on from")),
        }
    }
}

/// Reads the tag of an opening.
pub fn item_tag(item: &Item) -> Result<Tag, Unreadable> {
    match item.uint()? {
        tag if tag < 1 << 39 => Ok(Tag(tag)),
        _ => Err(unreadable("the tag of an opening")),
    }
}

/// Reads a counter within an opening.
pub fn item_counter(item: &Item) -> Result<u64, Unreadable> {
    match item.uint()? {
        counter if (1..=Tag::LAST_COUNTER).contains(&counter) => Ok(counter),
        _ => Err(unreadable("a counter within an opening")),
    }
}

fn counters(entries: &[(u64, Entry)]) -> Item {
    Item::Array(entries.iter().map(|(number, _)| (number & Tag::LAST_COUNTER).into()).collect())
}

fn signed_bytes(device: DeviceId, opening: &Opening, entries: &[(u64, Entry)]) -> Vec<u8> {
    let hashes = entries.iter().map(|(_, entry)| Item::Bytes(entry.hash().0.to_vec()));
    let mut bytes = CONTEXT.to_vec();
    bytes.extend(
        Item::Array(vec![
            device.into(),
            opening.tag.0.into(),
            opening.from.as_ref().map_or(Item::Null, Point::item),
            opening.base.map_or(Item::Null, |base| Item::Bytes(base.0.to_vec())),
            Item::Bool(opening.apart),
            counters(entries),
            Item::Array(hashes.collect()),
        ])
        .encode(),
    );
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENING: Opening = Opening { tag: Tag(0), from: None, base: Some(Ancestry([1; 16])), apart: false };

    fn batch() -> (Batch, [u8; 32]) {
        let signer = SigningKey::from_bytes(&[3; 32]);
        let changes = vec![(4, b"four".to_vec()), (2, b"two".to_vec()), (3, b"three".to_vec())];
        (Batch::sign(&signer, OPENING, Secret([8; 16]), changes), signer.verifying_key().to_bytes())
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
        let point = Point { tag: Tag(3), counter: 2, ancestry: Ancestry([2; 16]) };
        let of = |opening| Batch { opening, ..whole.clone() };
        let elsewhere = of(Opening { from: Some(point), ..OPENING });
        let after_other = of(Opening { base: Some(Ancestry([3; 16])), ..OPENING });
        let apart = of(Opening { apart: true, ..OPENING });
        let of_another_opening = of(Opening { tag: Tag(1), ..OPENING });
        for batch in [swapped, renumbered, shorter, other, elsewhere, after_other, apart, of_another_opening]
        {
            assert!(!batch.verify(&key));
        }
        assert!(!whole.verify(&SigningKey::from_bytes(&[4; 32]).verifying_key().to_bytes()));
    }
}
