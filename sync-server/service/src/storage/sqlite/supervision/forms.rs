//! Forms that were sent, so that one that is sent twice makes nothing twice: for a day it is known what each made. A form
//! is known by the hash of a hash of all of it, so that what is kept here leads to nothing.

use chaski::store::Log;
use rusqlite::{OptionalExtension, params};

use crate::storage::Result;
use crate::storage::supervision::Sent;

/// No session lasts so long, and no form is older than its session.
const KEPT_S: i64 = 24 * 60 * 60;
/// What is under way for longer was cut off.
const CUT_OFF_S: i64 = 60;

fn key(form: &[u8; 32]) -> [u8; 32] {
    *blake3::hash(form).as_bytes()
}

pub(super) fn send(log: &Log<'_>, form: &[u8; 32], now_s: i64) -> Result<Sent> {
    let key = key(form);
    let conn = log.connection();
    conn.prepare_cached("DELETE FROM form WHERE at_s < ?1 OR made IS NULL AND at_s < ?2")?
        .execute([now_s - KEPT_S, now_s - CUT_OFF_S])?;
    let before: Option<Option<String>> = conn
        .prepare_cached("SELECT made FROM form WHERE key = ?1")?
        .query_row([key.as_slice()], |row| row.get(0))
        .optional()?;
    match before {
        Some(Some(made)) => Ok(Sent::Made(made)),
        Some(None) => Ok(Sent::UnderWay),
        None => {
            conn.prepare_cached("INSERT INTO form (key, at_s) VALUES (?1, ?2)")?
                .execute(params![key.as_slice(), now_s])?;
            Ok(Sent::New)
        }
    }
}

pub(super) fn sent(log: &Log<'_>, form: &[u8; 32], made: Option<&str>) -> Result<()> {
    let key = key(form);
    match made {
        Some(made) => log
            .connection()
            .prepare_cached("UPDATE form SET made = ?2 WHERE key = ?1")?
            .execute(params![key.as_slice(), made])?,
        None => {
            log.connection().prepare_cached("DELETE FROM form WHERE key = ?1")?.execute([key.as_slice()])?
        }
    };
    Ok(())
}
