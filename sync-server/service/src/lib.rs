//! A district's server: takes what the phones send, judges and orders it, feeds it to those entitled, and serves the
//! supervisors. Rooms stand in order: each uses those above it, none below.
//!
//! Where to begin:
//!
//! - what is kept and promised: [`storage::Storage`], then [`storage::sqlite`], whose files stand in reading order;
//! - how a phone's request is taken: [`http`] (addresses, limits), [`session`] (a request as it arrives), then the
//!   storage's `request` (counters, receipts), `gate` and `judge` (is its author entitled), `feed` (who is given it);
//! - what a supervisor sees and does: [`web`] (`routes`, `gate`, then `pages`, a file each) over [`storage::supervision`];
//! - what a person on call keeps: [`data`] (folder, lock, backups), [`tls`], [`log`].

pub mod clock;

pub mod limits;

pub mod access;

pub mod storage;

pub mod checklists;

pub mod packs;

pub mod short_codes;

pub mod export;

pub mod session;

pub mod bundles;

pub mod data;

pub mod log;

pub mod tls;

mod exchange;

pub mod web;

pub mod http;
