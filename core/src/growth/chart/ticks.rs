//! Where an axis has its grid lines and which of them have a figure: steps of 1, 2 or 5 for a measurement, weeks, months and
//! years for an age. As many as there is room for.

use super::super::who::DAYS_PER_MONTH;
use super::parts::Grid;

/// Steps an axis of a measurement may have.
const STEPS: [f64; 10] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];

/// The vertical axis: its ends at whole steps around the values, and its step. `most` is the number of figures there is room for.
pub fn round_ends(least: f64, greatest: f64, most: f64) -> (f64, f64, f64) {
    for step in STEPS {
        let (from, to) = ((least / step - 1e-9).floor() * step, (greatest / step + 1e-9).ceil() * step);
        if (to - from) / step <= most {
            return (from, to, step);
        }
    }
    let step = (greatest - least).max(1.0);
    (least, least + step, step)
}

/// Values of a step between two ends, both included.
pub fn every(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let (first, last) = ((from / step - 1e-9).ceil() as i64, (to / step + 1e-9).floor() as i64);
    (first..=last.min(first + 2_000)).map(move |at| at as f64 * step)
}

/// Decimals that a figure of this step needs.
pub fn decimals(step: f64) -> usize {
    if step < 1.0 { 1 } else { 0 }
}

/// Into how many parts a step is divided by lines without a figure.
pub fn parts(step: f64) -> impl Iterator<Item = f64> {
    let first = (step / 10f64.powf(step.log10().floor() - 1e-9)).round() as u32;
    let parts: &[f64] = match first {
        2 => &[2.0],
        5 => &[5.0],
        _ => &[5.0, 2.0],
    };
    parts.iter().copied()
}

/// Whether a value lies on a step.
pub fn is_whole(value: f64, step: f64) -> bool {
    ((value / step).round() * step - value).abs() < step * 1e-6
}

/// The months between two ages in days, both included, and the first day of each.
pub fn months(from_days: f64, to_days: f64) -> impl Iterator<Item = (u32, f64)> {
    every(from_days, to_days, DAYS_PER_MONTH).map(|day| ((day / DAYS_PER_MONTH).round() as u32, day))
}

/// Months from one figure to the next: as few as fit, a part of a year.
pub fn month_step(room_a_month: f64, room_a_figure: f64) -> u32 {
    [1, 2, 3, 4, 6].into_iter().find(|step| f64::from(*step) * room_a_month >= room_a_figure).unwrap_or(12)
}

/// Grid lines of values, each told whether it is a strong one.
pub fn grid(values: impl Iterator<Item = (f64, bool)>, place: impl Fn(f64) -> f64) -> Vec<Grid> {
    values.map(|(at, strong)| Grid { at, place: place(at), strong }).collect()
}
