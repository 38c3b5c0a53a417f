//! What is said of a measurement, and how grave it is: a code that stays, figures for the sentence, and where the rule comes
//! from. Says it in the worker's words, which never name an illness. Knows no rule.

use chrono::NaiveDate;

use super::entry::Measure;
use crate::growth::Indicator;
use crate::words::{Arg, Lang, Text, message, shown};

/// What a finding asks for, the gravest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; nothing to do.
    Note,
    /// Something is missing, or a date should be looked at.
    Complete,
    /// Measure again, with calm.
    MeasureAgain,
    /// Tell the nurse.
    TellNurse,
    /// To the health post today.
    ReferToday,
}

impl Severity {
    /// Its name in bindings and files.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Complete => "complete",
            Severity::MeasureAgain => "measure_again",
            Severity::TellNurse => "tell_nurse",
            Severity::ReferToday => "refer_today",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal,)+) => {
        /// What was found. The name of a code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// All.
            pub const ALL: &'static [Code] = &[$(Code::$name),+];

            /// The message that says it.
            fn id(self) -> &'static str {
                match self {
                    $(Code::$name => $id,)+
                }
            }
        }
    };
}

codes! {
    /// Boy or girl is not known: no z.
    SexMissing = "growth-sex_missing",
    /// The birth date is not known: no age, no z by age.
    BirthMissing = "growth-birth_missing",
    /// The birth is known to the month or year only: z lies between two values.
    BirthNotExact = "growth-birth_not_exact",
    /// Weeks of pregnancy that cannot be: taken for unknown.
    GestationWrong = "growth-gestation_wrong",
    /// When it was measured is not known.
    DateMissing = "growth-date_missing",
    /// When it was measured is known to the month or year only; it is not compared with earlier visits.
    DateNotExact = "growth-date_not_exact",
    /// Measured before the birth.
    BeforeBirth = "growth-before_birth",
    /// 60 months or older: the standards end.
    TooOld = "growth-too_old",
    /// Born before 37 weeks: scored at corrected age.
    Corrected = "growth-corrected",
    /// Before 40 weeks would have been complete: scored by postmenstrual age, or not at all.
    BeforeTerm = "growth-before_term",
    /// Something earlier has no day, or a day before the birth, and was left out.
    HistoryLeftOut = "growth-history_left_out",
    /// There are measurements of later days: this one is compared with the earlier ones only.
    HistoryLater = "growth-history_later",
    /// There are several measurements of this day besides first and second.
    SameDay = "growth-same_day",
    /// Zero, negative or no number.
    NotAMeasure = "growth-not_a_measure",
    /// Grams for kilograms, millimetres for centimetres, or a decimal point lost.
    WrongUnit = "growth-wrong_unit",
    /// Weight and length in each other's place.
    Exchanged = "growth-exchanged",
    /// Outside WHO's limits.
    OutsideLimits = "growth-outside_limits",
    /// Recorded as standing before 9 months.
    StoodTooYoung = "growth-stood_too_young",
    /// Length without how it was taken.
    PositionMissing = "growth-position_missing",
    /// Measured otherwise than belongs to the age: 0.7 cm were added or taken away.
    PositionAdjusted = "growth-position_adjusted",
    /// Both feet are swollen.
    Oedema = "growth-oedema",
    /// Arm below 115 mm at 6 to 59 months.
    MuacRed = "growth-muac_red",
    /// Arm of 115 to 124 mm at 6 to 59 months.
    MuacYellow = "growth-muac_yellow",
    /// z below -3.
    BelowMinus3 = "growth-below_minus_3",
    /// z below -2.
    BelowMinus2 = "growth-below_minus_2",
    /// Weight for length above +3.
    AbovePlus3 = "growth-above_plus_3",
    /// First and second measurement differ by more than they may.
    MeasuresDiffer = "growth-measures_differ",
    /// Weight and length are the same as at the last visit although a child grows in that time.
    SameAsLast = "growth-same_as_last",
    /// Shorter than before by more than measurements differ.
    Shorter = "growth-shorter",
    /// Head smaller than before by more than measurements differ.
    HeadSmaller = "growth-head_smaller",
    /// A gain that no child makes in that time.
    GainTooGreat = "growth-gain_too_great",
    /// A loss that no child has in that time.
    LossTooGreat = "growth-loss_too_great",
    /// z has come below -3.
    CrossedMinus3 = "growth-crossed_minus_3",
    /// z has come below -2.
    CrossedMinus2 = "growth-crossed_minus_2",
    /// z has fallen by more than the convention.
    Fell = "growth-fell",
    /// The country's rule: no gain.
    NoGain = "growth-no_gain",
    /// The country's rule: weight lost.
    LostWeight = "growth-lost_weight",
}

impl Code {
    /// Its name, which stays: `below_minus_2`.
    pub fn name(self) -> &'static str {
        self.id().strip_prefix("growth-").unwrap_or(self.id())
    }

    /// The code of a name.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// A figure of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// Kilograms.
    Kg(f64),
    /// Centimetres.
    Cm(f64),
    /// Millimetres.
    Mm(f64),
    /// A z-score, or a difference of two.
    Z(f64),
    /// Days.
    Days(i64),
    /// The age on the second day of who is born, or counted as born, on the first.
    Age(NaiveDate, NaiveDate),
    /// A number of things.
    Count(i64),
    /// A day.
    Day(NaiveDate),
    /// A name that chooses between the forms of a sentence.
    Choice(&'static str),
}

impl Figure {
    /// A value of a measure, in its unit.
    pub fn of(measure: Measure, value: f64) -> Figure {
        match measure {
            Measure::Weight => Figure::Kg(value),
            Measure::Length | Measure::Head | Measure::Muac => Figure::Cm(value),
            Measure::Triceps | Measure::Subscapular => Figure::Mm(value),
        }
    }

    /// As it is read.
    pub fn shown(self, lang: Lang) -> String {
        let with_unit = |value: f64, decimals: usize, unit: &str| {
            if value.is_finite() && value.abs() < 1e7 {
                shown::measure(lang, &format!("{value:.decimals$}"), unit)
            } else {
                "—".to_owned()
            }
        };
        match self {
            Figure::Kg(value) => with_unit(value, 2, "kg"),
            Figure::Cm(value) => with_unit(value, 1, "cm"),
            Figure::Mm(value) => with_unit(value, 1, "mm"),
            Figure::Z(value) => shown::z(lang, value),
            Figure::Days(days) => shown::days(lang, days),
            Figure::Age(birth, on) => shown::age(lang, birth, on),
            Figure::Count(count) => shown::number(lang, count),
            Figure::Day(day) => shown::long_date(lang, day),
            Figure::Choice(name) => name.to_owned(),
        }
    }
}

/// The two measurements of an occasion, once both are taken: "Las dos medidas: 7.00 y 7.10 kg".
pub fn two_measurements(lang: Lang, measure: Measure, first: f64, second: f64) -> Text {
    let [first, second] = [first, second].map(|value| Figure::of(measure, value).shown(lang));
    message(lang, "growth-two", &[("one", (&first).into()), ("other", (&second).into())])
}

/// One thing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// What it asks for as things stand.
    pub severity: Severity,
    /// The indicator it is about, if it is about a z.
    pub indicator: Option<Indicator>,
    /// The measures it is about.
    pub measures: Vec<Measure>,
    /// The figures of its sentence, by name.
    pub figures: Vec<(&'static str, Figure)>,
    /// What may have been meant, in the measure's unit: shown as a question.
    pub suggested: Vec<(Measure, f64)>,
    /// Whether a second measurement, of all of its measures, is asked for before it counts.
    pub asks_second: bool,
    /// Whether a second measurement, or the visit before, has said the same.
    pub confirmed: bool,
    /// Days to the next look that a country's rule asks for, from and to.
    pub again_in_days: Option<(u32, u32)>,
    /// Where the rule stands: a citation, or the id of a country's rule with its legal act.
    pub source: String,
}

impl Finding {
    pub(super) fn new(code: Code, severity: Severity, source: &str) -> Finding {
        Finding {
            code,
            severity,
            indicator: None,
            measures: Vec::new(),
            figures: Vec::new(),
            suggested: Vec::new(),
            asks_second: false,
            confirmed: false,
            again_in_days: None,
            source: source.to_owned(),
        }
    }

    pub(super) fn about(mut self, measure: Measure) -> Finding {
        self.measures.push(measure);
        self
    }

    pub(super) fn indicator(mut self, indicator: Indicator) -> Finding {
        self.indicator = Some(indicator);
        let measures: &[Measure] = match indicator {
            Indicator::LengthForAge => &[Measure::Length],
            Indicator::WeightForAge => &[Measure::Weight],
            Indicator::WeightForLength | Indicator::BmiForAge => &[Measure::Weight, Measure::Length],
            Indicator::HeadForAge => &[Measure::Head],
            Indicator::MuacForAge => &[Measure::Muac],
            Indicator::TricepsForAge => &[Measure::Triceps],
            Indicator::SubscapularForAge => &[Measure::Subscapular],
        };
        self.measures.extend(measures);
        self
    }

    pub(super) fn figure(mut self, name: &'static str, figure: Figure) -> Finding {
        self.figures.push((name, figure));
        self
    }

    /// The gravity of what a second measurement must confirm: measure again before, `then` after.
    pub(super) fn pending(mut self, confirmed: bool, then: Severity) -> Finding {
        self.confirmed = confirmed;
        self.asks_second = !confirmed;
        self.severity = if confirmed { then } else { Severity::MeasureAgain };
        self
    }

    /// What is asked for at once, and measured again all the same if it was not yet.
    pub(super) fn at_once(mut self, confirmed: bool) -> Finding {
        self.confirmed = confirmed;
        self.asks_second = !confirmed;
        self
    }

    /// What was found, one sentence in the worker's words.
    pub fn sentence(&self, lang: Lang) -> Text {
        let written: Vec<(&str, String)> =
            self.figures.iter().map(|(name, figure)| (*name, figure.shown(lang))).collect();
        let mut args: Vec<(&str, Arg<'_>)> =
            written.iter().map(|(name, figure)| (*name, Arg::from(figure))).collect();
        let what = self.what();
        args.push(("what", Arg::from(what)));
        let suggested: Vec<String> =
            self.suggested.iter().map(|(measure, value)| Figure::of(*measure, *value).shown(lang)).collect();
        for (name, value) in ["suggested", "suggested2"].into_iter().zip(&suggested) {
            args.push((name, Arg::from(value)));
        }
        for (name, figure) in &self.figures {
            if let (Figure::Count(count), true) = (figure, *name == "n") {
                args.push(("count", Arg::from(*count)));
            }
        }
        message(lang, self.code.id(), &args)
    }

    /// The z behind it, for "see the detail"; `None` where there is none.
    pub fn detail(&self, lang: Lang) -> Option<Text> {
        let shown = |name: &str| {
            let figure = self.figures.iter().find(|(known, _)| *known == name)?.1;
            let is_z = matches!(figure, Figure::Z(z) if !z.is_nan()) || matches!(figure, Figure::Day(_));
            is_z.then(|| figure.shown(lang))
        };
        if let Some(z) = shown("z") {
            return Some(message(lang, "growth-detail_z", &[("z", (&z).into())]));
        }
        if let Some((least, greatest)) = shown("least").zip(shown("greatest")) {
            let args = [("least", (&least).into()), ("greatest", (&greatest).into())];
            return Some(message(lang, "growth-detail_between", &args));
        }
        let (before, now, on) = (shown("before")?, shown("now")?, shown("on")?);
        let args = [("before", (&before).into()), ("now", (&now).into()), ("on", (&on).into())];
        Some(message(lang, "growth-detail_from_to", &args))
    }

    /// What to do about it, one sentence.
    pub fn todo(&self, lang: Lang) -> Text {
        let id = match (self.severity, self.asks_second) {
            (Severity::Note, _) => "growth-do-note",
            (Severity::Complete, _) => match self.code {
                Code::SexMissing => "growth-do-sex",
                Code::BirthMissing => "growth-do-birth",
                Code::GestationWrong => "growth-do-gestation",
                _ => "growth-do-date",
            },
            (Severity::MeasureAgain, _) => match self.code {
                Code::WrongUnit | Code::Exchanged | Code::NotAMeasure => "growth-do-look",
                Code::MeasuresDiffer => "growth-do-third",
                Code::StoodTooYoung => "growth-do-lying",
                _ => "growth-do-again",
            },
            (Severity::TellNurse, true) => "growth-do-again_then_nurse",
            (Severity::TellNurse, false) => match self.again_in_days {
                Some((from, to)) => {
                    let args = [("from", from.into()), ("to", to.into())];
                    return message(lang, "growth-do-nurse_and_again", &args);
                }
                None => "growth-do-nurse",
            },
            (Severity::ReferToday, true) => "growth-do-again_and_post",
            (Severity::ReferToday, false) => "growth-do-post",
        };
        message(lang, id, &[])
    }

    /// WHO's label of a z below a line or above +3: for a supervisor or an export, never on a worker's screen. WHO 2006.
    pub fn who_label(&self) -> Option<&'static str> {
        Some(match (self.code, self.indicator?) {
            (Code::BelowMinus3, Indicator::LengthForAge) => "severely_stunted",
            (Code::BelowMinus2, Indicator::LengthForAge) => "stunted",
            (Code::BelowMinus3, Indicator::WeightForAge) => "severely_underweight",
            (Code::BelowMinus2, Indicator::WeightForAge) => "underweight",
            (Code::BelowMinus3, Indicator::WeightForLength) => "severely_wasted",
            (Code::BelowMinus2, Indicator::WeightForLength) => "wasted",
            (Code::AbovePlus3, Indicator::WeightForLength) => "obese",
            _ => return None,
        })
    }

    /// What the sentence is about: the indicator's short name, or the measure's.
    fn what(&self) -> &'static str {
        match (self.indicator, self.measures.first()) {
            (Some(indicator), _) => indicator.code(),
            (None, Some(measure)) => measure.name(),
            (None, None) => "",
        }
    }
}
