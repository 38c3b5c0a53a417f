//! Making the database of a district, opening it, and opening one that came out of a backup.

use std::path::Path;

use chaski::record::table::server;
use chaski::record::{DeviceId, Value};
use chaski::store::{Log, schema};
use rusqlite::{OpenFlags, TransactionBehavior};

use super::connect::{Options, connect};
use super::connections::{Reader, SqliteStorage, Writer};
use super::identity::ServerIdentity;
use super::keys::ServerKeys;
use super::supervision::ensure;
use super::{content, drafts, epoch, migrate, openings, own_changes, proven, settings};
use crate::storage::{Result, StorageError};

impl SqliteStorage {
    /// Makes the database of a new district.
    pub fn create(path: &Path, keys: &ServerKeys, name: &str) -> Result<Self> {
        Self::create_with(path, keys, name, &Options::default())
    }

    /// The same, on a given disk.
    pub fn create_with(path: &Path, keys: &ServerKeys, name: &str, options: &Options) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let conn = connect(path, keys, options, flags)?;
        let mut identity = ServerIdentity::of(keys);
        let tx = conn.unchecked_transaction()?;
        schema::create_log(&tx)?;
        tx.execute_batch(super::schema::TABLES)?;
        tx.execute_batch(openings::TABLES)?;
        tx.execute_batch(proven::TABLES)?;
        tx.execute_batch(epoch::TABLES)?;
        tx.execute_batch(content::TABLES)?;
        tx.execute_batch(drafts::TABLES)?;
        tx.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", schema::SCHEMA)?;
        let log = Log::new(&tx);
        settings::set_name(&log, name)?;
        log.set_meta("epoch", epoch::drawn() as i64)?;
        log.set_meta("records", chaski::record::SCHEMA_VERSION as i64)?;
        ensure(&log)?;
        announce(&log, &identity)?;
        identity.last = identity.last_counter(&log)?;
        tx.commit()?;
        let reader = Reader::of(path, keys, options);
        let objects = options.objects_of(path);
        Ok(SqliteStorage::of(Writer { conn, identity, deferred: Vec::new() }, reader, objects))
    }

    /// Opens the database of a district.
    pub fn open(path: &Path, keys: &ServerKeys) -> Result<Self> {
        Self::open_with(path, keys, &Options::default())
    }

    /// The same, on a given disk.
    pub fn open_with(path: &Path, keys: &ServerKeys, options: &Options) -> Result<Self> {
        let conn = connect(path, keys, options, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > schema::SCHEMA {
            return Err(chaski::store::StoreError::NewerSchema { found, known: schema::SCHEMA }.into());
        }
        if Log::new(&conn).meta::<i64>("epoch")?.is_none() {
            return Err(StorageError::Request(
                "this database is not a server's: choose another folder".into(),
            ));
        }
        let mut identity = ServerIdentity::of(keys);
        migrate::rebuild_for_this_version(&conn, &identity)?;
        identity.last = identity.last_counter(&Log::new(&conn))?;
        let reader = Reader::of(path, keys, options);
        let objects = options.objects_of(path);
        Ok(SqliteStorage::of(Writer { conn, identity, deferred: Vec::new() }, reader, objects))
    }

    /// Opens a database that came out of a backup: a new epoch before the first answer. `stolen` names the server device
    /// whose key is in other hands; `keys` then carry the seed of a new one.
    pub fn restored(path: &Path, keys: &ServerKeys, stolen: Option<DeviceId>) -> Result<Self> {
        Self::restored_with(path, keys, stolen, &Options::default())
    }

    /// The same, on a given disk.
    pub fn restored_with(
        path: &Path,
        keys: &ServerKeys,
        stolen: Option<DeviceId>,
        options: &Options,
    ) -> Result<Self> {
        let storage = Self::open_with(path, keys, options)?;
        {
            let mut writer = storage.lock()?;
            let Writer { conn, identity, .. } = &mut *writer;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let log = Log::new(&tx);
            if let Some(stolen) = stolen {
                let mut all = log.meta::<Vec<u8>>("distrusted")?.unwrap_or_default();
                all.extend(stolen.0);
                log.set_meta("distrusted", all)?;
            }
            epoch::open(&log, own_changes::now_s(), false)?;
            announce(&log, identity)?;
            identity.last = identity.last_counter(&log)?;
            tx.commit()?;
        }
        Ok(storage)
    }
}

/// The server's own certificate is the first thing that a directory says.
fn announce(log: &Log<'_>, identity: &ServerIdentity) -> Result<()> {
    let certificate = identity.certificate();
    own_changes::create(
        log,
        identity,
        server::ID,
        [
            (server::device, Value::Bytes(identity.device().0.to_vec())),
            (server::public_key, Value::Bytes(certificate.public_key.to_vec())),
            (server::certificate, Value::Bytes(certificate.signature.to_vec())),
        ],
    )?;
    Ok(())
}
