//! The one error of this crate: flat, so that every language reads it the same way. Made from the core's errors,
//! whose sentences say what is wrong, then what to do. Knows no language: [`crate::words`] puts it in the phone's.

use chaski::merge::rules::Offence;
use chaski::record::check::Problem;
use chaski::store::StoreError;
use chaski::sync::session::SyncError;

/// Shorthand for this crate.
pub type Result<T> = std::result::Result<T, ChaskiError>;

/// What went wrong. No value of a record is ever in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, uniffi::Error)]
#[serde(untagged)]
pub enum ChaskiError {
    /// The call did nothing, or stopped where the text says.
    #[error("{text}: {remedy}")]
    Failed {
        /// A stable name for programs.
        code: String,
        /// What is wrong.
        text: String,
        /// What to do.
        remedy: String,
    },
}

impl ChaskiError {
    /// An error of these words.
    pub fn new(code: &str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        ChaskiError::Failed { code: code.into(), text: text.into(), remedy: remedy.into() }
    }

    /// A stable name for programs.
    pub fn code(&self) -> &str {
        let ChaskiError::Failed { code, .. } = self;
        code
    }

    /// What is wrong.
    pub fn text(&self) -> &str {
        let ChaskiError::Failed { text, .. } = self;
        text
    }

    /// What to do.
    pub fn remedy(&self) -> &str {
        let ChaskiError::Failed { remedy, .. } = self;
        remedy
    }

    /// From a sentence of the core: what is wrong, a colon, what to do.
    fn of_sentence(code: &str, sentence: &str) -> Self {
        let (text, remedy) = split(sentence);
        ChaskiError::new(code, text, remedy.unwrap_or("try again; tell your supervisor if it stays"))
    }

    /// The same error, said of a part of what was given.
    pub(crate) fn within(self, part: &str) -> Self {
        let ChaskiError::Failed { code, text, remedy } = self;
        ChaskiError::Failed { code, text: format!("in {part}: {text}"), remedy }
    }

    /// The same error with more to do.
    pub(crate) fn and_also(self, more: &str) -> Self {
        let ChaskiError::Failed { code, text, remedy } = self;
        ChaskiError::Failed { code, text, remedy: remedy + more }
    }
}

/// At the first colon that is not within brackets: there stands what another part of the system said.
fn split(sentence: &str) -> (&str, Option<&str>) {
    let mut depth = 0u32;
    for (at, sign) in sentence.char_indices() {
        match sign {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => {
                if let Some(remedy) = sentence[at + 1..].strip_prefix(' ') {
                    return (&sentence[..at], Some(remedy));
                }
            }
            _ => {}
        }
    }
    (sentence, None)
}

impl From<StoreError> for ChaskiError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Offence(offence) => of_offence(error.code(), *offence),
            _ => ChaskiError::of_sentence(error.code(), &error.to_string()),
        }
    }
}

fn of_offence(code: &str, offence: Offence) -> ChaskiError {
    let sentence = offence.to_string();
    let (text, remedy) = split(&sentence);
    let remedy = remedy.unwrap_or(match offence {
        Offence::RoleTooLow => "ask your supervisor to record it",
        Offence::NotItsSubject => "record it of the person or household that it belongs to",
        Offence::StaleRights => "sync, then record it again",
        _ => "tell your supervisor",
    });
    ChaskiError::new(code, format!("not saved: {text}"), remedy)
}

impl From<SyncError> for ChaskiError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => error.into(),
            error => ChaskiError::of_sentence(error.code(), &error.to_string()),
        }
    }
}

impl From<Problem> for ChaskiError {
    fn from(problem: Problem) -> Self {
        StoreError::from(problem).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_split_into_what_is_wrong_and_what_to_do() {
        let error = ChaskiError::from(StoreError::InUse);
        assert_eq!(error.text(), "the database is open in another program");
        assert_eq!(error.remedy(), "close it there first");
        let error = ChaskiError::from(SyncError::Line("the server: busy".into()));
        assert_eq!(error.text(), "the line broke (the server: busy)");
        assert!(error.remedy().starts_with("what arrived is kept"));
    }

    #[test]
    fn an_offence_says_that_nothing_was_saved_and_who_may() {
        let error = ChaskiError::from(StoreError::Offence(Offence::RoleTooLow));
        assert_eq!(error.code(), "offence");
        assert_eq!(error.text(), "not saved: only a supervisor may record this");
        assert_eq!(error.remedy(), "ask your supervisor to record it");
    }
}
