//! Which elements an expression reads, found without evaluating it; and absolute paths bound to the repeat they stand in, as the
//! specification asks (section "A Big Deviation with XForms"). Knows elements and expressions; recomputes nothing.

use super::ids::DefId;
use super::node::NodeDef;
use crate::forms::tree::Symbol;
use crate::forms::xpath::ast::{Axis, Expr, Path, Start, Step, Test};
use crate::forms::xpath::function::Function;

/// One element that an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    /// What is read.
    pub target: DefId,
    /// The lowest element that both the reader and what is read stand in, always the same one for both.
    pub anchor: DefId,
    /// Whether a predicate chose among the instances of a repeat: the value of one instance may then rest on the same value of another.
    pub chosen: bool,
}

/// The elements of a form, to walk in.
#[derive(Clone, Copy)]
pub struct Elements<'a> {
    /// All of them.
    pub nodes: &'a [NodeDef],
}

impl<'a> Elements<'a> {
    fn node(self, id: DefId) -> &'a NodeDef {
        &self.nodes[id.0 as usize]
    }

    fn child(self, of: DefId, name: Symbol) -> Option<DefId> {
        self.node(of).children.iter().copied().find(|child| self.node(*child).name == name)
    }

    fn below(self, of: DefId) -> impl Iterator<Item = DefId> + 'a {
        // Parents stand before children, so that a subtree needs no stack.
        let first = of;
        self.nodes.iter().enumerate().skip(of.0 as usize + 1).filter_map(move |(index, _)| {
            let id = DefId(index as u32);
            self.within(id, first).then_some(id)
        })
    }

    /// Whether one is the other or stands in it.
    pub fn within(self, inner: DefId, outer: DefId) -> bool {
        let mut at = inner;
        while at.0 > outer.0 {
            match self.node(at).parent {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        at == outer
    }

    fn higher(self, a: DefId, b: DefId) -> DefId {
        if self.node(a).depth <= self.node(b).depth { a } else { b }
    }
}

/// Binds the absolute paths of an expression whose context is `owner`.
pub fn bind(expr: &mut Expr, elements: Elements<'_>, owner: DefId) {
    Binder { elements, owner }.expr(expr, Some(owner), true);
}

struct Binder<'a> {
    elements: Elements<'a>,
    owner: DefId,
}

impl Binder<'_> {
    /// `context` is the element of the context node, where it is known and in the record; `outermost` whether it is the owner's own.
    fn expr(&self, expr: &mut Expr, context: Option<DefId>, outermost: bool) {
        match expr {
            Expr::Number(_) | Expr::Literal(_) => {}
            Expr::Negate(of) => self.expr(of, context, outermost),
            Expr::Chain(first, rest) => {
                self.expr(first, context, outermost);
                rest.iter_mut().for_each(|(_, operand)| self.expr(operand, context, outermost));
            }
            Expr::Extension(_, arguments) => {
                arguments.iter_mut().for_each(|argument| self.expr(argument, context, outermost));
            }
            Expr::Call(function, arguments) => {
                // The paths that indexed-repeat names are of every instance: its indices choose.
                let indexed = *function == Function::IndexedRepeat;
                for (place, argument) in arguments.iter_mut().enumerate() {
                    if indexed && (place == 0 || place % 2 == 1) {
                        continue;
                    }
                    self.expr(argument, context, outermost);
                }
            }
            Expr::Path(path) => self.path(path, context, outermost),
        }
    }

    fn path(&self, path: &mut Path, context: Option<DefId>, outermost: bool) {
        if matches!(path.start, Start::Root) {
            self.bind_root(path, context, outermost);
        }
        let mut at: Vec<DefId> = match &mut path.start {
            Start::Root => Vec::new(),
            Start::Context => context.into_iter().collect(),
            Start::Filter(of, predicates) => {
                self.expr(of, context, outermost);
                let start = start_of(of, self.owner);
                for predicate in predicates {
                    self.expr(predicate, start, false);
                }
                start.into_iter().collect()
            }
        };
        let mut root = matches!(path.start, Start::Root);
        for step in &mut path.steps {
            at = step_from(self.elements, &at, root, step);
            root = false;
            let only = if let [only] = at.as_slice() { Some(*only) } else { None };
            for predicate in &mut step.predicates {
                self.expr(predicate, only, false);
            }
        }
    }

    /// `/data/child/age`, read in an instance of `child`, is that instance's.
    fn bind_root(&self, path: &mut Path, context: Option<DefId>, outermost: bool) {
        let candidates = [context.map(|context| (context, outermost)), Some((self.owner, true))];
        for (from, is_owner) in candidates.into_iter().flatten() {
            let Some((repeat, taken)) = self.shared_repeat(path, from) else { continue };
            let up = self.elements.node(from).depth - self.elements.node(repeat).depth;
            let mut steps: Vec<Step> = (0..up).map(|_| parent()).collect();
            steps.extend(path.steps.drain(taken..));
            path.steps = steps;
            path.start = if is_owner && !outermost { current() } else { Start::Context };
            return;
        }
    }

    /// The deepest repeat that a path goes through and `from` stands in, and how many steps lead to it.
    fn shared_repeat(&self, path: &Path, from: DefId) -> Option<(DefId, usize)> {
        let mut way: Vec<DefId> = Vec::new();
        let mut up = Some(from);
        while let Some(id) = up {
            way.push(id);
            up = self.elements.node(id).parent;
        }
        let mut found = None;
        for (place, (step, id)) in path.steps.iter().zip(way.iter().rev()).enumerate() {
            let named = step.axis == Axis::Child
                && step.predicates.is_empty()
                && step.test == Test::Name(self.elements.node(*id).name);
            // The repeat itself, as the last step, means all of its instances.
            if !named || place + 1 == path.steps.len() {
                break;
            }
            if self.elements.node(*id).repeat.is_some() {
                found = Some((*id, place + 1));
            }
        }
        found
    }
}

fn parent() -> Step {
    Step { axis: Axis::Parent, test: Test::Node, predicates: Vec::new() }
}

fn current() -> Start {
    Start::Filter(Box::new(Expr::Call(Function::Current, Vec::new())), Vec::new())
}

/// Makes an expression that is asked at an instance of a repeat one that is asked at what the repeat stands in; false where it reads the
/// instance itself.
pub fn lift(expr: &mut Expr) -> bool {
    let mut stack = vec![expr];
    while let Some(expr) = stack.pop() {
        match expr {
            Expr::Number(_) | Expr::Literal(_) => {}
            Expr::Negate(of) => stack.push(of),
            Expr::Chain(first, rest) => {
                stack.push(first);
                stack.extend(rest.iter_mut().map(|(_, operand)| operand));
            }
            Expr::Call(_, arguments) | Expr::Extension(_, arguments) => stack.extend(arguments),
            Expr::Path(path) => {
                let at_context = match &path.start {
                    Start::Root => continue,
                    Start::Context => true,
                    Start::Filter(of, _) => matches!(of.as_ref(), Expr::Call(Function::Current, _)),
                };
                if !at_context {
                    continue;
                }
                let above = path.steps.iter().position(|step| step.axis != Axis::SelfNode);
                match above {
                    Some(place) if path.steps[place].axis == Axis::Parent => {
                        path.steps.drain(..=place);
                        if path.steps.is_empty() {
                            path.steps.push(Step {
                                axis: Axis::SelfNode,
                                test: Test::Node,
                                predicates: Vec::new(),
                            });
                        }
                    }
                    _ => return false,
                }
            }
        }
    }
    true
}

/// The element that a filter starts from, if it is one of the record.
fn start_of(of: &Expr, owner: DefId) -> Option<DefId> {
    match of {
        Expr::Call(Function::Current, _) => Some(owner),
        _ => None,
    }
}

/// The elements that a step leads to.
fn step_from(elements: Elements<'_>, from: &[DefId], root: bool, step: &Step) -> Vec<DefId> {
    let mut to = Vec::new();
    let keep = |id: DefId, to: &mut Vec<DefId>| {
        let fits = match &step.test {
            Test::Name(name) => elements.node(id).name == *name,
            Test::Any | Test::AnyOf(_) | Test::Node => true,
            Test::Text | Test::Comment | Test::Instruction(_) => false,
        };
        if fits && !to.contains(&id) {
            to.push(id);
        }
    };
    if root {
        match step.axis {
            Axis::Child => keep(DefId(0), &mut to),
            Axis::Descendant | Axis::DescendantOrSelf => {
                (0..elements.nodes.len()).for_each(|id| keep(DefId(id as u32), &mut to));
            }
            _ => {}
        }
        return to;
    }
    for id in from.iter().copied() {
        match step.axis {
            Axis::Child => match &step.test {
                Test::Name(name) => to.extend(elements.child(id, *name)),
                _ => elements.node(id).children.iter().for_each(|child| keep(*child, &mut to)),
            },
            Axis::Parent => to.extend(elements.node(id).parent),
            Axis::SelfNode => keep(id, &mut to),
            Axis::Descendant => elements.below(id).for_each(|id| keep(id, &mut to)),
            Axis::DescendantOrSelf => {
                keep(id, &mut to);
                elements.below(id).for_each(|id| keep(id, &mut to));
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                let from = if step.axis == Axis::Ancestor { elements.node(id).parent } else { Some(id) };
                std::iter::successors(from, |id| elements.node(*id).parent).for_each(|id| keep(id, &mut to));
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                if let Some(parent) = elements.node(id).parent {
                    elements.node(parent).children.iter().for_each(|child| keep(*child, &mut to));
                }
            }
            Axis::Following | Axis::Preceding => {
                (0..elements.nodes.len()).for_each(|id| keep(DefId(id as u32), &mut to));
            }
            Axis::Attribute | Axis::Namespace => {}
        }
    }
    to
}

/// What an expression reads, each once; and the places in it where a path names an element that the record does not have.
pub fn references(expr: &Expr, elements: Elements<'_>, owner: DefId) -> (Vec<Reference>, Vec<Lost>) {
    let mut reader = Reader { elements, owner, found: Vec::new(), lost: Vec::new() };
    reader.expr(expr, Some((owner, owner)));
    reader.found.sort_unstable();
    reader.found.dedup();
    (reader.found, reader.lost)
}

/// The elements that a path of a formula leads to, where it starts at the formula's own element or at the record.
pub fn leads_to(path: &Path, elements: Elements<'_>, owner: DefId) -> Vec<DefId> {
    let reader = Reader { elements, owner, found: Vec::new(), lost: Vec::new() };
    reader.ends(path, Some((owner, owner))).into_iter().map(|(id, _)| id).collect()
}

/// A path that leads to no element of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// How far it leads: the path of the last element that there is.
    pub from: String,
    /// The name that is not there.
    pub name: Symbol,
}

struct Reader<'a> {
    elements: Elements<'a>,
    owner: DefId,
    found: Vec<Reference>,
    lost: Vec<Lost>,
}

/// An element with the anchor of the way there.
type At = (DefId, DefId);

impl Reader<'_> {
    fn expr(&mut self, expr: &Expr, context: Option<At>) {
        match expr {
            Expr::Number(_) | Expr::Literal(_) => {}
            Expr::Negate(of) => self.expr(of, context),
            Expr::Chain(first, rest) => {
                self.expr(first, context);
                rest.iter().for_each(|(_, operand)| self.expr(operand, context));
            }
            Expr::Extension(_, arguments) => {
                arguments.iter().for_each(|argument| self.expr(argument, context));
            }
            Expr::Call(function, arguments) => {
                let before = self.found.len();
                for argument in arguments {
                    self.expr(argument, context);
                }
                if *function == Function::IndexedRepeat {
                    self.found.iter_mut().skip(before).for_each(|reference| reference.chosen = true);
                }
            }
            Expr::Path(path) => {
                self.path(path, context);
            }
        }
    }

    fn path(&mut self, path: &Path, context: Option<At>) {
        let mut at: Vec<At> = Vec::new();
        let mut root = false;
        // Nodes of other documents are followed for what their predicates read.
        match &path.start {
            Start::Root => root = true,
            Start::Context => at.extend(context),
            Start::Filter(of, predicates) => {
                self.expr(of, context);
                at.extend(start_of(of, self.owner).map(|owner| (owner, owner)));
                let first = at.first().copied();
                predicates.iter().for_each(|predicate| self.expr(predicate, first));
                if at.is_empty()
                    && let Expr::Path(inner) = of.as_ref()
                {
                    at = self.ends(inner, context);
                }
            }
        }
        let mut chosen = false;
        for step in &path.steps {
            at = self.step(&at, root, step);
            root = false;
            let inside = at.first().copied();
            for predicate in &step.predicates {
                chosen = true;
                if at.len() <= 1 {
                    self.expr(predicate, inside);
                } else {
                    at.clone().into_iter().for_each(|at| self.expr(predicate, Some(at)));
                }
            }
        }
        self.found.extend(at.iter().map(|(target, anchor)| Reference {
            target: *target,
            anchor: *anchor,
            chosen,
        }));
    }

    /// Where a path ends, without what it reads on its way.
    fn ends(&self, path: &Path, context: Option<At>) -> Vec<At> {
        let (mut at, mut root): (Vec<At>, bool) = match &path.start {
            Start::Root => (Vec::new(), true),
            Start::Context => (context.into_iter().collect(), false),
            Start::Filter(of, _) => {
                (start_of(of, self.owner).map(|owner| (owner, owner)).into_iter().collect(), false)
            }
        };
        for step in &path.steps {
            at = self.go(&at, root, step);
            root = false;
        }
        at
    }

    fn step(&mut self, from: &[At], root: bool, step: &Step) -> Vec<At> {
        let to = self.go(from, root, step);
        if to.is_empty()
            && step.axis == Axis::Child
            && let Test::Name(name) = step.test
            && (root || !from.is_empty())
        {
            let from = from.first().map_or(String::new(), |(id, _)| self.elements.node(*id).path.clone());
            self.lost.push(Lost { from, name });
        }
        to
    }

    fn go(&self, from: &[At], root: bool, step: &Step) -> Vec<At> {
        if root {
            return step_from(self.elements, &[], true, step).into_iter().map(|id| (id, DefId(0))).collect();
        }
        let mut to: Vec<At> = Vec::new();
        for (id, anchor) in from {
            for next in step_from(self.elements, &[*id], false, step) {
                let climbed = match step.axis {
                    Axis::Parent | Axis::Ancestor | Axis::AncestorOrSelf => {
                        self.elements.higher(*anchor, next)
                    }
                    Axis::FollowingSibling | Axis::PrecedingSibling => {
                        self.elements.higher(*anchor, self.elements.node(*id).parent.unwrap_or(DefId(0)))
                    }
                    Axis::Following | Axis::Preceding => DefId(0),
                    _ => *anchor,
                };
                if !to.contains(&(next, climbed)) {
                    to.push((next, climbed));
                }
            }
        }
        to
    }
}
