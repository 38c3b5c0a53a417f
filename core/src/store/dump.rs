//! The replicated state as JSON lines, in an order that depends on the state alone: two replicas that hold the same
//! accepted changes write the same bytes. Nothing that waits or was set aside is in it; removed records are, and so
//! are records and fields that only a later version shows.

use std::io::Write;

use serde_json::{Value as Json, json};

use super::areas::subjects_of;
use super::error::{Result, StoreError};
use super::log::{Log, Standing};
use super::query::{Reader, Record, value_json};
use crate::merge::resolve;
use crate::record::{Field, RecordName, Type, Value, json};

/// Writes the state of an area: a line for each register that anything was said of.
pub fn dump(log: &Log<'_>, area: &RecordName, out: &mut dyn Write) -> Result<()> {
    for subject in subjects_of(log, area)? {
        // A reader a subject: what it remembers does not grow with the area.
        let mut reader = Reader::new(log);
        for name in records_of(log, &mut reader, &subject)? {
            if let Some(record) = reader.record(name)? {
                write_record(&record, out)?;
            }
        }
    }
    out.flush().map_err(failed)
}

/// The records that changes about a subject created, by name.
fn records_of(log: &Log<'_>, reader: &mut Reader<'_>, subject: &RecordName) -> Result<Vec<RecordName>> {
    let mut names = Vec::new();
    for (name, standing) in log.of_subject(subject)? {
        if standing == Standing::InState
            && let Some(change) = reader.change(&name)?
        {
            names.extend(change.0.creates().map(|create| create.record));
        }
    }
    names.sort();
    names.dedup();
    Ok(names)
}

fn write_record(record: &Record, out: &mut dyn Write) -> Result<()> {
    for ((id, path), said) in &record.registers {
        let resolved = resolve(said);
        let field = record.known().and_then(|e| e.field(*id));
        let heads: Vec<Json> = resolved
            .heads
            .iter()
            .map(|head| {
                json!({
                    "change": head.change.to_string(),
                    "value": whole(field, &head.value),
                    "role": head.role,
                    "depth": head.depth,
                })
            })
            .collect();
        let line = Line {
            record: record.name,
            entity: record.entity_name(),
            field: super::query::field_name(*id, field),
            path: path.as_deref(),
            disputed: resolved.disputed,
            heads,
        };
        let text = json::line(&line).map_err(|error| StoreError::Output(error.to_string()))?;
        writeln!(out, "{text}").map_err(failed)?;
    }
    Ok(())
}

/// One line; its keys in this order.
#[derive(serde::Serialize)]
struct Line<'a> {
    record: RecordName,
    entity: String,
    field: String,
    path: Option<&'a str>,
    disputed: bool,
    heads: Vec<Json>,
}

/// A value with the parts that a later version added to a composite, under their numbers.
fn whole(field: Option<&Field>, value: &Value) -> Json {
    let mut json = value_json(field, value);
    if let (Some(Type::Composite(parts)), Value::Map(given), Json::Object(object)) =
        (field.map(|f| f.ty), value, &mut json)
    {
        for (id, part) in given.iter().filter(|(id, _)| parts.iter().all(|p| p.id != **id)) {
            object.entry(id.to_string()).or_insert_with(|| value_json(None, part));
        }
    }
    json
}

fn failed(error: std::io::Error) -> StoreError {
    StoreError::Output(error.to_string())
}
