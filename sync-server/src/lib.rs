//! A district's server: takes what the phones send, judges and orders it, feeds it to those entitled, and serves the
//! supervisors.

pub mod storage;

pub mod norms;

pub mod session;

pub mod service;

mod syncing;

mod enrolling;

pub mod web;

pub mod tls;

mod patient;

pub mod serve;

pub mod data;

pub mod restore;

pub mod log;

pub mod cli;

pub mod admin;

mod supervisors;

mod starting;

pub mod doctor;

mod sound;

pub mod export;

pub mod demo;
