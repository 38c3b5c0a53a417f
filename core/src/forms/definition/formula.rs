//! An expression of a form and what it is for. Plain data; evaluates nothing.

use serde::{Deserialize, Serialize};

use super::ids::DefId;
use crate::forms::xpath::Expr;

/// An expression with the element it is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Formula {
    /// Compiled, its absolute paths bound to the repeat it stands in.
    pub expr: Expr,
    /// The context.
    pub owner: DefId,
    /// What it is for.
    pub purpose: Purpose,
}

/// What a formula is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "they are the bind's")]
pub enum Purpose {
    Relevant,
    Calculate,
    Constraint,
    Required,
    Readonly,
    /// How many of the repeat that is named there are; the owner is what the repeat stands in.
    Count(DefId),
    /// The choices offered.
    Choices,
    /// Something shown: a label, a message, an output in one.
    Shown,
    /// What an action sets.
    Action,
}
