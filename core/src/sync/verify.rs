//! A check of everything a phone holds: every page of its file, hashes, its own numbers, tables against the log, and
//! the server's signature under each cursor. Changes nothing.

use super::message::{Feed, ServerCertificate, cursor_bytes};
use crate::change::hash::Hash;
use crate::change::sign;
use crate::record::DeviceId;
use crate::store::Store;
use crate::store::error::Result;
use crate::store::rebuild::Verified;

/// Checks the whole database.
pub fn verify(store: &mut Store) -> Result<Verified> {
    let mut verified = store.verify()?;
    if !verified.is_readable() {
        return Ok(verified);
    }
    let root = store.log().meta::<Vec<u8>>("root")?.and_then(|root| <[u8; 32]>::try_from(root).ok());
    let keys = server_keys(store, root)?;
    let log = store.log();
    let mut statement =
        log.conn.prepare("SELECT feed, epoch, position, chain, server, signature, base FROM cursor")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (feed, epoch, position): (Vec<u8>, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (chain, server, signature): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let (base, signature): (i64, Vec<u8>) = (row.get(6)?, signature);
        if signature.is_empty() && position == base {
            // Read on from where every backup stands: what was signed above it is put by.
            continue;
        }
        let signed = match (Feed::from_key(&feed), chain.try_into(), signature.try_into()) {
            (Some(feed), Ok(chain), Ok(signature)) => {
                let bytes = cursor_bytes(&feed, epoch.unsigned_abs(), position.unsigned_abs(), &Hash(chain));
                keys.iter()
                    .filter(|key| DeviceId::of_public_key(key).0.as_slice() == server)
                    .any(|key| sign::verify(key, &bytes, &signature))
            }
            _ => false,
        };
        if !signed {
            verified.unsigned_cursors.push(feed.iter().map(|b| format!("{b:02x}")).collect());
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
    let mut statement = log.conn.prepare("SELECT public_key, certificate FROM r_server")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (key, signature): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?);
        if let (Some(Ok(public_key)), Some(Ok(signature)), Some(root)) =
            (key.map(TryInto::try_into), signature.map(TryInto::try_into), root)
        {
            let certificate = ServerCertificate { public_key, signature };
            if certificate.verify(&root) {
                keys.push(public_key);
            }
        }
    }
    Ok(keys)
}
