//! What many rows say together: prevalence, and how well a survey was measured. Streams: memory does not grow with the rows.

mod design;
mod groups;
pub mod prevalence;
pub mod sheet;
mod student;
mod sums;
mod wide;

pub use design::Design;
pub use groups::Grouping;
