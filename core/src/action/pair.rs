//! Two persons registered apart: they are one, they are two, or they were joined and are two after all. What was shown of
//! a pair is every record that says whether they are one, so that whoever decides the opposite of what somebody else
//! decided meanwhile is told.

use super::{Acting, Plan, REASON_LETTERS, Refusal, text};
use crate::record::table::{person, same_person};
use crate::record::{RecordName, VOID, Value};
use crate::store::related::joins_of;
use crate::store::revision::{Revision, behind};
use crate::store::save::{Draft, Values};
use crate::store::shown::shown_field;
use crate::store::{Log, Shown};

/// What is said of whether two persons are one, as a page carries it.
pub fn revision(log: &Log<'_>, one: &RecordName, other: &RecordName) -> crate::store::Result<Revision> {
    Ok(Revision::of(&behind(log, &joins_of(log, one, other)?)?))
}

/// The two are one, and `kept` stands for both: the record that says so.
pub fn join(
    acting: &Acting<'_>,
    kept: &RecordName,
    other: &RecordName,
    seen: &Revision,
) -> Plan<(Draft, RecordName)> {
    let all = joins(acting, kept, other)?;
    if let Some(joined) = joined(&acting.log, &all)? {
        return Err(Refusal::Already(behind(&acting.log, [&joined])?).into());
    }
    acting.unchanged(&all, seen)?;
    let mut draft = Draft::new(acting.author);
    let record = create_join(&mut draft, kept, other)?;
    Ok((draft, record))
}

/// Two who look alike are two. Said and taken back: whoever looks finds that somebody looked, and why they are two.
pub fn two_persons(
    acting: &Acting<'_>,
    one: &RecordName,
    other: &RecordName,
    seen: &Revision,
    reason: &str,
) -> Plan<Draft> {
    let all = joins(acting, one, other)?;
    let reason = text("reason", reason, REASON_LETTERS)?;
    let changes = behind(&acting.log, &all)?;
    if joined(&acting.log, &all)?.is_some() {
        return Err(Refusal::Stale(seen.unseen(&changes)).into());
    }
    if !all.is_empty() {
        return Err(Refusal::Already(changes).into());
    }
    let mut draft = Draft::new(acting.author);
    let record = create_join(&mut draft, one, other)?;
    separated(acting, &mut draft, &record, reason)?;
    Ok(draft)
}

/// Two who were joined by this record are two.
pub fn separate(acting: &Acting<'_>, joined: &RecordName, seen: &Revision, reason: &str) -> Plan<Draft> {
    acting.here(joined, Some(same_person::ID))?;
    let reason = text("reason", reason, REASON_LETTERS)?;
    let end = |field| -> Plan<RecordName> {
        let end = shown_field(&acting.log, *joined, field)?.value.and_then(|value| value.as_record());
        Ok(end.ok_or(Refusal::Nowhere(*joined))?)
    };
    let all = joins(acting, &end(same_person::person)?, &end(same_person::other)?)?;
    if is_void(&acting.log, joined)? {
        return Err(Refusal::Already(behind(&acting.log, [joined])?).into());
    }
    acting.unchanged(&all, seen)?;
    let mut draft = Draft::new(acting.author);
    separated(acting, &mut draft, joined, reason)?;
    Ok(draft)
}

/// The records about two persons who are both the author's.
fn joins(acting: &Acting<'_>, one: &RecordName, other: &RecordName) -> Plan<Vec<RecordName>> {
    acting.here(one, Some(person::ID))?;
    acting.here(other, Some(person::ID))?;
    if one == other {
        return Err(Refusal::Same.into());
    }
    Ok(joins_of(&acting.log, one, other)?)
}

fn is_void(log: &Log<'_>, record: &RecordName) -> Plan<bool> {
    Ok(shown_field(log, *record, VOID)?.value == Some(Value::Bool(true)))
}

fn joined(log: &Log<'_>, all: &[RecordName]) -> Plan<Option<RecordName>> {
    for record in all {
        if !is_void(log, record)? {
            return Ok(Some(*record));
        }
    }
    Ok(None)
}

fn create_join(draft: &mut Draft, kept: &RecordName, other: &RecordName) -> Plan<RecordName> {
    draft.about(*kept);
    let values = Values::from([
        (same_person::person, Value::Record(*kept)),
        (same_person::other, Value::Record(*other)),
    ]);
    Ok(draft.create(same_person::ID, values)?)
}

fn separated(acting: &Acting<'_>, draft: &mut Draft, record: &RecordName, reason: &str) -> Plan<()> {
    let shown: Shown = shown_field(&acting.log, *record, VOID)?;
    draft.set(&acting.log, &shown.settling(), Value::Bool(true), Some(reason))?;
    Ok(())
}
