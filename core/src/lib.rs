//! Chaski: all that a phone knows. Pure logic first, SQLite next, network last; a room may use those above it,
//! never those below.

pub mod words;

pub mod growth;

pub mod record;

pub mod pack;

pub mod change;

pub mod merge;

pub mod store;

pub mod action;

pub mod sync;

#[cfg(feature = "uniffi")]
mod foreign;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("chaski_types");

/// Whether a deliberate fault of this name is switched on. Outside the build of `tests/faults` it never is, and the
/// compiler removes the question.
#[doc(hidden)]
#[inline(always)]
pub fn fault(name: &str) -> bool {
    #[cfg(feature = "faults")]
    {
        static FAULT: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
        FAULT.get_or_init(|| std::env::var("CHASKI_FAULT").ok()).as_deref() == Some(name)
    }
    #[cfg(not(feature = "faults"))]
    {
        let _ = name;
        false
    }
}
