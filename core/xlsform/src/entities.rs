//! The sheet `entities`: records that a finished form makes or changes, and where in the form each stands (specification "ODK XForms
//! entities" 2024.1 and 2025.1). Knows the sheet; where each stands is `placing`'s.

use std::collections::HashSet;

use chaski::forms::Problem;

use crate::form::Id;
use crate::reference;
use crate::table::Table;
use crate::text;

/// The lists of records that a form may have.
const LISTS: usize = 200;

/// A record that the form makes or changes.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The list it belongs to.
    pub list: String,
    /// Its row in the sheet.
    pub row: u32,
    /// The questions that its row speaks of.
    pub names: HashSet<String>,
    /// The id of the record that is changed.
    pub entity_id: Option<String>,
    /// When one is made.
    pub create_if: Option<String>,
    /// When one is changed.
    pub update_if: Option<String>,
    /// Its name.
    pub label: Option<String>,
}

/// A question that speaks of a record, or of which a record speaks.
#[derive(Debug, Clone)]
pub struct Use {
    /// The record's list.
    pub list: String,
    /// Its row in the survey.
    pub row: u32,
    /// The groups it stands in, the form first.
    pub path: Vec<Id>,
    /// The property that it is saved to; nothing where a record speaks of it.
    pub property: Option<String>,
    /// Its name, in that case.
    pub question: String,
}

/// The records that the sheet declares.
pub fn declarations(table: &Table, problems: &mut Vec<Problem>) -> Vec<Declaration> {
    let mut declared: Vec<Declaration> = Vec::new();
    if let Some(row) = table.rows.get(LISTS) {
        let what = format!("a form makes records of {LISTS} lists at most");
        problems.push(Problem::refused(table.place(row.number, ""), "too-large", what, "divide the form"));
    }
    for row in table.rows.iter().take(LISTS) {
        let mut refuse = |aspect: &str, what: &str, remedy: &str| {
            problems.push(Problem::refused(table.place(row.number, aspect), "entity", what, remedy));
        };
        let list = row.text(&["dataset"]).unwrap_or_default();
        if let Some(what) = wrong_list(list) {
            refuse("dataset", what, "begin with a letter, then letters, digits, - and _");
        }
        let cell = |name: &str| row.text(&[name]).map(str::to_owned);
        let declaration = Declaration {
            list: list.to_owned(),
            row: row.number,
            names: ["entity_id", "create_if", "update_if", "label"]
                .iter()
                .filter_map(|name| row.text(&[name]))
                .flat_map(|cell| {
                    reference::references(cell).into_iter().map(|reference| reference.name.to_owned())
                })
                .collect(),
            entity_id: cell("entity_id"),
            create_if: cell("create_if"),
            update_if: cell("update_if"),
            label: cell("label"),
        };
        match (&declaration.entity_id, &declaration.create_if, &declaration.update_if) {
            (None, _, Some(_)) => refuse(
                "update_if",
                "update_if says when to change a record, and nothing says which",
                "write its id under entity_id, or use create_if",
            ),
            (Some(_), Some(_), None) => refuse(
                "create_if",
                "this says when to make a record and not when to change one",
                "write an expression under update_if as well, or remove entity_id",
            ),
            (None, _, None) if declaration.label.is_none() => {
                refuse("label", "a record that is made needs a name", "write an expression under label")
            }
            _ => {}
        }
        if declared.iter().any(|known| known.list == list) {
            refuse("dataset", "this list is declared twice", "keep one row for each list");
            continue;
        }
        declared.push(declaration);
    }
    declared
}

/// What is wrong with the name of a list.
fn wrong_list(name: &str) -> Option<&'static str> {
    match name {
        "" => Some("the list of records has no name"),
        name if name.starts_with("__") => Some("names that begin with __ are taken"),
        name if name.contains('.') => Some("the name of a list of records has no point"),
        name if !text::is_name(name) => Some("this cannot be a name"),
        _ => None,
    }
}

/// The list and the property that a cell of `save_to` names, or what is wrong with it and what to do.
pub fn save_to(
    cell: &str,
    declared: &[Declaration],
    section: bool,
    uses: &[Use],
) -> Result<(String, String), (String, &'static str)> {
    let wrong = |what: &str, remedy: &'static str| Err((what.to_owned(), remedy));
    let Some(first) = declared.first() else {
        return wrong(
            "no record is declared that this could be saved to",
            "add a sheet entities with a row for it",
        );
    };
    let (list, property) = match cell.split_once('#') {
        Some((_, property)) if property.contains('#') => {
            return wrong("this has more than one #", "write list#property");
        }
        Some((list, property)) => (list, property),
        None if declared.len() > 1 => {
            return wrong("this does not say to which of several records", "write list#property");
        }
        None => (first.list.as_str(), cell),
    };
    if !declared.iter().any(|declaration| declaration.list == list) {
        return Err((
            format!("no record of \"{list}\" is declared"),
            "write the list as in the sheet entities",
        ));
    }
    if section {
        return wrong("groups and repeats cannot be saved", "save the questions in it");
    }
    if ["name", "label"].contains(&property.to_lowercase().as_str()) {
        return wrong("a record has a name and a label of its own", "give the property another name");
    }
    if property.starts_with("__") || !text::is_name(property) {
        return Err((
            format!("\"{property}\" cannot be the name of a property"),
            "begin with a letter, then letters, digits, - and _",
        ));
    }
    if let Some(other) =
        uses.iter().find(|other| other.list == list && other.property.as_deref() == Some(property))
    {
        return Err((
            format!("row {} is saved to \"{property}\" already", other.row),
            "give one of the two another property",
        ));
    }
    Ok((list.to_owned(), property.to_owned()))
}
