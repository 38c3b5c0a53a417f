//! A difference between two engines, and what of the form and of the record may explain it. Knows no engine; excuses nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::dependents::{Dependents, generic};
use super::engine::Member;
use super::model::{Choices, Item, Kind, SetValue};

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
    /// The repeats of which an instance was removed so far.
    pub removed: &'l BTreeSet<String>,
}

impl Look<'_> {
    /// The nodes over which the item's expressions go with one of these functions.
    pub fn over<'a>(&'a self, functions: &'a [&str]) -> impl Iterator<Item = &'a Value> {
        self.over_paths(functions).flat_map(|path| {
            self.nodes.iter().filter(move |(at, _)| generic(at) == path).map(|(_, node)| node)
        })
    }

    /// Their paths.
    pub fn over_paths<'a>(&'a self, functions: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let exprs = self
            .item
            .into_iter()
            .flat_map(|item| item.expressions().chain(item.sets.iter().map(|set| &set.value)));
        exprs
            .flat_map(|expr| &expr.over)
            .filter(|(function, _)| functions.contains(function))
            .map(|(_, path)| path.as_str())
    }

    /// Whether there are any.
    pub fn is_over(&self, functions: &[&str]) -> bool {
        self.over_paths(functions).next().is_some()
    }

    /// The values that events set here, each with the item that sends the event; none where the record's opening does.
    pub fn events(&self) -> impl Iterator<Item = (Option<&Item>, &SetValue)> {
        let plain = generic(self.path);
        let of_items = self.form.items().flat_map(|item| item.sets.iter().map(move |set| (Some(item), set)));
        let at_first = self.form.at_first_load().iter().map(|set| (None, set));
        of_items.chain(at_first).filter(move |(_, set)| set.target == plain)
    }

    /// Whether an item is a repeat.
    pub fn is_repeat(item: Option<&Item>) -> bool {
        item.is_some_and(|item| matches!(item.kind, Kind::Repeat(..)))
    }

    /// Whether an item offers choices by a filter.
    pub fn is_filtered(item: Option<&Item>) -> bool {
        item.is_some_and(|item| matches!(item.kind, Kind::Leaf(_, Some(Choices::Of(_, Some(_))))))
    }

    /// Whether something has to be computed before this can be read.
    pub fn is_computed(&self, path: &str) -> bool {
        let item = self.form.item(path);
        let above = self.form.items().filter(|item| path.starts_with(&format!("{}/", item.path)));
        Self::is_filtered(item)
            || item.is_some_and(|item| item.calculate.is_some())
            || above.chain(item).any(|item| item.relevant.is_some())
    }

    /// What the two say of a member, as texts.
    pub fn pair<'a>(&'a self, name: &str) -> (&'a str, &'a str) {
        (self.ours[name].as_str().unwrap_or_default(), self.theirs[name].as_str().unwrap_or_default())
    }
}
