//! What a session asks of whoever runs it: the time, the phone's own facts, what the record knows. Knows the questions only.

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
}
