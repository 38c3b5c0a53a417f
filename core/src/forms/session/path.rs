//! Paths of nodes as people and files write them: `/data/child[2]/age`, every repeat with its position from 1, nothing else with one. Knows how
//! they are read and written; answers nothing.

use super::state::Session;
use crate::forms::definition::DefId;
use crate::forms::tree::NodeId;

/// A path without the name of the form's root: a form that is renamed asks the same questions.
pub fn without_root(path: &str) -> &str {
    path.splitn(3, '/').nth(2).unwrap_or(path)
}

impl Session {
    /// The path of a node of the record.
    pub fn path(&self, node: NodeId) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut at = Some(node);
        while let Some(here) = at.filter(|here| self.def(*here).is_some()) {
            let Some(def) = self.node_def(here) else { break };
            let name = self.form.names.name(def.name);
            parts.push(match def.repeat {
                Some(_) => format!("{name}[{}]", self.record.position(here)),
                None => name.to_owned(),
            });
            at = self.record.parent(here);
        }
        parts.iter().rev().map(|part| format!("/{part}")).collect()
    }

    /// The node of a path; none where there is none.
    pub fn find(&self, path: &str) -> Option<NodeId> {
        let (parent, def, position) = self.walk(path)?;
        match (self.form.node(def).repeat.is_some(), position) {
            (true, Some(position)) => self.nth(parent, def, position),
            (false, None) => self.record.named_child(parent, self.form.node(def).name),
            _ => None,
        }
    }

    /// A repeat by the path of its instances without the last position, and the node it stands in.
    pub fn find_repeat(&self, path: &str) -> Option<(NodeId, DefId)> {
        let (parent, def, position) = self.walk(path)?;
        (self.form.node(def).repeat.is_some() && position.is_none()).then_some((parent, def))
    }

    /// The last instance of a repeat; none where there is none.
    pub fn last_instance(&self, repeat: &str) -> Option<NodeId> {
        let (parent, def) = self.find_repeat(repeat)?;
        self.record.named_children(parent, self.form.node(def).name).last()
    }

    /// What the last step of a path stands in, its element, and its position if it has one.
    fn walk(&self, path: &str) -> Option<(NodeId, DefId, Option<usize>)> {
        let mut steps = path.strip_prefix('/')?.split('/').peekable();
        let mut at = (self.record.document(), None::<DefId>);
        loop {
            let step = steps.next()?;
            let (name, position) = match step.split_once('[') {
                Some((name, rest)) => (name, Some(rest.strip_suffix(']')?.parse::<usize>().ok()?)),
                None => (step, None),
            };
            let symbol = self.form.names.find(name)?;
            let def = match at.1 {
                Some(above) => self.form.child(above, symbol)?,
                None => Some(DefId(0)).filter(|root| self.form.node(*root).name == symbol)?,
            };
            if steps.peek().is_none() {
                return Some((at.0, def, position));
            }
            let node = match (self.form.node(def).repeat.is_some(), position) {
                (true, Some(position)) => self.nth(at.0, def, position)?,
                (false, None) => self.record.named_child(at.0, symbol)?,
                _ => return None,
            };
            at = (node, Some(def));
        }
    }

    fn nth(&self, parent: NodeId, def: DefId, position: usize) -> Option<NodeId> {
        self.record.named_children(parent, self.form.node(def).name).nth(position.checked_sub(1)?)
    }
}
