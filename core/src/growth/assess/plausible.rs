//! What a hand that types gets wrong: grams for kilograms, millimetres for centimetres, a decimal point lost, weight and length
//! in each other's place. Decides from what a child of the age can be; suggests, never changes.

use super::entry::{Child, Entry, Measure};
use super::finding::{Code, Figure, Finding, Severity};
use super::{This, scored};
use crate::growth::age::{AgeDays, on_day};
use crate::growth::who::{DAYS_PER_MONTH, END_MONTHS};
use crate::growth::{Indicator, Sex};

/// Where the rules of this file come from.
const SOURCE: &str = "WHO Child Growth Standards 2006, limits of plausible z; units as people mix them up";

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

/// What most children under five are: to choose between units where no age is known.
fn usual(measure: Measure) -> (f64, f64) {
    match measure {
        Measure::Weight => (1.5, 35.0),
        Measure::Length => (40.0, 130.0),
        Measure::Head => (28.0, 56.0),
        Measure::Muac => (8.0, 25.0),
        Measure::Triceps | Measure::Subscapular => (3.0, 30.0),
    }
}

/// By what a value in the wrong unit, or without its decimal point, differs from the right one.
fn slips(measure: Measure) -> &'static [f64] {
    match measure {
        Measure::Weight => &[0.001, 0.01, 0.1, 10.0],
        Measure::Length => &[0.1, 10.0, 100.0],
        _ => &[0.1, 10.0],
    }
}

fn age_of(child: &Child, entry: &Entry) -> Option<AgeDays> {
    on_day(child.birth?, entry.day()?)
}

/// z of a measure alone, nearest to 0 over the ends of the age and over both sexes where the sex is not known; `None` where no
/// table has it.
fn nearest_z(child: &Child, age: Option<AgeDays>, entry: &Entry, measure: Measure) -> Option<(f64, bool)> {
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

fn believable_at(child: &Child, age: Option<AgeDays>, entry: &Entry, measure: Measure) -> bool {
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

/// The value that may have been meant, if one can be of this child. By age at most one can: the limits of an age are less than
/// ten times apart.
fn meant(this: &This<'_>, measure: Measure, value: f64) -> Option<f64> {
    let decimals = if measure == Measure::Weight { 100.0 } else { 10.0 };
    let mut candidates = slips(measure).iter().map(|slip| (value * slip * decimals).round() / decimals);
    candidates.find(|candidate| {
        let entry = this.entry.with(measure, Some(*candidate));
        match nearest_z(this.child, this.age, &entry, measure) {
            Some((_, flag)) => !flag,
            None => {
                let (least, most) = usual(measure);
                (least..=most).contains(candidate)
            }
        }
    })
}

/// Findings about units and exchanged measures. Returns the measures that they explain: of these nothing more is said.
pub(super) fn units(this: &This<'_>, findings: &mut Vec<Finding>) -> Vec<Measure> {
    let mut explained = Vec::new();
    for measure in Measure::ALL {
        let Some(value) = this.entry.value(measure) else { continue };
        if !(value.is_finite() && value > 0.0) {
            let finding = Finding::new(Code::NotAMeasure, Severity::MeasureAgain, SOURCE);
            findings.push(Finding { asks_second: true, ..finding.about(measure) });
            explained.push(measure);
        }
    }
    // Of children over five years no table here says what they can be.
    if this.age.is_some_and(|age| f64::from(age.greatest) / DAYS_PER_MONTH >= END_MONTHS) {
        return explained;
    }
    if let Some((weight_kg, length_cm)) = exchanged(this) {
        let mut finding = Finding::new(Code::Exchanged, Severity::MeasureAgain, SOURCE)
            .about(Measure::Weight)
            .about(Measure::Length)
            .pending(false, Severity::MeasureAgain);
        finding.suggested = vec![(Measure::Weight, weight_kg), (Measure::Length, length_cm)];
        findings.push(finding);
        explained.extend([Measure::Weight, Measure::Length]);
    }
    for measure in Measure::ALL {
        let Some(value) = this.entry.value(measure) else { continue };
        if explained.contains(&measure) || believable_at(this.child, this.age, this.entry, measure) {
            continue;
        }
        if let Some(meant) = meant(this, measure, value) {
            let mut finding = Finding::new(Code::WrongUnit, Severity::MeasureAgain, SOURCE)
                .about(measure)
                .figure("now", Figure::of(measure, value))
                .pending(false, Severity::MeasureAgain);
            finding.suggested = vec![(measure, meant)];
            findings.push(finding);
            explained.push(measure);
        }
    }
    explained
}

/// Weight and length as they would be in each other's place, if that alone makes a child of them.
fn exchanged(this: &This<'_>) -> Option<(f64, f64)> {
    let (weight, length) = this.entry.weight_kg.zip(this.entry.length_cm)?;
    let good = |entry: &Entry, measure| believable_at(this.child, this.age, entry, measure);
    let both = |entry: &Entry| good(entry, Measure::Weight) && good(entry, Measure::Length);
    if both(this.entry) || length >= weight {
        return None;
    }
    let swapped = Entry { weight_kg: Some(length), length_cm: Some(weight), ..*this.entry };
    both(&swapped).then_some((length, weight))
}
