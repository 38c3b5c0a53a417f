//! The parts of an XForm, each read in a file of its own into the form being made.

pub mod actions;
pub mod body;
pub mod nodes;
pub mod texts;
