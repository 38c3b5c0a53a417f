//! A finished checklist as people read it: each answer in words under its question, by the headings that it stood under, in the order of the
//! form. Knows answers by their paths, as they are kept; asks nothing of a phone and stores nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, Timelike};

use super::host::Host;
use super::path::without_root;
use super::read_form::ReadForm;
use super::saved::{Fact, Held};
use super::screen::STOP;
use super::state::Session;
use crate::forms::definition::ValueType;
use crate::forms::definition::body::ControlKind;
use crate::forms::tree::NodeId;
use crate::words::shown::{self, PartialDate};
use crate::words::{Lang, message};

/// Answers by the paths under which they are kept: without the root, every instance of a repeat by its number (`child{3}/age`), each as it
/// stood in the record.
pub type Answers = BTreeMap<String, String>;

/// A checklist with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The answers that are not blank, by section, in the order of the form.
    pub sections: Vec<Section>,
    /// The paths of answers that the form has no question for.
    pub placeless: Vec<String>,
}

/// Answers that stand under the same headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The headings, from the outside in.
    pub headings: Vec<Heading>,
    /// Stands where the form stops a worker (appearance `stop`): a danger sign.
    pub stops: bool,
    /// The answers.
    pub answers: Vec<Answered>,
}

/// A group, or an instance of a repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// The name of its element.
    pub name: String,
    /// What it is called; none where the form does not say.
    pub label: Option<String>,
    /// Of a repeat, which instance, from 1, of those in which something was answered.
    pub number: Option<u32>,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The path under which the answer is kept.
    pub path: String,
    /// What was asked; none where the form does not say.
    pub question: Option<String>,
    /// What was answered, in words.
    pub answer: String,
    /// Whether it was chosen from a list, and `answer` has the labels.
    pub chosen: bool,
    /// The type of the value.
    pub kind: ValueType,
}

impl ReadForm {
    /// The answers in words: the form's in one of its languages (its own without one), dates and figures in one of ours.
    pub fn summary(&self, answers: &Answers, language: Option<&str>, lang: Lang) -> Summary {
        let (session, placeless) = self.filled(answers, language);
        let kept = |node: &NodeId| kept_path(&session, *node);
        let by_path: BTreeMap<String, NodeId> = answers
            .keys()
            .filter_map(|path| Some((path.clone(), session.find_lasting(&self.whole(path))?)))
            .collect();
        let mut order = session.asked();
        let asked: BTreeSet<NodeId> = order.iter().copied().collect();
        // What was answered once and would not be asked by what the answers say now.
        order.extend(by_path.values().filter(|node| !asked.contains(*node)));
        let told = order.into_iter().filter(|node| by_path.contains_key(&kept(node)));
        let sections = session.told(told, lang, |node| kept_path(&session, node));
        Summary { sections, placeless }
    }

    /// The record with these answers and what is calculated of them, and the paths that it has no place for.
    fn filled(&self, answers: &Answers, language: Option<&str>) -> (Session, Vec<String>) {
        let mut facts: BTreeSet<Fact> = BTreeSet::new();
        for (path, text) in answers {
            let path = self.whole(path);
            let instances = path.match_indices('}').map(|(end, _)| path[..=end].to_owned());
            facts.extend(instances.map(|path| Fact { path, what: Held::Instance }));
            facts.insert(Fact { path, what: Held::Value(text.clone()) });
        }
        let facts: Vec<Fact> = facts.into_iter().collect();
        let (mut session, lost) = Session::resume(self.0.clone(), Box::new(Nobody), language, &facts);
        let lost: BTreeSet<&str> = lost.iter().map(|fact| fact.path.as_str()).collect();
        let placeless =
            answers.keys().filter(|path| lost.contains(self.whole(path).as_str())).cloned().collect();
        let said: BTreeSet<&str> = facts.iter().map(|fact| fact.path.as_str()).collect();
        for node in session.record.descendants(session.record.document()).collect::<Vec<_>>() {
            // What went with an instance around it has no element any more.
            let Some(def) = session.def(node) else { continue };
            let element = session.form.node(def);
            let (repeats, asked) = (element.repeat.is_some(), session.form.asks(def));
            if said.contains(session.lasting_path(node).as_str()) {
                continue;
            }
            if repeats {
                // An instance in which nothing was answered is not told from one that is not there.
                session.shrink(node, def);
            } else if asked && element.readonly.is_none() {
                // What the form begins with is no answer.
                session.put(node, "");
            }
        }
        session.settle();
        (session, placeless)
    }

    /// A path of the record.
    fn whole(&self, path: &str) -> String {
        let root = self.0.nodes.first().map_or("", |root| self.0.names.name(root.name));
        format!("/{root}/{path}")
    }
}

fn kept_path(session: &Session, node: NodeId) -> String {
    without_root(&session.lasting_path(node)).to_owned()
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Session {
    /// What is asked now and was answered, in words, to be looked through before it is finished; each by its path in the record.
    pub fn check(&self, lang: Lang) -> Vec<Section> {
        self.told(self.asked().into_iter(), lang, |node| self.path(node))
    }

    /// Those of these questions that have an answer, in words, by section.
    fn told(
        &self,
        nodes: impl Iterator<Item = NodeId>,
        lang: Lang,
        path: impl Fn(NodeId) -> String,
    ) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        for node in nodes {
            let text = self.record.text(node);
            if text.is_empty() {
                continue;
            }
            let label = self.label(node).map(|label| in_one_line(&label));
            let answered = Answered {
                path: path(node),
                question: label.filter(|label| !label.is_empty()),
                answer: self.in_words(node, &text, lang),
                chosen: self.control(node).is_some_and(|control| control.items.is_some()),
                kind: self.node_def(node).map_or(ValueType::Text, |def| def.kind),
            };
            let headings = self.headings_over(node);
            let stops = self.looks(node).iter().any(|look| look == STOP);
            match sections.last_mut().filter(|last| last.headings == headings) {
                Some(last) => last.answers.push(answered),
                None => sections.push(Section { headings, stops, answers: vec![answered] }),
            }
        }
        sections
    }

    /// The groups and instances that a question stands in, as the body has them.
    fn headings_over(&self, node: NodeId) -> Vec<Heading> {
        let mut headings = Vec::new();
        let mut instance = None;
        let mut at = self.control(node).and_then(|control| control.parent);
        while let Some(control) = at.and_then(|place| self.form.controls.get(place as usize)) {
            at = control.parent;
            // A group that wraps a repeat has lent it its label.
            if control.kind == ControlKind::Group && control.def.is_some() && control.def == instance {
                continue;
            }
            let over = control.def.and_then(|def| self.ancestor(node, def));
            let label = match (over, &control.label) {
                (Some(over), _) => self.label(over),
                (None, Some(label)) => self.words(label, "", node),
                (None, None) => None,
            };
            let label = label.map(|label| in_one_line(&label)).filter(|label| !label.is_empty());
            let is_instance = control.kind == ControlKind::Repeat;
            if is_instance {
                instance = control.def;
            }
            if label.is_some() || is_instance {
                let element = control.def.map(|def| self.form.node(def).name);
                headings.push(Heading {
                    name: element.map(|name| self.form.names.name(name).to_owned()).unwrap_or_default(),
                    label,
                    number: over.filter(|_| is_instance).map(|over| self.record.position(over)),
                });
            }
        }
        headings.reverse();
        headings
    }

    /// An answer in words: choices by their labels, figures and dates as every page writes them.
    pub fn in_words(&self, node: NodeId, text: &str, lang: Lang) -> String {
        let control = self.control(node).map(|control| control.kind);
        if let Some(offered) = self.choices(node) {
            let called = |name: &str| {
                let choice = offered.iter().find(|choice| choice.name == name);
                let label = choice.map(|choice| in_one_line(&choice.label));
                label.filter(|label| !label.is_empty()).unwrap_or_else(|| name.to_owned())
            };
            return match control {
                Some(ControlKind::SelectOne) => called(text),
                _ => text.split_whitespace().map(called).collect::<Vec<_>>().join(", "),
            };
        }
        let kind = self.node_def(node).map_or(ValueType::Text, |def| def.kind);
        let words = match (control, kind) {
            (Some(ControlKind::Trigger), _) => Some(message(lang, "answer-yes", &[]).text),
            (_, ValueType::Integer | ValueType::Decimal) => Some(shown::decimal(lang, text)),
            (_, ValueType::Date) => PartialDate::from_iso(text).map(|date| shown::long_date(lang, date)),
            (_, ValueType::DateTime) => DateTime::parse_from_rfc3339(text)
                .ok()
                .map(|at| shown::long_date_time(lang, at.timestamp(), at.offset().local_minus_utc() / 60)),
            (_, ValueType::Time) => {
                let clock = text.get(..5).and_then(|clock| NaiveTime::parse_from_str(clock, "%H:%M").ok());
                clock.map(|at| shown::time(lang, i64::from(at.num_seconds_from_midnight()), 0))
            }
            _ => None,
        };
        words.unwrap_or_else(|| text.to_owned())
    }
}

/// Whoever reads has no phone: what would ask it was left open.
struct Nobody;

impl Host for Nobody {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::UNIX_EPOCH.fixed_offset()
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        0
    }

    fn seed(&self) -> u64 {
        0
    }
}
