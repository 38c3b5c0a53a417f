//! What something is called that a pack brings, by language. Knows no list.

use std::collections::BTreeMap;

use super::{Lang, Text};

/// Words by language tag, and the recordings that say them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// What is shown, by language.
    pub texts: BTreeMap<String, String>,
    /// The recording that says it, by language: the name of its file.
    pub sounds: BTreeMap<String, String>,
}

impl Words {
    /// In a language; in Spanish, or whichever there is, where that one lacks it. `None` where there are none.
    pub fn text(&self, lang: Lang) -> Option<Text> {
        let order = [lang].into_iter().chain(Lang::ALL);
        order.into_iter().find_map(|lang| Some(Text { text: self.texts.get(lang.tag())?.clone(), lang }))
    }

    /// The recording that says it in a language.
    pub fn sound(&self, lang: Lang) -> Option<&str> {
        self.sounds.get(lang.tag()).map(String::as_str)
    }
}
