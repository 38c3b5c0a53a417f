//! The order of the two long lists, families and children by name, as a table: a page of a list reads a page of it, however many there are. It
//! follows from the projected tables and is brought up to date with each row of a household or person that they change. Knows what people look for
//! a name by; not what a list shows of it.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};

use super::error::{Result, StoreError};
use super::folding::fold;
use super::log::Log;
use super::rows::record_in;
use crate::merge::RowChange;
use crate::record::table::{code, household, person};
use crate::record::{EntityId, FieldId, RecordName, VOID};

/// The table; it has a line for each household and each child that is not voided.
pub(super) const TABLE: &str = "
CREATE TABLE name_order (record BLOB PRIMARY KEY, entity INTEGER NOT NULL, sort TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX name_order_sort ON name_order (entity, sort, record);
";

/// Whose place a change of rows may move.
#[derive(Debug, Default)]
pub(super) struct Moved {
    households: BTreeSet<RecordName>,
    persons: BTreeSet<RecordName>,
}

impl Moved {
    /// Those of rows that are about to change: a person's household before it is another.
    pub(super) fn by(log: &Log<'_>, rows: &[RowChange]) -> Result<Moved> {
        let mut moved = Moved::default();
        for row in rows {
            let (record, entity) = match row {
                RowChange::Insert { record, entity, .. } | RowChange::Remove { record, entity } => {
                    (record, *entity)
                }
                RowChange::Show { register, entity, .. } if places(*entity, register.field) => {
                    (&register.record, *entity)
                }
                _ => continue,
            };
            match entity {
                household::ID => moved.households.insert(*record),
                person::ID => moved.persons.insert(*record),
                _ => false,
            };
        }
        moved.add_households(log)?;
        Ok(moved)
    }

    /// The rows have changed.
    pub(super) fn settle(mut self, log: &Log<'_>) -> Result<()> {
        self.add_households(log)?;
        for (entity, records) in [(household::ID, self.households), (person::ID, self.persons)] {
            for record in records {
                let sort =
                    place_of(log, entity, &record)?.filter(|place| place.listed).map(|place| place.sort);
                put(log, entity, &record, sort)?;
            }
        }
        Ok(())
    }

    fn add_households(&mut self, log: &Log<'_>) -> Result<()> {
        let mut of = log.conn.prepare_cached("SELECT household FROM r_person WHERE record = ?1")?;
        for person in &self.persons {
            let found = of.query_row([person.key().as_slice()], |row| Ok(record_in(row, 0))).optional()?;
            self.households.extend(found.transpose()?.flatten());
        }
        Ok(())
    }
}

/// Whether a field says where its record, or the household of a person, stands in a list.
fn places(entity: EntityId, field: FieldId) -> bool {
    match entity {
        household::ID => [VOID, household::known_as].contains(&field),
        person::ID => [VOID, person::household, person::kind, person::given_names, person::family_names]
            .contains(&field),
        _ => false,
    }
}

fn put(log: &Log<'_>, entity: EntityId, record: &RecordName, sort: Option<String>) -> Result<()> {
    let key = record.key();
    match sort {
        Some(sort) => log
            .conn
            .prepare_cached("INSERT OR REPLACE INTO name_order (record, entity, sort) VALUES (?1, ?2, ?3)")?
            .execute(params![key.as_slice(), entity as i64, sort])?,
        None => {
            log.conn.prepare_cached("DELETE FROM name_order WHERE record = ?1")?.execute([key.as_slice()])?
        }
    };
    Ok(())
}

/// Where a record stands in its list, or would stand.
pub(super) struct NamePlace {
    /// What it is sorted by.
    pub(super) sort: String,
    /// Whether the list shows it.
    listed: bool,
}

/// The place of a household or person; none of a record that is not there.
pub(super) fn place_of(log: &Log<'_>, entity: EntityId, record: &RecordName) -> Result<Option<NamePlace>> {
    match entity {
        household::ID => place_of_household(log, record),
        _ => place_of_person(log, record),
    }
}

fn place_of_household(log: &Log<'_>, record: &RecordName) -> Result<Option<NamePlace>> {
    let key = record.key();
    let of: Option<(Option<String>, bool)> = log
        .conn
        .prepare_cached("SELECT known_as, voided FROM r_household WHERE record = ?1")?
        .query_row([key.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((known_as, voided)) = of else { return Ok(None) };
    // The first by name is the first who was registered on that phone.
    let family_names: Option<String> = log
        .conn
        .prepare_cached(
            "SELECT family_names FROM r_person WHERE household = ?1 AND voided = 0 AND family_names IS NOT NULL
             ORDER BY kind IS NOT ?2, record LIMIT 1",
        )?
        .query_row(params![key.as_slice(), code::person_kind::child], |row| row.get(0))
        .optional()?;
    let sort = sorted_by(family_names.as_deref().or(known_as.as_deref()));
    Ok(Some(NamePlace { sort, listed: !voided }))
}

fn place_of_person(log: &Log<'_>, record: &RecordName) -> Result<Option<NamePlace>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT given_names, family_names, voided = 0 AND kind IS ?2 FROM r_person WHERE record = ?1",
    )?;
    let found = statement.query_row(params![record.key().as_slice(), code::person_kind::child], |row| {
        let (given, family): (Option<String>, Option<String>) = (row.get(0)?, row.get(1)?);
        Ok(NamePlace { sort: sort_of_person(given.as_deref(), family.as_deref()), listed: row.get(2)? })
    });
    Ok(found.optional()?)
}

/// Last in the list whoever has no name.
pub(super) fn sorted_by(name: Option<&str>) -> String {
    match name.map(fold).filter(|name| !name.is_empty()) {
        Some(name) => name,
        None => char::MAX.to_string(),
    }
}

/// What a person is sorted by.
pub(super) fn sort_of_person(given: Option<&str>, family: Option<&str>) -> String {
    format!("{}\u{1}{}", sorted_by(family), sorted_by(given))
}

/// The next `limit` records of a list behind this one, which need not be in it any more; the first ones behind none.
///
/// # Errors
/// `no_record` where there never was such a one, or the store's.
pub(super) fn next(
    log: &Log<'_>,
    entity: EntityId,
    after: Option<RecordName>,
    limit: usize,
) -> Result<Vec<RecordName>> {
    let (sort, key) = match after {
        Some(at) => {
            let place = place_of(log, entity, &at)?.ok_or(StoreError::NoRecord(at))?;
            (place.sort, at.key().to_vec())
        }
        None => (String::new(), Vec::new()),
    };
    let statement = "SELECT record FROM name_order WHERE entity = ?1 AND (sort, record) > (?2, ?3)
                     ORDER BY sort, record LIMIT ?4";
    super::rows::records(log, statement, params![entity as i64, sort, key, limit as i64])
}
