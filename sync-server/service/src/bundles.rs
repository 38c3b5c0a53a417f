//! Sealed files that phones wrote to a card or a cable: opened, and taken as a request is, batch by batch on its own signature. Knows
//! the storage; not where a file came from.

use chaski::sync::bundle::{BUNDLE_BYTES, Bundle};
use chaski::sync::message::RefusalCode;

use crate::session::{Outcome, ServerSession};
use crate::storage::{Result, Storage};

/// Why nothing of a file was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// Another file, or one of a later version.
    #[error("it is not a file that a phone wrote for its supervisor, or this server is too old for it")]
    NoBundle,
    /// It does not open here.
    #[error(
        "it was sealed for the server of another district, or a part of it was damaged on the way: write it on the phone once more"
    )]
    Sealed,
    /// The server does not take what its phone says.
    #[error("{0}")]
    Refused(RefusalCode),
}

/// Takes a file, whole; what it brings that is there already stays as it is, so that it may come twice, or after a later one.
///
/// # Errors
/// The storage. Why a file was not taken is no error of it.
pub async fn take(
    storage: &dyn Storage,
    bytes: &[u8],
    now_s: i64,
) -> Result<std::result::Result<Outcome, NotTaken>> {
    let bundle = Some(bytes).filter(|bytes| bytes.len() <= BUNDLE_BYTES).and_then(Bundle::from_bytes);
    let Some(bundle) = bundle else { return Ok(Err(NotTaken::NoBundle)) };
    let Some(frames) = storage.unseal(&bundle) else { return Ok(Err(NotTaken::Sealed)) };
    let outcome = ServerSession::take_file(storage, &frames, now_s).await?;
    Ok(match outcome.refused {
        Some(code) if outcome.batches == 0 => Err(NotTaken::Refused(code)),
        _ => Ok(outcome),
    })
}
