//! Where a household or a person is: the areas of all heads of `household.area` and `person.household`. While a move
//! is disputed a subject is in all of them. Also: which areas a worker is fed, and in which a household may be put.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use super::error::Result;
use super::log::Log;
use super::rows::records;
use crate::change::{Change, Register};
use crate::merge::rules::owners_named;
use crate::merge::{State, resolve};
use crate::record::{ChangeName, DeviceId, FieldId, Owner, RecordName, Value, entity, table};

/// The areas that a subject is in, by name; none where its household is recorded elsewhere.
pub fn areas_of(log: &Log<'_>, subject: &RecordName) -> Result<Vec<RecordName>> {
    let mut areas = BTreeSet::new();
    match log.known(subject)?.and_then(|known| entity(known.entity)).map(|e| e.owner) {
        Some(Owner::Area(field)) => areas.extend(owners(log, subject, field)?),
        Some(Owner::Household(field)) => {
            for household in owners(log, subject, field)? {
                if let Some(Owner::Area(field)) =
                    log.known(&household)?.and_then(|known| entity(known.entity)).map(|e| e.owner)
                {
                    areas.extend(owners(log, &household, field)?);
                }
            }
        }
        _ => {}
    }
    Ok(areas.into_iter().collect())
}

/// The records named by all heads of an owner field.
pub fn owners(log: &Log<'_>, record: &RecordName, field: FieldId) -> Result<Vec<RecordName>> {
    let said = log.assignments(&Register { record: *record, field, path: None })?;
    Ok(resolve(&said).heads.iter().filter_map(|head| head.value.as_record()).collect())
}

/// The persons who live in a household by any head.
pub fn persons_of(log: &Log<'_>, household: &RecordName) -> Result<Vec<RecordName>> {
    let key = household.key();
    let mut persons = records(log, "SELECT record FROM r_person WHERE household = ?1", [key.as_slice()])?;
    for record in disputed_of(log, table::person::household)? {
        if owners(log, &record, table::person::household)?.contains(household) {
            persons.push(record);
        }
    }
    persons.sort();
    persons.dedup();
    Ok(persons)
}

/// Every household and person whose areas contain this one, by name.
pub fn subjects_of(log: &Log<'_>, area: &RecordName) -> Result<Vec<RecordName>> {
    let mut households =
        records(log, "SELECT record FROM r_household WHERE area = ?1", [area.key().as_slice()])?;
    for record in disputed_of(log, table::household::area)? {
        if owners(log, &record, table::household::area)?.contains(area) {
            households.push(record);
        }
    }
    let mut subjects = BTreeSet::new();
    for household in households {
        subjects.extend(persons_of(log, &household)?);
        subjects.insert(household);
    }
    Ok(subjects.into_iter().collect())
}

/// Every person and every household, by name. Persons first: whether one is here is judged by its household.
pub(crate) fn subjects(log: &Log<'_>) -> Result<Vec<RecordName>> {
    let of = |statement| records(log, statement, []);
    let mut all = of("SELECT record FROM r_person ORDER BY record")?;
    all.extend(of("SELECT record FROM r_household ORDER BY record")?);
    Ok(all)
}

/// The disputed records of `person.household` or `household.area`: the field numbers of both are 1, so the entity
/// is looked up.
fn disputed_of(log: &Log<'_>, field: FieldId) -> Result<Vec<RecordName>> {
    let mut statement =
        log.conn.prepare_cached("SELECT record FROM dispute WHERE field = ?1 AND path = ''")?;
    let mut rows = statement.query([field as i64])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(RecordName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    Ok(found)
}

/// What a device may do, as its server last said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// The number of these rights; it grows.
    pub number: u64,
    /// The worker's rank.
    pub role: u64,
    /// Areas; each includes those below it.
    pub areas: Vec<RecordName>,
    /// The device was stopped.
    pub stopped: bool,
}

/// The newest rights of a device, or those of this number.
pub fn rights_of(log: &Log<'_>, device: DeviceId, number: Option<u64>) -> Result<Option<Rights>> {
    let row = log
        .conn
        .prepare_cached(
            "SELECT number, role, areas, stopped FROM r_rights WHERE device = ?1 AND voided = 0
             AND (?2 IS NULL OR number = ?2) ORDER BY number DESC, record DESC LIMIT 1",
        )?
        .query_row(params![device.0.as_slice(), number.map(|n| n as i64)], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, Option<String>>(2)?,
                row.get::<_, Option<i64>>(3)?,
            ))
        })
        .optional()?;
    Ok(row.map(|(number, role, areas, stopped)| Rights {
        number: number.unsigned_abs(),
        role: role.unsigned_abs(),
        areas: areas.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default(),
        stopped: stopped == Some(table::code::yes_no::yes),
    }))
}

/// The areas whose feeds a worker with rights on these is given, by name: these and all below. An area that was
/// divided keeps its feed, for families stand in it until somebody gives them their part; so does one that was removed.
/// Whoever asks, a phone or a server, asks here: a feed that one of them does not know of reaches nobody.
pub fn held(log: &Log<'_>, areas: &[RecordName]) -> Result<Vec<RecordName>> {
    let mut known = BTreeSet::new();
    let mut todo: Vec<RecordName> = areas.to_vec();
    while let Some(area) = todo.pop() {
        if is_area(log, &area)? && known.insert(area) {
            todo.extend(records(
                log,
                "SELECT record FROM r_area WHERE parent = ?1",
                [area.key().as_slice()],
            )?);
        }
    }
    Ok(known.into_iter().collect())
}

/// Those of [`held`] that are neither divided nor removed, by name: where a household may be put.
pub fn leaves(log: &Log<'_>, areas: &[RecordName]) -> Result<Vec<RecordName>> {
    let mut leaves = Vec::new();
    for area in held(log, areas)? {
        if parts_of(log, &area)?.is_empty() && !is_removed(log, &area)? {
            leaves.push(area);
        }
    }
    Ok(leaves)
}

/// The areas into which one is divided; removed ones are none of them.
pub fn parts_of(log: &Log<'_>, area: &RecordName) -> Result<Vec<RecordName>> {
    records(log, "SELECT record FROM r_area WHERE parent = ?1 AND voided = 0", [area.key().as_slice()])
}

fn is_removed(log: &Log<'_>, area: &RecordName) -> Result<bool> {
    Ok(!records(log, "SELECT record FROM r_area WHERE record = ?1 AND voided <> 0", [area.key().as_slice()])?
        .is_empty())
}

/// Whether a record is an area.
pub fn is_area(log: &Log<'_>, record: &RecordName) -> Result<bool> {
    Ok(log.known(record)?.is_some_and(|known| known.entity == table::area::ID))
}

/// What keeps a household out of the areas into which a change puts it: one that is not held, or that was divided as
/// far as this replica knows.
pub fn misplaced(log: &Log<'_>, change: &Change) -> Result<Option<(RecordName, Misplaced)>> {
    for area in areas_named(log, change)? {
        if !is_area(log, &area)? {
            return Ok(Some((area, Misplaced::Unknown)));
        }
        if !parts_of(log, &area)?.is_empty() {
            return Ok(Some((area, Misplaced::Divided)));
        }
    }
    Ok(None)
}

/// See [`misplaced`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misplaced {
    /// No area of this name is held.
    Unknown,
    /// It has areas below it.
    Divided,
}

/// The areas into which a change puts a household, by creating or by moving it.
pub fn areas_named(log: &Log<'_>, change: &Change) -> Result<Vec<RecordName>> {
    let named = owners_named(change, log)?;
    Ok(named.iter().filter(|one| one.may_be.contains(&table::area::ID)).filter_map(|one| one.owner).collect())
}

/// Whether an area is one of these or below one of them.
pub fn is_within(log: &Log<'_>, area: &RecordName, areas: &[RecordName]) -> Result<bool> {
    let mut at = Some(*area);
    // An area tree is a handful of levels; a circle in it ends here.
    for _ in 0..16 {
        let Some(area) = at else { return Ok(false) };
        if areas.contains(&area) {
            return Ok(true);
        }
        let parent: Option<Option<Vec<u8>>> = log
            .conn
            .prepare_cached("SELECT parent FROM r_area WHERE record = ?1")?
            .query_row([area.key().as_slice()], |row| row.get(0))
            .optional()?;
        at = parent.flatten().and_then(|key| RecordName::from_key(&key));
    }
    Ok(false)
}

/// The shown value of an area's name.
pub fn area_name(log: &Log<'_>, area: &RecordName) -> Result<Option<String>> {
    let said = log.assignments(&Register { record: *area, field: table::area::name, path: None })?;
    Ok(resolve(&said).shown().and_then(Value::as_text).map(str::to_owned))
}

/// The rank and the number of the rights that this phone's own newest change states: what it goes by where its rights
/// were lost with a damaged page, until the server says them again.
pub fn last_stated(log: &Log<'_>) -> Result<Option<(u64, u64)>> {
    let name: Option<Vec<u8>> = log
        .conn
        .prepare_cached("SELECT name FROM change WHERE own = 1 ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let Some(name) = name.and_then(|name| ChangeName::from_key(&name)) else { return Ok(None) };
    Ok(log.change(&name)?.map(|(change, _)| (change.role, change.rights)))
}
