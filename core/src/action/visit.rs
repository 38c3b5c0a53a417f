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
    values: Values,
    records: Vec<Recorded>,
) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    let seen = seen(&values, &records);
    let mut draft = Draft::new(acting.author);
    let visit = begin(acting, &mut draft, household, values)?;
    let mut names = Vec::with_capacity(records.len());
    for (at, one) in records.into_iter().enumerate() {
        names.push(record_at(acting, &mut draft, visit, one).map_err(|stop| stop.within(at))?);
    }
    look_no_more(acting, &mut draft, visit, seen)?;
    Ok((draft, visit, names))
}

/// A visit to a household, without what was recorded at it.
pub(super) fn begin(
    acting: &Acting<'_>,
    draft: &mut Draft,
    household: RecordName,
    mut values: Values,
) -> Plan<RecordName> {
    acting.here(&household, Some(table::household::ID))?;
    values.insert(table::visit::household, Value::Record(household));
    draft.about(household);
    Ok(draft.create(table::visit::ID, values)?)
}

/// A record that belongs to a visit.
pub(super) fn record_at(
    acting: &Acting<'_>,
    draft: &mut Draft,
    visit: RecordName,
    mut one: Recorded,
) -> Plan<RecordName> {
    if let Some(field) = one.entity.field_named("visit") {
        one.values.insert(field.id, Value::Record(visit));
    }
    draft.about(one.subject);
    check_new(acting.log.pack()?, one.entity, &one.values, &one.paths)?;
    Ok(draft.create_with_paths(one.entity.id, one.values, one.paths)?)
}

/// Whoever goes there answers what was asked of those whom the visit saw: no clock tells which visit came after.
pub(super) fn look_no_more(
    acting: &Acting<'_>,
    draft: &mut Draft,
    visit: RecordName,
    seen: BTreeSet<RecordName>,
) -> Plan<()> {
    for person in seen {
        for looked_for in sought(&acting.log, &person)? {
            draft.about(person);
            let shown = shown_field(&acting.log, looked_for, referral::seen_at)?;
            draft.set(&acting.log, &shown, Value::Record(visit), None)?;
        }
    }
    Ok(())
}

/// Whom a visit saw, if it was made: those whom it names, and whoever was measured at it.
pub(super) fn seen(values: &Values, records: &[Recorded]) -> BTreeSet<RecordName> {
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
