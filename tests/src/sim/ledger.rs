//! What was said in a schedule, kept outside the core: written before and after each call that saves. From it alone
//! follows what must be found at the end, and which registers are disputed. Knows nothing of the merge.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::{EntityId, FieldId, RecordName, Value};

use super::read::{Entry, MARK};

/// Place of a record, a saying or an action in the ledger.
pub type Id = usize;

/// How a call that saves ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has not returned, or the power went during the call: it is there whole, or not at all.
    Unknown,
    /// It returned that it saved.
    Saved,
    /// It returned an error.
    Failed,
}

/// What a supervisor's server must make of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// It counts, as far as this is known beforehand.
    Nothing,
    /// Its author has no right there.
    NoRights,
    /// It breaks a rule that every app of ours keeps.
    Offends,
    /// Set aside at first, then accepted by a supervisor's word.
    Accepted,
}

/// A record of the ledger. Its name depends on the phone where a copied phone wrote it again.
#[derive(Debug, Clone)]
pub struct Record {
    /// Which entity.
    pub entity: EntityId,
    /// The household or person it belongs to; itself for these.
    pub subject: Id,
    /// Marker of its create.
    pub marker: String,
    /// The action that made it.
    pub action: Id,
}

/// A value in the ledger's own words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    /// A record of the ledger.
    Record(Id),
    /// Any other value.
    Plain(Value),
}

/// The register that a saying is about.
pub type Place = (Id, FieldId, Option<String>);

/// One saved value.
#[derive(Debug, Clone)]
pub struct Saying {
    /// Unique for its change; with its register, unique in all.
    pub marker: String,
    /// Which register.
    pub place: Place,
    /// What.
    pub value: Said,
    /// The sayings that its author was shown.
    pub replaces: Vec<Id>,
    /// The call that saved it.
    pub action: Id,
    /// It settles a dispute.
    pub settles: bool,
}

/// One call that saves.
#[derive(Debug, Clone)]
pub struct Action {
    /// On which phone.
    pub phone: usize,
    /// How it ended, as found out since.
    pub outcome: Outcome,
    /// How it ended, as the call itself told.
    pub returned: Outcome,
    /// What must become of it.
    pub expect: Expect,
}

/// What a replica calls the records.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Name by record.
    pub names: BTreeMap<Id, RecordName>,
    /// Record by name.
    pub ids: BTreeMap<RecordName, Id>,
}

/// Everything said.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Records.
    pub records: Vec<Record>,
    /// Sayings.
    pub sayings: Vec<Saying>,
    /// Calls.
    pub actions: Vec<Action>,
    by_name: BTreeMap<RecordName, Option<Id>>,
    by_marker: BTreeMap<String, Id>,
    by_key: BTreeMap<(String, FieldId, Option<String>), Id>,
    at: BTreeMap<Place, Vec<Id>>,
    step: usize,
    markers: usize,
}

impl Ledger {
    /// The step with this number begins: what is said from now on is known by it.
    pub fn step(&mut self, number: usize) {
        (self.step, self.markers) = (number, 0);
    }

    /// A marker that was never used.
    pub fn marker(&mut self) -> String {
        self.markers += 1;
        format!("{MARK}{}-{}", self.step, self.markers)
    }

    /// A register in the words of a trace.
    pub fn place(&self, place: &Place) -> String {
        let (record, field, path) = place;
        format!("{} {field} {}", self.records[*record].marker, path.as_deref().unwrap_or("-"))
    }

    /// Sayings in the words of a trace.
    pub fn told(&self, sayings: &[Id]) -> String {
        sayings.iter().map(|id| self.sayings[*id].marker.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// A call begins.
    pub fn begin(&mut self, phone: usize, expect: Expect) -> Id {
        self.actions.push(Action { phone, outcome: Outcome::Unknown, returned: Outcome::Unknown, expect });
        self.actions.len() - 1
    }

    /// A record that the call makes. `subject`: its own place if there is none.
    pub fn record(&mut self, entity: EntityId, subject: Option<Id>, marker: &str, action: Id) -> Id {
        let id = self.records.len();
        self.by_marker.insert(marker.to_owned(), id);
        self.records.push(Record {
            entity,
            subject: subject.unwrap_or(id),
            marker: marker.to_owned(),
            action,
        });
        id
    }

    /// A record has this name somewhere. Two phones that were one may give a name twice until they notice.
    pub fn name(&mut self, id: Id, name: RecordName) {
        let known = self.by_name.entry(name).or_insert(Some(id));
        if *known != Some(id) {
            *known = None;
        }
    }

    /// What the records of these changes are called; those in the state before others.
    pub fn names_in(&self, entries: &[Entry]) -> Names {
        let mut found = Names::default();
        for counts in [true, false] {
            for entry in entries.iter().filter(|entry| entry.in_state() == counts) {
                for (record, _, marker) in &entry.creates {
                    let Some(id) = self.marked(marker) else { continue };
                    found.names.entry(id).or_insert(*record);
                    found.ids.entry(*record).or_insert(id);
                }
            }
        }
        found
    }

    /// A value that the call saves.
    pub fn say(&mut self, saying: Saying) -> Id {
        let id = self.sayings.len();
        let (_, field, path) = saying.place.clone();
        self.by_key.insert((saying.marker.clone(), field, path), id);
        self.at.entry(saying.place.clone()).or_default().push(id);
        self.sayings.push(saying);
        id
    }

    /// The record with this name on a replica, by what its log says; else by what any phone called it.
    pub fn named(&self, here: &Names, name: &RecordName) -> Option<Id> {
        here.ids.get(name).copied().or_else(|| self.by_name.get(name).copied().flatten())
    }

    /// The record whose create has this marker.
    pub fn marked(&self, marker: &str) -> Option<Id> {
        self.by_marker.get(marker).copied()
    }

    /// The saying with this marker and register.
    pub fn saying(&self, marker: &str, field: FieldId, path: &Option<String>) -> Option<Id> {
        self.by_key.get(&(marker.to_owned(), field, path.clone())).copied()
    }

    /// Whether whatever said this marker broke a rule.
    pub fn offends(&self, marker: &str) -> bool {
        self.sayings
            .iter()
            .any(|said| said.marker == marker && self.actions[said.action].expect == Expect::Offends)
    }

    /// Sayings of a register.
    pub fn at(&self, place: &Place) -> &[Id] {
        self.at.get(place).map_or(&[], Vec::as_slice)
    }

    /// Every register of which something was said.
    pub fn places(&self) -> impl Iterator<Item = (&Place, &Vec<Id>)> {
        self.at.iter()
    }

    /// A value in the ledger's words.
    pub fn said(&self, here: &Names, value: &Value) -> Said {
        match value {
            Value::Record(name) => {
                self.named(here, name).map_or_else(|| Said::Plain(value.clone()), Said::Record)
            }
            other => Said::Plain(other.clone()),
        }
    }

    /// Of the sayings of a register that count, those that none of the others replaces.
    pub fn heads(&self, place: &Place, counts: impl Fn(Id) -> bool) -> Vec<Id> {
        let held: Vec<Id> = self.at(place).iter().copied().filter(|id| counts(*id)).collect();
        let replaced: BTreeSet<Id> =
            held.iter().flat_map(|id| &self.sayings[*id].replaces).copied().collect();
        held.into_iter().filter(|id| !replaced.contains(id)).collect()
    }

    /// Whether sayings differ.
    pub fn differ(&self, heads: &[Id]) -> bool {
        heads.iter().any(|id| self.sayings[*id].value != self.sayings[heads[0]].value)
    }
}
