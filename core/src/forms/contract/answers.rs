//! A file of answers: an array of steps, each with what is done in it, in the order in which it is written. Knows how it is written and
//! in which call of a session each act ends.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::state::Refused;
use crate::forms::session::{Refusal, Session};

/// What is done in one step, in order; mostly one act.
pub type Step = Vec<Act>;

/// One thing a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A question is answered; a blank text clears it.
    Answer {
        /// Of the question.
        path: String,
        /// As it stands in the record.
        text: String,
    },
    /// One more instance at the end of a repeat, by its path without the last position.
    Add(String),
    /// An instance goes; those behind it move up.
    Remove(String),
    /// From now on this language, by its name in the form.
    Speak(String),
}

/// Why a file of answers cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a file of answers.
///
/// # Errors
/// What is wrong in it, with its line and column.
pub fn read(text: &str) -> Result<Vec<Step>, Unreadable> {
    let Steps(steps) = serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))?;
    Ok(steps)
}

/// Carries out one step on a session; `number` is its place, from 1. What cannot be carried out changes nothing and is said.
pub fn carry_out(session: &mut Session, number: usize, step: &[Act]) -> Vec<Refused> {
    let mut refused = Vec::new();
    for act in step {
        let (path, done) = match act {
            Act::Answer { path, text } => {
                (path, found(session, path).and_then(|node| session.answer(node, text)))
            }
            Act::Add(path) => (path, session.add(path)),
            Act::Remove(path) => (path, found(session, path).and_then(|node| session.remove(node))),
            Act::Speak(language) => (language, session.speak(language)),
        };
        if let Err(refusal) = done {
            refused.push(Refused { step: number, path: path.clone(), why: refusal.to_string() });
        }
    }
    refused
}

fn found(session: &Session, path: &str) -> Result<crate::forms::tree::NodeId, Refusal> {
    session.find(path).ok_or(Refusal::NoSuchNode)
}

struct Steps(Vec<Step>);

struct OneStep(Step);

/// An answer as text: a number in decimals, null blank.
struct Given(String);

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Steps;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of steps, or one step as an object")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Steps, A::Error> {
                let mut steps = Vec::new();
                while let Some(OneStep(step)) = all.next_element()? {
                    steps.push(step);
                }
                Ok(Steps(steps))
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Steps, A::Error> {
                Ok(Steps(vec![acts(members)?]))
            }
        }
        from.deserialize_any(Reads)
    }
}

impl<'de> Deserialize<'de> for OneStep {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = OneStep;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a step: an object such as {\"/data/name\": \"Ana\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<OneStep, A::Error> {
                acts(members).map(OneStep)
            }
        }
        from.deserialize_map(Reads)
    }
}

/// The members of a step in the order in which they are written: a map of JSON in memory would forget it.
fn acts<'de, A: MapAccess<'de>>(mut members: A) -> Result<Step, A::Error> {
    let mut step = Vec::new();
    while let Some(name) = members.next_key::<String>()? {
        let Given(value) = members.next_value()?;
        step.push(match name.as_str() {
            "add" => Act::Add(value),
            "remove" => Act::Remove(value),
            "language" => Act::Speak(value),
            _ => Act::Answer { path: name, text: value },
        });
    }
    Ok(step)
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Given;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an answer as a text, a number or null")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Given, E> {
                Ok(Given(text.to_owned()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Given, E> {
                Ok(Given(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Given, E> {
                Ok(Given(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Given, E> {
                // Display of a float knows no exponent.
                Ok(Given(number.to_string()))
            }

            fn visit_bool<E: Error>(self, truth: bool) -> Result<Given, E> {
                Ok(Given(truth.to_string()))
            }

            fn visit_unit<E: Error>(self) -> Result<Given, E> {
                Ok(Given(String::new()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Given, A::Error> {
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Err(A::Error::custom("an answer is a text, a number or null, never an object"))
            }
        }
        from.deserialize_any(Reads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_in_the_order_in_which_they_are_written() {
        let text =
            r#"[{"/data/z": "1", "/data/a": 2.50, "add": "/data/c"}, {"/data/n": null, "language": "es"}]"#;
        let answer = |path: &str, text: &str| Act::Answer { path: path.into(), text: text.into() };
        assert_eq!(
            read(text).unwrap(),
            vec![
                vec![answer("/data/z", "1"), answer("/data/a", "2.5"), Act::Add("/data/c".into())],
                vec![answer("/data/n", ""), Act::Speak("es".into())],
            ]
        );
        assert_eq!(
            read(r#"{"remove": "/data/c[1]"}"#).unwrap(),
            vec![vec![Act::Remove("/data/c[1]".into())]]
        );
        assert_eq!(read("[]").unwrap(), Vec::<Step>::new());
    }

    #[test]
    fn a_number_is_taken_as_its_decimal_text() {
        let text_of = |number: &str| match &read(&format!(r#"{{"/a": {number}}}"#)).unwrap()[0][0] {
            Act::Answer { text, .. } => text.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text_of("4"), "4");
        assert_eq!(text_of("-7"), "-7");
        assert_eq!(text_of("0.5"), "0.5");
        assert_eq!(text_of("1e3"), "1000");
        assert_eq!(text_of("12345678901234567"), "12345678901234567");
    }

    #[test]
    fn what_is_no_file_of_answers_is_said_with_its_line() {
        for broken in
            ["", "7", "\"a\"", "[1]", "[{\"/a\": [1]}]", "[{\"/a\": {\"b\": 1}}]", "[{\"/a\": \"1\"}", "[[]]"]
        {
            let Unreadable(why) = read(broken).unwrap_err();
            assert!(why.contains("line 1"), "{broken}: {why}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(&deep).is_err());
    }
}
