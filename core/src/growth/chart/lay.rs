//! Lays a chart out on its sheet: from the outside in, first the texts above and below the frame, then the vertical axis, then
//! the horizontal one, then what is drawn within. Decides which part of the axes is shown.

use super::super::Indicator;
use super::super::who::DAYS_PER_MONTH;
use super::child::{self, Seen};
use super::geometry::Rect;
use super::labels::width_of;
use super::laid_out::Chart;
use super::parts::{Axis, Mark, Scale, Sign};
use super::request::{Request, Taken};
use super::sheet::{LINE, Sheet};
use super::{curves, description, draw, table, ticks};
use crate::words::{Lang, Text, shown};

/// z beyond which a measurement does not stretch the vertical axis, but lies beyond the frame.
const STRETCHES_TO_Z: f64 = 6.0;

/// How often a chart is laid out until its notes explain every sign on it: a note takes room, and less room may bring a sign.
const ROUNDS: usize = 3;

/// The chart of a request whose layout can be.
pub fn out(mut request: Request, taken: &[Taken], lang: Lang) -> Chart {
    let seen = child::seen(&request, taken);
    let range = range(&request, &seen);
    // A window that is not longer is not cut.
    request.last_year_only &= range != curves::span(request.indicator, request.window);
    let samples =
        request.lines.z().iter().map(|z| {
            (*z, curves::samples(request.indicator, request.sex, request.window, range, f64::from(*z)))
        });
    let samples: Vec<draw::Samples> = samples.collect();
    let mut noted = Vec::new();
    let mut chart = laid(&request, &seen, range, &samples, &noted, lang);
    for _ in 1..ROUNDS {
        let signs = signs(&chart);
        if !request.layout.titles || signs.iter().all(|sign| noted.contains(sign)) {
            break;
        }
        noted = signs;
        chart = laid(&request, &seen, range, &samples, &noted, lang);
    }
    chart
}

fn laid(
    request: &Request,
    seen: &[Seen<'_>],
    range: (f64, f64),
    samples: &[draw::Samples],
    noted: &[Sign],
    lang: Lang,
) -> Chart {
    let mut sheet = Sheet::new(request, lang);
    let letter = request.layout.letter;

    let top = sheet.heads();
    let rows = if request.indicator == Indicator::WeightForLength { 1.0 } else { 2.0 };
    let bottom = sheet.foot(noted) - (rows * LINE + 0.4) * letter;
    let top = top.min(bottom - 4.0 * letter);

    let (least, greatest) = reach(samples, seen, range);
    let room = ((bottom - top) / (letter * 1.6)).max(1.0);
    let (y_from, y_to, y_step) = ticks::round_ends(least, greatest, room);
    let figures: Vec<(f64, String)> = ticks::every(y_from, y_to, y_step)
        .map(|at| (at, shown::decimal(lang, &format!("{at:.0$}", ticks::decimals(y_step)))))
        .collect();
    let widest = figures.iter().map(|(_, text)| width_of(text, letter, false)).fold(0.0, f64::max);
    let frame = Rect {
        left: sheet.left() + widest + letter * 0.4,
        top,
        right: sheet.right() - width_of("+3", letter, true) - letter * 0.5,
        bottom,
    };
    let mut chart = Chart {
        x: Axis { scale: Scale::Days, from: range.0, to: range.1, grid: Vec::new() },
        y: Axis { scale: Scale::Measurement, from: y_from, to: y_to, grid: Vec::new() },
        lang,
        frame,
        curves: Vec::new(),
        bands: Vec::new(),
        leaders: Vec::new(),
        line: Vec::new(),
        marks: Vec::new(),
        dot: letter * 0.34,
        labels: Vec::new(),
        keys: Vec::new(),
        table: table::Table::default(),
        description: Text { text: String::new(), lang },
        request: request.clone(),
    };

    sheet.y_axis(&mut chart, &figures, y_step);
    sheet.x_axis(&mut chart);
    draw::curves(&mut chart, samples);
    sheet.curve_labels(&mut chart);
    let beyond = draw::child(&mut chart, seen);
    chart.table = table::table(request, seen, &beyond, lang);
    (chart.labels, chart.keys) = (sheet.labels, sheet.keys);
    chart.labels.extend(draw::last_value(&chart));
    chart.description = description::describe(&chart);
    chart
}

/// The part of the horizontal axis that the chart shows.
fn range(request: &Request, seen: &[Seen<'_>]) -> (f64, f64) {
    let (first, last) = curves::span(request.indicator, request.window);
    let within = |seen: &&Seen<'_>| seen.x.is_some_and(|(from, to)| to >= first && from <= last);
    let newest = seen.iter().rev().find(within);
    let Some((from, to)) = newest.and_then(|seen| seen.x).filter(|_| request.last_year_only) else {
        return (first, last);
    };
    if request.indicator == Indicator::WeightForLength {
        // The lengths of 12 months, with some room on either side, and never so few that a curve looks flat.
        let since = newest.and_then(|seen| seen.taken.age).map_or(0, |age| age.greatest.saturating_sub(365));
        let recent =
            seen.iter().filter(within).filter(|seen| seen.taken.age.is_none_or(|age| age.greatest >= since));
        let (least, greatest) = recent
            .filter_map(|seen| seen.x)
            .fold((from, to), |(least, greatest), x| (least.min(x.0), greatest.max(x.1)));
        let mut begin = (least / 5.0).floor() * 5.0 - 5.0;
        let mut end = ((greatest / 5.0).ceil() * 5.0 + 5.0).max(begin + 25.0);
        if end > last {
            (begin, end) = ((begin - (end - last)).min(last - 25.0), last);
        }
        return (begin.max(first), end.max(first + 25.0).min(last));
    }
    let months = |days: f64| days / DAYS_PER_MONTH;
    let end = (months(to).floor() + 1.0).min(months(last).round()).max(months(first).round() + 12.0);
    let end = end.min(months(last).round());
    let begin = (end - 12.0).max(months(first).round());
    (begin * DAYS_PER_MONTH, end * DAYS_PER_MONTH)
}

/// The signs that occur on a chart, in the order in which they are explained.
fn signs(chart: &Chart) -> Vec<Sign> {
    let on = |holds: &dyn Fn(&Mark) -> bool| chart.marks.iter().any(holds);
    [
        (on(&|mark| mark.finding && mark.beyond.is_none()), Sign::Finding),
        (on(&|mark| mark.preterm && mark.beyond.is_none()), Sign::Preterm),
        (on(&|mark| mark.between.is_some()), Sign::Between),
        (on(&|mark| mark.beyond.is_some()), Sign::Beyond),
    ]
    .into_iter()
    .filter_map(|(occurs, sign)| occurs.then_some(sign))
    .collect()
}

/// Whether the vertical axis makes room for a measurement.
fn stretches(seen: &Seen<'_>) -> bool {
    seen.z.is_ok_and(|(least, greatest)| least >= -STRETCHES_TO_Z && greatest <= STRETCHES_TO_Z)
}

/// The least and the greatest value that the vertical axis holds.
fn reach(samples: &[draw::Samples], seen: &[Seen<'_>], range: (f64, f64)) -> (f64, f64) {
    let of_curves = samples.iter().flat_map(|(_, pieces)| pieces.iter().flatten()).map(|sample| sample.1);
    let inside = |seen: &&Seen<'_>| {
        seen.x.is_some_and(|(from, to)| (range.0..=range.1).contains(&((from + to) / 2.0))) && stretches(seen)
    };
    let of_child = seen.iter().filter(inside).map(|seen| seen.value);
    let (least, greatest) =
        of_curves.chain(of_child).fold((f64::INFINITY, f64::NEG_INFINITY), |(least, greatest), value| {
            (least.min(value), greatest.max(value))
        });
    if least < greatest { (least, greatest) } else { (0.0, 1.0) }
}
