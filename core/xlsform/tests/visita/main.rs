//! The first checklist, a country's visit, as it is shipped: its source and words, what it asks of whom when it is filled, and what is in
//! the record when it is finished.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../../../tests/common/mod.rs"]
mod common;
#[path = "../../../tests/common/forbidden.rs"]
mod forbidden;

mod corrected;
mod filled;
mod finished;
mod source;
mod visit;
