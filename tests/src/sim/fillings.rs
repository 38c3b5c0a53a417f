//! Checklists that are filled while everything happens: what was answered is kept outside of the phone, and must be there after each start of the phone, at
//! the same question; what is finished goes into the ledger like any other save. A draft on a phone that was put back or copied is nobody's.

use std::collections::{BTreeMap, BTreeSet};

use chaski::action::Acting;
use chaski::action::checklist::{Correction, Finished, Reopened, correct, filled, finish, reopened};
use chaski::change::content::ContentName;
use chaski::forms::definition::Form;
use chaski::forms::session::Session;
use chaski::forms::session::saved::Held as Kept;
use chaski::record::table::{answers, person};
use chaski::record::{RecordName, Value};
use chaski::store::content;
use chaski::store::releases::day_of;
use chaski::store::save::{Draft, Values};

use super::district::District;
use super::ledger::{Expect, Id, Outcome, Said, Saying};
use super::line::Way;
use super::phone::Filling;
use super::read;
use super::save::{During, value_of};
use super::tally::{Held, broken, failed, hold};
use crate::filling::{FORM, REQUIRED, Sitting, act, form};

/// The version of the form that a content stands for.
fn version_of(content: ContentName) -> Held<(std::sync::Arc<Form>, &'static str)> {
    let (version, name) = if content.0[0].is_multiple_of(2) { (1, "1") } else { (2, "2") };
    match form(version) {
        Some(form) => Ok((form, name)),
        None => broken("form_is_read", name),
    }
}

impl District<'_> {
    /// The content of the checklist that a phone uses today.
    fn used(&mut self, phone: usize) -> Held<Option<ContentName>> {
        let store = self.phones[phone].store()?;
        let today = day_of(store.content_time_s().map_err(failed)?);
        let all = content::on_phone(&store.log(), &today).map_err(failed)?;
        Ok(all.into_iter().find_map(|one| one.used.map(|used| used.content)))
    }

    /// So many acts of filling, in a draft that was begun or in a new one; the power goes at this write, if it is not 0.
    pub(super) fn fill(&mut self, phone: usize, acts: usize, write: u64) -> Held {
        let going_on = !self.phones[phone].fillings.is_empty() && self.rng().chance(70);
        if !going_on && !self.begin_filling(phone)? {
            return Ok(());
        }
        let which = self.phones[phone].fillings.len() - 1;
        let draft = self.phones[phone].fillings[which].draft.clone();
        let (mut session, _) = self.open_filling(phone, which)?;
        if write > 0 {
            let seed = self.rng().draw();
            self.phones[phone].disk.cut_after_writes(write, seed);
        }
        for _ in 0..acts {
            let (text, number) = (self.ledger.marker(), self.phones[phone].fillings[which].next);
            let at = act(&mut session, number, &text).or_else(|why| broken("acts_are_carried_out", why))?;
            let facts = session.unsaved();
            let filling = &mut self.phones[phone].fillings[which];
            filling.next += 1;
            filling.unsure = Some((session.facts(), at.clone()));
            match self.phones[phone].store()?.keep_draft(&draft, &facts, &at, "") {
                Ok(()) => {
                    let filling = &mut self.phones[phone].fillings[which];
                    (filling.kept, filling.at) = (session.facts(), at);
                    filling.unsure = None;
                    filling.spent.remove(&(number % 8));
                    self.note("answer kept in a draft");
                }
                Err(_) if self.phones[phone].disk.is_off() => {
                    self.note("power cut on a phone, mid answer");
                    return self.boot(phone);
                }
                Err(error) => return Err(failed(error)),
            }
        }
        let at = &mut self.phones[phone];
        let was_off = at.disk.is_off();
        at.disk.power_on();
        if was_off { self.boot(phone) } else { self.fillings_are_kept(phone) }
    }

    /// A new draft, of a child that the phone shows, under the version that it uses; where the district released none, it does so now.
    fn begin_filling(&mut self, phone: usize) -> Held<bool> {
        let Some(content) = self.used(phone)? else {
            if self.server.call(chaski_service::storage::Storage::releases(self.server.storage()))?.is_empty()
            {
                let (bytes, seed) = (1 + self.rng().below(20_000), self.rng().draw());
                self.release_content(bytes, 0, seed)?;
            }
            return Ok(false);
        };
        let Some(child) = self.one_on(phone, &[person::ID])? else { return Ok(false) };
        let Some(child) = self.name_on(phone, child)? else { return Ok(false) };
        let (form, version) = version_of(content)?;
        let mut session = Session::open(form, Box::new(Sitting), None);
        let (facts, kept) = (session.unsaved(), session.facts());
        let store = self.phones[phone].store()?;
        let draft = store.begin_draft(child, content, FORM, version, &facts).map_err(failed)?;
        self.carried.trace.line(format!("draft of phone {phone} under version {version}"));
        self.phones[phone].fillings.push(Filling {
            draft,
            kept,
            at: String::new(),
            unsure: None,
            placeless: BTreeSet::new(),
            finishing: None,
            spent: BTreeSet::new(),
            next: 0,
        });
        self.note("draft begun");
        Ok(true)
    }

    /// A draft as the app opens it, and whom it is about.
    fn open_filling(&mut self, phone: usize, which: usize) -> Held<(Session, RecordName)> {
        let draft = self.phones[phone].fillings[which].draft.clone();
        let kept = self.phones[phone].store()?.draft(&draft).map_err(failed)?;
        let Some(kept) = kept else {
            return broken("drafts_are_kept", format!("phone {phone} lost {draft}"));
        };
        let (form, _) = version_of(kept.head.content)?;
        let (session, lost) = Session::resume(form, Box::new(Sitting), None, &kept.facts);
        hold("drafts_are_kept", lost.is_empty(), || format!("phone {phone}: no place for {lost:?}"))?;
        Ok((session, kept.head.subject))
    }

    /// Every draft that was begun here is there, with every answer whose call had returned, and its form with it.
    pub(super) fn fillings_are_kept(&mut self, phone: usize) -> Held {
        let mut still = Vec::new();
        for mut filling in std::mem::take(&mut self.phones[phone].fillings) {
            let store = self.phones[phone].store()?;
            let kept = store.draft(&filling.draft).map_err(failed)?;
            let outcome = filling.finishing.take().map(|action| self.ledger.actions[action].outcome);
            let there = kept.is_some();
            hold("finished_or_kept_and_never_both", there != (outcome == Some(Outcome::Saved)), || {
                format!("phone {phone}: {filling:?} is there: {there}, its finish: {outcome:?}")
            })?;
            let Some(kept) = kept else {
                self.note("checklist finished");
                continue;
            };
            if outcome.is_some() {
                filling.spent.extend(0..REQUIRED.len() as u64);
            }
            let content = content::read(&store.log(), &kept.head.content).map_err(failed)?;
            hold("a_draft_keeps_its_form", content.is_some(), || format!("phone {phone}: {:?}", kept.head))?;
            let (form, _) = version_of(kept.head.content)?;
            let (session, _) = Session::resume(form, Box::new(Sitting), None, &kept.facts);
            let found = (session.facts(), kept.head.at.clone());
            if filling.unsure.as_ref() == Some(&found) {
                (filling.kept, filling.at) = found.clone();
            }
            filling.unsure = None;
            hold("every_kept_answer_is_there", found == (filling.kept.clone(), filling.at.clone()), || {
                format!("phone {phone}: {found:?} of {filling:?}")
            })?;
            // Beside the draft, or answered anew where its form asks for it again.
            let there: BTreeSet<&String> =
                kept.facts.iter().chain(&kept.placeless).map(|fact| &fact.path).collect();
            let lost = filling.placeless.iter().find(|path| !there.contains(path));
            hold("what_has_no_place_stays", lost.is_none(), || {
                format!("phone {phone}: {lost:?} of {kept:?}")
            })?;
            still.push(filling);
        }
        self.phones[phone].fillings = still;
        self.backed_up_is_on_the_server(phone)
    }

    /// What a phone says of its drafts that the server keeps it keeps, as they are here. Of a phone of which there are two, or that was put back, the last
    /// word counts; what a server that was set back lacks stands until the phone has spoken.
    fn backed_up_is_on_the_server(&mut self, phone: usize) -> Held {
        let device = self.phones[phone].device;
        let alone = self.phones.iter().filter(|other| other.device == device).count() == 1;
        if !alone || !self.phones[phone].heard || self.phones[phone].was_put_back {
            return Ok(());
        }
        for filling in self.phones[phone].fillings.clone() {
            let kept = self.phones[phone].store()?.draft(&filling.draft).map_err(failed)?;
            let Some(kept) = kept.filter(|kept| kept.head.is_backed_up) else { continue };
            let there = self.server.draft(&filling.draft)?.and_then(|backup| backup.draft().ok());
            hold("a_draft_that_is_backed_up_is_on_the_server", there.as_ref() == Some(&kept), || {
                format!("phone {phone} has {kept:?}, the server {there:?}")
            })?;
            self.note("draft on the server as it is here");
        }
        Ok(())
    }

    /// This phone, or if nothing is filled on it, one on which something is.
    fn filling_phone(&self, phone: usize) -> usize {
        let mut all = std::iter::once(phone).chain(self.living());
        all.find(|at| !self.phones[*at].fillings.is_empty()).unwrap_or(phone)
    }

    /// A draft goes over to the version that the phone uses now; where that is its own, the district first releases another.
    pub(super) fn move_filling(&mut self, phone: usize) -> Held {
        let phone = self.filling_phone(phone);
        let Some(which) = self.phones[phone].fillings.len().checked_sub(1) else { return Ok(()) };
        let draft = self.phones[phone].fillings[which].draft.clone();
        let Some(kept) = self.phones[phone].store()?.draft(&draft).map_err(failed)? else { return Ok(()) };
        let own = Some(kept.head.content);
        if self.used(phone)? == own {
            let (bytes, seed) = (1 + self.rng().below(20_000), self.rng().draw());
            self.release_content(bytes, 0, seed)?;
            self.sync(phone, Way::Whole)?;
        }
        let Some(content) = self.used(phone)?.filter(|used| Some(*used) != own) else { return Ok(()) };
        let (form, version) = version_of(content)?;
        let store = self.phones[phone].store()?;
        let Some(kept) = store.draft(&draft).map_err(failed)? else { return Ok(()) };
        let (moved, lost) = Session::resume(form, Box::new(Sitting), None, &kept.facts);
        store.move_draft(&draft, content, version, &moved.facts(), &lost).map_err(failed)?;
        let at = &mut self.phones[phone].fillings[which];
        at.kept = moved.facts();
        at.placeless.extend(lost.iter().map(|fact| fact.path.clone()));
        self.carried
            .trace
            .line(format!("draft of phone {phone} goes over to version {version}, without {}", lost.len()));
        self.note("draft moved to another version");
        if !lost.is_empty() {
            self.note("answer without a place in another version");
        }
        self.fillings_are_kept(phone)
    }

    /// A draft is finished, if all that must be answered is; where none is, what was finished is corrected. The power goes at this write, if it is not 0.
    pub(super) fn finish_filling(&mut self, phone: usize, write: u64) -> Held {
        let phone = self.filling_phone(phone);
        let Some(which) = self.phones[phone].fillings.len().checked_sub(1) else {
            return self.correct_finished(phone, write);
        };
        if !self.phones[phone].fillings[which].spent.is_empty() {
            return self.correct_finished(phone, write);
        }
        let (session, child) = self.open_filling(phone, which)?;
        let names = &self.phones[phone].names;
        let Some(child_id) = names.ids.get(&child).copied().filter(|_| session.open_questions().is_empty())
        else {
            return Ok(());
        };
        let house = self.look(phone, &(child_id, person::household, None))?;
        let Some(house) = house.and_then(|seen| value_of(&seen.shown).as_record()) else { return Ok(()) };
        let Some(house_id) = self.ledger.named(&self.phones[phone].names, &house) else { return Ok(()) };
        if self.name_on(phone, house_id)?.is_none() {
            return Ok(());
        }
        let draft = self.phones[phone].fillings[which].draft.clone();
        let author = self.phones[phone].store()?.author().map_err(failed)?;
        let content =
            self.phones[phone].store()?.draft(&draft).map_err(failed)?.map(|kept| kept.head.content);
        let mut plan = || -> Held<Draft> {
            let acting = Acting { log: self.phones[phone].store()?.log(), author, areas: None };
            let filled = Finished {
                session: &session,
                household: house,
                subject: child,
                content: content.unwrap_or(ContentName([0; 32])),
                visit: None,
                known: Values::new(),
                shown: &[],
            };
            finish(&acting, filled)
                .map(|(draft, ..)| draft)
                .or_else(|stop| broken("a_checklist_finishes", format!("{stop:?}")))
        };
        // A plan is pure: once for the ledger, once to be carried out.
        let (told, carried_out) = (plan()?, plan()?);
        let action = self.ledger.begin(phone, Expect::Nothing);
        let mut names: BTreeMap<Id, RecordName> = BTreeMap::new();
        let mut made: BTreeMap<RecordName, Id> = BTreeMap::new();
        for change in told.into_changes() {
            let subject = if change.subject == Some(child) { child_id } else { house_id };
            let (marks, creates) = read::marks(&change);
            for (record, entity, marker) in creates {
                let id = self.ledger.record(entity, Some(subject), &marker, action);
                names.insert(id, record);
                made.insert(record, id);
            }
            for mark in marks {
                let Some(id) = made.get(&mark.record).copied() else { continue };
                let value = match &mark.value {
                    Value::Record(name) if made.contains_key(name) => Said::Record(made[name]),
                    value => self.said_on(phone, value),
                };
                let place = (id, mark.field, mark.path);
                self.ledger.say(Saying {
                    marker: mark.marker,
                    place,
                    value,
                    replaces: Vec::new(),
                    action,
                    settles: false,
                });
            }
        }
        let during = if write > 0 { During::Off(write) } else { During::Nothing };
        self.phones[phone].fillings[which].finishing = Some(action);
        self.meanwhile(phone, during);
        let result = self.phones[phone].store()?.finish_draft(&draft, carried_out).map(drop);
        self.returned(phone, action, names, &[], during, result)?;
        self.fillings_are_kept(phone)
    }

    /// A finished checklist, opened again as it stands on a phone, with what it is of and its form.
    fn reopen(
        &mut self,
        phone: usize,
        answers: RecordName,
    ) -> Held<Option<(ContentName, Session, Reopened)>> {
        let author = self.phones[phone].store()?.author().map_err(failed)?;
        let acting = Acting { log: self.phones[phone].store()?.log(), author, areas: None };
        let Ok(of) = filled(&acting, &answers) else { return Ok(None) };
        let Some(content) = of.content.filter(|_| of.form == FORM) else { return Ok(None) };
        let (form, _) = version_of(content)?;
        let Ok(again) = reopened(&acting, &form, &answers) else { return Ok(None) };
        let (session, lost) = Session::resume(form, Box::new(Sitting), None, &again.facts);
        // Others say things under paths that no version asks.
        let asked = lost.iter().any(|fact| REQUIRED.contains(&fact.path.as_str()));
        hold("a_finished_checklist_opens_as_it_was", !asked, || format!("no place for {lost:?}"))?;
        Ok(Some((content, session, again)))
    }

    /// One that was finished on any phone is opened again and corrected in a text, in front of what is shown of it here.
    fn correct_finished(&mut self, phone: usize, write: u64) -> Held {
        let here = self.on_phone(phone, &[answers::ID])?;
        let Some(id) = self.pick_record(&here) else { return Ok(()) };
        let Some(record) = self.name_on(phone, id)? else { return Ok(()) };
        let Some((content, mut session, again)) = self.reopen(phone, record)? else { return Ok(()) };
        let (reason, text, number) = (self.ledger.marker(), self.ledger.marker(), self.rng().draw() % 3);
        let at = act(&mut session, number, &text).or_else(|why| broken("acts_are_carried_out", why))?;
        let author = self.phones[phone].store()?.author().map_err(failed)?;
        let mut plan = || -> Held<Option<Draft>> {
            let acting = Acting { log: self.phones[phone].store()?.log(), author, areas: None };
            let (session, shown, reason) = (&session, again.shown.as_slice(), Some(reason.as_str()));
            Ok(correct(&acting, &Correction { session, answers: record, content, shown, reason })
                .ok()
                .map(|(draft, _)| draft))
        };
        // What it fed may have moved to where this phone does not see it.
        let (Some(told), Some(carried_out)) = (plan()?, plan()?) else { return Ok(()) };
        let mut said = Vec::new();
        for mark in told.into_changes().iter().flat_map(|change| read::marks(change).0) {
            let Some(id) = self.ledger.named(&self.phones[phone].names, &mark.record) else { return Ok(()) };
            let place = (id, mark.field, mark.path);
            let Some(seen) = self.look(phone, &place)? else { return Ok(()) };
            said.push((mark.marker, place, self.said_on(phone, &mark.value), seen.behind));
        }
        let action = self.ledger.begin(phone, Expect::Nothing);
        for (marker, place, value, replaces) in said {
            self.ledger.say(Saying { marker, place, value, replaces, action, settles: false });
        }
        let during = if write > 0 { During::Off(write) } else { During::Nothing };
        self.meanwhile(phone, during);
        let result = self.phones[phone].store()?.save(carried_out).map(drop);
        if !self.returned(phone, action, BTreeMap::new(), &[], during, result)? {
            return Ok(());
        }
        self.note("finished checklist corrected");
        let Some((_, _, now)) = self.reopen(phone, record)? else { return Ok(()) };
        let stands = now.facts.iter().any(|fact| fact.path == at && fact.what == Kept::Value(text.clone()));
        hold("a_correction_stands_where_it_was_made", stands, || {
            format!("{at} is not {text} in {:?}", now.facts)
        })
    }

    /// Everything that is filled on a phone is whole; what is not finished is let go, so that nobody is kept for it.
    pub(super) fn fillings_end(&mut self, phone: usize) -> Held {
        self.fillings_are_kept(phone)?;
        self.phones[phone].fillings.clear();
        let store = self.phones[phone].store()?;
        for head in store.drafts().map_err(failed)? {
            store.drop_draft(&head.id).map_err(failed)?;
        }
        Ok(())
    }
}
