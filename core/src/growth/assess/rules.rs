//! What a country's norm says of growth: labels for a supervisor and "inadequate gain". Parsed from data that carries its legal
//! act and dates; the code knows no country.

use serde::{Deserialize, Deserializer};

use crate::growth::Indicator;
use crate::words::Lang;
use crate::words::shown::PartialDate;

/// Why a file of rules cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// It is no JSON of this shape: what is wrong, with line and column.
    #[error("the rules cannot be read: {0}")]
    Unreadable(String),
    /// It can be read, but what it says cannot be meant.
    #[error("the rules `{id}` cannot be used: {what}")]
    Wrong {
        /// Id of the rules.
        id: String,
        /// What cannot be meant.
        what: String,
    },
}

/// A country's rules about growth. [`Rules::default`] is no country: no labels, no rule of gain.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What identifies them, for ever; with [`crate::growth::RULES_VERSION`] it identifies a result.
    pub id: String,
    /// Country or programme.
    pub country: String,
    /// The legal act, as it is cited.
    pub act: String,
    /// Counts up when the file changes under one id.
    pub version: u32,
    /// From when the act holds, as exactly as is known.
    #[serde(deserialize_with = "date", default)]
    pub valid_from: Option<PartialDate>,
    /// Until when; `None`: still, or not known to have ended.
    #[serde(deserialize_with = "date", default)]
    pub valid_to: Option<PartialDate>,
    /// What is uncertain about these data.
    #[serde(default)]
    pub notes: Vec<String>,
    /// A supervisor's labels of z.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// "Inadequate gain".
    #[serde(default)]
    pub inadequate_gain: Option<InadequateGain>,
}

/// Words in the languages that a file has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Spanish.
    pub es: String,
    /// English.
    pub en: String,
}

impl Words {
    /// In a language; Spanish where there is none.
    pub fn in_lang(&self, lang: Lang) -> &str {
        if lang == Lang::En { &self.en } else { &self.es }
    }
}

/// How a norm names an indicator and its bands of z.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The indicator's short name: `wei`.
    indicator: String,
    /// The norm's name of it: P/E.
    pub name: Words,
    /// Bands beyond a line, the farthest from 0 first on either side.
    pub bands: Vec<Band>,
    /// What lies between.
    pub normal: Words,
}

impl Label {
    /// The indicator.
    pub fn indicator(&self) -> Option<Indicator> {
        Indicator::from_code(&self.indicator)
    }
}

/// A band of z beyond a line: above a positive one, below a negative one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The line: above it if positive, below it if negative; exactly on it is not beyond it.
    pub beyond: f64,
    /// What the norm calls it. For a supervisor; a worker's screen says what to do instead.
    pub label: Words,
}

/// "Inadequate gain": the figures by which no gain and loss are told from a measurement's own uncertainty.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InadequateGain {
    /// Days between two measurements, at least, for "no gain".
    pub least_days: u32,
    /// "No gain" is said only where a child on its own line would have gained this, kilograms.
    pub least_expected_kg: f64,
    /// "Loss" is more than this, kilograms.
    pub loss_over_kg: f64,
    /// Loss in fewer days is said only if it is more than this part of the weight, percent.
    pub quick_loss_percent: f64,
    /// Before this age, days, the weight of the first days is not compared with.
    pub from_age_days: u32,
    /// Days to the next look that the norm asks for, from and to.
    pub again_in_days: (u32, u32),
}

impl Rules {
    /// From JSON.
    pub fn from_json(json: &str) -> Result<Rules, RulesError> {
        let rules: Rules =
            serde_json::from_str(json).map_err(|why| RulesError::Unreadable(why.to_string()))?;
        let wrong = |what: String| Err(RulesError::Wrong { id: rules.id.clone(), what });
        if rules.id.is_empty() || rules.act.is_empty() {
            return wrong("it has no id or no legal act".to_owned());
        }
        for label in &rules.labels {
            if label.indicator().is_none() {
                return wrong(format!("there is no indicator `{}`", label.indicator));
            }
            if label.bands.iter().any(|band| !band.beyond.is_finite() || band.beyond == 0.0) {
                return wrong(format!("a band of `{}` lies beyond no line", label.indicator));
            }
        }
        if let Some(gain) = &rules.inadequate_gain {
            let kilograms = [gain.least_expected_kg, gain.loss_over_kg, gain.quick_loss_percent];
            if kilograms.iter().any(|kg| !kg.is_finite() || *kg < 0.0) {
                return wrong("a weight of inadequate gain is negative or no number".to_owned());
            }
        }
        Ok(rules)
    }

    /// What the norm calls a z, for a supervisor: the indicator's name and the band's label. `None` where it says nothing of the
    /// indicator or z is no number.
    pub fn label(&self, indicator: Indicator, z: f64) -> Option<(&Words, &Words)> {
        let label = self.labels.iter().find(|label| label.indicator() == Some(indicator))?;
        if z.is_nan() {
            return None;
        }
        let beyond = |band: &&Band| if band.beyond > 0.0 { z > band.beyond } else { z < band.beyond };
        let far = |one: &&Band, other: &&Band| one.beyond.abs().total_cmp(&other.beyond.abs());
        let band = label.bands.iter().filter(beyond).max_by(far);
        Some((&label.name, band.map_or(&label.normal, |band| &band.label)))
    }

    /// Id and version in one, to stamp a result with: `xx-growth/1`; empty for no country.
    pub fn stamp(&self) -> String {
        if self.id.is_empty() { String::new() } else { format!("{}/{}", self.id, self.version) }
    }

    /// How a finding made by these rules cites them.
    pub(super) fn cite(&self) -> String {
        format!("{}: {}", self.id, self.act)
    }
}

/// A date as exactly as it is known: `2024-04-10`, `2024-04`, `2024`, or null.
pub(in crate::growth) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PartialDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let unreadable = || serde::de::Error::custom(format!("`{text}` is no date"));
    PartialDate::from_iso(&text).map(Some).ok_or_else(unreadable)
}
