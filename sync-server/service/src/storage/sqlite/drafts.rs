//! The drafts of workers, kept as their phones handed them over: a phone that is lost does not take an open visit along. Of each worker one a name,
//! the last that was said; its body is not read here, shown nowhere, and given to a phone of the same worker alone.

use std::collections::BTreeSet;

use chaski::record::RecordName;
use chaski::store::Log;
use chaski::sync::drafts::DraftBackup;
use chaski::sync::message::{Feed, Sealed, Sealing};
use rusqlite::params;

use super::feed;
use super::identity::ServerIdentity;
use super::phone::phone;
use crate::storage::{Admitted, Result};

/// Also of a database that an earlier version made.
pub(super) const TABLES: &str = "
CREATE TABLE IF NOT EXISTS draft_backup (
  worker BLOB NOT NULL, id TEXT NOT NULL, device BLOB NOT NULL, revision INTEGER NOT NULL, subject BLOB NOT NULL,
  body BLOB NOT NULL, taken_s INTEGER NOT NULL, PRIMARY KEY (worker, id)
) WITHOUT ROWID;
";

/// Keeps a draft, or lets it go. What another phone of the worker went on with since stays; of one phone the last word counts.
pub(super) fn take(
    log: &Log<'_>,
    identity: &ServerIdentity,
    admitted: &Admitted,
    sealed: &Sealed,
    now_s: i64,
) -> Result<std::result::Result<(), &'static str>> {
    let head = &admitted.head;
    let device = head.device;
    let sealing = Sealing { mine: &identity.signer, other: &admitted.public_key, device, nonce: head.nonce };
    if !sealed.holds(&sealing) && !chaski::fault("draft-seal-unchecked") {
        return Ok(Err("a draft whose seal does not hold"));
    }
    // A phone that was stopped is told so, and believes that nothing of it is kept: as its answer will say, whatever was learnt of it since its head.
    let Some(phone) = phone(log, device)?.filter(|_| !admitted.stopped) else { return Ok(Ok(())) };
    let backup = sealed.payload().and_then(|item| DraftBackup::from_item(&item));
    let Ok(DraftBackup { id, revision, kept }) = backup else {
        return Ok(Err("a draft that cannot be read"));
    };
    let (worker, device, revision) = (phone.worker.key(), device.0, revision as i64);
    match kept {
        Some((subject, body)) => log
            .connection()
            .prepare_cached(
                "INSERT INTO draft_backup (worker, id, device, revision, subject, body, taken_s)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (worker, id) DO UPDATE SET device = excluded.device, revision = excluded.revision,
                   subject = excluded.subject, body = excluded.body, taken_s = excluded.taken_s
                 WHERE excluded.device = draft_backup.device OR excluded.revision > draft_backup.revision",
            )?
            .execute(params![
                worker.as_slice(),
                id,
                device.as_slice(),
                revision,
                subject.key().as_slice(),
                body,
                now_s
            ])?,
        None => log
            .connection()
            .prepare_cached(
                "DELETE FROM draft_backup WHERE worker = ?1 AND id = ?2 AND (device = ?3 OR revision <= ?4)",
            )?
            .execute(params![worker.as_slice(), id, device.as_slice(), revision])?,
    };
    Ok(Ok(()))
}

/// What phones of this phone's worker left, this one too, about whoever lives in an area that it reads: a phone whose file was damaged enrols again as
/// the same.
pub(super) fn left(log: &Log<'_>, admitted: &Admitted, known: &[String]) -> Result<Vec<DraftBackup>> {
    let device = admitted.head.device;
    let Some(phone) = phone(log, device)?.filter(|phone| !phone.stopped) else { return Ok(Vec::new()) };
    let reads = feed::of_device(log, admitted)?.into_iter().filter_map(|at| match at.feed {
        Feed::Area(area) => Some(area),
        _ => None,
    });
    let reads: BTreeSet<RecordName> = reads.collect();
    let mut statement = log.connection().prepare_cached(
        "SELECT id, revision, subject, body FROM draft_backup WHERE worker = ?1 ORDER BY taken_s, id",
    )?;
    let mut rows = statement.query([phone.worker.key().as_slice()])?;
    let mut left = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, revision, subject): (String, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(subject) = RecordName::from_key(&subject).filter(|_| !known.contains(&id)) else { continue };
        if feed::residences(log, &subject)?.is_disjoint(&reads) {
            continue;
        }
        left.push(DraftBackup { id, revision: revision.unsigned_abs(), kept: Some((subject, row.get(3)?)) });
    }
    Ok(left)
}
