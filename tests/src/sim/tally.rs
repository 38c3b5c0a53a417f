//! What happened, in counts, and why a schedule failed: an assertion's name and what was found.

use std::collections::BTreeMap;

use chaski::store::StoreError;

/// An assertion that did not hold.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Its name, constant.
    pub assertion: &'static str,
    /// What was found.
    pub detail: String,
}

/// Shorthand of the simulator.
pub type Held<T = ()> = Result<T, Failure>;

/// Holds, or fails by name.
pub fn hold(assertion: &'static str, holds: bool, detail: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err(Failure { assertion, detail: detail() }) }
}

/// Fails by name.
pub fn broken<T>(assertion: &'static str, detail: impl std::fmt::Display) -> Held<T> {
    Err(Failure { assertion, detail: detail.to_string() })
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "assertion {} failed: {}", self.assertion, self.detail)
    }
}

/// Events by name.
#[derive(Debug, Clone, Default)]
pub struct Tally(BTreeMap<&'static str, u64>);

/// Schedules after which an event of [`RARE`] must have been among them.
const MANY: u64 = 2000;

/// Of [`EVENTS`], those that a few hundred schedules may miss.
const RARE: &[&str] = &["rights given again after a set-back"];

/// Every event that a run must have seen at least once.
pub const EVENTS: &[&str] = &[
    "request dropped",
    "request duplicated",
    "old request late",
    "cut on the way up",
    "cut on the way down",
    "answer lost",
    "power cut on a phone, idle",
    "power cut on a phone, mid save",
    "power cut on a phone, mid sync",
    "power cut on a phone, mid page",
    "power cut on the server, idle",
    "power cut on the server, mid batch",
    "keystore fails to read",
    "child moves to another area and back",
    "household moves to another area and back",
    "area lost and regained",
    "rights changed under unsent work",
    "late verdict",
    "set aside, then accepted",
    "dispute settled",
    "duplicates joined",
    "duplicates separated",
    "voided record edited",
    "image put back",
    "phone copied",
    "copy of a copy",
    "copy of an image",
    "copied or put back, and synced before its first save",
    "process copied with its memory",
    "own work came back",
    "own asked for in the feeds",
    "phone told of two lines",
    "told: put back or copied",
    "told: in use twice",
    "phone enrolled",
    "first opening",
    "first opening while the keystore does not write",
    "power cut before the first keys are kept",
    "power cut after the first keys are kept",
    "power cut at the first opening",
    "backup of the server",
    "snapshot of the server",
    "phone lost for good",
    "answer cut before its pages",
    "old answer late",
    "more than one request carries",
    "something that a newer version says",
    "clock in 1970",
    "clock thirty years ahead",
    "clock jumps",
    "change withheld from a batch",
    "phone stopped with unsent work",
    "disk full during a save",
    "save in an area without rights",
    "danger sign",
    "save on an old screen",
    "save of an equal value",
    "something that offends the rules",
    "backup put back",
    "backup put back again",
    "server set back silently",
    "server set back silently again",
    "phone stopped between backup and set-back",
    "rights changed between backup and set-back",
    "moved between backup and set-back",
    "phone noticed a set-back",
    "tails given back",
    "bodies given back",
    "enrolment shown",
    "set-back confirmed",
    "rights given again after a set-back",
    "checklist released",
    "checklist came",
    "checklist whole on a phone",
    "draft begun",
    "answer kept in a draft",
    "power cut on a phone, mid answer",
    "draft moved to another version",
    "answer without a place in another version",
    "checklist finished",
    "finished checklist corrected",
    "draft handed over",
    "draft on the server as it is here",
];

impl Tally {
    /// One more.
    pub fn note(&mut self, event: &'static str) {
        self.add(event, 1);
    }

    /// So many more.
    pub fn add(&mut self, event: &'static str, count: u64) {
        *self.0.entry(event).or_default() += count;
    }

    /// Adds another's.
    pub fn merge(&mut self, other: &Tally) {
        other.0.iter().for_each(|(event, count)| self.add(event, *count));
    }

    /// How often.
    pub fn count(&self, event: &str) -> u64 {
        self.0.get(event).copied().unwrap_or(0)
    }

    /// Events that never happened in so many schedules, though they should have.
    pub fn missing(&self, schedules: u64) -> Vec<&'static str> {
        let expected = |event: &&str| schedules >= MANY || !RARE.contains(event);
        EVENTS.iter().copied().filter(expected).filter(|event| self.count(event) == 0).collect()
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(event, count)| writeln!(f, "{count:>10}  {event}"))
    }
}

/// A failure of the store where none may be.
pub fn failed(error: StoreError) -> Failure {
    Failure { assertion: "store_answers", detail: error.to_string() }
}
