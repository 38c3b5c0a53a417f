//! Dates that are known to the month or the year: the answer is the hull of the answers of their days, never that of one of them. Knows how many
//! days are tried; evaluates nothing itself.

use chrono::NaiveDate;

use super::answer::{Answer, Because, Days, State};

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
    answer: Answer,
    steps_differ: bool,
}

impl Hull {
    pub fn of(answer: Answer) -> Hull {
        Hull { answer, steps_differ: false }
    }

    /// With one answer more.
    pub fn add(&mut self, other: Answer) {
        let answer = &mut self.answer;
        if answer.state != other.state {
            answer.state = State::CannotTell;
            answer.because = Some(Because::RoughDates);
        }
        self.steps_differ |= answer.step != other.step;
        answer.opens = either(answer.opens, other.opens);
        answer.due = either(answer.due, other.due);
        // Where one of them has no end, none can be named.
        answer.in_time = both(answer.in_time, other.in_time);
        answer.closes = both(answer.closes, other.closes);
        answer.holds_until = answer.holds_until.min(other.holds_until);
        answer.used.retain(|used| other.used.contains(used));
        for refused in other.refused {
            if !answer.refused.iter().any(|known| known.event == refused.event) {
                answer.refused.push(refused);
            }
        }
        answer.missed.retain(|step| other.missed.contains(step));
    }

    /// Where they differ in the step that is next, none is named.
    pub fn done(self) -> Answer {
        let mut answer = self.answer;
        if self.steps_differ {
            answer.step = None;
        }
        answer.refused.sort_by_key(|refused| refused.event);
        answer
    }
}

fn either(one: Option<Days>, other: Option<Days>) -> Option<Days> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.hull(other)),
        (one, other) => one.or(other),
    }
}

fn both(one: Option<Days>, other: Option<Days>) -> Option<Days> {
    Some(one?.hull(other?))
}
