//! What an entry shows beside earlier ones: a second measurement that differs, a child that is shorter or the same as before, a
//! gain that no child makes, a z that crosses a line or falls, a country's rule of inadequate gain. What does not hold on every
//! day that the birth can be is not said.

use std::cell::OnceCell;

use chrono::NaiveDate;

use super::entry::{Entry, MGRS, Measure, exceeds};
use super::evidence::Evidence;
use super::finding::{Code, Figure, Finding, Severity};
use super::occasion::{Occasion, comparable, settled};
use super::plausible;
use super::scored::{Reference, at, reference};
use super::when::days_of;
use crate::growth::age::corrected_days;
use crate::growth::velocity::{Gain, most_gain};
use crate::growth::who::{for_age, value_at, z_of};
use crate::growth::{Indicator, Position, Sex};

const VELOCITY: &str = "WHO Child Growth Standards: growth velocity 2009, beyond z +5 of the interval";
const LOSS: &str = "bound of this program: a fifth of the weight, twice what WHO calls severe dehydration";
const WHO_LINES: &str =
    "WHO Child Growth Standards 2006: lines of -2 and -3, crossed between two valid measurements";
const CONVENTION: &str =
    "convention, no norm: 0.67 z, the distance between two centile lines of growth charts";
const GROWS: &str = "WHO Child Growth Standards 2006: the median grows by more than 0.7 cm in that time";

/// A fall of z that is said, a convention.
const FALL_Z: f64 = 0.67;
/// A newborn loses weight and regains it in the first two weeks: a weight of those days is not compared with.
const NEWBORN_DAYS: u32 = 14;
/// With no age known, days after which the same weight and the same length are asked about.
const SAME_AFTER_DAYS: i64 = 28;
/// The part of the weight that nobody loses between two visits.
const LOSS_PART: f64 = 0.2;

/// Readings of one day that differ by more than they may.
pub(super) fn second(this: &Evidence<'_>, findings: &mut Vec<Finding>) {
    for measure in Measure::ALL {
        let age = this.age.map(|age| age.least);
        let read = |entry: &Entry| comparable(entry, measure, age);
        let Some(mine) = read(this.entry) else { continue };
        let others: Vec<f64> = this.history.same_day.iter().filter_map(read).collect();
        let Some(other) = others.first().copied() else { continue };
        let mut all = others;
        all.push(mine);
        let third = all.len() > 2;
        if settled(all, measure).is_some() {
            continue;
        }
        let severity = if third { Severity::TellNurse } else { Severity::MeasureAgain };
        let finding = Finding::new(Code::MeasuresDiffer, severity, MGRS)
            .about(measure)
            .figure("one", Figure::of(measure, other))
            .figure("other", Figure::of(measure, mine));
        findings.push(Finding { asks_second: !third, ..finding });
    }
}

/// Everything that needs an earlier visit.
pub(super) fn before(this: &Evidence<'_>, explained: &[Measure], findings: &mut Vec<Finding>) {
    let Some(today) = this.entry.day() else { return };
    let now = today_settled(this, explained);
    let since = Since { this, today, now, settled: vec![OnceCell::new(); this.history.earlier.len()] };
    since.same(findings);
    since.smaller(findings);
    since.too_fast(findings);
    since.lines(findings);
    since.country(findings);
}

/// This day's values: the middle of two measurements that agree, otherwise the entry's own; lengths as if lying.
fn today_settled(this: &Evidence<'_>, explained: &[Measure]) -> Entry {
    let age = this.age.map(|age| age.least);
    let mut now = Entry { position: Some(Position::Lying), ..*this.entry };
    for measure in Measure::ALL {
        let read = |entry: &Entry| {
            comparable(entry, measure, age).filter(|_| plausible::believable(this.child, entry, measure))
        };
        let mine = read(this.entry).filter(|_| !explained.contains(&measure));
        let value = mine.map(|mine| {
            let mut all: Vec<f64> = this.history.same_day.iter().filter_map(read).collect();
            all.push(mine);
            settled(all, measure).map_or(mine, |(value, _)| value)
        });
        now = now.with(measure, value);
    }
    now
}

struct Since<'a> {
    this: &'a Evidence<'a>,
    today: NaiveDate,
    now: Entry,
    /// Earlier days as one entry each, the last first, made when a rule looks so far back: where the birth is known to the year
    /// only, each costs 366 days of scores.
    settled: Vec<OnceCell<Entry>>,
}

/// Two moments of one measure.
#[derive(Clone, Copy)]
struct Pair {
    day: NaiveDate,
    before: f64,
    now: f64,
}

impl Since<'_> {
    /// The earlier days, the last first.
    fn earlier(&self) -> impl Iterator<Item = &Entry> {
        let days = self.this.history.earlier.iter().zip(&self.settled);
        days.map(|(day, settled)| settled.get_or_init(|| day.settled(self.this.child)))
    }

    /// This day's value and the last valid one before it.
    fn pair(&self, measure: Measure) -> Option<Pair> {
        let now = self.now.value(measure)?;
        self.earlier().find_map(|entry| Some(Pair { day: entry.day()?, before: entry.value(measure)?, now }))
    }

    /// Every day of birth that can be, the earlier visit being after it. Empty where the birth is not known.
    fn births(&self, before: NaiveDate) -> Vec<NaiveDate> {
        let Some((first, last)) = self.this.child.birth.and_then(days_of) else { return Vec::new() };
        first.iter_days().take_while(|day| *day <= last.min(before)).collect()
    }

    fn days(from: NaiveDate, to: NaiveDate) -> u32 {
        u32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
    }

    /// Whether something holds on every day of birth that can be; not where none is known.
    fn on_every_birth(&self, before: NaiveDate, holds: impl Fn(u32, u32) -> bool) -> bool {
        let births = self.births(before);
        !births.is_empty()
            && births.iter().all(|birth| holds(Self::days(*birth, before), Self::days(*birth, self.today)))
    }

    fn same(&self, findings: &mut Vec<Finding>) {
        let typed = self.this.entry.weight_kg.zip(self.this.entry.length_cm);
        let believed = self.now.weight_kg.is_some() && self.now.length_cm.is_some();
        let Some((weight_kg, length_cm)) = typed.filter(|_| believed) else { return };
        let both = |occasion: &&Occasion| {
            occasion.readings.iter().any(|one| one.weight_kg.is_some() && one.length_cm.is_some())
        };
        let Some(last) = self.this.history.earlier.iter().find(both) else { return };
        let position = self.this.entry.position;
        let same = last.readings.iter().any(|one| {
            one.weight_kg == Some(weight_kg) && one.length_cm == Some(length_cm) && one.position == position
        });
        let grows = self.on_every_birth(last.day, |then, now| {
            let median = |days| for_age(Indicator::LengthForAge, Sex::Male, days).map(|row| row.m);
            match (median(then), median(now)) {
                // The tables change from lying to standing at 24 months, by 0.7 cm.
                (Ok(then_cm), Ok(now_cm)) => {
                    let shift = if then < 731 && now >= 731 { 0.7 } else { 0.0 };
                    now_cm + shift - then_cm > Measure::Length.allowed_difference()
                }
                _ => Self::long(last.day, self.today),
            }
        });
        let unknown = self.this.child.birth.is_none() && Self::long(last.day, self.today);
        if same && (grows || unknown) {
            let measures = [Measure::Weight, Measure::Length];
            findings.push(
                Finding::new(Code::SameAsLast, Severity::MeasureAgain, GROWS)
                    .about(Measure::Weight)
                    .about(Measure::Length)
                    .figure("weight", Figure::Kg(weight_kg))
                    .figure("length", Figure::Cm(length_cm))
                    .figure("on", Figure::Day(last.day))
                    .pending(self.this.confirmed(&measures), Severity::Note),
            );
        }
    }

    fn long(from: NaiveDate, to: NaiveDate) -> bool {
        to.signed_duration_since(from).num_days() >= SAME_AFTER_DAYS
    }

    fn smaller(&self, findings: &mut Vec<Finding>) {
        for (measure, code) in [(Measure::Length, Code::Shorter), (Measure::Head, Code::HeadSmaller)] {
            let Some(pair) = self.pair(measure) else { continue };
            if exceeds(pair.before, pair.now, measure.allowed_difference()) {
                findings.push(self.changed(code, measure, pair, MGRS, Severity::Note));
            }
        }
    }

    /// A finding about a measure that has changed, to be confirmed by a second measurement.
    fn changed(&self, code: Code, measure: Measure, pair: Pair, source: &str, then: Severity) -> Finding {
        Finding::new(code, Severity::MeasureAgain, source)
            .about(measure)
            .figure("before", Figure::of(measure, pair.before))
            .figure("now", Figure::of(measure, pair.now))
            .figure("on", Figure::Day(pair.day))
            .pending(self.this.confirmed(&[measure]), then)
    }

    fn swollen(&self) -> bool {
        let before = self.earlier().find(|entry| entry.weight_kg.is_some());
        self.this.entry.oedema == Some(true) || before.is_some_and(|entry| entry.oedema == Some(true))
    }

    fn too_fast(&self, findings: &mut Vec<Finding>) {
        let gains =
            [(Measure::Weight, Gain::Weight), (Measure::Length, Gain::Length), (Measure::Head, Gain::Head)];
        for (measure, gain) in gains {
            let Some(pair) = self.pair(measure) else { continue };
            if measure == Measure::Weight && self.swollen() {
                continue;
            }
            let allowed = measure.allowed_difference();
            let impossible = self.on_every_birth(pair.day, |then, now| {
                let most = self.this.child.sex.and_then(|sex| most_gain(gain, sex, then, now));
                most.is_some_and(|most| exceeds(pair.now, pair.before, most.max(0.0) + allowed))
            });
            if impossible {
                findings.push(self.changed(Code::GainTooGreat, measure, pair, VELOCITY, Severity::TellNurse));
            }
            if measure == Measure::Weight && exceeds(pair.before, pair.now, pair.before * LOSS_PART) {
                findings.push(self.changed(Code::LossTooGreat, measure, pair, LOSS, Severity::TellNurse));
            }
        }
    }

    /// z before and now, by one reference, for every day of birth that can be. `None` where one of them has no z within WHO's
    /// limits.
    fn z_pairs(&self, indicator: Indicator) -> Option<(NaiveDate, Vec<(f64, f64)>)> {
        let child = self.this.child;
        let weight = indicator.is_weight_based();
        let needs = |entry: &Entry| match indicator {
            Indicator::WeightForAge => entry.weight_kg.is_some(),
            Indicator::WeightForLength => entry.weight_kg.is_some() && entry.length_cm.is_some(),
            Indicator::LengthForAge => entry.length_cm.is_some(),
            _ => entry.head_cm.is_some(),
        };
        if !needs(&self.now) {
            return None;
        }
        self.earlier().filter(|then| needs(then)).find_map(|then| {
            let day = then.day()?;
            let pairs = self.births(day).into_iter().map(|birth| {
                let (then_days, now_days) = (Self::days(birth, day), Self::days(birth, self.today));
                // A fall that only comes of another reference is none: both are compared as the later one is.
                let by = reference(child, now_days);
                let other = by != Reference::Who && reference(child, then_days) != by;
                if other || (weight && then_days < NEWBORN_DAYS) {
                    return None;
                }
                let z = |entry: &Entry, days| {
                    let score = at(child, entry, days, by)[indicator as usize].ok()?;
                    (score.flag == Some(false)).then_some(score.z)
                };
                z(then, then_days).zip(z(&self.now, now_days))
            });
            let pairs: Vec<(f64, f64)> = pairs.collect::<Option<_>>()?;
            (!pairs.is_empty()).then_some((day, pairs))
        })
    }

    fn lines(&self, findings: &mut Vec<Finding>) {
        let indicators = [
            Indicator::WeightForLength,
            Indicator::WeightForAge,
            Indicator::LengthForAge,
            Indicator::HeadForAge,
        ];
        for indicator in indicators {
            let Some((day, pairs)) = self.z_pairs(indicator) else { continue };
            let Some((before, now)) = pairs.first().copied() else { continue };
            // What the visit before has said already needs no second measurement.
            for (code, line) in [(Code::BelowMinus3, -3.0), (Code::BelowMinus2, -2.0)] {
                let known = pairs.iter().all(|(before, _)| *before < line);
                let said = |one: &&mut Finding| one.code == code && one.indicator == Some(indicator);
                if let Some(finding) = findings.iter_mut().find(said).filter(|_| known) {
                    finding.asks_second = false;
                    finding.confirmed = true;
                }
            }
            let crossed = |line: f64| pairs.iter().all(|(before, now)| *before >= line && *now < line);
            let mut say = |code, source| {
                let finding = Finding::new(code, Severity::MeasureAgain, source).indicator(indicator);
                let confirmed = self.this.confirmed(&finding.measures);
                findings.push(
                    finding
                        .figure("before", Figure::Z(before))
                        .figure("now", Figure::Z(now))
                        .figure("on", Figure::Day(day))
                        .pending(confirmed, Severity::TellNurse),
                );
            };
            if crossed(-3.0) {
                say(Code::CrossedMinus3, WHO_LINES);
            } else if crossed(-2.0) {
                say(Code::CrossedMinus2, WHO_LINES);
            }
            if pairs.iter().all(|(before, now)| exceeds(*before, *now, FALL_Z)) {
                say(Code::Fell, CONVENTION);
            }
        }
    }

    /// The country's rule of inadequate gain.
    fn country(&self, findings: &mut Vec<Finding>) {
        let Some(rule) = &self.this.rules.inadequate_gain else { return };
        let Some(pair) = self.pair(Measure::Weight).filter(|_| !self.swollen()) else { return };
        let days = Self::days(pair.day, self.today);
        if self.births(pair.day).iter().any(|birth| Self::days(*birth, pair.day) < rule.from_age_days) {
            return;
        }
        let lost = exceeds(pair.before, pair.now, rule.loss_over_kg);
        let quickly = exceeds(pair.before, pair.now, pair.before * rule.quick_loss_percent / 100.0);
        let code = if lost && (days >= rule.least_days || quickly) {
            Code::LostWeight
        } else if days >= rule.least_days && !lost && !exceeds(pair.now, pair.before, 0.0) {
            let expected = self.on_every_birth(pair.day, |then, now| {
                self.expected_gain_kg(pair.before, then, now)
                    .is_some_and(|gain| gain >= rule.least_expected_kg)
            });
            if !expected {
                return;
            }
            Code::NoGain
        } else {
            return;
        };
        let cite = self.this.rules.cite();
        let finding = self.changed(code, Measure::Weight, pair, &cite, Severity::TellNurse);
        findings.push(Finding { again_in_days: Some(rule.again_in_days), ..finding });
    }

    /// What a child of this weight gains on its own line of z.
    fn expected_gain_kg(&self, before_kg: f64, then: u32, now: u32) -> Option<f64> {
        let child = self.this.child;
        let age = |days| match reference(child, now) {
            Reference::WhoCorrected => {
                let corrected = corrected_days(days, child.gestational_weeks)?;
                u32::try_from(corrected).ok()
            }
            _ => Some(days),
        };
        let row = |days| for_age(Indicator::WeightForAge, child.sex?, age(days)?).ok();
        let z = z_of(Indicator::WeightForAge, row(then)?, before_kg);
        Some(value_at(Indicator::WeightForAge, row(now)?, z) - before_kg)
    }
}
