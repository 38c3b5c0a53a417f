//! z-scores of the WHO Reference 2007, 5 to 19 years, as WHO's R package `anthroplus` 1.0.0 computes them: height and BMI from 60
//! to 228 months, weight to 120. Source: de Onis M et al., Bulletin of the World Health Organization 2007;85:660-667.

use super::Sex;
use super::lms::Lms;
use super::score::Score;
use super::tables::Table;
use super::who::{Missing, Mode, finite, not_a_measurement};

/// What was measured of a child of 5 to 19 years. `None` is "not known".
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// Boy or girl.
    pub sex: Option<Sex>,
    /// Age, months of 30.4375 days, decimals allowed.
    pub age_months: Option<f64>,
    /// Weight, kilograms.
    pub weight_kg: Option<f64>,
    /// Standing height, centimetres; it is not adjusted.
    pub height_cm: Option<f64>,
    /// Swelling of both feet.
    pub oedema: Option<bool>,
}

/// The three scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Body mass index, kg/m².
    pub bmi: Option<f64>,
    /// Height-for-age.
    pub height: Result<Score, Missing>,
    /// Weight-for-age.
    pub weight: Result<Score, Missing>,
    /// BMI-for-age.
    pub bmi_for_age: Result<Score, Missing>,
}

/// The three scores of a child.
pub fn scores(child: &Measured, mode: Mode) -> Scored {
    let kept = |value: Option<f64>| match mode {
        Mode::Mended => value.filter(|value| not_a_measurement(*value).is_none()),
        // WHO's package takes a zero and stops at what is below.
        Mode::WhoCompatible => value.filter(|value| value.is_nan() || *value >= 0.0),
    };
    let (weight_kg, height_cm) = (kept(child.weight_kg), kept(child.height_cm));
    let bmi = weight_kg.zip(height_cm).map(|(weight_kg, height_cm)| {
        let height_m = height_cm / 100.0;
        weight_kg / (height_m * height_m)
    });
    Scored {
        bmi,
        height: score(child, mode, Table::Height2007, height_cm, Lms::z, (-6.0, 6.0)),
        weight: score(child, mode, Table::Weight2007, weight_kg, Lms::z_restricted, (-6.0, 5.0)),
        bmi_for_age: score(child, mode, Table::Bmi2007, bmi, Lms::z_restricted, (-5.0, 5.0)),
    }
}

fn score(
    child: &Measured,
    mode: Mode,
    table: Table,
    value: Option<f64>,
    z: fn(&Lms, f64) -> f64,
    limits: (f64, f64),
) -> Result<Score, Missing> {
    if table != Table::Height2007 && child.oedema == Some(true) {
        return Err(Missing::Oedema);
    }
    let value = value.ok_or_else(|| no_measurement(child, table).unwrap_or(Missing::NotMeasured))?;
    let sex = child.sex.ok_or(Missing::SexUnknown)?;
    let age_months = child.age_months.filter(|age| !age.is_nan()).ok_or(Missing::AgeUnknown)?;
    if age_months < 0.0 {
        return Err(Missing::AgeWrong);
    }
    finite(Score::new(z(&row(table, sex, age_months)?, value), limits), mode)
}

fn no_measurement(child: &Measured, table: Table) -> Option<Missing> {
    let given = match table {
        Table::Height2007 => [child.height_cm, None],
        Table::Weight2007 => [child.weight_kg, None],
        _ => [child.weight_kg, child.height_cm],
    };
    given.into_iter().flatten().find_map(not_a_measurement)
}

/// The row at an age in months, between two months by proportion.
pub fn row(table: Table, sex: Sex, age_months: f64) -> Result<Lms, Missing> {
    let (first, last) = table.range();
    if age_months < f64::from(first) {
        return Err(Missing::TooYoung);
    }
    if age_months > f64::from(last) {
        return Err(Missing::TooOld);
    }
    let low = age_months.trunc();
    let below = table.row(sex, low as u32).ok_or(Missing::TooOld)?;
    let part = age_months - low;
    if part > 0.0 {
        // Past the last row there is none: WHO's file repeats it there, and the age test above keeps it out of reach.
        let above = table.row(sex, low as u32 + 1).unwrap_or(below);
        Ok(below.towards(above, part))
    } else {
        Ok(*below)
    }
}
