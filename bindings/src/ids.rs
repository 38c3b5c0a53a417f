//! What crosses to other languages under a type of its own: the name of a record, a time, and what a person was shown.
//! `uniffi.toml` says which native type stands for each. Knows how they are written; decides nothing.

use chaski::change::cbor::{bytes_value, value_bytes};
use chaski::record::RecordName;
use chaski::record::json::read_json;
use chaski::store::query::Carried;
use chaski::store::shown::Shown;
use serde::{Deserialize, Serialize};

use crate::error::{ChaskiError, Failure, Inner};

/// Seconds of Unix time in which every language has a date: the years 1 to 9999.
const CALENDAR_S: (i64, i64) = (-62_135_596_800, 253_402_300_799);

/// A time by somebody's clock, in seconds of Unix time. A phone's clock may say anything: what no calendar holds comes
/// to other languages as the end of theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Time(pub i64);

/// What a person was shown of one or more registers: every field of a page has one, and whatever sets the field takes
/// it back, so that a save stands in front of what its author saw and never of what arrived since. A screen, a form
/// and a draft carry it as it is; nobody reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Seen(String);

uniffi::custom_type!(
    /// The name of a record, for ever: its device, a number, an index.
    RecordName,
    String,
    { remote, try_lift: |text| Ok(read_name(&text).map_err(ChaskiError::from)?), lower: |name| name.to_string() }
);
uniffi::custom_type!(Time, i64, { try_lift: |seconds| Ok(Time(seconds)), lower: |time| time.in_calendar() });
uniffi::custom_type!(Seen, String, { try_lift: |text| Ok(Seen(text)), lower: |seen| seen.0 });

impl Time {
    fn in_calendar(self) -> i64 {
        self.0.clamp(CALENDAR_S.0, CALENDAR_S.1)
    }
}

fn read_name(text: &str) -> Inner<RecordName> {
    text.parse().map_err(|_| {
        Failure::new(
            "no_record",
            "this is not the name of a record",
            "take the name from a list or a page; `find` reads codes on paper",
        )
    })
}

/// One register in a [`Seen`].
#[derive(Serialize, Deserialize)]
struct Token {
    #[serde(flatten)]
    carried: Carried,
    /// The value as its canonical bytes, in hexadecimal: what a correction of one part keeps of the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// The value is personal and the list does not show it: it is not here either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    withheld: bool,
}

/// The only register of a [`Seen`].
pub(crate) struct Only {
    /// As `save` takes it.
    pub shown: Shown,
    /// Its value was not shown and is not in it.
    pub withheld: bool,
}

impl Seen {
    /// Of these registers, in this order.
    pub(crate) fn of(all: &[&Shown]) -> Seen {
        Seen::from_tokens(&all.iter().map(|shown| token(shown)).collect::<Vec<_>>())
    }

    /// Of a register whose value a list withholds.
    pub(crate) fn withholding(shown: &Shown) -> Seen {
        Seen::from_tokens(&[Token { value: None, withheld: true, ..token(shown) }])
    }

    fn from_tokens(tokens: &[Token]) -> Seen {
        // Strings, numbers and lists of them: nothing that JSON refuses.
        Seen(serde_json::to_string(tokens).unwrap_or_default())
    }

    /// What `save` takes, in the order in which it was given.
    pub(crate) fn shown(&self) -> Inner<Vec<Shown>> {
        self.tokens()?.iter().map(read_token).collect()
    }

    /// The only register of it.
    pub(crate) fn only(&self) -> Inner<Only> {
        match self.tokens()?.as_slice() {
            [token] => Ok(Only { shown: read_token(token)?, withheld: token.withheld }),
            _ => Err(not_seen()),
        }
    }

    fn tokens(&self) -> Inner<Vec<Token>> {
        let json = read_json(&self.0).map_err(|_| not_seen())?;
        serde_json::from_value(json).map_err(|_| not_seen())
    }
}

fn token(shown: &Shown) -> Token {
    let names = |changes: &[chaski::record::ChangeName]| changes.iter().map(ToString::to_string).collect();
    Token {
        carried: Carried {
            record: shown.register.record,
            number: shown.register.field,
            path: shown.register.path.clone(),
            replaces: names(&shown.replaces),
            all: names(&shown.all),
            depth: shown.depth,
            depth_of_all: shown.depth_of_all,
        },
        value: shown.value.as_ref().map(|value| hex(&value_bytes(value))),
        withheld: false,
    }
}

fn read_token(token: &Token) -> Inner<Shown> {
    let mut shown = token.carried.shown().ok_or_else(not_seen)?;
    let value = |text: &String| unhex(text).and_then(|bytes| bytes_value(&bytes).ok()).ok_or_else(not_seen);
    if !token.withheld {
        shown.value = token.value.as_ref().map(value).transpose()?;
    }
    Ok(shown)
}

fn not_seen() -> Failure {
    Failure::new(
        "seen",
        "what was shown does not come from a page of this phone",
        "open the page again and correct it there",
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
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
        let seen = Seen::of(&[&shown, &empty]);
        assert_eq!(seen.shown().ok(), Some(vec![shown.clone(), empty]));
        let refused = |seen: &Seen| seen.only().err().map(|failure| failure.code);
        assert_eq!(refused(&seen), Some("seen".into()));
        assert_eq!(Seen::of(&[&shown]).only().map(|only| only.shown).ok(), Some(shown));
        for wrong in ["", "[]", "[{}]", "x"] {
            assert_eq!(refused(&Seen(wrong.into())), Some("seen".into()));
        }
    }

    #[test]
    fn what_a_list_withholds_is_not_in_what_it_carries() {
        let record = RecordName { device: DeviceId([7; 16]), number: 1, index: 0 };
        let shown = Shown {
            register: Register { record, field: 7, path: None },
            value: Some(Value::text("900000111")),
            replaces: vec![record.change()],
            all: vec![record.change()],
            depth: 0,
            depth_of_all: 0,
            disputed: false,
        };
        let secret = hex(b"900000111");
        assert!(Seen::of(&[&shown]).0.contains(&secret));
        let seen = Seen::withholding(&shown);
        assert!(!seen.0.contains(&secret));
        let only = seen.only().ok().unwrap();
        assert!(only.withheld && only.shown.replaces == shown.replaces);
    }

    #[test]
    fn a_time_that_no_calendar_holds_is_the_end_of_it() {
        assert_eq!(Time(i64::MAX).in_calendar(), 253_402_300_799);
        assert_eq!(Time(0).in_calendar(), 0);
    }
}
