//! The command line, as a program of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod asked;
mod common;
mod form;
mod growth_chart;
mod growth_prevalence;
mod growth_quality;
mod growth_rows;
mod pack;
mod phone;
mod refusals;
mod rescue;
