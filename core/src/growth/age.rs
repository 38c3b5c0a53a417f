//! How old a child is on a day, as exactly as the birth is known: to the day, or between two days where only the month or the
//! year is known; and the corrected age of a child born before 37 weeks. Knows the calendar, has no clock.

use chrono::NaiveDate;

use super::Indicator;
use super::score::Score;
use super::who::{Age, Measured, Missing, Mode, Scored, scores};
use crate::words::shown::PartialDate;

/// Weeks of a full pregnancy, to which the age of a preterm child is corrected.
pub const TERM_WEEKS: u32 = 40;
/// A child born before this many weeks is preterm (WHO).
pub const PRETERM_BELOW_WEEKS: u32 = 37;
/// Corrected age is used up to this day of age since birth: 24 months.
pub const CORRECTED_TO_DAY: u32 = 730;

/// An age in days: exact, or the least and the greatest that it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeDays {
    /// The least it can be.
    pub least: u32,
    /// The greatest it can be; equal to the least where the birth is known to the day.
    pub greatest: u32,
}

impl AgeDays {
    /// An age that is known to the day.
    pub fn exact(days: u32) -> AgeDays {
        AgeDays { least: days, greatest: days }
    }

    /// Whether it is known to the day.
    pub fn is_exact(self) -> bool {
        self.least == self.greatest
    }
}

/// The age on a day of a child born on `birth`. `None` if the day is before the birth. The part of a month or year of birth
/// that lies after the day cannot be, and does not count.
pub fn on_day(birth: PartialDate, day: NaiveDate) -> Option<AgeDays> {
    let (first, last) = birth.days();
    let days = |born: NaiveDate| u32::try_from(day.signed_duration_since(born).num_days()).ok();
    let greatest = days(first)?;
    Some(AgeDays { least: days(last).unwrap_or(0), greatest })
}

/// The corrected age of a preterm child, days: counted from the day on which 40 weeks would have been complete; negative before
/// that day. `None` for a child born at 37 weeks or later, older than 24 months, or of unknown or impossible gestation.
pub fn corrected_days(age_days: u32, gestational_weeks: Option<u32>) -> Option<i64> {
    let weeks = gestational_weeks?;
    if !(20..PRETERM_BELOW_WEEKS).contains(&weeks) || age_days > CORRECTED_TO_DAY {
        return None;
    }
    Some(i64::from(age_days) - i64::from((TERM_WEEKS - weeks) * 7))
}

/// The least and the greatest z that a measurement can have, over every day that the age can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least.
    pub least: Score,
    /// The greatest.
    pub greatest: Score,
}

/// All eight scores over every day that the age can be; what has no score on one of the days has none. For an age that is known
/// to the day both ends are equal.
pub fn ranges(child: &Measured, age: AgeDays, mode: Mode) -> [Result<Range, Missing>; 8] {
    let on = |days: u32| scores(&Measured { age: Some(Age::Days(f64::from(days))), ..*child }, mode);
    let first = on(age.least);
    let mut ranges = Indicator::ALL.map(|indicator| both(&first, indicator));
    for days in age.least..age.greatest {
        let next = on(days + 1);
        for indicator in Indicator::ALL {
            let range = &mut ranges[indicator as usize];
            *range = match (*range, both(&next, indicator)) {
                (Ok(one), Ok(other)) => Ok(Range {
                    least: if other.least.raw < one.least.raw { other.least } else { one.least },
                    greatest: if other.greatest.raw > one.greatest.raw {
                        other.greatest
                    } else {
                        one.greatest
                    },
                }),
                (Err(why), _) | (_, Err(why)) => Err(why),
            };
        }
    }
    ranges
}

fn both(scored: &Scored, indicator: Indicator) -> Result<Range, Missing> {
    scored.of(indicator).map(|score| Range { least: score, greatest: score })
}
