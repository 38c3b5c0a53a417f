//! The short code of an invitation, for who types it: made, and kept for the phone that asks. Knows the storage; not what a code is.

use chaski::sync::enrol::Invitation;
use chaski::sync::short_code::ShortCode;

use crate::storage::{Result, Storage, StorageError};

/// The short code of an invitation, as people type it; the same each time. From now on the server hands the invitation, sealed, to whoever
/// asks by it.
///
/// # Errors
/// The machine lacks the memory that a seal takes, or the storage fails.
pub async fn keep(storage: &dyn Storage, invitation: &Invitation) -> Result<String> {
    let (short, whole) = (ShortCode::of(invitation), invitation.clone());
    let text = short.to_text();
    let sealed = tokio::task::spawn_blocking(move || short.key()?.seal(&whole)).await.ok().flatten();
    let kept = sealed
        .ok_or_else(|| StorageError::Request("the short code of the invitation cannot be made".into()))?;
    storage.keep_short_code(&invitation.code, &kept).await?;
    Ok(text)
}
