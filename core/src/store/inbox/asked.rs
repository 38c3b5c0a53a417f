//! What others ask of a worker: comments on what they recorded that nobody answered yet, and visits to somebody who was
//! sent to the health post and did not arrive. Each leaves the list by what the worker does, not by being read.

use rusqlite::params;
use serde::Serialize;

use super::{called, sentence_and_remedy};
use crate::merge::resolve;
use crate::record::table::{code, referral};
use crate::record::{FieldId, RecordName, Time, entity};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::query::{Link, Reader, Record, Who, records, value_json};
use crate::store::related::open_referral;
use crate::words::Lang;
use crate::words::shown::{PartialDate, long_date};

/// A visit that somebody asks for: a person was sent to the health post for a danger sign, did not arrive or nobody
/// knows, and is to be looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AskedVisit {
    /// The referral.
    pub referral: RecordName,
    /// Who is looked for.
    pub person: Link,
    /// Their code on paper.
    pub person_code: String,
    /// The household, as shown.
    pub household: Option<Link>,
    /// The danger signs, by the names of the choices.
    pub signs: Vec<String>,
    /// Until when, as exactly as it was said.
    pub until: Option<String>,
    /// Who asks.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// What it is, as a message of the language files: `inbox-visit_asked`, or `inbox-visit_asked_undated`.
    pub message: String,
    /// In words.
    pub sentence: String,
    /// What to do.
    pub remedy: String,
}

/// Comments that wait for this worker: on records that they made, neither answered nor closed; those that returned
/// something first, then by name.
pub fn comments_for(log: &Log<'_>, worker: RecordName) -> Result<Vec<RecordName>> {
    let mut reader = Reader::new(log);
    let open = records(
        log,
        "SELECT record FROM r_review WHERE voided = 0 AND target IS NOT NULL AND coalesce(state, ?1) = ?1
           AND verdict IS NOT ?2 ORDER BY verdict IS NOT ?3, record",
        params![code::review_state::open, code::review_verdict::accepted, code::review_verdict::returned],
    )?;
    let mut found = Vec::new();
    for review in open {
        let target =
            records(log, "SELECT target FROM r_review WHERE record = ?1", [review.key().as_slice()])?;
        let Some(target) = target.first() else { continue };
        if reader.change(&target.change())?.and_then(|change| change.0.author) == Some(worker) {
            found.push(review);
        }
    }
    Ok(found)
}

/// Visits asked of this worker, the soonest due first.
pub fn visits_asked(log: &Log<'_>, lang: Lang, worker: RecordName) -> Result<Vec<AskedVisit>> {
    let open = open_referral();
    let statement =
        format!("SELECT record FROM r_referral WHERE sought_by = ?1 AND {open} ORDER BY seek_until, record");
    let mut reader = Reader::new(log);
    let mut found = Vec::new();
    for record in records(log, &statement, [worker.key().as_slice()])? {
        found.extend(visit_asked(log, lang, &mut reader, record)?);
    }
    Ok(found)
}

fn visit_asked(
    log: &Log<'_>,
    lang: Lang,
    reader: &mut Reader<'_>,
    name: RecordName,
) -> Result<Option<AskedVisit>> {
    let Some(record) = reader.record(name)? else { return Ok(None) };
    let shown = |record: &Record, field: FieldId| {
        let head = resolve(record.assignments(field, None)).heads.into_iter().next()?;
        Some(value_json(entity(referral::ID).and_then(|e| e.field(field)), &head.value))
    };
    let Some(person) = record.subject else { return Ok(None) };
    let signs = shown(&record, referral::signs);
    let signs = signs.as_ref().and_then(|signs| signs.as_array()).into_iter().flatten();
    let signs: Vec<String> = signs.filter_map(|sign| sign.as_str().map(str::to_owned)).collect();
    let until = shown(&record, referral::seek_until).and_then(|day| day.as_str().map(str::to_owned));
    let asks = resolve(record.assignments(referral::sought_by, None)).heads.into_iter().next();
    let Some(asks) = asks else { return Ok(None) };
    let (who, at) = reader.who(&asks.change, asks.role)?;
    let household =
        records(log, "SELECT household FROM r_person WHERE record = ?1", [person.key().as_slice()])?;
    let (person, person_code) = (reader.link(person)?, person.paper_code());
    let name_shown = person.title.as_ref().unwrap_or(&person_code);
    let day = until.as_deref().and_then(PartialDate::from_iso).map(|day| long_date(lang, day));
    let message = if day.is_some() { "inbox-visit_asked" } else { "inbox-visit_asked_undated" };
    let (asker, day) = (called(lang, &who), day.unwrap_or_default());
    let args = [("who", (&asker).into()), ("name", name_shown.into()), ("until", (&day).into())];
    let (sentence, remedy) = sentence_and_remedy(lang, message, &args);
    Ok(Some(AskedVisit {
        referral: name,
        person,
        person_code,
        household: household.first().map(|household| reader.link(*household)).transpose()?,
        signs,
        until,
        who,
        at,
        message: message.into(),
        sentence,
        remedy,
    }))
}
