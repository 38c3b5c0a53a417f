//! Our evaluator for the tests of others: a question a line on stdin, an answer a line on stdout. A question is JSON: the `document` as
//! nested nodes, the place of the context `node` in child numbers (an attribute: -1 less its number), the `expression`, and the
//! `namespaces` of its prefixes, where names are to be compared by namespace. The zone is the system's.
//!   xpath_judge

use std::collections::BTreeMap;
use std::error::Error;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, Write};

use chaski::forms::tree::{Kind, Names, NodeId, Tree};
use chaski::forms::xpath::{DocumentId, NodeRef, Value, World, eval, parse};
use chrono::{DateTime, FixedOffset, Local, NaiveDateTime, Offset, TimeZone};
use serde_json::{Value as Json, json};

struct Judged {
    tree: Tree,
    names: Names,
    namespaces: Option<BTreeMap<String, String>>,
}

impl World for Judged {
    fn tree(&self, _: DocumentId) -> &Tree {
        &self.tree
    }
    fn names(&self) -> &Names {
        &self.names
    }
    fn now(&self) -> DateTime<FixedOffset> {
        Local::now().fixed_offset()
    }
    fn offset_of(&self, local: NaiveDateTime) -> i32 {
        Local.offset_from_local_datetime(&local).earliest().map_or(0, |offset| offset.fix().local_minus_utc())
    }
    fn random(&self) -> f64 {
        (RandomState::new().build_hasher().finish() >> 11) as f64 / (1u64 << 53) as f64
    }
    fn by_namespace(&self) -> bool {
        self.namespaces.is_some()
    }
    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.namespaces.as_ref()?.get(prefix).map(String::as_str)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = answer(&serde_json::from_str(&line?)?).unwrap_or_else(|why| json!({ "error": why }));
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(question: &Json) -> Result<Json, String> {
    let mut names = Names::default();
    let tree = build(&question["document"], &mut names);
    let namespaces = question["namespaces"].as_object().map(|prefixes| {
        prefixes
            .iter()
            .map(|(prefix, uri)| (prefix.clone(), uri.as_str().unwrap_or_default().into()))
            .collect()
    });
    let text = question["expression"].as_str().unwrap_or_default();
    // A function that there is not is an error where it is called, as these tests have it; a form is refused for it.
    let expr = parse::parse_with(text, &mut names, &|_| true).map_err(|error| error.to_string())?;
    let numbers = question["node"].as_array().cloned().unwrap_or_default();
    let node = numbers.iter().try_fold(tree.document(), |node, number| match number.as_i64()? {
        number @ 0.. => tree.children(node).nth(number as usize),
        number => tree.attributes(node).nth((-1 - number) as usize),
    });
    let world = Judged { tree, names, namespaces };
    let node = NodeRef { document: DocumentId(0), node: node.ok_or("there is no such node")? };
    let fault = |fault: chaski::forms::xpath::Fault| fault.to_string();
    let value = eval::evaluate(&expr, node, &world).map_err(fault)?;
    let kind = match &value {
        Value::Number(_) => 1,
        Value::Text(_) => 2,
        Value::Boolean(_) => 3,
        Value::Nodes(_) => 4,
    };
    let nodes = match &value {
        Value::Nodes(nodes) => {
            Some(nodes.as_slice().iter().map(|node| place(&world.tree, node.node)).collect::<Vec<_>>())
        }
        _ => None,
    };
    Ok(json!({
        "type": kind,
        "nodes": nodes,
        "text": eval::evaluate_text(&expr, node, &world).map_err(fault)?,
        "number": eval::evaluate_number(&expr, node, &world).map_err(fault)?.to_string().replace("inf", "Infinity"),
        "boolean": eval::evaluate_boolean(&expr, node, &world).map_err(fault)?,
    }))
}

/// A document from nested nodes.
fn build(document: &Json, names: &mut Names) -> Tree {
    let mut tree = Tree::new();
    let mut open = vec![(document, tree.document())];
    while let Some((node, made)) = open.pop() {
        for child in node["children"].as_array().into_iter().flatten() {
            let text = child["text"].as_str().unwrap_or_default();
            if let Some(name) = child["element"].as_str() {
                let element = tree.append_element(made, names.intern(name));
                for attribute in child["attributes"].as_array().into_iter().flatten() {
                    if let (Some(name), Some(value)) = (attribute[0].as_str(), attribute[1].as_str()) {
                        tree.append_attribute(element, names.intern(name), value);
                    }
                }
                open.push((child, element));
            } else if let Some(comment) = child["comment"].as_str() {
                tree.append_comment(made, comment);
            } else if let Some(target) = child["instruction"].as_str() {
                tree.append_instruction(made, names.intern(target), text);
            } else {
                tree.append_text(made, text);
            }
        }
    }
    tree
}

/// The place of a node in child numbers.
fn place(tree: &Tree, node: NodeId) -> Vec<i64> {
    let mut numbers = Vec::new();
    let mut at = node;
    while let Some(parent) = tree.parent(at) {
        let before = |node: &NodeId| *node != at;
        numbers.push(match tree.kind(at) {
            Kind::Attribute(..) => -1 - tree.attributes(parent).take_while(before).count() as i64,
            _ => tree.children(parent).take_while(before).count() as i64,
        });
        at = parent;
    }
    numbers.reverse();
    numbers
}
