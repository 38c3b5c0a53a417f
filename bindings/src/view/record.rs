//! A field, a record, a link, and who said something.

use chaski::record::{RecordName, VOID, entity_named};
use chaski::store::query;
use serde::Serialize;

use super::all;
use super::value::FieldValue;
use crate::ids::{Seen, Time};

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Who {
    /// The worker; none where a server speaks for itself.
    pub worker: Option<RecordName>,
    /// Their name, where the directory holds it.
    pub name: Option<String>,
    /// Their role in a word: `visitor`, `supervisor`, `district`.
    pub role: String,
    /// The device, in hexadecimal.
    pub device: String,
    /// What people call the device.
    pub phone: Option<String>,
}

/// The other end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Link {
    /// The record that is named.
    pub record: RecordName,
    /// What it is; none where it is not held.
    pub entity: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// It was removed.
    pub removed: bool,
    /// It is not held here: another area's, or not arrived.
    pub recorded_elsewhere: bool,
}

/// An area by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AreaView {
    /// The area.
    pub area: RecordName,
    /// What it is called; none where the directory does not hold it yet.
    pub name: Option<String>,
}

/// One field as a page shows it, with what a save must carry back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FieldView {
    /// The record.
    pub record: RecordName,
    /// The field by name; one that this version does not know, by number.
    pub field: String,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// The unit of its figure.
    pub unit: Option<String>,
    /// What is shown.
    #[serde(skip)]
    pub value: FieldValue,
    /// The same as JSON, as a correction or a visit's document takes it.
    #[serde(rename = "value", serialize_with = "super::raw")]
    pub json: String,
    /// Whether people said different things.
    pub disputed: bool,
    /// Personal.
    pub sensitive: bool,
    /// Correcting it takes a reason.
    pub once: bool,
    /// The records that the value names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What a correction takes back.
    pub seen: Seen,
}

/// One record of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct RecordView {
    /// The record.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// The person or household it belongs to.
    pub subject: Option<RecordName>,
    /// Who recorded it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Time,
    /// Whether a field of it is disputed.
    pub disputed: bool,
    /// How many of its fields only a newer app shows.
    pub beyond_this_version: u64,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

impl Who {
    /// The name, or the role where no name is held.
    pub fn called(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => format!("a {}", self.role),
        }
    }
}

impl RecordView {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.fields.iter().find(|field| field.field == name)
    }

    /// The text, or the name of the choice, in a field.
    pub(crate) fn word(&self, name: &str) -> Option<String> {
        match &self.field(name)?.value {
            FieldValue::Text { text } => Some(text.clone()),
            FieldValue::Choice { name } => Some(name.clone()),
            _ => None,
        }
    }

    /// The first link of a field.
    pub(crate) fn link(&self, name: &str) -> Option<&Link> {
        self.field(name)?.links.first()
    }
}

impl FieldView {
    /// Of a field of this entity.
    pub(crate) fn of(entity: &str, view: query::FieldView) -> FieldView {
        let field = entity_named(entity).filter(|_| view.number != VOID).and_then(|e| e.field(view.number));
        FieldView {
            record: view.record,
            value: FieldValue::of(field.map(|field| &field.ty), view.shown.value.as_ref()),
            json: view.value.to_string(),
            seen: Seen::of(&[&view.shown]),
            field: view.field,
            path: view.path,
            unit: view.unit.map(str::to_owned),
            disputed: view.disputed,
            sensitive: view.sensitive,
            once: view.once,
            links: all(view.links),
        }
    }
}

impl From<query::Who> for Who {
    fn from(who: query::Who) -> Self {
        Who { worker: who.worker, name: who.name, role: who.role, device: who.device, phone: who.phone }
    }
}

impl From<query::Link> for Link {
    fn from(link: query::Link) -> Self {
        Link {
            record: link.record,
            entity: link.entity,
            title: link.title,
            removed: link.removed,
            recorded_elsewhere: link.recorded_elsewhere,
        }
    }
}

impl From<query::AreaView> for AreaView {
    fn from(view: query::AreaView) -> Self {
        AreaView { area: view.area, name: view.name }
    }
}

impl From<query::RecordView> for RecordView {
    fn from(view: query::RecordView) -> Self {
        let fields = view.fields.into_iter().map(|field| FieldView::of(&view.entity, field)).collect();
        RecordView {
            record: view.record,
            entity: view.entity,
            subject: view.subject,
            who: view.who.into(),
            at: Time(view.wall_s),
            disputed: view.disputed,
            beyond_this_version: super::count(view.beyond_this_version),
            fields,
        }
    }
}
