//! The log: every change as it was received, and where it stands. Over one SQLite connection, the phone's and the
//! server's alike; beside it are the [`projection`](super::projection) and the small facts ([`meta`](super::meta)).
//! Decides nothing.

use std::cell::OnceCell;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::error::{Result, StoreError};
use crate::change::hash::{Ancestry, ChangeKey, Hash};
use crate::change::{Change, limits};
use crate::record::{ChangeName, RecordName, VOID, entity, table};

/// Takes the hash of a change into what commits to its opening up to it, and gives that.
pub type AncestryOf<'a> = &'a mut dyn FnMut(&Hash) -> Result<Ancestry>;

/// Where a change stands. The numbers are those of the column `standing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum Standing {
    /// In the state.
    InState = 0,
    /// Waits for a record.
    Waits = 1,
    /// Set aside by a verdict.
    SetAside = 2,
    /// This version cannot read it.
    Unreadable = 3,
    /// Its subject left this phone's areas.
    Departed = 4,
}

impl Standing {
    fn from_number(number: i64) -> Standing {
        use Standing::*;
        [InState, Waits, SetAside, Unreadable, Departed]
            .into_iter()
            .find(|s| *s as i64 == number)
            .unwrap_or(Unreadable)
    }
}

/// A change as kept.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its name.
    pub name: ChangeName,
    /// Its hash.
    pub hash: Hash,
    /// The key of its hash.
    pub key: ChangeKey,
    /// Canonical bytes, as received.
    pub body: Vec<u8>,
    /// Where it stands.
    pub standing: Standing,
}

/// A change on its way into the log. It is decoded once, whoever asks, and not at all where it is held already.
#[derive(Debug)]
pub struct Incoming<'b> {
    /// The name under which it came.
    pub name: ChangeName,
    /// Its hash.
    pub hash: Hash,
    key: ChangeKey,
    body: &'b [u8],
    change: OnceCell<Option<Change>>,
}

impl<'b> Incoming<'b> {
    /// Under the name that it was sent with.
    pub fn new(name: ChangeName, key: ChangeKey, body: &'b [u8]) -> Self {
        Incoming { name, hash: key.hash(body), key, body, change: OnceCell::new() }
    }

    /// Under the name that it gives itself, which stands where every format keeps it; `None` if it has none.
    pub fn by_its_own_name(key: ChangeKey, body: &'b [u8]) -> Option<Self> {
        let change = Change::decode(body).ok();
        let name = change.as_ref().map(|change| change.name).or_else(|| Change::name_of(body))?;
        Some(Incoming { change: change.into(), ..Incoming::new(name, key, body) })
    }

    /// The change; `None` where this version cannot read it, or it gives itself another name.
    pub fn change(&self) -> Option<&Change> {
        self.change.get_or_init(|| read(self.body, &self.name)).as_ref()
    }
}

/// So many parameters of a statement, to stand within parentheses.
pub(in crate::store) fn placeholders(count: usize) -> String {
    vec!["?"; count].join(",")
}

/// A body that gives itself another name is not this change, and never that other one.
fn read(body: &[u8], name: &ChangeName) -> Option<Change> {
    Change::decode(body).ok().filter(|change| change.name == *name)
}

/// What became of a change that was received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It is new.
    New,
    /// It was held already, byte for byte.
    Again,
    /// Another change of this name is held: a process was copied with its memory.
    Forked,
}

/// The log over a connection. Transactions are the caller's.
#[derive(Clone, Copy)]
pub struct Log<'c> {
    pub(in crate::store) conn: &'c Connection,
}

/// What a verdict says of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Set aside, with the number of the reason.
    SetAside(i64),
    /// Accepted after all.
    Accepted,
}

impl<'c> Log<'c> {
    /// Over this connection, whose tables exist.
    pub fn new(conn: &'c Connection) -> Self {
        Log { conn }
    }

    /// The connection below: for a server's storage, which keeps tables of its own on it, and for tests that look into
    /// the file. Whoever else wants something of these tables asks this room for it by name.
    pub fn connection(&self) -> &'c Connection {
        self.conn
    }

    /// Keeps a change, or finds it kept. Does not decide where it stands.
    pub fn receive(&self, incoming: &Incoming<'_>) -> Result<Received> {
        let Incoming { name, hash, .. } = incoming;
        let held: Option<Vec<u8>> = self
            .conn
            .prepare_cached("SELECT hash FROM change WHERE name = ?1")?
            .query_row([name.key().as_slice()], |row| row.get(0))
            .optional()?;
        if let Some(held) = held {
            return Ok(if held == hash.0 { Received::Again } else { Received::Forked });
        }
        let change = incoming.change();
        let standing = if change.is_some() { Standing::Waits } else { Standing::Unreadable };
        let subject = change.and_then(|c| c.subject).map(|s| s.key().to_vec());
        self.conn
            .prepare_cached(
                "INSERT INTO change (name, subject, hash, key, body, standing, unknown) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                name.key().as_slice(),
                subject,
                hash.0.as_slice(),
                incoming.key.0.as_slice(),
                incoming.body,
                standing as i64,
                change.is_none_or(is_beyond_this_version),
            ])?;
        Ok(Received::New)
    }

    /// Reads a kept change as this version does: what an earlier one could not read it may.
    pub fn read_again(&self, name: &ChangeName) -> Result<()> {
        let Some(held) = self.held(name)? else { return Ok(()) };
        let change = read(&held.body, name);
        let beyond = change.as_ref().is_none_or(is_beyond_this_version);
        self.conn.prepare_cached("UPDATE change SET subject = ?2, unknown = ?3 WHERE name = ?1")?.execute(
            params![
                name.key().as_slice(),
                change.as_ref().and_then(|c| c.subject).map(|s| s.key().to_vec()),
                beyond,
            ],
        )?;
        if change.is_none() {
            self.set_standing(name, Standing::Unreadable, None)?;
        }
        Ok(())
    }

    /// Appends a change of this side's own as in the state, without making its rows. `own`: a phone's, whose changes
    /// are unsent until they are acknowledged; it takes the hash into what commits to its opening up to here.
    pub fn append(&self, change: &Change, key: ChangeKey, own: Option<AncestryOf<'_>>) -> Result<()> {
        let body = change.encode();
        if body.len() > limits::CHANGE_BYTES {
            return Err(StoreError::TooLarge { bytes: body.len(), limit: limits::CHANGE_BYTES });
        }
        let hash = key.hash(&body);
        let ancestry = own.map(|saved| saved(&hash)).transpose()?;
        let urgent = change.creates().any(|create| create.entity == table::referral::ID);
        self.conn
            .prepare_cached(
                "INSERT INTO change (name, subject, hash, key, body, standing, own, ancestry, urgent)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                change.name.key().as_slice(),
                change.subject.map(|s| s.key().to_vec()),
                hash.0.as_slice(),
                key.0.as_slice(),
                body,
                Standing::InState as i64,
                ancestry.is_some(),
                ancestry.map(|ancestry| ancestry.0),
                urgent,
            ])?;
        Ok(())
    }

    /// A change as kept.
    pub fn held(&self, name: &ChangeName) -> Result<Option<Held>> {
        let row = self
            .conn
            .prepare_cached("SELECT name, hash, key, body, standing FROM change WHERE name = ?1")?
            .query_row([name.key().as_slice()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()?;
        row.map(held_from_row).transpose()
    }

    /// A change that is kept and that this version reads.
    pub fn change(&self, name: &ChangeName) -> Result<Option<(Change, Standing)>> {
        let row: Option<(Vec<u8>, i64)> = self
            .conn
            .prepare_cached("SELECT body, standing FROM change WHERE name = ?1")?
            .query_row([name.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row.and_then(|(body, standing)| Some((read(&body, name)?, Standing::from_number(standing)))))
    }

    /// Those of these changes that are held and readable, in one statement: for a list.
    pub fn changes(&self, names: &[ChangeName]) -> Result<HashMap<ChangeName, (Change, Standing)>> {
        let mut found = HashMap::with_capacity(names.len());
        let mut statement = self.conn.prepare(&format!(
            "SELECT name, body, standing FROM change WHERE name IN ({})",
            placeholders(names.len())
        ))?;
        let mut rows = statement.query(params_from_iter(names.iter().map(|name| name.key())))?;
        while let Some(row) = rows.next()? {
            let (name, body): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if let Some(name) = ChangeName::from_key(&name)
                && let Some(change) = read(&body, &name)
            {
                found.insert(name, (change, Standing::from_number(row.get(2)?)));
            }
        }
        Ok(found)
    }

    /// Names of a subject's changes, in the order in which they came.
    pub fn of_subject(&self, subject: &RecordName) -> Result<Vec<(ChangeName, Standing)>> {
        let mut statement =
            self.conn.prepare_cached("SELECT name, standing FROM change WHERE subject = ?1 ORDER BY seq")?;
        let rows = statement.query_map([subject.key().as_slice()], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
        })?;
        let mut names = Vec::new();
        for row in rows {
            let (name, standing) = row?;
            names.extend(ChangeName::from_key(&name).map(|name| (name, Standing::from_number(standing))));
        }
        Ok(names)
    }

    /// Changes that may stand on a record: those about it, and those in the state that set it.
    pub fn standing_on(&self, record: &RecordName) -> Result<Vec<ChangeName>> {
        self.names(
            "SELECT name FROM change WHERE subject = ?1 UNION SELECT change FROM said WHERE record = ?1",
            &record.key(),
        )
    }

    /// Where a change stands; `None` if it is not kept.
    pub fn standing(&self, name: &ChangeName) -> Result<Option<Standing>> {
        let number: Option<i64> = self
            .conn
            .prepare_cached("SELECT standing FROM change WHERE name = ?1")?
            .query_row([name.key().as_slice()], |row| row.get(0))
            .optional()?;
        Ok(number.map(Standing::from_number))
    }

    /// Notes where a change stands.
    pub fn set_standing(
        &self,
        name: &ChangeName,
        standing: Standing,
        waits_for: Option<&RecordName>,
    ) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE change SET standing = ?2, waits_for = ?3 WHERE name = ?1")?
            .execute(params![name.key().as_slice(), standing as i64, waits_for.map(|r| r.key().to_vec())])?;
        Ok(())
    }

    /// Changes that wait for a record.
    pub fn waiting_for(&self, record: &RecordName) -> Result<Vec<ChangeName>> {
        self.names(
            "SELECT name FROM change WHERE standing = 1 AND standing <> 0 AND waits_for = ?1 ORDER BY seq",
            &record.key(),
        )
    }

    /// The verdict about a change, if there is one in the state. A device judges of its own changes only those with a
    /// smaller number: else a verdict could set itself aside, and come and go for ever.
    pub fn verdict(&self, name: &ChangeName) -> Result<Option<Outcome>> {
        let row: Option<(Option<i64>, Option<i64>)> = self
            .conn
            .prepare_cached(
                "SELECT outcome, reason FROM r_verdict WHERE device = ?1 AND number = ?2 AND voided = 0
                 AND (substr(record, 1, 16) <> ?1 OR substr(record, 1, 24) > ?3)
                 ORDER BY outcome DESC LIMIT 1",
            )?
            .query_row(params![name.device.0.as_slice(), name.number as i64, name.key().as_slice()], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        Ok(row.map(|(outcome, reason)| {
            if outcome == Some(table::code::verdict_outcome::accepted) {
                Outcome::Accepted
            } else {
                Outcome::SetAside(reason.unwrap_or(0))
            }
        }))
    }

    /// Names of changes by a condition of this crate's own, in the order in which they came.
    pub(crate) fn names_where(&self, condition: &'static str) -> Result<Vec<ChangeName>> {
        let statement = format!("SELECT name FROM change WHERE {condition} AND ?1 IS NOT NULL ORDER BY seq");
        self.names(&statement, &[0])
    }

    pub(super) fn names(&self, statement: &str, key: &[u8]) -> Result<Vec<ChangeName>> {
        let mut statement = self.conn.prepare_cached(statement)?;
        let rows = statement.query_map([key], |row| row.get::<_, Vec<u8>>(0))?;
        let mut names = Vec::new();
        for row in rows {
            names.extend(ChangeName::from_key(&row?));
        }
        Ok(names)
    }
}

type HeldRow = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, i64);

fn held_from_row((name, hash, key, body, standing): HeldRow) -> Result<Held> {
    let unreadable = crate::change::cbor::unreadable;
    Ok(Held {
        name: ChangeName::from_key(&name).ok_or(unreadable("a change name"))?,
        hash: Hash(hash.try_into().map_err(|_| unreadable("a hash"))?),
        key: ChangeKey(key.try_into().map_err(|_| unreadable("a key"))?),
        body,
        standing: Standing::from_number(standing),
    })
}

/// Whether a later version would show more of this change: an edit, an entity or a field that this one does not know.
fn is_beyond_this_version(change: &Change) -> bool {
    change.has_unknown()
        || change.creates().any(|create| match entity(create.entity) {
            Some(entity) => create
                .values
                .keys()
                .chain(create.paths.keys())
                .any(|f| *f != VOID && entity.field(*f).is_none()),
            None => true,
        })
}
