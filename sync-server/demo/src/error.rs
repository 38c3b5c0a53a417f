//! What can end a demo before its end, in sentences that say what to do.

use chaski::action::Stop;
use chaski::filling::FillingError;
use chaski::store::StoreError;
use chaski::sync::session::SyncError;
use chaski::words::{Lang, label};

use chaski_service::data::DataError;
use chaski_service::storage::StorageError;

/// Why a demo did not come to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DemoError {
    /// A phone.
    #[error("{}: {}", .0, label::error(Lang::En, .0.code(), None, &[]).1)]
    Store(#[from] StoreError),
    /// The line, or what came over it.
    #[error("{}: {}", .0, label::error(Lang::En, .0.code(), None, &[]).1)]
    Sync(#[from] SyncError),
    /// The server's folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The server's storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The disk.
    #[error(
        "the demo's files cannot be written ({0}): choose another folder with --data, or free some space"
    )]
    Disk(#[from] std::io::Error),
    /// The keys.
    #[error("the keys of the demo's phones cannot be kept: {0}")]
    Keys(String),
    /// What was asked for cannot be done.
    #[error("{0}")]
    Request(String),
    /// The story contradicts itself: a fault of the demo, not of the product.
    #[error("the demo went wrong ({0}): please report this with its seed")]
    Story(String),
    /// It came to its end, and what it found is not what must be.
    #[error("the demo found a fault of the product: {0}; please report it with the seed")]
    Fault(String),
}

impl From<FillingError> for DemoError {
    fn from(error: FillingError) -> Self {
        match error {
            FillingError::Stopped(Stop::Failed(error)) => error.into(),
            FillingError::Stopped(Stop::Refused(refusal)) => {
                DemoError::Fault(format!("a checklist is not finished: {refusal}"))
            }
            FillingError::Refused(refusal) => DemoError::Story(format!("a checklist: {refusal}")),
        }
    }
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, DemoError>;
