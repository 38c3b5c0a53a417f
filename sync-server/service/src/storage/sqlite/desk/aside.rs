//! Changes that were set aside, and what they say. One whose subject is in no area that is known is for those who see
//! an area that its author's phone held.

use std::collections::BTreeMap;

use chaski::action::aside as of_aside;
use chaski::change::{Change, Edit};
use chaski::merge::State;
use chaski::record::{ChangeName, DeviceId, entity};
use chaski::store::query::{field_name, value_json};
use chaski::store::revision::Revision;
use chaski::store::{Log, Standing};
use rusqlite::{OptionalExtension, params};
use serde_json::Value as Json;

use super::areas::Look;
use super::keep::areas_of_change;
use super::received::received_s;
use super::rows::{LINES, count};
use super::{disputes, workers};
use crate::storage::Result;
use crate::storage::desk::{AsideView, Count, Slice};

/// Those that nobody decided about, once each.
fn open(look: &Look<'_>) -> String {
    format!(
        "FROM aside_line a WHERE a.area IN {} AND NOT EXISTS (SELECT 1 FROM r_verdict v
           WHERE v.device = a.device AND v.number = a.number AND v.voided = 0 AND v.\"by\" IS NOT NULL)",
        look.mine_sql(None)
    )
}

pub(super) fn total(look: &Look<'_>) -> Result<Count> {
    count(&look.log, &format!("SELECT DISTINCT a.change {}", open(look)), [])
}

/// What was set aside, in the order in which it came.
pub(super) fn list(look: &Look<'_>, after: Option<&str>) -> Result<Slice<AsideView>> {
    let after: i64 = after.and_then(|after| after.parse().ok()).unwrap_or(-1);
    let mut statement = look.log.connection().prepare_cached(&format!(
        "SELECT DISTINCT a.change, a.seq {} AND a.seq > ?1 ORDER BY a.seq LIMIT {}",
        open(look),
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
    let mut items = Vec::with_capacity(found.len());
    for (name, _) in found {
        items.extend(read(&look.log, &name)?);
    }
    Ok(Slice { items, next, total: total(look)? })
}

/// What is kept apart of the phones of the viewer's areas, as it came.
pub(super) fn apart(look: &Look<'_>) -> Result<Slice<AsideView>> {
    let names: BTreeMap<DeviceId, String> =
        workers::phones(look)?.into_iter().map(|phone| (phone.device, phone.name)).collect();
    let devices: Vec<String> = names
        .keys()
        .map(|device| format!("x'{}'", device.0.map(|byte| format!("{byte:02x}")).concat()))
        .collect();
    let kept = format!("FROM apart WHERE device IN ({})", devices.join(", "));
    let mut statement = look.log.connection().prepare(&format!(
        "SELECT device, number, body, received_s {kept} ORDER BY received_s, device, number LIMIT {LINES}"
    ))?;
    let mut rows = statement.query([])?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        let Ok(device) = row.get::<_, Vec<u8>>(0)?.try_into().map(DeviceId) else { continue };
        let change = Change::decode(&row.get::<_, Vec<u8>>(2)?).ok();
        items.push(AsideView {
            change: ChangeName { device, number: row.get::<_, i64>(1)?.unsigned_abs() },
            subject: change.as_ref().and_then(|change| change.subject),
            title: None,
            worker: names.get(&device).cloned(),
            reason: 0,
            wall_s: change.as_ref().map_or(0, |change| change.wall_s),
            received_s: Some(row.get(3)?),
            says: change.map_or(Ok(Vec::new()), |change| says(&look.log, &change))?,
            refused: None,
            seen: Revision::default(),
        });
    }
    Ok(Slice { items, next: None, total: count(&look.log, &format!("SELECT hash {kept}"), [])? })
}

/// One that was set aside, decided about or not.
pub(super) fn view(look: &Look<'_>, name: &ChangeName) -> Result<Option<AsideView>> {
    match look.log.change(name)? {
        Some((change, Standing::SetAside)) if is_here(look, &change)? => {
            let seen = of_aside::revision(&look.log, name)?;
            Ok(read(&look.log, name)?.map(|view| AsideView { seen, ..view }))
        }
        _ => Ok(None),
    }
}

/// Whether a change is about one of the viewer's areas.
pub(super) fn is_here(look: &Look<'_>, change: &Change) -> Result<bool> {
    Ok(look.is_mine(&areas_of_change(&look.log, change)?))
}

fn read(log: &Log<'_>, name: &ChangeName) -> Result<Option<AsideView>> {
    let Some((change, _)) = log.change(name)? else { return Ok(None) };
    type Verdict = (Option<i64>, Option<String>, Option<String>, bool);
    let verdict: Option<Verdict> = log
        .connection()
        .prepare_cached(
            "SELECT v.reason, w.name, v.note, v.\"by\" IS NOT NULL FROM r_verdict v
             LEFT JOIN r_worker w ON w.record = v.\"by\"
             WHERE v.device = ?1 AND v.number = ?2 AND v.voided = 0 ORDER BY v.outcome DESC LIMIT 1",
        )?
        .query_row(params![name.device.0.as_slice(), name.number as i64], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (reason, by, note, decided) = verdict.unwrap_or((None, None, None, false));
    let worker: Option<String> = log
        .connection()
        .prepare_cached(
            "SELECT w.name FROM phone p JOIN r_worker w ON w.record = p.worker WHERE p.device = ?1",
        )?
        .query_row([name.device.0.as_slice()], |row| row.get(0))
        .optional()?
        .flatten();
    let title = match &change.subject {
        Some(subject) => disputes::title_of(log, subject)?,
        None => None,
    };
    Ok(Some(AsideView {
        change: *name,
        subject: change.subject,
        title,
        worker,
        reason: reason.unwrap_or(0),
        wall_s: change.wall_s,
        received_s: received_s(log, name)?,
        says: says(log, &change)?,
        // Whoever decides looks at one.
        seen: Revision::default(),
        refused: decided.then(|| (by.unwrap_or_default(), note.unwrap_or_default())),
    }))
}

/// What a change says: entity, field (with its path) and value.
pub(super) fn says(log: &Log<'_>, change: &Change) -> Result<Vec<(String, String, Json)>> {
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
                let id = log.known(&set.register.record)?.map(|known| known.entity);
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
    Ok(says)
}
