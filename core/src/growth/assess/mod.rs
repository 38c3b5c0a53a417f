//! What is said at once of a measurement: that it cannot be right, that it should be taken again, or that somebody must look.
//! [`assess`] compares one entry with WHO's tables and with what was measured before. It never stops anything from being saved.
//! Knows no record, no clock and no country: what is a norm's comes as [`Rules`].

mod assessment;
mod entry;
mod evidence;
mod finding;
mod now;
mod occasion;
mod plausible;
pub mod rules;
mod scored;
mod since;
mod units;
mod when;

pub use assessment::{Assessment, Summary};
pub use entry::{Attempt, Child, Entry, MGRS, Measure};
pub use finding::{Code, Figure, Finding, Severity, two_measurements};
pub use rules::Rules;
pub use scored::Reference;

use crate::growth::age::{CORRECTED_TO_DAY, corrected_days};
use crate::growth::who::Missing;
use evidence::Evidence;
use occasion::History;
use when::When;

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
        let greatest = age.greatest.min(CORRECTED_TO_DAY);
        of(age.least).zip(of(greatest))
    });
    let history = History::of(child, entry, history);
    let this = Evidence { child, entry, when, age, scores: &scores, history: &history, rules };
    let mut findings = Vec::new();
    now::dates(&this, &mut findings);
    let explained = units::units(&this, &mut findings);
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
