//! Plots as SVG in a page: bars from nought, a line that is labelled where it ends, no colour that says anything alone. Knows
//! shares and labels, not what they mean.

use std::fmt::Write;

use super::text::escaped;

/// Width of a plot, in its own units; letters are 14 high.
const WIDTH: f64 = 300.0;
/// Where bars end at the right: what is beyond is for the labels of lines.
const RIGHT: f64 = 246.0;

/// Upright bars beside one another.
pub struct Columns<'a> {
    /// What it shows; for who hears the page.
    pub title: &'a str,
    /// One sentence on what is to be seen.
    pub description: &'a str,
    /// Heights, from 0 on.
    pub bars: Vec<f64>,
    /// Which are drawn dark.
    pub dark: Vec<bool>,
    /// Written above a bar; empty for none.
    pub tops: Vec<String>,
    /// Written below: at which place along the bars (1.5 is the middle of the second), and what.
    pub ticks: Vec<(f64, String)>,
    /// A level line with its label.
    pub level: Option<(f64, String)>,
    /// A curve with its label: places along the bars, heights.
    pub curve: Option<(Vec<(f64, f64)>, String)>,
}

/// Lying bars below one another, each with its label above it.
pub struct Rows<'a> {
    /// What it shows; for who hears the page.
    pub title: &'a str,
    /// One sentence on what is to be seen.
    pub description: &'a str,
    /// Label, length, its figure in words, and whether it is drawn dark.
    pub bars: Vec<(String, f64, String, bool)>,
    /// A line across all bars with its label.
    pub limit: Option<(f64, String)>,
}

impl Columns<'_> {
    /// The plot.
    pub fn svg(&self, id: &str) -> String {
        let (left, bottom, room) = (2.0, 158.0, 134.0);
        let curve = self.curve.iter().flat_map(|(points, _)| points).map(|(_, height)| *height);
        let most = self.bars.iter().copied().chain(curve).chain(self.level.iter().map(|(at, _)| *at));
        let most = most.fold(0.0, f64::max);
        let y = |height: f64| bottom - if most > 0.0 { height / most * room } else { 0.0 };
        let step = (RIGHT - left) / self.bars.len().max(1) as f64;
        let x = |place: f64| left + place * step;

        let mut svg = opened(id, 184.0, self.title, self.description);
        let gap = if step > 12.0 { 2.0 } else { 0.4 };
        for (at, height) in self.bars.iter().enumerate() {
            let class = if self.dark.get(at).copied().unwrap_or(false) { "k" } else { "b" };
            let (from, top, wide) = (x(at as f64) + gap, y(*height), step - 2.0 * gap);
            let high = bottom - top;
            let _ = write!(
                svg,
                r#"<rect class="{class}" x="{from:.1}" y="{top:.1}" width="{wide:.1}" height="{high:.1}"/>"#
            );
        }
        let _ = write!(svg, r#"<path class="a" d="M0 {bottom}H{RIGHT}"/>"#);
        if let Some((height, label)) = &self.level {
            let at = y(*height);
            let _ = write!(svg, r#"<path class="l" d="M0 {at:.1}H{RIGHT}"/>"#);
            text(&mut svg, RIGHT + 3.0, at + 5.0, "", label);
        }
        if let Some((points, label)) = &self.curve {
            svg.push_str(r#"<path class="c" d=""#);
            for (at, (place, height)) in points.iter().enumerate() {
                let _ = write!(svg, "{}{:.1} {:.1}", if at == 0 { 'M' } else { 'L' }, x(*place), y(*height));
            }
            svg.push_str(r#""/>"#);
            // Beside the curve, at half its height on the way down.
            let half = points.iter().map(|(_, height)| *height).fold(0.0, f64::max) / 2.0;
            if let Some((place, height)) = points.iter().rev().find(|(_, height)| *height >= half) {
                text(&mut svg, x(*place) + 8.0, y(*height) - 4.0, "", label);
            }
        }
        for (at, (label, height)) in self.tops.iter().zip(&self.bars).enumerate() {
            // At the foot of its bar, out of the way of the line; above a bar that has no room for it.
            let (within, dark) = (bottom - y(*height) >= 18.0, self.dark.get(at) == Some(&true));
            let level = if within { bottom - 5.0 } else { y(*height) - 4.0 };
            let class = if within && dark { "m i" } else { "m o" };
            let class = if within && !dark { "m" } else { class };
            text(&mut svg, x(at as f64 + 0.5), level, class, label);
        }
        for (place, label) in &self.ticks {
            text(&mut svg, x(*place), 176.0, "m", label);
        }
        svg.push_str("</svg>");
        svg
    }
}

impl Rows<'_> {
    /// The plot.
    pub fn svg(&self, id: &str) -> String {
        let (step, room) = (44.0, 296.0);
        let high = step * self.bars.len() as f64;
        let limit = self.limit.iter().map(|(at, _)| *at);
        let most = self.bars.iter().map(|bar| bar.1).chain(limit).fold(0.0, f64::max);
        let long = |length: f64| if most > 0.0 { length / most * room } else { 0.0 };

        let mut svg =
            opened(id, if self.limit.is_some() { high + 22.0 } else { high }, self.title, self.description);
        for (at, (label, length, figure, dark)) in self.bars.iter().enumerate() {
            let top = step * at as f64;
            let class = if *dark { "k" } else { "b" };
            text(&mut svg, 0.0, top + 15.0, "", label);
            text(&mut svg, WIDTH, top + 15.0, "e", figure);
            let (y, wide) = (top + 21.0, long(*length));
            let _ = write!(
                svg,
                r#"<rect class="{class}" x="1" y="{y:.1}" width="{wide:.1}" height="15"/><path class="a" d="M1 {y:.1}v15"/>"#
            );
        }
        if let Some((length, label)) = &self.limit {
            let at = long(*length) + 1.0;
            for row in 0..self.bars.len() {
                let top = step * row as f64 + 20.0;
                let _ = write!(svg, r#"<path class="l" d="M{at:.1} {top}v18"/>"#);
            }
            let place = if at > WIDTH / 2.0 { "e" } else { "" };
            text(&mut svg, at, high + 13.0, place, label);
        }
        svg.push_str("</svg>");
        svg
    }
}

/// Ten bars in the height of a line: how the last digits lie; the line is an even tenth. Heard as the figure beside it.
pub fn small_digits(counts: &[u64; 10]) -> String {
    let total: u64 = counts.iter().sum();
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let mut path = String::new();
    for (at, count) in counts.iter().enumerate() {
        let high = (*count as f64 / most * 22.0).round();
        let _ = write!(path, "M{} 24v-{high}h5v{high}z", at * 7);
    }
    let even = 24.0 - (total as f64 / 10.0 / most * 22.0).round();
    format!(
        r#"<svg class="s" viewBox="0 0 70 25" aria-hidden="true"><path class="b" d="{path}"/><path class="l" d="M0 {even}h70"/></svg>"#
    )
}

fn opened(id: &str, high: f64, title: &str, description: &str) -> String {
    format!(
        r#"<svg role="img" viewBox="0 0 {WIDTH} {high}" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{}</title><desc id="{id}-d">{}</desc>"#,
        escaped(title),
        escaped(description)
    )
}

/// `class` says where the text stands, `m` in the middle, `e` before, else behind; `o` keeps it clear of lines, `i` is on a dark bar.
fn text(svg: &mut String, x: f64, y: f64, class: &str, text: &str) {
    let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
    let _ = write!(svg, r#"<text{class} x="{x:.1}" y="{y:.1}">{}</text>"#, escaped(text));
}
