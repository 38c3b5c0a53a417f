//! The opening of a database: a tag of its own, drawn before anything is named in it, the secret of its hashes, and
//! the point at which it goes on from another. An image that was put back, a copy, and a copy of a copy each go on
//! under a tag that nobody else has: nothing they name is ever named twice, whatever became of the keys.

use rusqlite::{OptionalExtension, params};

use super::error::Result;
use super::log::Log;
use super::random::draw;
use crate::change::hash::{Ancestry, Hash, Point, Secret};
use crate::record::{ChangeName, DeviceId, Tag};

/// Counters that stay free at the end of an opening, so that one action never crosses it.
const ROOM: u64 = 1 << 16;

/// The opening that a process saves in.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Its tag.
    pub tag: Tag,
    /// Where it goes on from; `None` in a database that never saved before.
    pub from: Option<Point>,
    /// The last counter that was saved in it; 0 for none.
    pub last: u64,
    pub(crate) secret: Secret,
    ancestry: Ancestry,
    kept: bool,
}

impl Opening {
    /// A new one, which goes on from what the database last saved, and which the database does not know yet.
    pub(crate) fn begin(log: &Log<'_>, device: DeviceId) -> Result<Opening> {
        if crate::fault("tag-reused")
            && let Some(last) = last_again(log, device)?
        {
            return Ok(last);
        }
        let mut tag = Tag::from_random(draw());
        while is_known(log, device, tag)? {
            tag = Tag::from_random(draw());
        }
        let from = match log.meta::<i64>("line")? {
            Some(line) => point(log, device, Tag(line.unsigned_abs()))?,
            None => None,
        };
        let ancestry = Ancestry::begin(tag, from.as_ref());
        Ok(Opening { tag, from, last: 0, secret: Secret(draw()), ancestry, kept: false })
    }

    /// The number of the next change.
    pub(crate) fn next_number(&self) -> u64 {
        self.tag.number(self.last + 1)
    }

    /// Whether the database holds of it what was saved in it, and there is room for more.
    pub(crate) fn goes_on(&self, log: &Log<'_>, device: DeviceId) -> Result<bool> {
        let held = last_counter(log, device, self.tag)?;
        Ok(held == self.last
            && self.last + ROOM < Tag::LAST_COUNTER
            && (!self.kept || is_kept(log, self.tag)?))
    }

    /// Makes it durable with the transaction, before anything names it.
    pub(crate) fn keep(&mut self, log: &Log<'_>) -> Result<()> {
        if self.kept {
            return Ok(());
        }
        log.conn
            .prepare_cached(
                "INSERT INTO opening (tag, secret, from_tag, from_counter, from_ancestry) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                self.tag.0 as i64,
                self.secret.0.as_slice(),
                self.from.map(|from| from.tag.0 as i64),
                self.from.map(|from| from.counter as i64),
                self.from.map(|from| from.ancestry.0.to_vec()),
            ])?;
        self.kept = true;
        Ok(())
    }

    /// Takes the next change into its ancestry; the database goes on from this opening.
    pub fn saved(&mut self, log: &Log<'_>, hash: &Hash) -> Result<Ancestry> {
        self.keep(log)?;
        if self.last == 0 {
            log.set_meta("line", self.tag.0 as i64)?;
        }
        self.last += 1;
        self.ancestry = self.ancestry.then(hash);
        Ok(self.ancestry)
    }
}

/// The fault of `tests/faults`: the opening that saved last, once more.
fn last_again(log: &Log<'_>, device: DeviceId) -> Result<Option<Opening>> {
    let Some(tag) = log.meta::<i64>("line")?.map(|line| Tag(line.unsigned_abs())) else { return Ok(None) };
    let kept = kept(log, tag)?;
    let (Some(secret), Some(point)) = (kept.secret, point(log, device, tag)?) else { return Ok(None) };
    Ok(Some(Opening {
        tag,
        from: kept.from,
        last: point.counter,
        secret,
        ancestry: point.ancestry,
        kept: true,
    }))
}

/// What is kept of an opening, for the batches of what it saved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) from: Option<Point>,
    /// `None`: what it saved came back from the server.
    pub(crate) secret: Option<Secret>,
}

pub(crate) fn kept(log: &Log<'_>, tag: Tag) -> Result<Kept> {
    type Row = (Option<Vec<u8>>, Option<i64>, Option<i64>, Option<Vec<u8>>);
    let row: Option<Row> = log
        .conn
        .prepare_cached("SELECT secret, from_tag, from_counter, from_ancestry FROM opening WHERE tag = ?1")?
        .query_row([tag.0 as i64], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let Some((secret, from_tag, from_counter, ancestry)) = row else {
        return Ok(Kept { from: None, secret: None });
    };
    let from = match (from_tag, from_counter, ancestry.and_then(|bytes| bytes.try_into().ok())) {
        (Some(tag), Some(counter), Some(ancestry)) => Some(Point {
            tag: Tag(tag.unsigned_abs()),
            counter: counter.unsigned_abs(),
            ancestry: Ancestry(ancestry),
        }),
        _ => None,
    };
    Ok(Kept { from, secret: secret.and_then(|secret| secret.try_into().ok()).map(Secret) })
}

/// The last change that is held of an opening and whose ancestry is known.
fn point(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<Option<Point>> {
    let (first, last) = bounds(device, tag);
    let row: Option<(Vec<u8>, Vec<u8>)> = log
        .conn
        .prepare_cached(
            "SELECT name, ancestry FROM change WHERE name BETWEEN ?1 AND ?2 AND ancestry IS NOT NULL
             ORDER BY name DESC LIMIT 1",
        )?
        .query_row([first.as_slice(), last.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.and_then(|(name, ancestry)| {
        let counter = ChangeName::from_key(&name)?.counter();
        Some(Point { tag, counter, ancestry: Ancestry(ancestry.try_into().ok()?) })
    }))
}

/// What commits to everything before a counter of an opening, where it is known here.
pub(crate) fn ancestry_before(
    log: &Log<'_>,
    device: DeviceId,
    tag: Tag,
    counter: u64,
) -> Result<Option<Ancestry>> {
    if counter <= 1 {
        let kept = kept(log, tag)?;
        return Ok(kept.secret.map(|_| Ancestry::begin(tag, kept.from.as_ref())));
    }
    let before = ChangeName::at(device, tag, counter - 1);
    let bytes: Option<Option<Vec<u8>>> = log
        .conn
        .prepare_cached("SELECT ancestry FROM change WHERE name = ?1")?
        .query_row([before.key().as_slice()], |row| row.get(0))
        .optional()?;
    Ok(bytes.flatten().and_then(|bytes| bytes.try_into().ok()).map(Ancestry))
}

/// The names of an opening, first and last.
pub(crate) fn bounds(device: DeviceId, tag: Tag) -> ([u8; 24], [u8; 24]) {
    (ChangeName::at(device, tag, 0).key(), ChangeName::at(device, tag, Tag::LAST_COUNTER).key())
}

/// The last counter that is held of an opening; 0 if there is none.
pub fn last_counter(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<u64> {
    let (first, last) = bounds(device, tag);
    let name: Option<Vec<u8>> = log
        .conn
        .prepare_cached("SELECT name FROM change WHERE name BETWEEN ?1 AND ?2 ORDER BY name DESC LIMIT 1")?
        .query_row([first.as_slice(), last.as_slice()], |row| row.get(0))
        .optional()?;
    Ok(name.and_then(|name| ChangeName::from_key(&name)).map_or(0, |name| name.counter()))
}

fn is_kept(log: &Log<'_>, tag: Tag) -> Result<bool> {
    Ok(log.conn.prepare_cached("SELECT 1 FROM opening WHERE tag = ?1")?.exists([tag.0 as i64])?)
}

pub(super) fn is_known(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<bool> {
    Ok(is_kept(log, tag)? || last_counter(log, device, tag)? > 0)
}

/// Forgets the openings in which nothing was saved: nobody goes on from them.
pub(super) fn forget_empty(log: &Log<'_>, device: DeviceId) -> Result<()> {
    let mut statement = log.conn.prepare("SELECT tag FROM opening WHERE held_count = 0")?;
    let tags: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    for tag in tags {
        if last_counter(log, device, Tag(tag.unsigned_abs()))? == 0 {
            log.conn.prepare_cached("DELETE FROM opening WHERE tag = ?1")?.execute([tag])?;
        }
    }
    Ok(())
}

/// An opening that is not of this database: what it saved came back. Where it goes on from may become known later.
pub(crate) fn keep_foreign(log: &Log<'_>, tag: Tag, from: Option<&Point>) -> Result<()> {
    log.conn
        .prepare_cached(
            "INSERT INTO opening (tag, from_tag, from_counter, from_ancestry) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (tag) DO UPDATE SET from_tag = ?2, from_counter = ?3, from_ancestry = ?4
             WHERE secret IS NULL AND from_tag IS NULL AND ?2 IS NOT NULL",
        )?
        .execute(params![
            tag.0 as i64,
            from.map(|from| from.tag.0 as i64),
            from.map(|from| from.counter as i64),
            from.map(|from| from.ancestry.0.to_vec()),
        ])?;
    Ok(())
}

/// What commits to an opening up to this change, where the change is held with this hash.
pub(crate) fn note_ancestry(
    log: &Log<'_>,
    name: &ChangeName,
    hash: &Hash,
    ancestry: &Ancestry,
) -> Result<()> {
    log.conn
        .prepare_cached("UPDATE change SET ancestry = ?3 WHERE name = ?1 AND hash = ?2 AND ancestry IS NULL")?
        .execute(params![name.key().as_slice(), hash.0.as_slice(), ancestry.0.as_slice()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::super::apply::{Open, settle};
    use super::super::log::Incoming;
    use super::super::save::Values;
    use super::super::{Action, KeyProvider, Place, Secrets, Store, SystemClock};
    use super::*;
    use crate::change::{Change, Edit};
    use crate::record::table::{area, household, rights};
    use crate::record::{RecordName, Value, role};

    #[derive(Default)]
    struct Keys(Mutex<Option<Secrets>>);

    impl KeyProvider for Keys {
        fn read(&self) -> std::result::Result<Option<Secrets>, String> {
            Ok(self.0.lock().unwrap().clone())
        }
        fn write(&self, secrets: &Secrets) -> std::result::Result<(), String> {
            *self.0.lock().unwrap() = Some(secrets.clone());
            Ok(())
        }
    }

    fn somebody() -> RecordName {
        RecordName { device: DeviceId([5; 16]), number: Tag(4).number(1), index: 0 }
    }

    /// An area, and the right to visit there.
    fn enrols(store: &Store) {
        let create = |entity, values: Vec<(u64, Value)>| Edit::Create {
            entity,
            values: values.into_iter().collect(),
            paths: [].into(),
        };
        let may = vec![
            (rights::device, Value::Bytes(store.device().0.to_vec())),
            (rights::number, Value::Int(1)),
            (rights::role, Value::Int(role::VISITOR as i64)),
            (rights::areas, Value::List(vec![Value::Record(somebody())])),
        ];
        let says = Change {
            name: somebody().change(),
            subject: None,
            author: None,
            role: role::DISTRICT,
            rights: 0,
            wall_s: 0,
            clock_epoch: 0,
            elapsed_s: 0,
            edits: vec![create(area::ID, vec![(area::name, Value::text("Ccorca"))]), create(rights::ID, may)],
        };
        let log = store.log();
        log.set_meta("worker", somebody().key().as_slice()).unwrap();
        log.receive(&Incoming::new(says.name, Secret([9; 16]).key_of(says.name.number), &says.encode()))
            .unwrap();
        settle(&log, says.name, &mut Open).unwrap();
    }

    fn household(action: &mut Action<'_>) {
        let values = Values::from([(household::area, Value::Record(somebody()))]);
        action.about_new(household::ID, values).unwrap();
    }

    fn save(store: &mut Store) -> ChangeName {
        let mut action = store.begin().unwrap();
        household(&mut action);
        action.save().unwrap()[0]
    }

    /// As if the opening had come so far: its last change, and what it knows, have this counter.
    fn comes_to(store: &mut Store, counter: u64) {
        let at = |counter| ChangeName::at(store.device(), store.opening.tag, counter).key().to_vec();
        let rename = "UPDATE change SET name = ?2 WHERE name = ?1";
        store.conn.execute(rename, params![at(store.opening.last), at(counter)]).unwrap();
        store.opening.last = counter;
    }

    #[test]
    fn an_opening_whose_counters_end_is_followed_by_another_that_goes_on_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::file(folder.path().join("phone.db"));
        let mut store =
            Store::open(&place, Arc::new(Keys::default()), Arc::new(SystemClock::start())).unwrap();
        enrols(&store);

        let first = save(&mut store);
        comes_to(&mut store, Tag::LAST_COUNTER - ROOM - 1);
        let last = save(&mut store);
        assert_eq!((last.tag(), last.counter()), (first.tag(), Tag::LAST_COUNTER - ROOM));
        let next = save(&mut store);
        assert_ne!(next.tag(), first.tag());
        assert_eq!(next.counter(), 1);
        let from = store.opening.from.map(|from| (from.tag, from.counter));
        assert_eq!(from, Some((first.tag(), last.counter())));

        // An action that outgrows the room is refused whole: nothing of it has a number of another opening.
        comes_to(&mut store, Tag::LAST_COUNTER - ROOM - 1);
        let mut action = store.begin().unwrap();
        action.outgrows(ROOM);
        household(&mut action);
        household(&mut action);
        assert!(action.save().is_err());
        let own = "SELECT count(*) FROM change WHERE own = 1";
        let own: i64 = store.conn.query_row(own, [], |row| row.get(0)).unwrap();
        assert_eq!((own, store.opening.last), (3, Tag::LAST_COUNTER - ROOM - 1));
    }
}
