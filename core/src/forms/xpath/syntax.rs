//! What is wrong in the text of an expression.

use std::fmt;

/// What is wrong in an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The byte in the text, from 0; the length of the text where something is missing at its end.
    pub offset: usize,
    /// What is wrong: a sentence without its full stop.
    pub what: String,
    /// What to do: a sentence without its full stop.
    pub remedy: String,
}

impl SyntaxError {
    pub(super) fn new(offset: usize, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        SyntaxError { offset, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.remedy)
    }
}
