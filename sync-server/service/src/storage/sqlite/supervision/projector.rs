//! Keeps the derived tables while changes come and go: a change says what it touches, and what was touched is made
//! again from the projected tables before the transaction ends. So the tables are the same whatever the order in
//! which the changes came, and the same as if they were made from nothing.

use std::collections::BTreeSet;

use chaski::change::{Change, Register};
use chaski::merge::State;
use chaski::record::table::{area, household, person, reading, referral, review, rights, same_person, visit};
use chaski::record::{ChangeName, DeviceId, EntityId, Owner, RecordName, VOID, Value, entity};
use chaski::store::areas::{areas_of, persons_of, rights_of};
use chaski::store::query::records;
use chaski::store::related::open_referral;
use chaski::store::revision::{Revision, behind};
use chaski::store::{Log, Standing};
use rusqlite::params;

use super::past_values::{households_ever, named_ever};
use super::received::received_s;
use super::{child, flagged_readings, visit_row, words};
use crate::storage::Result;

/// What has to be made again.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    pub(super) visits: BTreeSet<RecordName>,
    pub(super) persons: BTreeSet<RecordName>,
    pub(super) households: BTreeSet<RecordName>,
    /// Those of whom a measurement, or what it is compared by, may be another now.
    pub(super) grown: BTreeSet<RecordName>,
    pub(super) referrals: BTreeSet<RecordName>,
    /// Records of which a register may be disputed.
    pub(super) disputed: BTreeSet<RecordName>,
    pub(super) aside: BTreeSet<ChangeName>,
}

impl Touched {
    pub(super) fn len(&self) -> usize {
        self.visits.len()
            + self.persons.len()
            + self.households.len()
            + self.grown.len()
            + self.referrals.len()
            + self.disputed.len()
            + self.aside.len()
    }

    /// A change entered the state.
    pub(crate) fn entered(&mut self, log: &Log<'_>, change: &Change) -> Result<()> {
        forget_aside(log, &change.name)?;
        self.change(log, change)
    }

    /// A change left the state, or never came into it.
    pub(crate) fn left(&mut self, log: &Log<'_>, change: &Change) -> Result<()> {
        self.aside.insert(change.name);
        self.disputed.extend(change.creates().map(|create| create.record));
        self.change(log, change)
    }

    fn change(&mut self, log: &Log<'_>, change: &Change) -> Result<()> {
        for create in change.creates() {
            let named = |field| create.value(field, None).and_then(Value::as_record);
            match create.entity {
                visit::ID => {
                    self.visits.insert(create.record);
                    self.grown.extend(flagged_readings::measured_at(log, &create.record)?);
                }
                person::ID => {
                    self.persons.insert(create.record);
                    if let Some(household) = named(person::household) {
                        self.visits.extend(visit_row::visits_of(log, &household)?);
                    }
                    self.aside.extend(aside_about(log, &create.record)?);
                }
                household::ID => {
                    self.households.insert(create.record);
                    self.moved(log, &create.record)?;
                }
                area::ID => self.aside.extend(aside_on(log, &create.record.key())?),
                rights::ID => {
                    if let Some(Value::Bytes(device)) = create.value(rights::device, None) {
                        self.aside.extend(aside_on(log, device)?);
                    }
                }
                review::ID => {
                    if let Some(target) = named(review::target) {
                        self.target(log, &target)?;
                    }
                }
                same_person::ID => self
                    .persons
                    .extend([named(same_person::person), named(same_person::other)].into_iter().flatten()),
                id => {
                    if let Some(field) = visit_field(id) {
                        self.visits.extend(named(field));
                    }
                    if id == referral::ID {
                        self.referrals.insert(create.record);
                    }
                    if id == reading::ID {
                        self.grown.extend(named(reading::person));
                    }
                }
            }
        }
        for set in change.sets() {
            self.set(log, &set.register, &set.value)?;
        }
        Ok(())
    }

    fn set(&mut self, log: &Log<'_>, register: &Register, value: &Value) -> Result<()> {
        let record = register.record;
        self.disputed.insert(record);
        // What is not in the state any more was touched when its create left.
        let Some(known) = log.known(&record)? else { return Ok(()) };
        let field = register.field;
        let voided = field == VOID;
        if known.entity == household::ID {
            self.households.insert(record);
        }
        match known.entity {
            visit::ID => {
                self.visits.insert(record);
                if field == visit::on {
                    self.grown.extend(flagged_readings::measured_at(log, &record)?);
                }
            }
            household::ID if voided || field == household::area => self.moved(log, &record)?,
            person::ID => {
                self.persons.insert(record);
                if voided || field == person::household || field == person::kind {
                    let mut households = households_ever(log, &record)?;
                    households.extend(value.as_record().filter(|_| field == person::household));
                    for household in households {
                        self.visits.extend(visit_row::visits_of(log, &household)?);
                    }
                }
                if voided || field == person::household {
                    self.subject(log, &record)?;
                }
            }
            review::ID => {
                let mut targets = named_ever(log, &record, review::target)?;
                targets.extend(value.as_record().filter(|_| field == review::target));
                for target in targets {
                    self.target(log, &target)?;
                }
            }
            same_person::ID => {
                self.persons.extend(named_ever(log, &record, same_person::person)?);
                self.persons.extend(named_ever(log, &record, same_person::other)?);
                if field == same_person::other {
                    self.persons.extend(value.as_record());
                }
            }
            id => {
                if let Some(of_visit) = visit_field(id) {
                    self.visits.extend(named_ever(log, &record, of_visit)?);
                    if field == of_visit {
                        self.visits.extend(value.as_record());
                    }
                }
                if id == referral::ID {
                    self.referrals.insert(record);
                }
                if id == reading::ID {
                    self.grown.extend(named_ever(log, &record, reading::person)?);
                }
            }
        }
        Ok(())
    }

    /// A household, and whoever lives in it, may be in another area now, or in one again.
    fn moved(&mut self, log: &Log<'_>, household: &RecordName) -> Result<()> {
        self.visits.extend(visit_row::visits_of(log, household)?);
        self.subject(log, household)?;
        self.aside.extend(aside_on(log, &household.key())?);
        for person in persons_of(log, household)? {
            self.persons.insert(person);
            self.subject(log, &person)?;
        }
        Ok(())
    }

    /// Somebody may be in another area now: what hangs on the area of the household or person.
    fn subject(&mut self, log: &Log<'_>, subject: &RecordName) -> Result<()> {
        let key = subject.key();
        self.referrals.extend(records(
            log,
            "SELECT record FROM r_referral WHERE subject = ?1",
            [key.as_slice()],
        )?);
        self.disputed.extend(records(
            log,
            "SELECT DISTINCT record FROM dispute WHERE subject = ?1",
            [key.as_slice()],
        )?);
        self.aside.extend(aside_about(log, subject)?);
        Ok(())
    }

    /// The visit that a record reviewed is of.
    fn target(&mut self, log: &Log<'_>, target: &RecordName) -> Result<()> {
        self.visits.insert(*target);
        if let Some(known) = log.known(target)?
            && let Some(field) = visit_field(known.entity)
        {
            self.visits.extend(named_ever(log, target, field)?);
        }
        Ok(())
    }

    /// Makes again what was touched.
    pub(crate) fn flush(&mut self, log: &Log<'_>) -> Result<()> {
        for household in std::mem::take(&mut self.households) {
            words::renew(log, &household)?;
        }
        for person in std::mem::take(&mut self.persons) {
            words::renew(log, &person)?;
            child::renew(log, &person)?;
            self.grown.insert(person);
        }
        for person in std::mem::take(&mut self.grown) {
            self.visits.extend(flagged_readings::renew(log, &person)?);
        }
        for visit in std::mem::take(&mut self.visits) {
            visit_row::renew(log, &visit)?;
        }
        for referral in std::mem::take(&mut self.referrals) {
            renew_referral(log, &referral)?;
        }
        for record in std::mem::take(&mut self.disputed) {
            renew_disputes(log, &record)?;
        }
        for change in std::mem::take(&mut self.aside) {
            renew_aside(log, &change)?;
        }
        Ok(())
    }
}

/// The field of an entity that names the visit at which it was recorded.
fn visit_field(id: EntityId) -> Option<u64> {
    visit_row::OF_VISIT.iter().find(|of| of.0 == id)?;
    entity(id)?.field_named("visit").map(|field| field.id)
}

fn aside_about(log: &Log<'_>, subject: &RecordName) -> Result<Vec<ChangeName>> {
    let key = subject.key();
    let of = params![key.as_slice(), Standing::SetAside as i64];
    changes(log, "SELECT name FROM change WHERE subject = ?1 AND standing = ?2", of)
}

/// What is set aside and listed by the place of a household or area, or by the rights of a device: of a subject that
/// is in no area that is known, those say where that would be.
fn aside_on(log: &Log<'_>, place: &[u8]) -> Result<Vec<ChangeName>> {
    changes(log, "SELECT change FROM aside_on WHERE place = ?1", [place])
}

fn changes(log: &Log<'_>, statement: &str, of: impl rusqlite::Params) -> Result<Vec<ChangeName>> {
    let mut statement = log.connection().prepare_cached(statement)?;
    let mut rows = statement.query(of)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    Ok(found)
}

/// A referral stands in the list of open ones until the person arrived or a visit saw the person since.
fn renew_referral(log: &Log<'_>, referral: &RecordName) -> Result<()> {
    let key = referral.key();
    log.connection()
        .prepare_cached("DELETE FROM open_referral WHERE referral = ?1")?
        .execute([key.as_slice()])?;
    let at_s = match log.change(&referral.change())? {
        Some((change, _)) => received_s(log, &change.name)?.unwrap_or(change.wall_s),
        None => return Ok(()),
    };
    let (revision, open) = (Revision::of(&behind(log, [referral])?), open_referral());
    log.connection()
        .prepare_cached(&format!(
            "INSERT INTO open_referral (referral, area, at_s, revision)
             SELECT r.record, h.area, ?2, ?3 FROM (SELECT record, subject FROM r_referral
                 WHERE record = ?1 AND {open}) r
               LEFT JOIN r_person p ON p.record = r.subject LEFT JOIN r_household h ON h.record = p.household
             WHERE p.voided = 0"
        ))?
        .execute(params![key.as_slice(), at_s, revision.as_str()])?;
    Ok(())
}

/// A dispute is listed in every area that its subject is in by any head; one about a removed record only if it is
/// about the removal.
fn renew_disputes(log: &Log<'_>, record: &RecordName) -> Result<()> {
    let key = record.key();
    log.connection()
        .prepare_cached("DELETE FROM dispute_line WHERE record = ?1")?
        .execute([key.as_slice()])?;
    let mut statement =
        log.connection().prepare_cached("SELECT field, path, subject FROM dispute WHERE record = ?1")?;
    let mut rows = statement.query([key.as_slice()])?;
    let mut removed = None;
    while let Some(row) = rows.next()? {
        let (field, path): (i64, String) = (row.get(0)?, row.get(1)?);
        let subject: Option<Vec<u8>> = row.get(2)?;
        let Some(subject) = subject.and_then(|key| RecordName::from_key(&key)) else { continue };
        let void = Register { record: *record, field: VOID, path: None };
        if removed.is_none() {
            removed = Some(chaski::store::shown::shown(log, &void)?.value == Some(Value::Bool(true)));
        }
        if removed == Some(true) && field as u64 != VOID {
            continue;
        }
        let register =
            Register { record: *record, field: field as u64, path: (!path.is_empty()).then_some(path) };
        let mut at_s = 0;
        for head in chaski::merge::resolve(&log.assignments(&register)?).heads {
            let received = received_s(log, &head.change)?;
            let wall_s = log.change(&head.change)?.map_or(0, |(change, _)| change.wall_s);
            at_s = at_s.max(received.unwrap_or(wall_s));
        }
        for area in areas_of(log, &subject)? {
            log.connection()
                .prepare_cached(
                    "INSERT OR REPLACE INTO dispute_line (record, field, path, area, at_s) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    key.as_slice(),
                    field,
                    register.path.as_deref().unwrap_or(""),
                    area.key().as_slice(),
                    at_s
                ])?;
        }
    }
    Ok(())
}

/// What is set aside is listed where its subject is, or would be.
fn renew_aside(log: &Log<'_>, name: &ChangeName) -> Result<()> {
    let key = name.key();
    forget_aside(log, name)?;
    let Some((change, Standing::SetAside)) = log.change(name)? else { return Ok(()) };
    let mut on = log.connection().prepare_cached("INSERT INTO aside_on (place, change) VALUES (?1, ?2)")?;
    on.execute([name.device.0.as_slice(), key.as_slice()])?;
    if let Some(place) = place_of_create(&change) {
        on.execute([place.key().as_slice(), key.as_slice()])?;
    }
    for area in areas_of_change(log, &change)? {
        log.connection()
            .prepare_cached(
                "INSERT OR REPLACE INTO aside_line (change, area, seq, device, number)
                 SELECT ?1, ?2, seq, ?3, ?4 FROM change WHERE name = ?1",
            )?
            .execute(params![
                key.as_slice(),
                area.key().as_slice(),
                name.device.0.as_slice(),
                name.number as i64
            ])?;
    }
    Ok(())
}

fn forget_aside(log: &Log<'_>, name: &ChangeName) -> Result<()> {
    for table in ["DELETE FROM aside_line WHERE change = ?1", "DELETE FROM aside_on WHERE change = ?1"] {
        log.connection().prepare_cached(table)?.execute([name.key().as_slice()])?;
    }
    Ok(())
}

/// The area or household into which a change puts the subject that it creates.
fn place_of_create(change: &Change) -> Option<RecordName> {
    let create = change.creates().find(|create| Some(create.record) == change.subject)?;
    match entity(create.entity)?.owner {
        Owner::Area(field) | Owner::Household(field) => create.value(field, None)?.as_record(),
        _ => None,
    }
}

/// The areas that a change is about: of its subject; of a subject that it creates, where that would be. If that is
/// in no area that is known, those that its author's phone held by the rights it states: somebody there knows her.
pub(super) fn areas_of_change(log: &Log<'_>, change: &Change) -> Result<Vec<RecordName>> {
    let mut areas = Vec::new();
    if let Some(subject) = change.subject {
        areas = areas_of(log, &subject)?;
        if areas.is_empty()
            && let Some(place) = place_of_create(change)
        {
            areas = areas_of(log, &place)?;
            areas.push(place);
        }
    }
    areas.retain(|area| log.known(area).is_ok_and(|known| known.is_some_and(|k| k.entity == area::ID)));
    if areas.is_empty() {
        areas = rights_of_author(log, change.name.device, change.rights)?;
    }
    Ok(areas)
}

fn rights_of_author(log: &Log<'_>, device: DeviceId, number: u64) -> Result<Vec<RecordName>> {
    let stated = rights_of(log, device, Some(number))?;
    let rights = if stated.is_some() { stated } else { rights_of(log, device, None)? };
    Ok(rights.map(|rights| rights.areas).unwrap_or_default())
}
