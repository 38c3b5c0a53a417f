//! One row of a survey as every count needs it.

use chaski::growth::who::{Measured, Mode, Scored, scores};
use chaski::growth::{Indicator, Position};

/// The indicators whose z-scores are looked at.
pub const INDICATORS: [Indicator; 4] =
    [Indicator::LengthForAge, Indicator::WeightForAge, Indicator::WeightForLength, Indicator::BmiForAge];

/// What should be known of every child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Boy or girl.
    Sex,
    /// Age.
    Age,
    /// Weight.
    Weight,
    /// Length or height.
    Length,
    /// Lying or standing.
    Position,
}

/// The standards end here, months: what is older is in no check of age.
pub const MONTHS: usize = 60;

/// Children are measured standing from this month on.
pub const STANDING_FROM_MONTH: f64 = 24.0;

impl Field {
    /// All, in the order of the columns.
    pub const ALL: [Field; 5] = [Field::Sex, Field::Age, Field::Weight, Field::Length, Field::Position];

    /// Its column.
    pub fn column(self) -> &'static str {
        match self {
            Field::Sex => "sex",
            Field::Age => "age_months",
            Field::Weight => "weight",
            Field::Length => "lenhei",
            Field::Position => "measure",
        }
    }
}

/// How often a length was taken in the position that does not belong to the age.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Positions {
    /// Rows whose age and position are known.
    pub known: u64,
    /// Standing before 24 months, or lying from then on.
    pub other: u64,
}

impl Positions {
    pub(super) fn push(&mut self, other: bool) {
        self.known += 1;
        self.other += u64::from(other);
    }
}

/// One row as every count needs it.
pub(super) struct Seen {
    pub missing: [bool; 5],
    pub weight_kg: Option<f64>,
    pub length_cm: Option<f64>,
    pub month: Option<usize>,
    /// Whether the position is the other one, where age and position are known.
    pub other_position: Option<bool>,
    pub scored: Scored,
}

impl Seen {
    pub(super) fn of(child: &Measured) -> Seen {
        let months = child.age.map(|age| age.months()).filter(|months| months.is_finite() && *months >= 0.0);
        let number = |figure: Option<f64>| figure.filter(|figure| figure.is_finite());
        let (weight_kg, length_cm) = (number(child.weight_kg), number(child.length_cm));
        let month = months.filter(|months| *months < MONTHS as f64).map(|months| months as usize);
        let other_position = months
            .filter(|_| month.is_some())
            .zip(child.position)
            .map(|(months, position)| (position == Position::Standing) == (months < STANDING_FROM_MONTH));
        Seen {
            missing: [
                child.sex.is_none(),
                months.is_none(),
                weight_kg.is_none(),
                length_cm.is_none(),
                child.position.is_none(),
            ],
            weight_kg,
            length_cm,
            month,
            other_position,
            scored: scores(child, Mode::WhoCompatible),
        }
    }
}
