//! Workers, their phones, their months in figures; and phones that are invited.

use chaski::record::{DeviceId, RecordName};
use chaski::sync::message::Lines;

use super::slice::Count;

/// A worker's month in figures; N of D, and what they are made of is the list of visits with the same filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The worker.
    pub worker: RecordName,
    /// Her name.
    pub name: String,
    /// The areas of her phones, by name.
    pub areas: Vec<String>,
    /// Visits agreed for a date in the month (the next date said at the visit before).
    pub expected: u64,
    /// Those among them after which the family was visited.
    pub followed: u64,
    /// Those among them visited by the agreed date or within the seven days after.
    pub in_time: u64,
    /// Visits done in the month.
    pub done: u64,
    /// Visits not found, refused or moved in the month.
    pub not_done: u64,
    /// Visits done in the month with a position.
    pub with_place: u64,
    /// Remarks to her that are still open.
    pub open_remarks: u64,
}

/// A phone as a supervisor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneLine {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub label: Option<String>,
    /// Its worker.
    pub worker: RecordName,
    /// Their name.
    pub name: String,
    /// Its rank.
    pub role: u64,
    /// Its areas: record and name.
    pub areas: Vec<(RecordName, String)>,
    /// It was stopped.
    pub stopped: bool,
    /// Its app.
    pub version: String,
    /// When its last complete delivery was received.
    pub last_sync_s: Option<i64>,
    /// What it said it still held then, less what has come since.
    pub unsent: u64,
    /// What was last seen of two lines of it, and when.
    pub lines: Option<(Lines, i64)>,
}

/// A worker in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerLine {
    /// Her month.
    pub month: Coverage,
    /// Her phones.
    pub phones: Vec<PhoneLine>,
}

/// The page of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerPage {
    /// This month and the eleven before it, the newest first, each with its first day (`2026-11-01`).
    pub months: Vec<(String, Coverage)>,
    /// Her phones.
    pub phones: Vec<PhoneLine>,
    /// Families of her areas, counted.
    pub families: Count,
}

/// Whose a phone will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitedWorker {
    /// Somebody's who is there.
    Known(RecordName),
    /// Somebody's of this name who is new.
    New(String),
}

/// A phone that is invited: its worker, known or new, their role and areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Whose it is.
    pub worker: InvitedWorker,
    /// Their rank.
    pub role: u64,
    /// Their areas.
    pub areas: Vec<RecordName>,
}

/// What was issued to whoever was invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Whose phone it is to be.
    pub worker: RecordName,
    /// The one-time code.
    pub code: [u8; 16],
    /// When it was issued, seconds of Unix time.
    pub issued_s: i64,
}
