//! The benchmarks: ratios within one run, on the one workload that all figures are taken on.

pub mod checklist;
pub mod forms;
pub mod growth;
pub mod measure;
pub mod pages;
pub mod rows;
pub mod screens;
pub mod times;
pub mod web_forms;
pub mod workload;
pub mod year;
