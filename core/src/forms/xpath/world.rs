//! What an expression may ask of whoever evaluates it: documents, which nodes count, the time, chance, words, and what the record knows.

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use crate::forms::tree::{Names, NodeId, Tree};

/// One of the documents that an expression may reach: 0 is the record being filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(pub u32);

/// A node of one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeRef {
    /// Which document.
    pub document: DocumentId,
    /// Which node.
    pub node: NodeId,
}

/// Whoever evaluates an expression.
pub trait World {
    /// A document.
    fn tree(&self, document: DocumentId) -> &Tree;

    /// The names of every document and of the expression.
    fn names(&self) -> &Names;

    /// What stands above the root element of a secondary instance, so that `instance('x')/root` is that; none where there is none of this id.
    fn instance(&self, _id: &str) -> Option<NodeRef> {
        None
    }

    /// Whether an element counts: one that is not relevant is left out of every node-set that a path gives (not of the counting within its
    /// steps). Always true outside the record.
    fn counts(&self, _node: NodeRef) -> bool {
        true
    }

    /// What is shown, for a language or by an id of `itext`, in the active language; none where there is no such id.
    fn itext(&self, _id: &str) -> Option<String> {
        None
    }

    /// The label, in the active language, of a choice of the question that a node stands for (`jr:choice-name`).
    fn choice_label(&self, _question: NodeRef, _value: &str) -> Option<String> {
        None
    }

    /// Now, in the zone of whoever fills.
    fn now(&self) -> DateTime<FixedOffset>;

    /// How far from UTC a local time is, in seconds.
    fn offset_of(&self, local: NaiveDateTime) -> i32;

    /// The next of a sequence, at least 0 and below 1.
    fn random(&self) -> f64;

    /// The code of the active language (`es`), for the names of months and days; empty where it is not known.
    fn language(&self) -> &str {
        ""
    }

    /// Whether names are compared by namespace and local name. Forms compare them as they are written, which is what `false` says.
    fn by_namespace(&self) -> bool {
        false
    }

    /// The namespace of a prefix of the expression, where names are compared so.
    fn namespace(&self, _prefix: &str) -> Option<&str> {
        None
    }

    /// A function that whoever evaluates brings along (`chaski:z-score`): none where it knows none of this name. Arguments are texts.
    fn extension(&self, _name: &str, _arguments: &[String]) -> Option<String> {
        None
    }
}
