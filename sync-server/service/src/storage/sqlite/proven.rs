//! What tails have proved: that a change was accepted before this server was set back. Here are the rows and what is asked
//! of them; which tails are believed is for `tails` to say.

use chaski::record::{ChangeName, DeviceId};
use chaski::store::Log;
use chaski::sync::message::{Feed, Tail};
use rusqlite::params;

use crate::storage::Result;

pub(super) const TABLES: &str = "
CREATE TABLE proven (
  name BLOB NOT NULL, hash BLOB NOT NULL, feed BLOB NOT NULL, epoch INTEGER NOT NULL, brought_by BLOB NOT NULL,
  believed INTEGER NOT NULL, PRIMARY KEY (name, hash, feed, epoch)
) WITHOUT ROWID;
";

/// Whether tails are believed now: the memory was set back, and nobody has confirmed yet that all is back.
pub(super) fn is_open(log: &Log<'_>) -> Result<bool> {
    Ok(log.meta::<i64>("set_back_s")?.is_some())
}

/// Whether somebody said that this server's key was stolen.
pub(super) fn is_distrusted(log: &Log<'_>, device: DeviceId) -> Result<bool> {
    let stolen: Option<Vec<u8>> = log.meta("distrusted")?;
    let named = stolen.is_some_and(|stolen| stolen.chunks(16).any(|one| one == device.0));
    Ok(named && !chaski::fault("stolen-tail-believed"))
}

/// Whether a change was accepted before this server was set back.
pub(super) fn is_proven(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached(
            "SELECT 1 FROM proven p JOIN change c ON c.name = p.name AND c.hash = p.hash
             WHERE p.name = ?1 AND p.believed = 1",
        )?
        .exists([name.key().as_slice()])?)
}

/// Whether it stood in the directory before this server was set back.
pub(super) fn was_in_directory(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached("SELECT 1 FROM proven WHERE name = ?1 AND feed = ?2 AND believed = 1")?
        .exists(params![name.key().as_slice(), Feed::Directory.key()])?)
}

/// Whether a verdict about it came back.
pub(super) fn was_judged(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached(
            "SELECT 1 FROM r_verdict v JOIN proven p ON p.name = substr(v.record, 1, 24) AND p.believed = 1
             WHERE v.device = ?1 AND v.number = ?2 AND v.voided = 0",
        )?
        .exists(params![name.device.0.as_slice(), name.number as i64])?)
}

/// Whether a verdict about it came back that is for all who were fed it: what was fed once and set aside after that
/// stays aside. A verdict that its author alone was fed was there before, and was lifted; and one of another epoch, that no
/// person gave, was made by a server that did not know what it had accepted.
pub(super) fn was_taken_back(log: &Log<'_>, name: &ChangeName) -> Result<bool> {
    Ok(log
        .connection()
        .prepare_cached(
            "SELECT 1 FROM r_verdict v JOIN proven p ON p.name = substr(v.record, 1, 24) AND p.believed = 1
             WHERE v.device = ?1 AND v.number = ?2 AND v.voided = 0 AND p.feed = ?3
             AND (v.\"by\" IS NOT NULL OR EXISTS (
               SELECT 1 FROM proven f WHERE f.name = ?4 AND f.believed = 1 AND f.epoch = p.epoch))",
        )?
        .exists(params![
            name.device.0.as_slice(),
            name.number as i64,
            Feed::Directory.key(),
            name.key().as_slice()
        ])?)
}

/// Of what tails proved, the names that this server does not hold.
pub(super) fn lacking(log: &Log<'_>, tails: &[Tail]) -> Result<Vec<ChangeName>> {
    let mut lacking = Vec::new();
    for (name, hash) in tails.iter().flat_map(|tail| &tail.entries) {
        let wanted = log
            .connection()
            .prepare_cached(
                "SELECT 1 FROM proven WHERE name = ?1 AND hash = ?2 AND believed = 1
                 AND NOT EXISTS (SELECT 1 FROM change WHERE change.name = proven.name)",
            )?
            .exists(params![name.key().as_slice(), hash.0.as_slice()])?;
        if wanted && !lacking.contains(name) {
            lacking.push(*name);
        }
    }
    Ok(lacking)
}

/// Names that tails proved and nobody has brought, for the person on call.
pub(super) fn missing(log: &Log<'_>) -> Result<Vec<ChangeName>> {
    let mut statement = log.connection().prepare(
        "SELECT DISTINCT name FROM proven p WHERE believed = 1
         AND NOT EXISTS (SELECT 1 FROM change c WHERE c.name = p.name) ORDER BY name",
    )?;
    let names: Vec<Vec<u8>> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(names.iter().filter_map(|name| ChangeName::from_key(name)).collect())
}

/// How many changes tails showed that are not believed: of a key that is distrusted, or of a line that does not begin
/// on the restored backup, or after somebody confirmed.
pub(super) fn only_shown(log: &Log<'_>) -> Result<u64> {
    let count: i64 = log.connection().query_row(
        "SELECT count(DISTINCT name) FROM proven p WHERE NOT EXISTS (
           SELECT 1 FROM proven b WHERE b.name = p.name AND b.hash = p.hash AND b.believed = 1)
         AND NOT EXISTS (SELECT 1 FROM change c WHERE c.name = p.name AND c.hash = p.hash)",
        [],
        |row| row.get(0),
    )?;
    Ok(count.unsigned_abs())
}
