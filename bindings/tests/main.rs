//! The calls of a phone, in Rust.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod lock;
mod types;
