//! What a viewer may see: the tree of areas read once, theirs and all below, and what a record is to them. A list
//! shows what is shown in one of these areas; a single record is theirs if any head puts it there.

use std::collections::{BTreeMap, BTreeSet};

use chaski::merge::State;
use chaski::record::RecordName;
use chaski::store::Log;
use chaski::store::areas::areas_of;

use crate::storage::Result;
use crate::storage::supervision::{Sight, Viewer};

struct Area {
    name: String,
    parent: Option<RecordName>,
    voided: bool,
}

/// Every area of the district.
pub(super) struct Areas {
    all: BTreeMap<RecordName, Area>,
}

impl Areas {
    pub(super) fn load(log: &Log<'_>) -> Result<Areas> {
        let mut statement =
            log.connection().prepare_cached("SELECT record, name, parent, voided FROM r_area")?;
        let mut rows = statement.query([])?;
        let mut all = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
            let parent: Option<Vec<u8>> = row.get(2)?;
            let area = Area {
                name: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                parent: parent.and_then(|key| RecordName::from_key(&key)),
                voided: row.get(3)?,
            };
            all.insert(record, area);
        }
        Ok(Areas { all })
    }

    pub(super) fn name(&self, area: &RecordName) -> String {
        self.all.get(area).map(|area| area.name.clone()).unwrap_or_default()
    }

    /// These and all below, as a tree is read: record, name, whether it is a leaf. Removed ones are left out, unless
    /// they were asked for.
    pub(super) fn below(&self, of: &[RecordName]) -> Vec<(RecordName, String, bool)> {
        let mut children: BTreeMap<RecordName, Vec<(&str, RecordName)>> = BTreeMap::new();
        for (record, area) in self.all.iter().filter(|(_, area)| !area.voided) {
            if let Some(parent) = area.parent {
                children.entry(parent).or_default().push((&area.name, *record));
            }
        }
        for below in children.values_mut() {
            below.sort_unstable_by(|a, b| b.cmp(a));
        }
        let mut top: Vec<(&str, RecordName)> = of
            .iter()
            .filter_map(|record| self.all.get(record).map(|area| (area.name.as_str(), *record)))
            .collect();
        top.sort_unstable_by(|a, b| b.cmp(a));
        let (mut found, mut known) = (Vec::new(), BTreeSet::new());
        while let Some((name, record)) = top.pop() {
            if !known.insert(record) {
                continue;
            }
            let below = children.get(&record);
            found.push((record, name.to_owned(), below.is_none()));
            top.extend(below.into_iter().flatten());
        }
        found
    }

    /// Those of these that are divided.
    pub(super) fn divided(&self, of: &[RecordName]) -> Vec<RecordName> {
        let whole: BTreeSet<RecordName> =
            self.all.values().filter(|area| !area.voided).filter_map(|area| area.parent).collect();
        of.iter().filter(|area| whole.contains(area)).copied().collect()
    }

    /// Whether an area is one of these or below one of them.
    pub(super) fn is_within(&self, area: &RecordName, of: &[RecordName]) -> bool {
        let mut at = Some(*area);
        // An area tree is a handful of levels; a circle in it ends here.
        for _ in 0..16 {
            match at {
                Some(area) if of.contains(&area) => return true,
                Some(area) => at = self.all.get(&area).and_then(|area| area.parent),
                None => return false,
            }
        }
        false
    }
}

/// A viewer's scope at the district.
pub(super) struct Scope<'l> {
    pub(super) log: Log<'l>,
    pub(super) viewer: &'l Viewer,
    pub(super) areas: Areas,
}

impl<'l> Scope<'l> {
    pub(super) fn of(log: &Log<'l>, viewer: &'l Viewer) -> Result<Scope<'l>> {
        Ok(Scope { log: *log, viewer, areas: Areas::load(log)? })
    }

    /// The areas whose lines the viewer sees, or those of them at or below one.
    pub(super) fn mine(&self, at: Option<&RecordName>) -> Vec<RecordName> {
        let all = |of: &[RecordName]| -> Vec<RecordName> {
            self.areas.all.keys().filter(|area| self.areas.is_within(area, of)).copied().collect()
        };
        let mut mine = all(&self.viewer.areas);
        if let Some(at) = at {
            mine.retain(|area| self.areas.is_within(area, &[*at]));
        }
        mine
    }

    /// The same as a list within parentheses; a list of nothing finds nothing.
    pub(super) fn mine_sql(&self, at: Option<&RecordName>) -> String {
        list(&self.mine(at))
    }

    /// Whether one of these areas is the viewer's.
    pub(super) fn is_mine(&self, areas: &[RecordName]) -> bool {
        areas.iter().any(|area| self.areas.is_within(area, &self.viewer.areas))
    }

    /// What a record is to the viewer.
    pub(super) fn sight(&self, record: &RecordName) -> Result<Sight> {
        let Some(known) = self.log.known(record)? else { return Ok(Sight::Nowhere) };
        // The district's own affairs are nobody's pages.
        let Some(subject) = known.subject else { return Ok(Sight::Nowhere) };
        let areas = areas_of(&self.log, &subject)?;
        if areas.is_empty() {
            return Ok(Sight::Nowhere);
        }
        Ok(match self.is_mine(&areas) {
            true => Sight::Here { entity: known.entity, subject },
            false => Sight::Elsewhere,
        })
    }

    /// Whether a record of this entity is the viewer's to see.
    pub(super) fn is_here(&self, record: &RecordName, of: u64) -> Result<bool> {
        Ok(matches!(self.sight(record)?, Sight::Here { entity, .. } if entity == of))
    }
}

/// Names of records as a list within parentheses.
pub(super) fn list(records: &[RecordName]) -> String {
    let mut sql = String::with_capacity(records.len() * 58 + 2);
    for record in records {
        if !sql.is_empty() {
            sql.push(',');
        }
        sql.push_str(&literal(record));
    }
    format!("({sql})")
}

/// A name of a record as SQL writes it: hexadecimal digits and nothing else, whoever made the name.
pub(super) fn literal(record: &RecordName) -> String {
    let mut sql = String::with_capacity(56);
    sql.push_str("x'");
    for byte in record.key() {
        sql.push_str(&format!("{byte:02x}"));
    }
    sql.push('\'');
    sql
}
