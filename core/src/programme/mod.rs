//! What each person is owed, and when: the rules of a programme as data, and the one answer to "what is due, until when, and why". Knows a small
//! closed vocabulary ([`rules`]), the calendar, and facts as they are handed in ([`facts`]); knows no country, no record, no disk and no clock.
//!
//! - [`rules`]: services, the steps of their schedules, packages, conditions, norms, doubts, messages; [`read`] makes them of sheets and says what
//!   is wrong, by sheet, row and column;
//! - [`facts`]: what is known of one person, as the records or the row of a file give it;
//! - [`owed()`]: facts, rules and a day come to one [`Answer`] a service: its state, its window, the events that count and those that do not, why;
//! - [`sentences`]: the same words for all of it on a phone, a page and a command line.

mod answer;
mod assign;
pub mod facts;
mod fixed;
pub mod norm;
mod owed;
mod ranges;
pub mod read;
pub mod rules;
pub mod sentences;
pub mod span;

pub use answer::{Answer, Because, Days, Refused, State, Used, Why};
pub use facts::{Event, Facts};
pub use norm::Norm;
pub use owed::{is_met, owed, owed_by};
pub use rules::Programme;
pub use span::Span;
