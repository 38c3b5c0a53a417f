//! A tree as it is kept: compact, and taken back only if it is a tree.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Kind, NONE, Node, NodeId, Tree};

/// How many ids a stored tree may have room for.
const ROOM: usize = 4_000_000;

/// How a tree is kept: its nodes in document order, each with its parent's place in the list, and the ids where they are not the places.
#[derive(Serialize, Deserialize)]
struct Stored {
    nodes: Vec<(u32, Kind, u32)>,
    ids: Vec<u32>,
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let nodes = self.take_down(self.document());
        let mut ids: Vec<u32> = self
            .descendants(self.document())
            .flat_map(|node| std::iter::once(node).chain(self.attributes(node)))
            .map(|node| node.0)
            .collect();
        if ids.iter().zip(0..).all(|(id, place)| *id == place) {
            ids.clear();
        }
        let nodes = nodes
            .into_iter()
            .map(|(over, kind, line)| (if over == usize::MAX { 0 } else { over as u32 }, kind, line))
            .collect();
        Stored { nodes, ids }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { nodes, ids } = Stored::deserialize(deserializer)?;
        let mut tree = Tree::new();
        let mut places = vec![0u32];
        if !ids.is_empty() {
            let room = ids.iter().max().map_or(0, |id| *id as usize + 1);
            let mut seen = vec![false; room.min(ROOM)];
            let new =
                |id: &u32| seen.get_mut(*id as usize).is_some_and(|seen| !std::mem::replace(seen, true));
            if ids.len() != nodes.len() || ids.first() != Some(&0) || !ids.iter().all(new) {
                return Err(D::Error::custom("the ids of a tree's nodes are not its own"));
            }
            tree.nodes.resize(room, Node::new(Kind::Text(Box::default()), NONE, 0));
            tree.free = (1..room as u32).filter(|id| !seen[*id as usize]).collect();
            tree.free.extend(ids[1..].iter().rev());
        }
        for (over, kind, line) in nodes.into_iter().skip(1) {
            let Some(over) = places.get(over as usize).copied() else {
                return Err(D::Error::custom("a node of a tree stands before its parent"));
            };
            let inside = matches!(tree.kind(NodeId(over)), Kind::Document | Kind::Element(_));
            let id = match kind {
                Kind::Attribute(name, value) if inside => {
                    let id = tree.append_attribute(NodeId(over), name, &value);
                    tree.set_line(id, line);
                    id
                }
                Kind::Document | Kind::Attribute(..) => {
                    return Err(D::Error::custom("a node of a tree stands where none can"));
                }
                kind if inside => tree.append(NodeId(over), kind, line),
                _ => return Err(D::Error::custom("a node of a tree stands under one that holds none")),
            };
            places.push(id.0);
        }
        Ok(tree)
    }
}
