//! Forms that were sent, so that one that is sent twice makes nothing twice: for a day it is known where each led, kept in
//! the transaction of what it asked for. A form is known by the hash of a hash of all of it, so that what is kept here
//! leads to nothing.

use chaski::store::Log;
use rusqlite::{OptionalExtension, params};

use crate::storage::Result;

/// No session lasts so long, and no form is older than its session.
const KEPT_S: i64 = 24 * 60 * 60;

fn key(form: &[u8; 32]) -> [u8; 32] {
    *blake3::hash(form).as_bytes()
}

/// Where a form that was carried out led.
pub(super) fn led(log: &Log<'_>, form: &[u8; 32]) -> Result<Option<String>> {
    let led: Option<Option<String>> = log
        .connection()
        .prepare_cached("SELECT made FROM form WHERE key = ?1")?
        .query_row([key(form).as_slice()], |row| row.get(0))
        .optional()?;
    // A version before this one wrote a form down before it was carried out.
    Ok(led.flatten())
}

/// Keeps where a form leads, beside what it asked for.
pub(super) fn keep(log: &Log<'_>, form: &[u8; 32], leads: &str, now_s: i64) -> Result<()> {
    let conn = log.connection();
    conn.prepare_cached("DELETE FROM form WHERE at_s < ?1")?.execute([now_s - KEPT_S])?;
    conn.prepare_cached("INSERT OR REPLACE INTO form (key, at_s, made) VALUES (?1, ?2, ?3)")?
        .execute(params![key(form).as_slice(), now_s, leads])?;
    Ok(())
}
