//! Where an evaluation starts: an expression, a node, and whoever answers what the expression asks.

use super::ast::Expr;
use super::evaluator::{Context, Evaluator};
use super::functions;
use super::value::{Fault, Value};
use super::world::{NodeRef, World};

/// What an expression gives at a node; `current()` is that node.
///
/// # Errors
/// An expression that cannot be evaluated there, or that takes too long.
pub fn evaluate<'a>(expr: &'a Expr, node: NodeRef, world: &'a dyn World) -> Result<Value<'a>, Fault> {
    evaluator(node, world).value(expr, alone(node))
}

/// The same, as text.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_text(expr: &Expr, node: NodeRef, world: &dyn World) -> Result<String, Fault> {
    Ok(evaluator(node, world).text(expr, alone(node))?.into_owned())
}

/// The same, as true or false.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_boolean(expr: &Expr, node: NodeRef, world: &dyn World) -> Result<bool, Fault> {
    evaluator(node, world).boolean(expr, alone(node))
}

/// The same, as a number; NaN where it gives none.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_number(expr: &Expr, node: NodeRef, world: &dyn World) -> Result<f64, Fault> {
    evaluator(node, world).number(expr, alone(node))
}

fn evaluator<'a>(node: NodeRef, world: &'a dyn World) -> Evaluator<'a> {
    Evaluator::new(world, node, functions::call)
}

fn alone(node: NodeRef) -> Context {
    Context { node, position: 1, size: 1 }
}
