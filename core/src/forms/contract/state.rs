//! The state of a record as the contract prints it: every element in document order with what holds for it now. Knows what is printed of
//! which node.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::forms::definition::body::ControlKind;
use crate::forms::session::Session;
use crate::forms::session::show::Offered;
use crate::forms::tree::NodeId;

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordState {
    /// Which form.
    pub form: FormName,
    /// The language that is shown; none where the form has none.
    pub language: Option<String>,
    /// Whether every relevant node is valid.
    pub valid: bool,
    /// What could not be carried out.
    pub refused: Vec<Refused>,
    /// Every element under the root, by its path, in document order.
    #[serde(serialize_with = "in_order")]
    pub nodes: Vec<(String, NodeState)>,
}

/// A form by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormName {
    /// The attribute `id` of the record.
    pub id: String,
    /// Its attribute `version`; blank where it has none.
    pub version: String,
}

/// What could not be carried out, and changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The step, from 1.
    pub step: usize,
    /// The node, or the language.
    pub path: String,
    /// Why: a sentence without its full stop.
    pub why: String,
}

/// One element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeState {
    /// Whether it and all above it are relevant.
    pub relevant: bool,
    /// What else is said of a question or a calculation; none of a group or an instance of a repeat.
    #[serde(flatten)]
    pub leaf: Option<Standing>,
}

/// A question or a calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// As it stands in the record; blank where it is not relevant.
    pub value: String,
    /// As at the end of filling.
    pub valid: bool,
    /// The form's own words for an answer that is not valid; null where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Option<String>>,
    /// Whether it must be answered now.
    pub required: bool,
    /// Whether it may only be read now.
    pub readonly: bool,
    /// Of what the body shows: its words; null where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Option<String>>,
    /// Of what offers choices: those offered now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<Offered>>,
}

/// The state of a session, with what was refused on the way to it.
pub fn standing(session: &Session, refused: Vec<Refused>) -> RecordState {
    let record = session.record();
    let mut nodes = Vec::new();
    for node in record.root().into_iter().flat_map(|root| record.descendants(root).skip(1)) {
        if session.def(node).is_some() {
            nodes.push((session.path(node), node_state(session, node)));
        }
    }
    let form = session.form();
    RecordState {
        form: FormName { id: form.id.clone(), version: form.version.clone() },
        language: session.language().map(str::to_owned),
        valid: session.is_valid(),
        refused,
        nodes,
    }
}

fn node_state(session: &Session, node: NodeId) -> NodeState {
    let relevant = session.is_relevant(node);
    let Some(def) = session.def(node).map(|def| session.form().node(def)) else {
        return NodeState { relevant, leaf: None };
    };
    let control = def.control.and_then(|place| session.form().controls.get(place as usize));
    let is_group =
        control.is_some_and(|control| matches!(control.kind, ControlKind::Group | ControlKind::Repeat));
    if !def.children.is_empty() || def.repeat.is_some() || is_group {
        return NodeState { relevant, leaf: None };
    }
    let valid = session.invalid(node).is_none();
    let leaf = Standing {
        value: session.value(node),
        valid,
        message: (!valid).then(|| session.message(node)),
        required: session.is_required(node),
        readonly: session.is_readonly(node),
        label: control.map(|_| session.label(node)),
        choices: session.choices(node),
    };
    NodeState { relevant, leaf: Some(leaf) }
}

fn in_order<S: Serializer>(nodes: &[(String, NodeState)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(nodes.len()))?;
    for (path, node) in nodes {
        map.serialize_entry(path, node)?;
    }
    map.end()
}
