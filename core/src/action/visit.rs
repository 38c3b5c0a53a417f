//! A visit is recorded whole: its own fields, and everything measured, given, answered and agreed at it, each of its
//! person or of the household. Whoever was seen at it is no longer looked for.

use std::collections::{BTreeMap, BTreeSet};

use super::{Acting, Plan};
use crate::record::table::{code, part, reading, referral};
use crate::record::{Entity, FieldId, RecordName, Value, table};
use crate::store::pack::check_new;
use crate::store::related::sought;
use crate::store::save::{Draft, Values};
use crate::store::shown::shown_field;

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
    let seen = seen(&values, &records);
    let mut draft = Draft::new(acting.author);
    draft.about(household);
    let visit = draft.create(table::visit::ID, values)?;
    let mut names = Vec::with_capacity(records.len());
    let pack = acting.log.pack()?;
    for (at, mut one) in records.into_iter().enumerate() {
        if let Some(field) = one.entity.field_named("visit") {
            one.values.insert(field.id, Value::Record(visit));
        }
        draft.about(one.subject);
        check_new(pack, one.entity, &one.values, &one.paths)
            .map_err(|error| super::Stop::from(error).within(at))?;
        let name = draft.create_with_paths(one.entity.id, one.values, one.paths);
        names.push(name.map_err(|error| super::Stop::from(error).within(at))?);
    }
    // Whoever goes there answers what was asked: no clock tells which visit came after.
    for person in seen {
        for looked_for in sought(&acting.log, &person)? {
            draft.about(person);
            let shown = shown_field(&acting.log, looked_for, referral::seen_at)?;
            draft.set(&acting.log, &shown, Value::Record(visit), None)?;
        }
    }
    Ok((draft, visit, names))
}

/// Whom a visit saw, if it was made: those whom it names, and whoever was measured at it.
fn seen(values: &Values, records: &[Recorded]) -> BTreeSet<RecordName> {
    if let Some(Value::Map(outcome)) = values.get(&table::visit::outcome)
        && outcome.get(&part::outcome::is) != Some(&Value::Int(code::visit_outcome::done))
    {
        return BTreeSet::new();
    }
    let named = match values.get(&table::visit::persons_seen) {
        Some(Value::List(persons)) => persons.iter().filter_map(Value::as_record).collect(),
        _ => Vec::new(),
    };
    let measured = records.iter().filter(|one| one.entity.id == reading::ID).map(|one| one.subject);
    named.into_iter().chain(measured).collect()
}
