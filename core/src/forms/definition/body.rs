//! What a form shows: questions, groups, repeats, the choices they offer. Knows the body; fills nothing in.

use serde::{Deserialize, Serialize};

use super::ids::{DefId, FormulaId};
use super::texts::Label;
use crate::forms::xpath::ast::Expr;

/// A question, a group, or a repeat in the body.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Control {
    /// What it is.
    pub kind: ControlKind,
    /// The element that it answers or shows; none for a group that is only a heading.
    pub def: Option<DefId>,
    /// The group or repeat it stands in, by its place among the controls.
    pub parent: Option<u32>,
    /// What stands in it, in order.
    pub children: Vec<u32>,
    /// What is asked.
    pub label: Option<Label>,
    /// How to answer.
    pub hint: Option<Label>,
    /// Passed through untouched.
    pub appearance: String,
    /// What may be chosen.
    pub items: Option<Items>,
    /// Attributes that mean nothing to the core (`start`, `end`, `step`, `mediatype`, `autoplay`, …).
    pub other: Vec<(String, String)>,
}

/// The kinds of controls of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[allow(missing_docs, reason = "they are the specification's")]
pub enum ControlKind {
    Group,
    Repeat,
    Input,
    SelectOne,
    SelectMultiple,
    Rank,
    Upload,
    Range,
    Trigger,
}

/// What may be chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Items {
    /// As the body lists it.
    Listed(Vec<Choice>),
    /// The nodes that an expression gives, with the value and the label of each.
    Nodes {
        /// Which nodes.
        nodes: FormulaId,
        /// The value, asked of each.
        value: Expr,
        /// The label, asked of each.
        label: Expr,
    },
    /// Whatever is answered: a list that another app would search.
    Any,
}

/// A choice that the body lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// What is recorded.
    pub value: String,
    /// What is shown.
    pub label: Option<Label>,
}
