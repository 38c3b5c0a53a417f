//! What the parts of an import share: the source, the form as far as it is made, the problems found so far; and how an expression of the
//! source becomes a formula. Knows the source as a tree; decides nothing of what stands in it.

use std::collections::{HashMap, HashSet};

use super::actions::SetValue;
use super::body::Control;
use super::form::Instance;
use super::formula::{Formula, Purpose};
use super::ids::{DefId, FormulaId};
use super::node::NodeDef;
use super::references::{self, Elements};
use super::texts::{Part, Texts};
use crate::forms::problem::{Place, Problem};
use crate::forms::tree::{Kind, Names, NodeId, Symbol, Tree};
use crate::forms::xpath::ast::Expr;
use crate::forms::xpath::function::{Function, Origin};
use crate::forms::xpath::parse;
use crate::growth::asked;

/// A form being made.
pub struct Compiler<'a> {
    /// The source.
    pub tree: &'a Tree,
    /// Every name of the form.
    pub names: &'a mut Names,
    /// Prefixes of namespaces that are neither XForms' nor OpenRosa's nor ODK's: what has one means nothing here.
    pub foreign: HashSet<String>,
    /// What is wrong, or worth knowing.
    pub problems: Vec<Problem>,
    /// See [`super::Form`].
    pub texts: Texts,
    /// See [`super::Form`].
    pub nodes: Vec<NodeDef>,
    /// Elements by parent and name.
    pub by_name: HashMap<(Option<DefId>, Symbol), DefId>,
    /// See [`super::Form`].
    pub formulas: Vec<Formula>,
    /// Where each formula stands, its text, and whether what it lacks is told.
    pub sources: Vec<Source>,
    /// See [`super::Form`].
    pub controls: Vec<Control>,
    /// See [`super::Form`].
    pub actions: Vec<SetValue>,
    /// See [`super::Form`].
    pub instances: Vec<Instance>,
}

/// Where a formula comes from.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its place, with the element and what it is for.
    pub place: Place,
    /// As it is written.
    pub text: String,
    /// Whether paths that lead nowhere are told: a text of `itext` is read once without the element that shows it.
    pub told: bool,
}

impl Compiler<'_> {
    /// The name of an element without its prefix; empty for what is none.
    pub fn local(&self, node: NodeId) -> &str {
        match self.tree.element_name(node) {
            Some(name) => self.names.split(name).1,
            None => "",
        }
    }

    /// An attribute by its name without prefix; one of a foreign namespace is another.
    pub fn attribute(&self, node: NodeId, local: &str) -> Option<String> {
        self.tree.attributes(node).find_map(|attribute| match self.tree.kind(attribute) {
            Kind::Attribute(name, value) if self.names.split(*name).1 == local => {
                (!self.is_foreign(self.names.name(*name))).then(|| value.to_string())
            }
            _ => None,
        })
    }

    /// Whether a name as it is written is of a namespace that means nothing here (`oc:constraint`).
    pub fn is_foreign(&self, written: &str) -> bool {
        written.split_once(':').is_some_and(|(prefix, _)| self.foreign.contains(prefix))
    }

    /// All attributes, by their names as written.
    pub fn attributes(&self, node: NodeId) -> Vec<(String, String)> {
        self.tree
            .attributes(node)
            .filter_map(|attribute| match self.tree.kind(attribute) {
                Kind::Attribute(name, value) => Some((self.names.name(*name).to_owned(), value.to_string())),
                _ => None,
            })
            .collect()
    }

    /// The first child of a local name.
    pub fn child(&self, of: NodeId, local: &str) -> Option<NodeId> {
        self.tree.child_elements(of).find(|child| self.local(*child) == local)
    }

    /// Where a node of the source stands.
    pub fn place(&self, node: NodeId) -> Place {
        Place::Line { line: self.tree.line(node), node: self.local(node).to_owned() }
    }

    /// Where something said of an element stands.
    pub fn place_of(&self, node: NodeId, def: DefId, what: &str) -> Place {
        let path = &self.nodes[def.0 as usize].path;
        let node_text = if what.is_empty() { path.clone() } else { format!("{path}, {what}") };
        Place::Line { line: self.tree.line(node), node: node_text }
    }

    /// The elements so far.
    pub fn elements(&self) -> Elements<'_> {
        Elements { nodes: &self.nodes }
    }

    /// The element that a path of names leads to, `from` for a path that does not begin at the root.
    pub fn resolve(&mut self, path: &str, from: DefId) -> Option<DefId> {
        let path = path.trim();
        let mut at = if path.starts_with('/') { None } else { Some(from) };
        for step in path.split('/').map(str::trim) {
            match step {
                "" | "." => {}
                ".." => at = Some(self.nodes[at?.0 as usize].parent?),
                name => {
                    let symbol = self.names.intern(name);
                    at = Some(match self.by_name.get(&(at, symbol)) {
                        Some(found) => *found,
                        None => self.resolve_local(at, name)?,
                    });
                }
            }
        }
        at
    }

    /// `meta` for `orx:meta`, where a form writes one name both ways.
    fn resolve_local(&self, parent: Option<DefId>, name: &str) -> Option<DefId> {
        let local = name.rsplit(':').next()?;
        let parent = parent?;
        self.nodes[parent.0 as usize]
            .children
            .iter()
            .copied()
            .find(|child| self.names.split(self.nodes[child.0 as usize].name).1 == local)
    }

    /// An expression of the source, read; what cannot be read is a problem.
    pub fn parse(&mut self, text: &str, place: &Place) -> Option<Expr> {
        let known = |name: &str| asked::FUNCTIONS.contains(&name);
        match parse::parse_with(text, self.names, &known) {
            Ok(mut expr) => {
                self.notice_outside(&expr, place);
                self.name_questions(&mut expr);
                Some(expr)
            }
            Err(error) => {
                let what = format!("{}, in `{}`", error.what, short(text));
                self.problems.push(Problem::refused(place.clone(), "expression", what, error.remedy));
                None
            }
        }
    }

    fn notice_outside(&mut self, expr: &Expr, place: &Place) {
        let mut outside: Vec<&str> = Vec::new();
        expr.each(|inner, _| {
            let name = match inner {
                Expr::Call(function, _) if function.origin() == Origin::Outside => function.name(),
                Expr::Extension(name, _) => name,
                _ => return,
            };
            if !outside.contains(&name) {
                outside.push(name);
            }
        });
        let surplus = |inner: &Expr| matches!(inner, Expr::Call(Function::Int, all) if all.len() > 1);
        let mut has_surplus = false;
        expr.each(|inner, _| has_surplus |= surplus(inner));
        if has_surplus {
            self.problems.push(Problem::notice(
                place.clone(),
                "surplus-argument",
                "int() takes 1 argument, and the second is not read",
                "take it out: a number is cut off at its point",
            ));
        }
        self.problems.extend(outside.into_iter().map(|name| {
            Problem::notice(
                place.clone(),
                "outside-specification",
                format!("{name}() is outside the ODK XForms specification"),
                "it works here; other apps may refuse the form",
            )
        }));
    }

    /// `jr:choice-name` names its question by a path in quotes: it becomes the path, so that it is bound and waited for like any other.
    fn name_questions(&mut self, expr: &mut Expr) {
        let names = &mut *self.names;
        expr.each_mut(|inner| {
            if let Expr::Call(Function::ChoiceName, arguments) = inner
                && let Some(Expr::Literal(path)) = arguments.get(1)
                && let Ok(path) = parse::parse(path, names)
                && matches!(path, Expr::Path(_))
            {
                arguments[1] = path;
            }
        });
    }

    /// A formula for an element.
    pub fn formula(&mut self, text: &str, owner: DefId, purpose: Purpose, place: Place) -> Option<FormulaId> {
        let mut expr = self.parse(text, &place)?;
        references::bind(&mut expr, self.elements(), owner);
        Some(self.add(expr, owner, purpose, Source { place, text: text.to_owned(), told: true }))
    }

    /// A formula that was read.
    pub fn add(&mut self, expr: Expr, owner: DefId, purpose: Purpose, source: Source) -> FormulaId {
        let id = FormulaId(self.formulas.len() as u32);
        self.formulas.push(Formula { expr, owner, purpose });
        self.sources.push(source);
        id
    }

    /// A formula for something shown at an element.
    pub fn shown(&mut self, text: &str, owner: DefId, at: NodeId) -> Option<FormulaId> {
        let place = self.place(at);
        let id = self.formula(text, owner, Purpose::Shown, place)?;
        self.sources[id.0 as usize].told = owner != DefId(0);
        Some(id)
    }

    /// A text of `itext` as an element shows it: with outputs of its own, if it has any, since what they name depends on where they stand.
    pub fn in_context(&mut self, entry: u32, owner: DefId) -> u32 {
        let versions = &self.texts.entries[entry as usize].versions;
        let has_outputs =
            versions.iter().any(|version| version.parts.iter().any(|part| matches!(part, Part::Output(_))));
        if !has_outputs || owner == DefId(0) {
            return entry;
        }
        let mut copy = self.texts.entries[entry as usize].clone();
        for part in copy.versions.iter_mut().flat_map(|version| &mut version.parts) {
            if let Part::Output(formula) = part {
                let source = self.sources[formula.0 as usize].clone();
                if let Some(own) = self.formula(&source.text, owner, Purpose::Shown, source.place) {
                    *formula = own;
                }
            }
        }
        self.texts.entries.push(copy);
        self.texts.entries.len() as u32 - 1
    }
}

/// The beginning of a long expression, to be named in a sentence.
pub fn short(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
