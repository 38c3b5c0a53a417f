//! Random checklists with random answers, filled by our engine and by two that others wrote.
//!
//! [`model`] is a form as data, [`draw`] makes one of a seed, [`xform`] writes it as an XForm, [`answers`] makes what a person gives,
//! [`ours`] and [`judges`] run the engines, [`compare`] says where two states differ, [`matters`] which differences are known and why ([`look`] is what they see), [`shrink`]
//! makes a form that shows a difference smaller. Knows the contract of `chaski form run` (docs/forms.md) and no engine from inside.

pub mod answers;
pub mod compare;
pub mod dependents;
pub mod draw;
pub mod engine;
mod expressions;
pub mod judges;
pub mod look;
pub mod matters;
pub mod model;
pub mod ours;
pub mod shrink;
pub mod xform;
