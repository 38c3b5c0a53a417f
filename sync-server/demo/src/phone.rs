//! One phone of a demo: the real core with its own encrypted file and keys, a worker's name and a clock that the
//! story sets; and the pen, through which everything but a checklist is saved so that the ledger knows of it before and
//! after. Knows nothing of the other phones.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chaski::change::Register;
use chaski::change::content::ContentName;
use chaski::record::{EntityId, FieldId, RecordName, Value, table};
use chaski::store::content::on_phone;
use chaski::store::keys::KeyProvider;
use chaski::store::shown::shown;
use chaski::store::{Action, Clock, KeyFile, Now, Place, Shown, Store};
use chaski::sync::message::Lines;

use super::calendar::Calendar;
use super::error::{DemoError, Result};
use super::ledger::{Ledger, Place as Spot, Rec};

/// Values by field.
pub type Values = BTreeMap<FieldId, Value>;
/// Values by path of one field.
pub type Paths = BTreeMap<FieldId, BTreeMap<String, Value>>;

/// A phone's clock: it says what the story lets it say.
#[derive(Debug, Default)]
pub struct StoryClock {
    wall_s: AtomicI64,
    epoch: AtomicU64,
    elapsed_s: AtomicU64,
}

impl StoryClock {
    /// Sets the wall clock; time since the boot runs on.
    pub fn set(&self, wall_s: i64) {
        let passed = wall_s - self.wall_s.swap(wall_s, Ordering::Relaxed);
        self.elapsed_s.fetch_add(passed.max(1).unsigned_abs(), Ordering::Relaxed);
    }

    /// The phone boots, and its clock says this.
    pub fn boot(&self, wall_s: i64) {
        self.epoch.fetch_add(1, Ordering::Relaxed);
        self.elapsed_s.store(30, Ordering::Relaxed);
        self.wall_s.store(wall_s, Ordering::Relaxed);
    }

    /// What it says.
    pub fn wall_s(&self) -> i64 {
        self.wall_s.load(Ordering::Relaxed)
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Now {
        Now {
            wall_s: self.wall_s(),
            epoch: self.epoch.load(Ordering::Relaxed),
            elapsed_s: self.elapsed_s.load(Ordering::Relaxed),
        }
    }
}

/// A phone.
pub struct Phone {
    /// Its number in the ledger.
    pub number: usize,
    /// Whose it is.
    pub worker: String,
    /// The areas that its worker holds, by their numbers in the story.
    pub areas: Vec<usize>,
    /// Its folder, in the layout of the `chaski` command.
    pub home: PathBuf,
    /// Its keys, which are elsewhere.
    pub key_file: PathBuf,
    /// The days of its story.
    pub calendar: Calendar,
    /// Its clock.
    pub clock: Arc<StoryClock>,
    /// It is a copy of another.
    pub is_copy: bool,
    /// What the server said of it and another line of the same phone.
    pub lines: Option<Lines>,
    store: Option<Store>,
}

impl Phone {
    /// A phone in this folder; opened when it is first used.
    pub fn at(
        home: PathBuf,
        number: usize,
        worker: &str,
        areas: &[usize],
        calendar: Calendar,
    ) -> Result<Phone> {
        let key_file = KeyFile::for_data(&home, "phone").map_err(DemoError::Keys)?;
        Ok(Phone {
            number,
            worker: worker.to_owned(),
            areas: areas.to_vec(),
            home,
            key_file,
            calendar,
            clock: Arc::default(),
            is_copy: false,
            lines: None,
            store: None,
        })
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.home.join("phone.db")
    }

    /// Its store, opened if it is not.
    pub fn store(&mut self) -> Result<&mut Store> {
        let store = match self.store.take() {
            Some(store) => store,
            None => {
                let keys = Arc::new(KeyFile::at(&self.key_file));
                Store::open(&Place::file(self.database()), keys, self.clock.clone())?
            }
        };
        Ok(self.store.insert(store))
    }

    /// The checklist that its worker would fill on a day: the version that holds and has come.
    pub fn checklist(&mut self, day: i64) -> Result<Option<ContentName>> {
        let on = self.calendar.text(day);
        let store = self.store()?;
        let on = store.content_day(&on)?;
        let all = on_phone(&store.log(), &on)?;
        Ok(all.into_iter().find_map(|one| one.used).map(|used| used.content))
    }

    /// Closes the database.
    pub fn close(&mut self) {
        self.store = None;
    }

    /// The same database and the same keys in a second folder: what a technician does who means well.
    pub fn copied_to(&mut self, home: &Path, number: usize) -> Result<Phone> {
        self.close();
        let mut copy = Phone::at(home.to_owned(), number, &self.worker, &self.areas, self.calendar)?;
        std::fs::copy(self.database(), copy.database())?;
        let secrets = KeyFile::at(&self.key_file).read().map_err(DemoError::Keys)?;
        let secrets = secrets.ok_or_else(|| DemoError::Story("a phone without keys was copied".into()))?;
        KeyFile::at(&copy.key_file).write(&secrets).map_err(DemoError::Keys)?;
        copy.clock.boot(self.clock.wall_s());
        copy.is_copy = true;
        Ok(copy)
    }

    /// What its screen shows of a field now; the ledger is asked whether that is right.
    pub fn read_shown(&mut self, ledger: &mut Ledger, rec: Rec, field: FieldId) -> Result<Shown> {
        let spot: Spot = (rec, field, None);
        let register = Register { record: ledger.name(rec), field, path: None };
        let shown = shown(&self.store()?.log(), &register)?;
        ledger.read(self.number, &spot, shown.value.as_ref());
        Ok(shown)
    }

    /// Takes up the pen for one action.
    pub fn pen<'p>(&'p mut self, ledger: &'p mut Ledger) -> Result<Pen<'p>> {
        let phone = self.number;
        Ok(Pen { action: self.store()?.begin()?, ledger, phone, said: Vec::new() })
    }

    /// Looks at a field and writes another value over what it shows.
    pub fn correct(
        &mut self,
        ledger: &mut Ledger,
        rec: Rec,
        field: FieldId,
        value: Value,
        reason: Option<&str>,
    ) -> Result<()> {
        let shown = self.read_shown(ledger, rec, field)?;
        let mut pen = self.pen(ledger)?;
        pen.set(rec, &shown, value, reason)?;
        pen.save()
    }
}

/// One action of a worker on one phone.
pub struct Pen<'p> {
    action: Action<'p>,
    ledger: &'p mut Ledger,
    phone: usize,
    said: Vec<(Spot, Value, bool)>,
}

impl Pen<'_> {
    /// A new household.
    pub fn household(&mut self, values: Values) -> Result<Rec> {
        let name = self.action.about_new(table::household::ID, values.clone())?;
        Ok(self.note(name, table::household::ID, None, values, BTreeMap::new()))
    }

    /// A new person of a household.
    pub fn person(&mut self, household: Rec, mut values: Values) -> Result<Rec> {
        values.insert(table::person::household, Value::Record(self.ledger.name(household)));
        let name = self.action.about_new(table::person::ID, values.clone())?;
        Ok(self.note(name, table::person::ID, Some(household), values, BTreeMap::new()))
    }

    /// A new record that belongs to a household or a person.
    pub fn create(&mut self, entity: EntityId, owner: Rec, values: Values) -> Result<Rec> {
        self.create_with_paths(entity, owner, values, BTreeMap::new())
    }

    /// The same, with a field that holds a value a path.
    pub fn create_with_paths(
        &mut self,
        entity: EntityId,
        owner: Rec,
        mut values: Values,
        paths: Paths,
    ) -> Result<Rec> {
        // Of every entity that belongs to somebody, the first field says to whom.
        values.insert(1, Value::Record(self.ledger.name(owner)));
        let name = self.action.about(self.ledger.name(owner)).create_with_paths(
            entity,
            values.clone(),
            paths.clone(),
        )?;
        Ok(self.note(name, entity, Some(owner), values, paths))
    }

    /// The name of a record, to be pointed at.
    pub fn link(&self, rec: Rec) -> Value {
        Value::Record(self.ledger.name(rec))
    }

    /// Another value in front of what was shown.
    pub fn set(&mut self, rec: Rec, shown: &Shown, value: Value, reason: Option<&str>) -> Result<()> {
        self.action.set(shown, value.clone(), reason)?;
        self.queue(rec, shown, value, false);
        Ok(())
    }

    /// Settles: one value in front of all that stand beside each other.
    pub fn settle(&mut self, rec: Rec, shown: &Shown, value: Value, reason: &str) -> Result<()> {
        let shown = shown.clone().settling();
        self.action.set(&shown, value.clone(), Some(reason))?;
        self.queue(rec, &shown, value, true);
        Ok(())
    }

    fn queue(&mut self, rec: Rec, shown: &Shown, value: Value, settles: bool) {
        let spot = (rec, shown.register.field, shown.register.path.clone());
        self.said.push((spot, value, settles));
    }

    fn note(
        &mut self,
        name: RecordName,
        entity: EntityId,
        owner: Option<Rec>,
        values: Values,
        paths: Paths,
    ) -> Rec {
        let rec = self.ledger.record(name, entity, owner);
        for (field, value) in values {
            self.said.push(((rec, field, None), value, false));
        }
        for (field, by_path) in paths {
            let by_path = by_path.into_iter().map(|(path, value)| ((rec, field, Some(path)), value, false));
            self.said.extend(by_path);
        }
        rec
    }

    /// Saves: written into the ledger, saved by the core, confirmed in the ledger.
    pub fn save(self) -> Result<()> {
        let entry = self.ledger.before(self.phone, self.said);
        let changes = self.action.save()?;
        self.ledger.after(entry, &changes);
        Ok(())
    }
}
