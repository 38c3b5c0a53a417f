//! Where the author of a change stood in the feeds when it made it: what it had heard of, and so what it may be judged by.

use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::store::Log;
use chaski::sync::message::{Feed, Head};

use super::epoch;
use crate::storage::Result;

/// Where the author of a change stood in the directory and in the areas it held, when it made it. The directory goes
/// by the name of no record: [`DIRECTORY`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Standpoint(pub(super) Vec<(RecordName, u64)>);

/// Numbers of changes begin with 1: no record is called so.
pub(super) const DIRECTORY: RecordName = RecordName { device: DeviceId([0; 16]), number: 0, index: 0 };

impl Standpoint {
    /// Of a change with this number, as a head says.
    pub(super) fn of(log: &Log<'_>, head: &Head, number: u64) -> Result<Standpoint> {
        let mut at: Vec<(RecordName, u64)> = Vec::new();
        let of = |number: u64| ChangeName { device: head.device, number }.tag();
        let mut stood: Vec<_> = head
            .standpoints
            .iter()
            .filter(|stood| of(stood.upto) == of(number) && stood.upto >= number)
            .collect();
        stood.retain(|_| !chaski::fault("standpoint-forgotten"));
        stood.sort_by_key(|stood| stood.upto);
        let current = epoch::current(log)?;
        let of_head = head.server.map_or(0, |(_, epoch)| epoch);
        let then = stood.iter().map(|stood| (stood.feed, stood.epoch, stood.position));
        let now = head.cursors.iter().map(|at| (at.feed, of_head, at.position));
        for (feed, epoch, position) in then.chain(now) {
            let area = match feed {
                Feed::Area(area) => area,
                Feed::Directory => DIRECTORY,
                Feed::Device(_) => continue,
            };
            if at.iter().all(|(known, _)| *known != area) {
                // A position of another epoch counts as the last one common to both.
                let position = match epoch == current {
                    true => position,
                    false => position.min(epoch::common(log, &feed.key(), epoch)?),
                };
                at.push((area, position));
            }
        }
        Ok(Standpoint(at))
    }

    pub(super) fn position(&self, area: &RecordName) -> Option<u64> {
        self.0.iter().find(|(known, _)| known == area).map(|(_, position)| *position)
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.0
            .iter()
            .flat_map(|(area, position)| [&area.key()[..], &position.to_be_bytes()[..]].concat())
            .collect()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Standpoint {
        let entry = |chunk: &[u8]| {
            let (area, position) = chunk.split_at_checked(26)?;
            Some((RecordName::from_key(area)?, u64::from_be_bytes(position.try_into().ok()?)))
        };
        Standpoint(bytes.chunks(34).filter_map(entry).collect())
    }
}
