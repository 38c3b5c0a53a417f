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
    let metres = if function == Function::Area { area(&points) } else { length(&points) };
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
