//! What can still be read of a damaged database, taken into a new one of the same phone. Every page is read by itself,
//! every change shows by its hash whether it is true, and what follows from changes is made again. The damaged file is
//! only read, and stays.
//!
//! The phone goes on as what it was, under a tag of its own like at every opening: where something may be lost it is as
//! an old state that was put back. It sends what the server is not known to hold, asks for what the server holds of it,
//! and reads its feeds from the beginning where something of them may be lost. Where the facts of the enrolment are lost
//! it is enrolled again with a new code; it is still the same device, so that its unsent work goes on its way then.

mod take;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};
use super::keys::{KeyProvider, Secrets};
use super::log::Log;
use super::open::{Place, connect};
use super::pages::{Node, Page, Pages, Row, walk};
use super::{apply, own, rebuild, retry, schema};
use crate::record::DeviceId;
use take::{CHANGE, META, Table};

/// Without one of these the phone does not know its server or its worker.
const ENROLMENT: [&str; 6] = ["worker", "url", "tls_hash", "root", "server_key", "server_epoch"];

/// What was saved of a damaged database.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Rescued {
    /// Pages of the damaged file.
    pub pages: u64,
    /// Which of them are not as they were written.
    pub damaged_pages: Vec<u64>,
    /// Changes that were read, each with the hash it was made with.
    pub changes: u64,
    /// Those of them that are on this phone only, and are sent at the next sync.
    pub unsent: u64,
    /// Changes that are missing among this phone's own, by name; the server may hold them.
    pub missing: Vec<String>,
    /// Whether every change is known to be there.
    pub complete: bool,
    /// Whether the phone still knows its server and its worker; else it needs a new code.
    pub enrolled: bool,
}

/// Takes what can be read of the database at `from` into a new one at `to`, for the same keys. Nobody may have `from`
/// open, and nothing may be at `to`.
pub fn rescue(from: &Path, to: &Path, keys: &dyn KeyProvider) -> Result<Rescued> {
    let secrets = keys.read().map_err(StoreError::Keys)?.ok_or(StoreError::KeysMissing)?;
    if to.exists() {
        return Err(StoreError::Output(format!("{} exists already", to.display())));
    }
    let before = stamp(from);
    let mut pages = Pages::open(from, &secrets.database_key).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::DatabaseMissing,
        _ => StoreError::Damaged,
    })?;
    if !pages.any_is_ours() {
        return Err(StoreError::WrongKey);
    }
    refuse_newer(&mut pages)?;

    let unfinished = beside(to, "part");
    let clear = || {
        let _ = std::fs::remove_file(&unfinished);
        let _ = std::fs::remove_file(beside(&unfinished, "journal"));
    };
    clear();
    let rescued = fill(&mut pages, &unfinished, &secrets).and_then(|rescued| {
        if stamp(from) != before {
            return Err(StoreError::InUse);
        }
        put(&unfinished, to).map_err(|error| StoreError::Output(error.to_string()))?;
        Ok(rescued)
    });
    if rescued.is_err() {
        clear();
    }
    rescued
}

fn fill(pages: &mut Pages, to: &Path, secrets: &Secrets) -> Result<Rescued> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let conn = connect(&Place::file(to), flags, &secrets.database_key)?;
    let tx = conn.unchecked_transaction()?;
    schema::create_phone(&tx)?;
    let signer = SigningKey::from_bytes(&secrets.seed);
    let device = DeviceId::of_public_key(signer.verifying_key().as_bytes());
    let broken = Taking::of(&tx, pages, device)?.run(pages)?;
    let log = Log::new(&tx);
    let sure = pages.are_checked() && !pages.log_is_broken();
    let complete = sure && !broken.contains(CHANGE);
    if !complete {
        // What is lost of others' work comes again from the beginning of the feeds.
        tx.execute_batch("DELETE FROM cursor; DELETE FROM tail;")?;
    }
    let enrolled = is_enrolled(&log)?;
    go_on(&log, device, enrolled)?;
    own::recount(&log, device)?;
    log.set_meta("records", crate::record::SCHEMA_VERSION as i64)?;
    rebuild::rebuild(&log, &mut apply::Open)?;
    let count = |condition: &str| -> Result<u64> {
        let statement = format!("SELECT count(*) FROM change WHERE {condition}");
        Ok(tx.query_row(&statement, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    };
    // Every page is looked at, also those that hold only what is made again.
    for number in 1..=pages.count() {
        pages.page(number);
    }
    let rescued = Rescued {
        pages: pages.count().into(),
        damaged_pages: pages.damaged(),
        changes: count("TRUE")?,
        unsent: own::unsent_count(&log)?,
        missing: own::gaps(&log, device)?.iter().map(ToString::to_string).collect(),
        complete,
        enrolled,
    };
    tx.commit()?;
    Ok(rescued)
}

/// What the phone knows of itself and of its server when it is next opened.
fn go_on(log: &Log<'_>, device: DeviceId, enrolled: bool) -> Result<()> {
    if !enrolled {
        log.conn
            .execute_batch("DELETE FROM meta; DELETE FROM sent; DELETE FROM cursor; DELETE FROM tail;")?;
        // Before it sends anything it asks what the server holds of it.
        retry::note_pending(log)?;
    }
    log.set_meta("device", device.0.as_slice())
}

fn is_enrolled(log: &Log<'_>) -> Result<bool> {
    for fact in ENROLMENT {
        if log.meta::<Value>(fact)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Rows on their way into the new file.
struct Taking<'c> {
    conn: &'c Connection,
    device: DeviceId,
    tables: Vec<Table>,
    /// Root and statement of each table of the damaged file that is still known.
    roots: BTreeMap<String, (u32, String)>,
    seen: BTreeSet<u32>,
}

impl<'c> Taking<'c> {
    fn of(conn: &'c Connection, pages: &mut Pages, device: DeviceId) -> Result<Self> {
        let mut seen = BTreeSet::new();
        let mut roots = BTreeMap::new();
        let whole = walk(pages, 1, &mut seen, &mut |row| roots.extend(root(&row)));
        if !whole {
            for number in 1..=pages.count() {
                roots.extend(rows_of(pages, number, &mut BTreeSet::new()).iter().filter_map(root));
            }
        }
        Ok(Taking { conn, device, tables: take::kept(conn)?, roots, seen })
    }

    /// Takes all rows; returns the tables of which some may be lost.
    fn run(mut self, pages: &mut Pages) -> Result<BTreeSet<String>> {
        let mut broken = BTreeSet::new();
        for table in std::mem::take(&mut self.tables) {
            let known = self.roots.get(&table.name).cloned();
            let stored = known.as_ref().and_then(|(_, made_by)| take::as_made_by(made_by, &table.name));
            let stored = stored.unwrap_or_else(|| table.clone());
            let mut failed = Ok(());
            let whole = known.is_some_and(|(root, _)| {
                walk(pages, root, &mut self.seen, &mut |row| {
                    let kept = keep(self.conn, &table, &stored, row);
                    failed = std::mem::replace(&mut failed, Ok(())).and(kept.map(drop));
                })
            });
            failed?;
            if !whole {
                broken.insert(table.name.clone());
            }
            self.tables.push(table);
        }
        if !broken.is_empty() {
            self.take_the_scattered(pages, &broken)?;
        }
        Ok(broken)
    }

    /// Pages that no way leads to any more: whose rows they hold is seen by what they are.
    fn take_the_scattered(&mut self, pages: &mut Pages, broken: &BTreeSet<String>) -> Result<()> {
        for number in 1..=pages.count() {
            if self.seen.contains(&number) {
                continue;
            }
            let Some(node) = pages.page(number).and_then(|page: Page| Node::of(&page)) else { continue };
            let rows = node.rows(pages, &mut BTreeSet::new());
            for table in
                self.tables.iter().filter(|table| broken.contains(&table.name) && table.holds(node.kind))
            {
                if table.name == META && !self.are_facts(&rows) {
                    continue;
                }
                for row in rows.iter().filter(|row| table.fits(row)) {
                    keep(self.conn, table, table, row.clone())?;
                }
            }
        }
        Ok(())
    }

    /// Whether these are the small facts: one says which device this is.
    fn are_facts(&self, rows: &[Row]) -> bool {
        rows.iter().any(|row| match row.values.as_slice() {
            [Value::Text(fact), Value::Blob(value)] => fact == "device" && *value == self.device.0,
            _ => false,
        })
    }
}

/// Keeps a row that can be believed: of whole pages all, of others the changes that their own hash vouches for.
fn keep(conn: &Connection, table: &Table, stored: &Table, row: Row) -> Result<bool> {
    let whole = row.whole;
    let mut named = stored.named(row);
    if table.name == CHANGE {
        if !take::is_true(&named) {
            return Ok(false);
        }
        if !whole {
            take::doubt(&mut named);
        }
    } else if !whole {
        return Ok(false);
    }
    table.keep(conn, &named)
}

/// The rows in a page, if it holds any.
fn rows_of(pages: &mut Pages, number: u32, seen: &mut BTreeSet<u32>) -> Vec<Row> {
    let node = pages.page(number).and_then(|page| Node::of(&page));
    node.map_or_else(Vec::new, |node| node.rows(pages, seen))
}

/// The name of a table, its root and the statement that made it, out of a row of the schema.
fn root(row: &Row) -> Option<(String, (u32, String))> {
    match row.values.as_slice() {
        [
            Value::Text(kind),
            Value::Text(name),
            Value::Text(_),
            Value::Integer(root),
            Value::Text(made_by),
        ] if kind == "table" && row.whole => {
            Some((name.clone(), (u32::try_from(*root).ok()?, made_by.clone())))
        }
        _ => None,
    }
}

/// A file of a later version is left to that version.
fn refuse_newer(pages: &mut Pages) -> Result<()> {
    let first = pages.page(1).filter(|page| page.whole && pages.are_checked());
    let number =
        |at: usize| first.as_ref()?.bytes.get(at..)?.first_chunk().map(|word| i32::from_be_bytes(*word));
    match number(60).map(i64::from) {
        Some(found) if found > schema::SCHEMA => {
            Err(StoreError::NewerSchema { found, known: schema::SCHEMA })
        }
        _ => Ok(()),
    }
}

/// What changes when somebody writes the database.
fn stamp(database: &Path) -> Vec<Option<(u64, std::time::SystemTime)>> {
    let of = |path: &Path| std::fs::metadata(path).and_then(|file| Ok((file.len(), file.modified()?))).ok();
    [database.to_owned(), beside(database, "wal")].iter().map(|path| of(path)).collect()
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!("-{end}"));
    PathBuf::from(name)
}

/// Gives the new file its name, durable when it returns.
fn put(unfinished: &Path, to: &Path) -> std::io::Result<()> {
    File::open(unfinished)?.sync_all()?;
    std::fs::rename(unfinished, to)?;
    match to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
