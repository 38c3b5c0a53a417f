//! Opening a record: static defaults are there, the phone's facts come in, everything is computed, dynamic defaults are set. Knows the order of
//! that; answers nothing.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::host::{Host, SharedHost};
use super::state::{Session, State};
use crate::forms::definition::{DefId, Form, NodeDef};
use crate::forms::tree::NodeId;
use crate::forms::xml;

impl Session {
    /// A new record of a form, in one of its languages or in the one it opens in.
    pub fn open(form: Arc<Form>, host: Box<dyn Host>, language: Option<&str>) -> Session {
        let mut session = Session::as_written(form, SharedHost::new(host), language);
        session.begin();
        session
    }

    /// The record as the form has it, before anything is computed.
    pub(super) fn as_written(form: Arc<Form>, host: SharedHost, language: Option<&str>) -> Session {
        let mut names = form.names.clone();
        let mut faults = Vec::new();
        let supplied = form
            .instances
            .iter()
            .map(|instance| {
                let text = instance.supplied.then(|| host.instance(&instance.id)).flatten()?;
                let read = xml::read(&text, &mut names);
                read.map_err(|error| {
                    faults.push((None, format!("`{}` cannot be read: {}", instance.id, error.what)))
                })
                .ok()
            })
            .collect();
        let seed = host.seed();
        let record = form.record.clone();
        let waits = |node: &NodeDef| node.repeat.as_ref().is_some_and(|of| of.relevant_above.is_some());
        let mut session = Session {
            asks_before_the_first: form.nodes.iter().any(waits),
            defs: form.record_defs.clone(),
            states: vec![State::OPEN; record.capacity()],
            record,
            host,
            hidden: 0,
            supplied,
            names,
            language: form.texts.default,
            at: None,
            way: OnceCell::new(),
            chance: Cell::new(seed),
            work: BTreeSet::new(),
            changed: BTreeSet::new(),
            sources: None,
            deferred: None,
            written: 0,
            numbers: HashMap::new(),
            next_number: 0,
            events: Vec::new(),
            faults: RefCell::new(faults),
            form,
        };
        for node in session.record.descendants(session.record.document()).collect::<Vec<_>>() {
            session.number(node);
        }
        if let Some(language) = language {
            let known = session.form.texts.languages.iter().position(|known| known == language);
            session.language = known.map_or(session.language, |place| place as u32);
        }
        session
    }

    /// Everything is to be computed.
    pub(super) fn wake_all(&mut self) {
        for node in self.record.descendants(self.record.document()).collect::<Vec<_>>() {
            self.wake_own(node);
        }
    }

    fn begin(&mut self) {
        for node in self.record.descendants(self.record.document()).collect::<Vec<_>>() {
            self.preload(node);
        }
        self.deferred = Some(Vec::new());
        self.wake_all();
        self.settle();
        let form = self.form.clone();
        let Some(root) = self.record.root() else { return };
        for action in form.actions.iter().filter(|action| action.first_load) {
            for target in self.instances(root, DefId(0), action.target) {
                self.set_off(action, target);
            }
            self.settle();
        }
        self.work.extend(self.deferred.take().into_iter().flatten());
        self.settle();
        self.changed.clear();
        self.sources = Some(Vec::new());
    }

    /// Filling comes to its end: what is said then is written down (`jr:preload`, timestamp of the end).
    pub fn end(&mut self) {
        let now = timestamp(self.host.now());
        for node in self.record.descendants(self.record.document()).collect::<Vec<_>>() {
            let at_the_end = |(what, parameters): &(String, String)| {
                (what.as_str(), parameters.as_str()) == ("timestamp", "end")
            };
            if self.node_def(node).is_some_and(|def| def.preload.as_ref().is_some_and(at_the_end)) {
                self.put(node, &now);
            }
        }
        self.settle();
    }

    /// What the phone knows by itself (`jr:preload`).
    pub(super) fn preload(&mut self, node: NodeId) {
        let Some((what, parameters)) = self.node_def(node).and_then(|def| def.preload.clone()) else {
            return;
        };
        let now = self.host.now();
        let value = match (what.as_str(), parameters.as_str()) {
            ("timestamp", "start") => Some(timestamp(now)),
            ("date", "today") => Some(now.format("%Y-%m-%d").to_string()),
            ("property", name) => self.host.property(name),
            ("uid", _) => self.host.property("instanceID"),
            _ => None,
        };
        if let Some(value) = value {
            self.put(node, &value);
        }
    }
}

fn timestamp(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}
