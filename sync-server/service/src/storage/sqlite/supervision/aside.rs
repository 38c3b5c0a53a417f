//! Changes that were set aside, and what they say. One whose subject is in no area that is known is for those who see
//! an area that its author's phone held.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chaski::action::aside as of_aside;
use chaski::change::{Change, Edit};
use chaski::record::{ChangeName, DeviceId, RecordName, entity};
use chaski::store::query::{field_name, value_json};
use chaski::store::revision::Revision;
use chaski::store::{Log, Standing};
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde_json::Value as Json;

use super::areas::{Scope, list as sql_list};
use super::projector::areas_of_change;
use super::rows::{LINES, count, full_name};
use super::workers;
use crate::storage::Result;
use crate::storage::supervision::{AsideView, Count, Slice};

/// Those that nobody decided about, once each.
fn open(scope: &Scope<'_>) -> String {
    format!(
        "FROM aside_line a WHERE a.area IN {} AND NOT EXISTS (SELECT 1 FROM r_verdict v
           WHERE v.device = a.device AND v.number = a.number AND v.voided = 0 AND v.\"by\" IS NOT NULL)",
        scope.mine_sql(None)
    )
}

pub(super) fn total(scope: &Scope<'_>) -> Result<Count> {
    count(&scope.log, &format!("SELECT DISTINCT a.change {}", open(scope)), [])
}

/// What was set aside, in the order in which it came.
pub(super) fn list(scope: &Scope<'_>, after: Option<&str>) -> Result<Slice<AsideView>> {
    let after: i64 = after.and_then(|after| after.parse().ok()).unwrap_or(-1);
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "SELECT DISTINCT a.change, a.seq {} AND a.seq > ?1 ORDER BY a.seq LIMIT {}",
        open(scope),
        LINES + 1
    ))?;
    let mut rows = statement.query([after])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            found.push((name, row.get::<_, i64>(1)?));
        }
    }
    let more = found.len() > LINES;
    found.truncate(LINES);
    let next = found.last().filter(|_| more).map(|(_, seq)| seq.to_string());
    let names: Vec<ChangeName> = found.into_iter().map(|(name, _)| name).collect();
    Ok(Slice { items: read(&scope.log, &names)?, next, total: total(scope)? })
}

/// What is kept apart of the phones of the viewer's areas, as it came.
pub(super) fn apart(scope: &Scope<'_>) -> Result<Slice<AsideView>> {
    let names: BTreeMap<DeviceId, String> =
        workers::phones(scope)?.into_iter().map(|phone| (phone.device, phone.name)).collect();
    let devices: Vec<String> = names
        .keys()
        .map(|device| format!("x'{}'", device.0.map(|byte| format!("{byte:02x}")).concat()))
        .collect();
    let kept = format!("FROM apart WHERE device IN ({})", devices.join(", "));
    let mut statement = scope.log.connection().prepare(&format!(
        "SELECT device, number, body, received_s {kept} ORDER BY received_s, device, number LIMIT {LINES}"
    ))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Ok(device) = row.get::<_, Vec<u8>>(0)?.try_into().map(DeviceId) else { continue };
        let name = ChangeName { device, number: row.get::<_, i64>(1)?.unsigned_abs() };
        let change = Change::decode(&row.get::<_, Vec<u8>>(2)?).ok();
        found.push((name, change, row.get::<_, i64>(3)?));
    }
    let entities = entities_of(&scope.log, found.iter().filter_map(|(_, change, _)| change.as_ref()))?;
    let items = found.iter().map(|(name, change, received_s)| AsideView {
        change: *name,
        subject: change.as_ref().and_then(|change| change.subject),
        title: None,
        worker: names.get(&name.device).cloned(),
        reason: 0,
        wall_s: change.as_ref().map_or(0, |change| change.wall_s),
        received_s: Some(*received_s),
        says: change.as_ref().map(|change| values_in(&entities, change)).unwrap_or_default(),
        decided: None,
        accepted: false,
        seen: Revision::default(),
    });
    let items = items.collect();
    Ok(Slice { items, next: None, total: count(&scope.log, &format!("SELECT hash {kept}"), [])? })
}

/// One that was set aside, decided about or not: whoever opens it after it was accepted reads by whom.
pub(super) fn view(scope: &Scope<'_>, name: &ChangeName) -> Result<Option<AsideView>> {
    let Some((change, standing)) = scope.log.change(name)? else { return Ok(None) };
    if !is_here(scope, &change)? {
        return Ok(None);
    }
    let Some(view) = read(&scope.log, &[*name])?.pop() else { return Ok(None) };
    let accepted = standing != Standing::SetAside;
    if accepted && view.decided.is_none() {
        return Ok(None);
    }
    Ok(Some(AsideView { seen: of_aside::revision(&scope.log, name)?, accepted, ..view }))
}

/// Whether a change is about one of the viewer's areas.
pub(super) fn is_here(scope: &Scope<'_>, change: &Change) -> Result<bool> {
    Ok(scope.is_mine(&areas_of_change(&scope.log, change)?))
}

/// These, in their order; one that is not held or cannot be read is left out. A page of them costs as many statements as
/// one.
fn read(log: &Log<'_>, names: &[ChangeName]) -> Result<Vec<AsideView>> {
    let mut changes = log.changes(names)?;
    let entities = entities_of(log, changes.values().map(|(change, _)| change))?;
    let mut views = Vec::with_capacity(names.len());
    for (name, verdict) in names.iter().zip(verdicts(log, names)?) {
        let Some((change, _)) = changes.remove(name) else { continue };
        views.push(AsideView {
            change: *name,
            subject: change.subject,
            title: verdict.title,
            worker: verdict.worker,
            reason: verdict.reason.unwrap_or(0),
            wall_s: change.wall_s,
            received_s: verdict.received_s,
            says: values_in(&entities, &change),
            // Whoever decides looks at one.
            seen: Revision::default(),
            decided: verdict.decided,
            accepted: false,
        });
    }
    Ok(views)
}

/// What was decided about a change, and what its author and its subject are called.
#[derive(Default)]
struct Verdict {
    reason: Option<i64>,
    /// By whom and why.
    decided: Option<(String, String)>,
    worker: Option<String>,
    title: Option<String>,
    received_s: Option<i64>,
}

/// Of each of these changes, in their order.
fn verdicts(log: &Log<'_>, names: &[ChangeName]) -> Result<Vec<Verdict>> {
    let mut found = Vec::with_capacity(names.len());
    if names.is_empty() {
        return Ok(found);
    }
    let mut statement = log.connection().prepare(&format!(
        "WITH n(at, name, device, number) AS (VALUES {})
         SELECT v.reason, b.name, v.note, v.\"by\" IS NOT NULL, w.name, h.known_as, s.given_names, s.family_names,
           (SELECT CASE WHEN r.last >= n.number THEN r.at_s END FROM received r
            WHERE r.device = n.device AND r.first <= n.number ORDER BY r.first DESC LIMIT 1)
         FROM n LEFT JOIN change c ON c.name = n.name
         LEFT JOIN phone p ON p.device = n.device LEFT JOIN r_worker w ON w.record = p.worker
         LEFT JOIN r_verdict v ON v.record = (SELECT record FROM r_verdict
           WHERE device = n.device AND number = n.number AND voided = 0 ORDER BY outcome DESC LIMIT 1)
         LEFT JOIN r_worker b ON b.record = v.\"by\"
         LEFT JOIN r_household h ON h.record = c.subject LEFT JOIN r_person s ON s.record = c.subject
         ORDER BY n.at",
        vec!["(?, ?, ?, ?)"; names.len()].join(", ")
    ))?;
    let mut values: Vec<Value> = Vec::with_capacity(4 * names.len());
    for (at, name) in (0..).zip(names) {
        let number = i64::try_from(name.number).unwrap_or(i64::MAX);
        values.extend([
            Value::Integer(at),
            Value::Blob(name.key().to_vec()),
            Value::Blob(name.device.0.to_vec()),
            Value::Integer(number),
        ]);
    }
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let (by, note): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        let is_decided: bool = row.get(3)?;
        let known_as: Option<String> = row.get(5)?;
        found.push(Verdict {
            reason: row.get(0)?,
            decided: is_decided.then(|| (by.unwrap_or_default(), note.unwrap_or_default())),
            worker: row.get(4)?,
            title: full_name(known_as.or(row.get(6)?), row.get(7)?),
            received_s: row.get(8)?,
        });
    }
    Ok(found)
}

/// The entities of the records that these changes set, in one statement.
fn entities_of<'c>(
    log: &Log<'_>,
    changes: impl Iterator<Item = &'c Change>,
) -> Result<HashMap<RecordName, u64>> {
    let set: BTreeSet<RecordName> =
        changes.flat_map(|change| change.sets().map(|set| set.register.record)).collect();
    let set: Vec<RecordName> = set.into_iter().collect();
    let mut statement = log
        .connection()
        .prepare(&format!("SELECT record, entity FROM record WHERE record IN {}", sql_list(&set)))?;
    let mut rows = statement.query([])?;
    let mut entities = HashMap::with_capacity(set.len());
    while let Some(row) = rows.next()? {
        if let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            entities.insert(record, row.get::<_, i64>(1)?.unsigned_abs());
        }
    }
    Ok(entities)
}

/// What a change says: entity, field (with its path) and value.
pub(super) fn values_of(log: &Log<'_>, change: &Change) -> Result<Vec<(String, String, Json)>> {
    Ok(values_in(&entities_of(log, std::iter::once(change))?, change))
}

/// The same, with the entities of the records that it sets.
fn values_in(entities: &HashMap<RecordName, u64>, change: &Change) -> Vec<(String, String, Json)> {
    let named = |id: u64| entity(id).map_or_else(|| id.to_string(), |e| e.name.to_owned());
    let mut says = Vec::new();
    for edit in &change.edits {
        match edit {
            Edit::Create { entity: id, values, paths } => {
                let of = entity(*id);
                for (field, value) in values {
                    let known = of.and_then(|e| e.field(*field));
                    says.push((named(*id), field_name(*field, known), value_json(known, value)));
                }
                for (field, by_path) in paths {
                    let known = of.and_then(|e| e.field(*field));
                    for (path, value) in by_path {
                        let field = format!("{} {path}", field_name(*field, known));
                        says.push((named(*id), field, value_json(known, value)));
                    }
                }
            }
            Edit::Set(set) => {
                let id = entities.get(&set.register.record).copied();
                let known = id.and_then(entity).and_then(|e| e.field(set.register.field));
                let mut field = field_name(set.register.field, known);
                if let Some(path) = &set.register.path {
                    field = format!("{field} {path}");
                }
                says.push((id.map(named).unwrap_or_default(), field, value_json(known, &set.value)));
            }
            Edit::Unknown => says.push((String::new(), String::new(), Json::Null)),
        }
    }
    says
}
