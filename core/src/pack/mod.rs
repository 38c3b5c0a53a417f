//! What a country or programme decides, as data: lists of concepts with their words, systems of identifiers and the ladder of
//! identity, rules about growth and haemoglobin. Knows how a pack is read and checked, and which ones are built into the
//! program ([`shipped`]); knows no country, no record and no disk. Whose pack holds is the store's to remember.

mod calls;
mod check_digit;
mod fault;
mod identifiers;
mod lists;
mod pattern;
mod read;

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex, PoisonError};

pub use calls::Call;
pub use check_digit::CheckDigit;
pub use fault::{Fault, Wrong};
pub use identifiers::{Step, System};
pub use lists::{Concept, List};
pub use pattern::Pattern;

use crate::growth::assess::Rules;
use crate::growth::haemoglobin::RuleSets;
use crate::programme::read::Around;
use crate::programme::{self, Programme};
use crate::record::json::read_json;
use crate::record::table::concept_lists;
pub use crate::words::Words;
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
/// The rules of what is owed, as the sheets that an officer edits come to them.
pub const PACKAGE: &str = "package.json";

/// The files that a pack may have; the first three it must.
pub const FILES: [&str; 6] = [PACK, LISTS, IDENTIFIERS, GROWTH, HAEMOGLOBIN, PACKAGE];

/// What a country or programme decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Its country or programme, by a short code.
    pub country: String,
    /// Counts up when it changes.
    pub version: u64,
    /// Whom to call where there is danger, in the order in which it is offered.
    pub calls: Vec<Call>,
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
    /// What each person is owed, or nothing.
    pub programme: Programme,
    id: String,
    files: Files,
}

impl Pack {
    /// Of these files; else everything that is wrong in them.
    pub fn read(files: Files) -> Result<Pack, Vec<Fault>> {
        match Pack::made_of(files) {
            (Some(pack), faults) if faults.is_empty() => Ok(pack),
            (_, faults) => Err(faults),
        }
    }

    /// What can be made of these files, and everything that is wrong in them.
    fn made_of(files: Files) -> (Option<Pack>, Vec<Fault>) {
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
        let Head { country, version, languages, calls } =
            json.map_or_else(Head::default, |json| head(&mut reader, &json));
        faults.append(&mut reader.faults);
        let (mut reader, json) = open(LISTS, &languages, true);
        let lists = json.map(|json| lists::read(&mut reader, &json, &concept_lists())).unwrap_or_default();
        faults.append(&mut reader.faults);
        let (mut reader, json) = open(IDENTIFIERS, &languages, true);
        let (systems, ladder) =
            json.map(|json| identifiers::read(&mut reader, &json, &lists)).unwrap_or_default();
        faults.append(&mut reader.faults);
        let (mut reader, json) = open(PACKAGE, &languages, false);
        let programme = json.map(|json| package(&mut reader, &json, &languages, &lists)).unwrap_or_default();
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
        let pack = growth.ok().zip(haemoglobin.ok()).map(|(growth, haemoglobin)| Pack {
            country,
            version,
            calls,
            lists,
            systems,
            ladder,
            growth,
            haemoglobin,
            programme,
            id: id_of(&text_of(&files)),
            files,
        });
        (pack, faults)
    }

    /// By what its text is known; no other pack has it.
    pub fn id(&self) -> &str {
        &self.id
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

impl std::fmt::Display for Pack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.country, self.version)
    }
}

/// What `pack.json` says.
#[derive(Default)]
struct Head {
    country: String,
    version: u64,
    languages: Vec<String>,
    calls: Vec<Call>,
}

fn head(reader: &mut Reader, json: &Json) -> Head {
    let Some(map) = reader.object("", json, &["country", "version", "languages", "calls"]) else {
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
    reader.languages.clone_from(&languages);
    let calls = calls::read(reader, map.get("calls"));
    Head { country, version: version.unwrap_or_default(), languages, calls }
}

/// The rules of what is owed; what is wrong in the sheets is noted by sheet, row and column.
fn package(
    reader: &mut Reader,
    json: &Json,
    languages: &[String],
    lists: &BTreeMap<String, List>,
) -> Programme {
    let Some(sheets) = programme::read::from_json(json) else {
        reader.fault("", Wrong::Shape("the sheets of a package, each a list of rows"));
        return Programme::default();
    };
    let knows = |list: &str, code: &str| Some(lists.get(list)?.concept(code).is_some());
    let (rules, problems) = programme::read::read(&sheets, &Around { languages, knows: &knows });
    for problem in problems {
        reader.problem(problem);
    }
    rules
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
    "pe": "pack.json", "lists.json", "identifiers.json", "growth.json", "haemoglobin.json", "package.json";
}

static SHIPPED: LazyLock<Vec<Pack>> =
    LazyLock::new(|| sources().into_iter().filter_map(|files| Pack::read(files).ok()).collect());
static NONE: LazyLock<Pack> = LazyLock::new(|| Pack {
    country: String::new(),
    version: 0,
    calls: Vec::new(),
    lists: BTreeMap::new(),
    systems: Vec::new(),
    ladder: vec![Step::Code, Step::LocalId],
    growth: Rules::default(),
    haemoglobin: None,
    programme: Programme::default(),
    id: String::new(),
    files: Files::new(),
});
/// Packs that were given, by what their text is known by, each read once and kept for the life of the process, with those that
/// this version cannot use: a district has one, and seldom another.
static GIVEN: Mutex<BTreeMap<String, Option<&'static Pack>>> = Mutex::new(BTreeMap::new());

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

/// By what a pack's text is known: no other text has it.
pub fn id_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// The pack whose text, as [`to_text`] wrote it, has this id; `None` where this version cannot use it, or the text is lost or another
/// than was kept. The text is asked for once in the life of the process.
pub fn of_id<E>(
    id: &str,
    text: impl FnOnce() -> Result<Option<String>, E>,
) -> Result<Option<&'static Pack>, E> {
    let given = || GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(pack) = given().get(id) {
        return Ok(*pack);
    }
    let Some(text) = text()?.filter(|text| id_of(text) == id) else { return Ok(None) };
    Ok(*given()
        .entry(id.to_owned())
        .or_insert_with(|| of_text(&text).map(|pack| &*Box::leak(Box::new(pack)))))
}

/// The pack that [`to_text`] wrote; `None` where this version cannot use it. One that was taken stays usable where a later version
/// asks for the acts of more rules than the one that took it.
pub fn of_text(text: &str) -> Option<Pack> {
    let (pack, faults) = Pack::made_of(serde_json::from_str(text).ok()?);
    pack.filter(|_| faults.iter().all(|fault| fault.wrong == Wrong::NoAct))
}

/// The files of a pack as one text, to be remembered or sent.
pub fn to_text(pack: &Pack) -> String {
    text_of(&pack.files)
}

fn text_of(files: &Files) -> String {
    // Texts by names: nothing that JSON refuses.
    serde_json::to_string(files).unwrap_or_default()
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
    fn a_pack_that_was_given_is_read_once_from_its_text_and_never_from_another() {
        let Some(pack) = countries().next().and_then(shipped) else { return };
        let text = to_text(pack);
        let of = |given: Option<&str>| of_id::<()>(&id_of(&text), || Ok(given.map(str::to_owned)));
        assert_eq!((of(None), of(Some("{}"))), (Ok(None), Ok(None)));
        assert_eq!(of(Some(&text)), Ok(Some(pack)));
        assert_eq!(of_id(&id_of(&text), || Err("asked for again")), Ok(Some(pack)));
        assert_eq!(of_id::<()>(&id_of("{}"), || Ok(Some("{}".into()))), Ok(None));
    }

    #[test]
    fn a_pack_that_was_taken_before_a_rule_needed_its_act_goes_on() {
        let Some(pack) = countries().next().and_then(shipped) else { return };
        let mut files = pack.files.clone();
        files.insert(
            IDENTIFIERS.into(),
            r#"{ "systems": [{ "system": "x", "words": { "es": "X", "en": "X" }, "patterns": ["@@"] }] }"#
                .into(),
        );
        let faults = Pack::read(files.clone()).err().unwrap_or_default();
        assert_eq!(faults.iter().map(|fault| &fault.wrong).collect::<Vec<_>>(), [&Wrong::NoAct]);
        let text = serde_json::to_string(&files).unwrap_or_default();
        assert!(of_text(&text).is_some_and(|pack| !pack.systems[0].fits("1")));
        assert!(of_text(&text.replace("patterns", "patron")).is_none());
    }

    #[test]
    fn nobodys_pack_takes_everything_and_knows_nothing() {
        assert!(none().takes("antigen", "x") && none().concept_text(Lang::Es, "antigen", "x").is_none());
    }
}
