//! Opening a database that a server of another version wrote: its tables are made again from the log, as this version
//! reads it. What was judged stays judged and what was fed stays fed; what could not be read, or waited for such, is
//! judged and fed now as if it came today.

use std::collections::BTreeSet;

use chaski::change::Change;
use chaski::merge::enter;
use chaski::record::{ChangeName, RecordName};
use chaski::store::apply::{Gate, settle};
use chaski::store::{Log, rebuild, schema};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::gate::ServerGate;
use super::identity::ServerIdentity;
use super::supervision::{ensure, is_made, unmake};
use super::{content, drafts};
use crate::storage::Result;

/// A newer table of records shows what an older one only kept.
pub(super) fn rebuild_for_this_version(conn: &Connection, identity: &ServerIdentity) -> Result<()> {
    let version = chaski::record::SCHEMA_VERSION as i64;
    let shown = Log::new(conn).meta::<i64>("records")? == Some(version);
    if shown && is_made(&Log::new(conn))? {
        return Ok(());
    }
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    let log = Log::new(&tx);
    if shown {
        ensure(&log)?;
    } else {
        log.connection().execute_batch(content::TABLES)?;
        log.connection().execute_batch(drafts::TABLES)?;
        let mut judged = JudgedGate { unjudged: unjudged(&log)?, ..JudgedGate::default() };
        rebuild::rebuild(&log, &mut judged)?;
        log.set_meta("records", version)?;
        log.connection().pragma_update(None, "user_version", schema::SCHEMA)?;
        unmake(&log)?;
        ensure(&log)?;
        // Only now is everything there that was judged before.
        let mut gate = ServerGate::new(identity, None);
        for name in judged.held_back {
            settle(&log, name, &mut gate)?;
        }
        gate.finish(&log)?;
    }
    tx.commit()?;
    Ok(())
}

/// Changes about which nothing was decided: they waited, or could not be read, and were never fed. (A version before
/// this one may have read more than the last one did.)
fn unjudged(log: &Log<'_>) -> Result<BTreeSet<ChangeName>> {
    let mut found = names(log, "SELECT name FROM change WHERE standing <> 0 AND standing IN (1, 3)")?;
    if !found.is_empty() {
        let fed = names(
            log,
            "SELECT DISTINCT feed.change FROM feed JOIN change ON change.name = feed.change
             WHERE change.standing <> 0 AND change.standing IN (1, 3)",
        )?;
        found.retain(|name| !fed.contains(name));
    }
    Ok(found)
}

fn names(log: &Log<'_>, statement: &str) -> Result<BTreeSet<ChangeName>> {
    let mut statement = log.connection().prepare(statement)?;
    let mut rows = statement.query([])?;
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next()? {
        found.extend(ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    Ok(found)
}

/// The gate of a rebuild: what was judged comes in as it is, the rest is held back at the door.
#[derive(Default)]
struct JudgedGate {
    unjudged: BTreeSet<ChangeName>,
    withheld: BTreeSet<ChangeName>,
    /// In the order in which they came to the door.
    held_back: Vec<ChangeName>,
}

impl Gate for JudgedGate {
    fn further_needs(&self, _: &Log<'_>, _: &Change) -> chaski::store::Result<Vec<RecordName>> {
        Ok(Vec::new())
    }

    fn admit(&mut self, _: &Log<'_>, change: &Change) -> chaski::store::Result<bool> {
        let judged = !self.unjudged.contains(&change.name);
        if !judged && self.withheld.insert(change.name) {
            self.held_back.push(change.name);
        }
        Ok(judged)
    }

    fn enter(&mut self, log: &Log<'_>, change: &Change) -> chaski::store::Result<()> {
        log.execute(&enter(change, log)?)
    }
}
