//! The first checklist, a country's visit, as it is shipped: its source and words, what it asks of whom when it is filled, and what is in
//! the record when it is finished.

mod corrected;
mod filled;
mod finished;
mod source;
mod visit;
