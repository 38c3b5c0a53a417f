//! Functions of points on Earth. ODK XForms specification, "Geographic Functions": a sphere with the radius of the Equator, metres to
//! two decimals.

use super::super::ast::Expr;
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::value::{Fault, Value, text_to_number};

/// Metres.
const RADIUS: f64 = 6_378_100.0;

/// Latitude and longitude in radians.
type Point = (f64, f64);

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    if function == Function::Geofence {
        let [point, fence] = arguments else {
            return Err(Fault::new("geofence() takes a point and a shape"));
        };
        let (point, fence) = (points(&evaluator.text(point, at)?), points(&evaluator.text(fence, at)?));
        let inside = match (point.as_deref(), fence) {
            (Some([point]), Some(fence)) => inside(*point, &fence),
            _ => false,
        };
        return Ok(Value::Boolean(inside));
    }
    if let (Function::Intersects, [trace]) = (function, arguments) {
        let points = points(&evaluator.text(trace, at)?).unwrap_or_default();
        evaluator.spend(points.len().saturating_mul(points.len()))?;
        return Ok(Value::Boolean(crosses_itself(&points)));
    }
    let mut texts = Vec::new();
    for argument in arguments {
        match evaluator.value(argument, at)? {
            Value::Nodes(nodes) => {
                for node in nodes.as_slice() {
                    texts.push(evaluator.text_of(*node)?);
                }
            }
            value => texts.push(evaluator.to_text(value)?),
        }
    }
    let Some(points) = points(&texts.join(";")) else { return Ok(Value::Number(f64::NAN)) };
    let metres = if matches!(function, Function::Area | Function::EnclosedArea) {
        area(&points)
    } else {
        length(&points)
    };
    Ok(Value::Number((metres * 100.0).round().abs() / 100.0))
}

/// The points of a geopoint, geotrace or geoshape; none where one is none.
fn points(text: &str) -> Option<Vec<Point>> {
    let text = text.trim().trim_end_matches(';');
    text.split(';')
        .map(|point| {
            let mut parts = point.split_whitespace().map(text_to_number);
            let (latitude, longitude) = (parts.next()?, parts.next()?);
            let (altitude, accuracy) = (parts.next().unwrap_or(0.0), parts.next().unwrap_or(0.0));
            let held = latitude.abs() <= 90.0
                && longitude.abs() <= 180.0
                && !altitude.is_nan()
                && accuracy >= 0.0
                && parts.next().is_none();
            held.then_some((latitude.to_radians(), longitude.to_radians()))
        })
        .collect()
}

fn length(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| between(pair[0], pair[1])).sum()
}

/// The way along the great circle, by the haversine, which is exact for near points too.
fn between((latitude, longitude): Point, (other_latitude, other_longitude): Point) -> f64 {
    let half = |a: f64, b: f64| ((a - b) / 2.0).sin().powi(2);
    let square = half(latitude, other_latitude)
        + latitude.cos() * other_latitude.cos() * half(longitude, other_longitude);
    2.0 * RADIUS * square.sqrt().min(1.0).asin()
}

fn area(points: &[Point]) -> f64 {
    if points.len() < 3 {
        return 0.0;
    }
    let next = points.iter().cycle().skip(1);
    let sides = points.iter().zip(next);
    let sum: f64 = sides.map(|(a, b)| (b.1 - a.1) * (2.0 + a.0.sin() + b.0.sin())).sum();
    (sum * RADIUS * RADIUS / 2.0).abs()
}

/// Whether a point lies in a shape: a line to the north crosses its border an odd number of times.
fn inside((latitude, longitude): Point, fence: &[Point]) -> bool {
    let next = fence.iter().cycle().skip(1);
    let crossed = fence.iter().zip(next).filter(|(a, b)| {
        (a.1 > longitude) != (b.1 > longitude)
            && latitude < (b.0 - a.0) * (longitude - a.1) / (b.1 - a.1) + a.0
    });
    crossed.count() % 2 == 1
}

/// Whether a trace, or the border of a shape, meets itself anywhere but where one side ends and the next begins. Small enough to be flat.
fn crosses_itself(points: &[Point]) -> bool {
    let sides: Vec<(Point, Point)> =
        points.windows(2).map(|pair| (pair[0], pair[1])).filter(|(from, to)| from != to).collect();
    let closed = points.len() > 3 && points.first() == points.last();
    let last = sides.len().saturating_sub(1);
    sides.iter().enumerate().any(|(place, side)| {
        sides.iter().enumerate().skip(place + 1).any(|(other_place, other)| {
            let follows = other_place == place + 1;
            if follows || (closed && place == 0 && other_place == last) {
                let (first, second) = if follows { (side, other) } else { (other, side) };
                return folds_back(*first, *second);
            }
            meet(*side, *other)
        })
    })
}

/// On which side of a line a point lies: above 0, below 0, or on it.
fn turn((from, to): (Point, Point), point: Point) -> f64 {
    (to.1 - from.1) * (point.0 - from.0) - (to.0 - from.0) * (point.1 - from.1)
}

fn between_ends((from, to): (Point, Point), point: Point) -> bool {
    let within = |a: f64, b: f64, x: f64| a.min(b) <= x && x <= a.max(b);
    within(from.0, to.0, point.0) && within(from.1, to.1, point.1)
}

/// Whether a side that begins where another ends lies over it.
fn folds_back(first: (Point, Point), second: (Point, Point)) -> bool {
    turn(first, second.1) == 0.0 && (between_ends(first, second.1) || between_ends(second, first.0))
}

fn meet(one: (Point, Point), other: (Point, Point)) -> bool {
    let (a, b) = (turn(one, other.0), turn(one, other.1));
    let (c, d) = (turn(other, one.0), turn(other, one.1));
    let on = |turn: f64, side: (Point, Point), point: Point| turn == 0.0 && between_ends(side, point);
    (a * b < 0.0 && c * d < 0.0)
        || on(a, one, other.0)
        || on(b, one, other.1)
        || on(c, other, one.0)
        || on(d, other, one.1)
}
