//! What a checklist asks of the platform it is filled on: the time and zone of this machine, chance, and what it is told of phone and record.
//! Knows the machine's clock; keeps nothing.

use std::collections::BTreeMap;

use chaski::forms::session::Host;
use chaski::growth::asked::Known;
use chaski::store::random::draw;
use chrono::{DateTime, FixedOffset, Local, LocalResult, NaiveDateTime, Offset, TimeZone};

/// The machine that a checklist is filled on.
pub struct PlatformHost {
    seed: u64,
    at_s: Option<i64>,
    properties: BTreeMap<String, String>,
    documents: BTreeMap<String, String>,
    child: Option<Known>,
}

impl PlatformHost {
    /// With chance of its own, and a name for the record (`instanceID`).
    pub fn new() -> Self {
        let instance = format!("uuid:{}", uuid::Uuid::from_bytes(draw()));
        PlatformHost {
            seed: u64::from_le_bytes(draw()),
            at_s: None,
            properties: BTreeMap::from([("instanceID".into(), instance)]),
            documents: BTreeMap::new(),
            child: None,
        }
    }

    /// The same with a fact of phone or worker (`deviceid`, `username`, …).
    pub fn with(mut self, property: &str, value: String) -> Self {
        self.properties.insert(property.to_owned(), value);
        self
    }

    /// The same at another time, in seconds of Unix time: that of a checklist that was finished then.
    pub fn at(self, at_s: i64) -> Self {
        PlatformHost { at_s: Some(at_s), ..self }
    }

    /// The same of a child of whom measurements are known.
    pub fn of_child(self, known: Known) -> Self {
        PlatformHost { child: Some(known), ..self }
    }

    /// The same with a document, as XML, that a form may ask for by this id.
    pub fn knowing(mut self, id: &str, document: String) -> Self {
        self.documents.insert(id.to_owned(), document);
        self
    }
}

impl Default for PlatformHost {
    fn default() -> Self {
        PlatformHost::new()
    }
}

impl Host for PlatformHost {
    fn now(&self) -> DateTime<FixedOffset> {
        let then = self.at_s.and_then(|at_s| Local.timestamp_opt(at_s, 0).single());
        then.unwrap_or_else(Local::now).fixed_offset()
    }

    fn offset_of(&self, local: NaiveDateTime) -> i32 {
        match Local.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => offset.fix().local_minus_utc(),
            LocalResult::None => self.now().offset().local_minus_utc(),
        }
    }

    fn seed(&self) -> u64 {
        self.seed
    }

    fn property(&self, name: &str) -> Option<String> {
        self.properties.get(name).cloned()
    }

    fn instance(&self, id: &str) -> Option<String> {
        self.documents.get(id).cloned()
    }

    fn function(&self, name: &str, arguments: &[String]) -> Option<String> {
        self.child.as_ref().map(|child| child.function(name, arguments))
    }
}
