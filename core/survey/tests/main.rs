//! Surveys of many children: prevalence and the quality of measurements.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod prevalence;
mod quality;
