//! What needs the supervisor now, and how recent it is.

use super::referrals::OpenDanger;
use super::slice::Count;
use super::workers::{Coverage, PhoneLine};

/// How recent what the pages show is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AsOf {
    /// When something last arrived from a phone of the viewer's areas, seconds of Unix time.
    pub received_s: Option<i64>,
    /// Phones at work in the viewer's areas.
    pub phones: u64,
    /// Those among them that said they still hold something, or never finished a sync.
    pub owing: u64,
}

/// What needs the supervisor now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Today {
    /// Referrals for danger signs of which something is waited for, the oldest first (at most ten), and how many there are.
    pub danger: (Vec<OpenDanger>, Count),
    /// Returned visits whose author answered.
    pub answered: Count,
    /// Accepted visits of which something is otherwise now.
    pub changed: Count,
    /// Done visits that nobody reviewed, and those among them with something to look at first.
    pub to_review: (Count, Count),
    /// Registers of which two people said different things.
    pub disputes: Count,
    /// Children who look alike and of whom nobody said whether they are one.
    pub alike: Count,
    /// Changes set aside.
    pub aside: Count,
    /// Families of an area that was divided, to whom nobody gave their part yet.
    pub unplaced: Count,
    /// Phones that have not delivered for more than seven days.
    pub silent: Vec<PhoneLine>,
    /// Phones of which two lines were heard in the last two weeks: put back from an older image, copied, or in use twice.
    pub lines: Vec<PhoneLine>,
    /// This month by worker.
    pub coverage: Vec<Coverage>,
}
