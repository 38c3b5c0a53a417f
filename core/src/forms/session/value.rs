//! Whether a text is a value of a type, as values stand in a record (section "Data Types" of the specification). Knows types; keeps nothing.

use chrono::{DateTime, NaiveDate, NaiveTime};

use crate::forms::definition::ValueType;

/// The longest text that a calculation, an action or what is shown may come to, in bytes.
pub const LONGEST: usize = 1 << 20;

/// Whether a text that is not blank is a value of a type.
pub fn fits(kind: ValueType, text: &str) -> bool {
    match kind {
        ValueType::Text | ValueType::Binary | ValueType::Barcode | ValueType::Intent => true,
        ValueType::Integer => digits(text.strip_prefix('-').unwrap_or(text)) && text.len() <= 18,
        ValueType::Decimal => decimal(text),
        ValueType::Boolean => matches!(text, "true" | "false" | "1" | "0"),
        ValueType::Date => date(text),
        ValueType::Time => time(text),
        ValueType::DateTime => match text.split_once('T') {
            Some((day, clock)) => date(day) && time(clock),
            None => false,
        },
        ValueType::Geopoint => point(text),
        ValueType::Geotrace => points(text).is_some_and(|points| points.len() >= 2),
        ValueType::Geoshape => points(text).is_some_and(|points| {
            let place =
                |point: &&str| point.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
            points.len() >= 4 && points.first().map(place) == points.last().map(place)
        }),
    }
}

/// What a calculation gives, as a value of a type: of a number that is to be whole, its whole part; of what is no number, nothing.
pub fn cast(kind: ValueType, text: String) -> String {
    match kind {
        ValueType::Integer if !text.is_empty() && !fits(kind, &text) => match text.trim().parse::<f64>() {
            Ok(number) if number.abs() < 1e15 => format!("{}", number.trunc() as i64),
            _ => String::new(),
        },
        ValueType::Decimal if !text.is_empty() && text.trim().parse::<f64>().is_err() => String::new(),
        _ => text,
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    (digits(whole) || (whole.is_empty() && text.contains('.'))) && digits(part) && text.len() <= 40
}

fn date(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// With seconds or without, with a zone or without.
fn time(text: &str) -> bool {
    let clock = |text: &str| {
        ["%H:%M:%S%.f", "%H:%M"].iter().any(|format| NaiveTime::parse_from_str(text, format).is_ok())
    };
    let zone = text.find(['+', '-', 'Z']);
    match zone {
        None => clock(text),
        Some(at) => {
            let (time, zone) = text.split_at(at);
            let zone = if zone.len() == 3 { format!("{zone}:00") } else { zone.to_owned() };
            clock(time)
                && (zone == "Z"
                    || DateTime::parse_from_rfc3339(&format!("2000-01-01T00:00:00{zone}")).is_ok())
        }
    }
}

/// Latitude and longitude in degrees, altitude and accuracy in metres where they are known.
fn point(text: &str) -> bool {
    let numbers: Option<Vec<f64>> =
        text.split_whitespace().map(|part| decimal(part).then(|| part.parse().ok()).flatten()).collect();
    numbers.is_some_and(|numbers| match numbers.as_slice() {
        [latitude, longitude, rest @ ..] => {
            latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && rest.len() <= 2
        }
        _ => false,
    })
}

fn points(text: &str) -> Option<Vec<&str>> {
    let points: Vec<&str> = text.split(';').map(str::trim).filter(|point| !point.is_empty()).collect();
    points.iter().all(|text| point(text)).then_some(points)
}
