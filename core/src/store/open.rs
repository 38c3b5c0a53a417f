//! Opening the database: which file it is, whether the key fits, which schema it has.
//! Every refusal leaves the disk as it was.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, OpenFlags};

use super::error::{Result, StoreError};
use super::keys::{KeyProvider, Secrets};
use super::log::Log;
use super::random::draw;
use super::{Clock, Store, content, damage, opening, own, schema};
use crate::record::DeviceId;

/// Where the database is.
#[derive(Debug, Clone)]
pub struct Place {
    /// Path of the file.
    pub path: PathBuf,
    /// SQLite VFS by name; the system's if there is none. A simulator brings its own disk.
    pub vfs: Option<String>,
}

impl Place {
    /// A file on the system's disk.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Place { path: path.into(), vfs: None }
    }

    fn exists(&self) -> bool {
        match &self.vfs {
            None => self.path.exists(),
            // A simulated disk answers through SQLite alone.
            Some(_) => self.connect(OpenFlags::SQLITE_OPEN_READ_WRITE).is_ok(),
        }
    }

    fn connect(&self, flags: OpenFlags) -> rusqlite::Result<Connection> {
        initialise();
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match &self.vfs {
            None => Connection::open_with_flags(&self.path, flags),
            Some(vfs) => Connection::open_with_flags_and_vfs(&self.path, flags, vfs.as_str()),
        }
    }
}

impl Store {
    /// Opens the database of this phone, or makes it the first time. What is saved from now on goes under a tag that
    /// no other opening has, of this database or of a copy of it.
    pub fn open(place: &Place, keys: Arc<dyn KeyProvider>, clock: Arc<dyn Clock>) -> Result<Store> {
        if place.path.exists() {
            // No lock is laid beside somebody else's file; one of ours may be damaged.
            if let Err(error) = refuse_what_is_not_ours(place) {
                let secrets = keys.read().map_err(StoreError::Keys)?;
                return Err(match secrets {
                    Some(secrets) => damage::why_not_opened(&place.path, &secrets.database_key, error),
                    None => error,
                });
            }
        }
        if place.vfs.is_none() && !place.path.with_extension("lock").exists() {
            // A key store that fails leaves nothing behind.
            keys.read().map_err(StoreError::Keys)?;
        }
        // Before the keys are looked at: of two processes that open for the first time, one draws them.
        let lock = lock(place)?;
        let secrets = keys.read().map_err(StoreError::Keys)?;
        let (conn, secrets) = match (place.exists(), secrets) {
            (true, Some(secrets)) => (open_existing(place, &secrets)?, secrets),
            (true, None) => {
                refuse_what_is_not_ours(place)?;
                return Err(StoreError::KeysMissing);
            }
            // Keys were drawn, and the power went before the database existed.
            (false, Some(secrets)) if !secrets.database_made => (create(place, &secrets)?, secrets),
            (false, Some(_)) => return Err(StoreError::DatabaseMissing),
            (false, None) => {
                refuse_unwritable(place)?;
                let secrets = Secrets { database_key: draw(), seed: draw(), database_made: false };
                keys.write(&secrets).map_err(StoreError::Keys)?;
                (create(place, &secrets)?, secrets)
            }
        };
        if !secrets.database_made {
            // Where the key store fails now, the next opening says it.
            let _ = keys.write(&Secrets { database_made: true, ..secrets.clone() });
        }
        let signer = SigningKey::from_bytes(&secrets.seed);
        drop(secrets);
        let device = DeviceId::of_public_key(signer.verifying_key().as_bytes());
        let tx = conn.unchecked_transaction()?;
        opening::forget_empty(&Log::new(&tx), device)?;
        tx.commit()?;
        let log = Log::new(&conn);
        if let Some(noted) = keys.noted_opening()
            && !opening::is_known(&log, device, noted)?
        {
            own::note_put_back(&log)?;
            content::tell_again(&log)?;
        }
        let opening = opening::Opening::begin(&log, device)?;
        Ok(Store { conn, keys, clock, signer, opening, _lock: lock })
    }
}

/// Takes the database for this process; free again when the process ends in any way.
fn lock(place: &Place) -> Result<Option<std::fs::File>> {
    if place.vfs.is_some() {
        return Ok(None);
    }
    let path = place.path.with_extension("lock");
    let file = std::fs::File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|error| not_written(place, &error))?;
    // A process that ends lets go a moment later; one that runs holds on for as long as it runs.
    for wait_ms in [10, 40, 150, 0] {
        match is_ours(&file) {
            Ok(true) => return Ok(Some(file)),
            Ok(false) => std::thread::sleep(std::time::Duration::from_millis(wait_ms)),
            Err(error) => return Err(not_written(place, &error)),
        }
    }
    Err(StoreError::InUse)
}

/// Locks a file, unless another process has. The standard library locks none on Android, so where there is flock it is asked itself: what
/// tests see is then what phones do.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_ours(file: &std::fs::File) -> std::io::Result<bool> {
    use rustix::fs::{FlockOperation, flock};
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn is_ours(file: &std::fs::File) -> std::io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(std::fs::TryLockError::WouldBlock) => Ok(false),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}

fn not_written(place: &Place, error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::DiskFull,
        _ if !folder_of(place).is_dir() => StoreError::NoFolder,
        _ => StoreError::ReadOnly,
    }
}

fn folder_of(place: &Place) -> &Path {
    place.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// SQLite tells other threads that it is ready before SQLCipher is: the first connection of a process is opened here,
/// alone, before any other.
pub fn initialise() {
    static FIRST: std::sync::Once = std::sync::Once::new();
    FIRST.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens a connection and gives it the key; settings that write nothing.
pub(super) fn connect(place: &Place, flags: OpenFlags, database_key: &[u8; 32]) -> Result<Connection> {
    let conn = place.connect(flags).map_err(|error| cannot_open(place, error))?;
    refuse_read_only(&conn)?;
    give_key(&conn, database_key)?;
    // Another program holds its lock for as long as it runs: waiting for it is no use.
    conn.busy_timeout(std::time::Duration::from_millis(200))?;
    conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;")?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// A file that cannot be written is opened all the same, and its first save would say so: it is said at once, before
/// SQLite makes files beside it that cannot be written either.
pub fn refuse_read_only(conn: &Connection) -> Result<()> {
    if conn.is_readonly("main")? { Err(StoreError::ReadOnly) } else { Ok(()) }
}

/// Hands the raw key to SQLCipher.
pub fn give_key(conn: &Connection, database_key: &[u8; 32]) -> Result<()> {
    use zeroize::Zeroize;
    let mut pragma = String::with_capacity(128);
    // SQLCipher's own lines on stderr say nothing that the error does not.
    pragma.push_str("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'");
    for byte in database_key {
        pragma.push_str(&format!("{byte:02x}"));
    }
    pragma.push_str("'\"");
    let result = conn.execute_batch(&pragma);
    pragma.zeroize();
    Ok(result?)
}

fn open_existing(place: &Place, secrets: &Secrets) -> Result<Connection> {
    let judged = |error| match place.vfs {
        None => damage::why_not_opened(&place.path, &secrets.database_key, error),
        Some(_) => error,
    };
    refuse_what_is_not_ours(place).map_err(judged)?;
    if place.vfs.is_none() {
        damage::refuse_broken_log(&place.path)?;
    }
    let conn = connect(place, OpenFlags::SQLITE_OPEN_READ_WRITE, &secrets.database_key)?;
    let tables: i64 = conn
        .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
        .map_err(|error| judged(cannot_open(place, error)))?;
    if tables == 0 && !secrets.database_made {
        // The power went between the file and its tables.
        drop(conn);
        return create(place, secrets);
    }
    if conn.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0))? != schema::APPLICATION_ID
    {
        return Err(StoreError::NotOurs);
    }
    let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > schema::SCHEMA {
        return Err(StoreError::NewerSchema { found, known: schema::SCHEMA });
    }
    make_durable(&conn)?;
    migrate(&conn, found)?;
    let device: Option<Vec<u8>> = Log::new(&conn).meta("device")?;
    if device.as_deref()
        != Some(
            DeviceId::of_public_key(SigningKey::from_bytes(&secrets.seed).verifying_key().as_bytes())
                .0
                .as_slice(),
        )
    {
        return Err(StoreError::WrongKey);
    }
    Ok(conn)
}

fn migrate(conn: &Connection, found: i64) -> Result<()> {
    for from in found..schema::SCHEMA {
        let tx = conn.unchecked_transaction()?;
        schema::step(&tx, from)?;
        tx.pragma_update(None, "user_version", from + 1)?;
        tx.commit()?;
    }
    let log = Log::new(conn);
    // A newer table of records shows what an older one only kept.
    let records: Option<i64> = log.meta("records")?;
    if records != Some(crate::record::SCHEMA_VERSION as i64) {
        let tx = conn.unchecked_transaction()?;
        super::rebuild::rebuild(&Log::new(&tx), &mut super::apply::Open)?;
        Log::new(&tx).set_meta("records", crate::record::SCHEMA_VERSION as i64)?;
        tx.commit()?;
    }
    Ok(())
}

fn create(place: &Place, secrets: &Secrets) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let conn = connect(place, flags, &secrets.database_key)?;
    make_durable(&conn)?;
    let tx = conn.unchecked_transaction()?;
    schema::create_phone(&tx)?;
    let log = Log::new(&tx);
    let device = DeviceId::of_public_key(SigningKey::from_bytes(&secrets.seed).verifying_key().as_bytes());
    log.set_meta("device", device.0.as_slice())?;
    log.set_meta("records", crate::record::SCHEMA_VERSION as i64)?;
    tx.commit()?;
    Ok(conn)
}

/// WAL, and every commit on the disk before it returns.
pub fn make_durable(conn: &Connection) -> Result<()> {
    let synchronous = if crate::fault("synchronous-off") { "OFF" } else { "FULL" };
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", synchronous)?;
    #[cfg(target_vendor = "apple")]
    conn.execute_batch("PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1;")?;
    Ok(())
}

/// An encrypted database is whole pages of noise. Anything else is told apart from a wrong key before SQLite sees it.
fn refuse_what_is_not_ours(place: &Place) -> Result<()> {
    use std::io::Read;
    if place.vfs.is_some() {
        return Ok(());
    }
    let mut first = Vec::new();
    let file = std::fs::File::open(&place.path).map_err(|_| StoreError::ReadOnly)?;
    let length = file.metadata().map_or(0, |m| m.len());
    if file.take(4096).read_to_end(&mut first).is_err() || length == 0 {
        return Ok(());
    }
    let mut seen = [false; 256];
    first.iter().for_each(|byte| seen[usize::from(*byte)] = true);
    // 4,096 bytes of noise miss more than ten of the 256 byte values once in 10^20 files.
    let noise = seen.iter().filter(|s| **s).count() > 245;
    if length % 4096 != 0 || !noise { Err(StoreError::NotOurs) } else { Ok(()) }
}

/// Before keys are drawn for a database that could not be made.
fn refuse_unwritable(place: &Place) -> Result<()> {
    if place.vfs.is_some() {
        return Ok(());
    }
    let probe = folder_of(place).join(".chaski-probe");
    let made = std::fs::File::create(&probe);
    let _ = std::fs::remove_file(&probe);
    made.map(drop).map_err(|error| not_written(place, &error))
}

fn cannot_open(place: &Place, error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
            if place.vfs.is_none() && !folder_of(place).is_dir() {
                StoreError::NoFolder
            } else {
                StoreError::ReadOnly
            }
        }
        _ => damage::first_read(error),
    }
}
