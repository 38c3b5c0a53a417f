//! A chart as SVG: text as text, shapes with presentation attributes only, nothing that runs, nothing fetched, so that it may stand
//! within a page under a strict policy or by itself in a file. Draws what the geometry says and places nothing itself.

use std::fmt::Write;

use super::geometry::Place;
use super::laid_out::Chart;
use super::parts::{Anchor, Between, Key, Kind, Label, Leader, Mark, Side, Sign};
use super::titles;
use crate::words::Lang;

/// The inks of a drawing. In each the lines differ by dash and weight too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartInks"))]
pub enum Inks {
    /// Green middle, orange ±2, black ±3, the child in blue; on white.
    #[default]
    Colour,
    /// Black on white.
    Black,
}

/// How a chart is drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Style {
    /// Before every id in it, so that several charts may stand on one page.
    pub prefix: String,
    /// Colours or black.
    pub inks: Inks,
    /// Width of a printed sheet in millimetres; the height follows. `None`: as wide as where it stands.
    pub width_mm: Option<f64>,
    /// A list of font families, where the chart does not stand on a page that has one.
    pub font: Option<String>,
}

impl Style {
    /// Within a page: as wide as it may be, in the page's face.
    pub fn page(prefix: &str) -> Style {
        Style { prefix: prefix.to_owned(), ..Style::default() }
    }

    /// A file by itself.
    pub fn file() -> Style {
        Style { prefix: "c".to_owned(), font: Some(FACES.to_owned()), ..Style::default() }
    }

    /// A file to be printed black on A4 across.
    pub fn a4() -> Style {
        Style { inks: Inks::Black, width_mm: Some(297.0), ..Style::file() }
    }
}

/// Faces with figures of equal width that have every letter of ours.
const FACES: &str = "Noto Sans,Roboto,DejaVu Sans,sans-serif";

/// Ink, line colour, weight in the unit of the letters and dash of a z line.
struct Pen {
    ink: &'static str,
    weight: f64,
    dash: Option<&'static [f64]>,
}

impl Inks {
    fn curve(self, z: i8) -> Pen {
        let (green, orange, ink) = match self {
            Inks::Colour => ("#00664a", "#b8420f", INK),
            Inks::Black => (BLACK, BLACK, BLACK),
        };
        match z.abs() {
            0 => Pen { ink: green, weight: 0.16, dash: None },
            1 => Pen { ink, weight: 0.08, dash: Some(&[0.1, 0.3]) },
            2 => Pen { ink: orange, weight: 0.12, dash: Some(&[0.55, 0.35]) },
            _ => Pen { ink, weight: 0.08, dash: None },
        }
    }

    fn child(self) -> &'static str {
        match self {
            Inks::Colour => "#0b4f8a",
            Inks::Black => BLACK,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Inks::Colour => INK,
            Inks::Black => BLACK,
        }
    }

    /// Grid lines: the weak and the strong.
    fn grid(self) -> (&'static str, &'static str) {
        ("#dde1df", "#a9b2ae")
    }
}

const INK: &str = "#14211d";
const BLACK: &str = "#000";

/// The chart as one `svg` element.
pub fn svg(chart: &Chart, style: &Style) -> String {
    let mut out = Out { text: String::with_capacity(10_000), chart, style };
    out.head();
    out.grid();
    out.curves();
    out.labels(|kind| kind != Kind::LastValue);
    out.child();
    out.signs();
    out.labels(|kind| kind == Kind::LastValue);
    out.add("</svg>");
    out.text
}

struct Out<'a> {
    text: String,
    chart: &'a Chart,
    style: &'a Style,
}

impl Out<'_> {
    fn add(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writing to a string cannot fail.
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        let _ = self.text.write_fmt(text);
    }

    fn letter(&self) -> f64 {
        self.chart.request.layout.letter
    }

    fn head(&mut self) {
        let layout = self.chart.request.layout;
        let (prefix, title) = (safe_id(&self.style.prefix), self.title());
        let says = self.chart.description.clone();
        let lang = says.lang;
        self.put(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"growth\" viewBox=\"0 0 {} {}\"",
            short(layout.width),
            short(layout.height)
        ));
        if let Some(mm) = self.style.width_mm {
            let high = mm * layout.height / layout.width;
            self.put(format_args!(" width=\"{}mm\" height=\"{}mm\"", short(mm), short(high)));
        }
        self.put(format_args!(
            " role=\"img\" aria-labelledby=\"{prefix}-t {prefix}-d\" lang=\"{}\" font-size=\"{}\" fill=\"{}\"",
            lang.tag(),
            short(layout.letter),
            self.style.inks.text()
        ));
        if let Some(font) = &self.style.font {
            self.put(format_args!(" font-family=\"{}\"", escaped(font)));
        }
        self.put(format_args!(
            "><title id=\"{prefix}-t\">{}</title><desc id=\"{prefix}-d\">{}</desc>",
            escaped(&title),
            escaped(&says.text)
        ));
        // A file on a dark screen stays black on white.
        self.put(format_args!(
            "<rect width=\"{}\" height=\"{}\" fill=\"#fff\"/>",
            short(layout.width),
            short(layout.height)
        ));
    }

    fn title(&self) -> String {
        titles::title(&self.chart.request, self.chart.lang).1.text
    }

    fn grid(&mut self) {
        let frame = self.chart.frame;
        let (weak, strong) = self.style.inks.grid();
        for (ink, is_strong) in [(weak, false), (strong, true)] {
            let mut path = Path::default();
            for line in self.chart.x.grid.iter().filter(|line| line.strong == is_strong) {
                path.lines(&[
                    Place { x: line.place, y: frame.top },
                    Place { x: line.place, y: frame.bottom },
                ]);
            }
            for line in self.chart.y.grid.iter().filter(|line| line.strong == is_strong) {
                path.lines(&[
                    Place { x: frame.left, y: line.place },
                    Place { x: frame.right, y: line.place },
                ]);
            }
            if !path.text.is_empty() {
                self.put(format_args!(
                    "<path d=\"{}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{}\"/>",
                    path.text,
                    short(self.letter() * 0.06)
                ));
            }
        }
        self.put(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"#76827d\" stroke-width=\"{}\"/>",
            short(frame.left),
            short(frame.top),
            short(frame.right - frame.left),
            short(frame.bottom - frame.top),
            short(self.letter() * 0.07)
        ));
    }

    fn curves(&mut self) {
        let letter = self.letter();
        self.add("<g fill=\"none\" stroke-linejoin=\"round\">");
        for curve in &self.chart.curves {
            let pen = self.style.inks.curve(curve.z);
            let mut path = Path::default();
            for piece in &curve.pieces {
                path.lines(piece);
            }
            self.put(format_args!(
                "<path d=\"{}\" stroke=\"{}\" stroke-width=\"{}\"",
                path.text,
                pen.ink,
                short2(letter * pen.weight)
            ));
            if let Some(dash) = pen.dash {
                let dash: Vec<String> = dash.iter().map(|part| short(part * letter)).collect();
                self.put(format_args!(" stroke-dasharray=\"{}\"", dash.join(" ")));
            }
            self.add("/>");
        }
        let mut path = Path::default();
        for Leader { from, to } in &self.chart.leaders {
            path.lines(&[*from, *to]);
        }
        if !path.text.is_empty() {
            self.put(format_args!(
                "<path d=\"{}\" stroke=\"#76827d\" stroke-width=\"{}\"/>",
                path.text,
                short(letter * 0.07)
            ));
        }
        self.add("</g>");
    }

    fn child(&mut self) {
        if self.chart.marks.is_empty() {
            return;
        }
        let (letter, ink) = (self.letter(), self.style.inks.child());
        let weight = letter * 0.215;
        self.put(format_args!(
            "<g id=\"{}-child\" fill=\"{ink}\" stroke=\"{ink}\" stroke-width=\"{}\" stroke-linejoin=\"round\" stroke-linecap=\"round\">",
            safe_id(&self.style.prefix),
            short2(weight)
        ));
        let path = |apart: bool| {
            let mut path = Path::default();
            for stretch in self.chart.line.iter().filter(|stretch| stretch.apart == apart) {
                path.lines(&stretch.places);
            }
            path.text
        };
        let (joined, apart) = (path(false), path(true));
        if !joined.is_empty() {
            self.put(format_args!("<path d=\"{joined}\" fill=\"none\"/>"));
        }
        if !apart.is_empty() {
            self.put(format_args!(
                "<path d=\"{apart}\" fill=\"none\" stroke-width=\"{}\" stroke-dasharray=\"0 {}\"/>",
                short2(weight * 0.7),
                short2(weight * 1.5)
            ));
        }
        for mark in &self.chart.marks {
            self.mark(mark, self.chart.dot);
        }
        self.add("</g>");
    }

    fn mark(&mut self, mark: &Mark, dot: f64) {
        let at = mark.at;
        if let Some(Between { from, to }) = mark.between {
            let mut path = Path::default();
            let cap = dot * 0.7;
            path.lines(&[Place { x: from, y: at.y }, Place { x: to, y: at.y }]);
            for x in [from, to] {
                path.lines(&[Place { x, y: at.y - cap }, Place { x, y: at.y + cap }]);
            }
            self.put(format_args!(
                "<path d=\"{}\" fill=\"none\" stroke-width=\"{}\"/>",
                path.text,
                short2(dot * 0.35)
            ));
        }
        if let Some(side) = mark.beyond {
            self.arrow(at, side, dot);
        } else if mark.finding {
            self.triangle(at, dot);
            if mark.preterm {
                self.ring(at, dot * 0.35);
            }
        } else if mark.preterm {
            self.ring(at, dot);
        } else {
            self.put(format_args!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" stroke=\"none\"/>",
                short(at.x),
                short(at.y),
                short(dot)
            ));
        }
    }

    fn ring(&mut self, at: Place, dot: f64) {
        self.put(format_args!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"#fff\" stroke-width=\"{}\"/>",
            short(at.x),
            short(at.y),
            short(dot),
            short2(self.chart.dot * 0.42)
        ));
    }

    fn triangle(&mut self, at: Place, dot: f64) {
        let (wide, up, down) = (dot * 1.35, dot * 1.55, dot * 0.95);
        let corners = [
            Place { x: at.x, y: at.y - up },
            Place { x: at.x + wide, y: at.y + down },
            Place { x: at.x - wide, y: at.y + down },
        ];
        let path = Path::closed(&corners);
        self.put(format_args!("<path d=\"{path}\" fill=\"#fff\" stroke-width=\"{}\"/>", short2(dot * 0.42)));
    }

    /// A filled arrow whose tip touches the edge.
    fn arrow(&mut self, at: Place, side: Side, dot: f64) {
        let (out_x, out_y) = match side {
            Side::Left => (-1.0, 0.0),
            Side::Right => (1.0, 0.0),
            Side::Top => (0.0, -1.0),
            Side::Bottom => (0.0, 1.0),
        };
        let back = |along: f64, across: f64| Place {
            x: at.x - out_x * along * dot + out_y * across * dot,
            y: at.y - out_y * along * dot + out_x * across * dot,
        };
        let path = Path::closed(&[back(0.0, 0.0), back(2.0, 1.2), back(2.0, -1.2)]);
        self.put(format_args!("<path d=\"{path}\" stroke=\"none\"/>"));
    }

    fn signs(&mut self) {
        if self.chart.keys.is_empty() {
            return;
        }
        let ink = self.style.inks.child();
        let dot = self.chart.dot;
        self.put(format_args!("<g fill=\"{ink}\" stroke=\"{ink}\" stroke-linejoin=\"round\">"));
        for Key { sign, at } in self.chart.keys.clone() {
            let plain = Mark { at, finding: false, preterm: false, beyond: None, between: None, row: 0 };
            let mark = match sign {
                Sign::Finding => Mark { finding: true, ..plain },
                Sign::Preterm => Mark { preterm: true, ..plain },
                Sign::Beyond => {
                    Mark { at: Place { x: at.x + dot, y: at.y }, beyond: Some(Side::Right), ..plain }
                }
                Sign::Between => {
                    let (from, to) = (at.x - dot * 1.6, at.x + dot * 1.6);
                    Mark { between: Some(Between { from, to }), ..plain }
                }
            };
            self.mark(&mark, if sign == Sign::Between { dot * 0.7 } else { dot });
        }
        self.add("</g>");
    }

    /// The texts of some kinds; those of one kind, size and end share a group.
    fn labels(&mut self, wanted: impl Fn(Kind) -> bool) {
        let mut open: Option<(Kind, Anchor)> = None;
        let chart = self.chart;
        let mut labels: Vec<&Label> = chart.labels.iter().filter(|label| wanted(label.kind)).collect();
        labels.sort_by_key(|label| (label.kind as u8, label.anchor as u8));
        for label in labels {
            let group = (label.kind, label.anchor);
            if open != Some(group) {
                if open.is_some() {
                    self.add("</g>");
                }
                open = Some(group);
                self.group(label);
            }
            let lang = self.lang_of(label.text.lang);
            self.put(format_args!(
                "<text x=\"{}\" y=\"{}\"{lang}{}>{}</text>",
                short(label.at.x),
                short(label.at.y),
                self.curve_ink(label),
                escaped(&label.text.text)
            ));
        }
        if open.is_some() {
            self.add("</g>");
        }
    }

    fn group(&mut self, label: &Label) {
        self.add("<g");
        match label.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.add(" text-anchor=\"middle\""),
            Anchor::End => self.add(" text-anchor=\"end\""),
        }
        if label.bold {
            self.add(" font-weight=\"700\"");
        }
        if label.size != self.letter() {
            self.put(format_args!(" font-size=\"{}\"", short(label.size)));
        }
        if label.kind == Kind::LastValue {
            // A white edge, so that a line behind it does not touch the figures.
            self.put(format_args!(
                " fill=\"{}\" stroke=\"#fff\" stroke-width=\"{}\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                self.style.inks.child(),
                short(self.letter() * 0.3)
            ));
        }
        self.add(">");
    }

    /// A curve's label has the ink of its curve.
    fn curve_ink(&self, label: &Label) -> String {
        if label.kind != Kind::CurveLabel || self.style.inks == Inks::Black {
            return String::new();
        }
        let z = label.text.text.trim_start_matches(['+', '−']).parse().unwrap_or(3);
        let ink = self.style.inks.curve(z).ink;
        if ink == self.style.inks.text() { String::new() } else { format!(" fill=\"{ink}\"") }
    }

    fn lang_of(&self, lang: Lang) -> String {
        if lang == self.chart.describe_lang() { String::new() } else { format!(" lang=\"{}\"", lang.tag()) }
    }
}

/// A path in relative commands, to one decimal; what is rounded off is not carried on.
#[derive(Default)]
struct Path {
    text: String,
    at: (i64, i64),
}

impl Path {
    /// A polyline.
    fn lines(&mut self, places: &[Place]) {
        for (number, place) in places.iter().enumerate() {
            let to = (tenths(place.x), tenths(place.y));
            let (dx, dy) = (to.0 - self.at.0, to.1 - self.at.1);
            if number == 0 {
                let command = if self.text.is_empty() { 'M' } else { 'm' };
                self.text.push(command);
                self.pair(dx, dy);
            } else if dy == 0 {
                self.text.push('h');
                self.number(dx, false);
            } else if dx == 0 {
                self.text.push('v');
                self.number(dy, false);
            } else {
                self.text.push('l');
                self.pair(dx, dy);
            }
            self.at = to;
        }
    }

    fn closed(places: &[Place]) -> String {
        let mut path = Path::default();
        path.lines(places);
        path.text.push('z');
        path.text
    }

    fn pair(&mut self, x: i64, y: i64) {
        self.number(x, false);
        self.number(y, true);
    }

    fn number(&mut self, tenths: i64, follows: bool) {
        if follows && tenths >= 0 {
            self.text.push(' ');
        }
        self.text.push_str(&of_tenths(tenths));
    }
}

fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

/// The shortest way to write tenths: `-.5`, `12`, `3.4`.
fn of_tenths(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, part) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    match (whole, part) {
        (whole, 0) => format!("{sign}{whole}"),
        (0, part) => format!("{sign}.{part}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

/// To one decimal.
fn short(value: f64) -> String {
    of_tenths(tenths(value))
}

/// A weight of a line, to two decimals.
fn short2(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An id has letters, figures and hyphens.
fn safe_id(prefix: &str) -> String {
    let mut id: String =
        prefix.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_').collect();
    if !id.starts_with(|c: char| c.is_ascii_alphabetic()) {
        id.insert(0, 'c');
    }
    id
}

/// A text within an element or an attribute; without the control characters that XML 1.0 cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
