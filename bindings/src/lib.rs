//! The calls a phone's screen makes, over the core: one a screen, one a button; Kotlin, Swift and Python are written
//! from them. Data goes in as text (what a person typed, or JSON) and comes out as plain records; an error is flat and
//! says what to do. Holds no rule of the programme and no SQL.
//!
//! Every call blocks until it is done: a page for milliseconds, a save until the disk has it, a sync for as long as the
//! line takes. An app calls from a thread of its own and never from the one that draws; `Phone::cancel` stops a sync.
//!
//! Where to begin: [`Phone`] (a page a call), [`Phone::record_visit`] and [`Correction`] (what a button saves),
//! [`Phone::sync`] and [`SyncOn`] (what a sync says), [`ChaskiError`] (what an error says). What the pages are made of is
//! the core's `store::query` and `growth`. A whole screen with its words and buttons is [`Phone::screen`]. A checklist is a [`Filling`]: a screen a call, an answer a call.
//! Several workers share a phone behind a [`Lock`]. What is entered key by key is [`entry`], where she is [`Way`], what is the same in every app [`AppRules`].

mod checklists;
mod delivery;
pub mod entry;
pub mod error;
mod filling;
mod find;
mod home;
mod host;
mod ids;
mod lock;
mod measuring;
mod phone;
mod platform;
mod rescue;
mod reviews;
mod rules;
mod says;
mod screens;
mod values;
pub mod view;
mod visit;
mod way;
mod words;
mod write;

pub use chaski::record::Time;
pub use chaski::store::rescue::Rescued;
pub use chaski::sync::http::Progress as SyncProgress;
pub use delivery::{Enrolled, Invited, SyncOn, SyncOutcome, read_invitation};
pub use error::{ChaskiError, Result};
pub use filling::{ChecklistSaved, DraftView, Filling, FormView};
pub use find::Kind;
pub use host::PlatformHost;
pub use ids::Seen;
pub use lock::{Added, KeyWrap, Lock, LockedWorker};
pub use phone::Phone;
pub use platform::{Connectivity, KeyStore, Line, LogLevel, LogSink, PlatformError, SyncListener};
pub use rescue::{rescue_folder, rescue_phone};
pub use reviews::{NewReview, ReviewVerdict, Reviews};
pub use rules::{AppRules, LanguageName, app_rules};
pub use visit::{Recorded, VisitSaved};
pub use way::Way;
pub use words::{Asked, Concept, WordArg, WordValue, Words};
pub use write::{Correction, Created, FamilySaved, Identifier, NewHousehold, NewPerson, Saved};

uniffi::setup_scaffolding!();

/// The name of a record, short enough for a table and still found: the first eight signs of its device, its number
/// and its index.
pub fn short_name(record: &chaski::record::RecordName) -> String {
    format!("{record:?}")
}
