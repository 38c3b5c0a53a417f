//! Finished checklists: whose, at which visit, by which form, and what was answered.

use std::collections::BTreeMap;

use chaski::change::content::ContentName;
use chaski::record::RecordName;
use serde_json::Value as Json;

/// The answers of one record of them.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenAnswers {
    /// The record of the answers.
    pub record: RecordName,
    /// The form's version, as it calls itself.
    pub version: Option<String>,
    /// The content of the form; none where the phone that recorded it named none.
    pub content: Option<ContentName>,
    /// What is shown at each path, as JSON; what was cleared is left out.
    pub answers: BTreeMap<String, Json>,
}

/// Which finished checklists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecklistFilter {
    /// Of this form, by its id.
    pub form: String,
    /// About somebody in this area or below it.
    pub area: Option<RecordName>,
    /// At a visit on or after this day (`2026-11-01`).
    pub from: Option<String>,
    /// The same on or before this day.
    pub to: Option<String>,
}

/// One finished checklist, with what it hangs on. A visit of another area is not named.
#[derive(Debug, Clone, PartialEq)]
pub struct ChecklistLine {
    /// What was answered.
    pub given: GivenAnswers,
    /// The visit.
    pub visit: Option<RecordName>,
    /// The day of it.
    pub on: Option<String>,
    /// Who made it, and her name.
    pub worker: Option<(RecordName, Option<String>)>,
    /// The household, and how it is known.
    pub household: (RecordName, Option<String>),
    /// The person whom it is about, if it is not the household, and the name.
    pub person: Option<(RecordName, Option<String>)>,
}

/// What occurs among finished checklists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChecklistExtent {
    /// The contents of their forms, those without one left out.
    pub contents: Vec<ContentName>,
    /// The paths at which something was answered.
    pub paths: Vec<String>,
}
