//! Whose line a change of rows leaves behind. Knows which entities a person's facts are made of; makes nothing again.

use std::collections::BTreeSet;

use crate::merge::{RowChange, State as _};
use crate::record::table::{household, person, pregnancy, same_person, service, visit};
use crate::record::{EntityId, FieldId, RecordName};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::query::Joined;
use crate::store::rows::{record_in, records};

/// Persons and households that a change of rows touches.
#[derive(Debug, Default)]
pub(in crate::store) struct Stale {
    persons: BTreeSet<RecordName>,
    households: BTreeSet<RecordName>,
}

impl Stale {
    /// Of rows that are about to change: where they belong before.
    pub fn by(log: &Log<'_>, rows: &[RowChange]) -> Result<Stale> {
        let mut stale = Stale::default();
        for row in rows {
            match row {
                RowChange::Insert { record, entity, subject, values, .. } => {
                    stale.add(*entity, *record, *subject);
                    if *entity == same_person::ID {
                        let other = values.get(&same_person::other).and_then(|value| value.as_record());
                        stale.persons.extend(other);
                    }
                }
                RowChange::Remove { record, entity } => stale.look_up(log, *entity, record)?,
                RowChange::Show { register, entity, .. } if is_asked(*entity, register.field) => {
                    stale.look_up(log, *entity, &register.record)?;
                }
                RowChange::Dispute { register, .. } => {
                    if let Some(known) = log.known(&register.record)?.filter(|known| is_fact(known.entity)) {
                        stale.add(known.entity, register.record, known.subject);
                    }
                }
                _ => {}
            }
        }
        Ok(stale)
    }

    /// The rows have changed: their lines are made again when a list is next asked for.
    pub fn settle(self, log: &Log<'_>) -> Result<()> {
        let mut persons = self.persons;
        for household in self.households {
            let key = household.key();
            persons.extend(records(
                log,
                "SELECT record FROM r_person WHERE household = ?1",
                [key.as_slice()],
            )?);
        }
        if persons.is_empty() {
            return Ok(());
        }
        // Persons who were joined are one line.
        let joined = Joined::load(log)?;
        let persons: BTreeSet<RecordName> = persons.iter().flat_map(|person| joined.group(*person)).collect();
        for person in persons {
            log.conn
                .prepare_cached(
                    "INSERT INTO due (person, stale) VALUES (?1, 1) ON CONFLICT (person) DO UPDATE SET stale = 1",
                )?
                .execute([person.key().as_slice()])?;
        }
        Ok(())
    }

    fn add(&mut self, entity: EntityId, record: RecordName, subject: Option<RecordName>) {
        match entity {
            person::ID => {
                self.persons.insert(record);
            }
            pregnancy::ID | service::ID | same_person::ID => self.persons.extend(subject),
            visit::ID => self.households.extend(subject),
            household::ID => {
                self.households.insert(record);
            }
            _ => {}
        }
    }

    fn look_up(&mut self, log: &Log<'_>, entity: EntityId, record: &RecordName) -> Result<()> {
        if !is_fact(entity) {
            return Ok(());
        }
        let known = log.known(record)?;
        self.add(entity, *record, known.and_then(|known| known.subject));
        if entity == same_person::ID {
            let mut statement =
                log.conn.prepare_cached("SELECT other FROM r_same_person WHERE record = ?1")?;
            let mut rows = statement.query([record.key().as_slice()])?;
            while let Some(row) = rows.next()? {
                self.persons.extend(record_in(row, 0)?);
            }
        }
        Ok(())
    }
}

fn is_fact(entity: EntityId) -> bool {
    [person::ID, pregnancy::ID, service::ID, same_person::ID, visit::ID, household::ID].contains(&entity)
}

/// Whether a field of an entity is one of the facts; of a household its altitude alone.
fn is_asked(entity: EntityId, field: FieldId) -> bool {
    is_fact(entity) && (entity != household::ID || field == household::altitude)
}
