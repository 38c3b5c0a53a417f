//! A replica as it ships: the log over SQLite and the machine that brings each change to where it stands. Its tables
//! are compared with what the model's tables look like in SQL.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::cbor::value_bytes;
use chaski::record::sql::{self, SqlValue};
use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, RecordName, VOID, Value, entity};
use chaski::store::Log;
use chaski::store::apply::{Open, settle};
use chaski::store::log::{Incoming, Received};
use chaski::store::schema;
use chaski::store::search::fold;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;

use super::{Sent, Tables, register};

/// Table to its rows, empty tables left out.
pub type Rows = BTreeMap<String, BTreeSet<String>>;

thread_local! {
    static CONNECTION: Connection = {
        chaski::store::open::initialise();
        let conn = Connection::open_in_memory().unwrap();
        schema::create_log(&conn).unwrap();
        conn.set_prepared_statement_cache_capacity(256);
        conn
    };
}

struct Undo<'c>(&'c Connection);

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        self.0.execute_batch("ROLLBACK").unwrap();
    }
}

/// Works on a database that holds nothing, and leaves it so.
pub fn on_a_phone<T>(work: impl FnOnce(&Log<'_>) -> T) -> T {
    CONNECTION.with(|conn| {
        conn.execute_batch("BEGIN").unwrap();
        let _undo = Undo(conn);
        work(&Log::new(conn))
    })
}

/// Takes in one delivery: all of it is kept before any of it is brought to where it stands.
pub fn receives(log: &Log<'_>, delivery: &[&Sent]) {
    for sent in delivery {
        let received = log.receive(&Incoming::new(sent.name(), sent.key, &sent.body)).unwrap();
        assert_ne!(received, Received::Forked);
    }
    for sent in delivery {
        settle(log, sent.name(), &mut Open).unwrap();
    }
}

/// What the phone holds, its log's standings included.
pub fn rows_of(log: &Log<'_>) -> Rows {
    let mut all = Rows::new();
    let mut read = |table: &str, statement: &str| {
        let mut statement = log.connection().prepare_cached(statement).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..columns).map(|at| text_of(row.get(at).unwrap())).collect();
            assert!(all.entry(table.into()).or_default().insert(cells.join(" | ")), "a row stands twice");
        }
    };
    read("standing", "SELECT name, standing FROM change");
    for table in schema::derived_tables() {
        read(&table, &format!("SELECT * FROM {table}"));
    }
    all
}

/// What a phone must hold whose tables are these.
pub fn rows_expected(tables: &Tables) -> Rows {
    let mut all = Rows::new();
    let mut row = |table: String, cells: Vec<SqlValue>| {
        let cells: Vec<String> = cells.into_iter().map(|cell| text_of(cell_of(cell))).collect();
        all.entry(table).or_default().insert(cells.join(" | "));
    };
    let blob = |bytes: &[u8]| SqlValue::Blob(bytes.to_vec());
    let int = |n: u64| SqlValue::Int(n as i64);
    let or_null = |key: Option<[u8; 26]>| key.map_or(SqlValue::Null, |key| blob(&key));
    let text = |text: &Option<String>| SqlValue::Text(text.clone().unwrap_or_default());
    for (name, standing) in &tables.standing {
        row("standing".into(), vec![blob(&name.key()), SqlValue::Int(*standing)]);
    }
    for (record, (id, subject)) in &tables.records {
        row("record".into(), vec![blob(&record.key()), int(*id), or_null(subject.map(|s| s.key()))]);
        let Some(entity) = entity(*id) else { continue };
        let voided = tables.shown.get(&register(*record, VOID)) == Some(&Value::Bool(true));
        let mut cells = vec![blob(&record.key()), or_null(subject.map(|s| s.key())), int(voided.into())];
        for field in entity.fields {
            cells.extend(sql::column_values(field, tables.shown.get(&register(*record, field.id))));
        }
        row(sql::table(entity), cells);
    }
    for (record, sort) in names_expected(tables) {
        let entity = tables.records[&record].0;
        row("name_order".into(), vec![blob(&record.key()), int(entity), SqlValue::Text(sort)]);
    }
    for (register, value) in &tables.shown {
        let field =
            entity(tables.records[&register.record].0).and_then(|e| Some((e, e.field(register.field)?)));
        if let (Some((entity, field)), Some(path)) = (field, &register.path)
            && sql::columns(field).is_empty()
        {
            let cells = vec![
                blob(&register.record.key()),
                SqlValue::Text(path.clone()),
                sql::path_value(field, value),
            ];
            row(sql::path_table(entity, field), cells);
        }
    }
    for ((of, change), s) in &tables.said {
        let replaces: Vec<u8> = s.replaces.iter().flat_map(ChangeName::key).collect();
        let reason = s.reason.clone().map_or(SqlValue::Null, SqlValue::Text);
        let register = [blob(&of.record.key()), int(of.field), text(&of.path), blob(&change.key())];
        let saying = [blob(&value_bytes(&s.value)), int(s.role), int(s.depth), blob(&replaces), reason];
        row("said".into(), register.into_iter().chain(saying).collect());
    }
    for (of, subject) in &tables.disputed {
        let subject = or_null(subject.map(|s| s.key()));
        row("dispute".into(), vec![blob(&of.record.key()), int(of.field), text(&of.path), subject]);
    }
    all
}

/// What the households and children in the tables are sorted by.
fn names_expected(tables: &Tables) -> Vec<(RecordName, String)> {
    let shown = |record: RecordName, field| tables.shown.get(&register(record, field));
    let text = |record, field| shown(record, field).and_then(|value| value.as_text().map(str::to_owned));
    let sorted = |name: Option<String>| {
        let name = name.map(|name| fold(&name)).filter(|name| !name.is_empty());
        name.unwrap_or_else(|| char::MAX.to_string())
    };
    let is_child = |record| shown(record, person::kind) == Some(&Value::Int(code::person_kind::child));
    let here = |of: u64| {
        let all = tables.records.iter().filter(move |(_, (id, _))| *id == of).map(|(record, _)| *record);
        all.filter(|record| shown(*record, VOID) != Some(&Value::Bool(true))).collect::<Vec<_>>()
    };
    let persons = here(person::ID);
    let names_of = |house: RecordName| {
        let of = persons.iter().filter(|one| shown(**one, person::household) == Some(&Value::Record(house)));
        let named = of.filter_map(|one| Some((!is_child(*one), *one, text(*one, person::family_names)?)));
        named.min_by_key(|(adult, one, _)| (*adult, *one)).map(|(.., names)| names)
    };
    let houses = here(household::ID).into_iter();
    let houses =
        houses.map(|house| (house, sorted(names_of(house).or_else(|| text(house, household::known_as)))));
    let children = persons.iter().filter(|one| is_child(**one)).map(|one| {
        let sort = |field| sorted(text(*one, field));
        (*one, format!("{}\u{1}{}", sort(person::family_names), sort(person::given_names)))
    });
    houses.chain(children).collect()
}

/// Fails with the rows that are not in both.
pub fn assert_same(found: &Rows, expected: &Rows, how: &str) {
    let without = |these: &Rows, others: &Rows| -> Vec<String> {
        let other = |table: &String| others.get(table).cloned().unwrap_or_default();
        let rows = these.iter().map(|(table, rows)| (table, &rows.clone() - &other(table)));
        rows.flat_map(|(table, rows)| rows.into_iter().map(move |row| format!("{table}: {row}"))).collect()
    };
    let (too_much, too_little) = (without(found, expected), without(expected, found));
    assert!(
        too_much.is_empty() && too_little.is_empty(),
        "{how}: the tables hold\n{}\nand lack\n{}",
        too_much.join("\n"),
        too_little.join("\n")
    );
}

fn cell_of(value: SqlValue) -> Cell {
    match value {
        SqlValue::Null => Cell::Null,
        SqlValue::Int(n) => Cell::Integer(n),
        SqlValue::Text(t) => Cell::Text(t),
        SqlValue::Blob(b) => Cell::Blob(b),
    }
}

fn text_of(cell: Cell) -> String {
    match cell {
        Cell::Blob(bytes) => bytes.iter().map(|b| format!("{b:02x}")).collect(),
        other => format!("{other:?}"),
    }
}
