//! The phone's secrets, and the callback through which they come. On a phone the platform's keystore stands behind
//! it, where backups do not reach; a folder of files serves desktops, servers' demos and tests.

use std::path::{Path, PathBuf};

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::record::Tag;

use super::files::write_first;

pub use super::files::write_private;
use super::random::draw;

/// What the core asks of the platform's keystore.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Secrets {
    /// Given raw to SQLCipher, 32 bytes.
    pub database_key: [u8; 32],
    /// Seed of the device's Ed25519 key, 32 bytes.
    pub seed: [u8; 32],
    /// The database exists: where it is missing from then on, it was lost.
    pub database_made: bool,
}

impl Secrets {
    /// Bytes of [`Secrets::to_form`].
    pub(crate) const FORM: usize = 32 + 32 + 1;

    /// As they are kept, in the clear.
    pub(crate) fn to_form(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(Secrets::FORM));
        bytes.extend_from_slice(&self.database_key);
        bytes.extend_from_slice(&self.seed);
        bytes.push(u8::from(self.database_made));
        bytes
    }

    /// Reads [`Secrets::to_form`]; `None` where these are other bytes.
    pub(crate) fn from_form(bytes: &[u8]) -> Option<Secrets> {
        let bytes: &[u8; Secrets::FORM] = bytes.try_into().ok()?;
        let part = |at: usize| -> Option<[u8; 32]> { bytes[at..at + 32].try_into().ok() };
        Some(Secrets { database_key: part(0)?, seed: part(32)?, database_made: bytes[64] == 1 })
    }
}

/// Where the secrets are kept. Each call is whole or not at all.
pub trait KeyProvider: Send + Sync {
    /// The secrets; `None` if there were never any. An error opens nothing and changes nothing.
    fn read(&self) -> Result<Option<Secrets>, String>;
    /// Keeps the secrets, durable when it returns.
    fn write(&self, secrets: &Secrets) -> Result<(), String>;
    /// The opening that was last noted, where the key store notes them: a database that does not know it was put back.
    /// It only tells people; nothing is decided by it.
    fn noted_opening(&self) -> Option<Tag> {
        None
    }
    /// Notes the opening that saves now; where it is not kept, an image that is put back is told at its next sync.
    fn note_opening(&self, _tag: Tag) {}
}

/// Secrets in a file of their own, which must not lie beside the database.
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    /// The file at this path; its folder must exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        KeyFile { path: path.into() }
    }

    /// The file for a folder of data: under the user's own data folder, by a name that stands in the data folder
    /// (`name`), so that the data may be moved and the keys never lie beside it. `CHASKI_KEYS` names another folder.
    pub fn for_data(folder: &Path, name: &str) -> Result<PathBuf, String> {
        let keys = match (std::env::var_os("CHASKI_KEYS"), std::env::var_os("HOME")) {
            (Some(keys), _) => PathBuf::from(keys),
            (None, Some(home)) => Path::new(&home).join(".local/share/chaski/keys"),
            (None, None) => {
                return Err("no folder for keys: set CHASKI_KEYS to one that is not beside the data".into());
            }
        };
        let id_path = folder.join("id");
        let read = || std::fs::read_to_string(&id_path).map(|id| id.trim().to_owned());
        let id = read().or_else(|_| {
            let id: String = draw::<16>().iter().map(|b| format!("{b:02x}")).collect();
            std::fs::create_dir_all(folder).and_then(|()| write_first(&id_path, id.as_bytes()))?;
            read()
        });
        let id = id.map_err(|e| format!("{}: {e}", folder.display()))?;
        if id.len() != 32 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(format!("{} is not an id of ours", id_path.display()));
        }
        create_private_folder(&keys).map_err(|e| format!("{}: {e}", keys.display()))?;
        Ok(keys.join(format!("{id}.{name}")))
    }
}

impl KeyFile {
    fn note(&self) -> PathBuf {
        self.path.with_extension("opening")
    }
}

impl KeyProvider for KeyFile {
    fn noted_opening(&self) -> Option<Tag> {
        std::fs::read_to_string(self.note()).ok()?.trim().parse().ok().map(Tag)
    }

    fn note_opening(&self, tag: Tag) {
        // A note is a help, not a need.
        let _ = write_private(&self.note(), tag.0.to_string().as_bytes());
    }

    fn read(&self) -> Result<Option<Secrets>, String> {
        let mut bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let secrets = Secrets::from_form(&bytes);
        bytes.zeroize();
        secrets.map(Some).ok_or_else(|| "the key file is damaged".into())
    }

    fn write(&self, secrets: &Secrets) -> Result<(), String> {
        write_private(&self.path, &secrets.to_form()).map_err(|e| e.to_string())
    }
}

fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}
