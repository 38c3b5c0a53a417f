//! z-scores of preterm children by postmenstrual age, 27 to 64 weeks. Source: the INTERGROWTH-21st Preterm Postnatal Follow-up
//! Study, Villar J et al., Lancet Global Health 2015;3:e681-691, whose equations stand here as printed.

use super::Sex;
use super::who::Missing;

/// What of a preterm child is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Weight, kilograms.
    Weight,
    /// Recumbent length, centimetres.
    Length,
    /// Head circumference, centimetres.
    Head,
}

/// First day of postmenstrual age that the equations were fitted to: 27 weeks.
pub const FIRST_DAY: u32 = 189;
/// Last day: 64 weeks.
pub const LAST_DAY: u32 = 448;

/// Mean and standard deviation at a postmenstrual age: of the logarithm for weight and length, of centimetres for the head.
/// `None` outside 27 to 64 weeks.
pub fn mean_and_sd(measure: Measure, sex: Sex, pma_days: u32) -> Option<(f64, f64)> {
    if !(FIRST_DAY..=LAST_DAY).contains(&pma_days) {
        return None;
    }
    let x = f64::from(pma_days) / 7.0;
    let boy = if sex == Sex::Male { 1.0 } else { 0.0 };
    let square = x * x;
    Some(match measure {
        Measure::Weight => (
            2.591277 - 0.01155 * x.sqrt() - 2201.705 / square + 0.0911639 * boy,
            0.1470258 + 505.92394 / square - 140.0576 / square * x.ln(),
        ),
        Measure::Length => (
            4.136244 - 547.0018 / square + 0.0026066 * x + 0.0314961 * boy,
            0.050489 + 310.44761 / square - 90.0742 / square * x.ln(),
        ),
        Measure::Head => {
            (55.53617 - 852.0059 / x + 0.7957903 * boy, 3.0582292 + 3910.05 / square - 180.5625 / x)
        }
    })
}

/// z of a measurement (kg or cm) at a postmenstrual age in days (gestational age at birth and age together).
pub fn z(measure: Measure, sex: Sex, pma_days: u32, value: f64) -> Result<f64, Missing> {
    if !value.is_finite() {
        return Err(Missing::NotANumber);
    }
    if value <= 0.0 {
        return Err(Missing::NotPositive);
    }
    let missing = if pma_days < FIRST_DAY { Missing::TooYoung } else { Missing::TooOld };
    let (mean, sd) = mean_and_sd(measure, sex, pma_days).ok_or(missing)?;
    let seen = if measure == Measure::Head { value } else { value.ln() };
    Ok((seen - mean) / sd)
}

/// The measurement at a z: the way back of [`z`].
pub fn value_at(measure: Measure, sex: Sex, pma_days: u32, z: f64) -> Option<f64> {
    let (mean, sd) = mean_and_sd(measure, sex, pma_days)?;
    let seen = mean + z * sd;
    Some(if measure == Measure::Head { seen } else { seen.exp() })
}
