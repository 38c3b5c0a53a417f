//! When a child was measured, as seen from her birth, as exactly as both are dated. Knows no figure.

use chrono::NaiveDate;

use super::entry::{Child, Entry};
use crate::growth::age::{AgeDays, on_day};
use crate::words::shown::PartialDate;

/// When it was measured, as seen from the birth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum When {
    /// Birth or measurement has no date.
    Unknown,
    /// All that the date can be lies before the birth.
    BeforeBirth,
    /// At an age.
    Aged(AgeDays),
}

impl When {
    pub(super) fn of(child: &Child, entry: &Entry) -> When {
        let Some((birth, on)) = child.birth.zip(entry.on) else { return When::Unknown };
        let Some((first, last)) = days_of(on) else { return When::Unknown };
        if days_of(birth).is_none() {
            return When::Unknown;
        }
        match (on_day(birth, first), on_day(birth, last)) {
            (_, None) => When::BeforeBirth,
            (None, Some(age)) => When::Aged(AgeDays { least: 0, greatest: age.greatest }),
            (Some(least), Some(greatest)) => {
                When::Aged(AgeDays { least: least.least, greatest: greatest.greatest })
            }
        }
    }
}

/// The first and the last day that a date can be; `None` for what is none of the calendar.
pub(super) fn days_of(date: PartialDate) -> Option<(NaiveDate, NaiveDate)> {
    match date {
        PartialDate::Day(day) => Some((day, day)),
        PartialDate::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((first, first.checked_add_months(chrono::Months::new(1))?.pred_opt()?))
        }
        PartialDate::Year(year) => {
            Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
        }
    }
}
