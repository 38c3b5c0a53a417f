//! Rows found by what one of their columns says, for lists of thousands: the index is built when first asked for.

use std::sync::Arc;

use super::{Keyed, NodeId, Symbol, Tree};

/// From how many rows on an index is worth its making.
const WORTH: u32 = 32;

impl Tree {
    /// The children of a name by the text of their child `column`; none where they are so few that walking them is as good.
    pub fn keyed(&self, parent: NodeId, row: Symbol, column: Symbol) -> Option<Arc<Keyed>> {
        if self.count_named(parent, row) < WORTH {
            return None;
        }
        Some(self.keys.get_or_make((parent, row, column), || {
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
            keyed
        }))
    }

    /// How many children of a name a wide element has; 0 for one that is not wide.
    fn count_named(&self, parent: NodeId, name: Symbol) -> u32 {
        if !self.node(parent).wide {
            return 0;
        }
        self.index.get(&(parent.0, name)).map_or(0, |(_, last)| self.position(NodeId(*last)))
    }
}
