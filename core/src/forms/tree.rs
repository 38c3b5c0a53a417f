//! An XML document in memory, in one arena: the record being filled, the lists a form chooses from, the form itself. Knows nodes, names
//! and order; knows no form and no expression.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// A name as it is written, prefix and all (`age`, `orx:meta`); the same in every tree and expression of one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Symbol(pub u32);

/// The names of one form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Names {
    list: Vec<Box<str>>,
    #[serde(skip)]
    index: HashMap<Box<str>, Symbol>,
}

impl Names {
    /// The symbol of a name, new where it was not known.
    pub fn intern(&mut self, name: &str) -> Symbol {
        if self.index.len() != self.list.len() {
            self.index = self.list.iter().cloned().zip((0..).map(Symbol)).collect();
        }
        if let Some(symbol) = self.index.get(name) {
            return *symbol;
        }
        let symbol = Symbol(self.list.len() as u32);
        self.list.push(name.into());
        self.index.insert(name.into(), symbol);
        symbol
    }

    /// The name of a symbol; empty for one of another form.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.list.get(symbol.0 as usize).map_or("", |name| name)
    }

    /// The prefix, if it has one, and the local name.
    pub fn split(&self, symbol: Symbol) -> (Option<&str>, &str) {
        let name = self.name(symbol);
        name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local))
    }
}

/// A node of one tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NodeId(pub u32);

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The document itself, above its root element.
    Document,
    /// An element.
    Element(Symbol),
    /// An attribute: its parent is the element, and it is none of its children.
    Attribute(Symbol, Box<str>),
    /// Text.
    Text(Box<str>),
    /// A comment.
    Comment(Box<str>),
    /// A processing instruction: target and content.
    Instruction(Symbol, Box<str>),
}
