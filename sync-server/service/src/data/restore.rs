//! Putting a backup back: into an empty folder or into that of its own district, never under a running server. What
//! is replaced stays beside. The server that comes out speaks in a new epoch, so that phones notice and give back what
//! the backup lacks. Each step may be the last before the power goes: the next `restore` goes on.

use std::fs::File;
use std::path::{Path, PathBuf};

use chaski::record::DeviceId;
use chaski::store::random::draw;
use ed25519_dalek::SigningKey;

use crate::data::{self, DataError, DataFolder, Result};
use crate::storage::sqlite::{ServerKeys, SqliteStorage, backup_opens};
use crate::storage::{Storage, StorageError};

/// What was put back.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Restored {
    /// The district.
    pub district: String,
    /// Its new epoch.
    pub epoch: u64,
    /// Where the database that was replaced lies now.
    pub replaced: Option<PathBuf>,
    /// Where the keys lie.
    pub key_file: PathBuf,
}

/// Puts `backup` into the folder at `path`. `keys_from` names a copy of the key file, where this machine has none.
pub async fn restore(
    backup: &Path,
    path: &Path,
    key_file: Option<&Path>,
    keys_from: Option<&Path>,
    stolen: bool,
) -> Result<Restored> {
    if !backup.is_file() {
        return Err(refused(format!("there is no backup {}: check the name", backup.display())));
    }
    let folder = DataFolder::at(path, key_file)?;
    let _lock = folder.lock()?;
    let keys = keys_of(backup, &folder, keys_from)?;

    let copy = path.join("server.db.restoring");
    data::remove_database(&copy)?;
    std::fs::copy(backup, &copy).map_err(|error| data::failed(&copy, error))?;
    File::open(&copy).and_then(|file| file.sync_all()).map_err(|error| data::failed(&copy, error))?;

    // From here on no server starts on the folder until all is done.
    folder.write("restoring", backup.display().to_string().as_bytes())?;
    if folder.key_file().exists() {
        let kept = free_name(folder.key_file());
        std::fs::copy(folder.key_file(), &kept).map_err(|error| data::failed(&kept, error))?;
    }
    // What phones hold of this server's word counts on, unless somebody else may have its key.
    let former =
        DeviceId::of_public_key(SigningKey::from_bytes(&keys.server_seed).verifying_key().as_bytes());
    let keys = match stolen {
        true => {
            ServerKeys { server_seed: draw(), database_key: keys.database_key, root_seed: keys.root_seed }
        }
        false => keys,
    };
    folder.write_keys(&keys)?;
    let database = folder.database();
    let replaced = database.exists().then(|| free_name(&database));
    if let Some(kept) = &replaced {
        // What its log still holds goes with it.
        for (from, to) in data::database_files(&database).iter().zip(data::database_files(kept)) {
            if from.exists() {
                data::rename(from, &to)?;
            }
        }
    }
    data::remove_database(&database)?;
    data::rename(&copy, &database)?;
    let storage = SqliteStorage::restored(&database, &keys, stolen.then_some(former))?;
    storage.unpack_content().await?;
    let district = storage.district().await?;
    let marker = path.join("restoring");
    std::fs::remove_file(&marker).map_err(|error| data::failed(&marker, error))?;
    data::sync_folder(&marker)?;
    Ok(Restored {
        district: district.name,
        epoch: district.epoch,
        replaced,
        key_file: folder.key_file().to_owned(),
    })
}

/// The keys that open the backup: the folder's own; into an empty folder those named, or any that this machine keeps.
fn keys_of(backup: &Path, folder: &DataFolder, keys_from: Option<&Path>) -> Result<ServerKeys> {
    let mut files = vec![keys_from.unwrap_or(folder.key_file()).to_owned()];
    let is_empty = !folder.database().exists();
    if is_empty
        && keys_from.is_none()
        && let Some(Ok(entries)) = folder.key_file().parent().map(std::fs::read_dir)
    {
        files.extend(
            entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "server")),
        );
    }
    for file in &files {
        if let Some(keys) = data::read_keys(file)?
            && opens(backup, &keys)?
        {
            return Ok(keys);
        }
    }
    Err(refused(if is_empty || keys_from.is_some() {
        format!(
            "no key opens {}: it is damaged, or its keys are elsewhere; name the copy of its key file with --keys-from",
            backup.display()
        )
    } else {
        format!(
            "the keys of {} do not open {}: it is damaged or another district's; put that into an empty folder",
            folder.path().display(),
            backup.display()
        )
    }))
}

/// Whether these keys open the backup; an error if they do and it is not whole.
pub(crate) fn opens(backup: &Path, keys: &ServerKeys) -> Result<bool> {
    backup_opens(backup, &keys.database_key)
        .map_err(|_| refused(format!("the backup {} is damaged: use the one before it", backup.display())))
}

/// A free name beside a file, `….before-restore`.
fn free_name(path: &Path) -> PathBuf {
    let named = |n: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(if n == 1 { ".before-restore".to_owned() } else { format!(".before-restore-{n}") });
        PathBuf::from(name)
    };
    (1..u32::MAX).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(u32::MAX))
}

fn refused(sentence: String) -> DataError {
    StorageError::Request(sentence).into()
}
