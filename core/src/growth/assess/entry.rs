//! What is assessed: a child, and what was measured of it at one moment. Knows no rule.

use chrono::NaiveDate;

use crate::growth::{Position, Sex};
use crate::words::shown::PartialDate;

/// Whom it is about, as far as is known. `None` is "not known", and nothing is guessed in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Child {
    /// Boy or girl.
    pub sex: Option<Sex>,
    /// Day of birth, or its month or year where no more is known.
    pub birth: Option<PartialDate>,
    /// Length of the pregnancy at birth, completed weeks.
    pub gestational_weeks: Option<u32>,
}

/// Which of the measurements of one occasion it is: both are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum Attempt {
    /// The first.
    #[default]
    First,
    /// Measured again on the same day.
    Second,
}

/// What was measured of one child at one moment, as it was typed. `None` is "not measured". Readings of one day are one
/// occasion.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Entry {
    /// When it was measured.
    pub on: Option<PartialDate>,
    /// First or second measurement of its occasion.
    pub attempt: Attempt,
    /// Weight, kilograms.
    pub weight_kg: Option<f64>,
    /// Length or height, centimetres.
    pub length_cm: Option<f64>,
    /// How length or height was taken.
    pub position: Option<Position>,
    /// Head circumference, centimetres.
    pub head_cm: Option<f64>,
    /// Mid-upper-arm circumference, centimetres.
    pub muac_cm: Option<f64>,
    /// Triceps skinfold, millimetres.
    pub triceps_mm: Option<f64>,
    /// Subscapular skinfold, millimetres.
    pub subscapular_mm: Option<f64>,
    /// Swelling of both feet; `None`: nobody looked.
    pub oedema: Option<bool>,
}

impl Entry {
    /// The day of the measurement, where it is known to the day.
    pub fn day(&self) -> Option<NaiveDate> {
        match self.on {
            Some(PartialDate::Day(day)) => Some(day),
            _ => None,
        }
    }

    /// What was typed for a measure.
    pub fn value(&self, measure: Measure) -> Option<f64> {
        match measure {
            Measure::Weight => self.weight_kg,
            Measure::Length => self.length_cm,
            Measure::Head => self.head_cm,
            Measure::Muac => self.muac_cm,
            Measure::Triceps => self.triceps_mm,
            Measure::Subscapular => self.subscapular_mm,
        }
    }

    /// The same with another value for a measure.
    pub fn with(mut self, measure: Measure, value: Option<f64>) -> Entry {
        match measure {
            Measure::Weight => self.weight_kg = value,
            Measure::Length => self.length_cm = value,
            Measure::Head => self.head_cm = value,
            Measure::Muac => self.muac_cm = value,
            Measure::Triceps => self.triceps_mm = value,
            Measure::Subscapular => self.subscapular_mm = value,
        }
        self
    }
}

/// What is measured with an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Weight, kilograms.
    Weight,
    /// Length or height, centimetres.
    Length,
    /// Head circumference, centimetres.
    Head,
    /// Mid-upper-arm circumference, centimetres.
    Muac,
    /// Triceps skinfold, millimetres.
    Triceps,
    /// Subscapular skinfold, millimetres.
    Subscapular,
}

impl Measure {
    /// All.
    pub const ALL: [Measure; 6] = [
        Measure::Weight,
        Measure::Length,
        Measure::Head,
        Measure::Muac,
        Measure::Triceps,
        Measure::Subscapular,
    ];

    /// Its name in messages and in bindings.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Weight => "weight",
            Measure::Length => "length",
            Measure::Head => "head",
            Measure::Muac => "muac",
            Measure::Triceps => "triceps",
            Measure::Subscapular => "subscapular",
        }
    }

    /// The most by which two good measurements of one child may differ, in its unit. The limits at which observers of the WHO
    /// Multicentre Growth Reference Study measured again: de Onis M et al., Food and Nutrition Bulletin 2004;25(1
    /// Suppl):S27-36: weight 0.1 kg, length 0.7 cm, head and arm 0.5 cm, skinfolds 2 mm.
    pub fn allowed_difference(self) -> f64 {
        match self {
            Measure::Weight => 0.1,
            Measure::Length => 0.7,
            Measure::Head | Measure::Muac => 0.5,
            Measure::Triceps | Measure::Subscapular => 2.0,
        }
    }
}

/// Where the limits of [`Measure::allowed_difference`] come from.
pub const MGRS: &str = "WHO MGRS, de Onis et al. 2004, Food Nutr Bull 25(1 Suppl):S27-36";

/// Whether `more` is greater than `less` by more than `by`, taking decimals as they were typed: 7.1 - 7.0 is 0.1.
pub(super) fn exceeds(more: f64, less: f64, by: f64) -> bool {
    more - less > by + 1e-6
}
