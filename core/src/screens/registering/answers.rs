//! What was answered in a registration: texts as they were typed, by step and input, and which steps were passed. Knows how they are kept, as JSON;
//! knows no question and no field.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::{Result, ScreenError};
use crate::store::StoreError;

/// The most letters that any answer keeps; fields take fewer.
pub(super) const LONGEST: usize = 600;

/// What was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answers {
    /// By step and input: `house/known_as`.
    said: BTreeMap<String, String>,
    /// The steps that were answered and left.
    passed: BTreeSet<String>,
}

impl Answers {
    /// Reads what [`Answers::to_json`] wrote.
    pub(super) fn read(json: &str) -> Result<Answers> {
        serde_json::from_str(json).map_err(|_| ScreenError::from(StoreError::Damaged))
    }

    /// As it is kept.
    pub(super) fn to_json(&self) -> String {
        // Texts under texts: nothing that JSON refuses.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What an input of a step holds; empty where nothing was said.
    pub(super) fn get(&self, step: &str, key: &str) -> &str {
        self.said.get(&format!("{step}/{key}")).map_or("", String::as_str)
    }

    /// All that a step's inputs hold, by their names.
    pub(super) fn at<'a>(&'a self, step: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.said.iter().filter_map(move |(name, text)| {
            let (of, key) = name.split_once('/')?;
            (of == step).then_some((key, text.as_str()))
        })
    }

    /// An input of a step holds this; nothing, where it is empty.
    pub(super) fn set(&mut self, step: &str, key: &str, text: &str) {
        let name = format!("{step}/{key}");
        if text.is_empty() {
            self.said.remove(&name);
        } else {
            self.said.insert(name, text.to_owned());
        }
    }

    /// With what is known before anything is asked.
    pub(super) fn with(mut self, step: &str, key: &str, text: &str) -> Answers {
        self.set(step, key, text);
        self
    }

    /// A step was answered and left.
    pub(super) fn pass(&mut self, step: &str) {
        self.passed.insert(step.to_owned());
    }

    /// Whether a step was answered and left.
    pub(super) fn has_passed(&self, step: &str) -> bool {
        self.passed.contains(step)
    }

    /// Whether nothing was answered yet.
    pub(super) fn is_empty(&self) -> bool {
        self.said.is_empty()
    }
}
