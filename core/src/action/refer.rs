//! What came of somebody who was sent to the health post. Who arrived closes it; of one who did not, or of whom nobody
//! knows, it is said who looks for the person and until when, and it stays open until a visit sees the person. Who is
//! referred, and for which danger signs, is said with the visit.

use super::{Acting, COMMENT_LETTERS, Plan, Refusal, text};
use crate::record::table::{code, referral, worker};
use crate::record::{FieldId, RecordName, Value};
use crate::store::related::is_open_referral;
use crate::store::revision::{Revision, behind};
use crate::store::save::Draft;
use crate::store::shown::shown_field;

/// Closes a referral on this day (where the author is), in front of what was shown of it: the person arrived.
pub fn close(
    acting: &Acting<'_>,
    record: &RecordName,
    seen: &Revision,
    arrived: i64,
    answer: Option<&str>,
    today: Value,
) -> Plan<Draft> {
    let answer = open(acting, record, seen, answer)?;
    if matches!(arrived, code::arrived::no | code::arrived::not_known) {
        return Err(Refusal::Missing("sought_by").into());
    }
    let mut values = vec![
        (referral::arrived, Value::Int(arrived)),
        (referral::closed_by, Value::Record(acting.author.worker)),
        (referral::closed_on, today),
    ];
    values.extend(answer.map(|answer| (referral::answer, Value::text(answer))));
    set_all(acting, record, values)
}

/// Who looks for somebody who did not arrive, or of whom nobody knows (`arrived`), and until which day: a visit is
/// asked of that worker.
pub fn seek(
    acting: &Acting<'_>,
    record: &RecordName,
    seen: &Revision,
    (arrived, by, until): (i64, RecordName, Value),
    answer: Option<&str>,
) -> Plan<Draft> {
    let answer = open(acting, record, seen, answer)?;
    if !matches!(arrived, code::arrived::no | code::arrived::not_known) {
        return Err(Refusal::Missing("arrived").into());
    }
    if until == Value::Null {
        return Err(Refusal::Missing("seek_until").into());
    }
    if acting.kind_of(&by)? != Some(worker::ID) {
        return Err(Refusal::Nowhere(by).into());
    }
    let mut values = vec![
        (referral::arrived, Value::Int(arrived)),
        (referral::sought_by, Value::Record(by)),
        (referral::seek_until, until),
    ];
    values.extend(answer.map(|answer| (referral::answer, Value::text(answer))));
    set_all(acting, record, values)
}

/// Refuses what is closed, and what is otherwise than was shown; gives the answer as it is said.
fn open<'t>(
    acting: &Acting<'_>,
    record: &RecordName,
    seen: &Revision,
    answer: Option<&'t str>,
) -> Plan<Option<&'t str>> {
    acting.here(record, Some(referral::ID))?;
    let answer = answer.map(str::trim).filter(|answer| !answer.is_empty());
    let answer = answer.map(|answer| text("answer", answer, COMMENT_LETTERS)).transpose()?;
    if !is_open_referral(&acting.log, record)? {
        // With what that decision said of the person, not only that it was made.
        return Err(Refusal::Already(seen.unseen(&behind(&acting.log, [record])?)).into());
    }
    acting.unchanged([record], seen)?;
    Ok(answer)
}

fn set_all(acting: &Acting<'_>, record: &RecordName, values: Vec<(FieldId, Value)>) -> Plan<Draft> {
    let mut draft = Draft::new(acting.author);
    for (field, value) in values {
        let shown = shown_field(&acting.log, *record, field)?;
        if shown.value.as_ref() != Some(&value) {
            draft.set(&acting.log, &shown.settling(), value, None)?;
        }
    }
    Ok(draft)
}
