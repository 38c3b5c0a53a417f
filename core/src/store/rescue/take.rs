//! Rows out of a damaged file, into a new one: which columns a stored row has, as the schema that it was stored under
//! says, and which of its columns this version knows. Knows what a change must be to be believed; decides nothing else.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::change::hash::{ChangeKey, Hash};
use crate::record::ChangeName;
use crate::store::due;
use crate::store::error::Result;
use crate::store::pages::{Kind, Row};
use crate::store::schema;

/// The log of changes, whose rows show by themselves whether they are true.
pub(super) const CHANGE: &str = "change";
/// Small facts.
pub(super) const META: &str = "meta";

/// A table that is kept: everything else is made again.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<Column>,
    /// Its rows have numbers; else it is an index by its key.
    numbered: bool,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: String,
    key: i64,
    needed: bool,
}

/// The tables that are kept, as this version makes them.
pub(super) fn kept(conn: &Connection) -> Result<Vec<Table>> {
    let derived = schema::derived_tables();
    let derived = derived.iter().map(|name| name.trim_matches('"'));
    let derived: Vec<&str> = derived.chain([due::NAME]).collect();
    let mut statement = conn.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    names.into_iter().filter(|name| !derived.contains(&name.as_str())).map(|name| table(conn, name)).collect()
}

/// A table as this statement made it; `None` if it makes none of this name.
pub(super) fn as_made_by(statement: &str, name: &str) -> Option<Table> {
    let scratch = Connection::open_in_memory().ok()?;
    scratch.execute_batch(statement).ok()?;
    table(&scratch, name.to_owned()).ok().filter(|table| !table.columns.is_empty())
}

fn table(conn: &Connection, name: String) -> Result<Table> {
    let mut statement = conn.prepare(
        "SELECT name, upper(type), pk, \"notnull\" AND dflt_value IS NULL FROM pragma_table_info(?1)",
    )?;
    let columns = statement.query_map([&name], |row| {
        Ok(Column { name: row.get(0)?, kind: row.get(1)?, key: row.get(2)?, needed: row.get(3)? })
    })?;
    let columns = columns.collect::<rusqlite::Result<_>>()?;
    let indexed: bool = conn.query_row(
        "SELECT wr FROM pragma_table_list WHERE name = ?1 AND schema = 'main'",
        [&name],
        |row| row.get(0),
    )?;
    Ok(Table { name, columns, numbered: !indexed })
}

impl Table {
    /// What nodes of it are.
    pub(super) fn holds(&self, kind: Kind) -> bool {
        match kind {
            Kind::Rows => self.numbered,
            Kind::Entries | Kind::WayToEntries => !self.numbered,
            Kind::WayToRows => false,
        }
    }

    /// A stored row by the names of its columns.
    pub(super) fn named(&self, row: Row) -> BTreeMap<String, Value> {
        let mut columns: Vec<&Column> = self.columns.iter().collect();
        if !self.numbered {
            // First its key, in the order of the key.
            columns.sort_by_key(|column| if column.key > 0 { column.key } else { i64::MAX });
        }
        let mut named: BTreeMap<String, Value> = BTreeMap::new();
        for (column, value) in columns.into_iter().zip(row.values) {
            let value = if self.is_number(column) { Value::Integer(row.rowid) } else { value };
            named.insert(column.name.clone(), value);
        }
        named
    }

    /// Whether a row of which nobody knows whose it is can be one of this table: as many values, each of its kind.
    pub(super) fn fits(&self, row: &Row) -> bool {
        let mut columns: Vec<&Column> = self.columns.iter().collect();
        if !self.numbered {
            columns.sort_by_key(|column| if column.key > 0 { column.key } else { i64::MAX });
        }
        let fits = |(column, value): (&&Column, &Value)| match value {
            Value::Null => self.is_number(column) || !(column.needed || column.key > 0),
            _ if self.is_number(column) => false,
            Value::Integer(_) => column.kind.is_empty() || column.kind == "INTEGER",
            Value::Real(_) => column.kind.is_empty(),
            Value::Text(_) => column.kind.is_empty() || column.kind == "TEXT",
            Value::Blob(_) => column.kind.is_empty() || column.kind == "BLOB",
        };
        columns.len() == row.values.len() && columns.iter().zip(&row.values).all(fits)
    }

    /// Keeps a row in the new file, under the columns that this table has there; `false` if its key stands there.
    pub(super) fn keep(&self, conn: &Connection, named: &BTreeMap<String, Value>) -> Result<bool> {
        if self.insert(conn, named, false)? {
            return Ok(true);
        }
        // Its number may be taken; of a change only the name counts.
        Ok(self.name == CHANGE && self.insert(conn, named, true)?)
    }

    fn insert(&self, conn: &Connection, named: &BTreeMap<String, Value>, renumbered: bool) -> Result<bool> {
        let columns: Vec<&Column> = self
            .columns
            .iter()
            .filter(|column| named.contains_key(&column.name) && !(renumbered && self.is_number(column)))
            .collect();
        if columns.is_empty() {
            return Ok(false);
        }
        let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let marks: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
        let statement = format!(
            "INSERT OR IGNORE INTO \"{}\" ({}) VALUES ({})",
            self.name,
            names.join(", "),
            marks.join(", ")
        );
        let values = columns.iter().filter_map(|column| named.get(&column.name));
        Ok(conn.prepare_cached(&statement)?.execute(params_from_iter(values))? > 0)
    }

    /// Whether a column is another name of the row's number, which is stored but once.
    fn is_number(&self, column: &Column) -> bool {
        let keys = self.columns.iter().filter(|column| column.key > 0).count();
        self.numbered && keys == 1 && column.key == 1 && column.kind == "INTEGER"
    }
}

/// Whether a row of the log is a change as it was made: it has the hash that it is kept with.
pub(super) fn is_true(named: &BTreeMap<String, Value>) -> bool {
    let bytes = |column: &str| match named.get(column) {
        Some(Value::Blob(bytes)) => Some(bytes.as_slice()),
        _ => None,
    };
    let (Some(name), Some(key), Some(hash), Some(body)) =
        (bytes("name"), bytes("key"), bytes("hash"), bytes("body"))
    else {
        return false;
    };
    match (ChangeName::from_key(name), key.try_into(), hash.try_into()) {
        (Some(_), Ok(key), Ok(hash)) => ChangeKey(key).hash(body) == Hash(hash),
        _ => false,
    }
}

/// Of a change in a page with wrong bytes only what its hash covers is believed: of one's own it is not known whether
/// the server has it, and it is sent again.
pub(super) fn doubt(named: &mut BTreeMap<String, Value>) {
    if matches!(named.get("own"), Some(Value::Integer(1))) {
        for column in ["acknowledged", "fed"] {
            named.remove(column);
        }
    }
}
