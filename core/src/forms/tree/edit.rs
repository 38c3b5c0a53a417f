//! What changes a tree: nodes appended, copied, taken away, and the links and numbers that follow from it.

use super::{Kind, NONE, Node, NodeId, Symbol, Tree, WIDE};

impl Tree {
    fn allot(&mut self, node: Node) -> u32 {
        if let Some(id) = self.free.pop() {
            self.nodes[id as usize] = node;
            return id;
        }
        self.nodes.push(node);
        (self.nodes.len() - 1) as u32
    }

    fn at(&mut self, id: u32) -> Option<&mut Node> {
        self.keys.clear();
        self.nodes.get_mut(id as usize)
    }

    /// Puts a node that stands nowhere under its parent, after a child of it, or first where that is none.
    fn link(&mut self, id: u32, after: u32) {
        let parent = self.nodes[id as usize].parent;
        let next = match self.nodes.get(after as usize) {
            Some(node) => node.next,
            None => self.nodes[parent as usize].first,
        };
        (self.nodes[id as usize].previous, self.nodes[id as usize].next) = (after, next);
        match self.at(after) {
            Some(node) => node.next = id,
            None => self.nodes[parent as usize].first = id,
        }
        match self.at(next) {
            Some(node) => node.previous = id,
            None => self.nodes[parent as usize].last = id,
        }
        self.nodes[parent as usize].children += 1;
        if let Kind::Element(name) = self.nodes[id as usize].kind {
            self.link_same(id, name);
        }
        if self.nodes[parent as usize].children >= WIDE && !self.nodes[parent as usize].wide {
            self.widen(parent);
        }
    }

    fn link_same(&mut self, id: u32, name: Symbol) {
        let parent = self.nodes[id as usize].parent;
        let known = if self.nodes[parent as usize].wide {
            self.index.get(&(parent, name)).copied()
        } else {
            Some((NONE, NONE))
        };
        let before = match known {
            None => NONE,
            Some((_, last)) if self.nodes[id as usize].next == NONE && last != NONE => last,
            Some(_) => {
                let mut at = self.nodes[id as usize].previous;
                while at != NONE && self.nodes[at as usize].kind != Kind::Element(name) {
                    at = self.nodes[at as usize].previous;
                }
                at
            }
        };
        let next = match self.nodes.get(before as usize) {
            Some(node) => node.next_same,
            None => {
                let mut at = if known.is_none() { NONE } else { self.nodes[id as usize].next };
                while at != NONE && self.nodes[at as usize].kind != Kind::Element(name) {
                    at = self.nodes[at as usize].next;
                }
                at
            }
        };
        self.nodes[id as usize].next_same = next;
        let mut position = 1;
        if let Some(node) = self.at(before) {
            node.next_same = id;
            position = node.position + 1;
        }
        self.renumber(id, position);
        if self.nodes[parent as usize].wide {
            let ends = self.index.entry((parent, name)).or_insert((id, id));
            if before == NONE {
                ends.0 = id;
            }
            if next == NONE {
                ends.1 = id;
            }
        }
    }

    fn renumber(&mut self, from: u32, position: u32) {
        let (mut at, mut position) = (from, position);
        while let Some(node) = self.at(at) {
            node.position = position;
            (at, position) = (node.next_same, position + 1);
        }
    }

    fn widen(&mut self, parent: u32) {
        self.nodes[parent as usize].wide = true;
        let mut at = self.nodes[parent as usize].first;
        while at != NONE {
            let node = &self.nodes[at as usize];
            if let Kind::Element(name) = node.kind {
                self.index.entry((parent, name)).or_insert((at, at)).1 = at;
            }
            at = node.next;
        }
    }

    pub(super) fn append(&mut self, parent: NodeId, kind: Kind, line: u32) -> NodeId {
        let parent = if (parent.0 as usize) < self.nodes.len() { parent.0 } else { 0 };
        let id = self.allot(Node::new(kind, parent, line));
        self.link(id, self.nodes[parent as usize].last);
        NodeId(id)
    }

    /// A new element, after the last child.
    pub fn append_element(&mut self, parent: NodeId, name: Symbol) -> NodeId {
        self.append(parent, Kind::Element(name), 0)
    }

    /// A new text, after the last child.
    pub fn append_text(&mut self, parent: NodeId, text: &str) -> NodeId {
        self.append(parent, Kind::Text(text.into()), 0)
    }

    /// A new comment, after the last child.
    pub fn append_comment(&mut self, parent: NodeId, text: &str) -> NodeId {
        self.append(parent, Kind::Comment(text.into()), 0)
    }

    /// A new processing instruction, after the last child.
    pub fn append_instruction(&mut self, parent: NodeId, target: Symbol, content: &str) -> NodeId {
        self.append(parent, Kind::Instruction(target, content.into()), 0)
    }

    /// An attribute of an element, after those it has; one of the same name is replaced.
    pub fn append_attribute(&mut self, element: NodeId, name: Symbol, value: &str) -> NodeId {
        let mut last = NONE;
        let mut at = self.node(element).first_attribute;
        while let Some(node) = self.at(at) {
            if let Kind::Attribute(own, old) = &mut node.kind
                && *own == name
            {
                *old = value.into();
                return NodeId(at);
            }
            (last, at) = (at, node.next);
        }
        let id = self.allot(Node::new(Kind::Attribute(name, value.into()), element.0, 0));
        self.nodes[id as usize].previous = last;
        match self.at(last) {
            Some(node) => node.next = id,
            None => {
                if let Some(node) = self.at(element.0) {
                    node.first_attribute = id;
                }
            }
        }
        NodeId(id)
    }

    /// Says which line of the source a node stands on.
    pub fn set_line(&mut self, node: NodeId, line: u32) {
        if let Some(node) = self.at(node.0) {
            node.line = line;
        }
    }

    /// What an element says: one text, or none where it is empty. Elements below it stay; the text that is there is used again.
    pub fn set_text(&mut self, element: NodeId, text: &str) {
        let mut kept = false;
        let mut at = self.node(element).first;
        while let Some(node) = self.at(at) {
            let (id, next) = (at, node.next);
            if let Kind::Text(old) = &mut node.kind {
                if kept || text.is_empty() {
                    self.remove(NodeId(id));
                } else {
                    kept = true;
                    if **old != *text {
                        *old = text.into();
                    }
                }
            }
            at = next;
        }
        if !kept && !text.is_empty() {
            self.append_text(element, text);
        }
    }

    /// Copies a node of this tree, with all below it, under `parent`: after its child `after`, or before its first one.
    /// Gives the copy; the document itself and attributes are not copied.
    pub fn copy_under(&mut self, source: NodeId, parent: NodeId, after: Option<NodeId>) -> Option<NodeId> {
        // Taken down before it is put in, so that a node can be copied under itself.
        let taken = self.take_down(source);
        self.put_in(taken, parent, after)
    }

    /// The same, of another tree of the same names.
    pub fn copy_from(
        &mut self,
        tree: &Tree,
        source: NodeId,
        parent: NodeId,
        after: Option<NodeId>,
    ) -> Option<NodeId> {
        self.put_in(tree.take_down(source), parent, after)
    }

    /// A subtree as a list in document order, each with its parent's place in the list.
    pub(super) fn take_down(&self, source: NodeId) -> Vec<(usize, Kind, u32)> {
        let mut list: Vec<(usize, Kind, u32)> = Vec::new();
        let mut above = Vec::new();
        let mut at = Some(source);
        while let Some(node) = at {
            while above.last().is_some_and(|(over, _)| self.parent(node) != Some(*over)) {
                above.pop();
            }
            let place = list.len();
            list.push((
                above.last().map_or(usize::MAX, |(_, place)| *place),
                self.kind(node).clone(),
                self.line(node),
            ));
            for attribute in self.attributes(node) {
                list.push((place, self.kind(attribute).clone(), self.line(attribute)));
            }
            above.push((node, place));
            at = self.after(node, source);
        }
        list
    }

    fn put_in(
        &mut self,
        list: Vec<(usize, Kind, u32)>,
        parent: NodeId,
        after: Option<NodeId>,
    ) -> Option<NodeId> {
        let mut ids: Vec<u32> = Vec::with_capacity(list.len());
        for (over, kind, line) in list {
            let id = match (ids.get(over).copied(), kind) {
                (Some(element), Kind::Attribute(name, value)) => {
                    let id = self.append_attribute(NodeId(element), name, &value);
                    self.set_line(id, line);
                    id.0
                }
                (Some(over), kind) => self.append(NodeId(over), kind, line).0,
                (None, Kind::Document | Kind::Attribute(..)) => return None,
                (None, kind) => {
                    let id = self.allot(Node::new(kind, parent.0, line));
                    let after = after
                        .filter(|after| self.parent(*after) == Some(parent))
                        .map_or(NONE, |after| after.0);
                    self.link(id, after);
                    id
                }
            };
            ids.push(id);
        }
        ids.first().map(|id| NodeId(*id))
    }

    /// Takes a node away with all below it. Its ids may be given to later nodes.
    pub fn remove(&mut self, node: NodeId) {
        let Some(parent) = self.parent(node).map(|parent| parent.0) else { return };
        let gone: Vec<NodeId> = self
            .descendants(node)
            .flat_map(|each| std::iter::once(each).chain(self.attributes(each)))
            .collect();
        let Node { previous, next, next_same, position, .. } = *self.node(node);
        let attribute = matches!(self.kind(node), Kind::Attribute(..));
        if let Kind::Element(name) = *self.kind(node) {
            self.unlink_same(node.0, name, next_same, position);
        }
        match self.at(previous) {
            Some(before) => before.next = next,
            None if attribute => self.nodes[parent as usize].first_attribute = next,
            None => self.nodes[parent as usize].first = next,
        }
        match self.at(next) {
            Some(after) => after.previous = previous,
            None if attribute => {}
            None => self.nodes[parent as usize].last = previous,
        }
        if !attribute {
            self.nodes[parent as usize].children -= 1;
        }
        for each in gone {
            if self.node(each).wide {
                self.forget(each);
            }
            self.nodes[each.0 as usize] = Node::new(Kind::Text(Box::default()), NONE, 0);
            self.free.push(each.0);
        }
    }

    fn unlink_same(&mut self, id: u32, name: Symbol, next_same: u32, position: u32) {
        let parent = self.nodes[id as usize].parent;
        let mut before = NONE;
        if position > 1 {
            before = self.nodes[id as usize].previous;
            while before != NONE && self.nodes[before as usize].kind != Kind::Element(name) {
                before = self.nodes[before as usize].previous;
            }
        }
        if let Some(node) = self.at(before) {
            node.next_same = next_same;
        }
        self.renumber(next_same, position);
        if self.nodes[parent as usize].wide {
            match self.index.get_mut(&(parent, name)) {
                _ if before == NONE && next_same == NONE => {
                    self.index.remove(&(parent, name));
                }
                Some(ends) => {
                    if before == NONE {
                        ends.0 = next_same;
                    }
                    if next_same == NONE {
                        ends.1 = before;
                    }
                }
                None => {}
            }
        }
    }

    /// Takes what the index says of an element's children out of it.
    fn forget(&mut self, element: NodeId) {
        let mut at = self.node(element).first;
        while at != NONE {
            let node = &self.nodes[at as usize];
            if let Kind::Element(name) = node.kind {
                self.index.remove(&(element.0, name));
            }
            at = node.next;
        }
    }
}
