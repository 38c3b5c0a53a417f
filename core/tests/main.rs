//! The core's own tests: a file a room or a promise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acting;
mod answers;
#[path = "common/at_work.rs"]
mod at_work;
mod checklists;
mod common;
mod content;
mod drafts;
mod due;
#[path = "common/filling.rs"]
mod filling;
#[path = "common/forbidden.rs"]
mod forbidden;
mod forms;
mod forms_tree;
mod forms_xpath;
mod golden;
mod growth_assess;
mod growth_chart;
mod growth_haemoglobin;
mod growth_oracle;
mod growth_query;
mod growth_scores;
#[path = "common/line.rs"]
mod line;
mod lock;
#[path = "common/memory.rs"]
mod memory;
mod merge_model;
mod messages;
mod openings;
mod programme;
mod queries;
mod registering;
mod rooms;
mod saving;
mod screens;
mod words;
