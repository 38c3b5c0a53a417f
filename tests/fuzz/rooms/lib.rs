//! The core's room of checklists with the rooms that it uses, from the core's own sources.
// What the rooms below would use is not used here.
#![allow(dead_code, unused_imports)]

#[path = "../../../core/src/words/mod.rs"]
pub mod words;

#[path = "../../../core/src/growth/mod.rs"]
pub mod growth;

#[path = "../../../core/src/forms/mod.rs"]
pub mod forms;
