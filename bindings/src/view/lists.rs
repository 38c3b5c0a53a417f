//! What a call makes of several of the core's answers: a part of a list, the inbox, a phone and its work, a field with
//! everything said of it.

use chaski::record::{RecordName, Time};
use chaski::store::inbox::{AskedVisit, BesideVoiding, Delivery, InboxItem};
use chaski::store::query::{
    self, AreaView, ChildRow, DisputeItem, Family, FieldView, HistoryRow, Link, Moved, VisitRow, Who,
};
use chaski::store::rebuild::Verified;
use chaski::sync::message::Lines;
use serde::Serialize;

use crate::ids::Seen;

/// A part of a list, under a name of its own for each language.
macro_rules! parts {
    ($($part:ident of $item:ident, $doc:literal;)+) => {$(
        #[doc = $doc]
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
        pub struct $part {
            /// The items, in the order of the list.
            pub items: Vec<$item>,
            /// What to ask with for the next part; none at the end. It holds nothing personal.
            pub next: Option<String>,
        }

        impl From<query::Page<$item>> for $part {
            fn from(page: query::Page<$item>) -> Self {
                $part { items: page.items, next: page.next }
            }
        }
    )+};
}

parts! {
    FamiliesPart of Family, "Families, and where the list goes on.";
    ChildrenPart of ChildRow, "Children, and where the list goes on.";
    VisitsPart of VisitRow, "Visits to a household, and where the list goes on.";
    DisputesPart of DisputeItem, "Disputes, and where the list goes on.";
}

/// A review, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ReviewItem {
    /// The review.
    pub review: RecordName,
    /// The person or household.
    pub about: Option<Link>,
    /// Their code on paper.
    pub about_code: Option<String>,
    /// The record reviewed.
    pub target: Option<RecordName>,
    /// What it is.
    pub entity: Option<String>,
    /// The visit at which it was recorded.
    pub visit: Option<RecordName>,
    /// When it was recorded, by its author's clock.
    #[serde(rename = "written_s")]
    pub written_at: Option<Time>,
    /// The field by name, if the comment is about one.
    pub field: Option<String>,
    /// The path of the question, if it is about one answer.
    pub path: Option<String>,
    /// What stands there now, with what a correction takes back.
    pub written: Option<FieldView>,
    /// `accepted` or `returned`; none for a mere comment.
    pub verdict: Option<String>,
    /// What the supervisor says.
    pub comment: Option<String>,
    /// How far the review is: `open`, `answered`, `closed`.
    pub state: Option<String>,
    /// What the author replied.
    pub reply: Option<String>,
    /// Who wrote the review.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Time,
    /// What an answer, or the end of the review, takes back.
    pub seen: Seen,
}

/// The beginning of one place of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct InboxPart {
    /// The first of it.
    pub items: Vec<InboxItem>,
    /// Whether there is more.
    pub more: bool,
}

/// What others ask of the worker of this phone, first; then where everything is that is not simply delivered and shown,
/// each item with its sentence and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Inbox {
    /// Comments on what the worker recorded that nobody answered yet: each names what it is on, and what to correct.
    pub comments: Vec<ReviewItem>,
    /// Visits to somebody who was sent to the health post and did not arrive.
    pub visits_asked: Vec<AskedVisit>,
    /// How many of each.
    pub delivery: Delivery,
    /// On this phone only.
    pub on_this_phone_only: InboxPart,
    /// Waiting for a record.
    pub waiting: InboxPart,
    /// Set aside.
    pub set_aside: InboxPart,
    /// Readable by a newer app.
    pub unreadable: InboxPart,
    /// Said of a record that somebody else removed.
    pub beside_voiding: Vec<BesideVoiding>,
    /// Families and persons that left this phone's areas.
    pub moved: Vec<Moved>,
}

/// A worker by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct WorkerView {
    /// Who.
    pub worker: RecordName,
    /// Their name, where the directory holds it.
    pub name: Option<String>,
}

/// A phone and its work, on one screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Status {
    /// The device, in hexadecimal.
    pub device: String,
    /// Whose phone it is; none before it is enrolled.
    pub worker: Option<WorkerView>,
    /// Their role in a word: `visitor`, `supervisor`, `district`; none before the server has said.
    pub role: Option<String>,
    /// Their areas; each includes those below it.
    pub areas: Vec<AreaView>,
    /// The phone was stopped.
    pub stopped: bool,
    /// The server's address.
    pub server: Option<String>,
    /// When the last whole sync ended, by this phone's clock.
    #[serde(rename = "last_sync_s")]
    pub last_sync: Option<Time>,
    /// What is known of this database and another line of the same phone: nothing is lost for it.
    pub lines: Option<Lines>,
    /// Whose pack holds.
    pub pack: PackView,
    /// Its checklists, by their ids.
    pub checklists: Vec<ChecklistView>,
    /// How its work stands.
    pub delivery: Delivery,
}

/// A checklist on a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ChecklistView {
    /// Which: the form's own id.
    pub name: String,
    /// The version that is used; none where none is whole yet, or none holds yet.
    pub version: Option<String>,
    /// The version that holds now and is not used, or the next to hold.
    pub next: Option<NextChecklist>,
}

/// A version of a checklist that is not used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct NextChecklist {
    /// The version as it calls itself.
    pub version: String,
    /// The day from which it holds (`2026-12-01`).
    pub from: String,
    /// How much of it is here: 100 where it is whole.
    pub percent: u64,
    /// Why this version of the app cannot use it, for whoever knows the form.
    pub refused: Option<String>,
    /// How it stands, in words.
    pub sentence: String,
}

/// Whose pack holds on a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct PackView {
    /// Its country or programme, by its code; none where none holds.
    pub country: Option<String>,
    /// Which of its versions.
    pub version: Option<u64>,
    /// That none holds, in words; none where one does.
    pub lack: Option<PackLack>,
}

/// That no pack holds: lists are empty, and codes and numbers are taken as they are given. Recording goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct PackLack {
    /// One was given and cannot be read: damaged, or of another version of the app.
    pub unreadable: bool,
    /// In words.
    pub sentence: String,
    /// What to do.
    pub remedy: String,
}

/// What a check of everything that is kept found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Checked {
    /// Whether everything holds together. Where pages of the file or what lies between them do not, a rescue is due.
    pub sound: bool,
    /// What was found.
    pub found: Verified,
}

/// One field of one record: what is shown, and everything that was ever said of it. Nothing disappears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FieldPage {
    /// What the record is.
    pub entity: String,
    /// What is shown.
    pub view: FieldView,
    /// Everything said, the first first.
    pub history: Vec<HistoryRow>,
}

/// The first of a place, at most `limit` and at least one.
pub(crate) fn part<T, C>(
    limit: usize,
    mut page: impl FnMut(Option<C>, usize) -> chaski::store::Result<query::Page<T, C>>,
) -> chaski::store::Result<(Vec<T>, bool)> {
    let limit = limit.max(1);
    let mut items = Vec::new();
    let mut after = None;
    while items.len() < limit {
        let found = page(after.take(), limit - items.len())?;
        items.extend(found.items);
        match found.next {
            Some(next) => after = Some(next),
            None => return Ok((items, false)),
        }
    }
    Ok((items, after.is_some()))
}
