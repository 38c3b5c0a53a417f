//! What is shown at a node now: words in the active language with their outputs filled in, choices, value, validity. Knows how to read the state;
//! changes nothing.

use serde::Serialize;

use super::state::Session;
use super::value::LONGEST;
use crate::forms::definition::FormulaId;
use crate::forms::definition::body::Items;
use crate::forms::definition::texts::{Label, Part, Version};
use crate::forms::tree::NodeId;
use crate::forms::xpath::world::NodeRef;

/// A choice that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Offered {
    /// What is recorded.
    pub name: String,
    /// What is shown.
    pub label: String,
}

/// Why a node is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Invalid {
    /// It must be answered and is blank.
    Required,
    /// Its answer breaks the constraint.
    Constraint,
}

/// Why a node is not valid, and what the form says to that.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NotValid {
    /// Why.
    pub why: Invalid,
    /// The form's own words; none where it has none.
    pub message: Option<String>,
}

impl Session {
    /// The language that is shown; none where the form has none.
    pub fn language(&self) -> Option<&str> {
        self.form.texts.languages.get(self.language as usize).map(String::as_str)
    }

    /// The value of a question or calculation as it stands in the record; blank where it is not relevant.
    pub fn value(&self, node: NodeId) -> String {
        if self.is_relevant(node) { self.record.text(node).into_owned() } else { String::new() }
    }

    /// Whether a node is not valid, as at the end of filling, and why.
    pub fn invalid(&self, node: NodeId) -> Option<Invalid> {
        let state = self.state(node);
        if !self.is_leaf(node) || !self.is_relevant(node) {
            return None;
        }
        if self.record.text(node).is_empty() {
            return state.required.then_some(Invalid::Required);
        }
        (!state.holds).then_some(Invalid::Constraint)
    }

    /// Why a node is not valid, with the form's own words; none for one that is.
    pub fn not_valid(&self, node: NodeId) -> Option<NotValid> {
        self.invalid(node).map(|why| NotValid { why, message: self.message(node) })
    }

    /// The form's own message for a node that is not valid; none where it has none.
    pub fn message(&self, node: NodeId) -> Option<String> {
        let def = self.node_def(node)?;
        let label = match self.invalid(node)? {
            Invalid::Required => def.required_message.as_ref(),
            Invalid::Constraint => def.constraint_message.as_ref(),
        };
        self.words(label?, "", node)
    }

    /// Whether a node must be answered now.
    pub fn is_required(&self, node: NodeId) -> bool {
        self.state(node).required
    }

    /// Whether a node may only be read now: by itself, or with a group that it stands in.
    pub fn is_readonly(&self, node: NodeId) -> bool {
        std::iter::successors(Some(node), |node| self.record.parent(*node))
            .any(|node| self.state(node).readonly)
    }

    /// The label of a node that the body shows.
    pub fn label(&self, node: NodeId) -> Option<String> {
        // How forms of community health programmes write that there is none.
        let label = self.words(self.control(node)?.label.as_ref()?, "", node)?;
        (label.trim() != "NO_LABEL").then_some(label)
    }

    /// The hint of a question.
    pub fn hint(&self, node: NodeId) -> Option<String> {
        self.words(self.control(node)?.hint.as_ref()?, "", node)
    }

    /// A form of a hint: `guidance`.
    pub fn hint_form(&self, node: NodeId, form: &str) -> Option<String> {
        match self.control(node)?.hint.as_ref()? {
            Label::Itext(entry) => self.entry_form(*entry, form, node),
            _ => None,
        }
    }

    /// A form of a label: `image`, `audio`, `guidance`, …
    pub fn label_form(&self, node: NodeId, form: &str) -> Option<String> {
        match self.control(node)?.label.as_ref()? {
            Label::Itext(entry) => self.entry_form(*entry, form, node),
            _ => None,
        }
    }

    /// The choices offered now; none for what offers none.
    pub fn choices(&self, node: NodeId) -> Option<Vec<Offered>> {
        match self.control(node)?.items.as_ref()? {
            Items::Any => Some(Vec::new()),
            Items::Listed(listed) => Some(
                listed
                    .iter()
                    .map(|choice| Offered {
                        name: choice.value.clone(),
                        label: choice
                            .label
                            .as_ref()
                            .and_then(|label| self.words(label, "", node))
                            .unwrap_or_default(),
                    })
                    .collect(),
            ),
            Items::Nodes { nodes, value, label } => Some(
                self.items(*nodes, node, false)
                    .into_iter()
                    .map(|item| {
                        let text =
                            |expr| self.or_fault(*nodes, self.text_of(expr, item, node)).unwrap_or_default();
                        Offered { name: text(value), label: text(label) }
                    })
                    .collect(),
            ),
        }
    }

    /// Whether a question of the body asks for a node.
    pub fn is_question(&self, node: NodeId) -> bool {
        self.def(node).is_some_and(|def| self.form.asks(def))
    }

    /// Whether a choice is offered, or would be if its question were shown.
    pub(super) fn offers(&self, node: NodeId, name: &str) -> bool {
        let Some(items) = self.control(node).and_then(|control| control.items.as_ref()) else { return false };
        match items {
            Items::Any => true,
            Items::Listed(listed) => listed.iter().any(|choice| choice.value == name),
            Items::Nodes { nodes, value, .. } => self
                .items(*nodes, node, true)
                .into_iter()
                .any(|item| self.text_of(value, item, node).is_ok_and(|value| value == name)),
        }
    }

    fn items(&self, nodes: FormulaId, node: NodeId, kept: bool) -> Vec<NodeRef> {
        self.or_fault(nodes, self.nodes_at(nodes, node, kept)).unwrap_or_default()
    }

    /// What a label says at a node, in the form that is asked for (empty: the text itself).
    pub(super) fn words(&self, label: &Label, form: &str, node: NodeId) -> Option<String> {
        match label {
            Label::Itext(entry) => self.entry_text(*entry, form, node),
            Label::Plain(parts) => Some(self.filled(parts, node)),
            Label::Computed(formula) => self.or_fault(*formula, self.text_at(*formula, node)),
        }
    }

    /// A text in the active language; in the form's own where it is not translated.
    pub(super) fn entry_text(&self, entry: u32, form: &str, node: NodeId) -> Option<String> {
        let shown = self.entry_form(entry, form, node);
        if form.is_empty() {
            shown
                .or_else(|| self.entry_form(entry, "long", node))
                .or_else(|| self.entry_form(entry, "short", node))
        } else {
            shown
        }
    }

    fn entry_form(&self, entry: u32, form: &str, node: NodeId) -> Option<String> {
        let versions = &self.form.texts.entries.get(entry as usize)?.versions;
        let of = |language: u32| {
            versions.iter().find(|version: &&Version| version.language == language && version.form == form)
        };
        let version = of(self.language).or_else(|| of(self.form.texts.default))?;
        Some(self.filled(&version.parts, node))
    }

    fn filled(&self, parts: &[Part], node: NodeId) -> String {
        let mut text = String::new();
        for part in parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Output(formula) => {
                    let said = self.or_fault(*formula, self.text_at(*formula, node)).unwrap_or_default();
                    if text.len() + said.len() > LONGEST {
                        self.fault(Some(*formula), format!("with it a text has more than {LONGEST} bytes"));
                        break;
                    }
                    text.push_str(&said);
                }
            }
        }
        text
    }

    /// Whether every relevant node is valid.
    pub fn is_valid(&self) -> bool {
        self.record.descendants(self.record.document()).all(|node| self.invalid(node).is_none())
    }
}
