//! Changes told to somebody who did not see them: who decided what meanwhile, when, and what stood there before.

use chaski::change::{Change, Edit};
use chaski::merge::State;
use chaski::record::table::verdict;
use chaski::record::{ChangeName, DeviceId, RecordName, Value, role};
use chaski::store::query::{Who, role_name, value_json};
use chaski::store::shown::shown_field;
use chaski::store::{Log, Standing};
use rusqlite::OptionalExtension;

use super::areas::Scope;
use super::aside;
use crate::storage::Result;
use crate::storage::supervision::ChangeView;

/// The most that one page tells.
const TOLD: usize = 20;

/// Those that are in the state and the viewer's, in their order.
pub(super) fn views(scope: &Scope<'_>, names: &[ChangeName]) -> Result<Vec<ChangeView>> {
    let mut views = Vec::new();
    for name in names.iter().take(TOLD) {
        let Some((change, Standing::InState)) = scope.log.change(name)? else { continue };
        let decided = of_verdict(&scope.log, &change)?;
        let about = match &decided {
            Some((about, _)) => scope.log.change(about)?.map(|(change, _)| change),
            None => Some(change.clone()),
        };
        let is_here = match about {
            Some(about) => aside::is_here(scope, &about)?,
            None => false,
        };
        if is_here {
            views.push(view(&scope.log, &change, decided.map(|(_, by)| by))?);
        }
    }
    Ok(views)
}

/// The change that a verdict which this change speaks of is about, and who decided about it.
fn of_verdict(log: &Log<'_>, change: &Change) -> Result<Option<(ChangeName, Option<RecordName>)>> {
    if change.subject.is_some() {
        return Ok(None);
    }
    let Some(record) = change.sets().map(|set| set.register.record).next() else { return Ok(None) };
    if log.known(&record)?.is_none_or(|known| known.entity != verdict::ID) {
        return Ok(None);
    }
    let value = |field| -> Result<Option<Value>> { Ok(shown_field(log, record, field)?.value) };
    let (Some(Value::Bytes(device)), Some(Value::Int(number))) =
        (value(verdict::device)?, value(verdict::number)?)
    else {
        return Ok(None);
    };
    let Ok(device) = device.try_into().map(DeviceId) else { return Ok(None) };
    let by = value(verdict::by)?.and_then(|by| by.as_record());
    Ok(Some((ChangeName { device, number: number.unsigned_abs() }, by)))
}

fn view(log: &Log<'_>, change: &Change, decided_by: Option<Option<RecordName>>) -> Result<ChangeView> {
    let worker = decided_by.unwrap_or(change.author);
    let name: Option<Option<String>> = match worker {
        Some(worker) => log
            .connection()
            .prepare_cached("SELECT name FROM r_worker WHERE record = ?1")?
            .query_row([worker.key().as_slice()], |row| row.get(0))
            .optional()?,
        None => None,
    };
    let rank = if decided_by.is_some() { role::SUPERVISOR } else { change.role };
    let device = change.name.device.to_hex();
    let who = Who { worker, name: name.flatten(), role: role_name(rank).into(), device, phone: None };
    let mut says = Vec::new();
    for (at, (entity, field, value)) in aside::values_of(log, change)?.into_iter().enumerate() {
        says.push((entity, field, before(log, change, at)?, value));
    }
    let reason = change.sets().find_map(|set| set.reason.clone());
    Ok(ChangeView { change: change.name, subject: change.subject, who, wall_s: change.wall_s, says, reason })
}

/// What stood where this edit sets a value, if it replaced anything.
fn before(log: &Log<'_>, change: &Change, at: usize) -> Result<Option<serde_json::Value>> {
    // A create says a line a field: only in a change of sets alone a line is an edit.
    let Some(Edit::Set(set)) = change.edits.get(at).filter(|_| change.creates().next().is_none()) else {
        return Ok(None);
    };
    let said = log.assignments(&set.register)?;
    let Some(replaced) = said.into_iter().find(|said| set.replaces.contains(&said.change)) else {
        return Ok(None);
    };
    let entity = log.known(&set.register.record)?.and_then(|known| chaski::record::entity(known.entity));
    Ok(Some(value_json(entity.and_then(|entity| entity.field(set.register.field)), &replaced.value)))
}
