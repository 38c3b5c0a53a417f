//! What a person does on one small form that has everything in it, an act each three bytes: answers, instances, languages, screens, and a phone
//! that dies. What is refused changes nothing; what changed is said; and a record that is resumed from what was kept is the one that was left.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chaski::forms::contract::{NodeState, standing};
use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::session::Session;
use chaski::forms::session::act::Changed;
use chaski::forms::session::saved::{Fact, Held};
use chaski::forms::session::screen::Next;
use chaski::forms::tree::NodeId;

use crate::lent::{Beside, Desk};

/// The form.
static FORM: LazyLock<Arc<Form>> = LazyLock::new(|| {
    let imported = import(include_str!("../seeds/xform/everything.xml"), &Beside);
    Arc::new(imported.form.unwrap_or_else(|| panic!("{:#?}", imported.problems)))
});

const REPEATS: [&str; 5] =
    ["/data/child", "/data/child[1]/dose", "/data/child[2]/dose", "/data/visit", "/data/nobody"];
const LANGUAGES: [&str; 3] = ["Español (es)", "English (en)", "Aymara (ay)"];
const TEXTS: [&str; 44] = [
    "",
    " ",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "8",
    "12",
    "-2",
    "2.5",
    "7.25",
    "1e2",
    "00",
    "9999999999999999",
    "Ana",
    "bo",
    "x y",
    "yes",
    "no",
    "OK",
    "pa",
    "pb",
    "d1",
    "d3",
    "k1",
    "k2",
    "none",
    "fever",
    "fever cough",
    "cough fever",
    "fever fever",
    "a b c",
    "c a b",
    "a b",
    "2024-02-29",
    "2024-13-01",
    "2024-02-29T10:05:00.000+00:00",
    "10:05:00.000+00:00",
    "-12.04 -77.03 0 0",
    "99 0",
    "-12.04 -77.03 0 0; -12.05 -77.03 0 0",
    "<&>\"'\u{0}\u{301}ñ💧",
];
/// Acts of one input.
const MOST_ACTS: usize = 40;

/// Acts.
pub fn check(bytes: &[u8]) {
    let mut session = Session::open(FORM.clone(), Box::new(Desk), None);
    let mut draft = Draft::default();
    draft.keep(session.unsaved());
    let mut before = nodes(&session);
    for act in bytes.chunks_exact(3).take(MOST_ACTS) {
        let (which, what) = (usize::from(act[1]), usize::from(act[2]));
        let done = match act[0] % 16 {
            0 => session.add(REPEATS[which % REPEATS.len()]),
            1 => match one_of(&before, which, |node| session.path(node).ends_with(']')) {
                Some(node) => session.remove(node),
                None => continue,
            },
            2 => session.speak(LANGUAGES[which % LANGUAGES.len()]),
            3 => {
                if let Some(node) = one_of(&before, which, |_| true) {
                    looks_around(&mut session, node, what);
                }
                Ok(Changed::new())
            }
            4 => {
                // Its nodes have other names.
                session = draft.resumed(&session);
                before = nodes(&session);
                continue;
            }
            _ => match one_of(&before, which, |_| true) {
                Some(node) => session.answer(node, TEXTS[what % TEXTS.len()]),
                None => continue,
            },
        };
        let now = nodes(&session);
        let facts = session.unsaved();
        match done {
            Err(_) => assert!(facts.is_empty() && now == before, "a refusal changed something"),
            Ok(changed) => is_said(&session, &before, &now, &changed),
        }
        draft.keep(facts);
        before = now;
    }
    draft.resumed(&session);
}

/// What is kept of a record, as the store keeps it.
#[derive(Default)]
struct Draft(BTreeMap<String, Held>);

impl Draft {
    fn keep(&mut self, facts: Vec<Fact>) {
        for Fact { path, what } in facts {
            if what == Held::Gone {
                let below = format!("{path}/");
                self.0.retain(|kept, _| !kept.starts_with(&below));
            }
            self.0.insert(path, what);
        }
    }

    /// The record as it is gone on with, which is the one that was left.
    fn resumed(&self, left: &Session) -> Session {
        let facts: Vec<Fact> =
            self.0.iter().map(|(path, what)| Fact { path: path.clone(), what: what.clone() }).collect();
        let (resumed, lost) = Session::resume(FORM.clone(), Box::new(Desk), left.language(), &facts);
        assert!(lost.is_empty(), "the same form has no place for {lost:?}");
        assert_eq!(standing(&resumed, Vec::new()), standing(left, Vec::new()), "kept: {facts:#?}");
        let lasting = |session: &Session| -> Vec<String> {
            nodes(session).into_keys().map(|node| session.lasting_path(node)).collect()
        };
        let (mut one, mut other) = (lasting(&resumed), lasting(left));
        one.sort_unstable();
        other.sort_unstable();
        assert_eq!(one, other, "an instance has another number");
        resumed
    }
}

/// What is said of each node.
type Nodes = BTreeMap<NodeId, NodeState>;

/// Every node with what is said of it.
fn nodes(session: &Session) -> Nodes {
    let all = standing(session, Vec::new()).nodes.into_iter();
    all.map(|(path, state)| (session.find(&path).expect("a node is found by its own path"), state)).collect()
}

/// One of the nodes that fit.
fn one_of(nodes: &Nodes, which: usize, fits: impl Fn(NodeId) -> bool) -> Option<NodeId> {
    let all: Vec<NodeId> = nodes.keys().copied().filter(|node| fits(*node)).collect();
    all.get(which % all.len().max(1)).copied()
}

/// Whatever differs from before is in what an act says of itself, or stands in something that is.
fn is_said(session: &Session, before: &Nodes, now: &Nodes, changed: &Changed) {
    for (node, now) in now.iter().filter(|(node, now)| before.get(node) != Some(now)) {
        let mut above = std::iter::successors(Some(*node), |node| session.record().parent(*node));
        assert!(
            above.any(|node| changed.contains(&node)),
            "{} is other than before, and nobody says so: {:?}, {now:?}",
            session.path(*node),
            before.get(node)
        );
    }
}

/// Screens forth and back, and a leap: nothing of it changes the record.
fn looks_around(session: &mut Session, at: NodeId, what: usize) {
    let _ = session.jump(&session.path(at));
    for _ in 0..what % 8 {
        if matches!(session.forward(), Next::Stays { .. }) {
            session.back();
        }
    }
}
