//! A legal act and when it holds: what every rule that comes from one carries. Knows the calendar; reads nothing.

use chrono::NaiveDate;

use crate::words::shown::PartialDate;

/// A legal act, and when it holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Norm {
    /// As it is cited; `None` where it was looked for and not found, which the notes say.
    pub act: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// From when it holds.
    pub valid_from: Option<PartialDate>,
    /// Until when, that day with it.
    pub valid_until: Option<PartialDate>,
    /// Where it was read.
    pub source: Option<String>,
    /// What is uncertain, and where it was looked for.
    pub notes: Vec<String>,
}

impl Norm {
    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        holds(self.valid_from, self.valid_until, day)
    }

    /// The last day of the stretch that a day is in: until then the norm goes on to hold, or not to.
    pub fn same_until(&self, day: NaiveDate) -> Option<NaiveDate> {
        let begins = self.valid_from.and_then(|from| from.days().0.pred_opt());
        let ends = self.valid_until.map(|until| until.days().1);
        [begins, ends].into_iter().flatten().filter(|end| *end >= day).min()
    }
}

/// Whether something that holds from and until holds on a day; a month and a year are held whole.
pub fn holds(from: Option<PartialDate>, until: Option<PartialDate>, day: NaiveDate) -> bool {
    from.is_none_or(|from| from.days().0 <= day) && until.is_none_or(|until| day <= until.days().1)
}
