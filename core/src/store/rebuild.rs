//! Making the derived tables again from the log, and checking that they are what the log says.

use std::collections::BTreeMap;

use rusqlite::types::Value as Cell;

use super::apply::{Gate, Open, settle};
use super::damage::{Examined, examine};
use super::error::{Result, StoreError};
use super::log::{Log, Standing};
use super::schema;
use crate::merge::leave;
use crate::record::ChangeName;

/// Drops the derived tables and makes them again from the log. Where it must be whole or not, the caller holds a
/// transaction.
pub fn rebuild(log: &Log<'_>, gate: &mut dyn Gate) -> Result<()> {
    let departed = log.names_where("standing = 4")?;
    schema::drop_derived(log.conn)?;
    schema::create_derived(log.conn)?;
    log.conn.execute(
        "UPDATE change SET standing = ?1, waits_for = NULL, unknown = 0 WHERE standing <> ?2",
        [Standing::Waits as i64, Standing::Departed as i64],
    )?;
    let mut after = 0i64;
    loop {
        let page = page(log, after)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (_, name) in page {
            log.read_again(&name)?;
            settle(log, name, gate)?;
        }
    }
    // On the way a verdict may have stood against one that was accepted later; what left this phone's areas stays
    // gone. Newest first: what stands on a record leaves before the record does.
    for name in departed.iter().rev() {
        match log.change(name)? {
            Some((change, Standing::InState)) => log.execute(&leave(&change, log)?)?,
            Some((_, Standing::Waits)) => {}
            _ => continue,
        }
        log.set_standing(name, Standing::Departed, None)?;
    }
    Ok(())
}

fn page(log: &Log<'_>, after: i64) -> Result<Vec<(i64, ChangeName)>> {
    let mut statement =
        log.conn.prepare_cached("SELECT seq, name FROM change WHERE seq > ?1 ORDER BY seq LIMIT 500")?;
    let mut rows = statement.query([after])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(1)?) {
            found.push((row.get(0)?, name));
        }
    }
    Ok(found)
}

/// The derived tables as they are: table to rows, in the order of their keys.
pub fn derived(log: &Log<'_>) -> Result<BTreeMap<String, Vec<Vec<String>>>> {
    let mut all = BTreeMap::new();
    for table in schema::derived_tables() {
        let mut statement = log.conn.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let cells = (0..columns).map(|at| row.get::<_, Cell>(at).map(|cell| format!("{cell:?}")));
            found.push(cells.collect::<rusqlite::Result<Vec<_>>>()?);
        }
        found.sort();
        all.insert(table, found);
    }
    Ok(all)
}

/// What a check of the whole log found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Verified {
    /// Pages of the file that are not as they were written, by number: nothing else was looked at then.
    pub pages: Vec<u64>,
    /// What does not hold together between the pages of the file.
    pub structure: Vec<String>,
    /// Changes whose bytes and hash agree.
    pub changes: u64,
    /// Changes whose bytes do not have the hash they are kept with, by name.
    pub damaged: Vec<String>,
    /// Changes that are missing among this device's own, which have no gaps within an opening; by name.
    pub missing: Vec<String>,
    /// Tables that differ after they are made again.
    pub differing: Vec<String>,
    /// Feeds whose cursor is not signed by a certified server.
    pub unsigned_cursors: Vec<String>,
}

impl Verified {
    /// Whether everything agrees.
    pub fn is_sound(&self) -> bool {
        self.is_readable()
            && self.damaged.is_empty()
            && self.missing.is_empty()
            && self.differing.is_empty()
            && self.unsigned_cursors.is_empty()
    }

    /// Whether the file itself is whole, so that everything else could be looked at.
    pub fn is_readable(&self) -> bool {
        self.pages.is_empty() && self.structure.is_empty()
    }
}

impl super::Store {
    /// Checks every page of the file; then every hash, the numbers of this device, and that the tables made again from
    /// the log are equal to those in use. Changes nothing.
    pub fn verify(&mut self) -> Result<Verified> {
        let Examined { pages, structure } = examine(&self.conn)?;
        let mut verified = Verified { pages, structure, ..Verified::default() };
        if !verified.is_readable() {
            return Ok(verified);
        }
        let device = self.device();
        let tx = self.write()?;
        let log = tx.log();
        let mut after = 0i64;
        loop {
            let page = page(&log, after)?;
            let Some((seq, _)) = page.last() else { break };
            after = *seq;
            for (_, name) in page {
                let held = log.held(&name)?.ok_or(StoreError::BadAnswer("log"))?;
                if held.key.hash(&held.body) == held.hash {
                    verified.changes += 1;
                } else {
                    verified.damaged.push(name.to_string());
                }
            }
        }
        verified.missing = super::own::gaps(&log, device)?.iter().map(ToString::to_string).collect();
        let before = derived(&log)?;
        rebuild(&log, &mut Open)?;
        let after = derived(&log)?;
        verified.differing = before
            .into_iter()
            .filter(|(table, rows)| after.get(table) != Some(rows))
            .map(|(t, _)| t)
            .collect();
        // Dropped without commit: a check changes nothing.
        drop(tx);
        Ok(verified)
    }
}
