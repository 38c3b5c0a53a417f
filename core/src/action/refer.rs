//! A referral is closed: whether the person arrived and what the health post answered. Who is referred, and for which
//! danger signs, is said with the visit.

use super::{Acting, COMMENT_LETTERS, Plan, Refusal, text};
use crate::record::table::referral;
use crate::record::{RecordName, Value};
use crate::store::revision::{Revision, behind};
use crate::store::save::Draft;
use crate::store::shown::shown_field;

/// Closes a referral on this day (where the author is), in front of what was shown of it.
pub fn close(
    acting: &Acting<'_>,
    record: &RecordName,
    seen: &Revision,
    arrived: i64,
    answer: Option<&str>,
    today: Value,
) -> Plan<Draft> {
    acting.here(record, Some(referral::ID))?;
    let answer = answer.map(str::trim).filter(|answer| !answer.is_empty());
    let answer = answer.map(|answer| text("answer", answer, COMMENT_LETTERS)).transpose()?;
    for field in [referral::closed_on, referral::closed_by] {
        let closed = shown_field(&acting.log, *record, field)?;
        if closed.value.is_some_and(|value| value != Value::Null) {
            // With what that decision said of the person, not only that it was made.
            return Err(Refusal::Already(seen.unseen(&behind(&acting.log, [record])?)).into());
        }
    }
    acting.unchanged([record], seen)?;
    let mut values = vec![
        (referral::arrived, Value::Int(arrived)),
        (referral::closed_by, Value::Record(acting.author.worker)),
        (referral::closed_on, today),
    ];
    values.extend(answer.map(|answer| (referral::answer, Value::text(answer))));
    let mut draft = Draft::new(acting.author);
    for (field, value) in values {
        let shown = shown_field(&acting.log, *record, field)?;
        if shown.value.as_ref() != Some(&value) {
            draft.set(&acting.log, &shown.settling(), value, None)?;
        }
    }
    Ok(draft)
}
