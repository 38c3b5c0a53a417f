//! What a phone seldom holds: more than one request carries, what no version of ours would save, what a newer one did.

use std::collections::BTreeMap;

use chaski::change::hash::Secret;
use chaski::change::{Change, Edit as Said, Set};
use chaski::merge::enter;
use chaski::record::table::{answers, household, person, reading};
use chaski::record::{ChangeName, FieldId, Value, role};
use chaski::store::StoreError;

use super::district::District;
use super::ledger::{Expect, Outcome, Place, Said as Value_, Saying};
use super::line::Way;
use super::save::{During, Edit, Val};
use super::tally::{Held, failed, hold};
use super::template::SUPERVISOR;
use chaski::change::limits;

/// Characters of a long answer.
const LONG: usize = 1900;

impl District<'_> {
    /// A household's child answers at length.
    pub(super) fn save_long(&mut self, phone: usize, answers_each: usize) -> Held<bool> {
        let Some(child) = self.one_on(phone, &[person::ID])? else {
            return Ok(self.save_family(phone, None, During::Nothing)?.is_some());
        };
        let action = self.ledger.begin(phone, Expect::Nothing);
        let mark = self.ledger.marker();
        let given = self.ledger.record(answers::ID, Some(child), &mark, action);
        let text = |text: String| Val::Plain(Value::text(&text));
        let mut values = vec![
            (answers::about, None, Val::Record(child)),
            (answers::form, None, text("visita".into())),
            (answers::answer, Some("agua".into()), text(mark.clone())),
        ];
        for at in 0..answers_each {
            values.push((answers::answer, Some(format!("relato{at}")), text("palabra ".repeat(LONG / 8))));
        }
        self.save(phone, action, vec![Edit::New(given, answers::ID, values)], false, During::Nothing)
    }

    /// So much that it fills more than one request.
    pub(super) fn much(&mut self, phone: usize) -> Held {
        for _ in 0..limits::REQUEST_BATCHES + 2 {
            self.save_long(phone, 5)?;
        }
        let way = [Way::Whole, Way::CutUp, Way::AnswerLost, Way::CutDown][self.rng().below(4)];
        self.sync(phone, way)?;
        self.sync(phone, Way::Whole).map(drop)
    }

    /// Appends a change to a phone's log as an app of other rules would, and makes its rows.
    fn append(
        &mut self,
        phone: usize,
        change: impl FnOnce(ChangeName, &Change) -> Change,
    ) -> Held<Option<ChangeName>> {
        // Something is saved first: the opening is kept, and the change is made like that one.
        if !self.save_something(phone, During::Nothing)? {
            return Ok(None);
        }
        let store = self.phones[phone].store()?;
        let mut opening = store.opening().clone();
        let name = |counter: u64| ChangeName::at(store.device(), opening.tag, counter);
        let (last, name) = (name(opening.last), name(opening.last + 1));
        let log = store.log();
        let appended = (|| {
            let Some((model, _)) = log.change(&last)? else { return Ok(false) };
            let secret: Vec<u8> = log.connection().query_row(
                "SELECT secret FROM opening WHERE tag = ?1",
                [opening.tag.0 as i64],
                |row| row.get(0),
            )?;
            let secret = Secret(secret.try_into().map_err(|_| StoreError::NotEnrolled)?);
            let tx = log.connection().unchecked_transaction()?;
            let change = change(name, &model);
            log.append(&change, secret.key_of(name.number), Some(&mut |hash| opening.saved(&log, hash)))?;
            log.execute(&enter(&change, &log)?)?;
            tx.commit()?;
            Ok(true)
        })()
        .map_err(failed)?;
        self.boot(phone)?;
        Ok(appended.then_some(name))
    }

    /// A set of a text that an app of ours would not save: in another's name, of a higher rank, or of somebody else's
    /// record. The server sets it aside.
    pub(super) fn offends(&mut self, phone: usize) -> Held {
        let phone = phone % SUPERVISOR;
        self.sync(phone, Way::Whole)?;
        let Some(place) = self.some_text(phone)? else { return Ok(()) };
        let Some(seen) = self.look(phone, &place)? else { return Ok(()) };
        let (others, mine) =
            (self.on_phone(phone, &[household::ID, person::ID])?, self.ledger.records[place.0].subject);
        let others: Vec<usize> = others.into_iter().filter(|id| *id != mine).collect();
        let other = self.pick_record(&others);
        let stranger = match other {
            Some(other) => self.name_on(phone, other)?,
            None => None,
        };
        let subject = self.name_on(phone, mine)?;
        let supervisor = self.phones[SUPERVISOR].worker;
        let kind = self.rng().below(3);
        let action = self.ledger.begin(phone, Expect::Offends);
        let mark = self.ledger.marker();
        let (value, set) = (Value::text(&mark), seen.shown.clone());
        self.say_by_hand(&place, &mark, &value, seen.behind, action);
        let made = self.append(phone, |name, model| {
            let set = Set {
                register: set.register,
                value,
                depth: if set.replaces.is_empty() { 0 } else { set.depth + 1 },
                replaces: set.replaces,
                reason: Some(mark),
            };
            let change = Change { name, subject, edits: vec![Said::Set(set)], ..model.clone() };
            match (kind, stranger) {
                (0, Some(stranger)) => Change { subject: Some(stranger), ..change },
                (1, _) => Change { role: role::SUPERVISOR, ..change },
                _ => Change { author: Some(supervisor), ..change },
            }
        })?;
        self.ledger.actions[action].outcome = if made.is_some() { Outcome::Saved } else { Outcome::Failed };
        self.ledger.actions[action].returned = self.ledger.actions[action].outcome;
        self.unsettled = true;
        self.note("something that offends the rules");
        // Until the verdict is here the phone counts what nobody else will.
        for _ in 0..3 {
            self.sync(phone, Way::Whole)?;
        }
        Ok(())
    }

    fn say_by_hand(&mut self, place: &Place, mark: &str, value: &Value, behind: Vec<usize>, action: usize) {
        self.ledger.say(Saying {
            marker: mark.to_owned(),
            place: place.clone(),
            value: Value_::Plain(value.clone()),
            replaces: behind,
            action,
            settles: false,
        });
    }

    /// A record or a field that a newer version knows: kept and sent on as it is.
    pub(super) fn newer(&mut self, phone: usize) -> Held {
        let Some(child) = self.one_on(phone, &[person::ID, reading::ID])? else { return Ok(()) };
        let subject = self.ledger.records[child].subject;
        let (Some(record), Some(subject)) = (self.name_on(phone, child)?, self.name_on(phone, subject)?)
        else {
            return Ok(());
        };
        const LATER: FieldId = 900;
        let create = self.rng().chance(50);
        let made = self.append(phone, |name, model| {
            let edit = match create {
                true => Said::Create {
                    entity: LATER,
                    values: BTreeMap::from([(LATER, Value::Record(subject)), (1, Value::text("de mañana"))]),
                    paths: BTreeMap::new(),
                },
                false => Said::Set(Set {
                    register: chaski::change::Register { record, field: LATER, path: None },
                    value: Value::text("de mañana"),
                    replaces: Vec::new(),
                    depth: 0,
                    reason: None,
                }),
            };
            Change { name, subject: Some(subject), edits: vec![edit], ..model.clone() }
        })?;
        if let Some(name) = made {
            self.note("something that a newer version says");
            self.newer.push(name);
        }
        Ok(())
    }

    /// What a newer version said is on the server wherever a phone still has it.
    pub(super) fn newer_is_kept(&mut self) -> Held {
        for name in self.newer.clone() {
            let mut held = false;
            for phone in self.living() {
                held |= self.phones[phone].store()?.log().held(&name).map_err(failed)?.is_some();
            }
            let there = self.server.hash_of(&name)?.is_some();
            hold("newer_is_kept", there || !held, || format!("{name} is on a phone and not on the server"))?;
        }
        Ok(())
    }
}
