//! A pregnancy ended: by a birth, or otherwise. Nobody has to say why, nor when. The woman is in the register no longer because she is pregnant, so
//! that no list and no reminder speaks of it again.

use super::{Acting, Plan, Refusal};
use crate::merge::State;
use crate::record::table::code::person_kind;
use crate::record::table::{person, pregnancy};
use crate::record::{RecordName, Value};
use crate::store::Shown;
use crate::store::save::{Draft, Values};
use crate::store::shown::shown_field;

/// What was shown of a pregnancy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When it ended.
    pub ended: Shown,
    /// How it ended.
    pub outcome: Shown,
}

/// How a pregnancy ended, in front of what was shown of it: on which date, if that is known.
pub fn ended(acting: &Acting<'_>, seen: &Seen, ended: Option<Value>, outcome: i64) -> Plan<Draft> {
    let mut draft = Draft::new(acting.author);
    end_in(acting, &mut draft, seen, ended, outcome)?;
    Ok(draft)
}

/// The same of a woman of whose pregnancy nothing else was recorded.
pub fn ended_unrecorded(
    acting: &Acting<'_>,
    woman: RecordName,
    ended: Option<Value>,
    outcome: i64,
) -> Plan<Draft> {
    acting.here(&woman, Some(person::ID))?;
    let mut draft = Draft::new(acting.author);
    draft.about(woman);
    let mut values =
        Values::from([(pregnancy::person, Value::Record(woman)), (pregnancy::outcome, Value::Int(outcome))]);
    values.extend(ended.map(|ended| (pregnancy::ended, ended)));
    draft.create(pregnancy::ID, values)?;
    no_longer_pregnant(acting, &mut draft, woman)?;
    Ok(draft)
}

/// The same beside what else is said, as with the registration of the child.
pub fn end_in(
    acting: &Acting<'_>,
    draft: &mut Draft,
    seen: &Seen,
    ended: Option<Value>,
    outcome: i64,
) -> Plan<()> {
    let record = seen.ended.register.record;
    let woman = acting.here(&record, Some(pregnancy::ID))?;
    if seen.outcome.register.record != record
        || (seen.ended.register.field, seen.outcome.register.field) != (pregnancy::ended, pregnancy::outcome)
    {
        return Err(Refusal::Nowhere(record).into());
    }
    draft.about(woman);
    if let Some(ended) = ended {
        draft.set(&acting.log, &seen.ended, ended, None)?;
    }
    draft.set(&acting.log, &seen.outcome, Value::Int(outcome), None)?;
    no_longer_pregnant(acting, draft, woman)
}

fn no_longer_pregnant(acting: &Acting<'_>, draft: &mut Draft, woman: RecordName) -> Plan<()> {
    let kind = shown_field(&acting.log, woman, person::kind)?;
    if acting.log.known(&woman)?.is_some() && kind.value == Some(Value::Int(person_kind::pregnant)) {
        draft.set(&acting.log, &kind, Value::Int(person_kind::caregiver), None)?;
    }
    Ok(())
}
