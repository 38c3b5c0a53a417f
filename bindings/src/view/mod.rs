//! What pages, lists and reports are made of: the core's own types under the names that every language has, and what a
//! call makes of several of them. Decides nothing.

mod assessment;
mod chart;
mod lists;

pub use assessment::{Assessment, ChildGrowth, Finding, GrowthAge, ZScore};
pub use chart::ChartStyle;
pub use chaski::filling::moving::{Moved as MovedDraft, Placeless};
pub use chaski::forms::definition::ValueType;
pub use chaski::forms::definition::body::ControlKind;
pub use chaski::forms::session::field::AnswerField;
pub use chaski::forms::session::screen::{Awaits, Medium, Next, OpenQuestion, Question, Screen, Update};
pub use chaski::forms::session::show::{Invalid, NotValid, Offered};
pub use chaski::growth::Indicator as GrowthIndicator;
pub use chaski::growth::chart::{Chart, Inks as ChartInks, Window as ChartWindow};
pub use chaski::record::Time;
pub use chaski::store::inbox::{AskedVisit, BesideVoiding, Delivery, InboxItem};
pub use chaski::store::query::{
    AnswersView, AreaRow, AreaView, Band, CaregiverView, ChildPage, ChildRow, DisputeItem, DisputeValue,
    Family, FieldValue, FieldView, HistoryRow, HouseholdPage, IdentityStep, Link, Member, Moved,
    PersonStatus, RecordView, ValuePart, VisitOutcome, VisitPage, VisitRow, Who,
};
pub use chaski::store::rebuild::Verified;
pub use chaski::store::search::Found;
pub use chaski::sync::Report;
pub use chaski::sync::message::Lines;
pub use chaski::sync::session::Rejected;
pub use chaski::words::Text as Sentence;
pub use lists::{
    Checked, ChecklistView, ChildrenPart, DisputesPart, FamiliesPart, FieldPage, Inbox, InboxPart,
    NextChecklist, PackLack, PackView, ReviewItem, Status, VisitsPart, WorkerView,
};

pub(crate) use lists::part;

/// A text that is JSON, as JSON.
pub(crate) fn raw<S: serde::Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let json: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    serde::Serialize::serialize(&json, serializer)
}
