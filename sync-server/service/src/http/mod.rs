//! The server over HTTP: where it listens, what it answers to, who may ask. Carries bytes between a connection and the
//! session or the pages; must not know what the frames say.

mod attempt_limit;
mod enrol;
mod router;
pub mod serve;
mod service;
pub mod shutdown;
mod sync;
mod write_deadline;

pub use router::{Route, router, routes};
pub use service::Service;
