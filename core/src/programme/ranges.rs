//! Dates that are known to the month or the year: the answer is the hull of the answers of their days, never that of one of them. Knows how many
//! days are tried; evaluates nothing itself.

use chrono::NaiveDate;

use super::answer::{Because, Days, State};
use super::fixed::Laid;

/// Answers that are tried for one service of one person. Beyond, it cannot be told: a year of birth and a month of a dose are more.
pub(super) const MOST: usize = 1_024;

/// What is tried: for each rough date its first day and how many there are.
pub(super) struct Rough {
    spans: Vec<(NaiveDate, usize)>,
}

impl Rough {
    /// Of ranges, in their order.
    pub fn of(days: impl Iterator<Item = Days>) -> Rough {
        let spans = days.map(|days| {
            let count = (days.last - days.first).num_days().max(0);
            (days.first, usize::try_from(count).unwrap_or(0) + 1)
        });
        Rough { spans: spans.collect() }
    }

    /// How many there are to try; `None` beyond [`MOST`].
    pub fn count(&self) -> Option<usize> {
        let mut all = 1_usize;
        for (_, count) in &self.spans {
            all = all.checked_mul(*count).filter(|all| *all <= MOST)?;
        }
        Some(all)
    }

    /// The days of one of them, into `chosen`.
    pub fn choose(&self, mut which: usize, chosen: &mut Vec<NaiveDate>) {
        chosen.clear();
        for (first, count) in &self.spans {
            let days = u64::try_from(which % count).unwrap_or(0);
            which /= count;
            chosen.push(first.checked_add_days(chrono::Days::new(days)).unwrap_or(*first));
        }
    }
}

/// Several answers as one: what they agree in, and the hull of their dates.
pub(super) struct Hull {
    pub laid: Laid,
    pub opens: Option<Days>,
    pub due: Option<Days>,
    pub in_time: Option<Days>,
    pub closes: Option<Days>,
    steps_differ: bool,
}

impl Hull {
    pub fn of(laid: Laid) -> Hull {
        let on = |day: Option<NaiveDate>| day.map(Days::on);
        let (opens, due) = (on(laid.opens), on(laid.due));
        let (in_time, closes) = (on(laid.in_time), on(laid.closes));
        Hull { laid, opens, due, in_time, closes, steps_differ: false }
    }

    /// With one answer more.
    pub fn add(&mut self, other: Laid) {
        if self.laid.state != other.state && !self.laid.is_undecided() {
            self.laid.state = State::CannotTell;
            self.laid.because = Some(Because::RoughDates);
        }
        self.steps_differ |= self.laid.step != other.step;
        let on = |day: Option<NaiveDate>| day.map(Days::on);
        self.opens = joined(self.opens, on(other.opens));
        self.due = joined(self.due, on(other.due));
        // Where one of them has no end, none can be named.
        self.in_time = both(self.in_time, on(other.in_time));
        self.closes = both(self.closes, on(other.closes));
        self.laid.holds_until = self.laid.holds_until.min(other.holds_until);
        self.laid.used.retain(|used| other.used.contains(used));
        for refused in other.refused {
            if !self.laid.refused.iter().any(|known| known.event == refused.event) {
                self.laid.refused.push(refused);
            }
        }
        self.laid.missed.retain(|step| other.missed.contains(step));
    }

    /// Where they differ in the step that is next, none is named.
    pub fn done(mut self) -> Hull {
        if self.steps_differ {
            self.laid.step = None;
        }
        self
    }
}

impl Laid {
    fn is_undecided(&self) -> bool {
        self.because == Some(Because::RoughDates)
    }
}

fn joined(one: Option<Days>, other: Option<Days>) -> Option<Days> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.hull(other)),
        (one, other) => one.or(other),
    }
}

fn both(one: Option<Days>, other: Option<Days>) -> Option<Days> {
    Some(one?.hull(other?))
}
