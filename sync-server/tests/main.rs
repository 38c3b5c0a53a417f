//! A district's server from outside: over the line, from its command, on its pages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod backup;
mod bundle;
mod checklist_answers;
mod checklists;
mod clock;
mod common;
mod damage;
mod deciding;
mod demo;
mod folder;
mod growth;
mod guide;
mod hostile;
mod limits;
mod meanwhile;
mod phone;
mod programs;
mod readers;
mod restored;
mod second_country;
mod typed;
mod web;
mod weight;
