//! Settling: everything that waits for what changed is computed, in the order of the form's graph, until nothing waits. Knows formulas and
//! what each purpose does with what it gives; decides no order.

use super::state::{Event, Session};
use super::value;
use crate::forms::definition::actions::{SetValue, Setting};
use crate::forms::definition::order::Reader;
use crate::forms::definition::{DefId, FormulaId, Purpose};
use crate::forms::tree::NodeId;
use crate::forms::xpath::value::Fault;

/// How often, on the average, each waiting formula may be computed in one act: values that choose among instances of a repeat may rest on
/// each other in a row, and never in a ring.
const MOST_ROUNDS: usize = 400;

/// How many bytes of values one act may write: what rests on itself in a ring may grow as well as turn.
const MOST_WRITTEN: usize = 64 << 20;

/// How often actions may set off actions in one act.
const MOST_CASCADES: usize = 100;

impl Session {
    /// Computes what waits, runs what waits for changed values, and so on until nothing waits.
    pub(super) fn settle(&mut self) {
        self.written = 0;
        for _ in 0..MOST_CASCADES {
            self.compute();
            let Some(sources) = self.sources.as_mut().map(std::mem::take) else { return };
            let form = self.form.clone();
            for node in sources {
                let Some(def) = self.def(node) else { continue };
                for action in form.actions.iter().filter(|action| action.changed == Some(def)) {
                    self.act_from(action, node, def);
                }
            }
            if self.work.is_empty() && self.sources.as_ref().is_none_or(Vec::is_empty) {
                return;
            }
        }
        self.work.clear();
        self.sources = self.sources.take().map(|_| Vec::new());
        self.fault(None, "values set each other off without an end".to_owned());
    }

    fn compute(&mut self) {
        let mut left = MOST_ROUNDS * (self.form.formulas.len() + self.record.capacity() + 1);
        while let Some((_, formula, node)) = self.work.pop_first() {
            if left == 0 || self.written > MOST_WRITTEN {
                self.work.clear();
                self.fault(Some(formula), "it does not come to rest".to_owned());
                return;
            }
            left -= 1;
            self.compute_one(formula, node);
        }
    }

    fn compute_one(&mut self, id: FormulaId, node: NodeId) {
        let formula = self.form.formula(id);
        // The node may be gone since.
        if self.def(node) != Some(formula.owner) {
            return;
        }
        let place = node.0 as usize;
        match formula.purpose {
            Purpose::Relevant => {
                let relevant = self.truth(id, node).unwrap_or(true);
                if self.states[place].relevant != relevant {
                    self.states[place].relevant = relevant;
                    self.way.take();
                    self.hidden = if relevant { self.hidden - 1 } else { self.hidden + 1 };
                    self.changed.insert(node);
                    self.wake(node, self.form.clone().graph.on_relevance.get(self.defs[place].0 as usize));
                }
            }
            Purpose::Calculate => {
                let text = self.text_at(id, node);
                let text = self.or_fault(id, text).unwrap_or_default();
                let text = self.cast(node, text);
                self.put(node, &text);
            }
            Purpose::Count(repeat) => {
                if let Some(deferred) = &mut self.deferred {
                    deferred.push((self.form.graph.rank[id.0 as usize], id, node));
                    return;
                }
                let count = self.number_at(id, node);
                let count = self.or_fault(id, count).unwrap_or(f64::NAN);
                self.resize(node, repeat, count);
            }
            Purpose::Constraint => {
                let blank = self.record.text(node).is_empty();
                let holds = blank || self.truth(id, node).unwrap_or(false);
                if self.states[place].holds != holds {
                    self.states[place].holds = holds;
                    self.changed.insert(node);
                }
            }
            Purpose::Required => {
                let required = self.truth(id, node).unwrap_or(false);
                if self.states[place].required != required {
                    self.states[place].required = required;
                    self.changed.insert(node);
                }
            }
            Purpose::Readonly => {
                let readonly = self.truth(id, node).unwrap_or(false);
                if self.states[place].readonly != readonly {
                    self.states[place].readonly = readonly;
                    self.changed.insert(node);
                }
            }
            Purpose::Choices => {
                self.changed.insert(node);
                self.keep_offered(node);
            }
            Purpose::Shown => {
                self.changed.insert(node);
            }
            Purpose::Action => {}
        }
    }

    fn truth(&self, id: FormulaId, node: NodeId) -> Option<bool> {
        let truth = self.truth_at(id, node);
        self.or_fault(id, truth)
    }

    /// What a formula gives; that it could not be evaluated is noted.
    pub(super) fn or_fault<T>(&self, id: FormulaId, given: Result<T, Fault>) -> Option<T> {
        given.map_err(|why| self.fault(Some(id), why.to_string())).ok()
    }

    pub(super) fn fault(&self, formula: Option<FormulaId>, why: String) {
        let known =
            |(of, said): &(Option<FormulaId>, String)| *of == formula && (of.is_some() || *said == why);
        let mut faults = self.faults.borrow_mut();
        if !faults.iter().any(known) {
            faults.push((formula, why));
        }
    }

    /// What waits for a node of the record.
    pub(super) fn wake(&mut self, node: NodeId, readers: Option<&Vec<Reader>>) {
        let form = self.form.clone();
        for reader in readers.into_iter().flatten() {
            let owner = form.formula(reader.formula).owner;
            let Some(anchor) = self.ancestor(node, reader.anchor) else { continue };
            let rank = form.graph.rank[reader.formula.0 as usize];
            if owner == reader.anchor {
                self.work.insert((rank, reader.formula, anchor));
                continue;
            }
            for instance in self.instances(anchor, reader.anchor, owner) {
                self.work.insert((rank, reader.formula, instance));
            }
        }
    }

    /// Everything that is asked at a node.
    pub(super) fn wake_own(&mut self, node: NodeId) {
        let Some(def) = self.def(node) else { return };
        let form = self.form.clone();
        for formula in &form.graph.owned[def.0 as usize] {
            self.work.insert((form.graph.rank[formula.0 as usize], *formula, node));
        }
    }

    /// Writes a value and wakes what waits for it; nothing where it is there already.
    pub(super) fn put(&mut self, node: NodeId, text: &str) {
        if self.record.text(node) == text {
            return;
        }
        let Some(def) = self.def(node) else { return };
        self.record.set_text(node, text);
        self.written += text.len();
        if self.asks_before_the_first {
            self.way.take();
        }
        self.changed.insert(node);
        self.events.push(Event::Value(node));
        if let Some(sources) = &mut self.sources {
            sources.push(node);
        }
        let form = self.form.clone();
        self.wake(node, form.graph.on_value.get(def.0 as usize));
        // A constraint that does not read its own value is asked all the same once there is one.
        if let Some(constraint) = form.node(def).constraint {
            self.work.insert((form.graph.rank[constraint.0 as usize], constraint, node));
        }
    }

    /// Runs an action for every node of its target that belongs to the source.
    fn act_from(&mut self, action: &SetValue, source: NodeId, def: DefId) {
        let way = self.form.way(action.target);
        let shared = self.form.way(def).into_iter().zip(way).take_while(|(a, b)| a == b).last();
        let Some((shared, _)) = shared else { return };
        let Some(above) = self.ancestor(source, shared) else { return };
        for target in self.instances(above, shared, action.target) {
            self.set_off(action, target);
        }
    }

    /// Sets what an action sets.
    pub(super) fn set_off(&mut self, action: &SetValue, target: NodeId) {
        let text = match &action.value {
            Setting::Text(text) => text.clone(),
            Setting::Formula(formula) => {
                let text = self.text_at(*formula, target);
                self.or_fault(*formula, text).unwrap_or_default()
            }
            // Where the phone is, is a geopoint already.
            Setting::Place => self.host.property("geopoint").unwrap_or_default(),
        };
        let text = self.cast(target, text);
        self.put(target, &text);
    }

    fn cast(&self, node: NodeId, text: String) -> String {
        match self.node_def(node) {
            Some(def) => value::cast(def.kind, text),
            None => text,
        }
    }
}
