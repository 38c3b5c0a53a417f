//! A household and the people in it are registered, or one more person of a household that is known.

use std::collections::BTreeMap;

use super::{Acting, Plan};
use crate::record::table::{household, person};
use crate::record::{RecordName, Value};
use crate::store::save::{Draft, Values};

/// Somebody who is new.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// Their fields, without the household.
    pub values: Values,
    /// Their numbers by system of identifiers.
    pub identifiers: BTreeMap<String, Value>,
}

impl From<Values> for Person {
    fn from(values: Values) -> Person {
        Person { values, identifiers: BTreeMap::new() }
    }
}

/// A household that is new, and its people in the order in which they were given: the names that they get. A person that
/// does not fit is named by its place.
pub fn family(
    acting: &Acting<'_>,
    household: Values,
    persons: Vec<Person>,
) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    let mut draft = Draft::new(acting.author);
    let house = draft.about_new(household::ID, household)?;
    let mut names = Vec::with_capacity(persons.len());
    for (at, person) in persons.into_iter().enumerate() {
        names.push(in_household(&mut draft, house, person).map_err(|stop| stop.within(at))?);
    }
    Ok((draft, house, names))
}

/// One more person of a household.
pub fn person(acting: &Acting<'_>, household: RecordName, new: Person) -> Plan<(Draft, RecordName)> {
    acting.here(&household, Some(household::ID))?;
    let mut draft = Draft::new(acting.author);
    let name = in_household(&mut draft, household, new)?;
    Ok((draft, name))
}

fn in_household(draft: &mut Draft, household: RecordName, new: Person) -> Plan<RecordName> {
    let Person { mut values, identifiers } = new;
    values.insert(person::household, Value::Record(household));
    let mut paths = BTreeMap::new();
    if !identifiers.is_empty() {
        paths.insert(person::identifier, identifiers);
    }
    Ok(draft.about_new_with_paths(person::ID, values, paths)?)
}
