//! Opening the database: which file it is, whether the key fits, which schema it has, and whether it is a copy.
//! Every refusal leaves the disk as it was.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ed25519_dalek::SigningKey;
use rusqlite::{Connection, OpenFlags, params};

use super::error::{Result, StoreError};
use super::keys::{KeyProvider, Secrets, draw};
use super::log::Log;
use super::{Clock, Store, identity, schema};
use crate::change::hash::Secret;
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
    /// Opens the database of this phone, or makes it the first time. A database that was copied or restored takes
    /// a new identity before it returns.
    pub fn open(place: &Place, keys: Arc<dyn KeyProvider>, clock: Arc<dyn Clock>) -> Result<Store> {
        let secrets = keys.read().map_err(StoreError::Keys)?;
        let (conn, secrets) = match (place.exists(), secrets) {
            (true, Some(secrets)) => (open_existing(place, &secrets)?, secrets),
            (true, None) => {
                refuse_what_is_not_ours(place)?;
                return Err(StoreError::KeysMissing);
            }
            // Keys were drawn, and the power went before the database existed.
            (false, Some(secrets)) if secrets.token == [0; 16] => (create(place, &secrets)?, secrets),
            (false, Some(_)) => return Err(StoreError::DatabaseMissing),
            (false, None) => {
                refuse_unwritable(place)?;
                let secrets =
                    Secrets { database_key: draw(), seed: draw(), previous_seed: None, token: [0; 16] };
                keys.write(&secrets).map_err(StoreError::Keys)?;
                (create(place, &secrets)?, secrets)
            }
        };
        let signer = SigningKey::from_bytes(&secrets.seed);
        drop(secrets);
        let mut store = Store { conn, keys, clock, signer, opening: 0, secret: Secret(draw()) };
        store.take_token()?;
        // A change of identity on the way drew another: the row and the hashes of this opening go together.
        let (device, secret) = (store.device(), store.secret);
        let tx = store.write()?;
        tx.execute(
            "INSERT INTO opening (device, secret) VALUES (?1, ?2)",
            params![device.0.as_slice(), secret.0.as_slice()],
        )?;
        let opening = tx.last_insert_rowid();
        tx.commit()?;
        store.opening = opening;
        Ok(store)
    }
}

/// SQLite tells other threads that it is ready before SQLCipher is: the first connection of a process is opened here,
/// alone, before any other.
pub fn initialise() {
    static FIRST: std::sync::Once = std::sync::Once::new();
    FIRST.call_once(|| drop(Connection::open_in_memory()));
}

/// Opens a connection and gives it the key; settings that write nothing.
fn connect(place: &Place, flags: OpenFlags, database_key: &[u8; 32]) -> Result<Connection> {
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
    refuse_what_is_not_ours(place)?;
    let conn = connect(place, OpenFlags::SQLITE_OPEN_READ_WRITE, &secrets.database_key)?;
    let tables: i64 = conn
        .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
        .map_err(|error| cannot_open(place, error))?;
    if tables == 0 && secrets.token == [0; 16] {
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
    identity::finish_change(&conn, secrets)?;
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
    log.set_meta("token", secrets.token.as_slice())?;
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
    let folder = place.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(StoreError::NoFolder);
    }
    let probe = folder.join(".chaski-probe");
    let made = std::fs::File::create(&probe);
    let _ = std::fs::remove_file(&probe);
    made.map(drop).map_err(|error| match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::DiskFull,
        _ => StoreError::ReadOnly,
    })
}

fn cannot_open(place: &Place, error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::PermissionDenied) => {
            let folder = place.path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if place.vfs.is_none() && !folder.is_dir() { StoreError::NoFolder } else { StoreError::ReadOnly }
        }
        _ => error.into(),
    }
}
