//! After a change of identity: what the device before saved and the server does not hold. Written again under the
//! new identity, new names, same contents, each naming its origin; references among them follow.

use std::collections::BTreeMap;

use crate::change::hash::Secret;
use crate::change::{Change, Edit};
use crate::merge::{enter, leave};
use crate::record::{ChangeName, RecordName, Value};
use crate::store::apply::{Open, settle};
use crate::store::error::Result;
use crate::store::save::{Head, append_unchecked, origin_of};
use crate::store::{Log, Standing, Store, last_number};

/// Unacknowledged changes of the devices before, with the first bytes of their hashes. All of them: what is not asked
/// about would be written again although the server holds it.
pub fn list(store: &Store) -> Result<Vec<(ChangeName, [u8; 8])>> {
    if store.successions()?.is_empty() {
        return Ok(Vec::new());
    }
    let mut orphans = Vec::new();
    for name in unacknowledged(&store.log())?.into_iter().filter(|name| name.device != store.device()) {
        if let Some(held) = store.log().held(&name)? {
            let mut first = [0; 8];
            first.copy_from_slice(&held.hash.0[..8]);
            orphans.push((name, first));
        }
    }
    Ok(orphans)
}

fn unacknowledged(log: &Log<'_>) -> Result<Vec<ChangeName>> {
    log.names_where("opening IS NOT NULL AND acknowledged = 0")
}

/// Marks as safe what the server holds, and writes the rest again; returns how many are safe. Also written again is
/// what this device said since of records that are written again: it named them as the other device had.
pub(crate) fn write_again(
    log: &Log<'_>,
    head: Head,
    opening: (i64, Secret),
    held: &[ChangeName],
) -> Result<u64> {
    let mut safe = 0;
    let mut renamed: BTreeMap<ChangeName, ChangeName> = BTreeMap::new();
    let mut next = last_number(log, head.device)? + 1;
    for name in unacknowledged(log)? {
        let old = name.device != head.device;
        if old && held.contains(&name) {
            log.conn
                .prepare_cached("UPDATE change SET acknowledged = 1 WHERE name = ?1")?
                .execute([name.key().as_slice()])?;
            safe += 1;
            continue;
        }
        let Some((change, standing)) = log.change(&name)? else { continue };
        if !old && !names_any(&change, &renamed) {
            continue;
        }
        let Some(kept) = log.held(&name)? else { continue };
        let mut again = rename(&change, &renamed);
        again.name = ChangeName { device: head.device, number: next };
        again.subject = again.subject.map(|s| if s.change() == name { of(s, again.name) } else { s });
        again.rights = head.rights;
        again.origin = Some(origin_of(&kept));
        if standing == Standing::InState {
            log.execute(&leave(&change, log)?)?;
        }
        if old {
            // The name belongs to what the feed holds under it.
            log.conn.execute("DELETE FROM change WHERE name = ?1", [name.key().as_slice()])?;
        } else {
            log.set_standing(&name, Standing::WrittenAgain, None)?;
        }
        append_unchecked(log, &again, opening.0, opening.1)?;
        if standing == Standing::InState {
            log.execute(&enter(&again, log)?)?;
            log.note_written_again(&name, &kept.hash, &again.name)?;
        } else {
            // What waited or was set aside under its old name is looked at anew under the new one; what left this
            // phone's areas stays gone.
            let standing = if standing == Standing::Departed { standing } else { Standing::Waits };
            log.set_standing(&again.name, standing, None)?;
            settle(log, again.name, &mut Open)?;
        }
        renamed.insert(name, again.name);
        next += 1;
    }
    Ok(safe)
}

fn of(record: RecordName, change: ChangeName) -> RecordName {
    RecordName { device: change.device, number: change.number, index: record.index }
}

fn names_any(change: &Change, renamed: &BTreeMap<ChangeName, ChangeName>) -> bool {
    !renamed.is_empty() && rename(change, renamed) != *change
}

/// The same contents with the names of what was written again.
fn rename(change: &Change, renamed: &BTreeMap<ChangeName, ChangeName>) -> Change {
    let record = |r: RecordName| renamed.get(&r.change()).map_or(r, |new| of(r, *new));
    fn value(v: &Value, record: &impl Fn(RecordName) -> RecordName) -> Value {
        match v {
            Value::Record(r) => Value::Record(record(*r)),
            Value::List(list) => Value::List(list.iter().map(|v| value(v, record)).collect()),
            Value::Map(parts) => Value::Map(parts.iter().map(|(k, v)| (*k, value(v, record))).collect()),
            other => other.clone(),
        }
    }
    let mut again = change.clone();
    again.subject = change.subject.map(record);
    for edit in &mut again.edits {
        match edit {
            Edit::Create { values, paths, .. } => {
                values.values_mut().for_each(|v| *v = value(v, &record));
                paths.values_mut().flat_map(|p| p.values_mut()).for_each(|v| *v = value(v, &record));
            }
            Edit::Set(set) => {
                set.register.record = record(set.register.record);
                set.value = value(&set.value, &record);
                for name in &mut set.replaces {
                    *name = *renamed.get(name).unwrap_or(name);
                }
            }
            Edit::Unknown => {}
        }
    }
    again
}
