//! Changes, as they are told to somebody who did not see them, and as one that was set aside is decided about.

use chaski::record::{ChangeName, RecordName};
use chaski::store::query::Who;
use chaski::store::revision::Revision;

/// A change as it is told to somebody who did not see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeView {
    /// The change.
    pub change: ChangeName,
    /// Whom it is about.
    pub subject: Option<RecordName>,
    /// Who says it.
    pub who: Who,
    /// When, by their clock, seconds of Unix time.
    pub wall_s: i64,
    /// What it says: entity, field (with its path), what stood there before, and the value.
    pub says: Vec<(String, String, Option<serde_json::Value>, serde_json::Value)>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// A change that was set aside, as it is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideView {
    /// The change.
    pub change: ChangeName,
    /// Whom it is about.
    pub subject: Option<RecordName>,
    /// What they are called.
    pub title: Option<String>,
    /// Its author's name.
    pub worker: Option<String>,
    /// Why, as the number of `verdict.reason`.
    pub reason: i64,
    /// When it was made, by the phone's clock.
    pub wall_s: i64,
    /// When it was received.
    pub received_s: Option<i64>,
    /// What it says: entity or field by name, and the value as JSON.
    pub says: Vec<(String, String, serde_json::Value)>,
    /// A supervisor decided about it, and it is off the list; who, and what they said.
    pub decided: Option<(String, String)>,
    /// It was accepted: it is aside no more.
    pub accepted: bool,
    /// What is said of its verdict, for deciding.
    pub seen: Revision,
}
