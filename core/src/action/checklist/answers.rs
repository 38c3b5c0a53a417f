//! The answers of a form as they are kept, a register a question, with what the form needs beside them to be opened again as it was: what it looked
//! up, drew or was given, and instances of repeats that no answer names. Knows a form and the values of answers; knows no record of a person.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use crate::forms::definition::body::ControlKind;
use crate::forms::definition::{DefId, Form, ValueType};
use crate::forms::session::Session;
use crate::forms::session::path::without_root;
use crate::forms::session::saved::{Fact, Held};
use crate::forms::tree::NodeId;
use crate::record::Value;
use crate::record::json::{date_text, read_json};
use crate::record::schema::Type;
use crate::record::table::{self, answers};
use crate::record::value::Decimal;

/// What was answered.
pub(super) struct Answered {
    /// By question, every one that is relevant and not blank.
    pub answers: BTreeMap<String, Value>,
    /// What the form needs beside them, as [`answers::looked_up`] keeps it; none where it needs nothing.
    pub looked_up: Option<Value>,
}

/// What was answered in a session.
pub(super) fn answered(session: &Session) -> Answered {
    let form = session.form();
    // A question that a person answers, and how.
    let asked = |node: NodeId| {
        let def = form.node(session.def(node)?);
        let control = form.controls.get(def.control? as usize)?;
        let asks = def.children.is_empty() && def.calculate.is_none() && !session.is_readonly(node);
        asks.then_some((control.kind, def.kind))
    };
    let mut answers = BTreeMap::new();
    for node in session.record().descendants(session.record().document()) {
        let Some((control, kind)) = asked(node) else { continue };
        let text = session.value(node);
        if !text.is_empty() {
            let path = without_root(&session.lasting_path(node)).to_owned();
            answers.insert(path, answer(control, kind, &text));
        }
    }
    let named: BTreeSet<String> = answers.keys().flat_map(|path| instances_on(path)).collect();
    let mut beside = Map::new();
    for fact in session.facts() {
        let path = without_root(&fact.path).to_owned();
        let Held::Value(text) = fact.what else {
            if !named.contains(&path) {
                beside.insert(path, Json::Bool(fact.what == Held::Instance));
            }
            continue;
        };
        let Some(node) = session.find_lasting(&fact.path) else { continue };
        let calculate = session.def(node).and_then(|def| form.node(def).calculate);
        let is_kept = match (asked(node), calculate) {
            // Cleared, where the form has an answer of its own.
            (Some(_), _) => text.is_empty() && session.is_relevant(node),
            // What is worked out can be worked out again, unless it was looked up or drawn.
            (None, Some(formula)) => form.is_given_once(formula),
            (None, None) => true,
        };
        if is_kept {
            beside.insert(path, Json::from(text));
        }
    }
    Answered { answers, looked_up: kept(beside) }
}

/// As the field keeps it. A form that looked up more than the field holds is opened again with the answers alone.
fn kept(beside: Map<String, Json>) -> Option<Value> {
    let field = table::entity(answers::ID)?.field(answers::looked_up)?;
    let text = Json::Object(beside).to_string();
    let fits = matches!(field.ty, Type::Text(most) if text.chars().count() <= most);
    (fits && text != "{}").then(|| Value::text(&text))
}

/// What a form is opened again with: these answers, by question, and what was kept beside them.
pub(super) fn facts(form: &Form, answers: BTreeMap<String, String>, looked_up: Option<&str>) -> Vec<Fact> {
    let root = form.names.name(form.node(DefId(0)).name);
    let mut held: BTreeMap<String, Held> = BTreeMap::new();
    for (path, text) in answers {
        held.extend(instances_on(&path).map(|instance| (instance, Held::Instance)));
        held.insert(path, Held::Value(text));
    }
    if let Some(Ok(Json::Object(beside))) = looked_up.map(read_json) {
        for (path, what) in beside {
            let what = match what {
                Json::Bool(true) => Held::Instance,
                Json::Bool(false) => Held::Gone,
                Json::String(text) => Held::Value(text),
                _ => continue,
            };
            // What somebody answered since stands.
            held.entry(path).or_insert(what);
        }
    }
    held.into_iter().map(|(path, what)| Fact { path: format!("/{root}/{path}"), what }).collect()
}

/// The instances of repeats that a path leads through, from the outside in: of `child{2}/dose{5}/on` `child{2}` and `child{2}/dose{5}`.
fn instances_on(path: &str) -> impl Iterator<Item = String> + '_ {
    path.match_indices("}/").map(|(end, _)| path[..=end].to_owned())
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

/// An answer as the form has it; blank where it was cleared.
pub(super) fn text_of(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::List(items) => match date_text(value) {
            Some(date) => date,
            None => items.iter().map(text_of).collect::<Vec<_>>().join(" "),
        },
        Value::Null | Value::Bytes(_) | Value::Record(_) | Value::Map(_) => String::new(),
    }
}
