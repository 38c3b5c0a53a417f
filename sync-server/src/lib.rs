//! The `chaski-server` command: a district's server for the person who keeps it. What it serves is [`chaski_service`].

pub mod commands;
