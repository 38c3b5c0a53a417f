//! Chaski: all that a phone knows. Pure logic first, SQLite next, network last; a room may use those above it,
//! never those below.
//!
//! Where to begin:
//!
//! - what is recorded, and how it stays mergeable: [`record::table`] (every entity and field), [`change::Change`],
//!   [`merge::resolve`] (heads and disputes), then [`merge::fold`];
//! - what a button does: [`action`], a file each; how it is kept: [`store::save`], [`store::log`];
//! - what a screen shows: [`store::query`], [`store::search`], [`store::inbox`], in the words of [`words`];
//! - what a measurement means: [`growth::who`], [`growth::assess()`](growth::assess::assess), [`growth::chart`];
//! - how it travels: [`sync::session`] (the exchange, without I/O), [`sync::message`] (the frames), then
//!   [`store::apply`] (where what arrives comes to stand) and [`store::opening`] (why no name is ever given twice);
//! - how a checklist reaches a phone: [`store::releases`] (which version holds), [`change::content`] (its name and pieces),
//!   [`store::content`] (what is needed and kept);
//! - how one is filled: [`forms::session`] (a state machine), [`filling`] (kept at every act), [`action::checklist`] (the visit it comes to);
//! - what a phone's screens show and their buttons do, as data: [`screens`], a file each;
//! - when a file is damaged: [`store::damage`], [`store::pages`], [`store::rescue`].

pub mod words;

pub mod growth;

pub mod forms;

pub mod record;

pub mod programme;

pub mod pack;

pub mod change;

pub mod merge;

pub mod store;

pub mod lock;

pub mod action;

pub mod filling;

pub mod sync;

pub mod screens;

#[cfg(feature = "uniffi")]
mod foreign;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("chaski_types");

#[cfg(all(feature = "faults", not(debug_assertions)))]
compile_error!("deliberate faults are for `tests/faults`: no release carries them");

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
