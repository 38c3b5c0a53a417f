//! A compiled form, whole: plain data, and the few ways through it that everybody needs. Knows no record of a person.

use serde::{Deserialize, Serialize};

use super::actions::SetValue;
use super::body::{Control, ControlKind};
use super::formula::Formula;
use super::ids::{DefId, FormulaId};
use super::node::NodeDef;
use super::order::Graph;
use super::texts::{self, Texts};
use crate::forms::tree::{Names, Symbol, Tree};
use crate::forms::xpath::ast::Expr;
use crate::forms::xpath::function::Function;

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

impl Form {
    /// An element.
    pub fn node(&self, id: DefId) -> &NodeDef {
        &self.nodes[id.0 as usize]
    }

    /// Whether a question shows an element, be it only sometimes.
    pub fn shows(&self, id: DefId) -> bool {
        let node = self.node(id);
        let control = node.control.and_then(|place| self.controls.get(place as usize));
        let is_question = |of: &Control| !matches!(of.kind, ControlKind::Group | ControlKind::Repeat);
        control.is_some_and(is_question) && node.children.is_empty()
    }

    /// Whether a question asks for an element: its value is somebody's, not calculated.
    pub fn asks(&self, id: DefId) -> bool {
        self.shows(id) && self.node(id).calculate.is_none()
    }

    /// An expression.
    pub fn formula(&self, id: FormulaId) -> &Formula {
        &self.formulas[id.0 as usize]
    }

    /// Whether what a calculation gave cannot be worked out again from the rest of the record: it reads nothing of it (the time, chance, what the record
    /// of the person knew), or goes on from its own value.
    pub fn is_given_once(&self, id: FormulaId) -> bool {
        let formula = self.formula(id);
        let mut once = false;
        formula.expr.each(|inner, _| once |= matches!(inner, Expr::Call(Function::Once, _)));
        let reads = self.graph.on_value.get(formula.owner.0 as usize);
        let reads_itself = reads.is_some_and(|readers| readers.iter().any(|reader| reader.formula == id));
        once || reads_itself || self.graph.reads_nothing.get(id.0 as usize) == Some(&true)
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
}
