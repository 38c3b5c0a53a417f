//! A number by large keys, and one between two ends by a step down and a step up.

/// What no scale and no form asks more of.
const LONGEST: usize = 12;
/// Smaller steps would not be seen.
const SMALLEST_STEP: f64 = 0.000_001;
/// How many figures the smallest step has behind the point.
const MOST_PLACES: usize = 6;

/// A figure after a key: `0` to `9`, `.`, `-` (which turns its sign), or `erase`. What is no key changes nothing.
#[uniffi::export]
pub fn figure_pressed(value: &str, key: &str) -> String {
    match key {
        "erase" => {
            let mut rest = value.to_owned();
            rest.pop();
            rest
        }
        _ if value.chars().count() >= LONGEST => value.to_owned(),
        "-" => value.strip_prefix('-').map_or_else(|| format!("-{value}"), str::to_owned),
        // A second point would be no figure.
        "." if value.contains('.') => value.to_owned(),
        "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "." => format!("{value}{key}"),
        _ => value.to_owned(),
    }
}

/// A number between two ends, a step up or down from `value`. The first touch shows where it begins: the lower end for a step up, the higher for one
/// down. What is no number counts as the ends and the step that a range has without them: 0, 10, 1.
#[uniffi::export]
pub fn range_moved(value: &str, start: &str, end: &str, step: &str, up: bool) -> String {
    let read =
        |text: &str, otherwise: f64| text.parse().ok().filter(|n: &f64| n.is_finite()).unwrap_or(otherwise);
    let (start_n, end_n) = (read(start, 0.0), read(end, 10.0));
    let (least, most) = (start_n.min(end_n), start_n.max(end_n));
    let step_n = read(step, 1.0).abs().max(SMALLEST_STEP);
    let now = value.parse::<f64>().ok().filter(|n| n.is_finite());
    let next = match now {
        Some(now) => (now + if up { step_n } else { -step_n }).clamp(least, most),
        None if up => least,
        None => most,
    };
    let places = [value, start, end, step].map(places).into_iter().max().unwrap_or(0).min(MOST_PLACES);
    let written = format!("{next:.places$}");
    // What is nought has no sign.
    if written.parse() == Ok(0.0) { written.trim_start_matches('-').to_owned() } else { written }
}

fn places(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, part)| part.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> String {
        keys.chars().fold(String::new(), |value, key| figure_pressed(&value, &key.to_string()))
    }

    #[test]
    fn a_figure_has_one_point_one_sign_and_an_end() {
        assert_eq!(typed("9.3.0"), "9.30");
        assert_eq!(typed("5-"), "-5");
        assert_eq!(typed("5--"), "5");
        assert_eq!(typed("1234567890123"), "123456789012");
        assert_eq!(typed("1x2"), "12");
        assert_eq!(figure_pressed("9.30", "erase"), "9.3");
        assert_eq!(figure_pressed("123456789012", "erase"), "12345678901");
        assert_eq!(figure_pressed("", "erase"), "");
    }

    #[test]
    fn a_range_goes_by_its_step_and_stays_between_its_ends() {
        assert_eq!(range_moved("", "1", "5", "1", true), "1");
        assert_eq!(range_moved("", "1", "5", "1", false), "5");
        assert_eq!(range_moved("4", "1", "5", "2", true), "5");
        assert_eq!(range_moved("1", "1", "5", "2", false), "1");
        assert_eq!(range_moved("0.2", "0", "1", "0.1", true), "0.3");
        assert_eq!(range_moved("-0.5", "-2", "2", "0.5", true), "0.0");
        assert_eq!(range_moved("3", "5", "1", "-1", false), "2", "the ends stand in either order");
        assert_eq!(range_moved("9", "", "x", "", true), "10");
        assert_eq!(range_moved("NaN", "0", "inf", "1", true), "0");
    }
}
