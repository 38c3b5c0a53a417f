//! The tail of each feed that this phone holds, above what every backup of the server has: position, name and hash of
//! each change, with the link at its base and the signed cursor at its end. A server that was set back believes it for
//! what it proves: that a change was accepted.

use rusqlite::{OptionalExtension, params};

use super::error::Result;
use super::log::Log;
use crate::change::hash::{Hash, chain};
use crate::record::{ChangeName, DeviceId};

/// The tail of a feed as a former epoch of the server left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The feed's key.
    pub feed: Vec<u8>,
    /// The epoch in which it was signed.
    pub epoch: u64,
    /// The position below its first entry.
    pub base: u64,
    /// The chain there.
    pub base_link: Hash,
    /// The server's device that signed.
    pub server: DeviceId,
    /// Ed25519 of the cursor at its end.
    pub signature: [u8; 64],
    /// Names and hashes, in order.
    pub entries: Vec<(ChangeName, Hash)>,
}

/// More of a feed was applied.
pub(crate) fn extend(
    log: &Log<'_>,
    feed: &[u8],
    from: u64,
    entries: impl Iterator<Item = (ChangeName, Hash)>,
) -> Result<()> {
    for ((name, hash), position) in entries.zip(from + 1..) {
        log.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO tail (feed, position, name, hash) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![feed, position as i64, name.key().as_slice(), hash.0.as_slice()])?;
    }
    Ok(())
}

/// A feed begins anew, or is left: its tail goes.
pub(crate) fn forget(log: &Log<'_>, feed: &[u8]) -> Result<()> {
    log.conn.prepare_cached("DELETE FROM tail WHERE feed = ?1")?.execute([feed])?;
    Ok(())
}

/// Every backup has a feed up to this position: the tail begins above it.
pub(crate) fn is_backed_up(log: &Log<'_>, feed: &[u8], upto: u64) -> Result<()> {
    let cursor: Option<(i64, i64, Vec<u8>)> = log
        .conn
        .prepare_cached("SELECT position, base, base_link FROM cursor WHERE feed = ?1")?
        .query_row([feed], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((position, base, link)) = cursor else { return Ok(()) };
    let upto = (upto as i64).min(position);
    let (true, Ok(link)) = (upto > base, link.try_into()) else { return Ok(()) };
    let mut link = Hash(link);
    let mut statement = log.conn.prepare_cached(
        "SELECT position, hash FROM tail WHERE feed = ?1 AND position <= ?2 ORDER BY position",
    )?;
    let mut rows = statement.query(params![feed, upto])?;
    let mut reached = base;
    while let Some(row) = rows.next()? {
        let (at, hash): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let (true, Ok(hash)) = (at == reached + 1, hash.try_into()) else { return Ok(()) };
        link = chain(&link, at.unsigned_abs(), &Hash(hash));
        reached = at;
    }
    if reached == upto {
        log.conn
            .prepare_cached("UPDATE cursor SET base = ?2, base_link = ?3 WHERE feed = ?1")?
            .execute(params![feed, upto, link.0.as_slice()])?;
        log.conn
            .prepare_cached("DELETE FROM tail WHERE feed = ?1 AND position <= ?2")?
            .execute(params![feed, upto])?;
    }
    Ok(())
}

/// The server was set back: the tails are put by for it, and this phone reads each feed on from the base, which every
/// backup has. What it was given before, it may have lost with the rest of its memory: it is given that again.
pub(crate) fn put_by(log: &Log<'_>) -> Result<()> {
    let before: i64 = log.conn.query_row("SELECT coalesce(max(id), 0) FROM former", [], |row| row.get(0))?;
    log.conn.execute(
        "INSERT INTO former (epoch, feed, base, base_link, server, signature)
           SELECT epoch, feed, base, base_link, server, signature FROM cursor WHERE position > base",
        [],
    )?;
    log.conn.execute(
        "INSERT INTO former_tail (former, position, name, hash)
           SELECT f.id, t.position, t.name, t.hash FROM tail t JOIN former f ON f.feed = t.feed AND f.id > ?1",
        [before],
    )?;
    log.conn.execute_batch(
        "UPDATE former SET given = 0;
         DELETE FROM needed;
         DELETE FROM tail;
         DELETE FROM cursor WHERE base = 0;
         UPDATE cursor SET position = base, chain = base_link, signature = x'';",
    )?;
    Ok(())
}

/// Whether there are tails that the server has not been given.
pub(crate) fn are_put_by(log: &Log<'_>) -> Result<bool> {
    Ok(log.conn.prepare_cached("SELECT 1 FROM former WHERE given = 0")?.exists([])?)
}

/// The tails that are put by for the server.
pub(crate) fn put_by_for_server(log: &Log<'_>) -> Result<Vec<Former>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT epoch, feed, base, base_link, server, signature, id FROM former WHERE given = 0 ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (epoch, feed, base): (i64, Vec<u8>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (link, server, signature): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let (Ok(link), Ok(server), Ok(signature)) =
            (link.try_into(), server.try_into(), signature.try_into())
        else {
            continue;
        };
        let entries = former_entries(log, row.get(6)?)?;
        all.push(Former {
            feed,
            epoch: epoch.unsigned_abs(),
            base: base.unsigned_abs(),
            base_link: Hash(link),
            server: DeviceId(server),
            signature,
            entries,
        });
    }
    Ok(all)
}

fn former_entries(log: &Log<'_>, id: i64) -> Result<Vec<(ChangeName, Hash)>> {
    let mut statement =
        log.conn.prepare_cached("SELECT name, hash FROM former_tail WHERE former = ?1 ORDER BY position")?;
    let mut rows = statement.query([id])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, hash): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        if let (Some(name), Ok(hash)) = (ChangeName::from_key(&name), hash.try_into()) {
            entries.push((name, Hash(hash)));
        }
    }
    Ok(entries)
}

/// The server has taken the tails that were put by; it asks for the bodies of these.
pub(crate) fn taken(log: &Log<'_>, needed: &[ChangeName]) -> Result<()> {
    log.conn.execute("UPDATE former SET given = 1", [])?;
    for name in needed {
        log.conn
            .prepare_cached("INSERT OR IGNORE INTO needed (name) VALUES (?1)")?
            .execute([name.key().as_slice()])?;
    }
    Ok(())
}

/// Somebody has confirmed that all is back: what the server was given it is not given again.
pub(crate) fn is_confirmed(log: &Log<'_>) -> Result<()> {
    log.conn.execute_batch(
        "DELETE FROM former WHERE given = 1;
         DELETE FROM former_tail WHERE former NOT IN (SELECT id FROM former);",
    )?;
    Ok(())
}

/// Changes whose bodies the server asks for.
pub(crate) fn needed(log: &Log<'_>, limit: usize) -> Result<Vec<ChangeName>> {
    let mut statement = log.conn.prepare_cached("SELECT name FROM needed ORDER BY name LIMIT ?1")?;
    let names: Vec<Vec<u8>> =
        statement.query_map([limit as i64], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names.iter().filter_map(|name| ChangeName::from_key(name)).collect())
}

/// The server has what was sent of what it asked for.
pub(crate) fn given(log: &Log<'_>, names: &[ChangeName]) -> Result<()> {
    for name in names {
        log.conn.prepare_cached("DELETE FROM needed WHERE name = ?1")?.execute([name.key().as_slice()])?;
    }
    Ok(())
}
