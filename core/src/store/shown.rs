//! What a person was shown of one register, as a screen carries it to `save`: a save stands in front of what its
//! author saw, never of what arrived since.

use std::collections::BTreeSet;

use rusqlite::params;
use serde::{Deserialize, Serialize, Serializer};

use super::error::Result;
use super::log::{Log, Standing};
use crate::change::Register;
use crate::change::cbor::{bytes_value, value_bytes};
use crate::merge::{Assignment, State, resolve};
use crate::record::json::read_json;
use crate::record::{ChangeName, DeviceId, FieldId, RecordName, Value};

/// One register as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which register.
    pub register: Register,
    /// What is shown; `None` where nothing was ever said, or where a list withholds it.
    pub value: Option<Value>,
    /// Every head behind the shown value, equal ones too: what a save on it replaces.
    pub replaces: Vec<ChangeName>,
    /// All heads: what settling replaces.
    pub all: Vec<ChangeName>,
    /// The greatest depth among those of `replaces`.
    pub depth: u64,
    /// The greatest depth among all heads.
    pub depth_of_all: u64,
    /// Whether two heads differ.
    pub disputed: bool,
}

impl Shown {
    /// The same register, to be settled: the save names every head that was shown.
    pub fn settling(mut self) -> Shown {
        self.replaces.clone_from(&self.all);
        self.depth = self.depth_of_all;
        self
    }

    /// The same without its value, for a list that withholds what is personal.
    pub fn withheld(self) -> Shown {
        Shown { value: None, ..self }
    }

    /// Whether there is a value that was not shown.
    pub fn is_withheld(&self) -> bool {
        self.value.is_none() && !self.replaces.is_empty()
    }

    /// As a screen, a form or a draft carries it: JSON, with the value as its canonical bytes, so that a correction of
    /// one part keeps of the others what was shown.
    pub fn to_text(&self) -> String {
        // Strings, numbers and lists of them: nothing that JSON refuses.
        serde_json::to_string(&Carried::of(self)).unwrap_or_default()
    }

    /// Reads [`Shown::to_text`]; `None` for anything else.
    pub fn read(text: &str) -> Option<Shown> {
        serde_json::from_value::<Carried>(read_json(text).ok()?).ok()?.shown()
    }

    /// The heads of these that were not among what was shown: what was said meanwhile.
    pub fn unseen(&self, now: &Shown) -> Vec<ChangeName> {
        now.all.iter().filter(|head| !self.all.contains(head)).copied().collect()
    }

    /// Whether this is what stands now.
    pub fn stands(&self, now: &Shown) -> bool {
        self.unseen(now).is_empty() && now.unseen(self).is_empty()
    }

    pub(crate) fn of(register: Register, said: &[Assignment]) -> Shown {
        let resolved = resolve(said);
        let replaces = resolved.behind_shown();
        let depth_of = |names: &[ChangeName]| {
            said.iter().filter(|s| names.contains(&s.change)).map(|s| s.depth).max().unwrap_or(0)
        };
        Shown {
            value: resolved.shown().cloned(),
            depth: depth_of(&replaces),
            replaces,
            all: resolved.all(),
            depth_of_all: resolved.depth(),
            disputed: resolved.disputed,
            register,
        }
    }
}

/// What is shown of a register now.
pub fn shown(log: &Log<'_>, register: &Register) -> Result<Shown> {
    Ok(Shown::of(register.clone(), &log.assignments(register)?))
}

/// What was shown to whoever saw these heads of a register. One that is not in the state any more stays among them, so
/// that they are not the heads that stand now.
pub fn shown_then(log: &Log<'_>, register: &Register, heads: &[ChangeName]) -> Result<Shown> {
    let mut said = log.assignments(register)?;
    said.retain(|said| heads.contains(&said.change));
    Ok(Shown { all: heads.to_vec(), ..Shown::of(register.clone(), &said) })
}

/// What is shown of a plain field now.
pub fn shown_field(log: &Log<'_>, record: RecordName, field: FieldId) -> Result<Shown> {
    shown(log, &Register { record, field, path: None })
}

/// What is shown of every register of a field by path now, by path.
pub fn shown_paths(log: &Log<'_>, record: RecordName, field: FieldId) -> Result<Vec<Shown>> {
    let mut statement = log
        .conn
        .prepare_cached("SELECT DISTINCT path FROM said WHERE record = ?1 AND field = ?2 ORDER BY path")?;
    let paths = statement.query_map(params![record.key().as_slice(), field as i64], |row| row.get(0))?;
    let mut paths = paths.collect::<rusqlite::Result<BTreeSet<String>>>()?;
    // What it was created with stands in its change alone.
    if let Some((change, Standing::InState)) = log.change(&record.change())?
        && let Some(create) = change.creates().find(|create| create.record == record)
        && let Some(first) = create.paths.get(&field)
    {
        paths.extend(first.keys().cloned());
    }
    let registers = paths.into_iter().map(|path| Register { record, field, path: Some(path) });
    registers.map(|register| shown(log, &register)).collect()
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

/// A [`Shown`] as text.
#[derive(Serialize, Deserialize)]
struct Carried {
    record: RecordName,
    number: FieldId,
    #[serde(default)]
    path: Option<String>,
    replaces: Vec<String>,
    #[serde(default)]
    all: Vec<String>,
    depth: u64,
    #[serde(default)]
    depth_of_all: u64,
    /// In hexadecimal; none where nothing was said or it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl Carried {
    fn of(shown: &Shown) -> Carried {
        let names = |changes: &[ChangeName]| changes.iter().map(ToString::to_string).collect();
        let hex = |value: &Value| value_bytes(value).iter().map(|byte| format!("{byte:02x}")).collect();
        Carried {
            record: shown.register.record,
            number: shown.register.field,
            path: shown.register.path.clone(),
            replaces: names(&shown.replaces),
            all: names(&shown.all),
            depth: shown.depth,
            depth_of_all: shown.depth_of_all,
            value: shown.value.as_ref().map(hex),
        }
    }

    fn shown(self) -> Option<Shown> {
        let read = |names: &[String]| names.iter().map(|name| read_change(name)).collect::<Option<Vec<_>>>();
        let (replaces, all) = (read(&self.replaces)?, read(&self.all)?);
        let value = self.value.map(|text| bytes_value(&unhex(&text)?).ok());
        Some(Shown {
            register: Register { record: self.record, field: self.number, path: self.path },
            value: match value {
                Some(value) => Some(value?),
                None => None,
            },
            disputed: all.len() > replaces.len(),
            replaces,
            all,
            depth: self.depth,
            depth_of_all: self.depth_of_all.max(self.depth),
        })
    }
}

/// Reads the name of a change as pages carry it (`device.number`).
fn read_change(text: &str) -> Option<ChangeName> {
    let (device, number) = text.split_once('.')?;
    Some(ChangeName { device: DeviceId::from_hex(device)?, number: number.parse().ok()? })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use crate::record::Decimal;

    use super::*;

    fn figure() -> Shown {
        let change = |number| ChangeName { device: DeviceId([7; 16]), number };
        let record = RecordName { device: DeviceId([7; 16]), number: 1, index: 0 };
        Shown {
            register: Register { record, field: 4, path: Some("feeding/meals".into()) },
            value: Some(Value::parts([(1, Value::Decimal(Decimal::new(1230, -2))), (77, Value::Int(5))])),
            replaces: vec![change(1)],
            all: vec![change(1), change(9)],
            depth: 2,
            depth_of_all: 3,
            disputed: true,
        }
    }

    #[test]
    fn what_was_shown_reads_back_whole_and_anything_else_is_refused() {
        let shown = figure();
        let empty = Shown {
            value: None,
            replaces: vec![],
            all: vec![],
            depth: 0,
            depth_of_all: 0,
            disputed: false,
            ..shown.clone()
        };
        for shown in [shown, empty] {
            assert_eq!(Shown::read(&shown.to_text()), Some(shown));
        }
        for wrong in ["", "[]", "{}", "x"] {
            assert_eq!(Shown::read(wrong), None);
        }
    }

    #[test]
    fn what_a_list_withholds_is_not_in_what_it_carries() {
        let shown = Shown { value: Some(Value::text("900000111")), ..figure() };
        let secret = "900000111".bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert!(shown.to_text().contains(&secret) && !shown.is_withheld());
        let text = shown.clone().withheld().to_text();
        assert!(!text.contains(&secret));
        let read = Shown::read(&text).unwrap();
        assert!(read.is_withheld() && read.replaces == shown.replaces);
    }
}
