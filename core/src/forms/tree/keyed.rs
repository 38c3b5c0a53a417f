//! Rows found by what one of their columns says, for lists of thousands: built when first asked for, thrown away when the tree changes.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::{NodeId, Symbol, Tree};

/// Rows by the text of a column, in the order of the document.
pub type Keyed = HashMap<Box<str>, Vec<NodeId>>;

/// From how many rows on an index is worth its making.
const WORTH: u32 = 32;

/// How many indexes one tree keeps.
const KEPT: usize = 64;

/// Of which parent, of rows of which name, by which column.
type Key = (NodeId, Symbol, Symbol);

/// The indexes of one tree; a copy of it makes its own.
#[derive(Debug, Default)]
pub struct Keys(RwLock<HashMap<Key, Arc<Keyed>>>);

impl Clone for Keys {
    fn clone(&self) -> Self {
        Keys::default()
    }
}

impl Keys {
    /// Throws them away.
    pub fn clear(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Tree {
    /// The children of a name by the text of their child `column`; none where they are so few that walking them is as good.
    pub fn keyed(&self, parent: NodeId, row: Symbol, column: Symbol) -> Option<Arc<Keyed>> {
        if self.count_named(parent, row) < WORTH {
            return None;
        }
        let key = (parent, row, column);
        if let Some(keyed) = self.keys.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Some(Arc::clone(keyed));
        }
        let mut keyed = Keyed::new();
        for row in self.named_children(parent, row) {
            for cell in self.named_children(row, column) {
                let text = self.text(cell);
                let rows = match keyed.get_mut(&*text) {
                    Some(rows) => rows,
                    None => keyed.entry(text.into()).or_default(),
                };
                if rows.last() != Some(&row) {
                    rows.push(row);
                }
            }
        }
        let keyed = Arc::new(keyed);
        let mut kept = self.keys.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&keyed));
        Some(keyed)
    }

    /// How many children of a name a wide element has; 0 for one that is not wide.
    fn count_named(&self, parent: NodeId, name: Symbol) -> u32 {
        if !self.node(parent).wide {
            return 0;
        }
        self.index.get(&(parent.0, name)).map_or(0, |(_, last)| self.position(NodeId(*last)))
    }
}
