//! A check of everything a phone holds: every page of its file, hashes, its own numbers, tables against the log, and
//! the server's signature under each cursor. Changes nothing.

use super::message::{Feed, ServerCertificate, cursor_bytes};
use crate::change::hash::Hash;
use crate::change::sign;
use crate::record::DeviceId;
use crate::store::error::Result;
use crate::store::rebuild::Verified;
use crate::store::{Store, cursors, servers};

/// Checks the whole database.
pub fn verify(store: &mut Store) -> Result<Verified> {
    let mut verified = store.verify()?;
    if !verified.is_readable() {
        return Ok(verified);
    }
    let root = store.log().meta::<Vec<u8>>("root")?.and_then(|root| <[u8; 32]>::try_from(root).ok());
    let keys = server_keys(store, root)?;
    for cursor in cursors::all(&store.log())? {
        if cursor.signature.is_empty() && cursor.position == cursor.base {
            // Read on from where every backup stands: what was signed above it is put by.
            continue;
        }
        let of = (Feed::from_key(&cursor.feed), cursor.chain.try_into(), cursor.signature.try_into());
        let signed = match of {
            (Some(feed), Ok(chain), Ok(signature)) => {
                let bytes = cursor_bytes(&feed, cursor.epoch, cursor.position, &Hash(chain));
                keys.iter()
                    .filter(|key| DeviceId::of_public_key(key).0.as_slice() == cursor.server)
                    .any(|key| sign::verify(key, &bytes, &signature))
            }
            _ => false,
        };
        if !signed {
            verified.unsigned_cursors.push(cursor.feed.iter().map(|b| format!("{b:02x}")).collect());
        }
    }
    Ok(verified)
}

/// Public keys of the servers that the district's root certifies.
fn server_keys(store: &Store, root: Option<[u8; 32]>) -> Result<Vec<[u8; 32]>> {
    let log = store.log();
    let mut keys: Vec<[u8; 32]> = Vec::new();
    // The server in use was checked when its certificate came.
    keys.extend(log.meta::<Vec<u8>>("server_key")?.and_then(|key| <[u8; 32]>::try_from(key).ok()));
    if let Some(root) = root {
        for (public_key, signature) in servers::certificates(&log)? {
            if (ServerCertificate { public_key, signature }).verify(&root) {
                keys.push(public_key);
            }
        }
    }
    Ok(keys)
}
