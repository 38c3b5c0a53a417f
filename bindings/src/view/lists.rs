//! Lists: families, children, what was found, areas, disputes; what became of what was recorded; and reports.

use chaski::record::RecordName;
use chaski::record::table::code::verdict_reason;
use chaski::store::inbox::{self, ChangeView};
use chaski::store::{query, rebuild, search};
use serde::Serialize;

use super::record::{AreaView, Who};
use super::{all, count};
use crate::ids::{Seen, Time};

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

        impl<T> From<query::Page<T>> for $part where $item: From<T> {
            fn from(page: query::Page<T>) -> Self {
                $part { items: all(page.items), next: page.next }
            }
        }
    )+};
}

use super::pages::VisitRow;
parts! {
    FamiliesPart of Family, "Families, and where the list goes on.";
    ChildrenPart of ChildRow, "Children, and where the list goes on.";
    VisitsPart of VisitRow, "Visits to a household, and where the list goes on.";
    DisputesPart of DisputeItem, "Disputes, and where the list goes on.";
}

/// A household in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Family {
    /// The household.
    pub household: RecordName,
    /// Its code on paper.
    pub code: String,
    /// The family names of its first child, or of the first person who has any.
    pub family_names: Option<String>,
    /// The name by which neighbours know it.
    pub known_as: Option<String>,
    /// The village or hamlet.
    pub populated_centre: Option<String>,
    /// The area it is shown in.
    pub area: Option<RecordName>,
    /// Whether it is still visited.
    pub status: Option<String>,
    /// Children who live there; two who were joined count as one.
    pub children: u64,
    /// All who live there.
    pub persons: u64,
    /// The date of the last visit that was made, as the worker said it.
    pub last_visit: Option<String>,
    /// When the last visit that was made began, by the phone's clock.
    #[serde(rename = "last_visit_s")]
    pub last_visit_begun: Option<Time>,
    /// Whether something of the household or of somebody in it is disputed.
    pub disputed: bool,
}

/// A child in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ChildRow {
    /// The child.
    pub person: RecordName,
    /// Their code on paper.
    pub code: String,
    /// Names.
    pub name: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known: `2024`, `2024-03` or `2024-03-15`.
    pub birth_date: Option<String>,
    /// Where the child is.
    pub status: Option<String>,
    /// The household, as shown.
    pub household: Option<RecordName>,
    /// The name by which neighbours know the household.
    pub known_as: Option<String>,
    /// When the child was last measured.
    pub last_reading: Option<String>,
    /// Others registered apart who are the same child.
    pub joined: Vec<RecordName>,
    /// Whether something of the child is disputed.
    pub disputed: bool,
}

/// A household or a person that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Found {
    /// Which.
    pub record: RecordName,
    /// `household` or `person`.
    pub entity: String,
    /// Its code on paper.
    pub code: String,
    /// Names of the person, or the name by which the household is known.
    pub name: Option<String>,
    /// The household: of a person, theirs.
    pub household: Option<RecordName>,
    /// The name by which neighbours know the household.
    pub known_as: Option<String>,
    /// Why the person is in the register.
    pub kind: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known: `2024`, `2024-03` or `2024-03-15`.
    pub birth_date: Option<String>,
    /// How it was found: `code`, `number`, `words`, or `like` where a slip was forgiven.
    pub by: String,
}

/// An area of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AreaRow {
    /// The area.
    pub area: RecordName,
    /// Its code on paper.
    pub code: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<String>,
    /// The area it is part of.
    pub parent: Option<RecordName>,
    /// Whether the worker of this phone works there.
    pub mine: bool,
}

/// One of the values that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DisputeValue {
    /// The change that says it.
    pub change: String,
    /// The value, as JSON; null where it is withheld.
    #[serde(rename = "value", serialize_with = "super::raw")]
    pub json: String,
    /// It is personal and this is a list: the page of its person or household shows it.
    pub withheld: bool,
    /// Who said it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Whether it is the one in use meanwhile.
    pub shown: bool,
}

/// A field of which people said different things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DisputeItem {
    /// The record.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// The person or household it belongs to.
    pub subject: Option<RecordName>,
    /// Their code on paper.
    pub subject_code: Option<String>,
    /// The field by name; `void` where it is about removing the record.
    pub field: String,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// The unit of its figure.
    pub unit: Option<String>,
    /// Personal.
    pub sensitive: bool,
    /// Every value that stands, the one in use first.
    pub values: Vec<DisputeValue>,
    /// What a decision takes back.
    pub seen: Seen,
}

/// How the work of a phone stands, in counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Delivery {
    /// Recorded here and acknowledged by no server.
    pub on_this_phone_only: u64,
    /// Recorded here and durable on the server.
    pub acknowledged: u64,
    /// What waits for a record.
    pub waiting: u64,
    /// What was set aside.
    pub set_aside: u64,
    /// What this version cannot read, in whole or in part.
    pub unreadable: u64,
    /// Fields of which people said different things.
    pub disputes: u64,
}

/// One change that is not simply delivered and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct InboxItem {
    /// The change.
    pub change: String,
    /// The person or household it is about; none for the district's own affairs.
    pub subject: Option<RecordName>,
    /// Their code on paper.
    pub subject_code: Option<String>,
    /// What it records, by the names of the entities; empty where that cannot be read.
    pub what: Vec<String>,
    /// Who recorded it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// It goes before the rest.
    pub urgent: bool,
    /// What became of it: the message of the language files that says it, as `inbox-waits`.
    pub message: String,
    /// Of one that waits: for which record.
    pub waits_for: Option<RecordName>,
    /// Of one set aside: why, by the name of the choice; none where no reason is known to this version.
    pub why: Option<String>,
    /// Of one set aside: the worker who decided; none where the server did, by rule.
    pub by_name: Option<String>,
    /// Of one set aside: what they said.
    pub note: Option<String>,
    /// In words.
    pub sentence: String,
    /// What to do.
    pub remedy: String,
}

/// What somebody said of a record that another had removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct BesideVoiding {
    /// The record that was removed.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// The person or household it belongs to.
    pub subject: Option<RecordName>,
    /// Their code on paper.
    pub subject_code: Option<String>,
    /// Who removed it.
    pub removed_by: Who,
    /// Why.
    pub removed_because: Option<String>,
    /// The field that was said, by name.
    pub field: String,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// Who said it.
    pub said_by: Who,
    /// In words.
    pub sentence: String,
    /// What to do.
    pub remedy: String,
}

/// A family or a person that left this phone's areas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Moved {
    /// Which.
    pub subject: RecordName,
    /// `household` or `person`.
    pub entity: String,
    /// Its code on paper.
    pub code: String,
    /// The areas it went to, as far as the directory knew them then.
    pub to: Option<String>,
    /// When this phone noted it, by its clock.
    #[serde(rename = "noted_s")]
    pub noted: Time,
    /// In words, without a name.
    pub sentence: String,
}

/// The beginning of one place of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct InboxPart {
    /// The first of it.
    pub items: Vec<InboxItem>,
    /// Whether there is more.
    pub more: bool,
}

/// Where everything is that is not simply delivered and shown; each item with its sentence and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Inbox {
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
    /// How its work stands.
    pub delivery: Delivery,
}

/// What the server did not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Rejected {
    /// The numbers of the changes, as text: JSON readers would round them.
    pub numbers: Vec<String>,
    /// Why.
    pub why: String,
}

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Report {
    /// Requests made.
    pub requests: u64,
    /// Changes of this phone that became safe on the server.
    pub acknowledged: u64,
    /// Changes that came from others.
    pub received: u64,
    /// Changes that are still on this phone only.
    pub on_this_phone_only: u64,
    /// Families and persons that left this phone's areas.
    pub departed: u64,
    /// What the server did not take.
    pub rejected: Vec<Rejected>,
    /// What the server saw of this database and another line of the same phone: nothing is lost for it.
    pub lines: Option<Lines>,
    /// Changes of this phone that its database lacked and that came back.
    pub returned: u64,
    /// Changes whose names the district knows by other contents: kept apart, for a supervisor.
    pub apart: u64,
    /// This phone was stopped: what it sent waits for a supervisor.
    pub stopped: bool,
}

/// What the server saw of two lines of one phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "snake_case")]
pub enum Lines {
    /// An older image was put back, or the database was copied.
    PutBackOrCopied,
    /// Two phones go on from one memory, and both are in use.
    InUseTwice,
}

/// What a check of everything that is kept found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Verified {
    /// Whether everything holds together.
    pub sound: bool,
    /// Pages of the file that are not as they were written: then nothing else was looked at, and a rescue is due.
    pub pages: Vec<u64>,
    /// What does not hold together between the pages of the file; a rescue is due as well.
    pub structure: Vec<String>,
    /// Changes that are whole.
    pub changes: u64,
    /// Changes that are damaged, by name.
    pub damaged: Vec<String>,
    /// Changes that are missing among this device's own, by name.
    pub missing: Vec<String>,
    /// Tables that differ after they are made again.
    pub differing: Vec<String>,
    /// Feeds whose place no known server vouches for.
    pub unsigned_cursors: Vec<String>,
}

/// The first of a place, at most `limit` and at least one.
pub(crate) fn part<T, U: From<T>, C>(
    limit: usize,
    mut page: impl FnMut(Option<C>, usize) -> chaski::store::Result<query::Page<T, C>>,
) -> chaski::store::Result<(Vec<U>, bool)> {
    let limit = limit.max(1);
    let mut items = Vec::new();
    let mut after = None;
    while items.len() < limit {
        let found = page(after.take(), limit - items.len())?;
        items.extend(found.items.into_iter().map(U::from));
        match found.next {
            Some(next) => after = Some(next),
            None => return Ok((items, false)),
        }
    }
    Ok((items, after.is_some()))
}

impl InboxItem {
    fn of(message: &str, view: ChangeView, sentence: String, remedy: String) -> InboxItem {
        InboxItem {
            message: message.into(),
            why: None,
            change: view.change,
            subject: view.subject,
            subject_code: view.subject_code,
            what: view.what,
            who: view.who.into(),
            at: view.wall_s.map(Time),
            urgent: false,
            waits_for: None,
            by_name: None,
            note: None,
            sentence,
            remedy,
        }
    }
}

impl From<inbox::UnsentItem> for InboxItem {
    fn from(item: inbox::UnsentItem) -> Self {
        let urgent = item.urgent;
        InboxItem { urgent, ..InboxItem::of("inbox-unsent", item.view, item.sentence, item.remedy) }
    }
}

impl From<inbox::WaitingItem> for InboxItem {
    fn from(item: inbox::WaitingItem) -> Self {
        let waits_for = item.waits_for;
        let is_subject = waits_for.is_some() && waits_for == item.view.subject;
        let message = if is_subject { "inbox-waits" } else { "inbox-waits_record" };
        InboxItem { waits_for, ..InboxItem::of(message, item.view, item.sentence, item.remedy) }
    }
}

impl From<inbox::SetAsideItem> for InboxItem {
    fn from(item: inbox::SetAsideItem) -> Self {
        let reason = verdict_reason::ALL.iter().find(|reason| Some(reason.0) == item.reason);
        let message = if item.by_name.is_some() { "inbox-set_aside_by" } else { "inbox-set_aside" };
        InboxItem {
            why: reason.map(|reason| reason.1.to_owned()),
            by_name: item.by_name,
            note: item.note,
            ..InboxItem::of(message, item.view, item.sentence, item.remedy)
        }
    }
}

impl From<inbox::UnreadableItem> for InboxItem {
    fn from(item: inbox::UnreadableItem) -> Self {
        let message = if item.partly { "inbox-unreadable_partly" } else { "inbox-unreadable" };
        InboxItem::of(message, item.view, item.sentence, item.remedy)
    }
}

impl From<inbox::BesideVoiding> for BesideVoiding {
    fn from(item: inbox::BesideVoiding) -> Self {
        BesideVoiding {
            record: item.record,
            entity: item.entity,
            subject: item.subject,
            subject_code: item.subject_code,
            removed_by: item.removed_by.into(),
            removed_because: item.removed_because,
            field: item.field,
            path: item.path,
            said_by: item.said_by.into(),
            sentence: item.sentence,
            remedy: item.remedy,
        }
    }
}

impl From<inbox::Delivery> for Delivery {
    fn from(delivery: inbox::Delivery) -> Self {
        Delivery {
            on_this_phone_only: delivery.on_this_phone_only,
            acknowledged: delivery.acknowledged,
            waiting: delivery.waiting,
            set_aside: delivery.set_aside,
            unreadable: delivery.unreadable,
            disputes: delivery.disputes,
        }
    }
}

impl From<query::Moved> for Moved {
    fn from(moved: query::Moved) -> Self {
        Moved {
            subject: moved.subject,
            entity: moved.entity,
            code: moved.code,
            to: moved.to,
            noted: Time(moved.noted_s),
            sentence: moved.sentence,
        }
    }
}

impl From<query::Family> for Family {
    fn from(family: query::Family) -> Self {
        Family {
            household: family.household,
            code: family.code,
            family_names: family.family_names,
            known_as: family.known_as,
            populated_centre: family.populated_centre,
            area: family.area,
            status: family.status,
            children: count(family.children),
            persons: count(family.persons),
            last_visit: family.last_visit,
            last_visit_begun: family.last_visit_s.map(Time),
            disputed: family.disputed,
        }
    }
}

impl From<query::ChildRow> for ChildRow {
    fn from(row: query::ChildRow) -> Self {
        ChildRow {
            person: row.person,
            code: row.code,
            name: row.name,
            sex: row.sex,
            birth_date: row.birth_date,
            status: row.status,
            household: row.household,
            known_as: row.known_as,
            last_reading: row.last_reading,
            joined: row.joined,
            disputed: row.disputed,
        }
    }
}

impl From<search::Found> for Found {
    fn from(found: search::Found) -> Self {
        Found {
            record: found.record,
            entity: found.entity.into(),
            code: found.code,
            name: found.name,
            household: found.household,
            known_as: found.known_as,
            kind: found.kind,
            sex: found.sex,
            birth_date: found.birth_date,
            by: found.by.into(),
        }
    }
}

impl From<query::DisputeValue> for DisputeValue {
    fn from(value: query::DisputeValue) -> Self {
        DisputeValue {
            change: value.change,
            json: value.value.to_string(),
            withheld: value.withheld,
            who: value.who.into(),
            at: value.wall_s.map(Time),
            reason: value.reason,
            shown: value.shown,
        }
    }
}

impl From<query::DisputeItem> for DisputeItem {
    fn from(item: query::DisputeItem) -> Self {
        let withheld = item.values.iter().any(|value| value.withheld);
        DisputeItem {
            seen: if withheld { Seen::withholding(&item.shown) } else { Seen::of(&[&item.shown]) },
            record: item.record,
            entity: item.entity,
            subject: item.subject,
            subject_code: item.subject_code,
            field: item.field,
            path: item.path,
            unit: item.unit.map(str::to_owned),
            sensitive: item.sensitive,
            values: all(item.values),
        }
    }
}

impl From<chaski::sync::Report> for Report {
    fn from(report: chaski::sync::Report) -> Self {
        let rejected = report
            .rejected
            .into_iter()
            .map(|(numbers, why)| Rejected { numbers: numbers.iter().map(u64::to_string).collect(), why });
        Report {
            requests: report.requests,
            acknowledged: report.acknowledged,
            received: report.received,
            on_this_phone_only: report.on_this_phone_only,
            departed: report.departed,
            rejected: rejected.collect(),
            lines: report.lines.map(|lines| match lines {
                chaski::sync::message::Lines::PutBackOrCopied => Lines::PutBackOrCopied,
                chaski::sync::message::Lines::InUseTwice => Lines::InUseTwice,
            }),
            returned: report.returned,
            apart: report.apart,
            stopped: report.stopped,
        }
    }
}

impl From<rebuild::Verified> for Verified {
    fn from(verified: rebuild::Verified) -> Self {
        Verified {
            sound: verified.is_sound(),
            pages: verified.pages,
            structure: verified.structure,
            changes: verified.changes,
            damaged: verified.damaged,
            missing: verified.missing,
            differing: verified.differing,
            unsigned_cursors: verified.unsigned_cursors,
        }
    }
}
