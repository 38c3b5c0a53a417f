//! What a reading comes to, as a screen shows it: age, z-scores, findings with what to do, in the language of the phone. Made of
//! what the core computed; judges nothing.

use chaski::growth::age::{AgeDays, PRETERM_BELOW_WEEKS, Range, TERM_WEEKS};
use chaski::growth::assess::{self, Attempt, Child, Entry, Reference};
use chaski::growth::who::Missing;
use chaski::growth::{Indicator, Sex};
use chaski::record::RecordName;
use chaski::store::query;
use chaski::words::shown::{self, PartialDate};
use chaski::words::{Lang, Text as Sentence, message};
use chrono::{Days, NaiveDate};
use serde::Serialize;

/// An age at a measurement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct GrowthAge {
    /// The least it can be, days; of a corrected age, negative before 40 weeks would have been complete.
    pub least_days: i64,
    /// The greatest it can be, days; equal to the least where the birth is known to the day.
    pub greatest_days: i64,
    /// As it is read: `5 months 10 days`.
    pub text: Sentence,
}

/// The z-score of one indicator.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ZScore {
    /// Of what.
    pub indicator: Indicator,
    /// The least it can be, to two decimals; none where there is no z.
    pub least: Option<f64>,
    /// The greatest it can be; equal to the least where the age is known to the day.
    pub greatest: Option<f64>,
    /// As it is read, with its sign: `−2.05`, or both ends of a range; a dash where there is none.
    pub text: String,
    /// All of it is outside WHO's limits: the measurement or the age is taken to be wrong.
    pub flagged: bool,
    /// Why there is none, by a name that stays: `sex_unknown`, `age_unknown`, `before_birth`, `too_old`, `too_young`,
    /// `outside_table`, `oedema`, `not_a_measurement`.
    pub missing: Option<String>,
    /// The same in words.
    pub why: Option<Sentence>,
}

/// Something found about a measurement. It never stops a reading from being saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Finding {
    /// What, by a name that stays: `wrong_unit`, `oedema`, `crossed_minus_2`.
    pub code: String,
    /// What it asks for, by a name that stays: `note`, `complete`, `measure_again`, `tell_nurse`, `refer_today`.
    pub severity: String,
    /// The z it is about.
    pub indicator: Option<Indicator>,
    /// The measures it is about: `weight`, `length`, `head`, `muac`, `triceps`, `subscapular`.
    pub measures: Vec<String>,
    /// What was found, in the worker's words.
    pub sentence: Sentence,
    /// What to do.
    pub remedy: Sentence,
    /// A second measurement is asked for before it counts.
    pub asks_second: bool,
    /// A second measurement has said the same.
    pub confirmed: bool,
    /// Where the rule stands: a citation, or a country's rule with its legal act.
    pub source: String,
}

/// What one reading comes to, before or after it is saved.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct Assessment {
    /// The reading; none before it is saved.
    pub record: Option<RecordName>,
    /// When it was measured, as exactly as that is known: `2024`, `2024-03` or `2024-03-15`.
    pub on: Option<String>,
    /// The second measurement of its day.
    pub second: bool,
    /// Age at the measurement; none where birth or day are not known, or the day is before the birth.
    pub age: Option<GrowthAge>,
    /// Corrected age, where the child was born before 37 weeks and is not over 24 months.
    pub corrected_age: Option<GrowthAge>,
    /// What the z-scores compare with: `who`, `who_corrected` (at corrected age), `intergrowth` (before 40 weeks).
    pub reference: Option<String>,
    /// z of what was measured; what was not measured is left out.
    pub scores: Vec<ZScore>,
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
    /// All of it in one, by a name that stays: `fine`, `incomplete`, `measure_again`, `gains_little`, `lost_weight`,
    /// `tell_nurse`, `refer_today`.
    pub summary: String,
    /// The same as one sentence.
    pub says: Sentence,
    /// Measure a second time, and keep both.
    pub asks_second: bool,
    /// Fields of the reading that people said differently: the shown value was used.
    pub disputed: Vec<String>,
}

/// How a child has grown.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChildGrowth {
    /// `male`, `female`, or none where it is not known: then there is no z.
    pub sex: Option<String>,
    /// Date of birth as exactly as it is known.
    pub birth_date: Option<String>,
    /// Length of the pregnancy at birth, completed weeks.
    pub gestational_weeks: Option<u32>,
    /// Which of these people said differently: the shown value was used.
    pub disputed: Vec<String>,
    /// The readings that are not removed, oldest first.
    pub readings: Vec<Assessment>,
    /// The version of the rules that made these results, the country's with it.
    pub rules: String,
}

impl ChildGrowth {
    pub(crate) fn of(growth: query::ChildGrowth, lang: Lang) -> ChildGrowth {
        let child = growth.child;
        let reading = |reading: query::ReadingGrowth| Assessment {
            record: Some(reading.record),
            disputed: reading.disputed,
            ..Assessment::of(&child, &reading.entry, &reading.assessment, lang)
        };
        ChildGrowth {
            sex: child.sex.map(|sex| if sex == Sex::Male { "male" } else { "female" }.into()),
            birth_date: child.birth.map(iso),
            gestational_weeks: child.gestational_weeks,
            disputed: growth.disputed,
            readings: growth.readings.into_iter().map(reading).collect(),
            rules: growth.stamp,
        }
    }
}

impl Assessment {
    /// Of what the core found; whose record it is and what is disputed, the caller says.
    pub(crate) fn of(child: &Child, entry: &Entry, of: &assess::Assessment, lang: Lang) -> Assessment {
        let score = |indicator: Indicator| ZScore::of(indicator, of.score(indicator), lang);
        let summary = of.summary();
        Assessment {
            record: None,
            on: entry.on.map(iso),
            second: entry.attempt == Attempt::Second,
            age: of.age.map(|age| age_of(child, entry, age, lang)),
            corrected_age: of.corrected_days.map(|days| corrected_age(child, entry, days, lang)),
            reference: of.reference.map(|reference| {
                let name = match reference {
                    Reference::Who => "who",
                    Reference::WhoCorrected => "who_corrected",
                    Reference::Intergrowth => "intergrowth",
                };
                name.into()
            }),
            scores: Indicator::ALL.into_iter().filter_map(score).collect(),
            findings: of.findings.iter().map(|finding| Finding::of(finding, lang)).collect(),
            summary: summary.name().into(),
            says: summary.sentence(lang),
            asks_second: of.asks_second(),
            disputed: Vec::new(),
        }
    }
}

impl ZScore {
    fn of(indicator: Indicator, score: Result<Range, Missing>, lang: Lang) -> Option<ZScore> {
        let none = ZScore {
            indicator,
            least: None,
            greatest: None,
            text: "—".into(),
            flagged: false,
            missing: None,
            why: None,
        };
        match score {
            Err(Missing::NotMeasured) => None,
            Err(why) => {
                let (name, id) = missing(why);
                Some(ZScore { missing: Some(name.into()), why: Some(message(lang, id, &[])), ..none })
            }
            Ok(Range { least, greatest }) => {
                let (from, to) = (shown::z(lang, least.z), shown::z(lang, greatest.z));
                let outside = |flag: Option<bool>| flag == Some(true);
                Some(ZScore {
                    least: Some(least.z),
                    greatest: Some(greatest.z),
                    text: if from == to { from } else { between(&from, &to, lang).text },
                    flagged: outside(least.flag) && outside(greatest.flag),
                    ..none
                })
            }
        }
    }
}

impl Finding {
    fn of(finding: &assess::Finding, lang: Lang) -> Finding {
        Finding {
            code: finding.code.name().into(),
            severity: finding.severity.name().into(),
            indicator: finding.indicator,
            measures: finding.measures.iter().map(|measure| measure.name().into()).collect(),
            sentence: finding.sentence(lang),
            remedy: finding.todo(lang),
            asks_second: finding.asks_second,
            confirmed: finding.confirmed,
            source: finding.source.clone(),
        }
    }
}

/// Why there is no z: a name for programs, and the message.
fn missing(why: Missing) -> (&'static str, &'static str) {
    match why {
        Missing::SexUnknown => ("sex_unknown", "phone-z_sex"),
        Missing::AgeUnknown => ("age_unknown", "phone-z_age"),
        Missing::AgeWrong => ("before_birth", "phone-z_before_birth"),
        Missing::TooOld => ("too_old", "phone-z_too_old"),
        Missing::TooYoung => ("too_young", "phone-z_too_young"),
        Missing::Oedema => ("oedema", "phone-z_oedema"),
        Missing::NotANumber | Missing::NotPositive => ("not_a_measurement", "phone-z_measure"),
        Missing::NotMeasured | Missing::OutsideTable => ("outside_table", "phone-z_table"),
    }
}

fn age_of(child: &Child, entry: &Entry, age: AgeDays, lang: Lang) -> GrowthAge {
    let text = match (child.birth, entry.day()) {
        (Some(birth), Some(on)) => written_age(birth, on, lang),
        _ => days_between(i64::from(age.least), i64::from(age.greatest), lang),
    };
    GrowthAge { least_days: age.least.into(), greatest_days: age.greatest.into(), text }
}

/// Corrected age, counted from the day on which 40 weeks would have been complete.
fn corrected_age(child: &Child, entry: &Entry, (least, greatest): (i64, i64), lang: Lang) -> GrowthAge {
    let weeks = child.gestational_weeks.unwrap_or(PRETERM_BELOW_WEEKS);
    let early = Days::new(u64::from(TERM_WEEKS.saturating_sub(weeks)) * 7);
    let term = match child.birth {
        Some(PartialDate::Day(birth)) => birth.checked_add_days(early),
        _ => None,
    };
    let text = match (term, entry.day()) {
        _ if greatest < 0 => message(lang, "chart-before-term", &[]),
        (Some(term), Some(on)) => written_age(term, on, lang),
        _ => days_between(least.max(0), greatest, lang),
    };
    GrowthAge { least_days: least, greatest_days: greatest, text }
}

fn written_age(birth: impl Into<PartialDate>, on: NaiveDate, lang: Lang) -> Sentence {
    Sentence { text: shown::age(lang, birth, on), lang: message(lang, "age-two", &[]).lang }
}

/// An age that has no day to be counted from.
fn days_between(least: i64, greatest: i64, lang: Lang) -> Sentence {
    let (from, to) = (shown::days(lang, least), shown::days(lang, greatest));
    if least == greatest {
        return Sentence { text: from, lang: message(lang, "length-days", &[]).lang };
    }
    between(&from, &to, lang)
}

fn between(from: &str, to: &str, lang: Lang) -> Sentence {
    message(lang, "phone-between", &[("from", from.into()), ("to", to.into())])
}

fn iso(date: PartialDate) -> String {
    match date {
        PartialDate::Day(day) => day.to_string(),
        PartialDate::Month(year, month) => format!("{year:04}-{month:02}"),
        PartialDate::Year(year) => format!("{year:04}"),
    }
}
