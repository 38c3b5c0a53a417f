//! The words of screens and errors in the language of the phone. Knows the core's language files by id; knows no
//! screen. What has no message of its own keeps the core's English sentence.

use chaski::words::{Arg, Lang, has, say};

use crate::error::ChaskiError;
use crate::phone::Phone;

/// What fills a place in a message.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum WordValue {
    /// Shown as it is: a name, a date or a figure that is written already.
    Text {
        /// The text.
        text: String,
    },
    /// Chooses between the forms of a message.
    Number {
        /// The number.
        number: i64,
    },
}

/// A place in a message and what fills it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WordArg {
    /// The name of the place.
    pub name: String,
    /// What fills it.
    pub value: WordValue,
}

/// A message that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Asked {
    /// Its id, or `id.attribute`.
    pub id: String,
    /// What fills its places.
    #[uniffi(default = [])]
    pub args: Vec<WordArg>,
}

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Words {
    /// Its id.
    pub id: String,
    /// What is shown.
    pub text: String,
    /// The language it is in: not the phone's where that one lacks it, so that a screen can mark it.
    pub language: String,
    /// The recording that says it, by the name of its file; none where there is none.
    pub sound: Option<String>,
}

#[uniffi::export]
impl Phone {
    /// The messages of a screen, in the order in which they are asked for, in the language of the phone; in Spanish
    /// before one is set. An id that no file has comes back in brackets.
    pub fn words(&self, asked: Vec<Asked>) -> Vec<Words> {
        let language = self.language().unwrap_or(Lang::Es);
        asked.iter().map(|asked| words(language, asked)).collect()
    }
}

fn words(language: Lang, asked: &Asked) -> Words {
    let args: Vec<(&str, Arg<'_>)> = asked
        .args
        .iter()
        .map(|arg| {
            let value = match &arg.value {
                WordValue::Text { text } => Arg::Str(text),
                WordValue::Number { number } => Arg::Num(*number),
            };
            (arg.name.as_str(), value)
        })
        .collect();
    let said = say(language, &asked.id, &args);
    Words { id: asked.id.clone(), text: said.text, language: said.lang.tag().into(), sound: None }
}

/// An error in the language of the phone, where there is a message for its code: `error-<code>` and its attribute
/// `.remedy`, in which `text` and `remedy` stand for what the core says.
pub(crate) fn error_in(language: Option<Lang>, error: ChaskiError) -> ChaskiError {
    let id = format!("error-{}", error.code().replace('_', "-"));
    let Some(language) = language.filter(|_| has(&id)) else { return error };
    let args = [("text", Arg::Str(error.text())), ("remedy", Arg::Str(error.remedy()))];
    let text = say(language, &id, &args).text;
    let attribute = format!("{id}.remedy");
    let remedy = match has(&attribute) {
        true => say(language, &attribute, &args).text,
        false => error.remedy().to_owned(),
    };
    ChaskiError::new(error.code(), text, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_without_a_message_keeps_the_sentence_of_the_core() {
        let error = ChaskiError::new("no_such_code", "what", "do");
        assert_eq!(error_in(Some(Lang::Es), error.clone()), error);
        assert_eq!(error_in(None, error.clone()), error);
    }
}
