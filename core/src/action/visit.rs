//! A visit is recorded whole: its own fields, and everything measured, given, answered and agreed at it, each of its
//! person or of the household.

use std::collections::BTreeMap;

use super::{Acting, Plan};
use crate::record::{Entity, FieldId, RecordName, Value, table};
use crate::store::save::{Draft, Values};

/// One record of a visit. The field that names the visit is filled in.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// What it is.
    pub entity: &'static Entity,
    /// Of whom.
    pub subject: RecordName,
    /// Its fields.
    pub values: Values,
    /// Its fields by path.
    pub paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
}

/// A visit to a household and what was recorded at it: the names that they get. A record that does not fit is named by
/// its place.
pub fn visit(
    acting: &Acting<'_>,
    household: RecordName,
    mut values: Values,
    records: Vec<Recorded>,
) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    acting.here(&household, Some(table::household::ID))?;
    values.insert(table::visit::household, Value::Record(household));
    let mut draft = Draft::new(acting.author);
    draft.about(household);
    let visit = draft.create(table::visit::ID, values)?;
    let mut names = Vec::with_capacity(records.len());
    for (at, mut one) in records.into_iter().enumerate() {
        if let Some(field) = one.entity.field_named("visit") {
            one.values.insert(field.id, Value::Record(visit));
        }
        draft.about(one.subject);
        let name = draft.create_with_paths(one.entity.id, one.values, one.paths);
        names.push(name.map_err(|error| super::Stop::from(error).within(at))?);
    }
    Ok((draft, visit, names))
}
