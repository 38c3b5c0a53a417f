//! What a database keeps of the requests that it made: counters and nonces, by opening, and the last answer.

use rusqlite::{OptionalExtension, params};

use super::error::Result;
use super::log::Log;
use crate::record::Tag;

/// What a phone drew for one request.
pub type Nonce = [u8; 8];

/// What the server once answered, as the phone shows it: the request, and the server's word for having answered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The opening in which the request was made.
    pub tag: Tag,
    /// Its counter there.
    pub counter: u64,
    /// Its nonce.
    pub nonce: Nonce,
    /// The server's word; only the server can make it or check it.
    pub word: [u8; 16],
}

impl super::Store {
    /// Counts one more request of this opening, durable when it returns.
    pub(crate) fn count_request(&mut self, nonce: Nonce, with_batches: bool) -> Result<u64> {
        let tag = self.opening().tag.0 as i64;
        let tx = self.write()?;
        let log = tx.log();
        let counter: i64 =
            log.conn.query_row("SELECT counter + 1 FROM opening WHERE tag = ?1", [tag], |row| row.get(0))?;
        log.conn.execute("UPDATE opening SET counter = ?2 WHERE tag = ?1", params![tag, counter])?;
        log.conn.execute(
            "INSERT INTO sent (tag, counter, nonce) VALUES (?1, ?2, ?3)",
            params![tag, counter, nonce.as_slice()],
        )?;
        log.conn.execute("DELETE FROM sent WHERE tag <> ?1 OR counter <= ?2", params![tag, counter - 16])?;
        if with_batches {
            super::retry::note_pending(&log)?;
        }
        tx.commit()?;
        Ok(counter.unsigned_abs())
    }

    /// Whether this database made the request with this counter and nonce.
    pub(crate) fn has_sent(&self, tag: Tag, counter: u64, nonce: Nonce) -> Result<bool> {
        let log = self.log();
        let mut statement =
            log.conn.prepare_cached("SELECT 1 FROM sent WHERE tag = ?1 AND counter = ?2 AND nonce = ?3")?;
        Ok(statement.exists(params![tag.0 as i64, counter as i64, nonce.as_slice()])?)
    }

    /// The nonce of the last request of this opening that was answered.
    pub(crate) fn answered(&self) -> Result<Option<Nonce>> {
        let nonce: Option<Option<Vec<u8>>> = self
            .log()
            .conn
            .prepare_cached("SELECT answered FROM opening WHERE tag = ?1")?
            .query_row([self.opening().tag.0 as i64], |row| row.get(0))
            .optional()?;
        Ok(nonce.flatten().and_then(|nonce| nonce.try_into().ok()))
    }

    /// The last answer that this database knows of.
    pub(crate) fn receipt(&self) -> Result<Option<Receipt>> {
        let Some(bytes) = self.log().meta::<Vec<u8>>("receipt")? else { return Ok(None) };
        let (word, rest) = bytes.split_at_checked(16).unwrap_or_default();
        let (nonce, rest) = rest.split_at_checked(8).unwrap_or_default();
        let (tag, counter) = rest.split_at_checked(8).unwrap_or_default();
        Ok((|| {
            Some(Receipt {
                tag: Tag(u64::from_be_bytes(tag.try_into().ok()?)),
                counter: u64::from_be_bytes(counter.try_into().ok()?),
                nonce: nonce.try_into().ok()?,
                word: word.try_into().ok()?,
            })
        })())
    }
}

/// An answer came to a request of an opening.
pub(crate) fn note_answered(log: &Log<'_>, receipt: &Receipt) -> Result<()> {
    log.conn
        .prepare_cached("UPDATE opening SET answered = ?2 WHERE tag = ?1")?
        .execute(params![receipt.tag.0 as i64, receipt.nonce.as_slice()])?;
    let parts = [
        receipt.word.as_slice(),
        &receipt.nonce,
        &receipt.tag.0.to_be_bytes(),
        &receipt.counter.to_be_bytes(),
    ];
    log.set_meta("receipt", parts.concat())
}
