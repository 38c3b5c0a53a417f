//! The geometry of a growth chart as plain data, and the same geometry as SVG: frame, grid, WHO's curves with their labels, the
//! child's points, every text where it stands, and the same figures as a table. Knows WHO's tables and how a chart is laid out on
//! a sheet of any size; knows no screen, no record and no clock. Forms after WHO's charts (*WHO Child Growth Standards*, 2006 and
//! 2007) and the charts of its *Growth Record* (2008): z lines labelled at their right end, months within years.
//!
//! All places are in the units of the sheet ([`Layout`]), x to the right and y downwards: one unit is a CSS pixel, an Android dp
//! or an iOS point, and a screen that draws larger multiplies everything by one factor.

mod child;
pub mod curves;
mod draw;
mod labels;
mod lay;
mod sheet;
mod svg;
mod table;
mod ticks;
mod titles;

pub use labels::width_of;
pub use svg::{Inks, Look, svg};
pub use table::{Row, Table};

use chrono::NaiveDate;

use super::age::AgeDays;
use super::who::{DAYS_PER_MONTH, Measured};
use super::{Indicator, Sex};
use crate::words::{Lang, Text};

/// The range of ages of a chart, as WHO prints them. Charts of weight-for-length have the lengths of that age on their axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartWindow"))]
pub enum Window {
    /// Birth to 6 months; 45 to 75 cm.
    ToSixMonths,
    /// Birth to 2 years, measured lying; 45 to 110 cm.
    ToTwoYears,
    /// 2 to 5 years, measured standing; 65 to 120 cm.
    TwoToFive,
    /// Birth to 5 years: lying curves, then standing ones, with the step between them; 45 to 120 cm.
    ToFiveYears,
}

impl Window {
    /// All, from the shortest.
    pub const ALL: [Window; 4] =
        [Window::ToSixMonths, Window::ToTwoYears, Window::TwoToFive, Window::ToFiveYears];

    /// First and last month of age.
    pub fn months(self) -> (u32, u32) {
        match self {
            Window::ToSixMonths => (0, 6),
            Window::ToTwoYears => (0, 24),
            Window::TwoToFive => (24, 60),
            Window::ToFiveYears => (0, 60),
        }
    }

    /// Its name in months: `0-6`, `0-24`, `24-60`, `0-60`.
    pub fn code(self) -> &'static str {
        match self {
            Window::ToSixMonths => "0-6",
            Window::ToTwoYears => "0-24",
            Window::TwoToFive => "24-60",
            Window::ToFiveYears => "0-60",
        }
    }

    /// The window of a name.
    pub fn from_code(code: &str) -> Option<Window> {
        Window::ALL.into_iter().find(|window| window.code() == code)
    }

    /// The shortest window that holds every age; birth to 5 years for a child of 5 and where there is no age.
    pub fn holding(ages_days: impl IntoIterator<Item = u32>) -> Window {
        let (mut least, mut greatest) = (u32::MAX, 0);
        for days in ages_days {
            (least, greatest) = (least.min(days), greatest.max(days));
        }
        let holds = |window: &Window| {
            let (from, to) = window.months();
            least <= greatest
                && f64::from(least) >= f64::from(from) * DAYS_PER_MONTH
                && f64::from(greatest) <= f64::from(to) * DAYS_PER_MONTH
        };
        Window::ALL.into_iter().find(holds).unwrap_or(Window::ToFiveYears)
    }
}

/// Which z lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartLines"))]
pub enum Lines {
    /// −3, −2, 0, +2, +3: the child booklet's.
    #[default]
    Five,
    /// With −1 and +1 beside them, as on WHO's full charts.
    Seven,
}

impl Lines {
    /// Their z, from the lowest.
    pub fn z(self) -> &'static [i8] {
        match self {
            Lines::Five => &[-3, -2, 0, 2, 3],
            Lines::Seven => &[-3, -2, -1, 0, 1, 2, 3],
        }
    }
}

/// The sheet a chart is laid out for. The letters decide how many ticks there is room for.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartLayout"))]
pub struct Layout {
    /// Width, 120 to 10 000 units.
    #[cfg_attr(feature = "uniffi", uniffi(default = 288.0))]
    pub width: f64,
    /// Height, 120 to 10 000 units.
    #[cfg_attr(feature = "uniffi", uniffi(default = 240.0))]
    pub height: f64,
    /// Size of the smallest text, 4 to 200 units.
    #[cfg_attr(feature = "uniffi", uniffi(default = 14.0))]
    pub letter: f64,
    /// Left white on every side, 0 to a quarter of the shorter side: what a printer cannot reach.
    #[cfg_attr(feature = "uniffi", uniffi(default = 0.0))]
    pub margin: f64,
    /// Whether title, standard and the names of both axes are part of the chart; without them only the units are.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub titles: bool,
}

impl Layout {
    /// A page 640 px wide.
    pub const WEB: Layout = Layout { width: 640.0, height: 480.0, letter: 14.0, margin: 0.0, titles: true };
    /// A page 320 px wide.
    pub const NARROW: Layout =
        Layout { width: 320.0, height: 340.0, letter: 12.0, margin: 0.0, titles: true };
    /// A phone's page, in dp: what it shows stands above it as text of the page.
    pub const PHONE: Layout =
        Layout { width: 288.0, height: 240.0, letter: 14.0, margin: 0.0, titles: false };
    /// A4 across, 297 x 210 mm at 96 units an inch, with 10 mm left white.
    pub const A4: Layout = Layout { width: 1122.5, height: 793.7, letter: 17.0, margin: 38.0, titles: true };

    /// The same with what no sheet can be (not a number, too small, too large) brought to what one can.
    fn sane(self) -> Layout {
        let within = |value: f64, least: f64, most: f64| {
            if value.is_nan() { least } else { value.clamp(least, most) }
        };
        let (width, height) = (within(self.width, 120.0, 10_000.0), within(self.height, 120.0, 10_000.0));
        let shorter = width.min(height);
        let margin = within(self.margin, 0.0, shorter / 4.0);
        let (wide, high) = (width - 2.0 * margin, height - 2.0 * margin);
        let letter = within(self.letter, 4.0, 200.0).min(wide / 12.0).min(high / 9.0);
        Layout { width, height, letter, margin, titles: self.titles }
    }
}

/// Which chart of which child.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartRequest"))]
pub struct Request {
    /// What is charted.
    pub indicator: Indicator,
    /// The child's sex: it chooses the curves.
    pub sex: Sex,
    /// The range of ages.
    pub window: Window,
    /// Cut to the 12 months that end with the last measurement, or to the lengths of those months.
    pub last_year_only: bool,
    /// The z lines.
    pub lines: Lines,
    /// The sheet.
    pub layout: Layout,
    /// How long the pregnancy was, weeks: a child born before 37 is charted at corrected age to 24 months.
    pub gestational_weeks: Option<u32>,
    /// The child's name where the chart shall carry it.
    pub name: Option<String>,
}

impl Request {
    /// A chart of a whole window on a page 640 px wide, of a child born at term, without a name.
    pub fn new(indicator: Indicator, sex: Sex, window: Window) -> Request {
        Request {
            indicator,
            sex,
            window,
            last_year_only: false,
            lines: Lines::Five,
            layout: Layout::WEB,
            gestational_weeks: None,
            name: None,
        }
    }

    /// The same on another sheet.
    pub fn on(mut self, layout: Layout) -> Request {
        self.layout = layout;
        self
    }
}

/// One time that the child was measured: one list serves all her charts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taken {
    /// What was measured. Its sex and age are not looked at: the request's sex and the age below are.
    pub measured: Measured,
    /// Age since birth; none where it is not known: then only weight-for-length has a place for it.
    pub age: Option<AgeDays>,
    /// The day, where it is known.
    pub on: Option<NaiveDate>,
    /// Whether something was found that makes this measurement doubtful: it is drawn apart.
    pub finding: bool,
}

/// A place on the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartPlace"))]
pub struct Place {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A rectangle on the sheet.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartRect"))]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// What runs along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartScale"))]
pub enum Scale {
    /// Age in days.
    Days,
    /// Length or height in centimetres.
    Centimetres,
    /// The indicator's measurement in its unit.
    Measurement,
}

/// One axis: what lies at both ends of the frame, and where its grid lines are.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartAxis"))]
pub struct Axis {
    /// What it measures.
    pub scale: Scale,
    /// Its value at the left or lower edge of the frame.
    pub from: f64,
    /// Its value at the right or upper edge.
    pub to: f64,
    /// Grid lines, in the axis's values.
    pub grid: Vec<Grid>,
}

/// A grid line across the frame.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartGrid"))]
pub struct Grid {
    /// Where on its axis, in the axis's values.
    pub at: f64,
    /// Where on the sheet: x for the horizontal axis, y for the vertical one.
    pub place: f64,
    /// Stronger: a year, or a line with a figure.
    pub strong: bool,
}

/// A z line: one piece, or two where lying and standing children meet with a step.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartCurve"))]
pub struct Curve {
    /// −3 to 3.
    pub z: i8,
    /// Polylines within the frame, thinned to what the eye sees.
    pub pieces: Vec<Vec<Place>>,
}

/// From a curve's end to its label, where that had to give way.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartLeader"))]
pub struct Leader {
    /// The curve's end.
    pub from: Place,
    /// The label's beginning.
    pub to: Place,
}

/// The area between two neighbouring curves, for whoever fills it; WHO's booklet and ours leave it white.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartBand"))]
pub struct Band {
    /// The z of its lower edge.
    pub from: i8,
    /// The z of its upper edge.
    pub to: i8,
    /// Closed polygons, a piece of the curves each.
    pub pieces: Vec<Vec<Place>>,
}

/// What a text is, and with it how it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartText"))]
pub enum Kind {
    /// The chart's title: bold, a quarter larger.
    Title,
    /// Window and standard.
    Subtitle,
    /// The child's name: bold.
    Name,
    /// What an axis shows.
    AxisName,
    /// A tick of the horizontal axis.
    XTick,
    /// A year or the birth, under the months: bold.
    Year,
    /// A tick of the vertical axis.
    YTick,
    /// The z of a curve, at its right end: bold.
    CurveLabel,
    /// The last measurement, beside its point: bold.
    LastValue,
    /// What a sign means, under the chart.
    Note,
}

impl Kind {
    /// Whether its letters are bold.
    pub fn is_bold(self) -> bool {
        matches!(self, Kind::Title | Kind::Name | Kind::Year | Kind::CurveLabel | Kind::LastValue)
    }
}

/// Which end of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartAnchor"))]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartLabel"))]
pub struct Label {
    /// What it is.
    pub kind: Kind,
    /// What it says, and in which language.
    pub text: Text,
    /// The message it comes from; none for a figure and a name.
    pub id: Option<String>,
    /// On the base line.
    pub at: Place,
    /// Which end stands there.
    pub anchor: Anchor,
    /// Size of its letters.
    pub size: f64,
    /// Its letters are bold, as its kind says.
    pub bold: bool,
}

impl Label {
    /// The room it takes, by letters as wide as the widest of the faces it may be drawn in.
    pub fn room(&self) -> Rect {
        let width = width_of(&self.text.text, self.size, self.bold);
        let left = match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        };
        Rect {
            left,
            top: self.at.y - self.size * 0.78,
            right: left + width,
            bottom: self.at.y + self.size * 0.22,
        }
    }
}

/// A side of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartSide"))]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Upper.
    Top,
    /// Lower.
    Bottom,
}

/// A point of the child's.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartMark"))]
pub struct Mark {
    /// Where.
    pub at: Place,
    /// Drawn apart, a hollow triangle: something was found about this measurement.
    pub finding: bool,
    /// A hollow ring: at corrected age.
    pub preterm: bool,
    /// The measurement lies beyond this side of the frame: an arrow at the edge that points there.
    pub beyond: Option<Side>,
    /// Where the age is known only as between two days: the x of both, for a bar across the point.
    pub between: Option<Between>,
    /// Its row in the table, from 0.
    pub row: u32,
}

/// Two places on the horizontal axis.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartBetween"))]
pub struct Between {
    /// The left one.
    pub from: f64,
    /// The right one.
    pub to: f64,
}

/// A stretch of the line that joins the child's points.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartStretch"))]
pub struct Stretch {
    /// Within the frame.
    pub places: Vec<Place>,
    /// Thin and dotted: it comes from or leads to a point with a finding.
    pub apart: bool,
}

/// What a sign on this chart means: drawn under it where the sign occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartSign"))]
pub enum Sign {
    /// The hollow triangle: something was found about this measurement.
    Finding,
    /// The hollow ring: at corrected age.
    Preterm,
    /// The arrow at the edge: outside the chart.
    Beyond,
    /// The bar: the age is known only as between two days.
    Between,
}

/// A sign that a note explains, and the middle of it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartKey"))]
pub struct Key {
    /// Which.
    pub sign: Sign,
    /// Where it is drawn.
    pub at: Place,
}

/// A growth chart, laid out.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Chart {
    /// What was asked for, with a layout that can be.
    pub request: Request,
    /// The language it was asked for in; each text says which one it is in.
    pub lang: Lang,
    /// The area of the curves.
    pub frame: Rect,
    /// Age or length.
    pub x: Axis,
    /// The measurement.
    pub y: Axis,
    /// The z lines, from the lowest.
    pub curves: Vec<Curve>,
    /// Between neighbouring z lines.
    pub bands: Vec<Band>,
    /// From a curve's end to its label, where that had to give way.
    pub leaders: Vec<Leader>,
    /// The child's line.
    pub line: Vec<Stretch>,
    /// The child's points, oldest measurement first.
    pub marks: Vec<Mark>,
    /// The radius of a point.
    pub dot: f64,
    /// Every text.
    pub labels: Vec<Label>,
    /// The signs that the notes explain.
    pub keys: Vec<Key>,
    /// The same in figures, one row a measurement; those that the chart has no place for too.
    pub table: Table,
    /// What the chart shows, in one sentence, for who does not see it.
    pub description: Text,
}

impl Chart {
    /// The language that the chart's sentences are in: Spanish where the one asked for has none.
    pub fn describe_lang(&self) -> Lang {
        titles::title(&self.request, self.lang).1.lang
    }

    /// Where a value of both axes lies on the sheet; outside the frame for what lies beyond.
    pub fn place(&self, x: f64, y: f64) -> Place {
        let across = (x - self.x.from) / (self.x.to - self.x.from);
        let up = (y - self.y.from) / (self.y.to - self.y.from);
        Place {
            x: self.frame.left + across * (self.frame.right - self.frame.left),
            y: self.frame.bottom - up * (self.frame.bottom - self.frame.top),
        }
    }
}

/// The chart of a child, and of no child where nothing was taken. Never fails: what has no place on the chart stands in its table
/// and says why.
pub fn chart(request: &Request, taken: &[Taken], lang: Lang) -> Chart {
    let request = Request { layout: request.layout.sane(), ..request.clone() };
    lay::out(request, taken, lang)
}
