//! Instances of repeats: they come from a template and go as a whole. Knows how the record grows and shrinks; refuses nothing.

use super::state::{Event, Session, State};
use crate::forms::definition::{DefId, NO_DEF};
use crate::forms::tree::NodeId;

/// The most instances that a count may ask for.
pub const MOST_INSTANCES: f64 = 10_000.0;
/// The most nodes of a record: counts within counts may ask for more than a phone has room for.
pub const MOST_NODES: usize = 500_000;

impl Session {
    /// One more instance at the end of a repeat.
    pub(super) fn grow(&mut self, parent: NodeId, repeat: DefId) -> Option<NodeId> {
        let form = self.form.clone();
        let def = form.node(repeat);
        let template = def.repeat.as_ref()?.template;
        if self.record.capacity() >= MOST_NODES {
            let count = def.repeat.as_ref().and_then(|repeat| repeat.count);
            self.fault(count, format!("a record has at most {MOST_NODES} nodes"));
            return None;
        }
        let made =
            self.record.copy_from(&form.templates, template, parent, self.place_for(parent, repeat))?;
        self.defs.resize(self.record.capacity(), NO_DEF);
        self.states.resize(self.record.capacity(), State::OPEN);
        let copies: Vec<NodeId> = self.record.descendants(made).collect();
        let originals = form.templates.descendants(template);
        for (copy, original) in copies.iter().zip(originals) {
            self.defs[copy.0 as usize] = form.template_defs[original.0 as usize];
            self.states[copy.0 as usize] = State::OPEN;
        }
        self.changed.insert(made);
        self.way.take();
        for copy in &copies {
            self.number(*copy);
        }
        self.events.push(Event::Came(made));
        for node in &copies {
            self.preload(*node);
            self.wake_own(*node);
        }
        // Instances that came along inside it are new too.
        for node in copies {
            let Some(def) = self.def(node).filter(|def| form.node(*def).repeat.is_some()) else { continue };
            for action in form.actions.iter().filter(|action| action.new_repeat == Some(def)) {
                for target in self.instances(node, def, action.target) {
                    self.set_off(action, target);
                }
            }
        }
        self.wake(parent, form.graph.on_instances.get(repeat.0 as usize));
        Some(made)
    }

    /// Gives an instance the number by which it is written down.
    pub(super) fn number(&mut self, node: NodeId) {
        if self.node_def(node).is_some_and(|def| def.repeat.is_some()) {
            self.numbers.insert(node, self.next_number);
            self.next_number += 1;
        }
    }

    /// Whether one more instance would be relevant.
    pub(super) fn may_grow(&self, parent: NodeId, repeat: DefId) -> bool {
        let def = self.form.node(repeat);
        let last = self.record.named_children(parent, def.name).last();
        self.is_relevant(parent)
            && match (last, def.repeat.as_ref().and_then(|repeat| repeat.relevant_above)) {
                (Some(last), _) => self.state(last).relevant,
                (None, Some(relevant)) => self.truth_at(relevant, parent).unwrap_or(true),
                (None, None) => true,
            }
    }

    /// The node that a new instance stands behind: the last of the repeat, or of what comes before it in the form.
    fn place_for(&self, parent: NodeId, repeat: DefId) -> Option<NodeId> {
        let above = self.form.node(repeat).parent?;
        let before = self.form.node(above).children.iter().take_while(|child| **child != repeat);
        let own = self.record.named_children(parent, self.form.node(repeat).name).last();
        own.or_else(|| {
            let before: Vec<DefId> = before.copied().collect();
            before
                .into_iter()
                .rev()
                .find_map(|def| self.record.named_children(parent, self.form.node(def).name).last())
        })
    }

    /// Takes an instance out, with all that stands in it.
    pub(super) fn shrink(&mut self, instance: NodeId, repeat: DefId) {
        let Some(parent) = self.record.parent(instance) else { return };
        self.events.push(Event::Went(self.lasting_path(instance)));
        let gone: Vec<NodeId> = self.record.descendants(instance).collect();
        let behind = self.record.next_same_named(instance);
        for node in gone {
            // Texts that came since the arena was last measured have no state.
            let place = node.0 as usize;
            if let (Some(state), Some(def)) = (self.states.get_mut(place), self.defs.get_mut(place)) {
                self.hidden -= u32::from(!state.relevant);
                (*state, *def) = (State::OPEN, NO_DEF);
            }
            self.changed.remove(&node);
            self.numbers.remove(&node);
        }
        self.record.remove(instance);
        self.way.take();
        self.changed.extend(behind);
        self.changed.insert(parent);
        let form = self.form.clone();
        self.wake(parent, form.graph.on_instances.get(repeat.0 as usize));
    }

    /// As many instances as a count says: blank, negative or not a number is none.
    pub(super) fn resize(&mut self, parent: NodeId, repeat: DefId, count: f64) {
        let wanted = if count.is_nan() { 0 } else { count.clamp(0.0, MOST_INSTANCES).floor() as usize };
        let def = self.form.node(repeat);
        let (name, formula) = (def.name, def.repeat.as_ref().and_then(|repeat| repeat.count));
        if count > MOST_INSTANCES {
            self.fault(formula, format!("a count of {count} is more than {MOST_INSTANCES}"));
        }
        let held: Vec<NodeId> = self.record.named_children(parent, name).collect();
        for instance in held.iter().skip(wanted).rev() {
            self.shrink(*instance, repeat);
        }
        for _ in held.len()..wanted {
            if self.grow(parent, repeat).is_none() {
                break;
            }
        }
    }
}
