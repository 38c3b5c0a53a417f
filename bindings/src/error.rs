//! The one error of this crate: flat, so that every language reads it the same way. Made from the core's errors,
//! whose sentences say what is wrong, then what to do. Within the crate it also carries what a sentence in another
//! language needs; [`crate::words`] says it. Knows no language itself.

use chaski::action::{Refusal, Stop};
use chaski::merge::rules::Offence;
use chaski::record::check::Problem;
use chaski::record::table::code::verdict_reason;
use chaski::store::StoreError;
use chaski::sync::message::RefusalCode;
use chaski::sync::session::SyncError;

/// Shorthand for this crate's callers.
pub type Result<T> = std::result::Result<T, ChaskiError>;

/// Shorthand within the crate.
pub(crate) type Inner<T> = std::result::Result<T, Failure>;

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

/// The same before it is said in a language: the core's English, and which message says it in others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub code: String,
    pub text: String,
    pub remedy: String,
    pub detail: Option<Box<Detail>>,
}

/// What is more exact than the code: the message `error-<code>-<name>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detail {
    pub name: &'static str,
    /// The field that it is about: `field`, or `field.part`.
    pub field: Option<String>,
    /// The key of JSON that it is about.
    pub key: Option<String>,
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
}

impl From<Failure> for ChaskiError {
    fn from(failure: Failure) -> Self {
        ChaskiError::Failed { code: failure.code, text: failure.text, remedy: failure.remedy }
    }
}

impl Failure {
    /// A failure of these words.
    pub(crate) fn new(code: &str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        Failure { code: code.into(), text: text.into(), remedy: remedy.into(), detail: None }
    }

    /// From a sentence of the core: what is wrong, a colon, what to do.
    fn of_sentence(code: &str, sentence: &str) -> Self {
        let (text, remedy) = split(sentence);
        Failure::new(code, text, remedy.unwrap_or("try again; tell your supervisor if it stays"))
    }

    fn with(self, name: &'static str, field: Option<&str>) -> Self {
        let detail = Detail { name, field: field.map(str::to_owned), key: None };
        Failure { detail: Some(Box::new(detail)), ..self }
    }

    /// The same, said of a key of JSON that stands twice.
    pub(crate) fn of_key(mut self, key: &str) -> Self {
        let field = self.detail.and_then(|detail| detail.field);
        self.detail = Some(Box::new(Detail { name: "key_twice", field, key: Some(key.to_owned()) }));
        self
    }

    /// The same, said of a part of what was given.
    pub(crate) fn within(mut self, part: &str) -> Self {
        self.text = format!("in {part}: {}", self.text);
        self
    }

    /// The same with more to do.
    pub(crate) fn and_also(mut self, more: &str) -> Self {
        self.remedy += more;
        self
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

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Offence(offence) => of_offence(error.code(), *offence),
            StoreError::Entry(problem) => of_problem(error.code(), problem),
            _ => Failure::of_sentence(error.code(), &error.to_string()),
        }
    }
}

fn of_offence(code: &str, offence: Offence) -> Failure {
    let sentence = offence.to_string();
    let (text, remedy) = split(&sentence);
    let remedy = remedy.unwrap_or(match offence {
        Offence::RoleTooLow => "ask your supervisor to record it",
        Offence::NotItsSubject => "record it of the person or household that it belongs to",
        Offence::StaleRights => "sync, then record it again",
        _ => "tell your supervisor",
    });
    let failure = Failure::new(code, format!("not saved: {text}"), remedy);
    match verdict_reason::ALL.iter().find(|reason| reason.0 == offence as i64) {
        Some(reason) => failure.with(reason.1, None),
        None => failure,
    }
}

fn of_problem(code: &str, problem: &Problem) -> Failure {
    let failure = Failure::of_sentence(code, &problem.to_string());
    let (name, field) = match problem {
        Problem::UnknownField { .. } => ("unknown_field", None),
        Problem::Missing { field, .. } => ("missing", Some(field)),
        Problem::WrongType { field, .. } => ("wrong_type", Some(field)),
        Problem::NotAllowed { field, .. } => ("not_allowed", Some(field)),
        Problem::NotPlainText { field } => ("not_plain_text", Some(field)),
        Problem::NoName { field } => ("no_name", Some(field)),
        Problem::KeyTwice { field, key } => return failure.with("key_twice", Some(field)).of_key(key),
        Problem::Twice { field } => ("twice", Some(field)),
        Problem::UnknownPart { field, .. } => ("unknown_part", Some(field)),
        Problem::NotAPath { field } => ("not_a_path", Some(field)),
        Problem::NeedsPath { field } => ("needs_path", Some(field)),
    };
    failure.with(name, field.map(String::as_str))
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => error.into(),
            SyncError::Refused(refusal) => {
                let name = match refusal {
                    RefusalCode::Stale => "stale",
                    RefusalCode::UnknownDevice => "unknown_device",
                    RefusalCode::NotVerified => "not_verified",
                    RefusalCode::Unreadable => "unreadable",
                    RefusalCode::TakenOver => "taken_over",
                    RefusalCode::Unavailable => "unavailable",
                    RefusalCode::Copied => "copied",
                };
                Failure::of_sentence(error.code(), &error.to_string()).with(name, None)
            }
            error => Failure::of_sentence(error.code(), &error.to_string()),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        StoreError::from(problem).into()
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Refused(refusal) => refusal.into(),
            Stop::Failed(error) => error.into(),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Stale(_) => Failure::new(
                "stale",
                "somebody changed it after this page was shown",
                "nothing was saved; open the page again, see what changed and decide again",
            ),
            Refusal::Already(_) => {
                Failure::new("already", "it is so already", "open the page again and see who said so")
            }
            Refusal::Same => {
                Failure::new("same", "both names are the same person's", "name two different persons")
            }
            Refusal::Missing("reason") => {
                Failure::new("reason_missing", "no reason was given", "say why, and save again")
            }
            Refusal::Missing(_) => Failure::new(
                "remark_missing",
                "nothing was written",
                "write what there is to say, and save again",
            ),
            Refusal::TooLong(what, most) => Failure::new(
                "too_large",
                format!("{what} is longer than {most} letters"),
                "nothing was saved; shorten the text",
            ),
            Refusal::Nowhere(record) => StoreError::NoRecord(record).into(),
            Refusal::Entry(problem) => problem.into(),
            Refusal::Offence(offence) => StoreError::Offence(offence).into(),
            Refusal::TooLarge { bytes, limit } => StoreError::TooLarge { bytes, limit }.into(),
            Refusal::TooManyEdits(limit) => StoreError::TooManyEdits { limit }.into(),
            Refusal::TooManyHeads(limit) => StoreError::TooManyHeads { limit }.into(),
            Refusal::SaidTwice => StoreError::SaidTwice.into(),
            // A phone's acts are bound to no areas: what it holds is its worker's.
            Refusal::Elsewhere | Refusal::InNoFeed => {
                Failure::new("no_record", "this belongs to another area", "ask a worker of that area")
            }
            Refusal::In { at, why } => Failure::from(*why).within(&format!("part {}", at + 1)),
        }
    }
}

impl Failure {
    /// What a plan stopped at, with the place of the part that it names.
    pub(crate) fn of_part(stop: Stop, place: impl FnOnce(usize) -> String) -> Self {
        match stop {
            Stop::Refused(Refusal::In { at, why }) => Failure::from(*why).within(&place(at)),
            stop => stop.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_split_into_what_is_wrong_and_what_to_do() {
        let failure = Failure::from(StoreError::InUse);
        assert_eq!(failure.text, "the database is open in another program");
        assert_eq!(failure.remedy, "close it there first");
        let failure = Failure::from(SyncError::Line("the server: busy".into()));
        assert_eq!(failure.text, "the line broke (the server: busy)");
        assert!(failure.remedy.starts_with("what arrived is kept"));
    }

    #[test]
    fn an_offence_says_that_nothing_was_saved_and_who_may() {
        let failure = Failure::from(StoreError::Offence(Offence::RoleTooLow));
        assert_eq!(failure.code, "offence");
        assert_eq!(failure.text, "not saved: only a supervisor may record this");
        assert_eq!(failure.remedy, "ask your supervisor to record it");
        assert_eq!(failure.detail.map(|detail| detail.name), Some("role_too_low"));
    }
}
