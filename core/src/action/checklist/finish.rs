//! A checklist that is finished: the visit that it makes or the one that it belongs to, the records it feeds, those that it sets anew, and the
//! answers, which name them. Knows what a finished form says; what each record then is, is the visit's plan's to say.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::answered;
use super::destination::{Destination, Feeds};
use super::gather::{finished, gather, places};
use crate::action::visit::{Recorded, begin, look_no_more, record_at, seen};
use crate::action::{Acting, Plan, Refusal};
use crate::change::Register;
use crate::change::content::ContentName;
use crate::forms::session::Session;
use crate::merge::State;
use crate::record::table::{self, agreement, answers, code, part, person, visit};
use crate::record::{Entity, RecordName, VOID, Value};
use crate::store::Shown;
use crate::store::save::{Draft, Values};
use crate::store::shown::{shown, shown_field};

/// A checklist as it was filled.
pub struct Finished<'s> {
    /// What was answered.
    pub session: &'s Session,
    /// The household that was visited.
    pub household: RecordName,
    /// The person, or the household, that it is about.
    pub subject: RecordName,
    /// The content of the form's version, by its hash.
    pub content: ContentName,
    /// The visit that it belongs to, where one was made already: another person of the house was asked about at it.
    pub visit: Option<RecordName>,
    /// What the app knows of a visit that is made: purpose, place, modality. What the form says stands before it.
    pub known: Values,
    /// What was shown, when the filling began, of the records that the form may set anew.
    pub shown: &'s [Shown],
}

/// The visit of a finished checklist: the changes, the visit's name, and the names of the records that were made.
pub fn finish(acting: &Acting<'_>, filled: Finished<'_>) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    let destinations = finished(filled.session)?;
    let mut gathered = gather(filled.session, &destinations)?;
    let mut of_visit = gathered.remove("visit").map(|visit| visit.values).unwrap_or_default();
    // Where the form asks neither who was seen nor what became of the visit, whoever it is about was seen.
    let says_who = destinations.iter().any(|to| {
        to.key == "visit" && matches!(to.feeds.field(), Some(visit::persons_seen | visit::outcome))
    });
    if !says_who && acting.log.known(&filled.subject)?.is_some_and(|known| known.entity == person::ID) {
        of_visit.insert(visit::persons_seen, Value::List(vec![Value::Record(filled.subject)]));
    }
    let (set, made): (Vec<_>, Vec<_>) = gathered.into_iter().partition(|(_, one)| one.record.is_some());
    let made = made.into_iter().filter(|(_, one)| !one.values.is_empty());
    let (keys, records): (Vec<String>, Vec<Recorded>) = made
        .map(|(key, one)| (key, recorded(one.entity, filled.subject, one.values, BTreeMap::new())))
        .unzip();

    let mut draft = Draft::new(acting.author);
    let (visit, met) = match filled.visit {
        Some(visit) => {
            let met = seen(&of_visit, &records);
            (add_to(acting, &mut draft, visit, filled.household, of_visit)?, met)
        }
        None => {
            let mut values = filled.known.clone();
            values.extend(of_visit);
            let done = Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]);
            values.entry(visit::outcome).or_insert(done);
            let met = seen(&values, &records);
            (begin(acting, &mut draft, filled.household, values)?, met)
        }
    };
    let mut names = Vec::with_capacity(records.len() + 1);
    for (at, one) in records.into_iter().enumerate() {
        names.push(record_at(acting, &mut draft, visit, one).map_err(|stop| stop.within(at))?);
    }
    let of = set.iter().filter_map(|(key, one)| Some((key.clone(), one.record?)));
    let fed: BTreeMap<String, Value> = keys
        .into_iter()
        .zip(names.iter().copied())
        .chain(of)
        .map(|(key, record)| (key, Value::text(&record.to_string())))
        .collect();
    if let Some(answers) = answers_of(&filled, fed) {
        let at = names.len();
        names.push(record_at(acting, &mut draft, visit, answers).map_err(|stop| stop.within(at))?);
    }
    look_no_more(acting, &mut draft, visit, met)?;
    for (_, one) in set {
        let Some(record) = one.record else { continue };
        draft.about(acting.here(&record, Some(one.entity.id))?);
        for (field, value) in with_kept_visit(one.entity, one.values, visit) {
            let register = Register { record, field, path: None };
            let now = shown(&acting.log, &register)?;
            let then = filled.shown.iter().find(|seen| seen.register == register);
            if let Some(seen) = then.filter(|seen| !seen.stands(&now)) {
                return Err(Refusal::Stale(seen.unseen(&now)).into());
            }
            draft.set(&acting.log, then.unwrap_or(&now), value, None)?;
        }
    }
    Ok((draft, visit, names))
}

/// What is shown, as a checklist begins, of the records that are there already and that it may set anew: what [`finish`] then stands in front of.
/// Nothing else of the form is read: what is not answered yet need not hold.
pub fn set_anew(acting: &Acting<'_>, session: &Session) -> Plan<Vec<Shown>> {
    let destinations = places(session.form())?;
    let mut all = Vec::new();
    for node in session.record().descendants(session.record().document()) {
        let names =
            |to: &&Destination| matches!(to.feeds, Feeds::Record) && session.def(node) == Some(to.from);
        let Some(named) = destinations.iter().find(names) else { continue };
        let Ok(record) = session.value(node).trim().parse() else { continue };
        for field in destinations.iter().filter(|to| to.key == named.key).filter_map(|to| to.feeds.field()) {
            let seen = shown_field(&acting.log, record, field)?;
            if !all.contains(&seen) {
                all.push(seen);
            }
        }
    }
    Ok(all)
}

/// A record of whom a checklist is about.
pub(super) fn recorded(
    entity: &'static Entity,
    subject: RecordName,
    mut values: Values,
    paths: BTreeMap<u64, BTreeMap<String, Value>>,
) -> Recorded {
    values.extend(entity.owner_field().map(|field| (field, Value::Record(subject))));
    Recorded { entity, subject, values, paths }
}

/// Whether an agreement was kept is said with the visit at which that was asked.
pub(super) fn with_kept_visit(entity: &Entity, mut values: Values, visit: RecordName) -> Values {
    if entity.id == agreement::ID && values.contains_key(&agreement::kept) {
        values.insert(agreement::kept_visit, Value::Record(visit));
    }
    values
}

/// The answers to one form, by question, with the records that they made.
fn answers_of(filled: &Finished<'_>, fed: BTreeMap<String, Value>) -> Option<Recorded> {
    let form = filled.session.form();
    let answered = answered(filled.session);
    let mut values = Values::from([
        (answers::form, Value::text(&form.id)),
        (answers::form_version, Value::text(&form.version)),
        (answers::content, Value::Bytes(filled.content.0.to_vec())),
    ]);
    values.extend(answered.looked_up.map(|text| (answers::looked_up, text)));
    let mut paths = BTreeMap::from([(answers::answer, answered.answers)]);
    if !fed.is_empty() {
        paths.insert(answers::fed, fed);
    }
    Some(recorded(table::entity(answers::ID)?, filled.subject, values, paths))
}

/// What a checklist says of a visit that was made already: whom it saw besides, and what else is otherwise than it stands.
fn add_to(
    acting: &Acting<'_>,
    draft: &mut Draft,
    record: RecordName,
    household: RecordName,
    values: Values,
) -> Plan<RecordName> {
    if acting.here(&record, Some(visit::ID))? != household {
        return Err(Refusal::Nowhere(record).into());
    }
    let removed = shown_field(&acting.log, record, VOID)?;
    if removed.value == Some(Value::Bool(true)) {
        return Err(Refusal::Stale(removed.replaces).into());
    }
    for (field, value) in values {
        let stands = shown_field(&acting.log, record, field)?;
        let value = match (field, &stands.value) {
            (visit::persons_seen, Some(Value::List(before))) => together(before, &value),
            // The visit goes from the first beginning to the last end.
            (visit::begun, Some(begun @ Value::Int(_))) => value.min(begun.clone()),
            (visit::ended, Some(ended @ Value::Int(_))) => value.max(ended.clone()),
            _ => value,
        };
        if stands.value.as_ref() != Some(&value) {
            draft.set(&acting.log, &stands, value, None)?;
        }
    }
    Ok(record)
}

/// The records of both lists.
fn together(some: &[Value], others: &Value) -> Value {
    let others = if let Value::List(others) = others { others.as_slice() } else { &[] };
    let all: BTreeSet<&Value> = some.iter().chain(others).collect();
    Value::List(all.into_iter().cloned().collect())
}
