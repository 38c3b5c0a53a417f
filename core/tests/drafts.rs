//! Checklists that are being filled on a phone: what was answered is there after the phone died, a draft finishes once, and goes over to
//! another version of its form without losing an answer.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "common/at_work.rs"]
mod at_work;
#[path = "common/memory.rs"]
mod memory;

use std::path::PathBuf;
use std::sync::Arc;

use at_work::at_work;
use chaski::action::Acting;
use chaski::action::checklist::{Finished, destinations, finish};
use chaski::change::content::ContentName;
use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::NoAttachments;
use chaski::forms::session::saved::{Fact, Held};
use chaski::forms::session::{Host, Session};
use chaski::merge::State;
use chaski::record::table::{answers, reading};
use chaski::record::{RecordName, Value, role};
use chaski::store::drafts::KeptDraft;
use chaski::store::save::Values;
use chaski::store::shown::shown_field;
use chaski::store::{Now, Place, Store, StoreError};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use memory::{Keys, Stopped};

const NOW: Now = Now { wall_s: 1_790_000_000, epoch: 7, elapsed_s: 1 };
const CONTENT: ContentName = ContentName([5; 32]);

struct Quiet;

impl Host for Quiet {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-09-21T10:00:00-05:00").unwrap()
    }
    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        -5 * 3600
    }
    fn seed(&self) -> u64 {
        7
    }
}

/// A child is weighed, and each of its meals is told.
fn form(version: &str, extra: &str, control: &str) -> Arc<Form> {
    let text = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:entities="http://www.opendatakit.org/xforms/entities">
        <h:head><model><instance><data id="weighing" version="{version}"><kg/><clothes/>{extra}<meal><what/></meal><on/></data></instance>
        <bind nodeset="/data/kg" type="decimal" required="true()" entities:saveto="reading.weight.kg"/>
        <bind nodeset="/data/clothes" entities:saveto="reading.weight.clothes"/>
        <bind nodeset="/data/on" calculate="if(/data/kg != '', '2026-09-21', '')" entities:saveto="reading.on"/>
        </model></h:head>
        <h:body><input ref="/data/kg"><label>Weight?</label></input>
        <select1 ref="/data/clothes"><label>Clothes?</label><item><label>None</label><value>none</value></item>
        <item><label>Light</label><value>light</value></item></select1>{control}
        <group ref="/data/meal"><repeat nodeset="/data/meal"><input ref="/data/meal/what"><label>What?</label></input></repeat></group>
        </h:body></h:html>"#
    );
    let imported = import(&text, &NoAttachments);
    Arc::new(imported.form.unwrap_or_else(|| panic!("{:?}", imported.problems)))
}

fn first_version() -> Arc<Form> {
    form("1", "<sleep/>", r#"<input ref="/data/sleep"><label>Hours of sleep?</label></input>"#)
}

struct Phone {
    store: Store,
    house: RecordName,
    child: RecordName,
    path: PathBuf,
    keys: Arc<Keys>,
    _folder: tempfile::TempDir,
}

impl Phone {
    fn new() -> Phone {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        let keys: Arc<Keys> = Arc::default();
        let mut store = Store::open(&Place::file(&path), keys.clone(), Arc::new(Stopped(NOW))).unwrap();
        let (house, child) = at_work(&mut store, role::VISITOR);
        Phone { store, house, child, path, keys, _folder: folder }
    }

    /// The process ends where it stands, and another one begins.
    fn dies(self) -> Phone {
        let Phone { store, house, child, path, keys, _folder } = self;
        drop(store);
        let store = Store::open(&Place::file(&path), keys.clone(), Arc::new(Stopped(NOW))).unwrap();
        Phone { store, house, child, path, keys, _folder }
    }

    fn begins(&mut self, session: &mut Session) -> String {
        let facts = session.unsaved();
        let form = session.form();
        self.store.begin_draft(self.child, CONTENT, &form.id, &form.version, &facts).unwrap()
    }

    fn answers(&mut self, draft: &str, session: &mut Session, path: &str, text: &str) {
        let node = session.find(path).unwrap_or_else(|| panic!("{path}"));
        session.answer(node, text).unwrap();
        self.store.keep_draft(draft, &session.unsaved(), path, "").unwrap();
    }

    fn finishes(&mut self, draft: &str, session: &Session) -> Result<Vec<RecordName>, String> {
        let author = self.store.author().unwrap();
        let acting = Acting { log: self.store.log(), author, areas: None };
        let finished = Finished {
            session,
            household: self.house,
            subject: self.child,
            content: CONTENT,
            known: Values::new(),
            shown: &[],
        };
        let (act, _, names) = finish(&acting, finished).map_err(|stop| format!("{stop:?}"))?;
        self.store.finish_draft(draft, act).map_err(|error| error.code().to_owned())?;
        Ok(names)
    }
}

fn open() -> Session {
    Session::open(first_version(), Box::new(Quiet), None)
}

fn value(session: &Session, path: &str) -> Option<String> {
    session.find(path).map(|node| session.value(node))
}

#[test]
fn what_was_answered_is_there_after_the_phone_died_with_every_instance_in_its_place() {
    let mut phone = Phone::new();
    let mut session = open();
    let draft = phone.begins(&mut session);
    phone.answers(&draft, &mut session, "/data/kg", "8.90");
    phone.answers(&draft, &mut session, "/data/meal[1]/what", "quinua");
    for what in ["papa", "habas"] {
        session.add("/data/meal").unwrap();
        phone.store.keep_draft(&draft, &session.unsaved(), "/data/meal", "").unwrap();
        let last = session
            .record()
            .named_children(session.record().root().unwrap(), session.form().names.find("meal").unwrap())
            .count();
        phone.answers(&draft, &mut session, &format!("/data/meal[{last}]/what"), what);
    }
    session.remove(session.find("/data/meal[2]").unwrap()).unwrap();
    phone.store.keep_draft(&draft, &session.unsaved(), "/data/meal[2]", "").unwrap();
    phone.answers(&draft, &mut session, "/data/sleep", "11");
    phone.answers(&draft, &mut session, "/data/sleep", "");

    let phone = phone.dies();
    let KeptDraft { head, facts, placeless } = phone.store.draft(&draft).unwrap().unwrap();
    assert_eq!(
        (head.subject, head.form.as_str(), head.at.as_str()),
        (phone.child, "weighing", "/data/sleep")
    );
    assert!(placeless.is_empty());
    let (resumed, lost) = Session::resume(first_version(), Box::new(Quiet), None, &facts);
    assert!(lost.is_empty(), "{lost:?}");
    for path in [
        "/data/kg",
        "/data/on",
        "/data/meal[1]/what",
        "/data/meal[2]/what",
        "/data/sleep",
        "/data/meal[3]/what",
    ] {
        assert_eq!(value(&resumed, path), value(&session, path), "{path}");
    }
    assert_eq!(value(&resumed, "/data/meal[2]/what").as_deref(), Some("habas"));
    assert_eq!(
        resumed.lasting_path(resumed.find("/data/meal[2]").unwrap()),
        session.lasting_path(session.find("/data/meal[2]").unwrap())
    );
}

#[test]
fn a_finished_draft_makes_the_visit_its_answers_and_what_was_measured_and_cannot_finish_twice() {
    let mut phone = Phone::new();
    let mut session = open();
    let draft = phone.begins(&mut session);
    let refused = phone.finishes(&draft, &session).unwrap_err();
    assert!(refused.contains("Unanswered") && refused.contains("/data/kg"), "{refused}");
    phone.answers(&draft, &mut session, "/data/kg", "8.90");
    phone.answers(&draft, &mut session, "/data/clothes", "light");
    phone.answers(&draft, &mut session, "/data/meal[1]/what", "quinua");
    let names = phone.finishes(&draft, &session).unwrap();
    assert_eq!(phone.store.drafts().unwrap(), []);
    assert_eq!(phone.finishes(&draft, &session).unwrap_err(), "no_draft");

    let log = phone.store.log();
    let kinds: Vec<u64> = names.iter().map(|name| log.known(name).unwrap().unwrap().entity).collect();
    assert_eq!(kinds, [reading::ID, answers::ID]);
    let weight = shown_field(&log, names[0], reading::weight).unwrap().value.unwrap();
    let field = chaski::record::entity(reading::ID).unwrap().field(reading::weight).unwrap();
    let said = chaski::record::json::to_json(&field.ty, &weight);
    assert_eq!(said, serde_json::json!({ "kg": "8.90", "clothes": "light" }));
    let form = shown_field(&log, names[1], answers::content).unwrap().value.unwrap();
    assert_eq!(form, Value::Bytes(CONTENT.0.to_vec()));
}

#[test]
fn a_draft_goes_over_to_another_version_and_what_has_no_place_there_stays_beside_it() {
    let mut phone = Phone::new();
    let mut session = open();
    let draft = phone.begins(&mut session);
    phone.answers(&draft, &mut session, "/data/kg", "8.90");
    phone.answers(&draft, &mut session, "/data/sleep", "11");
    let facts = phone.store.draft(&draft).unwrap().unwrap().facts;

    let second = form("2", "<play/>", r#"<input ref="/data/play"><label>Played?</label></input>"#);
    let (mut moved, lost) = Session::resume(second, Box::new(Quiet), None, &facts);
    assert_eq!(lost, [Fact { path: "/data/sleep".into(), what: Held::Value("11".into()) }]);
    let kept: Vec<Fact> = facts.iter().filter(|fact| !lost.contains(fact)).cloned().collect();
    phone.store.move_draft(&draft, ContentName([6; 32]), "2", &kept, &lost).unwrap();
    phone.answers(&draft, &mut moved, "/data/play", "yes");

    let phone = phone.dies();
    let KeptDraft { head, facts, placeless } = phone.store.draft(&draft).unwrap().unwrap();
    assert_eq!((head.version.as_str(), head.content), ("2", ContentName([6; 32])));
    assert_eq!(placeless, lost);
    assert!(facts.iter().any(|fact| fact.what == Held::Value("yes".into())));
    assert!(facts.iter().any(|fact| fact.what == Held::Value("8.90".into())));
}

#[test]
fn a_draft_that_is_gone_is_named_and_nothing_is_kept_under_it() {
    let mut phone = Phone::new();
    let mut session = open();
    let draft = phone.begins(&mut session);
    phone.store.drop_draft(&draft).unwrap();
    let refused = phone.store.keep_draft(&draft, &session.unsaved(), "", "").unwrap_err();
    assert!(matches!(refused, StoreError::NoDraft), "{refused}");
    assert_eq!(phone.store.draft(&draft).unwrap(), None);
}

#[test]
fn a_column_that_feeds_nothing_there_is_is_named_with_what_there_is() {
    for (written, said) in [
        ("weight", "RECORD.FIELD"),
        ("household.known_as", "feeds no `household`"),
        ("reading.mass", "has no field `mass`"),
        ("reading.weight", "name one of kg, clothes"),
        ("reading.weight.lb", "has no part `lb`"),
        ("reading.person", "not the form's to say"),
        ("visit-2.on", "one visit"),
    ] {
        let text = format!(
            r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:entities="http://www.opendatakit.org/xforms/entities">
            <h:head><model><instance><data id="f"><q/></data></instance><bind nodeset="/data/q" entities:saveto="{written}"/></model></h:head>
            <h:body><input ref="/data/q"><label>Q</label></input></h:body></h:html>"#
        );
        let form = import(&text, &NoAttachments).form.unwrap();
        let wrong = destinations(&form).unwrap_err();
        assert!(wrong[0].what.contains(said) && wrong[0].path == "/data/q", "{written}: {wrong:?}");
    }
}
