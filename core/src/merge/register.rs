//! One register: from everything that was said of it to its heads, the value that is shown, and whether it is
//! disputed. A pure function of the set of sayings; no clock and no order of arrival enters it.

use std::cmp::Reverse;

use crate::change::cbor::value_bytes;
use crate::record::{ChangeName, Value};

/// One assignment in force of a register: a set, or a value within a create (which replaces nothing, at depth 0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The change that says it; it says one thing of one register.
    pub change: ChangeName,
    /// Its author's rank.
    pub role: u64,
    /// 1 + the greatest depth of what it replaces; 0 where it replaces nothing.
    pub depth: u64,
    /// The value.
    pub value: Value,
    /// The heads that its author was shown.
    pub replaces: Vec<ChangeName>,
    /// Why, where a field asks for it.
    pub reason: Option<String>,
}

/// What all sayings about a register come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<'a> {
    /// The sayings that none replaces, the shown one first.
    pub heads: Vec<&'a Assignment>,
    /// Whether two heads differ in their canonical bytes.
    pub disputed: bool,
}

/// Heads are the sayings that no other replaces; the greatest by role, depth, device and number is shown. A name in
/// `replaces` that is not held is normal. One saying replaces another only from a greater depth, as every honest one
/// has it: so no circle of names can leave a register without a head.
pub fn resolve(said: &[Assignment]) -> Resolved<'_> {
    let replaced =
        |s: &Assignment| said.iter().any(|other| other.depth > s.depth && other.replaces.contains(&s.change));
    let ignore_replaces = crate::fault("replaces-ignored");
    let mut heads: Vec<&Assignment> = said.iter().filter(|s| ignore_replaces || !replaced(s)).collect();
    heads.sort_by_key(|s| Reverse((s.role, s.depth, s.change)));
    if crate::fault("heads-by-last-writer") {
        heads.truncate(1);
    }
    let disputed = match heads.split_first() {
        Some((first, rest)) => {
            let shown = value_bytes(&first.value);
            rest.iter().any(|head| value_bytes(&head.value) != shown)
        }
        None => false,
    };
    Resolved { heads, disputed }
}

impl<'a> Resolved<'a> {
    /// The value that every replica shows.
    pub fn shown(&self) -> Option<&'a Value> {
        self.heads.first().map(|head| &head.value)
    }

    /// The heads behind the shown value, equal ones too: what a save on what was shown must name.
    pub fn behind_shown(&self) -> Vec<ChangeName> {
        let Some(shown) = self.shown().map(value_bytes) else { return Vec::new() };
        self.heads.iter().filter(|h| value_bytes(&h.value) == shown).map(|h| h.change).collect()
    }

    /// All heads: what settling names.
    pub fn all(&self) -> Vec<ChangeName> {
        self.heads.iter().map(|h| h.change).collect()
    }

    /// The greatest depth among the heads.
    pub fn depth(&self) -> u64 {
        self.heads.iter().map(|h| h.depth).max().unwrap_or(0)
    }
}
