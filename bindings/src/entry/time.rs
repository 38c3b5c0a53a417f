//! A time of day by keys, and a day with a time.

use std::sync::Mutex;

use crate::phone::locked;

/// A part of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum TimePart {
    /// The hour, 0 to 23.
    Hour,
    /// The minute.
    Minute,
}

/// A time that is being entered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TimeShown {
    /// Its hour as it was typed.
    pub hour: String,
    /// Its minute as it was typed.
    pub minute: String,
    /// What the next key goes into.
    pub at: TimePart,
    /// `09:30`; blank where all was erased, none while half of it is typed: there is nothing to be kept then.
    pub value: Option<String>,
}

/// A time being entered.
#[derive(uniffi::Object)]
pub struct TimeEntry {
    state: Mutex<State>,
}

struct State {
    hour: String,
    minute: String,
    at: TimePart,
}

#[uniffi::export]
impl TimeEntry {
    /// Of a value as it is kept: what stands behind the minutes is not shown.
    #[uniffi::constructor]
    pub fn new(value: &str) -> Self {
        let mut pieces = value.split(':').map(|piece| {
            let figures: String = piece.chars().filter(char::is_ascii_digit).collect();
            let short = figures.trim_start_matches('0');
            if short.is_empty() && !figures.is_empty() { "0".to_owned() } else { short.to_owned() }
        });
        let (hour, minute) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
        TimeEntry { state: Mutex::new(State { hour, minute, at: TimePart::Hour }) }
    }

    /// How it stands.
    pub fn shown(&self) -> TimeShown {
        self.done(|_| {})
    }

    /// The next key goes into this part.
    pub fn touch(&self, part: TimePart) -> TimeShown {
        self.done(|state| state.at = part)
    }

    /// A figure, 0 to 9; a third begins anew.
    pub fn press(&self, digit: u8) -> TimeShown {
        self.done(|state| {
            let part = state.part();
            if part.len() >= 2 {
                part.clear();
            }
            if digit <= 9 {
                part.push(char::from(b'0' + digit));
            }
            if state.at == TimePart::Hour && state.hour.len() == 2 {
                state.at = TimePart::Minute;
            }
        })
    }

    /// The last figure goes.
    pub fn erase(&self) -> TimeShown {
        self.done(|state| {
            state.part().pop();
        })
    }
}

impl TimeEntry {
    fn done(&self, act: impl FnOnce(&mut State)) -> TimeShown {
        let mut state = locked(&self.state);
        act(&mut state);
        let value = match (state.hour.is_empty(), state.minute.is_empty()) {
            (true, true) => Some(String::new()),
            (false, false) => Some(format!("{:0>2}:{:0>2}", state.hour, state.minute)),
            _ => None,
        };
        TimeShown { hour: state.hour.clone(), minute: state.minute.clone(), at: state.at, value }
    }
}

impl State {
    fn part(&mut self) -> &mut String {
        match self.at {
            TimePart::Hour => &mut self.hour,
            TimePart::Minute => &mut self.minute,
        }
    }
}

/// A day and a time, apart.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MomentParts {
    /// The day; blank where there is none.
    pub day: String,
    /// The time; blank where there is none.
    pub time: String,
}

/// The day and the time of a moment as it is kept.
#[uniffi::export]
pub fn moment_parts(value: &str) -> MomentParts {
    let (day, time) = value.split_once('T').unwrap_or((value, ""));
    MomentParts { day: day.to_owned(), time: time.to_owned() }
}

/// The moment of a day and a time; blank where both are, none where one is missing: there is nothing to be kept then.
#[uniffi::export]
pub fn moment_value(day: &str, time: Option<String>) -> Option<String> {
    let time = time?;
    match (day.is_empty(), time.is_empty()) {
        (true, true) => Some(String::new()),
        (false, false) => Some(format!("{day}T{time}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_typed_from_the_hour_to_the_minute() {
        let entry = TimeEntry::new("");
        assert_eq!(entry.shown().value.as_deref(), Some(""));
        assert_eq!((entry.press(0).value, entry.press(9).at), (None, TimePart::Minute));
        assert_eq!(entry.press(5).value.as_deref(), Some("09:05"));
        assert_eq!(entry.press(7).value.as_deref(), Some("09:57"));
        assert_eq!(entry.press(3).value.as_deref(), Some("09:03"), "a third figure begins anew");
        entry.erase();
        entry.touch(TimePart::Hour);
        entry.erase();
        assert_eq!(entry.erase().value.as_deref(), Some(""));
        assert_eq!(entry.press(10), entry.shown());
    }

    #[test]
    fn a_time_that_is_kept_is_read_without_its_noughts_and_its_seconds() {
        let shown = TimeEntry::new("00:05:00.000-05:00").shown();
        assert_eq!((shown.hour.as_str(), shown.minute.as_str()), ("0", "5"));
        assert_eq!(shown.value.as_deref(), Some("00:05"));
    }

    #[test]
    fn a_moment_is_kept_once_its_day_and_its_time_are_there() {
        assert_eq!(moment_value("2026-11-24", Some("09:30".into())).as_deref(), Some("2026-11-24T09:30"));
        assert_eq!(moment_value("", Some(String::new())).as_deref(), Some(""));
        assert_eq!((moment_value("2026-11-24", None), moment_value("", Some("09:30".into()))), (None, None));
        let parts = moment_parts("2026-11-24T09:30");
        assert_eq!((parts.day.as_str(), parts.time.as_str()), ("2026-11-24", "09:30"));
        assert_eq!(moment_parts(""), MomentParts { day: String::new(), time: String::new() });
    }
}
