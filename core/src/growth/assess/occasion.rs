//! The other readings of a child, in days: what was measured again on the same day, what is earlier, what is left out and why.
//! Makes one value of several of a day, and brings lengths to one position. Makes no finding.

use chrono::NaiveDate;

use super::entry::{Attempt, Child, Entry, Measure, exceeds};
use super::plausible;
use super::when::When;
use crate::growth::Position;
use crate::growth::age::on_day;
use crate::growth::who::{LYING_LESS_STANDING_CM, STANDING_FROM_DAY};

/// A child stands from this day on: nine months.
const STANDS_FROM_DAY: u32 = 274;

/// All readings of one day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Occasion {
    /// The day.
    pub day: NaiveDate,
    /// Its readings, each once.
    pub readings: Vec<Entry>,
}

/// The other readings, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct History {
    /// Other readings of the entry's day.
    pub same_day: Vec<Entry>,
    /// Earlier days, the last first.
    pub earlier: Vec<Occasion>,
    /// How many readings are of later days.
    pub later: usize,
    /// How many have no day, or a day before the birth.
    pub left_out: usize,
    /// The least age on the entry's day.
    age_days: Option<u32>,
}

impl History {
    pub(super) fn of(child: &Child, entry: &Entry, all: &[Entry]) -> History {
        let mut history = History::default();
        let mut others: Vec<&Entry> = Vec::with_capacity(all.len());
        for other in all {
            // The entry itself may be among them, and a list may hold a reading twice: it must not confirm itself.
            if other != entry && !others.contains(&other) {
                others.push(other);
            }
        }
        let mut dated: Vec<(NaiveDate, &Entry)> = Vec::with_capacity(others.len());
        for other in others {
            let unborn = When::of(child, other) == When::BeforeBirth;
            match other.day() {
                Some(day) if !unborn => dated.push((day, other)),
                _ => history.left_out += 1,
            }
        }
        let Some(today) = entry.day() else { return history };
        history.age_days = age_on(child, today);
        dated.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| order(one.1, other.1)));
        for (day, other) in dated {
            if day > today {
                history.later += 1;
            } else if day == today {
                history.same_day.push(*other);
            } else {
                match history.earlier.last_mut() {
                    Some(occasion) if occasion.day == day => occasion.readings.push(*other),
                    _ => history.earlier.push(Occasion { day, readings: vec![*other] }),
                }
            }
        }
        history
    }

    /// Whether another reading of the day agrees with this one in a measure.
    pub(super) fn agrees(&self, entry: &Entry, measure: Measure) -> bool {
        let read = |entry: &Entry| comparable(entry, measure, self.age_days);
        let Some(value) = read(entry) else { return false };
        self.same_day
            .iter()
            .filter_map(read)
            .any(|other| !exceeds(other.max(value), other.min(value), measure.allowed_difference()))
    }
}

/// An order of readings that depends on nothing but themselves.
fn order(one: &Entry, other: &Entry) -> std::cmp::Ordering {
    let key = |entry: &Entry| Measure::ALL.map(|measure| entry.value(measure).map_or(0, f64::to_bits));
    let attempt = |entry: &Entry| entry.attempt == Attempt::Second;
    let rest = |entry: &Entry| (entry.position.map(|at| at == Position::Lying), entry.oedema);
    attempt(one)
        .cmp(&attempt(other))
        .then_with(|| key(one).cmp(&key(other)))
        .then_with(|| rest(one).cmp(&rest(other)))
}

/// A measure as it is compared with others of the child: a real number, length as if lying. Without a position a length is taken
/// as the age asks, and so is one recorded as standing before nine months, as WHO does.
pub(super) fn comparable(entry: &Entry, measure: Measure, age_days: Option<u32>) -> Option<f64> {
    let value = entry.value(measure).filter(|value| value.is_finite() && *value > 0.0)?;
    let standing = match (entry.position, age_days) {
        (Some(position), days) => {
            position == Position::Standing && days.is_none_or(|days| days >= STANDS_FROM_DAY)
        }
        (None, Some(days)) => days >= STANDING_FROM_DAY,
        (None, None) => false,
    };
    let shift = measure == Measure::Length && standing;
    Some(if shift { value + LYING_LESS_STANDING_CM } else { value })
}

/// One value of several: the middle of the two that are nearest, if they agree; a single one as it is. `None` where there is
/// none, or where none agree. Beside it whether two agreed.
pub(super) fn settled(mut values: Vec<f64>, measure: Measure) -> Option<(f64, bool)> {
    values.sort_by(f64::total_cmp);
    if let [only] = values[..] {
        return Some((only, false));
    }
    let nearest = values.windows(2).min_by(|one, other| {
        let span = |pair: &[f64]| pair.last().zip(pair.first()).map_or(f64::MAX, |(b, a)| b - a);
        span(one).total_cmp(&span(other))
    })?;
    match nearest {
        [less, more] if !exceeds(*more, *less, measure.allowed_difference()) => {
            Some(((less + more) / 2.0, true))
        }
        _ => None,
    }
}

fn age_on(child: &Child, day: NaiveDate) -> Option<u32> {
    on_day(child.birth?, day).map(|age| age.least)
}

impl Occasion {
    /// The settled readings of the day as one entry, lengths as if lying, without what cannot be right for the child's age.
    pub(super) fn settled(&self, child: &Child) -> Entry {
        let age = age_on(child, self.day);
        let mut one = Entry {
            on: Some(self.day.into()),
            oedema: self.readings.iter().filter_map(|reading| reading.oedema).max(),
            position: Some(Position::Lying),
            ..Entry::default()
        };
        for measure in Measure::ALL {
            let believable = |reading: &&Entry| plausible::believable(child, reading, measure);
            let values = self.readings.iter().filter(believable);
            let values = values.filter_map(|reading| comparable(reading, measure, age));
            let value = settled(values.collect(), measure).map(|(value, _)| value);
            one = one.with(measure, value);
        }
        one
    }
}
