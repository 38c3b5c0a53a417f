//! A district's server: takes what the phones send, judges and orders it, feeds it to those entitled, and serves the
//! supervisors.

pub mod session;
pub mod storage;
