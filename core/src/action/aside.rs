//! A change that was set aside is taken in, or stays aside and leaves the list. What was shown is what was said of its
//! verdict; who decides, and why, is said there, in the name of the district.

use super::{Acting, Plan, REASON_LETTERS, Refusal, text};
use crate::record::table::{code, verdict};
use crate::record::{ChangeName, FieldId, RecordName, Value};
use crate::store::log::Outcome;
use crate::store::related::verdicts_of;
use crate::store::revision::{Revision, behind};
use crate::store::shown::shown_field;
use crate::store::{Log, Standing};

/// What is to be said of a verdict: its record, and values by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The verdict.
    pub verdict: RecordName,
    /// What it says from now on, in this order.
    pub sets: Vec<(FieldId, Value)>,
}

/// What was said of a change's verdict, as a page carries it.
pub fn revision(log: &Log<'_>, change: &ChangeName) -> crate::store::Result<Revision> {
    Ok(Revision::of(&behind(log, &verdicts_of(log, change)?)?))
}

/// Decides about a change that is the author's to decide about.
pub fn decide(
    acting: &Acting<'_>,
    change: &ChangeName,
    seen: &Revision,
    accept: bool,
    reason: &str,
) -> Plan<Decision> {
    let reason = text("reason", reason, REASON_LETTERS)?;
    let verdicts = verdicts_of(&acting.log, change)?;
    let Some(verdict) = verdicts.first() else { return Err(Refusal::Already(Vec::new()).into()) };
    let standing = acting.log.change(change)?.map(|(_, standing)| standing);
    let changes = behind(&acting.log, &verdicts)?;
    let is_aside = standing == Some(Standing::SetAside)
        && matches!(acting.log.verdict(change)?, Some(Outcome::SetAside(_)));
    let is_refused = is_aside && shown_field(&acting.log, *verdict, verdict::by)?.value.is_some();
    let is_done = if accept { !is_aside } else { is_refused };
    if is_done {
        return Err(Refusal::Already(seen.unseen(&changes)).into());
    }
    if !is_aside || Revision::of(&changes) != *seen {
        return Err(Refusal::Stale(seen.unseen(&changes)).into());
    }
    let mut sets =
        vec![(verdict::by, Value::Record(acting.author.worker)), (verdict::note, Value::text(reason))];
    if accept {
        sets.push((verdict::outcome, Value::Int(code::verdict_outcome::accepted)));
    }
    Ok(Decision { verdict: *verdict, sets })
}
