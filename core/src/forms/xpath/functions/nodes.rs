//! Functions of nodes, repeats and tables. XPath 1.0, section 4.1, and the ODK XForms specification, "Node-set Functions" and "Repeat
//! Functions".

use super::super::ast::{Expr, Path, Start, Step};
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::value::{Fault, Nodes, Value};
use super::super::world::NodeRef;
use crate::forms::tree::{Kind, NodeId};

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    match (function, arguments) {
        (Function::Last, _) => Ok(Value::Number(at.size as f64)),
        (Function::Count, [nodes]) => Ok(Value::Number(evaluator.nodes(nodes, at)?.as_slice().len() as f64)),
        (Function::CountNonEmpty, [nodes]) => {
            let mut count = 0.0;
            for node in evaluator.nodes(nodes, at)?.as_slice() {
                evaluator.spend(1)?;
                count += f64::from(u8::from(!evaluator.text_of(*node)?.is_empty()));
            }
            Ok(Value::Number(count))
        }
        (Function::Position, []) => Ok(Value::Number(at.position as f64)),
        (Function::Position, [node]) => match evaluator.all_nodes(node, at)?.first() {
            Some(node) => Ok(Value::Number(f64::from(evaluator.tree(node.document).position(node.node)))),
            None => Err(Fault::new("position() is asked of a node that there is not")),
        },
        (Function::Instance, [id]) => {
            let id = evaluator.text(id, at)?;
            Ok(Value::Nodes(evaluator.world.instance(&id).map_or(Nodes::None, Nodes::One)))
        }
        (Function::Current, _) => Ok(Value::Nodes(Nodes::One(evaluator.current))),
        (Function::Randomize, [nodes, seed @ ..]) => randomize(evaluator, nodes, seed.first(), at),
        (Function::Id, [ids]) => by_id(evaluator, ids, at),
        (Function::Name | Function::LocalName | Function::NamespaceUri, of) => {
            let node = match of.first() {
                Some(nodes) => evaluator.nodes(nodes, at)?.first(),
                None => Some(at.node),
            };
            Ok(Value::owned(node.map(|node| name(evaluator, function, node)).unwrap_or_default()))
        }
        (Function::IndexedRepeat, [node, repeats @ ..]) => indexed_repeat(evaluator, node, repeats, at),
        (Function::Pulldata, [instance, wanted, column, key]) => {
            pulldata(evaluator, [instance, wanted, column, key], at)
        }
        _ => Err(Fault::new(format!("{function}() was given what it does not take"))),
    }
}

fn name(evaluator: &Evaluator<'_>, function: Function, node: NodeRef) -> String {
    let tree = evaluator.tree(node.document);
    let name = match tree.kind(node.node) {
        Kind::Element(name) | Kind::Attribute(name, _) | Kind::Instruction(name, _) => *name,
        Kind::Document | Kind::Text(_) | Kind::Comment(_) => return String::new(),
    };
    match function {
        Function::Name => evaluator.names.name(name).into(),
        Function::LocalName => evaluator.names.split(name).1.into(),
        _ if matches!(tree.kind(node.node), Kind::Instruction(..)) => String::new(),
        _ => evaluator.namespace_of(tree, node.node, name).unwrap_or_default().into(),
    }
}

fn by_id<'a>(evaluator: &Evaluator<'a>, ids: &'a Expr, at: Context) -> Result<Value<'a>, Fault> {
    let texts = match evaluator.value(ids, at)? {
        Value::Nodes(nodes) => nodes
            .as_slice()
            .iter()
            .map(|node| evaluator.text_of(*node).map(|text| text.into_owned()))
            .collect::<Result<Vec<_>, _>>()?,
        value => vec![evaluator.to_text(value)?.into_owned()],
    };
    let wanted: Vec<&str> = texts.iter().flat_map(|text| text.split_whitespace()).collect();
    let tree = evaluator.tree(at.node.document);
    let mut found = Nodes::None;
    let Some(id) = evaluator.names.find("id") else { return Ok(Value::Nodes(found)) };
    for node in tree.descendants(tree.document()) {
        evaluator.spend(1 + wanted.len() / 8)?;
        if tree.attribute(node, id).is_some_and(|own| wanted.contains(&own)) {
            found.push(NodeRef { node, ..at.node });
        }
    }
    Ok(Value::Nodes(found))
}

/// The specification's shuffle: the inside-out variant of Fisher and Yates, with a seed by the generator of Park and Miller.
fn randomize<'a>(
    evaluator: &Evaluator<'a>,
    nodes: &'a Expr,
    seed: Option<&'a Expr>,
    at: Context,
) -> Result<Value<'a>, Fault> {
    const MODULUS: i64 = 2_147_483_647;
    let nodes = evaluator.nodes(nodes, at)?;
    let mut seeded = None;
    if let Some(seed) = seed {
        let value = evaluator.value(seed, at)?;
        let number = evaluator.to_number(&value)?;
        if number.is_nan() && matches!(value, Value::Nodes(_)) && evaluator.to_text(value)?.is_empty() {
            // The question that holds the seed is blank: as they stand, until it is not.
            return Ok(Value::Nodes(nodes));
        }
        if !number.is_finite() {
            return Err(Fault::new("the seed of randomize() is no number"));
        }
        let start = number.trunc() as i64 % MODULUS;
        seeded = Some(if start <= 0 { start + MODULUS - 1 } else { start });
    }
    let mut shuffled = Vec::new();
    for (place, node) in nodes.as_slice().iter().enumerate() {
        evaluator.spend(1)?;
        let chance = match &mut seeded {
            Some(state) => {
                *state = *state * 16_807 % MODULUS;
                (*state - 1) as f64 / (MODULUS - 1) as f64
            }
            None => evaluator.world.random(),
        };
        let other = ((chance * (place + 1) as f64) as usize).min(place);
        shuffled.push(*node);
        shuffled.swap(place, other);
    }
    let mut out = Nodes::None;
    shuffled.into_iter().for_each(|node| out.push(node));
    Ok(Value::Nodes(out))
}

/// The node of the instances that are asked for, one index a repeat, from the outside in. Steps of names alone are walked; any other
/// path gives its nodes, and those in the right instances are looked for.
fn indexed_repeat<'a>(
    evaluator: &Evaluator<'a>,
    node: &'a Expr,
    repeats: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    let mut indexes = Vec::new();
    for pair in repeats.chunks_exact(2) {
        indexes.push((&pair[0], evaluator.number(&pair[1], at)?));
    }
    if let Some(found) = walk_indexed(evaluator, node, &indexes) {
        return Ok(Value::Nodes(
            found.filter(|node| evaluator.counts(*node)).map_or(Nodes::None, Nodes::One),
        ));
    }
    let mut chosen: Option<NodeRef> = None;
    for (repeat, index) in indexes {
        let instances = evaluator.all_nodes(repeat, at)?;
        let mut place = 0.0;
        let mut found = None;
        for instance in instances.as_slice() {
            if chosen.is_none_or(|outer| within(evaluator, *instance, outer)) {
                place += 1.0;
                if place == index {
                    found = Some(*instance);
                    break;
                }
            }
        }
        let Some(instance) = found else { return Ok(Value::owned("")) };
        chosen = Some(instance);
    }
    let nodes = evaluator.nodes(node, at)?;
    let inside = |node: &&NodeRef| chosen.is_none_or(|outer| within(evaluator, **node, outer));
    Ok(Value::Nodes(nodes.as_slice().iter().find(inside).map_or(Nodes::None, |node| Nodes::One(*node))))
}

fn within(evaluator: &Evaluator<'_>, node: NodeRef, outer: NodeRef) -> bool {
    let tree = evaluator.tree(node.document);
    node.document == outer.document
        && std::iter::successors(Some(node.node), |node| tree.parent(*node)).any(|above| above == outer.node)
}

/// None where the paths are not names from the document alone.
fn walk_indexed(evaluator: &Evaluator<'_>, node: &Expr, indexes: &[(&Expr, f64)]) -> Option<Option<NodeRef>> {
    let names = |expr: &'_ Expr| match expr {
        Expr::Path(Path { start: Start::Root, steps }) => {
            steps.iter().map(Step::name).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    let steps = names(node)?;
    let mut places = Vec::new();
    for (repeat, index) in indexes {
        let repeat = names(repeat)?;
        if !steps.starts_with(&repeat) {
            return None;
        }
        places.push((repeat.len(), *index));
    }
    let document = super::super::world::DocumentId(0);
    let tree = evaluator.tree(document);
    let mut at = NodeId(0);
    for (name, depth) in steps.iter().zip(1..) {
        let mut siblings = tree.named_children(at, *name);
        let found = match places.iter().find(|(length, _)| *length == depth) {
            Some((_, index)) if *index >= 1.0 && index.fract() == 0.0 => siblings.nth(*index as usize - 1),
            Some(_) => None,
            None => siblings.next(),
        };
        let Some(found) = found else { return Some(None) };
        at = found;
    }
    Some(Some(NodeRef { document, node: at }))
}

/// `instance(id)/root/item[column = key]/wanted`, its first.
fn pulldata<'a>(
    evaluator: &Evaluator<'a>,
    [instance, wanted, column, key]: [&'a Expr; 4],
    at: Context,
) -> Result<Value<'a>, Fault> {
    let id = evaluator.text(instance, at)?;
    let (wanted, column, key) =
        (evaluator.text(wanted, at)?, evaluator.text(column, at)?, evaluator.text(key, at)?);
    let Some(instance) = evaluator.world.instance(id.strip_suffix(".csv").unwrap_or(&id)) else {
        return Err(Fault::new(format!(
            "pulldata() asks for the table '{id}', which the form does not have"
        )));
    };
    let known = |name: &str| evaluator.names.find(name);
    let (Some(item), Some(wanted), Some(column)) = (known("item"), known(&wanted), known(&column)) else {
        return Ok(Value::owned(""));
    };
    let tree = evaluator.tree(instance.document);
    let Some(root) = tree.root() else { return Ok(Value::owned("")) };
    let row = match tree.keyed(root, item, column) {
        Some(keyed) => keyed.get(&*key).and_then(|rows| rows.first().copied()),
        None => tree
            .named_children(root, item)
            .find(|row| tree.named_children(*row, column).any(|cell| tree.text(cell) == key)),
    };
    let cell = row.and_then(|row| tree.named_child(row, wanted));
    Ok(Value::Text(cell.map(|cell| tree.text(cell)).unwrap_or_default()))
}
