//! What the tests of the merge share: a hand that writes changes, a model of what a set of changes comes to, a
//! replica in memory and one over SQLite that apply them one by one, and histories of several devices.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod history;
pub mod model;
pub mod phone;
pub mod replica;

use std::collections::BTreeMap;

use chaski::change::hash::{ChangeKey, Hash, Secret};
use chaski::change::{Change, Edit, Register, Set};
use chaski::record::{ChangeName, DeviceId, EntityId, FieldId, RecordName, Tag, Value};
use chaski::store::Standing;

/// What a replica comes to, whoever computed it: the tables, and where each change stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    /// Record to its entity and subject.
    pub records: BTreeMap<RecordName, (EntityId, Option<RecordName>)>,
    /// The value that each register shows, those of later versions included.
    pub shown: BTreeMap<Register, Value>,
    /// Every set that was said, creates left aside.
    pub said: BTreeMap<(Register, ChangeName), Saying>,
    /// Disputed registers, with the subject of their record.
    pub disputed: BTreeMap<Register, Option<RecordName>>,
    /// Change that is held to where it stands.
    pub standing: BTreeMap<ChangeName, Stands>,
}

/// One saying of a register.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying {
    pub role: u64,
    pub depth: u64,
    pub value: Value,
    pub replaces: Vec<ChangeName>,
    pub reason: Option<String>,
}

/// [`Standing`] by its number, so that it sorts.
pub type Stands = i64;
pub const IN_STATE: Stands = Standing::InState as i64;
pub const WAITS: Stands = Standing::Waits as i64;
pub const SET_ASIDE: Stands = Standing::SetAside as i64;

impl Tables {
    /// What a register shows.
    pub fn shows(&self, register: &Register) -> Option<&Value> {
        self.shown.get(register)
    }

    /// Whether a register is disputed.
    pub fn disputes(&self, register: &Register) -> bool {
        self.disputed.contains_key(register)
    }

    /// Where a change stands.
    pub fn stands(&self, sent: &Sent) -> Stands {
        self.standing[&sent.change.name]
    }

    /// Everything set in a register, by whom.
    pub fn history(&self, register: &Register) -> Vec<(ChangeName, Value)> {
        let of_it = self.said.iter().filter(|((r, _), _)| r == register);
        of_it.map(|((_, change), saying)| (*change, saying.value.clone())).collect()
    }
}

/// A change as it travels.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub change: Change,
    pub key: ChangeKey,
    pub body: Vec<u8>,
    pub hash: Hash,
}

impl Sent {
    pub fn new(change: Change) -> Self {
        let body = change.encode();
        assert_eq!(Change::decode(&body).as_ref(), Ok(&change), "a test must write what can be read");
        Sent::as_received(change, body)
    }

    /// A change whose bytes say more than this version reads.
    pub fn as_received(change: Change, body: Vec<u8>) -> Self {
        let key = Secret([7; 16]).key_of(change.name.number);
        let hash = key.hash(&body);
        Sent { change, key, body, hash }
    }

    pub fn name(&self) -> ChangeName {
        self.change.name
    }

    /// The record that its create of this index made.
    pub fn record(&self, index: u32) -> RecordName {
        RecordName { device: self.change.name.device, number: self.change.name.number, index }
    }
}

/// Somebody with a device, in an opening of its database.
#[derive(Debug, Clone)]
pub struct Hand {
    pub device: DeviceId,
    pub role: u64,
    pub next: u64,
}

impl Hand {
    /// A device whose name is this byte, sixteen times, in the first opening of its database.
    pub fn new(byte: u8, role: u64) -> Self {
        Hand { device: DeviceId([byte; 16]), role, next: Tag(505).number(1) }
    }

    /// The same device in another opening: it was opened again, or this is a copy of it.
    pub fn opened(&self, tag: Tag) -> Self {
        Hand { next: tag.number(1), ..self.clone() }
    }

    /// The name that the next change of this device has.
    pub fn next_name(&self) -> ChangeName {
        ChangeName { device: self.device, number: self.next }
    }

    /// The record that the next change creates.
    pub fn next_record(&self, index: u32) -> RecordName {
        RecordName { device: self.device, number: self.next, index }
    }

    pub fn says(&mut self, subject: Option<RecordName>, edits: Vec<Edit>) -> Sent {
        let name = self.next_name();
        self.next += 1;
        // The clock runs backwards: nothing may depend on it.
        let wall_s = 1_700_000_000 - 86_400 * name.counter() as i64;
        let (role, rights) = (self.role, 1);
        let author = None;
        Sent::new(Change {
            name,
            subject,
            author,
            role,
            rights,
            wall_s,
            clock_epoch: 4,
            elapsed_s: name.counter(),
            edits,
        })
    }
}

pub fn register(record: RecordName, field: FieldId) -> Register {
    Register { record, field, path: None }
}

pub fn at_path(record: RecordName, field: FieldId, path: &str) -> Register {
    Register { record, field, path: Some(path.into()) }
}

pub fn create(entity: EntityId, values: impl IntoIterator<Item = (FieldId, Value)>) -> Edit {
    Edit::Create { entity, values: values.into_iter().collect(), paths: BTreeMap::new() }
}

pub fn set(register: Register, value: Value, replaces: &[ChangeName], depth: u64) -> Edit {
    Edit::Set(Set { register, value, replaces: replaces.to_vec(), depth, reason: None })
}
