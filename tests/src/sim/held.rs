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
pub struct Heard(BTreeMap<DeviceId, Vec<usize>>);

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

/// What the server tells of the lines of each device: 1, put back or copied; 2, in use twice.
fn told(log: &Log<'_>) -> Result<Vec<(DeviceId, i64)>, StoreError> {
    let mut statement = log.connection().prepare_cached("SELECT device, kind FROM lines")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let Ok(device) = row.get::<_, Vec<u8>>(0)?.try_into() {
            all.push((DeviceId(device), row.get(1)?));
        }
    }
    Ok(all)
}

/// The last number that the server holds of each opening of a device.
fn last_held(log: &Log<'_>, device: DeviceId) -> Result<BTreeMap<Tag, u64>, StoreError> {
    let mut statement =
        log.connection().prepare_cached("SELECT name FROM change WHERE substr(name, 1, 16) = ?1")?;
    let mut rows = statement.query([device.0.as_slice()])?;
    let mut last = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            let at: &mut u64 = last.entry(name.tag()).or_default();
            *at = name.counter().max(*at);
        }
    }
    Ok(last)
}

/// Rights that a device confirmed: their number, and one above the last number made without them.
pub type Confirmed = Vec<(u64, ChangeName)>;
