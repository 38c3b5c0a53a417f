//! What an expression is after it was read. XPath 1.0, section 3; nothing here evaluates.

use serde::{Deserialize, Serialize};

use super::function::Function;
use crate::forms::tree::Symbol;

/// An expression. What is chained (`a or b or c`) lies side by side, so only brackets, arguments and predicates make it deep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A number as it is written.
    Number(f64),
    /// A text in quotes.
    Literal(Box<str>),
    /// A location path, or a filter with steps behind it.
    Path(Path),
    /// A function and its arguments; which there are, and of how many arguments, was checked when it was read.
    Call(Function, Vec<Expr>),
    /// A function of whoever evaluates, by its name.
    Extension(Box<str>, Vec<Expr>),
    /// Operands with operators of one precedence between them, applied from the left.
    Chain(Box<Expr>, Vec<(Operator, Expr)>),
    /// The minus sign before one.
    Negate(Box<Expr>),
}

/// An operator of two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they are XPath's")]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Union,
}

/// A path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Where it starts.
    pub start: Start,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Start {
    /// At the document: `/a`.
    Root,
    /// At the context node: `a`, `../a`, `.`.
    Context,
    /// At what an expression gives, after its predicates: `current()/a`, `instance('x')[1]/a`, `(a | b)[1]`.
    Filter(Box<Expr>, Vec<Expr>),
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Which way.
    pub axis: Axis,
    /// Which nodes.
    pub test: Test,
    /// Which of those.
    pub predicates: Vec<Expr>,
}

/// An axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they are XPath's")]
pub enum Axis {
    Child,
    Parent,
    SelfNode,
    Descendant,
    DescendantOrSelf,
    Ancestor,
    AncestorOrSelf,
    Following,
    FollowingSibling,
    Preceding,
    PrecedingSibling,
    Attribute,
    Namespace,
}

/// A node test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Test {
    /// `name`, `prefix:name`.
    Name(Symbol),
    /// `*`.
    Any,
    /// `prefix:*`.
    AnyOf(Box<str>),
    /// `node()`.
    Node,
    /// `text()`.
    Text,
    /// `comment()`.
    Comment,
    /// `processing-instruction()`, with a target or without.
    Instruction(Option<Box<str>>),
}

/// Where in an expression a path stands: what may be made of it depends on that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// In a predicate: a relative path starts at the node that is being filtered, not at the context node of the expression.
    pub in_predicate: bool,
    /// A node-set or repeat of `indexed-repeat`: it means the nodes of all instances, and is not to be made relative to one.
    pub of_all_instances: bool,
}

impl Expr {
    /// Every expression within this one and itself, from the outside in.
    pub fn each<'a>(&'a self, mut visit: impl FnMut(&'a Expr, Standing)) {
        let mut open = vec![(self, Standing::default())];
        while let Some((expr, standing)) = open.pop() {
            visit(expr, standing);
            let filtered = Standing { in_predicate: true, ..standing };
            match expr {
                Expr::Number(_) | Expr::Literal(_) => {}
                Expr::Path(path) => {
                    for step in path.steps.iter().rev() {
                        open.extend(step.predicates.iter().rev().map(|inner| (inner, filtered)));
                    }
                    if let Start::Filter(base, predicates) = &path.start {
                        open.extend(predicates.iter().rev().map(|inner| (inner, filtered)));
                        open.push((base, standing));
                    }
                }
                Expr::Call(function, arguments) => {
                    let within = |place| standing.argument(*function, place);
                    let all = arguments.iter().enumerate().rev();
                    open.extend(all.map(|(place, inner)| (inner, within(place))));
                }
                Expr::Extension(_, arguments) => {
                    open.extend(arguments.iter().rev().map(|inner| (inner, standing)));
                }
                Expr::Chain(first, rest) => {
                    open.extend(rest.iter().rev().map(|(_, inner)| (inner, standing)));
                    open.push((first, standing));
                }
                Expr::Negate(inner) => open.push((inner, standing)),
            }
        }
    }

    /// Every expression within this one and itself, to be changed, from the outside in.
    pub fn each_mut(&mut self, mut visit: impl FnMut(&mut Expr)) {
        let mut open = vec![self];
        while let Some(expr) = open.pop() {
            visit(expr);
            match expr {
                Expr::Number(_) | Expr::Literal(_) => {}
                Expr::Path(path) => {
                    for step in &mut path.steps {
                        open.extend(&mut step.predicates);
                    }
                    if let Start::Filter(base, predicates) = &mut path.start {
                        open.extend(predicates);
                        open.push(base);
                    }
                }
                Expr::Call(_, arguments) | Expr::Extension(_, arguments) => open.extend(arguments),
                Expr::Chain(first, rest) => {
                    open.extend(rest.iter_mut().map(|(_, inner)| inner));
                    open.push(first);
                }
                Expr::Negate(inner) => open.push(inner),
            }
        }
    }

    /// Every path within this expression, to be changed, from the outside in.
    pub fn each_path_mut(&mut self, mut visit: impl FnMut(&mut Path, Standing)) {
        let mut open = vec![(self, Standing::default())];
        while let Some((expr, standing)) = open.pop() {
            let filtered = Standing { in_predicate: true, ..standing };
            match expr {
                Expr::Number(_) | Expr::Literal(_) => {}
                Expr::Path(path) => {
                    visit(path, standing);
                    for step in path.steps.iter_mut().rev() {
                        open.extend(step.predicates.iter_mut().rev().map(|inner| (inner, filtered)));
                    }
                    if let Start::Filter(base, predicates) = &mut path.start {
                        open.extend(predicates.iter_mut().rev().map(|inner| (inner, filtered)));
                        open.push((base, standing));
                    }
                }
                Expr::Call(function, arguments) => {
                    let within = |place| standing.argument(*function, place);
                    let all = arguments.iter_mut().enumerate().rev();
                    open.extend(all.map(|(place, inner)| (inner, within(place))));
                }
                Expr::Extension(_, arguments) => {
                    open.extend(arguments.iter_mut().rev().map(|inner| (inner, standing)));
                }
                Expr::Chain(first, rest) => {
                    open.extend(rest.iter_mut().rev().map(|(_, inner)| (inner, standing)));
                    open.push((first, standing));
                }
                Expr::Negate(inner) => open.push((inner, standing)),
            }
        }
    }
}

impl Standing {
    fn argument(self, function: Function, place: usize) -> Standing {
        let whole = function == Function::IndexedRepeat && (place == 0 || place % 2 == 1);
        Standing { of_all_instances: self.of_all_instances || whole, ..self }
    }
}

impl Path {
    /// Whether it is only names, `.` and `..`, from the document or the context node: the paths that an answer changes cheaply.
    pub fn is_plain(&self) -> bool {
        !matches!(self.start, Start::Filter(..)) && self.steps.iter().all(Step::is_plain)
    }
}

impl Step {
    /// Its name, if it is a name without predicates and nothing else.
    pub fn name(&self) -> Option<Symbol> {
        match (self.axis, &self.test) {
            (Axis::Child, Test::Name(name)) if self.predicates.is_empty() => Some(*name),
            _ => None,
        }
    }

    /// Whether it is a name, `.` or `..` without predicates.
    pub fn is_plain(&self) -> bool {
        self.predicates.is_empty()
            && matches!(
                (self.axis, &self.test),
                (Axis::Child, Test::Name(_)) | (Axis::Parent | Axis::SelfNode, Test::Node)
            )
    }
}
