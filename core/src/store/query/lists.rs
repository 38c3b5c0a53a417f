//! The two long lists: families and children, of one area with all below it or of everything that is held. Sorted as
//! people look for a name: without accents, small and capital letters alike. Runs a few statements
//! for the area, and a few for all rows that are shown.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use serde::Serialize;

use super::joined::Joined;
use super::record::disputed;
use super::{Page, bounded, choice, full_name, record_in};
use crate::record::{Owner, RecordName, Time, entity, table};
use crate::store::areas::{areas_of, is_within, persons_of};
use crate::store::error::{Result, StoreError};
use crate::store::folding::fold;
use crate::store::log::{Log, placeholders};

/// A household in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Family {
    /// The household.
    pub household: RecordName,
    /// Its code on paper.
    pub code: String,
    /// The family names of its first child, or of the first person who has any.
    pub family_names: Option<String>,
    /// The name by which neighbours know it.
    pub known_as: Option<String>,
    /// The village or hamlet.
    pub populated_centre: Option<String>,
    /// The area it is shown in.
    pub area: Option<RecordName>,
    /// Whether it is still visited.
    pub status: Option<String>,
    /// Children who live there; two who were joined count as one.
    pub children: u64,
    /// All who live there.
    pub persons: u64,
    /// The date of the last visit that was made, as the worker said it.
    pub last_visit: Option<String>,
    /// When the last visit that was made began, by the phone's clock.
    #[serde(rename = "last_visit_s")]
    pub last_visit_begun: Option<Time>,
    /// Whether something of the household or of somebody in it is disputed.
    pub disputed: bool,
}

/// A child in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChildRow {
    /// The child.
    pub person: RecordName,
    /// Their code on paper.
    pub code: String,
    /// Names.
    pub name: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// Where the child is.
    pub status: Option<String>,
    /// The household, as shown.
    pub household: Option<RecordName>,
    /// The name by which neighbours know the household.
    pub known_as: Option<String>,
    /// When the child was last measured.
    pub last_reading: Option<String>,
    /// Others registered apart who are the same child.
    pub joined: Vec<RecordName>,
    /// Whether something of the child is disputed.
    pub disputed: bool,
}

/// An area with all below it.
pub(crate) const BELOW: &str = "WITH RECURSIVE below (area) AS (
  SELECT ?1 UNION SELECT a.record FROM r_area a JOIN below b ON a.parent = b.area WHERE a.voided = 0)";

/// Families, by name. `after` is what the page before gave as `next`.
pub fn families(
    log: &Log<'_>,
    area: Option<&RecordName>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Family>> {
    let mut houses: BTreeMap<RecordName, Family> = BTreeMap::new();
    let columns = "h.record, h.known_as, h.populated_centre, h.area, h.status";
    let within = if area.is_some() { "h.area IN (SELECT area FROM below)" } else { "true" };
    each(
        log,
        area,
        &format!("SELECT {columns} FROM r_household h WHERE h.voided = 0 AND {within}"),
        |row| {
            houses.extend(family(row)?);
            Ok(())
        },
    )?;
    let mut people: HashMap<RecordName, Vec<Person>> = HashMap::new();
    let columns = "p.record, p.household, p.kind, p.family_names";
    let from = format!("SELECT {columns} FROM r_household h JOIN r_person p ON p.household = h.record");
    each(log, area, &format!("{from} WHERE p.voided = 0 AND h.voided = 0 AND {within}"), |row| {
        if let Some((household, person)) = person(row)? {
            people.entry(household).or_default().push(person);
        }
        Ok(())
    })?;
    for household in disputed_here(log, area)? {
        if houses.contains_key(&household) {
            continue;
        }
        let statement = "SELECT h.record, h.known_as, h.populated_centre, h.area, h.status FROM r_household h
            WHERE h.record = ?1 AND h.voided = 0";
        one(log, statement, &household, |row| {
            houses.extend(family(row)?);
            Ok(())
        })?;
        let statement = format!("SELECT {columns} FROM r_person p WHERE p.household = ?1 AND p.voided = 0");
        one(log, &statement, &household, |row| {
            if let Some((household, person)) = person(row)? {
                people.entry(household).or_default().push(person);
            }
            Ok(())
        })?;
    }
    let joined = Joined::load(log)?;
    for (household, family) in &mut houses {
        let Some(people) = people.get_mut(household) else { continue };
        // The first by name is the first who was registered on that phone.
        people.sort_by_key(|person| (!person.is_child, person.record));
        let children = people.iter().filter(|p| p.is_child).map(|p| joined.stands_for(p.record));
        family.children = children.collect::<BTreeSet<_>>().len() as u64;
        let persons: BTreeSet<_> = people.iter().map(|p| joined.stands_for(p.record)).collect();
        family.persons = persons.len() as u64;
        family.family_names = people.iter().find_map(|p| p.family_names.clone());
    }
    let sort = |family: &Family| sorted_by(family.family_names.as_deref().or(family.known_as.as_deref()));
    let keyed = houses.into_values().map(|family| (sort(&family), family.household, family)).collect();
    // A household that was removed since, or left the area, still says where the page before ended.
    let place = |log: &Log<'_>, at: &RecordName| place_of_household(log, at);
    let mut page = page(log, keyed, after, limit, place)?;
    finish_families(log, &mut page.items)?;
    Ok(page)
}

/// Children, by family name and name. `after` is what the page before gave as `next`.
pub fn children(
    log: &Log<'_>,
    area: Option<&RecordName>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<ChildRow>> {
    let mut found: BTreeMap<RecordName, (String, ChildRow)> = BTreeMap::new();
    let columns =
        "p.record, p.given_names, p.family_names, p.sex, p.birth_date, p.status_is, p.household, h.known_as";
    let from = format!("SELECT {columns} FROM r_person p LEFT JOIN r_household h ON h.record = p.household");
    let child = format!("p.voided = 0 AND p.kind = {}", table::code::person_kind::child);
    // From the household down, so that the area's index serves; with no area, whoever is held.
    let statement = match area {
        Some(_) => format!(
            "SELECT {columns} FROM r_household h JOIN r_person p ON p.household = h.record
             WHERE {child} AND h.area IN (SELECT area FROM below)"
        ),
        None => format!("{from} WHERE {child}"),
    };
    let mut take = |row: &Row<'_>| {
        if let Some((sort, row)) = child_row(row)? {
            found.insert(row.person, (sort, row));
        }
        Ok(())
    };
    each(log, area, &statement, &mut take)?;
    for person in disputed_persons_here(log, area)? {
        one(log, &format!("{from} WHERE {child} AND p.record = ?1"), &person, &mut take)?;
    }
    let joined = Joined::load(log)?;
    let held = |person: &RecordName| -> Result<bool> {
        Ok(log
            .conn
            .prepare_cached("SELECT 1 FROM r_person WHERE record = ?1 AND voided = 0")?
            .exists([person.key().as_slice()])?)
    };
    let mut keyed = Vec::with_capacity(found.len());
    for (person, (sort, mut row)) in found {
        let stands_for = joined.stands_for(person);
        if stands_for != person && held(&stands_for)? {
            continue;
        }
        row.joined = joined.group(person).into_iter().filter(|other| *other != person).collect();
        keyed.push((sort, person, row));
    }
    let mut page = page(log, keyed, after, limit, place_of_person)?;
    finish_children(log, &mut page.items)?;
    Ok(page)
}

struct Person {
    record: RecordName,
    is_child: bool,
    family_names: Option<String>,
}

fn family(row: &Row<'_>) -> Result<Option<(RecordName, Family)>> {
    let Some(household) = record_in(row, 0)? else { return Ok(None) };
    let family = Family {
        household,
        code: household.paper_code(),
        family_names: None,
        known_as: row.get(1)?,
        populated_centre: row.get(2)?,
        area: record_in(row, 3)?,
        status: choice(table::household::ID, table::household::status, None, row.get(4)?),
        children: 0,
        persons: 0,
        last_visit: None,
        last_visit_begun: None,
        disputed: false,
    };
    Ok(Some((household, family)))
}

fn person(row: &Row<'_>) -> Result<Option<(RecordName, Person)>> {
    let (Some(record), Some(household)) = (record_in(row, 0)?, record_in(row, 1)?) else { return Ok(None) };
    let is_child = row.get::<_, Option<i64>>(2)? == Some(table::code::person_kind::child);
    Ok(Some((household, Person { record, is_child, family_names: row.get(3)? })))
}

fn child_row(row: &Row<'_>) -> Result<Option<(String, ChildRow)>> {
    let Some(person) = record_in(row, 0)? else { return Ok(None) };
    let (given, family): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
    let sort = sort_of_person(given.as_deref(), family.as_deref());
    let child = ChildRow {
        person,
        code: person.paper_code(),
        name: full_name(given, family),
        sex: choice(table::person::ID, table::person::sex, None, row.get(3)?),
        birth_date: row.get(4)?,
        status: choice(
            table::person::ID,
            table::person::status,
            Some(table::part::person_status::is),
            row.get(5)?,
        ),
        household: record_in(row, 6)?,
        known_as: row.get(7)?,
        last_reading: None,
        joined: Vec::new(),
        disputed: false,
    };
    Ok(Some((sort, child)))
}

/// When these families were last visited, and of which something is disputed.
fn finish_families(log: &Log<'_>, families: &mut [Family]) -> Result<()> {
    let these = placeholders(families.len());
    let keys: Vec<_> = families.iter().map(|family| family.household.key()).collect();
    let mut visited: HashMap<RecordName, (Option<String>, Option<Time>)> = HashMap::new();
    let mut statement = log.conn.prepare_cached(&format!(
        "SELECT subject, max(\"on\"), max(begun) FROM r_visit
         WHERE subject IN ({these}) AND voided = 0 AND outcome_is = {} GROUP BY subject",
        table::code::visit_outcome::done
    ))?;
    let mut rows = statement.query(params_from_iter(&keys))?;
    while let Some(row) = rows.next()? {
        if let Some(household) = record_in(row, 0)? {
            visited.insert(household, (row.get(1)?, row.get::<_, Option<i64>>(2)?.map(Time)));
        }
    }
    let statement = format!(
        "SELECT subject, record, field FROM dispute WHERE subject IN ({these}) UNION ALL
         SELECT p.household, d.record, d.field FROM r_person p JOIN dispute d ON d.subject = p.record
         WHERE p.household IN ({these}) AND p.voided = 0"
    );
    let disputed = disputed(log, &statement, params_from_iter(keys.iter().chain(&keys)))?;
    for family in families {
        (family.last_visit, family.last_visit_begun) = visited.remove(&family.household).unwrap_or_default();
        family.disputed = disputed.contains(&family.household);
    }
    Ok(())
}

/// When these children were last measured, and of whom something is disputed.
fn finish_children(log: &Log<'_>, children: &mut [ChildRow]) -> Result<()> {
    let these = placeholders(children.len());
    let keys: Vec<_> = children.iter().map(|child| child.person.key()).collect();
    let mut measured: HashMap<RecordName, Option<String>> = HashMap::new();
    let mut statement = log.conn.prepare_cached(&format!(
        "SELECT subject, max(\"on\") FROM r_reading WHERE subject IN ({these}) AND voided = 0 GROUP BY subject"
    ))?;
    let mut rows = statement.query(params_from_iter(&keys))?;
    while let Some(row) = rows.next()? {
        if let Some(person) = record_in(row, 0)? {
            measured.insert(person, row.get(1)?);
        }
    }
    let statement = format!("SELECT subject, record, field FROM dispute WHERE subject IN ({these})");
    let disputed = disputed(log, &statement, params_from_iter(&keys))?;
    for child in children {
        child.last_reading = measured.remove(&child.person).flatten();
        child.disputed = disputed.contains(&child.person);
    }
    Ok(())
}

/// Last in the list whoever has no name.
fn sorted_by(name: Option<&str>) -> String {
    match name.map(fold).filter(|name| !name.is_empty()) {
        Some(name) => name,
        None => char::MAX.to_string(),
    }
}

fn sort_of_person(given: Option<&str>, family: Option<&str>) -> String {
    format!("{}\u{1}{}", sorted_by(family), sorted_by(given))
}

fn place_of_household(log: &Log<'_>, at: &RecordName) -> Result<Option<String>> {
    let known_as: Option<Option<String>> = log
        .conn
        .prepare_cached("SELECT known_as FROM r_household WHERE record = ?1")?
        .query_row([at.key().as_slice()], |row| row.get(0))
        .optional()?;
    let Some(known_as) = known_as else { return Ok(None) };
    let family_names: Option<String> = log
        .conn
        .prepare_cached(
            "SELECT family_names FROM r_person WHERE household = ?1 AND voided = 0 AND family_names IS NOT NULL
             ORDER BY kind IS NOT ?2, record LIMIT 1",
        )?
        .query_row(params![at.key().as_slice(), table::code::person_kind::child], |row| row.get(0))
        .optional()?;
    Ok(Some(sorted_by(family_names.as_deref().or(known_as.as_deref()))))
}

fn place_of_person(log: &Log<'_>, at: &RecordName) -> Result<Option<String>> {
    Ok(log
        .conn
        .prepare_cached("SELECT given_names, family_names FROM r_person WHERE record = ?1")?
        .query_row([at.key().as_slice()], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?))
        })
        .optional()?
        .map(|(given, family)| sort_of_person(given.as_deref(), family.as_deref())))
}

/// The part of a sorted list that follows the record in `after`. The cursor is a name of a record and not what the
/// list is sorted by: cursors stand in addresses, names of people must not.
fn page<T>(
    log: &Log<'_>,
    mut keyed: Vec<(String, RecordName, T)>,
    after: Option<&str>,
    limit: usize,
    place: impl Fn(&Log<'_>, &RecordName) -> Result<Option<String>>,
) -> Result<Page<T>> {
    if let Some(at) = after.and_then(|after| after.parse::<RecordName>().ok()) {
        let sort = place(log, &at)?.ok_or(StoreError::NoRecord(at))?;
        keyed.retain(|(key, record, _)| (key, record) > (&sort, &at));
    }
    keyed.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let more = keyed.len() > bounded(limit);
    keyed.truncate(bounded(limit));
    let next = keyed.last().filter(|_| more).map(|(_, record, _)| record.to_string());
    Ok(Page { items: keyed.into_iter().map(|(_, _, item)| item).collect(), next })
}

/// Runs a statement that may name `below`, the areas from this one down.
fn each(
    log: &Log<'_>,
    area: Option<&RecordName>,
    statement: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let below = match area {
        Some(_) => BELOW,
        None => "WITH below (area) AS (SELECT ?1)",
    };
    let mut statement = log.conn.prepare_cached(&format!("{below} {statement}"))?;
    let mut rows = statement.query([area.map(|area| area.key().to_vec())])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

fn one(
    log: &Log<'_>,
    statement: &str,
    record: &RecordName,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = log.conn.prepare_cached(statement)?;
    let mut rows = statement.query([record.key().as_slice()])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// Households and persons whose move is disputed: they are in the areas of all heads, and the tables hold one.
fn disputed_owners(log: &Log<'_>) -> Result<(Vec<RecordName>, Vec<RecordName>)> {
    // The owner field of both has the same number.
    let statement = "SELECT record FROM dispute WHERE field IN (?1, ?2) AND path = ''";
    let params = params![table::household::area as i64, table::person::household as i64];
    let (mut households, mut persons) = (Vec::new(), Vec::new());
    for record in super::records(log, statement, params)? {
        match crate::merge::State::known(log, &record)?.and_then(|k| entity(k.entity)).map(|e| e.owner) {
            Some(Owner::Area(_)) => households.push(record),
            Some(Owner::Household(_)) => persons.push(record),
            _ => {}
        }
    }
    Ok((households, persons))
}

fn is_here(log: &Log<'_>, subject: &RecordName, area: &RecordName) -> Result<bool> {
    for at in areas_of(log, subject)? {
        if is_within(log, &at, &[*area])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn disputed_here(log: &Log<'_>, area: Option<&RecordName>) -> Result<Vec<RecordName>> {
    let Some(area) = area else { return Ok(Vec::new()) };
    let (mut households, _) = disputed_owners(log)?;
    let mut here = Vec::new();
    for household in households.drain(..) {
        if is_here(log, &household, area)? {
            here.push(household);
        }
    }
    Ok(here)
}

fn disputed_persons_here(log: &Log<'_>, area: Option<&RecordName>) -> Result<BTreeSet<RecordName>> {
    let Some(area) = area else { return Ok(BTreeSet::new()) };
    let (households, persons) = disputed_owners(log)?;
    let mut here = BTreeSet::new();
    for household in households {
        if is_here(log, &household, area)? {
            here.extend(persons_of(log, &household)?);
        }
    }
    for person in persons {
        if is_here(log, &person, area)? {
            here.insert(person);
        }
    }
    Ok(here)
}
