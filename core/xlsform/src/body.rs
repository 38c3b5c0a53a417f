//! The body of the XForm: a control for each question that is asked, groups and repeats around them. Knows the tree.

use std::collections::HashMap;

use crate::attachments::{ENDINGS, stem};
use crate::form::{Class, Id, Item};
use crate::instances::searches;
use crate::model::actions;
use crate::reference;
use crate::resolve::{Resolver, Style};
use crate::types::Kind;
use crate::value::Value;
use crate::xml::Element;

/// What is set when a question's value changes: by the name of the question.
pub type Triggered = HashMap<String, Vec<Id>>;

/// Who is set by whom.
pub fn triggered(out: &Resolver<'_>) -> Triggered {
    let mut by: Triggered = HashMap::new();
    for id in out.form.in_order() {
        for trigger in &out.form.item(id).triggers {
            if matches!(out.form.item(id).class, Class::Question(_)) {
                by.entry(trigger.clone()).or_default().push(id);
            }
        }
    }
    by
}

/// The controls of what is in an element.
pub fn controls(out: &mut Resolver<'_>, id: Id, by: &Triggered) -> Vec<Element> {
    let mut controls = Vec::new();
    for child in &out.form.item(id).children {
        if out.exhausted() {
            break;
        }
        controls.extend(control(out, *child, by));
    }
    controls
}

fn control(out: &mut Resolver<'_>, id: Id, by: &Triggered) -> Option<Element> {
    match out.form.item(id).class {
        Class::Group { shown: true } => Some(group(out, id, by)),
        Class::Repeat => Some(repeat(out, id, by)),
        Class::Question(kind) => question(out, id, kind, by),
        _ => None,
    }
}

/// Sets the attributes that the row gives a control.
fn attributes(out: &mut Resolver<'_>, id: Id, element: &mut Element, raw: &[&str]) {
    let form = out.form;
    for (name, value) in &form.item(id).control {
        let aspect = if name == "jr:count" { "repeat_count" } else { "appearance" };
        let spot = out.spot(id, aspect);
        let value = if raw.contains(&name.as_str()) {
            value.clone()
        } else {
            out.expression(value, Some(id), spot, Style::default())
        };
        element.set(name, value);
    }
}

fn group(out: &mut Resolver<'_>, id: Id, by: &Triggered) -> Element {
    let mut element = Element::new("group").from(out.spot(id, "type"));
    attributes(out, id, &mut element, &["appearance"]);
    element.set("ref", out.path(id));
    if out.form.item(id).label.is_some() {
        element.push(label(out, id));
    }
    for control in controls(out, id, by) {
        element.push(control);
    }
    element
}

fn repeat(out: &mut Resolver<'_>, id: Id, by: &Triggered) -> Element {
    let mut repeat = Element::new("repeat").with("nodeset", out.path(id)).from(out.spot(id, "repeat_count"));
    attributes(out, id, &mut repeat, &[]);
    for control in controls(out, id, by) {
        repeat.push(control);
    }
    for below in below(out, id) {
        for action in actions(out, below, true) {
            repeat.push(action);
        }
    }
    let path = out.path(id);
    Element::new("group").with("ref", path).from(out.spot(id, "type")).child(label(out, id)).child(repeat)
}

/// The elements in a repeat that are in none of its repeats, in order.
fn below(out: &Resolver<'_>, id: Id) -> Vec<Id> {
    let (mut order, mut open) = (Vec::new(), vec![id]);
    while let Some(at) = open.pop() {
        order.push(at);
        let inner = |child: &&Id| !out.form.repeats(**child);
        open.extend(out.form.item(at).children.iter().filter(inner).rev());
    }
    order
}

fn question(out: &mut Resolver<'_>, id: Id, kind: Kind, by: &Triggered) -> Option<Element> {
    let form = out.form;
    let item = form.item(id);
    let set: &[Id] = by.get(&item.name).map_or(&[], Vec::as_slice);
    let calculated = item.bound_to("calculate").is_some() || !item.triggers.is_empty();
    let hidden = item.kind == "calculate" || (calculated && item.label.is_none() && item.hint.is_none());
    if hidden || kind.control.is_empty() || kind.control == "action" {
        for target in set {
            let spot = out.spot(*target, "trigger");
            let what = format!("\"{}\" is not asked, and so never answered", item.name);
            if hidden {
                out.refuse(spot, "trigger-hidden", what, "name a question that is asked");
            } else {
                out.notice(spot, "trigger-hidden", what, "name a question that is asked: this is never set");
            }
        }
        return None;
    }
    let mut element = Element::new(kind.control).from(out.spot(id, "label"));
    label_and_hint(out, id, &mut element);
    element.set("ref", out.path(id));
    if !kind.media.is_empty() {
        element.set("mediatype", kind.media);
    }
    attributes(out, id, &mut element, &[]);
    match item.kind.as_str() {
        "select one" | "select all that apply" | "rank" => choices(out, id, &mut element),
        "geopoint" | "geotrace" | "geoshape" if item.itemset.is_some() => element.push(itemset(out, id)),
        "range" => {
            if let Some(list) = &item.itemset {
                element.push(offered("name", label_of(out, list), format!("instance('{list}')/root/item")));
            }
        }
        _ => {}
    }
    if let Some(list) = &item.query {
        let spot = out.spot(id, "choice_filter");
        let style = Style { current: true, through_repeat: false };
        let filter = out.expression(item.filter.as_deref().unwrap_or_default(), Some(id), spot, style);
        element.set("query", format!("instance('{list}')/root/item[{filter}]"));
    }
    let place = |id: &Id| form.item(*id).kind == "background-geopoint";
    for (name, measured) in [("setvalue", false), ("odk:setgeopoint", true)] {
        for target in set.iter().filter(|target| place(target) == measured) {
            let spot = out.spot(*target, "calculate");
            let value = form.item(*target).bound_to("calculate").unwrap_or_default();
            let value = out.expression(value, Some(id), spot, Style::default());
            let mut action = Element::new(name)
                .with("ref", out.path(*target))
                .with("event", "xforms-value-changed")
                .from(spot);
            if !value.is_empty() && !measured {
                action.set("value", value);
            }
            element.push(action);
        }
    }
    Some(element)
}

fn label_and_hint(out: &mut Resolver<'_>, id: Id, element: &mut Element) {
    let item = out.form.item(id);
    let labelled = item.label.is_some() || !item.media.is_empty();
    let hinted = item.hint.is_some() || item.guidance.is_some();
    if !labelled && item.hint.is_none() {
        let what = format!("\"{}\" is asked, and has nothing that a person could read", item.name);
        out.refuse(out.spot(id, "label"), "no-label", what, "write a question under label, or a hint");
        return;
    }
    let has = |name: &str| item.media.iter().any(|(kind, _)| kind == name);
    if has("big-image") && !has("image") {
        out.refuse(
            out.spot(id, "big-image"),
            "big-image",
            "a big-image needs an image that it is the large form of",
            "name a small one under image",
        );
    }
    element.push(label(out, id));
    if hinted {
        element.push(hint(out, id));
    }
}

fn label(out: &mut Resolver<'_>, id: Id) -> Element {
    let item = out.form.item(id);
    let spot = out.spot(id, "label");
    let element = Element::new("label").from(spot);
    if item.label_in_texts() {
        return element.with("ref", format!("jr:itext('{}:label')", out.path(id)));
    }
    match &item.label {
        Some(Value::Text(text)) => element.holding(out.prose(text, Some(id), spot).0),
        _ => element,
    }
}

fn hint(out: &mut Resolver<'_>, id: Id) -> Element {
    let item = out.form.item(id);
    let spot = out.spot(id, "hint");
    let element = Element::new("hint").from(spot);
    match &item.hint {
        Some(Value::Text(text)) if item.guidance.is_none() => {
            element.holding(out.prose(text, Some(id), spot).0)
        }
        _ => element.with("ref", format!("jr:itext('{}:hint')", out.path(id))),
    }
}

/// What the label of a choice of a list is read from.
fn label_of(out: &Resolver<'_>, list: &str) -> &'static str {
    if out.form.list(list).is_some_and(|list| list.in_texts) { "jr:itext(itextId)" } else { "label" }
}

fn offered(value: &str, label: &str, nodeset: String) -> Element {
    Element::new("itemset")
        .with("nodeset", nodeset)
        .child(Element::new("value").with("ref", value))
        .child(Element::new("label").with("ref", label))
}

/// The choices of a question: one by one where a search replaces them, as a list otherwise.
fn choices(out: &mut Resolver<'_>, id: Id, element: &mut Element) {
    let item = out.form.item(id);
    if !matches!(item.bound_to("type"), Some("string" | "odk:rank")) {
        let spot = out.spot(id, "type");
        out.refuse(
            spot,
            "select-type",
            "what is chosen is stored as text, and the bind says otherwise",
            "remove bind::type",
        );
    }
    if !searches(item) {
        let itemset = itemset(out, id);
        element.push(itemset);
        return;
    }
    let Some(list) = item.itemset.as_deref().and_then(|list| out.form.list(list)) else { return };
    for (index, choice) in list.choices.iter().enumerate() {
        let mut label = Element::new("label");
        if list.in_texts {
            label.set("ref", format!("jr:itext('{}-{index}')", list.name));
        } else if let Some(Value::Text(text)) = choice.label.as_ref().filter(|_| item.label.is_some()) {
            label = label.text(text.as_str());
        }
        out.take(choice.name.len() + 64);
        element
            .push(Element::new("item").child(label).child(Element::new("value").text(choice.name.as_str())));
    }
}

/// Where the choices of a question come from.
fn itemset(out: &mut Resolver<'_>, id: Id) -> Element {
    let form = out.form;
    let item = form.item(id);
    let source = item.itemset.clone().unwrap_or_default();
    let geography = item.kind.starts_with("geo");
    let (name, ending) = stem(&source);
    let referred = reference::has(&source);
    let style = Style { current: false, through_repeat: true };
    let mut filter = None;
    let (value, label, mut nodeset) = if ENDINGS.contains(&ending) {
        let (value, label) = if ending == ".geojson" { ("id", "title") } else { ("name", "label") };
        let chosen = |key: &str, otherwise: &str| item.parameter(key).unwrap_or(otherwise).to_owned();
        (chosen("value", value), chosen("label", label), format!("instance('{name}')/root/item"))
    } else if referred {
        let path = out.expression(&source, Some(id), out.spot(id, "type"), style);
        if geography {
            filter = Some("./geometry != ''".to_owned());
            ("geometry".to_owned(), "geometry".to_owned(), path.trim().to_owned())
        } else {
            let (nodeset, last) = path.trim().rsplit_once('/').unwrap_or(("", path.trim()));
            filter = Some(format!("./{last} != ''"));
            (last.to_owned(), last.to_owned(), nodeset.to_owned())
        }
    } else {
        ("name".to_owned(), label_of(out, &source).to_owned(), format!("instance('{source}')/root/item"))
    };
    if let Some(text) = &item.filter {
        let spot = out.spot(id, "choice_filter");
        let mut own = out.expression(text, Some(id), spot, Style { current: true, through_repeat: referred });
        if referred && !nodeset.is_empty() {
            own = own.replace(&format!("current()/{nodeset}"), ".").replace(&nodeset, ".");
            out.take(own.len());
        }
        filter = Some(own);
    }
    if let Some(filter) = filter {
        nodeset = format!("{nodeset}[{filter}]");
    }
    if randomized(item) {
        nodeset = match item.parameter("seed") {
            Some(seed) => {
                let seed = out.expression(seed, Some(id), out.spot(id, "parameters"), Style::default());
                format!("randomize({nodeset}, {})", seed.trim())
            }
            None => format!("randomize({nodeset})"),
        };
    }
    offered(&value, &label, nodeset).from(out.spot(id, "choice_filter"))
}

fn randomized(item: &Item) -> bool {
    item.randomized() && !item.kind.starts_with("geo")
}
