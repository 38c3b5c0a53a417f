//! The rule sets about haemoglobin, as data: by which altitude how much is taken away, and which class a corrected value has.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::{GramsPerDl, NoClass};
use crate::growth::assess::rules::{RulesError, date};
use crate::words::shown::PartialDate;
use crate::words::{Lang, Text, message};

/// The class of a haemoglobin. For a supervisor or the health post: a worker's screen says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Not below the norm's limit.
    Normal,
    /// Below the limit, where the norm gives no degrees.
    BelowLimit,
    /// Mild.
    Mild,
    /// Moderate.
    Moderate,
    /// Severe.
    Severe,
}

impl Class {
    /// Its name in bindings and files.
    pub fn name(self) -> &'static str {
        match self {
            Class::Normal => "normal",
            Class::BelowLimit => "below_limit",
            Class::Mild => "mild",
            Class::Moderate => "moderate",
            Class::Severe => "severe",
        }
    }

    /// The norm's word for it. Never on a worker's screen.
    pub fn label(self, lang: Lang) -> Text {
        let id = match self {
            Class::Normal => "growth-hb_class_normal",
            Class::BelowLimit => "growth-hb_class_below_limit",
            Class::Mild => "growth-hb_class_mild",
            Class::Moderate => "growth-hb_class_moderate",
            Class::Severe => "growth-hb_class_severe",
        };
        message(lang, id, &[])
    }
}

/// The rule sets of a country, in the order of their dates.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSets {
    /// All of them.
    pub sets: Vec<RuleSet>,
}

/// One rule set: a legal act at a time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// What identifies it, for ever.
    pub id: String,
    /// The legal act, as it is cited.
    pub act: String,
    /// Counts up when the data change under one id.
    pub version: u32,
    /// From when the act holds.
    #[serde(deserialize_with = "date")]
    pub valid_from: Option<PartialDate>,
    /// The last day on which it held; `None`: it holds.
    #[serde(deserialize_with = "date")]
    pub valid_to: Option<PartialDate>,
    /// What is uncertain about these data.
    #[serde(default)]
    pub notes: Vec<String>,
    altitude: Altitude,
    children: Vec<Ages>,
    pregnant: Vec<Trimester>,
    puerperal: Option<Vec<Limit>>,
}

/// How the altitude is corrected for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Altitude {
    /// Below `from_m` nothing; then by bands; above the last band it is not known.
    Bands { from_m: i32, bands: Vec<AltitudeBand> },
    /// Below `from_m` nothing; then `linear * x + square * x²` with x in thousands of feet, to the hundredth of a gram; above
    /// `to_m` it is not known.
    Formula { from_m: i32, to_m: i32, thousand_feet_per_m: f64, linear: f64, square: f64 },
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct AltitudeBand {
    /// First and last metre.
    from_m: i32,
    to_m: i32,
    #[serde(deserialize_with = "grams")]
    less: GramsPerDl,
}

/// Classes of children of an age.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ages {
    /// Completed months or days, from one and before the other.
    #[serde(default)]
    months: Option<(u32, u32)>,
    #[serde(default)]
    days: Option<(u32, u32)>,
    /// Only children born at 37 weeks or later (`term`) or earlier (`preterm`).
    #[serde(default)]
    born: Option<Born>,
    limits: Vec<Limit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Born {
    Term,
    Preterm,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trimester {
    trimesters: Vec<u32>,
    limits: Vec<Limit>,
}

/// Below this value it is of this class; the lowest limit that holds counts, and above all it is normal.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    #[serde(deserialize_with = "grams")]
    below: GramsPerDl,
    class: Class,
}

fn grams<'de, D: Deserializer<'de>>(from: D) -> Result<GramsPerDl, D::Error> {
    let text = String::deserialize(from)?;
    let unreadable = || serde::de::Error::custom(format!("`{text}` is no figure like 10.5"));
    GramsPerDl::parse(&text).ok_or_else(unreadable)
}

impl RuleSets {
    /// From JSON.
    pub fn from_json(json: &str) -> Result<RuleSets, RulesError> {
        let sets: RuleSets =
            serde_json::from_str(json).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        for set in &sets.sets {
            set.check().map_err(|what| RulesError::Wrong { id: set.id.clone(), what })?;
        }
        Ok(sets)
    }

    /// The rule set of an id.
    pub fn by_id(&self, id: &str) -> Option<&RuleSet> {
        self.sets.iter().find(|set| set.id == id)
    }

    /// The rule set that holds on a day.
    pub fn on(&self, day: NaiveDate) -> Option<&RuleSet> {
        self.sets.iter().find(|set| set.holds_on(day))
    }
}

impl RuleSet {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        let from = self.valid_from.and_then(|from| crate::growth::age::on_day(from, day));
        let begun = self.valid_from.is_none() || from.is_some();
        let ended = self
            .valid_to
            .is_some_and(|to| crate::growth::age::on_day(to, day).is_some_and(|since| since.least > 0));
        begun && !ended
    }

    /// What is taken away at an altitude.
    pub(super) fn correction(&self, altitude_m: i32) -> Result<GramsPerDl, NoClass> {
        let none = GramsPerDl::from_hundredths(0);
        match &self.altitude {
            Altitude::Bands { from_m, bands } => {
                if altitude_m < *from_m {
                    return Ok(none);
                }
                let band = bands.iter().find(|band| (band.from_m..=band.to_m).contains(&altitude_m));
                band.map(|band| band.less).ok_or(NoClass::AltitudeOutsideTable)
            }
            Altitude::Formula { from_m, to_m, thousand_feet_per_m, linear, square } => {
                if altitude_m < *from_m {
                    return Ok(none);
                }
                if altitude_m > *to_m {
                    return Err(NoClass::AltitudeOutsideTable);
                }
                let x = f64::from(altitude_m) * thousand_feet_per_m;
                let hundredths = ((linear * x + square * x * x) * 100.0).round();
                Ok(GramsPerDl::from_hundredths(hundredths.clamp(0.0, 4000.0) as i32))
            }
        }
    }

    pub(super) fn child(
        &self,
        months: u32,
        days: u32,
        gestational_weeks: Option<u32>,
        adjusted: GramsPerDl,
    ) -> Result<Class, NoClass> {
        let within = |range: Option<(u32, u32)>, age: u32| {
            range.is_none_or(|(from, before)| (from..before).contains(&age))
        };
        let mut of_age = self
            .children
            .iter()
            .filter(|ages| within(ages.months, months) && within(ages.days, days))
            .peekable();
        if of_age.peek().is_none() {
            return Err(NoClass::NoRule);
        }
        let born = gestational_weeks.filter(|weeks| (20..=45).contains(weeks)).map(|weeks| {
            if weeks < crate::growth::age::PRETERM_BELOW_WEEKS { Born::Preterm } else { Born::Term }
        });
        let mut unknown = false;
        for ages in of_age {
            match (ages.born, born) {
                (None, _) => return Ok(class_of(&ages.limits, adjusted)),
                (Some(wanted), Some(born)) if wanted == born => {
                    return Ok(class_of(&ages.limits, adjusted));
                }
                (Some(_), None) => unknown = true,
                (Some(_), Some(_)) => {}
            }
        }
        Err(if unknown { NoClass::GestationUnknown } else { NoClass::NoRule })
    }

    pub(super) fn pregnant(&self, trimester: u32, adjusted: GramsPerDl) -> Result<Class, NoClass> {
        let of = self.pregnant.iter().find(|of| of.trimesters.contains(&trimester));
        of.map(|of| class_of(&of.limits, adjusted)).ok_or(NoClass::NoRule)
    }

    pub(super) fn puerperal(&self, adjusted: GramsPerDl) -> Result<Class, NoClass> {
        self.puerperal.as_ref().map(|limits| class_of(limits, adjusted)).ok_or(NoClass::NoRule)
    }

    fn check(&self) -> Result<(), String> {
        if self.id.is_empty() || self.act.is_empty() {
            return Err("it has no id or no legal act".to_owned());
        }
        match &self.altitude {
            Altitude::Bands { from_m, bands } => {
                let mut next = *from_m;
                for band in bands {
                    if band.from_m != next || band.to_m < band.from_m {
                        return Err(format!("the bands of altitude leave a gap at {next} m"));
                    }
                    next = band.to_m.saturating_add(1);
                }
            }
            Altitude::Formula { thousand_feet_per_m, linear, square, .. } => {
                if ![thousand_feet_per_m, linear, square].iter().all(|number| number.is_finite()) {
                    return Err("the formula of altitude is no number".to_owned());
                }
            }
        }
        let children = self.children.iter().map(|ages| &ages.limits);
        let all = children.chain(self.pregnant.iter().map(|of| &of.limits)).chain(&self.puerperal);
        for limits in all {
            if limits.is_empty() || !limits.is_sorted_by(|one, other| one.below < other.below) {
                return Err("the limits of a class do not rise".to_owned());
            }
        }
        if self.children.iter().any(|ages| ages.months.is_none() && ages.days.is_none()) {
            return Err("a class of children has no age".to_owned());
        }
        Ok(())
    }
}

fn class_of(limits: &[Limit], adjusted: GramsPerDl) -> Class {
    limits.iter().find(|limit| adjusted < limit.below).map_or(Class::Normal, |limit| limit.class)
}
