//! What of a record must be kept so that it can be gone on with after the phone died: values that were set and instances that came or
//! went, by paths that do not move when an instance before them goes. Knows how a record is written down and read back; keeps nothing itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::host::Host;
use super::state::{Event, Session};
use crate::forms::definition::{DefId, Form, Purpose};
use crate::forms::tree::NodeId;

/// One fact of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// `/data/child{3}/age`: every instance of a repeat by the number it was given when it came.
    pub path: String,
    /// What holds.
    pub what: Held,
}

/// What holds at a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// The instance is there.
    Instance,
    /// The value, blank where it was cleared.
    Value(String),
    /// The instance is gone, with all under it.
    Gone,
}

impl Session {
    /// What was not written down yet, to be kept before an act returns to whoever fills. Facts of one path replace each other.
    pub fn unsaved(&mut self) -> Vec<Fact> {
        let events = std::mem::take(&mut self.events);
        let mut facts: Vec<Fact> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        for event in events {
            let fact = match event {
                Event::Went(path) => Fact { path, what: Held::Gone },
                Event::Came(node) | Event::Value(node) if self.def(node).is_none() => continue,
                Event::Came(node) => Fact { path: self.lasting_path(node), what: Held::Instance },
                Event::Value(node) => Fact {
                    path: self.lasting_path(node),
                    what: Held::Value(self.record.text(node).into_owned()),
                },
            };
            match places.get(&fact.path) {
                Some(place) => facts[*place] = fact,
                None => {
                    places.insert(fact.path.clone(), facts.len());
                    facts.push(fact);
                }
            }
        }
        facts
    }

    /// A path that names each instance by its number.
    pub fn lasting_path(&self, node: NodeId) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut at = Some(node);
        while let Some(here) = at {
            let Some(def) = self.node_def(here) else { break };
            let name = self.form.names.name(def.name);
            parts.push(match def.repeat {
                Some(_) => format!("{name}{{{}}}", self.numbers.get(&here).copied().unwrap_or(0)),
                None => name.to_owned(),
            });
            at = self.record.parent(here);
        }
        parts.iter().rev().map(|part| format!("/{part}")).collect()
    }

    /// A record as it was written down, gone on with. Nothing that happens once when a record opens happens again. Facts that have no place in the
    /// form (another version of it) are given back.
    pub fn resume(
        form: Arc<Form>,
        host: Box<dyn Host>,
        language: Option<&str>,
        facts: &[Fact],
    ) -> (Session, Vec<Fact>) {
        let mut session = Session::as_written(form, host, language);
        let mut lost = Vec::new();
        session.restore_instances(facts);
        for fact in facts {
            let Held::Value(text) = &fact.what else { continue };
            match session.find_lasting(&fact.path).filter(|node| session.is_leaf(*node)) {
                Some(node) => session.put(node, text),
                None => lost.push(fact.clone()),
            }
        }
        session.wake_all();
        // What was drawn or looked up when the record opened stays as it was.
        let form = session.form.clone();
        session.work.retain(|(_, id, _)| {
            form.formula(*id).purpose != Purpose::Calculate || !form.graph.reads_nothing[id.0 as usize]
        });
        session.settle();
        session.changed.clear();
        session.events.clear();
        session.sources = Some(Vec::new());
        (session, lost)
    }

    /// The instances that facts say are there, and no others.
    fn restore_instances(&mut self, facts: &[Fact]) {
        let there: BTreeSet<&str> =
            facts.iter().filter(|fact| fact.what == Held::Instance).map(|fact| fact.path.as_str()).collect();
        let gone: BTreeSet<&str> =
            facts.iter().filter(|fact| fact.what == Held::Gone).map(|fact| fact.path.as_str()).collect();
        for path in &gone {
            if let Some(node) = self.find_lasting(path)
                && let Some(def) = self.def(node)
            {
                self.shrink(node, def);
            }
        }
        // Outer ones before those inside them, each in the order in which they came.
        let mut missing: Vec<(usize, u32, &str)> = there
            .into_iter()
            .filter(|path| !gone.contains(path))
            .filter_map(|path| Some((path.matches('/').count(), number_of(path)?, path)))
            .collect();
        missing.sort_unstable();
        for (_, number, path) in missing {
            if self.find_lasting(path).is_some() {
                continue;
            }
            let Some((parent, name)) = path.rsplit_once('/') else { continue };
            let name = name.split('{').next().unwrap_or(name);
            let Some(parent) = self.find_lasting(parent) else { continue };
            let Some(def) = self.def(parent) else { continue };
            let child = self.form.names.find(name).and_then(|name| self.form.child(def, name));
            let Some(repeat) = child.filter(|child| self.form.node(*child).repeat.is_some()) else {
                continue;
            };
            self.next_number = number;
            self.grow(parent, repeat);
        }
        let last = self.numbers.values().copied().max();
        self.next_number = last.map_or(0, |last| last + 1);
    }

    /// The node of a lasting path.
    pub fn find_lasting(&self, path: &str) -> Option<NodeId> {
        let mut at = (self.record.document(), None::<DefId>);
        for step in path.strip_prefix('/')?.split('/') {
            let name = self.form.names.find(step.split('{').next()?)?;
            let def = match at.1 {
                Some(above) => self.form.child(above, name)?,
                None => Some(DefId(0)).filter(|root| self.form.node(*root).name == name)?,
            };
            let node = match number_of(step) {
                Some(number) => self
                    .record
                    .named_children(at.0, name)
                    .find(|node| self.numbers.get(node) == Some(&number))?,
                None => self.record.named_child(at.0, name)?,
            };
            at = (node, Some(def));
        }
        Some(at.0)
    }
}

/// The number of the instance that a path ends in.
fn number_of(path: &str) -> Option<u32> {
    path.rsplit('/').next()?.split_once('{')?.1.strip_suffix('}')?.parse().ok()
}
