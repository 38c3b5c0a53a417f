//! Visits: which, as a line of a list, and the page of one.

pub use chaski::action::review::ReviewState;
use chaski::change::Register;
use chaski::record::{ChangeName, RecordName};
use chaski::store::query::{ChildGrowth, HistoryRow, VisitPage};
use chaski::store::revision::Revision;

use super::changes::ChangeView;

/// Which visits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// By this worker.
    pub worker: Option<RecordName>,
    /// In this area and below it.
    pub area: Option<RecordName>,
    /// Of this outcome, by number.
    pub outcome: Option<i64>,
    /// How far its review is.
    pub review: Option<ReviewState>,
    /// Only those with something to look at.
    pub attention: bool,
    /// One figure of the worker's month; without a worker it is not looked at.
    pub figure: Option<Figure>,
    /// Made (or, of what was agreed, agreed for a day) on or after this day (`2026-11-01`).
    pub from: Option<String>,
    /// The same on or before this day.
    pub to: Option<String>,
}

/// One figure of a worker's month, as the filter that gives exactly the visits it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Visits at which the next was agreed for a day in the range.
    Expected,
    /// Those among them after which the family was visited.
    Followed,
    /// Those among them after which it was visited by that day or within the seven days after.
    InTime,
    /// Visits not found, refused or moved.
    NotDone,
    /// Visits done with a position.
    WithPlace,
}

/// A visit in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    /// The visit.
    pub visit: RecordName,
    /// The household.
    pub household: RecordName,
    /// How the household is known, or its family names.
    pub family: Option<String>,
    /// Names of the children seen (at most three) and how many were seen.
    pub seen: (Vec<String>, u64),
    /// Who made it.
    pub worker: Option<RecordName>,
    /// Her name.
    pub worker_name: Option<String>,
    /// The day as she said it, or by her phone's clock (`2026-11-24`).
    pub on: Option<String>,
    /// When the server received it.
    pub received_s: i64,
    /// Its outcome, by number.
    pub outcome: Option<i64>,
    /// How far its review is.
    pub review: ReviewState,
    /// Why to look at it, bits of [`super::attention`].
    pub attention: u32,
    /// What is said of it, for accepting or returning.
    pub revision: Revision,
}

/// The page of a visit for a supervisor.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitView {
    /// As every replica shows it.
    pub page: VisitPage,
    /// How those grow who were measured at it, by all their readings.
    pub growth: Vec<(RecordName, ChildGrowth)>,
    /// Its line.
    pub line: Option<VisitLine>,
    /// When each change that said something of it was received: change to seconds; the server's own are missing.
    pub received: Vec<(ChangeName, i64)>,
    /// What was corrected, settled or removed of it and of what was recorded at it: register and its sayings.
    pub history: Vec<(Register, String, Vec<HistoryRow>)>,
    /// What was said after it was accepted.
    pub changed: Vec<ChangeView>,
}
