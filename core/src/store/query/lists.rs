//! The two long lists: families and children, of one area with all below it or of everything that is held. Sorted as
//! people look for a name: without accents, small and capital letters alike. Of everything that is held a page is read; of an area, all in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{Row, params, params_from_iter};
use serde::Serialize;

use super::joined::Joined;
use super::record::disputed;
use super::{Page, bounded, choice, full_name, record_in};
use crate::record::{EntityId, Owner, RecordName, Time, entity, table};
use crate::store::areas::{areas_of, is_within, persons_of};
use crate::store::error::{Result, StoreError};
use crate::store::log::{Log, placeholders};
use crate::store::name_order::{self, sort_of_person, sorted_by};

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
    let Some(area) = area else { return all_families(log, after, limit) };
    let mut read = Families::default();
    let within = "h.voided = 0 AND h.area IN (SELECT area FROM below)";
    within_area(log, area, &format!("{HOUSES} WHERE {within}"), |row| read.house(row))?;
    let statement =
        format!("{PEOPLE} JOIN r_household h ON h.record = p.household WHERE p.voided = 0 AND {within}");
    within_area(log, area, &statement, |row| read.person(row))?;
    let disputed: Vec<_> = disputed_here(log, area)?;
    let others: Vec<_> = disputed.into_iter().filter(|one| !read.houses.contains_key(one)).collect();
    read.these(log, &others)?;
    let sort = |family: &Family| sorted_by(family.family_names.as_deref().or(family.known_as.as_deref()));
    let keyed =
        read.families(log)?.into_iter().map(|family| (sort(&family), family.household, family)).collect();
    let mut page = page(log, table::household::ID, keyed, after, limit)?;
    finish_families(log, &mut page.items)?;
    Ok(page)
}

fn all_families(log: &Log<'_>, after: Option<&str>, limit: usize) -> Result<Page<Family>> {
    let after = after.and_then(|after| after.parse().ok());
    let mut these = name_order::next(log, table::household::ID, after, bounded(limit) + 1)?;
    let more = these.len() > bounded(limit);
    these.truncate(bounded(limit));
    let mut read = Families::default();
    read.these(log, &these)?;
    let mut families = read.families(log)?;
    let places: HashMap<_, _> = these.iter().zip(0..).collect();
    families.sort_by_key(|family| places.get(&family.household).copied().unwrap_or(usize::MAX));
    finish_families(log, &mut families)?;
    let next = these.last().filter(|_| more).map(ToString::to_string);
    Ok(Page { items: families, next })
}

const HOUSES: &str = "SELECT h.record, h.known_as, h.populated_centre, h.area, h.status FROM r_household h";
const PEOPLE: &str = "SELECT p.record, p.household, p.kind, p.family_names FROM r_person p";

/// Households as they are read, and who lives in them.
#[derive(Default)]
struct Families {
    houses: BTreeMap<RecordName, Family>,
    people: HashMap<RecordName, Vec<Person>>,
}

impl Families {
    fn house(&mut self, row: &Row<'_>) -> Result<()> {
        self.houses.extend(family(row)?);
        Ok(())
    }

    fn person(&mut self, row: &Row<'_>) -> Result<()> {
        if let Some((household, person)) = person(row)? {
            self.people.entry(household).or_default().push(person);
        }
        Ok(())
    }

    /// Reads these.
    fn these(&mut self, log: &Log<'_>, records: &[RecordName]) -> Result<()> {
        of_these(log, &format!("{HOUSES} WHERE h.voided = 0 AND h.record IN"), records, |row| {
            self.house(row)
        })?;
        of_these(log, &format!("{PEOPLE} WHERE p.voided = 0 AND p.household IN"), records, |row| {
            self.person(row)
        })
    }

    fn families(mut self, log: &Log<'_>) -> Result<Vec<Family>> {
        let joined = Joined::load(log)?;
        for (household, family) in &mut self.houses {
            let Some(people) = self.people.get_mut(household) else { continue };
            // The first by name is the first who was registered on that phone.
            people.sort_by_key(|person| (!person.is_child, person.record));
            let children = people.iter().filter(|p| p.is_child).map(|p| joined.stands_for(p.record));
            family.children = children.collect::<BTreeSet<_>>().len() as u64;
            let persons: BTreeSet<_> = people.iter().map(|p| joined.stands_for(p.record)).collect();
            family.persons = persons.len() as u64;
            family.family_names = people.iter().find_map(|p| p.family_names.clone());
        }
        Ok(self.houses.into_values().collect())
    }
}

/// Children, by family name and name. `after` is what the page before gave as `next`.
pub fn children(
    log: &Log<'_>,
    area: Option<&RecordName>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<ChildRow>> {
    let Some(area) = area else { return all_children(log, after, limit) };
    let mut found: BTreeMap<RecordName, (String, ChildRow)> = BTreeMap::new();
    let child = format!("p.voided = 0 AND p.kind = {}", table::code::person_kind::child);
    // From the household down, so that the area's index serves.
    let statement = format!(
        "SELECT {CHILD_COLUMNS} FROM r_household h JOIN r_person p ON p.household = h.record
         WHERE {child} AND h.area IN (SELECT area FROM below)"
    );
    let mut take = |row: &Row<'_>| {
        found.extend(child_row(row)?.map(|(sort, child)| (child.person, (sort, child))));
        Ok(())
    };
    within_area(log, area, &statement, &mut take)?;
    let disputed: Vec<_> = disputed_persons_here(log, area)?.into_iter().collect();
    of_these(log, &format!("{CHILDREN} WHERE {child} AND p.record IN"), &disputed, take)?;
    let joined = Joined::load(log)?;
    let mut keyed = Vec::with_capacity(found.len());
    for (person, (sort, row)) in found {
        if is_listed(log, &joined, &person)? {
            keyed.push((sort, person, row));
        }
    }
    let mut page = page(log, table::person::ID, keyed, after, limit)?;
    finish_children(log, &joined, &mut page.items)?;
    Ok(page)
}

fn all_children(log: &Log<'_>, after: Option<&str>, limit: usize) -> Result<Page<ChildRow>> {
    let joined = Joined::load(log)?;
    let mut after: Option<RecordName> = after.and_then(|after| after.parse().ok());
    let wanted = bounded(limit) + 1;
    let mut these = Vec::with_capacity(wanted);
    while these.len() < wanted {
        let batch = name_order::next(log, table::person::ID, after, wanted)?;
        let Some(last) = batch.last() else { break };
        after = Some(*last);
        for person in batch {
            if is_listed(log, &joined, &person)? {
                these.push(person);
            }
        }
    }
    let more = these.len() > bounded(limit);
    these.truncate(bounded(limit));
    let mut found: HashMap<RecordName, ChildRow> = HashMap::new();
    of_these(log, &format!("{CHILDREN} WHERE p.record IN"), &these, |row| {
        found.extend(child_row(row)?.map(|(_, child)| (child.person, child)));
        Ok(())
    })?;
    let mut items: Vec<_> = these.iter().filter_map(|person| found.remove(person)).collect();
    finish_children(log, &joined, &mut items)?;
    let next = these.last().filter(|_| more).map(ToString::to_string);
    Ok(Page { items, next })
}

/// Two who were joined are listed as the one that stands for both, where that one is held.
fn is_listed(log: &Log<'_>, joined: &Joined, person: &RecordName) -> Result<bool> {
    let stands_for = joined.stands_for(*person);
    if stands_for == *person {
        return Ok(true);
    }
    let mut held = log.conn.prepare_cached("SELECT 1 FROM r_person WHERE record = ?1 AND voided = 0")?;
    Ok(!held.exists([stands_for.key().as_slice()])?)
}

const CHILD_COLUMNS: &str =
    "p.record, p.given_names, p.family_names, p.sex, p.birth_date, p.status_is, p.household, h.known_as";
const CHILDREN: &str = "SELECT p.record, p.given_names, p.family_names, p.sex, p.birth_date, p.status_is, p.household, h.known_as
    FROM r_person p LEFT JOIN r_household h ON h.record = p.household";

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

/// Who else is these children, when they were last measured, and of whom something is disputed.
fn finish_children(log: &Log<'_>, joined: &Joined, children: &mut [ChildRow]) -> Result<()> {
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
        let group = joined.group(child.person).into_iter();
        child.joined = group.filter(|other| *other != child.person).collect();
        child.last_reading = measured.remove(&child.person).flatten();
        child.disputed = disputed.contains(&child.person);
    }
    Ok(())
}

/// The part of a sorted list that follows the record in `after`. The cursor is a name of a record and not what the
/// list is sorted by: cursors stand in addresses, names of people must not.
fn page<T>(
    log: &Log<'_>,
    entity: EntityId,
    mut keyed: Vec<(String, RecordName, T)>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<T>> {
    if let Some(at) = after.and_then(|after| after.parse::<RecordName>().ok()) {
        // One that was removed since, or left the area, still says where the page before ended.
        let sort = name_order::place_of(log, entity, &at)?.ok_or(StoreError::NoRecord(at))?.sort;
        keyed.retain(|(key, record, _)| (key, record) > (&sort, &at));
    }
    keyed.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let more = keyed.len() > bounded(limit);
    keyed.truncate(bounded(limit));
    let next = keyed.last().filter(|_| more).map(|(_, record, _)| record.to_string());
    Ok(Page { items: keyed.into_iter().map(|(_, _, item)| item).collect(), next })
}

/// Runs a statement that names `below`, the areas from this one down.
fn within_area(
    log: &Log<'_>,
    area: &RecordName,
    statement: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = log.conn.prepare_cached(&format!("{BELOW} {statement}"))?;
    let mut rows = statement.query([area.key().as_slice()])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// Runs a statement that ends in `IN`, for these.
fn of_these(
    log: &Log<'_>,
    statement: &str,
    records: &[RecordName],
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let keys = records.iter().map(|record| record.key().to_vec());
    let mut statement = log.conn.prepare_cached(&format!("{statement} ({})", placeholders(records.len())))?;
    let mut rows = statement.query(params_from_iter(keys))?;
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

fn disputed_here(log: &Log<'_>, area: &RecordName) -> Result<Vec<RecordName>> {
    let (mut households, _) = disputed_owners(log)?;
    let mut here = Vec::new();
    for household in households.drain(..) {
        if is_here(log, &household, area)? {
            here.push(household);
        }
    }
    Ok(here)
}

fn disputed_persons_here(log: &Log<'_>, area: &RecordName) -> Result<BTreeSet<RecordName>> {
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
