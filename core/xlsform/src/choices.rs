//! The sheet `choices`: lists, their choices, and what filters ask of them. Knows the sheet; writes nothing.

use std::collections::{HashMap, HashSet};

use chaski::forms::Problem;

use crate::form::{Choice, List};
use crate::reference;
use crate::table::{Row, Table};
use crate::text;
use crate::value::Value;

/// The lists of the sheet, in the order in which they begin. `duplicates` says whether a list may name a choice twice.
pub fn lists(table: &Table, duplicates: bool, problems: &mut Vec<Problem>) -> Vec<List> {
    let (dropped, named) = headings(table, problems);
    let mut lists: Vec<List> = Vec::new();
    let mut by_name: HashMap<String, usize> = HashMap::new();
    let mut seen: HashSet<(usize, String)> = HashSet::new();
    let mut unlabelled: HashSet<usize> = HashSet::new();
    for row in &table.rows {
        let Some(list) = row.text(&["list name"]) else {
            if row.text(&["name"]).is_some() {
                problems.push(Problem::notice(
                    table.place(row.number, "list_name"),
                    "choice-without-list",
                    "this row names no list, and is not read",
                    "write the name of its list under list_name",
                ));
            }
            continue;
        };
        let at = *by_name.entry(list.to_owned()).or_insert_with(|| {
            lists.push(List {
                name: list.to_owned(),
                choices: Vec::new(),
                in_texts: false,
                searched: false,
                checked: false,
                has_other: false,
            });
            lists.len() - 1
        });
        let Some(name) = row.text(&["name"]) else {
            if !named {
                continue;
            }
            problems.push(Problem::refused(
                table.place(row.number, "name"),
                "choice-without-name",
                "this choice has no name",
                "write what is stored when it is chosen under name",
            ));
            continue;
        };
        if !seen.insert((at, name.to_owned())) && !duplicates {
            problems.push(Problem::notice(
                table.place(row.number, "name"),
                "choice-twice",
                format!("the list \"{list}\" has \"{name}\" twice, and what is chosen does not say which"),
                "give each choice a name of its own, or say allow_choice_duplicates in the settings",
            ));
        }
        if row.get(&["label"]).is_none() && unlabelled.insert(at) {
            problems.push(Problem::notice(
                table.place(row.number, "label"),
                "choice-without-label",
                format!("the list \"{list}\" has choices without a label, which are shown by their names"),
                "write what a person reads under label",
            ));
        }
        if let Some(list) = lists.get_mut(at) {
            list.has_other |= name == "other";
            list.choices.push(choice(row, name, &dropped));
        }
    }
    for list in &mut lists {
        list.in_texts = list.choices.iter().any(spoken);
    }
    lists
}

/// Whether what is read of a choice stands in the texts of the form.
fn spoken(choice: &Choice) -> bool {
    match &choice.label {
        _ if !choice.media.is_empty() => true,
        Some(Value::Map(_)) => true,
        Some(Value::Text(text)) => reference::has(text),
        None => false,
    }
}

fn choice(row: &Row, name: &str, dropped: &HashSet<String>) -> Choice {
    let media = row.get(&["media"]).map(|media| media.entries().to_vec()).unwrap_or_default();
    let mut extra = Vec::new();
    for (heading, value) in row.values.entries() {
        if ["list name", "name", "label", "media"].contains(&heading.as_str()) || dropped.contains(heading) {
            continue;
        }
        if let Value::Text(text) = value {
            extra.push((heading.clone(), text.clone()));
        }
    }
    // Whatever it was told by, this one stands behind what filters ask for.
    if let Some(at) = extra.iter().position(|(heading, _)| heading == "sms_option") {
        let option = extra.remove(at);
        extra.push(option);
    }
    Choice { name: name.to_owned(), label: row.get(&["label"]).cloned(), media, extra, row: row.number }
}

/// Tells of columns that cannot become elements of a choice, and says which; and whether choices have names at all.
fn headings(table: &Table, problems: &mut Vec<Problem>) -> (HashSet<String>, bool) {
    let mut dropped = HashSet::new();
    let named = table.headings.0.iter().any(|(words, _)| words.first().is_some_and(|word| word == "name"));
    if !named && !table.rows.is_empty() {
        problems.push(Problem::refused(
            table.at(1, ""),
            "column-missing",
            "the choices have no column \"name\"",
            "add the columns list_name, name and label",
        ));
    }
    for (words, heading) in &table.headings.0 {
        let first = words.first().map_or("", String::as_str);
        if ["list name", "name", "label", "media"].contains(&first) {
            continue;
        }
        if words.len() > 1 || !text::is_name(first) || first.contains(':') {
            dropped.insert(first.to_owned());
            problems.push(Problem::notice(
                table.at(1, heading),
                "unknown-column",
                format!("the column \"{heading}\" is not read: a filter cannot ask for it by that name"),
                "use letters, digits and _, without blanks, or leave it as a note",
            ));
        }
    }
    (dropped, named)
}
