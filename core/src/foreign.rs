//! What crosses to Kotlin, Swift and Python under a type of its own: names of records, times, what a person was shown,
//! languages and JSON. `core/uniffi.toml` says which native type stands for each; every other type that crosses derives
//! it where it is defined. Knows how they are written; decides nothing.

use serde_json::Value as Json;
use uniffi::deps::anyhow::Error;

use crate::record::{RecordName, Time};
use crate::screens::Place;
use crate::store::Shown;
use crate::words::Lang;

/// Seconds of Unix time in which every language has a date: the years 1 to 9999.
const CALENDAR_S: (i64, i64) = (-62_135_596_800, 253_402_300_799);

// Of this crate alone: the calls say themselves what is wrong with a name that they are given.
uniffi::custom_type!(
    /// The name of a record, for ever: its device, a number, an index.
    RecordName,
    String,
    { remote, try_lift: |text| text.parse().map_err(|_| unreadable("the name of a record")), lower: |name| name.to_string() }
);
uniffi::custom_type!(
    /// A time by somebody's clock.
    Time,
    i64,
    { try_lift: |seconds| Ok(Time(seconds)), lower: |time| in_calendar(time) }
);
uniffi::custom_type!(
    /// What a person was shown of a field, as a save takes it back. Nobody reads it.
    Shown,
    String,
    { try_lift: |text| Shown::read(&text).ok_or_else(|| unreadable("what was shown")), lower: |shown| shown.to_text() }
);
uniffi::custom_type!(
    /// A language, as a BCP 47 tag.
    Lang,
    String,
    { try_lift: |tag| Lang::from_tag(&tag).ok_or_else(|| unreadable("a language")), lower: |lang| lang.tag().to_owned() }
);
uniffi::custom_type!(
    /// Where a worker is in the app: what a screen gave is what the next call takes.
    Place,
    String,
    { try_lift: |text| Ok(text.parse()?), lower: |place| place.to_string() }
);
uniffi::custom_type!(
    /// A value as JSON.
    Json,
    String,
    { remote, try_lift: |text| Ok(serde_json::from_str(&text)?), lower: |json| json.to_string() }
);

fn unreadable(what: &str) -> Error {
    Error::msg(format!("this is not {what}"))
}

/// A phone's clock may say anything: what no calendar holds comes to other languages as the end of theirs.
fn in_calendar(time: Time) -> i64 {
    time.0.clamp(CALENDAR_S.0, CALENDAR_S.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_no_calendar_holds_is_the_end_of_it() {
        assert_eq!(in_calendar(Time(i64::MAX)), 253_402_300_799);
        assert_eq!(in_calendar(Time(0)), 0);
    }
}
