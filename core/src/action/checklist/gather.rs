//! What the answers of a form come to, by record: each key of its column `save_to` with the values of its fields. Knows how an answer becomes a
//! value of a field, and back; knows nothing of what is recorded already.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Map, Value as Json};

use super::destination::{Destination, Feeds, destinations};
use crate::action::{Plan, Refusal, Stop};
use crate::forms::definition::Form;
use crate::forms::session::Session;
use crate::forms::session::path::without_root;
use crate::forms::tree::NodeId;
use crate::record::check::Problem;
use crate::record::json::{from_json, to_json};
use crate::record::schema::{Field, Type};
use crate::record::typed::json_of;
use crate::record::{Entity, RecordName, Value};
use crate::store::save::Values;

/// What one key comes to.
pub(super) struct Gathered {
    /// What the record is.
    pub entity: &'static Entity,
    /// What is fed, by field.
    pub values: Values,
    /// The record that is there already, on which they are set.
    pub record: Option<RecordName>,
    composites: BTreeMap<u64, (&'static Field, Map<String, Json>)>,
}

/// What each key comes to; that of the visit is `visit`.
pub(super) type Fed = BTreeMap<String, Gathered>;

/// Where the answers go, if all that must be answered is, and holds.
pub(super) fn finished(session: &Session) -> Plan<Vec<Destination>> {
    let open: Vec<String> = session.open_questions().into_iter().map(|open| open.path).collect();
    if !open.is_empty() {
        return Err(Refusal::Unanswered(open).into());
    }
    places(session.form())
}

/// Where the answers of a form go. Whoever publishes a form is told all that is wrong with it; here one is enough to say why nothing is done.
pub(super) fn places(form: &Form) -> Plan<Vec<Destination>> {
    destinations(form).map_err(|wrong| {
        let first = wrong.into_iter().next();
        let (field, expected) = first.map(|one| (one.path, one.what)).unwrap_or_default();
        Refusal::Entry(Problem::NotAllowed { field, expected }).into()
    })
}

/// What is relevant and not blank, by key and field.
pub(super) fn gather(session: &Session, destinations: &[Destination]) -> Plan<Fed> {
    let mut all = Fed::new();
    for node in session.record().descendants(session.record().document()) {
        let Some(destination) =
            session.def(node).and_then(|def| destinations.iter().find(|known| known.from == def))
        else {
            continue;
        };
        let text = session.value(node);
        if text.is_empty() {
            continue;
        }
        let one = all.entry(key_of(session, node, destination)).or_insert_with(|| Gathered {
            entity: destination.entity,
            values: Values::new(),
            record: None,
            composites: BTreeMap::new(),
        });
        match destination.feeds {
            Feeds::Record => {
                let wrong = || Problem::WrongType {
                    field: session.path(node),
                    expected: "the name of a record".into(),
                };
                one.record = Some(text.trim().parse().map_err(|_| Refusal::Entry(wrong()))?);
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

/// The key of what an answer feeds: each instance of a repeat makes records of its own.
fn key_of(session: &Session, node: NodeId, destination: &Destination) -> String {
    let path = session.lasting_path(node);
    match path.rfind('}') {
        Some(end) => format!("{}{{{}}}", destination.key, without_root(&path[..=end])),
        None => destination.key.clone(),
    }
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

/// What a destination was fed as the text of an answer; none where it is nothing, and for a time, whose zone is not known any more.
pub(super) fn fed_text(feeds: Feeds, value: &Value) -> Option<String> {
    let text = |json: &Json| match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Array(items) => Some(items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" ")),
        _ => None,
    };
    match feeds {
        Feeds::Field(field) if !matches!(field.ty, Type::Time) => text(&to_json(&field.ty, value)),
        Feeds::Part(field, part) => text(to_json(&field.ty, value).get(part.name)?),
        Feeds::Field(_) | Feeds::Record => None,
    }
}
