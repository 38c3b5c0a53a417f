//! The simulated server: the real embedded storage on a simulated disk.

use std::path::Path;
use std::sync::Arc;

use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::store::Log;
use chaski::store::areas::{Rights, rights_of};
use chaski::sync::drafts::DraftBackup;
use chaski_service::storage::sqlite::{Options, ServerKeys, subjects_in_no_feed};
use chaski_service::storage::{MemoryObjects, Result, SqliteStorage, Storage};

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
    /// Where it keeps contents, whatever befalls its disk: each is there or not, by its name.
    objects: Arc<MemoryObjects>,
}

impl SimServer {
    /// The database that this disk holds.
    pub fn start(disk: Disk, keys: &ServerKeys) -> Held<SimServer> {
        let objects = Arc::<MemoryObjects>::default();
        match SqliteStorage::open_with(Path::new(FILE), keys, &options(&disk, &objects)) {
            Ok(storage) => Ok(SimServer { storage, disk, keys: keys.clone(), objects }),
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
        match SqliteStorage::open_with(Path::new(FILE), &self.keys, &options(&self.disk, &self.objects)) {
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

    /// A backup of its disk while it runs, of which it knows.
    pub fn backup(&self, to: &Disk) -> Held {
        let copied = || {
            self.disk.copy_to(to);
            self.disk.used()
        };
        self.call(async { self.storage.backed_up_by(copied) }).map(drop)
    }

    /// Its disk becomes this image: put back by somebody who says so, or silently.
    pub fn set_back(&mut self, image: &Disk, silent: bool) -> Held {
        image.copy_to(&self.disk);
        if silent {
            return self.boot();
        }
        self.disk.power_on();
        match SqliteStorage::restored_with(
            Path::new(FILE),
            &self.keys,
            None,
            &options(&self.disk, &self.objects),
        ) {
            Ok(storage) => {
                self.storage = storage;
                Ok(())
            }
            Err(error) => broken("server_opens", error),
        }
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
            let mut statement = log.connection().prepare_cached(
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
            let mut statement = log.connection().prepare_cached(
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

    /// Stops a phone; the change that says so.
    pub fn stop(&self, device: DeviceId) -> Held<Option<ChangeName>> {
        self.call(self.storage.stop_device(device))?;
        self.look(|log| {
            let record: Option<Vec<u8>> = log.connection().query_row(
                "SELECT max(record) FROM r_rights WHERE device = ?1 AND stopped IS NOT NULL AND number =
                   (SELECT max(number) FROM r_rights WHERE device = ?1)",
                [device.0.as_slice()],
                |row| row.get(0),
            )?;
            Ok(record.and_then(|record| RecordName::from_key(&record)).map(|record| record.change()))
        })
    }

    /// Whether it knows a phone, and that the phone is stopped.
    pub fn is_stopped(&self, device: DeviceId) -> Held<bool> {
        Ok(self.phone(device)? == Some(true))
    }

    /// Whether it knows a phone.
    pub fn knows(&self, device: DeviceId) -> Held<bool> {
        Ok(self.phone(device)?.is_some())
    }

    fn phone(&self, device: DeviceId) -> Held<Option<bool>> {
        self.look(|log| {
            let mut statement =
                log.connection().prepare_cached("SELECT stopped FROM phone WHERE device = ?1")?;
            let mut rows = statement.query([device.0.as_slice()])?;
            Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
        })
    }

    /// The rights of a phone.
    pub fn rights(&self, device: DeviceId) -> Held<Option<Rights>> {
        self.look(|log| rights_of(log, device, None))
    }

    /// Its epoch.
    pub fn epoch(&self) -> Held<i64> {
        self.look(|log| Ok(log.meta("epoch")?.unwrap_or(0)))
    }

    /// The chain of a feed at a position; `None`: the feed does not reach it.
    pub fn chain(&self, feed: &[u8], position: i64) -> Held<Option<Vec<u8>>> {
        self.look(|log| {
            let mut statement = log
                .connection()
                .prepare_cached("SELECT chain FROM feed WHERE feed = ?1 AND position = ?2")?;
            let mut rows = statement.query(rusqlite::params![feed, position])?;
            Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
        })
    }

    /// Where a feed ends.
    pub fn end(&self, feed: &[u8]) -> Held<i64> {
        self.look(|log| {
            let mut statement =
                log.connection().prepare_cached("SELECT position FROM counter WHERE feed = ?1")?;
            let mut rows = statement.query([feed])?;
            Ok(rows.next()?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
        })
    }

    /// A draft as it keeps it.
    pub fn draft(&self, id: &str) -> Held<Option<DraftBackup>> {
        self.look(|log| {
            let mut statement = log
                .connection()
                .prepare_cached("SELECT revision, subject, body FROM draft_backup WHERE id = ?1")?;
            let mut rows = statement.query([id])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            let subject = RecordName::from_key(&row.get::<_, Vec<u8>>(1)?);
            let revision = row.get::<_, i64>(0)?.unsigned_abs();
            let body = row.get(2)?;
            Ok(Some(DraftBackup {
                id: id.to_owned(),
                revision,
                kept: subject.map(|subject| (subject, body)),
            }))
        })
    }

    /// Households and persons in the state that stand in no area's feed: nobody sees them.
    pub fn in_no_feed(&self) -> Held<Vec<RecordName>> {
        match self.storage.inspect(|conn| subjects_in_no_feed(&Log::new(conn))) {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(error)) | Err(error) => broken("server_answers", error),
        }
    }
}

fn options(disk: &Disk, objects: &Arc<MemoryObjects>) -> Options {
    Options { vfs: Some(disk.vfs_name().to_owned()), objects: Some(objects.clone()) }
}
