//! The way through a form, screen by screen: which is shown now, which comes next, what stands on it. A screen is one question, or a group that the
//! form wants on one (`field-list`), or the end of a repeat, where one more may be added. Knows the body's order; computes nothing.

use super::show::{Invalid, Offered};
use super::state::{Refusal, Session, Stop};
use crate::forms::definition::body::ControlKind;
use crate::forms::definition::{DefId, ValueType};
use crate::forms::tree::NodeId;

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// Where it is: the path of the question or group, or of the repeat that may grow.
    pub path: String,
    /// The labels of the groups that it stands in, from the outside in.
    pub headings: Vec<String>,
    /// What is asked; empty at the end of a repeat.
    pub questions: Vec<Question>,
    /// Whether one more instance of the repeat at `path` may be added here.
    pub may_add: bool,
    /// Which screen this is, from 1, of those that are asked now.
    pub number: usize,
    /// How many are asked now.
    pub of: usize,
}

/// A question as it is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its path.
    pub path: String,
    /// How it is answered.
    pub control: ControlKind,
    /// The type of its value.
    pub kind: ValueType,
    /// Passed through untouched.
    pub appearance: String,
    /// Attributes that mean something to a screen only (`start`, `end`, `step`, `mediatype`).
    pub parameters: Vec<(String, String)>,
    /// What is asked.
    pub label: String,
    /// How to answer; empty where nothing is said.
    pub hint: String,
    /// More of it, for whoever asks; empty where nothing is said.
    pub guidance: String,
    /// Pictures and sounds beside the label, by form (`image`, `audio`, `video`), as the form names them.
    pub media: Vec<(String, String)>,
    /// The answer; blank where there is none.
    pub value: String,
    /// What may be chosen; none where nothing is chosen.
    pub choices: Option<Vec<Offered>>,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it is only to be read.
    pub readonly: bool,
    /// Why it is not valid, and what the form says to that.
    pub invalid: Option<(Invalid, Option<String>)>,
}

impl Session {
    /// The places that are asked now, in their order.
    pub fn stops(&self) -> Vec<Stop> {
        let mut stops = Vec::new();
        let Some(root) = self.record.root() else { return stops };
        for control in self.form.top_controls() {
            self.walk_control(control, root, &mut stops);
        }
        stops
    }

    /// Groups nest as deep as the form's elements do, which its reader bounds.
    fn walk_control(&self, index: u32, context: NodeId, stops: &mut Vec<Stop>) {
        let control = &self.form.controls[index as usize];
        let Some(def) = control.def else {
            control.children.iter().for_each(|child| self.walk_control(*child, context, stops));
            return;
        };
        match control.kind {
            ControlKind::Repeat => {
                let Some(parent) = self.form.node(def).parent.and_then(|parent| self.near(context, parent))
                else {
                    return;
                };
                for instance in self.record.named_children(parent, self.form.node(def).name) {
                    if self.is_relevant(instance) {
                        control.children.iter().for_each(|child| self.walk_control(*child, instance, stops));
                    }
                }
                let grows = self.form.node(def).repeat.as_ref().is_some_and(|repeat| !repeat.fixed);
                if grows && self.may_grow(parent, def) {
                    stops.push(Stop::End(parent, def));
                }
            }
            ControlKind::Group => {
                // A group that wraps a repeat stands where the repeat stands.
                if self.form.node(def).repeat.is_some() && self.def(context) != Some(def) {
                    control.children.iter().for_each(|child| self.walk_control(*child, context, stops));
                    return;
                }
                let Some(node) = self.near(context, def).filter(|node| self.is_relevant(*node)) else {
                    return;
                };
                if control.appearance.split_whitespace().any(|word| word == "field-list") {
                    if !self.questions_in(index, node).is_empty() {
                        stops.push(Stop::Group(node));
                    }
                } else {
                    control.children.iter().for_each(|child| self.walk_control(*child, node, stops));
                }
            }
            _ => stops
                .extend(self.near(context, def).filter(|node| self.is_relevant(*node)).map(Stop::Question)),
        }
    }

    /// The node of an element that stands nearest to a node: in the same instance of every repeat.
    fn near(&self, context: NodeId, def: DefId) -> Option<NodeId> {
        let way = self.form.way(def);
        let mut at = Some(context);
        while let Some(here) = at {
            if let Some(above) = self.def(here)
                && way.contains(&above)
            {
                return self.instances(here, above, def).first().copied();
            }
            at = self.record.parent(here);
        }
        None
    }

    fn questions_in(&self, index: u32, context: NodeId) -> Vec<NodeId> {
        let mut stops = Vec::new();
        for child in &self.form.controls[index as usize].children {
            self.walk_control(*child, context, &mut stops);
        }
        self.questions_at(stops)
    }

    /// The questions of a group on one screen.
    fn questions_of(&self, group: NodeId) -> Vec<NodeId> {
        let index = self.node_def(group).and_then(|def| def.control);
        index.map_or(Vec::new(), |index| self.questions_in(index, group))
    }

    fn questions_at(&self, stops: Vec<Stop>) -> Vec<NodeId> {
        stops
            .into_iter()
            .flat_map(|stop| match stop {
                Stop::Question(node) => vec![node],
                Stop::Group(node) => self.questions_of(node),
                Stop::End(..) => Vec::new(),
            })
            .collect()
    }

    /// The questions that are asked now, in the order of the body.
    pub fn asked(&self) -> Vec<NodeId> {
        self.questions_at(self.stops())
    }

    /// The path of a question or group, or of the repeat that may grow.
    pub fn path_of_stop(&self, stop: Stop) -> String {
        match stop {
            Stop::Question(node) | Stop::Group(node) => self.path(node),
            Stop::End(parent, def) => {
                format!("{}/{}", self.path(parent), self.form.names.name(self.form.node(def).name))
            }
        }
    }

    /// The screen that is shown now; none where the form asks nothing.
    pub fn screen(&self) -> Option<Screen> {
        let stops = self.stops();
        let place = self.place_in(&stops)?;
        Some(self.screen_at(&stops, place))
    }

    fn place_in(&self, stops: &[Stop]) -> Option<usize> {
        let at = self.at.and_then(|(stop, place)| {
            // What was shown may not be asked any more: what stands in its place is.
            stops.iter().position(|known| *known == stop).or(Some(place.min(stops.len().saturating_sub(1))))
        });
        (!stops.is_empty()).then(|| at.unwrap_or(0))
    }

    fn screen_at(&self, stops: &[Stop], place: usize) -> Screen {
        let stop = stops[place];
        let path = self.path_of_stop(stop);
        let (questions, shown) = match stop {
            Stop::Question(node) => (vec![node], node),
            Stop::Group(node) => (self.questions_of(node), node),
            Stop::End(parent, _) => (Vec::new(), parent),
        };
        Screen {
            path,
            headings: self.headings(shown, matches!(stop, Stop::Question(_))),
            questions: questions.into_iter().map(|node| self.question(node)).collect(),
            may_add: matches!(stop, Stop::End(..)),
            number: place + 1,
            of: stops.len(),
        }
    }

    fn headings(&self, node: NodeId, above_only: bool) -> Vec<String> {
        let first = if above_only { self.record.parent(node) } else { Some(node) };
        let mut all: Vec<String> = std::iter::successors(first, |node| self.record.parent(*node))
            .filter_map(|node| self.label(node))
            .filter(|label| !label.trim().is_empty())
            .collect();
        all.reverse();
        all
    }

    /// A question as it is shown now.
    pub fn question(&self, node: NodeId) -> Question {
        let control = self.control(node);
        let form_of = |form: &str| self.label_form(node, form);
        Question {
            path: self.path(node),
            control: control.map_or(ControlKind::Input, |control| control.kind),
            kind: self.node_def(node).map_or(ValueType::Text, |def| def.kind),
            appearance: control.map(|control| control.appearance.clone()).unwrap_or_default(),
            parameters: control.map(|control| control.other.clone()).unwrap_or_default(),
            label: self.label(node).unwrap_or_default(),
            hint: self.hint(node).unwrap_or_default(),
            guidance: self.hint_form(node, "guidance").unwrap_or_default(),
            media: ["image", "big-image", "audio", "video"]
                .into_iter()
                .filter_map(|form| form_of(form).map(|file| (form.to_owned(), file)))
                .collect(),
            value: self.value(node),
            choices: self.choices(node),
            required: self.is_required(node),
            readonly: self.is_readonly(node),
            invalid: self.invalid(node).map(|why| (why, self.message(node))),
        }
    }

    /// The next screen. While something on this one is not valid, that is said and nothing moves; at the last one, none.
    ///
    /// # Errors
    /// The paths that are not valid.
    pub fn forward(&mut self) -> Result<Option<Screen>, Vec<String>> {
        let stops = self.stops();
        let Some(place) = self.place_in(&stops) else { return Ok(None) };
        let shown = self.screen_at(&stops, place);
        let invalid: Vec<String> = shown
            .questions
            .into_iter()
            .filter(|question| question.invalid.is_some())
            .map(|question| question.path)
            .collect();
        if !invalid.is_empty() {
            return Err(invalid);
        }
        if place + 1 >= stops.len() {
            return Ok(None);
        }
        Ok(Some(self.go(&stops, place + 1)))
    }

    /// The screen before; none at the first.
    pub fn back(&mut self) -> Option<Screen> {
        let stops = self.stops();
        let place = self.place_in(&stops)?.checked_sub(1)?;
        Some(self.go(&stops, place))
    }

    /// The screen of a question, a group, or of the first question of an instance.
    ///
    /// # Errors
    /// [`Refusal::NoSuchNode`], or [`Refusal::NotRelevant`] for what is not asked now.
    pub fn jump(&mut self, path: &str) -> Result<Screen, Refusal> {
        let node = self.find(path).ok_or(Refusal::NoSuchNode)?;
        let stops = self.stops();
        let inside =
            |at: NodeId| std::iter::successors(Some(at), |at| self.record.parent(*at)).any(|at| at == node);
        let holds = |group: NodeId| {
            std::iter::successors(Some(node), |at| self.record.parent(*at)).any(|at| at == group)
        };
        let place = stops.iter().position(|stop| match stop {
            Stop::Question(at) => inside(*at),
            Stop::Group(at) => inside(*at) || holds(*at),
            Stop::End(..) => false,
        });
        let place = place.ok_or(Refusal::NotRelevant)?;
        Ok(self.go(&stops, place))
    }

    fn go(&mut self, stops: &[Stop], place: usize) -> Screen {
        self.at = Some((stops[place], place));
        self.screen_at(stops, place)
    }

    /// Everything that keeps the form from being finished: relevant nodes that are not valid, in their order.
    pub fn open_questions(&self) -> Vec<(String, Invalid, Option<String>)> {
        self.record
            .descendants(self.record.document())
            .filter_map(|node| Some((node, self.invalid(node)?)))
            .map(|(node, why)| (self.path(node), why, self.message(node)))
            .collect()
    }
}
