//! The state of a session, and what its parts ask of it. Knows the record and its nodes; changes nothing by itself.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::Arc;

use super::host::SharedHost;
use crate::forms::definition::body::Control;
use crate::forms::definition::{DefId, Form, FormulaId, NO_DEF, NodeDef};
use crate::forms::tree::{Names, NodeId, Tree};

/// A form being filled.
pub struct Session {
    pub(super) form: Arc<Form>,
    pub(super) host: SharedHost,
    pub(super) record: Tree,
    /// The element of each node of the record.
    pub(super) defs: Vec<DefId>,
    /// The state of each node of the record.
    pub(super) states: Vec<State>,
    /// How many nodes are not relevant by themselves: while there are none, nobody asks.
    pub(super) hidden: u32,
    /// Documents that the host supplied, by the place of the instance in the form.
    pub(super) supplied: Vec<Option<Tree>>,
    /// Names that documents of the host brought along.
    pub(super) names: Names,
    pub(super) language: u32,
    /// What is shown, and its place among what was asked when it came to be shown.
    pub(super) at: Option<(Stop, usize)>,
    /// What is asked now, once somebody wanted to know: another as soon as relevance changes, or an instance comes or goes.
    pub(super) way: OnceCell<Vec<Stop>>,
    /// Whether values decide, with no instance of some repeat there, whether there may be one.
    pub(super) asks_before_the_first: bool,
    pub(super) chance: Cell<u64>,
    /// What is to be computed still: rank, formula, context.
    pub(super) work: BTreeSet<(u32, FormulaId, NodeId)>,
    /// Nodes whose state or words may have changed since the last act began.
    pub(super) changed: BTreeSet<NodeId>,
    /// Nodes whose value changed, for the actions that wait for it; none are noted while the record opens.
    pub(super) sources: Option<Vec<NodeId>>,
    /// Counts that wait until the record is open: what opens it comes before the events of the instances they ask for.
    pub(super) deferred: Option<Vec<(u32, FormulaId, NodeId)>>,
    /// Bytes of values that this act has written.
    pub(super) written: usize,
    /// The number that each instance of a repeat was given when it came.
    pub(super) numbers: HashMap<NodeId, u32>,
    pub(super) next_number: u32,
    /// What is not written down yet.
    pub(super) events: Vec<Event>,
    /// What could not be evaluated: the formula, where it is one's, and why.
    pub(super) faults: RefCell<Vec<(Option<FormulaId>, String)>>,
}

/// A place on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// One question.
    Question(NodeId),
    /// A group on one screen.
    Group(NodeId),
    /// The end of a repeat that stands in a node: one more may be added.
    End(NodeId, DefId),
}

/// What happened to the record since it was last written down.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Value(NodeId),
    Came(NodeId),
    Went(String),
}

/// What holds for one node, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Whether its own relevance holds.
    pub relevant: bool,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it may not be answered.
    pub readonly: bool,
    /// Whether its constraint holds, or it is blank.
    pub holds: bool,
}

impl State {
    /// Before anything was computed.
    pub(super) const OPEN: State = State { relevant: true, required: false, readonly: false, holds: true };
}

/// Why an act was not carried out; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the sentences below say it")]
pub enum Refusal {
    NoSuchNode,
    NotAQuestion,
    NotRelevant,
    Readonly,
    Calculated,
    NotOfItsType,
    NotOffered,
    NotARepeat,
    CountedRepeat,
    TooMany,
    NoSuchLanguage,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::NoSuchNode => "the record has no such node",
            Refusal::NotAQuestion => "nothing asks for this node: it takes no answer",
            Refusal::NotRelevant => "the question is not asked now",
            Refusal::Readonly => "the question is only to be read",
            Refusal::Calculated => "the value is calculated",
            Refusal::NotOfItsType => "the answer is not of the question's type",
            Refusal::NotOffered => "the choice is not offered",
            Refusal::NotARepeat => "the node is no instance of a repeat, or no repeat",
            Refusal::TooMany => "the record has no room for one more",
            Refusal::CountedRepeat => "how many there are is computed or fixed",
            Refusal::NoSuchLanguage => "the form has no such language",
        })
    }
}

impl Session {
    /// The form.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// The record.
    pub fn record(&self) -> &Tree {
        &self.record
    }

    /// What could not be evaluated since the record was opened, each once: a function that gave up, values that set each other off, a document
    /// of the host that is no XML; with the formula, where it is one's. What is only shown is evaluated when somebody asks for it, and told from then on.
    pub fn faults(&self) -> Vec<(Option<FormulaId>, String)> {
        self.faults.borrow().clone()
    }

    /// The element of a node; none for what is no element of the form, and for nodes that are gone.
    pub fn def(&self, node: NodeId) -> Option<DefId> {
        self.defs.get(node.0 as usize).copied().filter(|def| *def != NO_DEF)
    }

    pub(super) fn node_def(&self, node: NodeId) -> Option<&NodeDef> {
        self.def(node).map(|def| self.form.node(def))
    }

    pub(super) fn control(&self, node: NodeId) -> Option<&Control> {
        let place = self.node_def(node)?.control?;
        self.form.controls.get(place as usize)
    }

    pub(super) fn state(&self, node: NodeId) -> State {
        self.states.get(node.0 as usize).copied().unwrap_or(State::OPEN)
    }

    pub(super) fn is_leaf(&self, node: NodeId) -> bool {
        self.node_def(node).is_some_and(|def| def.children.is_empty())
    }

    /// Whether a node and all above it are relevant.
    pub fn is_relevant(&self, node: NodeId) -> bool {
        self.hidden == 0
            || std::iter::successors(Some(node), |node| self.record.parent(*node))
                .all(|node| self.state(node).relevant)
    }

    /// The node of an element above a node, or itself.
    pub(super) fn ancestor(&self, node: NodeId, def: DefId) -> Option<NodeId> {
        std::iter::successors(Some(node), |node| self.record.parent(*node))
            .find(|node| self.def(*node) == Some(def))
    }

    /// Every node of an element under a node of one above it.
    pub(super) fn instances(&self, under: NodeId, above: DefId, of: DefId) -> Vec<NodeId> {
        let mut way: Vec<DefId> = Vec::new();
        let mut at = of;
        while at != above {
            way.push(at);
            match self.form.node(at).parent {
                Some(parent) => at = parent,
                None => return Vec::new(),
            }
        }
        let mut nodes = vec![under];
        for def in way.into_iter().rev() {
            let def = self.form.node(def);
            nodes = match (nodes.as_slice(), &def.repeat) {
                ([only], None) => self.record.named_child(*only, def.name).into_iter().collect(),
                _ => nodes.iter().flat_map(|node| self.record.named_children(*node, def.name)).collect(),
            };
        }
        nodes
    }
}
