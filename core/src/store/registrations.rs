//! Registrations that were begun and are not saved yet: each answer is on the disk before the call that took it returns, and after a kill or a
//! flat battery the registration is there at the step where it was left. It is of a new family, or of a household that is known. Knows texts under
//! names; knows no step, no question and no field.

use rusqlite::{OptionalExtension, Row, params};

use super::Store;
use super::error::{Result, StoreError};
use super::log::Log;
use super::save::Draft;
use crate::record::{ChangeName, RecordName};

/// What is kept of one registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// Its name on this phone.
    pub id: String,
    /// The household that somebody is registered in; none where the family is new.
    pub household: Option<RecordName>,
    /// The step where it was left.
    pub step: String,
    /// What was answered, as JSON.
    pub inputs: String,
    /// When it was begun, seconds of Unix time as this phone's clock had it.
    pub begun_s: i64,
    /// When something of it was last kept, likewise.
    pub kept_s: i64,
}

const COLUMNS: &str = "SELECT id, household, step, inputs, begun_s, kept_s FROM registration";

impl Store {
    /// A new registration, durable when this returns: its name.
    pub fn begin_registration(
        &mut self,
        household: Option<RecordName>,
        step: &str,
        inputs: &str,
    ) -> Result<String> {
        let id = uuid::Uuid::new_v8(super::random::draw()).to_string();
        let now_s = self.now().wall_s;
        let tx = self.write()?;
        tx.log().conn.execute(
            "INSERT INTO registration (id, household, step, inputs, begun_s, kept_s) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
            params![id, household.map(|household| household.key()), step, inputs, now_s],
        )?;
        tx.commit()?;
        Ok(id)
    }

    /// Keeps what was answered and where it goes on: durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] for one that was saved or let go.
    pub fn keep_registration(&mut self, id: &str, step: &str, inputs: &str) -> Result<()> {
        let now_s = self.now().wall_s;
        let tx = self.write()?;
        let known = tx.log().conn.execute(
            "UPDATE registration SET step = ?2, inputs = ?3, kept_s = ?4 WHERE id = ?1",
            params![id, step, inputs, now_s],
        )?;
        if known == 0 {
            return Err(StoreError::NoDraft);
        }
        tx.commit()
    }

    /// Every registration, the one that was last worked on first.
    pub fn registrations(&self) -> Result<Vec<Registration>> {
        let log = self.log();
        let mut statement = log.conn.prepare_cached(&format!("{COLUMNS} ORDER BY kept_s DESC, id"))?;
        let all = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        all.into_iter().map(|one| one.ok_or(StoreError::Damaged)).collect()
    }

    /// A registration, if it is neither saved nor let go.
    pub fn registration(&self, id: &str) -> Result<Option<Registration>> {
        let log = self.log();
        let mut statement = log.conn.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
        let found = statement.query_row([id], read).optional()?;
        found.map(|one| one.ok_or(StoreError::Damaged)).transpose()
    }

    /// Lets a registration go, because its worker says so.
    pub fn drop_registration(&mut self, id: &str) -> Result<()> {
        let tx = self.write()?;
        forget(&tx.log(), id)?;
        tx.commit()
    }

    /// Saves what a registration comes to, and lets it go, in one transaction: there is never both, and never neither.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] where it was saved already: nobody is registered twice.
    pub fn finish_registration(&mut self, id: &str, act: Draft) -> Result<Vec<ChangeName>> {
        self.save_with(act, |log, _| if forget(log, id)? == 0 { Err(StoreError::NoDraft) } else { Ok(()) })
    }
}

fn forget(log: &Log<'_>, id: &str) -> Result<usize> {
    Ok(log.conn.execute("DELETE FROM registration WHERE id = ?1", [id])?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Option<Registration>> {
    let household: Option<Vec<u8>> = row.get(1)?;
    let household = household.map(|key| RecordName::from_key(&key));
    if household == Some(None) {
        return Ok(None);
    }
    Ok(Some(Registration {
        id: row.get(0)?,
        household: household.flatten(),
        step: row.get(2)?,
        inputs: row.get(3)?,
        begun_s: row.get(4)?,
        kept_s: row.get(5)?,
    }))
}
