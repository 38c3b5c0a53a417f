//! The servers that the directory names, each with its key and the certificate it brought. Whether a certificate holds
//! is for whoever has the district's root.

use rusqlite::Row;

use super::error::Result;
use super::log::Log;
use crate::record::DeviceId;

/// Public key and certificate, neither of them checked.
pub(crate) type Certificate = ([u8; 32], [u8; 64]);

/// Of this device; `None` where the directory names none, or no whole one.
pub(crate) fn certificate_of(log: &Log<'_>, device: DeviceId) -> Result<Option<Certificate>> {
    let mut statement =
        log.conn.prepare_cached("SELECT public_key, certificate FROM r_server WHERE device = ?1")?;
    let mut rows = statement.query([device.0.as_slice()])?;
    match rows.next()? {
        Some(row) => certificate(row),
        None => Ok(None),
    }
}

/// All that are whole.
pub(crate) fn certificates(log: &Log<'_>) -> Result<Vec<Certificate>> {
    let mut statement = log.conn.prepare_cached("SELECT public_key, certificate FROM r_server")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.extend(certificate(row)?);
    }
    Ok(all)
}

fn certificate(row: &Row<'_>) -> Result<Option<Certificate>> {
    let (key, signature): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get(0)?, row.get(1)?);
    let whole = (key.and_then(|key| key.try_into().ok()), signature.and_then(|bytes| bytes.try_into().ok()));
    Ok(match whole {
        (Some(key), Some(signature)) => Some((key, signature)),
        _ => None,
    })
}
