//! What a form shows, by language: `itext`, labels, hints, messages, with the outputs in them. Knows words; decides nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::FormulaId;

/// The words of a form.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Texts {
    /// The languages, by the names that the form gives them.
    pub languages: Vec<String>,
    /// Which of them it opens in.
    pub default: u32,
    /// What is shown, each in the languages that it has.
    pub entries: Vec<Entry>,
    /// Which entry has an id of `itext`.
    pub ids: BTreeMap<String, u32>,
}

impl Texts {
    /// The language of a tag (`es`), as forms write it: `Español (es)`, or the tag alone; none where there is none. Its whole name will do.
    pub fn language_of(&self, tag: &str) -> Option<&str> {
        let tag_of = |name: &str| {
            let inner = name.rsplit_once('(').and_then(|(_, rest)| rest.trim_end().strip_suffix(')'));
            inner.unwrap_or(name).trim().to_lowercase()
        };
        let primary = |name: &str| tag_of(name).split(['-', '_']).next() == Some(tag);
        let exact = self.languages.iter().find(|name| *name == tag || tag_of(name) == tag);
        exact.or_else(|| self.languages.iter().find(|name| primary(name))).map(String::as_str)
    }
}

/// One thing shown.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Entry {
    /// Its versions.
    pub versions: Vec<Version>,
}

/// One thing shown, in one language and form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Version {
    /// The place of the language.
    pub language: u32,
    /// Empty for the text itself; `long`, `short`, `guidance`, `image`, `big-image`, `audio`, `video`.
    pub form: String,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// A part of what is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Part {
    /// Words.
    Words(String),
    /// A value.
    Output(FormulaId),
}

/// What is shown at a question, a group, a choice, or as a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Label {
    /// By language.
    Itext(u32),
    /// The same in every language.
    Plain(Vec<Part>),
    /// What an expression gives.
    Computed(FormulaId),
}
