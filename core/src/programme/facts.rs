//! What is known of one person, as records or the row of a file give it. Plain data: an engine that asked back would have each reader carry its
//! disk along. Knows no rule.

use chrono::NaiveDate;

use crate::words::shown::PartialDate;

/// Whom a package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum About {
    /// A child, counted from birth.
    #[default]
    Child,
    /// A pregnancy, counted from the first day of the last period.
    Pregnancy,
}

/// How an event was established, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Source {
    /// The worker saw it.
    Seen,
    /// Written on the card.
    Card,
    /// From a register.
    Register,
    /// Told.
    Told,
    /// Nobody says.
    #[default]
    Unsaid,
}

/// Something that happened: a dose, a check, a test, a document, a visit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    /// Which record or line it is, for whoever opens it; and the order of two of one day and source.
    pub key: String,
    /// What kind of service, by its code; `visit` for a home visit.
    pub kind: String,
    /// What a vaccine protects against.
    pub antigens: Vec<String>,
    /// Which product.
    pub product: Option<String>,
    /// Which document.
    pub document: Option<String>,
    /// When, as exactly as it is known.
    pub on: Option<PartialDate>,
    /// How it was established.
    pub source: Source,
    /// It was removed: it is shown and never counts.
    pub removed: bool,
    /// Something of it is disputed: it counts as it is shown.
    pub disputed: bool,
}

/// What is known of one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Whom the packages are for that are asked.
    pub about: About,
    /// Date of birth of a child.
    pub birth: Option<PartialDate>,
    /// First day of the last period of a pregnancy.
    pub last_period: Option<PartialDate>,
    /// When the pregnancy ended: from then on nothing of it is owed.
    pub ended: Option<PartialDate>,
    /// The day of the registration.
    pub known_since: Option<NaiveDate>,
    /// Weight at birth, grams.
    pub birth_weight_g: Option<i64>,
    /// Weeks of the pregnancy at birth.
    pub gestational_weeks: Option<i64>,
    /// Altitude of the home, metres.
    pub altitude_m: Option<i64>,
    /// `female` or `male`.
    pub sex: Option<String>,
    /// Health insurances, by code; `None` where nobody asked.
    pub insurance: Option<Vec<String>>,
    /// Programmes received, by code; `None` where nobody asked.
    pub programmes: Option<Vec<String>>,
    /// Whether the last haemoglobin is one of anaemia, by the rules that hold: `yes`, `no`.
    pub anaemia: Option<bool>,
    /// What happened, in any order.
    pub events: Vec<Event>,
}

impl Facts {
    /// What ages are counted from.
    pub fn start(&self) -> Option<PartialDate> {
        match self.about {
            About::Child => self.birth,
            About::Pregnancy => self.last_period,
        }
    }
}
