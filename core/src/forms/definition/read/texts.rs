//! Reads what an XForm shows: `itext`, labels, hints, messages and the outputs in them. Knows the source; decides nothing.

use crate::forms::definition::compile::Compiler;
use crate::forms::definition::ids::DefId;
use crate::forms::definition::texts::{Entry, Label, Part, Version};
use crate::forms::problem::{Place, Problem};
use crate::forms::tree::{Kind, NodeId, Tree};

/// Reads `itext`.
pub fn itext(compiler: &mut Compiler<'_>, itext: NodeId) {
    let tree = compiler.tree;
    let translations: Vec<NodeId> =
        tree.child_elements(itext).filter(|node| compiler.local(*node) == "translation").collect();
    for (place, translation) in translations.iter().enumerate() {
        let lang = compiler.attribute(*translation, "lang").unwrap_or_default();
        if compiler.attribute(*translation, "default").is_some() {
            compiler.texts.default = place as u32;
        }
        compiler.texts.languages.push(lang);
    }
    for (place, translation) in translations.iter().enumerate() {
        for text in tree.child_elements(*translation) {
            let Some(id) = compiler.attribute(text, "id") else {
                compiler.problems.push(Problem::refused(
                    compiler.place(text),
                    "text-without-id",
                    "a text has no id",
                    "give it an attribute id",
                ));
                continue;
            };
            let entry = match compiler.texts.ids.get(&id) {
                Some(entry) => *entry,
                None => {
                    let entry = compiler.texts.entries.len() as u32;
                    compiler.texts.entries.push(Entry::default());
                    compiler.texts.ids.insert(id, entry);
                    entry
                }
            };
            for value in tree.child_elements(text) {
                let form = compiler.attribute(value, "form").unwrap_or_default();
                let parts = parts(compiler, value, DefId(0));
                let version = Version { language: place as u32, form, parts };
                compiler.texts.entries[entry as usize].versions.push(version);
            }
        }
    }
}

/// The parts of a text: words, outputs, and the words of whatever else stands in it.
pub fn parts(compiler: &mut Compiler<'_>, of: NodeId, owner: DefId) -> Vec<Part> {
    let tree: &Tree = compiler.tree;
    let mut parts: Vec<Part> = Vec::new();
    let mut at = tree.first_child(of);
    while let Some(node) = at {
        let mut inside = true;
        match tree.kind(node) {
            Kind::Text(words) => match parts.last_mut() {
                Some(Part::Words(before)) => before.push_str(words),
                _ => parts.push(Part::Words(words.to_string())),
            },
            Kind::Element(_) if compiler.local(node) == "output" => {
                inside = false;
                let what = compiler.attribute(node, "value").or_else(|| compiler.attribute(node, "ref"));
                match what {
                    Some(what) => parts.extend(compiler.shown(&what, owner, node).map(Part::Output)),
                    None => compiler.problems.push(Problem::refused(
                        compiler.place(node),
                        "output-without-value",
                        "an output names no value",
                        "give it an attribute value",
                    )),
                }
            }
            _ => {}
        }
        at = if inside { tree.after(node, of) } else { tree.after_all(node, of) };
    }
    parts
}

/// What stands at an element such as `label` or `hint`: a reference or words.
pub fn label(compiler: &mut Compiler<'_>, of: NodeId, owner: DefId) -> Option<Label> {
    match compiler.attribute(of, "ref") {
        Some(reference) => referred(compiler, &reference, owner, of),
        None => Some(Label::Plain(parts(compiler, of, owner))),
    }
}

/// What an attribute says that is either words or a call of `jr:itext`.
pub fn message(compiler: &mut Compiler<'_>, text: &str, owner: DefId, of: NodeId) -> Option<Label> {
    if text.trim_start().starts_with("jr:itext(") {
        referred(compiler, text, owner, of)
    } else {
        Some(Label::Plain(vec![Part::Words(text.to_owned())]))
    }
}

fn referred(compiler: &mut Compiler<'_>, reference: &str, owner: DefId, of: NodeId) -> Option<Label> {
    let Some(id) = itext_id(reference) else {
        return compiler.shown(reference, owner, of).map(Label::Computed);
    };
    let Some(entry) = compiler.texts.ids.get(&id).copied() else {
        compiler.problems.push(Problem::notice(
            named(compiler.place(of), &id),
            "no-text",
            format!("there is no text `{id}`"),
            "nothing is shown there; add it to itext in every language, or correct the id",
        ));
        return None;
    };
    Some(Label::Itext(compiler.in_context(entry, owner)))
}

/// The id in `jr:itext('id')`.
fn itext_id(reference: &str) -> Option<String> {
    let inner = reference.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
    let quote = inner.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    let id = inner.strip_prefix(quote)?.strip_suffix(quote)?;
    (!id.contains(quote)).then(|| id.to_owned())
}

fn named(place: Place, node: &str) -> Place {
    match place {
        Place::Line { line, .. } => Place::Line { line, node: node.to_owned() },
        other => other,
    }
}
