//! What a child of an age can be: within WHO's limits of plausible z, or of any child under five where no table says more.
//! Judges one value of one reading; knows no other reading and words nothing.

use super::entry::{Child, Entry, Measure};
use super::scored;
use crate::growth::age::{AgeDays, on_day};
use crate::growth::{Indicator, Sex};

/// The indicator that a measure alone makes.
fn own_indicator(measure: Measure) -> Indicator {
    match measure {
        Measure::Weight => Indicator::WeightForAge,
        Measure::Length => Indicator::LengthForAge,
        Measure::Head => Indicator::HeadForAge,
        Measure::Muac => Indicator::MuacForAge,
        Measure::Triceps => Indicator::TricepsForAge,
        Measure::Subscapular => Indicator::SubscapularForAge,
    }
}

/// What a child under five can be at all, where no table says more: from the smallest survivors to beyond the heaviest.
fn at_any_age(measure: Measure) -> (f64, f64) {
    match measure {
        Measure::Weight => (0.3, 60.0),
        Measure::Length => (20.0, 150.0),
        Measure::Head => (15.0, 65.0),
        Measure::Muac => (4.0, 35.0),
        Measure::Triceps | Measure::Subscapular => (0.5, 60.0),
    }
}

fn age_of(child: &Child, entry: &Entry) -> Option<AgeDays> {
    on_day(child.birth?, entry.day()?)
}

/// z of a measure alone, nearest to 0 over the ends of the age and over both sexes where the sex is not known; `None` where no
/// table has it.
pub(super) fn nearest_z(
    child: &Child,
    age: Option<AgeDays>,
    entry: &Entry,
    measure: Measure,
) -> Option<(f64, bool)> {
    let age = age?;
    let sexes = child.sex.map_or(vec![Sex::Male, Sex::Female], |sex| vec![sex]);
    let alone = Entry { position: entry.position, ..Entry::default().with(measure, entry.value(measure)) };
    let mut best: Option<(f64, bool)> = None;
    for sex in sexes {
        let child = Child { sex: Some(sex), ..*child };
        for days in [age.least, age.greatest] {
            let scores = scored::at(&child, &alone, days, scored::reference(&child, days));
            let Ok(score) = scores[own_indicator(measure) as usize] else { continue };
            let Some(flag) = score.flag else { continue };
            if best.is_none_or(|(z, _)| score.raw.abs() < z.abs()) {
                best = Some((score.raw, flag));
            }
        }
    }
    best
}

/// Whether a value can be of this child: within WHO's limits of its own indicator by age, or of any child where there is no
/// table.
pub(super) fn believable(child: &Child, entry: &Entry, measure: Measure) -> bool {
    believable_at(child, age_of(child, entry), entry, measure)
}

/// The same of a child whose age at this reading is known, or is known not to be.
pub(super) fn believable_at(child: &Child, age: Option<AgeDays>, entry: &Entry, measure: Measure) -> bool {
    let Some(value) = entry.value(measure).filter(|value| value.is_finite() && *value > 0.0) else {
        return false;
    };
    match nearest_z(child, age, entry, measure) {
        Some((_, flag)) => !flag,
        None => {
            let (least, most) = at_any_age(measure);
            (least..=most).contains(&value)
        }
    }
}
