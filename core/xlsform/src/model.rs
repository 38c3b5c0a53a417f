//! The model of the XForm: the record as it is before anybody answers, and what holds for each of its elements. Knows the tree.

use crate::form::{Action, Class, Id, NEW_REPEAT};
use crate::itext::in_texts;
use crate::resolve::{Resolver, Style};
use crate::text;
use crate::typed::dynamic;
use crate::value::Value;
use crate::xml::Element;

/// The attributes of a bind that are expressions, and the aspects by which their cells are found.
const ASPECTS: [(&str, &str); 9] = [
    ("relevant", "relevant"),
    ("constraint", "constraint"),
    ("calculate", "calculate"),
    ("required", "required"),
    ("readonly", "readonly"),
    ("jr:constraintMsg", "constraint_message"),
    ("jr:requiredMsg", "required_message"),
    ("entities:saveto", "save_to"),
    ("jr:preload", "type"),
];

/// The element of a section in the record, with all that is in it. `within` says that it stands in an instance of a repeat, which needs
/// no template of its own.
pub fn record(out: &mut Resolver<'_>, id: Id, within: bool) -> Element {
    let mut element = attributes(out, id);
    let mut within = within;
    for child in out.form.item(id).children.clone() {
        let item = out.form.item(child);
        out.take(item.name.len() + 64);
        match item.class {
            Class::External => {}
            Class::Attribute => {
                let value = item.default.clone().unwrap_or_default();
                element.set(item.name.trim_start_matches('@'), value);
            }
            Class::Question(_) | Class::EntityLabel => element.push(leaf(out, child)),
            Class::Repeat if !within => {
                let template = template(out, child);
                element.push(template);
                element.push(record(out, child, true));
                within = false;
            }
            _ => element.push(record(out, child, within)),
        }
        if out.exhausted() {
            break;
        }
    }
    element
}

/// The element of a repeat that new instances are copied from.
fn template(out: &mut Resolver<'_>, id: Id) -> Element {
    let mut element = Element::new(&out.form.item(id).name).with("jr:template", "");
    for child in out.form.item(id).children.clone() {
        if out.exhausted() {
            break;
        }
        match out.form.item(child).class {
            Class::External | Class::Attribute => {}
            Class::Repeat => element.push(template(out, child)),
            Class::Question(_) | Class::EntityLabel => element.push(leaf(out, child)),
            _ => element.push(record(out, child, false)),
        }
    }
    element
}

fn leaf(out: &mut Resolver<'_>, id: Id) -> Element {
    let element = attributes(out, id).from(out.spot(id, "default"));
    let item = out.form.item(id);
    out.take(item.name.len() + 64);
    match &item.default {
        Some(default) if !dynamic(item) => {
            out.take(default.len());
            element.text(default.as_str())
        }
        _ => element,
    }
}

/// An element of the record with the attributes that its row gives it.
fn attributes(out: &mut Resolver<'_>, id: Id) -> Element {
    let form = out.form;
    let item = form.item(id);
    let mut element = Element::new(&item.name);
    for (name, value) in &item.instance {
        let spot = out.spot(id, "instance");
        element.set(name, out.expression(value, Some(id), spot, Style::default()));
    }
    element
}

/// The binds and the actions of the model, in the order of the form.
pub fn binds(out: &mut Resolver<'_>, model: &mut Element) {
    for id in out.form.in_order() {
        if out.exhausted() {
            return;
        }
        model.push_some(bind(out, id));
        for action in actions(out, id, false) {
            model.push(action);
        }
    }
}

fn bind(out: &mut Resolver<'_>, id: Id) -> Option<Element> {
    let form = out.form;
    let item = form.item(id);
    let attributes = item.bind.as_ref().filter(|_| item.class != Class::External)?;
    let mut bind = Element::new("bind").with("nodeset", out.path(id)).from(out.spot(id, "type"));
    for (name, value) in attributes {
        if name == "calculate" && !item.triggers.is_empty() {
            continue;
        }
        let aspect = ASPECTS.iter().find(|(known, _)| known == name).map_or("bind", |(_, aspect)| aspect);
        let spot = out.spot(id, aspect);
        let message = matches!(name.as_str(), "jr:constraintMsg" | "jr:requiredMsg" | "jr:noAppErrorString");
        let text = match value {
            value if message && in_texts(value, name != "jr:noAppErrorString") => {
                format!("jr:itext('{}:{name}')", out.path(id))
            }
            Value::Text(text) => match text::yes_no(text).filter(|_| aspect == name.as_str()) {
                Some(yes) => if yes { "true()" } else { "false()" }.to_owned(),
                None => out.expression(text, Some(id), spot, Style::default()),
            },
            Value::Map(_) => continue,
        };
        bind.set(name, text);
    }
    Some(bind)
}

/// What happens to an element by itself: in the model when the record opens, in a repeat when one is added.
pub fn actions(out: &mut Resolver<'_>, id: Id, in_repeat: bool) -> Vec<Element> {
    let form = out.form;
    let item = form.item(id);
    if !matches!(item.class, Class::Question(_) | Class::Attribute) {
        return Vec::new();
    }
    item.actions
        .iter()
        .filter(|action| (action.event == NEW_REPEAT) == in_repeat)
        .map(|action| acted(out, id, action))
        .collect()
}

fn acted(out: &mut Resolver<'_>, id: Id, action: &Action) -> Element {
    let form = out.form;
    let item = form.item(id);
    let spot = out.spot(id, "default");
    let value = match &item.default {
        Some(default) if item.class != Class::Attribute => {
            if item.dynamic || dynamic(item) {
                Some(out.expression(default, Some(id), spot, Style::default()))
            } else {
                Some(default.clone())
            }
        }
        _ => action.value.clone(),
    };
    let mut element =
        Element::new(action.name).with("ref", out.path(id)).with("event", action.event).from(spot);
    if let Some(value) = value.filter(|value| !value.is_empty() && action.name == "setvalue") {
        element.set("value", value);
    }
    if let Some(quality) = &action.quality {
        element.set("odk:quality", quality.as_str());
    }
    element
}
