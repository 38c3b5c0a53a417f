//! The way through a form, screen by screen: which is shown now, which comes next, what stands on it. A screen is one question, or a group that the
//! form wants on one (`field-list`), or the end of a repeat, where one more may be added. Knows the body's order; computes nothing.

use super::act::Changed;
use super::field::{AnswerField, Asked};
use super::show::{NotValid, Offered};
use super::state::{Refusal, Session, Stop};
use crate::forms::definition::body::ControlKind;
use crate::forms::definition::{DefId, ValueType};
use crate::forms::tree::NodeId;

/// How a group or question looks that stops a worker.
pub(super) const STOP: &str = "stop";

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Screen {
    /// Where it is: the path of the question or group, or of the repeat that may grow.
    pub path: String,
    /// The labels of the groups that it stands in, from the outside in.
    pub headings: Vec<String>,
    /// Whether the form stops a worker here (appearance `stop`): a danger sign.
    pub stop: bool,
    /// What is asked; empty at the end of a repeat.
    pub questions: Vec<Question>,
    /// Whether one more instance of the repeat at `path` may be added here.
    pub may_add: bool,
    /// What is waited for before the way on need stand.
    pub awaits: Awaits,
    /// Which screen this is, from 1, of those that are asked now.
    pub number: u32,
    /// How many are asked now.
    pub of: u32,
}

/// What a screen waits for: where a touch is the whole answer the way on would only look like one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Awaits {
    /// Nothing: the way on stands.
    Nothing,
    /// A touch that leads on by itself; it may be left open.
    Touch,
    /// An answer, without which nobody goes on.
    Answer,
}

impl Awaits {
    fn of(questions: &[Question], stop: bool) -> Awaits {
        match questions {
            _ if stop => {
                let waits = |of: &Question| of.required && of.choices.is_some() && of.value.is_empty();
                if questions.iter().any(waits) { Awaits::Answer } else { Awaits::Nothing }
            }
            [only] if only.moves_on && only.value.is_empty() => {
                if only.required {
                    Awaits::Answer
                } else {
                    Awaits::Touch
                }
            }
            _ => Awaits::Nothing,
        }
    }
}

/// What an act changed of the screen that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Update {
    /// Its questions that are other than before, whole.
    pub questions: Vec<Question>,
    /// The screen, whole, where other questions stand on it now or another is shown in its place; none where it stands as it stood.
    pub screen: Option<Screen>,
    /// What is waited for now.
    pub awaits: Awaits,
    /// Which screen this is, from 1, of those that are asked now; 0 where none is.
    pub number: u32,
    /// How many are asked now.
    pub of: u32,
}

/// What comes after a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Next {
    /// The next screen.
    Screen {
        /// It.
        screen: Screen,
    },
    /// This one: some of its questions must be answered, or answered otherwise.
    Stays {
        /// Their paths.
        not_valid: Vec<String>,
    },
    /// Nothing: this was the last.
    End,
}

/// A picture, a sound or a film beside a label.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Medium {
    /// `image`, `big-image`, `audio`, `video`.
    pub form: String,
    /// As the form names it (`jr://images/hands.png`).
    pub name: String,
}

/// A question that keeps the form from being finished.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OpenQuestion {
    /// Its path, to go there.
    pub path: String,
    /// What is asked.
    pub label: String,
    /// Why it is not valid.
    pub not_valid: NotValid,
}

/// A question as it is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Question {
    /// Its path.
    pub path: String,
    /// How it is answered.
    pub control: ControlKind,
    /// The type of its value.
    pub kind: ValueType,
    /// What it is answered with.
    pub field: AnswerField,
    /// Whether one touch is its whole answer, so that a screen may go on by itself.
    pub moves_on: bool,
    /// What is asked.
    pub label: String,
    /// How to answer; empty where nothing is said.
    pub hint: String,
    /// More of it, for whoever asks; empty where nothing is said.
    pub guidance: String,
    /// Pictures and sounds beside the label.
    pub media: Vec<Medium>,
    /// The answer; blank where there is none.
    pub value: String,
    /// What may be chosen; none where nothing is chosen.
    pub choices: Option<Vec<Offered>>,
    /// Whether it must be answered.
    pub required: bool,
    /// Whether it is only to be read.
    pub readonly: bool,
    /// Why it is not valid; none where it is.
    pub not_valid: Option<NotValid>,
}

impl Session {
    /// The places that are asked now, in their order.
    pub fn stops(&self) -> &[Stop] {
        self.way.get_or_init(|| {
            let mut stops = Vec::new();
            let Some(root) = self.record.root() else { return stops };
            for control in self.form.top_controls() {
                self.walk_control(control, root, &mut stops);
            }
            stops
        })
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
        self.questions_at(&stops)
    }

    /// The questions of a group on one screen.
    fn questions_of(&self, group: NodeId) -> Vec<NodeId> {
        let index = self.node_def(group).and_then(|def| def.control);
        index.map_or(Vec::new(), |index| self.questions_in(index, group))
    }

    fn questions_at(&self, stops: &[Stop]) -> Vec<NodeId> {
        stops.iter().flat_map(|stop| self.questions_on(*stop)).collect()
    }

    fn questions_on(&self, stop: Stop) -> Vec<NodeId> {
        match stop {
            Stop::Question(node) => vec![node],
            Stop::Group(node) => self.questions_of(node),
            Stop::End(..) => Vec::new(),
        }
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
        Some(self.screen_at(self.place()?))
    }

    /// The path of the screen that is shown now; none where the form asks nothing.
    pub fn screen_path(&self) -> Option<String> {
        Some(self.path_of_stop(self.stops()[self.place()?]))
    }

    /// The place of what is shown among what is asked now.
    fn place(&self) -> Option<usize> {
        let stops = self.stops();
        let at = self.at.and_then(|(stop, place)| {
            // Where it was, nearly always.
            let here = stops.get(place).is_some_and(|known| *known == stop).then_some(place);
            let moved = || stops.iter().position(|known| *known == stop);
            // What was shown may not be asked any more: what stands in its place is.
            here.or_else(moved).or(Some(place.min(stops.len().saturating_sub(1))))
        });
        (!stops.is_empty()).then(|| at.unwrap_or(0))
    }

    fn screen_at(&self, place: usize) -> Screen {
        let stop = self.stops()[place];
        let shown = match stop {
            Stop::Question(node) | Stop::Group(node) | Stop::End(node, _) => node,
        };
        let questions: Vec<Question> =
            self.questions_on(stop).into_iter().map(|node| self.question(node)).collect();
        let stops = self.looks(shown).iter().any(|word| word == STOP);
        Screen {
            path: self.path_of_stop(stop),
            headings: self.headings(shown, matches!(stop, Stop::Question(_))),
            stop: stops,
            awaits: Awaits::of(&questions, stops),
            questions,
            may_add: matches!(stop, Stop::End(..)),
            number: place as u32 + 1,
            of: self.stops().len() as u32,
        }
    }

    pub(super) fn looks(&self, node: NodeId) -> Vec<String> {
        let all = std::iter::successors(Some(node), |node| self.record.parent(*node));
        let words = all
            .filter_map(|node| self.control(node))
            .flat_map(|control| control.appearance.split_whitespace());
        words.map(str::to_owned).collect()
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
        let (value, choices, readonly) = (self.value(node), self.choices(node), self.is_readonly(node));
        let medium =
            |form: &str| self.label_form(node, form).map(|name| Medium { form: form.to_owned(), name });
        let asked = Asked {
            control: control.map_or(ControlKind::Input, |control| control.kind),
            kind: self.node_def(node).map_or(ValueType::Text, |def| def.kind),
            appearance: control.map_or("", |control| control.appearance.as_str()),
            parameters: control.map_or(&[], |control| control.other.as_slice()),
            choices: choices.as_deref(),
            is_blank_reading: readonly && value.is_empty(),
        };
        let field = asked.field();
        Question {
            path: self.path(node),
            control: asked.control,
            kind: asked.kind,
            moves_on: field.is_one_touch(),
            field,
            label: self.label(node).unwrap_or_default(),
            hint: self.hint(node).unwrap_or_default(),
            guidance: self.hint_form(node, "guidance").unwrap_or_default(),
            media: ["image", "big-image", "audio", "video"].into_iter().filter_map(medium).collect(),
            value,
            choices,
            required: self.is_required(node),
            readonly,
            not_valid: self.not_valid(node),
        }
    }

    /// Does what an act does, and says what it changed of the screen that is shown.
    ///
    /// # Errors
    /// Those of the act: nothing changed.
    pub fn updating(
        &mut self,
        act: impl FnOnce(&mut Session) -> Result<Changed, Refusal>,
    ) -> Result<Update, Refusal> {
        let shown = |session: &Session| {
            let stop = session.stops()[session.place()?];
            Some((stop, session.questions_on(stop)))
        };
        // What comes to stand before the first screen does not take its place.
        self.at = self.at.or_else(|| self.place().map(|place| (self.stops()[place], place)));
        let before = shown(self);
        let changed = act(self)?;
        let now = shown(self);
        let place = self.place();
        // What stands above a question is said of it too: its heading, whether it may be answered.
        let above =
            |node: NodeId| std::iter::successors(self.record.parent(node), |at| self.record.parent(*at));
        let inside =
            |questions: &[NodeId]| questions.iter().any(|node| above(*node).any(|at| changed.contains(&at)));
        let stands = before == now && !now.as_ref().is_some_and(|(_, questions)| inside(questions));
        let mut screen = place.map(|place| self.screen_at(place));
        let awaits = screen.as_ref().map_or(Awaits::Nothing, |screen| screen.awaits);
        let mut questions = Vec::new();
        if let (true, Some((_, nodes))) = (stands, now) {
            let shown = screen.take().map(|screen| screen.questions).unwrap_or_default();
            let other = nodes.into_iter().zip(shown).filter(|(node, _)| changed.contains(node));
            questions = other.map(|(_, question)| question).collect();
        }
        let (number, of) = (place.map_or(0, |place| place as u32 + 1), self.stops().len() as u32);
        Ok(Update { questions, screen, awaits, number, of })
    }

    /// Goes to the next screen. While something on this one is not valid, that is said and nothing moves.
    pub fn forward(&mut self) -> Next {
        let Some(place) = self.place() else { return Next::End };
        let questions = self.questions_on(self.stops()[place]);
        let not_valid: Vec<String> = questions
            .into_iter()
            .filter(|node| self.invalid(*node).is_some())
            .map(|node| self.path(node))
            .collect();
        if !not_valid.is_empty() {
            return Next::Stays { not_valid };
        }
        if place + 1 >= self.stops().len() {
            return Next::End;
        }
        Next::Screen { screen: self.go(place + 1) }
    }

    /// Goes to the screen before; none at the first.
    pub fn back(&mut self) -> Option<Screen> {
        let place = self.place()?.checked_sub(1)?;
        Some(self.go(place))
    }

    /// Goes to the screen of a question, a group, the first question of an instance, or of the repeat that may grow.
    ///
    /// # Errors
    /// [`Refusal::NoSuchNode`], or [`Refusal::NotRelevant`] for what is not asked now.
    pub fn jump(&mut self, path: &str) -> Result<Screen, Refusal> {
        let ends = self.find_repeat(path).map(|(parent, def)| Stop::End(parent, def));
        let node = self.find(path);
        if ends.is_none() && node.is_none() {
            return Err(Refusal::NoSuchNode);
        }
        let within = |at: NodeId, of: NodeId| {
            std::iter::successors(Some(at), |at| self.record.parent(*at)).any(|at| at == of)
        };
        let shows = |stop: &Stop| match (*stop, node) {
            (Stop::Question(at), Some(node)) => within(at, node),
            (Stop::Group(at), Some(node)) => within(at, node) || within(node, at),
            _ => false,
        };
        let at_the_end = |stop: &Stop| Some(*stop) == ends;
        let stops = self.stops();
        let place = stops.iter().position(at_the_end).or_else(|| stops.iter().position(shows));
        Ok(self.go(place.ok_or(Refusal::NotRelevant)?))
    }

    fn go(&mut self, place: usize) -> Screen {
        self.at = Some((self.stops()[place], place));
        self.screen_at(place)
    }

    /// Everything that keeps the form from being finished: relevant nodes that are not valid, in their order.
    pub fn open_questions(&self) -> Vec<OpenQuestion> {
        self.record
            .descendants(self.record.document())
            .filter_map(|node| {
                let not_valid = self.not_valid(node)?;
                Some(OpenQuestion {
                    path: self.path(node),
                    label: self.label(node).unwrap_or_default(),
                    not_valid,
                })
            })
            .collect()
    }
}
