//! What a session asks of whoever runs it: the time, the phone's own facts, what the record knows. Knows the questions only.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, FixedOffset, NaiveDateTime};

/// Whoever runs a session.
pub trait Host: Send {
    /// Now, in the zone of whoever fills.
    fn now(&self) -> DateTime<FixedOffset>;

    /// How far a local time is from UTC, in seconds.
    fn offset_of(&self, local: NaiveDateTime) -> i32;

    /// A number that nobody guesses: what chance in a form begins with.
    fn seed(&self) -> u64;

    /// A fact of phone or worker: `deviceid`, `username`, `phonenumber`, `email`, …; none where there is none.
    fn property(&self, _name: &str) -> Option<String> {
        None
    }

    /// A document that the form asks for and does not carry, as XML (`contact-summary`; the last record saved, by the id that the form
    /// gives it); none where there is none.
    fn instance(&self, _id: &str) -> Option<String> {
        None
    }

    /// A function of ours that only whoever knows whom it is about can answer (`chaski:measure-again`); none where nobody does. Arguments are texts.
    fn function(&self, _name: &str, _arguments: &[String]) -> Option<String> {
        None
    }
}

/// A host that several records of one form ask.
#[derive(Clone)]
pub(super) struct SharedHost(Arc<Mutex<Box<dyn Host>>>);

impl SharedHost {
    pub(super) fn new(host: Box<dyn Host>) -> SharedHost {
        SharedHost(Arc::new(Mutex::new(host)))
    }

    fn ask<T>(&self, question: impl FnOnce(&dyn Host) -> T) -> T {
        // A host that gave up once is asked again: it holds nothing of a session.
        question(self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref())
    }

    pub(super) fn now(&self) -> DateTime<FixedOffset> {
        self.ask(|host| host.now())
    }

    pub(super) fn offset_of(&self, local: NaiveDateTime) -> i32 {
        self.ask(|host| host.offset_of(local))
    }

    pub(super) fn seed(&self) -> u64 {
        self.ask(|host| host.seed())
    }

    pub(super) fn property(&self, name: &str) -> Option<String> {
        self.ask(|host| host.property(name))
    }

    pub(super) fn instance(&self, id: &str) -> Option<String> {
        self.ask(|host| host.instance(id))
    }

    pub(super) fn function(&self, name: &str, arguments: &[String]) -> Option<String> {
        self.ask(|host| host.function(name, arguments))
    }
}
