//! A phone on which checklists are filled: what is answered is kept as a screen keeps it, and the process may end at any moment.
#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::Arc;

use chaski::action::Acting;
use chaski::action::checklist::{Finished, finish};
use chaski::change::content::ContentName;
use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::NoAttachments;
use chaski::forms::session::{Host, Session};
use chaski::record::{RecordName, role};
use chaski::store::save::Values;
use chaski::store::{Now, Place, Store};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

use crate::at_work::at_work;
use crate::memory::{Keys, Stopped};

pub const NOW: Now = Now { wall_s: 1_790_000_000, epoch: 7, elapsed_s: 1 };
pub const CONTENT: ContentName = ContentName([5; 32]);

/// A host that says this day, and draws from this number.
pub struct Day(pub &'static str, pub u64);

impl Host for Day {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(&format!("{}T10:00:00-05:00", self.0)).unwrap()
    }
    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        -5 * 3600
    }
    fn seed(&self) -> u64 {
        self.1
    }
}

/// The host of an ordinary filling.
pub fn host() -> Box<dyn Host> {
    Box::new(Day("2026-09-21", 7))
}

/// A form, given what stands in its head and its body.
pub fn form(head: &str, body: &str) -> Arc<Form> {
    let text = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:entities="http://www.opendatakit.org/xforms/entities">
        <h:head><model>{head}</model></h:head><h:body>{body}</h:body></h:html>"#
    );
    let imported = import(&text, &NoAttachments);
    Arc::new(imported.form.unwrap_or_else(|| panic!("{:?}", imported.problems)))
}

pub fn value(session: &Session, path: &str) -> Option<String> {
    session.find(path).map(|node| session.value(node))
}

/// Answers a question of a session.
pub fn answer(session: &mut Session, path: &str, text: &str) {
    let node = session.find(path).unwrap_or_else(|| panic!("{path}"));
    session.answer(node, text).unwrap_or_else(|why| panic!("{path}, {text}: {why}"));
}

pub struct Phone {
    pub store: Store,
    pub house: RecordName,
    pub child: RecordName,
    path: PathBuf,
    keys: Arc<Keys>,
    _folder: tempfile::TempDir,
}

impl Phone {
    pub fn new() -> Phone {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        let keys: Arc<Keys> = Arc::default();
        let mut store = Store::open(&Place::file(&path), keys.clone(), Arc::new(Stopped(NOW))).unwrap();
        let (house, child) = at_work(&mut store, role::VISITOR);
        Phone { store, house, child, path, keys, _folder: folder }
    }

    /// The process ends where it stands, and another one begins.
    pub fn dies(self) -> Phone {
        let Phone { store, house, child, path, keys, _folder } = self;
        drop(store);
        let store = Store::open(&Place::file(&path), keys.clone(), Arc::new(Stopped(NOW))).unwrap();
        Phone { store, house, child, path, keys, _folder }
    }

    pub fn begins(&mut self, session: &mut Session) -> String {
        let facts = session.unsaved();
        let form = session.form();
        self.store.begin_draft(self.child, CONTENT, &form.id, &form.version, &facts).unwrap()
    }

    pub fn answers(&mut self, draft: &str, session: &mut Session, path: &str, text: &str) {
        answer(session, path, text);
        self.store.keep_draft(draft, &session.unsaved(), path, "").unwrap();
    }

    /// What this phone's worker acts on.
    pub fn acting(&mut self) -> Acting<'_> {
        let author = self.store.author().unwrap();
        Acting { log: self.store.log(), author, areas: None }
    }

    pub fn finishes(&mut self, draft: &str, session: &Session) -> Result<Vec<RecordName>, String> {
        let (household, subject) = (self.house, self.child);
        let acting = self.acting();
        let finished = Finished {
            session,
            household,
            subject,
            content: CONTENT,
            visit: None,
            known: Values::new(),
            shown: &[],
        };
        let (act, _, names) = finish(&acting, finished).map_err(|stop| format!("{stop:?}"))?;
        self.store.finish_draft(draft, act).map_err(|error| error.code().to_owned())?;
        Ok(names)
    }
}
