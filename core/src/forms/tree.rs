//! An XML document in memory, in one arena: the record being filled, the lists a form chooses from, the form itself. Knows nodes, names
//! and order; knows no form and no expression. Nothing here calls itself, so nesting costs no stack.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

mod edit;
mod kept;
mod keyed;
mod stored;

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

    /// The symbol of a name that is known.
    pub fn find(&self, name: &str) -> Option<Symbol> {
        if self.index.len() == self.list.len() {
            return self.index.get(name).copied();
        }
        self.list.iter().position(|known| &**known == name).map(|at| Symbol(at as u32))
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

/// No node.
const NONE: u32 = u32::MAX;

/// From how many children on an element keeps an index of its children's names.
const WIDE: u32 = 16;

/// What stands for a node that there is not, so that a name of a node that was removed harms nothing.
static NOTHING: Node = Node::new(Kind::Document, NONE, 0);

#[derive(Debug, Clone)]
struct Node {
    kind: Kind,
    parent: u32,
    first: u32,
    last: u32,
    next: u32,
    previous: u32,
    first_attribute: u32,
    /// The next sibling of the same name.
    next_same: u32,
    /// From 1 among siblings of the same name.
    position: u32,
    /// How many children; from [`WIDE`] on they are in the index, and stay there.
    children: u32,
    wide: bool,
    line: u32,
}

impl Node {
    const fn new(kind: Kind, parent: u32, line: u32) -> Self {
        Node {
            kind,
            parent,
            first: NONE,
            last: NONE,
            next: NONE,
            previous: NONE,
            first_attribute: NONE,
            next_same: NONE,
            position: 1,
            children: 0,
            wide: false,
            line,
        }
    }
}

/// A hash for keys of two small numbers of our own making.
#[derive(Debug, Clone, Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, value: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(value)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

/// The first and the last child of a name.
type Index = HashMap<(u32, Symbol), (u32, u32), BuildHasherDefault<Mix>>;

/// Rows by the text of a column, in the order of the document.
pub type Keyed = HashMap<Box<str>, Vec<NodeId>>;

/// A document.
#[derive(Debug, Clone)]
pub struct Tree {
    nodes: Vec<Node>,
    free: Vec<u32>,
    index: Index,
    keys: kept::Kept<(NodeId, Symbol, Symbol), Keyed>,
}

impl Default for Tree {
    fn default() -> Self {
        Tree::new()
    }
}

fn some(id: u32) -> Option<NodeId> {
    (id != NONE).then_some(NodeId(id))
}

impl Tree {
    /// A document without anything in it.
    pub fn new() -> Self {
        Tree {
            nodes: vec![Node::new(Kind::Document, NONE, 0)],
            free: Vec::new(),
            index: Index::default(),
            keys: kept::Kept::default(),
        }
    }

    /// The document itself, above its root element.
    pub fn document(&self) -> NodeId {
        NodeId(0)
    }

    /// The root element.
    pub fn root(&self) -> Option<NodeId> {
        self.children(self.document()).find(|child| self.element_name(*child).is_some())
    }

    /// How many nodes the arena has room for: every id is below it.
    pub fn capacity(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    /// What a node is.
    pub fn kind(&self, node: NodeId) -> &Kind {
        &self.node(node).kind
    }

    /// The node above; of an attribute its element.
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        some(self.node(node).parent)
    }

    /// The first child, of any kind.
    pub fn first_child(&self, node: NodeId) -> Option<NodeId> {
        some(self.node(node).first)
    }

    /// The last child, of any kind.
    pub fn last_child(&self, node: NodeId) -> Option<NodeId> {
        some(self.node(node).last)
    }

    /// The next child of the same parent; of an attribute the next attribute.
    pub fn next_sibling(&self, node: NodeId) -> Option<NodeId> {
        some(self.node(node).next)
    }

    /// The one before.
    pub fn previous_sibling(&self, node: NodeId) -> Option<NodeId> {
        some(self.node(node).previous)
    }

    /// The children, of any kind, in order.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(node), |child| self.next_sibling(*child))
    }

    /// The children that are elements, in order.
    pub fn child_elements(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(node).filter(|child| self.element_name(*child).is_some())
    }

    /// The node and all below it, without attributes, in document order.
    pub fn descendants(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(node), move |at| self.after(*at, node))
    }

    /// What follows a node in document order, within what is below `within`.
    pub fn after(&self, node: NodeId, within: NodeId) -> Option<NodeId> {
        if let Some(child) = self.first_child(node) {
            return Some(child);
        }
        self.after_all(node, within)
    }

    /// What follows a node and all below it in document order, within what is below `within`.
    pub fn after_all(&self, node: NodeId, within: NodeId) -> Option<NodeId> {
        let mut at = node;
        while at != within {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// The name, of an element only.
    pub fn element_name(&self, node: NodeId) -> Option<Symbol> {
        match self.kind(node) {
            Kind::Element(name) => Some(*name),
            _ => None,
        }
    }

    /// The first child of a name; at once, however many there are.
    pub fn named_child(&self, parent: NodeId, name: Symbol) -> Option<NodeId> {
        let above = self.node(parent);
        if above.wide {
            return self.index.get(&(parent.0, name)).map(|(first, _)| NodeId(*first));
        }
        let mut at = above.first;
        while at != NONE {
            let child = self.node(NodeId(at));
            if matches!(child.kind, Kind::Element(own) if own == name) {
                return Some(NodeId(at));
            }
            at = child.next;
        }
        None
    }

    /// The next sibling of the same name.
    pub fn next_same_named(&self, node: NodeId) -> Option<NodeId> {
        some(self.node(node).next_same)
    }

    /// The children of a name, in order; walks only those.
    pub fn named_children(&self, parent: NodeId, name: Symbol) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.named_child(parent, name), |child| self.next_same_named(*child))
    }

    /// Which of its siblings of the same name an element is, from 1.
    pub fn position(&self, node: NodeId) -> u32 {
        self.node(node).position
    }

    /// The attributes, declarations of namespaces among them, in order.
    pub fn attributes(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(some(self.node(node).first_attribute), |at| self.next_sibling(*at))
    }

    /// The value of an attribute of a name.
    pub fn attribute(&self, node: NodeId, name: Symbol) -> Option<&str> {
        self.attributes(node).find_map(|at| match self.kind(at) {
            Kind::Attribute(own, value) if *own == name => Some(&**value),
            _ => None,
        })
    }

    /// The string-value (XPath 1.0, section 5): of an element or the document all text below it.
    pub fn text(&self, node: NodeId) -> Cow<'_, str> {
        if let Some(text) = self.leaf_text(node) {
            return Cow::Borrowed(text);
        }
        let mut texts = self.descendants(node).filter_map(|at| match self.kind(at) {
            Kind::Text(text) => Some(&**text),
            _ => None,
        });
        let Some(first) = texts.next() else { return Cow::Borrowed("") };
        let Some(second) = texts.next() else { return Cow::Borrowed(first) };
        let mut all = String::with_capacity(first.len() + second.len());
        all.extend([first, second]);
        all.extend(texts);
        Cow::Owned(all)
    }

    /// The string-value where nothing has to be gathered for it: of a leaf with one text or none, and of what is no element.
    pub fn leaf_text(&self, node: NodeId) -> Option<&str> {
        let node = self.node(node);
        match &node.kind {
            Kind::Document | Kind::Element(_) if node.first == NONE => Some(""),
            Kind::Document | Kind::Element(_) => match &self.node(NodeId(node.first)).kind {
                Kind::Text(text) if node.first == node.last => Some(text),
                _ => None,
            },
            Kind::Text(text) | Kind::Comment(text) => Some(text),
            Kind::Attribute(_, text) | Kind::Instruction(_, text) => Some(text),
        }
    }

    /// The line of the source, from 1; 0 where there is none.
    pub fn line(&self, node: NodeId) -> u32 {
        self.node(node).line
    }

    /// The namespace that a prefix (empty: the default one) stands for at a node.
    pub fn namespace(&self, names: &Names, node: NodeId, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some("http://www.w3.org/XML/1998/namespace");
        }
        let mut at = Some(node);
        while let Some(here) = at {
            for attribute in self.attributes(here) {
                if let Kind::Attribute(name, value) = self.kind(attribute)
                    && declared(names.name(*name)) == Some(prefix)
                {
                    return (!value.is_empty()).then_some(value);
                }
            }
            at = self.parent(here);
        }
        None
    }

    /// Which of two nodes comes first in the document.
    pub fn compare(&self, a: NodeId, b: NodeId) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let (depth_a, depth_b) = (self.depth(a), self.depth(b));
        let up = |mut node: NodeId, levels: u32| {
            for _ in 0..levels {
                node = self.parent(node).unwrap_or(node);
            }
            node
        };
        let (mut x, mut y) = (up(a, depth_a.saturating_sub(depth_b)), up(b, depth_b.saturating_sub(depth_a)));
        if x == y {
            return depth_a.cmp(&depth_b);
        }
        while let (Some(over_x), Some(over_y)) = (self.parent(x), self.parent(y)) {
            if over_x == over_y {
                return self.compare_siblings(x, y);
            }
            (x, y) = (over_x, over_y);
        }
        x.cmp(&y)
    }

    fn depth(&self, node: NodeId) -> u32 {
        let mut depth = 0;
        let mut at = node;
        while let Some(parent) = self.parent(at) {
            (at, depth) = (parent, depth + 1);
        }
        depth
    }

    fn compare_siblings(&self, x: NodeId, y: NodeId) -> Ordering {
        let attribute = |node| matches!(self.kind(node), Kind::Attribute(..));
        match (attribute(x), attribute(y)) {
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            _ => {}
        }
        if let (Some(a), Some(b)) = (self.element_name(x), self.element_name(y))
            && a == b
        {
            return self.position(x).cmp(&self.position(y));
        }
        // From both at once: the way between them is walked, never the whole row.
        let (mut after_x, mut after_y) = (Some(x), Some(y));
        loop {
            after_x = after_x.and_then(|node| self.next_sibling(node));
            after_y = after_y.and_then(|node| self.next_sibling(node));
            if after_x == Some(y) || after_y.is_none() {
                return Ordering::Less;
            }
            if after_y == Some(x) || after_x.is_none() {
                return Ordering::Greater;
            }
        }
    }

    /// Puts nodes into document order and leaves each in once.
    pub fn sort(&self, nodes: &mut Vec<NodeId>) {
        if nodes.len() < 64 {
            nodes.sort_by(|a, b| self.compare(*a, *b));
        } else {
            let mut order = vec![0u32; self.nodes.len()];
            let mut number = 0;
            for node in self.descendants(self.document()) {
                for each in std::iter::once(node).chain(self.attributes(node)) {
                    number += 1;
                    order[each.0 as usize] = number;
                }
            }
            nodes.sort_by_key(|node| order.get(node.0 as usize).copied().unwrap_or(0));
        }
        nodes.dedup();
    }
}

/// The prefix that an attribute of this name declares; empty for the default namespace.
pub fn declared(name: &str) -> Option<&str> {
    match name.strip_prefix("xmlns") {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(':'),
        None => None,
    }
}
