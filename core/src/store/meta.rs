//! Small facts, each under a key: who this phone is, what it was told, what it still has to ask. What a fact means is for
//! whoever keeps it.

use rusqlite::types::FromSql;
use rusqlite::{OptionalExtension, ToSql, params};

use super::error::Result;
use super::log::Log;

impl Log<'_> {
    /// A small fact.
    pub fn meta<T: FromSql>(&self, key: &str) -> Result<Option<T>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Keeps a small fact.
    pub fn set_meta<T: ToSql>(&self, key: &str, value: T) -> Result<()> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
            .execute(params![key, value])?;
        Ok(())
    }

    /// Forgets a small fact.
    pub fn drop_meta(&self, key: &str) -> Result<()> {
        self.conn.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key])?;
        Ok(())
    }
}
