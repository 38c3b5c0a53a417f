//! Backup while running: an encrypted copy under the same key, and a note of what it holds, so that phones keep what
//! no finished backup has.

use std::path::Path;

use chaski::change::content::ContentName;
use chaski::record::{ChangeName, DeviceId};
use chaski::store::Log;
use chaski::store::damage::examine;
use chaski::store::files::{own_name, remove_left, write_private};
use chaski::store::open::give_key;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior, params};

use super::connections::Writer;
use crate::storage::{Backup, Result, StorageError};

/// How many backups, the newest, may be put back: what all of them hold, phones need not keep for the server.
const OFFERED: i64 = 7;
/// How a file ends that is not a whole backup yet.
const PARTIAL: &str = "part";

/// Whether this key opens a backup; an error if it does and the backup is not whole.
pub(crate) fn backup_opens(backup: &Path, database_key: &[u8; 32]) -> chaski::store::Result<bool> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(backup, flags)?;
    give_key(&conn, database_key)?;
    match conn.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0)) {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => return Ok(false),
        tables => tables?,
    };
    if examine(&conn)?.is_whole() { Ok(true) } else { Err(chaski::store::StoreError::Damaged) }
}

/// Writes a copy of the database with these contents in it: one file holds all that is needed to go on elsewhere.
pub(super) fn backup(
    writer: &mut Writer,
    to: &Path,
    database_key: &[u8; 32],
    contents: &[Vec<u8>],
) -> Result<Backup> {
    if to.exists() {
        return Err(StorageError::Request(format!("{} exists already: choose another name", to.display())));
    }
    // Backups that are made at the same time do not write into one file, whatever they are called in the end.
    remove_left(to, PARTIAL);
    let partial = own_name(to, PARTIAL);
    noted(writer, |writer| {
        let finished = copy(writer, &partial, to, database_key, contents);
        if finished.is_err() {
            let _ = std::fs::remove_file(&partial);
        }
        let bytes = finished?;
        if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::File::open(folder)?.sync_all()?;
        }
        Ok(bytes)
    })
}

/// Makes a copy, whose bytes it gives, and notes what is in it.
pub(super) fn noted(writer: &mut Writer, copy: impl FnOnce(&Writer) -> Result<u64>) -> Result<Backup> {
    // What is held now is in the copy: read before, noted after.
    let held = Held::now(&writer.conn)?;
    let bytes = copy(writer)?;
    // Read and then written: another program may write meanwhile.
    let tx = writer.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    held.note(&tx)?;
    count(&tx)?;
    tx.commit()?;
    let changes: i64 = writer.conn.query_row("SELECT count(*) FROM change", [], |row| row.get(0))?;
    Ok(Backup { changes: changes.unsigned_abs(), bytes })
}

/// What is in a copy: how far each opening of each phone goes, and each feed.
struct Held {
    openings: Vec<(Vec<u8>, i64, i64)>,
    feeds: Vec<(Vec<u8>, i64)>,
}

impl Held {
    fn now(conn: &Connection) -> Result<Held> {
        let openings = conn
            .prepare("SELECT device, first, last FROM held")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let feeds = conn
            .prepare("SELECT feed, position FROM counter")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Held { openings, feeds })
    }

    fn note(self, conn: &Connection) -> Result<()> {
        let backup: i64 = conn.query_row(
            "SELECT 1 + max(coalesce((SELECT max(backup) FROM backup_feed), 0), coalesce((SELECT max(backup) FROM backup_held), 0))",
            [],
            |row| row.get(0),
        )?;
        for (device, first, upto) in self.openings {
            let first = ChangeName { device: DeviceId([0; 16]), number: first.unsigned_abs() };
            if first.counter() == 1 {
                conn.execute(
                    "INSERT INTO backup_held (backup, device, tag, upto) VALUES (?1, ?2, ?3, ?4)",
                    params![backup, device, first.tag().0 as i64, upto],
                )?;
            }
        }
        for (feed, upto) in self.feeds {
            conn.execute(
                "INSERT INTO backup_feed (backup, feed, upto) VALUES (?1, ?2, ?3)",
                params![backup, feed, upto],
            )?;
        }
        let offered = [backup - OFFERED];
        conn.execute("DELETE FROM backup_held WHERE backup <= ?1", offered)?;
        conn.execute("DELETE FROM backup_feed WHERE backup <= ?1", offered)?;
        Ok(())
    }
}

/// Counts what every backup that may still be put back holds: of it phones keep no tail.
fn count(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch(
        "DELETE FROM backed_up;
             INSERT INTO backed_up (device, tag, upto) SELECT device, tag, min(upto) FROM backup_held
               GROUP BY device, tag HAVING count(*) = (SELECT count(DISTINCT backup) FROM backup_feed);
             DELETE FROM feed_backed_up;
             INSERT INTO feed_backed_up (feed, upto) SELECT feed, min(upto) FROM backup_feed
               GROUP BY feed HAVING count(*) = (SELECT count(DISTINCT backup) FROM backup_feed);",
    )?)
}

/// Puts contents into a copy, in a table that no server's own database has.
fn carry(copy: &Path, database_key: &[u8; 32], contents: &[Vec<u8>]) -> Result<()> {
    if contents.is_empty() {
        return Ok(());
    }
    let conn = Connection::open(copy)?;
    give_key(&conn, database_key)?;
    let tx = conn.unchecked_transaction()?;
    tx.execute_batch("CREATE TABLE carried (name BLOB PRIMARY KEY, bytes BLOB NOT NULL)")?;
    for bytes in contents {
        tx.execute(
            "INSERT OR IGNORE INTO carried (name, bytes) VALUES (?1, ?2)",
            params![ContentName::of(bytes).0.as_slice(), bytes],
        )?;
    }
    Ok(tx.commit()?)
}

/// The contents that a backup carried which was put back here.
pub(super) fn carried(log: &Log<'_>) -> Result<Vec<Vec<u8>>> {
    let conn = log.connection();
    let is_there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'carried'";
    if !conn.prepare(is_there)?.exists([])? {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare("SELECT bytes FROM carried")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// They lie where contents are kept.
pub(super) fn drop_carried(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch("DROP TABLE IF EXISTS carried")?)
}

/// The server was set back. A backup that was put back does not know of itself, and may be put back again. One that was
/// made in what was lost holds all that a snapshot of the machine held; where the snapshot knows of none, it stands for
/// such a one.
pub(super) fn note_set_back(conn: &Connection, noticed: bool) -> Result<()> {
    let any: bool = conn.query_row("SELECT EXISTS (SELECT 1 FROM backup_feed)", [], |row| row.get(0))?;
    match (noticed, any) {
        (true, true) => Ok(()),
        (true, false) => Held::now(conn)?.note(conn),
        (false, _) => {
            Held::now(conn)?.note(conn)?;
            count(conn)
        }
    }
}

/// Writes a copy and gives it its name when it is whole and durable; its bytes.
fn copy(
    writer: &Writer,
    partial: &Path,
    to: &Path,
    database_key: &[u8; 32],
    contents: &[Vec<u8>],
) -> Result<u64> {
    let not_text = || StorageError::Request("the path is not readable text".into());
    let text = partial.to_str().ok_or_else(not_text)?.replace('\'', "''");
    // SQLite would say of its own database what is wrong with the place of the copy.
    write_private(partial, &[]).map_err(|error| {
        StorageError::Request(format!(
            "{} cannot be written ({error}): choose another folder, or ask for the right to write there",
            to.display()
        ))
    })?;
    // VACUUM INTO keeps SQLCipher's key and reads one snapshot while others go on.
    writer.conn.execute_batch(&format!("VACUUM INTO '{text}'"))?;
    carry(partial, database_key, contents)?;
    let file = std::fs::File::open(partial)?;
    file.sync_all()?;
    std::fs::rename(partial, to)?;
    Ok(file.metadata()?.len())
}
