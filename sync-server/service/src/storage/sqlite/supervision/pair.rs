//! Two children who scope alike, beside each other.

use chaski::action::pair;
use chaski::record::RecordName;
use chaski::record::table::person;
use rusqlite::{OptionalExtension, params};

use super::alike::reasons;
use super::areas::Scope;
use super::children;
use crate::storage::Result;
use crate::storage::supervision::{Alike, ChildView};

/// Two persons beside each other, whoever put them there; `None` unless both are the viewer's.
pub(super) fn view(
    scope: &Scope<'_>,
    one: &RecordName,
    other: &RecordName,
) -> Result<Option<(Alike, ChildView, ChildView)>> {
    let (one, other) = if one <= other { (one, other) } else { (other, one) };
    if one == other || !scope.is_here(one, person::ID)? || !scope.is_here(other, person::ID)? {
        return Ok(None);
    }
    let log = &scope.log;
    let (Some(first), Some(second)) =
        (children::child_view(scope, one)?, children::child_view(scope, other)?)
    else {
        return Ok(None);
    };
    let why: Option<String> = log
        .connection()
        .prepare_cached("SELECT why FROM alike WHERE one = ?1 AND other = ?2")?
        .query_row(params![one.key().as_slice(), other.key().as_slice()], |row| row.get(0))
        .optional()?;
    let alike = Alike {
        one: *one,
        other: *other,
        names: (first.page.name.clone(), second.page.name.clone()),
        why: reasons(why.as_deref().unwrap_or_default()),
        joined: joined(scope, one, other)?,
        seen: pair::revision(log, one, other)?,
    };
    Ok(Some((alike, first, second)))
}

/// The record that joins two persons, either way round.
fn joined(scope: &Scope<'_>, one: &RecordName, other: &RecordName) -> Result<Option<RecordName>> {
    let key: Option<Vec<u8>> = scope
        .log
        .connection()
        .prepare_cached(
            "SELECT record FROM r_same_person WHERE voided = 0
             AND (subject = ?1 AND other = ?2 OR subject = ?2 AND other = ?1) ORDER BY record LIMIT 1",
        )?
        .query_row(params![one.key().as_slice(), other.key().as_slice()], |row| row.get(0))
        .optional()?;
    Ok(key.and_then(|key| RecordName::from_key(&key)))
}
