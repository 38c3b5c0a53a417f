//! Children and other persons: the list, the page of one, and two who may be one.

use chaski::change::Register;
use chaski::record::RecordName;
use chaski::store::query::{ChildGrowth, ChildPage, HistoryRow};
use chaski::store::revision::Revision;

use super::visits::VisitLine;

/// A child in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildLine {
    /// The person.
    pub person: RecordName,
    /// Names.
    pub name: Option<String>,
    /// Sex by the name of its choice.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// The household.
    pub household: Option<RecordName>,
    /// How it is known.
    pub family: Option<String>,
    /// The day of the last visit done.
    pub last_visit: Option<String>,
    /// Something of the child is disputed.
    pub disputed: bool,
}

/// The page of a person for a supervisor.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildView {
    /// As every replica shows it.
    pub page: ChildPage,
    /// How the person grows, by the readings of the page.
    pub growth: ChildGrowth,
    /// The household's visits, the newest first (at most 40).
    pub visits: Vec<VisitLine>,
    /// What was said twice or more of the person or of what was recorded of them: register, entity's name, sayings.
    pub history: Vec<(Register, String, Vec<HistoryRow>)>,
    /// Persons who look alike and were not looked at yet.
    pub alike: Vec<Alike>,
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The one registered first, by name of record.
    pub one: RecordName,
    /// The other.
    pub other: RecordName,
    /// Their names.
    pub names: (Option<String>, Option<String>),
    /// Why they look alike: `birth_date`, `names`, or the system of identifiers in which they have one number.
    pub why: Vec<String>,
    /// Already joined: the record that says so, to separate them again.
    pub joined: Option<RecordName>,
    /// What is said of the pair, for deciding.
    pub seen: Revision,
}
