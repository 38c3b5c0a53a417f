//! How much a child can gain between two visits: WHO's standards of growth velocity (2009), and the bound beyond which a gain is
//! one that no child makes. Knows increments; not what is said of them.
//!
//! Source: WHO Multicentre Growth Reference Study Group, *WHO Child Growth Standards: Growth velocity based on weight, length and
//! head circumference*, Geneva 2009. `core/growth/velocity.csv` holds its L, M, S and delta by sex, interval and month of start;
//! `core/growth/VELOCITY.md` says how far the figures were checked.

use std::sync::OnceLock;

use super::Sex;
use super::lms::Lms;
use super::who::DAYS_PER_MONTH;

/// The figures as text, a row an interval.
static FILE: &str = include_str!("../../growth/velocity.csv");

/// The z of an increment beyond which it is taken to be wrong: wide, so that only what no child does is outside.
const BEYOND_Z: f64 = 5.0;
/// The standards end at this age, months; the last intervals stand for later ages, in which children grow less fast in length
/// and hardly faster in weight.
const END_MONTHS: f64 = 24.0;

/// What is gained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gain {
    /// Weight, kilograms.
    Weight,
    /// Length, centimetres.
    Length,
    /// Head circumference, centimetres.
    Head,
}

/// An interval of the standards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    gain: Gain,
    sex: Sex,
    /// Its length, months.
    pub months: u32,
    /// Age at its start, months.
    pub start_month: u32,
    lms: Lms,
    /// Added to an increment before it is compared, so that losses have a z: grams or centimetres.
    delta: f64,
}

impl Interval {
    /// z of an increment, grams or centimetres: `(((y + delta)/M)^L - 1) / (L S)`.
    pub fn z(&self, increment: f64) -> f64 {
        self.lms.z(increment + self.delta)
    }

    /// The increment at a z, grams or centimetres.
    pub fn at(&self, z: f64) -> f64 {
        self.lms.at(z) - self.delta
    }
}

/// The interval of a length that starts at a month; `None` where the standards have none.
pub fn interval(gain: Gain, sex: Sex, months: u32, start_month: u32) -> Option<&'static Interval> {
    intervals().iter().find(|one| {
        one.gain == gain && one.sex == sex && one.months == months && one.start_month == start_month
    })
}

/// All intervals, read once.
pub fn intervals() -> &'static [Interval] {
    static READ: OnceLock<Vec<Interval>> = OnceLock::new();
    READ.get_or_init(|| FILE.lines().skip(1).filter_map(read).collect())
}

fn read(line: &str) -> Option<Interval> {
    let mut cells = line.split(',');
    let gain = match cells.next()? {
        "wt" => Gain::Weight,
        "len" => Gain::Length,
        "hc" => Gain::Head,
        _ => return None,
    };
    let sex = if cells.next()? == "1" { Sex::Male } else { Sex::Female };
    let months = cells.next()?.parse().ok()?;
    let start_month = cells.next()?.parse().ok()?;
    let _end = cells.next()?;
    let mut number = || cells.next()?.parse::<f64>().ok();
    let lms = Lms { l: number()?, m: number()?, s: number()? };
    Some(Interval { gain, sex, months, start_month, lms, delta: number()? })
}

/// The most that a child gains between two ages, kilograms or centimetres: beyond it a measurement, an age or a child is another.
///
/// The increment at z +5 of the shortest interval of the standards that is not shorter than the time between, the greater of
/// the months in which it can start. Where the time is shorter than the interval, the part of it by the square root of the
/// time: increments of short times vary more, for their length, than those of long ones. Longer times than 6 months are added
/// up. After 24 months the last intervals stand. `None` if no time passes.
pub fn most_gain(gain: Gain, sex: Sex, from_days: u32, to_days: u32) -> Option<f64> {
    let mut left = f64::from(to_days.checked_sub(from_days).filter(|days| *days > 0)?) / DAYS_PER_MONTH;
    let mut at = f64::from(from_days) / DAYS_PER_MONTH;
    let mut most = 0.0;
    // Ages beyond five years are not asked for; the bound keeps the loop short whatever comes.
    for _block in 0..24 {
        let months = left.min(6.0);
        most += within(gain, sex, at, months)?;
        left -= months;
        at += months;
        if left <= 1e-9 {
            return Some(if gain == Gain::Weight { most / 1000.0 } else { most });
        }
    }
    None
}

fn within(gain: Gain, sex: Sex, from_months: f64, months: f64) -> Option<f64> {
    let mine = || intervals().iter().filter(move |one| one.gain == gain && one.sex == sex);
    let mut best: Option<(u32, f64)> = None;
    for length in [1, 2, 3, 4, 6] {
        // A hair of tolerance: 61 days are two months.
        if f64::from(length) + 0.05 < months {
            continue;
        }
        let latest = mine().filter(|one| one.months == length).map(|one| one.start_month).max();
        let Some(latest) = latest else { continue };
        let reaches = f64::from(latest + length) >= END_MONTHS;
        if !reaches && from_months > f64::from(latest) {
            continue;
        }
        let starts =
            [from_months.floor(), from_months.ceil()].map(|start| start.min(f64::from(latest)) as u32);
        let increments = starts.iter().filter_map(|start| interval(gain, sex, length, *start));
        let greatest = increments.map(|one| one.at(BEYOND_Z)).filter(|most| most.is_finite());
        if let Some(greatest) = greatest.max_by(f64::total_cmp) {
            best = Some((length, greatest));
            break;
        }
    }
    let (length, greatest) = best?;
    Some(greatest * (months / f64::from(length)).min(1.0).sqrt())
}
