//! What is looked at across rows and sheets: that every reference leads to one question, and that no language lacks a column. Knows the
//! sheets as they were written.

use std::collections::{BTreeSet, HashMap, HashSet};

use chaski::forms::{Place, Problem};

use crate::reference;
use crate::table::Table;
use crate::text;
use crate::workbook::Sheet;

/// The problems after which references are looked at no further.
const ENOUGH: usize = 300;

/// Looks at the references of a sheet. `looked` says whether a column can refer to anything.
pub fn references(
    table: &Table,
    raw: &Sheet,
    names: &HashMap<String, u32>,
    looked: impl Fn(&[String]) -> bool,
    problems: &mut Vec<Problem>,
) {
    for row in &raw.rows {
        for (at, cell) in &row.cells {
            let Some((words, heading)) = table.headings.0.get(*at) else { continue };
            // Two characters are none, whatever they are.
            if cell.len() <= 2 || !cell.contains("${") || !looked(words) {
                continue;
            }
            let place = table.at(row.number, heading);
            let (found, malformed) = reference::parse(cell);
            if let Some(malformed) = malformed {
                let shown: String = malformed.chars().take(40).collect();
                problems.push(Problem::refused(
                    place.clone(),
                    "reference",
                    format!("\"{shown}\" is no reference"),
                    "write ${name}, the name of a question without blanks",
                ));
            }
            let mut told = HashSet::new();
            for reference in found {
                if problems.len() > ENOUGH {
                    return;
                }
                if told.insert(reference.name) {
                    problems.extend(wrong(reference.name, names, &place));
                }
            }
        }
    }
}

/// What is wrong with a name that is referred to.
fn wrong(name: &str, names: &HashMap<String, u32>, place: &Place) -> Option<Problem> {
    let (what, remedy) = match names.get(name) {
        Some(1) => return None,
        Some(count) => (
            format!("{count} questions are called \"{name}\", and this does not say which"),
            "give each that is referred to a name of its own".to_owned(),
        ),
        None => (
            format!("no question is called \"{name}\""),
            match text::nearest(name, names.keys().map(String::as_str)) {
                Some(near) => format!("the nearest is \"{near}\""),
                None => "write the name of a question of this form".to_owned(),
            },
        ),
    };
    Some(Problem::refused(place.clone(), "unknown-reference", what, remedy))
}

/// The columns that people read, by the words of their headings.
fn spoken(words: &[String]) -> Option<(&str, &str)> {
    let words = match words {
        [first, rest @ ..] if first == "media" || first == "bind" => rest,
        whole => whole,
    };
    let name = match words.first()?.as_str() {
        "jr:constraintMsg" => "constraint_message",
        "jr:requiredMsg" => "required_message",
        name @ ("label" | "hint" | "guidance_hint" | "image" | "big-image" | "audio" | "video") => name,
        _ => return None,
    };
    Some((name, words.get(1).map_or("", String::as_str)))
}

/// Tells which columns a language lacks that another has.
pub fn languages(table: &Table, problems: &mut Vec<Problem>) {
    let columns: HashSet<(&str, &str)> =
        table.headings.0.iter().filter_map(|(words, _)| spoken(words)).collect();
    if columns.iter().all(|(_, language)| language.is_empty()) {
        return;
    }
    let names: BTreeSet<&str> = columns.iter().map(|(name, _)| *name).collect();
    let languages: BTreeSet<&str> = columns.iter().map(|(_, language)| *language).collect();
    let pairs = languages.iter().flat_map(|language| names.iter().map(move |name| (*name, *language)));
    for (name, language) in pairs.filter(|pair| !columns.contains(pair)).take(50) {
        let (what, remedy) = if language.is_empty() {
            (
                format!("some columns name no language, and there is no \"{name}\" without one"),
                "name a language in every heading, as in label::English (en)".to_owned(),
            )
        } else {
            (
                format!("there is no \"{name}\" in {language}"),
                format!("add the column {name}::{language}: what it lacks is shown as -"),
            )
        };
        problems.push(Problem::notice(table.at(1, ""), "language-lacks", what, remedy));
    }
}
