//! The pages, one file each: what a supervisor reads and does. A page is given a checked [`super::Ctx`], asks its
//! storage, lays out what comes and gives it back; it decides nothing about who may see what.

pub mod alike;
pub mod aside;
pub mod bundle;
pub mod checklist;
pub mod checklist_exports;
pub mod child;
pub mod children;
pub mod correct;
pub mod danger;
pub mod disputes;
pub mod enrol;
pub mod errors;
mod export_file;
pub mod exports;
pub mod family;
pub mod growth;
pub mod list_kind;
pub mod meanwhile;
pub mod people;
pub mod place;
pub mod register;
pub mod seen;
pub mod shared;
pub mod signin;
pub mod today;
pub mod visit;
pub mod visits;
pub mod worker;
pub mod workers;

/// What `?done=` may say was just done: ids of messages.
pub const NOTICES: &[&str] = &[
    "done-password",
    "done-settled",
    "done-corrected",
    "done-joined",
    "done-two",
    "done-separated",
    "done-aside-accepted",
    "done-aside-refused",
    "done-handed-over",
    "done-handed-over-but",
    "done-stopped",
    "done-visit-accepted",
    "done-visits-accepted",
    "done-visit-returned",
    "done-family-moved",
    "done-danger-closed",
    "done-danger-sought",
];
