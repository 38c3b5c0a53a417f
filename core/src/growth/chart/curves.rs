//! WHO's z lines over the range of a chart, row by row as the tables have them; cut to a range; and thinned to what the eye sees.
//! Knows the tables and nothing of a sheet.

use std::ops::RangeInclusive;

use super::super::who::{self, DAYS_PER_MONTH, LYING_LESS_STANDING_CM, Mode, STANDING_FROM_DAY};
use super::super::{Indicator, Position, Sex};
use super::request::Window;

/// On a chart from birth to 5 years, a height from which weight is compared with standing children, centimetres: WHO's own
/// border where the age is not known.
pub const STANDING_FROM_CM: f64 = 87.0;

/// A point of a curve in the axes' own values: (days or centimetres, the measurement).
pub type Sample = (f64, f64);

/// The horizontal axis of a chart in its own values: days of age, or centimetres.
pub fn span(indicator: Indicator, window: Window) -> (f64, f64) {
    if indicator == Indicator::WeightForLength {
        return match window {
            Window::ToSixMonths => (45.0, 75.0),
            Window::ToTwoYears => (45.0, 110.0),
            Window::TwoToFive => (65.0, 120.0),
            Window::ToFiveYears => (45.0, 120.0),
        };
    }
    let (from, to) = window.months();
    let from = from.max(first_month(indicator));
    (f64::from(from) * DAYS_PER_MONTH, f64::from(to) * DAYS_PER_MONTH)
}

/// The month at which WHO's table begins: arm and skinfolds at 3.
pub fn first_month(indicator: Indicator) -> u32 {
    match indicator {
        Indicator::MuacForAge | Indicator::TricepsForAge | Indicator::SubscapularForAge => 3,
        _ => 0,
    }
}

/// The measurement of a z by age in whole days; `None` outside the table, and for weight-for-length.
pub fn by_age(indicator: Indicator, sex: Sex, age_days: u32, z: f64) -> Option<f64> {
    let row = who::for_age(indicator, sex, age_days).ok()?;
    Some(who::value_at(indicator, row, z))
}

/// The weight of a z by length or height, centimetres; `None` outside the table.
pub fn by_length(position: Position, sex: Sex, length_cm: f64, z: f64) -> Option<f64> {
    let row = who::at_length(position, sex, length_cm, Mode::Mended).ok()?;
    Some(who::value_at(Indicator::WeightForLength, &row, z))
}

/// The z line over a range of the horizontal axis, every row of the table; in two pieces where lying and standing children meet.
pub fn samples(
    indicator: Indicator,
    sex: Sex,
    window: Window,
    range: (f64, f64),
    z: f64,
) -> Vec<Vec<Sample>> {
    let (first, last) = span(indicator, window);
    let (from, to) = (range.0.max(first), range.1.min(last));
    // A row more at either end, so that the line reaches the edge where the table does.
    let rows =
        |from: f64, to: f64| (from.floor() as i64 - 1).max(0) as u32..=(to.ceil() as i64 + 1).max(0) as u32;
    let pieces: Vec<Vec<Sample>> = if indicator == Indicator::WeightForLength {
        let piece = |position, least: f64, most: f64| -> Vec<Sample> {
            rows(from.max(least) * 10.0, to.min(most) * 10.0)
                .map(|tenths| f64::from(tenths) / 10.0)
                .filter(|cm| (least..=most).contains(cm))
                .filter_map(|cm| Some((cm, by_length(position, sex, cm, z)?)))
                .collect()
        };
        match window {
            Window::ToSixMonths | Window::ToTwoYears => vec![piece(Position::Lying, first, last)],
            Window::TwoToFive => vec![piece(Position::Standing, first, last)],
            Window::ToFiveYears => vec![
                piece(Position::Lying, first, STANDING_FROM_CM + LYING_LESS_STANDING_CM),
                piece(Position::Standing, STANDING_FROM_CM, last),
            ],
        }
    } else {
        let piece = |days: RangeInclusive<u32>| -> Vec<Sample> {
            days.filter_map(|day| Some((f64::from(day), by_age(indicator, sex, day, z)?))).collect()
        };
        let days = rows(from, to);
        if has_step(indicator) {
            let (begin, end) = days.into_inner();
            vec![piece(begin..=end.min(STANDING_FROM_DAY - 1)), piece(begin.max(STANDING_FROM_DAY)..=end)]
        } else {
            vec![piece(days)]
        }
    };
    pieces.into_iter().map(|piece| within(&piece, from, to)).filter(|piece| piece.len() > 1).collect()
}

/// Whether the table changes from lying to standing at 24 months.
pub fn has_step(indicator: Indicator) -> bool {
    matches!(indicator, Indicator::LengthForAge | Indicator::BmiForAge)
}

/// A line between two values of its axis, with a point at each where the line crosses it.
fn within(line: &[Sample], from: f64, to: f64) -> Vec<Sample> {
    let mut kept: Vec<Sample> = Vec::with_capacity(line.len());
    for (at, here) in line.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| line.get(at));
        for edge in [from, to] {
            if let Some(before) = before.filter(|before| before.0 < edge && edge < here.0) {
                let part = (edge - before.0) / (here.0 - before.0);
                kept.push((edge, before.1 + part * (here.1 - before.1)));
            }
        }
        if (from..=to).contains(&here.0) {
            kept.push(*here);
        }
    }
    kept
}

/// A line with fewer points, none of those left out farther than `most` from it (Douglas & Peucker 1973).
pub fn thinned(line: &[(f64, f64)], most: f64) -> Vec<(f64, f64)> {
    let mut kept = Vec::new();
    kept.extend(line.first());
    thin(line, most, &mut kept);
    kept
}

/// What stands between the ends of a line and is kept, and its last point.
fn thin(line: &[(f64, f64)], most: f64, kept: &mut Vec<(f64, f64)>) {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
    if line.len() < 2 {
        return;
    }
    let farthest = line
        .iter()
        .enumerate()
        .map(|(at, point)| (at, distance(*point, *first, *last)))
        .fold((0, most), |far, next| if next.1 > far.1 { next } else { far });
    match farthest.0 {
        0 => kept.push(*last),
        at => {
            thin(line.get(..=at).unwrap_or_default(), most, kept);
            thin(line.get(at..).unwrap_or_default(), most, kept);
        }
    }
}

/// From a point to the straight line between two others.
pub fn distance(point: (f64, f64), from: (f64, f64), to: (f64, f64)) -> f64 {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let long = x.hypot(y);
    if long == 0.0 {
        return (point.0 - from.0).hypot(point.1 - from.1);
    }
    ((point.0 - from.0) * y - (point.1 - from.1) * x).abs() / long
}
