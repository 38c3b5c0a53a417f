//! Opening a connection to the database's file: key, locks, durability. Knows no table.

use std::path::Path;
use std::sync::Arc;

use chaski::store::damage;
use chaski::store::open::{give_key, initialise, make_durable, refuse_read_only};
use rusqlite::{Connection, OpenFlags};

use super::keys::ServerKeys;
use crate::storage::{FolderObjects, Objects, Result};

/// Where and how a database is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// SQLite VFS by name; the system's if there is none. A simulator brings its own disk.
    pub vfs: Option<String>,
    /// Where contents are kept; a folder `content` beside the database if there is none.
    pub objects: Option<Arc<dyn Objects>>,
}

impl Options {
    pub(super) fn objects_of(&self, path: &Path) -> Arc<dyn Objects> {
        self.objects.clone().unwrap_or_else(|| Arc::new(FolderObjects::at(path.with_file_name("content"))))
    }
}

pub(super) fn connect(
    path: &Path,
    keys: &ServerKeys,
    options: &Options,
    flags: OpenFlags,
) -> Result<Connection> {
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
