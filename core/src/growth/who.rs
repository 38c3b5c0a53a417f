//! z-scores of WHO's Child Growth Standards, birth to 60 months, as WHO's R package `anthro` 1.1.0 computes them. Knows one
//! child at one moment; what was measured goes in, cleaned values and eight scores come out, and where there is no score the
//! reason stands in its place. Never guesses a sex or an age. Source: WHO Multicentre Growth Reference Study Group, *WHO Child
//! Growth Standards*, Geneva 2006 and 2007; deviations from the package are in `docs/growth.md`.

use super::lms::Lms;
use super::score::{Score, limits};
use super::tables::Table;
use super::{Indicator, Position, Sex};

/// Days of a month in all of WHO's software.
pub const DAYS_PER_MONTH: f64 = 30.4375;
/// From this day on a child is measured standing and compared with standing heights: 24 months.
pub const STANDING_FROM_DAY: u32 = 731;
/// Recumbent length less standing height, centimetres.
pub const LYING_LESS_STANDING_CM: f64 = 0.7;
/// The standards end before this age, months.
pub const END_MONTHS: f64 = 60.0;
/// A child that is younger, months, cannot have been measured standing.
const STANDS_FROM_MONTHS: f64 = 9.0;
/// With neither age nor position known, WHO takes a shorter child to be lying, centimetres.
const LYING_BELOW_CM: f64 = 87.0;

/// An age as it was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Age {
    /// Days, decimals allowed.
    Days(f64),
    /// Months of 30.4375 days, decimals allowed.
    Months(f64),
}

impl Age {
    /// Months, unrounded.
    #[inline]
    pub fn months(self) -> f64 {
        match self {
            Age::Days(days) => days / DAYS_PER_MONTH,
            Age::Months(months) => months,
        }
    }

    /// Completed to whole days as WHO does it, half up; `None` for what is no number of days (negative, infinite, not a
    /// number, beyond 5 million years).
    #[inline]
    pub fn whole_days(self) -> Option<u32> {
        let days = match self {
            Age::Days(days) => days,
            Age::Months(months) => months * DAYS_PER_MONTH,
        };
        if !(days >= 0.0 && days < f64::from(i32::MAX)) {
            return None;
        }
        let below = days.floor();
        Some(if days - below >= 0.5 { below as u32 + 1 } else { below as u32 })
    }

    fn is_negative(self) -> bool {
        match self {
            Age::Days(age) | Age::Months(age) => age < 0.0,
        }
    }

    fn is_nan(self) -> bool {
        match self {
            Age::Days(age) | Age::Months(age) => age.is_nan(),
        }
    }
}

/// What was measured of a child at one moment. `None` is "not known" or "not measured", never "no".
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// Boy or girl.
    pub sex: Option<Sex>,
    /// Age at the measurement.
    pub age: Option<Age>,
    /// Weight, kilograms.
    pub weight_kg: Option<f64>,
    /// Length or height as measured, centimetres.
    pub length_cm: Option<f64>,
    /// How it was measured.
    pub position: Option<Position>,
    /// Swelling of both feet; a score of weight is withheld only on `Some(true)`.
    pub oedema: Option<bool>,
    /// Head circumference, centimetres.
    pub head_cm: Option<f64>,
    /// Mid-upper-arm circumference, centimetres.
    pub muac_cm: Option<f64>,
    /// Triceps skinfold, millimetres.
    pub triceps_mm: Option<f64>,
    /// Subscapular skinfold, millimetres.
    pub subscapular_mm: Option<f64>,
}

/// How closely WHO's package is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// As WHO would mean it: the right row at 103.1 cm lying (D2), no score from what is no measurement.
    #[default]
    Mended,
    /// As WHO's package answers, its odd points included, wherever it gives a result.
    WhoCompatible,
}

/// What WHO calls the cleaned values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clean {
    /// Length or height, centimetres, brought to the position of the child's age (`clenhei`).
    pub length_cm: Option<f64>,
    /// Position, without one that cannot be (`cmeasure`).
    pub position: Option<Position>,
    /// Recorded as standing before 9 months (`c9mo_flag`).
    pub stood_too_young: bool,
    /// Body mass index, kg/m² (`cbmi`).
    pub bmi: Option<f64>,
    /// Age, whole days.
    pub age_days: Option<u32>,
}

/// Why there is no score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// It was not measured.
    NotMeasured,
    /// The measurement is no number, or infinite.
    NotANumber,
    /// The measurement is zero or less.
    NotPositive,
    /// Boy or girl is not known.
    SexUnknown,
    /// The age is not known.
    AgeUnknown,
    /// The age is negative or no number.
    AgeWrong,
    /// 60 months or older: outside these standards.
    TooOld,
    /// Younger than the table's first day (arm and skinfolds begin at 91 days).
    TooYoung,
    /// The length is outside the table of weight-for-length (45 to 110 cm) or weight-for-height (65 to 120 cm).
    OutsideTable,
    /// Both feet are swollen: the weight is partly water.
    Oedema,
}

/// Cleaned values and eight scores of one child at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// What was compared with the tables.
    pub clean: Clean,
    /// In the order of [`Indicator::ALL`].
    pub scores: [Result<Score, Missing>; 8],
}

impl Scored {
    /// The score of an indicator.
    pub fn of(&self, indicator: Indicator) -> Result<Score, Missing> {
        self.scores[indicator as usize]
    }
}

/// All eight scores of a child.
pub fn scores(given: &Measured, mode: Mode) -> Scored {
    let child = &match mode {
        Mode::WhoCompatible => *given,
        Mode::Mended => only_measurements(given),
    };
    let clean = clean(child);
    let values = [
        clean.length_cm,
        child.weight_kg,
        child.weight_kg,
        clean.bmi,
        child.head_cm,
        child.muac_cm,
        child.triceps_mm,
        child.subscapular_mm,
    ];
    let age_days = age_for_tables(child.age, clean.age_days);
    let mut scores = [Err(Missing::NotMeasured); 8];
    for indicator in Indicator::ALL {
        let score = one(child, &clean, age_days, indicator, values[indicator as usize], mode);
        scores[indicator as usize] = match score {
            Err(Missing::NotMeasured) => {
                Err(no_measurement(given, indicator).unwrap_or(Missing::NotMeasured))
            }
            score => score,
        };
    }
    Scored { clean, scores }
}

/// The child without what is no measurement: zero, negative, infinite, not a number.
fn only_measurements(child: &Measured) -> Measured {
    let real = |value: Option<f64>| value.filter(|value| value.is_finite() && *value > 0.0);
    Measured {
        weight_kg: real(child.weight_kg),
        length_cm: real(child.length_cm),
        head_cm: real(child.head_cm),
        muac_cm: real(child.muac_cm),
        triceps_mm: real(child.triceps_mm),
        subscapular_mm: real(child.subscapular_mm),
        ..*child
    }
}

/// Why what was given for an indicator is no measurement, if something was given.
fn no_measurement(given: &Measured, indicator: Indicator) -> Option<Missing> {
    let (one, other) = match indicator {
        Indicator::LengthForAge => (given.length_cm, None),
        Indicator::WeightForAge => (given.weight_kg, None),
        Indicator::WeightForLength | Indicator::BmiForAge => (given.weight_kg, given.length_cm),
        Indicator::HeadForAge => (given.head_cm, None),
        Indicator::MuacForAge => (given.muac_cm, None),
        Indicator::TricepsForAge => (given.triceps_mm, None),
        Indicator::SubscapularForAge => (given.subscapular_mm, None),
    };
    [one, other].into_iter().flatten().find_map(not_a_measurement)
}

/// Why a measurement is none, if it is none.
pub fn not_a_measurement(value: f64) -> Option<Missing> {
    if !value.is_finite() {
        Some(Missing::NotANumber)
    } else if value <= 0.0 {
        Some(Missing::NotPositive)
    } else {
        None
    }
}

/// The cleaned values: length brought to the position that belongs to the age, body mass index.
pub fn clean(child: &Measured) -> Clean {
    let age_days = child.age.and_then(Age::whole_days);
    let stood_too_young = child.position == Some(Position::Standing)
        && child.age.is_some_and(|age| age.months() < STANDS_FROM_MONTHS);
    let position = if stood_too_young { None } else { child.position };
    let length_cm = child.length_cm.map(|length| at_position_of_age(length, position, age_days));
    let bmi = child.weight_kg.zip(length_cm).map(|(weight_kg, length_cm)| {
        let length_m = length_cm / 100.0;
        weight_kg / (length_m * length_m)
    });
    Clean { length_cm, position, stood_too_young, bmi, age_days }
}

fn at_position_of_age(length_cm: f64, position: Option<Position>, age_days: Option<u32>) -> f64 {
    match (position, age_days) {
        (Some(Position::Standing), Some(days)) if days < STANDING_FROM_DAY => {
            length_cm + LYING_LESS_STANDING_CM
        }
        (Some(Position::Lying), Some(days)) if days >= STANDING_FROM_DAY => {
            length_cm - LYING_LESS_STANDING_CM
        }
        _ => length_cm,
    }
}

/// What the tables ask of an age, or why there is none to ask.
fn age_for_tables(age: Option<Age>, age_days: Option<u32>) -> Result<u32, Missing> {
    match age {
        None => Err(Missing::AgeUnknown),
        Some(age) if age.is_nan() => Err(Missing::AgeUnknown),
        Some(age) if age.is_negative() => Err(Missing::AgeWrong),
        Some(age) if age.months() >= END_MONTHS => Err(Missing::TooOld),
        Some(_) => age_days.ok_or(Missing::AgeWrong),
    }
}

fn one(
    child: &Measured,
    clean: &Clean,
    age_days: Result<u32, Missing>,
    indicator: Indicator,
    value: Option<f64>,
    mode: Mode,
) -> Result<Score, Missing> {
    if indicator.is_weight_based() && child.oedema == Some(true) {
        return Err(Missing::Oedema);
    }
    let value = value.ok_or(Missing::NotMeasured)?;
    if age_days == Err(Missing::AgeWrong) {
        return Err(Missing::AgeWrong);
    }
    let sex = child.sex.ok_or(Missing::SexUnknown)?;
    let row = if indicator == Indicator::WeightForLength {
        for_length(child, clean, age_days, sex, mode)?
    } else {
        let age_days = age_days?;
        // WHO's package asks for a positive measurement by age, and does not for weight-for-length.
        if value <= 0.0 {
            return Err(Missing::NotPositive);
        }
        *for_age(indicator, sex, age_days)?
    };
    finite(Score::new(z_of(indicator, &row, value), limits(indicator)), mode)
}

/// By default a score that no measurement of a child can have, because a figure of the formula overflows, is none.
pub(super) fn finite(score: Score, mode: Mode) -> Result<Score, Missing> {
    if mode == Mode::Mended && !score.raw.is_finite() { Err(Missing::NotANumber) } else { Ok(score) }
}

/// z by the formula of the indicator: as it stands for length and head, restricted beyond 3 for the rest.
#[inline]
pub fn z_of(indicator: Indicator, row: &Lms, value: f64) -> f64 {
    match indicator {
        Indicator::LengthForAge | Indicator::HeadForAge => row.z(value),
        _ => row.z_restricted(value),
    }
}

/// The measurement at a z: the way back of [`z_of`].
#[inline]
pub fn value_at(indicator: Indicator, row: &Lms, z: f64) -> f64 {
    match indicator {
        Indicator::LengthForAge | Indicator::HeadForAge => row.at(z),
        _ => row.at_restricted(z),
    }
}

/// The row of an indicator by age. Asked for weight-for-length, it has none.
pub fn for_age(indicator: Indicator, sex: Sex, age_days: u32) -> Result<&'static Lms, Missing> {
    let table = match indicator {
        Indicator::LengthForAge => Table::LengthForAge,
        Indicator::WeightForAge => Table::WeightForAge,
        Indicator::BmiForAge => Table::BmiForAge,
        Indicator::HeadForAge => Table::HeadForAge,
        Indicator::MuacForAge => Table::MuacForAge,
        Indicator::TricepsForAge => Table::TricepsForAge,
        Indicator::SubscapularForAge => Table::SubscapularForAge,
        Indicator::WeightForLength => return Err(Missing::OutsideTable),
    };
    let missing = if age_days < table.range().0 { Missing::TooYoung } else { Missing::TooOld };
    table.row(sex, age_days).ok_or(missing)
}

fn for_length(
    child: &Measured,
    clean: &Clean,
    age_days: Result<u32, Missing>,
    sex: Sex,
    mode: Mode,
) -> Result<Lms, Missing> {
    let length_cm = clean.length_cm.ok_or(Missing::NotMeasured)?;
    let position = match age_days {
        Ok(days) if days < STANDING_FROM_DAY => Position::Lying,
        Ok(_) => Position::Standing,
        // Without an age the position tells the table, and without it the length.
        Err(Missing::AgeUnknown) => clean.position.unwrap_or_else(|| {
            let shorter = child.length_cm.is_some_and(|length_cm| length_cm < LYING_BELOW_CM);
            if shorter { Position::Lying } else { Position::Standing }
        }),
        Err(why) => return Err(why),
    };
    at_length(position, sex, length_cm, mode)
}

/// The row of weight-for-length (lying) or weight-for-height (standing), between two tenths of a centimetre by proportion.
pub fn at_length(position: Position, sex: Sex, length_cm: f64, mode: Mode) -> Result<Lms, Missing> {
    let table = match position {
        Position::Lying => Table::WeightForLength,
        Position::Standing => Table::WeightForHeight,
    };
    let (first, last) = table.range();
    if length_cm.is_nan() {
        return Err(Missing::NotANumber);
    }
    if !(f64::from(first) / 10.0..=f64::from(last) / 10.0).contains(&length_cm) {
        return Err(Missing::OutsideTable);
    }
    let tenths = length_cm * 10.0;
    let low = tenths.trunc();
    let mut upper = (tenths + 1.0).trunc();
    if mode == Mode::Mended {
        // 103.1 - 0.7 is a hair below 102.4, and adding one rounds up: WHO's package then takes 102.5 for 102.4 (D2).
        upper = upper.min(low + 1.0);
    }
    let row = |tenths: f64| table.row(sex, tenths as u32).ok_or(Missing::OutsideTable);
    let part = (length_cm - low / 10.0) / 0.1;
    let below = row(low)?;
    if part > 0.0 { Ok(below.towards(row(upper)?, part)) } else { Ok(*below) }
}
