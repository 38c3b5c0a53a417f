//! What many rows say together: prevalence, and how well a survey was measured. Streams: memory does not grow with the rows.

pub mod by_column;
pub mod chance;
pub mod csv;
mod design;
pub mod digits;
pub mod figures;
mod groups;
pub mod prevalence;
pub mod quality;
pub mod report;
mod row;
pub mod spread;
mod student;
mod sums;
mod wide;

pub use design::Design;
pub use groups::Grouping;
