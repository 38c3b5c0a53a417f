//! Where a server keeps content by its name: a trait, a folder of files on the server's own disk, and one in memory for
//! simulations. A file is written whole or not at all and durable when it is there; its name is the hash of what it holds, so
//! that nothing is ever changed in place. Knows bytes and names; not who is given them, nor what they say.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use chaski::change::content::ContentName;
use chaski::change::limits;
use chaski::store::files::write_private;

use super::error::{Result, StorageError};

/// Contents by name.
#[async_trait]
pub trait Objects: std::fmt::Debug + Send + Sync {
    /// Keeps bytes under their name, durable when it returns; what is there and whole stays.
    async fn put(&self, bytes: &[u8]) -> Result<ContentName>;
    /// Bytes of a content from a place on, at most so many; `None` where it is not here.
    async fn part(&self, name: &ContentName, from: u64, most: usize) -> Result<Option<Vec<u8>>>;
    /// All bytes of a content, where they are what its name says.
    async fn whole(&self, name: &ContentName) -> Result<Option<Vec<u8>>> {
        let bytes = self.part(name, 0, limits::CONTENT_BYTES).await?;
        Ok(bytes.filter(|bytes| ContentName::of(bytes) == *name))
    }
}

/// A folder with a file a content, called by its name in hexadecimal.
#[derive(Debug)]
pub struct FolderObjects {
    folder: PathBuf,
}

impl FolderObjects {
    /// In this folder, which is made with the first content.
    pub fn at(folder: PathBuf) -> FolderObjects {
        FolderObjects { folder }
    }

    fn file(&self, name: &ContentName) -> PathBuf {
        self.folder.join(name.to_hex())
    }
}

#[async_trait]
impl Objects for FolderObjects {
    async fn put(&self, bytes: &[u8]) -> Result<ContentName> {
        let name = ContentName::of(bytes);
        if self.whole(&name).await?.is_some() {
            return Ok(name);
        }
        let file = self.file(&name);
        let not_kept = |error: std::io::Error| {
            StorageError::Request(format!(
                "{} cannot be written ({error}): check that the disk has room and that this user may write there",
                file.display()
            ))
        };
        if !self.folder.exists() {
            std::fs::create_dir_all(&self.folder).map_err(not_kept)?;
            let above = self.folder.parent().filter(|above| !above.as_os_str().is_empty());
            if let Some(above) = above {
                File::open(above).and_then(|above| above.sync_all()).map_err(not_kept)?;
            }
        }
        write_private(&file, bytes).map_err(not_kept)?;
        Ok(name)
    }

    async fn part(&self, name: &ContentName, from: u64, most: usize) -> Result<Option<Vec<u8>>> {
        let mut file = match File::open(self.file(name)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(most as u64).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }
}

/// In memory, for as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryObjects(Mutex<BTreeMap<ContentName, Vec<u8>>>);

#[async_trait]
impl Objects for MemoryObjects {
    async fn put(&self, bytes: &[u8]) -> Result<ContentName> {
        let name = ContentName::of(bytes);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, bytes.to_vec());
        Ok(name)
    }

    async fn part(&self, name: &ContentName, from: u64, most: usize) -> Result<Option<Vec<u8>>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        Ok(all.get(name).map(|bytes| bytes.iter().skip(from).take(most).copied().collect()))
    }
}
