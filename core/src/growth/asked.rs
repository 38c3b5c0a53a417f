//! What a checklist asks of growth in an expression: z of a measurement that was just typed, from texts to text. Knows the names that a form may
//! use; knows no form. docs/forms.md has the arguments.

use super::who::{Age, Measured, Mode, scores};
use super::{Indicator, Position, Sex};

/// The functions that are known here, by name.
pub const FUNCTIONS: [&str; 2] = ["chaski:z", "z-score"];

/// What a function gives for its arguments: z with two decimals, blank where there is none (something is not known, or outside WHO's tables);
/// none for a function that is not known here.
pub fn function(name: &str, arguments: &[String]) -> Option<String> {
    let argument = |place: usize| arguments.get(place).map(String::as_str).unwrap_or_default();
    let number = |place: usize| argument(place).trim().parse::<f64>().ok();
    let mut measured = Measured { sex: sex(argument(1)), ..Measured::default() };
    let indicator = indicator(argument(0));
    match name {
        // indicator, sex, age in days, weight in kg, length in cm, `lying` or `standing`
        "chaski:z" => {
            measured.age = number(2).map(Age::Days);
            measured.weight_kg = number(3);
            measured.length_cm = number(4);
            measured.position = match argument(5).trim() {
                "lying" => Some(Position::Lying),
                "standing" => Some(Position::Standing),
                _ => None,
            };
        }
        // As forms of community health programmes write it: indicator, sex, age in days or height in cm, and the measurement.
        "z-score" => match indicator {
            Some(Indicator::WeightForLength) => {
                measured.length_cm = number(2);
                measured.weight_kg = number(3);
            }
            Some(Indicator::WeightForAge) => {
                measured.age = number(2).map(Age::Days);
                measured.weight_kg = number(3);
            }
            _ => {
                measured.age = number(2).map(Age::Days);
                measured.length_cm = number(3);
            }
        },
        _ => return None,
    }
    let z = indicator.and_then(|indicator| scores(&measured, Mode::Mended).of(indicator).ok());
    Some(z.filter(|score| score.z.is_finite()).map(|score| format!("{:.2}", score.z)).unwrap_or_default())
}

fn sex(text: &str) -> Option<Sex> {
    match text.trim() {
        "male" | "m" | "boy" => Some(Sex::Male),
        "female" | "f" | "girl" => Some(Sex::Female),
        _ => None,
    }
}

fn indicator(text: &str) -> Option<Indicator> {
    match text.trim() {
        "weight-for-age" => Some(Indicator::WeightForAge),
        "length-for-age" | "height-for-age" => Some(Indicator::LengthForAge),
        "weight-for-length" | "weight-for-height" => Some(Indicator::WeightForLength),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(name: &str, arguments: &[&str]) -> Option<String> {
        function(name, &arguments.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    /// The medians of WHO's tables have z 0: girls of 244 days weigh 7.9 to 8.0 kg.
    #[test]
    fn a_weight_that_was_typed_has_its_z_and_what_is_not_known_has_none() {
        let z = |weight| ask("chaski:z", &["weight-for-age", "female", "244", weight]);
        let median: f64 = z("7.96").unwrap_or_default().parse().unwrap_or(9.0);
        assert!(median.abs() < 0.05, "{median}");
        assert_eq!(z("7.96"), ask("z-score", &["weight-for-age", "female", "244", "7.96"]));
        assert_eq!(z(""), Some(String::new()));
        assert_eq!(ask("chaski:z", &["weight-for-age", "", "244", "7.96"]), Some(String::new()));
        assert_eq!(ask("chaski:z", &["weight-for-age", "female", "2440", "7.96"]), Some(String::new()));
        assert_eq!(ask("chaski:due", &[]), None);
    }

    #[test]
    fn a_length_counts_as_it_was_taken() {
        let z = |position| ask("chaski:z", &["length-for-age", "male", "800", "", "87.1", position]);
        assert_ne!(z("lying"), z("standing"));
        let weight = ask("chaski:z", &["weight-for-length", "male", "800", "12.2", "87.1", "standing"]);
        assert!(weight.is_some_and(|z| !z.is_empty()));
    }
}
