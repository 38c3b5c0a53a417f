//! A form that was checked and compiled: its nodes, what holds for each, what it shows, and in which order formulas are recomputed. Plain
//! data ([`form`], [`node`], [`formula`], [`texts`], [`body`], [`actions`]), made by [`import`](import::import) with what stands in [`read`] (a file a part of the
//! source), kept in its compiled form by a phone, run by the room's session. Knows no record of a person.

pub mod ids;

pub mod texts;

pub mod formula;

pub mod node;

pub mod actions;
pub mod body;

pub mod references;

pub mod spoken;

pub mod order;

pub mod engines;

pub mod form;

pub mod compile;

pub mod lists;

pub mod read;

pub mod import;

pub use form::{Form, Instance};
pub use formula::{Formula, Purpose};
pub use ids::{DefId, FormulaId, NO_DEF};
pub use node::{NodeDef, Repeat, ValueType};
