//! What is on this phone only, as one file that a card or a cable carries: the records of a request, sealed so that only the server of the
//! district reads them. Nothing answers it: what the server took, the phone learns with its next sync, and until then it goes on as
//! if no file had been written. Knows frames and seals; not where the file goes.

use std::collections::{BTreeSet, VecDeque};

use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

use super::frame::{self, Kind};
use super::message::Nonce;
use super::outbox::{self, Planned};
use super::session::{SyncError, head};
use crate::change::batch::{Batch, batches_item};
use crate::change::cbor::Item;
use crate::change::sign::shared_secret;
use crate::record::Tag;
use crate::store::error::StoreError;
use crate::store::random::draw;
use crate::store::seal::{open, seal};
use crate::store::{Store, district};

/// What such a file begins with; the last byte is its version.
const MARK: &[u8; 16] = b"chaski bundle\r\n\x01";
const CONTEXT: &str = "chaski 2026 sealed bundle";
/// The counter in the head of a file: it is no request and counts as none, so that neither passes for the other.
pub const NO_REQUEST: u64 = 0;
/// None longer is read: more than a phone keeps in years.
pub const BUNDLE_BYTES: usize = 256 * 1024 * 1024;

/// A sealed file. Which phone wrote it stands in the open, by its public key; nothing else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    phone_public_key: [u8; 32],
    sealed: Vec<u8>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bundle: Bundle,
    /// How many changes are in it.
    pub changes: u64,
}

impl Bundle {
    /// As a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        [MARK.as_slice(), &self.phone_public_key, &self.sealed].concat()
    }

    /// Reads [`Bundle::to_bytes`]; `None` for any other file, or one of a later version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Bundle> {
        let (key, sealed) = bytes.strip_prefix(MARK.as_slice())?.split_first_chunk()?;
        Some(Bundle { phone_public_key: *key, sealed: sealed.to_vec() })
    }

    /// The frames in it, for the server with this key; `None` where it was sealed for another, or a byte of it is wrong.
    pub fn open(&self, server: &SigningKey) -> Option<Zeroizing<Vec<u8>>> {
        open(&*key(server, &self.phone_public_key)?, &about(&self.phone_public_key), &self.sealed)
    }
}

/// Writes all that the server is not known to hold.
///
/// # Errors
/// A phone that was never enrolled, or the store.
pub fn write(store: &mut Store) -> Result<Written, SyncError> {
    if store.worker()?.is_none() {
        return Err(StoreError::NotEnrolled.into());
    }
    store.keep_opening()?;
    let log = store.log();
    let (planned, _) = outbox::plan(&log, usize::MAX)?;
    let changes = planned.iter().map(Planned::changes).sum::<usize>() as u64;
    let tags: BTreeSet<Tag> = planned.iter().map(Planned::tag).collect();
    let nonce: Nonce = draw();
    let head = head(store, NO_REQUEST, nonce, changes, &tags)?;
    let root = district::root(&log)?;
    let mut frames = VecDeque::from([frame::frame(Kind::Head, &head.sign(store.signer(), &root).item())]);
    for planned in outbox::in_frames(planned) {
        let batches =
            planned.iter().map(|planned| outbox::batch(store, planned)).collect::<Result<Vec<Batch>, _>>()?;
        frames.push_back(frame::frame(Kind::Batches, &batches_item(&batches)));
    }
    frames.push_back(frame::frame(Kind::RequestEnd, &Item::Null));
    let plain = Zeroizing::new(Vec::from(frames).concat());
    let server = district::server_key(&log)?;
    let key = key(store.signer(), &server).ok_or(StoreError::BadAnswer("a server's key"))?;
    let phone_public_key = store.signer().verifying_key().to_bytes();
    let sealed = seal(&key, &about(&phone_public_key), &plain);
    let sealed = sealed.ok_or(StoreError::BadAnswer("more than a file holds"))?;
    Ok(Written { bundle: Bundle { phone_public_key, sealed }, changes })
}

fn key(mine: &SigningKey, other_public_key: &[u8; 32]) -> Option<Zeroizing<[u8; 32]>> {
    let shared = Zeroizing::new(shared_secret(mine, other_public_key)?);
    Some(Zeroizing::new(blake3::derive_key(CONTEXT, &*shared)))
}

fn about(phone_public_key: &[u8; 32]) -> Vec<u8> {
    [MARK.as_slice(), phone_public_key].concat()
}
