//! The lists of concepts: their codes in the order in which they are offered, the words, from when until when each is
//! offered, and the norm that says so. Knows no field; which lists fields hold is told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Map, Value as Json};

use super::fault::Wrong;
use super::read::{Reader, below};
use crate::programme::norm::{Norm, holds};
use crate::words::Words;
use crate::words::shown::PartialDate;

/// One list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct List {
    /// The norm it comes from, where it is one's.
    pub norm: Option<Norm>,
    /// Its concepts, in the order in which they are offered.
    pub concepts: Vec<Concept>,
}

/// One concept.
#[derive(Debug, Clone, PartialEq)]
pub struct Concept {
    /// What is recorded; never given to another.
    pub code: String,
    /// What people read and hear.
    pub words: Words,
    /// From when it is offered.
    pub valid_from: Option<PartialDate>,
    /// Until when, that day with it.
    pub valid_until: Option<PartialDate>,
}

impl List {
    /// The concept of a code.
    pub fn concept(&self, code: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.code == code)
    }

    /// The concepts that are offered on a day. What is not offered any more stays readable and may be recorded.
    pub fn offered(&self, day: NaiveDate) -> impl Iterator<Item = &Concept> {
        self.concepts.iter().filter(move |concept| holds(concept.valid_from, concept.valid_until, day))
    }
}

/// Reads the lists; what is wrong is noted.
pub(super) fn read(reader: &mut Reader, json: &Json, held: &[&str]) -> BTreeMap<String, List> {
    let mut lists = BTreeMap::new();
    let Some(top) = reader.object("", json, &["lists"]) else { return lists };
    let Some(given) = top.get("lists") else {
        reader.fault("", Wrong::Missing("lists"));
        return lists;
    };
    let Some(given) = given.as_object() else {
        reader.fault("lists", Wrong::Shape("an object of lists, in braces"));
        return lists;
    };
    for (name, json) in given {
        reader.list = Some(name.clone());
        let place = format!("lists.{name}");
        if !held.contains(&name.as_str()) {
            reader.fault(&place, Wrong::UnknownList(held.join(", ")));
        }
        if let Some(list) = list(reader, &place, json) {
            lists.insert(name.clone(), list);
        }
    }
    reader.list = None;
    lists
}

fn list(reader: &mut Reader, place: &str, json: &Json) -> Option<List> {
    let map = reader.object(place, json, &["norm", "concepts"])?;
    let norm = map.get("norm").and_then(|json| norm(reader, &below(place, "norm"), json));
    if !map.contains_key("concepts") {
        reader.fault(place, Wrong::Missing("concepts"));
    }
    let mut seen = BTreeSet::new();
    let mut concepts = Vec::new();
    for (at, json) in reader.items(&below(place, "concepts"), map.get("concepts")).iter().enumerate() {
        let place = format!("{place}.concepts[{at}]");
        let keys = ["code", "words", "sounds", "valid_from", "valid_until"];
        let Some(given) = reader.object(&place, json, &keys) else { continue };
        let code = reader.code(&place, given, "code");
        let words = reader.words(&place, given);
        let (valid_from, valid_until) = reader.validity(&place, given);
        if !map.contains_key("norm") && has_dates(given) {
            reader.fault(&place, Wrong::NoAct);
        }
        let Some(code) = code else { continue };
        if !seen.insert(code.clone()) {
            reader.fault(&below(&place, "code"), Wrong::Twice(code.clone()));
        }
        concepts.push(Concept { code, words, valid_from, valid_until });
    }
    Some(List { norm, concepts })
}

/// Reads a norm; one whose act is `null` says in its notes where it was looked for.
pub(super) fn norm(reader: &mut Reader, place: &str, json: &Json) -> Option<Norm> {
    let map = reader.object(place, json, &["act", "version", "valid_from", "valid_until", "notes"])?;
    let (valid_from, valid_until) = reader.validity(place, map);
    let version = reader.text(place, map, "version").map(str::to_owned);
    let notes = reader.texts(&below(place, "notes"), map.get("notes"));
    let not_found = map.get("act").is_some_and(Json::is_null) && !notes.is_empty();
    let act = map.get("act").filter(|json| !json.is_null());
    let act = act.and_then(|_| reader.text(place, map, "act")).map(str::to_owned);
    if act.is_none() && !not_found {
        reader.fault(place, Wrong::NoAct);
    }
    Some(Norm { act, version, valid_from, valid_until, notes, source: None })
}

fn has_dates(map: &Map<String, Json>) -> bool {
    ["valid_from", "valid_until"].iter().any(|key| map.get(*key).is_some_and(|json| !json.is_null()))
}
