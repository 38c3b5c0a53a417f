//! Lays a chart out on its sheet: from the outside in, first the texts above and below the frame, then the vertical axis, then
//! the horizontal one, then what is drawn within. Knows where everything stands, not how it is drawn.

use super::super::Indicator;
use super::super::who::DAYS_PER_MONTH;
use super::child::{self, Seen};
use super::labels::{covered, inside, lines, overlap, spread, width_of};
use super::titles::{self, Said};
use super::{
    Anchor, Axis, Band, Chart, Curve, Grid, Kind, Label, Mark, Place, Rect, Request, Scale, Side, Sign,
    Stretch, Taken, Window, curves, table, ticks,
};
use crate::words::{Lang, Text, say, shown};

/// How far a thinned curve may be from WHO's, units: the eye does not see a fifth of a pixel, and the rounding of an SVG takes
/// some of it.
const THINNED_TO: f64 = 0.1;
/// Height of a line of text, parts of its letters.
const LINE: f64 = 1.3;
/// z beyond which a measurement does not stretch the vertical axis, but lies beyond the frame.
const STRETCHES_TO_Z: f64 = 6.0;
/// Days of a week.
const WEEK: f64 = 7.0;
/// The last week with a grid line of its own on the chart of the first 6 months.
const LAST_WEEK: u32 = 13;

/// The chart of a request whose layout can be.
pub fn out(request: Request, taken: &[Taken], lang: Lang) -> Chart {
    let seen = child::seen(&request, taken);
    let range = range(&request, &seen);
    let signs = signs(&request, &seen, range);
    let mut sheet = Sheet { request: &request, lang, labels: Vec::new(), placed_signs: Vec::new() };
    let letter = request.layout.letter;

    let top = sheet.heads();
    let rows = if request.indicator == Indicator::WeightForLength { 1.0 } else { 2.0 };
    let bottom = sheet.foot(&signs) - (rows * LINE + 0.35) * letter;
    let top = top.min(bottom - 4.0 * letter);

    let samples: Vec<(i8, Vec<Vec<curves::Sample>>)> = request
        .lines
        .z()
        .iter()
        .map(|z| {
            let pieces =
                curves::samples(request.indicator, request.sex, request.window, range, f64::from(*z));
            (*z, pieces)
        })
        .collect();
    let (least, greatest) = reach(&samples, &seen, range);
    let room = ((bottom - top) / (letter * 1.6)).max(1.0);
    let (y_from, y_to, y_step) = ticks::round_ends(least, greatest, room);
    let figures: Vec<(f64, String)> = ticks::every(y_from, y_to, y_step)
        .map(|at| (at, shown::decimal(lang, &format!("{at:.0$}", ticks::decimals(y_step)))))
        .collect();
    let widest = figures.iter().map(|(_, text)| width_of(text, letter, false)).fold(0.0, f64::max);
    let frame = Rect {
        left: letter * 0.3 + widest + letter * 0.4,
        top,
        right: request.layout.width - width_of("+3", letter, true) - letter * 0.8,
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
        signs: Vec::new(),
        table: table::Table::default(),
        request: request.clone(),
    };

    sheet.y_axis(&mut chart, &figures, y_step);
    sheet.x_axis(&mut chart);
    draw_curves(&mut chart, &samples);
    sheet.curve_labels(&mut chart);
    let beyond = draw_child(&mut chart, &seen);
    chart.table = table::table(&request, &seen, &beyond, lang);
    sheet.last_value(&mut chart);
    chart.labels = sheet.labels;
    chart.signs = sheet.placed_signs;
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

/// The signs that occur, in the order in which they are explained.
fn signs(request: &Request, seen: &[Seen<'_>], range: (f64, f64)) -> Vec<Sign> {
    if !request.layout.titles {
        return Vec::new();
    }
    let on_chart = || seen.iter().filter(|seen| seen.x.is_some());
    let mut signs = Vec::new();
    let mut add = |occurs: bool, sign: Sign| {
        if occurs {
            signs.push(sign);
        }
    };
    add(on_chart().any(|seen| seen.taken.finding), Sign::Finding);
    add(on_chart().any(|seen| seen.corrected.is_some()), Sign::Preterm);
    add(on_chart().any(|seen| seen.x.is_some_and(|x| x.0 < x.1)), Sign::Between);
    let beyond = |seen: &Seen<'_>| {
        let middle = seen.x.map_or(range.0, |x| (x.0 + x.1) / 2.0);
        !(range.0..=range.1).contains(&middle) || !stretches(seen)
    };
    add(on_chart().any(beyond), Sign::Beyond);
    signs
}

/// Whether the vertical axis makes room for a measurement.
fn stretches(seen: &Seen<'_>) -> bool {
    seen.z.is_ok_and(|(least, greatest)| least >= -STRETCHES_TO_Z && greatest <= STRETCHES_TO_Z)
}

/// The least and the greatest value that the vertical axis holds.
fn reach(samples: &[(i8, Vec<Vec<curves::Sample>>)], seen: &[Seen<'_>], range: (f64, f64)) -> (f64, f64) {
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

/// The texts around the frame.
struct Sheet<'a> {
    request: &'a Request,
    lang: Lang,
    labels: Vec<Label>,
    placed_signs: Vec<(Sign, Place)>,
}

impl Sheet<'_> {
    fn letter(&self) -> f64 {
        self.request.layout.letter
    }

    fn put(&mut self, kind: Kind, said: Said, at: Place, anchor: Anchor, size: f64) {
        let (id, text) = said;
        self.labels.push(Label { kind, text, id: Some(id), at, anchor, size });
    }

    fn figure(&mut self, kind: Kind, text: String, at: Place, anchor: Anchor) {
        let text = Text { text, lang: self.lang };
        self.labels.push(Label { kind, text, id: None, at, anchor, size: self.letter() });
    }

    /// A text in as many lines as it needs, the first at `y`; gives the base line of the next.
    fn lines(&mut self, kind: Kind, said: Said, y: f64, size: f64) -> f64 {
        let edge = self.letter() * 0.3;
        let most = self.request.layout.width - 2.0 * edge;
        let mut y = y;
        for line in lines(&said.1.text, size, kind.is_bold(), most) {
            let text = Text { text: line, lang: said.1.lang };
            self.put(kind, (said.0, text), Place { x: edge, y }, Anchor::Start, size);
            y += size * LINE;
        }
        y
    }

    /// What stands above the frame; gives the frame's upper edge.
    fn heads(&mut self) -> f64 {
        let (letter, lang) = (self.letter(), self.lang);
        let (width, edge) = (self.request.layout.width, letter * 0.3);
        if !self.request.layout.titles {
            let unit = titles::unit(self.request.indicator).0.to_owned();
            self.figure(Kind::AxisName, unit, Place { x: edge, y: letter * 0.9 }, Anchor::Start);
            self.figure(
                Kind::AxisName,
                "z".to_owned(),
                Place { x: width - edge, y: letter * 0.9 },
                Anchor::End,
            );
            return letter * 1.6;
        }
        let large = letter * 1.25;
        let mut y = large;
        let title = titles::title(self.request, lang);
        if let Some(name) = &self.request.name {
            let name = Text { text: name.clone(), lang };
            let room = width - 2.0 * edge - width_of(&title.1.text, large, true) - letter;
            if width_of(&name.text, large, true) <= room {
                let at = Place { x: width - edge, y };
                self.labels.push(Label {
                    kind: Kind::Name,
                    text: name,
                    id: None,
                    at,
                    anchor: Anchor::End,
                    size: large,
                });
            } else {
                for line in lines(&name.text, large, true, width - 2.0 * edge) {
                    let text = Text { text: line, lang };
                    let at = Place { x: edge, y };
                    let anchor = Anchor::Start;
                    self.labels.push(Label { kind: Kind::Name, text, id: None, at, anchor, size: large });
                    y += large * LINE;
                }
            }
        }
        y = self.lines(Kind::Title, title, y, large);
        y = self.lines(Kind::Subtitle, titles::subtitle(self.request, lang), y, letter);
        y += letter * 0.4;
        y = self.lines(Kind::AxisName, titles::y_name(self.request, lang), y, letter);
        let at = Place { x: width - edge, y: y - letter * LINE };
        self.figure(Kind::AxisName, "z".to_owned(), at, Anchor::End);
        y - letter * LINE + letter * 0.75
    }

    /// What stands below the ticks; gives the upper edge of the lowest text there.
    fn foot(&mut self, signs: &[Sign]) -> f64 {
        let (letter, lang) = (self.letter(), self.lang);
        let (width, height, edge) = (self.request.layout.width, self.request.layout.height, letter * 0.3);
        if !self.request.layout.titles {
            return height - letter * 0.2;
        }
        // From the last line upwards: the signs in lines as they fit, then the axis's name.
        let said: Vec<(Sign, Said)> = signs.iter().map(|sign| (*sign, titles::sign(*sign, lang))).collect();
        let room = |said: &Said| letter * 1.5 + width_of(&said.1.text, letter, false);
        let mut rows: Vec<Vec<(Sign, Said, f64)>> = Vec::new();
        let mut x = f64::INFINITY;
        for (sign, said) in said {
            let wide = room(&said);
            if x + wide > width - edge {
                rows.push(Vec::new());
                x = edge;
            }
            if let Some(row) = rows.last_mut() {
                row.push((sign, said, x));
            }
            x += wide + letter;
        }
        let mut y = height - letter * 0.35;
        for row in rows.into_iter().rev() {
            for (sign, said, x) in row {
                self.placed_signs.push((sign, Place { x: x + letter * 0.6, y: y - letter * 0.34 }));
                self.put(Kind::Note, said, Place { x: x + letter * 1.5, y }, Anchor::Start, letter);
            }
            y -= letter * LINE;
        }
        let name = titles::x_name(self.request, self.weeks(), lang);
        let lines = lines(&name.1.text, letter, false, width - 2.0 * edge).len() as f64;
        let first = y - (lines - 1.0) * letter * LINE;
        self.lines(Kind::AxisName, name, first, letter);
        first - letter * 1.0
    }

    /// Whether the first weeks have figures: on a wide chart of the first 6 months.
    fn weeks(&self) -> bool {
        let wide = self.request.layout.width >= self.letter() * 36.0;
        self.request.window == Window::ToSixMonths
            && curves::first_month(self.request.indicator) == 0
            && self.request.indicator != Indicator::WeightForLength
            && !self.request.last_year_only
            && self.request.layout.titles
            && wide
    }

    fn y_axis(&mut self, chart: &mut Chart, figures: &[(f64, String)], step: f64) {
        let x = chart.frame.left - self.letter() * 0.4;
        for (at, text) in figures {
            let y = chart.place(chart.x.from, *at).y + self.letter() * 0.34;
            self.figure(Kind::YTick, text.clone(), Place { x, y }, Anchor::End);
        }
        // A line between two figures where there is room for it.
        let apart = (chart.frame.bottom - chart.frame.top) * step / (chart.y.to - chart.y.from);
        let parts = [5.0, 2.0].into_iter().find(|parts| apart / parts >= self.letter() * 0.75).unwrap_or(1.0);
        let parts = if step.log10().rem_euclid(1.0) > 0.1 && step.log10().rem_euclid(1.0) < 0.5 {
            parts.min(2.0)
        } else {
            parts
        };
        let every = ticks::every(chart.y.from, chart.y.to, step / parts);
        let whole = |at: f64| ((at / step).round() * step - at).abs() < step * 1e-6;
        chart.y.grid = ticks::grid(every.map(|at| (at, whole(at))), |at| chart.place(chart.x.from, at).y);
    }

    fn x_axis(&mut self, chart: &mut Chart) {
        let (letter, lang) = (self.letter(), self.lang);
        let row = |number: f64| chart.frame.bottom + letter * (0.2 + LINE * number - 0.2);
        let (first_row, second_row) = (row(1.0), row(2.0));
        if self.request.indicator == Indicator::WeightForLength {
            chart.x.scale = Scale::Centimetres;
            let room =
                (chart.frame.right - chart.frame.left) / (width_of("100", letter, false) + letter * 0.7);
            let step = [1.0, 2.0, 5.0, 10.0, 20.0]
                .into_iter()
                .find(|step| (chart.x.to - chart.x.from) / step <= room)
                .unwrap_or(50.0);
            for at in ticks::every(chart.x.from, chart.x.to, step) {
                let x = chart.place(at, 0.0).x;
                self.figure(Kind::XTick, format!("{at:.0}"), Place { x, y: first_row }, Anchor::Middle);
            }
            let fine = if step >= 5.0 { step / 5.0 } else { 1.0 };
            let every = ticks::every(chart.x.from, chart.x.to, fine);
            let whole = |at: f64| ((at / step).round() * step - at).abs() < 1e-6;
            chart.x.grid = ticks::grid(every.map(|at| (at, whole(at))), |at| chart.place(at, 0.0).x);
            if !self.request.layout.titles {
                let at = Place { x: self.request.layout.width - letter * 0.3, y: first_row };
                self.figure(Kind::AxisName, "cm".to_owned(), at, Anchor::End);
            }
            return;
        }

        let months: Vec<(u32, f64)> = ticks::months(chart.x.from, chart.x.to).collect();
        let room = (chart.frame.right - chart.frame.left) * DAYS_PER_MONTH / (chart.x.to - chart.x.from);
        let step = ticks::month_step(room, width_of("10", letter, false) + letter * 0.45);
        let weeks = self.weeks();
        let infant = self.request.window == Window::ToSixMonths;
        // A part of the chart counts months on, so that no figure needs the year before it.
        let counts_on = self.request.last_year_only && !infant;

        if weeks {
            for week in 0..=LAST_WEEK {
                let x = chart.place(f64::from(week) * WEEK, 0.0).x;
                self.figure(Kind::XTick, week.to_string(), Place { x, y: first_row }, Anchor::Middle);
            }
        } else {
            for (month, day) in &months {
                let shown = if counts_on { *month } else { month % 12 };
                let is_year = month % 12 == 0 && !(infant && *month == 0);
                if month % step == 0
                    && (counts_on || !is_year)
                    && !(infant && shown == 0 && self.request.layout.titles)
                {
                    let x = chart.place(*day, 0.0).x;
                    self.figure(Kind::XTick, shown.to_string(), Place { x, y: first_row }, Anchor::Middle);
                }
            }
        }
        self.years(chart, &months, weeks, second_row);
        if !self.request.layout.titles {
            self.unit_of_age(chart, second_row);
        }

        let strong = |month: u32| if infant { true } else { month % 12 == 0 };
        let fine = if room >= letter * 0.3 { 1 } else { step.min(2) };
        let mut grid: Vec<Grid> = ticks::grid(
            months.iter().filter(|(month, _)| month % fine == 0).map(|(month, day)| (*day, strong(*month))),
            |day| chart.place(day, 0.0).x,
        );
        if infant && !counts_on && chart.x.from < WEEK {
            grid.extend((1..=LAST_WEEK).map(|week| {
                let at = f64::from(week) * WEEK;
                Grid { at, place: chart.place(at, 0.0).x, strong: false }
            }));
        }
        chart.x.grid = grid;
        let _ = lang;
    }

    /// The second row under the frame: the birth and the years; on the chart of the first weeks every month.
    fn years(&mut self, chart: &Chart, months: &[(u32, f64)], weeks: bool, y: f64) {
        let (letter, lang) = (self.letter(), self.lang);
        let width = self.request.layout.width;
        let infant = self.request.window == Window::ToSixMonths;
        for (month, day) in months {
            let number = |n: u32| (n.to_string(), i64::from(n));
            let counted = |id: &'static str, n: u32| {
                let (shown, n) = number(n);
                (id, say(lang, id, &[("n", n.into()), ("shown", (&shown).into())]))
            };
            let said: Said = match month {
                0 if self.request.layout.titles => ("chart-birth", say(lang, "chart-birth", &[])),
                0 => continue,
                month if weeks || (infant && (*month == 6 || *month == 3 && chart.x.from > WEEK)) => {
                    counted("age-months", *month)
                }
                month if month % 12 == 0 && !infant => counted("age-years", month / 12),
                _ => continue,
            };
            let x = chart.place(*day, 0.0).x;
            let mut label = Label {
                kind: Kind::Year,
                text: said.1,
                id: Some(said.0),
                at: Place { x, y },
                anchor: Anchor::Middle,
                size: letter,
            };
            // Kept on the sheet, and away from the one before.
            let room = label.room();
            label.at.x += (letter * 0.2 - room.left).max(0.0);
            label.at.x -= (room.right - (width - letter * 0.2)).max(0.0);
            let room = label.room();
            if self.labels.iter().all(|other| !overlap(&room, &other.room())) {
                self.labels.push(label);
            }
        }
    }

    /// The word for the unit of age, where the chart has no names of axes: at whichever end of the second row is free.
    fn unit_of_age(&mut self, chart: &Chart, y: f64) {
        let letter = self.letter();
        let said = ("chart-unit-months", say(self.lang, "chart-unit-months", &[]));
        let ends = [
            (self.request.layout.width - letter * 0.3, Anchor::End),
            (letter * 0.3, Anchor::Start),
            ((chart.frame.left + chart.frame.right) / 2.0, Anchor::Middle),
        ];
        for (x, anchor) in ends {
            let label = Label {
                kind: Kind::AxisName,
                text: said.1.clone(),
                id: Some(said.0),
                at: Place { x, y },
                anchor,
                size: letter,
            };
            if self.labels.iter().all(|other| !overlap(&label.room(), &other.room())) {
                self.labels.push(label);
                return;
            }
        }
    }

    /// The z of each curve at its right end, with a line to it where it had to give way.
    fn curve_labels(&mut self, chart: &mut Chart) {
        let letter = self.letter();
        let ends: Vec<(i8, Place)> = chart
            .curves
            .iter()
            .rev()
            .filter_map(|curve| Some((curve.z, *curve.pieces.last()?.last()?)))
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, end)| end.y).collect();
        let placed = spread(&wanted, letter * 1.05, chart.frame.top, chart.frame.bottom);
        let x = chart.frame.right + letter * 0.55;
        for ((z, end), y) in ends.iter().zip(placed) {
            let text = match z {
                0 => "0".to_owned(),
                z if *z > 0 => format!("+{z}"),
                z => format!("−{}", -z),
            };
            self.figure(Kind::CurveLabel, text, Place { x, y: y + letter * 0.36 }, Anchor::Start);
            if (y - end.y).abs() > letter * 0.35 {
                chart.leaders.push((*end, Place { x: x - letter * 0.1, y }));
            }
        }
    }

    /// The last measurement beside its point: where it covers no other text and as little of the lines as can be.
    fn last_value(&mut self, chart: &mut Chart) {
        let letter = self.letter();
        let Some(mark) = chart.marks.last() else { return };
        let Some(row) = chart.table.rows.get(mark.row) else { return };
        let away = chart.dot + letter * 0.35;
        let mut best: Option<(usize, Label)> = None;
        for (reach, ring) in [(1.0, 0usize), (1.8, 20), (3.0, 60), (4.5, 120)] {
            for (dx, dy, anchor) in [
                (1.0, -0.7, Anchor::Start),
                (0.0, -1.0, Anchor::Middle),
                (-1.0, -0.7, Anchor::End),
                (1.0, 1.7, Anchor::Start),
                (0.0, 2.0, Anchor::Middle),
                (-1.0, 1.7, Anchor::End),
                (1.2, 0.4, Anchor::Start),
                (-1.2, 0.4, Anchor::End),
            ] {
                let at = Place {
                    x: mark.at.x + dx * away * reach,
                    y: mark.at.y + dy * away * reach + letter * 0.1,
                };
                let text = Text { text: row.value.clone(), lang: self.lang };
                let label = Label { kind: Kind::LastValue, text, id: None, at, anchor, size: letter };
                let room = label.room();
                if !inside(&room, &chart.frame)
                    || self.labels.iter().any(|other| overlap(&room, &other.room()))
                {
                    continue;
                }
                let dots =
                    chart.marks.iter().filter(|mark| overlap(&room, &around(mark.at, chart.dot))).count();
                let own: usize = chart.line.iter().map(|stretch| covered(&stretch.places, &room)).sum();
                let others: usize = chart
                    .curves
                    .iter()
                    .flat_map(|curve| &curve.pieces)
                    .map(|piece| covered(piece, &room))
                    .sum();
                let cost = ring + dots * 200 + own * 4 + others;
                if best.as_ref().is_none_or(|best| cost < best.0) {
                    best = Some((cost, label));
                }
            }
        }
        self.labels.extend(best.map(|best| best.1));
    }
}

fn around(at: Place, by: f64) -> Rect {
    Rect { left: at.x - by, top: at.y - by, right: at.x + by, bottom: at.y + by }
}

fn draw_curves(chart: &mut Chart, samples: &[(i8, Vec<Vec<curves::Sample>>)]) {
    let place = |piece: &Vec<curves::Sample>| -> Vec<(f64, f64)> {
        let places = piece.iter().map(|(x, y)| chart.place(*x, *y));
        curves::thinned(&places.map(|place| (place.x, place.y)).collect::<Vec<_>>(), THINNED_TO)
    };
    let curves: Vec<Curve> = samples
        .iter()
        .map(|(z, pieces)| Curve {
            z: *z,
            pieces: pieces
                .iter()
                .map(|piece| place(piece).into_iter().map(|(x, y)| Place { x, y }).collect())
                .collect(),
        })
        .collect();
    chart.bands = curves
        .iter()
        .zip(curves.iter().skip(1))
        .map(|(below, above)| Band {
            from: below.z,
            to: above.z,
            pieces: below
                .pieces
                .iter()
                .zip(&above.pieces)
                .map(|(below, above)| below.iter().chain(above.iter().rev()).copied().collect())
                .collect(),
        })
        .collect();
    chart.curves = curves;
}

/// The child's points and the line that joins them; tells of each measurement whether it lies beyond the frame.
fn draw_child(chart: &mut Chart, seen: &[Seen<'_>]) -> Vec<bool> {
    let frame = chart.frame;
    let mut beyond = Vec::with_capacity(seen.len());
    let mut points: Vec<(Place, Mark)> = Vec::new();
    for (row, seen) in seen.iter().enumerate() {
        let Some((from, to)) = seen.x else {
            beyond.push(false);
            continue;
        };
        // Far beyond is as beyond as any: kept near, so that nothing overflows.
        let near = |place: Place| Place {
            x: place.x.clamp(frame.left - 1e5, frame.right + 1e5),
            y: place.y.clamp(frame.top - 1e5, frame.bottom + 1e5),
        };
        let at = near(chart.place((from + to) / 2.0, seen.value));
        let side = if at.x < frame.left - 1e-6 {
            Some(Side::Left)
        } else if at.x > frame.right + 1e-6 {
            Some(Side::Right)
        } else if at.y < frame.top - 1e-6 {
            Some(Side::Top)
        } else if at.y > frame.bottom + 1e-6 {
            Some(Side::Bottom)
        } else {
            None
        };
        beyond.push(side.is_some());
        let into = |x: f64| x.clamp(frame.left, frame.right);
        let ends = (into(chart.place(from, seen.value).x), into(chart.place(to, seen.value).x));
        points.push((
            at,
            Mark {
                at: Place { x: into(at.x), y: at.y.clamp(frame.top, frame.bottom) },
                finding: seen.taken.finding,
                preterm: seen.corrected.is_some(),
                beyond: side,
                between: (from < to && ends.0 < ends.1).then_some(ends),
                row,
            },
        ));
    }
    for ((from, before), (to, mark)) in points.iter().zip(points.iter().skip(1)) {
        let Some((from, to)) = clipped(*from, *to, &frame) else { continue };
        let apart = before.finding || mark.finding;
        match chart.line.last_mut() {
            Some(stretch) if stretch.apart == apart && stretch.places.last() == Some(&from) => {
                stretch.places.push(to);
            }
            _ => chart.line.push(Stretch { places: vec![from, to], apart }),
        }
    }
    chart.marks = points.into_iter().map(|(_, mark)| mark).collect();
    beyond
}

/// The part of a straight line that lies within the frame (Liang & Barsky 1984).
fn clipped(from: Place, to: Place, frame: &Rect) -> Option<(Place, Place)> {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let (mut enters, mut leaves) = (0.0f64, 1.0f64);
    let edges = [
        (-dx, from.x - frame.left),
        (dx, frame.right - from.x),
        (-dy, from.y - frame.top),
        (dy, frame.bottom - from.y),
    ];
    for (step, room) in edges {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enters = enters.max(room / step);
        } else {
            leaves = leaves.min(room / step);
        }
    }
    if enters > leaves {
        return None;
    }
    let at = |part: f64| match part {
        0.0 => from,
        1.0 => to,
        part => Place { x: from.x + part * dx, y: from.y + part * dy },
    };
    Some((at(enters), at(leaves)))
}
