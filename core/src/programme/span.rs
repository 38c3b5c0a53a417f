//! Ages and distances as norms give them: days, weeks, calendar months and years. Knows the calendar.

use std::fmt;

use chrono::{Days, Months, NaiveDate};

/// An age or a distance: calendar months first, then days. `6m29d` is six months and 29 days, `12m-1d` the day before the first birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Whole calendar months.
    pub months: u32,
    /// Days after them, before them where negative.
    pub days: i32,
}

/// The most of a unit: more than a life.
const MOST: u32 = 50_000;

impl Span {
    /// Of days.
    pub const fn days(days: i32) -> Span {
        Span { months: 0, days }
    }

    /// From `0`, `55d`, `2w`, `6m`, `4y`, or several of them, the later ones with a sign where they are taken off: `12m-1d`. `None` where it is none.
    pub fn read(text: &str) -> Option<Span> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if text == "0" {
            return Some(Span::default());
        }
        let mut span = Span::default();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (sign, after) = match rest.strip_prefix('-') {
                Some(after) => (-1, after),
                None => (1, rest.strip_prefix('+').unwrap_or(rest)),
            };
            let digits = after.find(|c: char| !c.is_ascii_digit())?;
            let figure = after.get(..digits)?.parse::<u32>().ok().filter(|figure| *figure <= MOST)?;
            let unit = after.get(digits..)?.chars().next()?;
            let (months, days) = match unit {
                'd' => (0, figure),
                'w' => (0, figure.checked_mul(7)?),
                'm' => (figure, 0),
                'y' => (figure.checked_mul(12)?, 0),
                _ => return None,
            };
            if months > 0 && sign < 0 {
                return None;
            }
            span.months = span.months.checked_add(months)?;
            span.days = span.days.checked_add(sign * i32::try_from(days).ok()?)?;
            rest = after.get(digits + unit.len_utf8()..)?;
        }
        (!text.is_empty()).then_some(span)
    }

    /// The day that lies this far after another; of a month that is too short, its last.
    pub fn after(self, day: NaiveDate) -> NaiveDate {
        let months = day.checked_add_months(Months::new(self.months)).unwrap_or(NaiveDate::MAX);
        let days = Days::new(u64::from(self.days.unsigned_abs()));
        let moved = if self.days < 0 { months.checked_sub_days(days) } else { months.checked_add_days(days) };
        moved.unwrap_or(months)
    }
}

/// As [`Span::read`] reads it.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.months, self.days) {
            (0, days) => write!(f, "{days}d"),
            (months, 0) => write!(f, "{months}m"),
            (months, days) if days < 0 => write!(f, "{months}m{days}d"),
            (months, days) => write!(f, "{months}m{days}d"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_reads_back_and_what_is_none_is_refused() {
        for (text, months, days) in [
            ("0", 0, 0),
            ("55d", 0, 55),
            ("2w", 0, 14),
            ("6m", 6, 0),
            ("4y", 48, 0),
            ("12m-1d", 12, -1),
            ("1y 6m 29d", 18, 29),
        ] {
            let span = Span::read(text);
            assert_eq!(span, Some(Span { months, days }), "{text}");
            assert_eq!(span.and_then(|span| Span::read(&span.to_string())), span, "{text}");
        }
        for wrong in ["", "d", "12", "3x", "-6m", "6m-", "99999999d", "1.5m", "6 mo"] {
            assert_eq!(Span::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_month_that_is_too_short_ends_with_its_last_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();
        let one = Span { months: 1, days: 0 };
        assert_eq!(one.after(day("2027-01-31")), day("2027-02-28"));
        assert_eq!(one.after(day("2028-01-31")), day("2028-02-29"));
        assert_eq!(Span { months: 12, days: -1 }.after(day("2026-03-01")), day("2027-02-28"));
    }
}
