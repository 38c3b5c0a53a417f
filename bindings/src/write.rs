//! The calls that save: a new family or child, a visit, a correction, a removal, a decision. Each is one action,
//! saved whole or not at all, and on the disk when it returns.

use chaski::change::Register;
use chaski::record::json::to_json;
use chaski::record::{RecordName, Type, VOID, Value, table};
use chaski::store::save::Values;
use chaski::store::shown::{shown, shown_field};
use serde::Serialize;
use serde_json::Value as Json;

use crate::error::{ChaskiError, Result};
use crate::find::{entity_of, find};
use crate::phone::Phone;
use crate::values::{field_of, path_of, typed, typed_part, typed_values};
use crate::visit::{self, VisitSaved};

/// A family or a person that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Created {
    /// What it is.
    pub entity: &'static str,
    /// Its name.
    pub record: RecordName,
    /// Its code on paper.
    pub code: String,
}

/// One value to be set in front of what is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Correction<'a> {
    /// The record, by name or code.
    pub record: &'a str,
    /// The field by name; `field.part` sets one part and keeps the others.
    pub field: &'a str,
    /// The path, for a field that has one register a path.
    pub path: Option<&'a str>,
    /// JSON, or plain text as the field's type asks; `null` clears.
    pub value: &'a str,
    /// Why; what happened once asks for it.
    pub reason: Option<&'a str>,
    /// Decide between all values that stand, not only the one shown.
    pub settle: bool,
}

/// What became of a value that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// The record.
    pub record: RecordName,
    /// What it is.
    pub entity: &'static str,
    /// The field; `void` where the record was removed or restored.
    pub field: String,
    /// The path, for a field that has one register a path.
    pub path: Option<String>,
    /// The value as it is shown now.
    pub value: Json,
    /// Whether anything was saved: a value that stands already is not said again.
    pub saved: bool,
}

impl Phone {
    /// Records a household. Fields by name with what was typed; `area` may be named by what it is called.
    pub fn add_household(&self, fields: &[(String, String)]) -> Result<Created> {
        self.add(table::household::ID, fields)
    }

    /// Records a person: a child, a caregiver, a pregnant woman, as `kind` says.
    pub fn add_person(&self, fields: &[(String, String)]) -> Result<Created> {
        self.add(table::person::ID, fields)
    }

    /// Records a visit with everything measured, given, answered and agreed at it. `docs/visit.md` describes the
    /// document.
    pub fn record_visit(&self, document: &str) -> Result<VisitSaved> {
        visit::record(&mut self.store(), document)
    }

    /// Sets a value in front of what is shown of its field now.
    pub fn correct(&self, correction: &Correction<'_>) -> Result<Saved> {
        let mut store = self.store();
        let log = store.log();
        let record = find(&log, correction.record, &[])?;
        let entity = entity_of(&log, record)?;
        let (name, part) = match correction.field.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (correction.field, None),
        };
        let field = field_of(entity, name)?;
        let by_path = matches!(field.ty, Type::ByPath);
        let path = correction.path.map(path_of).transpose()?;
        if by_path != path.is_some() {
            let remedy = if by_path {
                "name the question's path with the field"
            } else {
                "leave the path out: the field has none"
            };
            return Err(ChaskiError::new("entry", format!("`{name}` cannot be set so"), remedy));
        }
        let register = Register { record, field: field.id, path: path.clone() };
        let mut seen = shown(&log, &register)?;
        let value = match part {
            Some(part) => typed_part(field, part, correction.value, seen.value.as_ref())?,
            None => typed(&log, field, correction.value)?,
        };
        let done = Saved {
            record,
            entity: entity.name,
            field: name.to_owned(),
            path,
            value: to_json(&field.ty, &value),
            saved: false,
        };
        // A save sets only what its author changed.
        if seen.value.as_ref() == Some(&value) && !(correction.settle && seen.disputed) {
            return Ok(done);
        }
        if correction.settle {
            seen = seen.settling();
        }
        let mut action = store.begin()?;
        action.set(&seen, value, correction.reason)?;
        action.save()?;
        Ok(Saved { saved: true, ..done })
    }

    /// Removes a record, with a reason; nothing of it is lost.
    pub fn void(&self, record: &str, reason: &str) -> Result<Saved> {
        self.set_void(record, true, reason)
    }

    /// Takes a removed record back, with a reason.
    pub fn restore(&self, record: &str, reason: &str) -> Result<Saved> {
        self.set_void(record, false, reason)
    }

    /// Says that two persons registered apart are one; `kept` stands for both.
    pub fn join(&self, kept: &str, other: &str) -> Result<Created> {
        let mut store = self.store();
        let person = |text: &str| find(&store.log(), text, &[table::person::ID]);
        let (kept, other) = (person(kept)?, person(other)?);
        if kept == other {
            return Err(ChaskiError::new(
                "same",
                "both names are the same person's",
                "name two different persons",
            ));
        }
        let mut action = store.begin()?;
        let values = Values::from([
            (table::same_person::person, Value::Record(kept)),
            (table::same_person::other, Value::Record(other)),
        ]);
        let record = action.about(kept).create(table::same_person::ID, values)?;
        action.save()?;
        Ok(Created { entity: "same_person", record, code: record.paper_code() })
    }

    fn add(&self, id: u64, fields: &[(String, String)]) -> Result<Created> {
        let mut store = self.store();
        let entity = chaski::record::entity(id).ok_or(chaski::store::StoreError::NoEntity(id))?;
        let values = typed_values(&store.log(), entity, fields)?;
        let mut action = store.begin()?;
        let record = action.about_new(id, values)?;
        action.save()?;
        Ok(Created { entity: entity.name, record, code: record.paper_code() })
    }

    fn set_void(&self, record: &str, void: bool, reason: &str) -> Result<Saved> {
        if reason.trim().is_empty() {
            let remedy = "say why the record is removed or taken back";
            return Err(ChaskiError::new("reason_missing", "no reason was given", remedy));
        }
        let mut store = self.store();
        let log = store.log();
        let record = find(&log, record, &[])?;
        let entity = entity_of(&log, record)?;
        let seen = shown_field(&log, record, VOID)?;
        let is_void = seen.value == Some(Value::Bool(true));
        if is_void != void {
            let mut action = store.begin()?;
            action.set(&seen, Value::Bool(void), Some(reason))?;
            action.save()?;
        }
        let (field, value, saved) = ("void".to_owned(), Json::Bool(void), is_void != void);
        Ok(Saved { record, entity: entity.name, field, path: None, value, saved })
    }
}
