//! The supervisors' web: pages laid out on the server, without a script. Knows the storage only as `Desk`.

pub mod asset;
pub mod form;
pub mod frame;
pub mod lines;
pub mod pages;
pub mod parts;
pub mod table;
pub mod to;
pub mod values;
pub mod voice;
