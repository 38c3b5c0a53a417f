//! A district's server: takes what the phones send, judges and orders it, feeds it to those entitled, and serves the
//! supervisors. Rooms stand in order: each uses those above it, none below.

pub mod clock;

pub mod limits;

pub mod access;

pub mod storage;

pub mod export;

pub mod session;

pub mod data;

pub mod log;

pub mod tls;

mod exchange;

pub mod web;

pub mod http;
