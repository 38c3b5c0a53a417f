//! One visit as one document: the visit's own fields, what was answered and agreed with the household, and what was
//! recorded of each person. Read whole, then saved whole or not at all. `docs/visit.md` describes it.

use std::collections::BTreeMap;

use chaski::action::{Refusal, Stop, visit};
use chaski::record::json::read_json;
use chaski::record::table::{self, answers};
use chaski::record::{Entity, EntityId, RecordName, Value, entity};
use chaski::store::save::Values;
use chaski::store::{Log, Store};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::error::{Failure, Inner};
use crate::find::find;
use crate::phone::carry_out;
use crate::values::{field_of, given, path_of};

/// A record that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Recorded {
    /// What it is.
    pub entity: String,
    /// Its name.
    pub record: RecordName,
    /// The person or household it is about.
    pub subject: RecordName,
}

/// A visit that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct VisitSaved {
    /// The visit.
    pub visit: RecordName,
    /// The household visited.
    pub household: RecordName,
    /// What was recorded at it, in the order of the document.
    pub records: Vec<Recorded>,
}

/// The lists of a document, and what each of their items is.
const LISTS: &[(&str, EntityId)] = &[
    ("readings", table::reading::ID),
    ("services", table::service::ID),
    ("agreements", table::agreement::ID),
    ("referrals", table::referral::ID),
    ("consents", table::consent::ID),
];
/// Those that a household has, too.
const OF_HOUSEHOLD: &[&str] = &["agreements"];

/// One record that the document asks for.
struct Planned {
    place: String,
    record: visit::Recorded,
}

/// Reads a visit's document and saves it, in one action.
pub(crate) fn record(store: &mut Store, document: &str) -> Inner<VisitSaved> {
    let document: Json = read_json(document).map_err(|wrong| Failure::not_json("document", wrong))?;
    let (household, visit, planned) = read(&store.log(), &document)?;
    let (places, planned): (Vec<String>, Vec<visit::Recorded>) =
        planned.into_iter().map(|one| (one.place, one.record)).unzip();
    let whose: Vec<(String, RecordName)> =
        planned.iter().map(|one| (one.entity.name.to_owned(), one.subject)).collect();
    let (visit, names) = carry_out(store, |acting| {
        let (draft, visit, names) =
            visit::visit(acting, household, visit, planned).map_err(|stop| match stop {
                Stop::Refused(Refusal::Entry(problem)) => Failure::from(problem).within("the visit"),
                stop => Failure::of_part(stop, |at| places.get(at).cloned().unwrap_or_default()),
            })?;
        Ok::<_, Failure>((draft, (visit, names)))
    })?;
    let records = whose.into_iter().zip(names);
    let records = records.map(|((entity, subject), record)| Recorded { entity, record, subject }).collect();
    Ok(VisitSaved { visit, household, records })
}

/// What an app knows by itself of a visit that a checklist makes, by the names of the visit's fields: where it was, for what.
pub(crate) fn known_of_visit(log: &Log<'_>, document: &str) -> Inner<Values> {
    let document: Json = read_json(document).map_err(|wrong| Failure::not_json("document", wrong))?;
    let entity = known(table::visit::ID)?;
    let mut values = Values::new();
    for (name, json) in object(&document, "known")? {
        let field = field_of(entity, name)?;
        if Some(field.id) == entity.owner_field() {
            return Err(shape("known", "without the household: the draft says it"));
        }
        values.insert(field.id, given(log, field, json)?);
    }
    Ok(values)
}

fn read(log: &Log<'_>, document: &Json) -> Inner<(RecordName, Values, Vec<Planned>)> {
    let document = object(document, "the document")?;
    let household = text(document.get("household"), "household")?;
    let household = find(log, household, &[table::household::ID]).map_err(|e| e.within("household"))?;
    let mut values = Values::new();
    let (mut planned, mut seen) = (Vec::new(), Vec::new());
    for (key, json) in document {
        match key.as_str() {
            "household" => {}
            "persons" => {
                for (at, person) in list(json, key)?.iter().enumerate() {
                    seen.push(Value::Record(read_person(
                        log,
                        person,
                        &format!("persons[{at}]"),
                        &mut planned,
                    )?));
                }
            }
            "answers" => read_answers(log, json, key, household, &mut planned)?,
            key if OF_HOUSEHOLD.contains(&key) => read_list(log, json, key, key, household, &mut planned)?,
            key => {
                let field = field_of(known(table::visit::ID)?, key).map_err(|mut error| {
                    error.technical += "; beside them: persons, answers, agreements";
                    error
                })?;
                values.insert(field.id, given(log, field, json)?);
            }
        }
    }
    // Whoever something is recorded of was seen, unless the document says who was.
    if !seen.is_empty() {
        seen.sort();
        seen.dedup();
        values.entry(table::visit::persons_seen).or_insert(Value::List(seen));
    }
    Ok((household, values, planned))
}

fn read_person(log: &Log<'_>, json: &Json, place: &str, planned: &mut Vec<Planned>) -> Inner<RecordName> {
    let part = object(json, place)?;
    let person = text(part.get("person"), &format!("{place}.person"))?;
    let person = find(log, person, &[table::person::ID]).map_err(|e| e.within(&format!("{place}.person")))?;
    for (key, json) in part {
        let place = format!("{place}.{key}");
        match key.as_str() {
            "person" => {}
            "reading" => planned.push(read_record(log, json, table::reading::ID, &place, person)?),
            "answers" => read_answers(log, json, &place, person, planned)?,
            key if LISTS.iter().any(|(name, _)| *name == key) => {
                read_list(log, json, key, &place, person, planned)?;
            }
            _ => {
                let names: Vec<&str> = LISTS.iter().map(|(name, _)| *name).collect();
                let names = names.join(", ");
                return Err(Failure::exact(
                    "entry",
                    "unknown_field",
                    format!(
                        "a visit's person has no `{key}`, given at {place}; it has person, reading, answers, {names}"
                    ),
                ));
            }
        }
    }
    Ok(person)
}

fn read_list(
    log: &Log<'_>,
    json: &Json,
    key: &str,
    place: &str,
    subject: RecordName,
    planned: &mut Vec<Planned>,
) -> Inner<()> {
    let Some((_, id)) = LISTS.iter().find(|(name, _)| *name == key) else { return Ok(()) };
    for (at, item) in list(json, place)?.iter().enumerate() {
        planned.push(read_record(log, item, *id, &format!("{place}[{at}]"), subject)?);
    }
    Ok(())
}

/// A record by the names of its fields; whose it is and at which visit, the document says by its shape.
fn read_record(log: &Log<'_>, json: &Json, id: EntityId, place: &str, subject: RecordName) -> Inner<Planned> {
    let entity = known(id)?;
    let mut values = owner(entity, subject);
    for (name, json) in object(json, place)? {
        let field = field_of(entity, name).map_err(|e| e.within(place))?;
        if Some(field.id) == entity.owner_field() || name == "visit" {
            let technical = format!("`{name}` is given twice, at {place}: the place in the document says it");
            return Err(Failure::new("document", technical));
        }
        values.insert(field.id, given(log, field, json).map_err(|e| e.within(place))?);
    }
    Ok(Planned {
        place: place.into(),
        record: visit::Recorded { entity, subject, values, paths: BTreeMap::new() },
    })
}

/// The answers to one form, or to several as a list.
fn read_answers(
    log: &Log<'_>,
    json: &Json,
    place: &str,
    subject: RecordName,
    planned: &mut Vec<Planned>,
) -> Inner<()> {
    if let Json::Array(several) = json {
        for (at, one) in several.iter().enumerate() {
            read_answers(log, one, &format!("{place}[{at}]"), subject, planned)?;
        }
        return Ok(());
    }
    let entity = known(answers::ID)?;
    let mut values = owner(entity, subject);
    let mut by_path = BTreeMap::new();
    for (key, json) in object(json, place)? {
        let field = match key.as_str() {
            "form" => "form",
            "version" => "form_version",
            "answers" => "answer",
            _ => {
                return Err(Failure::exact(
                    "entry",
                    "unknown_field",
                    format!("answers have no `{key}`, given at {place}; they have form, version and answers"),
                ));
            }
        };
        let field = field_of(entity, field)?;
        if field.id != answers::answer {
            values.insert(field.id, given(log, field, json).map_err(|e| e.within(place))?);
            continue;
        }
        for (path, answer) in object(json, &format!("{place}.answers"))? {
            let value =
                given(log, field, answer).map_err(|e| e.within(&format!("{place}.answers, at {path}")))?;
            by_path.insert(path_of(field, path).map_err(|e| e.within(place))?, value);
        }
    }
    let paths = BTreeMap::from([(answers::answer, by_path)]);
    planned.push(Planned { place: place.into(), record: visit::Recorded { entity, subject, values, paths } });
    Ok(())
}

fn owner(entity: &Entity, subject: RecordName) -> Values {
    entity.owner_field().map(|field| (field, Value::Record(subject))).into_iter().collect()
}

fn known(id: EntityId) -> Inner<&'static Entity> {
    Ok(entity(id).ok_or(chaski::store::StoreError::NoEntity(id))?)
}

fn object<'j>(json: &'j Json, place: &str) -> Inner<&'j Map<String, Json>> {
    json.as_object().ok_or_else(|| shape(place, "an object, in braces"))
}

fn list<'j>(json: &'j Json, place: &str) -> Inner<&'j Vec<Json>> {
    json.as_array().ok_or_else(|| shape(place, "a list, in square brackets"))
}

fn text<'j>(json: Option<&'j Json>, place: &str) -> Inner<&'j str> {
    json.and_then(Json::as_str)
        .ok_or_else(|| shape(place, "the name or the code on paper of a record, as text"))
}

fn shape(place: &str, expected: &str) -> Failure {
    let expected = format!("it must be {expected}; docs/visit.md shows an example");
    Failure::new("document", format!("`{place}` is missing or of another shape: {expected}"))
}
