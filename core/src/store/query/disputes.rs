//! Registers of which two people said different things apart, with each value and who said it; and the whole history
//! of one register. Nothing said is lost: what is not shown stands here.

use rusqlite::params;
use serde::Serialize;
use serde_json::Value as Json;

use super::record::{Reader, Record, field_name, is_removed};
use super::{Page, Who, bounded, value_json};
use crate::change::Register;
use crate::merge::resolve;
use crate::record::document::unit;
use crate::record::{FieldId, RecordName, Time, VOID};
use crate::store::areas::{areas_of, is_within};
use crate::store::error::{Result, StoreError};
use crate::store::log::Log;
use crate::store::shown::Shown;

/// One of the values that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DisputeValue {
    /// The change that says it.
    pub change: String,
    /// The value, as JSON; null where it is withheld.
    #[cfg_attr(feature = "uniffi", uniffi(name = "json"))]
    pub value: Json,
    /// It is personal and this is a list: the page of its person or household shows it.
    pub withheld: bool,
    /// Who said it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// How far down the chain of what replaced what.
    pub depth: u64,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// Whether it is the one in use meanwhile.
    pub shown: bool,
}

/// A disputed register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DisputeItem {
    /// The record.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// The person or household it belongs to.
    pub subject: Option<RecordName>,
    /// Their code on paper.
    pub subject_code: Option<String>,
    /// The field by name; `void` where it is about removing the record.
    pub field: String,
    /// The field by number.
    pub number: FieldId,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// The unit of its figure.
    pub unit: Option<String>,
    /// Personal.
    pub sensitive: bool,
    /// Every value that stands, the one in use first.
    pub values: Vec<DisputeValue>,
    /// The same as `save` takes it: what a decision takes back; to decide, `shown.settling()`.
    #[serde(rename = "seen")]
    #[cfg_attr(feature = "uniffi", uniffi(name = "seen"))]
    pub shown: Shown,
}

/// One saying of a register's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryRow {
    /// The change that says it.
    pub change: String,
    /// The value, as JSON.
    #[cfg_attr(feature = "uniffi", uniffi(name = "json"))]
    pub value: Json,
    /// Who said it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// How far down the chain of what replaced what.
    pub depth: u64,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What it replaced.
    pub replaces: Vec<String>,
    /// The record was created with it.
    pub at_creation: bool,
    /// Nothing has replaced it.
    pub stands: bool,
    /// It is the one in use.
    pub shown: bool,
}

/// Disputes, of one area with all below it or of everything that is held. Personal values are withheld: it is a list.
/// `after` is what the page before gave as `next`.
pub fn disputes(
    log: &Log<'_>,
    area: Option<&RecordName>,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<DisputeItem>> {
    let limit = bounded(limit);
    let mut at = after.map(read_cursor).transpose()?;
    let mut reader = Reader::new(log);
    let mut items: Vec<DisputeItem> = Vec::new();
    loop {
        let registers = registers_after(log, at.as_ref(), limit + 1)?;
        for register in &registers {
            if is_listed(log, register, area)?
                && let Some(item) = item(&mut reader, register, true)?
            {
                if items.len() == limit {
                    let next = items.last().map(|last| cursor(&last.shown.register));
                    return Ok(Page { items, next });
                }
                items.push(item);
            }
        }
        if registers.len() <= limit {
            return Ok(Page { items, next: None });
        }
        at = registers.last().cloned();
    }
}

/// One register with its values, personal ones too; `None` if its record is not held.
pub fn dispute(log: &Log<'_>, register: &Register) -> Result<Option<DisputeItem>> {
    item(&mut Reader::new(log), register, false)
}

/// These registers as a list shows them, personal values withheld; one whose record is not held is left out. It costs as
/// many statements for a page of them as for one.
pub fn listed(log: &Log<'_>, registers: &[Register]) -> Result<Vec<DisputeItem>> {
    let mut reader = Reader::new(log);
    let mut records: Vec<RecordName> = registers.iter().map(|register| register.record).collect();
    records.dedup();
    reader.read_ahead(&records)?;
    let mut items = Vec::with_capacity(registers.len());
    for register in registers {
        items.extend(item(&mut reader, register, true)?);
    }
    Ok(items)
}

/// Everything said of a register, in the order of depth.
pub fn history(log: &Log<'_>, register: &Register) -> Result<Vec<HistoryRow>> {
    let mut reader = Reader::new(log);
    let record = reader.record(register.record)?.ok_or(StoreError::NoRecord(register.record))?;
    let field = record.known().and_then(|e| e.field(register.field));
    let said = record.assignments(register.field, register.path.as_deref());
    let resolved = resolve(said);
    let (standing, shown) = (resolved.all(), resolved.behind_shown());
    let mut in_order: Vec<_> = said.iter().collect();
    in_order.sort_by_key(|said| (said.depth, said.change));
    let mut sayings = Vec::with_capacity(in_order.len());
    for said in in_order {
        let (who, at) = reader.who(&said.change, said.role)?;
        sayings.push(HistoryRow {
            change: said.change.to_string(),
            value: value_json(field, &said.value),
            who,
            at,
            depth: said.depth,
            reason: said.reason.clone(),
            replaces: said.replaces.iter().map(ToString::to_string).collect(),
            at_creation: said.change == register.record.change(),
            stands: standing.contains(&said.change),
            shown: shown.contains(&said.change),
        });
    }
    Ok(sayings)
}

/// How many disputes [`disputes`] lists.
pub(crate) fn count_disputes(log: &Log<'_>) -> Result<u64> {
    let mut count = 0;
    let mut at = None;
    loop {
        let registers = registers_after(log, at.as_ref(), super::PAGE_ITEMS)?;
        for register in &registers {
            count += u64::from(is_listed(log, register, None)?);
        }
        if registers.len() < super::PAGE_ITEMS {
            return Ok(count);
        }
        at = registers.last().cloned();
    }
}

/// The disputes of one subject, personal values too.
pub(super) fn disputes_of(log: &Log<'_>, subject: &RecordName) -> Result<Vec<DisputeItem>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT record, field, path FROM dispute WHERE subject = ?1 ORDER BY record, field, path",
    )?;
    let mut rows = statement.query([subject.key().as_slice()])?;
    let mut registers = Vec::new();
    while let Some(row) = rows.next()? {
        registers.extend(register_in(row)?);
    }
    let mut reader = Reader::new(log);
    let mut items = Vec::new();
    for register in registers {
        if is_listed(log, &register, None)? {
            items.extend(item(&mut reader, &register, false)?);
        }
    }
    Ok(items)
}

fn item(reader: &mut Reader<'_>, register: &Register, list: bool) -> Result<Option<DisputeItem>> {
    let Some(record) = reader.record(register.record)? else { return Ok(None) };
    let Record { entity: id, subject, .. } = record;
    let field = record.known().and_then(|e| e.field(register.field));
    // What a later version put there may be personal.
    let sensitive = field.map_or(register.field != VOID, |f| f.sensitive);
    let withheld = list && sensitive;
    let said = record.assignments(register.field, register.path.as_deref());
    let resolved = resolve(said);
    let behind_shown = resolved.behind_shown();
    let mut values = Vec::with_capacity(resolved.heads.len());
    for head in &resolved.heads {
        let (who, at) = reader.who(&head.change, head.role)?;
        values.push(DisputeValue {
            change: head.change.to_string(),
            value: if withheld { Json::Null } else { value_json(field, &head.value) },
            withheld,
            who,
            at,
            depth: head.depth,
            reason: head.reason.clone().filter(|_| !withheld),
            shown: behind_shown.contains(&head.change),
        });
    }
    let shown = Shown::of(register.clone(), said);
    Ok(Some(DisputeItem {
        record: register.record,
        entity: crate::record::entity(id).map_or_else(|| id.to_string(), |e| e.name.to_owned()),
        subject,
        subject_code: subject.map(|subject| subject.paper_code()),
        field: field_name(register.field, field),
        number: register.field,
        path: register.path.clone(),
        unit: field.and_then(|f| unit(f.name)).map(str::to_owned),
        sensitive,
        values,
        shown: if withheld { shown.withheld() } else { shown },
    }))
}

/// A dispute about a removed record is over with it, unless it is about the removal.
fn is_listed(log: &Log<'_>, register: &Register, area: Option<&RecordName>) -> Result<bool> {
    if register.field != VOID && is_removed(log, &register.record)? {
        return Ok(false);
    }
    let Some(area) = area else { return Ok(true) };
    let known = crate::merge::State::known(log, &register.record)?;
    let Some(subject) = known.and_then(|known| known.subject) else { return Ok(false) };
    for at in areas_of(log, &subject)? {
        if is_within(log, &at, &[*area])? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn registers_after(log: &Log<'_>, at: Option<&Register>, limit: usize) -> Result<Vec<Register>> {
    let (record, field, path) = match at {
        Some(at) => (at.record.key().to_vec(), at.field as i64, at.path.as_deref().unwrap_or("")),
        None => (Vec::new(), -1, ""),
    };
    let mut statement = log.conn.prepare_cached(
        "SELECT record, field, path FROM dispute WHERE (record, field, path) > (?1, ?2, ?3)
         ORDER BY record, field, path LIMIT ?4",
    )?;
    let mut rows = statement.query(params![record, field, path, limit as i64])?;
    let mut registers = Vec::new();
    while let Some(row) = rows.next()? {
        registers.extend(register_in(row)?);
    }
    Ok(registers)
}

fn register_in(row: &rusqlite::Row<'_>) -> Result<Option<Register>> {
    let path: String = row.get(2)?;
    Ok(super::record_in(row, 0)?.map(|record| Register {
        record,
        field: row.get::<_, i64>(1).unwrap_or_default() as u64,
        path: (!path.is_empty()).then_some(path),
    }))
}

fn cursor(register: &Register) -> String {
    format!("{}/{}/{}", register.record, register.field, register.path.as_deref().unwrap_or(""))
}

fn read_cursor(text: &str) -> Result<Register> {
    let mut parts = text.splitn(3, '/');
    let register = (|| {
        let record = parts.next()?.parse().ok()?;
        let field = parts.next()?.parse().ok()?;
        let path = parts.next()?;
        Some(Register { record, field, path: (!path.is_empty()).then(|| path.to_owned()) })
    })();
    register.ok_or(StoreError::Unreadable(crate::change::cbor::unreadable("the place where a list goes on")))
}
