//! The import of spreadsheets, and the first checklist that ships.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bounds;
#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/common/forbidden.rs"]
mod forbidden;
mod looseness;
mod package;
mod places;
mod sheets;
mod visita;
