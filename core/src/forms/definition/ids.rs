//! How the parts of a form name each other: by place. Knows numbers only.

use serde::{Deserialize, Serialize};

/// An element of the record, once however often it repeats: its place among [`Form::nodes`]. 0 is the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DefId(pub u32);

/// An expression of the form: its place among [`Form::formulas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FormulaId(pub u32);

/// No element: a text, the document.
pub const NO_DEF: DefId = DefId(u32::MAX);
