//! A record is removed, or taken back, always with a reason. What others did about it since it was shown is said and
//! never replaced.

use super::{Acting, Plan, REASON_LETTERS, Refusal, text};
use crate::record::{VOID, Value};
use crate::store::Shown;
use crate::store::save::Draft;
use crate::store::shown::shown;

/// Removes the record (`removed`) or takes it back; `seen` is what was shown of its register `void`.
pub fn remove(acting: &Acting<'_>, seen: &Shown, removed: bool, reason: &str) -> Plan<Draft> {
    let mut draft = Draft::new(acting.author);
    remove_with(acting, &mut draft, seen, removed, reason)?;
    Ok(draft)
}

/// The same, within an act that does more.
pub(super) fn remove_with(
    acting: &Acting<'_>,
    draft: &mut Draft,
    seen: &Shown,
    removed: bool,
    reason: &str,
) -> Plan<()> {
    let register = &seen.register;
    acting.here(&register.record, None)?;
    if register.field != VOID {
        return Err(Refusal::Nowhere(register.record).into());
    }
    let reason = text("reason", reason, REASON_LETTERS)?;
    let now = shown(&acting.log, register)?;
    let is_removed = now.value == Some(Value::Bool(true));
    if is_removed == removed && !now.disputed {
        return Err(Refusal::Already(now.replaces).into());
    }
    if !seen.stands(&now) {
        return Err(Refusal::Stale(seen.unseen(&now)).into());
    }
    let seen = if acting.author.decides() { now.settling() } else { now };
    draft.set(&acting.log, &seen, Value::Bool(removed), Some(reason))?;
    Ok(())
}
