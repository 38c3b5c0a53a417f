//! A check of everything a phone holds: every page of its file, hashes, its own numbers, tables against the log, and
//! the server's signature under each cursor. Changes nothing.

use super::message::{Feed, ServerCertificate, cursor_bytes};
use crate::change::hash::Hash;
use crate::change::sign;
use crate::record::DeviceId;
use crate::store::error::Result;
use crate::store::rebuild::Verified;
use crate::store::{Log, Store, cursors, district, servers};

/// Checks the whole database.
pub fn verify(store: &mut Store) -> Result<Verified> {
    let mut verified = store.verify()?;
    if !verified.is_readable() {
        return Ok(verified);
    }
    let keys = server_keys(&store.log())?;
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
fn server_keys(log: &Log<'_>) -> Result<Vec<[u8; 32]>> {
    // The server in use was checked when its certificate came. Before enrolment there is none, and no root.
    let (Ok(root), Ok(in_use)) = (district::root(log), district::server_key(log)) else {
        return Ok(Vec::new());
    };
    let certified = servers::certificates(log)?
        .into_iter()
        .filter(|(public_key, signature)| {
            ServerCertificate { public_key: *public_key, signature: *signature }.verify(&root)
        })
        .map(|(public_key, _)| public_key);
    Ok(certified.chain([in_use]).collect())
}
