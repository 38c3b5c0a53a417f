//! Filling a checklist, as an app's screens need it: begun or gone on with by [`Phone`], then a screen a call and an answer a call, each of which
//! gives back only what changed and is durable when it returns. Finished, it is a visit like any other. Holds no rule: what a form means, the core's
//! rooms `forms` and `filling` know.

use std::sync::{Arc, Mutex, Weak};

use chaski::action::checklist::Filled;
use chaski::change::content::ContentName;
use chaski::filling::{self as core, FillingError};
use chaski::forms::definition::Form;
use chaski::forms::session::Refusal;
use chaski::growth::asked::Known;
use chaski::record::table::person;
use chaski::record::{RecordName, Time};
use chaski::screens::{self, ScreenView};
use chaski::store::drafts::DraftHead;
use chaski::store::{Log, Store, StoreError, content, query};
use chaski::words::shown::day_of;
use serde::Serialize;

use crate::error::{Failure, Inner, Result};
use crate::find::entity_of;
use crate::host::PlatformHost;
use crate::measuring::utc_offset_min;
use crate::phone::{Phone, locked};
use crate::platform::today;
use crate::view::{Link, MovedDraft, Next, OpenQuestion, Screen, Update};
use crate::visit::{Recorded, known_of_visit};

/// A checklist that can be filled on this phone today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FormView {
    /// Which, by the form's own id.
    pub form: String,
    /// What it is called.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its languages, by the names that it gives them.
    pub languages: Vec<String>,
}

/// A checklist that was finished, or corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ChecklistSaved {
    /// The visit; none where what is corrected was recorded without one.
    pub visit: Option<RecordName>,
    /// The household visited.
    pub household: RecordName,
    /// The records that were made, the answers last.
    pub records: Vec<Recorded>,
}

/// A checklist that was begun and is not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct DraftView {
    /// Its name on this phone.
    pub draft: String,
    /// Whom it is about.
    pub about: Link,
    /// Which checklist, by the form's own id.
    pub form: String,
    /// The version that it is filled under.
    pub version: String,
    /// The answers of a finished checklist that it corrects; none where it will be a visit.
    pub corrects: Option<RecordName>,
    /// When it was begun.
    #[serde(rename = "begun_s")]
    pub begun: Time,
    /// When something of it was last kept.
    #[serde(rename = "kept_s")]
    pub kept: Time,
    /// Whether the server holds all of it, so that a new phone of this worker is given it if this one is lost.
    pub is_backed_up: bool,
}

#[uniffi::export]
impl Phone {
    /// The checklists that can be filled today, each in the version that holds and is whole on this phone.
    pub fn forms(&self) -> Result<Vec<FormView>> {
        self.call("forms", || {
            let mut store = self.store();
            let used = used_today(&store)?;
            let forms =
                used.into_iter().map(|(_, content)| Ok(view(&*core::forms::form(&mut store, &content)?)));
            forms.collect()
        })
    }

    /// A checklist is begun for a person or household, in the language of the phone if the form has it; its draft is durable when this returns.
    pub fn begin_checklist(self: Arc<Self>, form: &str, about: RecordName) -> Result<Arc<Filling>> {
        let begun = self.call("begin_checklist", || {
            let mut store = self.store();
            let used = used_today(&store)?.into_iter().find(|(name, _)| name == form);
            let (_, content) = used.ok_or(StoreError::NoContent)?;
            let form = core::forms::form(&mut store, &content)?;
            let language = form.texts.language_of(self.spoken().tag());
            let host = self.host(&store.log(), about, &form.id, None)?;
            Ok(core::Filling::begin(&mut store, about, content, Box::new(host), language)?)
        })?;
        Ok(self.opened(begun))
    }

    /// A finished checklist is opened again, as it was answered and in the version that it was filled under, to be corrected: `answers` names it, as
    /// the visit's page does; at the question whose answer is kept under `path`, where one is given.
    pub fn correct_checklist(
        self: Arc<Self>,
        answers: RecordName,
        path: Option<String>,
    ) -> Result<Arc<Filling>> {
        let again = self.call("correct_checklist", || {
            let mut store = self.store();
            let of = core::finished(&mut store, &answers)?;
            let form = core::forms::form(&mut store, &of.content.ok_or(StoreError::NoContent)?)?;
            let host = self.host(&store.log(), of.subject, &of.form, Some(&of))?;
            let language = form.texts.language_of(self.spoken().tag());
            Ok(core::Filling::reopen(&mut store, answers, path.as_deref(), Box::new(host), language)?)
        })?;
        Ok(self.opened(again))
    }

    /// What was begun and is not finished, what was last worked on first.
    pub fn drafts(&self) -> Result<Vec<DraftView>> {
        self.call("drafts", || {
            let store = self.store();
            let views = store.drafts()?.into_iter().map(|head| draft_view(&store.log(), head));
            views.collect()
        })
    }

    /// A draft is gone on with, where it was left.
    pub fn open_draft(self: Arc<Self>, draft: &str) -> Result<Arc<Filling>> {
        let open = locked(&self.fillings).get(draft).and_then(Weak::upgrade);
        if let Some(inner) = open {
            return Ok(Arc::new(Filling { phone: self, inner }));
        }
        let filling = self.call("open_draft", || {
            let mut store = self.store();
            let kept = store.draft(draft)?.ok_or(StoreError::NoDraft)?;
            let corrects =
                kept.head.corrects.map(|answers| core::finished(&mut store, &answers)).transpose()?;
            let host = self.host(&store.log(), kept.head.subject, &kept.head.form, corrects.as_ref())?;
            Ok(core::Filling::resume(&mut store, draft, Box::new(host))?)
        })?;
        Ok(self.opened(filling))
    }

    /// Lets a draft go with all its answers, because its worker says so. Ask her before: nothing brings them back.
    pub fn drop_draft(&self, draft: &str) -> Result<()> {
        self.call("drop_draft", || Ok(self.store().drop_draft(draft)?))
    }
}

impl Phone {
    fn opened(self: Arc<Self>, filling: core::Filling) -> Arc<Filling> {
        let draft = filling.head().id.clone();
        let inner = Arc::new(Mutex::new(filling));
        let mut open = locked(&self.fillings);
        open.retain(|_, one| one.strong_count() > 0);
        open.insert(draft, Arc::downgrade(&inner));
        drop(open);
        Arc::new(Filling { phone: self, inner })
    }

    /// What a form may ask of this phone, and of what is recorded about whom it is filled for; of one that is corrected as it was when it was finished.
    fn host(
        &self,
        log: &Log<'_>,
        about: RecordName,
        form: &str,
        corrects: Option<&Filled>,
    ) -> Inner<PlatformHost> {
        let mut host = PlatformHost::new();
        if let Some(of) = corrects {
            host = host.at(of.finished_s);
        }
        if entity_of(log, about)?.id != person::ID {
            return Ok(host);
        }
        let (lang, utc_offset_min) = (self.spoken(), utc_offset_min());
        let asked = query::Asked { today: today(), utc_offset_min, form, lang };
        host = host.knowing("contact-summary", query::as_instance(&query::known(log, &about, asked)?));
        let finished = corrects.and_then(|of| day_of(of.finished_s, utc_offset_min));
        let apart = corrects.and_then(|of| of.visit);
        let page = query::child(log, &about)?;
        let (child, before) = query::before(&page, utc_offset_min, apart.as_ref());
        let (on, rules) = (finished.unwrap_or(asked.today), &log.pack()?.growth);
        Ok(host.of_child(Known { child, before, on, rules, lang }))
    }
}

/// A checklist in a worker's hands. Its calls wait for each other and for those of the phone.
#[derive(uniffi::Object)]
pub struct Filling {
    phone: Arc<Phone>,
    inner: Arc<Mutex<core::Filling>>,
}

#[uniffi::export]
impl Filling {
    /// The name of its draft, by which it is opened again.
    pub fn draft(&self) -> String {
        locked(&self.inner).head().id.clone()
    }

    /// What is filled.
    pub fn form(&self) -> FormView {
        view(locked(&self.inner).session().form())
    }

    /// The language that is shown; none where the form has none.
    pub fn language(&self) -> Option<String> {
        locked(&self.inner).session().language().map(str::to_owned)
    }

    /// The screen that is shown now; none where the form asks nothing.
    pub fn screen(&self) -> Option<Screen> {
        locked(&self.inner).session().screen()
    }

    /// Answers a question as the record has it: names of choices with spaces between, days as `2026-11-29`, figures with a point. A blank text
    /// clears it. An answer that breaks its constraint is kept, and said to be not valid.
    pub fn answer(&self, path: &str, text: &str) -> Result<Update> {
        self.act("answer", |filling, store| Ok(filling.answer(store, path, text)?))
    }

    /// Adds an instance at the end of a repeat, and shows its first question.
    pub fn add(&self, repeat: &str) -> Result<Update> {
        self.act("add", |filling, store| Ok(filling.add(store, repeat)?))
    }

    /// Removes an instance of a repeat; those behind it move up.
    pub fn remove(&self, instance: &str) -> Result<Update> {
        self.act("remove", |filling, store| Ok(filling.remove(store, instance)?))
    }

    /// Goes to the next screen, if this one is valid.
    pub fn forward(&self) -> Result<Next> {
        self.act("forward", |filling, store| Ok(filling.forward(store)?))
    }

    /// Goes to the screen before; none at the first.
    pub fn back(&self) -> Result<Option<Screen>> {
        self.act("back", |filling, store| Ok(filling.back(store)?))
    }

    /// Goes to the screen of a question, a group, an instance of a repeat, or the end of one.
    pub fn jump(&self, path: &str) -> Result<Screen> {
        self.act("jump", |filling, store| Ok(filling.jump(store, path)?))
    }

    /// Shows everything in another of the form's languages.
    pub fn speak(&self, language: &str) -> Result<Option<Screen>> {
        self.act("speak", |filling, store| Ok(filling.speak(store, language)?))
    }

    /// What keeps it from being finished, in its order: `jump` goes there.
    pub fn open_questions(&self) -> Vec<OpenQuestion> {
        locked(&self.inner).session().open_questions()
    }

    /// All of it in words before it is finished: what is missing first, then each answer by stage, leading back to its question.
    pub fn check(&self) -> Result<ScreenView> {
        self.act("check", |filling, store| Ok(screens::check(store, filling, self.phone.asked())?))
    }

    /// A picture or sound by the name that the form gives it; none where it came without.
    pub fn file(&self, name: &str) -> Result<Option<Vec<u8>>> {
        self.act("file", |filling, store| {
            let mut package = core::forms::package(&store.log(), &filling.head().content)?;
            Ok(package.files.remove(name.rsplit('/').next().unwrap_or(name)))
        })
    }

    /// The version to which it could move today, where another holds by now; it can always be finished under its own.
    pub fn newer_version(&self) -> Result<Option<String>> {
        self.act("newer_version", |filling, store| Ok(newer(filling, store)?.map(|(version, _)| version)))
    }

    /// Moves to that version: every answer that has a place there goes along, and the others stay kept beside it.
    pub fn move_to_newer(&self) -> Result<MovedDraft> {
        self.act("move_to_newer", |filling, store| {
            let (_, content) = newer(filling, store)?.ok_or(StoreError::NoContent)?;
            let head = filling.head();
            let host = self.phone.host(&store.log(), head.subject, &head.form, None)?;
            Ok(filling.move_to(store, &content, Box::new(host), self.phone.spoken())?)
        })
    }

    /// Saves what it comes to, and lets the draft go, at once: a visit, or what a correction changes. `visit` names the visit that it belongs to where
    /// one was made already, for another person of the house; `reason` says why a finished checklist is corrected; `known` is what the app knows of
    /// a visit that is made, as JSON by the names of its fields, as `docs/visit.md` writes them: `{"place": {"missing": "no_signal"}}`. What the form says stands before it.
    #[uniffi::method(default(visit = None, reason = None, known = None))]
    pub fn finish(
        &self,
        visit: Option<RecordName>,
        reason: Option<String>,
        known: Option<String>,
    ) -> Result<ChecklistSaved> {
        self.act("finish", |filling, store| finished(filling, store, visit, reason.as_deref(), known))
    }

    /// The same as the one button of the app's last screen: what was asked of one more person of a house that this worker visited today belongs to that visit.
    #[uniffi::method(default(reason = None, known = None))]
    pub fn save(&self, reason: Option<String>, known: Option<String>) -> Result<ChecklistSaved> {
        self.act("save", |filling, store| {
            let visit = filling.visit_to_join(store, &today().to_string())?;
            finished(filling, store, visit, reason.as_deref(), known)
        })
    }
}

/// Finishes a checklist, and says what came of it.
fn finished(
    filling: &mut core::Filling,
    store: &mut Store,
    visit: Option<RecordName>,
    reason: Option<&str>,
    known: Option<String>,
) -> Inner<ChecklistSaved> {
    let known = known.map(|known| known_of_visit(&store.log(), &known)).transpose()?;
    let how = core::Finishing { visit, known: known.unwrap_or_default(), reason };
    let core::Visited { visit, household, records } = filling.finish(store, how)?;
    let subject = filling.head().subject;
    let log = store.log();
    let recorded = |record| Ok(Recorded { entity: entity_of(&log, record)?.name.into(), record, subject });
    let records = records.into_iter().map(recorded).collect::<Inner<Vec<_>>>()?;
    Ok(ChecklistSaved { visit, household, records })
}

impl Filling {
    /// One call: with the checklist first and the store second, as every call takes them.
    fn act<T>(&self, name: &str, act: impl FnOnce(&mut core::Filling, &mut Store) -> Inner<T>) -> Result<T> {
        self.phone.call(name, || act(&mut locked(&self.inner), &mut self.phone.store()))
    }
}

/// The version of a draft's form that is used today, where it is another, and its content.
fn newer(filling: &core::Filling, store: &Store) -> Inner<Option<(String, ContentName)>> {
    let today = store.content_day(&today().to_string())?;
    let release = filling.newer(&store.log(), &today)?;
    Ok(release.map(|release| (release.version, release.content)))
}

/// The checklists that are used today, by id, with their contents.
fn used_today(store: &Store) -> Inner<Vec<(String, ContentName)>> {
    let today = store.content_day(&today().to_string())?;
    let all = content::on_phone(&store.log(), &today)?;
    Ok(all.into_iter().filter_map(|one| Some((one.name, one.used?.content))).collect())
}

fn view(form: &Form) -> FormView {
    FormView {
        form: form.id.clone(),
        title: form.title.clone(),
        version: form.version.clone(),
        languages: form.texts.languages.clone(),
    }
}

fn draft_view(log: &Log<'_>, head: DraftHead) -> Inner<DraftView> {
    Ok(DraftView {
        about: query::link(log, head.subject)?,
        draft: head.id,
        form: head.form,
        version: head.version,
        corrects: head.corrects,
        begun: Time(head.begun_s),
        kept: Time(head.kept_s),
        is_backed_up: head.is_backed_up,
    })
}

impl From<FillingError> for Failure {
    fn from(error: FillingError) -> Self {
        match error {
            FillingError::Stopped(stop) => stop.into(),
            FillingError::Refused(refusal) => {
                let technical = refusal.to_string();
                match refusal {
                    Refusal::NotOfItsType => Failure::exact("question", "kind", technical),
                    Refusal::NotOffered => Failure::exact("question", "choice", technical),
                    Refusal::TooMany => Failure::exact("question", "full", technical),
                    _ => Failure::new("question", technical),
                }
            }
        }
    }
}
