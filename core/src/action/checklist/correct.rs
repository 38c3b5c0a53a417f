//! A finished checklist that was opened again is corrected: what differs from how it was opened is set in front of what was shown, in the answers and in
//! the records that they fed; nothing else is. Knows two records of one form and what was shown of the rest; each act on a record is the room's.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::answered;
use super::finish::{recorded, with_kept_visit};
use super::gather::{Gathered, finished, gather};
use super::reopen::{Filled, facts_of, filled, named};
use crate::action::correct::{answer_comments, reason_of};
use crate::action::remove::remove_with;
use crate::action::visit::{Recorded, look_no_more, record_at};
use crate::action::{Acting, Plan, Refusal};
use crate::change::Register;
use crate::change::content::ContentName;
use crate::forms::session::Session;
use crate::record::table::{answers, visit};
use crate::record::{FieldId, RecordName, VOID, Value};
use crate::store::Shown;
use crate::store::save::{Draft, Values};
use crate::store::shown::shown;

/// A finished checklist as it shall be.
pub struct Correction<'s> {
    /// What is answered now: gone on from what [`super::reopened`] gave.
    pub session: &'s Session,
    /// The answers that are corrected.
    pub answers: RecordName,
    /// The content of the form's version, by its hash.
    pub content: ContentName,
    /// What was shown, when it was opened again, of everything that a correction may set.
    pub shown: &'s [Shown],
    /// Why: for whoever decides about what others recorded, for what happened once, and where a record goes.
    pub reason: Option<&'s str>,
}

/// What a correction comes to, before it is a draft.
struct Plans<'p> {
    acting: &'p Acting<'p>,
    shown: &'p [Shown],
    of: Filled,
    /// Values in front of what was shown.
    sets: Vec<(Shown, Value)>,
    /// Records that are new, by key.
    new: Vec<(String, Recorded)>,
    /// Of records that go, what was shown of whether they are there.
    gone: Vec<Shown>,
    /// Whom the visit saw besides.
    met: BTreeSet<RecordName>,
}

/// The changes of a correction, and the names of the records that are new.
pub fn correct(acting: &Acting<'_>, given: &Correction<'_>) -> Plan<(Draft, Vec<RecordName>)> {
    let (session, record) = (given.session, given.answers);
    let destinations = finished(session)?;
    let of = filled(acting, &record)?;
    if session.form().id != of.form {
        return Err(Refusal::Nowhere(record).into());
    }
    let reason = reason_of(given.reason, acting.author.decides())?;
    let opened = session.beside(&facts_of(session.form(), &record, given.shown)?);
    let mut plans = Plans {
        acting,
        shown: given.shown,
        of,
        sets: Vec::new(),
        new: Vec::new(),
        gone: Vec::new(),
        met: BTreeSet::new(),
    };
    plans.answers(record, &opened, session, given.content)?;
    let (mut before, mut after) = (gather(&opened, &destinations)?, gather(session, &destinations)?);
    let keys: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    for key in keys {
        let (before, after) = (before.remove(&key), after.remove(&key));
        let was_there = |one: &Option<Gathered>| one.as_ref().is_some_and(|one| one.record.is_some());
        match key.as_str() {
            "visit" => plans.visit(&values(before), &values(after))?,
            _ if was_there(&before) || was_there(&after) => plans.set_anew(record, &key, before, after)?,
            _ => plans.made(record, key, before, after)?,
        }
    }
    plans.draft(record, reason)
}

impl Plans<'_> {
    fn answers(
        &mut self,
        record: RecordName,
        opened: &Session,
        now: &Session,
        content: ContentName,
    ) -> Plan<()> {
        let (before, after) = (answered(opened), answered(now));
        let paths: BTreeSet<&String> = before.answers.keys().chain(after.answers.keys()).collect();
        for path in paths {
            let (was, is) = (before.answers.get(path), after.answers.get(path));
            if was != is {
                let register = Register { record, field: answers::answer, path: Some(path.clone()) };
                self.set(register, is.cloned().unwrap_or(Value::Null))?;
            }
        }
        if before.looked_up != after.looked_up {
            self.field(record, answers::looked_up, after.looked_up.unwrap_or(Value::Null))?;
        }
        if self.of.content != Some(content) {
            self.field(record, answers::content, Value::Bytes(content.0.to_vec()))?;
            self.field(record, answers::form_version, Value::text(&now.form().version))?;
        }
        Ok(())
    }

    /// A value in front of what was shown of a register, unless it stands there.
    fn set(&mut self, register: Register, value: Value) -> Plan<()> {
        let now = shown(&self.acting.log, &register)?;
        let seen = match self.shown.iter().find(|seen| seen.register == register) {
            Some(seen) => seen.clone(),
            // Nothing was said of it then.
            None => {
                Shown { value: None, replaces: Vec::new(), all: Vec::new(), disputed: false, ..now.clone() }
            }
        };
        if !seen.stands(&now) {
            return Err(Refusal::Stale(seen.unseen(&now)).into());
        }
        if seen.value.as_ref().unwrap_or(&Value::Null) != &value {
            self.sets.push((seen, value));
        }
        Ok(())
    }

    fn field(&mut self, record: RecordName, field: FieldId, value: Value) -> Plan<()> {
        self.set(Register { record, field, path: None }, value)
    }

    /// The fields of a record that differ.
    fn fields(&mut self, record: RecordName, before: &Values, after: &Values) -> Plan<()> {
        for field in before.keys().chain(after.keys()).collect::<BTreeSet<_>>() {
            if before.get(field) != after.get(field) {
                self.field(record, *field, after.get(field).cloned().unwrap_or(Value::Null))?;
            }
        }
        Ok(())
    }

    /// The visit may be that of other checklists too: whom they saw stays seen.
    fn visit(&mut self, before: &Values, after: &Values) -> Plan<()> {
        let Some(record) = self.of.visit else { return Ok(()) };
        let (mut before, mut after) = (before.clone(), after.clone());
        let (was, is) = (list(before.remove(&visit::persons_seen)), list(after.remove(&visit::persons_seen)));
        if was != is {
            let register = Register { record, field: visit::persons_seen, path: None };
            let stands = self.shown.iter().find(|seen| seen.register == register);
            let mut seen = list(stands.and_then(|seen| seen.value.clone()));
            seen.retain(|person| is.contains(person) || !was.contains(person));
            seen.extend(is.iter().cloned());
            self.met.extend(is.difference(&was).filter_map(Value::as_record));
            self.set(register, Value::List(seen.into_iter().collect()))?;
        }
        self.fields(record, &before, &after)
    }

    /// A record that was there before the checklist.
    fn set_anew(
        &mut self,
        answers: RecordName,
        key: &str,
        before: Option<Gathered>,
        after: Option<Gathered>,
    ) -> Plan<()> {
        let record = |one: &Option<Gathered>| one.as_ref().and_then(|one| one.record);
        let (was, is) = (record(&before), record(&after));
        let Some(visit) = self.of.visit else { return Ok(()) };
        let of_visit = |one: Option<Gathered>| {
            one.map(|one| with_kept_visit(one.entity, one.values, visit)).unwrap_or_default()
        };
        // What the checklist made itself, before it came to name one that was there.
        let (made, before) = if was.is_none() { (before, None) } else { (None, before) };
        let (before, after) = (of_visit(before), of_visit(after));
        if was == is {
            return is.map_or(Ok(()), |record| self.fields(record, &before, &after));
        }
        match was {
            Some(record) => self.fields(record, &before, &Values::new())?,
            None => self.made(answers, key.to_owned(), made, None)?,
        }
        let Some(record) = is else { return Ok(()) };
        self.fields(record, &Values::new(), &after)?;
        let register = Register { record: answers, field: answers::fed, path: Some(key.to_owned()) };
        self.set(register, Value::text(&record.to_string()))
    }

    /// A record that the checklist made, makes now, or would not have made.
    fn made(
        &mut self,
        answers: RecordName,
        key: String,
        before: Option<Gathered>,
        after: Option<Gathered>,
    ) -> Plan<()> {
        let entity = before.as_ref().or(after.as_ref()).map(|one| one.entity);
        let (before, after) = (values(before), values(after));
        if before == after {
            return Ok(());
        }
        let register = Register { record: answers, field: answers::fed, path: Some(key.clone()) };
        let fed = self.shown.iter().find(|seen| seen.register == register).and_then(named);
        let removed = fed.and_then(|record| {
            let register = Register { record, field: VOID, path: None };
            self.shown.iter().find(|seen| seen.register == register)
        });
        let is_removed = removed.is_some_and(|seen| seen.value == Some(Value::Bool(true)));
        match (fed, entity) {
            // It was removed with what it said, and is said again.
            (Some(record), _) if !(after.is_empty() || before.is_empty() && is_removed) => {
                self.fields(record, &before, &after)
            }
            (Some(_), _) if after.is_empty() => {
                self.gone.extend(removed.filter(|_| !is_removed).cloned());
                Ok(())
            }
            (_, Some(entity)) if before.is_empty() || fed.is_some() => {
                self.new.push((key, recorded(entity, self.of.subject, after, BTreeMap::new())));
                Ok(())
            }
            // It was recorded without saying which record it made.
            _ => Err(Refusal::Nowhere(answers).into()),
        }
    }

    /// What is of the person first, then the house's, so that each is one change.
    fn draft(mut self, record: RecordName, reason: Option<&str>) -> Plan<(Draft, Vec<RecordName>)> {
        if self.sets.is_empty() && self.new.is_empty() && self.gone.is_empty() {
            return Err(Refusal::Already(vec![record.change()]).into());
        }
        let acting = self.acting;
        let mut draft = Draft::new(acting.author);
        let mut names = Vec::new();
        for (key, one) in std::mem::take(&mut self.new) {
            let visit = self.of.visit.ok_or(Refusal::Nowhere(record))?;
            let name = record_at(acting, &mut draft, visit, one)?;
            let register = Register { record, field: answers::fed, path: Some(key) };
            self.set(register, Value::text(&name.to_string()))?;
            names.push(name);
        }
        let mut others = Vec::new();
        let mut corrected: BTreeSet<Register> = BTreeSet::new();
        for (seen, value) in std::mem::take(&mut self.sets) {
            corrected.insert(seen.register.clone());
            let whose = acting.here(&seen.register.record, None)?;
            if whose == self.of.subject {
                draft.set(&acting.log, &seen, value, reason)?;
            } else {
                others.push((seen, value));
            }
        }
        for seen in &self.gone {
            let reason = reason.ok_or(Refusal::Missing("reason"))?;
            remove_with(acting, &mut draft, seen, true, reason)?;
        }
        for (seen, value) in others {
            draft.set(&acting.log, &seen, value, reason)?;
        }
        if let Some(visit) = self.of.visit {
            look_no_more(acting, &mut draft, visit, self.met)?;
        }
        for register in &corrected {
            answer_comments(acting, register, &mut draft)?;
        }
        Ok((draft, names))
    }
}

fn values(one: Option<Gathered>) -> Values {
    one.map(|one| one.values).unwrap_or_default()
}

fn list(value: Option<Value>) -> BTreeSet<Value> {
    if let Some(Value::List(items)) = value { items.into_iter().collect() } else { BTreeSet::new() }
}
