//! How far this phone has read each feed: position and chain with the server's signature over them, and the base above
//! which the feed's tail is kept. Keeps what it is given; which feeds are this phone's, and whether a page may be
//! believed, is judged before it is asked.

use rusqlite::{OptionalExtension, params};

use super::error::{Result, StoreError};
use super::log::Log;
use super::tails;
use crate::change::hash::{CHAIN_START, Hash};
use crate::record::{ChangeName, DeviceId};

/// A cursor as kept. What its bytes are is for whoever checks them.
#[derive(Debug, Clone)]
pub(crate) struct Cursor {
    /// The feed's key.
    pub(crate) feed: Vec<u8>,
    /// The server's epoch.
    pub(crate) epoch: u64,
    /// The position of the last change that was applied.
    pub(crate) position: u64,
    /// The chain there.
    pub(crate) chain: Vec<u8>,
    /// The server's device that signed.
    pub(crate) server: Vec<u8>,
    /// Its signature; empty where the feed is read on from its base.
    pub(crate) signature: Vec<u8>,
    /// The position above which the tail is kept.
    pub(crate) base: u64,
}

/// Where a page ends, with the server's word for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    /// The server's epoch.
    pub(crate) epoch: u64,
    /// The position of the page's last change.
    pub(crate) position: u64,
    /// The chain there.
    pub(crate) chain: Hash,
    /// The server's device that signed.
    pub(crate) server: DeviceId,
    /// Ed25519 over these.
    pub(crate) signature: [u8; 64],
}

/// Position and chain of a feed; the beginning where nothing of it was read.
pub(crate) fn at(log: &Log<'_>, feed: &[u8]) -> Result<(u64, Hash)> {
    let row: Option<(i64, Vec<u8>)> = log
        .conn
        .prepare_cached("SELECT position, chain FROM cursor WHERE feed = ?1")?
        .query_row([feed], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match row {
        None => Ok((0, CHAIN_START)),
        Some((position, chain)) => Ok((
            position.unsigned_abs(),
            Hash(chain.try_into().map_err(|_| StoreError::BadAnswer("a cursor's chain"))?),
        )),
    }
}

/// Every cursor, by feed.
pub(crate) fn all(log: &Log<'_>) -> Result<Vec<Cursor>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT feed, epoch, position, chain, server, signature, base FROM cursor ORDER BY feed",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Cursor {
            feed: row.get(0)?,
            epoch: row.get::<_, i64>(1)?.unsigned_abs(),
            position: row.get::<_, i64>(2)?.unsigned_abs(),
            chain: row.get(3)?,
            server: row.get(4)?,
            signature: row.get(5)?,
            base: row.get::<_, i64>(6)?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A page that begins here was applied: the cursor goes to its end, and its changes join the tail.
pub(crate) fn advance(
    log: &Log<'_>,
    feed: &[u8],
    (from, link): (u64, Hash),
    entries: impl Iterator<Item = (ChangeName, Hash)>,
    end: &End,
) -> Result<()> {
    if from == 0 {
        // It begins anew: so does its tail.
        leave(log, feed)?;
    }
    tails::extend(log, feed, from, entries)?;
    log.conn
        .prepare_cached(
            "INSERT INTO cursor (feed, epoch, position, chain, server, signature, base, base_link)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE
             SET epoch = ?2, position = ?3, chain = ?4, server = ?5, signature = ?6",
        )?
        .execute(params![
            feed,
            end.epoch as i64,
            end.position as i64,
            end.chain.0.as_slice(),
            end.server.0.as_slice(),
            end.signature.as_slice(),
            from as i64,
            link.0.as_slice(),
        ])?;
    Ok(())
}

/// A feed is read no more, or from its beginning: its cursor and its tail go.
pub(crate) fn leave(log: &Log<'_>, feed: &[u8]) -> Result<()> {
    tails::forget(log, feed)?;
    log.conn.prepare_cached("DELETE FROM cursor WHERE feed = ?1")?.execute([feed])?;
    Ok(())
}
