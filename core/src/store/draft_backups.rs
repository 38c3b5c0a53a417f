//! Which drafts the server is to keep for their worker, so that a phone that is lost does not take an open visit along: what changed since it last
//! heard of them, and what needs nobody any more. And what a new phone of the worker is given back. Knows revisions; not how they travel.

use rusqlite::params;

use super::Store;
use super::drafts::{self, KeptDraft};
use super::error::{Result, StoreError};
use super::log::Log;
use crate::record::RecordName;

/// What was given back to this phone is here, whole.
const RESTORED: &str = "drafts_restored";

/// A draft of which the server does not hold the last revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its name.
    pub id: String,
    /// Its revision; the last one, where it was finished or let go.
    pub revision: u64,
    /// What is kept of it; `None`: it was finished or let go.
    pub kept: Option<KeptDraft>,
}

/// What is due, what was let go first, then the draft that waits longest.
pub(crate) fn due(log: &Log<'_>) -> Result<Vec<Due>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT id, revision, 0, 0 FROM draft_gone
         UNION ALL SELECT id, revision, 1, kept_s FROM draft WHERE revision > backed_up ORDER BY 3, 4, 1",
    )?;
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get::<_, bool>(2)?)))?
        .collect::<rusqlite::Result<Vec<(String, i64, bool)>>>()?;
    let mut due = Vec::with_capacity(rows.len());
    for (id, revision, is_here) in rows {
        let kept = match if is_here { drafts::draft(log, &id) } else { Ok(None) } {
            // What nobody can read any more keeps no record from going; whoever opens it is told.
            Err(StoreError::Damaged) => continue,
            kept => kept?,
        };
        due.push(Due { revision: revision.unsigned_abs(), kept, id });
    }
    Ok(due)
}

/// Whether anything is due.
pub(crate) fn is_any_due(log: &Log<'_>) -> Result<bool> {
    Ok(log
        .conn
        .prepare_cached(
            "SELECT 1 FROM draft_gone UNION ALL SELECT 1 FROM draft WHERE revision > backed_up LIMIT 1",
        )?
        .exists([])?)
}

/// A draft is about to be sent: from now on the server may hold something of it, whether or not its answer comes.
pub(crate) fn note_offered(log: &Log<'_>, id: &str) -> Result<()> {
    log.conn.prepare_cached("UPDATE draft SET offered = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// The server holds this revision of a draft, or holds nothing of it any more.
pub(crate) fn note_heard(log: &Log<'_>, id: &str, revision: u64) -> Result<()> {
    log.conn
        .prepare_cached("DELETE FROM draft_gone WHERE id = ?1 AND revision = ?2")?
        .execute(params![id, revision as i64])?;
    log.conn
        .prepare_cached("UPDATE draft SET backed_up = ?2 WHERE id = ?1")?
        .execute(params![id, revision as i64])?;
    Ok(())
}

/// The server was set back: what it held it may hold no more.
pub(crate) fn go_again(log: &Log<'_>) -> Result<()> {
    log.conn.prepare_cached("UPDATE draft SET backed_up = 0")?.execute([])?;
    Ok(())
}

/// The drafts that this phone has, let go or cannot read, by their names: none of them is to be given back; `None` once all is here that was kept for its worker.
pub(crate) fn to_be_restored(log: &Log<'_>) -> Result<Option<Vec<String>>> {
    if log.meta::<i64>(RESTORED)? == Some(1) {
        return Ok(None);
    }
    let mut statement = log.conn.prepare_cached(
        "SELECT id FROM draft UNION SELECT id FROM draft_gone UNION SELECT id FROM draft_unread ORDER BY 1",
    )?;
    Ok(Some(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?))
}

/// A draft that could not be read when it came: its name, its revision, whom it is about, and its body.
pub(crate) type Unread = (String, u64, RecordName, Vec<u8>);

/// The drafts that could not be read when they came.
pub(crate) fn unread(log: &Log<'_>) -> Result<Vec<Unread>> {
    let mut statement =
        log.conn.prepare_cached("SELECT id, revision, subject, body FROM draft_unread ORDER BY id")?;
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?, row.get(3)?))
    })?;
    let mut unread = Vec::new();
    for row in rows {
        let (id, revision, subject, body) = row?;
        // What has no subject, nothing can read: it stays, and keeps nothing from going.
        unread.extend(
            RecordName::from_key(&subject).map(|subject| (id, revision.unsigned_abs(), subject, body)),
        );
    }
    Ok(unread)
}

/// All is here that was kept for this phone's worker when she enrolled.
pub(crate) fn note_restored(log: &Log<'_>) -> Result<()> {
    log.set_meta(RESTORED, 1)
}

impl Store {
    /// Writes down a draft that another phone of this worker kept; `false`: it is here already.
    pub(crate) fn restore_draft(&mut self, kept: &KeptDraft) -> Result<bool> {
        let tx = self.write()?;
        let new = drafts::put(&tx.log(), kept)?;
        tx.log().conn.prepare_cached("DELETE FROM draft_unread WHERE id = ?1")?.execute([&kept.head.id])?;
        tx.commit()?;
        Ok(new)
    }

    /// Keeps a draft that another phone of this worker kept as it came: this version of the app cannot read it.
    pub(crate) fn keep_unread(
        &mut self,
        id: &str,
        revision: u64,
        subject: RecordName,
        body: &[u8],
    ) -> Result<()> {
        let tx = self.write()?;
        tx.log()
            .conn
            .prepare_cached(
                "INSERT OR REPLACE INTO draft_unread (id, revision, subject, body) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, revision as i64, subject.key(), body])?;
        tx.commit()
    }
}
