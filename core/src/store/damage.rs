//! Telling a damaged file from a wrong key, and finding every damaged page of one that opens. SQLite itself reads only
//! the pages that are asked for, so a file may serve for a year with a page in it that nobody can read.

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::error::{Result, StoreError};
use super::pages;

/// What a look at every page found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examined {
    /// Pages that are not as they were written.
    pub pages: Vec<u64>,
    /// What does not hold together between pages that are; no value of a record is ever in it.
    pub structure: Vec<String>,
}

impl Examined {
    /// Whether the file is whole.
    pub fn is_whole(&self) -> bool {
        self.pages.is_empty() && self.structure.is_empty()
    }
}

/// Looks at every page of a database that is open, its log's brought into the file before. Reads through the connection
/// alone, and stops at the first kind of damage: after a page that cannot be read SQLCipher reads no other.
pub fn examine(conn: &Connection) -> Result<Examined> {
    let mut found = Examined::default();
    if conn.path().map(Path::new).is_some_and(|path| path.is_absolute() && pages::log_is_broken(path)) {
        found.structure.push("what was saved last has a gap".into());
        return Ok(found);
    }
    // Where another program reads what it replaces, some of the log waits for its end.
    conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).or_else(unless_damaged)?;
    found.pages = unreadable(conn)?;
    if !found.pages.is_empty() {
        // A page that another program wrote at this moment holds the next time.
        let again = unreadable(conn)?;
        found.pages.retain(|page| again.contains(page));
    }
    if !found.is_whole() {
        return Ok(found);
    }
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            found.structure.push(line);
        }
    }
    Ok(found)
}

/// The pages of the file that are not as they were written.
fn unreadable(conn: &Connection) -> Result<Vec<u64>> {
    let mut statement = conn.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    let mut pages = Vec::new();
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        let number = line.split("page ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        // 0: SQLCipher says something of the file as a whole.
        pages.push(number.unwrap_or(0));
    }
    Ok(pages)
}

fn unless_damaged(error: rusqlite::Error) -> Result<()> {
    match StoreError::from(error) {
        StoreError::Damaged => Err(StoreError::Damaged),
        _ => Ok(()),
    }
}

/// Before a file is opened: SQLite would drop what its log says behind a wrong frame, and write over it.
pub fn refuse_broken_log(database: &Path) -> Result<()> {
    if pages::log_is_broken(database) { Err(StoreError::Damaged) } else { Ok(()) }
}

/// Why a file does not open with a key: it is damaged if this key wrote any page of it.
pub fn why_not_opened(database: &Path, database_key: &[u8; 32], other: StoreError) -> StoreError {
    let may_be = matches!(other, StoreError::WrongKey | StoreError::NotOurs);
    if may_be && pages::are_ours(database, database_key) { StoreError::Damaged } else { other }
}

/// What the first read of a file says before any page of it was read with this key.
pub fn first_read(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::WrongKey,
        _ => error.into(),
    }
}
