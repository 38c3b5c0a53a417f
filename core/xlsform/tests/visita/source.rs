//! That the spreadsheet is what its source makes, that its words are short and kind, and that what it writes into the record is there to
//! be written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::visit::VISITA;
use calamine::Reader;
use chaski::action::checklist::{Feeds, destinations};
use chaski::pack;
use chaski::record::{Type, entity_named};

use crate::forbidden::forbidden_in;

const SPANISH: &str = "Español (es)";
const ENGLISH: &str = "English (en)";

/// A row of a sheet by its headings, without what is empty.
type Row = BTreeMap<String, String>;

fn forms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/pe/forms")
}

fn cells(sheet: &str) -> Vec<Vec<String>> {
    let file = forms().join("visita").join(format!("{sheet}.csv"));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&file).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn rows(sheet: &str) -> Vec<Row> {
    let mut cells = cells(sheet).into_iter();
    let headings = cells.next().unwrap();
    cells
        .map(|row| headings.iter().cloned().zip(row).filter(|(_, text)| !text.is_empty()).collect())
        .collect()
}

fn is<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// The name of the list of a question of choices.
fn list(row: &Row) -> Option<&str> {
    let ty = is(row, "type");
    ty.strip_prefix("select_one ").or_else(|| ty.strip_prefix("select_multiple "))
}

fn is_asked(row: &Row) -> bool {
    list(row).is_some() || ["integer", "decimal", "date", "text"].contains(&is(row, "type"))
}

fn choices(of: &str) -> Vec<Row> {
    rows("choices").into_iter().filter(|row| is(row, "list_name") == of).collect()
}

fn none_of(wrong: Vec<String>, what: &str) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

#[test]
fn the_spreadsheet_is_what_its_source_makes() {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(forms().join("visita.xlsx")).unwrap();
    let mut sheets = book.sheet_names();
    sheets.sort();
    assert_eq!(sheets, ["choices", "entities", "settings", "survey"]);
    let bare = |row: &[String]| {
        let end = row.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        row[..end].to_vec()
    };
    for sheet in sheets {
        let range = book.worksheet_range(&sheet).unwrap();
        let made: Vec<Vec<String>> =
            range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let source = cells(&sheet);
        assert_eq!(made.len(), source.len(), "{sheet}: make it anew, see its README");
        for (at, (made, source)) in (1..).zip(made.iter().zip(&source)) {
            assert_eq!(bare(made), bare(source), "{sheet}, row {at}: make it anew, see its README");
        }
    }
}

/// The most letters of a text that a screen shows.
fn most(sheet: &str, column: &str) -> usize {
    match (sheet, column) {
        ("choices", _) => 44,
        (_, "label") => 60,
        _ => 90,
    }
}

/// Without what is put in at run time: screens shorten names.
fn said(text: &str) -> String {
    let mut pieces = text.split("${");
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |said, piece| said + piece.split_once('}').unwrap().1)
}

#[test]
fn its_words_are_short_and_none_is_forbidden() {
    let (mut wrong, mut read) = (Vec::new(), 0);
    for sheet in ["survey", "choices"] {
        for row in rows(sheet) {
            for (heading, text) in &row {
                let Some((column, language)) = heading.split_once("::") else { continue };
                let at = format!("{sheet}, {}, {heading}", is(&row, "name"));
                read += 1;
                let letters = said(text).chars().count();
                if letters > most(sheet, column) {
                    wrong.push(format!("{at}: {letters} letters: {text}"));
                }
                if text.contains(['!', '¡']) {
                    wrong.push(format!("{at} exclaims: {text}"));
                }
                if language == SPANISH {
                    wrong.extend(forbidden_in(text).map(|word| format!("{at} says *{word}*: {text}")));
                }
            }
        }
    }
    assert!(read > 500, "{read}");
    none_of(wrong, "words");
}

#[test]
fn whatever_it_says_it_says_in_spanish_and_english() {
    let mut wrong = Vec::new();
    for sheet in ["survey", "choices"] {
        for row in rows(sheet) {
            let name = is(&row, "name");
            for column in ["label", "hint", "required_message", "constraint_message"] {
                let has = |language| row.contains_key(&format!("{column}::{language}"));
                if has(SPANISH) != has(ENGLISH) {
                    wrong.push(format!("{sheet}, {name}: {column} in one language only"));
                }
            }
            if (sheet == "choices" || is_asked(&row)) && !row.contains_key(&format!("label::{SPANISH}")) {
                wrong.push(format!("{sheet}, {name} has no words"));
            }
            for (rule, message) in [("required", "required_message"), ("constraint", "constraint_message")] {
                if row.contains_key(rule) && !row.contains_key(&format!("{message}::{SPANISH}")) {
                    wrong.push(format!("{sheet}, {name}: {rule} without a sentence that says what to do"));
                }
            }
        }
    }
    none_of(wrong, "languages");
}

#[test]
fn no_quechua_is_in_the_form_that_nobody_signed() {
    let quechua = rows("quz");
    let signed: BTreeMap<&str, &str> = quechua
        .iter()
        .filter(|row| row.contains_key("reviewed"))
        .map(|row| (is(row, "es"), is(row, "quz")))
        .collect();
    let (mut spanish, mut wrong) = (BTreeSet::new(), Vec::new());
    for row in ["survey", "choices"].into_iter().flat_map(rows) {
        for (heading, text) in &row {
            let Some((column, language)) = heading.split_once("::") else { continue };
            // What is calculated comes in the phone's own words.
            let is_calculated = text.starts_with("${") && text.find('}') == Some(text.len() - 1);
            if language == SPANISH && !is_calculated {
                spanish.insert(text.clone());
            } else if language.contains("quz")
                && signed.get(is(&row, &format!("{column}::{SPANISH}"))) != Some(&text.as_str())
            {
                wrong.push(format!("{}, {heading}: {text}", is(&row, "name")));
            }
        }
    }
    none_of(wrong, "not signed");
    // A row a sentence: one whose Spanish changed has lost its signature.
    let listed: BTreeSet<String> = quechua.iter().map(|row| is(row, "es").to_owned()).collect();
    assert_eq!(listed, spanish);
    assert_eq!(listed.len(), quechua.len());
    assert!(quechua.iter().all(|row| is(row, "quz").chars().count() <= 80));
}

#[test]
fn each_danger_sign_is_asked_by_itself_and_nothing_has_a_default() {
    let survey = rows("survey");
    assert!(survey.iter().flat_map(Row::keys).all(|heading| heading != "default" && heading != "trigger"));
    let signs = &survey.iter().find(|row| is(row, "name") == "signs").unwrap()["calculation"];
    let asked: Vec<&Row> = survey.iter().filter(|row| list(row) == Some("sign")).collect();
    assert_eq!(asked.len(), 20);
    for row in asked {
        let name = is(row, "name");
        assert_eq!(is(row, "required"), "yes", "{name}");
        assert!(!row.contains_key("relevant") || name == "moves_less", "{name}");
        assert!(signs.contains(&format!("${{{name}}} = 'yes'")), "{name} counts for nothing");
    }
    let names: Vec<String> = choices("sign").iter().map(|row| is(row, "name").to_owned()).collect();
    assert_eq!(names, ["no", "yes", "not_seen"]);
    // The package and all that follows comes after them; the stop asks to be shown at once.
    let place = |name: &str| survey.iter().position(|row| is(row, "name") == name).unwrap();
    let order = ["greeting", "danger", "danger_pregnancy", "go_now", "permission", "package", "measures"];
    assert!(order.map(place).is_sorted());
    assert_eq!(is(&survey[place("go_now")], "appearance"), "stop");
    assert_eq!(is(&survey[place("consent")], "required"), "yes");
}

/// What stands in quotes in a calculation: among it the codes that it may give.
fn quoted(calculation: &str) -> BTreeSet<String> {
    let quoted = calculation.split('\'').skip(1).step_by(2);
    quoted.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

#[test]
fn a_concept_has_the_code_and_the_words_of_the_pack() {
    let pack = pack::shipped("pe").unwrap();
    let mut wrong = Vec::new();
    for (of, list) in [("agreement", "agreement"), ("relation", "relation"), ("vaccine", "antigen")] {
        let concepts = &pack.list(list).unwrap().concepts;
        let own = choices(of);
        for row in &own {
            let name = is(row, "name");
            let Some(concept) = concepts.iter().find(|concept| concept.code == name) else {
                // What is no concept: that there is none, that it was not seen, and products of several antigens.
                if !["none", "not_seen", "penta", "hexa"].contains(&name) {
                    wrong.push(format!("{list} has no {name}"));
                }
                continue;
            };
            for (language, tag) in [(SPANISH, "es"), (ENGLISH, "en")] {
                if concept.words.texts[tag] != is(row, &format!("label::{language}")) {
                    wrong.push(format!("{list}, {name}: other words than the pack's"));
                }
            }
        }
        let lacks = |code: &str| !own.iter().any(|row| is(row, "name") == code);
        let missing = concepts.iter().filter(|concept| of != "vaccine" && lacks(&concept.code));
        wrong.extend(missing.map(|concept| format!("{of} lacks {}", concept.code)));
    }
    for row in rows("survey") {
        let list = match is(&row, "save_to") {
            "referral.signs" => "danger_sign",
            "service-vaccine.antigens" => "antigen",
            to if to.ends_with(".kind") => "service",
            to if to.ends_with(".document") => "document",
            _ => continue,
        };
        let codes: BTreeSet<String> =
            pack.list(list).unwrap().concepts.iter().map(|concept| concept.code.clone()).collect();
        let given = quoted(is(&row, "calculation"));
        let asked = ["yes", "card", "told", "penta", "hexa"];
        let unknown: Vec<&String> =
            given.difference(&codes).filter(|code| !asked.contains(&code.as_str())).collect();
        if !unknown.is_empty() {
            wrong.push(format!("{}: {list} has no {unknown:?}", is(&row, "name")));
        }
        if list == "danger_sign" && !codes.is_subset(&given) {
            wrong.push("a danger sign of the pack is not asked".to_owned());
        }
    }
    none_of(wrong, "concepts");
}

#[test]
fn what_it_saves_has_a_place_in_the_record() {
    let mut wrong = Vec::new();
    let mut saved: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for destination in destinations(&VISITA).unwrap() {
        let node = VISITA.node(destination.from);
        let (name, ty) = match destination.feeds {
            Feeds::Field(field) => (field.name, Some(field.ty)),
            Feeds::Part(field, part) => (field.name, Some(part.ty)),
            Feeds::Record => ("record", None),
        };
        saved.entry(destination.key).or_default().insert(name.to_owned());
        // A choice that is offered is one that the field holds.
        let row =
            rows("survey").into_iter().find(|row| is(row, "save_to") == node.save_to.as_deref().unwrap());
        if let (Some(list), Some(Type::Code(codes) | Type::Codes(codes))) = (list(&row.unwrap()), ty) {
            let offered = choices(list).into_iter().map(|choice| is(&choice, "name").to_owned());
            let unknown = offered.filter(|name| !codes.iter().any(|code| code.1 == name));
            wrong.extend(unknown.map(|choice| format!("{}: no choice {choice}", node.path)));
        }
    }
    for (key, saved) in &saved {
        let entity = entity_named(key.split('-').next().unwrap()).unwrap();
        for field in entity.fields.iter().filter(|of| of.required && Some(of.id) != entity.owner_field()) {
            if !saved.contains(field.name) && !saved.contains("record") {
                wrong.push(format!("{key} is made without its {}", field.name));
            }
        }
    }
    none_of(wrong, "save_to");
    assert!(saved.len() > 10, "{saved:?}");
}

#[test]
fn what_it_asks_of_the_record_and_what_it_writes_is_documented() {
    let document = std::fs::read_to_string(forms().join("../../../../docs/forms-record.md")).unwrap();
    let survey = rows("survey");
    let place = "instance('contact-summary')/context/";
    let known = survey.iter().filter_map(|row| is(row, "calculation").split_once(place));
    let mut names = 0;
    for (before, name) in known {
        assert!(before.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'), "{name}");
        assert!(document.contains(&format!("`{name}`")), "{name}");
        names += 1;
    }
    assert!(names > 20, "{names}");
    for row in survey.iter().filter(|row| row.contains_key("save_to")) {
        let key = is(row, "save_to").split('.').next().unwrap();
        assert!(document.contains(&format!("`{key}")), "{key}");
    }
}
