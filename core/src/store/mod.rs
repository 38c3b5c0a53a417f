//! The phone's memory: one encrypted SQLite file. The log of changes is the truth; every table beside it can be made
//! again from the log. `save` appends a change and projects it in one transaction, durable when it returns. Knows
//! the rooms above; does not know how anything is sent, nor what a screen looks like.

pub mod apart;
pub mod apply;
pub mod areas;
pub mod clock;
pub mod content;
pub mod content_budget;
pub(crate) mod cursors;
pub mod damage;
pub(crate) mod departed;
pub(crate) mod district;
pub mod draft_backups;
pub mod drafts;
pub mod due;
pub mod dump;
pub mod error;
pub mod files;
pub mod folding;
mod handle;
pub mod inbox;
pub mod keys;
pub mod log;
mod meta;
mod name_order;
pub mod open;
pub mod opening;
pub mod own;
pub mod pack;
pub mod pages;
mod projection;
pub mod query;
pub mod random;
pub mod rebuild;
pub mod registrations;
pub mod related;
pub mod releases;
pub mod requests;
pub mod rescue;
pub(crate) mod retry;
pub mod revision;
pub(crate) mod rows;
pub mod save;
pub mod schema;
pub(crate) mod seal;
pub mod search;
#[cfg(feature = "seeded")]
pub mod seeded;
pub(crate) mod servers;
pub mod shown;
pub(crate) mod standpoints;
pub mod tails;
#[cfg(feature = "seeded")]
mod unchecked;

pub use clock::{Clock, Now, SystemClock};
pub use error::{Result, StoreError};
pub use handle::Store;
pub use keys::{KeyFile, KeyProvider, Secrets};
pub use log::{Log, Standing};
pub use open::Place;
pub use opening::Opening;
pub use save::Action;
pub use shown::Shown;
