//! One record with everything that was said of it, read once and shown in parts: fields as a screen carries them to
//! `save`, who said them, and where they point. Knows the log and the table of fields; knows no screen.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use rusqlite::{OptionalExtension, Params, Row, params_from_iter};
use serde_json::{Value as Json, json};

use super::value::FieldValue;
use super::view::{FieldView, Link, RecordView, Who};
use super::{full_name, record_in};
use crate::change::cbor::{bytes_value, unreadable};
use crate::change::{Change, Register};
use crate::merge::{Assignment, fold, resolve};
use crate::record::document::unit;
use crate::record::json::{described_whole, to_json};
use crate::record::{
    ChangeName, DeviceId, Entity, EntityId, Field, FieldId, RecordName, Time, Type, VOID, Value, entity,
    role, table,
};
use crate::store::error::Result;
use crate::store::log::{Log, Standing, placeholders};
use crate::store::shown::Shown;

/// Which fields a view of a record has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fields {
    /// All of its entity, those never said too: a page that is filled in.
    All,
    /// Those that something was said of.
    Assigned,
}

/// A record and every saying of it that is in the state.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its name.
    pub(crate) name: RecordName,
    /// Its entity, perhaps of a later version.
    pub(crate) entity: EntityId,
    /// Whom it belongs to.
    pub(crate) subject: Option<RecordName>,
    /// The change that created it.
    pub(crate) created: Rc<(Change, Standing)>,
    /// Field and path to all that was said.
    pub(crate) registers: BTreeMap<(FieldId, Option<String>), Vec<Assignment>>,
}

impl Record {
    /// What this version knows of its entity.
    pub(crate) fn known(&self) -> Option<&'static Entity> {
        entity(self.entity)
    }

    /// The entity's name; for one of a later version, its number.
    pub(crate) fn entity_name(&self) -> String {
        self.known().map_or_else(|| self.entity.to_string(), |e| e.name.to_owned())
    }

    /// Everything said of a register.
    pub(crate) fn assignments(&self, field: FieldId, path: Option<&str>) -> &[Assignment] {
        self.registers.get(&(field, path.map(str::to_owned))).map_or(&[], Vec::as_slice)
    }

    /// What is shown of a register.
    pub(crate) fn shown(&self, field: FieldId, path: Option<&str>) -> Shown {
        let register = Register { record: self.name, field, path: path.map(str::to_owned) };
        Shown::of(register, self.assignments(field, path))
    }

    /// What is shown of a plain field.
    pub(crate) fn value(&self, field: FieldId) -> Option<&Value> {
        resolve(self.assignments(field, None)).shown()
    }

    /// What is shown of a plain field, as JSON; `None` where nothing was said or it was cleared.
    pub(crate) fn json(&self, field: FieldId) -> Option<Json> {
        let value = self.value(field).filter(|value| **value != Value::Null)?;
        Some(value_json(self.known().and_then(|e| e.field(field)), value))
    }

    /// The same, where it is text.
    pub(crate) fn text(&self, field: FieldId) -> Option<String> {
        self.json(field)?.as_str().map(str::to_owned)
    }

    /// The numbers of a person by system, those that were cleared left out.
    pub(crate) fn identifiers(&self) -> BTreeMap<&str, String> {
        let of = |field: FieldId| self.known().and_then(|e| e.field(field)).map(|field| field.ty);
        let said = self.registers.iter().filter_map(|((field, path), said)| {
            let number = resolve(said).shown()?.as_text()?.to_owned();
            matches!(of(*field)?, Type::Identifier).then_some((path.as_deref()?, number))
        });
        said.collect()
    }

    /// Whether it was removed.
    pub(crate) fn is_removed(&self) -> bool {
        self.value(VOID) == Some(&Value::Bool(true))
    }
}

/// A value as JSON: by its field, or describing itself where this version does not know the field.
pub fn value_json(field: Option<&Field>, value: &Value) -> Json {
    if let Some(field) = field {
        let json = to_json(&field.ty, value);
        if json.get("unreadable").is_none() {
            return json;
        }
    }
    itself(value)
}

/// A field's name; of one that this version does not know, its number.
pub fn field_name(id: FieldId, field: Option<&Field>) -> String {
    match field {
        Some(field) => field.name.to_owned(),
        None if id == VOID => "void".to_owned(),
        None => id.to_string(),
    }
}

fn itself(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => described_whole(*number),
        Value::Text(text) => json!(text),
        Value::Decimal(number) => json!({ "decimal": number.to_string() }),
        Value::Bytes(bytes) => {
            json!({ "bytes": bytes.iter().map(|b| format!("{b:02x}")).collect::<String>() })
        }
        Value::Record(name) => json!({ "record": name.to_string() }),
        Value::List(items) => items.iter().map(itself).collect(),
        Value::Map(parts) => {
            let parts: serde_json::Map<String, Json> =
                parts.iter().map(|(id, part)| (id.to_string(), itself(part))).collect();
            json!({ "parts": parts })
        }
    }
}

/// A role in a word.
pub fn role_name(rank: u64) -> &'static str {
    match rank {
        role::DISTRICT.. => "district",
        role::SUPERVISOR.. => "supervisor",
        _ => "visitor",
    }
}

/// Reads records for one page and remembers what the next of them needs again: changes, names of people, links.
pub(crate) struct Reader<'c> {
    log: Log<'c>,
    changes: HashMap<ChangeName, Option<Rc<(Change, Standing)>>>,
    workers: HashMap<RecordName, Option<String>>,
    phones: HashMap<DeviceId, Option<String>>,
    links: HashMap<RecordName, Link>,
    /// What was said of records that were read ahead.
    said: HashMap<RecordName, Vec<Assigned>>,
}

/// A field and path, and one saying of it.
type Assigned = ((FieldId, Option<String>), Assignment);

impl<'c> Reader<'c> {
    pub(crate) fn new(log: &Log<'c>) -> Self {
        Reader {
            log: *log,
            changes: HashMap::new(),
            workers: HashMap::new(),
            phones: HashMap::new(),
            links: HashMap::new(),
            said: HashMap::new(),
        }
    }

    /// Reads what a list shows of these records, in five statements however many they are: what was said of each, in
    /// which changes, and what their authors and phones are called.
    pub(crate) fn read_ahead(&mut self, records: &[RecordName]) -> Result<()> {
        let conn = self.log.conn;
        let mut names: BTreeSet<ChangeName> = records.iter().map(RecordName::change).collect();
        {
            let mut statement = conn.prepare(&format!(
                "SELECT {SAID}, record FROM said WHERE record IN ({})",
                placeholders(records.len())
            ))?;
            let mut rows = statement.query(params_from_iter(records.iter().map(|record| record.key())))?;
            self.said.extend(records.iter().map(|record| (*record, Vec::new())));
            while let Some(row) = rows.next()? {
                if let Some(record) = record_in(row, 8)? {
                    let said = assigned_in(row)?;
                    names.insert(said.1.change);
                    self.said.entry(record).or_default().push(said);
                }
            }
        }
        let names: Vec<ChangeName> = names.into_iter().collect();
        let mut changes = self.log.changes(&names)?;
        let authors: BTreeSet<RecordName> =
            changes.values().filter_map(|(change, _)| change.author).collect();
        let devices: BTreeSet<DeviceId> = names.iter().map(|name| name.device).collect();
        self.changes.extend(names.into_iter().map(|name| (name, changes.remove(&name).map(Rc::new))));
        self.workers.extend(authors.iter().map(|author| (*author, None)));
        let mut statement = conn.prepare(&format!(
            "SELECT record, name FROM r_worker WHERE record IN ({})",
            placeholders(authors.len())
        ))?;
        let mut rows = statement.query(params_from_iter(authors.iter().map(|author| author.key())))?;
        while let Some(row) = rows.next()? {
            if let Some(author) = record_in(row, 0)? {
                self.workers.insert(author, row.get(1)?);
            }
        }
        self.phones.extend(devices.iter().map(|device| (*device, None)));
        let mut statement = conn.prepare(&format!(
            "SELECT device, label FROM r_device WHERE device IN ({}) AND voided = 0 ORDER BY record",
            placeholders(devices.len())
        ))?;
        let mut rows = statement.query(params_from_iter(devices.iter().map(|device| device.0)))?;
        while let Some(row) = rows.next()? {
            if let Ok(device) = row.get::<_, Vec<u8>>(0)?.try_into() {
                self.phones.insert(DeviceId(device), row.get(1)?);
            }
        }
        Ok(())
    }

    /// A change that is held and readable.
    pub(crate) fn change(&mut self, name: &ChangeName) -> Result<Option<Rc<(Change, Standing)>>> {
        if let Some(change) = self.changes.get(name) {
            return Ok(change.clone());
        }
        let change = self.log.change(name)?.map(Rc::new);
        self.changes.insert(*name, change.clone());
        Ok(change)
    }

    /// A record that is in the state, removed ones too.
    pub(crate) fn record(&mut self, name: RecordName) -> Result<Option<Record>> {
        let Some((change, subject, entity)) = self.created(&name)? else { return Ok(None) };
        let mut registers: BTreeMap<(FieldId, Option<String>), Vec<Assignment>> = BTreeMap::new();
        for create in change.0.creates().filter(|create| create.record == name) {
            for (field, value) in create.values {
                registers.entry((*field, None)).or_default().push(fold::assigned_by_create(&change.0, value));
            }
            for (field, by_path) in create.paths {
                for (path, value) in by_path {
                    let said = fold::assigned_by_create(&change.0, value);
                    registers.entry((*field, Some(path.clone()))).or_default().push(said);
                }
            }
        }
        let said = match self.said.get(&name) {
            Some(read_ahead) => read_ahead.clone(),
            None => assigned_to(&self.log, &name)?,
        };
        for (register, said) in said {
            registers.entry(register).or_default().push(said);
        }
        Ok(Some(Record { name, entity, subject, created: change, registers }))
    }

    /// Who made a change, and when by their clock; a change that is not held is known by its device alone.
    pub(crate) fn who(&mut self, name: &ChangeName, rank: u64) -> Result<(Who, Option<Time>)> {
        let change = self.change(name)?;
        let worker = change.as_ref().and_then(|c| c.0.author);
        let who = Who {
            worker,
            name: match worker {
                Some(worker) => self.worker(worker)?,
                None => None,
            },
            role: role_name(rank).to_owned(),
            device: name.device.to_hex(),
            phone: self.phone(name.device)?,
        };
        Ok((who, change.map(|c| Time(c.0.wall_s))))
    }

    /// The name of a worker.
    pub(crate) fn worker(&mut self, worker: RecordName) -> Result<Option<String>> {
        if let Some(name) = self.workers.get(&worker) {
            return Ok(name.clone());
        }
        let name: Option<Option<String>> = self
            .log
            .conn
            .prepare_cached("SELECT name FROM r_worker WHERE record = ?1")?
            .query_row([worker.key().as_slice()], |row| row.get(0))
            .optional()?;
        self.workers.insert(worker, name.clone().flatten());
        Ok(name.flatten())
    }

    /// What people call a device.
    pub(crate) fn phone(&mut self, device: DeviceId) -> Result<Option<String>> {
        if let Some(label) = self.phones.get(&device) {
            return Ok(label.clone());
        }
        let label: Option<Option<String>> = self
            .log
            .conn
            .prepare_cached(
                "SELECT label FROM r_device WHERE device = ?1 AND voided = 0 ORDER BY record DESC LIMIT 1",
            )?
            .query_row([device.0.as_slice()], |row| row.get(0))
            .optional()?;
        self.phones.insert(device, label.clone().flatten());
        Ok(label.flatten())
    }

    /// The other end of a link.
    pub(crate) fn link(&mut self, record: RecordName) -> Result<Link> {
        if let Some(link) = self.links.get(&record) {
            return Ok(link.clone());
        }
        let mut link = Link { record, entity: None, title: None, removed: false, recorded_elsewhere: true };
        if let Some((_, _, id)) = self.created(&record)? {
            link.recorded_elsewhere = false;
            link.entity = Some(entity(id).map_or_else(|| id.to_string(), |e| e.name.to_owned()));
            let columns = match id {
                table::area::ID | table::worker::ID => Some("name, NULL"),
                table::household::ID => Some("known_as, NULL"),
                table::person::ID => Some("given_names, family_names"),
                table::visit::ID | table::reading::ID => Some("\"on\", NULL"),
                _ if entity(id).is_some() => Some("NULL, NULL"),
                _ => None,
            };
            if let (Some(columns), Some(entity)) = (columns, entity(id)) {
                let table = crate::record::sql::table(entity);
                let row = self
                    .log
                    .conn
                    .prepare_cached(&format!("SELECT {columns}, voided FROM {table} WHERE record = ?1"))?
                    .query_row([record.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                    .optional()?;
                if let Some((first, second, removed)) = row {
                    link.title = full_name(first, second);
                    link.removed = removed;
                }
            }
        }
        self.links.insert(record, link.clone());
        Ok(link)
    }

    /// A field as a page shows it; without a field, whether the record was removed.
    pub(crate) fn field(
        &mut self,
        record: &Record,
        field: Option<&Field>,
        path: Option<&str>,
    ) -> Result<FieldView> {
        let number = field.map_or(VOID, |field| field.id);
        let shown = record.shown(number, path);
        let value = shown.value.as_ref().map_or(Json::Null, |value| value_json(field, value));
        let named: Vec<RecordName> = match &shown.value {
            Some(Value::Record(name)) => vec![*name],
            Some(Value::List(items)) => items.iter().filter_map(Value::as_record).collect(),
            _ => Vec::new(),
        };
        Ok(FieldView {
            record: record.name,
            field: field_name(number, field),
            number,
            path: path.map(str::to_owned),
            unit: field.and_then(unit_of).map(str::to_owned),
            typed: FieldValue::of(field.map(|field| &field.ty), shown.value.as_ref()),
            value,
            disputed: shown.disputed,
            sensitive: field.is_some_and(|field| field.sensitive),
            // Whoever removes a record says why.
            once: field.is_none_or(|field| field.once),
            links: named.into_iter().map(|name| self.link(name)).collect::<Result<_>>()?,
            shown,
        })
    }

    /// The plain fields of a record, by number.
    pub(crate) fn fields(&mut self, record: &Record, which: Fields) -> Result<Vec<FieldView>> {
        let numbers = self.numbers(record);
        let fields = record.known().map_or(&[][..], |e| e.fields).iter();
        fields
            .filter(|field| !field.ty.is_by_path())
            .filter(|field| which == Fields::All || !record.assignments(field.id, None).is_empty())
            .map(|field| self.field(record, Some(field), None))
            .chain(numbers)
            .collect()
    }

    /// The identifiers of a person, a register a system.
    fn numbers(&mut self, record: &Record) -> Vec<Result<FieldView>> {
        let of = |id: &FieldId| record.known().and_then(|e| e.field(*id));
        let numbers = record.registers.keys().filter_map(|(id, path)| {
            let field = of(id).filter(|field| matches!(field.ty, Type::Identifier))?;
            Some((field, path.as_deref()?))
        });
        numbers.map(|(field, path)| self.field(record, Some(field), Some(path))).collect()
    }

    /// A record as part of a page; `None` if it is not held or was removed.
    pub(crate) fn view(&mut self, name: RecordName, which: Fields) -> Result<Option<RecordView>> {
        let Some(record) = self.record(name)?.filter(|record| !record.is_removed()) else { return Ok(None) };
        self.view_of(&record, which).map(Some)
    }

    /// The same of a record that was read already.
    pub(crate) fn view_of(&mut self, record: &Record, which: Fields) -> Result<RecordView> {
        let (who, _) = self.who(&record.created.0.name, record.created.0.role)?;
        let known = record.known();
        let beyond = |(field, _): &&(FieldId, Option<String>)| {
            *field != VOID && known.and_then(|e| e.field(*field)).is_none()
        };
        Ok(RecordView {
            record: record.name,
            entity: record.entity_name(),
            subject: record.subject,
            who,
            at: Time(record.created.0.wall_s),
            disputed: record.registers.values().any(|said| resolve(said).disputed),
            beyond_this_version: record.registers.keys().filter(beyond).count() as u64,
            fields: self.fields(record, which)?,
        })
    }

    /// The records of an entity that belong to a subject, those removed left out.
    pub(crate) fn views(&mut self, entity: &str, subject: &RecordName) -> Result<Vec<RecordView>> {
        let statement = format!("SELECT record FROM \"r_{entity}\" WHERE subject = ?1 AND voided = 0");
        let names = super::records(&self.log, &statement, [subject.key().as_slice()])?;
        let mut views = Vec::with_capacity(names.len());
        for name in names {
            views.extend(self.view(name, Fields::Assigned)?);
        }
        Ok(views)
    }

    /// The change that created a record which is in the state, its subject and its entity.
    #[allow(clippy::type_complexity)]
    fn created(
        &mut self,
        record: &RecordName,
    ) -> Result<Option<(Rc<(Change, Standing)>, Option<RecordName>, EntityId)>> {
        let Some(change) = self.change(&record.change())? else { return Ok(None) };
        if change.1 != Standing::InState {
            return Ok(None);
        }
        let found = change
            .0
            .creates()
            .find(|create| create.record == *record)
            .map(|create| (fold::subject_of(&change.0, &create), create.entity));
        Ok(found.map(|(subject, entity)| (change, subject, entity)))
    }
}

/// Columns of a saying.
const SAID: &str = "field, path, change, value, role, depth, replaces, reason";

/// Everything said of a record after its creation.
fn assigned_to(log: &Log<'_>, record: &RecordName) -> Result<Vec<Assigned>> {
    let mut statement = log.conn.prepare_cached(&format!("SELECT {SAID} FROM said WHERE record = ?1"))?;
    let mut rows = statement.query([record.key().as_slice()])?;
    let mut said = Vec::new();
    while let Some(row) = rows.next()? {
        said.push(assigned_in(row)?);
    }
    Ok(said)
}

/// A row of [`SAID`].
fn assigned_in(row: &Row<'_>) -> Result<Assigned> {
    let path = row.get::<_, String>(1)?;
    let change: Vec<u8> = row.get(2)?;
    let replaces: Vec<u8> = row.get(6)?;
    let said = Assignment {
        change: ChangeName::from_key(&change).ok_or(unreadable("a change name"))?,
        value: bytes_value(&row.get::<_, Vec<u8>>(3)?)?,
        role: row.get::<_, i64>(4)?.unsigned_abs(),
        depth: row.get::<_, i64>(5)?.unsigned_abs(),
        replaces: replaces.chunks(24).filter_map(ChangeName::from_key).collect(),
        reason: row.get(7)?,
    };
    Ok(((row.get::<_, i64>(0)? as u64, (!path.is_empty()).then_some(path)), said))
}

/// One record as a page of it shows it, what was said of it; `None` where it is not in the state or was removed.
pub fn record(log: &Log<'_>, record: &RecordName) -> Result<Option<RecordView>> {
    let mut reader = Reader::new(log);
    match reader.record(*record)?.filter(|record| !record.is_removed()) {
        Some(record) => reader.view_of(&record, Fields::Assigned).map(Some),
        None => Ok(None),
    }
}

/// A record as another page names it.
pub fn link(log: &Log<'_>, record: RecordName) -> Result<Link> {
    Reader::new(log).link(record)
}

/// One field as a page shows it, `VOID` too; `None` where its record is not held or this version does not know the field.
pub fn field(log: &Log<'_>, register: &Register) -> Result<Option<FieldView>> {
    let mut reader = Reader::new(log);
    let Some(record) = reader.record(register.record)? else { return Ok(None) };
    let field = record.known().and_then(|entity| entity.field(register.field));
    if field.is_none() && register.field != VOID {
        return Ok(None);
    }
    reader.field(&record, field, register.path.as_deref()).map(Some)
}

/// The unit of a field's figure; of a composite, that of its first part that has one.
fn unit_of(field: &Field) -> Option<&'static str> {
    match field.ty {
        Type::Int(..) | Type::Decimal(..) => unit(field.name),
        Type::Composite(parts) => parts.iter().find_map(|part| unit(part.name)),
        _ => None,
    }
}

/// Whether a record that something was said of was removed.
pub(crate) fn is_removed(log: &Log<'_>, record: &RecordName) -> Result<bool> {
    Ok(crate::store::shown::shown_field(log, *record, VOID)?.value == Some(Value::Bool(true)))
}

/// Whether a subject's record, or one that belongs to it, is disputed and not removed.
pub(crate) fn is_disputed(log: &Log<'_>, subject: &RecordName) -> Result<bool> {
    let statement = "SELECT subject, record, field FROM dispute WHERE subject = ?1";
    Ok(!disputed(log, statement, [subject.key().as_slice()])?.is_empty())
}

/// Of whom a record is disputed and not removed, in a few statements however many they are. The statement finds disputes:
/// whom each is of, its record, its field.
pub(crate) fn disputed(log: &Log<'_>, statement: &str, params: impl Params) -> Result<HashSet<RecordName>> {
    let (mut found, mut unless_removed) = (HashSet::new(), Vec::new());
    {
        let mut statement = log.conn.prepare_cached(statement)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            let Some(of) = record_in(row, 0)? else { continue };
            match record_in(row, 1)? {
                Some(record) if row.get::<_, i64>(2)? as u64 != VOID => unless_removed.push((of, record)),
                _ => drop(found.insert(of)),
            }
        }
    }
    unless_removed.retain(|(of, _)| !found.contains(of));
    if unless_removed.is_empty() {
        return Ok(found);
    }
    let mut reader = Reader::new(log);
    let records: BTreeSet<RecordName> = unless_removed.iter().map(|(_, record)| *record).collect();
    reader.read_ahead(&records.into_iter().collect::<Vec<_>>())?;
    for (of, record) in unless_removed {
        if !reader.record(record)?.is_some_and(|record| record.is_removed()) {
            found.insert(of);
        }
    }
    Ok(found)
}
