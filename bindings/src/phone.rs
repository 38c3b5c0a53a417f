//! A phone: its store behind one lock, and the calls that read. Each call is a screen's: one page, one list. Calls
//! block, a sync for minutes: an app makes them from a thread of its own, never from the one that draws.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use chaski::action::Acting;
use chaski::change::Register;
use chaski::filling::Filling;
use chaski::pack;
use chaski::record::{RecordName, Time, VOID};
use chaski::store::save::Draft;
use chaski::store::{Log, Store, StoreError, dump, query, search};
use chaski::sync::verify;
use chaski::words::Lang;

use crate::error::{Failure, Inner, Result};
use crate::find::{self, Kind, entity_of};
use crate::home;
use crate::platform::{Connectivity, KeyStore, LogLevel, LogSink, today};
use crate::values::{field_of, path_of};
use crate::view::{
    Checked, ChildPage, ChildrenPart, DisputeItem, DisputesPart, FamiliesPart, FieldPage, Found,
    HouseholdPage, VisitPage, VisitsPart,
};
use crate::words::{self, Asked, Concept, Words};

/// A phone that is open. One at a time for a folder; its calls wait for each other, but a sync waits for the line
/// beside them.
#[derive(uniffi::Object)]
pub struct Phone {
    pub(crate) store: Mutex<Store>,
    /// Held while a sync or an enrolment runs.
    pub(crate) syncing: Mutex<()>,
    pub(crate) cancel: AtomicBool,
    pub(crate) line: Option<Arc<dyn Connectivity>>,
    log: Option<Arc<dyn LogSink>>,
    language: Mutex<Option<Lang>>,
    server: Mutex<Option<String>>,
    /// The checklists that are open, by their drafts: one that is opened again is the same.
    pub(crate) fillings: Mutex<HashMap<String, Weak<Mutex<Filling>>>>,
}

#[uniffi::export]
impl Phone {
    /// Opens the phone in this folder, or makes it the first time. Its secrets come from the app's key store; without
    /// `line` every sync tries, and without `log` nothing is logged.
    #[uniffi::constructor]
    pub fn open(
        folder: &str,
        keys: Arc<dyn KeyStore>,
        line: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Phone>> {
        Phone::over(home::open_with(Path::new(folder), keys)?, line, log)
    }

    /// Families, by name, of an area with all below it or of everything that is held. `after` is what the part before
    /// gave as `next`.
    pub fn families(
        &self,
        area: Option<RecordName>,
        after: Option<String>,
        limit: u32,
    ) -> Result<FamiliesPart> {
        self.read("families", |log| {
            Ok(query::families(log, area.as_ref(), after.as_deref(), limit as usize)?.into())
        })
    }

    /// Children, by family name and name.
    pub fn children(
        &self,
        area: Option<RecordName>,
        after: Option<String>,
        limit: u32,
    ) -> Result<ChildrenPart> {
        self.read("children", |log| {
            Ok(query::children(log, area.as_ref(), after.as_deref(), limit as usize)?.into())
        })
    }

    /// Families and persons by what is typed at a door, best first.
    pub fn search(&self, words: &str, area: Option<RecordName>, limit: u32) -> Result<Vec<Found>> {
        self.read("search", |log| Ok(search::search_within(log, area.as_ref(), words, limit as usize)?))
    }

    /// The one record of this kind with this code on paper, this name or this beginning of a name; an area or a worker
    /// also by what it is called. Of a family or person that left, the error says where it went.
    pub fn find(&self, text: &str, kind: Kind) -> Result<RecordName> {
        self.read("find", |log| find::meant(log, text, kind))
    }

    /// The page of a child, or of any person.
    pub fn child(&self, person: RecordName) -> Result<ChildPage> {
        self.read("child", |log| Ok(query::child(log, &person)?))
    }

    /// The page of a household.
    pub fn household(&self, household: RecordName) -> Result<HouseholdPage> {
        self.read("household", |log| Ok(query::household(log, &household)?))
    }

    /// Visits to a household, newest first; its page gives the first of them and where this goes on.
    pub fn visits(&self, household: RecordName, after: Option<String>, limit: u32) -> Result<VisitsPart> {
        self.read(
            "visits",
            |log| Ok(query::visits(log, &household, after.as_deref(), limit as usize)?.into()),
        )
    }

    /// The page of a visit.
    pub fn visit(&self, visit: RecordName) -> Result<VisitPage> {
        self.read("visit", |log| Ok(query::visit(log, &visit)?))
    }

    /// One field of a record by name, or one answer by its path, with everything ever said of it; `void` is whether the
    /// record was removed.
    pub fn field(&self, record: RecordName, field: &str, path: Option<String>) -> Result<FieldPage> {
        self.read("field", |log| field_page(log, record, field, path.as_deref()))
    }

    /// What two people said differently, personal values withheld.
    pub fn disputes(
        &self,
        area: Option<RecordName>,
        after: Option<String>,
        limit: u32,
    ) -> Result<DisputesPart> {
        self.read("disputes", |log| {
            Ok(query::disputes(log, area.as_ref(), after.as_deref(), limit as usize)?.into())
        })
    }

    /// One dispute with every value, personal ones too; none where it is settled by now.
    pub fn dispute(
        &self,
        record: RecordName,
        field: &str,
        path: Option<String>,
    ) -> Result<Option<DisputeItem>> {
        self.read("dispute", |log| {
            let number = match field {
                "void" => VOID,
                name => field_of(entity_of(log, record)?, name)?.id,
            };
            let item = query::dispute(log, &Register { record, field: number, path })?;
            Ok(item.filter(|item| item.shown.disputed))
        })
    }

    /// Checks every page of the file, every hash, that the tables agree with the log, and that each feed stands where
    /// a server said; changes nothing.
    pub fn verify(&self) -> Result<Checked> {
        self.call("verify", || {
            let found = verify::verify(&mut self.store())?;
            Ok(Checked { sound: found.is_sound(), found })
        })
    }

    /// The language of errors and sentences, as a BCP 47 tag: `es`, `en`, `quz`. Before it is set they are in English.
    pub fn set_language(&self, tag: &str) -> Result<()> {
        let language = self.call("set_language", || words::language(tag))?;
        *locked(&self.language) = Some(language);
        Ok(())
    }

    /// The server's address instead of the invitation's, until the phone is closed; none goes back to that one.
    pub fn use_server(&self, url: Option<String>) {
        *locked(&self.server) = url;
    }
}

impl Phone {
    /// Opens the phone in this folder, or makes it the first time; its keys are a file in the user's own folder.
    pub fn open_folder(home: &Path) -> Result<Phone> {
        Ok(Phone::of(home::open(home)?))
    }

    /// The same; makes nothing where there is none.
    pub fn open_existing(home: &Path) -> Result<Phone> {
        Ok(Phone::of(home::open_existing(home)?))
    }

    /// Writes everything said in an area as JSON lines, equal on every replica that holds the same.
    pub fn dump(&self, area: RecordName, out: &mut dyn Write) -> Result<()> {
        self.read("dump", |log| Ok(dump::dump(log, &area, out)?))
    }

    /// A phone over a store that was opened with whatever keys.
    pub(crate) fn over(
        store: Store,
        line: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Phone>> {
        let phone = Phone { line, log, ..Phone::of(store) };
        if let Some(lack) = phone.pack()?.lack.filter(|lack| lack.unreadable) {
            phone.log(LogLevel::Warning, format!("open: {}", lack.sentence));
        }
        Ok(Arc::new(phone))
    }

    fn of(store: Store) -> Phone {
        Phone {
            store: Mutex::new(store),
            syncing: Mutex::default(),
            cancel: AtomicBool::new(false),
            line: None,
            log: None,
            language: Mutex::default(),
            server: Mutex::default(),
            fillings: Mutex::default(),
        }
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // A call that panicked left no transaction open: it was rolled back with its guard.
        locked(&self.store)
    }

    pub(crate) fn language(&self) -> Option<Lang> {
        *locked(&self.language)
    }

    /// The language of errors and sentences: before one is set, English.
    pub(crate) fn lang(&self) -> Lang {
        self.language().unwrap_or(Lang::En)
    }

    /// The language of what is shown: before one is set, Spanish.
    pub(crate) fn spoken(&self) -> Lang {
        self.language().unwrap_or(Lang::Es)
    }

    pub(crate) fn server(&self) -> Option<String> {
        locked(&self.server).clone()
    }

    /// One call: its error is logged by its code and what is technical, which holds no value, and said in the language of
    /// the phone.
    pub(crate) fn call<T>(&self, name: &str, work: impl FnOnce() -> Inner<T>) -> Result<T> {
        work().map_err(|failure| {
            self.log(LogLevel::Warning, format!("{name}: {}: {}", failure.code, failure.technical));
            words::error_in(self.lang(), failure)
        })
    }

    /// The same of a call that only reads.
    pub(crate) fn read<T>(&self, name: &str, work: impl FnOnce(&Log<'_>) -> Inner<T>) -> Result<T> {
        self.call(name, || work(&self.store().log()))
    }

    pub(crate) fn log(&self, level: LogLevel, line: String) {
        if let Some(log) = &self.log {
            // A log that fails must stop nothing, and there is nobody else to tell.
            let _ = log.log(level, line);
        }
    }
}

#[uniffi::export]
impl Phone {
    /// The messages of a screen, in the order in which they are asked for, in the language of the phone; in Spanish
    /// before one is set. An id that no file has comes back in brackets. What a pack says has ids too: `choice-<list>-<code>` is
    /// a concept, `identifier-<system>` a system, and a code that the pack does not know comes back as it is.
    pub fn words(&self, asked: Vec<Asked>) -> Vec<Words> {
        let language = self.spoken();
        let pack = self.store().log().pack().unwrap_or(pack::none());
        asked
            .iter()
            .map(|asked| {
                words::of_pack(pack, language, asked).unwrap_or_else(|| words::words(language, asked))
            })
            .collect()
    }

    /// The concepts of a list that are offered today, in the order of the pack, in the language of the phone; none of a list
    /// that the pack does not have.
    pub fn concepts(&self, list: &str) -> Vec<Concept> {
        let language = self.spoken();
        let pack = self.store().log().pack().unwrap_or(pack::none());
        let offered = pack.list(list).into_iter().flat_map(|of| of.offered(today()));
        offered
            .map(|concept| Concept {
                code: concept.code.clone(),
                text: concept.words.text(language).map_or_else(|| concept.code.clone(), |text| text.text),
                sound: concept.words.sound(language).map(str::to_owned),
            })
            .collect()
    }

    /// Whom to call where there is danger, in the order of the pack, in the language of the phone: `code` is the number.
    pub fn calls(&self) -> Vec<Concept> {
        let pack = self.store().log().pack().unwrap_or(pack::none());
        words::calls(pack, self.spoken())
    }

    /// The systems of identifiers of the pack, in its order, in the language of the phone.
    pub fn identifier_systems(&self) -> Vec<Concept> {
        let language = self.spoken();
        let pack = self.store().log().pack().unwrap_or(pack::none());
        let systems = pack.systems.iter().map(|system| Concept {
            code: system.system.clone(),
            text: system.words.text(language).map_or_else(|| system.system.clone(), |text| text.text),
            sound: system.words.sound(language).map(str::to_owned),
        });
        systems.collect()
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn field_page(log: &Log<'_>, record: RecordName, name: &str, path: Option<&str>) -> Inner<FieldPage> {
    let entity = entity_of(log, record)?;
    if name == "void" {
        let register = Register { record, field: VOID, path: None };
        return page_of(log, entity.name, &register);
    }
    let field = field_of(entity, name)?;
    let by_path = field.ty.is_by_path();
    let path = match (by_path, path) {
        (true, Some(path)) => Some(path_of(field, path)?),
        (false, None) => None,
        (true, None) => {
            return Err(Failure::new("entry", format!("`{name}` has one value a question, by its path")));
        }
        (false, Some(_)) => {
            return Err(Failure::new("entry", format!("`{name}` has one value and no paths")));
        }
    };
    let register = Register { record, field: field.id, path };
    page_of(log, entity.name, &register)
}

fn page_of(log: &Log<'_>, entity: &str, register: &Register) -> Inner<FieldPage> {
    let view = query::field(log, register)?.ok_or(StoreError::NoRecord(register.record))?;
    Ok(FieldPage { entity: entity.into(), view, history: query::history(log, register)? })
}

/// Carries out what a plan makes of what this phone holds: saved whole, or nothing of it.
pub(crate) fn carry_out<T, E>(
    store: &mut Store,
    plan: impl FnOnce(&Acting<'_>) -> std::result::Result<(Draft, T), E>,
) -> Inner<T>
where
    Failure: From<E>,
{
    let author = store.author()?;
    let (draft, made) = plan(&Acting { log: store.log(), author, areas: None })?;
    store.save(draft)?;
    Ok(made)
}

/// When a worker said something, by the change that says it.
pub(crate) fn wall_time_of(log: &Log<'_>, record: &RecordName) -> Inner<Option<Time>> {
    Ok(log.change(&record.change())?.map(|(change, _)| Time(change.wall_s)))
}

/// Who created a record: the worker of the change.
pub(crate) fn author_of(log: &Log<'_>, record: &RecordName) -> Inner<Option<RecordName>> {
    Ok(log.change(&record.change())?.and_then(|(change, _)| change.author))
}
