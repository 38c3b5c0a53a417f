//! What a person does, each once: a file a thing. A plan is pure: what stands, who acts, what is given and what the
//! screen showed come in; a draft of changes goes out, or a refusal as a code with arguments. Whoever carries a draft out
//! (a phone, a server, a form) only saves it. Knows no clock, no chance, no words and no screen.

pub mod aside;
pub mod checklist;
pub mod correct;
pub mod pair;
pub mod pregnancy;
pub mod refer;
pub mod register;
pub mod remove;
pub mod review;
pub mod visit;

use crate::merge::State;
use crate::merge::rules::Offence;
use crate::record::check::Problem;
use crate::record::{ChangeName, EntityId, Owner, RecordName, Value, entity, table};
use crate::store::areas::{areas_of, is_within, leaves};
use crate::store::revision::{Revision, behind};
use crate::store::save::Author;
use crate::store::{Log, StoreError};

/// The most letters of a reason.
pub const REASON_LETTERS: usize = 500;
/// The most letters of a comment, of a reply, and of what a health post answered.
pub const COMMENT_LETTERS: usize = 2000;

/// What a plan comes to.
pub type Plan<T> = Result<T, Stop>;

/// Why there is no draft.
#[derive(Debug)]
pub enum Stop {
    /// The act is refused; nothing was changed.
    Refused(Refusal),
    /// What stands could not be read.
    Failed(StoreError),
}

/// Why an act is refused. No value of a record is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What stands is not what was shown: the changes that were not.
    #[error("others said something of it since it was shown")]
    Stale(Vec<ChangeName>),
    /// It is so already: the changes that made it so.
    #[error("it is so already")]
    Already(Vec<ChangeName>),
    /// It, or a record that it names, is in an area of others.
    #[error("this belongs to another area")]
    Elsewhere,
    /// There is no such record, or it is of another kind than the act is about.
    #[error("no record {0:?} here")]
    Nowhere(RecordName),
    /// Both names are one person's.
    #[error("both names are the same person's")]
    Same,
    /// Something must be said and is not: `reason`, `remark`, `reply`.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A text is longer than so many letters.
    #[error("{0} is longer than {1} letters")]
    TooLong(&'static str, usize),
    /// A value does not fit its field.
    #[error(transparent)]
    Entry(Problem),
    /// It breaks a rule.
    #[error(transparent)]
    Offence(Offence),
    /// More bytes than one change may have.
    #[error("too large for one change: {bytes} bytes of {limit}")]
    TooLarge {
        /// Bytes it would take.
        bytes: usize,
        /// Bytes it may take.
        limit: usize,
    },
    /// More edits than one change may have.
    #[error("too much for one change: more than {0} edits")]
    TooManyEdits(usize),
    /// A value would stand in front of more others than one may.
    #[error("a value in front of more than {0} others")]
    TooManyHeads(usize),
    /// A checklist that is not finished: the questions that must be answered, or answered otherwise.
    #[error("the checklist is not finished")]
    Unanswered(Vec<String>),
    /// One act says two things of one field.
    #[error("one step says two things of one field")]
    SaidTwice,
    /// Whoever it is about would be in no feed: no phone would show them any more.
    #[error("the household or area that it names is not here or is none")]
    InNoFeed,
    /// A part of what was given, by its place from 0.
    #[error("{why}")]
    In {
        /// Which.
        at: usize,
        /// Why.
        why: Box<Refusal>,
    },
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        match error {
            StoreError::Entry(problem) => Refusal::Entry(problem).into(),
            StoreError::Offence(offence) => Refusal::Offence(offence).into(),
            StoreError::ReasonMissing { .. } => Refusal::Missing("reason").into(),
            StoreError::NoRecord(record) => Refusal::Nowhere(record).into(),
            StoreError::TooLarge { bytes, limit } => Refusal::TooLarge { bytes, limit }.into(),
            StoreError::TooManyEdits { limit } => Refusal::TooManyEdits(limit).into(),
            StoreError::TooManyHeads { limit } => Refusal::TooManyHeads(limit).into(),
            StoreError::SaidTwice => Refusal::SaidTwice.into(),
            error => Stop::Failed(error),
        }
    }
}

impl Stop {
    /// The same of one part of what was given.
    pub fn within(self, at: usize) -> Stop {
        match self {
            Stop::Refused(why) => Refusal::In { at, why: Box::new(why) }.into(),
            failed => failed,
        }
    }
}

/// What a plan stands on.
#[derive(Clone, Copy)]
pub struct Acting<'a> {
    /// What is held.
    pub log: Log<'a>,
    /// Who acts.
    pub author: Author,
    /// The areas to which the act is bound, each with those below it; `None` where everything held is the author's.
    pub areas: Option<&'a [RecordName]>,
}

impl Acting<'_> {
    /// Whose a record is (a household or person is its own), if it is the author's to act on and, where one is asked
    /// for, of this entity.
    pub fn here(&self, record: &RecordName, of: Option<EntityId>) -> Plan<RecordName> {
        let known = self.log.known(record)?.ok_or(Refusal::Nowhere(*record))?;
        let subject = match (known.subject, self.areas) {
            (Some(subject), _) => subject,
            // The district's own affairs: the rules say who may speak of them.
            (None, None) => *record,
            (None, Some(_)) => return Err(Refusal::Nowhere(*record).into()),
        };
        if of.is_some_and(|of| of != known.entity) {
            return Err(Refusal::Nowhere(*record).into());
        }
        if let Some(mine) = self.areas {
            let areas = areas_of(&self.log, &subject)?;
            if areas.is_empty() {
                return Err(Refusal::Nowhere(*record).into());
            }
            for area in areas {
                if is_within(&self.log, &area, mine)? {
                    return Ok(subject);
                }
            }
            return Err(Refusal::Elsewhere.into());
        }
        Ok(subject)
    }

    /// What a record is, if it is held.
    fn kind_of(&self, record: &RecordName) -> Plan<Option<EntityId>> {
        Ok(self.log.known(record)?.map(|known| known.entity))
    }

    /// Whether every record that a value of this register names is the author's: a household or person of theirs, a
    /// leaf of their areas, a worker.
    fn may_name(&self, record: &RecordName, field: u64, value: &Value) -> Plan<()> {
        let Some(mine) = self.areas else { return Ok(()) };
        let named: Vec<RecordName> = match value {
            Value::Record(record) => vec![*record],
            Value::List(items) => items.iter().filter_map(Value::as_record).collect(),
            _ => Vec::new(),
        };
        let kind = |record: &RecordName| self.kind_of(record);
        for record in &named {
            match kind(record)? {
                Some(table::worker::ID) => {}
                Some(table::area::ID) => {
                    if !is_within(&self.log, record, mine)? {
                        return Err(Refusal::Elsewhere.into());
                    }
                    if leaves(&self.log, &[*record])? != [*record] {
                        return Err(Refusal::Offence(Offence::DividedArea).into());
                    }
                }
                _ => drop(self.here(record, None)?),
            }
        }
        // Whose a person or household is must name one.
        let of = match kind(record)?.and_then(entity).map(|entity| entity.owner) {
            Some(Owner::Area(owner)) if owner == field => table::area::ID,
            Some(Owner::Household(owner)) if owner == field => table::household::ID,
            _ => return Ok(()),
        };
        match named.first() {
            Some(one) if kind(one)? == Some(of) => Ok(()),
            one => Err(Refusal::Nowhere(one.copied().unwrap_or(*record)).into()),
        }
    }

    /// Refuses unless what stands behind these records is what was seen.
    fn unchanged<'r>(&self, records: impl IntoIterator<Item = &'r RecordName>, seen: &Revision) -> Plan<()> {
        let changes = behind(&self.log, records)?;
        if Revision::of(&changes) == *seen {
            return Ok(());
        }
        Err(Refusal::Stale(seen.unseen(&changes)).into())
    }
}

/// A text that must be there, without spaces around it.
fn text<'t>(what: &'static str, text: &'t str, most: usize) -> Plan<&'t str> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::Missing(what).into());
    }
    if text.chars().count() > most {
        return Err(Refusal::TooLong(what, most).into());
    }
    Ok(text)
}
