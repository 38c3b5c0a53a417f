//! Changes of this device that are kept apart, because the district knows their names for something else: out of the
//! log and its tables, kept by their hashes, sent to the server for a supervisor.

use rusqlite::params;

use super::apply::{Open, leave_state};
use super::error::Result;
use super::log::Log;
use super::own::{order, unsent};
use crate::change::batch::Entry;
use crate::change::hash::{ChangeKey, Hash};
use crate::record::{ChangeName, DeviceId, Tag};

/// One change that is kept apart.
#[derive(Debug, Clone)]
pub struct Apart {
    /// Its hash.
    pub hash: Hash,
    /// The name that it had here.
    pub name: ChangeName,
    /// The key of its hash.
    pub key: ChangeKey,
    /// Canonical bytes.
    pub body: Vec<u8>,
    /// Whether the server keeps it for a supervisor.
    pub held: bool,
}

impl Apart {
    /// The entry of a batch for it.
    pub(crate) fn entry(self) -> (u64, Entry) {
        (self.name.number, Entry::Body { key: self.key, body: self.body })
    }
}

/// What is not acknowledged of an opening, and of those that go on from it, leaves the log: the district knows its
/// names for something else. It is kept by its hash, and goes to the server for a supervisor.
pub(crate) fn put(log: &Log<'_>, device: DeviceId, tag: Tag) -> Result<u64> {
    let first_id: i64 = log
        .conn
        .prepare_cached("SELECT coalesce((SELECT id FROM opening WHERE tag = ?1), 0)")?
        .query_row([tag.0 as i64], |row| row.get(0))?;
    let mut moved = 0;
    for unsent in unsent(log)?.into_iter().rev() {
        let name = unsent.name;
        let later = order(log, [name.tag()].into_iter())?.get(&name.tag()).copied() >= Some(first_id);
        if name.device != device || !later {
            continue;
        }
        leave_state(log, &name, &mut Open)?;
        log.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO apart (hash, name, key, body) SELECT hash, name, key, body FROM change WHERE name = ?1",
            )?
            .execute([name.key().as_slice()])?;
        log.conn.prepare_cached("DELETE FROM change WHERE name = ?1")?.execute([name.key().as_slice()])?;
        moved += 1;
    }
    Ok(moved)
}

/// What is kept apart, opening by opening.
pub fn all(log: &Log<'_>) -> Result<Vec<Apart>> {
    let mut statement =
        log.conn.prepare_cached("SELECT hash, name, key, body, held FROM apart ORDER BY name, hash")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (hash, name, key): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if let (Ok(hash), Some(name), Ok(key)) =
            (hash.try_into(), ChangeName::from_key(&name), key.try_into())
        {
            all.push(Apart {
                hash: Hash(hash),
                name,
                key: ChangeKey(key),
                body: row.get(3)?,
                held: row.get(4)?,
            });
        }
    }
    Ok(all)
}

/// The server keeps these apart: (number, first bytes of the hash).
pub(crate) fn note_held(log: &Log<'_>, device: DeviceId, held: &[(u64, [u8; 8])]) -> Result<()> {
    for (number, first) in held {
        log.conn
            .prepare_cached("UPDATE apart SET held = 1 WHERE name = ?1 AND substr(hash, 1, 8) = ?2")?
            .execute(params![ChangeName { device, number: *number }.key().as_slice(), first.as_slice()])?;
    }
    Ok(())
}

/// The server was set back: what it kept apart goes to it again.
pub(crate) fn goes_again(log: &Log<'_>) -> Result<()> {
    log.conn.execute("UPDATE apart SET held = 0", [])?;
    Ok(())
}
