//! The sheet `entities`: records that a finished form makes or changes, and where in the form each stands (specification "ODK XForms
//! entities" 2024.1 and 2025.1). Knows the sheet and the tree; where each stands is decided by who speaks of it.

use chaski::forms::Problem;

use crate::form::{self, Class, Form, Id, Item, action};
use crate::places::{SheetName, Spot};
use crate::reference;
use crate::table::Table;
use crate::text;
use crate::value::Value;

/// A record that the form makes or changes.
#[derive(Debug, Clone)]
pub struct Declaration {
    /// The list it belongs to.
    pub list: String,
    /// Its row in the sheet.
    pub row: u32,
    /// The questions that its row speaks of.
    pub names: Vec<String>,
    entity_id: Option<String>,
    create_if: Option<String>,
    update_if: Option<String>,
    label: Option<String>,
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
    for row in &table.rows {
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

/// Puts each record where it belongs in the form: `meta/entity`, in the group that all who save to it share.
pub fn place(
    form: &mut Form,
    declared: &[Declaration],
    uses: &[Use],
    table: &Table,
    problems: &mut Vec<Problem>,
) {
    let places = match crate::allocate::allocate(form, declared, uses) {
        Ok(places) => places,
        Err((row, survey, what)) => {
            let remedy = "save to it, and speak of questions, in one group or repeat only, or in repeats one in another";
            let place = if survey {
                chaski::forms::Place::Cell { sheet: "survey".to_owned(), row, column: "save_to".to_owned() }
            } else {
                table.place(row, "dataset")
            };
            problems.push(Problem::refused(place, "entity-place", what, remedy));
            return;
        }
    };
    let repeated = places.iter().any(|(container, _)| repeated(form, *container));
    for (container, declaration) in places {
        let Some(declaration) = declared.get(declaration) else { continue };
        let within = repeated_in(form, container);
        let meta = meta(form, container);
        add(form, meta, declaration, within);
    }
    form.entities = Some(if declared.len() > 1 || repeated { "2025.1.0" } else { "2024.1.0" });
}

/// Whether an element is a repeat or stands in one.
fn repeated_in(form: &Form, id: Id) -> bool {
    form.repeats(id) || form.above(id).any(|above| form.repeats(above))
}

fn repeated(form: &Form, id: Id) -> bool {
    repeated_in(form, id)
}

/// The group `meta` of an element, new where it has none.
pub fn meta(form: &mut Form, of: Id) -> Id {
    let named =
        |id: &&Id| form.item(**id).name == "meta" && matches!(form.item(**id).class, Class::Group { .. });
    match form.item(of).children.iter().find(named) {
        Some(meta) => *meta,
        None => {
            let spot = Spot { sheet: SheetName::Settings, row: 0, aspect: "name" };
            form.add(of, Item::new(Class::Group { shown: false }, "meta", "group", spot))
        }
    }
}

/// Adds a record with its attributes.
fn add(form: &mut Form, meta: Id, declaration: &Declaration, repeated: bool) {
    let at = |aspect| Spot { sheet: SheetName::Entities, row: declaration.row, aspect };
    let entity = form.add(meta, Item::new(Class::Entity, "entity", "entity", at("dataset")));
    let attribute = |name: &str, value: &str, aspect| {
        let mut item = Item::new(Class::Attribute, &format!("@{name}"), "attribute", at(aspect));
        item.default = Some(value.to_owned());
        item
    };
    let calculated = |item: Item, expression: &str| {
        item.bound("calculate", expression).bound("readonly", "true()").bound("type", "string")
    };
    form.add(entity, attribute("dataset", &declaration.list, "dataset"));
    let conditional = |name: &str, condition: &Option<String>, aspect| {
        let item = attribute(name, "1", aspect);
        match condition {
            Some(condition) => calculated(item, condition),
            None => item,
        }
    };
    let mut id = attribute("id", "", "entity_id").bound("readonly", "true()").bound("type", "string");
    if declaration.entity_id.is_none() || declaration.create_if.is_some() {
        form.add(entity, conditional("create", &declaration.create_if, "create_if"));
    }
    match &declaration.entity_id {
        None => {
            for event in [Some(form::FIRST_LOAD), repeated.then_some(form::NEW_REPEAT)].into_iter().flatten()
            {
                let mut set = action("setvalue", event);
                set.value = Some("uuid()".to_owned());
                id.actions.push(set);
            }
        }
        Some(known) => {
            form.add(entity, conditional("update", &declaration.update_if, "update_if"));
            let record = format!("instance('{}')/root/item[name={known}]", declaration.list);
            for (name, property) in
                [("baseVersion", "__version"), ("trunkVersion", "__trunkVersion"), ("branchId", "__branchId")]
            {
                form.add(
                    entity,
                    calculated(attribute(name, "", "entity_id"), &format!("{record}/{property}")),
                );
            }
            id.bind("calculate", Value::Text(known.clone()));
        }
    }
    form.add(entity, id);
    if let Some(label) = &declaration.label {
        let item = Item::new(Class::EntityLabel, "label", "label", at("label"));
        form.add(entity, calculated(item, label));
    }
}
