//! What a page is made of: a field with all that a save must carry back, a record, a link, and who said something.
//! Plain data; where it comes from is the reader's.

use serde::Serialize;
use serde_json::Value as Json;

use super::value::FieldValue;
use crate::record::{FieldId, RecordName, Time};
use crate::store::shown::Shown;

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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

impl Who {
    /// The name, or the role where no name is held.
    pub fn called(&self) -> String {
        match &self.name {
            Some(name) => name.clone(),
            None => format!("a {}", self.role),
        }
    }
}

/// The other end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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

/// One register as a page shows it, with all that a save must carry back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldView {
    /// The record.
    pub record: RecordName,
    /// The field by name; one that this version does not know, by number.
    pub field: String,
    /// The field by number.
    pub number: FieldId,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// The unit of its figure.
    pub unit: Option<String>,
    /// What is shown, as a screen shows it.
    #[serde(skip)]
    #[cfg_attr(feature = "uniffi", uniffi(name = "value"))]
    pub typed: FieldValue,
    /// The same as JSON, as a correction or a visit's document takes it; null where it was cleared or never said.
    #[cfg_attr(feature = "uniffi", uniffi(name = "json"))]
    pub value: Json,
    /// Whether people said different things.
    pub disputed: bool,
    /// Personal.
    pub sensitive: bool,
    /// Correcting it takes a reason.
    pub once: bool,
    /// The records that the value names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The same as `save` takes it: what a correction takes back.
    #[serde(rename = "seen")]
    #[cfg_attr(feature = "uniffi", uniffi(name = "seen"))]
    pub shown: Shown,
}

/// One record of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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

impl RecordView {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.fields.iter().find(|f| f.field == name)
    }

    /// The text, or the name of the choice, in a field.
    pub fn word(&self, name: &str) -> Option<&str> {
        match &self.field(name)?.typed {
            FieldValue::Text { text } => Some(text),
            FieldValue::Choice { name } => Some(name),
            _ => None,
        }
    }

    /// The first link of a field.
    pub fn link(&self, name: &str) -> Option<&Link> {
        self.field(name)?.links.first()
    }
}

/// Newest first by the date that people gave; what has none, by when it was recorded, after what has.
pub(super) fn newest_first(views: &mut [RecordView], date: Option<&str>) {
    let key = |view: &RecordView| {
        let date = date.and_then(|name| view.field(name)).map(|field| match &field.value {
            Json::String(text) => (0, text.clone()),
            Json::Number(number) => (number.as_i64().unwrap_or(0), String::new()),
            _ => (0, String::new()),
        });
        (date, view.at, view.record)
    };
    views.sort_by_cached_key(|view| std::cmp::Reverse(key(view)));
}
