//! What became of what was recorded: what only this phone holds, what the server has, and the three places of every
//! change that is not in the state: it waits for a record, it was set aside, or it is unreadable; and what others ask of
//! the worker. Each item has a sentence and what to do about it, in the language of whoever asks; the words stand in the
//! language files. Knows the log; shows no personal value in its sentences but whom a visit is asked to.

mod asked;
mod beside;

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

pub use asked::{AskedVisit, comments_for, visits_asked};
pub use beside::{BesideVoiding, edits_beside_voiding};

use crate::change::{Change, Edit};
use crate::merge::State;
use crate::record::table::code::verdict_reason;
use crate::record::{ChangeName, DeviceId, ENTITIES, RecordName, Time, entity};
use crate::store::error::Result;
use crate::store::log::{Log, Standing};
use crate::store::own;
use crate::store::query::{Page, Reader, Who, bounded, count_disputes, record_in};
use crate::words::{Arg, Lang, label, message};

/// How the work of a phone stands, in counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Delivery {
    /// Changes recorded here that no server has acknowledged.
    pub on_this_phone_only: u64,
    /// Changes of this phone that the server has, durably.
    pub acknowledged: u64,
    /// Changes that wait for a record.
    pub waiting: u64,
    /// Changes that were set aside.
    pub set_aside: u64,
    /// Changes that this version cannot read, in whole or in part.
    pub unreadable: u64,
    /// Registers of which two people said different things.
    pub disputes: u64,
}

/// One change that is not simply delivered and shown, without a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InboxItem {
    /// The change.
    pub change: String,
    /// The person or household it is about; none for the district's own affairs.
    pub subject: Option<RecordName>,
    /// Their code on paper.
    pub subject_code: Option<String>,
    /// What it records, by the names of the entities; empty where that cannot be read.
    pub what: Vec<String>,
    /// Who recorded it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// It goes before the rest.
    pub urgent: bool,
    /// What became of it: the message of the language files that says it, as `inbox-waits`.
    pub message: String,
    /// Of one that waits: for which record.
    pub waits_for: Option<RecordName>,
    /// Of one set aside: why, by the name of the choice; none where no reason is known to this version.
    pub why: Option<String>,
    /// Of one set aside: the worker who decided; none where the server did, by rule.
    pub by_name: Option<String>,
    /// Of one set aside: what they said.
    pub note: Option<String>,
    /// In words.
    pub sentence: String,
    /// What to do.
    pub remedy: String,
}

/// A change that waits, in words that its index knows.
const WAITS: &str = "standing <> 0 AND standing = 1";
/// A change that was set aside.
const SET_ASIDE: &str = "standing <> 0 AND standing = 2";
/// A change of which this version cannot show all; one that waits or was set aside is listed there.
const BEYOND: &str = "unknown <> 0 AND standing IN (0, 3)";

/// How the work of this phone stands.
pub fn delivery(log: &Log<'_>) -> Result<Delivery> {
    let count = |index: &str, condition: &str| -> Result<u64> {
        let statement = format!("SELECT count(*) FROM change INDEXED BY {index} WHERE {condition}");
        Ok(log.conn.prepare_cached(&statement)?.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    };
    let acknowledged: i64 = log
        .conn
        .prepare_cached("SELECT coalesce(sum(held_count), 0) FROM opening")?
        .query_row([], |row| row.get(0))?;
    Ok(Delivery {
        on_this_phone_only: own::unsent_count(log)?,
        acknowledged: acknowledged.unsigned_abs(),
        waiting: count("change_standing", WAITS)?,
        set_aside: count("change_standing", SET_ASIDE)?,
        unreadable: count("change_unknown", BEYOND)?,
        disputes: count_disputes(log)?,
    })
}

/// Changes that wait for a record, in the order in which they came. `after` is what the page before gave as `next`.
pub fn waiting(log: &Log<'_>, lang: Lang, after: Option<i64>, limit: usize) -> Result<Page<InboxItem, i64>> {
    let mut reader = Reader::new(log);
    page(log, "change_standing", WAITS, after, limit, |row| {
        let item = reader.item(&row.name, log)?;
        let waits_for = row.waits_for;
        let of_subject = waits_for.is_some() && waits_for == item.subject;
        let id = if of_subject { "inbox-waits" } else { "inbox-waits_record" };
        let mut item = InboxItem { waits_for, ..item }.worded(lang, id, "");
        if let Some(record) = waits_for
            && let Some(from) = phone_of(log, &mut reader, record.device)?
        {
            let from = message(lang, "inbox-waits_from", &[("from", (&from).into())]);
            item.sentence += &format!(" {from}");
        }
        Ok(item)
    })
}

/// Changes that were set aside, in the order in which they came. `after` is what the page before gave as `next`.
pub fn set_aside(
    log: &Log<'_>,
    lang: Lang,
    after: Option<i64>,
    limit: usize,
) -> Result<Page<InboxItem, i64>> {
    let mut reader = Reader::new(log);
    page(log, "change_standing", SET_ASIDE, after, limit, |row| {
        let item = reader.item(&row.name, log)?;
        let (by, reason, note) = verdict(log, &row.name)?;
        let by_name = by.map(|worker| reader.worker(worker)).transpose()?.flatten();
        let known = verdict_reason::ALL.iter().find(|code| Some(code.0) == reason);
        let why = match (known, reason) {
            (Some(code), _) => label::error(lang, "offence", Some(code.1), &[]).0,
            (None, Some(_)) => message(lang, "inbox-set_aside_newer", &[]),
            (None, None) => message(lang, "inbox-set_aside_no_reason", &[]),
        };
        // Where nobody is named, the server did it, by rule.
        let id = if by.is_some() { "inbox-set_aside_by" } else { "inbox-set_aside" };
        let why_name = known.map(|code| code.1.to_owned());
        Ok(InboxItem { why: why_name, by_name, note, ..item }.worded(lang, id, &why.text))
    })
}

/// Changes of which this version cannot show all, in the order in which they came. `after` is what the page before
/// gave as `next`.
pub fn unreadable(
    log: &Log<'_>,
    lang: Lang,
    after: Option<i64>,
    limit: usize,
) -> Result<Page<InboxItem, i64>> {
    let mut reader = Reader::new(log);
    page(log, "change_unknown", BEYOND, after, limit, |row| {
        let partly = row.standing == Standing::InState as i64;
        let id = if partly { "inbox-unreadable_partly" } else { "inbox-unreadable" };
        Ok(reader.item(&row.name, log)?.worded(lang, id, ""))
    })
}

/// Changes of this phone that no server has acknowledged, in the order in which they were recorded. `after` is what
/// the page before gave as `next`.
pub fn unsent(log: &Log<'_>, lang: Lang, after: Option<i64>, limit: usize) -> Result<Page<InboxItem, i64>> {
    let mut reader = Reader::new(log);
    page(log, "change_unsent", own::UNSENT, after, limit, |row| {
        let item = InboxItem { urgent: row.urgent, ..reader.item(&row.name, log)? };
        Ok(item.worded(lang, "inbox-unsent", ""))
    })
}

/// A row of the log as a list needs it.
struct Entry {
    name: ChangeName,
    waits_for: Option<RecordName>,
    standing: i64,
    urgent: bool,
}

fn page<T>(
    log: &Log<'_>,
    index: &str,
    condition: &str,
    after: Option<i64>,
    limit: usize,
    mut item: impl FnMut(&Entry) -> Result<T>,
) -> Result<Page<T, i64>> {
    let limit = bounded(limit);
    let statement = format!(
        "SELECT seq, name, waits_for, standing, urgent FROM change INDEXED BY {index}
         WHERE {condition} AND seq > ?1 ORDER BY seq LIMIT ?2"
    );
    let mut statement = log.conn.prepare_cached(&statement)?;
    let mut rows = statement.query(params![after.unwrap_or(0), limit as i64 + 1])?;
    let (mut items, mut last) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        if items.len() == limit {
            return Ok(Page { items, next: last });
        }
        last = Some(row.get(0)?);
        let Some(name) = ChangeName::from_key(&row.get::<_, Vec<u8>>(1)?) else { continue };
        items.push(item(&Entry {
            name,
            waits_for: record_in(row, 2)?,
            standing: row.get(3)?,
            urgent: row.get(4)?,
        })?);
    }
    Ok(Page { items, next: None })
}

impl Reader<'_> {
    /// A change as a list shows it, before what became of it is said.
    fn item(&mut self, name: &ChangeName, log: &Log<'_>) -> Result<InboxItem> {
        let change = self.change(name)?;
        let rank = change.as_ref().map_or(0, |c| c.0.role);
        let (who, at) = self.who(name, rank)?;
        let subject = change.as_ref().and_then(|c| c.0.subject);
        Ok(InboxItem {
            change: name.to_string(),
            subject,
            subject_code: subject.map(|subject| subject.paper_code()),
            what: match &change {
                Some(change) => what(log, &change.0)?,
                None => Vec::new(),
            },
            who,
            at,
            urgent: false,
            message: String::new(),
            waits_for: None,
            why: None,
            by_name: None,
            note: None,
            sentence: String::new(),
            remedy: String::new(),
        })
    }
}

/// The names of the entities that a change creates or sets, in the order of its edits.
fn what(log: &Log<'_>, change: &Change) -> Result<Vec<String>> {
    let mut seen = BTreeSet::new();
    let mut what = Vec::new();
    for edit in &change.edits {
        let id = match edit {
            Edit::Create { entity, .. } => Some(*entity),
            Edit::Set(set) => log.known(&set.register.record)?.map(|known| known.entity),
            Edit::Unknown => None,
        };
        let name = match id.map(|id| (id, entity(id))) {
            Some((_, Some(entity))) => entity.name.to_owned(),
            _ => "record".to_owned(),
        };
        if seen.insert(name.clone()) {
            what.push(name);
        }
    }
    Ok(what)
}

type Verdict = (Option<RecordName>, Option<i64>, Option<String>);

/// Who set a change aside, why, and what they said.
fn verdict(log: &Log<'_>, name: &ChangeName) -> Result<Verdict> {
    let row = log
        .conn
        .prepare_cached(
            "SELECT by, reason, note FROM r_verdict WHERE device = ?1 AND number = ?2 AND voided = 0
             ORDER BY outcome DESC, record LIMIT 1",
        )?
        .query_row(params![name.device.0.as_slice(), name.number as i64], |row| {
            Ok((row.get::<_, Option<Vec<u8>>>(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    Ok(row.map_or((None, None, None), |(by, reason, note)| {
        (by.and_then(|key| RecordName::from_key(&key)), reason, note)
    }))
}

/// Whose phone a device is, by name.
fn phone_of(log: &Log<'_>, reader: &mut Reader<'_>, device: DeviceId) -> Result<Option<String>> {
    let worker: Option<Option<Vec<u8>>> = log
        .conn
        .prepare_cached(
            "SELECT worker FROM r_device WHERE device = ?1 AND voided = 0 ORDER BY record DESC LIMIT 1",
        )?
        .query_row([device.0.as_slice()], |row| row.get(0))
        .optional()?;
    match worker.flatten().and_then(|key| RecordName::from_key(&key)) {
        Some(worker) => reader.worker(worker),
        None => reader.phone(device),
    }
}

impl InboxItem {
    /// The same with what became of it in words: by this message, and why it was set aside.
    fn worded(mut self, lang: Lang, id: &str, why: &str) -> InboxItem {
        let what: Vec<String> = self.what.iter().map(|name| thing(lang, name)).collect();
        let what = if what.is_empty() { thing(lang, "") } else { what.join(", ") };
        let phone = self.who.phone.clone().unwrap_or_else(|| self.who.device.chars().take(8).collect());
        let by = self.by_name.clone().unwrap_or_else(|| label::role(lang, "supervisor").text);
        let who = called(lang, &self.who);
        let args = [("what", &what), ("who", &who), ("phone", &phone), ("by", &by)];
        let args: Vec<_> = args.into_iter().map(|(name, text)| (name, text.into())).collect();
        let args = [&args[..], &[("why", why.into())]].concat();
        (self.sentence, self.remedy) = sentence_and_remedy(lang, id, &args);
        self.message = id.into();
        self
    }
}

/// A message and what to do.
fn sentence_and_remedy(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> (String, String) {
    (message(lang, id, args).text, message(lang, &format!("{id}.remedy"), args).text)
}

/// The name of an entity in words; there is none for what a later version records.
fn thing(lang: Lang, name: &str) -> String {
    let known = ENTITIES.iter().any(|entity| entity.name == name);
    if known { label::entity(lang, name) } else { message(lang, "inbox-something", &[]) }.text
}

/// The name, or the role where no name is held.
fn called(lang: Lang, who: &Who) -> String {
    who.name.clone().unwrap_or_else(|| label::role(lang, &who.role).text)
}
