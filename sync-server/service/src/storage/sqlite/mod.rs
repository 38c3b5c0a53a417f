//! The embedded storage: one encrypted SQLite file, one writer. The log, the merge and the projection are the core's
//! own; here are the feeds, the judging of changes and the facts about phones. Other processes may open the same file
//! (an administrator's command while the server runs): SQLite keeps their transactions apart.

mod backup;
mod desk;
mod epoch;
mod feed;
mod judge;
mod openings;
mod people;
mod report;
mod request;
mod reread;
mod say;
mod tails;
mod unfed;

use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use chaski::change::batch::Batch;
use chaski::change::cbor::Item;
use chaski::change::hash::{ChangeKey, Secret};
use chaski::pack::Pack;
use chaski::record::table::server;
use chaski::record::{ChangeName, DeviceId, RecordName, Tag, Value};
use chaski::store::keys::draw;
use chaski::store::open::{give_key, initialise, make_durable, refuse_read_only};
use chaski::store::opening::last_counter;
use chaski::store::{Log, damage, schema};
use chaski::sync::enrol::{EnrolAnswer, EnrolRequest};
use chaski::sync::message::{Answer, At, Nonce, Page, Sealed, Sealing, ServerCertificate, SignedHead, Tail};
use ed25519_dalek::SigningKey;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{
    Admitted, Aside, Backup, DeviceStatus, District, EnrolRefusal, Measurement, Refused, Result, SetBack,
    Storage, StorageError, Taken,
};

pub(crate) use backup::backup_opens;
pub use unfed::subjects_in_no_feed;

/// The server's secrets, 32 bytes each; kept where its data and its backups are not.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ServerKeys {
    /// Given raw to SQLCipher.
    pub database_key: [u8; 32],
    /// Seed of the district's root key.
    pub root_seed: [u8; 32],
    /// Seed of this server's device.
    pub server_seed: [u8; 32],
}

impl ServerKeys {
    /// New secrets.
    pub fn drawn() -> Self {
        ServerKeys { database_key: draw(), root_seed: draw(), server_seed: draw() }
    }
}

/// The embedded storage.
pub struct SqliteStorage {
    inner: Mutex<Inner>,
    pages: desk::Pages,
}

/// What a call works with.
pub(crate) struct Inner {
    pub(crate) conn: Connection,
    pub(crate) me: Me,
    /// The fault of `tests/faults`: batches acknowledged before they are committed.
    deferred: Vec<(Admitted, Batch, i64)>,
}

/// This server.
pub(crate) struct Me {
    pub(crate) signer: SigningKey,
    pub(crate) root: SigningKey,
    /// Of this opening; drawn at each open, like its tag: a snapshot of the machine uses no number twice.
    pub(crate) secret: Secret,
    tag: Tag,
    /// The last counter that this process saved.
    last: u64,
}

impl Me {
    pub(crate) fn device(&self) -> DeviceId {
        DeviceId::of_public_key(self.signer.verifying_key().as_bytes())
    }

    /// The number of the last change of this opening, and so one below the next.
    pub(crate) fn last_number(&self, log: &Log<'_>) -> Result<u64> {
        Ok(self.tag.number(self.last_counter(log)?))
    }

    /// The last counter of this opening that the database holds.
    fn last_counter(&self, log: &Log<'_>) -> Result<u64> {
        Ok(last_counter(log, self.device(), self.tag)?)
    }

    /// Another opening, where the database does not hold what this process saved: it was put back under it.
    fn go_on(&mut self, log: &Log<'_>) -> Result<()> {
        if self.last_counter(log)? != self.last {
            self.tag = Tag::from_random(draw());
            self.secret = Secret(draw());
            self.last = 0;
        }
        Ok(())
    }

    pub(crate) fn certificate(&self) -> ServerCertificate {
        ServerCertificate::sign(&self.root, self.signer.verifying_key().to_bytes())
    }
}

/// Where and how a database is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// SQLite VFS by name; the system's if there is none. A simulator brings its own disk.
    pub vfs: Option<String>,
}

const TABLES: &str = "
CREATE TABLE batch (
  id INTEGER PRIMARY KEY, device BLOB NOT NULL, tag INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  received_s INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX batch_of ON batch (device, tag, first);
CREATE TABLE feed (
  feed BLOB NOT NULL, position INTEGER NOT NULL, change BLOB NOT NULL, chain BLOB NOT NULL,
  PRIMARY KEY (feed, position)
) WITHOUT ROWID;
CREATE INDEX feed_directory ON feed (change) WHERE feed = x'00';
CREATE TABLE counter (feed BLOB PRIMARY KEY, position INTEGER NOT NULL, chain BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE residence (
  subject BLOB NOT NULL, area BLOB NOT NULL, entered INTEGER NOT NULL, left INTEGER,
  PRIMARY KEY (subject, area, entered)
) WITHOUT ROWID;
CREATE TABLE phone (
  device BLOB PRIMARY KEY, public_key BLOB NOT NULL, worker BLOB NOT NULL, stopped INTEGER NOT NULL,
  version TEXT NOT NULL DEFAULT '', last_sync_s INTEGER, unsent INTEGER NOT NULL DEFAULT 0, last_tag INTEGER,
  tip INTEGER, held_count INTEGER NOT NULL DEFAULT 0, held_sum INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE confirmed (
  device BLOB NOT NULL, rights INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (device, rights)
) WITHOUT ROWID;
CREATE TABLE held (
  device BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (device, first)
) WITHOUT ROWID;
CREATE TABLE awaiting (change BLOB PRIMARY KEY, stood BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE invite (
  code_hash BLOB PRIMARY KEY, worker BLOB NOT NULL, role INTEGER NOT NULL, areas TEXT NOT NULL,
  issued_s INTEGER NOT NULL, key BLOB, spent INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE backed_up (
  device BLOB NOT NULL, tag INTEGER NOT NULL, upto INTEGER NOT NULL, PRIMARY KEY (device, tag)
) WITHOUT ROWID;
CREATE TABLE feed_backed_up (feed BLOB PRIMARY KEY, upto INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE backup_held (
  backup INTEGER NOT NULL, device BLOB NOT NULL, tag INTEGER NOT NULL, upto INTEGER NOT NULL,
  PRIMARY KEY (backup, device, tag)
) WITHOUT ROWID;
CREATE TABLE backup_feed (
  backup INTEGER NOT NULL, feed BLOB NOT NULL, upto INTEGER NOT NULL, PRIMARY KEY (backup, feed)
) WITHOUT ROWID;
";

impl SqliteStorage {
    /// Makes the database of a new district.
    pub fn create(path: &Path, keys: &ServerKeys, name: &str) -> Result<Self> {
        Self::create_with(path, keys, name, &Options::default())
    }

    /// The same, on a given disk.
    pub fn create_with(path: &Path, keys: &ServerKeys, name: &str, options: &Options) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let conn = connect(path, keys, options, flags)?;
        let me = me(keys);
        let tx = conn.unchecked_transaction()?;
        schema::create_log(&tx)?;
        tx.execute_batch(TABLES)?;
        tx.execute_batch(openings::TABLES)?;
        tx.execute_batch(tails::TABLES)?;
        tx.execute_batch(epoch::TABLES)?;
        tx.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
        tx.pragma_update(None, "user_version", schema::SCHEMA)?;
        let log = Log::new(&tx);
        log.set_meta("district", name)?;
        log.set_meta("epoch", epoch::drawn() as i64)?;
        log.set_meta("records", chaski::record::SCHEMA_VERSION as i64)?;
        desk::ensure(&log)?;
        announce(&log, &me)?;
        let me = Me { last: me.last_counter(&log)?, ..me };
        tx.commit()?;
        let pages = desk::Pages::of(path, keys, options);
        Ok(SqliteStorage { inner: Mutex::new(Inner { conn, me, deferred: Vec::new() }), pages })
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
        let mut me = me(keys);
        reread::show_with_this_version(&conn, &me)?;
        me.last = me.last_counter(&Log::new(&conn))?;
        let pages = desk::Pages::of(path, keys, options);
        Ok(SqliteStorage { inner: Mutex::new(Inner { conn, me, deferred: Vec::new() }), pages })
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
            let mut inner = storage.lock()?;
            let Inner { conn, me, .. } = &mut *inner;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let log = Log::new(&tx);
            if let Some(stolen) = stolen {
                let mut all = log.meta::<Vec<u8>>("distrusted")?.unwrap_or_default();
                all.extend(stolen.0);
                log.set_meta("distrusted", all)?;
            }
            epoch::open(&log, say::now_s(), false)?;
            announce(&log, me)?;
            me.last = me.last_counter(&log)?;
            tx.commit()?;
        }
        Ok(storage)
    }

    fn lock(&self) -> Result<MutexGuard<'_, Inner>> {
        // A call that panicked left its transaction rolled back: the connection is sound.
        Ok(self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Runs a call on the connection. Within a server's runtime the thread is given up to it meanwhile.
    fn with<R>(&self, call: impl FnOnce(&mut Inner) -> Result<R>) -> Result<R> {
        let run = || call(&mut *self.lock()?);
        match tokio::runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(run)
            }
            _ => run(),
        }
    }

    /// Runs a call in one transaction that writes.
    fn write<R>(&self, call: impl FnOnce(&Transaction<'_>, &Me) -> Result<R>) -> Result<R> {
        self.with(|inner| {
            let Inner { conn, me, .. } = inner;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            me.go_on(&Log::new(&tx))?;
            let result = call(&tx, me)?;
            let last = me.last_counter(&Log::new(&tx))?;
            tx.commit()?;
            me.last = last;
            Ok(result)
        })
    }

    /// Runs a call in one transaction that only reads.
    fn read<R>(&self, call: impl FnOnce(&Log<'_>, &Me) -> Result<R>) -> Result<R> {
        self.with(|inner| {
            let tx = inner.conn.transaction()?;
            call(&Log::new(&tx), &inner.me)
        })
    }

    /// A backup of a given disk, which the caller copies: noted as any other.
    #[doc(hidden)]
    pub fn backed_up_by(&self, copy: impl FnOnce() -> u64) -> Result<Backup> {
        self.with(|inner| backup::noted(inner, |_| Ok(copy())))
    }

    /// The connection, for tests that look at the tables themselves.
    #[doc(hidden)]
    pub fn inspect<R>(&self, look: impl FnOnce(&Connection) -> R) -> Result<R> {
        self.with(|inner| Ok(look(&inner.conn)))
    }
}

fn connect(path: &Path, keys: &ServerKeys, options: &Options, flags: OpenFlags) -> Result<Connection> {
    initialise();
    if options.vfs.is_none() {
        damage::refuse_broken_log(path)?;
    }
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = match &options.vfs {
        None => Connection::open_with_flags(path, flags)?,
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str())?,
    };
    refuse_read_only(&conn)?;
    give_key(&conn, &keys.database_key)?;
    conn.busy_timeout(std::time::Duration::from_secs(20))?;
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;")?;
    conn.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))
        .map_err(|error| damage::why_not_opened(path, &keys.database_key, damage::first_read(error)))?;
    make_durable(&conn)?;
    conn.set_prepared_statement_cache_capacity(512);
    Ok(conn)
}

fn me(keys: &ServerKeys) -> Me {
    Me {
        signer: SigningKey::from_bytes(&keys.server_seed),
        root: SigningKey::from_bytes(&keys.root_seed),
        secret: Secret(draw()),
        tag: Tag::from_random(draw()),
        last: 0,
    }
}

/// What the district's clocks show less UTC, minutes; UTC where nobody said.
fn utc_offset_min(log: &Log<'_>) -> Result<i32> {
    Ok(log.meta("utc_offset_min")?.unwrap_or(0))
}

/// The server's own certificate is the first thing that a directory says.
fn announce(log: &Log<'_>, me: &Me) -> Result<()> {
    let certificate = me.certificate();
    say::create(
        log,
        me,
        server::ID,
        [
            (server::device, Value::Bytes(me.device().0.to_vec())),
            (server::public_key, Value::Bytes(certificate.public_key.to_vec())),
            (server::certificate, Value::Bytes(certificate.signature.to_vec())),
        ],
    )?;
    Ok(())
}

#[async_trait]
impl Storage for SqliteStorage {
    async fn district(&self) -> Result<District> {
        self.read(|log, me| {
            Ok(District {
                name: log.meta("district")?.unwrap_or_default(),
                root: me.root.verifying_key().to_bytes(),
                server: me.certificate(),
                epoch: epoch::current(log)?,
                set_back_s: log.meta("set_back_s")?,
                utc_offset_min: utc_offset_min(log)?,
                pack: log.pack()?,
            })
        })
    }

    async fn use_pack(&self, pack: Option<&Pack>) -> Result<()> {
        self.write(|tx, _| {
            let log = Log::new(tx);
            log.use_pack(pack)?;
            desk::ensure(&log)
        })
    }

    async fn set_utc_offset(&self, minutes: i32) -> Result<()> {
        self.write(|tx, _| Ok(Log::new(tx).set_meta("utc_offset_min", minutes)?))
    }

    fn seal(&self, said: &Item, (public_key, device, nonce): &([u8; 32], DeviceId, Nonce)) -> Option<Sealed> {
        let inner = self.lock().ok()?;
        let sealing = Sealing { mine: &inner.me.signer, other: public_key, device: *device, nonce: *nonce };
        Sealed::new(said, &sealing)
    }

    async fn take_tail(&self, admitted: &Admitted, tail: &Tail) -> Result<()> {
        self.write(|tx, me| tails::take(&Log::new(tx), me, admitted.head.device, tail))
    }

    async fn take_bodies(&self, bodies: &[(ChangeKey, Vec<u8>)]) -> Result<()> {
        self.write(|tx, me| tails::take_bodies(&Log::new(tx), me, bodies))
    }

    async fn lacking(&self, tails: &[Tail]) -> Result<Vec<ChangeName>> {
        self.read(|log, _| tails::lacking(log, tails))
    }

    async fn set_back(&self) -> Result<Option<SetBack>> {
        self.read(|log, _| report::set_back(log))
    }

    async fn confirm_set_back(&self) -> Result<()> {
        self.write(|tx, _| epoch::confirm(&Log::new(tx)))
    }

    async fn returned(&self, admitted: &Admitted) -> Result<Vec<Batch>> {
        self.read(|log, _| request::returned(log, admitted))
    }

    async fn admit(&self, head: SignedHead, now_s: i64) -> Result<std::result::Result<Admitted, Refused>> {
        if chaski::fault("ack-before-commit") {
            for (admitted, batch, then_s) in self.with(|inner| Ok(std::mem::take(&mut inner.deferred)))? {
                let _ = self.write(|tx, me| request::take(&Log::new(tx), me, &admitted, &batch, then_s))?;
            }
        }
        self.write(|tx, me| request::admit(&Log::new(tx), me, head, now_s))
    }

    async fn take(
        &self,
        admitted: &Admitted,
        batch: &Batch,
        now_s: i64,
    ) -> Result<std::result::Result<Taken, Refused>> {
        if chaski::fault("ack-before-commit") {
            return self.with(|inner| {
                inner.deferred.push((admitted.clone(), batch.clone(), now_s));
                Ok(Ok(Taken { new: batch.entries.len() as u64, apart: Vec::new() }))
            });
        }
        self.write(|tx, me| request::take(&Log::new(tx), me, admitted, batch, now_s))
    }

    async fn answer(&self, admitted: &Admitted, now_s: i64) -> Result<Answer> {
        if chaski::fault("ack-before-commit") {
            let deferred = self.with(|inner| Ok(std::mem::take(&mut inner.deferred)))?;
            let mut answer = self.write(|tx, me| request::answer(&Log::new(tx), me, admitted, now_s))?;
            for (batch, number) in
                deferred.iter().flat_map(|(_, batch, _)| batch.entries.iter().map(move |(n, _)| (batch, n)))
            {
                answer.acknowledged.push((*number, *number));
                answer.ends.push(
                    batch
                        .entries
                        .iter()
                        .find(|(n, _)| n == number)
                        .map_or([0; 8], |(_, e)| chaski::change::hash::eight(&e.hash())),
                );
            }
            self.with(|inner| {
                inner.deferred = deferred;
                Ok(())
            })?;
            return Ok(answer);
        }
        self.write(|tx, me| request::answer(&Log::new(tx), me, admitted, now_s))
    }

    async fn feeds(&self, admitted: &Admitted) -> Result<Vec<At>> {
        self.read(|log, _| feed::of_device(log, admitted))
    }

    async fn page(&self, admitted: &Admitted, at: At) -> Result<Option<(Page, bool)>> {
        self.read(|log, me| feed::page(log, me, &admitted.head, &at))
    }

    async fn enrol(
        &self,
        request: EnrolRequest,
        now_s: i64,
    ) -> Result<std::result::Result<EnrolAnswer, EnrolRefusal>> {
        self.write(|tx, me| people::enrol(&Log::new(tx), me, &request, now_s))
    }

    async fn add_area(&self, name: &str, kind: i64, parent: Option<RecordName>) -> Result<RecordName> {
        self.write(|tx, me| people::add_area(&Log::new(tx), me, name, kind, parent))
    }

    async fn add_worker(&self, name: &str) -> Result<RecordName> {
        self.write(|tx, me| people::add_worker(&Log::new(tx), me, name))
    }

    async fn invite(
        &self,
        worker: RecordName,
        role: u64,
        areas: &[RecordName],
        now_s: i64,
    ) -> Result<[u8; 16]> {
        self.write(|tx, _| people::invite(&Log::new(tx), worker, role, areas, now_s))
    }

    async fn set_rights(&self, worker: RecordName, role: u64, areas: &[RecordName]) -> Result<()> {
        self.write(|tx, me| people::set_rights(&Log::new(tx), me, worker, role, areas))
    }

    async fn stop_device(&self, device: DeviceId) -> Result<()> {
        self.write(|tx, me| people::stop(&Log::new(tx), me, device))
    }

    async fn accept(&self, change: ChangeName, by: Option<RecordName>, note: &str) -> Result<()> {
        self.write(|tx, me| people::accept(&Log::new(tx), me, change, by, note))
    }

    async fn aside(&self) -> Result<Vec<Aside>> {
        self.read(|log, _| report::aside(log))
    }

    async fn areas(&self) -> Result<Vec<(RecordName, String, Option<RecordName>)>> {
        self.read(|log, _| people::areas(log))
    }

    async fn workers(&self) -> Result<Vec<(RecordName, String)>> {
        self.read(|log, _| people::workers(log))
    }

    async fn devices(&self) -> Result<Vec<DeviceStatus>> {
        self.read(|log, _| report::devices(log))
    }

    async fn dump(&self, area: RecordName) -> Result<Vec<u8>> {
        self.read(|log, _| {
            let mut out = Vec::new();
            chaski::store::dump::dump(log, &area, &mut out)?;
            Ok(out)
        })
    }

    async fn measurements(&self) -> Result<Vec<Measurement>> {
        self.read(|log, _| report::measurements(log))
    }

    async fn backup(&self, to: &Path) -> Result<Backup> {
        self.with(|inner| backup::backup(inner, to))
    }

    async fn check(&self) -> Result<Vec<String>> {
        self.with(report::check)
    }

    async fn ping(&self) -> Result<()> {
        self.read(|log, _| {
            log.meta::<i64>("epoch")?;
            Ok(())
        })
    }
}
