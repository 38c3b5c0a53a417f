//! The one error of this crate: flat, so that every language reads it the same way. Within the crate it is a code with
//! arguments, made from the core's errors; [`crate::words`] says it. Knows no language itself.

use std::borrow::Cow;

use chaski::action::{Refusal, Stop};
use chaski::merge::rules::Offence;
use chaski::record::check::Problem;
use chaski::record::json::NotJson;
use chaski::store::StoreError;
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
    #[error("{text} {remedy}")]
    Failed {
        /// A stable name for programs.
        code: String,
        /// What is wrong.
        text: String,
        /// What to do.
        remedy: String,
        /// More for whoever looks for the cause, in English: where in what was given, figures, what the system said.
        #[serde(skip_serializing_if = "Option::is_none")]
        technical: Option<String>,
    },
}

/// The same before it is said in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The message `error-<code>`.
    pub code: &'static str,
    /// What is more exact: the message `error-<code>-<detail>`.
    pub detail: Option<&'static str>,
    /// The field that it is about, `field` or `field.part`: the message is given its name and what it must be.
    pub field: Option<String>,
    /// What fills the other places of the message.
    pub args: Vec<(&'static str, String)>,
    /// A message that goes before it.
    pub first: Option<&'static str>,
    /// More for whoever looks for the cause.
    pub technical: Cow<'static, str>,
}

impl ChaskiError {
    /// An error of these words.
    pub fn new(code: &str, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        ChaskiError::Failed { code: code.into(), text: text.into(), remedy: remedy.into(), technical: None }
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

    /// More for whoever looks for the cause.
    pub fn technical(&self) -> Option<&str> {
        let ChaskiError::Failed { technical, .. } = self;
        technical.as_deref()
    }
}

impl Failure {
    /// The failure of the message `error-<code>`.
    pub(crate) fn new(code: &'static str, technical: impl Into<Cow<'static, str>>) -> Self {
        Failure {
            code,
            detail: None,
            field: None,
            args: Vec::new(),
            first: None,
            technical: technical.into(),
        }
    }

    /// The failure of the message `error-<code>-<detail>`.
    pub(crate) fn exact(
        code: &'static str,
        detail: &'static str,
        technical: impl Into<Cow<'static, str>>,
    ) -> Self {
        Failure { detail: Some(detail), ..Failure::new(code, technical) }
    }

    /// What was given is no JSON, or says a key twice: the messages `error-<code>` and `error-<code>-key_twice`.
    pub(crate) fn not_json(code: &'static str, wrong: NotJson) -> Self {
        let failure = Failure::new(code, wrong.to_string());
        match wrong {
            NotJson::Unreadable { .. } => failure,
            NotJson::KeyTwice { key, .. } => {
                Failure { detail: Some("key_twice"), ..failure }.with("key", key)
            }
        }
    }

    /// The same with what fills a place of its message.
    pub(crate) fn with(mut self, place: &'static str, text: impl Into<String>) -> Self {
        self.args.push((place, text.into()));
        self
    }

    /// The same, said of a part of what was given.
    pub(crate) fn within(mut self, part: &str) -> Self {
        self.technical = format!("in {part}: {}", self.technical).into();
        self
    }

    /// What a plan stopped at, with the place of the part that it names.
    pub(crate) fn of_part(stop: Stop, place: impl FnOnce(usize) -> String) -> Self {
        match stop {
            Stop::Refused(Refusal::In { at, why }) => Failure::from(*why).within(&place(at)),
            stop => stop.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let failure = Failure { detail: error.detail(), ..Failure::new(error.code(), error.to_string()) };
        match error {
            // A list of what was set aside has the same words, and there it was saved.
            StoreError::Offence(_) => Failure { first: Some("error-not_saved"), ..failure },
            StoreError::Entry(problem) => {
                let failure = Failure { field: problem.field().map(str::to_owned), ..failure };
                match problem {
                    Problem::KeyTwice { key, .. } => failure.with("key", key),
                    _ => failure,
                }
            }
            _ => failure,
        }
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Store(error) => error.into(),
            error => Failure { detail: error.detail(), ..Failure::new(error.code(), error.to_string()) },
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        StoreError::from(problem).into()
    }
}

impl From<Offence> for Failure {
    fn from(offence: Offence) -> Self {
        StoreError::from(offence).into()
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
        let technical = refusal.to_string();
        match refusal {
            Refusal::Stale(_) => Failure::new("stale", technical),
            Refusal::Already(_) => Failure::new("already", technical),
            Refusal::Same => Failure::new("same", technical),
            Refusal::Missing("reason") => Failure::new("reason_missing", technical),
            Refusal::Missing(_) => Failure::new("remark_missing", technical),
            Refusal::TooLong(_, most) => {
                Failure::exact("too_large", "letters", technical).with("most", most.to_string())
            }
            Refusal::Nowhere(record) => StoreError::NoRecord(record).into(),
            Refusal::Entry(problem) => problem.into(),
            Refusal::Offence(offence) => offence.into(),
            Refusal::TooLarge { bytes, limit } => StoreError::TooLarge { bytes, limit }.into(),
            Refusal::TooManyEdits(limit) => StoreError::TooManyEdits { limit }.into(),
            Refusal::TooManyHeads(limit) => StoreError::TooManyHeads { limit }.into(),
            Refusal::Unanswered(_) => Failure::new("unanswered", technical),
            Refusal::SaidTwice => StoreError::SaidTwice.into(),
            // A phone's acts are bound to no areas: what it holds is its worker's.
            Refusal::Elsewhere | Refusal::InNoFeed => Failure::exact("no_record", "elsewhere", technical),
            Refusal::In { at, why } => Failure::from(*why).within(&format!("part {}", at + 1)),
        }
    }
}
