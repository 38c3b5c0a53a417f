//! How a child grows: WHO's tables, z-scores exactly as WHO's own software computes them, ages, what is said at once of a
//! measurement that cannot be right, haemoglobin at altitude, and the geometry of a chart.
//! Pure functions over figures: knows no record, no disk, no clock and no country; what belongs to a norm comes as
//! data. Sources stand in `core/growth/SOURCES.md`, deviations from WHO's software in `docs/growth.md`.

pub mod age;
pub mod asked;
pub mod assess;
pub mod chart;
pub mod haemoglobin;
pub mod intergrowth;
pub mod lms;
pub mod score;
pub mod tables;
pub mod velocity;
pub mod who;
pub mod who2007;

/// The version of everything that makes a number or a finding of a measurement: what is cached is stamped with it, and made
/// again when it has changed.
pub const RULES_VERSION: u32 = 1;

/// A child's sex, as WHO's tables know it. There is no third value and no default: who does not know it has no z-score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Sex {
    /// Boy.
    Male,
    /// Girl.
    Female,
}

/// How a child was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// Recumbent length.
    Lying,
    /// Standing height.
    Standing,
}

/// The eight indicators, in the order of WHO's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "GrowthIndicator"))]
pub enum Indicator {
    /// Length or height, cm, for age.
    LengthForAge,
    /// Weight, kg, for age.
    WeightForAge,
    /// Weight, kg, for length or height.
    WeightForLength,
    /// Body mass index, kg/m², for age.
    BmiForAge,
    /// Head circumference, cm, for age.
    HeadForAge,
    /// Mid-upper-arm circumference, cm, for age.
    MuacForAge,
    /// Triceps skinfold, mm, for age.
    TricepsForAge,
    /// Subscapular skinfold, mm, for age.
    SubscapularForAge,
}

impl Indicator {
    /// All, in the order of WHO's columns.
    pub const ALL: [Indicator; 8] = [
        Indicator::LengthForAge,
        Indicator::WeightForAge,
        Indicator::WeightForLength,
        Indicator::BmiForAge,
        Indicator::HeadForAge,
        Indicator::MuacForAge,
        Indicator::TricepsForAge,
        Indicator::SubscapularForAge,
    ];

    /// Its name for programs: `weight_for_age`.
    pub fn name(self) -> &'static str {
        match self {
            Indicator::LengthForAge => "length_for_age",
            Indicator::WeightForAge => "weight_for_age",
            Indicator::WeightForLength => "weight_for_length",
            Indicator::BmiForAge => "bmi_for_age",
            Indicator::HeadForAge => "head_for_age",
            Indicator::MuacForAge => "muac_for_age",
            Indicator::TricepsForAge => "triceps_for_age",
            Indicator::SubscapularForAge => "subscapular_for_age",
        }
    }

    /// Its short name in WHO's columns: `len` of `zlen` and `flen`.
    pub fn code(self) -> &'static str {
        match self {
            Indicator::LengthForAge => "len",
            Indicator::WeightForAge => "wei",
            Indicator::WeightForLength => "wfl",
            Indicator::BmiForAge => "bmi",
            Indicator::HeadForAge => "hc",
            Indicator::MuacForAge => "ac",
            Indicator::TricepsForAge => "ts",
            Indicator::SubscapularForAge => "ss",
        }
    }

    /// The indicator of a short name.
    pub fn from_code(code: &str) -> Option<Indicator> {
        Indicator::ALL.into_iter().find(|indicator| indicator.code() == code)
    }

    /// Whether its z is withheld from a child with swelling of both feet, whose weight is partly water.
    pub fn is_weight_based(self) -> bool {
        matches!(self, Indicator::WeightForAge | Indicator::WeightForLength | Indicator::BmiForAge)
    }
}

impl serde::Serialize for Indicator {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
