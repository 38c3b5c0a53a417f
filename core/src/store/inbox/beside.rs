//! What was said of a record by somebody who did not know that another had removed it. It is applied all the same;
//! both sides are listed, and people decide.

use rusqlite::params;
use serde::Serialize;
use serde_json::Value as Json;

use super::{called, sentence_and_remedy, thing};
use crate::merge::resolve;
use crate::record::{ChangeName, RecordName, Time, VOID, Value};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::query::{Page, Reader, Who, bounded, field_name, records, value_json};
use crate::words::{Lang, label, message, shown};

/// Something said of a record that somebody else removed without knowing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BesideVoiding {
    /// The record that was removed.
    pub record: RecordName,
    /// What it is.
    pub entity: String,
    /// The person or household it belongs to.
    pub subject: Option<RecordName>,
    /// Their code on paper.
    pub subject_code: Option<String>,
    /// Who removed it.
    pub removed_by: Who,
    /// When, by their clock.
    #[serde(rename = "removed_s")]
    pub removed_at: Option<Time>,
    /// Why.
    pub removed_because: Option<String>,
    /// The change that says it.
    pub change: String,
    /// The field that was said, by name.
    pub field: String,
    /// The path of the question, for an answer.
    pub path: Option<String>,
    /// The value; none where it is personal: the history of the record shows it.
    pub value: Option<Json>,
    /// Who said it.
    pub said_by: Who,
    /// When, by their clock.
    #[serde(rename = "said_s")]
    pub said_at: Option<Time>,
    /// In words.
    pub sentence: String,
    /// What to do.
    pub remedy: String,
}

/// Sayings on removed records that whoever removed them could not know: another phone's, or later ones of the same.
/// They are applied all the same; both sides stand here. `after` is what the page before gave as `next`; all sayings
/// of one record are on one page.
pub fn edits_beside_voiding(
    log: &Log<'_>,
    lang: Lang,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<BesideVoiding>> {
    let limit = bounded(limit);
    let mut at = after.and_then(|after| after.parse::<RecordName>().ok());
    let mut reader = Reader::new(log);
    let mut items = Vec::new();
    loop {
        let touched = records(
            log,
            "SELECT DISTINCT record FROM said WHERE record > ?1 AND field = ?2 AND path = '' ORDER BY record LIMIT ?3",
            params![at.map_or_else(Vec::new, |at| at.key().to_vec()), VOID as i64, limit as i64],
        )?;
        let Some(last) = touched.last().copied() else { return Ok(Page { items, next: None }) };
        for record in touched {
            beside_one(&mut reader, lang, record, &mut items)?;
            if items.len() >= limit {
                return Ok(Page { items, next: Some(record.to_string()) });
            }
        }
        at = Some(last);
    }
}

/// Whether one device made a change before another of its own. Within an opening of its database the counters tell;
/// between two openings the device's clock, which is data and may be wrong: this is for people to look at only.
fn made_before(reader: &mut Reader<'_>, first: ChangeName, then: ChangeName) -> Result<bool> {
    if first.device != then.device {
        return Ok(false);
    }
    if first.tag() == then.tag() {
        return Ok(first.number < then.number);
    }
    let (first, then) = (reader.change(&first)?, reader.change(&then)?);
    Ok(matches!((first, then), (Some(first), Some(then)) if first.0.wall_s < then.0.wall_s))
}

fn beside_one(
    reader: &mut Reader<'_>,
    lang: Lang,
    name: RecordName,
    items: &mut Vec<BesideVoiding>,
) -> Result<()> {
    let Some(record) = reader.record(name)?.filter(|record| record.is_removed()) else { return Ok(()) };
    let heads = resolve(record.assignments(VOID, None)).heads;
    let voidings: Vec<_> = heads.into_iter().filter(|head| head.value == Value::Bool(true)).collect();
    let Some(voiding) = voidings.first() else { return Ok(()) };
    for ((id, path), said) in record.registers.iter().filter(|((id, _), _)| *id != VOID) {
        for said in said.iter().filter(|said| said.change != name.change()) {
            // Where two removed it apart, whoever of them knew of the saying has judged it.
            let mut known = false;
            for voiding in &voidings {
                known |= voiding.change == said.change || made_before(reader, said.change, voiding.change)?;
            }
            if known {
                continue;
            }
            let field = record.known().and_then(|e| e.field(*id));
            let (removed_by, removed_at) = reader.who(&voiding.change, voiding.role)?;
            let (said_by, said_at) = reader.who(&said.change, said.role)?;
            let (entity, field_name) = (record.entity_name(), field_name(*id, field));
            let (remover, sayer) = (called(lang, &removed_by), called(lang, &said_by));
            let what = thing(lang, &entity);
            // What a later version named has its number.
            let called_field = match field {
                Some(_) => label::field(lang, &entity, &field_name).text,
                None => field_name.clone(),
            };
            let day = |at: Option<Time>| at.map_or_else(String::new, |at| shown::long_day(lang, at.0, 0));
            let (removed, said_on) = (day(removed_at), day(said_at));
            let args = [
                ("remover", (&remover).into()),
                ("what", (&what).into()),
                ("removed", (&removed).into()),
                ("sayer", (&sayer).into()),
                ("field", (&called_field).into()),
                ("said", (&said_on).into()),
            ];
            let (mut sentence, remedy) = sentence_and_remedy(lang, "inbox-beside", &args);
            if let Some(reason) = &voiding.reason {
                let reason = message(lang, "inbox-beside_reason", &[("reason", reason.into())]);
                sentence += &format!(" {reason}");
            }
            items.push(BesideVoiding {
                sentence,
                remedy,
                record: name,
                entity,
                subject: record.subject,
                subject_code: record.subject.map(|subject| subject.paper_code()),
                removed_by,
                removed_at,
                removed_because: voiding.reason.clone(),
                change: said.change.to_string(),
                field: field_name,
                path: path.clone(),
                value: field.filter(|f| !f.sensitive).map(|f| value_json(Some(f), &said.value)),
                said_by,
                said_at,
            });
        }
    }
    Ok(())
}
