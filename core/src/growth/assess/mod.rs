//! What is said at once of a measurement: that it cannot be right, that it should be taken again, or that somebody must look.
//! [`assess`] compares one entry with WHO's tables and with what was measured before. It never stops anything from being saved.
//! Knows no record, no clock and no country: what is a norm's comes as [`Rules`].

mod entry;
mod finding;
mod now;
mod occasion;
mod plausible;
pub mod rules;
mod scored;
mod since;

use chrono::NaiveDate;

pub use entry::{Attempt, Child, Entry, MGRS, Measure};
pub use finding::{Code, Figure, Finding, Severity, two_measurements};
pub use rules::Rules;
pub use scored::Reference;

use crate::growth::Indicator;
use crate::growth::age::{AgeDays, Range, corrected_days, on_day};
use crate::growth::who::Missing;
use crate::words::shown::PartialDate;
use crate::words::{Lang, Text, say};

/// What became of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// Age at the measurement, as exactly as birth and measurement are dated.
    pub age: Option<AgeDays>,
    /// Corrected age, days, where the child was born before 37 weeks and is not over 24 months: least and greatest.
    pub corrected_days: Option<(i64, i64)>,
    /// What the scores compare with; `None` where no age is known.
    pub reference: Option<Reference>,
    /// The scores of this entry as it was typed, in the order of [`Indicator::ALL`]: least and greatest z over every day that
    /// the age can be.
    pub scores: [Result<Range, Missing>; 8],
    /// What was found, the gravest first.
    pub findings: Vec<Finding>,
    /// Id and version of the country's rules that were used.
    pub rules: String,
}

/// What one sentence says of it all, on the screen after a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Summary {
    /// Nothing asks for anything.
    Fine,
    /// Something is missing that would say more.
    Incomplete,
    /// To be measured again.
    MeasureAgain,
    /// Gains little.
    GainsLittle,
    /// Has lost weight.
    LostWeight,
    /// The nurse should know.
    TellNurse,
    /// To the health post today.
    ReferToday,
}

impl Summary {
    /// Its name in bindings.
    pub fn name(self) -> &'static str {
        match self {
            Summary::Fine => "fine",
            Summary::Incomplete => "incomplete",
            Summary::MeasureAgain => "measure_again",
            Summary::GainsLittle => "gains_little",
            Summary::LostWeight => "lost_weight",
            Summary::TellNurse => "tell_nurse",
            Summary::ReferToday => "refer_today",
        }
    }

    /// The sentence.
    pub fn says(self, lang: Lang) -> Text {
        let id = match self {
            Summary::Fine => "growth-sum_fine",
            Summary::Incomplete => "growth-sum_incomplete",
            Summary::MeasureAgain => "growth-sum_measure_again",
            Summary::GainsLittle => "growth-sum_gains_little",
            Summary::LostWeight => "growth-sum_lost_weight",
            Summary::TellNurse => "growth-sum_tell_nurse",
            Summary::ReferToday => "growth-sum_refer_today",
        };
        say(lang, id, &[])
    }
}

impl Assessment {
    /// The score of an indicator.
    pub fn score(&self, indicator: Indicator) -> Result<Range, Missing> {
        self.scores[indicator as usize]
    }

    /// The gravest that is asked for; `None` where nothing was found.
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    /// Whether something asks for a second measurement.
    pub fn asks_second(&self) -> bool {
        self.findings.iter().any(|finding| finding.asks_second)
    }

    /// Whether something of this code was found.
    pub fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }

    /// All of it in one, as things stand. While [`Assessment::asks_second`] holds, a screen asks for the second measurement first.
    pub fn summary(&self) -> Summary {
        match self.severity() {
            None | Some(Severity::Note) => Summary::Fine,
            Some(Severity::Complete) => Summary::Incomplete,
            Some(Severity::MeasureAgain) => Summary::MeasureAgain,
            Some(Severity::ReferToday) => Summary::ReferToday,
            Some(Severity::TellNurse) => {
                let graver = self.findings.iter().filter(|finding| finding.severity == Severity::TellNurse);
                let mut codes = graver.map(|finding| finding.code).peekable();
                let first = codes.peek().copied();
                let only = codes.all(|code| {
                    matches!(code, Code::LostWeight | Code::NoGain | Code::Fell | Code::LossTooGreat)
                });
                match first {
                    Some(_) if only && self.has(Code::LostWeight) => Summary::LostWeight,
                    Some(_) if only => Summary::GainsLittle,
                    _ => Summary::TellNurse,
                }
            }
        }
    }
}

/// Compares an entry with WHO's tables, with what a hand at a scale gets wrong, and with the child's earlier measurements.
///
/// `history` are other readings of the same child in any order: of the same day (first and second measurement, both kept),
/// earlier, and later ones, which are left aside; the entry itself may be among them. `rules` are a country's, or
/// [`Rules::default`]. What is not known is said and never guessed. Cost grows with the days that the age can be (one, 31 or
/// 366) and with the history.
pub fn assess(child: &Child, entry: &Entry, history: &[Entry], rules: &Rules) -> Assessment {
    let when = When::of(child, entry);
    let scores = match when {
        When::Aged(age) => scored::over(child, entry, age),
        When::BeforeBirth => scored::without_age(child, entry, Missing::AgeWrong),
        When::Unknown => scored::without_age(child, entry, Missing::AgeUnknown),
    };
    let age = if let When::Aged(age) = when { Some(age) } else { None };
    let corrected = age.and_then(|age| {
        let of = |days| corrected_days(days, child.gestational_weeks);
        let greatest = age.greatest.min(crate::growth::age::CORRECTED_TO_DAY);
        of(age.least).zip(of(greatest))
    });
    let history = occasion::History::of(child, entry, history);
    let this = This { child, entry, when, age, scores: &scores, history: &history, rules };
    let mut findings = Vec::new();
    now::dates(&this, &mut findings);
    let explained = plausible::units(&this, &mut findings);
    now::limits_and_positions(&this, &explained, &mut findings);
    now::signs(&this, &explained, &mut findings);
    since::second(&this, &mut findings);
    since::before(&this, &explained, &mut findings);
    findings.sort_by(|one, other| {
        let rank = |finding: &Finding| (finding.code, finding.indicator, finding.measures.clone());
        other.severity.cmp(&one.severity).then_with(|| rank(one).cmp(&rank(other)))
    });
    Assessment {
        age,
        corrected_days: corrected,
        reference: age.map(|age| scored::reference(child, age.least)),
        scores,
        findings,
        rules: rules.stamp(),
    }
}

/// When it was measured, as seen from the birth.
#[derive(Debug, Clone, Copy, PartialEq)]
enum When {
    /// Birth or measurement has no date.
    Unknown,
    /// All that the date can be lies before the birth.
    BeforeBirth,
    /// At an age.
    Aged(AgeDays),
}

impl When {
    fn of(child: &Child, entry: &Entry) -> When {
        let Some((birth, on)) = child.birth.zip(entry.on) else { return When::Unknown };
        let Some((first, last)) = days_of(on) else { return When::Unknown };
        if days_of(birth).is_none() {
            return When::Unknown;
        }
        match (on_day(birth, first), on_day(birth, last)) {
            (_, None) => When::BeforeBirth,
            (None, Some(age)) => When::Aged(AgeDays { least: 0, greatest: age.greatest }),
            (Some(least), Some(greatest)) => {
                When::Aged(AgeDays { least: least.least, greatest: greatest.greatest })
            }
        }
    }
}

/// The first and the last day that a date can be; `None` for what is none of the calendar.
fn days_of(date: PartialDate) -> Option<(NaiveDate, NaiveDate)> {
    match date {
        PartialDate::Day(day) => Some((day, day)),
        PartialDate::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((first, first.checked_add_months(chrono::Months::new(1))?.pred_opt()?))
        }
        PartialDate::Year(year) => {
            Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
        }
    }
}

/// All that a rule may look at.
struct This<'a> {
    child: &'a Child,
    entry: &'a Entry,
    when: When,
    age: Option<AgeDays>,
    scores: &'a [Result<Range, Missing>; 8],
    history: &'a occasion::History,
    rules: &'a Rules,
}

impl This<'_> {
    /// Whether a second measurement of this day agrees with this one in all of these measures.
    fn confirmed(&self, measures: &[Measure]) -> bool {
        !measures.is_empty() && measures.iter().all(|measure| self.history.agrees(self.entry, *measure))
    }
}
