//! A question with a scale: start, end, step and marks, in exact decimals. Knows figures; writes nothing.

use std::cmp::Ordering;

/// A decimal number: digits, and how many of them stand behind the point.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    digits: i128,
    places: u32,
}

/// The places behind the point, and the digits in front of it, that a scale may have.
const PLACES: u32 = 12;
/// The marks that a scale may have.
const MARKS: usize = 1_000;

impl Decimal {
    /// A number as it is written: `1`, `0.25`, `-3`, `1e3`.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((text, exponent)) => {
                (text, exponent.parse::<i32>().ok().filter(|exponent| exponent.abs() < 12)?)
            }
            None => (text, 0),
        };
        let (sign, text) = match text.strip_prefix('-') {
            Some(text) => (-1, text),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > 24 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (mut digits, mut places) =
            (sign * all.parse::<i128>().ok()?, i32::try_from(fraction.len()).ok()? - exponent);
        while places < 0 {
            digits = digits.checked_mul(10)?;
            places += 1;
        }
        while places > 0 && digits % 10 == 0 {
            digits /= 10;
            places -= 1;
        }
        let places = u32::try_from(places).ok().filter(|places| *places <= PLACES)?;
        (digits.abs() < 10_i128.pow(24)).then_some(Decimal { digits, places })
    }

    /// The same places for two numbers, then their digits.
    fn aligned(self, other: Decimal) -> (i128, i128) {
        let places = self.places.max(other.places);
        let scaled = |number: Decimal| number.digits * 10_i128.pow(places - number.places);
        (scaled(self), scaled(other))
    }

    /// How two numbers compare.
    pub fn compare(self, other: Decimal) -> Ordering {
        let (one, two) = self.aligned(other);
        one.cmp(&two)
    }

    /// The difference.
    pub fn minus(self, other: Decimal) -> Decimal {
        let (one, two) = self.aligned(other);
        Decimal { digits: one - two, places: self.places.max(other.places) }
    }

    /// Without its sign.
    pub fn size(self) -> Decimal {
        Decimal { digits: self.digits.abs(), places: self.places }
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Whether it is a whole number of another.
    pub fn is_multiple_of(self, other: Decimal) -> bool {
        let (one, two) = self.aligned(other);
        two != 0 && one % two == 0
    }

    /// Whether nothing stands behind its point.
    pub fn is_whole(self) -> bool {
        self.digits % 10_i128.pow(self.places) == 0
    }

    /// Whether it lies between two numbers, in whichever order they are, or is one of them.
    pub fn between(self, one: Decimal, two: Decimal) -> bool {
        let (low, high) = if one.compare(two) == Ordering::Greater { (two, one) } else { (one, two) };
        self.compare(low) != Ordering::Less && self.compare(high) != Ordering::Greater
    }
}

/// A scale.
#[derive(Debug, Clone)]
pub struct Scale {
    /// The attributes of its control.
    pub attributes: Vec<(String, String)>,
    /// Whether any of its figures has something behind the point.
    pub decimal: bool,
    /// The list of its marks.
    pub marks: Option<String>,
}

/// The scale that the parameters of a question mean, or what is wrong with them: a sentence without its full stop. `marks` are the names
/// of the choices of a list.
pub fn scale(
    parameters: &[(String, String)],
    appearance: &str,
    marks: impl Fn(&str) -> Option<Vec<String>>,
) -> Result<Scale, String> {
    let given =
        |key: &str| parameters.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str());
    let figure = |key: &str, otherwise: Option<&str>| match given(key).or(otherwise) {
        None => Ok(None),
        Some(text) => match Decimal::parse(text) {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{key} is \"{text}\", which is no number")),
        },
    };
    let ticks = ["tick_interval", "placeholder", "tick_labelset"];
    if !appearance.is_empty()
        && !appearance.contains("vertical")
        && !appearance.contains("no-ticks")
        && ticks.iter().any(|key| given(key).is_some())
    {
        return Err(format!(
            "tick_interval, placeholder and tick_labelset go with no appearance but vertical and no-ticks, not \"{appearance}\""
        ));
    }
    let zero = Decimal { digits: 0, places: 0 };
    let start = figure("start", Some("1"))?.unwrap_or(zero);
    let end = figure("end", Some("10"))?.unwrap_or(zero);
    let step = figure("step", Some("1"))?.unwrap_or(zero);
    let interval = figure("tick_interval", None)?;
    let placeholder = figure("placeholder", None)?;
    let width = end.minus(start).size();
    for (key, figure) in [("step", Some(step)), ("tick_interval", interval)] {
        let Some(figure) = figure else { continue };
        if figure.is_zero() {
            return Err(format!("{key} is 0"));
        }
        if figure.compare(width) == Ordering::Greater {
            return Err(format!("{key} is larger than the way from start to end"));
        }
        if !figure.is_multiple_of(step) {
            return Err(format!("{key} is no multiple of step"));
        }
    }
    if let Some(placeholder) = placeholder {
        if !placeholder.minus(start).is_multiple_of(step) {
            return Err("placeholder is no number of steps from start".to_owned());
        }
        if !placeholder.between(start, end) {
            return Err("placeholder does not lie between start and end".to_owned());
        }
    }
    if let Some(list) = given("tick_labelset") {
        let names =
            marks(list).ok_or_else(|| format!("tick_labelset is \"{list}\", and there is no such list"))?;
        check_marks(&names, start, end, interval.unwrap_or(step), appearance)?;
    }
    let mut attributes: Vec<(String, String)> = Vec::new();
    for (key, value) in parameters {
        let name = match key.as_str() {
            "tick_interval" => "odk:tick-interval",
            "placeholder" => "odk:placeholder",
            "tick_labelset" => continue,
            other => other,
        };
        attributes.push((name.to_owned(), value.clone()));
    }
    for (key, value) in [("start", "1"), ("end", "10"), ("step", "1")] {
        if given(key).is_none() {
            attributes.push((key.to_owned(), value.to_owned()));
        }
    }
    let figures = [Some(start), Some(end), Some(step), interval, placeholder];
    let decimal = figures.iter().flatten().any(|figure| !figure.is_whole());
    Ok(Scale { attributes, decimal, marks: given("tick_labelset").map(str::to_owned) })
}

/// What is wrong with the marks of a scale.
fn check_marks(
    names: &[String],
    start: Decimal,
    end: Decimal,
    apart: Decimal,
    appearance: &str,
) -> Result<(), String> {
    if names.len() > MARKS {
        return Err(format!("a scale has {MARKS} marks at most"));
    }
    let mut ends = Vec::new();
    for name in names {
        let mark = Decimal::parse(name).ok_or_else(|| format!("the mark \"{name}\" is no number"))?;
        if !mark.between(start, end) {
            return Err(format!("the mark {name} does not lie between start and end"));
        }
        if !mark.minus(start).is_multiple_of(apart) {
            return Err(format!("the mark {name} is no number of steps or intervals from start"));
        }
        ends.push(mark);
    }
    if appearance.contains("no-ticks") {
        let has = |wanted: Decimal| ends.iter().any(|mark| mark.compare(wanted) == Ordering::Equal);
        let other = ends
            .iter()
            .any(|mark| mark.compare(start) != Ordering::Equal && mark.compare(end) != Ordering::Equal);
        if !has(start) || !has(end) || other {
            return Err("with no-ticks, start and end alone can be marked".to_owned());
        }
    }
    Ok(())
}
