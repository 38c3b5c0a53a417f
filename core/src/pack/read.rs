//! Reading a file of a pack so that everything that is wrong in it is noted, not the first alone. Knows JSON and faults;
//! knows no list.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::fault::{Fault, Wrong};
use crate::forms::{Place, Problem};
use crate::words::shown::PartialDate;
use crate::words::{Lang, Words};

/// What is noted while a file is read.
pub(super) struct Reader {
    file: String,
    /// The list that is read.
    pub list: Option<String>,
    /// The languages in which all words must be.
    pub languages: Vec<String>,
    pub faults: Vec<Fault>,
}

impl Reader {
    pub fn new(file: &str, languages: &[String]) -> Reader {
        Reader { file: file.to_owned(), list: None, languages: languages.to_vec(), faults: Vec::new() }
    }

    pub fn fault(&mut self, place: &str, wrong: Wrong) {
        self.faults.push(Fault {
            file: self.file.clone(),
            list: self.list.clone(),
            place: place.to_owned(),
            wrong,
        });
    }

    /// Notes what is wrong in a sheet.
    pub fn problem(&mut self, problem: Problem) {
        let (list, place) = match problem.place {
            Place::Cell { sheet, row, column } if column.is_empty() => (Some(sheet), format!("row {row}")),
            Place::Cell { sheet, row, column } => (Some(sheet), format!("row {row}, {column}")),
            Place::File | Place::Line { .. } => (None, String::new()),
        };
        let wrong = Wrong::Sheet { what: problem.what, remedy: problem.remedy };
        self.faults.push(Fault { file: self.file.clone(), list, place, wrong });
    }

    /// Notes one fault of the file itself.
    pub fn noted(mut self, faults: &mut Vec<Fault>, wrong: Wrong) {
        self.fault("", wrong);
        faults.append(&mut self.faults);
    }

    /// An object of these keys alone; what is none is noted.
    pub fn object<'j>(
        &mut self,
        place: &str,
        json: &'j Json,
        keys: &[&str],
    ) -> Option<&'j Map<String, Json>> {
        let Some(map) = json.as_object() else {
            self.fault(place, Wrong::Shape("an object, in braces"));
            return None;
        };
        for key in map.keys().filter(|key| !keys.contains(&key.as_str())) {
            self.fault(place, Wrong::UnknownKey(key.clone(), keys.join(", ")));
        }
        Some(map)
    }

    /// A list; where it is missing, of nothing.
    pub fn items<'j>(&mut self, place: &str, json: Option<&'j Json>) -> &'j [Json] {
        match json {
            None => &[],
            Some(Json::Array(items)) => items,
            Some(_) => {
                self.fault(place, Wrong::Shape("a list, in square brackets"));
                &[]
            }
        }
    }

    /// A list of texts that are not empty.
    pub fn texts(&mut self, place: &str, json: Option<&Json>) -> Vec<String> {
        let items = self.items(place, json);
        let texts: Vec<String> = items
            .iter()
            .filter_map(Json::as_str)
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
            .collect();
        if texts.len() < items.len() {
            self.fault(place, Wrong::Shape("a list of texts that are not empty"));
        }
        texts
    }

    /// A text that is not empty; `None` where it is missing or something else.
    pub fn text<'j>(&mut self, place: &str, map: &'j Map<String, Json>, key: &str) -> Option<&'j str> {
        let found = map.get(key)?;
        let text = found.as_str().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.fault(&below(place, key), Wrong::Shape("a text that is not empty"));
        }
        text
    }

    /// The same, where it must be.
    pub fn needed<'j>(
        &mut self,
        place: &str,
        map: &'j Map<String, Json>,
        key: &'static str,
    ) -> Option<&'j str> {
        if !map.contains_key(key) {
            self.fault(place, Wrong::Missing(key));
        }
        self.text(place, map, key)
    }

    /// A code or the name of a system.
    pub fn code(&mut self, place: &str, map: &Map<String, Json>, key: &'static str) -> Option<String> {
        let code = self.needed(place, map, key)?;
        if !crate::record::check::is_code(code) {
            self.fault(&below(place, key), Wrong::CodeForm(code.to_owned()));
            return None;
        }
        Some(code.to_owned())
    }

    /// Texts by language, under `key`.
    fn by_language(&mut self, place: &str, json: &Json) -> BTreeMap<String, String> {
        let Some(map) = json.as_object() else {
            self.fault(place, Wrong::Shape("an object of languages, in braces"));
            return BTreeMap::new();
        };
        let mut texts = BTreeMap::new();
        for language in map.keys() {
            if !self.languages.contains(language) {
                self.fault(place, Wrong::UnknownLanguage(language.clone()));
            }
            if let Some(text) = self.text(place, map, language) {
                texts.insert(language.clone(), text.to_owned());
            }
        }
        texts
    }

    /// The words of something, in every language of the pack, and the recordings that say them.
    pub fn words(&mut self, place: &str, map: &Map<String, Json>) -> Words {
        let Some(json) = map.get("words") else {
            self.fault(place, Wrong::Missing("words"));
            return Words::default();
        };
        let at = below(place, "words");
        let texts = self.by_language(&at, json);
        for language in self.languages.clone() {
            if !json.as_object().is_some_and(|given| given.contains_key(&language)) {
                self.fault(&at, Wrong::NoWords(language));
            }
        }
        let sounds = map.get("sounds").map(|json| self.by_language(&below(place, "sounds"), json));
        Words { texts, sounds: sounds.unwrap_or_default() }
    }

    /// From when and until when something holds.
    pub fn validity(
        &mut self,
        place: &str,
        map: &Map<String, Json>,
    ) -> (Option<PartialDate>, Option<PartialDate>) {
        let mut date = |key: &str| {
            let text =
                map.get(key).filter(|json| !json.is_null()).and_then(|_| self.text(place, map, key))?;
            let date = PartialDate::from_iso(text);
            if date.is_none() {
                self.fault(&below(place, key), Wrong::Date(text.to_owned()));
            }
            date.map(|date| (date, text))
        };
        let (from, until) = (date("valid_from"), date("valid_until"));
        if let (Some((_, from)), Some((_, until))) = (&from, &until)
            && until < from
            && !from.starts_with(until)
        {
            self.fault(place, Wrong::EndsBeforeItBegins);
        }
        (from.map(|(date, _)| date), until.map(|(date, _)| date))
    }

    /// The languages that a pack says it has: of those that there are files of.
    pub fn languages_of(&mut self, json: Option<&Json>) -> Vec<String> {
        let mut found = Vec::new();
        for (at, item) in self.items("languages", json).iter().enumerate() {
            match item.as_str().filter(|tag| Lang::ALL.iter().any(|lang| lang.tag() == *tag)) {
                Some(tag) => found.push(tag.to_owned()),
                None => self.fault(&format!("languages[{at}]"), Wrong::Shape("es, en or quz")),
            }
        }
        found
    }
}

/// A place below another.
pub(super) fn below(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}
