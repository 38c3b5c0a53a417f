//! What of a record must be kept so that it can be gone on with after the phone died: values that were set and instances that came or
//! went, by paths that do not move when an instance before them goes. Knows how a record is written down and read back; keeps nothing itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::host::{Host, SharedHost};
use super::screen::Screen;
use super::state::{Event, Refusal, Session};
use crate::forms::definition::{DefId, Form, NO_DEF, Purpose};
use crate::forms::tree::{NodeId, Tree};

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

    /// Everything that must be written down to go on with the record as it stands: its instances, those that came with others and are gone, and
    /// each value that is not as the form has it.
    pub fn facts(&self) -> Vec<Fact> {
        let (form, defaults) = (&self.form, self.defaults());
        let new = instances_in(form, (&form.record, &form.record_defs), form.record.document(), "", 0);
        let (mut facts, mut came) = (Vec::new(), new.clone());
        for node in self.record.descendants(self.record.document()) {
            let Some(id) = self.def(node) else { continue };
            let def = form.node(id);
            if let Some(repeat) = &def.repeat {
                let path = self.lasting_path(node);
                if !new.contains(&path) {
                    let above = path.rsplit_once('/').map_or("", |(above, _)| above);
                    let first = self.numbers.get(&node).copied().unwrap_or(0);
                    let templates = (&form.templates, form.template_defs.as_slice());
                    came.extend(instances_in(form, templates, repeat.template, above, first));
                }
                facts.push(Fact { path, what: Held::Instance });
            }
            let text = self.record.text(node);
            if def.children.is_empty() && defaults.get(&id).map_or("", String::as_str) != text {
                facts.push(Fact { path: self.lasting_path(node), what: Held::Value(text.into_owned()) });
            }
        }
        let gone = came.into_iter().filter(|path| self.find_lasting(path).is_none());
        facts.extend(gone.map(|path| Fact { path, what: Held::Gone }));
        facts
    }

    /// What the form writes into a new record, where that is anything.
    fn defaults(&self) -> BTreeMap<DefId, String> {
        let form = &self.form;
        let mut defaults = BTreeMap::new();
        // A template stands for all instances of a repeat.
        for (tree, defs) in [(&form.record, &form.record_defs), (&form.templates, &form.template_defs)] {
            for (place, def) in (0..).zip(defs) {
                if *def != NO_DEF && form.node(*def).children.is_empty() {
                    let text = tree.text(NodeId(place)).into_owned();
                    defaults.insert(*def, text);
                }
            }
        }
        defaults.retain(|_, text| !text.is_empty());
        defaults
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
        Session::gone_on_with(form, SharedHost::new(host), language, facts)
    }

    /// Another record of the same form, for the same host and in the same language, as it was written down: what a correction is compared with.
    pub fn beside(&self, facts: &[Fact]) -> Session {
        Session::gone_on_with(self.form.clone(), self.host.clone(), self.language(), facts).0
    }

    fn gone_on_with(
        form: Arc<Form>,
        host: SharedHost,
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

    /// Goes to the screen of the question whose answer is kept under this path (without the form's own element).
    ///
    /// # Errors
    /// [`Refusal::NoSuchNode`], or [`Refusal::NotRelevant`] for what is not asked now.
    pub fn jump_to_kept(&mut self, kept: &str) -> Result<Screen, Refusal> {
        let root = self.form.names.name(self.form.node(DefId(0)).name);
        let node = self.find_lasting(&format!("/{root}/{kept}")).ok_or(Refusal::NoSuchNode)?;
        let path = self.path(node);
        self.jump(&path)
    }
}

/// The instances that come together, by the lasting paths that they get where the first has this number.
fn instances_in(
    form: &Form,
    (tree, defs): (&Tree, &[DefId]),
    from: NodeId,
    above: &str,
    first: u32,
) -> BTreeSet<String> {
    let mut paths: HashMap<NodeId, String> = HashMap::new();
    let (mut instances, mut number) = (BTreeSet::new(), first);
    for node in tree.descendants(from) {
        let def = defs.get(node.0 as usize).copied().filter(|def| *def != NO_DEF);
        let Some(def) = def.map(|def| form.node(def)) else { continue };
        let over = tree.parent(node).and_then(|over| paths.get(&over)).map_or(above, String::as_str);
        let mut path = format!("{over}/{}", form.names.name(def.name));
        if def.repeat.is_some() {
            path = format!("{path}{{{number}}}");
            number += 1;
            instances.insert(path.clone());
        }
        paths.insert(node, path);
    }
    instances
}

/// The number of the instance that a path ends in.
fn number_of(path: &str) -> Option<u32> {
    path.rsplit('/').next()?.split_once('{')?.1.strip_suffix('}')?.parse().ok()
}
