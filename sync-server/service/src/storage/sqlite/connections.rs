//! The two connections of a storage: one that writes, behind a lock, and one that only reads, so that a page neither
//! waits for a phone's batch nor holds one up. Knows transactions and no table.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chaski::change::batch::Batch;
use chaski::store::Log;
use chaski::sync::message::ServerCertificate;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::connect::{Options, connect};
use super::identity::ServerIdentity;
use super::keys::ServerKeys;
use crate::storage::{Admitted, Objects, Result};

/// The embedded storage.
pub struct SqliteStorage {
    /// Public key of the district's root.
    pub(super) root: [u8; 32],
    /// This server's device, certified by the root.
    pub(super) certificate: ServerCertificate,
    /// Where contents are kept.
    pub(super) objects: Arc<dyn Objects>,
    writer: Mutex<Writer>,
    reader: Reader,
}

/// What a call works with.
pub(crate) struct Writer {
    pub(crate) conn: Connection,
    pub(crate) identity: ServerIdentity,
    /// The fault of `tests/faults`: batches acknowledged before they are committed.
    pub(super) deferred: Vec<(Admitted, Batch, i64)>,
}

/// The connection that pages read on; opened with the first page.
pub(super) struct Reader {
    path: PathBuf,
    keys: ServerKeys,
    /// A simulated disk is one connection's.
    shared: bool,
    conn: Mutex<Option<Connection>>,
    statements: AtomicU64,
}

impl Reader {
    pub(super) fn of(path: &Path, keys: &ServerKeys, options: &Options) -> Reader {
        Reader {
            path: path.to_owned(),
            keys: keys.clone(),
            shared: options.vfs.is_some(),
            conn: Mutex::new(None),
            statements: AtomicU64::new(0),
        }
    }

    fn open(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let conn = connect(&self.path, &self.keys, &Options::default(), flags)?;
        conn.execute_batch("PRAGMA query_only = 1; PRAGMA cache_size = -32768;")?;
        conn.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note_statement));
        Ok(conn)
    }
}

thread_local! {
    static RUN: Cell<u64> = const { Cell::new(0) };
}

fn note_statement(_: TraceEvent<'_>) {
    RUN.with(|run| run.set(run.get() + 1));
}

impl SqliteStorage {
    pub(super) fn of(writer: Writer, reader: Reader, objects: Arc<dyn Objects>) -> SqliteStorage {
        SqliteStorage {
            objects,
            root: writer.identity.root.verifying_key().to_bytes(),
            certificate: writer.identity.certificate(),
            writer: Mutex::new(writer),
            reader,
        }
    }

    pub(super) fn lock(&self) -> Result<MutexGuard<'_, Writer>> {
        // A call that panicked left its transaction rolled back: the connection is sound.
        Ok(self.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs a call on the connection. Within a server's runtime the thread is given up to it meanwhile.
    pub(super) fn with<R>(&self, call: impl FnOnce(&mut Writer) -> Result<R>) -> Result<R> {
        let run = || call(&mut *self.lock()?);
        match tokio::runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(run)
            }
            _ => run(),
        }
    }

    /// Runs a call in one transaction that writes.
    pub(super) fn write<R>(
        &self,
        call: impl FnOnce(&Transaction<'_>, &ServerIdentity) -> Result<R>,
    ) -> Result<R> {
        self.with(|writer| {
            let Writer { conn, identity, .. } = writer;
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            identity.go_on(&Log::new(&tx))?;
            let result = call(&tx, identity)?;
            let last = identity.last_counter(&Log::new(&tx))?;
            tx.commit()?;
            identity.last = last;
            Ok(result)
        })
    }

    /// Runs a call in one transaction that only reads.
    pub(super) fn read<R>(&self, call: impl FnOnce(&Log<'_>, &ServerIdentity) -> Result<R>) -> Result<R> {
        self.with(|writer| {
            let tx = writer.conn.transaction()?;
            call(&Log::new(&tx), &writer.identity)
        })
    }

    /// Runs what a page reads, in one snapshot.
    pub(super) fn look<R>(&self, call: impl FnOnce(&Log<'_>) -> Result<R>) -> Result<R> {
        if self.reader.shared {
            return self.read(|log, _| call(log));
        }
        let run = || {
            let mut held = self.reader.conn.lock().unwrap_or_else(PoisonError::into_inner);
            if held.is_none() {
                *held = Some(self.reader.open()?);
            }
            let Some(conn) = held.as_mut() else { return self.read(|log, _| call(log)) };
            let tx = conn.transaction()?;
            let before = RUN.with(Cell::get);
            let answer = call(&Log::new(&tx));
            let ran = RUN.with(Cell::get).saturating_sub(before);
            self.reader.statements.store(ran, Ordering::Relaxed);
            answer
        };
        match tokio::runtime::Handle::try_current() {
            Ok(handle) if handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread => {
                tokio::task::block_in_place(run)
            }
            _ => run(),
        }
    }

    /// The key of the database, for a copy of it.
    pub(super) fn database_key(&self) -> [u8; 32] {
        self.reader.keys.database_key
    }

    /// How many statements ran for what was read last.
    pub(super) fn statements_of_last_read(&self) -> u64 {
        self.reader.statements.load(Ordering::Relaxed)
    }

    /// The connection, for tests that look at the tables themselves.
    #[doc(hidden)]
    pub fn inspect<R>(&self, look: impl FnOnce(&Connection) -> R) -> Result<R> {
        self.with(|writer| Ok(look(&writer.conn)))
    }
}
