//! Haemoglobin at altitude: the correction for the height of the place where somebody lived the last four months, and the class
//! of the corrected value by age, trimester and rule set. What was measured is always kept beside what was made of it. Knows no
//! country: bands, formula and cut-offs are data with their legal act. Decimal arithmetic, so that 10.5 is 10.5.

pub mod rules;

use std::fmt;

use chrono::NaiveDate;

use super::age::on_day;
use crate::words::shown::{self, PartialDate};
use crate::words::{Lang, Text, message};
pub use rules::{Class, RuleSet, RuleSets};

/// Haemoglobin, grams a decilitre, to the hundredth, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GramsPerDl(i32);

impl GramsPerDl {
    /// The most that is taken for a haemoglobin, g/dL.
    pub const MOST: f64 = 40.0;

    /// From hundredths of a gram a decilitre.
    pub fn from_hundredths(hundredths: i32) -> GramsPerDl {
        GramsPerDl(hundredths)
    }

    /// From a number as it was typed, to the nearest hundredth. `None` for what is no haemoglobin: no number, 0 or less, above
    /// 40 g/dL.
    pub fn from_f64(g_dl: f64) -> Option<GramsPerDl> {
        (g_dl > 0.0 && g_dl <= GramsPerDl::MOST).then(|| GramsPerDl((g_dl * 100.0).round() as i32))
    }

    /// From a decimal with at most two places: `10.5`.
    pub fn parse(text: &str) -> Option<GramsPerDl> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part) {
            return None;
        }
        format!("{whole}{part:0<2}").parse().ok().map(GramsPerDl)
    }

    /// Hundredths of a gram a decilitre.
    pub fn hundredths(self) -> i32 {
        self.0
    }

    /// As a number.
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// To the tenth, half up, as the classes are written: 10.95 is 11.0.
    pub fn to_tenth(self) -> GramsPerDl {
        GramsPerDl((self.0 + 5).div_euclid(10) * 10)
    }

    fn less(self, other: GramsPerDl) -> GramsPerDl {
        GramsPerDl(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for GramsPerDl {
    /// `10.9`, and `10.93` where there are hundredths.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if part.is_multiple_of(10) {
            write!(f, "{sign}{whole}.{}", part / 10)
        } else {
            write!(f, "{sign}{whole}.{part:02}")
        }
    }
}

/// Whose haemoglobin it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// A child, by its birth and the day of the test.
    Child {
        /// Birth, as exactly as it is known.
        birth: Option<PartialDate>,
        /// Day of the test.
        on: Option<NaiveDate>,
        /// Completed weeks at birth, where known: needed before 6 months.
        gestational_weeks: Option<u32>,
    },
    /// A pregnant woman, by trimester (1 to 3) where it is known.
    Pregnant {
        /// 1 to 3.
        trimester: Option<u32>,
    },
    /// A woman after the birth.
    Puerperal,
}

/// Why there is no corrected value or no class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoClass {
    /// The altitude of the home is not known.
    AltitudeUnknown,
    /// The altitude lies above the rule set's last band: nothing is continued beyond it.
    AltitudeOutsideTable,
    /// The age is not known.
    AgeUnknown,
    /// The test is dated before the birth.
    BeforeBirth,
    /// The birth is known to the month or year only, and the class depends on the day.
    AgeNotExact,
    /// Before 6 months the class depends on the length of the pregnancy, which is not known.
    GestationUnknown,
    /// The trimester is not known.
    TrimesterUnknown,
    /// The rule set has no class for this person at this age.
    NoRule,
}

impl NoClass {
    /// Its name in bindings and files.
    pub fn name(self) -> &'static str {
        match self {
            NoClass::AltitudeUnknown => "altitude_unknown",
            NoClass::AltitudeOutsideTable => "altitude_outside_table",
            NoClass::AgeUnknown => "age_unknown",
            NoClass::BeforeBirth => "before_birth",
            NoClass::AgeNotExact => "age_not_exact",
            NoClass::GestationUnknown => "gestation_unknown",
            NoClass::TrimesterUnknown => "trimester_unknown",
            NoClass::NoRule => "no_rule",
        }
    }

    /// Why, one sentence in the worker's words.
    pub fn sentence(self, lang: Lang) -> Text {
        let id = match self {
            NoClass::AltitudeUnknown => "growth-hb_altitude_unknown",
            NoClass::AltitudeOutsideTable => "growth-hb_altitude_outside_table",
            NoClass::AgeUnknown => "growth-hb_age_unknown",
            NoClass::BeforeBirth => "growth-hb_before_birth",
            NoClass::AgeNotExact => "growth-hb_age_not_exact",
            NoClass::GestationUnknown => "growth-hb_gestation_unknown",
            NoClass::TrimesterUnknown => "growth-hb_trimester_unknown",
            NoClass::NoRule => "growth-hb_no_rule",
        };
        message(lang, id, &[])
    }
}

/// A haemoglobin, what was measured and what a rule set makes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Haemoglobin {
    /// As measured.
    pub raw: GramsPerDl,
    /// Metres above the sea of the home of the last four months, as it was given.
    pub altitude_m: Option<i32>,
    /// What the altitude takes away.
    pub correction: Result<GramsPerDl, NoClass>,
    /// Less the correction; to the hundredth where the correction is.
    pub adjusted: Result<GramsPerDl, NoClass>,
    /// Its class, judged on the corrected value to the tenth; where there is none, only what is severe at any altitude.
    pub class: Result<Class, NoClass>,
    /// Id of the rule set.
    pub rule_set: String,
    /// Version of its data.
    pub version: u32,
    /// Its legal act.
    pub act: String,
}

/// What a rule set makes of a haemoglobin. `altitude_m` is that of the home of the last four months, not of the place of the test.
pub fn assess(raw: GramsPerDl, altitude_m: Option<i32>, person: &Person, rules: &RuleSet) -> Haemoglobin {
    let correction =
        altitude_m.ok_or(NoClass::AltitudeUnknown).and_then(|altitude_m| rules.correction(altitude_m));
    let adjusted = correction.map(|correction| raw.less(correction));
    let class = match adjusted {
        Ok(adjusted) => class(adjusted.to_tenth(), person, rules),
        // A correction only takes away: what is severe uncorrected is severe at any altitude, and must not wait.
        Err(why) => class(raw, person, rules).ok().filter(|class| *class == Class::Severe).ok_or(why),
    };
    Haemoglobin {
        raw,
        altitude_m,
        correction,
        adjusted,
        class,
        rule_set: rules.id.clone(),
        version: rules.version,
        act: rules.act.clone(),
    }
}

impl Haemoglobin {
    /// The corrected value beside the measured one, in words that name no illness.
    pub fn sentence(&self, lang: Lang) -> Text {
        let shown = |value: GramsPerDl| shown::measure(lang, &value.to_string(), "g/dL");
        let raw = shown(self.raw);
        match self.adjusted {
            Ok(adjusted) => {
                let adjusted = shown(adjusted.to_tenth());
                let args = [("raw", (&raw).into()), ("adjusted", (&adjusted).into())];
                message(lang, "growth-hb", &args)
            }
            Err(_) => message(lang, "growth-hb_raw", &[("raw", (&raw).into())]),
        }
    }

    /// What to do, one sentence in the worker's words; why there is no class where there is none.
    pub fn todo(&self, lang: Lang) -> Text {
        match self.class {
            Ok(Class::Normal) => message(lang, "growth-hb_do_normal", &[]),
            Ok(Class::Severe) => message(lang, "growth-hb_do_today", &[]),
            Ok(_) => message(lang, "growth-hb_do_nurse", &[]),
            Err(why) => why.sentence(lang),
        }
    }

    /// The class by its name: for a supervisor or the health post, never on a worker's screen.
    pub fn label(&self, lang: Lang) -> Text {
        match self.class {
            Ok(class) => class.label(lang),
            Err(why) => why.sentence(lang),
        }
    }
}

fn class(adjusted: GramsPerDl, person: &Person, rules: &RuleSet) -> Result<Class, NoClass> {
    match *person {
        Person::Puerperal => rules.puerperal(adjusted),
        Person::Pregnant { trimester } => {
            rules.pregnant(trimester.ok_or(NoClass::TrimesterUnknown)?, adjusted)
        }
        Person::Child { birth, on, gestational_weeks } => {
            let (birth, on) = birth.zip(on).ok_or(NoClass::AgeUnknown)?;
            let age = on_day(birth, on).ok_or(NoClass::BeforeBirth)?;
            let mut same = None;
            for days in age.least..=age.greatest {
                let born =
                    on.checked_sub_days(chrono::Days::new(u64::from(days))).ok_or(NoClass::AgeUnknown)?;
                let class = rules.child(completed_months(born, on), days, gestational_weeks, adjusted);
                if *same.get_or_insert(class) != class {
                    return Err(NoClass::AgeNotExact);
                }
            }
            same.unwrap_or(Err(NoClass::AgeUnknown))
        }
    }
}

/// Completed months of the calendar; a month that is too short is completed on its last day.
fn completed_months(birth: NaiveDate, on: NaiveDate) -> u32 {
    use chrono::Datelike;
    let of = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let months = u32::try_from(of(on) - of(birth)).unwrap_or(0);
    let reached = birth.checked_add_months(chrono::Months::new(months)).is_some_and(|day| day <= on);
    if reached { months } else { months.saturating_sub(1) }
}
