//! What no single crate can test: the simulator's parts, and what the tests of whole phones and a whole server share.

pub mod bench;
pub mod conformance;
pub mod disk;
pub mod filling;
pub mod forms;
pub mod served;
pub mod sim;
pub mod world;
