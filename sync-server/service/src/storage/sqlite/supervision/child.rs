//! The line of a child in the list by name, and the children who scope like it: the same day of birth and names that
//! are alike but for one slip a word, or the same number of a document.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::RecordName;
use chaski::record::table::code;
use chaski::store::Log;
use chaski::store::query::Joined;
use chaski::store::search::{are_alike, fold, number_of};
use rusqlite::{OptionalExtension, params};

use crate::storage::Result;

/// What makes two children scope alike beside a system of identifiers, as it stands in the table and in
/// [`crate::storage::supervision::Alike::why`].
const BIRTH_DATE: &str = "birth_date";
const NAMES: &str = "names";

struct Child {
    area: Option<Vec<u8>>,
    given: Option<String>,
    family: Option<String>,
    birth_date: Option<String>,
    /// Numbers as they are compared, by system of identifiers.
    numbers: BTreeMap<String, String>,
}

fn read(log: &Log<'_>, person: &[u8]) -> Result<Option<Child>> {
    let found = log
        .connection()
        .prepare_cached(
            "SELECT h.area, p.given_names, p.family_names, p.birth_date
             FROM r_person p LEFT JOIN r_household h ON h.record = p.household
             WHERE p.record = ?1 AND p.voided = 0 AND p.kind = ?2",
        )?
        .query_row(params![person, code::person_kind::child], |row| {
            Ok(Child {
                area: row.get(0)?,
                given: row.get(1)?,
                family: row.get(2)?,
                birth_date: row.get(3)?,
                numbers: BTreeMap::new(),
            })
        })
        .optional()?;
    let Some(child) = found else { return Ok(None) };
    Ok(Some(Child { numbers: numbers(log, person)?, ..child }))
}

/// The numbers of a person as they are compared, by system.
fn numbers(log: &Log<'_>, person: &[u8]) -> Result<BTreeMap<String, String>> {
    let mut numbers = BTreeMap::new();
    let mut statement =
        log.connection().prepare_cached("SELECT path, value FROM r_person_identifier WHERE record = ?1")?;
    let mut rows = statement.query([person])?;
    while let Some(row) = rows.next()? {
        let number = number_of(&row.get::<_, Option<String>>(1)?.unwrap_or_default());
        if !number.is_empty() {
            numbers.insert(row.get(0)?, number);
        }
    }
    Ok(numbers)
}

impl Child {
    /// What this child is found by.
    fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> =
            self.birth_date.iter().filter(|date| date.len() == 10).map(|date| format!("b:{date}")).collect();
        keys.extend(self.numbers.iter().map(|(system, number)| format!("n:{system}:{number}")));
        keys
    }

    fn names(&self) -> String {
        format!(
            "{} {}",
            self.given.as_deref().unwrap_or_default(),
            self.family.as_deref().unwrap_or_default()
        )
    }

    fn why(&self, other: &Child) -> Vec<&str> {
        let born = self.birth_date.is_some()
            && self.birth_date == other.birth_date
            && self.birth_date.as_ref().is_some_and(|date| date.len() == 10);
        let named = are_alike(&self.names(), &other.names());
        let same = self.numbers.iter().filter(|(system, number)| other.numbers.get(*system) == Some(*number));
        let same: Vec<&str> = same.map(|(system, _)| system.as_str()).collect();
        if same.is_empty() && !(born && named) {
            return Vec::new();
        }
        let found = [(BIRTH_DATE, born), (NAMES, named)].into_iter().filter(|(_, yes)| *yes);
        found.map(|(why, _)| why).chain(same).collect()
    }
}

/// Makes everything of a person again: the line, the keys, the pairs.
pub(super) fn renew(log: &Log<'_>, person: &RecordName) -> Result<()> {
    let key = person.key();
    let child = read(log, &key)?;
    log.connection().prepare_cached("DELETE FROM child_key WHERE person = ?1")?.execute([key.as_slice()])?;
    log.connection()
        .prepare_cached("DELETE FROM alike WHERE one = ?1 OR other = ?1")?
        .execute([key.as_slice()])?;
    if let Some(child) = &child {
        pair(log, person, child)?;
    }
    // One of those who were joined stands for all of them, and which may have changed with this one.
    let mut group = BTreeSet::from([*person]);
    if is_joined(log, &key)? {
        group.extend(Joined::load(log)?.group(*person));
    }
    for member in group {
        list(log, &member)?;
    }
    Ok(())
}

fn is_joined(log: &Log<'_>, key: &[u8]) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached("SELECT 1 FROM r_same_person WHERE person = ?1 OR other = ?1")?
        .exists([key])?)
}

fn list(log: &Log<'_>, person: &RecordName) -> Result<()> {
    let key = person.key();
    let child = read(log, &key)?;
    let mut hidden = false;
    if child.is_some() && is_joined(log, &key)? {
        let stands_for = Joined::load(log)?.stands_for(*person);
        hidden = stands_for != *person && read(log, &stands_for.key())?.is_some();
    }
    match child.filter(|_| !hidden) {
        Some(child) => log
            .connection()
            .prepare_cached("INSERT OR REPLACE INTO child_line (person, area, sort) VALUES (?1, ?2, ?3)")?
            .execute(params![
                key.as_slice(),
                child.area,
                sort(child.given.as_deref(), child.family.as_deref())
            ])?,
        None => log
            .connection()
            .prepare_cached("DELETE FROM child_line WHERE person = ?1")?
            .execute([key.as_slice()])?,
    };
    Ok(())
}

/// By family names, then given names, as people scope for them; last whoever has none.
pub(super) fn sort(given: Option<&str>, family: Option<&str>) -> String {
    let part = |name: Option<&str>| match name.map(fold).filter(|name| !name.is_empty()) {
        Some(name) => name,
        None => char::MAX.to_string(),
    };
    format!("{}\u{1}{}", part(family), part(given))
}

fn pair(log: &Log<'_>, person: &RecordName, child: &Child) -> Result<()> {
    let key = person.key();
    let mut others: BTreeMap<Vec<u8>, ()> = BTreeMap::new();
    for found_by in child.keys() {
        let mut statement = log.connection().prepare_cached("SELECT person FROM child_key WHERE key = ?1")?;
        let mut rows = statement.query([&found_by])?;
        while let Some(row) = rows.next()? {
            others.insert(row.get(0)?, ());
        }
        log.connection()
            .prepare_cached("INSERT OR IGNORE INTO child_key (key, person) VALUES (?1, ?2)")?
            .execute(params![found_by, key.as_slice()])?;
    }
    for other in others.into_keys().filter(|other| other[..] != key[..]) {
        let Some(found) = read(log, &other)? else { continue };
        let why = child.why(&found);
        if !why.is_empty() {
            let (one, other) =
                if key[..] < other[..] { (&key[..], &other[..]) } else { (&other[..], &key[..]) };
            log.connection()
                .prepare_cached("INSERT OR REPLACE INTO alike (one, other, why) VALUES (?1, ?2, ?3)")?
                .execute(params![one, other, why.join(",")])?;
        }
    }
    Ok(())
}
