//! A growth chart that was laid out, whole: what a screen draws, what SVG is made of. Lays nothing out.

use super::geometry::{Place, Rect};
use super::parts::{Axis, Band, Curve, Key, Label, Leader, Mark, Stretch};
use super::request::Request;
use super::table::Table;
use super::titles;
use crate::words::{Lang, Text};

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
