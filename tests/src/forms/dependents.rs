//! Who depends on whom in a form, by paths without positions: whatever an expression reads, and what stands in what.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Count, Item, Kind, SetValue, Survey};

/// Who depends on whom in a form, by paths without positions.
pub struct Dependents<'s> {
    survey: &'s Survey,
    items: BTreeMap<&'s str, &'s Item>,
    on: BTreeMap<&'s str, BTreeSet<&'s str>>,
}

impl<'s> Dependents<'s> {
    /// Of a form.
    pub fn of(survey: &'s Survey) -> Dependents<'s> {
        let mut on: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut items = BTreeMap::new();
        for item in survey.all() {
            let path = item.path.as_str();
            items.insert(path, item);
            for read in item.expressions().flat_map(|expr| &expr.reads) {
                on.entry(read).or_default().insert(path);
            }
            for child in item.children() {
                on.entry(path).or_default().insert(&child.path);
            }
            for set in &item.sets {
                on.entry(path).or_default().insert(&set.target);
                for read in &set.value.reads {
                    on.entry(read).or_default().insert(&set.target);
                }
            }
        }
        for set in &survey.at_first_load {
            for read in &set.value.reads {
                on.entry(read).or_default().insert(&set.target);
            }
        }
        Dependents { survey, items, on }
    }

    /// The item of a path without positions.
    pub fn item(&self, path: &str) -> Option<&'s Item> {
        self.items.get(path).copied()
    }

    /// All items.
    pub fn items(&self) -> impl Iterator<Item = &'s Item> {
        self.items.values().copied()
    }

    /// Whoever depends on a node, itself included.
    pub fn closure(&self, path: &str, into: &mut BTreeSet<String>) {
        if into.insert(path.to_owned()) {
            for next in self.on.get(path).into_iter().flatten() {
                self.closure(next, into);
            }
        }
    }

    /// What is set when the record opens.
    pub fn at_first_load(&self) -> &'s [SetValue] {
        &self.survey.at_first_load
    }

    /// Whether a path lies in a counted repeat.
    pub fn is_counted(&self, path: &str) -> bool {
        self.repeats_above(path).into_iter().any(|item| matches!(item.kind, Kind::Repeat(Count::Of(_), _)))
    }

    /// The repeats on the way to a path, itself included.
    pub fn repeats_above(&self, path: &str) -> Vec<&'s Item> {
        let is_above = |item: &&Item| path == item.path || path.starts_with(&format!("{}/", item.path));
        self.items().filter(|item| matches!(item.kind, Kind::Repeat(..))).filter(is_above).collect()
    }
}

/// A path without its positions.
pub fn generic(path: &str) -> String {
    let mut plain = String::new();
    let mut within = false;
    for letter in path.chars() {
        within = letter == '[' || within && letter != ']';
        if !within && letter != ']' {
            plain.push(letter);
        }
    }
    plain
}
