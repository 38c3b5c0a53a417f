//! A checklist that is finished: the visit, the answers, and the records that the form feeds (its column `save_to`), one change for each person or
//! household they are about. What is written goes through the plan of a visit made any other way. Knows which field an answer feeds; knows no
//! screen and no form in particular.

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use serde_json::{Map, Value as Json};

use super::visit::{Recorded, visit};
use super::{Acting, Plan, Refusal, Stop};
use crate::change::Register;
use crate::change::content::ContentName;
use crate::forms::definition::body::ControlKind;
use crate::forms::definition::{DefId, Form, ValueType};
use crate::forms::session::Session;
use crate::forms::tree::NodeId;
use crate::record::check::Problem;
use crate::record::json::from_json;
use crate::record::schema::{Field, Part, Type};
use crate::record::table::{self, agreement, answers, code, entity_named, part};
use crate::record::typed::json_of;
use crate::record::value::Decimal;
use crate::record::{Entity, EntityId, RecordName, Value};
use crate::store::Shown;
use crate::store::save::{Draft, Values};
use crate::store::shown::shown;

/// The records that a checklist may feed; a visit once, the others as often as it has names for.
const FED: [EntityId; 6] = [
    table::visit::ID,
    table::reading::ID,
    table::service::ID,
    table::agreement::ID,
    table::referral::ID,
    table::consent::ID,
];

/// Fields that say whose a record is and at which visit it was made: never the form's to say.
const OURS: [&str; 5] = ["person", "about", "household", "visit", "kept_visit"];

/// Where an answer goes.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The question or calculation.
    pub from: DefId,
    /// Which record: rows of the same key make one.
    pub key: String,
    /// What the record is.
    pub entity: &'static Entity,
    /// What is fed.
    pub feeds: Feeds,
}

/// What of a record an answer feeds.
#[derive(Debug, Clone, Copy)]
pub enum Feeds {
    /// A field.
    Field(&'static Field),
    /// A part of a field.
    Part(&'static Field, &'static Part),
    /// The name of a record that is there already, on which the others are set.
    Record,
}

/// A `save_to` that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// The path of the question.
    pub path: String,
    /// What is written there.
    pub written: String,
    /// What is wrong with it: a sentence without its full stop.
    pub what: String,
}

/// Where every answer of a form goes that feeds a record; or each that cannot be meant.
pub fn destinations(form: &Form) -> Result<Vec<Destination>, Vec<Misplaced>> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let mut taken: BTreeSet<(String, u64, u64)> = BTreeSet::new();
    for (index, node) in form.nodes.iter().enumerate() {
        let Some(written) = &node.save_to else { continue };
        let misplaced = |what: String| Misplaced { path: node.path.clone(), written: written.clone(), what };
        match destination(DefId(index as u32), written) {
            Ok(destination) => {
                let place = match destination.feeds {
                    Feeds::Field(field) => (destination.key.clone(), field.id, 0),
                    Feeds::Part(field, part) => (destination.key.clone(), field.id, part.id),
                    Feeds::Record => (destination.key.clone(), 0, 0),
                };
                if taken.insert(place) {
                    found.push(destination);
                } else {
                    wrong.push(misplaced("another question feeds the same field of the same record".into()));
                }
            }
            Err(what) => wrong.push(misplaced(what)),
        }
    }
    if wrong.is_empty() { Ok(found) } else { Err(wrong) }
}

fn destination(from: DefId, written: &str) -> Result<Destination, String> {
    let mut steps = written.trim().split('.');
    let (Some(key), Some(name), part, None) = (steps.next(), steps.next(), steps.next(), steps.next()) else {
        return Err("it is written RECORD.FIELD or RECORD.FIELD.PART".into());
    };
    let kind = key.split_once('-').map_or(key, |(kind, _)| kind);
    let entity = entity_named(kind).filter(|entity| FED.contains(&entity.id)).ok_or_else(|| {
        let known =
            FED.iter().filter_map(|id| table::entity(*id)).map(|e| e.name).collect::<Vec<_>>().join(", ");
        format!("a checklist feeds no `{kind}`; it feeds {known}")
    })?;
    let made = |feeds| Ok(Destination { from, key: key.to_owned(), entity, feeds });
    if entity.id == table::visit::ID && key != kind {
        return Err("a checklist makes one visit".into());
    }
    if name == "record" && part.is_none() && entity.id != table::visit::ID {
        return made(Feeds::Record);
    }
    if OURS.contains(&name) {
        return Err(format!("whose a record is, and at which visit, is not the form's to say: `{name}`"));
    }
    let fields = || entity.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
    let field = entity
        .field_named(name)
        .ok_or_else(|| format!("`{kind}` has no field `{name}`; it has {}", fields()))?;
    match (&field.ty, part) {
        (Type::Composite(parts), Some(part)) => match parts.iter().find(|known| known.name == part) {
            Some(known) => made(Feeds::Part(field, known)),
            None => Err(format!("`{name}` has no part `{part}`")),
        },
        (Type::Composite(parts), None) => {
            let parts = parts.iter().map(|part| part.name).collect::<Vec<_>>().join(", ");
            Err(format!("`{name}` is made of parts: name one of {parts}"))
        }
        (_, Some(_)) => Err(format!("`{name}` has no parts")),
        (Type::ByPath | Type::Identifier | Type::Bytes(_), None) => {
            Err(format!("no answer can feed `{name}`"))
        }
        (_, None) => made(Feeds::Field(field)),
    }
}

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
    /// What the app knows of the visit: purpose, place, modality. What the form says stands before it.
    pub known: Values,
    /// What was shown, when the filling began, of the records that the form may set anew.
    pub shown: &'s [Shown],
}

/// What one key of a form's column `save_to` comes to.
struct Gathered {
    entity: &'static Entity,
    values: Values,
    composites: BTreeMap<u64, (&'static Field, Map<String, Json>)>,
    record: Option<RecordName>,
}

/// The visit of a finished checklist: the changes, the visit's name, and the names of the records it made.
pub fn finish(acting: &Acting<'_>, finished: Finished<'_>) -> Plan<(Draft, RecordName, Vec<RecordName>)> {
    let session = finished.session;
    let open: Vec<String> = session.open_questions().into_iter().map(|open| open.path).collect();
    if !open.is_empty() {
        return Err(Refusal::Unanswered(open).into());
    }
    let destinations = destinations(session.form()).map_err(|wrong| {
        // Whoever publishes a form is told all of them; here one is enough to say why nothing is saved.
        let first = wrong.into_iter().next();
        let (field, expected) = first.map(|one| (one.path, one.what)).unwrap_or_default();
        Refusal::Entry(Problem::NotAllowed { field, expected })
    })?;
    let mut gathered = gather(session, &destinations)?;
    let mut settings = finished.known;
    if let Some(visit) = gathered.remove("visit") {
        settings.extend(visit.values);
    }
    let done = Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]);
    settings.entry(table::visit::outcome).or_insert(done);
    let (set, made): (Vec<_>, Vec<_>) = gathered.into_values().partition(|one| one.record.is_some());
    let mut records: Vec<Recorded> = made
        .into_iter()
        .filter(|one| !one.values.is_empty())
        .map(|one| recorded(one.entity, finished.subject, one.values, BTreeMap::new()))
        .collect();
    records.extend(answered(session, finished.subject, finished.content));
    let (mut draft, visit, names) = visit(acting, finished.household, settings, records)?;
    for one in set {
        let Some(record) = one.record else { continue };
        draft.about(acting.here(&record, Some(one.entity.id))?);
        let mut values = one.values;
        if values.contains_key(&agreement::kept) && one.entity.id == agreement::ID {
            values.insert(agreement::kept_visit, Value::Record(visit));
        }
        for (field, value) in values {
            let register = Register { record, field, path: None };
            let now = shown(&acting.log, &register)?;
            let then = finished.shown.iter().find(|seen| seen.register == register);
            if let Some(seen) = then.filter(|seen| !seen.stands(&now)) {
                return Err(Refusal::Stale(seen.unseen(&now)).into());
            }
            draft.set(&acting.log, then.unwrap_or(&now), value, None)?;
        }
    }
    Ok((draft, visit, names))
}

fn recorded(
    entity: &'static Entity,
    subject: RecordName,
    mut values: Values,
    paths: BTreeMap<u64, BTreeMap<String, Value>>,
) -> Recorded {
    values.extend(entity.owner_field().map(|field| (field, Value::Record(subject))));
    Recorded { entity, subject, values, paths }
}

fn gather(session: &Session, destinations: &[Destination]) -> Plan<BTreeMap<String, Gathered>> {
    let mut all: BTreeMap<String, Gathered> = BTreeMap::new();
    for node in nodes(session) {
        let Some(destination) =
            session.def(node).and_then(|def| destinations.iter().find(|known| known.from == def))
        else {
            continue;
        };
        let text = session.value(node);
        if text.is_empty() {
            continue;
        }
        // Each instance of a repeat makes records of its own.
        let key = match instance_of(session, node) {
            Some(instance) => format!("{}{{{instance}}}", destination.key),
            None => destination.key.clone(),
        };
        let one = all.entry(key).or_insert_with(|| Gathered {
            entity: destination.entity,
            values: Values::new(),
            composites: BTreeMap::new(),
            record: None,
        });
        match destination.feeds {
            Feeds::Record => {
                let wrong = || Problem::WrongType {
                    field: session.path(node),
                    expected: "the name of a record".into(),
                };
                one.record = Some(named(&text).ok_or_else(|| Refusal::Entry(wrong()))?);
            }
            Feeds::Field(field) => {
                let json = written(field.name, &field.ty, &text)?;
                one.values.insert(field.id, from_json(field, &json).map_err(Refusal::Entry)?);
            }
            Feeds::Part(field, part) => {
                let json = written(part.name, &part.ty, &text)?;
                let (_, parts) = one.composites.entry(field.id).or_insert_with(|| (field, Map::new()));
                parts.insert(part.name.to_owned(), json);
            }
        }
    }
    for one in all.values_mut() {
        for (id, (field, parts)) in std::mem::take(&mut one.composites) {
            let value = from_json(field, &Json::Object(parts)).map_err(Refusal::Entry)?;
            one.values.insert(id, value);
        }
    }
    Ok(all)
}

/// The lasting path of the innermost instance of a repeat that a node stands in.
fn instance_of(session: &Session, node: NodeId) -> Option<String> {
    let path = session.lasting_path(node);
    path.rfind('}').map(|end| path[..end].to_owned())
}

fn named(text: &str) -> Option<RecordName> {
    text.trim().parse().ok()
}

/// An answer as JSON of the field's type.
fn written(name: &str, ty: &Type, text: &str) -> Result<Json, Stop> {
    let text = match ty {
        Type::Codes(_) | Type::Concepts(_) | Type::Records(_) => {
            text.split_whitespace().collect::<Vec<_>>().join(",")
        }
        Type::Time => match DateTime::parse_from_rfc3339(text) {
            Ok(time) => time.timestamp().to_string(),
            Err(_) => text.to_owned(),
        },
        // A whole number may come from a calculation as a decimal one.
        Type::Int(..) => text.strip_suffix(".0").unwrap_or(text).to_owned(),
        Type::Date => text.split('T').next().unwrap_or(text).to_owned(),
        Type::Text(_) => return Ok(Json::from(text)),
        _ => text.to_owned(),
    };
    Ok(json_of(name, ty, &text).map_err(Refusal::Entry)?)
}

/// The answers to one form, by question.
fn answered(session: &Session, subject: RecordName, content: ContentName) -> Option<Recorded> {
    let mut by_path: BTreeMap<String, Value> = BTreeMap::new();
    for node in nodes(session) {
        let Some(def) = session.def(node).map(|def| session.form().node(def)) else { continue };
        let control = def.control.and_then(|control| session.form().controls.get(control as usize));
        let Some(control) = control.filter(|_| def.children.is_empty() && def.calculate.is_none()) else {
            continue;
        };
        let text = session.value(node);
        if text.is_empty() || session.is_readonly(node) {
            continue;
        }
        let path = session.lasting_path(node);
        // Without the root's name: a form that is renamed asks the same questions.
        let path = path.splitn(3, '/').nth(2).unwrap_or(&path).to_owned();
        by_path.insert(path, answer(control.kind, def.kind, &text));
    }
    let form = session.form();
    let values = Values::from([
        (answers::form, Value::text(&form.id)),
        (answers::form_version, Value::text(&form.version)),
        (answers::content, Value::Bytes(content.0.to_vec())),
    ]);
    let entity = table::entity(answers::ID)?;
    Some(recorded(entity, subject, values, BTreeMap::from([(answers::answer, by_path)])))
}

/// An answer as it is kept at its question: figures as they were typed, dates as dates, choices as a list.
fn answer(control: ControlKind, kind: ValueType, text: &str) -> Value {
    let typed = match (control, kind) {
        (ControlKind::SelectMultiple | ControlKind::Rank, _) => {
            Some(Value::List(text.split_whitespace().map(Value::text).collect()))
        }
        (_, ValueType::Integer) => text.parse().ok().map(Value::Int),
        (_, ValueType::Decimal) => Decimal::parse(text).map(Value::Decimal),
        (_, ValueType::Date) => {
            let parts: Option<Vec<i64>> = text.split('-').map(|part| part.parse().ok()).collect();
            parts.map(|parts| Value::date(&parts))
        }
        _ => None,
    };
    typed.unwrap_or_else(|| Value::text(text))
}

fn nodes(session: &Session) -> impl Iterator<Item = NodeId> + '_ {
    session.record().descendants(session.record().document()).filter(|node| session.is_relevant(*node))
}
