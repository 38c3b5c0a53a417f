//! What an expression is after it was read. XPath 1.0, section 3; nothing here evaluates.

use serde::{Deserialize, Serialize};

use crate::forms::tree::Symbol;

/// An expression.
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
    /// An operator between two.
    Binary(Operator, Box<Expr>, Box<Expr>),
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

/// A function that there is, by its place in the table of functions; [`Function::name`] says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function(pub u16);
