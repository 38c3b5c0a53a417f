//! What a person was shown of one register, as a screen carries it to `save`: a save stands in front of what its
//! author saw, never of what arrived since.

use super::error::Result;
use super::log::Log;
use crate::change::Register;
use crate::merge::{Said, State, resolve};
use crate::record::{ChangeName, FieldId, RecordName, Value};

/// One register as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which register.
    pub register: Register,
    /// What is shown; `None` where nothing was ever said.
    pub value: Option<Value>,
    /// Every head behind the shown value, equal ones too: what a save on it replaces.
    pub replaces: Vec<ChangeName>,
    /// All heads: what settling replaces.
    pub all: Vec<ChangeName>,
    /// The greatest depth among those of `replaces`.
    pub depth: u64,
    /// The greatest depth among all heads.
    pub depth_of_all: u64,
    /// Whether two heads differ.
    pub disputed: bool,
}

impl Shown {
    /// The same register, to be settled: the save names every head that was shown.
    pub fn settling(mut self) -> Shown {
        self.replaces.clone_from(&self.all);
        self.depth = self.depth_of_all;
        self
    }

    /// The heads of these that were not among what was shown: what was said meanwhile.
    pub fn unseen(&self, now: &Shown) -> Vec<ChangeName> {
        now.all.iter().filter(|head| !self.all.contains(head)).copied().collect()
    }

    /// Whether this is what stands now.
    pub fn stands(&self, now: &Shown) -> bool {
        self.unseen(now).is_empty() && now.unseen(self).is_empty()
    }

    pub(crate) fn of(register: Register, said: &[Said]) -> Shown {
        let resolved = resolve(said);
        let replaces = resolved.behind_shown();
        let depth_of = |names: &[ChangeName]| {
            said.iter().filter(|s| names.contains(&s.change)).map(|s| s.depth).max().unwrap_or(0)
        };
        Shown {
            value: resolved.shown().cloned(),
            depth: depth_of(&replaces),
            replaces,
            all: resolved.all(),
            depth_of_all: resolved.depth(),
            disputed: resolved.disputed,
            register,
        }
    }
}

/// What is shown of a register now.
pub fn shown(log: &Log<'_>, register: &Register) -> Result<Shown> {
    Ok(Shown::of(register.clone(), &log.said(register)?))
}

/// What was shown to whoever saw these heads of a register. One that is not in the state any more stays among them, so
/// that they are not the heads that stand now.
pub fn shown_then(log: &Log<'_>, register: &Register, heads: &[ChangeName]) -> Result<Shown> {
    let mut said = log.said(register)?;
    said.retain(|said| heads.contains(&said.change));
    Ok(Shown { all: heads.to_vec(), ..Shown::of(register.clone(), &said) })
}

/// What is shown of a plain field now.
pub fn shown_field(log: &Log<'_>, record: RecordName, field: FieldId) -> Result<Shown> {
    shown(log, &Register { record, field, path: None })
}
