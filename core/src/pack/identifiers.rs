//! The systems of identifiers of a country: what each number is called, how it is written, and the ladder of identity that a
//! child climbs. Knows no record.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::check_digit::CheckDigit;
use super::fault::Wrong;
use super::lists::{List, norm};
use super::pattern::Pattern;
use super::read::{Reader, below};
use crate::programme::Norm;
use crate::words::Words;

/// A system of identifiers.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// Its name, as it is recorded with each number.
    pub system: String,
    /// The norm that says how its numbers are written.
    pub norm: Option<Norm>,
    /// What people call it.
    pub words: Words,
    /// How its numbers are written; of none, anything is.
    pub patterns: Vec<Pattern>,
    /// What their last sign must be.
    pub check_digit: Option<CheckDigit>,
    /// Whether it says who somebody is: never in lists nor in exports without the right to it.
    pub sensitive: bool,
}

impl System {
    /// Whether a number is one of this system.
    pub fn fits(&self, number: &str) -> bool {
        let written = self.patterns.is_empty() || self.patterns.iter().any(|pattern| pattern.fits(number));
        written && self.check_digit.as_ref().is_none_or(|rule| rule.fits(number))
    }

    /// How its numbers are written, for whoever has to write one.
    pub fn written(&self) -> String {
        let patterns: Vec<String> = self.patterns.iter().map(Pattern::to_string).collect();
        let check = if self.check_digit.is_some() { ", its check digit right" } else { "" };
        match patterns.is_empty() {
            true => format!("a number of `{}`{check}", self.system),
            false => format!("a number like {}{check}", patterns.join(" or ")),
        }
    }
}

/// A step of the ladder of identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The code on paper, which everybody has.
    Code,
    /// The programme's own row number.
    LocalId,
    /// A number, or a document that is issued, or both.
    Issued {
        /// The system of the number.
        system: Option<String>,
        /// The document, a code of the list `document`.
        document: Option<String>,
    },
}

impl Step {
    /// Its name: the system's, or the document's where there is no number.
    pub fn name(&self) -> &str {
        match self {
            Step::Code => "code",
            Step::LocalId => "local_id",
            Step::Issued { system, document } => {
                system.as_ref().or(document.as_ref()).map_or("", String::as_str)
            }
        }
    }
}

/// Reads systems and ladder; what is wrong is noted.
pub(super) fn read(
    reader: &mut Reader,
    json: &Json,
    lists: &BTreeMap<String, List>,
) -> (Vec<System>, Vec<Step>) {
    let Some(top) = reader.object("", json, &["systems", "ladder"]) else { return Default::default() };
    let mut systems: Vec<System> = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, json) in reader.items("systems", top.get("systems")).iter().enumerate() {
        let place = format!("systems[{at}]");
        reader.list = json.get("system").and_then(Json::as_str).map(str::to_owned);
        let Some(system) = system(reader, &place, json) else { continue };
        if !seen.insert(system.system.clone()) {
            reader.fault(&below(&place, "system"), Wrong::Twice(system.system.clone()));
        }
        systems.push(system);
    }
    reader.list = None;
    let mut steps = Vec::new();
    for (at, json) in reader.items("ladder", top.get("ladder")).iter().enumerate() {
        steps.extend(step(reader, &format!("ladder[{at}]"), json, &systems, lists));
    }
    (systems, steps)
}

fn system(reader: &mut Reader, place: &str, json: &Json) -> Option<System> {
    let keys = ["system", "norm", "words", "patterns", "check_digit", "sensitive"];
    let map = reader.object(place, json, &keys)?;
    let name = reader.code(place, map, "system");
    let words = reader.words(place, map);
    let mut patterns = Vec::new();
    for (at, json) in reader.items(&below(place, "patterns"), map.get("patterns")).iter().enumerate() {
        let place = format!("{place}.patterns[{at}]");
        match json.as_str().map(|text| (text, Pattern::read(text))) {
            Some((_, Ok(pattern))) => patterns.push(pattern),
            Some((text, Err(why))) => reader.fault(&place, Wrong::Pattern(text.to_owned(), why)),
            None => reader.fault(&place, Wrong::Shape("a pattern, as text")),
        }
    }
    let check_digit =
        map.get("check_digit").and_then(|json| CheckDigit::read(reader, &below(place, "check_digit"), json));
    let sensitive = map.get("sensitive").is_none_or(|json| {
        json.as_bool().unwrap_or_else(|| {
            reader.fault(&below(place, "sensitive"), Wrong::Shape("true or false"));
            true
        })
    });
    let norm = match map.get("norm") {
        Some(json) => norm(reader, &below(place, "norm"), json),
        None if map.contains_key("patterns") || map.contains_key("check_digit") => {
            reader.fault(place, Wrong::NoAct);
            None
        }
        None => None,
    };
    Some(System { system: name?, norm, words, patterns, check_digit, sensitive })
}

fn step(
    reader: &mut Reader,
    place: &str,
    json: &Json,
    systems: &[System],
    lists: &BTreeMap<String, List>,
) -> Option<Step> {
    let map = reader.object(place, json, &["step", "system", "document"])?;
    let of_everybody = reader.text(place, map, "step");
    let system = reader.text(place, map, "system").map(str::to_owned);
    let document = reader.text(place, map, "document").map(str::to_owned);
    let mut unknown = |key: &str, name: &str| {
        reader.fault(&below(place, key), Wrong::UnknownStep(name.to_owned()));
    };
    if let Some(name) = &system
        && !systems.iter().any(|known| known.system == *name)
    {
        unknown("system", name);
    }
    if let Some(code) = &document
        && lists.get("document").and_then(|list| list.concept(code)).is_none()
    {
        unknown("document", code);
    }
    match (of_everybody, system.is_some() || document.is_some()) {
        (Some("code"), false) => Some(Step::Code),
        (Some("local_id"), false) => Some(Step::LocalId),
        (None, true) => Some(Step::Issued { system, document }),
        (Some(name), _) => {
            unknown("step", name);
            None
        }
        (None, false) => {
            reader.fault(place, Wrong::Missing("system"));
            None
        }
    }
}
