//! What a person enters by touch, key by key, until it is a value that a screen or a checklist takes: the same on every phone, so that no app has a rule
//! of its own for it. It only computes: no call here waits for the disk or the line, and a screen may make it while it draws. Knows how values are written;
//! knows no form and no record.

mod choices;
mod day;
mod figure;
mod fix;
mod time;

pub use day::{DayEntry, DayPart, DayPartShown, DayShown};
pub use fix::Fix;
pub(crate) use fix::margin_m;
pub use time::{MomentParts, TimeEntry, TimePart, TimeShown};
