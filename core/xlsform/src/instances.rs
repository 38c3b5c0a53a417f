//! The lists and files that a form reads, each once: its own lists, files that questions choose from or look up, the record that was
//! saved last. Knows names of files by their endings.

use std::collections::{HashMap, HashSet};

use crate::attachments::{ENDINGS, stem};
use crate::form::{Class, Form, Id, Item, List};
use crate::places::{SheetName, Spot};
use crate::reference;
use crate::resolve::Resolver;
use crate::value::Value;
use crate::xml::Element;

/// The attributes of a bind that may look something up in a file.
const LOOKING: [&str; 5] = ["calculate", "constraint", "readonly", "required", "relevant"];

/// What a form reads: its id, where it lies (nothing for a list of its own), and who asks for it.
struct Found {
    id: String,
    source: Option<String>,
    spot: Spot,
    element: Element,
}

fn file(id: &str, source: String, spot: Spot) -> Found {
    let element = Element::new("instance").with("id", id).with("src", source.as_str()).from(spot);
    Found { id: id.to_owned(), source: Some(source), spot, element }
}

/// Puts all of them into the model.
pub fn instances(out: &mut Resolver<'_>, model: &mut Element) {
    let form = out.form;
    let (mut found, mut external): (Vec<Found>, HashSet<String>) = (Vec::new(), HashSet::new());
    let mut last_saved = false;
    for id in form.in_order() {
        let item = form.item(id);
        let spot = out.spot(id, "type");
        if item.class == Class::External {
            let (folder, ending) =
                if item.kind == "csv-external" { ("file-csv", "csv") } else { ("file", "xml") };
            if !external.insert(item.name.clone()) {
                out.refuse(
                    spot,
                    "instance-twice",
                    format!("another file is called \"{}\"", item.name),
                    "give each file a name of its own",
                );
                continue;
            }
            found.push(file(&item.name, format!("jr://{folder}/{}.{ending}", item.name), spot));
            continue;
        }
        looked_up(out, id, item, &mut found);
        if matches!(item.class, Class::Question(_)) {
            if let Some(itemset) =
                item.itemset.as_ref().filter(|_| item.kind.starts_with("select") || item.kind == "rank")
            {
                let (name, ending) = stem(itemset);
                if ENDINGS.contains(&ending) && item.kind != "select one external" {
                    let folder = if ending == ".csv" { "file-csv" } else { "file" };
                    found.push(file(name, format!("jr://{folder}/{itemset}"), spot));
                }
            }
            last_saved |= reads_last_saved(item);
        }
    }
    if last_saved {
        found.push(file(
            "__last-saved",
            "jr://instance/last-saved".to_owned(),
            Spot { sheet: SheetName::Survey, row: 0, aspect: "" },
        ));
    }
    for list in form.lists.iter().filter(|list| !list.searched) {
        let row = list.choices.first().map_or(0, |choice| choice.row);
        let spot = Spot { sheet: SheetName::Choices, row, aspect: "list_name" };
        found.push(Found { id: list.name.clone(), source: None, spot, element: own(out, list) });
    }
    let mut written: HashMap<String, Option<String>> = HashMap::new();
    for one in found {
        match written.get(&one.id) {
            None => {
                written.insert(one.id, one.source);
                model.push(one.element);
            }
            Some(source) if *source != one.source => {
                let what = format!("\"{}\" is the name of two things that the form reads", one.id);
                out.refuse(one.spot, "instance-twice", what, "give the list or the file another name");
            }
            Some(_) => {}
        }
    }
}

/// The files that an element looks something up in by `pulldata`.
fn looked_up(out: &Resolver<'_>, id: Id, item: &Item, found: &mut Vec<Found>) {
    let mut expressions: Vec<(&str, &'static str)> = Vec::new();
    for name in LOOKING {
        expressions.extend(item.bound_to(name).map(|text| (text, name)));
    }
    if matches!(item.class, Class::Question(_)) {
        expressions.extend(item.filter.as_deref().map(|text| (text, "choice_filter")));
        expressions.extend(item.default.as_deref().map(|text| (text, "default")));
    }
    if matches!(item.class, Class::Attribute | Class::EntityLabel) {
        return;
    }
    for (text, aspect) in expressions {
        if !text.contains("pulldata(") {
            continue;
        }
        for (at, call) in text.match_indices("pulldata") {
            let rest = text.get(at + call.len()..).unwrap_or_default().trim_start();
            let Some((name, _)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(',')) else {
                continue;
            };
            if name.trim_start().contains('\n') {
                continue;
            }
            let name = name.replace(['\'', '"'], "").trim().to_owned();
            found.push(file(&name, format!("jr://file-csv/{name}.csv"), out.spot(id, aspect)));
        }
    }
}

fn reads_last_saved(item: &Item) -> bool {
    let bound = item.bind.iter().flatten().filter(|(name, _)| LOOKING.contains(&name.as_str()));
    bound
        .filter_map(|(_, value)| Value::text(value))
        .chain(item.default.as_deref())
        .chain(item.filter.as_deref())
        .any(reference::has_last_saved)
}

/// A list of the form.
fn own(out: &mut Resolver<'_>, list: &List) -> Element {
    let mut root = Element::new("root");
    for (index, choice) in list.choices.iter().enumerate() {
        out.take(choice.name.len() + list.name.len() + 64);
        let spot = Spot { sheet: SheetName::Choices, row: choice.row, aspect: "name" };
        let mut item = Element::new("item").from(spot);
        if list.in_texts {
            item.push(Element::new("itextId").text(format!("{}-{index}", list.name)));
        }
        item.push(Element::new("name").text(choice.name.as_str()));
        if let Some(Value::Text(label)) = choice.label.as_ref().filter(|_| !list.in_texts) {
            item.push(Element::new("label").text(label.as_str()));
        }
        for (name, value) in &choice.extra {
            item.push(Element::new(name).text(value.as_str()));
        }
        root.push(item);
    }
    Element::new("instance").with("id", list.name.as_str()).child(root)
}

/// Whether a question looks its choices up by `search()` in its appearance.
pub fn searches(item: &Item) -> bool {
    let call =
        |appearance: &str| appearance.split_once("search(").is_some_and(|(_, rest)| rest.contains(')'));
    item.controlled("appearance").is_some_and(call)
}

/// Gives the choices of a question that looks them up in a file to the question itself; its list is none of the form's any more. What
/// is wrong with that is told by the cell.
pub fn prepare_search(form: &mut Form) -> Vec<(Id, String)> {
    let mut wrong = Vec::new();
    let choosing = |form: &Form, id: Id| {
        let item = form.item(id);
        matches!(item.kind.as_str(), "select one" | "select all that apply" | "rank")
    };
    let order: Vec<Id> = form.in_order().into_iter().filter(|id| choosing(form, *id)).collect();
    let (searching, plain): (Vec<Id>, Vec<Id>) = order.into_iter().partition(|id| searches(form.item(*id)));
    let mut offered: HashMap<Option<String>, Id> = HashMap::new();
    for id in plain {
        offered.entry(form.item(id).list.clone()).or_insert(id);
    }
    for id in searching {
        let item = form.item(id);
        let list = item.itemset.clone().unwrap_or_default();
        if ENDINGS.contains(&stem(&list).1) {
            wrong.push((id, "search() does not go with choices from a file of their own".to_owned()));
        }
        let named = item.list.clone();
        if let Some(other) = offered.get(&named) {
            wrong.push((
                id,
                format!(
                    "the list \"{list}\" is also offered by \"{}\", which does not use search()",
                    form.item(*other).name
                ),
            ));
        }
        if let Some(list) = form.list_mut(&list) {
            list.searched = true;
        }
    }
    wrong
}
