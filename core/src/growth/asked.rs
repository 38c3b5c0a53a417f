//! What a checklist asks of growth in an expression: z of a measurement that was just typed, and what is to be said of it against earlier ones, from
//! texts to text. Knows the names that a form may use; knows no form. docs/forms.md has the arguments.

use chrono::NaiveDate;

use super::assess::{Attempt, Child, Entry, Rules, assess};
use super::who::{Age, Measured, Mode, scores};
use super::{Indicator, Position, Sex};
use crate::words::Lang;

/// The functions that are known here, by name.
pub const FUNCTIONS: [&str; 4] = ["chaski:z", "z-score", MEASURE_AGAIN, SAYS];
/// Those among them that only whoever knows the child can answer: without, they are blank.
pub const OF_THE_CHILD: [&str; 2] = [MEASURE_AGAIN, SAYS];
/// What is to be measured a second time.
const MEASURE_AGAIN: &str = "chaski:measure-again";
/// All of it in one sentence, the second measurement with it.
const SAYS: &str = "chaski:growth-says";

/// A child, and what was measured of it before.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whom it is about.
    pub child: Child,
    /// The earlier measurements, oldest first.
    pub before: Vec<Entry>,
    /// The day on which it is measured.
    pub on: NaiveDate,
    /// The rules by which it is judged.
    pub rules: &'static Rules,
    /// The language of the sentence.
    pub lang: Lang,
}

impl Known {
    /// What a function of [`OF_THE_CHILD`] gives: `chaski:measure-again(weight, length, position)` the names of the measures that are to be taken
    /// again, with spaces between; `chaski:growth-says(weight, length, position, weight again, length again)` one sentence. Blank where nothing was measured.
    pub fn function(&self, name: &str, arguments: &[String]) -> String {
        let number = |place: usize| arguments.get(place).and_then(|text| text.trim().parse::<f64>().ok());
        let first = Entry {
            on: Some(self.on.into()),
            weight_kg: number(0),
            length_cm: number(1),
            position: position(arguments.get(2).map(String::as_str).unwrap_or_default()),
            ..Entry::default()
        };
        if first.weight_kg.is_none() && first.length_cm.is_none() {
            return String::new();
        }
        let again = (number(3), number(4));
        let mut before = self.before.clone();
        let entry = match (name, again) {
            (SAYS, (weight, length)) if weight.is_some() || length.is_some() => {
                before.push(first);
                Entry { attempt: Attempt::Second, weight_kg: weight, length_cm: length, ..first }
            }
            _ => first,
        };
        let found = assess(&self.child, &entry, &before, self.rules);
        if name == SAYS {
            return found.summary().sentence(self.lang).text;
        }
        let asks = found.findings.iter().filter(|finding| finding.asks_second);
        let mut measures: Vec<&str> =
            asks.flat_map(|finding| &finding.measures).map(|of| of.name()).collect();
        measures.sort_unstable();
        measures.dedup();
        measures.join(" ")
    }
}

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
            measured.position = position(argument(5));
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

fn position(text: &str) -> Option<Position> {
    match text.trim() {
        "lying" => Some(Position::Lying),
        "standing" => Some(Position::Standing),
        _ => None,
    }
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
    fn a_weight_that_cannot_be_right_is_to_be_taken_again_and_the_second_settles_it() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap_or_default();
        let weighed =
            |on: &str, kg| Entry { on: Some(day(on).into()), weight_kg: Some(kg), ..Entry::default() };
        let known = Known {
            child: Child {
                sex: Some(Sex::Female),
                birth: Some(day("2025-07-10").into()),
                gestational_weeks: None,
            },
            before: vec![weighed("2026-06-20", 8.5), weighed("2026-07-20", 8.7)],
            on: day("2026-09-21"),
            rules: Box::leak(Box::default()),
            lang: Lang::Es,
        };
        let ask = |name: &str, all: &[&str]| {
            known.function(name, &all.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(ask(MEASURE_AGAIN, &["9.2", "", ""]), "");
        assert_eq!(ask(MEASURE_AGAIN, &["5.2", "", ""]), "weight");
        assert_ne!(ask(SAYS, &["5.2", "", "", "", ""]), "Va bien");
        assert_eq!(ask(SAYS, &["9.2", "", "", "", ""]), "Va bien");
        assert_ne!(ask(SAYS, &["5.2", "", "", "5.25", ""]), "Va bien", "measured twice, it counts");
        assert_eq!(ask(MEASURE_AGAIN, &["", "", ""]), "");
    }

    #[test]
    fn a_length_counts_as_it_was_taken() {
        let z = |position| ask("chaski:z", &["length-for-age", "male", "800", "", "87.1", position]);
        assert_ne!(z("lying"), z("standing"));
        let weight = ask("chaski:z", &["weight-for-length", "male", "800", "12.2", "87.1", "standing"]);
        assert!(weight.is_some_and(|z| !z.is_empty()));
    }
}
