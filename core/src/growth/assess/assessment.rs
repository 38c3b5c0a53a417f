//! What became of an entry: its age, its scores, what was found, and one sentence of it all. Finds nothing itself.

use super::finding::{Code, Finding, Severity};
use super::scored::Reference;
use crate::growth::Indicator;
use crate::growth::age::{AgeDays, Range};
use crate::growth::who::Missing;
use crate::words::{Lang, Text, message};

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
    pub fn sentence(self, lang: Lang) -> Text {
        let id = match self {
            Summary::Fine => "growth-sum_fine",
            Summary::Incomplete => "growth-sum_incomplete",
            Summary::MeasureAgain => "growth-sum_measure_again",
            Summary::GainsLittle => "growth-sum_gains_little",
            Summary::LostWeight => "growth-sum_lost_weight",
            Summary::TellNurse => "growth-sum_tell_nurse",
            Summary::ReferToday => "growth-sum_refer_today",
        };
        message(lang, id, &[])
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
