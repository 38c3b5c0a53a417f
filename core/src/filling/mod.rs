//! A checklist in a worker's hands: begun on the version that holds, kept at every act before the act returns, gone on with after anything, moved
//! to a newer version when she says so, finished as one visit. Brings session, draft and plan together; knows no screen of an app, no line, and no
//! form in particular.
//!
//! An act is done on the record in memory and kept on the disk at once. Where the disk does not take it, the act fails with what the disk said, and
//! what it changed is kept with the next one that succeeds.

pub mod forms;
pub mod moving;

use crate::action::checklist::{Finished, finish};
use crate::action::{Acting, Stop};
use crate::change::content::ContentName;
use crate::forms::definition::Form;
use crate::forms::session::saved::Fact;
use crate::forms::session::screen::{Next, Screen, Update};
use crate::forms::session::{self, Host, Session};
use crate::merge::State;
use crate::record::table::{household, person};
use crate::record::{RecordName, Value};
use crate::store::drafts::DraftHead;
use crate::store::error::StoreError;
use crate::store::save::Values;
use crate::store::shown::shown_field;
use crate::store::{Log, Store};

/// A checklist being filled.
pub struct Filling {
    head: DraftHead,
    session: Session,
    /// What the disk did not take yet.
    unkept: Vec<Fact>,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum FillingError {
    /// The form does not take it; nothing changed.
    #[error("{0}")]
    Refused(session::Refusal),
    /// It was not kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Shorthand for this room's callers.
pub type Result<T> = std::result::Result<T, FillingError>;

/// A visit that a checklist came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visited {
    /// The visit.
    pub visit: RecordName,
    /// The household.
    pub household: RecordName,
    /// The records that were made at it.
    pub records: Vec<RecordName>,
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
        let mut session = Session::open(form.clone(), host, language);
        let facts = session.unsaved();
        let id = store.begin_draft(subject, content, &form.id, &form.version, &facts)?;
        let kept = store.draft(&id)?.ok_or(StoreError::NoDraft)?;
        let mut filling = Filling { head: kept.head, session, unkept: Vec::new() };
        filling.keep(store)?;
        Ok(filling)
    }

    /// A draft is gone on with, where it was left.
    pub fn resume(store: &mut Store, draft: &str, host: Box<dyn Host>) -> Result<Filling> {
        let kept = store.draft(draft)?.ok_or(StoreError::NoDraft)?;
        let form = forms::form(store, &kept.head.content)?;
        let language = Some(kept.head.language.as_str()).filter(|language| !language.is_empty());
        let (mut session, _) = Session::resume(form, host, language, &kept.facts);
        // Where she was may not be asked any more, under another version of what the record knows: then from the beginning.
        let _ = session.jump(&kept.head.at);
        Ok(Filling { head: kept.head, session, unkept: Vec::new() })
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
        self.session.speak(language).map_err(FillingError::Refused)?;
        self.keep(store)?;
        Ok(self.session.screen())
    }

    /// Goes to the next screen, if this one is valid.
    pub fn forward(&mut self, store: &mut Store) -> Result<Next> {
        let next = self.session.forward();
        self.keep(store)?;
        Ok(next)
    }

    /// Goes to the screen before; none at the first.
    pub fn back(&mut self, store: &mut Store) -> Result<Option<Screen>> {
        let screen = self.session.back();
        self.keep(store)?;
        Ok(screen)
    }

    /// Goes to the screen of a question, a group, an instance, or the end of a repeat.
    pub fn jump(&mut self, store: &mut Store, path: &str) -> Result<Screen> {
        let screen = self.session.jump(path).map_err(FillingError::Refused)?;
        self.keep(store)?;
        Ok(screen)
    }

    /// Saves the visit that it comes to, and lets the draft go, at once. `known` is what the app knows of the visit: its purpose, its place.
    ///
    /// # Errors
    /// [`Stop`]: what is missing, what others said meanwhile, or that it was finished already. Nothing is saved then.
    pub fn finish(&mut self, store: &mut Store, known: Values) -> std::result::Result<Visited, Stop> {
        self.keep(store).map_err(|error| match error {
            FillingError::Store(error) => Stop::from(error),
            // Nothing is done here that a form could refuse.
            FillingError::Refused(_) => Stop::from(StoreError::NoDraft),
        })?;
        let household = household_of(&store.log(), self.head.subject)?;
        let author = store.author()?;
        let acting = Acting { log: store.log(), author, areas: None };
        let finished = Finished {
            session: &self.session,
            household,
            subject: self.head.subject,
            content: self.head.content,
            known,
            shown: &[],
        };
        let (act, visit, records) = finish(&acting, finished)?;
        store.finish_draft(&self.head.id, act)?;
        Ok(Visited { visit, household, records })
    }

    fn act(
        &mut self,
        store: &mut Store,
        act: impl FnOnce(&mut Session) -> std::result::Result<session::act::Changed, session::Refusal>,
    ) -> Result<Update> {
        let update = self.session.updating(act).map_err(FillingError::Refused)?;
        self.keep(store)?;
        Ok(update)
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

/// The language of a form that a worker with this tag is shown: `Español (es)` for `es`.
pub fn language_of<'f>(form: &'f Form, tag: &str) -> Option<&'f str> {
    let ends = format!("({tag})");
    let languages = form.texts.languages.iter().map(String::as_str);
    languages.into_iter().find(|language| *language == tag || language.ends_with(&ends))
}
