//! The child's measurements as values of a chart's axes: which value belongs to the indicator, at what age or length it stands,
//! what its z is, and why it has none. Knows no sheet.

use super::super::age::{self, AgeDays};
use super::super::who::{
    self, Age, LYING_LESS_STANDING_CM, Measured, Missing, Mode, STANDING_FROM_DAY, not_a_measurement,
};
use super::super::{Indicator, Position};
use super::curves;
use super::request::{Request, Taken, Window};

/// An age known less exactly than this, days, is taken for not known: no z is looked for on every day of it.
const WIDEST_AGE_DAYS: u32 = 1_100;

/// A measurement of the chart's indicator.
pub struct Seen<'a> {
    /// Where it comes from.
    pub taken: &'a Taken,
    /// The measurement, brought to the position of the age; may be no measurement at all.
    pub value: f64,
    /// Length or height, centimetres, beside a weight-for-length.
    pub length_cm: Option<f64>,
    /// Corrected age, days, where the child was born preterm and is not yet 2 years old: least and greatest; may be negative.
    pub corrected: Option<(i64, i64)>,
    /// Least and greatest z.
    pub z: Result<(f64, f64), Missing>,
    /// Its place on the horizontal axis, days or centimetres: least and greatest. `None` where the chart has no place for it.
    pub x: Option<(f64, f64)>,
}

/// The measurements of the indicator, the oldest first; those without an age last.
pub fn seen<'a>(request: &Request, taken: &'a [Taken]) -> Vec<Seen<'a>> {
    let mut seen: Vec<Seen<'a>> = taken.iter().filter_map(|taken| one(request, taken)).collect();
    seen.sort_by_key(|seen| {
        seen.taken.age.map_or((u64::MAX, u64::MAX), |age| {
            (u64::from(age.least) + u64::from(age.greatest), u64::from(age.least))
        })
    });
    seen
}

fn one<'a>(request: &Request, taken: &'a Taken) -> Option<Seen<'a>> {
    let indicator = request.indicator;
    let age = taken.age.map(|age| (age.least.min(age.greatest), age.least.max(age.greatest)));
    let corrected = age.and_then(|(least, greatest)| {
        let correct = |days| age::corrected_days(days, request.gestational_weeks);
        Some((correct(least)?, correct(greatest)?))
    });
    let counted = corrected.or(age.map(|(least, greatest)| (i64::from(least), i64::from(greatest))));
    let begun = counted.filter(|counted| counted.0 >= 0).and_then(|(least, greatest)| {
        Some(AgeDays { least: u32::try_from(least).ok()?, greatest: u32::try_from(greatest).ok()? })
    });
    let child = Measured {
        sex: Some(request.sex),
        age: begun.map(|age| Age::Days(f64::from(age.least))),
        ..taken.measured
    };
    let clean = who::clean(&child);
    let value = match indicator {
        Indicator::LengthForAge => clean.length_cm,
        Indicator::WeightForAge | Indicator::WeightForLength => child.weight_kg,
        Indicator::BmiForAge => clean.bmi,
        Indicator::HeadForAge => child.head_cm,
        Indicator::MuacForAge => child.muac_cm,
        Indicator::TricepsForAge => child.triceps_mm,
        Indicator::SubscapularForAge => child.subscapular_mm,
    }?;
    let by_length = indicator == Indicator::WeightForLength;
    let length_cm = clean.length_cm.filter(|_| by_length);
    let z = z(&child, indicator, counted, begun);
    let hidden = matches!(z, Err(Missing::Oedema)) || not_a_measurement(value).is_some();
    let x = if by_length {
        length_cm.filter(|cm| not_a_measurement(*cm).is_none()).map(|cm| {
            let x = on_axis(request.window, cm, is_lying(&child, clean.age_days, cm));
            (x, x)
        })
    } else {
        counted.map(|(least, greatest)| (least as f64, greatest as f64))
    };
    Some(Seen { taken, value, length_cm, corrected, z, x: x.filter(|_| !hidden) })
}

fn z(
    child: &Measured,
    indicator: Indicator,
    counted: Option<(i64, i64)>,
    begun: Option<AgeDays>,
) -> Result<(f64, f64), Missing> {
    match (counted, begun) {
        (None, _) => who::scores(child, Mode::Mended).of(indicator).map(|score| (score.z, score.z)),
        (Some(_), None) => Err(Missing::AgeWrong),
        (Some(_), Some(age)) if age.greatest - age.least > WIDEST_AGE_DAYS => Err(Missing::AgeUnknown),
        (Some(_), Some(age)) => {
            let all = age::ranges(child, age, Mode::Mended);
            let range = all.into_iter().nth(indicator as usize).unwrap_or(Err(Missing::NotMeasured))?;
            Ok((range.least.z, range.greatest.z))
        }
    }
}

/// Whether WHO compares this child's weight with lying children.
fn is_lying(child: &Measured, age_days: Option<u32>, length_cm: f64) -> bool {
    match (age_days, child.position) {
        (Some(days), _) => days < STANDING_FROM_DAY,
        (None, Some(position)) => position == Position::Lying,
        (None, None) => length_cm < curves::STANDING_FROM_CM,
    }
}

/// Where a length stands on the axis of a chart: brought to the position of the curves there, from which WHO made one table of
/// the other by the same 0.7 cm.
fn on_axis(window: Window, length_cm: f64, lying: bool) -> f64 {
    let as_lying = if lying { length_cm } else { length_cm + LYING_LESS_STANDING_CM };
    let as_standing = if lying { length_cm - LYING_LESS_STANDING_CM } else { length_cm };
    match window {
        Window::ToSixMonths | Window::ToTwoYears => as_lying,
        Window::TwoToFive => as_standing,
        Window::ToFiveYears if as_standing < curves::STANDING_FROM_CM => as_lying,
        Window::ToFiveYears => as_standing,
    }
}
