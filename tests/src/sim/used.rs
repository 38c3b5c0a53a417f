//! Every name that was ever seen on any disk of a schedule, with the hash of what it stands for: a name is given once
//! and never again. Also the openings of each phone's database, as the phones themselves say where each goes on from.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::{ChangeName, DeviceId, Tag};
use chaski::store::{Log, Store, StoreError};

use super::tally::{Held, failed, hold};

/// What was seen of names and openings.
#[derive(Debug, Default)]
pub struct Used {
    hashes: BTreeMap<ChangeName, Vec<u8>>,
    from: BTreeMap<(DeviceId, Tag), Option<(Tag, u64)>>,
    /// Openings in which a copied process goes on: what it names, another names, too.
    pub twins: BTreeSet<(DeviceId, Tag)>,
    /// The place of the last change of the server's log that was looked at.
    pub server_seq: i64,
}

impl Used {
    /// Looks at all that a phone holds, what lies apart included.
    pub fn see_phone(&mut self, phone: usize, store: &Store) -> Held {
        let (log, device) = (store.log(), store.device());
        let held = (|| {
            let mut held = pairs(&log, "SELECT name, hash FROM change WHERE ?1 = 0", 0)?;
            held.extend(pairs(&log, "SELECT name, hash FROM apart WHERE ?1 = 0", 0)?);
            Ok(held)
        })()
        .map_err(failed)?;
        for (name, hash) in held {
            self.see(name, hash, || format!("phone {phone}"))?;
        }
        let opening = store.opening();
        let current = (opening.tag, opening.from.map(|from| (from.tag, from.counter)));
        for (tag, from) in openings(&log).map_err(failed)?.into_iter().chain([current]) {
            let known = self.from.entry((device, tag)).or_insert(from);
            hold("opening_goes_on_from_one_point", *known == from, || {
                format!("phone {phone}: opening {tag:?} goes on from {known:?} and from {from:?}")
            })?;
        }
        Ok(())
    }

    /// Looks at what came to the server since it was looked at last.
    pub fn see_server(&mut self, log: &Log<'_>) -> Held {
        let seq: i64 = log
            .connection()
            .query_row("SELECT coalesce(max(seq), 0) FROM change", [], |row| row.get(0))
            .map_err(|e| failed(e.into()))?;
        for (name, hash) in
            pairs(log, "SELECT name, hash FROM change WHERE seq > ?1", self.server_seq).map_err(failed)?
        {
            self.see(name, hash, || "the server".into())?;
        }
        self.server_seq = seq;
        Ok(())
    }

    fn see(&mut self, name: ChangeName, hash: Vec<u8>, at: impl FnOnce() -> String) -> Held {
        if self.twins.contains(&(name.device, name.tag())) {
            return Ok(());
        }
        let known = self.hashes.entry(name).or_insert_with(|| hash.clone());
        hold("name_used_once", *known == hash, || format!("{} stands for something else on {}", name, at()))
    }

    /// Where an opening goes on from.
    pub fn goes_on_from(&self, device: DeviceId, tag: Tag) -> Option<(Tag, u64)> {
        self.from.get(&(device, tag)).copied().flatten()
    }

    /// The last counter of an opening that the line of another one has; `None`: it does not come by it.
    pub fn reached(&self, device: DeviceId, line: Tag, of: Tag) -> Option<u64> {
        let mut at = line;
        while let Some((tag, counter)) = self.goes_on_from(device, at) {
            if tag == of {
                return Some(counter);
            }
            at = tag;
        }
        None
    }
}

fn pairs(log: &Log<'_>, statement: &str, after: i64) -> Result<Vec<(ChangeName, Vec<u8>)>, StoreError> {
    let mut statement = log.connection().prepare_cached(statement)?;
    let mut rows = statement.query([after])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, hash): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        all.extend(ChangeName::from_key(&name).map(|name| (name, hash)));
    }
    Ok(all)
}

type Openings = Vec<(Tag, Option<(Tag, u64)>)>;

/// The openings that were opened on this disk.
fn openings(log: &Log<'_>) -> Result<Openings, StoreError> {
    let mut statement = log
        .connection()
        .prepare_cached("SELECT tag, from_tag, from_counter FROM opening WHERE secret IS NOT NULL")?;
    let rows = statement.query_map([], |row| {
        let from: (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
        let from = match from {
            (Some(tag), Some(counter)) => Some((Tag(tag.unsigned_abs()), counter.unsigned_abs())),
            _ => None,
        };
        Ok((Tag(row.get::<_, i64>(0)?.unsigned_abs()), from))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
