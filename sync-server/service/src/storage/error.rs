//! Why the storage fails, and the shorthand for what it gives back. Knows no table and no request.

use chaski::words::{Lang, label};

/// Why the storage fails; never a sentence with personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The database. What to do the language files say; whoever is on call reads English.
    #[error("{}: {}", .0, label::error(Lang::En, .0.code(), None, &[]).1)]
    Store(chaski::store::StoreError),
    /// The database's file is not what was written.
    #[error(
        "the database is damaged: keep the file as it is and ask `chaski-server doctor`, which says which backup is whole"
    )]
    Damaged,
    /// The disk.
    #[error("the data folder fails ({0}): check that it exists, can be written and has room")]
    Disk(#[from] std::io::Error),
    /// What an administrator asked for.
    #[error("{0}")]
    Request(String),
}

impl From<chaski::store::StoreError> for StorageError {
    fn from(error: chaski::store::StoreError) -> Self {
        match error {
            chaski::store::StoreError::Damaged => StorageError::Damaged,
            error => StorageError::Store(error),
        }
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        chaski::store::StoreError::from(error).into()
    }
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, StorageError>;
