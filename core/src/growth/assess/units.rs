//! What a hand that types gets wrong: grams for kilograms, millimetres for centimetres, a decimal point lost, weight and length
//! in each other's place. Decides from what a child of the age can be; suggests, never changes.

use super::entry::{Entry, Measure};
use super::evidence::Evidence;
use super::finding::{Code, Figure, Finding, Severity};
use super::plausible::{believable_at, nearest_z};
use crate::growth::who::{DAYS_PER_MONTH, END_MONTHS};

/// Where the rules of this file come from.
const SOURCE: &str = "WHO Child Growth Standards 2006, limits of plausible z; units as people mix them up";

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

/// The value that may have been meant, if one can be of this child. By age at most one can: the limits of an age are less than
/// ten times apart.
fn meant(this: &Evidence<'_>, measure: Measure, value: f64) -> Option<f64> {
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
pub(super) fn units(this: &Evidence<'_>, findings: &mut Vec<Finding>) -> Vec<Measure> {
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
fn exchanged(this: &Evidence<'_>) -> Option<(f64, f64)> {
    let (weight, length) = this.entry.weight_kg.zip(this.entry.length_cm)?;
    let good = |entry: &Entry, measure| believable_at(this.child, this.age, entry, measure);
    let both = |entry: &Entry| good(entry, Measure::Weight) && good(entry, Measure::Length);
    if both(this.entry) || length >= weight {
        return None;
    }
    let swapped = Entry { weight_kg: Some(length), length_cm: Some(weight), ..*this.entry };
    both(&swapped).then_some((length, weight))
}
