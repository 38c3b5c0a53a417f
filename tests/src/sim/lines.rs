//! Two lines of one phone: of a database that was copied, or of which an older image was put back. Whoever looks after
//! the phones is told of them, and of their use at the same time only if there is one; and what one line confirmed
//! binds the other.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::{ChangeName, DeviceId, Tag};
use chaski::store::log::Outcome;
use chaski::store::{Log, Standing, StoreError};

use super::district::District;
use super::tally::{Held, failed, hold};

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

impl District<'_> {
    /// What is told of lines at the end.
    pub(super) fn lines_are_told(&mut self) -> Held {
        let told = self.server.look(told)?;
        for (device, kind) in &told {
            let of = || format!("{device:?}: {:?}", self.heard.0.get(device));
            hold("lines_told_only_if_there_are", self.heard.several(*device), of)?;
            let twice = *kind != 2 || self.heard.spoke_again(*device);
            hold("in_use_twice_only_if_it_is", twice, of)?;
            self.carried.note(if *kind == 2 { "told: in use twice" } else { "told: put back or copied" });
        }
        // A server that was set back knows of openings what phones sent since.
        if self.set_backs > 0 {
            return Ok(());
        }
        let devices: BTreeSet<DeviceId> = self.phones.iter().filter_map(|phone| phone.device).collect();
        for device in devices {
            let held = self.server.look(|log| last_held(log, device))?;
            let apart = held.iter().find_map(|(one, last_of_one)| {
                held.iter().find_map(|(other, last_of_other)| {
                    let has = |line: Tag, of: Tag, last: u64| {
                        self.used.reached(device, line, of).is_some_and(|reached| reached >= last)
                    };
                    let one_line =
                        one == other || has(*one, *other, *last_of_other) || has(*other, *one, *last_of_one);
                    (!one_line).then_some((one, other))
                })
            });
            hold("lines_are_told", apart.is_none() || told.iter().any(|(of, _)| *of == device), || {
                format!("of {device:?} the server holds what two lines said, {apart:?}, and tells nobody")
            })?;
        }
        Ok(())
    }

    /// The rights that a device has confirmed, as the server knows.
    pub(super) fn confirmed(&self, device: DeviceId) -> Held<Confirmed> {
        self.server.look(|log| {
            let mut statement =
                log.connection().prepare_cached("SELECT rights, number FROM confirmed WHERE device = ?1")?;
            let rows = statement.query_map([device.0.as_slice()], |row| {
                let number = row.get::<_, i64>(1)?.unsigned_abs();
                Ok((row.get::<_, i64>(0)?.unsigned_abs(), ChangeName { device, number }))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What came now under rights that this device had confirmed to be replaced, on its own line or on another, is set
    /// aside.
    pub(super) fn replaced_rights_bind(&mut self, device: DeviceId, confirmed: &Confirmed) -> Held {
        if confirmed.is_empty() {
            return Ok(());
        }
        let after = self.used.server_seq;
        let new = self.server.look(|log| {
            let mut statement = log
                .connection()
                .prepare_cached("SELECT name FROM change WHERE seq > ?1 AND substr(name, 1, 16) = ?2")?;
            let names = statement
                .query_map(rusqlite::params![after, device.0.as_slice()], |row| row.get::<_, Vec<u8>>(0))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let mut new = Vec::new();
            for name in names.iter().filter_map(|name| ChangeName::from_key(name)) {
                // What counted before the server was set back counts again, under whatever rights; so does what somebody
                // accepted after all.
                let counted = log
                    .connection()
                    .prepare_cached("SELECT 1 FROM proven WHERE name = ?1 AND believed = 1")?
                    .exists([name.key().as_slice()])?
                    || log.verdict(&name)? == Some(Outcome::Accepted);
                if let (false, Some((change, Standing::InState))) = (counted, log.change(&name)?) {
                    new.push((name, change.rights));
                }
            }
            Ok(new)
        })?;
        for (name, rights) in new {
            if self.owed.accepted.contains(&name) {
                continue;
            }
            let bound = confirmed.iter().find(|(newer, at)| {
                let before = match at.tag() == name.tag() {
                    true => name.counter() < at.counter(),
                    false => self
                        .used
                        .reached(device, at.tag(), name.tag())
                        .is_some_and(|reached| reached >= name.counter()),
                };
                *newer > rights && !before
            });
            hold("replaced_rights_bind_every_line", bound.is_none(), || {
                format!("{name} counts under rights {rights}; confirmed before: {bound:?}")
            })?;
        }
        Ok(())
    }

    /// Looks at the names on the server that are new.
    pub(super) fn see_server(&mut self) -> Held {
        let used = &mut self.used;
        let storage = self.server.storage();
        let seen = storage.inspect(|conn| used.see_server(&Log::new(conn)));
        seen.or_else(|error| super::tally::broken("server_answers", error))?
    }

    /// Looks at the names on a phone.
    pub(super) fn see_phone(&mut self, phone: usize) -> Held {
        let store = self.phones[phone].store()?;
        self.used.see_phone(phone, store)
    }

    /// Every own change of a phone that the server holds is on the phone, own and acknowledged, and nothing lies apart.
    pub(super) fn own_came_back(&mut self, phone: usize) -> Held {
        let device = self.device(phone)?;
        let held = self.server.look(|log| {
            let mut statement =
                log.connection().prepare_cached("SELECT name FROM change WHERE substr(name, 1, 16) = ?1")?;
            let names = statement.query_map([device.0.as_slice()], |row| row.get::<_, Vec<u8>>(0))?;
            Ok(names.collect::<rusqlite::Result<Vec<_>>>()?)
        })?;
        let log = self.phones[phone].store()?.log();
        let (missing, apart) = (|| {
            let mut here = log
                .connection()
                .prepare_cached("SELECT 1 FROM change WHERE name = ?1 AND own = 1 AND acknowledged = 1")?;
            let mut missing = Vec::new();
            for name in held {
                if !here.exists([name.as_slice()])? {
                    missing.extend(ChangeName::from_key(&name));
                }
            }
            let apart: i64 =
                log.connection().query_row("SELECT count(*) FROM apart", [], |row| row.get(0))?;
            Ok((missing, apart))
        })()
        .map_err(|e: rusqlite::Error| failed(e.into()))?;
        hold("own_comes_back", missing.is_empty(), || {
            let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
            format!("the server holds {names:?} of phone {phone}, which has not")
        })?;
        let copied = self.used.twins.iter().any(|(of, _)| *of == device);
        hold("nothing_lies_apart", apart == 0 || copied, || {
            format!("{apart} changes lie apart on phone {phone}")
        })
    }
}
