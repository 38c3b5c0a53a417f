//! Checklists: what a visit asks is data of the programme, an XForm or an XLSForm, never code.
//!
//! From the bottom: `tree` (an XML document in memory) and `xml` (its reader), [`xpath`] (expressions, compiled once),
//! [`definition`] (a form that was checked and compiled, with every place of it that cannot be meant), [`session`] (a form being
//! filled: a state machine without a screen), [`contract`] (a file of answers carried out on one, as `chaski form run` does).
//!
//! Knows forms and nothing of records: what a form may ask of the record or of growth comes through [`xpath::World`]. No clock, no
//! file, no chance of its own: they are given.

pub mod problem;
pub mod tree;
pub mod xml;

pub mod xpath;

pub mod definition;

pub mod compiled;

pub mod session;

pub mod contract;

pub mod package;

pub mod submission;

pub use problem::{Place, Problem, Severity};
