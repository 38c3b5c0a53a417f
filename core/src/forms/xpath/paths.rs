//! The nodes that a path gives: steps, axes, predicates. XPath 1.0, section 2. What most paths of a form are, names from a known
//! node, is walked without making sets.

use super::ast::{Axis, Expr, Operator, Path, Start, Step, Test};
use super::evaluator::{Context, Evaluator, looks_like_date};
use super::function::Function;
use super::value::{Fault, Nodes, Value};
use super::world::{DocumentId, NodeRef};
use crate::forms::tree::{Kind, NodeId, Symbol, Tree, declared};

impl<'a> Evaluator<'a> {
    /// The nodes that a path gives and that count.
    pub(super) fn path(&self, path: &'a Path, at: Context) -> Result<Nodes, Fault> {
        let mut nodes = self.all(path, at)?;
        nodes.retain(|node| self.counts(node));
        Ok(nodes)
    }

    /// The first node that a path gives and that counts.
    pub(super) fn first(&self, path: &'a Path, at: Context) -> Result<Option<NodeRef>, Fault> {
        if let Some(start) = self.plain(path, at) {
            let mut first = None;
            self.walk(start, &path.steps, &mut |node| {
                if self.counts(node) {
                    first = Some(node);
                }
                first.is_some()
            })?;
            return Ok(first);
        }
        Ok(self.path(path, at)?.first())
    }

    /// The nodes that an expression gives, those that do not count among them.
    pub fn all_nodes(&self, expr: &'a Expr, at: Context) -> Result<Nodes, Fault> {
        match expr {
            Expr::Path(path) => self.all(path, at),
            _ => self.nodes(expr, at),
        }
    }

    pub(super) fn all(&self, path: &'a Path, at: Context) -> Result<Nodes, Fault> {
        let mut nodes = Nodes::None;
        if let Some(start) = self.plain(path, at) {
            self.walk(start, &path.steps, &mut |node| {
                nodes.push(node);
                false
            })?;
            if matches!(nodes, Nodes::Many(_)) && path.steps.iter().any(|step| step.axis == Axis::Parent) {
                self.in_order(&mut nodes)?;
            }
            return Ok(nodes);
        }
        match (self.start(path, at), &path.start) {
            (Some(start), _) => nodes = Nodes::One(start),
            (None, Start::Filter(base, predicates)) => {
                nodes = self.nodes(base, at)?;
                if !predicates.is_empty() {
                    let kept = self.filter(nodes.as_slice().to_vec(), predicates)?;
                    nodes = Nodes::None;
                    kept.into_iter().for_each(|node| nodes.push(node));
                }
            }
            (None, _) => {}
        }
        // Whether one of the nodes may stand under another.
        let mut nested = matches!(nodes, Nodes::Many(_));
        for step in &path.steps {
            let mut next = Nodes::None;
            for node in nodes.as_slice() {
                for found in self.step(*node, step)? {
                    next.push(found);
                }
            }
            let several = matches!(nodes, Nodes::Many(_));
            let reverse = matches!(
                step.axis,
                Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling
            );
            let stays = matches!(step.axis, Axis::Child | Axis::Attribute | Axis::SelfNode);
            if reverse || several && (nested || !stays) {
                self.in_order(&mut next)?;
            }
            nested = nested && several || !stays;
            nodes = next;
        }
        Ok(nodes)
    }

    /// Where a path starts that is only names, `.` and `..`.
    fn plain(&self, path: &Path, at: Context) -> Option<NodeRef> {
        let plain = !self.by_namespace && path.steps.iter().all(Step::is_plain);
        self.start(path, at).filter(|_| plain)
    }

    /// Visits what plain steps lead to, until `visit` says that it is enough. Calls itself once a step at most.
    fn walk(
        &self,
        start: NodeRef,
        steps: &[Step],
        visit: &mut dyn FnMut(NodeRef) -> bool,
    ) -> Result<bool, Fault> {
        let tree = self.tree(start.document);
        let mut at = start.node;
        for (place, step) in steps.iter().enumerate() {
            match (step.axis, &step.test) {
                (Axis::Parent, _) => match tree.parent(at) {
                    Some(parent) => at = parent,
                    None => return Ok(false),
                },
                (Axis::Child, Test::Name(name)) => {
                    let Some(first) = tree.named_child(at, *name) else { return Ok(false) };
                    if tree.next_same_named(first).is_none() {
                        at = first;
                        continue;
                    }
                    let mut next = Some(first);
                    while let Some(node) = next {
                        self.spend(1)?;
                        if self.walk(NodeRef { node, ..start }, &steps[place + 1..], visit)? {
                            return Ok(true);
                        }
                        next = tree.next_same_named(node);
                    }
                    return Ok(false);
                }
                _ => {}
            }
        }
        self.spend(1)?;
        Ok(visit(NodeRef { node: at, ..start }))
    }

    /// The nodes that a step leads to from one node, in the order of the axis.
    fn step(&self, from: NodeRef, step: &'a Step) -> Result<Vec<NodeRef>, Fault> {
        let tree = self.tree(from.document);
        if let Some(found) = self.look_up(tree, from, step)? {
            return Ok(found);
        }
        let mut found = Vec::new();
        let mut looked = 0;
        let mut take = |node: NodeId| {
            looked += 1;
            if self.passes(tree, node, step) {
                found.push(NodeRef { node, ..from });
            }
        };
        let attribute = matches!(tree.kind(from.node), Kind::Attribute(..));
        match (step.axis, &step.test) {
            (Axis::Child, Test::Name(name)) if !self.by_namespace => {
                tree.named_children(from.node, *name).for_each(take);
            }
            (Axis::Child, _) => tree.children(from.node).for_each(take),
            (Axis::Parent, _) => tree.parent(from.node).into_iter().for_each(take),
            (Axis::SelfNode, _) => take(from.node),
            (Axis::Attribute, _) => tree.attributes(from.node).for_each(take),
            (Axis::Descendant, _) => tree.descendants(from.node).skip(1).for_each(take),
            (Axis::DescendantOrSelf, _) => tree.descendants(from.node).for_each(take),
            (Axis::Ancestor | Axis::AncestorOrSelf, _) => {
                let above = std::iter::successors(Some(from.node), |node| tree.parent(*node));
                above.skip(usize::from(step.axis == Axis::Ancestor)).for_each(take);
            }
            (Axis::FollowingSibling, _) if !attribute => {
                std::iter::successors(tree.next_sibling(from.node), |node| tree.next_sibling(*node))
                    .for_each(take);
            }
            (Axis::PrecedingSibling, _) if !attribute => {
                std::iter::successors(tree.previous_sibling(from.node), |node| tree.previous_sibling(*node))
                    .for_each(take);
            }
            (Axis::Following, _) => {
                let all = tree.document();
                let first = match tree.parent(from.node) {
                    Some(element) if attribute => tree.after(element, all),
                    _ => tree.after_all(from.node, all),
                };
                std::iter::successors(first, |node| tree.after(*node, all)).for_each(take);
            }
            (Axis::Preceding, _) => preceding(tree, from.node).into_iter().for_each(take),
            // There are no namespace nodes: the specification's axes are child, parent and self, and no form asks for them.
            (Axis::Namespace | Axis::FollowingSibling | Axis::PrecedingSibling, _) => {}
        }
        self.spend(looked)?;
        self.filter(found, &step.predicates)
    }

    /// Leaves the nodes that every predicate holds for.
    fn filter(&self, mut nodes: Vec<NodeRef>, predicates: &'a [Expr]) -> Result<Vec<NodeRef>, Fault> {
        for predicate in predicates {
            if let Expr::Number(number) = predicate {
                let place = nodes.iter().zip(1..).find(|(_, place)| f64::from(*place) == *number);
                nodes = place.map(|(node, _)| *node).into_iter().collect();
                continue;
            }
            let size = nodes.len();
            let mut kept = Vec::new();
            for (node, position) in nodes.into_iter().zip(1..) {
                self.spend(1)?;
                let holds = match self.value(predicate, Context { node, position, size })? {
                    Value::Number(number) => number == position as f64,
                    value => self.to_boolean(&value),
                };
                if holds {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        Ok(nodes)
    }

    /// Rows of a long list that a column says one of some texts of, by the list's index: `item[name = /data/district]`.
    fn look_up(&self, tree: &'a Tree, from: NodeRef, step: &'a Step) -> Result<Option<Vec<NodeRef>>, Fault> {
        // The record changes with every answer; its indexes would be made in vain.
        let (Axis::Child, Test::Name(row), [first, later @ ..]) = (step.axis, &step.test, &*step.predicates)
        else {
            return Ok(None);
        };
        if from.document == DocumentId(0) || self.by_namespace {
            return Ok(None);
        }
        let Some((column, other, place)) = keyed(first) else { return Ok(None) };
        let Some(keyed) = tree.keyed(from.node, *row, column) else { return Ok(None) };
        let outside = Context { node: from, position: 1, size: 1 };
        let texts = match self.value(other, outside)? {
            Value::Text(text) => vec![text],
            Value::Nodes(nodes) => {
                nodes.as_slice().iter().map(|node| self.text_of(*node)).collect::<Result<_, _>>()?
            }
            Value::Number(_) | Value::Boolean(_) => return Ok(None),
        };
        // A date equals what is written otherwise; then every row is looked at.
        if texts.iter().any(|text| looks_like_date(text)) {
            return Ok(None);
        }
        let mut rows: Vec<NodeId> =
            texts.iter().flat_map(|text| keyed.get(&**text).into_iter().flatten()).copied().collect();
        self.spend(rows.len())?;
        if texts.len() > 1 {
            tree.sort(&mut rows);
        }
        let mut found: Vec<NodeRef> = rows.into_iter().map(|node| NodeRef { node, ..from }).collect();
        if let Expr::Chain(head, rest) = first
            && let Some(place) = place
        {
            let operands = std::iter::once(&**head).chain(rest.iter().map(|(_, operand)| operand));
            for (_, operand) in operands.enumerate().filter(|(at, _)| *at != place) {
                let mut kept = Vec::new();
                for node in found {
                    self.spend(1)?;
                    if self.boolean(operand, Context { node, position: 1, size: 1 })? {
                        kept.push(node);
                    }
                }
                found = kept;
            }
        }
        self.filter(found, later).map(Some)
    }

    fn passes(&self, tree: &Tree, node: NodeId, step: &Step) -> bool {
        let kind = tree.kind(node);
        let name = match (step.axis, kind) {
            (Axis::Attribute, Kind::Attribute(name, _)) => {
                // A declaration of a namespace is no attribute (XPath 1.0, section 5.3).
                Some(*name).filter(|name| declared(self.names.name(*name)).is_none())
            }
            (Axis::Attribute, _) => None,
            (_, Kind::Element(name)) => Some(*name),
            _ => None,
        };
        match &step.test {
            Test::Node => step.axis != Axis::Attribute || name.is_some(),
            Test::Text => matches!(kind, Kind::Text(_)),
            Test::Comment => matches!(kind, Kind::Comment(_)),
            Test::Instruction(None) => matches!(kind, Kind::Instruction(..)),
            Test::Instruction(Some(wanted)) => {
                matches!(kind, Kind::Instruction(target, _) if self.names.name(*target) == &**wanted)
            }
            Test::Any => name.is_some(),
            Test::Name(wanted) if self.by_namespace => {
                let (prefix, local) = self.names.split(*wanted);
                name.is_some_and(|name| {
                    self.names.split(name).1 == local && self.same_namespace(tree, node, name, prefix)
                })
            }
            Test::Name(wanted) => name == Some(*wanted),
            Test::AnyOf(prefix) if self.by_namespace => {
                name.is_some_and(|name| self.same_namespace(tree, node, name, Some(prefix)))
            }
            Test::AnyOf(prefix) => name.is_some_and(|name| self.names.split(name).0 == Some(prefix)),
        }
    }

    fn same_namespace(&self, tree: &Tree, node: NodeId, name: Symbol, prefix: Option<&str>) -> bool {
        self.namespace_of(tree, node, name) == prefix.map_or(Some(""), |prefix| self.world.namespace(prefix))
    }

    /// The namespace of a node's name; empty for none.
    pub fn namespace_of<'t>(&self, tree: &'t Tree, node: NodeId, name: Symbol) -> Option<&'t str> {
        let attribute = matches!(tree.kind(node), Kind::Attribute(..));
        match self.names.split(name).0 {
            None if attribute => Some(""),
            None => Some(tree.namespace(self.names, node, "").unwrap_or("")),
            Some(prefix) => tree.namespace(self.names, node, prefix),
        }
    }
}

/// What stands before a node and is none of its ancestors, the nearest first.
fn preceding(tree: &Tree, node: NodeId) -> Vec<NodeId> {
    let mut all = Vec::new();
    let mut at = match tree.kind(node) {
        Kind::Attribute(..) => tree.parent(node),
        _ => Some(node),
    };
    while let Some(here) = at {
        let mut sibling = tree.previous_sibling(here);
        while let Some(before) = sibling {
            let start = all.len();
            all.extend(tree.descendants(before));
            all[start..].reverse();
            sibling = tree.previous_sibling(before);
        }
        at = tree.parent(here);
    }
    all
}

/// The column and the text, or nodes, of a predicate that says `column = …`, alone or among others that all have to hold (then which of
/// them it is), where what stands on the other side is the same for every row.
fn keyed(predicate: &Expr) -> Option<(Symbol, &Expr, Option<usize>)> {
    let Expr::Chain(first, rest) = predicate else { return None };
    match rest.as_slice() {
        [(Operator::Equal, _)] => keyed_one(predicate).map(|(column, other)| (column, other, None)),
        [(Operator::And, _), ..] => {
            let mut counts = false;
            predicate.each(|expr, standing| {
                let place = matches!(expr, Expr::Call(Function::Last, _))
                    || matches!(expr, Expr::Call(Function::Position, none) if none.is_empty());
                counts |= place && !standing.in_predicate;
            });
            let operands = std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand));
            let mut found = operands.enumerate().filter_map(|(place, operand)| {
                keyed_one(operand).map(|(column, other)| (column, other, Some(place)))
            });
            found.next().filter(|_| !counts)
        }
        _ => None,
    }
}

fn keyed_one(operand: &Expr) -> Option<(Symbol, &Expr)> {
    let Expr::Chain(first, rest) = operand else { return None };
    match rest.as_slice() {
        [(Operator::Equal, second)] => {
            column(first).zip(fixed(second)).or_else(|| column(second).zip(fixed(first)))
        }
        _ => None,
    }
}

fn column(expr: &Expr) -> Option<Symbol> {
    match expr {
        Expr::Path(Path { start: Start::Context, steps }) => match steps.as_slice() {
            [Step { axis: Axis::Child, test: Test::Name(name), predicates }] if predicates.is_empty() => {
                Some(*name)
            }
            _ => None,
        },
        _ => None,
    }
}

fn fixed(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Literal(_) => Some(expr),
        Expr::Path(Path { start: Start::Root, .. }) => Some(expr),
        Expr::Path(Path { start: Start::Filter(base, _), .. }) => match &**base {
            Expr::Call(Function::Current, _) => Some(expr),
            _ => None,
        },
        _ => None,
    }
}
