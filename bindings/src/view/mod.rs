//! What pages, lists and reports are made of: plain records for every language, made from what the core's queries
//! give. Each field carries what a save must bring back. Decides nothing.

mod chart;
mod growth;
mod lists;
mod pages;
mod record;
mod value;

pub use chart::{
    Chart, ChartAnchor, ChartAxis, ChartBetween, ChartCurve, ChartGrid, ChartInks, ChartKey, ChartLabel,
    ChartLeader, ChartLook, ChartMark, ChartPlace, ChartRect, ChartRow, ChartScale, ChartSide, ChartSign,
    ChartStretch, ChartText, ChartWindow,
};
pub use growth::{Assessment, ChildGrowth, Finding, GrowthAge, GrowthIndicator, Sentence, ZScore};
pub use lists::{
    AreaRow, BesideVoiding, ChildRow, ChildrenPart, Delivery, DisputeItem, DisputeValue, DisputesPart,
    FamiliesPart, Family, Found, Inbox, InboxItem, InboxPart, Lines, Moved, Rejected, Report, Status,
    Verified, VisitsPart, WorkerView,
};
pub use pages::{
    AnswersView, Band, CaregiverView, ChildPage, FieldPage, HouseholdPage, IdentityStep, Member,
    PersonStatus, Saying, VisitOutcome, VisitPage, VisitRow,
};
pub use record::{AreaView, FieldView, Link, RecordView, Who};
pub use value::{FieldValue, ValuePart};

pub(crate) use lists::part;

/// Every item as another type.
pub(crate) fn all<T, U: From<T>>(items: Vec<T>) -> Vec<U> {
    items.into_iter().map(U::from).collect()
}

/// A text that is JSON, as JSON.
pub(crate) fn raw<S: serde::Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let json: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    serde::Serialize::serialize(&json, serializer)
}

/// A count as every language has it.
pub(crate) fn count(count: usize) -> u64 {
    count as u64
}
