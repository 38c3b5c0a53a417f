//! The driver's own book of what was saved: written before and after each call that saves, kept outside the core and
//! using nothing of its merge. From who was shown what, and who brought what to the server when, it predicts what
//! every phone shows, which registers are disputed, and where every value must be found. It knows no value's fate:
//! that is looked up and compared elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::table::{household, person, visit};
use chaski::record::{ChangeName, EntityId, FieldId, RecordName, Value};

/// A record as the driver knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rec(usize);

/// A place that holds one value: a field of a record, or one path of it.
pub type Place = (Rec, FieldId, Option<String>);

/// One value that somebody saved.
#[derive(Debug, Clone)]
pub struct Saying {
    /// Where.
    pub place: Place,
    /// What.
    pub value: Value,
    /// On which phone.
    pub phone: usize,
    /// The sayings behind what its author was shown.
    replaces: Vec<usize>,
    /// Written before the call that saves; `true` once the call returned.
    pub saved: bool,
}

#[derive(Debug, Clone)]
struct Record {
    name: RecordName,
    entity: EntityId,
    /// The household of a person, the person or household of anything else.
    owner: Option<Rec>,
}

#[derive(Debug, Clone, Default)]
struct Replica {
    areas: Vec<RecordName>,
    holds: BTreeSet<usize>,
    /// What calls that save gave back.
    changes: Vec<ChangeName>,
}

/// The book.
#[derive(Debug, Default)]
pub struct Ledger {
    records: Vec<Record>,
    sayings: Vec<Saying>,
    by_place: BTreeMap<Place, Vec<usize>>,
    phones: Vec<Replica>,
    server: BTreeSet<usize>,
    misread: u64,
}

/// An action that is about to be saved.
#[derive(Debug)]
pub struct Entry {
    phone: usize,
    sayings: Vec<usize>,
}

/// What the book expects of one place where several values stand.
#[derive(Debug, Clone)]
pub struct Disputed {
    /// The place.
    pub place: Place,
    /// The values beside each other, each once.
    pub values: Vec<Value>,
    /// The phones that said them.
    pub phones: Vec<usize>,
}

impl Ledger {
    /// One more phone, entitled to these areas.
    pub fn add_phone(&mut self, areas: &[RecordName]) -> usize {
        self.phones.push(Replica { areas: areas.to_vec(), ..Replica::default() });
        self.phones.len() - 1
    }

    /// A phone's database was copied: the copy holds what the phone holds, and both go on.
    pub fn copy_phone(&mut self, phone: usize) -> usize {
        let copy = Replica { changes: Vec::new(), ..self.phones[phone].clone() };
        self.phones.push(copy);
        self.phones.len() - 1
    }

    /// A record that an action is about to create.
    pub fn record(&mut self, name: RecordName, entity: EntityId, owner: Option<Rec>) -> Rec {
        self.records.push(Record { name, entity, owner });
        Rec(self.records.len() - 1)
    }

    /// The record of this name.
    pub fn find(&self, name: RecordName) -> Option<Rec> {
        self.records.iter().position(|record| record.name == name).map(Rec)
    }

    /// The name of a record now.
    pub fn name(&self, rec: Rec) -> RecordName {
        self.records[rec.0].name
    }

    /// What a record is.
    pub fn entity(&self, rec: Rec) -> EntityId {
        self.records[rec.0].entity
    }

    /// Whom a record belongs to; itself if it is a household or a person.
    pub fn subject(&self, rec: Rec) -> Rec {
        let record = &self.records[rec.0];
        match (record.entity, record.owner) {
            (household::ID | person::ID, _) | (_, None) => rec,
            (_, Some(owner)) => owner,
        }
    }

    /// Before the call that saves: what it is to save, and what its author was shown of each place.
    pub fn before(&mut self, phone: usize, said: Vec<(Place, Value, bool)>) -> Entry {
        let mut sayings = Vec::with_capacity(said.len());
        for (place, value, settles) in said {
            let heads = self.heads(&self.phones[phone].holds, &place);
            let shown = heads.first().map(|head| self.sayings[*head].value.clone());
            // Whoever settles was shown every value; whoever corrects, the one in use.
            let replaces = heads
                .into_iter()
                .filter(|h| settles || Some(&self.sayings[*h].value) == shown.as_ref())
                .collect();
            let number = self.sayings.len();
            self.by_place.entry(place.clone()).or_default().push(number);
            self.sayings.push(Saying { place, value, phone, replaces, saved: false });
            sayings.push(number);
        }
        Entry { phone, sayings }
    }

    /// After the call that saved. What a checklist comes to is known only then: of it, both are called after.
    pub fn after(&mut self, entry: Entry, changes: &[ChangeName]) {
        let replica = &mut self.phones[entry.phone];
        replica.changes.extend(changes);
        for saying in entry.sayings {
            replica.holds.insert(saying);
            self.sayings[saying].saved = true;
        }
    }

    /// A screen showed this value; the book says whether it is the one that it expects there.
    pub fn read(&mut self, phone: usize, place: &Place, shown: Option<&Value>) {
        let heads = self.heads(&self.phones[phone].holds, place);
        let mut expected = heads.iter().map(|head| &self.sayings[*head].value);
        // Where values stand beside each other any of them may be the one in use.
        let right =
            if heads.is_empty() { shown.is_none() } else { expected.any(|value| Some(value) == shown) };
        self.misread += u64::from(!right);
    }

    /// A phone finished a sync: the server holds what it held, and it holds what the server had for its areas.
    pub fn synced(&mut self, phone: usize) {
        let held: Vec<usize> = self.phones[phone].holds.iter().copied().collect();
        self.server.extend(held);
        let fed: Vec<usize> = self
            .server
            .iter()
            .copied()
            .filter(|s| self.is_entitled(phone, self.sayings[*s].place.0))
            .collect();
        self.phones[phone].holds.extend(fed);
    }

    /// The area that a record is in, as the server knows it.
    pub fn area(&self, rec: Rec) -> Option<RecordName> {
        let mut at = self.subject(rec);
        if self.entity(at) == person::ID {
            at = self.records[at.0].owner?;
        }
        let heads = self.heads(&self.server, &(at, household::area, None));
        self.sayings[*heads.first()?].value.as_record()
    }

    /// Whether a phone must hold a record.
    pub fn is_entitled(&self, phone: usize, rec: Rec) -> bool {
        self.area(rec).is_some_and(|area| self.phones[phone].areas.contains(&area))
    }

    /// What is said of a place and not replaced, among these sayings; the deepest last said first.
    fn heads(&self, among: &BTreeSet<usize>, place: &Place) -> Vec<usize> {
        let all = self.by_place.get(place).map_or(&[][..], Vec::as_slice);
        let of_place: Vec<usize> = all.iter().copied().filter(|s| among.contains(s)).collect();
        let replaced = |s: &usize| of_place.iter().any(|other| self.sayings[*other].replaces.contains(s));
        of_place.iter().rev().copied().filter(|s| !replaced(s)).collect()
    }

    /// The values in use at a place by everything that the server holds.
    pub fn standing(&self, place: &Place) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for head in self.heads(&self.server, place) {
            if !values.contains(&self.sayings[head].value) {
                values.push(self.sayings[head].value.clone());
            }
        }
        values
    }

    /// Every place where the server must list several values: what two people said apart, neither having been shown
    /// the other's, if the values differ.
    pub fn disputes(&self) -> Vec<Disputed> {
        let several = self.by_place.iter().filter(|(_, all)| all.len() > 1).map(|(place, _)| place);
        let disputed = several.filter_map(|place| {
            let values = self.standing(place);
            let heads = self.heads(&self.server, place);
            let mut phones: Vec<usize> = heads.iter().map(|head| self.sayings[*head].phone).collect();
            phones.sort_unstable();
            (values.len() > 1).then(|| Disputed { place: place.clone(), values, phones })
        });
        disputed.collect()
    }

    /// Every value that was saved, by place.
    pub fn by_place(&self) -> impl Iterator<Item = (&Place, Vec<&Value>)> {
        self.by_place.iter().map(|(place, all)| {
            let saved = all.iter().map(|s| &self.sayings[*s]).filter(|saying| saying.saved);
            (place, saved.map(|saying| &saying.value).collect())
        })
    }

    /// Changes that were saved on one phone.
    pub fn changes(&self, phone: usize) -> impl Iterator<Item = ChangeName> {
        self.phones[phone].changes.iter().copied()
    }

    /// Values that were saved.
    pub fn values(&self) -> u64 {
        self.sayings.iter().filter(|saying| saying.saved).count() as u64
    }

    /// Visits that were saved.
    pub fn visits(&self) -> u64 {
        let of_visits =
            |s: &&Saying| s.saved && s.place.1 == visit::household && self.entity(s.place.0) == visit::ID;
        self.sayings.iter().filter(of_visits).count() as u64
    }

    /// Times that a screen showed what this book does not expect.
    pub fn misread(&self) -> u64 {
        self.misread
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chaski::record::DeviceId;

    struct Book {
        ledger: Ledger,
        house: Rec,
        number: u64,
    }

    impl Book {
        /// Two phones of one area, and a household that both hold.
        fn new() -> Book {
            let name = |number| RecordName { device: DeviceId([1; 16]), number, index: 0 };
            let mut ledger = Ledger::default();
            let area = name(1);
            let (one, other) = (ledger.add_phone(&[area]), ledger.add_phone(&[area]));
            let house = ledger.record(name(2), household::ID, None);
            let mut book = Book { ledger, house, number: 2 };
            book.save(one, household::area, Value::Record(area), false);
            [one, other].into_iter().for_each(|phone| book.ledger.synced(phone));
            book
        }

        fn save(&mut self, phone: usize, field: FieldId, value: Value, settles: bool) {
            self.number += 1;
            let entry = self.ledger.before(phone, vec![((self.house, field, None), value, settles)]);
            self.ledger.after(entry, &[ChangeName { device: DeviceId([1; 16]), number: self.number }]);
        }

        fn call(&mut self, phone: usize, telephone: &str) {
            self.save(phone, household::telephone, Value::text(telephone), false);
        }

        fn everybody_syncs(&mut self) {
            [0, 1, 0].into_iter().for_each(|phone| self.ledger.synced(phone));
        }
    }

    #[test]
    fn different_values_of_two_who_did_not_know_of_each_other_are_disputed_until_they_are_settled() {
        let mut book = Book::new();
        book.call(0, "900 000 001");
        book.call(1, "900 000 002");
        assert!(book.ledger.disputes().is_empty(), "nobody has brought anything yet");
        book.everybody_syncs();
        let disputes = book.ledger.disputes();
        assert_eq!((disputes.len(), disputes[0].values.len()), (1, 2));
        book.save(0, household::telephone, Value::text("900 000 002"), true);
        book.everybody_syncs();
        assert!(book.ledger.disputes().is_empty());
    }

    #[test]
    fn equal_values_and_a_value_written_over_one_that_was_shown_are_not_disputed() {
        let mut book = Book::new();
        [0, 1].into_iter().for_each(|phone| book.call(phone, "900 000 001"));
        book.everybody_syncs();
        assert!(book.ledger.disputes().is_empty());
        book.call(1, "900 000 002");
        book.everybody_syncs();
        assert!(book.ledger.disputes().is_empty());
        assert_eq!(
            book.ledger.standing(&(book.house, household::telephone, None)),
            [Value::text("900 000 002")]
        );
    }

    #[test]
    fn what_a_screen_shows_is_compared_with_what_was_saved() {
        let mut book = Book::new();
        book.call(0, "900 000 001");
        let place = (book.house, household::telephone, None);
        book.ledger.read(0, &place, Some(&Value::text("900 000 001")));
        book.ledger.read(1, &place, None);
        assert_eq!(book.ledger.misread(), 0);
        book.ledger.read(0, &place, None);
        book.ledger.read(1, &place, Some(&Value::text("900 000 001")));
        assert_eq!(book.ledger.misread(), 2);
    }
}
