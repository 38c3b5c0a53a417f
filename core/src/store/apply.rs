//! Brings each change to where it stands: into the state, waiting for a record, set aside. Where it
//! stands is a function of the set of changes held, so arrival in any order ends alike. A server has its say through
//! a [`Gate`]; a phone trusts what it holds.

use std::collections::{BTreeSet, VecDeque};

use super::error::Result;
use super::log::{Incoming, Log, Outcome, Standing};
use crate::change::{Change, Edit, Register};
use crate::merge::{State, enter, leave, needs};
use crate::record::{ChangeName, DeviceId, RecordName, Value, entity, table};

/// What a server adds to the way of a change into the state.
pub trait Gate {
    /// Records that must be in the state before this side can judge the change, beside those it stands on.
    fn further_needs(&self, log: &Log<'_>, change: &Change) -> Result<Vec<RecordName>>;
    /// All it stands on is there and no verdict exists: is it admitted? `false`: the gate has recorded a verdict.
    fn admit(&mut self, log: &Log<'_>, change: &Change) -> Result<bool>;
    /// Brings it into the state; at least `log.execute(&enter(change, log)?)`.
    fn enter(&mut self, log: &Log<'_>, change: &Change) -> Result<()>;
    /// It left the state, or stays out of it from now on, and its standing is noted.
    fn left(&mut self, _log: &Log<'_>, _change: &Change) -> Result<()> {
        Ok(())
    }
}

/// A phone's gate: what it holds was admitted by its author's phone or by the server.
pub struct Open;

impl Gate for Open {
    fn further_needs(&self, _: &Log<'_>, _: &Change) -> Result<Vec<RecordName>> {
        Ok(Vec::new())
    }
    fn admit(&mut self, _: &Log<'_>, _: &Change) -> Result<bool> {
        Ok(true)
    }
    fn enter(&mut self, log: &Log<'_>, change: &Change) -> Result<()> {
        log.execute(&enter(change, log)?)
    }
}

/// Brings a change, and everything that moves with it, to where it stands now.
pub fn settle(log: &Log<'_>, name: ChangeName, gate: &mut dyn Gate) -> Result<()> {
    settle_all(log, VecDeque::from([name]), gate)
}

/// The same for a change that has just come, as it was read then.
pub fn settle_incoming(log: &Log<'_>, incoming: &Incoming<'_>, gate: &mut dyn Gate) -> Result<()> {
    let mut queue = VecDeque::new();
    if let (Some(change), Some(before)) = (incoming.change(), log.standing(&incoming.name)?) {
        settle_one(log, change, before, gate, &mut queue)?;
    }
    settle_all(log, queue, gate)
}

fn settle_all(log: &Log<'_>, mut queue: VecDeque<ChangeName>, gate: &mut dyn Gate) -> Result<()> {
    while let Some(name) = queue.pop_front() {
        if let Some((change, before)) = log.change(&name)? {
            settle_one(log, &change, before, gate, &mut queue)?;
        }
    }
    Ok(())
}

/// Brings one change to where it stands now; what moves with it joins the queue.
fn settle_one(
    log: &Log<'_>,
    change: &Change,
    before: Standing,
    gate: &mut dyn Gate,
    queue: &mut VecDeque<ChangeName>,
) -> Result<()> {
    let name = change.name;
    if before == Standing::Departed {
        // A change whose subject left this phone's areas has no rows; a verdict against it is still for its author
        // to see.
        if matches!(log.verdict(&name)?, Some(Outcome::SetAside(_))) {
            log.set_standing(&name, Standing::SetAside, None)?;
        }
        return Ok(());
    }
    let (mut standing, mut waits_for) = standing(log, change, gate)?;
    if standing == Standing::InState && before != Standing::InState {
        if log.verdict(&name)?.is_none() && !gate.admit(log, change)? {
            (standing, waits_for) = (Standing::SetAside, None);
        } else {
            // Noted before its rows are made: the fold reads its creates.
            log.set_standing(&name, Standing::InState, None)?;
            gate.enter(log, change)?;
            note_beyond_this_version(log, change)?;
            for create in change.creates() {
                queue.extend(log.waiting_for(&create.record)?);
            }
            if !crate::fault("verdict-ignored") {
                queue.extend(judged_by(log, change)?);
            }
            return Ok(());
        }
    }
    if before == Standing::InState && standing != Standing::InState {
        retract(log, change, standing, waits_for, gate, queue)?;
    } else if crate::fault("waiting-dropped") && standing == Standing::Waits {
        log.conn.execute("DELETE FROM change WHERE name = ?1", [name.key().as_slice()])?;
    } else if before != standing || standing == Standing::Waits {
        log.set_standing(&name, standing, waits_for.as_ref())?;
        if standing == Standing::SetAside || before == Standing::SetAside {
            gate.left(log, change)?;
        }
    }
    Ok(())
}

/// Where a change stands, given everything else that is held.
fn standing(log: &Log<'_>, change: &Change, gate: &dyn Gate) -> Result<(Standing, Option<RecordName>)> {
    if matches!(log.verdict(&change.name)?, Some(Outcome::SetAside(_))) {
        return Ok((Standing::SetAside, None));
    }
    for record in needs(change).into_iter().chain(gate.further_needs(log, change)?) {
        if log.known(&record)?.is_none() {
            return Ok((Standing::Waits, Some(record)));
        }
    }
    Ok((Standing::InState, None))
}

/// Takes a change out of the state, after everything that stands on the records it created. A list instead of a
/// recursion: a chain of changes may be as long as somebody cares to make it.
fn retract(
    log: &Log<'_>,
    change: &Change,
    standing: Standing,
    waits_for: Option<RecordName>,
    gate: &mut dyn Gate,
    queue: &mut VecDeque<ChangeName>,
) -> Result<()> {
    let mut stack = vec![(change.clone(), standing, waits_for)];
    let mut opened = BTreeSet::new();
    while let Some((change, standing, waits_for)) = stack.pop() {
        if opened.insert(change.name) {
            // Seen for the first time: it comes again once everything above it has left.
            let records: Vec<RecordName> = change.creates().map(|create| create.record).collect();
            stack.push((change, standing, waits_for));
            for record in records {
                for name in log.standing_on(&record)? {
                    if !opened.contains(&name)
                        && let Some((dependent, Standing::InState)) = log.change(&name)?
                        && needs(&dependent).contains(&record)
                    {
                        stack.push((dependent, Standing::Waits, Some(record)));
                    }
                }
            }
        } else if log.standing(&change.name)? == Some(Standing::InState) {
            // A verdict that goes, or one that is altered no longer, frees or binds what it is about.
            queue.extend(judged_by(log, &change)?);
            log.execute(&leave(&change, log)?)?;
            log.set_standing(&change.name, standing, waits_for.as_ref())?;
            gate.left(log, &change)?;
        }
    }
    Ok(())
}

/// Takes a change out of the state without a verdict, with everything that stands on it.
pub(crate) fn leave_state(log: &Log<'_>, name: &ChangeName, gate: &mut dyn Gate) -> Result<()> {
    let Some((change, Standing::InState)) = log.change(name)? else { return Ok(()) };
    let mut queue = VecDeque::new();
    retract(log, &change, Standing::Waits, None, gate, &mut queue)?;
    queue.into_iter().try_for_each(|name| settle(log, name, gate))
}

/// The changes that a verdict is about, where this change records one or alters it: whichever it ever named.
fn judged_by(log: &Log<'_>, change: &Change) -> Result<Vec<ChangeName>> {
    let mut judged = Vec::new();
    for record in change.creates().map(|c| c.record).chain(change.sets().map(|set| set.register.record)) {
        if log.known(&record)?.is_none_or(|known| known.entity != table::verdict::ID) {
            continue;
        }
        let said = |field| log.assignments(&Register { record, field, path: None });
        let numbers = said(table::verdict::number)?;
        for device in said(table::verdict::device)? {
            judged.extend(numbers.iter().filter_map(|number| verdict_about(&device.value, &number.value)));
        }
    }
    Ok(judged)
}

/// The change that a verdict is about, by its device and number; `None` where these are none.
pub fn verdict_about(device: &Value, number: &Value) -> Option<ChangeName> {
    Some(ChangeName {
        device: DeviceId(device.as_bytes()?.try_into().ok()?),
        number: u64::try_from(number.as_int()?).ok()?,
    })
}

/// A set of a field that this version does not know is kept and shown by a later one; it is listed until then.
fn note_beyond_this_version(log: &Log<'_>, change: &Change) -> Result<()> {
    if change.edits.iter().all(|edit| matches!(edit, Edit::Create { .. })) {
        return Ok(());
    }
    for set in change.sets() {
        let known = log.known(&set.register.record)?;
        let field = known.and_then(|k| entity(k.entity)).map(|e| e.field(set.register.field).is_some());
        if set.register.field != crate::record::VOID && field != Some(true) {
            log.conn
                .prepare_cached("UPDATE change SET unknown = 1 WHERE name = ?1")?
                .execute([change.name.key().as_slice()])?;
        }
    }
    Ok(())
}
