//! A phone: its store behind one lock, and the calls that read. Each call is a screen's: one page, one list.

use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chaski::record::{EntityId, RecordName, table};
use chaski::store::query::{self, ChildPage, ChildRow, DisputeItem, Family, HouseholdPage, Page, VisitPage};
use chaski::store::rebuild::Verified;
use chaski::store::search::{self, Found};
use chaski::store::{Log, Store, dump};

use crate::error::{ChaskiError, Result};
use crate::find::find;
use crate::home;

/// A phone that is open. One at a time for a folder; its calls wait for each other.
pub struct Phone {
    pub(crate) store: Mutex<Store>,
    /// Held while a sync runs.
    pub(crate) syncing: Mutex<()>,
}

impl Phone {
    /// Opens the phone in this folder, or makes it the first time.
    pub fn open(home: &Path) -> Result<Phone> {
        Ok(Phone { store: Mutex::new(home::open(home)?), syncing: Mutex::default() })
    }

    /// Opens the phone in this folder; makes nothing where there is none.
    pub fn open_existing(home: &Path) -> Result<Phone> {
        Ok(Phone { store: Mutex::new(home::open_existing(home)?), syncing: Mutex::default() })
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        // A call that panicked left no transaction open: it was rolled back with its guard.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Families, by name, of an area with all below it or of everything that is held. `after` is what the page before
    /// gave as `next`.
    pub fn families(&self, area: Option<&str>, after: Option<&str>, limit: usize) -> Result<Page<Family>> {
        let store = self.store();
        let area = area_named(&store.log(), area)?;
        Ok(query::families(&store.log(), area.as_ref(), after, limit)?)
    }

    /// Children, by family name and name.
    pub fn children(&self, area: Option<&str>, after: Option<&str>, limit: usize) -> Result<Page<ChildRow>> {
        let store = self.store();
        let area = area_named(&store.log(), area)?;
        Ok(query::children(&store.log(), area.as_ref(), after, limit)?)
    }

    /// Families and persons by what is typed at a door, best first.
    pub fn search(&self, words: &str, area: Option<&str>, limit: usize) -> Result<Vec<Found>> {
        let store = self.store();
        let area = area_named(&store.log(), area)?;
        Ok(search::search_within(&store.log(), area.as_ref(), words, limit)?)
    }

    /// The page of a child, or of any person, by name or code.
    pub fn child(&self, person: &str) -> Result<ChildPage> {
        let store = self.store();
        let person = self.held(&store, person, table::person::ID)?;
        Ok(query::child(&store.log(), &person)?)
    }

    /// The page of a household, by name or code.
    pub fn household(&self, household: &str) -> Result<HouseholdPage> {
        let store = self.store();
        let household = self.held(&store, household, table::household::ID)?;
        Ok(query::household(&store.log(), &household)?)
    }

    /// The page of a visit, by name or code.
    pub fn visit(&self, visit: &str) -> Result<VisitPage> {
        let store = self.store();
        let visit = find(&store.log(), visit, &[table::visit::ID])?;
        Ok(query::visit(&store.log(), &visit)?)
    }

    /// What two people said differently, personal values withheld.
    pub fn disputes(
        &self,
        area: Option<&str>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<DisputeItem>> {
        let store = self.store();
        let area = area_named(&store.log(), area)?;
        Ok(query::disputes(&store.log(), area.as_ref(), after, limit)?)
    }

    /// Writes everything said in an area as JSON lines, equal on every replica that holds the same.
    pub fn dump(&self, area: &str, out: &mut dyn Write) -> Result<()> {
        let store = self.store();
        let area = find(&store.log(), area, &[table::area::ID])?;
        Ok(dump::dump(&store.log(), &area, out)?)
    }

    /// Checks every hash and that the tables agree with the log; changes nothing.
    pub fn verify(&self) -> Result<Verified> {
        Ok(self.store().verify()?)
    }

    /// A household or person by name or code; of one that left, where it went.
    fn held(&self, store: &Store, text: &str, entity: EntityId) -> Result<RecordName> {
        let log = store.log();
        find(&log, text, &[entity]).or_else(|error| {
            let code = chaski::record::name::read_paper_code(text);
            let left = query::moved(&log)?;
            let is_meant = |moved: &&query::Moved| {
                Some(&moved.code) == code.as_ref() || moved.subject.to_string() == text
            };
            match left.iter().find(is_meant) {
                Some(moved) if error.code == "no_record" => Err(ChaskiError::new(
                    "moved",
                    moved.sentence.trim_end_matches('.'),
                    "it is no longer on this phone; ask a worker of that area",
                )),
                _ => Err(error),
            }
        })
    }
}

pub(crate) fn area_named(log: &Log<'_>, area: Option<&str>) -> Result<Option<RecordName>> {
    area.map(|area| find(log, area, &[table::area::ID])).transpose()
}
