//! The scores of one child at an age: by WHO's tables, at corrected age for a child born before 37 weeks, by postmenstrual age
//! before its term. Knows which reference belongs to which age; makes no finding.

use super::entry::{Child, Entry};
use crate::growth::age::{AgeDays, PRETERM_BELOW_WEEKS, Range, corrected_days};
use crate::growth::score::{Score, limits};
use crate::growth::who::{Age, Measured, Missing, Mode, scores};
use crate::growth::{Indicator, Sex, intergrowth};

/// Eight scores, in the order of [`Indicator::ALL`].
pub(super) type Scores = [Result<Score, Missing>; 8];

/// What a measurement is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// WHO's standards at the age since birth.
    Who,
    /// WHO's standards at corrected age.
    WhoCorrected,
    /// INTERGROWTH-21st, by postmenstrual age.
    Intergrowth,
}

/// The reference that belongs to a child of an age.
pub(super) fn reference(child: &Child, age_days: u32) -> Reference {
    match corrected_days(age_days, child.gestational_weeks) {
        None => Reference::Who,
        Some(0..) => Reference::WhoCorrected,
        Some(_) => Reference::Intergrowth,
    }
}

/// What was measured, at an age.
pub(super) fn measured(sex: Option<Sex>, entry: &Entry, age: Option<f64>) -> Measured {
    Measured {
        sex,
        age: age.map(Age::Days),
        weight_kg: entry.weight_kg,
        length_cm: entry.length_cm,
        position: entry.position,
        oedema: entry.oedema,
        head_cm: entry.head_cm,
        muac_cm: entry.muac_cm,
        triceps_mm: entry.triceps_mm,
        subscapular_mm: entry.subscapular_mm,
    }
}

/// All scores at an age, by one reference.
pub(super) fn at(child: &Child, entry: &Entry, age_days: u32, by: Reference) -> Scores {
    let who = |days: f64| scores(&measured(child.sex, entry, Some(days)), Mode::Mended).scores;
    match by {
        Reference::Who => who(f64::from(age_days)),
        Reference::WhoCorrected => {
            let weeks = child.gestational_weeks.unwrap_or(PRETERM_BELOW_WEEKS);
            who(corrected_days(age_days, Some(weeks)).unwrap_or(i64::from(age_days)) as f64)
        }
        Reference::Intergrowth => before_term(child, entry, age_days),
    }
}

/// Weight, length and head by postmenstrual age; the others have no reference before term.
fn before_term(child: &Child, entry: &Entry, age_days: u32) -> Scores {
    let pma_days = age_days.saturating_add(child.gestational_weeks.unwrap_or(0).saturating_mul(7));
    Indicator::ALL.map(|indicator| {
        let (measure, value) = match indicator {
            Indicator::WeightForAge => (intergrowth::Measure::Weight, entry.weight_kg),
            Indicator::LengthForAge => (intergrowth::Measure::Length, entry.length_cm),
            Indicator::HeadForAge => (intergrowth::Measure::Head, entry.head_cm),
            _ => return Err(Missing::TooYoung),
        };
        let value = value.ok_or(Missing::NotMeasured)?;
        if indicator.is_weight_based() && entry.oedema == Some(true) {
            return Err(Missing::Oedema);
        }
        let sex = child.sex.ok_or(Missing::SexUnknown)?;
        let z = intergrowth::z(measure, sex, pma_days, value)?;
        Ok(Score::new(z, limits(indicator)))
    })
}

/// The least and the greatest of every score over all days that the age can be; what has no score on one of them has none.
pub(super) fn over(child: &Child, entry: &Entry, age: AgeDays) -> [Result<Range, Missing>; 8] {
    let on = |days: u32| at(child, entry, days, reference(child, days));
    let mut ranges = on(age.least).map(|score| score.map(|score| Range { least: score, greatest: score }));
    for days in age.least..age.greatest {
        for (range, score) in ranges.iter_mut().zip(on(days + 1)) {
            *range = match (*range, score) {
                (Ok(range), Ok(score)) => Ok(Range {
                    least: if score.raw < range.least.raw { score } else { range.least },
                    greatest: if score.raw > range.greatest.raw { score } else { range.greatest },
                }),
                (Err(why), _) | (_, Err(why)) => Err(why),
            };
        }
    }
    ranges
}

/// Scores without an age: weight for length alone needs none, where the position is known.
pub(super) fn without_age(child: &Child, entry: &Entry, why: Missing) -> [Result<Range, Missing>; 8] {
    let scored = scores(&measured(child.sex, entry, None), Mode::Mended);
    Indicator::ALL.map(|indicator| match scored.of(indicator) {
        Err(Missing::NotMeasured) => Err(Missing::NotMeasured),
        Ok(score)
            if indicator == Indicator::WeightForLength
                && entry.position.is_some()
                && why == Missing::AgeUnknown =>
        {
            Ok(Range { least: score, greatest: score })
        }
        _ => Err(why),
    })
}
