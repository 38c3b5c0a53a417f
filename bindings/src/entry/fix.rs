//! A place on earth as a phone found it, and as screens and forms keep it.

/// What a phone found of where it is.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct Fix {
    /// Degrees, north of the equator.
    pub latitude: f64,
    /// Degrees, east of Greenwich.
    pub longitude: f64,
    /// Metres above the sea; none where the phone does not know.
    pub altitude_m: Option<f64>,
    /// How far it may be from where the phone is.
    pub accuracy_m: f64,
}

/// Fewer points are no line, and no outline.
const LINE: usize = 2;
const OUTLINE: usize = 3;

/// As a screen keeps a place: latitude, longitude, accuracy; with its altitude before the accuracy as forms keep one (ODK XForms, `geopoint`).
#[uniffi::export]
pub fn fix_text(fix: Fix, with_altitude: bool) -> String {
    let Fix { latitude, longitude, altitude_m, accuracy_m } = fix;
    match with_altitude {
        true => format!("{latitude:.6} {longitude:.6} {:.1} {accuracy_m:.1}", altitude_m.unwrap_or(0.0)),
        false => format!("{latitude:.6} {longitude:.6} {accuracy_m:.1}"),
    }
}

/// Metres that a place may be off, as it is kept: its last figure.
pub(crate) fn margin_m(value: &str) -> i64 {
    value.split_whitespace().last().and_then(|last| last.parse::<f64>().ok()).unwrap_or(0.0) as i64
}

/// The points of a line or an outline as it is kept. That an outline ends where it begins is not one of them.
#[uniffi::export]
pub fn points_of(value: &str, outline: bool) -> Vec<String> {
    let points = value.split(';').map(str::trim).filter(|point| !point.is_empty());
    let mut points: Vec<String> = points.map(str::to_owned).collect();
    if outline && points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}

/// A line or an outline of points, to be kept; blank while they are too few for one. An outline is closed.
#[uniffi::export]
pub fn points_value(points: Vec<String>, outline: bool) -> String {
    if points.len() < if outline { OUTLINE } else { LINE } {
        return String::new();
    }
    let end = points.first().filter(|_| outline);
    points.iter().chain(end).map(String::as_str).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_screens_and_as_forms_keep_it() {
        let fix =
            Fix { latitude: -13.5163, longitude: -71.978_801_4, altitude_m: Some(3399.0), accuracy_m: 12.34 };
        assert_eq!(fix_text(fix, false), "-13.516300 -71.978801 12.3");
        assert_eq!(fix_text(fix, true), "-13.516300 -71.978801 3399.0 12.3");
        assert_eq!(fix_text(Fix { altitude_m: None, ..fix }, true), "-13.516300 -71.978801 0.0 12.3");
        assert_eq!((margin_m(&fix_text(fix, true)), margin_m("")), (12, 0));
    }

    #[test]
    fn two_points_are_a_line_and_three_an_outline_that_is_closed() {
        let points = |count: usize| (0..count).map(|at| format!("{at} 0 0 0")).collect::<Vec<_>>();
        assert_eq!((points_value(points(1), false), points_value(points(2), true)), Default::default());
        assert_eq!(points_value(points(2), false), "0 0 0 0; 1 0 0 0");
        let outline = points_value(points(3), true);
        assert_eq!(outline, "0 0 0 0; 1 0 0 0; 2 0 0 0; 0 0 0 0");
        assert_eq!(points_of(&outline, true), points(3));
        assert_eq!(points_of(&points_value(points(2), false), false), points(2));
        assert!(points_of("", true).is_empty());
    }
}
