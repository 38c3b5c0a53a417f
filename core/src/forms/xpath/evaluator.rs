//! Evaluation of paths, operators and comparisons. XPath 1.0, sections 2 and 3. Functions are called through a pointer, so that they
//! may know this and not the other way round. Bounded: every node that is looked at and every text that is made is paid for.

use std::borrow::Cow;
use std::cell::Cell;

use super::ast::{Expr, Operator, Path, Start};
use super::function::Function;
use super::parse::DEEPEST;
use super::time;
use super::value::{Fault, Nodes, Value, number_to_text, text_to_number};
use super::world::{DocumentId, NodeRef, World};
use crate::forms::tree::{Kind, Names, NodeId, Tree};

/// What one evaluation may cost: nodes looked at, and texts made, in pieces of 64 bytes.
pub const MOST_STEPS: u64 = 3_000_000;

/// What a function does.
pub type Call = for<'a> fn(&Evaluator<'a>, Function, &'a [Expr], Context) -> Result<Value<'a>, Fault>;

/// The node at which an expression is evaluated, and its place among those it was found with.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The node.
    pub node: NodeRef,
    /// From 1.
    pub position: usize,
    /// How many there are.
    pub size: usize,
}

/// One evaluation.
pub struct Evaluator<'a> {
    /// Whoever asks.
    pub world: &'a dyn World,
    /// The names of every document.
    pub names: &'a Names,
    /// The node that `current()` gives.
    pub current: NodeRef,
    pub(super) by_namespace: bool,
    call: Call,
    left: Cell<u64>,
    depth: Cell<usize>,
}

impl<'a> Evaluator<'a> {
    /// One that calls functions through `call`.
    pub fn new(world: &'a dyn World, current: NodeRef, call: Call) -> Self {
        Evaluator {
            world,
            names: world.names(),
            current,
            by_namespace: world.by_namespace(),
            call,
            left: Cell::new(MOST_STEPS),
            depth: Cell::new(0),
        }
    }

    /// A document.
    pub fn tree(&self, document: DocumentId) -> &'a Tree {
        self.world.tree(document)
    }

    /// Pays for work.
    pub fn spend(&self, steps: usize) -> Result<(), Fault> {
        match self.left.get().checked_sub(steps as u64) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(Fault::new("the expression takes too long")),
        }
    }

    /// Pays for a text that was made.
    pub fn spend_text(&self, text: &str) -> Result<(), Fault> {
        self.spend(1 + text.len() / 64)
    }

    /// What an expression gives.
    pub fn value(&self, expr: &'a Expr, at: Context) -> Result<Value<'a>, Fault> {
        match expr {
            Expr::Number(number) => Ok(Value::Number(*number)),
            Expr::Literal(text) => Ok(Value::Text(Cow::Borrowed(text))),
            Expr::Path(path) => self.deeper(|| self.path(path, at)).map(Value::Nodes),
            Expr::Call(function, arguments) => self.deeper(|| (self.call)(self, *function, arguments, at)),
            Expr::Extension(name, arguments) => self.deeper(|| self.extension(name, arguments, at)),
            Expr::Chain(first, rest) => self.deeper(|| self.chain(first, rest, at)),
            Expr::Negate(inner) => self.deeper(|| Ok(Value::Number(-self.number(inner, at)?))),
        }
    }

    fn deeper<T>(&self, inner: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        // What was read is never as deep; an expression that was stored might be.
        if self.depth.get() > 3 * DEEPEST {
            return Err(Fault::new("the expression is nested too deeply"));
        }
        self.spend(1)?;
        self.depth.set(self.depth.get() + 1);
        let result = inner();
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// What an expression gives, as text.
    pub fn text(&self, expr: &'a Expr, at: Context) -> Result<Cow<'a, str>, Fault> {
        match expr {
            Expr::Literal(text) => Ok(Cow::Borrowed(text)),
            Expr::Path(path) => match self.deeper(|| self.first(path, at))? {
                Some(node) => self.text_of(node),
                None => Ok(Cow::Borrowed("")),
            },
            _ => {
                let value = self.value(expr, at)?;
                self.to_text(value)
            }
        }
    }

    /// What an expression gives, as a number.
    pub fn number(&self, expr: &'a Expr, at: Context) -> Result<f64, Fault> {
        match expr {
            Expr::Number(number) => Ok(*number),
            Expr::Path(_) => self.text(expr, at).map(|text| self.number_of(&text)),
            _ => {
                let value = self.value(expr, at)?;
                self.to_number(&value)
            }
        }
    }

    /// What an expression gives, as true or false.
    pub fn boolean(&self, expr: &'a Expr, at: Context) -> Result<bool, Fault> {
        match expr {
            Expr::Path(path) => Ok(self.deeper(|| self.first(path, at))?.is_some()),
            _ => self.value(expr, at).map(|value| self.to_boolean(&value)),
        }
    }

    /// The nodes that an expression gives.
    ///
    /// # Errors
    /// An expression that gives a value.
    pub fn nodes(&self, expr: &'a Expr, at: Context) -> Result<Nodes, Fault> {
        match self.value(expr, at)? {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(Fault::new("a value stands where nodes should")),
        }
    }

    /// The text of a node.
    pub fn text_of(&self, node: NodeRef) -> Result<Cow<'a, str>, Fault> {
        let tree = self.tree(node.document);
        if let Some(text) = tree.leaf_text(node.node) {
            return Ok(Cow::Borrowed(text));
        }
        let mut all = String::new();
        for at in tree.descendants(node.node) {
            self.spend(1)?;
            if let Kind::Text(text) = tree.kind(at) {
                self.spend_text(text)?;
                all.push_str(text);
            }
        }
        Ok(Cow::Owned(all))
    }

    /// A value as text.
    pub fn to_text(&self, value: Value<'a>) -> Result<Cow<'a, str>, Fault> {
        Ok(match value {
            Value::Nodes(nodes) => match nodes.first() {
                Some(node) => self.text_of(node)?,
                None => Cow::Borrowed(""),
            },
            Value::Text(text) => text,
            Value::Number(number) => number_to_text(number),
            Value::Boolean(truth) => Cow::Borrowed(if truth { "true" } else { "false" }),
        })
    }

    /// A value as a number.
    pub fn to_number(&self, value: &Value<'a>) -> Result<f64, Fault> {
        Ok(match value {
            Value::Nodes(nodes) => match nodes.first() {
                Some(node) => self.number_of(&self.text_of(node)?),
                None => f64::NAN,
            },
            Value::Text(text) => self.number_of(text),
            Value::Number(number) => *number,
            Value::Boolean(truth) => f64::from(u8::from(*truth)),
        })
    }

    /// A value as true or false.
    pub fn to_boolean(&self, value: &Value<'a>) -> bool {
        match value {
            Value::Nodes(nodes) => nodes.first().is_some(),
            Value::Text(text) => !text.is_empty(),
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Boolean(truth) => *truth,
        }
    }

    /// The number that a text writes; of a date the days since 1970 (ODK XForms specification, function `number`).
    pub fn number_of(&self, text: &str) -> f64 {
        let number = text_to_number(text);
        if number.is_nan() { self.days_of(text).unwrap_or(f64::NAN) } else { number }
    }

    /// The days since 1970 of a text that is a date, or a date and time.
    pub fn days_of(&self, text: &str) -> Option<f64> {
        let zone = |local| self.world.offset_of(local);
        time::moment(text, time::Reading::Strict, &zone).map(|moment| moment / time::DAY)
    }

    fn extension(&self, name: &str, arguments: &'a [Expr], at: Context) -> Result<Value<'a>, Fault> {
        let texts: Result<Vec<String>, Fault> =
            arguments.iter().map(|argument| Ok(self.text(argument, at)?.into_owned())).collect();
        match self.world.extension(name, &texts?) {
            Some(text) => Ok(Value::owned(text)),
            None => Err(Fault::new(format!("{name}() is not known here"))),
        }
    }

    /// What is compared: nodes none of which counts are blank where they are named, not missing.
    pub(super) fn operand(&self, expr: &'a Expr, at: Context) -> Result<Value<'a>, Fault> {
        let value = self.value(expr, at)?;
        match (expr, &value) {
            (Expr::Path(path), Value::Nodes(Nodes::None)) if !matches!(self.all(path, at)?, Nodes::None) => {
                Ok(Value::Text(Cow::Borrowed("")))
            }
            _ => Ok(value),
        }
    }

    fn chain(&self, first: &'a Expr, rest: &'a [(Operator, Expr)], at: Context) -> Result<Value<'a>, Fault> {
        use Operator::*;
        match rest.first().map(|(operator, _)| *operator) {
            None => self.value(first, at),
            Some(Or | And) => {
                let mut truth = self.boolean(first, at)?;
                for (operator, operand) in rest {
                    if truth == (*operator == Or) {
                        break;
                    }
                    truth = self.boolean(operand, at)?;
                }
                Ok(Value::Boolean(truth))
            }
            Some(Equal | NotEqual | Less | LessOrEqual | Greater | GreaterOrEqual) => {
                let mut left = self.operand(first, at)?;
                for (operator, operand) in rest {
                    let right = self.operand(operand, at)?;
                    left = Value::Boolean(self.compare(*operator, &left, &right)?);
                }
                Ok(left)
            }
            Some(Add | Subtract | Multiply | Divide | Modulo) => {
                let mut number = self.number(first, at)?;
                for (operator, operand) in rest {
                    let right = self.number(operand, at)?;
                    match operator {
                        Subtract => number -= right,
                        Multiply => number *= right,
                        Divide => number /= right,
                        Modulo => number %= right,
                        _ => number += right,
                    }
                }
                Ok(Value::Number(number))
            }
            Some(Union) => {
                let mut nodes = self.nodes(first, at)?;
                for (_, operand) in rest {
                    for node in self.nodes(operand, at)?.as_slice() {
                        nodes.push(*node);
                    }
                }
                self.in_order(&mut nodes)?;
                Ok(Value::Nodes(nodes))
            }
        }
    }

    /// Puts nodes into the order of their documents and leaves each in once.
    pub(super) fn in_order(&self, nodes: &mut Nodes) -> Result<(), Fault> {
        let Nodes::Many(list) = nodes else { return Ok(()) };
        self.spend(list.len())?;
        let document = list.first().map(|node| node.document);
        if list.iter().all(|node| Some(node.document) == document) {
            let Some(document) = document else { return Ok(()) };
            let mut ids: Vec<NodeId> = list.iter().map(|node| node.node).collect();
            self.tree(document).sort(&mut ids);
            *list = ids.into_iter().map(|node| NodeRef { document, node }).collect();
        } else {
            list.sort_by(|a, b| {
                a.document.cmp(&b.document).then_with(|| self.tree(a.document).compare(a.node, b.node))
            });
            list.dedup();
        }
        Ok(())
    }

    /// Compares two values. XPath 1.0, section 3.4; texts that are both dates are compared as numbers, and so is anything with < and >
    /// (ODK XForms specification, section "XPath Operators").
    pub fn compare(&self, operator: Operator, left: &Value<'a>, right: &Value<'a>) -> Result<bool, Fault> {
        match (left, right) {
            (Value::Nodes(_), Value::Boolean(_)) | (Value::Boolean(_), Value::Nodes(_)) => {
                let number = |value| f64::from(u8::from(self.to_boolean(value)));
                Ok(numbers(operator, number(left), number(right)))
            }
            (Value::Nodes(nodes), other) => {
                for node in nodes.as_slice() {
                    self.spend(1)?;
                    if self.compare_node(operator, *node, other, false)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (other, Value::Nodes(nodes)) => {
                for node in nodes.as_slice() {
                    self.spend(1)?;
                    if self.compare_node(operator, *node, other, true)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => self.compare_single(operator, left, right),
        }
    }

    fn compare_node(
        &self,
        operator: Operator,
        node: NodeRef,
        other: &Value<'a>,
        swapped: bool,
    ) -> Result<bool, Fault> {
        let text = Value::Text(self.text_of(node)?);
        match other {
            Value::Nodes(nodes) => {
                for other in nodes.as_slice() {
                    self.spend(1)?;
                    if self.compare_single(operator, &text, &Value::Text(self.text_of(*other)?))? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ if swapped => self.compare_single(operator, other, &text),
            _ => self.compare_single(operator, &text, other),
        }
    }

    fn compare_single(&self, operator: Operator, left: &Value<'a>, right: &Value<'a>) -> Result<bool, Fault> {
        if let (Operator::Equal | Operator::NotEqual, Value::Text(a), Value::Text(b)) =
            (operator, left, right)
        {
            let equal = a == b
                || looks_like_date(a)
                    && looks_like_date(b)
                    && self.days_of(a).is_some_and(|days| self.days_of(b) == Some(days));
            return Ok(equal == (operator == Operator::Equal));
        }
        if let (Operator::Equal | Operator::NotEqual, Value::Boolean(_), _)
        | (Operator::Equal | Operator::NotEqual, _, Value::Boolean(_)) = (operator, left, right)
        {
            let equal = self.to_boolean(left) == self.to_boolean(right);
            return Ok(equal == (operator == Operator::Equal));
        }
        Ok(numbers(operator, self.to_number(left)?, self.to_number(right)?))
    }

    /// Whether a node counts; what is no element counts as its element does.
    pub fn counts(&self, node: NodeRef) -> bool {
        if node.document.0 != 0 {
            return true;
        }
        let tree = self.tree(node.document);
        match tree.kind(node.node) {
            Kind::Document => true,
            Kind::Element(_) => self.world.counts(node),
            _ => match tree.parent(node.node) {
                Some(parent) => self.world.counts(NodeRef { node: parent, ..node }),
                None => true,
            },
        }
    }

    /// Where a path starts, where that is one node that is known at once.
    pub(super) fn start(&self, path: &Path, at: Context) -> Option<NodeRef> {
        match &path.start {
            Start::Root => Some(NodeRef { document: DocumentId(0), node: NodeId(0) }),
            Start::Context => Some(at.node),
            Start::Filter(base, predicates) => match &**base {
                Expr::Call(Function::Current, _) if predicates.is_empty() => Some(self.current),
                _ => None,
            },
        }
    }
}

/// Whether it is worth to read a text as a date.
pub(super) fn looks_like_date(text: &str) -> bool {
    matches!(text.trim_start().as_bytes(), [b'0'..=b'9', _, _, b'0'..=b'9', b'-', ..])
}

fn numbers(operator: Operator, left: f64, right: f64) -> bool {
    match operator {
        Operator::NotEqual => left != right,
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        Operator::GreaterOrEqual => left >= right,
        _ => left == right,
    }
}
