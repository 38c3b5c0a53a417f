//! What a server that was set back must be given back: all that a living phone holds, as its own or by the tails of its
//! feeds. Counted whenever something is lost: the server's memory, a phone, what a disk held since an older image.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::table::code;
use chaski::record::{ChangeName, DeviceId};
use chaski::store::log::Outcome;
use chaski::store::{Log, StoreError};

use super::district::District;
use super::held::Owed;
use super::ledger::Expect;
use super::read;
use super::tally::{Held, broken, failed, hold};

/// Where each change stands on the server.
pub type Stands = BTreeMap<ChangeName, i64>;

fn stands(log: &Log<'_>) -> Result<Stands, StoreError> {
    let mut statement = log.connection().prepare_cached("SELECT name, standing FROM change")?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            all.insert(name, row.get(1)?);
        }
    }
    Ok(all)
}

/// What is set aside since another line of its phone confirmed newer rights, and what no tail proves to have counted: in
/// the memory that was lost it may have come first.
fn bound_by_another_line(log: &Log<'_>) -> Result<BTreeSet<ChangeName>, StoreError> {
    let mut statement = log.connection().prepare_cached(
        "SELECT c.name FROM change c WHERE c.standing = 2 AND NOT EXISTS (
           SELECT 1 FROM proven p WHERE p.name = c.name AND p.hash = c.hash AND p.believed = 1)",
    )?;
    let names = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let names = names.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut bound = BTreeSet::new();
    for name in names.iter().filter_map(|name| ChangeName::from_key(name)) {
        if log.verdict(&name)? == Some(Outcome::SetAside(code::verdict_reason::other_line)) {
            bound.insert(name);
        }
    }
    Ok(bound)
}

/// What a phone can give back: its own, whether that counts as far as it knows, and what stands in the tails of its
/// feeds, where it has the bodies.
const GIVES: &str = "
SELECT name, own = 1, standing = 0, ?1 = 0 AND name IN (
  SELECT name FROM tail UNION SELECT name FROM former_tail UNION SELECT name FROM needed) FROM change";

/// What living phones can give back.
#[derive(Debug, Default)]
struct Gives {
    /// As their own, or by a tail.
    all: BTreeSet<ChangeName>,
    /// And what counted by their own account.
    counts: BTreeSet<ChangeName>,
    /// By a tail, which proves that it counted.
    proves: BTreeSet<ChangeName>,
}

impl District<'_> {
    /// Where each change stands on the server now.
    pub(super) fn stands(&self) -> Held<Stands> {
        self.server.look(stands)
    }

    /// All that living phones can give back. Of what a stopped phone gives back only its own is taken.
    fn gives(&mut self) -> Held<Gives> {
        let mut all = Gives::default();
        for phone in self.living() {
            let stopped = self.phones[phone].stopped;
            let log = self.phones[phone].store()?.log();
            let rows = (|| {
                let mut statement = log.connection().prepare_cached(GIVES)?;
                let rows = statement.query_map([stopped], |row| {
                    Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })?;
                rows.collect::<rusqlite::Result<Vec<(_, bool, bool, bool)>>>()
            })()
            .map_err(|e| failed(e.into()))?;
            for (name, own, counts, proves) in rows {
                let Some(name) = ChangeName::from_key(&name) else { continue };
                if own || proves {
                    all.all.insert(name);
                }
                if proves {
                    all.proves.insert(name);
                }
                if own && counts {
                    all.counts.insert(name);
                }
            }
        }
        Ok(all)
    }

    /// Markers of what the server holds or a living phone can give back.
    pub(super) fn everywhere(&mut self) -> Held<BTreeSet<String>> {
        let gives = self.gives()?.all;
        let mut all = BTreeSet::new();
        let mut take = |entries: Vec<read::Entry>, every: bool| {
            let entries = entries.into_iter().filter(|entry| every || gives.contains(&entry.name));
            all.extend(entries.flat_map(|entry| entry.marks).map(|mark| mark.marker));
        };
        take(self.server.entries()?, true);
        let mut apart = self.server.look(|log| Ok(read::apart(log)?))?;
        for phone in self.living() {
            let log = self.phones[phone].store()?.log();
            take(read::entries(&log, None).map_err(|e| failed(e.into()))?, false);
            apart.extend(read::apart(&log).map_err(|e| failed(e.into()))?);
        }
        all.extend(apart);
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
        let (now, gives) = (self.stands()?, self.gives()?);
        let Owed { names, accepted, stops, decided } = &mut self.owed;
        names.retain(|name| !now.contains_key(name) && gives.all.contains(name));
        let mut stopped = BTreeSet::new();
        for phone in &mut self.phones {
            let stop = phone.device.and_then(|device| stops.get(&device));
            // Otherwise the district has forgotten that it stopped this phone.
            phone.stopped = stop.is_some_and(|stop| now.contains_key(stop) || gives.proves.contains(stop));
            stopped.extend(phone.device.filter(|_| phone.stopped));
        }
        // A supervisor's word for it nobody else knows; and nothing is believed that a stopped phone alone tells.
        let by_itself = |name: &ChangeName| {
            gives.counts.contains(name)
                && !stopped.contains(&name.device)
                && !decided.values().any(|of| of == name)
        };
        accepted.retain(|name| now.get(name) == Some(&0) || gives.proves.contains(name) || by_itself(name));
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
        let bound = self.server.look(bound_by_another_line)?;
        let aside = self.owed.accepted.iter().find(|name| now.get(name) == Some(&2) && !bound.contains(name));
        if let Some(name) = aside {
            let why = self.server.look(|log| log.verdict(name))?;
            let what = format!("{name} counted before the server was set back, and is set aside: {why:?}");
            return broken("accepted_stays_accepted", what);
        }
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
