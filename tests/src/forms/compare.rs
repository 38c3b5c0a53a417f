//! Where two engines differ on the same form and answers, and which differences are known. A known one excuses what depends on the
//! node it is at, from then on in that run, and nothing else. What each engine does is in `matters`; nothing here decides who is right.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::dependents::{Dependents, generic};
use super::engine::{Engine, Member};
use super::look::Look;
use super::matters;

const MEMBERS: [(Member, &str); 8] = [
    (Member::Relevant, "relevant"),
    (Member::Value, "value"),
    (Member::Valid, "valid"),
    (Member::Message, "message"),
    (Member::Required, "required"),
    (Member::Readonly, "readonly"),
    (Member::Label, "label"),
    (Member::Choices, "choices"),
];

/// A difference that nothing excuses.
#[derive(Debug, Clone)]
pub struct Difference {
    /// After how many steps.
    pub step: usize,
    /// At which node.
    pub path: String,
    /// In what.
    pub member: Member,
    /// What ours says of the node.
    pub ours: Value,
    /// What theirs says of it.
    pub theirs: Value,
}

/// The differences of one run that nothing excuses, of the first step that has any; and how often each matter excused one.
pub fn compare(
    form: &Dependents<'_>,
    answers: &[Value],
    ours: &[Value],
    theirs: &[Value],
    engine: Engine,
) -> (Vec<Difference>, BTreeMap<&'static str, usize>) {
    let mut tainted = BTreeSet::new();
    let mut excused = BTreeMap::new();
    let mut removed = BTreeSet::new();
    for (step, (mine, its)) in ours.iter().zip(theirs).enumerate() {
        let mut found = Vec::new();
        let nodes = |state: &Value| state["nodes"].as_object().cloned().unwrap_or_default();
        let (mine_nodes, its_nodes) = (nodes(mine), nodes(its));
        let answer = step.checked_sub(1).and_then(|at| answers.get(at));
        removed.extend(answer.and_then(|answer| answer["remove"].as_str()).map(generic));
        let all: BTreeSet<&String> = mine_nodes.keys().chain(its_nodes.keys()).collect();
        let mut differing: Vec<(String, Member, Value, Value)> = Vec::new();
        for path in all {
            if path.starts_with("/data/meta") {
                continue;
            }
            let (mine, its) = (mine_nodes.get(path), its_nodes.get(path));
            let (Some(one), Some(other)) = (mine, its) else {
                let value = |one: Option<&Value>| one.cloned().unwrap_or_default();
                // Instances that nobody sees need not be there.
                if [mine, its].iter().flatten().any(|one| one["relevant"] == true)
                    || !form.is_counted(&generic(path))
                {
                    differing.push((path.clone(), Member::Presence, value(mine), value(its)));
                }
                continue;
            };
            for (member, name) in MEMBERS {
                let unseen = one["relevant"] == false && matches!(member, Member::Label | Member::Choices);
                if !unseen && words(&one[name]) != words(&other[name]) {
                    differing.push((path.clone(), member, one.clone(), other.clone()));
                    break;
                }
            }
        }
        let refused = |state: &Value| -> Vec<u64> {
            let all = state["refused"].as_array().into_iter().flatten();
            all.filter_map(|one| one["step"].as_u64()).filter(|at| *at == step as u64).collect()
        };
        if refused(mine) != refused(its)
            && let Some((key, value)) =
                answer.and_then(Value::as_object).and_then(|answer| answer.iter().next())
        {
            let path = if key.starts_with('/') { key } else { value.as_str().unwrap_or_default() };
            let last = |state: &Value| {
                state["refused"].as_array().and_then(|all| all.last().cloned()).unwrap_or_default()
            };
            differing.push((path.to_owned(), Member::Refused, last(mine), last(its)));
        }
        // What is excused makes more excusable: those that depend on it.
        loop {
            let before_round = differing.len();
            differing.retain(|(path, member, one, other)| {
                let plain = generic(path);
                let look = Look {
                    form,
                    item: form.item(&plain),
                    path,
                    member: *member,
                    ours: one,
                    theirs: other,
                    nodes: &mine_nodes,
                    removed: &removed,
                };
                let mut of_engine = matters::MATTERS.iter().filter(|matter| matter.engine == engine);
                let matter = of_engine.find(|matter| (matter.excuses)(&look));
                if let Some(matter) = matter {
                    *excused.entry(matter.name).or_default() += 1;
                    form.closure(&plain, &mut tainted);
                    return false;
                }
                !tainted.contains(&plain)
            });
            if differing.len() == before_round || differing.is_empty() {
                break;
            }
        }
        for (path, member, ours, theirs) in differing {
            found.push(Difference { step, path, member, ours, theirs });
        }
        if !found.is_empty() {
            return (found, excused);
        }
    }
    (Vec::new(), excused)
}

/// Runs of blanks do not matter in what is shown.
fn words(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Array(all) => Value::Array(all.iter().map(words).collect()),
        Value::Object(all) => {
            Value::Object(all.iter().map(|(name, one)| (name.clone(), words(one))).collect())
        }
        other => other.clone(),
    }
}
