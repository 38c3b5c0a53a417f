//! A value in front of what was shown: a correction, the decision of a dispute, a move. A worker's correction is kept
//! beside what arrived since she looked, for what she saw at the door is true too; whoever decides about what others
//! recorded decides about what stands, or not at all. Where people said different things, what a worker adds stands beside them: she
//! takes back her own word alone. A correction of what a comment is anchored on answers it.

use super::{Acting, Plan, REASON_LETTERS, Refusal, text};
use crate::change::Register;
use crate::merge::State;
use crate::merge::rules::Offence;
use crate::record::check::Problem;
use crate::record::table::{code, household, review};
use crate::record::{ChangeName, RecordName, VOID, Value, entity};
use crate::store::Shown;
use crate::store::related::reviews_of;
use crate::store::save::Draft;
use crate::store::shown::{shown, shown_field, shown_then};

/// What a dispute is decided for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One of the values that stand.
    Head(ChangeName),
    /// Another.
    Other(Value),
}

/// A value of one register in front of what `seen` showed of it; with `settle` in front of every value that stood there.
pub fn correct(
    acting: &Acting<'_>,
    seen: &Shown,
    value: Value,
    settle: bool,
    reason: Option<&str>,
) -> Plan<Draft> {
    let register = &seen.register;
    acting.here(&register.record, None)?;
    if register.field == VOID {
        let known = acting.log.known(&register.record)?.and_then(|known| entity(known.entity));
        let entity = known.map(|entity| entity.name.to_owned()).unwrap_or_default();
        return Err(Refusal::Entry(Problem::UnknownField { entity, field: VOID }).into());
    }
    let decides = acting.author.decides();
    let then = shown_then(&acting.log, register, &seen.all)?;
    if settle && then.disputed && !decides {
        return Err(Refusal::Offence(Offence::NeedsSupervisor).into());
    }
    let reason = reason_of(reason, decides)?;
    acting.may_name(&register.record, register.field, &value)?;
    let now = shown(&acting.log, register)?;
    if decides && !seen.stands(&now) {
        return Err(Refusal::Stale(seen.unseen(&now)).into());
    }
    let mut replaced = if settle { seen.clone().settling() } else { seen.clone() };
    let mut stands = then.value.as_ref() == Some(&value) && !(settle && then.disputed);
    if then.disputed && !settle && !decides {
        replaced = shown_then(&acting.log, register, &said_by_herself(acting, seen)?)?;
        stands = replaced.value.as_ref() == Some(&value);
    }
    if stands {
        return Err(Refusal::Already(replaced.replaces).into());
    }
    let mut draft = Draft::new(acting.author);
    draft.set(&acting.log, &replaced, value, reason)?;
    answer_comments(acting, register, &mut draft)?;
    Ok(draft)
}

/// The heads that were shown which the author said, on whichever phone.
fn said_by_herself(acting: &Acting<'_>, seen: &Shown) -> Plan<Vec<ChangeName>> {
    let mut hers = Vec::new();
    for head in &seen.all {
        let said = acting.log.change(head)?;
        if said.is_some_and(|(change, _)| change.author == Some(acting.author.worker)) {
            hers.push(*head);
        }
    }
    Ok(hers)
}

/// What holds of a register of which people said different things.
pub fn settle(acting: &Acting<'_>, seen: &Shown, choice: &Choice, reason: &str) -> Plan<Draft> {
    let register = &seen.register;
    acting.here(&register.record, None)?;
    let reason = text("reason", reason, REASON_LETTERS)?;
    let now = shown(&acting.log, register)?;
    if !seen.stands(&now) || !now.disputed {
        return Err(Refusal::Stale(seen.unseen(&now)).into());
    }
    let value = match choice {
        Choice::Other(value) => value.clone(),
        Choice::Head(head) => {
            let said = acting.log.assignments(register)?;
            let chosen = said.into_iter().find(|said| said.change == *head && now.all.contains(head));
            chosen.ok_or(Refusal::Stale(Vec::new()))?.value
        }
    };
    acting.may_name(&register.record, register.field, &value)?;
    let mut draft = Draft::new(acting.author);
    draft.set(&acting.log, &now.settling(), value, Some(reason))?;
    answer_comments(acting, register, &mut draft)?;
    Ok(draft)
}

/// A household goes to another area; `seen` is what was shown of its area.
pub fn move_household(acting: &Acting<'_>, seen: &Shown, area: RecordName, reason: &str) -> Plan<Draft> {
    let register = &seen.register;
    acting.here(&register.record, Some(household::ID))?;
    if register.field != household::area {
        return Err(Refusal::Nowhere(register.record).into());
    }
    // Whoever moves it saw every area that stands.
    correct(acting, seen, Value::Record(area), true, Some(reason))
}

/// A reason without spaces around it; `needed` where whoever decides over others says why.
pub(super) fn reason_of(reason: Option<&str>, needed: bool) -> Plan<Option<&str>> {
    match reason.map(str::trim).filter(|reason| !reason.is_empty()) {
        None if needed => Err(Refusal::Missing("reason").into()),
        None => Ok(None),
        Some(reason) => text("reason", reason, REASON_LETTERS).map(Some),
    }
}

/// Whoever corrects what a comment is anchored on has answered it.
pub(super) fn answer_comments(acting: &Acting<'_>, register: &Register, draft: &mut Draft) -> Plan<()> {
    let answered = Value::Int(code::review_state::answered);
    for comment in reviews_of(&acting.log, &register.record)? {
        let anchored = comment.field == Some(register.field) && comment.path == register.path;
        let open = !matches!(comment.state, Some(code::review_state::answered | code::review_state::closed));
        if anchored && open && comment.verdict != Some(code::review_verdict::accepted) {
            let state = shown_field(&acting.log, comment.record, review::state)?;
            draft.set(&acting.log, &state, answered.clone(), None)?;
        }
    }
    Ok(())
}
