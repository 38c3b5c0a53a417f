//! What left this phone's areas leaves the phone: rows and other people's changes go, this phone's own changes stay
//! in its log, and a note says where the family went. Judged from the state, never before the server confirmed it.

use rusqlite::params;

use crate::change::Change;
use crate::change::Register;
use crate::merge::State;
use crate::record::table::verdict;
use crate::record::{FieldId, Owner, RecordName, entity};
use crate::store::apply::{Open, leave_state, settle};
use crate::store::areas::{area_name, areas_of, held, owners, rights_of};
use crate::store::error::Result;
use crate::store::{Log, Standing, Store};

/// The flag that makes a sync look for what left: set by new rights and by every move that arrives.
const FLAG: &str = "look_for_departed";

/// The next sync looks for what left this phone's areas.
pub(super) fn look_again(log: &Log<'_>) -> Result<()> {
    log.set_meta(FLAG, 1)
}

/// Notes that a change which moves a household or a person arrived, or a verdict, which may bring back one that left.
pub fn note_moves(log: &Log<'_>, change: &Change) -> Result<()> {
    let mut may_move = change.creates().any(|create| create.entity == verdict::ID);
    for set in change.sets() {
        let register = &set.register;
        may_move |= owner_field(log, &register.record)? == Some(register.field)
            || log.known(&register.record)?.is_some_and(|known| known.entity == verdict::ID);
    }
    if may_move {
        log.set_meta(FLAG, 1)?;
    }
    Ok(())
}

fn owner_field(log: &Log<'_>, record: &RecordName) -> Result<Option<FieldId>> {
    Ok(match log.known(record)?.and_then(|known| entity(known.entity)).map(|e| e.owner) {
        Some(Owner::Area(field) | Owner::Household(field)) => Some(field),
        _ => None,
    })
}

/// Lets go of every household and person that no area of this phone holds any more; returns how many.
pub fn departed(store: &mut Store) -> Result<u64> {
    if store.log().meta::<i64>(FLAG)? != Some(1) {
        return Ok(0);
    }
    let device = store.device();
    let now = store.now();
    let tx = store.write()?;
    let log = Log::new(&tx);
    let held = match rights_of(&log, device, None)? {
        Some(rights) => held(&log, &rights.areas)?,
        None => Vec::new(),
    };
    let mut gone = 0;
    let mut kept = false;
    for subject in subjects(&log)? {
        let areas = areas_of(&log, &subject)?;
        if areas.iter().any(|area| held.contains(area)) {
            continue;
        }
        if must_stay(&log, &subject, &held)? {
            kept = true;
            continue;
        }
        let names: Vec<String> =
            areas.iter().map(|area| Ok(area_name(&log, area)?.unwrap_or_default())).collect::<Result<_>>()?;
        let kind = log.known(&subject)?.map_or(0, |known| known.entity);
        tx.execute(
            "INSERT OR REPLACE INTO departed (subject, entity, code, areas, noted_s) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![subject.key().as_slice(), kind as i64, subject.paper_code(), names.join(", "), now.wall_s],
        )?;
        let_go(&log, &subject)?;
        gone += 1;
    }
    if !kept {
        log.drop_meta(FLAG)?;
    }
    tx.commit()?;
    Ok(gone)
}

/// Households after their persons: whether a person is here is judged by its household.
fn subjects(log: &Log<'_>) -> Result<Vec<RecordName>> {
    let mut all = Vec::new();
    for table in ["r_person", "r_household"] {
        let mut statement = log.conn.prepare(&format!("SELECT record FROM {table} ORDER BY record"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            all.extend(RecordName::from_key(&row.get::<_, Vec<u8>>(0)?));
        }
    }
    Ok(all)
}

/// Work of this phone that is not acknowledged, a draft, or a move of its own that the server has not confirmed in
/// the feed of the area it leaves: a verdict may still bring the family back.
fn must_stay(log: &Log<'_>, subject: &RecordName, held: &[RecordName]) -> Result<bool> {
    let key = subject.key();
    let busy = log
        .conn
        .prepare_cached(
            "SELECT 1 FROM change WHERE subject = ?1 AND own = 1 AND acknowledged = 0
             UNION ALL SELECT 1 FROM draft WHERE subject = ?1",
        )?
        .exists([key.as_slice()])?;
    if busy && !crate::fault("purge-too-early") {
        return Ok(true);
    }
    let Some(field) = owner_field(log, subject)? else { return Ok(false) };
    for owner in owners(log, subject, field)? {
        // Its household is here and set aside, or waits: that is no move.
        if log.known(&owner)?.is_none() && log.held(&owner.change())?.is_some() {
            return Ok(true);
        }
    }
    let said = log.said(&Register { record: *subject, field, path: None })?;
    let mut unconfirmed = false;
    let mut was_here = false;
    for saying in &said {
        unconfirmed |= log
            .conn
            .prepare_cached("SELECT 1 FROM change WHERE name = ?1 AND own = 1 AND fed = 0")?
            .exists([saying.change.key().as_slice()])?;
        if let Some(owner) = saying.value.as_record() {
            was_here |=
                held.contains(&owner) || areas_of(log, &owner)?.iter().any(|area| held.contains(area));
        }
    }
    Ok(unconfirmed && was_here)
}

fn let_go(log: &Log<'_>, subject: &RecordName) -> Result<()> {
    for (name, _) in log.of_subject(subject)? {
        leave_state(log, &name, &mut Open)?;
    }
    let key = subject.key();
    log.conn.execute("DELETE FROM change WHERE subject = ?1 AND own = 0", [key.as_slice()])?;
    log.conn.execute(
        "UPDATE change SET standing = ?2, waits_for = NULL WHERE subject = ?1 AND standing <> ?3",
        params![key.as_slice(), Standing::Departed as i64, Standing::SetAside as i64],
    )?;
    for (name, _) in log.of_subject(subject)? {
        settle(log, name, &mut Open)?;
    }
    Ok(())
}

/// What this phone said of a household or a person that left, and that was set aside until now, waits for nobody.
pub fn rest(log: &Log<'_>) -> Result<()> {
    log.conn
        .prepare_cached(
            "UPDATE change SET standing = ?1, waits_for = NULL
             WHERE standing <> 0 AND standing = ?2 AND waits_for = subject AND subject IN (SELECT subject FROM departed)",
        )?
        .execute(params![Standing::Departed as i64, Standing::Waits as i64])?;
    Ok(())
}
