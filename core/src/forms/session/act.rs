//! What a person does: answer, add and remove an instance, change the language. Each settles everything and says what changed, or refuses and
//! changes nothing. Knows when an act cannot be carried out; computes nothing itself.

use std::collections::BTreeSet;

use super::state::{Refusal, Session};
use super::value;
use crate::forms::definition::body::{ControlKind, Items};
use crate::forms::tree::NodeId;

/// Nodes whose value, state or words may be other than before.
pub type Changed = BTreeSet<NodeId>;

impl Session {
    /// Answers a question; a blank text clears it. An answer that breaks its constraint is kept, and said to be not valid.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn answer(&mut self, node: NodeId, text: &str) -> Result<Changed, Refusal> {
        self.may_answer(node)?;
        let text = self.accepted(node, text)?;
        self.put(node, &text);
        Ok(self.settled())
    }

    /// Adds an instance at the end of a repeat that stands in `parent`.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn add(&mut self, path: &str) -> Result<Changed, Refusal> {
        let (parent, def) = match self.find_repeat(path) {
            Some(found) => found,
            None if self.find(path).is_some() => return Err(Refusal::NotARepeat),
            None => return Err(Refusal::NoSuchNode),
        };
        if self.form.node(def).repeat.as_ref().is_none_or(|repeat| repeat.fixed) {
            return Err(Refusal::CountedRepeat);
        }
        if !self.may_grow(parent, def) {
            return Err(Refusal::NotRelevant);
        }
        self.grow(parent, def).ok_or(Refusal::TooMany)?;
        Ok(self.settled())
    }

    /// Removes an instance; those behind it move up.
    ///
    /// # Errors
    /// See [`Refusal`].
    pub fn remove(&mut self, node: NodeId) -> Result<Changed, Refusal> {
        let def = self.def(node).ok_or(Refusal::NoSuchNode)?;
        let repeat = self.form.node(def).repeat.as_ref().ok_or(Refusal::NotARepeat)?;
        if repeat.fixed {
            return Err(Refusal::CountedRepeat);
        }
        if !self.is_relevant(node) {
            return Err(Refusal::NotRelevant);
        }
        self.shrink(node, def);
        Ok(self.settled())
    }

    /// Shows everything in another of the form's languages.
    ///
    /// # Errors
    /// [`Refusal::NoSuchLanguage`].
    pub fn speak(&mut self, language: &str) -> Result<Changed, Refusal> {
        let known = self.form.texts.languages.iter().position(|known| known == language);
        self.language = known.ok_or(Refusal::NoSuchLanguage)? as u32;
        // Words may be read by expressions too.
        let form = self.form.clone();
        for node in self.record.descendants(self.record.document()).collect::<Vec<_>>() {
            let Some(def) = self.def(node) else { continue };
            self.changed.insert(node);
            for formula in &form.graph.owned[def.0 as usize] {
                if form.graph.reads_words[formula.0 as usize] {
                    self.work.insert((form.graph.rank[formula.0 as usize], *formula, node));
                }
            }
        }
        Ok(self.settled())
    }

    fn settled(&mut self) -> Changed {
        self.settle();
        std::mem::take(&mut self.changed)
    }

    fn may_answer(&self, node: NodeId) -> Result<(), Refusal> {
        let def = self.node_def(node).ok_or(Refusal::NoSuchNode)?;
        if !self.def(node).is_some_and(|def| self.form.shows(def)) {
            return Err(if def.calculate.is_some() { Refusal::Calculated } else { Refusal::NotAQuestion });
        }
        if !self.is_relevant(node) {
            return Err(Refusal::NotRelevant);
        }
        if def.calculate.is_some() {
            return Err(Refusal::Calculated);
        }
        if self.is_readonly(node) {
            return Err(Refusal::Readonly);
        }
        Ok(())
    }

    /// Whether a question takes an answer as it stands: of its type, and offered.
    pub fn takes(&self, node: NodeId, text: &str) -> bool {
        self.accepted(node, text).is_ok_and(|kept| kept == text)
    }

    /// An answer as it is kept: a value of its type, choices that are offered.
    fn accepted(&self, node: NodeId, text: &str) -> Result<String, Refusal> {
        let (Some(def), Some(control)) = (self.node_def(node), self.control(node)) else {
            return Err(Refusal::NotAQuestion);
        };
        if text.trim().is_empty() {
            return Ok(String::new());
        }
        let offered = |name: &str| match &control.items {
            Some(Items::Any) => true,
            _ => self.offers(node, name),
        };
        let kept = match control.kind {
            ControlKind::SelectOne => {
                if !offered(text) {
                    return Err(Refusal::NotOffered);
                }
                text.to_owned()
            }
            ControlKind::SelectMultiple => {
                let mut names: Vec<&str> = Vec::new();
                for name in text.split_whitespace() {
                    if !offered(name) {
                        return Err(Refusal::NotOffered);
                    }
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                names.join(" ")
            }
            ControlKind::Rank => {
                let names: Vec<&str> = text.split_whitespace().collect();
                let offered = self.choices(node).unwrap_or_default();
                if names.iter().any(|name| !offered.iter().any(|choice| choice.name == *name)) {
                    return Err(Refusal::NotOffered);
                }
                let each: BTreeSet<&str> = names.iter().copied().collect();
                if each.len() != names.len() || names.len() != offered.len() {
                    return Err(Refusal::NotOfItsType);
                }
                names.join(" ")
            }
            ControlKind::Trigger if text != "OK" => return Err(Refusal::NotOfItsType),
            _ => text.to_owned(),
        };
        if value::fits(def.kind, &kept) { Ok(kept) } else { Err(Refusal::NotOfItsType) }
    }

    /// A chosen value that the list no longer offers is no longer in the answer.
    pub(super) fn keep_offered(&mut self, node: NodeId) {
        let text = self.record.text(node).into_owned();
        if text.is_empty() {
            return;
        }
        let Some(control) = self.control(node) else { return };
        if matches!(control.items, Some(Items::Any)) {
            return;
        }
        let kept = match control.kind {
            ControlKind::SelectOne if self.offers(node, &text) => return,
            ControlKind::SelectOne => String::new(),
            ControlKind::SelectMultiple => {
                text.split_whitespace().filter(|name| self.offers(node, name)).collect::<Vec<_>>().join(" ")
            }
            ControlKind::Rank => {
                let offered = self.choices(node).unwrap_or_default();
                let whole = text.split_whitespace().count() == offered.len()
                    && text.split_whitespace().all(|name| offered.iter().any(|choice| choice.name == name));
                if whole { text.clone() } else { String::new() }
            }
            _ => return,
        };
        self.put(node, &kept);
    }
}
