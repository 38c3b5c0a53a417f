//! What a call takes under a type of its own: the name of a record, and what a person was shown. `uniffi.toml` says which
//! native type stands for each. Knows how they are written; decides nothing.

use chaski::record::RecordName;
use chaski::record::json::read_json;
use chaski::store::shown::Shown;
use serde::Serialize;
use serde_json::Value as Json;
use uniffi::{FfiConverter, MetadataBuffer, RustBuffer};

use crate::error::{ChaskiError, Failure, Inner};

/// What a person was shown of one or more registers: every field of a page has one, and whatever sets the field takes
/// it back, so that a save stands in front of what its author saw and never of what arrived since. A screen, a form
/// and a draft carry it as it is; nobody reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Seen(String);

uniffi::custom_type!(Seen, String, { try_lift: |text| Ok(Seen(text)), lower: |seen| seen.0 });

/// The same type of every language as the core's, with an error that says what to do about a text that is no name.
type OfCore = chaski::UniFfiTag;

// SAFETY: hands every value to the core's own conversion, whose type it names as its own.
#[allow(unsafe_code)]
unsafe impl FfiConverter<crate::UniFfiTag> for RecordName {
    type FfiType = RustBuffer;
    const TYPE_ID_META: MetadataBuffer = <RecordName as FfiConverter<OfCore>>::TYPE_ID_META;

    fn lower(name: RecordName) -> RustBuffer {
        <RecordName as FfiConverter<OfCore>>::lower(name)
    }

    fn try_lift(name: RustBuffer) -> uniffi::Result<RecordName> {
        <RecordName as FfiConverter<OfCore>>::try_lift(name).map_err(|_| not_a_name())
    }

    fn write(name: RecordName, buf: &mut Vec<u8>) {
        <RecordName as FfiConverter<OfCore>>::write(name, buf);
    }

    fn try_read(buf: &mut &[u8]) -> uniffi::Result<RecordName> {
        <RecordName as FfiConverter<OfCore>>::try_read(buf).map_err(|_| not_a_name())
    }
}

uniffi::derive_ffi_traits!(local RecordName);

fn not_a_name() -> uniffi::deps::anyhow::Error {
    let technical = "this is not the name of a record; `find` reads codes on paper";
    ChaskiError::from(Failure::new("no_record", technical)).into()
}

impl Seen {
    /// Of one register.
    pub fn of(shown: &Shown) -> Seen {
        Seen(shown.to_text())
    }

    /// Of these registers, in this order.
    pub(crate) fn of_all(all: &[&Shown]) -> Seen {
        let all = all.iter().map(|shown| Json::String(shown.to_text())).collect();
        Seen(Json::Array(all).to_string())
    }

    /// What `save` takes, in the order in which it was given.
    pub(crate) fn shown(&self) -> Inner<Vec<Shown>> {
        match read_json(&self.0) {
            Ok(Json::Array(all)) => all.iter().map(|one| read(one.as_str().unwrap_or_default())).collect(),
            _ => Ok(vec![read(&self.0)?]),
        }
    }

    /// The only register of it.
    pub(crate) fn only(&self) -> Inner<Shown> {
        read(&self.0)
    }
}

fn read(text: &str) -> Inner<Shown> {
    Shown::read(text)
        .ok_or_else(|| Failure::new("seen", "what was shown does not come from a page of this phone"))
}

#[cfg(test)]
mod tests {
    use chaski::change::Register;
    use chaski::record::{ChangeName, Decimal, DeviceId, Value};

    use super::*;

    #[test]
    fn what_was_shown_reads_back_whole_and_anything_else_is_refused() {
        let change = |number| ChangeName { device: DeviceId([7; 16]), number };
        let record = RecordName { device: DeviceId([7; 16]), number: 1, index: 0 };
        let shown = Shown {
            register: Register { record, field: 4, path: Some("feeding/meals".into()) },
            value: Some(Value::parts([(1, Value::Decimal(Decimal::new(1230, -2))), (77, Value::Int(5))])),
            replaces: vec![change(1)],
            all: vec![change(1), change(9)],
            depth: 2,
            depth_of_all: 3,
            disputed: true,
        };
        let empty = Shown {
            value: None,
            replaces: vec![],
            all: vec![],
            depth: 0,
            depth_of_all: 0,
            disputed: false,
            ..shown.clone()
        };
        let seen = Seen::of_all(&[&shown, &empty]);
        assert_eq!(seen.shown().ok(), Some(vec![shown.clone(), empty]));
        let refused = |seen: &Seen| seen.only().err().map(|failure| failure.code);
        assert_eq!(refused(&seen), Some("seen"));
        assert_eq!(Seen::of(&shown).only().ok(), Some(shown.clone()));
        assert_eq!(Seen::of(&shown).shown().ok(), Some(vec![shown]));
        for wrong in ["", "[]", "[{}]", "x"] {
            assert_eq!(refused(&Seen(wrong.into())), Some("seen"));
        }
    }
}
