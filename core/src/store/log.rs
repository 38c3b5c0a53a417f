//! The log of changes and the tables derived from it, over one SQLite connection; the phone's store and the server's
//! embedded storage are the same here. Executes what the fold returns and answers what it asks. Decides nothing.

use std::sync::OnceLock;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::error::{Result, StoreError};
use super::opening::Opening;
use crate::change::cbor::{bytes_value, value_bytes};
use crate::change::hash::{ChangeKey, Hash};
use crate::change::{Change, Register, limits};
use crate::merge::{Known, RowChange, Said, State, fold};
use crate::record::sql::{self, SqlValue};
use crate::record::{ChangeName, Entity, EntityId, RecordName, VOID, Value, entity, table};

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
    pub fn receive(&self, name: ChangeName, key: ChangeKey, body: &[u8]) -> Result<Received> {
        let hash = key.hash(body);
        let held: Option<Vec<u8>> = self
            .conn
            .prepare_cached("SELECT hash FROM change WHERE name = ?1")?
            .query_row([name.key().as_slice()], |row| row.get(0))
            .optional()?;
        if let Some(held) = held {
            return Ok(if held == hash.0 { Received::Again } else { Received::Forked });
        }
        let change = Change::decode(body).ok().filter(|change| change.name == name);
        let standing = if change.is_some() { Standing::Waits } else { Standing::Unreadable };
        let subject = change.as_ref().and_then(|c| c.subject).map(|s| s.key().to_vec());
        self.conn
            .prepare_cached(
                "INSERT INTO change (name, subject, hash, key, body, standing, unknown) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                name.key().as_slice(),
                subject,
                hash.0.as_slice(),
                key.0.as_slice(),
                body,
                standing as i64,
                change.as_ref().is_none_or(is_beyond_this_version),
            ])?;
        Ok(Received::New)
    }

    /// Reads a kept change as this version does: what an earlier one could not read it may.
    pub fn read_again(&self, name: &ChangeName) -> Result<()> {
        let Some(held) = self.held(name)? else { return Ok(()) };
        let change = Change::decode(&held.body).ok().filter(|change| change.name == *name);
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

    /// Appends a change of this side's own as in the state, without making its rows. `opening`: a phone's, whose changes
    /// are unsent until they are acknowledged.
    pub fn append(&self, change: &Change, key: ChangeKey, opening: Option<&mut Opening>) -> Result<()> {
        let body = change.encode();
        if body.len() > limits::CHANGE_BYTES {
            return Err(StoreError::TooLarge { bytes: body.len(), limit: limits::CHANGE_BYTES });
        }
        let hash = key.hash(&body);
        let ancestry = opening.map(|opening| opening.saved(self, &hash)).transpose()?;
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
        // A body that gives itself another name is not this change, and never that other one.
        Ok(row.and_then(|(body, standing)| {
            let change = Change::decode(&body).ok().filter(|change| change.name == *name)?;
            Some((change, Standing::from_number(standing)))
        }))
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

    /// Executes what the fold returned.
    pub fn execute(&self, rows: &[RowChange]) -> Result<()> {
        rows.iter().try_for_each(|row| self.execute_one(row))
    }

    fn execute_one(&self, row: &RowChange) -> Result<()> {
        match row {
            RowChange::Insert { record, entity: id, subject, values, paths } => {
                let Some(entity) = entity(*id) else { return Ok(()) };
                let mut cells = vec![
                    Cell::Blob(record.key().to_vec()),
                    subject.map_or(Cell::Null, |s| Cell::Blob(s.key().to_vec())),
                ];
                for field in entity.fields.iter().filter(|f| !sql::columns(f).is_empty()) {
                    cells.extend(sql::column_values(field, values.get(&field.id)).into_iter().map(cell));
                }
                self.conn.prepare_cached(insert_statement(entity))?.execute(params_from_iter(cells))?;
                for (field, by_path) in paths {
                    for (path, value) in by_path {
                        self.show(entity, record, *field, Some(path), Some(value))?;
                    }
                }
                if let Some(value) = values.get(&VOID) {
                    self.show(entity, record, VOID, None, Some(value))?;
                }
            }
            RowChange::Remove { record, entity: id } => {
                let Some(entity) = entity(*id) else { return Ok(()) };
                // A register of a record that is not in the state is no dispute.
                let mut tables = vec![sql::table(entity), "dispute".into()];
                tables.extend(by_path_tables(entity));
                for table in tables {
                    self.conn
                        .prepare_cached(&format!("DELETE FROM {table} WHERE record = ?1"))?
                        .execute([record.key().as_slice()])?;
                }
            }
            RowChange::Show { register, entity: id, value } => {
                let Some(entity) = entity(*id) else { return Ok(()) };
                self.show(
                    entity,
                    &register.record,
                    register.field,
                    register.path.as_deref(),
                    value.as_ref(),
                )?;
            }
            RowChange::Say { register, said } => {
                let replaces: Vec<u8> = said.replaces.iter().flat_map(|c| c.key()).collect();
                self.conn
                    .prepare_cached(
                        "INSERT OR REPLACE INTO said (record, field, path, change, value, role, depth, replaces, reason)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                    )?
                    .execute(params![
                        register.record.key().as_slice(),
                        register.field as i64,
                        register.path.as_deref().unwrap_or(""),
                        said.change.key().as_slice(),
                        value_bytes(&said.value),
                        said.role as i64,
                        said.depth as i64,
                        replaces,
                        said.reason,
                    ])?;
            }
            RowChange::Unsay { register, change } => {
                self.conn
                    .prepare_cached(
                        "DELETE FROM said WHERE record = ?1 AND field = ?2 AND path = ?3 AND change = ?4",
                    )?
                    .execute(params![
                        register.record.key().as_slice(),
                        register.field as i64,
                        register.path.as_deref().unwrap_or(""),
                        change.key().as_slice(),
                    ])?;
            }
            RowChange::Dispute { register, subject, disputed } => {
                let statement = if *disputed {
                    "INSERT OR REPLACE INTO dispute (record, field, path, subject) VALUES (?1, ?2, ?3, ?4)"
                } else {
                    "DELETE FROM dispute WHERE record = ?1 AND field = ?2 AND path = ?3 AND ?4 IS ?4"
                };
                self.conn.prepare_cached(statement)?.execute(params![
                    register.record.key().as_slice(),
                    register.field as i64,
                    register.path.as_deref().unwrap_or(""),
                    subject.map(|s| s.key().to_vec()),
                ])?;
            }
        }
        Ok(())
    }

    fn show(
        &self,
        entity: &'static Entity,
        record: &RecordName,
        field: u64,
        path: Option<&str>,
        value: Option<&Value>,
    ) -> Result<()> {
        let key = record.key();
        if field == VOID && path.is_none() {
            let voided = i64::from(value == Some(&Value::Bool(true)));
            let statement = format!("UPDATE {} SET voided = ?2 WHERE record = ?1", sql::table(entity));
            self.conn.prepare_cached(&statement)?.execute(params![key.as_slice(), voided])?;
            return Ok(());
        }
        // A field or path that this version does not know stays in `said` until a version that does rebuilds.
        let Some(field) = entity.field(field) else { return Ok(()) };
        let columns = sql::columns(field);
        match (path, columns.is_empty()) {
            (None, false) => {
                let mut cells = vec![Cell::Blob(key.to_vec())];
                cells.extend(sql::column_values(field, value).into_iter().map(cell));
                let sets: Vec<String> =
                    columns.iter().zip(2..).map(|(column, at)| format!("{column} = ?{at}")).collect();
                let statement =
                    format!("UPDATE {} SET {} WHERE record = ?1", sql::table(entity), sets.join(", "));
                self.conn.prepare_cached(&statement)?.execute(params_from_iter(cells))?;
            }
            (Some(path), true) => {
                let table = sql::path_table(entity, field);
                match value {
                    Some(value) => self
                        .conn
                        .prepare_cached(&format!(
                            "INSERT OR REPLACE INTO {table} (record, path, value) VALUES (?1, ?2, ?3)"
                        ))?
                        .execute(params![key.as_slice(), path, cell(sql::path_value(value))])?,
                    None => self
                        .conn
                        .prepare_cached(&format!("DELETE FROM {table} WHERE record = ?1 AND path = ?2"))?
                        .execute(params![key.as_slice(), path])?,
                };
            }
            _ => {}
        }
        Ok(())
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

    /// A small fact.
    pub fn meta<T: rusqlite::types::FromSql>(&self, key: &str) -> Result<Option<T>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Keeps a small fact.
    pub fn set_meta<T: rusqlite::ToSql>(&self, key: &str, value: T) -> Result<()> {
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

impl State for Log<'_> {
    type Error = StoreError;

    fn known(&self, record: &RecordName) -> Result<Option<Known>> {
        let Some((change, Standing::InState)) = self.change(&record.change())? else { return Ok(None) };
        Ok(change
            .creates()
            .find(|create| create.record == *record)
            .map(|create| Known { entity: create.entity, subject: fold::subject_of(&change, &create) }))
    }

    fn said(&self, register: &Register) -> Result<Vec<Said>> {
        let mut all = Vec::new();
        if let Some((change, Standing::InState)) = self.change(&register.record.change())?
            && let Some(create) = change.creates().find(|create| create.record == register.record)
            && let Some(value) = create.value(register.field, register.path.as_deref())
        {
            all.push(fold::said_by_create(&change, value));
        }
        let mut statement = self.conn.prepare_cached(
            "SELECT change, value, role, depth, replaces, reason FROM said WHERE record = ?1 AND field = ?2 AND path = ?3",
        )?;
        let mut rows = statement.query(params![
            register.record.key().as_slice(),
            register.field as i64,
            register.path.as_deref().unwrap_or("")
        ])?;
        while let Some(row) = rows.next()? {
            let change: Vec<u8> = row.get(0)?;
            let value: Vec<u8> = row.get(1)?;
            let replaces: Vec<u8> = row.get(4)?;
            all.push(Said {
                change: ChangeName::from_key(&change)
                    .ok_or(crate::change::cbor::unreadable("a change name"))?,
                value: bytes_value(&value)?,
                role: row.get::<_, i64>(2)?.unsigned_abs(),
                depth: row.get::<_, i64>(3)?.unsigned_abs(),
                replaces: replaces.chunks(24).filter_map(ChangeName::from_key).collect(),
                reason: row.get(5)?,
            });
        }
        Ok(all)
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

fn cell(value: SqlValue) -> Cell {
    match value {
        SqlValue::Null => Cell::Null,
        SqlValue::Int(n) => Cell::Integer(n),
        SqlValue::Text(t) => Cell::Text(t),
        SqlValue::Blob(b) => Cell::Blob(b),
    }
}

fn by_path_tables(entity: &'static Entity) -> Vec<String> {
    entity.fields.iter().filter(|f| sql::columns(f).is_empty()).map(|f| sql::path_table(entity, f)).collect()
}

/// The statement that inserts a whole row of an entity; made once.
fn insert_statement(entity: &'static Entity) -> &'static str {
    static STATEMENTS: OnceLock<Vec<(EntityId, String)>> = OnceLock::new();
    let statements = STATEMENTS.get_or_init(|| {
        let statement = |entity: &'static Entity| {
            let mut columns = vec!["record".to_owned(), "subject".to_owned()];
            columns.extend(entity.fields.iter().flat_map(sql::columns));
            let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
            format!(
                "INSERT INTO {} ({}) VALUES ({})",
                sql::table(entity),
                columns.join(", "),
                marks.join(", ")
            )
        };
        crate::record::ENTITIES.iter().map(|e| (e.id, statement(e))).collect()
    });
    statements.iter().find(|(id, _)| *id == entity.id).map_or("", |(_, statement)| statement)
}
