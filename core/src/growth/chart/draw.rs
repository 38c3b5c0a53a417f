//! What is drawn within the frame: the curves, the child's line and points, and the value of the last of them where it hides least.

use super::child::Seen;
use super::curves;
use super::geometry::{Place, Rect};
use super::labels::{along, holds, inside, overlap, width_of};
use super::laid_out::Chart;
use super::parts::{Anchor, Band, Between, Curve, Kind, Label, Mark, Side, Stretch};
use crate::words::Text;

/// How far a thinned curve may be from WHO's, units: the eye does not see a fifth of a pixel, and the rounding of an SVG takes
/// some of it.
const THINNED_TO: f64 = 0.1;

/// A z and the pieces of its line.
pub type Samples = (i8, Vec<Vec<curves::Sample>>);

/// The curves, thinned, and the areas between them.
pub fn curves(chart: &mut Chart, samples: &[Samples]) {
    let place = |piece: &Vec<curves::Sample>| -> Vec<Place> {
        let places = piece.iter().map(|(x, y)| chart.place(*x, *y));
        let thinned =
            curves::thinned(&places.map(|place| (place.x, place.y)).collect::<Vec<_>>(), THINNED_TO);
        thinned.into_iter().map(|(x, y)| Place { x, y }).collect()
    };
    let curves: Vec<Curve> = samples
        .iter()
        .map(|(z, pieces)| Curve { z: *z, pieces: pieces.iter().map(place).collect() })
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

/// A measurement on the sheet.
struct Point {
    /// Where it is, frame or not.
    at: Place,
    side: Option<Side>,
    mark: Mark,
}

/// The child's points and the line that joins them; tells of each measurement whether it lies beyond the frame.
pub fn child(chart: &mut Chart, seen: &[Seen<'_>]) -> Vec<bool> {
    let mut beyond = vec![false; seen.len()];
    let mut points: Vec<Point> = Vec::new();
    for (row, seen) in seen.iter().enumerate() {
        let Some(point) = point(chart, seen, row) else { continue };
        if let Some(beyond) = beyond.get_mut(row) {
            *beyond = point.side.is_some();
        }
        points.push(point);
    }
    let frame = chart.frame;
    // Of those that lie beyond the left or the right edge only the one next to the frame has a mark: where the line crosses.
    let mut crossings: Vec<Option<Place>> = vec![None; points.len()];
    for (number, (from, to)) in points.iter().zip(points.iter().skip(1)).enumerate() {
        let Some((begin, end)) = clipped(from.at, to.at, &frame) else { continue };
        let apart = from.mark.finding || to.mark.finding;
        match chart.line.last_mut() {
            Some(stretch) if stretch.apart == apart && stretch.places.last() == Some(&begin) => {
                stretch.places.push(end);
            }
            _ => chart.line.push(Stretch { places: vec![begin, end], apart }),
        }
        for (number, side, crossing) in [(number, from.side, begin), (number + 1, to.side, end)] {
            if let Some(place) = crossings.get_mut(number).filter(|_| is_sideways(side)) {
                *place = Some(crossing);
            }
        }
    }
    let within = points.iter().any(|point| !is_sideways(point.side));
    let count = points.len();
    for (number, point) in points.into_iter().enumerate() {
        let crossing = crossings.get(number).copied().flatten();
        let at = match crossing {
            Some(crossing) => crossing,
            // Nothing of the child is within: the newest tells at least where she is.
            None if is_sideways(point.side) && (within || number + 1 < count) => continue,
            None => point.mark.at,
        };
        chart.marks.push(Mark { at, ..point.mark });
    }
    beyond
}

fn is_sideways(side: Option<Side>) -> bool {
    matches!(side, Some(Side::Left | Side::Right))
}

fn point(chart: &Chart, seen: &Seen<'_>, row: usize) -> Option<Point> {
    let (from, to) = seen.x?;
    let frame = chart.frame;
    // Far beyond is as beyond as any: kept near, so that nothing overflows.
    let at = chart.place((from + to) / 2.0, seen.value);
    let at = Place {
        x: at.x.clamp(frame.left - 1e5, frame.right + 1e5),
        y: at.y.clamp(frame.top - 1e5, frame.bottom + 1e5),
    };
    let hair = 1e-6;
    let side = if at.x < frame.left - hair {
        Some(Side::Left)
    } else if at.x > frame.right + hair {
        Some(Side::Right)
    } else if at.y < frame.top - hair {
        Some(Side::Top)
    } else if at.y > frame.bottom + hair {
        Some(Side::Bottom)
    } else {
        None
    };
    let into = |x: f64| x.clamp(frame.left, frame.right);
    let ends = (into(chart.place(from, seen.value).x), into(chart.place(to, seen.value).x));
    let mark = Mark {
        at: Place { x: into(at.x), y: at.y.clamp(frame.top, frame.bottom) },
        finding: seen.taken.finding,
        preterm: seen.corrected.is_some(),
        beyond: side,
        between: (from < to && ends.0 < ends.1 && !is_sideways(side))
            .then_some(Between { from: ends.0, to: ends.1 }),
        row: u32::try_from(row).unwrap_or(u32::MAX),
    };
    Some(Point { at, side, mark })
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

/// How many distances from its point are tried for a text, and in how many directions.
const TRIED: (u32, u32) = (14, 24);

/// The last measurement beside its point: where it covers no other text, and as little of the lines as can be.
pub fn last_value(chart: &Chart) -> Option<Label> {
    // Of a child who has left the chart, the last that is on it.
    let mark = chart.marks.iter().rev().find(|mark| !is_sideways(mark.beyond))?;
    let row = chart.table.rows.get(mark.row as usize)?;
    let size = chart.request.layout.letter;
    let reach = |away: u32| chart.dot * 1.4 + size * (0.15 + 0.3 * f64::from(away));
    let farthest = reach(TRIED.0) + size * 2.0;
    let around = Around::of(chart, mark, farthest + width_of(&row.value, size, true), farthest);
    let mut best: Option<(usize, Label)> = None;
    for (away, turn) in (0..TRIED.0).flat_map(|away| (0..TRIED.1).map(move |turn| (away, turn))) {
        let (right, down) = {
            let angle = f64::from(turn) * std::f64::consts::TAU / f64::from(TRIED.1);
            (angle.cos(), angle.sin())
        };
        let anchor = if right > 0.3 {
            Anchor::Start
        } else if right < -0.3 {
            Anchor::End
        } else {
            Anchor::Middle
        };
        // From the middle of the text's height to its base line.
        let middle = size * 0.28 + down * size * 0.5;
        let at = Place { x: mark.at.x + right * reach(away), y: mark.at.y + down * reach(away) + middle };
        let text = Text { text: row.value.clone(), lang: chart.lang };
        let label = Label {
            kind: Kind::LastValue,
            text,
            id: None,
            at,
            anchor,
            size,
            bold: Kind::LastValue.is_bold(),
        };
        let room = label.room();
        let distance = away as usize * 9;
        let worse = best.as_ref().is_some_and(|best| best.0 <= distance);
        if worse
            || !inside(&room, &chart.frame)
            || chart.labels.iter().any(|other| overlap(&room, &other.room()))
        {
            continue;
        }
        let cost = distance + around.cost(&room);
        if best.as_ref().is_none_or(|best| cost < best.0) {
            best = Some((cost, label));
        }
    }
    best.map(|best| best.1)
}

/// What a text beside a point might hide, or be taken to belong to.
struct Around {
    point: Place,
    dot: f64,
    /// White that a text wants around it.
    white: f64,
    /// The child's other points.
    others: Vec<Place>,
    /// Along the child's line, close together.
    own: Vec<Place>,
    /// Along the curves, close together.
    curves: Vec<Place>,
}

impl Around {
    fn of(chart: &Chart, mark: &Mark, wide: f64, high: f64) -> Around {
        let (x, y) = (mark.at.x, mark.at.y);
        let near = Rect { left: x - wide, top: y - high, right: x + wide, bottom: y + high };
        let letter = chart.request.layout.letter;
        let along = |line: &Vec<Place>| along(line, letter / 14.0, &near);
        Around {
            point: mark.at,
            dot: chart.dot,
            white: letter * 0.2,
            others: chart.marks.iter().filter(|other| *other != mark).map(|other| other.at).collect(),
            own: chart.line.iter().flat_map(|stretch| along(&stretch.places)).collect(),
            curves: chart.curves.iter().flat_map(|curve| &curve.pieces).flat_map(along).collect(),
        }
    }

    /// How much worse a text is for standing there.
    fn cost(&self, room: &Rect) -> usize {
        let grown = |by: f64| Rect {
            left: room.left - by,
            top: room.top - by,
            right: room.right + by,
            bottom: room.bottom + by,
        };
        let (white, dotted) = (grown(self.white), grown(self.white + self.dot * 1.4));
        let covered = |places: &[Place]| places.iter().filter(|place| holds(&white, **place)).count();
        let points = self.others.iter().chain([&self.point]).filter(|at| holds(&dotted, **at)).count();
        let to = |at: Place| {
            let x = (room.left - at.x).max(at.x - room.right).max(0.0);
            let y = (room.top - at.y).max(at.y - room.bottom).max(0.0);
            x.hypot(y)
        };
        // Nearer to another point it would seem to be that one's.
        let strange = self.others.iter().any(|other| to(*other) < to(self.point) + self.dot);
        points * 200 + usize::from(strange) * 300 + covered(&self.own) * 4 + covered(&self.curves) * 2
    }
}
