//! Reads the body of an XForm: its questions, groups and repeats, and what they offer. Knows the source; fills nothing in.

use super::{actions, texts};
use crate::forms::definition::body::{Choice, Control, ControlKind, Items};
use crate::forms::definition::compile::{Compiler, Source};
use crate::forms::definition::formula::Purpose;
use crate::forms::definition::ids::DefId;
use crate::forms::definition::references;
use crate::forms::problem::{Place, Problem};
use crate::forms::tree::NodeId;

/// Paths that the body repeats, as they are written.
pub fn repeated(compiler: &Compiler<'_>, body: NodeId) -> Vec<String> {
    compiler
        .tree
        .descendants(body)
        .filter(|node| compiler.local(*node) == "repeat")
        .filter_map(|node| compiler.attribute(node, "nodeset").or_else(|| compiler.attribute(node, "ref")))
        .map(|path| path.trim().to_owned())
        .collect()
}

/// Reads the body.
pub fn body(compiler: &mut Compiler<'_>, body: NodeId) {
    // What is to be read still, the next one last; the reader of XML bounds how many there are.
    let mut todo: Vec<(NodeId, Option<u32>, DefId)> = Vec::new();
    let tree = compiler.tree;
    let push = |todo: &mut Vec<_>, of: NodeId, parent, context| {
        let mut children: Vec<NodeId> = tree.child_elements(of).collect();
        children.reverse();
        todo.extend(children.into_iter().map(|child| (child, parent, context)));
    };
    push(&mut todo, body, None, DefId(0));
    while let Some((node, parent, context)) = todo.pop() {
        let kind = match compiler.local(node) {
            "group" => ControlKind::Group,
            "repeat" => ControlKind::Repeat,
            "input" if compiler.attribute(node, "query").is_some() => ControlKind::SelectOne,
            "input" | "secret" | "textarea" => ControlKind::Input,
            "select1" => ControlKind::SelectOne,
            "select" => ControlKind::SelectMultiple,
            "rank" => ControlKind::Rank,
            "upload" => ControlKind::Upload,
            "range" => ControlKind::Range,
            "trigger" => ControlKind::Trigger,
            "label" | "hint" | "item" | "itemset" | "help" => continue,
            _ if actions::is_action(compiler, node) => {
                actions::action(
                    compiler,
                    node,
                    parent.and_then(|parent| compiler.controls[parent as usize].def),
                );
                continue;
            }
            "" => continue,
            other => {
                let what = format!("there is no control `{other}`");
                compiler.problems.push(Problem::refused(
                    compiler.place(node),
                    "unknown-control",
                    what,
                    "use input, select, select1, odk:rank, upload, range, trigger, group or repeat",
                ));
                continue;
            }
        };
        let def = element_of(compiler, node, context, kind);
        let index = compiler.controls.len() as u32;
        compiler.controls.push(Control {
            kind,
            def,
            parent,
            children: Vec::new(),
            label: None,
            hint: None,
            appearance: compiler.attribute(node, "appearance").unwrap_or_default(),
            items: None,
            other: other_attributes(compiler, node),
        });
        if let Some(parent) = parent {
            compiler.controls[parent as usize].children.push(index);
        }
        let owner = def.unwrap_or(context);
        if let Some(def) = def {
            let shown = &mut compiler.nodes[def.0 as usize].control;
            // A group that wraps a repeat names the same element: its label is the repeat's.
            if shown.is_none() {
                *shown = Some(index);
            }
        }
        let label = compiler.child(node, "label").and_then(|label| texts::label(compiler, label, owner));
        let hint = compiler.child(node, "hint").and_then(|hint| texts::label(compiler, hint, owner));
        let items = match kind {
            ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank => {
                items(compiler, node, owner)
            }
            _ => None,
        };
        match (kind, def) {
            (ControlKind::Repeat, Some(def)) => repeat(compiler, node, def),
            (ControlKind::Upload, Some(def)) => compiler.problems.push(Problem::notice(
                compiler.place_of(node, def, ""),
                "stays-on-phone",
                "the photo, sound, film or file that is asked for stays on the phone: only its name is sent",
                "ask in words for what others must know",
            )),
            _ => {}
        }
        let control = &mut compiler.controls[index as usize];
        (control.label, control.hint, control.items) = (label, hint, items);
        push(&mut todo, node, Some(index), owner);
    }
}

fn other_attributes(compiler: &Compiler<'_>, node: NodeId) -> Vec<(String, String)> {
    const READ: [&str; 7] = ["ref", "nodeset", "bind", "appearance", "count", "noAddRemove", "query"];
    let mut all = compiler.attributes(node);
    all.retain(|(name, _)| {
        compiler.is_foreign(name) || !READ.contains(&name.rsplit(':').next().unwrap_or(name))
    });
    all
}

fn element_of(compiler: &mut Compiler<'_>, node: NodeId, context: DefId, kind: ControlKind) -> Option<DefId> {
    let written = match compiler.attribute(node, "ref").or_else(|| compiler.attribute(node, "nodeset")) {
        Some(path) => Some(path),
        // A bind may have a name, and a control may say that.
        None => compiler.attribute(node, "bind").and_then(|id| {
            let binds: Vec<NodeId> = compiler
                .tree
                .descendants(compiler.tree.document())
                .filter(|node| compiler.local(*node) == "bind")
                .collect();
            binds
                .into_iter()
                .find(|bind| compiler.attribute(*bind, "id").as_deref() == Some(id.as_str()))
                .and_then(|bind| compiler.attribute(bind, "nodeset"))
        }),
    };
    let Some(written) = written else {
        if kind != ControlKind::Group {
            compiler.problems.push(Problem::refused(
                compiler.place(node),
                "control-without-ref",
                "a question names no element of the record",
                "give it an attribute ref",
            ));
        }
        return None;
    };
    let found = compiler.resolve(&written, context);
    if found.is_none() {
        let place = Place::Line { line: compiler.tree.line(node), node: written.trim().to_owned() };
        compiler.problems.push(if kind == ControlKind::Group {
            Problem::notice(
                place,
                "group-of-nothing",
                "a group names an element that the record does not have",
                "it is shown as a heading; add the element to the first instance",
            )
        } else {
            Problem::refused(
                place,
                "no-element",
                "a question names an element that the record does not have",
                "add the element to the first instance, or correct the path",
            )
        });
    }
    found
}

fn repeat(compiler: &mut Compiler<'_>, node: NodeId, def: DefId) {
    let place = compiler.place_of(node, def, "count");
    let count = compiler.attribute(node, "count").filter(|count| !count.trim().is_empty());
    let fixed = compiler.attribute(node, "noAddRemove").is_some_and(|text| text.trim() == "true()");
    let formula = count.and_then(|count| {
        let mut expr = compiler.parse(&count, &place)?;
        references::bind(&mut expr, compiler.elements(), def);
        let parent = compiler.nodes[def.0 as usize].parent.unwrap_or(DefId(0));
        // The count is asked for where there may be no instance yet: at what the repeat stands in.
        if !references::lift(&mut expr) {
            compiler.problems.push(Problem::refused(
                place.clone(),
                "count-of-itself",
                "how many of a repeat there are is read inside the repeat itself",
                "count from a question that stands outside of it",
            ));
            return None;
        }
        let source = Source { place: place.clone(), text: count, told: true };
        Some(compiler.add(expr, parent, Purpose::Count(def), source))
    });
    let relevant_above = compiler.nodes[def.0 as usize].relevant.and_then(|relevant| {
        let mut expr = compiler.formulas[relevant.0 as usize].expr.clone();
        let source = compiler.sources[relevant.0 as usize].clone();
        let parent = compiler.nodes[def.0 as usize].parent.unwrap_or(DefId(0));
        references::lift(&mut expr).then(|| compiler.add(expr, parent, Purpose::Action, source))
    });
    if let Some(repeat) = &mut compiler.nodes[def.0 as usize].repeat {
        repeat.relevant_above = relevant_above;
        repeat.fixed = fixed || formula.is_some();
        repeat.count = formula;
    }
}

fn items(compiler: &mut Compiler<'_>, node: NodeId, owner: DefId) -> Option<Items> {
    let tree = compiler.tree;
    if compiler.attribute(node, "appearance").is_some_and(|appearance| appearance.contains("search(")) {
        compiler.problems.push(Problem::notice(
            compiler.place(node),
            "search",
            "the appearance searches a list as another app does it",
            "any answer is taken; use select_one_from_file with a choice filter instead",
        ));
        return Some(Items::Any);
    }
    if let Some(query) = compiler.attribute(node, "query") {
        let place = compiler.place_of(node, owner, "query");
        let nodes = compiler.formula(&query, owner, Purpose::Choices, place.clone())?;
        let value = compiler.parse("name", &place)?;
        let label = compiler.parse("label", &place)?;
        return Some(Items::Nodes { nodes, value, label });
    }
    if let Some(itemset) = compiler.child(node, "itemset") {
        let place = compiler.place_of(itemset, owner, "choices");
        let Some(nodeset) = compiler.attribute(itemset, "nodeset") else {
            compiler.problems.push(Problem::refused(
                place,
                "itemset-without-nodeset",
                "a list of choices says no nodes",
                "give it an attribute nodeset",
            ));
            return None;
        };
        let reference = |compiler: &Compiler<'_>, local: &str| {
            compiler.child(itemset, local).and_then(|child| compiler.attribute(child, "ref"))
        };
        let value = reference(compiler, "value").unwrap_or_else(|| "name".to_owned());
        let label = reference(compiler, "label").unwrap_or_else(|| value.clone());
        let nodes = compiler.formula(&nodeset, owner, Purpose::Choices, place.clone());
        let value = compiler.parse(&value, &place);
        let label = compiler.parse(&label, &place);
        return Some(Items::Nodes { nodes: nodes?, value: value?, label: label? });
    }
    let mut listed = Vec::new();
    let all: Vec<NodeId> = tree.child_elements(node).filter(|item| compiler.local(*item) == "item").collect();
    for item in all {
        let Some(value) = compiler.child(item, "value").map(|value| tree.text(value).trim().to_owned())
        else {
            compiler.problems.push(Problem::refused(
                compiler.place(item),
                "choice-without-value",
                "a choice has no value",
                "give it a value",
            ));
            continue;
        };
        let label = compiler.child(item, "label").and_then(|label| texts::label(compiler, label, owner));
        listed.push(Choice { value, label });
    }
    Some(Items::Listed(listed))
}
