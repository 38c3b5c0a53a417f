//! All that a rule may look at. Judges nothing.

use super::entry::{Child, Entry, Measure};
use super::occasion::History;
use super::rules::Rules;
use super::when::When;
use crate::growth::age::{AgeDays, Range};
use crate::growth::who::Missing;

/// All that a rule may look at.
pub(super) struct Evidence<'a> {
    pub(super) child: &'a Child,
    pub(super) entry: &'a Entry,
    pub(super) when: When,
    pub(super) age: Option<AgeDays>,
    pub(super) scores: &'a [Result<Range, Missing>; 8],
    pub(super) history: &'a History,
    pub(super) rules: &'a Rules,
}

impl Evidence<'_> {
    /// Whether a second measurement of this day agrees with this one in all of these measures.
    pub(super) fn confirmed(&self, measures: &[Measure]) -> bool {
        !measures.is_empty() && measures.iter().all(|measure| self.history.agrees(self.entry, *measure))
    }
}
