//! What a district keeps for later steps: images of disks, which lines the server heard, and what it is owed. Does nothing
//! with them.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::{ChangeName, DeviceId};

use super::ledger::Id;
use crate::disk::Disk;

/// An older image of a phone.
pub struct Image {
    pub(super) phone: usize,
    pub(super) disk: Disk,
    pub(super) own: BTreeSet<String>,
}

/// An image of the server's disk.
pub struct Kept {
    pub(super) disk: Disk,
    /// A snapshot of the machine, of which the server knows nothing.
    pub(super) silent: bool,
    pub(super) used: bool,
}

/// What somebody is owed.
#[derive(Debug, Default)]
pub struct Owed {
    /// Names that the server held once and a living phone can give back.
    pub(super) names: BTreeSet<ChangeName>,
    /// Of these and of those it holds, the ones that counted once.
    pub accepted: BTreeSet<ChangeName>,
    /// The rights by which each phone was stopped.
    pub stops: BTreeMap<DeviceId, ChangeName>,
    /// The changes that a supervisor accepted, by the action that said them.
    pub decided: BTreeMap<Id, ChangeName>,
}

/// Which lines of each device the server has heard, in their order.
#[derive(Debug, Default)]
pub struct Heard(pub(super) BTreeMap<DeviceId, Vec<usize>>);

impl Heard {
    /// A line may have been heard.
    pub fn note(&mut self, device: DeviceId, line: usize) {
        let heard = self.0.entry(device).or_default();
        if heard.last() != Some(&line) {
            heard.push(line);
        }
    }

    /// Whether there are several lines.
    pub(super) fn several(&self, device: DeviceId) -> bool {
        self.0.get(&device).is_some_and(|heard| heard.len() > 1)
    }

    /// Whether a line spoke again after another one had been heard.
    pub(super) fn spoke_again(&self, device: DeviceId) -> bool {
        let mut seen = BTreeSet::new();
        self.0.get(&device).is_some_and(|heard| !heard.iter().all(|line| seen.insert(line)))
    }
}
