//! What an entry alone shows: dates and facts that are missing, WHO's limits, positions that do not fit the age, swelling, the
//! arm, a z below a line. Looks at earlier visits only to know whether a second measurement has said the same.

use chrono::{Days, NaiveDate};

use super::entry::Measure;
use super::evidence::Evidence;
use super::finding::{Code, Figure, Finding, Severity};
use super::scored::Reference;
use super::when::{When, days_of};
use crate::growth::age::{AgeDays, Range, corrected_days};
use crate::growth::score::limits;
use crate::growth::who::{DAYS_PER_MONTH, END_MONTHS, Missing, STANDING_FROM_DAY};
use crate::growth::{Indicator, Position};

const WHO: &str = "WHO Child Growth Standards 2006";
const WHO_MUAC: &str =
    "WHO and UNICEF 2009, severe acute malnutrition in children of 6 to 59 months: 115 mm; WHO 2013: 125 mm";
const WHO_OEDEMA: &str = "WHO 2013, management of severe acute malnutrition: swelling of both feet";
const PRETERM: &str = "Villar et al. 2015, Lancet Glob Health 3:e681-691 (INTERGROWTH-21st)";

/// What is missing, and dates that cannot be.
pub(super) fn dates(this: &Evidence<'_>, findings: &mut Vec<Finding>) {
    let mut say = |code, severity| findings.push(Finding::new(code, severity, WHO));
    if this.child.sex.is_none() {
        say(Code::SexMissing, Severity::Complete);
    }
    if this.child.birth.and_then(days_of).is_none() {
        say(Code::BirthMissing, Severity::Complete);
    }
    if this.child.gestational_weeks.is_some_and(|weeks| !(20..=45).contains(&weeks)) {
        say(Code::GestationWrong, Severity::Complete);
    }
    match this.entry.on.and_then(days_of) {
        None => say(Code::DateMissing, Severity::Complete),
        Some((first, last)) if first == last => {}
        Some(_) => say(Code::DateNotExact, Severity::Note),
    }
    if this.when == When::BeforeBirth {
        say(Code::BeforeBirth, Severity::Complete);
    }
    if let Some(age) = this.age {
        of_age(this, age, findings);
    }
    let history = this.history;
    for (code, count) in [(Code::HistoryLeftOut, history.left_out), (Code::HistoryLater, history.later)] {
        if count > 0 {
            let count = Figure::Count(i64::try_from(count).unwrap_or(i64::MAX));
            findings.push(Finding::new(code, Severity::Note, WHO).figure("n", count));
        }
    }
    let same_attempt = history.same_day.iter().any(|other| other.attempt == this.entry.attempt);
    if same_attempt || history.same_day.len() > 1 {
        let count = i64::try_from(history.same_day.len() + 1).unwrap_or(i64::MAX);
        findings.push(Finding::new(Code::SameDay, Severity::Note, WHO).figure("n", Figure::Count(count)));
    }
}

fn of_age(this: &Evidence<'_>, age: AgeDays, findings: &mut Vec<Finding>) {
    if f64::from(age.least) / DAYS_PER_MONTH >= END_MONTHS {
        findings.push(Finding::new(Code::TooOld, Severity::Note, WHO));
    }
    if !age.is_exact() {
        let first = [Indicator::WeightForAge, Indicator::LengthForAge, Indicator::HeadForAge]
            .into_iter()
            .find_map(|indicator| Some((indicator, this.scores[indicator as usize].ok()?)));
        let finding = Finding::new(Code::BirthNotExact, Severity::Note, WHO);
        findings.push(match first {
            Some((indicator, range)) => finding
                .indicator(indicator)
                .figure("least", Figure::Z(range.least.z))
                .figure("greatest", Figure::Z(range.greatest.z)),
            None => finding.figure("least", Figure::Z(f64::NAN)).figure("greatest", Figure::Z(f64::NAN)),
        });
    }
    match super::scored::reference(this.child, age.least) {
        Reference::Who => {}
        Reference::WhoCorrected => {
            let days = corrected_days(age.least, this.child.gestational_weeks).unwrap_or(0);
            let counted_from = |on: NaiveDate| {
                Some(Figure::Age(on.checked_sub_days(Days::new(u64::try_from(days).ok()?))?, on))
            };
            let on = this.entry.on.and_then(days_of).map(|(first, _)| first);
            let corrected = on.and_then(counted_from).unwrap_or(Figure::Days(days));
            let finding = Finding::new(Code::Corrected, Severity::Note, WHO);
            findings.push(finding.figure("corrected", corrected));
        }
        Reference::Intergrowth => {
            let weight = this.scores[Indicator::WeightForAge as usize];
            let outside = matches!(weight, Err(Missing::TooYoung | Missing::TooOld))
                || matches!(this.scores[Indicator::LengthForAge as usize], Err(Missing::TooYoung));
            let scored = Figure::Choice(if outside { "no" } else { "yes" });
            let finding = Finding::new(Code::BeforeTerm, Severity::Note, PRETERM);
            findings.push(finding.figure("scored", scored));
        }
    }
}

/// Whether a z is outside WHO's limits on every day that the age can be.
fn outside(indicator: Indicator, range: Range) -> bool {
    let (least, most) = limits(indicator);
    range.greatest.z < least || range.least.z > most
}

/// WHO's limits, and positions that do not fit the age.
pub(super) fn limits_and_positions(this: &Evidence<'_>, explained: &[Measure], findings: &mut Vec<Finding>) {
    for indicator in Indicator::ALL {
        let Ok(range) = this.scores[indicator as usize] else { continue };
        // The body mass index says again what weight for length has said.
        let again =
            indicator == Indicator::BmiForAge && this.scores[Indicator::WeightForLength as usize].is_ok();
        let finding = Finding::new(Code::OutsideLimits, Severity::MeasureAgain, WHO).indicator(indicator);
        if outside(indicator, range)
            && !again
            && !finding.measures.iter().any(|measure| explained.contains(measure))
        {
            let confirmed = this.confirmed(&finding.measures);
            findings
                .push(finding.figure("z", Figure::Z(range.least.z)).pending(confirmed, Severity::TellNurse));
        }
    }
    let Some(length_cm) = this.entry.length_cm else { return };
    let length = Figure::Cm(length_cm);
    let Some(position) = this.entry.position else {
        findings.push(Finding::new(Code::PositionMissing, Severity::Note, WHO).about(Measure::Length));
        return;
    };
    let Some(age) = this.age else { return };
    if position == Position::Standing && f64::from(age.greatest) / DAYS_PER_MONTH < 9.0 {
        let finding = Finding::new(Code::StoodTooYoung, Severity::MeasureAgain, WHO);
        findings.push(Finding { asks_second: true, ..finding.about(Measure::Length).figure("now", length) });
        return;
    }
    let lying = position == Position::Lying && age.least >= STANDING_FROM_DAY;
    let standing = position == Position::Standing && age.greatest < STANDING_FROM_DAY;
    if lying || standing {
        let changed = Figure::Cm(if lying { length_cm - 0.7 } else { length_cm + 0.7 });
        findings.push(
            Finding::new(Code::PositionAdjusted, Severity::Note, WHO)
                .about(Measure::Length)
                .figure("now", length)
                .figure("used", changed)
                .figure("position", Figure::Choice(if lying { "lying" } else { "standing" })),
        );
    }
}

/// Swelling, the arm, and z below a line.
pub(super) fn signs(this: &Evidence<'_>, explained: &[Measure], findings: &mut Vec<Finding>) {
    if this.entry.oedema == Some(true) {
        findings.push(Finding::new(Code::Oedema, Severity::ReferToday, WHO_OEDEMA));
    }
    if let Some(muac_cm) = this.entry.muac_cm.filter(|_| !explained.contains(&Measure::Muac)) {
        arm(this, muac_cm, findings);
    }
    let lines =
        [Indicator::WeightForLength, Indicator::WeightForAge, Indicator::LengthForAge, Indicator::HeadForAge];
    for indicator in lines {
        let Ok(range) = this.scores[indicator as usize] else { continue };
        if outside(indicator, range) {
            continue;
        }
        let wasted = indicator == Indicator::WeightForLength;
        let (code, severity) = match range.greatest.z {
            z if z < -3.0 && wasted => (Code::BelowMinus3, Severity::ReferToday),
            z if z < -3.0 => (Code::BelowMinus3, Severity::TellNurse),
            z if z < -2.0 => (Code::BelowMinus2, Severity::TellNurse),
            _ if wasted && range.least.z > 3.0 => (Code::AbovePlus3, Severity::TellNurse),
            _ => continue,
        };
        let finding = Finding::new(code, severity, WHO).indicator(indicator);
        if finding.measures.iter().any(|measure| explained.contains(measure)) {
            continue;
        }
        let confirmed = this.confirmed(&finding.measures);
        findings.push(finding.figure("z", Figure::Z(range.greatest.z)).at_once(confirmed));
    }
}

/// Bands of the arm, for children of 6 to 59 months; an age that is not known is taken to be one of these, so that nobody who
/// must be sent is kept.
fn arm(this: &Evidence<'_>, muac_cm: f64, findings: &mut Vec<Finding>) {
    let of_age = this.age.is_none_or(|age| {
        f64::from(age.greatest) / DAYS_PER_MONTH >= 6.0 && f64::from(age.least) / DAYS_PER_MONTH < END_MONTHS
    });
    let plausible = !matches!(this.scores[Indicator::MuacForAge as usize], Err(Missing::NotPositive));
    let hair = 1e-6;
    let (code, severity) = match muac_cm * 10.0 {
        mm if mm < 115.0 - hair => (Code::MuacRed, Severity::ReferToday),
        mm if mm < 125.0 - hair => (Code::MuacYellow, Severity::TellNurse),
        _ => return,
    };
    if of_age && plausible && this.when != When::BeforeBirth {
        let confirmed = this.confirmed(&[Measure::Muac]);
        findings.push(
            Finding::new(code, severity, WHO_MUAC)
                .about(Measure::Muac)
                .figure("now", Figure::Cm(muac_cm))
                .at_once(confirmed),
        );
    }
}
