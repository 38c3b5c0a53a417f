//! What a supervisor does: changes of the server's device, by its author's worker record, with a supervisor's rank.
//! One transaction checks every record that is named, whether the page still shows what holds, and the rules; then
//! appends, projects and feeds, whole or not at all.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::{Change, Register};
use chaski::merge::rules;
use chaski::record::json::read_date;
use chaski::record::table::{
    area, code, household, person, referral, review, same_person, verdict, visit, worker,
};
use chaski::record::{ChangeName, Owner, RecordName, VOID, Value, entity, role};
use chaski::store::apply::Gate;
use chaski::store::log::Outcome;
use chaski::store::save::{Draft, Head, check_reads_back};
use chaski::store::shown::shown;
use chaski::store::{Log, Now, Shown, Standing, StoreError};
use rusqlite::{TransactionBehavior, params};

use super::areas::Look;
use super::{alike, aside, line};
use crate::storage::Result;
use crate::storage::desk::{Act, Choice, Refused, Remark, ReviewState, Sight, Viewer};
use crate::storage::sqlite::judge::{ServerGate, would_be_in_no_feed};
use crate::storage::sqlite::{Inner, Me, people, say, utc_offset_min};

const REASON: usize = 500;
const COMMENT: usize = 2000;
/// Remarks of one act.
const REMARKS: usize = 100;

type Done<T> = Result<std::result::Result<T, Refused>>;

/// Refuses, without changing anything.
macro_rules! agreed {
    ($outcome:expr) => {
        match $outcome? {
            Ok(value) => value,
            Err(refused) => return Ok(Err(refused)),
        }
    };
}

pub(super) fn act(inner: &mut Inner, viewer: &Viewer, act: &Act, now_s: i64) -> Done<Vec<ChangeName>> {
    let Inner { conn, me, .. } = inner;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let log = Log::new(&tx);
    me.go_on(&log)?;
    let done = {
        let look = Look::of(&log, viewer)?;
        Acting { look: &look, log, me, now_s, said: Vec::new() }.act(act)?
    };
    if done.is_ok() {
        let last = me.last_counter(&log)?;
        tx.commit()?;
        me.last = last;
    }
    Ok(done)
}

struct Acting<'a> {
    look: &'a Look<'a>,
    log: Log<'a>,
    me: &'a Me,
    now_s: i64,
    said: Vec<ChangeName>,
}

impl Acting<'_> {
    fn act(mut self, act: &Act) -> Done<Vec<ChangeName>> {
        match act {
            Act::AcceptVisit(visit) => agreed!(self.accept_visit(visit)),
            Act::ReturnVisit { visit, remarks } => agreed!(self.return_visit(visit, remarks)),
            Act::Correct { register, seen, value, reason } => {
                agreed!(self.correct(register, seen, value.clone(), reason))
            }
            Act::Settle { register, seen, choice, reason } => {
                agreed!(self.settle(register, seen, choice, reason))
            }
            Act::Join { kept, other } => agreed!(self.join(kept, other)),
            Act::TwoPersons { one, other, reason } => agreed!(self.two_persons(one, other, reason)),
            Act::Separate { joined, reason } => agreed!(self.separate(joined, reason)),
            Act::Move { household, area, seen, reason } => {
                let register = Register { record: *household, field: household::area, path: None };
                agreed!(self.here(household, Some(household::ID)));
                agreed!(self.correct(&register, seen, Value::Record(*area), reason));
            }
            Act::AcceptAside { change, reason } => agreed!(self.accept_aside(change, reason)),
            Act::RefuseAside { change, reason } => agreed!(self.refuse_aside(change, reason)),
            Act::CloseReferral { referral, arrived, answer } => {
                agreed!(self.close_referral(referral, *arrived, answer.as_deref()))
            }
        }
        Ok(Ok(self.said))
    }

    fn draft(&self) -> Result<Draft> {
        let head = Head {
            device: self.me.device(),
            author: self.look.viewer.worker,
            role: role::SUPERVISOR,
            rights: 0,
            now: Now { wall_s: self.now_s, epoch: 0, elapsed_s: 0 },
        };
        Ok(Draft::new(head, self.me.last_number(&self.log)? + 1))
    }

    /// Says the changes of a draft, the way of every change into the state.
    fn say(&mut self, draft: Draft) -> Done<()> {
        let mut gate = ServerGate::new(self.me, None);
        for change in draft.into_changes() {
            if let Some(offence) = rules::offence(&change, &self.log)? {
                return Ok(Err(Refused::Value(offence.to_string())));
            }
            agreed!(fitting(check_reads_back(&change)));
            self.append(&change, &mut gate)?;
        }
        gate.finish(&self.log)?;
        Ok(Ok(()))
    }

    fn append(&mut self, change: &Change, gate: &mut ServerGate<'_>) -> Result<()> {
        self.log.append(change, self.me.secret.key_of(change.name.number), None)?;
        gate.enter(&self.log, change)?;
        self.said.push(change.name);
        Ok(())
    }

    /// Whose a record is, if it is the viewer's and, where one is asked for, of this entity.
    fn here(&self, record: &RecordName, of: Option<u64>) -> Done<RecordName> {
        Ok(match self.look.sight(record)? {
            Sight::Here { entity, subject } if of.is_none_or(|of| of == entity) => Ok(subject),
            Sight::Elsewhere => Err(Refused::Elsewhere),
            _ => Err(Refused::Nowhere),
        })
    }

    fn accept_visit(&mut self, visit: &RecordName) -> Done<()> {
        let household = agreed!(self.here(visit, Some(visit::ID)));
        let open = self.remarks_of(visit)?;
        if line::state_of(&self.log, visit)? == Some(ReviewState::Accepted) {
            return Ok(Err(Refused::Already));
        }
        let mut draft = self.draft()?;
        draft.about(household);
        agreed!(fitting(draft.create(
            review::ID,
            BTreeMap::from([
                (review::about, Value::Record(household)),
                (review::target, Value::Record(*visit)),
                (review::verdict, Value::Int(code::review_verdict::accepted)),
                (review::state, Value::Int(code::review_state::closed)),
            ]),
        )));
        // One change a subject: theirs after the household's.
        for remark in open {
            let state = Register { record: remark, field: review::state, path: None };
            let shown = shown(&self.log, &state)?.settling();
            agreed!(fitting(draft.set(&self.log, &shown, Value::Int(code::review_state::closed), None)));
        }
        self.say(draft)
    }

    /// The remarks on a visit and on what was recorded at it that are not closed, by subject.
    fn remarks_of(&self, visit: &RecordName) -> Result<Vec<RecordName>> {
        let mut open = Vec::new();
        for target in line::targets_of(&self.log, visit)? {
            let mut statement = self.log.connection().prepare_cached(
                "SELECT record, subject FROM r_review WHERE target = ?1 AND voided = 0 AND verdict IS NOT ?2
                 AND state IS NOT ?3 ORDER BY record",
            )?;
            let mut rows = statement.query(params![
                target.key().as_slice(),
                code::review_verdict::accepted,
                code::review_state::closed
            ])?;
            while let Some(row) = rows.next()? {
                let subject: Option<Vec<u8>> = row.get(1)?;
                let record: Vec<u8> = row.get(0)?;
                open.extend(RecordName::from_key(&record).map(|record| (subject, record)));
            }
        }
        open.sort();
        Ok(open.into_iter().map(|(_, record)| record).collect())
    }

    fn return_visit(&mut self, visit: &RecordName, remarks: &[Remark]) -> Done<()> {
        agreed!(self.here(visit, Some(visit::ID)));
        if remarks.is_empty() || remarks.len() > REMARKS {
            return Ok(Err(Refused::Missing("remark")));
        }
        let targets = line::targets_of(&self.log, visit)?;
        let mut by_subject: Vec<(RecordName, &Remark, String)> = Vec::with_capacity(remarks.len());
        for remark in remarks {
            let subject = agreed!(self.here(&remark.record, None));
            if !targets.contains(&remark.record) {
                return Ok(Err(Refused::Nowhere));
            }
            by_subject.push((subject, remark, agreed!(text("remark", &remark.text, COMMENT))));
        }
        by_subject.sort_by_key(|(subject, ..)| *subject);
        let mut draft = self.draft()?;
        for (subject, remark, comment) in by_subject {
            draft.about(subject);
            let mut values = BTreeMap::from([
                (review::about, Value::Record(subject)),
                (review::target, Value::Record(remark.record)),
                (review::verdict, Value::Int(code::review_verdict::returned)),
                (review::comment, Value::text(&comment)),
                (review::state, Value::Int(code::review_state::open)),
            ]);
            if let Some(field) = remark.field {
                values.insert(review::field, Value::Int(i64::try_from(field).unwrap_or(i64::MAX)));
            }
            if let Some(path) = &remark.path {
                values.insert(review::path, Value::text(path));
            }
            agreed!(fitting(draft.create(review::ID, values)));
        }
        self.say(draft)
    }

    /// What is shown of a register now, if that is what the page showed.
    fn still(&self, register: &Register, seen: &[ChangeName]) -> Done<Shown> {
        let shown = shown(&self.log, register)?;
        let heads: BTreeSet<&ChangeName> = shown.all.iter().collect();
        Ok(if heads == seen.iter().collect() { Ok(shown) } else { Err(Refused::Stale) })
    }

    fn correct(&mut self, register: &Register, seen: &[ChangeName], value: Value, reason: &str) -> Done<()> {
        agreed!(self.here(&register.record, None));
        let reason = agreed!(text("reason", reason, REASON));
        agreed!(self.may_name(register, &value));
        let shown = agreed!(self.still(register, seen));
        if shown.value.as_ref() == Some(&value) && !shown.disputed {
            return Ok(Err(Refused::Already));
        }
        // Whoever corrects saw every value that stands: where there are several, this decides.
        self.set(&shown.settling(), value, &reason)
    }

    fn settle(
        &mut self,
        register: &Register,
        seen: &[ChangeName],
        choice: &Choice,
        reason: &str,
    ) -> Done<()> {
        agreed!(self.here(&register.record, None));
        let reason = agreed!(text("reason", reason, REASON));
        let shown = agreed!(self.still(register, seen));
        if !shown.disputed {
            return Ok(Err(Refused::Stale));
        }
        let value = match choice {
            Choice::Other(value) => value.clone(),
            Choice::Head(head) => {
                let said = chaski::merge::State::said(&self.log, register)?;
                let chosen = said.into_iter().find(|said| said.change == *head && shown.all.contains(head));
                match chosen {
                    Some(said) => said.value,
                    None => return Ok(Err(Refused::Stale)),
                }
            }
        };
        agreed!(self.may_name(register, &value));
        self.set(&shown.settling(), value, &reason)
    }

    fn set(&mut self, shown: &Shown, value: Value, reason: &str) -> Done<()> {
        let mut draft = self.draft()?;
        agreed!(fitting(draft.set(&self.log, shown, value, Some(reason))));
        self.say(draft)
    }

    /// Whether every record that a value names is the viewer's: a household or person of theirs, a leaf of their
    /// areas, a worker.
    fn may_name(&self, register: &Register, value: &Value) -> Done<()> {
        let named: Vec<RecordName> = match value {
            Value::Record(record) => vec![*record],
            Value::List(items) => items.iter().filter_map(Value::as_record).collect(),
            _ => Vec::new(),
        };
        let known = chaski::merge::State::known(&self.log, &register.record)?;
        let owner = known.and_then(|known| entity(known.entity)).map(|e| e.owner);
        for record in &named {
            match chaski::merge::State::known(&self.log, record)?.map(|known| known.entity) {
                Some(worker::ID) => {}
                Some(area::ID) => {
                    if !self.look.areas.is_within(record, &self.look.viewer.areas) {
                        return Ok(Err(Refused::Elsewhere));
                    }
                    if self.look.areas.leaves(&[*record]) != [*record] {
                        return Ok(Err(Refused::Value(
                            "a household is in an area that has none below it".into(),
                        )));
                    }
                }
                _ => drop(agreed!(self.here(record, None))),
            }
        }
        // Whose a person or household is must name one.
        let owns =
            matches!(owner, Some(Owner::Area(field) | Owner::Household(field)) if field == register.field);
        let of = match owner {
            Some(Owner::Area(_)) => area::ID,
            _ => household::ID,
        };
        if owns {
            let fits = match named.first() {
                Some(record) => {
                    chaski::merge::State::known(&self.log, record)?.is_some_and(|known| known.entity == of)
                }
                None => false,
            };
            if !fits {
                return Ok(Err(Refused::Nowhere));
            }
        }
        Ok(Ok(()))
    }

    fn both(&self, one: &RecordName, other: &RecordName) -> Done<()> {
        agreed!(self.here(one, Some(person::ID)));
        agreed!(self.here(other, Some(person::ID)));
        Ok(if one == other { Err(Refused::Nowhere) } else { Ok(()) })
    }

    fn join(&mut self, kept: &RecordName, other: &RecordName) -> Done<()> {
        agreed!(self.both(kept, other));
        if alike::joined(self.look, kept, other)?.is_some() {
            return Ok(Err(Refused::Already));
        }
        self.same(kept, other).map(|done| done.map(drop))
    }

    fn same(&mut self, kept: &RecordName, other: &RecordName) -> Done<RecordName> {
        let mut draft = self.draft()?;
        draft.about(*kept);
        let record = agreed!(fitting(draft.create(
            same_person::ID,
            BTreeMap::from([
                (same_person::person, Value::Record(*kept)),
                (same_person::other, Value::Record(*other)),
            ]),
        )));
        agreed!(self.say(draft));
        Ok(Ok(record))
    }

    /// Said and taken back: whoever looks finds that somebody looked, and why they are two.
    fn two_persons(&mut self, one: &RecordName, other: &RecordName, reason: &str) -> Done<()> {
        agreed!(self.both(one, other));
        let reason = agreed!(text("reason", reason, REASON));
        if alike::joined(self.look, one, other)?.is_some() {
            return Ok(Err(Refused::Stale));
        }
        if alike::was_looked_at(self.look, one, other)? {
            return Ok(Err(Refused::Already));
        }
        let record = agreed!(self.same(one, other));
        self.void(&record, &reason)
    }

    fn void(&mut self, record: &RecordName, reason: &str) -> Done<()> {
        let register = Register { record: *record, field: VOID, path: None };
        let shown = shown(&self.log, &register)?.settling();
        self.set(&shown, Value::Bool(true), reason)
    }

    fn separate(&mut self, joined: &RecordName, reason: &str) -> Done<()> {
        agreed!(self.here(joined, Some(same_person::ID)));
        let reason = agreed!(text("reason", reason, REASON));
        let other = Register { record: *joined, field: same_person::other, path: None };
        if let Some(other) = shown(&self.log, &other)?.value.and_then(|value| value.as_record()) {
            agreed!(self.here(&other, Some(person::ID)));
        }
        let register = Register { record: *joined, field: VOID, path: None };
        if shown(&self.log, &register)?.value == Some(Value::Bool(true)) {
            return Ok(Err(Refused::Already));
        }
        self.void(joined, &reason)
    }

    /// The change, if it is set aside, the viewer's to decide about, and nobody accepted it.
    fn aside(&self, name: &ChangeName) -> Done<()> {
        let Some((change, standing)) = self.log.change(name)? else { return Ok(Err(Refused::Nowhere)) };
        if !aside::is_here(self.look, &change)? {
            return Ok(Err(Refused::Elsewhere));
        }
        let judged = matches!(self.log.verdict(name)?, Some(Outcome::SetAside(_)));
        Ok(if standing == Standing::SetAside && judged { Ok(()) } else { Err(Refused::Already) })
    }

    fn accept_aside(&mut self, name: &ChangeName, reason: &str) -> Done<()> {
        agreed!(self.aside(name));
        let reason = agreed!(text("reason", reason, REASON));
        if let Some((change, _)) = self.log.change(name)?
            && would_be_in_no_feed(&self.log, &change)?
        {
            return Ok(Err(Refused::Value(people::IN_NO_FEED.into())));
        }
        let before = self.me.last_number(&self.log)?;
        people::accept(&self.log, self.me, *name, Some(self.look.viewer.worker), &reason)?;
        self.said_since(before)
    }

    /// It stays aside: the verdict stands, and says now who decided.
    fn refuse_aside(&mut self, name: &ChangeName, reason: &str) -> Done<()> {
        agreed!(self.aside(name));
        let reason = agreed!(text("reason", reason, REASON));
        let verdicts = super::records(
            &self.log,
            "SELECT record FROM r_verdict WHERE device = ?1 AND number = ?2 AND voided = 0 AND \"by\" IS NULL",
            params![name.device.0.as_slice(), name.number as i64],
        )?;
        let Some(record) = verdicts.first() else { return Ok(Err(Refused::Already)) };
        let before = self.me.last_number(&self.log)?;
        say::set(&self.log, self.me, *record, verdict::by, Value::Record(self.look.viewer.worker))?;
        say::set(&self.log, self.me, *record, verdict::note, Value::text(&reason))?;
        self.said_since(before)
    }

    fn said_since(&mut self, before: u64) -> Done<()> {
        let device = self.me.device();
        let last = self.me.last_number(&self.log)?;
        self.said.extend((before + 1..=last).map(|number| ChangeName { device, number }));
        Ok(Ok(()))
    }

    fn close_referral(&mut self, referral: &RecordName, arrived: i64, answer: Option<&str>) -> Done<()> {
        agreed!(self.here(referral, Some(referral::ID)));
        let answer = match answer.map(str::trim).filter(|answer| !answer.is_empty()) {
            Some(answer) => Some(agreed!(text("answer", answer, COMMENT))),
            None => None,
        };
        let shown_of = |field| shown(&self.log, &Register { record: *referral, field, path: None });
        let said = |field| -> Result<bool> { Ok(shown_of(field)?.value.is_some_and(|v| v != Value::Null)) };
        if said(referral::closed_on)? || said(referral::closed_by)? {
            return Ok(Err(Refused::Already));
        }
        // Her day, not the one of UTC: in the evening they differ.
        let there_s = self.now_s + i64::from(utc_offset_min(&self.log)?) * 60;
        let today = read_date(&line::day_of(there_s)).unwrap_or(Value::Null);
        let mut values = vec![
            (referral::arrived, Value::Int(arrived)),
            (referral::closed_by, Value::Record(self.look.viewer.worker)),
            (referral::closed_on, today),
        ];
        values.extend(answer.map(|answer| (referral::answer, Value::text(&answer))));
        let mut draft = self.draft()?;
        for (field, value) in values {
            let shown = shown_of(field)?;
            if shown.value.as_ref() != Some(&value) {
                agreed!(fitting(draft.set(&self.log, &shown.settling(), value, None)));
            }
        }
        self.say(draft)
    }
}

/// A text of a form, not empty and not too long.
fn text(field: &'static str, text: &str, most: usize) -> Done<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= most;
    Ok(if fits { Ok(text.to_owned()) } else { Err(Refused::Missing(field)) })
}

/// What a draft says of a value that does not fit is for whoever typed it; the rest fails.
fn fitting<T>(outcome: chaski::store::Result<T>) -> Done<T> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(StoreError::Entry(problem)) => Ok(Err(Refused::Value(problem.to_string()))),
        Err(StoreError::Offence(offence)) => Ok(Err(Refused::Value(offence.to_string()))),
        Err(
            error @ (StoreError::TooLarge { .. }
            | StoreError::TooManyEdits { .. }
            | StoreError::TooManyHeads { .. }
            | StoreError::SaidTwice),
        ) => Ok(Err(Refused::Value(error.to_string()))),
        Err(StoreError::ReasonMissing { .. }) => Ok(Err(Refused::Missing("reason"))),
        Err(error) => Err(error.into()),
    }
}
