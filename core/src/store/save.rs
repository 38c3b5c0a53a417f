//! Saving: one action of a user is one local transaction of one or several changes, saved whole or not at all, and
//! on the disk when `save` returns.

use std::collections::BTreeMap;

use super::areas::{Misplaced, Rights, last_stated, misplaced, rights_of};
use super::error::{Result, StoreError};
use super::log::Log;
use super::pack::check_entered;
use super::shown::Shown;
use super::{Now, Opening, Store};
use crate::change::cbor::unreadable;
use crate::change::{Change, Edit, Set, limits};
use crate::merge::fold::subject_of;
use crate::merge::{Known, State, enter, needs, rules};
use crate::record::check::{Problem, check_create, check_path, check_value};
use crate::record::{ChangeName, DeviceId, EntityId, FieldId, RecordName, VOID, Value, entity, role};

/// Values by field, as a record is created with.
pub type Values = BTreeMap<FieldId, Value>;

/// An action under way. Nothing is on the disk before [`Action::save`].
pub struct Action<'s> {
    store: &'s mut Store,
    draft: Draft,
}

/// The changes of an action as they are made up, checked against the table of fields and against what the author was
/// shown; whoever appends them (a phone here, a server for a supervisor) does so in one transaction.
#[derive(Debug)]
pub struct Draft {
    author: Author,
    next: u64,
    changes: Vec<Change>,
}

/// Who acts, with what every change of theirs says of them.
#[derive(Debug, Clone, Copy)]
pub struct Author {
    /// The device that says it.
    pub device: DeviceId,
    /// Who says it.
    pub worker: RecordName,
    /// Their rank.
    pub role: u64,
    /// The number of the rights they know of.
    pub rights: u64,
    /// When.
    pub now: Now,
    /// The number of the device's next change.
    pub next: u64,
}

impl Author {
    /// Whether they decide about what others recorded.
    pub fn decides(&self) -> bool {
        self.role >= role::SUPERVISOR
    }
}

impl Store {
    /// Begins an action of this phone's worker.
    pub fn begin(&mut self) -> Result<Action<'_>> {
        let author = self.author()?;
        Ok(Action { store: self, draft: Draft::new(author) })
    }

    /// This phone's worker, as whoever acts now.
    pub fn author(&mut self) -> Result<Author> {
        let worker = self.worker()?.ok_or(StoreError::NotEnrolled)?;
        let (role, rights) = match self.rights()? {
            Some(rights) => (rights.role, rights.number),
            None => last_stated(&self.log())?.unwrap_or_default(),
        };
        let (device, now) = (self.device(), self.now());
        let next = self.opening_to_save()?.next_number();
        Ok(Author { device, worker, role, rights, now, next })
    }

    /// Carries out a draft of this phone's worker: durable when this returns, or nothing of it.
    pub fn save(&mut self, draft: Draft) -> Result<Vec<ChangeName>> {
        self.save_with(draft, |_, _| Ok(()))
    }

    /// The same, with what else is written in the same transaction.
    pub(super) fn save_with(
        &mut self,
        draft: Draft,
        beside: impl FnOnce(&Log<'_>, &[Change]) -> Result<()>,
    ) -> Result<Vec<ChangeName>> {
        let mut opening = self.opening.clone();
        let tx = self.write()?;
        let log = tx.log();
        let changes = draft.into_changes();
        for change in &changes {
            append(&log, change, &mut opening)?;
        }
        beside(&log, &changes)?;
        tx.commit()?;
        let first = self.opening.last == 0 && opening.last > 0;
        self.opening = opening;
        if first {
            self.keys.note_opening(self.opening.tag);
        }
        Ok(changes.iter().map(|change| change.name).collect())
    }

    /// The worker of this phone; `None` before enrolment.
    pub fn worker(&self) -> Result<Option<RecordName>> {
        let key: Option<Vec<u8>> = self.log().meta("worker")?;
        Ok(key.and_then(|key| RecordName::from_key(&key)))
    }

    /// What this phone may do, as the server last said.
    pub fn rights(&self) -> Result<Option<Rights>> {
        rights_of(&self.log(), self.device(), None)
    }
}

impl Action<'_> {
    /// Records a new household or person; the edits that follow are about it.
    pub fn about_new(&mut self, entity: EntityId, values: Values) -> Result<RecordName> {
        self.draft.about_new(entity, values)
    }

    /// The edits that follow are about this household or person.
    pub fn about(&mut self, subject: RecordName) -> &mut Self {
        self.draft.about(subject);
        self
    }

    /// A new record of the household or person that the action is about.
    pub fn create(&mut self, entity: EntityId, values: Values) -> Result<RecordName> {
        self.draft.create(entity, values)
    }

    /// The same, with fields that have one register a path.
    pub fn create_with_paths(
        &mut self,
        id: EntityId,
        values: Values,
        paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
    ) -> Result<RecordName> {
        self.draft.create_with_paths(id, values, paths)
    }

    /// A register takes a value, in front of what its author was shown.
    pub fn set(&mut self, shown: &Shown, value: Value, reason: Option<&str>) -> Result<&mut Self> {
        self.draft.set(&self.store.log(), shown, value, reason)?;
        Ok(self)
    }

    /// Removes a record, with a reason; nothing of it is lost.
    pub fn void(&mut self, shown: &Shown, reason: &str) -> Result<&mut Self> {
        self.set(shown, Value::Bool(true), Some(reason))
    }

    /// As if it had so many changes already.
    #[cfg(test)]
    pub(super) fn outgrows(&mut self, changes: u64) {
        self.draft.next += changes;
    }

    /// Saves the whole action, durable when this returns, or nothing of it.
    pub fn save(self) -> Result<Vec<ChangeName>> {
        self.store.save(self.draft)
    }
}

impl Draft {
    /// Of this author.
    pub fn new(author: Author) -> Draft {
        Draft { author, next: author.next, changes: Vec::new() }
    }

    /// Records a new household or person; the edits that follow are about it.
    pub fn about_new(&mut self, entity: EntityId, values: Values) -> Result<RecordName> {
        self.about_new_with_paths(entity, values, BTreeMap::new())
    }

    /// The same, with fields that have one register a path.
    pub fn about_new_with_paths(
        &mut self,
        entity: EntityId,
        values: Values,
        paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
    ) -> Result<RecordName> {
        self.drop_empty();
        let record = RecordName { device: self.author.device, number: self.next, index: 0 };
        self.start(Some(record));
        self.create_with_paths(entity, values, paths)
    }

    /// The edits that follow are about this household or person.
    pub fn about(&mut self, subject: RecordName) -> &mut Self {
        if self.changes.last().is_none_or(|change| change.subject != Some(subject)) {
            self.start(Some(subject));
        }
        self
    }

    /// A new record of the household or person that the action is about.
    pub fn create(&mut self, entity: EntityId, values: Values) -> Result<RecordName> {
        self.create_with_paths(entity, values, BTreeMap::new())
    }

    /// The same, with fields that have one register a path.
    pub fn create_with_paths(
        &mut self,
        id: EntityId,
        values: Values,
        paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
    ) -> Result<RecordName> {
        let entity = entity(id).ok_or(StoreError::NoEntity(id))?;
        check_create(entity, &values)?;
        for (field, by_path) in &paths {
            let field = entity
                .field(*field)
                .ok_or_else(|| Problem::UnknownField { entity: entity.name.into(), field: *field })?;
            for (path, value) in by_path {
                check_path(field, path)?;
                check_value(field, value)?;
            }
        }
        let change = self.changes.last_mut().ok_or(rules::Offence::Malformed)?;
        room_for_one_more(change)?;
        let index = change.creates().count();
        change.edits.push(Edit::Create { entity: id, values, paths });
        Ok(RecordName {
            device: change.name.device,
            number: change.name.number,
            index: u32::try_from(index).unwrap_or(u32::MAX),
        })
    }

    /// A register takes a value, in front of what its author was shown.
    pub fn set(
        &mut self,
        log: &Log<'_>,
        shown: &Shown,
        value: Value,
        reason: Option<&str>,
    ) -> Result<&mut Self> {
        let record = shown.register.record;
        let known = match self.made(&record) {
            Some(known) => known,
            None => log.known(&record)?.ok_or(StoreError::NoRecord(record))?,
        };
        let entity = entity(known.entity).ok_or(StoreError::NoRecord(record))?;
        let reason = reason.map(str::trim).filter(|r| !r.is_empty());
        if shown.register.field == VOID {
            if reason.is_none() {
                return Err(StoreError::ReasonMissing { field: "void" });
            }
            if !matches!(value, Value::Bool(_)) {
                return Err(
                    Problem::WrongType { field: "void".into(), expected: "true or false".into() }.into()
                );
            }
        } else {
            let field = entity.field(shown.register.field).ok_or_else(|| Problem::UnknownField {
                entity: entity.name.into(),
                field: shown.register.field,
            })?;
            match &shown.register.path {
                Some(path) => check_path(field, path)?,
                None if field.ty.is_by_path() => {
                    return Err(Problem::NeedsPath { field: field.name.into() }.into());
                }
                None => {}
            }
            check_value(field, &value)?;
            if field.once && !shown.replaces.is_empty() && reason.is_none() {
                return Err(StoreError::ReasonMissing { field: field.name });
            }
        }
        let seen = if crate::fault("replaces-unseen") {
            super::shown::shown(log, &shown.register)?
        } else {
            shown.clone()
        };
        let set = Set {
            register: shown.register.clone(),
            value,
            depth: if seen.replaces.is_empty() { 0 } else { seen.depth + 1 },
            replaces: seen.replaces,
            reason: reason.map(|r| if let Value::Text(t) = Value::text(r) { t } else { String::new() }),
        };
        if set.replaces.len() > limits::REPLACES {
            return Err(StoreError::TooManyHeads { limit: limits::REPLACES });
        }
        // What a change creates, only a later one can set.
        let goes_on = |change: &&Change| change.subject == known.subject && record.change() != change.name;
        if let Some(change) = self.changes.last().filter(goes_on) {
            room_for_one_more(change)?;
            if change.sets().any(|said| said.register == set.register) {
                return Err(StoreError::SaidTwice);
            }
        } else {
            self.start(known.subject);
        }
        if let Some(change) = self.changes.last_mut() {
            change.edits.push(Edit::Set(set));
        }
        Ok(self)
    }

    /// The changes, in the order of their numbers.
    pub fn into_changes(self) -> Vec<Change> {
        self.changes.into_iter().filter(|change| !change.edits.is_empty()).collect()
    }

    /// What this draft itself creates under this name.
    fn made(&self, record: &RecordName) -> Option<Known> {
        let change = self.changes.iter().find(|change| change.name == record.change())?;
        let create = change.creates().find(|create| create.record == *record)?;
        Some(Known { entity: create.entity, subject: subject_of(change, &create) })
    }

    /// An empty change takes no number.
    fn drop_empty(&mut self) {
        if self.changes.last().is_some_and(|change| change.edits.is_empty()) {
            self.changes.pop();
            self.next -= 1;
        }
    }

    fn start(&mut self, subject: Option<RecordName>) {
        self.drop_empty();
        let author = self.author;
        self.changes.push(Change {
            name: ChangeName { device: author.device, number: self.next },
            subject,
            author: Some(author.worker),
            role: author.role,
            rights: author.rights,
            wall_s: author.now.wall_s,
            clock_epoch: author.now.epoch,
            elapsed_s: author.now.elapsed_s,
            edits: Vec::new(),
        });
        self.next += 1;
    }
}

/// A change with more edits than its readers take is none.
fn room_for_one_more(change: &Change) -> Result<()> {
    if change.edits.len() < limits::CHANGE_EDITS {
        Ok(())
    } else {
        Err(StoreError::TooManyEdits { limit: limits::CHANGE_EDITS })
    }
}

/// Whether a change that was made up reads back as it is: what does not could be sent and never be read.
pub fn check_reads_back(change: &Change) -> Result<()> {
    let body = change.encode();
    if body.len() > limits::CHANGE_BYTES {
        return Err(StoreError::TooLarge { bytes: body.len(), limit: limits::CHANGE_BYTES });
    }
    let read = Change::decode(&body)?;
    if read == *change { Ok(()) } else { Err(crate::change::cbor::unreadable("what was written").into()) }
}

/// Whether every household and area that a change names as an owner is held, and takes households in: else what it
/// is about would be in no feed.
fn check_owners(log: &Log<'_>, change: &Change) -> Result<()> {
    for owner in rules::owners_named(change, log)?.iter().filter_map(|named| named.owner) {
        if owner.change() != change.name && log.known(&owner)?.is_none() {
            return Err(StoreError::NoRecord(owner));
        }
    }
    match misplaced(log, change)? {
        None => Ok(()),
        Some((area, Misplaced::Unknown)) => Err(StoreError::NoRecord(area)),
        Some((_, Misplaced::Divided)) => Err(rules::Offence::DividedArea.into()),
    }
}

/// Appends a change of this device and projects it. Everything it stands on is held and in the state.
fn append(log: &Log<'_>, change: &Change, opening: &mut Opening) -> Result<()> {
    for record in needs(change) {
        if log.known(&record)?.is_none() {
            return Err(StoreError::NoRecord(record));
        }
    }
    if let Some(offence) = rules::offence(change, log)? {
        return Err(offence.into());
    }
    check_owners(log, change)?;
    check_entered(log, change)?;
    check_reads_back(change)?;
    // An action that outgrows the opening would go on under numbers of another.
    if change.name.number != opening.next_number() {
        return Err(unreadable("the next number of an opening").into());
    }
    log.append(
        change,
        opening.secret.key_of(change.name.number),
        Some(&mut |hash| opening.saved(log, hash)),
    )?;
    log.execute(&enter(change, log)?)
}
