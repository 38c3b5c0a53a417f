//! What a server that was set back must be given back: all that a living phone holds, as its own or by the tails of its
//! feeds. Counted whenever something is lost: the server's memory, a phone, what a disk held since an older image.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::{ChangeName, DeviceId};
use chaski::store::{Log, StoreError};

use super::district::{District, failed};
use super::ledger::{Expect, Id};
use super::read;
use super::tally::{Held, hold};

/// What somebody is owed.
#[derive(Debug, Default)]
pub struct Owed {
    /// Names that the server held once and a living phone can give back.
    names: BTreeSet<ChangeName>,
    /// Of these and of those it holds, the ones that counted once.
    pub accepted: BTreeSet<ChangeName>,
    /// The rights by which each phone was stopped.
    pub stops: BTreeMap<DeviceId, ChangeName>,
    /// The changes that a supervisor accepted, by the action that said them.
    pub decided: BTreeMap<Id, ChangeName>,
}

/// Where each change stands on the server.
pub type Stands = BTreeMap<ChangeName, i64>;

fn stands(log: &Log<'_>) -> Result<Stands, StoreError> {
    let mut statement = log.conn.prepare_cached("SELECT name, standing FROM change")?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            all.insert(name, row.get(1)?);
        }
    }
    Ok(all)
}

/// What a phone can prove: its own, and what stands in the tails of its feeds, where it has the bodies.
const PROVES: &str = "
SELECT name FROM change WHERE own = 1
UNION SELECT name FROM change WHERE ?1 = 0 AND name IN (
  SELECT name FROM tail UNION SELECT name FROM former_tail UNION SELECT name FROM needed)";

impl District<'_> {
    /// Where each change stands on the server now.
    pub(super) fn stands(&self) -> Held<Stands> {
        self.server.look(stands)
    }

    /// All that living phones can prove. What a stopped phone gives back is not believed, but for its own.
    fn provable(&mut self) -> Held<BTreeSet<ChangeName>> {
        let mut all = BTreeSet::new();
        for phone in self.living() {
            let stopped = self.phones[phone].stopped;
            let log = self.phones[phone].store()?.log();
            let names = (|| {
                let mut statement = log.conn.prepare_cached(PROVES)?;
                let names = statement.query_map([stopped], |row| row.get::<_, Vec<u8>>(0))?;
                names.collect::<rusqlite::Result<Vec<_>>>()
            })()
            .map_err(|e| failed(e.into()))?;
            all.extend(names.iter().filter_map(|name| ChangeName::from_key(name)));
        }
        Ok(all)
    }

    /// Markers that the server or a living phone holds.
    pub(super) fn everywhere(&mut self) -> Held<BTreeSet<String>> {
        let mut all = BTreeSet::new();
        let mut take = |entries: Vec<read::Entry>| {
            all.extend(entries.into_iter().flat_map(|entry| entry.marks).map(|mark| mark.marker));
        };
        take(self.server.entries()?);
        for phone in self.living() {
            let store = self.phones[phone].store()?;
            take(read::entries(&store.log(), None).map_err(|e| failed(e.into()))?);
        }
        Ok(all)
    }

    /// The server's memory was lost, after all that stood there `before`: what living phones can prove of it is owed.
    pub(super) fn owe(&mut self, before: &Stands) -> Held {
        let stopped: BTreeSet<DeviceId> =
            self.phones.iter().filter(|phone| phone.stopped).filter_map(|phone| phone.device).collect();
        self.owed.names.extend(before.keys());
        // What a stopped phone brought to a server that had forgotten it counts until that hears of it again.
        let counted = before.iter().filter(|(name, stands)| **stands == 0 && !stopped.contains(&name.device));
        self.owed.accepted.extend(counted.map(|(name, _)| name));
        self.recount()
    }

    /// Something that could give back was lost: what nobody can prove any more is owed by nobody.
    pub(super) fn recount(&mut self) -> Held {
        let (now, provable) = (self.stands()?, self.provable()?);
        let Owed { names, accepted, stops, decided } = &mut self.owed;
        names.retain(|name| !now.contains_key(name) && provable.contains(name));
        accepted.retain(|name| now.get(name) == Some(&0) || provable.contains(name));
        for phone in &mut self.phones {
            let stop = phone.device.and_then(|device| stops.get(&device));
            // Otherwise the district has forgotten that it stopped this phone.
            phone.stopped = stop.is_some_and(|stop| now.contains_key(stop) || provable.contains(stop));
        }
        for (action, name) in decided {
            // Otherwise nobody knows any more that somebody accepted it.
            if now.get(name) != Some(&0) && !accepted.contains(name) {
                self.ledger.actions[*action].expect = Expect::Nothing;
            }
        }
        Ok(())
    }

    /// Everything that is owed has been given back, and counts if it counted.
    pub(super) fn all_is_given_back(&mut self) -> Held {
        let now = self.stands()?;
        let missing: Vec<String> =
            self.owed.names.iter().filter(|name| !now.contains_key(name)).map(ToString::to_string).collect();
        hold("given_back", missing.is_empty(), || {
            format!("living phones held {missing:?}, and the server has it no more")
        })?;
        let aside = self.owed.accepted.iter().find(|name| now.get(name) == Some(&2));
        hold("accepted_stays_accepted", aside.is_none(), || {
            format!(
                "{} counted before the server was set back, and is set aside",
                aside.map_or(String::new(), ToString::to_string)
            )
        })?;
        for phone in self.living() {
            let device = self.device(phone)?;
            let stopped = self.server.is_stopped(device)?;
            hold("stopped_stays_stopped", stopped || !self.phones[phone].stopped, || {
                format!("phone {phone} was stopped before the server was set back, and is not")
            })?;
            // It told so itself.
            self.phones[phone].stopped |= stopped;
        }
        Ok(())
    }
}
