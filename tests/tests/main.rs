//! What no single crate can test. By themselves stand the programs that `tests/faults` and `tests/build` ask for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod areas;
mod charts;
mod content;
mod damage;
mod draft_backups;
mod due;
mod durability;
mod filling;
mod first_way;
mod forms_engines;
mod fuzz;
mod line;
mod names;
mod need;
mod opening;
mod pages;
mod rereading;
mod restores;
mod storage;
mod xlsform;
mod xpath;
