//! The records that a form makes, put into its tree: `meta/entity` with its attributes, in the group that all who save to it share.
//! Knows the tree; which group that is, is `allocate`'s.

use chaski::forms::{Place, Problem};

use crate::allocate::allocate;
use crate::entities::{Declaration, Use};
use crate::form::{self, Class, Form, Id, Item, action};
use crate::places::{SheetName, Spot};
use crate::table::Table;
use crate::value::Value;

/// Puts each record where it belongs in the form: `meta/entity`, in the group that all who save to it share.
pub fn place(
    form: &mut Form,
    declared: &[Declaration],
    uses: &[Use],
    table: &Table,
    problems: &mut Vec<Problem>,
) {
    let places = match allocate(form, declared, uses) {
        Ok(places) => places,
        Err((row, survey, what)) => {
            let remedy = "save to it, and speak of questions, in one group or repeat only, or in repeats one in another";
            let place = if survey {
                Place::Cell { sheet: "survey".to_owned(), row, column: "save_to".to_owned() }
            } else {
                table.place(row, "dataset")
            };
            problems.push(Problem::refused(place, "entity-place", what, remedy));
            return;
        }
    };
    let any = places.iter().any(|(container, _)| repeated(form, *container));
    for (container, declaration) in places {
        let Some(declaration) = declared.get(declaration) else { continue };
        let within = repeated(form, container);
        let meta = meta(form, container);
        add(form, meta, declaration, within);
    }
    form.entities = Some(if declared.len() > 1 || any { "2025.1.0" } else { "2024.1.0" });
}

/// Whether an element is a repeat or stands in one.
fn repeated(form: &Form, id: Id) -> bool {
    form.repeats(id) || form.above(id).any(|above| form.repeats(above))
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
