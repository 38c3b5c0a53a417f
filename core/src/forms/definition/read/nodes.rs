//! The record of a form: its elements, what its binds say of them, and what a new instance of a repeat looks like. Knows the first instance
//! and the binds; shows nothing.

use std::collections::{HashMap, HashSet};

use super::texts;
use crate::forms::definition::compile::Compiler;
use crate::forms::definition::formula::Purpose;
use crate::forms::definition::ids::{DefId, NO_DEF};
use crate::forms::definition::node::{NodeDef, Repeat, ValueType};
use crate::forms::problem::{Place, Problem};
use crate::forms::tree::{Kind, NodeId, Symbol, Tree};

/// What the first instance comes to.
pub struct Record {
    /// The record as it opens.
    pub tree: Tree,
    /// The element of each of its nodes.
    pub defs: Vec<DefId>,
    /// Templates of repeats.
    pub templates: Tree,
    /// The element of each node of those.
    pub template_defs: Vec<DefId>,
}

/// Reads the record under `root`; `repeats` are the paths that the body repeats.
pub fn record(compiler: &mut Compiler<'_>, root: NodeId, repeats: &HashSet<String>) -> Record {
    let mut builder = Builder {
        record: Tree::new(),
        templates: Tree::new(),
        template_of: HashMap::new(),
        first_of: Vec::new(),
        seen: HashSet::new(),
        repeats,
        compiler,
    };
    let document = builder.record.document();
    builder.element(root, None, false, document);
    for (def, source) in std::mem::take(&mut builder.first_of) {
        if !builder.template_of.contains_key(&def) {
            builder.template(source, def);
        }
    }
    let Builder { record, templates, template_of, compiler, .. } = builder;
    for (def, template) in template_of {
        compiler.nodes[def.0 as usize].repeat =
            Some(Repeat { template, count: None, relevant_above: None, fixed: false });
    }
    let defs = defs(compiler, &record, |_| None);
    let roots: HashMap<NodeId, DefId> = compiler
        .nodes
        .iter()
        .enumerate()
        .filter_map(|(index, node)| node.repeat.as_ref().map(|repeat| (repeat.template, DefId(index as u32))))
        .collect();
    let template_defs = defs_of_templates(compiler, &templates, &roots);
    Record { tree: record, defs, templates, template_defs }
}

fn defs(compiler: &Compiler<'_>, tree: &Tree, root: impl Fn(NodeId) -> Option<DefId>) -> Vec<DefId> {
    let mut defs = vec![NO_DEF; tree.capacity()];
    for node in tree.descendants(tree.document()) {
        let Some(name) = tree.element_name(node) else { continue };
        let parent =
            tree.parent(node).map(|parent| defs[parent.0 as usize]).filter(|parent| *parent != NO_DEF);
        if let Some(def) = root(node).or_else(|| compiler.by_name.get(&(parent, name)).copied()) {
            defs[node.0 as usize] = def;
        }
    }
    defs
}

fn defs_of_templates(compiler: &Compiler<'_>, tree: &Tree, roots: &HashMap<NodeId, DefId>) -> Vec<DefId> {
    defs(compiler, tree, |node| roots.get(&node).copied())
}

struct Builder<'b, 'c> {
    compiler: &'b mut Compiler<'c>,
    record: Tree,
    templates: Tree,
    template_of: HashMap<DefId, NodeId>,
    first_of: Vec<(DefId, NodeId)>,
    /// Elements that do not repeat, by the tree they were made in, what they stand under, and which they are.
    seen: HashSet<(bool, NodeId, DefId)>,
    repeats: &'b HashSet<String>,
}

impl Builder<'_, '_> {
    /// The reader of XML bounds how deep elements stand, and so this recursion.
    fn element(&mut self, source: NodeId, parent: Option<DefId>, in_template: bool, under: NodeId) {
        let Some(name) = self.compiler.tree.element_name(source) else { return };
        let def = self.def(parent, name);
        let repeats = self.repeats.contains(&self.compiler.nodes[def.0 as usize].path);
        let is_template = self.compiler.tree.attributes(source).any(|attribute| {
            matches!(self.compiler.tree.kind(attribute), Kind::Attribute(name, _)
                if self.compiler.names.split(*name).1 == "template"
                    && self.compiler.names.split(*name).0.is_some_and(|prefix| !self.compiler.foreign.contains(prefix)))
        });
        if is_template && repeats {
            if !self.template_of.contains_key(&def) {
                self.template(source, def);
            }
            return;
        }
        if repeats {
            self.first_of.push((def, source));
        } else if !self.seen.insert((in_template, under, def)) {
            self.compiler.problems.push(Problem::notice(
                self.compiler.place_of(source, def, ""),
                "element-twice",
                "the record has two elements of this name side by side, and no repeat in the body",
                "only the first is used; rename one, or add the repeat",
            ));
            return;
        }
        let tree = if in_template { &mut self.templates } else { &mut self.record };
        let made = tree.append_element(under, name);
        self.content(source, def, in_template, made);
    }

    fn template(&mut self, source: NodeId, def: DefId) {
        let name = self.compiler.nodes[def.0 as usize].name;
        let document = self.templates.document();
        let made = self.templates.append_element(document, name);
        self.template_of.insert(def, made);
        self.content(source, def, true, made);
    }

    fn content(&mut self, source: NodeId, def: DefId, in_template: bool, made: NodeId) {
        let source_tree = self.compiler.tree;
        let tree = if in_template { &mut self.templates } else { &mut self.record };
        for attribute in source_tree.attributes(source) {
            if let Kind::Attribute(name, value) = source_tree.kind(attribute)
                && self.compiler.names.split(*name).1 != "template"
            {
                tree.append_attribute(made, *name, value);
            }
        }
        let mut leaf = true;
        for child in source_tree.child_elements(source) {
            leaf = false;
            self.element(child, Some(def), in_template, made);
        }
        if leaf {
            let text = source_tree.text(source);
            if !text.trim().is_empty() {
                let tree = if in_template { &mut self.templates } else { &mut self.record };
                tree.set_text(made, &text);
            }
        }
    }

    fn def(&mut self, parent: Option<DefId>, name: Symbol) -> DefId {
        if let Some(def) = self.compiler.by_name.get(&(parent, name)) {
            return *def;
        }
        let def = DefId(self.compiler.nodes.len() as u32);
        let (depth, above) = match parent {
            Some(parent) => {
                let above = &mut self.compiler.nodes[parent.0 as usize];
                above.children.push(def);
                (above.depth + 1, above.path.clone())
            }
            None => (0, String::new()),
        };
        let path = format!("{above}/{}", self.compiler.names.name(name));
        self.compiler.nodes.push(NodeDef {
            name,
            parent,
            children: Vec::new(),
            depth,
            path,
            repeat: None,
            kind: ValueType::Text,
            relevant: None,
            calculate: None,
            constraint: None,
            required: None,
            readonly: None,
            constraint_message: None,
            required_message: None,
            preload: None,
            save_to: None,
            control: None,
            other: Vec::new(),
        });
        self.compiler.by_name.insert((parent, name), def);
        def
    }
}

/// Reads what a bind says.
pub fn bind(compiler: &mut Compiler<'_>, bind: NodeId) {
    let nodeset = compiler.attribute(bind, "nodeset").or_else(|| compiler.attribute(bind, "ref"));
    let Some(nodeset) = nodeset else {
        compiler.problems.push(Problem::refused(
            compiler.place(bind),
            "bind-without-nodeset",
            "a bind names no element",
            "give it an attribute nodeset",
        ));
        return;
    };
    let Some(def) = compiler.resolve(&nodeset, DefId(0)) else {
        compiler.problems.push(Problem::notice(
            Place::Line { line: compiler.tree.line(bind), node: nodeset.trim().to_owned() },
            "bind-of-nothing",
            "a bind names an element that the record does not have",
            "nothing comes of it; add the element to the first instance, or remove the bind",
        ));
        return;
    };
    let mut preload = None;
    let mut parameters = None;
    for (written, value) in compiler.attributes(bind) {
        if compiler.is_foreign(&written) {
            compiler.nodes[def.0 as usize].other.push((written, value));
            continue;
        }
        let local = written.rsplit(':').next().unwrap_or(&written).to_owned();
        let place = compiler.place_of(bind, def, &local);
        let formula = |compiler: &mut Compiler<'_>, purpose| {
            // An expression that is not there says nothing.
            if value.trim().is_empty() { None } else { compiler.formula(&value, def, purpose, place.clone()) }
        };
        match local.as_str() {
            "nodeset" | "ref" | "id" | "saveIncomplete" => {}
            "type" => match value_type(&value) {
                Some(kind) => compiler.nodes[def.0 as usize].kind = kind,
                None => compiler.nodes[def.0 as usize].other.push((written, value)),
            },
            "relevant" => {
                let formula = formula(compiler, Purpose::Relevant);
                compiler.nodes[def.0 as usize].relevant = formula;
            }
            "calculate" => {
                let formula = formula(compiler, Purpose::Calculate);
                compiler.nodes[def.0 as usize].calculate = formula;
            }
            "constraint" => {
                let formula = formula(compiler, Purpose::Constraint);
                compiler.nodes[def.0 as usize].constraint = formula;
            }
            "required" => {
                let formula = formula(compiler, Purpose::Required);
                compiler.nodes[def.0 as usize].required = formula;
            }
            "readonly" => {
                let formula = formula(compiler, Purpose::Readonly);
                compiler.nodes[def.0 as usize].readonly = formula;
            }
            "constraintMsg" => {
                let message = texts::message(compiler, &value, def, bind);
                compiler.nodes[def.0 as usize].constraint_message = message;
            }
            "requiredMsg" => {
                let message = texts::message(compiler, &value, def, bind);
                compiler.nodes[def.0 as usize].required_message = message;
            }
            "preload" => preload = Some(value),
            "preloadParams" => parameters = Some(value),
            "saveto" => compiler.nodes[def.0 as usize].save_to = Some(value),
            _ => compiler.nodes[def.0 as usize].other.push((written, value)),
        }
    }
    if let Some(preload) = preload {
        compiler.nodes[def.0 as usize].preload = Some((preload, parameters.unwrap_or_default()));
    }
}

/// A type of the specification; none for one that is not, which is a text.
fn value_type(written: &str) -> Option<ValueType> {
    let local = written.trim().rsplit(':').next().unwrap_or("");
    Some(match local {
        "string" | "select" | "select1" | "rank" | "list" | "" => ValueType::Text,
        "int" | "integer" => ValueType::Integer,
        "decimal" => ValueType::Decimal,
        "boolean" => ValueType::Boolean,
        "date" => ValueType::Date,
        "time" => ValueType::Time,
        "dateTime" | "datetime" => ValueType::DateTime,
        "geopoint" => ValueType::Geopoint,
        "geotrace" => ValueType::Geotrace,
        "geoshape" => ValueType::Geoshape,
        "binary" => ValueType::Binary,
        "barcode" => ValueType::Barcode,
        "intent" => ValueType::Intent,
        _ => return None,
    })
}
