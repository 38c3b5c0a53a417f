//! The texts around the frame, each where it stands: title and standard above, ticks and names of the axes, what the signs mean
//! below, the z of each curve at its right end, the last measurement beside its point. None covers another and none leaves the
//! sheet, by letters as wide as the widest face has them.

use super::super::Indicator;
use super::super::who::DAYS_PER_MONTH;
use super::geometry::Place;
use super::labels::{lines, overlap, spread, width_of};
use super::laid_out::Chart;
use super::parts::{Anchor, Key, Kind, Label, Leader, Scale, Sign};
use super::request::{Request, Window};
use super::titles::{self, Title};
use super::{curves, ticks};
use crate::words::{Lang, Text, message};

/// Height of a line of text, parts of its letters.
pub const LINE: f64 = 1.3;
/// Days of a week.
const WEEK: f64 = 7.0;
/// The last week with a grid line of its own on the chart of the first 6 months.
const LAST_WEEK: u32 = 13;

/// What is written on the sheet so far.
pub struct Sheet<'a> {
    request: &'a Request,
    lang: Lang,
    /// Every text.
    pub labels: Vec<Label>,
    /// The signs that the notes explain.
    pub keys: Vec<Key>,
}

impl<'a> Sheet<'a> {
    /// An empty one.
    pub fn new(request: &'a Request, lang: Lang) -> Sheet<'a> {
        Sheet { request, lang, labels: Vec::new(), keys: Vec::new() }
    }

    fn letter(&self) -> f64 {
        self.request.layout.letter
    }

    /// The left end of what is written.
    pub fn left(&self) -> f64 {
        self.request.layout.margin + self.letter() * 0.3
    }

    /// The right end of what is written.
    pub fn right(&self) -> f64 {
        self.request.layout.width - self.left()
    }

    fn label(&self, kind: Kind, said: &Title, at: Place, anchor: Anchor) -> Label {
        self.of(kind, said.1.clone(), Some(said.0), at, anchor)
    }

    fn of(&self, kind: Kind, text: Text, id: Option<&str>, at: Place, anchor: Anchor) -> Label {
        let id = id.map(str::to_owned);
        Label { kind, text, id, at, anchor, size: self.letter(), bold: kind.is_bold() }
    }

    fn figure(&mut self, kind: Kind, text: String, at: Place, anchor: Anchor) {
        let label = self.label_of_figure(kind, text, at, anchor);
        self.labels.push(label);
    }

    fn label_of_figure(&self, kind: Kind, text: String, at: Place, anchor: Anchor) -> Label {
        self.of(kind, Text { text, lang: self.lang }, None, at, anchor)
    }

    /// Whether a label covers none of those that stand already, with some white between them.
    fn is_free(&self, label: &Label) -> bool {
        let mut room = label.room();
        room.left -= self.letter() * 0.3;
        room.right += self.letter() * 0.3;
        self.labels.iter().all(|other| !overlap(&room, &other.room()))
    }

    /// A text in as many lines as it needs, the first at `y`; gives the base line of the next.
    fn lines(&mut self, kind: Kind, text: &Text, id: Option<&'static str>, y: f64, size: f64) -> f64 {
        let x = self.left();
        let mut y = y;
        for line in lines(&text.text, size, kind.is_bold(), self.right() - x) {
            let text = Text { text: line, lang: text.lang };
            let label = self.of(kind, text, id, Place { x, y }, Anchor::Start);
            self.labels.push(Label { size, ..label });
            y += size * LINE;
        }
        y
    }

    /// What stands above the frame; gives the frame's upper edge.
    pub fn heads(&mut self) -> f64 {
        let (letter, lang, left, right) = (self.letter(), self.lang, self.left(), self.right());
        let top = self.request.layout.margin;
        if !self.request.layout.titles {
            let unit = titles::unit(self.request.indicator).0.to_owned();
            let y = top + letter * 0.9;
            self.figure(Kind::AxisName, unit, Place { x: left, y }, Anchor::Start);
            self.figure(Kind::AxisName, "z".to_owned(), Place { x: right, y }, Anchor::End);
            return top + letter * 1.7;
        }
        let large = letter * 1.25;
        let mut y = top + large;
        let title = titles::title(self.request, lang);
        if let Some(name) = &self.request.name {
            let name = Text { text: name.clone(), lang };
            let room = right - left - width_of(&title.1.text, large, true) - letter;
            if width_of(&name.text, large, true) <= room {
                let at = Place { x: right, y };
                let label = self.of(Kind::Name, name, None, at, Anchor::End);
                self.labels.push(Label { size: large, ..label });
            } else {
                y = self.lines(Kind::Name, &name, None, y, large);
            }
        }
        y = self.lines(Kind::Title, &title.1, Some(title.0), y, large);
        let subtitle = titles::subtitle(self.request, lang);
        y = self.lines(Kind::Subtitle, &subtitle.1, Some(subtitle.0), y, letter) + letter * 0.3;
        let name = titles::y_name(self.request, lang);
        y = self.lines(Kind::AxisName, &name.1, Some(name.0), y, letter) - letter * LINE;
        self.figure(Kind::AxisName, "z".to_owned(), Place { x: right, y }, Anchor::End);
        y + letter * 0.9
    }

    /// What stands below the ticks; gives the upper edge of the highest text there.
    pub fn foot(&mut self, signs: &[Sign]) -> f64 {
        let (letter, lang, left, right) = (self.letter(), self.lang, self.left(), self.right());
        let bottom = self.request.layout.height - self.request.layout.margin;
        if !self.request.layout.titles {
            return bottom - letter * 0.2;
        }
        // The signs in lines as they fit, from the last line upwards; then the axis's name.
        let mut rows: Vec<Vec<(Sign, Title, f64)>> = Vec::new();
        let mut x = f64::INFINITY;
        for sign in signs {
            let said = titles::sign(*sign, lang);
            let wide = letter * 1.5 + width_of(&said.1.text, letter, false);
            if x + wide > right {
                rows.push(Vec::new());
                x = left;
            }
            if let Some(row) = rows.last_mut() {
                row.push((*sign, said, x));
            }
            x += wide + letter;
        }
        let mut y = bottom - letter * 0.35;
        for row in rows.into_iter().rev() {
            for (sign, said, x) in row {
                let at = Place { x: x + letter * 0.6, y: y - letter * 0.34 };
                self.keys.push(Key { sign, at });
                let at = Place { x: x + letter * 1.5, y };
                let label = self.label(Kind::Note, &said, at, Anchor::Start);
                self.labels.push(label);
            }
            y -= letter * LINE;
        }
        let name = titles::x_name(self.request, self.weeks(), lang);
        let count = lines(&name.1.text, letter, false, right - left).len() as f64;
        let first = y - (count - 1.0) * letter * LINE;
        self.lines(Kind::AxisName, &name.1, Some(name.0), first, letter);
        first - letter
    }

    /// Whether the first weeks have figures: on a wide chart of the first 6 months.
    fn weeks(&self) -> bool {
        self.request.window == Window::ToSixMonths
            && curves::first_month(self.request.indicator) == 0
            && self.request.indicator != Indicator::WeightForLength
            && self.request.layout.titles
            && self.right() - self.left() >= self.letter() * 36.0
    }

    /// Figures and grid lines of the vertical axis.
    pub fn y_axis(&mut self, chart: &mut Chart, figures: &[(f64, String)], step: f64) {
        let letter = self.letter();
        let x = chart.frame.left - letter * 0.4;
        for (at, text) in figures {
            let y = chart.place(chart.x.from, *at).y + letter * 0.34;
            self.figure(Kind::YTick, text.clone(), Place { x, y }, Anchor::End);
        }
        // Lines between two figures, where there is room for them.
        let apart = (chart.frame.bottom - chart.frame.top) * step / (chart.y.to - chart.y.from);
        let parts = ticks::parts(step).find(|parts| apart / parts >= letter * 0.75).unwrap_or(1.0);
        let every = ticks::every(chart.y.from, chart.y.to, step / parts);
        let grid = every.map(|at| (at, ticks::is_whole(at, step)));
        chart.y.grid = ticks::grid(grid, |at| chart.place(chart.x.from, at).y);
    }

    /// Figures and grid lines of the horizontal axis.
    pub fn x_axis(&mut self, chart: &mut Chart) {
        let row = |number: f64| chart.frame.bottom + self.letter() * (0.06 + LINE * number);
        let (first_row, second_row) = (row(1.0), row(2.0));
        if self.request.indicator == Indicator::WeightForLength {
            chart.x.scale = Scale::Centimetres;
            self.lengths(chart, first_row);
        } else {
            self.ages(chart, first_row, second_row);
        }
    }

    fn lengths(&mut self, chart: &mut Chart, y: f64) {
        let letter = self.letter();
        let room = (chart.frame.right - chart.frame.left) / (chart.x.to - chart.x.from);
        let figure = width_of("100", letter, false) + letter * 0.45;
        let step = [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(|step| step * room >= figure).unwrap_or(50.0);
        for at in ticks::every(chart.x.from, chart.x.to, step) {
            let x = chart.place(at, chart.y.from).x;
            self.figure(Kind::XTick, format!("{at:.0}"), Place { x, y }, Anchor::Middle);
        }
        let fine = [1.0, 2.0, 5.0].into_iter().find(|fine| fine * room >= letter * 0.4).unwrap_or(step);
        let grid = ticks::every(chart.x.from, chart.x.to, fine).map(|at| (at, ticks::is_whole(at, step)));
        chart.x.grid = ticks::grid(grid, |at| chart.place(at, chart.y.from).x);
        if !self.request.layout.titles {
            self.unit(chart, None, y);
        }
    }

    fn ages(&mut self, chart: &mut Chart, first_row: f64, second_row: f64) {
        let letter = self.letter();
        let months: Vec<(u32, f64)> = ticks::months(chart.x.from, chart.x.to).collect();
        let room = (chart.frame.right - chart.frame.left) * DAYS_PER_MONTH / (chart.x.to - chart.x.from);
        let step = ticks::month_step(room, width_of("10", letter, false) + letter * 0.45);
        let infant = self.request.window == Window::ToSixMonths;

        let worded = self.years(chart, &months, second_row);
        if self.weeks() {
            for week in 0..=LAST_WEEK {
                let x = chart.place(f64::from(week) * WEEK, chart.y.from).x;
                self.figure(Kind::XTick, week.to_string(), Place { x, y: first_row }, Anchor::Middle);
            }
        } else {
            // A part of a chart counts the months on, so that no figure needs the year that stands before it.
            let counts_on = self.request.last_year_only;
            let mut any = false;
            for (month, day) in months.iter().filter(|(month, _)| month % step == 0) {
                if worded.contains(month) && !(counts_on && *month > 0) {
                    continue;
                }
                let shown = if counts_on { *month } else { month % 12 };
                if shown == 0 && *month > 0 {
                    continue;
                }
                let x = chart.place(*day, chart.y.from).x;
                self.figure(Kind::XTick, shown.to_string(), Place { x, y: first_row }, Anchor::Middle);
                any = true;
            }
            if !self.request.layout.titles && any {
                let said = ("chart-unit-months", message(self.lang, "chart-unit-months", &[]));
                self.unit(chart, Some(said), second_row);
            }
        }

        let fine = if room >= letter * 0.3 { 1 } else { step.min(2) };
        let lines = months.iter().filter(|(month, _)| month % fine == 0);
        let strong = |month: u32| infant || month.is_multiple_of(12);
        chart.x.grid = ticks::grid(lines.map(|(month, day)| (*day, strong(*month))), |day| {
            chart.place(day, chart.y.from).x
        });
        if infant && chart.x.from < WEEK {
            let weeks = (1..=LAST_WEEK).map(|week| (f64::from(week) * WEEK, false));
            chart.x.grid.extend(ticks::grid(weeks, |day| chart.place(day, chart.y.from).x));
        }
    }

    /// The second row under the frame: the birth and the years, or the months of an infant; tells which months it names. In as
    /// many words as there is room for.
    fn years(&mut self, chart: &Chart, months: &[(u32, f64)], y: f64) -> Vec<u32> {
        let infant = self.request.window == Window::ToSixMonths;
        let every = if self.weeks() {
            1
        } else if infant {
            3
        } else {
            12
        };
        let named: Vec<(u32, f64)> =
            months.iter().copied().filter(|(month, _)| month.is_multiple_of(every)).collect();
        let wordiest = if self.request.layout.titles { 0 } else { 1 };
        for words in wordiest..4 {
            let mut row: Vec<Label> = Vec::new();
            for (at, (month, day)) in named.iter().enumerate() {
                let place = Place { x: chart.place(*day, chart.y.from).x, y };
                let last = at + 1 == named.len();
                let mut label = self.age_label(*month, infant, words, last, place);
                // Kept on the sheet.
                let room = label.room();
                label.at.x += (self.left() - room.left).max(0.0);
                label.at.x -= (label.room().right - self.right()).max(0.0);
                row.push(label);
            }
            let free = |(at, label): (usize, &Label)| {
                let mut room = label.room();
                room.right += self.letter() * 0.35;
                row.iter().skip(at + 1).all(|next| !overlap(&room, &next.room()))
            };
            if row.iter().enumerate().all(free) {
                self.labels.extend(row);
                return named.iter().map(|(month, _)| *month).collect();
            }
        }
        Vec::new()
    }

    /// The birth, a year or a month: 0 in all words, 1 the birth as a figure, 2 only the last in words, 3 figures.
    fn age_label(&self, month: u32, infant: bool, words: u32, last: bool, at: Place) -> Label {
        let number = if infant { month } else { month / 12 };
        if month == 0 && words == 0 {
            let said = ("chart-birth", message(self.lang, "chart-birth", &[]));
            return self.label(Kind::Year, &said, at, Anchor::Middle);
        }
        if month == 0 || words > 2 || (words == 2 && !last) {
            return self.label_of_figure(Kind::Year, number.to_string(), at, Anchor::Middle);
        }
        let id = if infant { "age-months" } else { "age-years" };
        let shown = number.to_string();
        let said = (id, message(self.lang, id, &[("n", number.into()), ("shown", (&shown).into())]));
        self.label(Kind::Year, &said, at, Anchor::Middle)
    }

    /// The unit of the horizontal axis, where the chart has no names of axes: at whichever end of a row is free.
    fn unit(&mut self, chart: &Chart, said: Option<Title>, y: f64) {
        let part = |part: f64| chart.frame.left + part * (chart.frame.right - chart.frame.left);
        let ends = [
            (self.right(), Anchor::End),
            (self.left(), Anchor::Start),
            (part(0.5), Anchor::Middle),
            (part(0.25), Anchor::Middle),
            (part(0.75), Anchor::Middle),
        ];
        for (x, anchor) in ends {
            let at = Place { x, y };
            let label = match &said {
                Some(said) => self.label(Kind::AxisName, said, at, anchor),
                None => self.label_of_figure(Kind::AxisName, "cm".to_owned(), at, anchor),
            };
            if self.is_free(&label) {
                self.labels.push(label);
                return;
            }
        }
    }

    /// The z of each curve at its right end, with a line to it where it had to give way.
    pub fn curve_labels(&mut self, chart: &mut Chart) {
        let letter = self.letter();
        let ends: Vec<(i8, Place)> = chart
            .curves
            .iter()
            .rev()
            .filter_map(|curve| Some((curve.z, *curve.pieces.last()?.last()?)))
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, end)| end.y).collect();
        let placed = spread(&wanted, letter * 1.05, chart.frame.top, chart.frame.bottom);
        let x = chart.frame.right + letter * 0.5;
        for ((z, end), y) in ends.iter().zip(placed) {
            let text = match z {
                0 => "0".to_owned(),
                z if *z > 0 => format!("+{z}"),
                z => format!("−{}", -z),
            };
            self.figure(Kind::CurveLabel, text, Place { x, y: y + letter * 0.36 }, Anchor::Start);
            if (y - end.y).abs() > letter * 0.35 {
                chart.leaders.push(Leader { from: *end, to: Place { x: x - letter * 0.1, y } });
            }
        }
    }
}
