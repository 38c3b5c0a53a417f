//! A form that was checked and compiled: its nodes, what holds for each, what it shows, and in which order formulas are recomputed. Plain
//! data, made by [`import`](import::import), kept in its compiled form by a phone, run by the room's session. Knows no record of a person.

pub mod actions;
pub mod body;
pub mod compile;
pub mod import;
pub mod lists;
pub mod nodes;
pub mod order;
pub mod references;
pub mod texts;

use serde::{Deserialize, Serialize};

use self::actions::SetValue;
use self::body::Control;
use self::order::Graph;
use self::texts::Texts;
use super::tree::{Names, NodeId, Symbol, Tree};
use super::xpath::Expr;

/// An element of the record, once however often it repeats: its place among [`Form::nodes`]. 0 is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DefId(pub u32);

/// An expression of the form: its place among [`Form::formulas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FormulaId(pub u32);

/// A compiled form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    /// The attribute `id` of the record's root.
    pub id: String,
    /// Its attribute `version`; empty where it has none.
    pub version: String,
    /// The title; empty where it has none.
    pub title: String,
    /// Every name in it.
    pub names: Names,
    /// What is shown, by language.
    pub texts: Texts,
    /// The record as it is when it opens; templates are not in it.
    pub record: Tree,
    /// The element of each node of the record.
    pub record_defs: Vec<DefId>,
    /// Its elements, parents before children.
    pub nodes: Vec<NodeDef>,
    /// Templates of repeats, each under the document of this tree.
    pub templates: Tree,
    /// The element of each node of the templates.
    pub template_defs: Vec<DefId>,
    /// Lists and other documents that expressions may ask for, by id.
    pub instances: Vec<Instance>,
    /// Every expression.
    pub formulas: Vec<Formula>,
    /// What happens when the record opens, when a repeat grows, when a value changes.
    pub actions: Vec<SetValue>,
    /// The questions and groups that are shown, in the order of the body.
    pub controls: Vec<Control>,
    /// Which formula waits for which node.
    pub graph: Graph,
}

/// An element of the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NodeDef {
    /// Its name.
    pub name: Symbol,
    /// What it stands in; none for the root.
    pub parent: Option<DefId>,
    /// Its children, in the order of the record.
    pub children: Vec<DefId>,
    /// How deep, 0 for the root.
    pub depth: u32,
    /// `/data/child/age`.
    pub path: String,
    /// If it repeats.
    pub repeat: Option<Repeat>,
    /// The type of its value.
    pub kind: ValueType,
    /// What the bind says.
    pub relevant: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub calculate: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub constraint: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub required: Option<FormulaId>,
    /// See [`NodeDef::relevant`].
    pub readonly: Option<FormulaId>,
    /// What is said when the constraint does not hold.
    pub constraint_message: Option<texts::Label>,
    /// What is said when it must be answered and is not.
    pub required_message: Option<texts::Label>,
    /// `jr:preload` and `jr:preloadParams`.
    pub preload: Option<(String, String)>,
    /// The field of a record that it feeds (`entities:saveto`).
    pub save_to: Option<String>,
    /// The question or group that shows it: its place among [`Form::controls`].
    pub control: Option<u32>,
    /// Attributes of the bind that mean nothing to the core, kept as they are written.
    pub other: Vec<(String, String)>,
}

/// An element that may stand several times.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Repeat {
    /// What a new one looks like, in [`Form::templates`].
    pub template: NodeId,
    /// How many there are, if that is computed or fixed.
    pub count: Option<FormulaId>,
    /// Its relevance, asked at what it stands in, for as long as there is no instance; none where it reads the instance itself.
    pub relevant_above: Option<FormulaId>,
    /// Whether people may not add or remove one (`jr:noAddRemove`, or a count).
    pub fixed: bool,
}

/// The type of a value. Types that are not the specification's (`db:person`, `tel`) are texts; [`NodeDef::other`] keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they are the specification's")]
pub enum ValueType {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Binary,
    Barcode,
    Intent,
}

/// A document beside the record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Instance {
    /// What `instance(id)` says.
    pub id: String,
    /// Its content: empty for what whoever fills supplies.
    pub tree: Tree,
    /// Whether the app supplies it (`contact-summary`, the last record saved).
    pub supplied: bool,
}

/// An expression with the element it is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Formula {
    /// Compiled, its absolute paths bound to the repeat it stands in.
    pub expr: Expr,
    /// The context.
    pub owner: DefId,
    /// What it is for.
    pub purpose: Purpose,
}

/// What a formula is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they are the bind's")]
pub enum Purpose {
    Relevant,
    Calculate,
    Constraint,
    Required,
    Readonly,
    /// How many of the repeat that is named there are; the owner is what the repeat stands in.
    Count(DefId),
    /// The choices offered.
    Choices,
    /// Something shown: a label, a message, an output in one.
    Shown,
    /// What an action sets.
    Action,
}

impl Form {
    /// An element.
    pub fn node(&self, id: DefId) -> &NodeDef {
        &self.nodes[id.0 as usize]
    }

    /// An expression.
    pub fn formula(&self, id: FormulaId) -> &Formula {
        &self.formulas[id.0 as usize]
    }

    /// Files that are shown or heard, by name: pictures, sounds and films that labels, hints and choices name.
    pub fn media(&self) -> std::collections::BTreeSet<String> {
        let versions = self.texts.entries.iter().flat_map(|entry| &entry.versions);
        versions
            .filter(|version| matches!(version.form.as_str(), "image" | "big-image" | "audio" | "video"))
            .filter_map(|version| match version.parts.as_slice() {
                [texts::Part::Words(source)] => source.rsplit('/').next().map(|name| name.trim().to_owned()),
                _ => None,
            })
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// The controls that stand in no group.
    pub fn top_controls(&self) -> impl Iterator<Item = u32> + '_ {
        (0..).zip(&self.controls).filter(|(_, control)| control.parent.is_none()).map(|(index, _)| index)
    }

    /// What stands above an element and it itself, from the root.
    pub fn way(&self, id: DefId) -> Vec<DefId> {
        let mut way: Vec<DefId> = std::iter::successors(Some(id), |id| self.node(*id).parent).collect();
        way.reverse();
        way
    }

    /// The child of a name.
    pub fn child(&self, of: DefId, name: Symbol) -> Option<DefId> {
        self.node(of).children.iter().copied().find(|child| self.node(*child).name == name)
    }

    /// Whether one is the other or stands in it.
    pub fn within(&self, inner: DefId, outer: DefId) -> bool {
        std::iter::successors(Some(inner), |id| self.node(*id).parent).any(|id| id == outer)
    }
}
