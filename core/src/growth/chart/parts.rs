//! What a chart is made of, each as plain data: axes, curves, texts, points and their signs. Lays nothing out.

use super::geometry::{Place, Rect};
use super::labels::width_of;
use crate::words::Text;

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
