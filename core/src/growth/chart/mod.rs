//! The geometry of a growth chart as plain data, and the same geometry as SVG: frame, grid, WHO's curves with their labels, the
//! child's points, every text where it stands, and the same figures as a table. Knows WHO's tables and how a chart is laid out on
//! a sheet of any size; knows no screen, no record and no clock. Forms after WHO's charts (*WHO Child Growth Standards*, 2006 and
//! 2007) and the charts of its *Growth Record* (2008): z lines labelled at their right end, months within years.
//!
//! All places are in the units of the sheet ([`Layout`]), x to the right and y downwards: one unit is a CSS pixel, an Android dp
//! or an iOS point, and a screen that draws larger multiplies everything by one factor.

mod child;
pub mod curves;
mod description;
mod draw;
mod geometry;
mod labels;
mod laid_out;
mod lay;
mod parts;
mod request;
mod sheet;
mod svg;
mod table;
mod ticks;
mod titles;

pub use geometry::{Place, Rect};
pub use labels::width_of;
pub use laid_out::Chart;
pub use parts::{
    Anchor, Axis, Band, Between, Curve, Grid, Key, Kind, Label, Leader, Mark, Scale, Side, Sign, Stretch,
};
pub use request::{Layout, Lines, Request, Taken, Window};
pub use svg::{Inks, Style, svg};
pub use table::{Row, Table};

use crate::words::Lang;

/// The chart of a child, and of no child where nothing was taken. Never fails: what has no place on the chart stands in its table
/// and says why.
pub fn chart(request: &Request, taken: &[Taken], lang: Lang) -> Chart {
    let request = Request { layout: request.layout.sane(), ..request.clone() };
    lay::out(request, taken, lang)
}
