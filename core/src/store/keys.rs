//! The phone's secrets, and the callback through which they come. On a phone the platform's keystore stands behind
//! it, where backups do not reach; a folder of files serves desktops, servers' demos and tests.

use std::path::{Path, PathBuf};

use zeroize::{Zeroize, ZeroizeOnDrop};

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

/// Where the secrets are kept. Each call is whole or not at all.
pub trait KeyProvider: Send + Sync {
    /// The secrets; `None` if there were never any. An error opens nothing and changes nothing.
    fn read(&self) -> Result<Option<Secrets>, String>;
    /// Keeps the secrets, durable when it returns.
    fn write(&self, secrets: &Secrets) -> Result<(), String>;
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
        let id = match std::fs::read_to_string(&id_path) {
            Ok(id) => id.trim().to_owned(),
            Err(_) => std::fs::create_dir_all(folder)
                .and_then(|()| first_id(&id_path))
                .map_err(|e| format!("{}: {e}", folder.display()))?,
        };
        if id.len() != 32 || !id.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(format!("{} is not an id of ours", id_path.display()));
        }
        create_private_folder(&keys).map_err(|e| format!("{}: {e}", keys.display()))?;
        Ok(keys.join(format!("{id}.{name}")))
    }
}

/// The id in the file at this path, drawn if there is none: of two processes that draw at once both go by one.
fn first_id(path: &Path) -> std::io::Result<String> {
    let hex = |bytes: [u8; 16]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let whole = path.with_extension(hex(draw()));
    std::fs::write(&whole, hex(draw()))?;
    let linked = std::fs::hard_link(&whole, path);
    std::fs::remove_file(&whole)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(std::fs::read_to_string(path)?.trim().to_owned()),
    }
}

/// Random bytes of the system; without them nothing of this can be safe, so the process ends.
pub fn draw<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    #[cfg(all(feature = "seeded", debug_assertions))]
    if super::seeded::fill(&mut bytes) {
        return bytes;
    }
    if let Err(error) = getrandom::fill(&mut bytes) {
        // No key, name or token may ever be predictable: stopping is the only safe answer.
        eprintln!("the system gives no random bytes: {error}");
        std::process::abort();
    }
    bytes
}

const FORM: usize = 32 + 32 + 1;

impl KeyProvider for KeyFile {
    fn read(&self) -> Result<Option<Secrets>, String> {
        let mut bytes = match std::fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let secrets = read_form(&bytes);
        bytes.zeroize();
        secrets.map(Some).ok_or_else(|| "the key file is damaged".into())
    }

    fn write(&self, secrets: &Secrets) -> Result<(), String> {
        let mut bytes = Vec::with_capacity(FORM);
        bytes.extend_from_slice(&secrets.database_key);
        bytes.extend_from_slice(&secrets.seed);
        bytes.push(u8::from(secrets.database_made));
        let result = write_private(&self.path, &bytes).map_err(|e| e.to_string());
        bytes.zeroize();
        result
    }
}

fn read_form(bytes: &[u8]) -> Option<Secrets> {
    let bytes: &[u8; FORM] = bytes.try_into().ok()?;
    let part = |at: usize| -> Option<[u8; 32]> { bytes[at..at + 32].try_into().ok() };
    Some(Secrets { database_key: part(0)?, seed: part(32)?, database_made: bytes[64] == 1 })
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

/// Writes a file that only its owner reads, whole or not at all, durable when it returns.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let beside = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}
