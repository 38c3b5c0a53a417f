//! What many rows say together: prevalence, and how well a survey was measured. Streams: memory does not grow with the rows.

pub mod chance;
pub mod digits;
pub mod figures;
pub mod group;
pub mod quality;
pub mod report;
pub mod sheet;
pub mod spread;
