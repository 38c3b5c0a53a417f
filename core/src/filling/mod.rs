//! A checklist in a worker's hands: begun on the version that holds, kept at every act before the act returns, gone on with after anything, moved
//! to a newer version when she says so, finished as one visit. Brings session, draft and plan together; knows no screen of an app, no line, and no
//! form in particular.
//!
//! An act is done on the record in memory and kept on the disk at once. Where the disk does not take it, the act fails with what the disk said, the
//! screen stays where it was, and what the act changed is kept with the next one that succeeds.

pub mod forms;
pub mod moving;

use crate::action::checklist::{Correction, Filled, Finished, correct, filled, finish, reopened, set_anew};
use crate::action::{Acting, Stop};
use crate::change::content::ContentName;
use crate::forms::session::saved::Fact;
use crate::forms::session::screen::{Next, Screen, Update};
use crate::forms::session::{self, Host, Session};
use crate::merge::State;
use crate::record::table::{household, person};
use crate::record::{RecordName, Value};
use crate::store::drafts::{DraftHead, NewDraft};
use crate::store::error::StoreError;
use crate::store::save::{Draft, Values};
use crate::store::shown::shown_field;
use crate::store::{Log, Shown, Store, query};

/// A checklist being filled.
pub struct Filling {
    head: DraftHead,
    session: Session,
    /// What was shown, when it was begun, of what it may set anew.
    shown: Vec<Shown>,
    /// What the disk did not take yet.
    unkept: Vec<Fact>,
}

/// Why something was not done.
#[derive(Debug)]
pub enum FillingError {
    /// The form does not take it; nothing changed.
    Refused(session::Refusal),
    /// It was not kept, or cannot be saved.
    Stopped(Stop),
}

impl<E: Into<Stop>> From<E> for FillingError {
    fn from(error: E) -> Self {
        FillingError::Stopped(error.into())
    }
}

/// Shorthand for this room's callers.
pub type Result<T> = std::result::Result<T, FillingError>;

/// How a checklist is finished.
#[derive(Debug, Clone, Default)]
pub struct Finishing<'f> {
    /// The visit that it belongs to, where one was made already: another person of the house was asked about at it.
    pub visit: Option<RecordName>,
    /// What the app knows of a visit that is made: its purpose, its place.
    pub known: Values,
    /// Why a finished checklist is corrected.
    pub reason: Option<&'f str>,
}

/// What a checklist came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// The visit; none of a correction of what was recorded without one.
    pub visit: Option<RecordName>,
    /// The household.
    pub household: RecordName,
    /// The records that were made.
    pub records: Vec<RecordName>,
}

/// What this phone's worker acts on.
fn acting(store: &mut Store) -> std::result::Result<Acting<'_>, StoreError> {
    let author = store.author()?;
    Ok(Acting { log: store.log(), author, areas: None })
}

/// What a finished checklist is of, by its answers.
pub fn finished(store: &mut Store, answers: &RecordName) -> Result<Filled> {
    Ok(filled(&acting(store)?, answers)?)
}

impl Filling {
    /// A checklist is begun for a person or household; its draft is durable when this returns.
    pub fn begin(
        store: &mut Store,
        subject: RecordName,
        content: ContentName,
        host: Box<dyn Host>,
        language: Option<&str>,
    ) -> Result<Filling> {
        household_of(&store.log(), subject)?;
        let form = forms::form(store, &content)?;
        let mut session = Session::open(form, host, language);
        let shown = set_anew(&acting(store)?, &session)?;
        let facts = session.unsaved();
        Filling::new(store, session, shown, (subject, content, None), &facts)
    }

    /// A finished checklist is opened again, as it was answered, to be corrected. The host says the time at which it was finished.
    pub fn reopen(
        store: &mut Store,
        answers: RecordName,
        at: Option<&str>,
        host: Box<dyn Host>,
        language: Option<&str>,
    ) -> Result<Filling> {
        let of = finished(store, &answers)?;
        let content = of.content.ok_or(StoreError::NoContent)?;
        let form = forms::form(store, &content)?;
        let again = reopened(&acting(store)?, &form, &answers)?;
        let (mut session, _) = Session::resume(form, host, language, &again.facts);
        // What is not asked any more has no screen: then it is opened at its beginning.
        let _ = at.map(|kept| session.jump_to_kept(kept));
        Filling::new(store, session, again.shown, (of.subject, content, Some(answers)), &again.facts)
    }

    fn new(
        store: &mut Store,
        session: Session,
        shown: Vec<Shown>,
        (subject, content, corrects): (RecordName, ContentName, Option<RecordName>),
        facts: &[Fact],
    ) -> Result<Filling> {
        let form = session.form();
        let (form, version) = (form.id.as_str(), form.version.as_str());
        let (language, at) =
            (session.language().unwrap_or_default(), session.screen_path().unwrap_or_default());
        let id = store.new_draft(&NewDraft {
            subject,
            content,
            form,
            version,
            language,
            at: &at,
            facts,
            corrects,
            shown: &shown,
        })?;
        let kept = store.draft(&id)?.ok_or(StoreError::NoDraft)?;
        Ok(Filling { head: kept.head, session, shown, unkept: Vec::new() })
    }

    /// A draft is gone on with, where it was left.
    pub fn resume(store: &mut Store, draft: &str, host: Box<dyn Host>) -> Result<Filling> {
        let kept = store.draft(draft)?.ok_or(StoreError::NoDraft)?;
        let form = forms::form(store, &kept.head.content)?;
        let language = Some(kept.head.language.as_str()).filter(|language| !language.is_empty());
        let (mut session, _) = Session::resume(form, host, language, &kept.facts);
        // Where she was may not be asked any more, as the record knows more by now: then from the beginning.
        let _ = session.jump(&kept.head.at);
        Ok(Filling { head: kept.head, session, shown: kept.shown, unkept: Vec::new() })
    }

    /// What it is of.
    pub fn head(&self) -> &DraftHead {
        &self.head
    }

    /// The record as it stands.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Answers a question; a blank text clears it.
    pub fn answer(&mut self, store: &mut Store, path: &str, text: &str) -> Result<Update> {
        self.act(store, |session| {
            let node = session.find(path).ok_or(session::Refusal::NoSuchNode)?;
            session.answer(node, text)
        })
    }

    /// Adds an instance at the end of a repeat, and goes to its first question.
    pub fn add(&mut self, store: &mut Store, repeat: &str) -> Result<Update> {
        self.act(store, |session| {
            let changed = session.add(repeat)?;
            let instance = session.last_instance(repeat).map(|node| session.path(node));
            // One that asks nothing is no screen.
            let _ = instance.map(|path| session.jump(&path));
            Ok(changed)
        })
    }

    /// Removes an instance of a repeat; those behind it move up.
    pub fn remove(&mut self, store: &mut Store, instance: &str) -> Result<Update> {
        self.act(store, |session| {
            let node = session.find(instance).ok_or(session::Refusal::NoSuchNode)?;
            session.remove(node)
        })
    }

    /// Shows everything in another of the form's languages.
    pub fn speak(&mut self, store: &mut Store, language: &str) -> Result<Option<Screen>> {
        self.on_disk(store, |session| session.speak(language))?;
        Ok(self.session.screen())
    }

    /// Goes to the next screen, if this one is valid.
    pub fn forward(&mut self, store: &mut Store) -> Result<Next> {
        self.on_disk(store, |session| Ok(session.forward()))
    }

    /// Goes to the screen before; none at the first.
    pub fn back(&mut self, store: &mut Store) -> Result<Option<Screen>> {
        self.on_disk(store, |session| Ok(session.back()))
    }

    /// Goes to the screen of a question, a group, an instance, or the end of a repeat.
    pub fn jump(&mut self, store: &mut Store, path: &str) -> Result<Screen> {
        self.on_disk(store, |session| session.jump(path))
    }

    /// The visit of a day that it belongs to, where this worker made one to the household already and nothing was answered about this person at it; none
    /// of a correction. `today` is the day where the phone is.
    pub fn visit_to_join(&self, store: &Store, today: &str) -> Result<Option<RecordName>> {
        let log = store.log();
        let Some(worker) = store.worker()?.filter(|_| self.head.corrects.is_none()) else { return Ok(None) };
        let household = household_of(&log, self.head.subject)?;
        Ok(query::visit_to_join(&log, &household, today, &worker, &self.head.subject)?)
    }

    /// Saves what it comes to, and lets the draft go, at once: a visit, or what a correction changes.
    ///
    /// # Errors
    /// What is missing, what others said meanwhile, or that it was finished already. Nothing is saved then.
    pub fn finish(&mut self, store: &mut Store, how: Finishing<'_>) -> Result<Visited> {
        // A correction leaves the visit's own end as it was.
        if self.head.corrects.is_none() {
            self.session.end();
        }
        self.keep(store)?;
        let household = household_of(&store.log(), self.head.subject)?;
        let (act, visit, records) = self.plan(&acting(store)?, household, how)?;
        store.finish_draft(&self.head.id, act)?;
        Ok(Visited { visit, household, records })
    }

    fn plan(
        &self,
        acting: &Acting<'_>,
        household: RecordName,
        how: Finishing<'_>,
    ) -> std::result::Result<(Draft, Option<RecordName>, Vec<RecordName>), Stop> {
        let (session, shown, content) = (&self.session, self.shown.as_slice(), self.head.content);
        if let Some(answers) = self.head.corrects {
            let given = Correction { session, answers, content, shown, reason: how.reason };
            let (draft, records) = correct(acting, &given)?;
            return Ok((draft, filled(acting, &answers)?.visit, records));
        }
        let (visit, known, subject) = (how.visit, how.known, self.head.subject);
        let (draft, visit, records) =
            finish(acting, Finished { session, household, subject, content, visit, known, shown })?;
        Ok((draft, Some(visit), records))
    }

    fn act(
        &mut self,
        store: &mut Store,
        act: impl FnOnce(&mut Session) -> std::result::Result<session::act::Changed, session::Refusal>,
    ) -> Result<Update> {
        self.on_disk(store, |session| session.updating(act))
    }

    /// Does it and keeps it. Nobody is led on from what could not be kept, nor past a screen that she did not see.
    fn on_disk<T>(
        &mut self,
        store: &mut Store,
        act: impl FnOnce(&mut Session) -> std::result::Result<T, session::Refusal>,
    ) -> Result<T> {
        let at = self.session.screen_path();
        let done = act(&mut self.session).map_err(FillingError::Refused)?;
        self.keep(store).inspect_err(|_| {
            let _ = at.map(|at| self.session.jump(&at));
        })?;
        Ok(done)
    }

    /// Keeps what changed, and what is shown.
    fn keep(&mut self, store: &mut Store) -> Result<()> {
        self.unkept.extend(self.session.unsaved());
        let at = self.session.screen_path().unwrap_or_default();
        let language = self.session.language().unwrap_or_default();
        if self.unkept.is_empty() && self.head.at == at && self.head.language == language {
            return Ok(());
        }
        store.keep_draft(&self.head.id, &self.unkept, &at, language)?;
        self.unkept.clear();
        self.head.language = language.to_owned();
        self.head.at = at;
        Ok(())
    }
}

/// The household that a checklist is filled at.
fn household_of(log: &Log<'_>, subject: RecordName) -> std::result::Result<RecordName, StoreError> {
    match log.known(&subject)?.map(|known| known.entity) {
        Some(household::ID) => Ok(subject),
        Some(person::ID) => {
            let of = shown_field(log, subject, person::household)?.value;
            of.as_ref().and_then(Value::as_record).ok_or(StoreError::NoRecord(subject))
        }
        _ => Err(StoreError::NoRecord(subject)),
    }
}
