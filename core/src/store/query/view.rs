//! What a page is made of: a field with all that a save must carry back, a record, a link, and who said something.
//! Plain data; where it comes from is the reader's.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::change::Register;
use crate::record::{FieldId, RecordName, Value};
use crate::store::shown::Shown;

/// Who said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Who {
    /// The worker; `None` where a server speaks for itself.
    pub worker: Option<RecordName>,
    /// Their name, where the directory holds it.
    pub name: Option<String>,
    /// Their role in a word: `visitor`, `supervisor`, `district`.
    pub role: String,
    /// Their role as the number that is its rank.
    pub rank: u64,
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
pub struct Link {
    /// The record that is named.
    pub record: RecordName,
    /// What it is; `None` where it is not held.
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
pub struct FieldView {
    /// The record.
    pub record: RecordName,
    /// The field by name; for a field that this version does not know, its number.
    pub field: String,
    /// The field by number.
    pub number: FieldId,
    /// The path, for a field that has one register a path.
    pub path: Option<String>,
    /// The unit of its figure.
    pub unit: Option<&'static str>,
    /// What is shown; null where it was cleared or, with nothing in `replaces`, never said.
    pub value: Json,
    /// Every head behind the shown value.
    pub replaces: Vec<String>,
    /// All heads, for settling.
    pub all: Vec<String>,
    /// The greatest depth among `replaces`.
    pub depth: u64,
    /// The greatest depth among `all`.
    pub depth_of_all: u64,
    /// Whether two heads differ.
    pub disputed: bool,
    /// Personal.
    pub sensitive: bool,
    /// Correcting it takes a reason.
    pub once: bool,
    /// The records that the value names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The same as `save` takes it.
    #[serde(skip)]
    pub shown: Shown,
}

/// What a form or a script brings back of a [`FieldView`]; reads its JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The record.
    pub record: RecordName,
    /// The field by number.
    pub number: FieldId,
    /// The path.
    #[serde(default)]
    pub path: Option<String>,
    /// Every head behind the value that was shown.
    pub replaces: Vec<String>,
    /// All heads that were shown.
    #[serde(default)]
    pub all: Vec<String>,
    /// The greatest depth among `replaces`.
    pub depth: u64,
    /// The greatest depth among `all`.
    #[serde(default)]
    pub depth_of_all: u64,
}

impl Carried {
    /// What `save` takes; `None` if a name in it is no name of a change. It serves for saving only: the value that
    /// was shown is not in it, merely whether there was one.
    pub fn shown(&self) -> Option<Shown> {
        let read =
            |names: &[String]| names.iter().map(|name| super::read_change(name)).collect::<Option<Vec<_>>>();
        let (replaces, all) = (read(&self.replaces)?, read(&self.all)?);
        Some(Shown {
            register: Register { record: self.record, field: self.number, path: self.path.clone() },
            value: (!replaces.is_empty()).then_some(Value::Null),
            disputed: all.len() > replaces.len(),
            replaces,
            all,
            depth: self.depth,
            depth_of_all: self.depth_of_all.max(self.depth),
        })
    }
}

/// One record of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordView {
    /// The record.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// Whom it belongs to.
    pub subject: Option<RecordName>,
    /// Who recorded it.
    pub who: Who,
    /// When, by their clock.
    pub wall_s: i64,
    /// Whether a field of it is disputed.
    pub disputed: bool,
    /// How many of its fields only a newer app shows.
    pub beyond_this_version: usize,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

impl RecordView {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.fields.iter().find(|f| f.field == name)
    }
}
