//! What `${name}` becomes: the path of the question, relative inside a repeat; in what people read, an output of its value. Knows the
//! tree of the form; how references are spelt is `reference`'s.

use std::collections::{HashMap, HashSet};

use chaski::forms::Problem;

use crate::form::{Class, Form, Id};
use crate::lexer;
use crate::places::{Places, Spot};
use crate::reference::{self, Reference};
use crate::xml::{Child, Element};

/// The bytes of paths and texts that a form may come to: a short name can stand for a long path any number of times.
const ROOM: usize = 64 << 20;

/// How references in an expression are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// From the question itself, although the expression stands in a predicate.
    pub current: bool,
    /// By way of the repeat's own name where that is needed to put a predicate behind it.
    pub through_repeat: bool,
}

/// Writes paths.
pub struct Resolver<'a> {
    /// The form.
    pub form: &'a Form,
    /// How often each name is given in the survey.
    counts: &'a HashMap<String, u32>,
    places: &'a Places,
    /// What is wrong.
    pub problems: Vec<Problem>,
    told: HashSet<(u32, &'static str, String)>,
    room: usize,
}

/// What of the text around a reference decides how it is written.
struct Around<'t> {
    text: &'t str,
    predicates: Vec<(usize, usize)>,
    indexed: Vec<(usize, usize)>,
    is_indexed: bool,
}

impl<'t> Around<'t> {
    fn of(text: &'t str) -> Self {
        let spans = |open: &str, close: char| {
            let (mut spans, mut from) = (Vec::new(), 0);
            while let Some(start) = text.get(from..).and_then(|rest| rest.find(open)).map(|at| from + at) {
                let inside = start + open.len();
                let Some(length) = text.get(inside..).and_then(|rest| rest.find(close)) else { break };
                if length > 0 {
                    spans.push((start, inside + length + 1));
                }
                from = if length > 0 { inside + length + 1 } else { inside };
            }
            spans
        };
        let instance = text.match_indices("instance(").any(|(at, word)| {
            let mut rest = text.get(at + word.len()..).unwrap_or_default().chars();
            rest.next().is_some_and(|first| first != ')') && rest.next().is_some()
        });
        Around {
            text,
            predicates: if instance { spans("[", ']') } else { Vec::new() },
            indexed: spans("indexed-repeat(", ')'),
            is_indexed: text.contains("indexed-repeat("),
        }
    }

    /// Whether a reference stands in the predicate of a list.
    fn in_predicate(&self, reference: &Reference<'_>) -> bool {
        let before = self.predicates.partition_point(|(start, _)| *start <= reference.start);
        before
            .checked_sub(1)
            .and_then(|at| self.predicates.get(at))
            .is_some_and(|(_, end)| reference.end <= *end)
    }

    /// Whether a reference is written relative to the question: not as the node or the repeats of `indexed-repeat`, which are named by
    /// their whole paths.
    fn relative(&self, reference: &Reference<'_>) -> bool {
        if reference.last_saved {
            return false;
        }
        if !self.is_indexed {
            return true;
        }
        let mut calls = self.indexed.iter();
        while let Some((start, end)) = calls.next() {
            if reference.end > *end {
                // What follows the call behind the next one is written in full, as ODK's converter has it.
                if calls.next().is_none() {
                    return true;
                }
                continue;
            }
            if reference.end < *start || reference.start > *end {
                return true;
            }
            let inside = self.text.get(start + "indexed-repeat(".len()..end - 1).unwrap_or_default();
            let spelt = format!("${{{}}}", reference.name);
            let argument =
                inside.split(',').enumerate().filter(|(_, argument)| argument.contains(&spelt)).last();
            return argument.is_some_and(|(index, _)| ![0, 1, 3, 5].contains(&index));
        }
        false
    }
}

impl<'a> Resolver<'a> {
    /// For a form whose names are known.
    pub fn new(form: &'a Form, counts: &'a HashMap<String, u32>, places: &'a Places) -> Self {
        Resolver { form, counts, places, problems: Vec::new(), told: HashSet::new(), room: ROOM }
    }

    /// Whether the form came to more than it may.
    pub fn exhausted(&self) -> bool {
        self.room == 0
    }

    /// Takes room; what is written when there is none is thrown away.
    pub fn take(&mut self, bytes: usize) {
        self.room = self.room.saturating_sub(bytes);
    }

    /// The path of an element from the root.
    pub fn path(&mut self, id: Id) -> String {
        self.path_below(id, None)
    }

    /// The path of an element from below another.
    fn path_below(&mut self, id: Id, below: Option<Id>) -> String {
        if self.exhausted() {
            return String::new();
        }
        let form = self.form;
        let above = form.above(id).take_while(|above| Some(*above) != below);
        let mut names: Vec<&str> =
            std::iter::once(id).chain(above).map(|id| form.item(id).name.as_str()).collect();
        names.reverse();
        let path = format!("/{}", names.join("/"));
        self.take(path.len() + 64);
        path
    }

    /// An expression with its references written as paths.
    pub fn expression(&mut self, text: &str, context: Option<Id>, spot: Spot, style: Style) -> String {
        self.take(text.len());
        let references = reference::references(text);
        if references.is_empty() || self.exhausted() {
            return text.to_owned();
        }
        let around = Around::of(text);
        let (mut out, mut done) = (String::with_capacity(text.len() * 2), 0);
        for reference in &references {
            out.push_str(text.get(done..reference.start).unwrap_or_default());
            out.push_str(&self.reference(reference, &around, context, spot, style));
            done = reference.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }

    /// What a person reads, with the values of what it refers to; and whether it refers to anything.
    pub fn prose(&mut self, text: &str, context: Option<Id>, spot: Spot) -> (Vec<Child>, bool) {
        self.take(text.len());
        let plain = |text: &str| (!text.is_empty()).then(|| Child::Text(text.to_owned()));
        if text == "-" || self.exhausted() {
            return (plain(text).into_iter().collect(), false);
        }
        let around = Around::of(text);
        let spans = lexer::instance_spans(text);
        let mut outputs: Vec<(usize, usize, String)> = Vec::new();
        for (start, end) in &spans {
            let inside = text.get(*start..*end).unwrap_or_default();
            outputs.push((*start, *end, self.expression(inside, context, spot, Style::default())));
        }
        for reference in reference::references(text) {
            let before = spans.partition_point(|(start, _)| *start <= reference.start);
            let span = before.checked_sub(1).and_then(|at| spans.get(at));
            if span.is_none_or(|(_, end)| reference.start >= *end) {
                let value = self.reference(&reference, &around, context, spot, Style::default());
                outputs.push((reference.start, reference.end, value));
            }
        }
        outputs.sort_by_key(|output| output.0);
        let (mut children, mut done) = (Vec::new(), 0);
        for (start, end, value) in &outputs {
            children.extend(text.get(done..*start).and_then(plain));
            children.push(Child::Element(Element::new("output").with("value", value.as_str())));
            done = *end;
        }
        children.extend(text.get(done..).and_then(plain));
        (children, !outputs.is_empty())
    }

    fn reference(
        &mut self,
        reference: &Reference<'_>,
        around: &Around<'_>,
        context: Option<Id>,
        spot: Spot,
        style: Style,
    ) -> String {
        self.take(around.indexed.len() + 32);
        let Some(target) = self.form.names.get(reference.name).copied().flatten() else {
            self.unresolved(reference.name, spot);
            return String::new();
        };
        if let Some(context) = context.filter(|_| around.relative(reference)) {
            let current = style.current || around.in_predicate(reference);
            if let Some((steps, path)) = self.relative(context, target, style.through_repeat) {
                let from = if current { "current()/" } else { "" };
                return format!(" {from}{}{path} ", vec![".."; steps].join("/"));
            }
        }
        let instance = if reference.last_saved { "instance('__last-saved')" } else { "" };
        format!(" {instance}{} ", self.path(target))
    }

    /// The steps up from an element, and the path down from there to another, where both stand in one repeat.
    fn relative(&mut self, context: Id, target: Id, through_repeat: bool) -> Option<(usize, String)> {
        let form = self.form;
        let over: HashSet<Id> = form.above(target).collect();
        let repeat = |id: &Id| form.repeats(*id);
        let shared = form.above(context).find(|id| repeat(id) && over.contains(id))?;
        if through_repeat {
            let own = form.above(context).find(repeat);
            let outermost = !form.above(shared).any(|id| repeat(&id));
            if form.above(target).find(repeat) == Some(shared) && (outermost || own != Some(shared)) {
                let steps = form.above(context).position(|id| id == shared)? + 2;
                return Some((steps, self.path_below(target, form.item(shared).parent)));
            }
        }
        let section = |id: Id| matches!(form.item(id).class, Class::Group { .. } | Class::Repeat);
        let (steps, nearest) =
            form.above(context).enumerate().find(|(_, id)| section(*id) && over.contains(id))?;
        Some((steps + 1, self.path_below(target, Some(nearest))))
    }

    /// Tells of a name that leads nowhere, or to two elements, where the survey gives it to one row.
    fn unresolved(&mut self, name: &str, spot: Spot) {
        if self.counts.get(name) != Some(&1) || !self.told.insert((spot.row, spot.aspect, name.to_owned())) {
            return;
        }
        let what = match self.form.names.get(name) {
            Some(_) => format!(
                "\"{name}\" is the name of a question and of something that the form makes itself (its root, a count, meta)"
            ),
            None => format!("\"{name}\" is no question, and has no value"),
        };
        self.problems.push(Problem::refused(
            self.places.at(spot),
            "unknown-reference",
            what,
            "give the question another name, or refer to another",
        ));
    }

    /// Tells that the form cannot be made of what stands in a cell.
    pub fn refuse(
        &mut self,
        spot: Spot,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.problems.push(Problem::refused(self.places.at(spot), code, what, remedy));
    }

    /// Tells something of a cell.
    pub fn notice(
        &mut self,
        spot: Spot,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.problems.push(Problem::notice(self.places.at(spot), code, what, remedy));
    }

    /// The cell of an element that is for something.
    pub fn spot(&self, id: Id, aspect: &'static str) -> Spot {
        let own = self.form.item(id).spot;
        if own.aspect.is_empty() { Spot { aspect, ..own } } else { own }
    }
}
