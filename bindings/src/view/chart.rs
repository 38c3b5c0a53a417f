//! A growth chart as a screen draws it: what the core laid out, as plain records. All places are in the units of the sheet, x to the
//! right and y downwards; a screen that draws larger multiplies everything by one factor. Lays nothing out itself.

use chaski::growth::chart;
use serde::Serialize;

use super::all;
use super::growth::{GrowthIndicator, Sentence};

/// An enumeration of the core under a name of its own for each language.
macro_rules! same {
    ($($(#[$meta:meta])* $here:ident of $there:path { $($(#[$doc:meta])* $name:ident),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
        #[serde(rename_all = "snake_case")]
        pub enum $here { $($(#[$doc])* $name),+ }

        impl From<$there> for $here {
            fn from(one: $there) -> Self {
                use $there as There;
                match one { $(There::$name => $here::$name),+ }
            }
        }
    )+};
}

same! {
    /// The range of ages of a chart, as WHO prints them. A chart of weight for length has the lengths of that age.
    ChartWindow of chart::Window {
        /// Birth to 6 months; 45 to 75 cm.
        ToSixMonths,
        /// Birth to 2 years, measured lying; 45 to 110 cm.
        ToTwoYears,
        /// 2 to 5 years, measured standing; 65 to 120 cm.
        TwoToFive,
        /// Birth to 5 years; 45 to 120 cm.
        ToFiveYears,
    }
    /// A side of the frame.
    ChartSide of chart::Side {
        /// Left.
        Left,
        /// Right.
        Right,
        /// Upper.
        Top,
        /// Lower.
        Bottom,
    }
    /// What runs along an axis.
    ChartScale of chart::Scale {
        /// Age in days.
        Days,
        /// Length or height in centimetres.
        Centimetres,
        /// The measurement in its unit.
        Measurement,
    }
    /// What a text is, and with it how it is drawn.
    ChartText of chart::Kind {
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
    /// Which end of a text stands at its place.
    ChartAnchor of chart::Anchor {
        /// Its beginning.
        Start,
        /// Its middle.
        Middle,
        /// Its end.
        End,
    }
    /// What a sign on the chart means.
    ChartSign of chart::Sign {
        /// The hollow triangle: something was found about this measurement.
        Finding,
        /// The hollow ring: at corrected age.
        Preterm,
        /// The arrow at the edge: outside the chart.
        Beyond,
        /// The bar: the age is known only as between two days.
        Between,
    }
}

/// How a chart is to be laid out. What is not said is as on a phone's page: 288 by 240 dp, no titles.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ChartLook {
    /// Width, 120 to 10 000 units (dp, points or pixels).
    #[uniffi(default = 288.0)]
    pub width: f64,
    /// Height, 120 to 10 000 units.
    #[uniffi(default = 240.0)]
    pub height: f64,
    /// Size of the smallest text, 4 to 200 units.
    #[uniffi(default = 14.0)]
    pub letter: f64,
    /// Left white on every side, 0 to a quarter of the shorter side: what a printer cannot reach.
    #[uniffi(default = 0.0)]
    pub margin: f64,
    /// Title, standard and the names of both axes are part of the chart.
    #[uniffi(default = false)]
    pub titles: bool,
    /// The child's name is part of the chart.
    #[uniffi(default = false)]
    pub name: bool,
    /// Only the 12 months that end with the last measurement, or the lengths of those months.
    #[uniffi(default = false)]
    pub last_year_only: bool,
    /// −1 and +1 too, beside −3, −2, 0, +2 and +3.
    #[uniffi(default = false)]
    pub seven_lines: bool,
    /// The same as SVG, if it is asked for.
    #[uniffi(default = None)]
    pub svg: Option<ChartInks>,
}

/// The inks of a drawing; in each the lines differ by dash and weight too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ChartInks {
    /// Green middle, orange ±2, black ±3, the child in blue; on white.
    Colour,
    /// Black on white, for print.
    Black,
}

/// A place on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct ChartPlace {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A rectangle on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct ChartRect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A grid line across the frame.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct ChartGrid {
    /// In the values of its axis.
    pub at: f64,
    /// On the sheet: x for the horizontal axis, y for the vertical one.
    pub place: f64,
    /// Stronger: a year, or a line with a figure.
    pub strong: bool,
}

/// One axis.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChartAxis {
    /// What it measures.
    pub scale: ChartScale,
    /// Its value at the left or lower edge of the frame.
    pub from: f64,
    /// Its value at the right or upper edge.
    pub to: f64,
    /// Grid lines.
    pub grid: Vec<ChartGrid>,
}

/// A z line: one piece, or two where lying and standing children meet with a step.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChartCurve {
    /// −3 to 3.
    pub z: i8,
    /// Polylines within the frame.
    pub pieces: Vec<Vec<ChartPlace>>,
}

/// From a curve's end to its label, where that had to give way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct ChartLeader {
    /// The curve's end.
    pub from: ChartPlace,
    /// The label's beginning.
    pub to: ChartPlace,
}

/// A stretch of the line that joins the child's points.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChartStretch {
    /// Within the frame.
    pub places: Vec<ChartPlace>,
    /// Thin and dotted: it comes from or leads to a point with a finding.
    pub apart: bool,
}

/// A point of the child's.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChartMark {
    /// Where.
    pub at: ChartPlace,
    /// A hollow triangle: something was found about this measurement.
    pub finding: bool,
    /// A hollow ring: at corrected age.
    pub preterm: bool,
    /// It lies beyond this side: an arrow at the edge that points there.
    pub beyond: Option<ChartSide>,
    /// Where the age is known only as between two days: the x of both, for a bar across the point.
    pub between: Option<ChartBetween>,
    /// Its row in the table, from 0.
    pub row: u32,
}

/// Two places on the horizontal axis.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct ChartBetween {
    /// The left one.
    pub from: f64,
    /// The right one.
    pub to: f64,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChartLabel {
    /// What it is.
    pub kind: ChartText,
    /// What it says.
    pub text: Sentence,
    /// On the base line.
    pub at: ChartPlace,
    /// Which end stands there.
    pub anchor: ChartAnchor,
    /// Size of its letters.
    pub size: f64,
    /// Its letters are bold.
    pub bold: bool,
}

/// A sign that a note explains, and the middle of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, uniffi::Record)]
pub struct ChartKey {
    /// Which.
    pub sign: ChartSign,
    /// Where it is drawn.
    pub at: ChartPlace,
}

/// One measurement in words and figures.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct ChartRow {
    /// As many as the table's head.
    pub cells: Vec<Sentence>,
    /// One line for who steps from point to point.
    pub says: Sentence,
    /// z with its sign; none where there is none.
    pub z: Option<String>,
    /// What its sign means, and why it has no z or no place; empty for an ordinary one.
    pub notes: Vec<Sentence>,
    /// Whether it is on the chart.
    pub drawn: bool,
}

/// A growth chart.
#[derive(Debug, Clone, PartialEq, Serialize, uniffi::Record)]
pub struct Chart {
    /// What is charted.
    pub indicator: GrowthIndicator,
    /// The range of ages.
    pub window: ChartWindow,
    /// Width of the sheet.
    pub width: f64,
    /// Height of the sheet.
    pub height: f64,
    /// The area of the curves.
    pub frame: ChartRect,
    /// Age or length.
    pub x: ChartAxis,
    /// The measurement.
    pub y: ChartAxis,
    /// The z lines, from the lowest.
    pub curves: Vec<ChartCurve>,
    /// Lines from curves to their labels.
    pub leaders: Vec<ChartLeader>,
    /// The child's line.
    pub line: Vec<ChartStretch>,
    /// The child's points, oldest measurement first.
    pub marks: Vec<ChartMark>,
    /// The radius of a point.
    pub dot: f64,
    /// Every text.
    pub labels: Vec<ChartLabel>,
    /// The signs that the notes explain.
    pub keys: Vec<ChartKey>,
    /// What the chart shows, in one sentence, for who does not see it.
    pub description: Sentence,
    /// What each column of the table is.
    pub head: Vec<Sentence>,
    /// The same in figures, one row a measurement, those without a place on the chart too.
    pub rows: Vec<ChartRow>,
    /// The same as one `svg` element, where it was asked for.
    pub svg: Option<String>,
}

impl ChartLook {
    /// The sheet.
    pub(crate) fn layout(&self) -> chart::Layout {
        let ChartLook { width, height, letter, margin, titles, .. } = *self;
        chart::Layout { width, height, letter, margin, titles }
    }
}

impl Default for ChartLook {
    fn default() -> Self {
        let chart::Layout { width, height, letter, margin, titles } = chart::Layout::PHONE;
        ChartLook {
            width,
            height,
            letter,
            margin,
            titles,
            name: false,
            last_year_only: false,
            seven_lines: false,
            svg: None,
        }
    }
}

impl From<ChartWindow> for chart::Window {
    fn from(window: ChartWindow) -> Self {
        match window {
            ChartWindow::ToSixMonths => chart::Window::ToSixMonths,
            ChartWindow::ToTwoYears => chart::Window::ToTwoYears,
            ChartWindow::TwoToFive => chart::Window::TwoToFive,
            ChartWindow::ToFiveYears => chart::Window::ToFiveYears,
        }
    }
}

impl From<ChartInks> for chart::Inks {
    fn from(inks: ChartInks) -> Self {
        match inks {
            ChartInks::Colour => chart::Inks::Colour,
            ChartInks::Black => chart::Inks::Black,
        }
    }
}

impl From<chart::Place> for ChartPlace {
    fn from(chart::Place { x, y }: chart::Place) -> Self {
        ChartPlace { x, y }
    }
}

impl From<chart::Axis> for ChartAxis {
    fn from(axis: chart::Axis) -> Self {
        let grid = |line: chart::Grid| ChartGrid { at: line.at, place: line.place, strong: line.strong };
        ChartAxis {
            scale: axis.scale.into(),
            from: axis.from,
            to: axis.to,
            grid: axis.grid.into_iter().map(grid).collect(),
        }
    }
}

impl From<chart::Mark> for ChartMark {
    fn from(mark: chart::Mark) -> Self {
        ChartMark {
            at: mark.at.into(),
            finding: mark.finding,
            preterm: mark.preterm,
            beyond: mark.beyond.map(ChartSide::from),
            between: mark.between.map(|(from, to)| ChartBetween { from, to }),
            row: u32::try_from(mark.row).unwrap_or(u32::MAX),
        }
    }
}

impl From<chart::Label> for ChartLabel {
    fn from(label: chart::Label) -> Self {
        ChartLabel {
            bold: label.kind.is_bold(),
            kind: label.kind.into(),
            text: label.text.into(),
            at: label.at.into(),
            anchor: label.anchor.into(),
            size: label.size,
        }
    }
}

impl From<chart::Row> for ChartRow {
    fn from(row: chart::Row) -> Self {
        ChartRow {
            cells: all(row.cells),
            says: row.says.into(),
            z: row.z,
            notes: all(row.notes),
            drawn: row.drawn,
        }
    }
}

impl Chart {
    pub(crate) fn of(chart: chart::Chart, inks: Option<ChartInks>) -> Chart {
        let svg =
            inks.map(|inks| chart::svg(&chart, &chart::Look { inks: inks.into(), ..chart::Look::file() }));
        let description = chart.describe().into();
        let chart::Rect { left, top, right, bottom } = chart.frame;
        Chart {
            indicator: chart.request.indicator.into(),
            window: chart.request.window.into(),
            width: chart.request.layout.width,
            height: chart.request.layout.height,
            frame: ChartRect { left, top, right, bottom },
            x: chart.x.into(),
            y: chart.y.into(),
            curves: chart
                .curves
                .into_iter()
                .map(|curve| ChartCurve { z: curve.z, pieces: curve.pieces.into_iter().map(all).collect() })
                .collect(),
            leaders: chart
                .leaders
                .into_iter()
                .map(|(from, to)| ChartLeader { from: from.into(), to: to.into() })
                .collect(),
            line: chart
                .line
                .into_iter()
                .map(|stretch| ChartStretch { places: all(stretch.places), apart: stretch.apart })
                .collect(),
            marks: all(chart.marks),
            dot: chart.dot,
            labels: all(chart.labels),
            keys: chart
                .signs
                .into_iter()
                .map(|(sign, at)| ChartKey { sign: sign.into(), at: at.into() })
                .collect(),
            description,
            head: all(chart.table.head),
            rows: all(chart.table.rows),
            svg,
        }
    }
}
