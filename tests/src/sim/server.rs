//! The simulated server: the real embedded storage on a simulated disk.

use std::path::Path;

use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::store::Log;
use chaski_server::storage::sqlite::{Options, ServerKeys};
use chaski_server::storage::{Result, SqliteStorage, Storage};

use super::read::{self, Entry};
use super::tally::{Held, broken};
use crate::disk::Disk;
use crate::world::now_or_never;

/// Name of its database.
pub const FILE: &str = "server.db";

/// The server.
pub struct SimServer {
    storage: SqliteStorage,
    /// Its disk.
    pub disk: Disk,
    keys: ServerKeys,
}

impl SimServer {
    /// The database that this disk holds.
    pub fn start(disk: Disk, keys: &ServerKeys) -> Held<SimServer> {
        match SqliteStorage::open_with(Path::new(FILE), keys, &options(&disk)) {
            Ok(storage) => Ok(SimServer { storage, disk, keys: keys.clone() }),
            Err(error) => broken("server_opens", error),
        }
    }

    /// Its storage.
    pub fn storage(&self) -> &SqliteStorage {
        &self.storage
    }

    /// The machine starts again; the power is there.
    pub fn boot(&mut self) -> Held {
        self.disk.power_on();
        // The old connection may only be closed once the new one is there: the field is never empty.
        match SqliteStorage::open_with(Path::new(FILE), &self.keys, &options(&self.disk)) {
            Ok(storage) => {
                self.storage = storage;
                Ok(())
            }
            Err(error) => broken("server_opens", error),
        }
    }

    /// The power goes and comes back.
    pub fn power_cut(&mut self, seed: u64) -> Held {
        self.disk.power_cut(seed);
        self.boot()
    }

    /// A call that must succeed.
    pub fn call<T>(&self, call: impl Future<Output = Result<T>>) -> Held<T> {
        now_or_never(call).or_else(|error| broken("server_answers", error))
    }

    /// Looks at its log.
    pub fn look<T>(&self, look: impl FnOnce(&Log<'_>) -> chaski::store::Result<T>) -> Held<T> {
        let found = self.storage.inspect(|conn| look(&Log::new(conn)));
        match found {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) => broken("server_answers", error),
            Err(error) => broken("server_answers", error),
        }
    }

    /// All changes about households and persons.
    pub fn entries(&self) -> Held<Vec<Entry>> {
        self.look(|log| Ok(read::entries(log, None)?))
    }

    /// Whether it holds a change, and with which hash.
    pub fn hash_of(&self, name: &ChangeName) -> Held<Option<Vec<u8>>> {
        self.look(|log| Ok(log.held(name)?.map(|held| held.hash.0.to_vec())))
    }

    /// Subjects of the changes in an area's feed.
    pub fn fed_subjects(&self, area: &RecordName) -> Held<Vec<RecordName>> {
        let key = chaski::sync::message::Feed::Area(*area).key();
        self.look(|log| {
            let mut statement = log.conn.prepare_cached(
                "SELECT DISTINCT subject FROM feed JOIN change ON change.name = feed.change WHERE feed.feed = ?1",
            )?;
            let rows = statement.query_map([key], |row| row.get::<_, Option<Vec<u8>>>(0))?;
            let mut all = Vec::new();
            for row in rows {
                all.extend(row?.and_then(|key| RecordName::from_key(&key)));
            }
            Ok(all)
        })
    }

    /// Names of the changes of a feed, up to a position.
    pub fn fed(&self, feed: &[u8], upto: i64) -> Held<Vec<ChangeName>> {
        self.look(|log| {
            let mut statement = log.conn.prepare_cached(
                "SELECT change FROM feed WHERE feed = ?1 AND position <= ?2 ORDER BY position",
            )?;
            let rows = statement.query_map(rusqlite::params![feed, upto], |row| row.get::<_, Vec<u8>>(0))?;
            let mut all = Vec::new();
            for row in rows {
                all.extend(ChangeName::from_key(&row?));
            }
            Ok(all)
        })
    }

    /// Stops a phone.
    pub fn stop(&self, device: DeviceId) -> Held {
        self.call(self.storage.stop_device(device))
    }
}

fn options(disk: &Disk) -> Options {
    Options { vfs: Some(disk.vfs_name().to_owned()) }
}
