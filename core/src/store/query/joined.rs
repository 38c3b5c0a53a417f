//! Persons registered apart who are one: the records that say so, as groups. A group is shown under one of its
//! members; removing the record separates them again.

use std::collections::{BTreeMap, BTreeSet};

use super::record_in;
use crate::record::RecordName;
use crate::store::error::Result;
use crate::store::log::Log;

/// Who was joined with whom.
#[derive(Debug, Default)]
pub struct Joined {
    neighbours: BTreeMap<RecordName, BTreeSet<RecordName>>,
    others: BTreeSet<RecordName>,
}

impl Joined {
    /// All that are joined now; there are few.
    pub fn load(log: &Log<'_>) -> Result<Joined> {
        let mut joined = Joined::default();
        let mut statement =
            log.conn.prepare_cached("SELECT person, other FROM r_same_person WHERE voided = 0")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let (Some(kept), Some(other)) = (record_in(row, 0)?, record_in(row, 1)?)
                && kept != other
            {
                joined.neighbours.entry(kept).or_default().insert(other);
                joined.neighbours.entry(other).or_default().insert(kept);
                joined.others.insert(other);
            }
        }
        Ok(joined)
    }

    /// The person and all who are the same, by name.
    pub fn group(&self, person: RecordName) -> BTreeSet<RecordName> {
        let mut group = BTreeSet::from([person]);
        let mut todo = vec![person];
        while let Some(at) = todo.pop() {
            for next in self.neighbours.get(&at).into_iter().flatten() {
                if group.insert(*next) {
                    todo.push(*next);
                }
            }
        }
        group
    }

    /// The one that stands for them in a list: one that was kept by every join. Where two people joined them either
    /// way round, the first by name, so that none of them is lost from the list.
    pub fn stands_for(&self, person: RecordName) -> RecordName {
        if !self.neighbours.contains_key(&person) {
            return person;
        }
        let group = self.group(person);
        let kept = group.iter().find(|member| !self.others.contains(member)).or(group.first());
        kept.copied().unwrap_or(person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::DeviceId;

    fn person(number: u64) -> RecordName {
        RecordName { device: DeviceId([1; 16]), number, index: 0 }
    }

    fn joined(pairs: &[(u64, u64)]) -> Joined {
        let mut joined = Joined::default();
        for (kept, other) in pairs {
            joined.neighbours.entry(person(*kept)).or_default().insert(person(*other));
            joined.neighbours.entry(person(*other)).or_default().insert(person(*kept));
            joined.others.insert(person(*other));
        }
        joined
    }

    #[test]
    fn the_one_kept_by_every_join_stands_for_all() {
        let joined = joined(&[(2, 1), (3, 2)]);
        for member in 1..=3 {
            assert_eq!(joined.stands_for(person(member)), person(3));
            assert_eq!(joined.group(person(member)).len(), 3);
        }
        assert_eq!(joined.stands_for(person(9)), person(9));
    }

    #[test]
    fn two_joined_either_way_round_leave_one_in_the_list() {
        let joined = joined(&[(1, 2), (2, 1)]);
        assert_eq!((joined.stands_for(person(1)), joined.stands_for(person(2))), (person(1), person(1)));
    }
}
