//! The data folder of a district: its database, its lock, what `serve` remembers, and where its keys are, which is
//! never here. Knows files; must not know what the database holds.
//!
//! | file | holds |
//! |---|---|
//! | `id` | a name for the keys' file, so that the folder may be moved |
//! | `server.db` | the encrypted database |
//! | `content` | a folder: contents of releases, each called by its hash; a backup carries them |
//! | `ca.pem` | the district's certificate, for programs that speak as phones do; no secret |
//! | `web-ca.pem` | the certificate to install on the supervisors' machines; no secret |
//! | `listen` | the address last served |
//! | `serve.json` | names and certificate files given to `serve` |
//! | `serve.lock` | held while `serve.json` is changed |
//! | `lock` | held while a server runs or a backup is put back |

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chaski::record::check::is_blank;
use chaski::store::files::can_write;
use chaski::store::keys::{KeyFile, write_private};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

pub mod backups;
pub mod restore;

use crate::storage::StorageError;
use crate::storage::sqlite::{ServerKeys, SqliteStorage};

/// Why the folder cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// Nothing there.
    #[error("there is no district in {}: make one with `chaski-server init --data {} --district NAME`", .0.display(), .0.display())]
    NoDistrict(PathBuf),
    /// Something there.
    #[error("{} holds a district already: choose another folder, or leave --district out to use it", .0.display())]
    Exists(PathBuf),
    /// A server runs, or a backup is being put back.
    #[error("another server uses {}{}: stop it first", folder.display(), at(*address))]
    Busy {
        /// The folder.
        folder: PathBuf,
        /// Where that server was last reached.
        address: Option<SocketAddr>,
    },
    /// The database is there and its keys are not.
    #[error("the keys of {} are missing ({}): put the key file back there, or name it with --key-file", folder.display(), keys.display())]
    KeysMissing {
        /// The folder.
        folder: PathBuf,
        /// Where they should be.
        keys: PathBuf,
    },
    /// Not a key file.
    #[error("{} is not a key file of a server, or it is damaged: put back the copy that you keep", .0.display())]
    KeysDamaged(PathBuf),
    /// Keys beside the data open the data to whoever copies it.
    #[error("the key file {} would lie within the data folder: choose a place that backups of the data do not reach", .0.display())]
    KeysBeside(PathBuf),
    /// No place for the keys.
    #[error("the keys cannot be kept: {0}")]
    Keys(String),
    /// `restore` did not finish.
    #[error("a restore into {} did not finish: run `chaski-server restore` again", .0.display())]
    RestoreUnfinished(PathBuf),
    /// A file or folder that this user may not write.
    #[error("this user may not write {}: give it the right to read and write there, or choose another folder; nothing was changed", .0.display())]
    ReadOnly(PathBuf),
    /// A file.
    #[error("{} cannot be used ({error}): check that it exists, that this user may write there and that the disk has room", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn at(address: Option<SocketAddr>) -> String {
    address.map(|address| format!(" (last reached at {address})")).unwrap_or_default()
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, DataError>;

/// What `serve` was told and keeps for the next time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// Names and addresses by which phones reach this server, beside localhost.
    pub names: Vec<String>,
    /// A certificate of one's own: PEM files of the chain and of its key.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Hash of the authority that phones are told to trust, in hexadecimal; the district's root if there is none.
    pub authority: Option<String>,
    /// When a backup was last finished, seconds of Unix time.
    pub backup_s: Option<i64>,
    /// Where the last backups were put, the newest last.
    pub backups: Vec<PathBuf>,
}

/// The folder.
#[derive(Debug, Clone)]
pub struct DataFolder {
    path: PathBuf,
    key_file: PathBuf,
}

/// Who looks whether the folder is taken is done within it.
const LOOKING: Duration = Duration::from_millis(500);

/// Held while a server runs on the folder.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl DataFolder {
    /// Makes a new district: keys first, then the database, so that a power cut leaves nothing that cannot be made
    /// again. `key_file` names another place for the keys than the user's own.
    pub fn create(
        path: &Path,
        district: &str,
        key_file: Option<&Path>,
    ) -> Result<(DataFolder, SqliteStorage)> {
        let district = district.trim();
        if is_blank(district) {
            return Err(StorageError::Request("a district needs a name: --district NAME".into()).into());
        }
        let folder = DataFolder::at(path, key_file)?;
        if folder.database().exists() {
            return Err(DataError::Exists(path.to_owned()));
        }
        let _lock = folder.lock()?;
        let keys = match folder.read_keys()? {
            // Drawn before, when the power went.
            Some(keys) => keys,
            None => {
                let keys = ServerKeys::drawn();
                folder.write_keys(&keys)?;
                keys
            }
        };
        let unfinished = path.join("server.db.new");
        remove_database(&unfinished)?;
        drop(SqliteStorage::create(&unfinished, &keys, district)?);
        rename(&unfinished, &folder.database())?;
        let storage = SqliteStorage::open(&folder.database(), &keys)?;
        Ok((folder, storage))
    }

    /// The folder of a district that exists.
    pub fn open(path: &Path, key_file: Option<&Path>) -> Result<DataFolder> {
        if path.join("restoring").exists() {
            return Err(DataError::RestoreUnfinished(path.to_owned()));
        }
        if !path.join("server.db").exists() {
            return Err(DataError::NoDistrict(path.to_owned()));
        }
        DataFolder::at(path, key_file)
    }

    /// The folder, whatever it holds; made if it is not there.
    pub(crate) fn at(path: &Path, key_file: Option<&Path>) -> Result<DataFolder> {
        std::fs::create_dir_all(path).map_err(|error| failed(path, error))?;
        let key_file = match key_file {
            Some(file) => file.to_owned(),
            None => {
                if !path.join("id").exists() {
                    can_write(path).map_err(|error| failed(path, error))?;
                }
                KeyFile::for_data(path, "server").map_err(DataError::Keys)?
            }
        };
        let whole = |path: &Path| path.canonicalize().map_err(|error| failed(path, error));
        let parent = key_file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if whole(parent)?.starts_with(whole(path)?) {
            return Err(DataError::KeysBeside(key_file));
        }
        Ok(DataFolder { path: path.to_owned(), key_file })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.path.join("server.db")
    }

    /// Where the keys are.
    pub fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// The server's secrets.
    pub fn keys(&self) -> Result<ServerKeys> {
        let missing = || DataError::KeysMissing { folder: self.path.clone(), keys: self.key_file.clone() };
        self.read_keys()?.ok_or_else(missing)
    }

    /// The district's database.
    pub fn storage(&self) -> Result<SqliteStorage> {
        Ok(SqliteStorage::open(&self.database(), &self.keys()?)?)
    }

    /// Takes the folder for a server; it is free again when the lock is dropped, or the process ends in any way. Who
    /// only looks whether it is taken holds it for a moment, which is waited for.
    pub fn lock(&self) -> Result<FolderLock> {
        let file = self.lock_file()?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(FolderLock { _file: file }),
                Err(TryLockError::WouldBlock) if since.elapsed() < LOOKING => {
                    std::thread::sleep(LOOKING / 20)
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(DataError::Busy { folder: self.path.clone(), address: self.listen() });
                }
                Err(TryLockError::Error(error)) => return Err(failed(&self.path.join("lock"), error)),
            }
        }
    }

    fn lock_file(&self) -> Result<File> {
        let path = self.path.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        file.map_err(|error| failed(&path, error))
    }

    /// Whether a server runs on it.
    pub fn is_busy(&self) -> bool {
        let looked = self.lock_file().map(|file| file.try_lock_shared());
        matches!(looked, Ok(Err(TryLockError::WouldBlock)))
    }

    /// The address last served.
    pub fn listen(&self) -> Option<SocketAddr> {
        std::fs::read_to_string(self.path.join("listen")).ok()?.trim().parse().ok()
    }

    /// Keeps the address, so that a server that starts again is found where it was.
    pub fn set_listen(&self, address: SocketAddr) -> Result<()> {
        self.write("listen", format!("{address}\n").as_bytes())
    }

    /// What `serve` was told before.
    pub fn remembered(&self) -> Remembered {
        let text = std::fs::read_to_string(self.path.join("serve.json"));
        text.ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }

    /// Changes what `serve` was told and keeps it; of two who do so at once, one waits for the other.
    pub fn remember(&self, change: impl FnOnce(&mut Remembered)) -> Result<()> {
        let path = self.path.join("serve.lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&path);
        let lock = lock.and_then(|file| file.lock().map(|()| file)).map_err(|error| failed(&path, error))?;
        let mut remembered = self.remembered();
        change(&mut remembered);
        let text = serde_json::to_string_pretty(&remembered).unwrap_or_default();
        let written = self.write("serve.json", text.as_bytes());
        drop(lock);
        written
    }

    /// The district's certificate, as it was written.
    pub fn ca_pem(&self) -> Option<String> {
        std::fs::read_to_string(self.path.join("ca.pem")).ok()
    }

    /// Keeps the district's certificate.
    pub fn set_ca_pem(&self, pem: &str) -> Result<()> {
        self.write("ca.pem", pem.as_bytes())
    }

    /// The certificate for browsers, as it was written.
    pub fn web_ca_pem(&self) -> Option<String> {
        std::fs::read_to_string(self.path.join("web-ca.pem")).ok()
    }

    /// Keeps the certificate for browsers.
    pub(crate) fn set_web_ca_pem(&self, pem: &str) -> Result<()> {
        self.write("web-ca.pem", pem.as_bytes())
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path.join(name);
        write_private(&path, bytes).map_err(|error| failed(&path, error))
    }

    fn read_keys(&self) -> Result<Option<ServerKeys>> {
        read_keys(&self.key_file)
    }

    /// Keeps the server's secrets, durable when it returns.
    pub(crate) fn write_keys(&self, keys: &ServerKeys) -> Result<()> {
        let mut bytes = Vec::with_capacity(96);
        bytes.extend_from_slice(&keys.database_key);
        bytes.extend_from_slice(&keys.root_seed);
        bytes.extend_from_slice(&keys.server_seed);
        let result = write_private(&self.key_file, &bytes).map_err(|error| failed(&self.key_file, error));
        bytes.zeroize();
        result
    }
}

/// Reads a key file; `None` if there is none.
pub(crate) fn read_keys(path: &Path) -> Result<Option<ServerKeys>> {
    let mut bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(path, error)),
    };
    let part = |at: usize| bytes.get(at..at + 32).and_then(|part| part.try_into().ok());
    let keys = match (part(0), part(32), part(64), bytes.len()) {
        (Some(database_key), Some(root_seed), Some(server_seed), 96) => {
            Some(ServerKeys { database_key, root_seed, server_seed })
        }
        _ => None,
    };
    bytes.zeroize();
    keys.map(Some).ok_or_else(|| DataError::KeysDamaged(path.to_owned()))
}

/// The files that SQLite keeps for one database.
pub(crate) fn database_files(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

/// Removes a database of which nothing is needed.
pub(crate) fn remove_database(path: &Path) -> Result<()> {
    for file in database_files(path) {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&file, error)),
            _ => {}
        }
    }
    Ok(())
}

/// Gives a file its name, durable when it returns.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<()> {
    std::fs::rename(from, to).map_err(|error| failed(to, error))?;
    sync_folder(to)
}

/// Makes the names in a file's folder durable.
pub(crate) fn sync_folder(file: &Path) -> Result<()> {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| failed(folder, error))
}

/// What went wrong with a file that is read.
fn unread(path: &Path, error: std::io::Error) -> DataError {
    DataError::File { path: path.to_owned(), error }
}

/// What went wrong with a file that is written.
pub(crate) fn failed(path: &Path, error: std::io::Error) -> DataError {
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => DataError::ReadOnly(path.to_owned()),
        _ => DataError::File { path: path.to_owned(), error },
    }
}
