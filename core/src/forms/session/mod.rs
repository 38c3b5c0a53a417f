//! A form being filled: a state machine without a screen. It is opened on a compiled form, answered, and says what is shown now; each
//! act settles everything that waits for it (calculations, relevance, counts, choices) before it returns, and says which nodes changed.
//! Knows one record and one form; keeps nothing and reads no clock: its [`Host`](host::Host) supplies what is not in the form.

pub mod act;
pub mod field;
pub mod host;
pub mod open;
pub mod path;
pub mod read_form;
pub mod recompute;
pub mod repeats;
pub mod saved;
pub mod screen;
pub mod show;
pub mod state;
pub mod summary;
pub mod value;
pub mod view;

pub use self::host::Host;
pub use self::read_form::ReadForm;
pub use self::state::{Refusal, Session};
