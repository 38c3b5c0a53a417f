//! A finished checklist that is opened again: what a session goes on from, so that it is as it was answered, and what is shown of everything that a
//! correction may set. Knows the answers and what they fed; changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::{facts, text_of};
use super::destination::{Destination, Feeds};
use super::gather::{fed_text, places};
use crate::action::{Acting, Plan, Refusal};
use crate::change::Register;
use crate::change::content::ContentName;
use crate::forms::definition::Form;
use crate::forms::session::path::without_root;
use crate::forms::session::saved::Fact;
use crate::record::table::{agreement, answers, visit};
use crate::record::{FieldId, RecordName, VOID, Value};
use crate::store::Shown;
use crate::store::shown::{shown, shown_field, shown_paths};

/// What a finished checklist is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The content of that version, by its hash; none where it was recorded without a form.
    pub content: Option<ContentName>,
    /// The person or household that it is about.
    pub subject: RecordName,
    /// The visit that it belongs to.
    pub visit: Option<RecordName>,
    /// When it was finished, seconds of Unix time by the clock of whoever did: the time that a host says while it is corrected, since what a form
    /// works out from the time shall be as it was.
    pub finished_s: i64,
}

/// A finished checklist, opened again.
#[derive(Debug, Clone)]
pub struct Reopened {
    /// What it is of.
    pub filled: Filled,
    /// What a session goes on from.
    pub facts: Vec<Fact>,
    /// What is shown of everything that a correction may set.
    pub shown: Vec<Shown>,
}

/// What a finished checklist is of, by its answers: which form is to be fetched to open it again.
pub fn filled(acting: &Acting<'_>, record: &RecordName) -> Plan<Filled> {
    let subject = acting.here(record, Some(answers::ID))?;
    let value = |field| Ok::<_, crate::action::Stop>(shown_field(&acting.log, *record, field)?.value);
    let text = |value: Option<Value>| value.as_ref().and_then(Value::as_text).unwrap_or_default().to_owned();
    let content = value(answers::content)?.as_ref().and_then(Value::as_bytes).map(<[u8]>::to_vec);
    let made = acting.log.change(&record.change())?;
    Ok(Filled {
        form: text(value(answers::form)?),
        version: text(value(answers::form_version)?),
        content: content.and_then(|bytes| ContentName::try_from(bytes).ok()),
        subject,
        visit: value(answers::visit)?.and_then(|value| value.as_record()),
        finished_s: made.map_or(0, |(change, _)| change.wall_s),
    })
}

/// A finished checklist as it stands now, by its answers, under a version of its form.
pub fn reopened(acting: &Acting<'_>, form: &Form, record: &RecordName) -> Plan<Reopened> {
    let filled = filled(acting, record)?;
    if form.id != filled.form {
        return Err(Refusal::Nowhere(*record).into());
    }
    let removed = shown_field(&acting.log, *record, VOID)?;
    if removed.value == Some(Value::Bool(true)) {
        return Err(Refusal::Stale(removed.replaces).into());
    }
    let destinations = places(form)?;
    let fed = shown_paths(&acting.log, *record, answers::fed)?;
    let mut registers: BTreeSet<(RecordName, FieldId)> = BTreeSet::new();
    registers
        .extend([answers::form_version, answers::content, answers::looked_up].map(|field| (*record, field)));
    for to in &destinations {
        let Some(field) = to.feeds.field() else { continue };
        for (_, record) in of_destination(to, &fed, filled.visit) {
            registers.insert((record, field));
            if to.entity.id != visit::ID {
                registers.insert((record, VOID));
            }
            if (to.entity.id, field) == (agreement::ID, agreement::kept) {
                registers.insert((record, agreement::kept_visit));
            }
        }
    }
    let mut all = shown_paths(&acting.log, *record, answers::answer)?;
    for (record, field) in registers {
        all.push(shown(&acting.log, &Register { record, field, path: None })?);
    }
    all.extend(fed);
    Ok(Reopened { facts: facts_of(form, record, &all)?, shown: all, filled })
}

/// What a session goes on from, by what is shown: the answers, or what stands since in the field that one of them fed, and what the form looked up.
pub(super) fn facts_of(form: &Form, record: &RecordName, all: &[Shown]) -> Plan<Vec<Fact>> {
    let of = |field: FieldId| {
        all.iter().filter(move |seen| seen.register.record == *record && seen.register.field == field)
    };
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut depths: BTreeMap<String, u64> = BTreeMap::new();
    for seen in of(answers::answer) {
        let (Some(path), Some(value)) = (&seen.register.path, &seen.value) else { continue };
        if *value != Value::Null {
            texts.insert(path.clone(), text_of(value));
            depths.insert(path.clone(), seen.depth);
        }
    }
    let fed: Vec<Shown> = of(answers::fed).cloned().collect();
    for to in places(form)? {
        let Some(field) = to.feeds.field() else { continue };
        // The visit is several checklists': it is none of what one of them was answered.
        for (instance, record) in of_destination(&to, &fed, None) {
            let Some(path) = question_of(form, &to, instance) else { continue };
            let register = Register { record, field, path: None };
            let Some(stands) = all.iter().find(|seen| seen.register == register) else { continue };
            // Somebody corrected the field itself since, and not the answer.
            let since = depths.get(&path).is_some_and(|depth| stands.depth > *depth);
            if let Some(text) =
                stands.value.as_ref().filter(|_| since).and_then(|value| fed_text(to.feeds, value))
            {
                texts.insert(path, text);
            }
        }
    }
    let looked_up = of(answers::looked_up).find_map(|seen| seen.value.as_ref()?.as_text());
    Ok(facts(form, texts, looked_up))
}

/// The records that a destination fed, each with the instance of a repeat that its answer stood in.
fn of_destination<'f>(
    to: &Destination,
    fed: &'f [Shown],
    visit: Option<RecordName>,
) -> Vec<(Option<&'f str>, RecordName)> {
    if to.entity.id == visit::ID {
        return visit.map(|visit| (None, visit)).into_iter().collect();
    }
    let record = |seen: &'f Shown| {
        let key = seen.register.path.as_deref()?;
        let (key, instance) = match key.split_once('{') {
            Some((key, instance)) => (key, Some(instance.strip_suffix('}')?)),
            None => (key, None),
        };
        Some((instance, named(seen)?)).filter(|_| key == to.key)
    };
    fed.iter().filter_map(record).collect()
}

/// The record that a register names as text.
pub(super) fn named(seen: &Shown) -> Option<RecordName> {
    seen.value.as_ref()?.as_text()?.parse().ok()
}

/// The path of the question that feeds a destination, in an instance of a repeat; none where nobody is asked for it.
fn question_of(form: &Form, to: &Destination, instance: Option<&str>) -> Option<String> {
    let def = form.node(to.from);
    if def.control.is_none() || def.calculate.is_some() || matches!(to.feeds, Feeds::Record) {
        return None;
    }
    let way = form.way(to.from);
    let repeat = way.iter().rev().map(|def| form.node(*def)).find(|def| def.repeat.is_some());
    match (instance, repeat) {
        (Some(instance), Some(repeat)) => Some(format!("{instance}{}", def.path.strip_prefix(&repeat.path)?)),
        (None, None) => Some(without_root(&def.path).to_owned()),
        _ => None,
    }
}
