//! What a country or programme decides, as data: lists of concepts with their words, systems of identifiers and the ladder of
//! identity, rules about growth and haemoglobin. Knows how a pack is read and checked, and which ones are built into the
//! program ([`shipped`]); knows no country, no record and no disk. Whose pack holds is the store's to remember.

mod check_digit;
mod fault;
mod identifiers;
mod lists;
mod pattern;
mod read;
mod words;

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

pub use check_digit::CheckDigit;
pub use fault::{Fault, Wrong};
pub use identifiers::{Step, System};
pub use lists::{Concept, List, Norm};
pub use pattern::Pattern;
pub use words::Words;

use crate::growth::assess::Rules;
use crate::growth::haemoglobin::RuleSets;
use crate::record::json::read_json;
use crate::record::table::concept_lists;
use crate::words::{Lang, Text};
use read::Reader;
use serde_json::Value as Json;

/// The files of a pack by name, as they are in its folder.
pub type Files = BTreeMap<String, String>;

const PACK: &str = "pack.json";
const LISTS: &str = "lists.json";
const IDENTIFIERS: &str = "identifiers.json";
const GROWTH: &str = "growth.json";
const HAEMOGLOBIN: &str = "haemoglobin.json";

/// The files that a pack may have; the first three it must.
pub const FILES: [&str; 5] = [PACK, LISTS, IDENTIFIERS, GROWTH, HAEMOGLOBIN];

/// What a country or programme decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Its country or programme, by a short code.
    pub country: String,
    /// Counts up when it changes.
    pub version: u64,
    /// The lists by name. One that is not here takes any code.
    pub lists: BTreeMap<String, List>,
    /// The systems of identifiers, in the order in which they are offered. Where there are none, any is taken.
    pub systems: Vec<System>,
    /// The ladder of identity, lowest first.
    pub ladder: Vec<Step>,
    /// Rules about growth, or nobody's.
    pub growth: Rules,
    /// Rules about haemoglobin.
    pub haemoglobin: Option<RuleSets>,
    files: Files,
}

impl Pack {
    /// Of these files; else everything that is wrong in them.
    pub fn read(files: Files) -> Result<Pack, Vec<Fault>> {
        let mut faults = Vec::new();
        for name in files.keys().filter(|name| !FILES.contains(&name.as_str())) {
            Reader::new(name, &[]).noted(&mut faults, Wrong::UnknownFile);
        }
        let open = |name: &str, languages: &[String], needed: bool| {
            let mut reader = Reader::new(name, languages);
            let json = match files.get(name).map(|text| read_json(text)) {
                Some(Ok(json)) => return (reader, Some(json)),
                Some(Err(why)) => Some(Wrong::Unreadable(why.to_string())),
                None => needed.then_some(Wrong::NoFile),
            };
            if let Some(wrong) = json {
                reader.fault("", wrong);
            }
            (reader, None::<Json>)
        };
        let (mut reader, json) = open(PACK, &[], true);
        let (country, version, languages) =
            json.map_or_else(Default::default, |json| head(&mut reader, &json));
        faults.append(&mut reader.faults);
        let (mut reader, json) = open(LISTS, &languages, true);
        let lists = json.map(|json| lists::read(&mut reader, &json, &concept_lists())).unwrap_or_default();
        faults.append(&mut reader.faults);
        let (mut reader, json) = open(IDENTIFIERS, &languages, true);
        let (systems, ladder) =
            json.map(|json| identifiers::read(&mut reader, &json, &lists)).unwrap_or_default();
        faults.append(&mut reader.faults);
        let growth = files.get(GROWTH).map_or(Ok(Rules::default()), |text| Rules::from_json(text));
        let haemoglobin = files.get(HAEMOGLOBIN).map(|text| RuleSets::from_json(text)).transpose();
        let mut rules = |name: &str, why: Option<String>| {
            if let Some(why) = why {
                Reader::new(name, &[]).noted(&mut faults, Wrong::Rules(why));
            }
        };
        rules(GROWTH, growth.as_ref().err().map(ToString::to_string));
        rules(HAEMOGLOBIN, haemoglobin.as_ref().err().map(ToString::to_string));
        match (growth, haemoglobin) {
            (Ok(growth), Ok(haemoglobin)) if faults.is_empty() => {
                Ok(Pack { country, version, lists, systems, ladder, growth, haemoglobin, files })
            }
            _ => Err(faults),
        }
    }

    /// Its files, to be kept and given again.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// A list by name.
    pub fn list(&self, name: &str) -> Option<&List> {
        self.lists.get(name)
    }

    /// Whether a code may be recorded of a list: it is the list's, or nobody says what is.
    pub fn takes(&self, list: &str, code: &str) -> bool {
        self.list(list).is_none_or(|list| list.concept(code).is_some())
    }

    /// What a concept is called; `None` for a code that this pack does not know, which is shown as it is.
    pub fn concept_text(&self, lang: Lang, list: &str, code: &str) -> Option<Text> {
        self.list(list)?.concept(code)?.words.text(lang)
    }

    /// A system by name.
    pub fn system(&self, name: &str) -> Option<&System> {
        self.systems.iter().find(|system| system.system == name)
    }

    /// What a system is called; `None` for one that this pack does not know.
    pub fn system_text(&self, lang: Lang, name: &str) -> Option<Text> {
        self.system(name)?.words.text(lang)
    }

    /// What a step of the ladder that a document or number makes is called.
    pub fn step_text(&self, lang: Lang, name: &str) -> Option<Text> {
        self.system_text(lang, name).or_else(|| self.concept_text(lang, "document", name))
    }
}

/// What a pack says of itself: country, version, languages.
fn head(reader: &mut Reader, json: &Json) -> (String, u64, Vec<String>) {
    let Some(map) = reader.object("", json, &["country", "version", "languages"]) else {
        return Default::default();
    };
    let country = reader.code("", map, "country").unwrap_or_default();
    let version = map.get("version").and_then(Json::as_u64);
    if version.is_none() {
        reader.fault("version", Wrong::Shape("a whole number, counted up when the pack changes"));
    }
    let languages = reader.languages_of(map.get("languages"));
    if languages.is_empty() {
        reader.fault("", Wrong::Missing("languages"));
    }
    (country, version.unwrap_or_default(), languages)
}

macro_rules! shipped {
    ($($country:literal: $($file:literal),+;)+) => {
        /// The files of every pack that is built into the program: the one place that lists them.
        fn sources() -> Vec<Files> {
            vec![$([$(($file.to_owned(), include_str!(concat!("../../packs/", $country, "/", $file)).to_owned())),+].into()),+]
        }
    };
}

shipped! {
    "pe": "pack.json", "lists.json", "identifiers.json", "growth.json", "haemoglobin.json";
}

static SHIPPED: LazyLock<Vec<Pack>> =
    LazyLock::new(|| sources().into_iter().filter_map(|files| Pack::read(files).ok()).collect());
static NONE: LazyLock<Pack> = LazyLock::new(|| Pack {
    country: String::new(),
    version: 0,
    lists: BTreeMap::new(),
    systems: Vec::new(),
    ladder: vec![Step::Code, Step::LocalId],
    growth: Rules::default(),
    haemoglobin: None,
    files: Files::new(),
});
/// Packs that were given, each read once and kept for the life of the process: a district has one, and seldom another.
static GIVEN: Mutex<Vec<(String, &'static Pack)>> = Mutex::new(Vec::new());

/// The countries of which a pack is built in.
pub fn countries() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|pack| pack.country.as_str())
}

/// The pack of a country that is built in.
pub fn shipped(country: &str) -> Option<&'static Pack> {
    SHIPPED.iter().find(|pack| pack.country == country)
}

/// Nobody's: no list, no system, no rule. Everything is taken and shown by its code.
pub fn none() -> &'static Pack {
    &NONE
}

/// A pack as [`to_text`] wrote it; `None` where this version cannot use it.
pub fn of_text(text: &str) -> Option<&'static Pack> {
    let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pack)) = given.iter().find(|(of, _)| of == text) {
        return Some(pack);
    }
    let pack: &'static Pack = Box::leak(Box::new(Pack::read(serde_json::from_str(text).ok()?).ok()?));
    given.push((text.to_owned(), pack));
    Some(pack)
}

/// The files of a pack as one text, to be remembered.
pub fn to_text(pack: &Pack) -> String {
    // Texts by names: nothing that JSON refuses.
    serde_json::to_string(&pack.files).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wrong_in_the_packs_that_are_built_in() {
        for files in sources() {
            let faults = Pack::read(files).err().unwrap_or_default();
            assert!(faults.is_empty(), "{}", faults.iter().map(|f| format!("{f}\n")).collect::<String>());
        }
        assert!(countries().count() > 0);
    }

    #[test]
    fn a_pack_that_was_given_is_read_again_from_its_text() {
        let Some(pack) = countries().next().and_then(shipped) else { return };
        let again = of_text(&to_text(pack));
        assert_eq!(again, Some(pack));
        assert!(again.zip(of_text(&to_text(pack))).is_some_and(|(one, other)| std::ptr::eq(one, other)));
        assert_eq!(of_text("{}"), None);
    }

    #[test]
    fn nobodys_pack_takes_everything_and_knows_nothing() {
        assert!(none().takes("antigen", "x") && none().concept_text(Lang::Es, "antigen", "x").is_none());
    }
}
