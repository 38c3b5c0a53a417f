//! A household and the people in it are registered, or one more person of a household that is known.

use super::{Acting, Plan};
use crate::record::table::{household, person};
use crate::record::{RecordName, Value};
use crate::store::save::{Draft, Values};

/// A household that is new, and its people in the order in which they were given: the names that they get. A person that
/// does not fit is named by its place.
pub fn family(
    acting: &Acting<'_>,
    household: Values,
    persons: Vec<Values>,
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
pub fn person(acting: &Acting<'_>, household: RecordName, values: Values) -> Plan<(Draft, RecordName)> {
    acting.here(&household, Some(household::ID))?;
    let mut draft = Draft::new(acting.author);
    let name = in_household(&mut draft, household, values)?;
    Ok((draft, name))
}

fn in_household(draft: &mut Draft, household: RecordName, mut values: Values) -> Plan<RecordName> {
    values.insert(person::household, Value::Record(household));
    Ok(draft.about_new(person::ID, values)?)
}
