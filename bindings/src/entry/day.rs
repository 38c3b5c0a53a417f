//! A day by keys: day, month by its name, year. Where less may be known, that is an answer too. Whether the day exists the core says when it is taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use chrono::Datelike;

use crate::phone::locked;
use crate::platform::today;

/// A part of a day, in the order in which it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, uniffi::Enum)]
pub enum DayPart {
    /// The day of the month.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

/// A part as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DayPartShown {
    /// Which.
    pub part: DayPart,
    /// Its figures; of a month its number, 1 to 12, for which a screen shows its name. Blank where nothing is typed.
    pub text: String,
}

/// A day that is being entered.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DayShown {
    /// What is asked, from left to right.
    pub parts: Vec<DayPartShown>,
    /// What the next key goes into.
    pub at: DayPart,
    /// Whether today is offered.
    pub offers_today: bool,
    /// Whether it is offered that the part is not known.
    pub offers_not_known: bool,
    /// `2026-11-24`, and as much of it as is known; blank where there is no year yet.
    pub value: String,
}

/// A day being entered.
#[derive(uniffi::Object)]
pub struct DayEntry {
    state: Mutex<State>,
}

struct State {
    asked: Vec<DayPart>,
    partial: bool,
    typed: BTreeMap<DayPart, String>,
    unknown: BTreeSet<DayPart>,
    at: DayPart,
    /// Whether the next figure is the first of its part: what stands there goes.
    is_first: bool,
}

const DATE_SIGNS: usize = 10;
const YEAR_SIGNS: usize = 4;
/// The last figure behind which a second one can make a day of a month.
const DAY_TENS: u8 = 3;

#[uniffi::export]
impl DayEntry {
    /// Of a value as it is kept. `partial`: less than a whole day is an answer. Without the day of the month, or without both, what is not asked is the first.
    #[uniffi::constructor]
    pub fn new(value: &str, partial: bool, with_day: bool, with_month: bool) -> Self {
        let asked = [(DayPart::Day, with_day), (DayPart::Month, with_month), (DayPart::Year, true)];
        let asked: Vec<DayPart> = asked.into_iter().filter_map(|(part, is)| is.then_some(part)).collect();
        let date: String = value.chars().take(DATE_SIGNS).collect();
        let pieces: Vec<&str> = date.split('-').filter(|piece| !piece.is_empty()).collect();
        let order = [DayPart::Year, DayPart::Month, DayPart::Day];
        let typed: BTreeMap<DayPart, String> =
            order.into_iter().zip(&pieces).map(|(part, piece)| (part, read(part, piece))).collect();
        let unknown =
            order.into_iter().filter(|part| !pieces.is_empty() && !typed.contains_key(part)).collect();
        let at = asked[0];
        DayEntry { state: Mutex::new(State { asked, partial, typed, unknown, at, is_first: true }) }
    }

    /// How it stands.
    pub fn shown(&self) -> DayShown {
        self.done(|_| {})
    }

    /// The next key goes into this part, and writes it anew.
    pub fn touch(&self, part: DayPart) -> DayShown {
        self.done(|state| state.go(part))
    }

    /// A figure, 0 to 9.
    pub fn press(&self, digit: u8) -> DayShown {
        self.done(|state| state.press(digit))
    }

    /// The last figure goes.
    pub fn erase(&self) -> DayShown {
        self.done(|state| {
            state.is_first = false;
            let mut text = state.typed.get(&state.at).cloned().unwrap_or_default();
            text.pop();
            state.set(state.at, text);
        })
    }

    /// The month, 1 to 12.
    pub fn set_month(&self, month: u8) -> DayShown {
        self.done(|state| {
            state.set(DayPart::Month, month.to_string());
            state.move_on();
        })
    }

    /// Nobody knows the part that is asked now, nor what is smaller.
    pub fn not_known(&self) -> DayShown {
        self.done(|state| {
            let smaller: Vec<DayPart> =
                [DayPart::Day, DayPart::Month].into_iter().filter(|part| *part <= state.at).collect();
            for part in smaller {
                state.typed.remove(&part);
                state.unknown.insert(part);
            }
            state.move_on();
        })
    }

    /// Today where the phone is.
    pub fn today(&self) -> DayShown {
        let today = today();
        self.done(|state| {
            state.set(DayPart::Day, today.day().to_string());
            state.set(DayPart::Month, today.month().to_string());
            state.set(DayPart::Year, today.year().to_string());
            state.go(DayPart::Year);
        })
    }
}

impl DayEntry {
    fn done(&self, act: impl FnOnce(&mut State)) -> DayShown {
        let mut state = locked(&self.state);
        act(&mut state);
        state.shown()
    }
}

fn read(part: DayPart, piece: &str) -> String {
    match part {
        DayPart::Year => piece.to_owned(),
        DayPart::Month | DayPart::Day => piece.trim_start_matches('0').to_owned(),
    }
}

impl State {
    fn go(&mut self, part: DayPart) {
        self.at = part;
        self.is_first = true;
    }

    fn set(&mut self, part: DayPart, text: String) {
        self.unknown.remove(&part);
        match text.is_empty() {
            true => self.typed.remove(&part),
            false => self.typed.insert(part, text),
        };
    }

    fn press(&mut self, digit: u8) {
        if digit > 9 || self.at == DayPart::Month {
            return;
        }
        let begins = std::mem::replace(&mut self.is_first, false);
        let longest = if self.at == DayPart::Year { YEAR_SIGNS } else { 2 };
        let now = self.typed.get(&self.at).filter(|now| !begins && now.len() < longest);
        let next = format!("{}{digit}", now.map_or("", String::as_str));
        // Two figures are a day, and so is one that no second can follow.
        let is_whole_day = self.at == DayPart::Day && (next.len() == 2 || digit > DAY_TENS);
        self.set(self.at, next);
        if is_whole_day {
            self.move_on();
        }
    }

    /// To what is still to be typed.
    fn move_on(&mut self) {
        let open = |part: &&DayPart| !self.typed.contains_key(part) && !self.unknown.contains(part);
        self.go(self.asked.iter().find(open).copied().unwrap_or(self.at));
    }

    fn shown(&self) -> DayShown {
        let text = |part: DayPart| self.typed.get(&part).cloned().unwrap_or_default();
        let at_day = self.at == DayPart::Day;
        DayShown {
            parts: self.asked.iter().map(|part| DayPartShown { part: *part, text: text(*part) }).collect(),
            at: self.at,
            offers_today: !self.partial && at_day && self.typed.is_empty(),
            offers_not_known: self.partial && self.at != DayPart::Year,
            value: self.value(),
        }
    }

    fn value(&self) -> String {
        let order = [DayPart::Year, DayPart::Month, DayPart::Day];
        let is_whole = self.asked.iter().all(|part| self.typed.contains_key(part));
        let of = |part: &DayPart| match self.typed.get(part) {
            Some(text) if *part == DayPart::Year => Some(text.clone()),
            Some(text) => Some(format!("{text:0>2}")),
            None if is_whole && !self.asked.contains(part) => Some("01".to_owned()),
            None => None,
        };
        order.iter().map_while(of).collect::<Vec<_>>().join("-")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(entry: &DayEntry, digits: &str) -> DayShown {
        digits.bytes().for_each(|digit| drop(entry.press(digit - b'0')));
        entry.shown()
    }

    #[test]
    fn a_day_is_typed_as_it_is_said() {
        let entry = DayEntry::new("", false, true, true);
        assert!(entry.shown().offers_today);
        assert_eq!(typed(&entry, "12").at, DayPart::Month);
        assert_eq!(entry.set_month(3).at, DayPart::Year);
        let whole = typed(&entry, "2024");
        assert_eq!((whole.value.as_str(), whole.at), ("2024-03-12", DayPart::Year));
        assert!(!whole.offers_today && !whole.offers_not_known);
        assert_eq!(entry.erase().value, "202-03-12");
        assert_eq!(entry.press(3).value, "2023-03-12");
        // A fifth figure begins the year anew.
        assert_eq!(entry.press(1).value, "1-03-12");
    }

    #[test]
    fn one_figure_is_a_day_where_no_second_can_follow() {
        let entry = DayEntry::new("", false, true, true);
        assert_eq!(entry.press(3).at, DayPart::Day);
        assert_eq!(entry.press(1).at, DayPart::Month);
        let other = DayEntry::new("", false, true, true);
        assert_eq!(other.press(4).at, DayPart::Month);
        // The months have keys of their own, and nothing is figured that is no figure.
        assert_eq!(other.press(5), other.shown());
        other.touch(DayPart::Year);
        assert_eq!(other.press(10), other.shown());
    }

    #[test]
    fn what_stands_there_goes_with_the_first_key() {
        let entry = DayEntry::new("2025-09-03T00:00", true, true, true);
        let parts: Vec<String> = entry.shown().parts.into_iter().map(|part| part.text).collect();
        assert_eq!(parts, ["3", "9", "2025"]);
        assert_eq!(entry.press(7).value, "2025-09-07");
        entry.touch(DayPart::Year);
        assert_eq!(entry.press(1).value, "1-09-07");
    }

    #[test]
    fn less_than_a_whole_day_is_known() {
        let entry = DayEntry::new("", true, true, true);
        assert!(entry.shown().offers_not_known && !entry.shown().offers_today);
        assert_eq!(entry.not_known().at, DayPart::Month);
        assert_eq!(entry.not_known().at, DayPart::Year);
        assert_eq!(typed(&entry, "2024").value, "2024");
        entry.touch(DayPart::Month);
        assert_eq!(entry.set_month(11).value, "2024-11");
        assert_eq!(entry.shown().at, DayPart::Month, "nobody knows the day: nothing is left to be typed");
        // Read again, what is not known is not asked for first.
        assert_eq!(DayEntry::new("2024-11", true, true, true).touch(DayPart::Month).value, "2024-11");
    }

    #[test]
    fn what_is_not_asked_is_the_first_once_the_rest_is_there() {
        let month = DayEntry::new("", false, false, true);
        assert_eq!(month.shown().parts.len(), 2);
        assert_eq!(month.set_month(2).value, "");
        assert_eq!(typed(&month, "2025").value, "2025-02-01");
        let year = DayEntry::new("", false, false, false);
        assert_eq!(typed(&year, "2025").value, "2025-01-01");
        let open = DayEntry::new("", false, false, true);
        open.touch(DayPart::Year);
        assert_eq!(typed(&open, "2025").value, "2025", "a month that nobody typed is not January");
    }

    #[test]
    fn today_is_one_touch() {
        let before = today().to_string();
        let value = DayEntry::new("", false, true, true).today().value;
        assert!([before, today().to_string()].contains(&value), "{value}");
    }
}
