//! The tables that follow from the changes in the state: executes the rows that the fold returns, and answers what the
//! fold asks. Knows the table of fields; must not know which saying wins.

use std::sync::OnceLock;

use rusqlite::types::Value as Cell;
use rusqlite::{OptionalExtension, params, params_from_iter};

use super::due::Stale;
use super::error::{Result, StoreError};
use super::log::{Log, Standing};
use super::name_order::Moved;
use crate::change::Register;
use crate::change::cbor::{bytes_value, value_bytes};
use crate::merge::{Assignment, Known, RowChange, State, fold};
use crate::record::sql::{self, SqlValue};
use crate::record::{ChangeName, Entity, EntityId, RecordName, VOID, Value, entity};

impl Log<'_> {
    /// Executes what the fold returned.
    pub fn execute(&self, rows: &[RowChange]) -> Result<()> {
        let moved = Moved::by(self, rows)?;
        let stale = Stale::by(self, rows)?;
        rows.iter().try_for_each(|row| self.execute_one(row))?;
        stale.settle(self)?;
        moved.settle(self)
    }

    fn execute_one(&self, row: &RowChange) -> Result<()> {
        match row {
            RowChange::Insert { record, entity: id, subject, values, paths } => {
                // Of an entity of a later version, too.
                self.conn
                    .prepare_cached("INSERT INTO record (record, entity, subject) VALUES (?1, ?2, ?3)")?
                    .execute(params![
                        record.key().as_slice(),
                        *id as i64,
                        subject.map(|s| s.key().to_vec())
                    ])?;
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
                self.conn
                    .prepare_cached("DELETE FROM record WHERE record = ?1")?
                    .execute([record.key().as_slice()])?;
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
                        .execute(params![key.as_slice(), path, cell(sql::path_value(field, value))])?,
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
}

impl State for Log<'_> {
    type Error = StoreError;

    fn known(&self, record: &RecordName) -> Result<Option<Known>> {
        let row: Option<(i64, Option<Vec<u8>>)> = self
            .conn
            .prepare_cached("SELECT entity, subject FROM record WHERE record = ?1")?
            .query_row([record.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(row.map(|(entity, subject)| Known {
            entity: entity as EntityId,
            subject: subject.and_then(|key| RecordName::from_key(&key)),
        }))
    }

    fn assignments(&self, register: &Register) -> Result<Vec<Assignment>> {
        let mut all = Vec::new();
        if let Some((change, Standing::InState)) = self.change(&register.record.change())?
            && let Some(create) = change.creates().find(|create| create.record == register.record)
            && let Some(value) = create.value(register.field, register.path.as_deref())
        {
            all.push(fold::assigned_by_create(&change, value));
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
            all.push(Assignment {
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
