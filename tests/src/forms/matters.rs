//! What is known of the engines of others where they differ from the contract, with the reason why ours does otherwise: data, and the
//! page docs/forms.md shows it in words. Whatever else differs is a fault, of ours until shown otherwise.

use serde_json::{Map, Value};

use super::compare::{Dependents, Engine, Member, generic};
use super::model::{Choices, Count, Item, Kind};

/// One thing that an engine does otherwise.
pub struct Matter {
    /// In a few words.
    pub name: &'static str,
    /// Which engine.
    pub engine: Engine,
    /// Why ours does as it does.
    pub why: &'static str,
    /// Whether it explains a difference.
    pub excuses: fn(&Look<'_>) -> bool,
}

/// A difference, with what may explain it.
pub struct Look<'l> {
    /// The form.
    pub form: &'l Dependents<'l>,
    /// The item it is at.
    pub item: Option<&'l Item>,
    /// The node it is at.
    pub path: &'l str,
    /// In what.
    pub member: Member,
    /// What ours says of the node.
    pub ours: &'l Value,
    /// What theirs says.
    pub theirs: &'l Value,
    /// All nodes as ours has them.
    pub nodes: &'l Map<String, Value>,
    /// And had them before the step.
    pub before: &'l Map<String, Value>,
    /// The step.
    pub answer: &'l Value,
}

impl Look<'_> {
    /// The nodes over which the item's expressions go with one of these functions.
    fn over<'a>(&'a self, functions: &'a [&str]) -> impl Iterator<Item = &'a Value> {
        self.over_paths(functions).flat_map(|path| {
            self.nodes.iter().filter(move |(at, _)| generic(at) == path).map(|(_, node)| node)
        })
    }

    fn over_paths<'a>(&'a self, functions: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let exprs = self.item.into_iter().flat_map(|item| item.expressions().chain(item.sets.iter().map(|set| &set.value)));
        exprs.flat_map(|expr| &expr.over).filter(|(function, _)| functions.contains(function)).map(|(_, path)| path.as_str())
    }

    fn is_over(&self, functions: &[&str]) -> bool {
        self.over_paths(functions).next().is_some()
    }

    fn pair<'a>(&'a self, name: &str) -> (&'a str, &'a str) {
        (self.ours[name].as_str().unwrap_or_default(), self.theirs[name].as_str().unwrap_or_default())
    }
}

const ALL: [&str; 5] = ["sum", "min", "max", "count", "join"];

/// All that are known.
pub const MATTERS: &[Matter] = &[
    Matter {
        name: "a sum, minimum or maximum with a blank",
        engine: Engine::JavaRosa,
        why: "XPath 1.0, 4.4: sum() adds what each node's text is as a number, and a blank is none; JavaRosa skips it",
        excuses: |look| look.over(&["sum", "min", "max"]).any(|node| node["relevant"] == true && node["value"] == ""),
    },
    Matter {
        name: "a sum, minimum or maximum of no nodes",
        engine: Engine::WebForms,
        why: "XPath 1.0, 4.4: the sum of an empty node-set is 0; Web Forms gives a blank",
        excuses: |look| {
            let functions = ["sum", "min", "max"];
            look.is_over(&functions) && look.over(&functions).all(|node| node["relevant"] == false)
        },
    },
    Matter {
        name: "nodes that are not relevant in a node-set",
        engine: Engine::WebForms,
        why: "the contract leaves them out; Web Forms counts them as blanks",
        excuses: |look| look.over(&ALL).any(|node| node["relevant"] == false),
    },
    Matter {
        name: "true and false in the record",
        engine: Engine::JavaRosa,
        why: "XPath 1.0, 4.2: as a text a boolean is `true` or `false`; JavaRosa stores 1 or 0",
        excuses: |look| look.member == Member::Value && matches!(look.pair("value"), ("true", "1") | ("false", "0")),
    },
    Matter {
        name: "a whole number in a decimal question",
        engine: Engine::WebForms,
        why: "XPath 1.0, 4.2: a number is written without a decimal point where it is whole; Web Forms writes 2.0",
        excuses: |look| {
            let (ours, theirs) = look.pair("value");
            let (label, its_label) = look.pair("label");
            match look.member {
                Member::Value => !ours.is_empty() && theirs == format!("{ours}.0"),
                Member::Label => label != its_label && label == its_label.replace(".0", ""),
                _ => false,
            }
        },
    },
    Matter {
        name: "instances of a count that was cleared",
        engine: Engine::WebForms,
        why: "the contract: a blank count asks for none; Web Forms keeps those that were there",
        excuses: |look| {
            let blank = |item: &Item| match &item.kind {
                Kind::Repeat(Count::Of(count), _) => count
                    .reads
                    .iter()
                    .any(|read| look.nodes.iter().any(|(path, node)| generic(path) == *read && node["value"] == "")),
                _ => false,
            };
            look.member == Member::Presence
                && look.ours.is_null()
                && look.form.repeats_above(&generic(look.path)).any(blank)
        },
    },
    Matter {
        name: "what depends on a choice that is not offered any more",
        engine: Engine::JavaRosa,
        why: "the contract: everything is settled when a step returns; JavaRosa drops the answer when the question is seen, and computes nothing anew",
        excuses: |look| {
            let filtered = |path: &String| {
                let item = look.form.item(path);
                item.is_some_and(|item| matches!(item.kind, Kind::Leaf(_, Some(Choices::Of(_, Some(_))))))
            };
            let exprs = look.item.into_iter().flat_map(Item::expressions);
            exprs.flat_map(|expr| &expr.reads).any(filtered)
        },
    },
    Matter {
        name: "an event of a counted repeat",
        engine: Engine::WebForms,
        why: "ODK XForms, events: odk-new-repeat comes with every instance that is added; Web Forms sends none where a count adds it",
        excuses: |look| {
            let counted = look.form.items().filter(|item| matches!(item.kind, Kind::Repeat(Count::Of(_), _)));
            let mut targets = counted.flat_map(|item| &item.sets).map(|set| set.target.as_str());
            look.member == Member::Value && look.theirs["value"] == "" && targets.any(|target| target == generic(look.path))
        },
    },
    Matter {
        name: "a date that an event copies",
        engine: Engine::JavaRosa,
        why: "the value of a date is its text; JavaRosa writes the copy as a point in time",
        excuses: |look| {
            let (ours, theirs) = look.pair("value");
            ours.len() == 10 && theirs.starts_with(&format!("{ours}T00:00:00"))
        },
    },
    Matter {
        name: "a default under what is not relevant",
        engine: Engine::WebForms,
        why: "ODK XForms, events: xforms-value-changed comes when an answer changes; Web Forms sends it when the record opens, too",
        excuses: |look| {
            let sources = look.form.items().filter(|item| {
                matches!(item.kind, Kind::Leaf(..)) && item.sets.iter().any(|set| set.target == generic(look.path))
            });
            look.member == Member::Value && sources.into_iter().any(|item| item.default.is_some())
        },
    },
];

