//! Checklists that are being filled on a phone: what was answered is there after the phone died, a draft finishes once, and goes over to
//! another version of its form without losing an answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::action::checklist::destinations;
use chaski::change::content::ContentName;
use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit, Register, Set};
use chaski::forms::definition::Form;
use chaski::forms::session::Session;
use chaski::forms::session::saved::{Fact, Held};
use chaski::merge::State;
use chaski::record::table::{answers, area, household, person, reading, rights};
use chaski::record::{FieldId, RecordName, Value, role};
use chaski::store::StoreError;
use chaski::store::apply::{Open, settle};
use chaski::store::drafts::{KeptDraft, NewDraft};
use chaski::store::log::Incoming;
use chaski::store::shown::shown_field;
use chaski::sync::purge;

use crate::at_work::{AREA, DISTRICT};
use crate::filling::{CONTENT, Phone, form, host, value};

/// A child is weighed, and each of its meals is told.
fn weighing(version: &str, extra: &str, control: &str) -> Arc<Form> {
    let head = format!(
        r#"<instance><data id="weighing" version="{version}"><kg/><clothes/>{extra}<meal><what/></meal><on/></data></instance>
        <bind nodeset="/data/kg" type="decimal" required="true()" entities:saveto="reading.weight.kg"/>
        <bind nodeset="/data/clothes" entities:saveto="reading.weight.clothes"/>
        <bind nodeset="/data/on" calculate="if(/data/kg != '', '2026-09-21', '')" entities:saveto="reading.on"/>"#
    );
    let body = format!(
        r#"<input ref="/data/kg"><label>Weight?</label></input>
        <select1 ref="/data/clothes"><label>Clothes?</label><item><label>None</label><value>none</value></item>
        <item><label>Light</label><value>light</value></item></select1>{control}
        <group ref="/data/meal"><repeat nodeset="/data/meal"><input ref="/data/meal/what"><label>What?</label></input></repeat></group>"#
    );
    form(&head, &body)
}

fn first_version() -> Arc<Form> {
    weighing("1", "<sleep/>", r#"<input ref="/data/sleep"><label>Hours of sleep?</label></input>"#)
}

fn open() -> Session {
    Session::open(first_version(), host(), None)
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
    let KeptDraft { head, facts, placeless, .. } = phone.store.draft(&draft).unwrap().unwrap();
    assert_eq!(
        (head.subject, head.form.as_str(), head.at.as_str()),
        (phone.child, "weighing", "/data/sleep")
    );
    assert!(placeless.is_empty());
    let (resumed, lost) = Session::resume(first_version(), host(), None, &facts);
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

    let second = weighing("2", "<play/>", r#"<input ref="/data/play"><label>Played?</label></input>"#);
    let (mut moved, lost) = Session::resume(second, host(), None, &facts);
    assert_eq!(lost, [Fact { path: "/data/sleep".into(), what: Held::Value("11".into()) }]);
    let kept: Vec<Fact> = facts.iter().filter(|fact| !lost.contains(fact)).cloned().collect();
    phone.store.move_draft(&draft, ContentName([6; 32]), "2", &kept, &lost).unwrap();
    phone.answers(&draft, &mut moved, "/data/play", "yes");

    let phone = phone.dies();
    let KeptDraft { head, facts, placeless, .. } = phone.store.draft(&draft).unwrap().unwrap();
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
        let head = format!(
            r#"<instance><data id="f"><q/></data></instance><bind nodeset="/data/q" entities:saveto="{written}"/>"#
        );
        let form = form(&head, r#"<input ref="/data/q"><label>Q</label></input>"#);
        let wrong = destinations(&form).unwrap_err();
        assert!(wrong[0].what.contains(said) && wrong[0].path == "/data/q", "{written}: {wrong:?}");
    }
    let head = r#"<instance><data id="f"><r><q/></r></data></instance><bind nodeset="/data/r/q" entities:saveto="visit.on"/>"#;
    let body = r#"<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/q"><label>Q</label></input></repeat></group>"#;
    assert!(destinations(&form(head, body)).unwrap_err()[0].what.contains("no repeat feeds it"));
}

#[test]
fn what_was_shown_when_a_draft_was_begun_and_what_it_corrects_is_there_after_the_phone_died() {
    let mut phone = Phone::new();
    let mut session = open();
    let shown =
        [person::sex, person::kind].map(|field| shown_field(&phone.store.log(), phone.child, field).unwrap());
    let corrects = RecordName { index: 3, ..phone.child };
    let facts = session.unsaved();
    let new = NewDraft {
        subject: phone.child,
        content: CONTENT,
        form: "weighing",
        version: "1",
        language: "",
        at: "",
        facts: &facts,
        corrects: Some(corrects),
        shown: &shown,
    };
    let draft = phone.store.new_draft(&new).unwrap();
    let other = phone.begins(&mut session);
    // Somebody says more of it before the phone dies: what was shown stays what was shown.
    let mut action = phone.store.begin().unwrap();
    action.set(&shown[0], Value::Int(1), None).unwrap();
    action.save().unwrap();
    phone.answers(&draft, &mut session, "/data/kg", "8.90");

    let phone = phone.dies();
    let kept = phone.store.draft(&draft).unwrap().unwrap();
    assert_eq!((kept.shown.as_slice(), kept.head.corrects), (&shown[..], Some(corrects)));
    let kept = phone.store.draft(&other).unwrap().unwrap();
    assert_eq!((kept.shown.as_slice(), kept.head.corrects), (&[][..], None));
}

/// The district says something of somebody, and the phone hears of it.
fn district_says(phone: &mut Phone, number: u64, subject: Option<RecordName>, edits: Vec<Edit>) {
    let said = Change {
        name: RecordName { device: DISTRICT, number, index: 0 }.change(),
        subject,
        author: None,
        role: role::DISTRICT,
        rights: 0,
        wall_s: 0,
        clock_epoch: 0,
        elapsed_s: 0,
        edits,
    };
    let log = phone.store.log();
    log.receive(&Incoming::new(said.name, ChangeKey([9; 16]), &said.encode())).unwrap();
    settle(&log, said.name, &mut Open).unwrap();
    log.set_meta("look_for_departed", 1).unwrap();
}

fn moves(record: RecordName, field: FieldId, to: RecordName) -> Edit {
    let register = Register { record, field, path: None };
    Edit::Set(Set {
        register,
        value: Value::Record(to),
        replaces: vec![record.change()],
        depth: 1,
        reason: None,
    })
}

#[test]
fn a_draft_of_a_person_keeps_them_and_their_household_when_they_leave_the_area_or_the_area_is_lost() {
    for lost in ["the household", "the person", "the area"] {
        let mut phone = Phone::new();
        let (house, child) = (phone.house, phone.child);
        // What was recorded here is safe with the server, and its feed has come.
        phone.store.log().connection().execute("UPDATE change SET acknowledged = 1, fed = 1", []).unwrap();
        let mut session = open();
        let draft = phone.begins(&mut session);
        phone.answers(&draft, &mut session, "/data/kg", "8.90");
        let there = RecordName { number: 2, ..AREA };
        let elsewhere = Edit::Create {
            entity: area::ID,
            values: BTreeMap::from([(area::name, Value::text("Sur"))]),
            paths: BTreeMap::new(),
        };
        district_says(&mut phone, 2, None, vec![elsewhere]);
        match lost {
            "the household" => {
                district_says(&mut phone, 3, Some(house), vec![moves(house, household::area, there)]);
            }
            "the person" => {
                let to = RecordName { number: 9, ..AREA };
                district_says(&mut phone, 3, Some(child), vec![moves(child, person::household, to)]);
            }
            _ => {
                let none = Edit::Create {
                    entity: rights::ID,
                    values: BTreeMap::from([
                        (rights::device, Value::Bytes(phone.store.device().0.to_vec())),
                        (rights::number, Value::Int(2)),
                        (rights::role, Value::Int(role::VISITOR as i64)),
                        (rights::areas, Value::List(Vec::new())),
                    ]),
                    paths: BTreeMap::new(),
                };
                district_says(&mut phone, 3, None, vec![none]);
            }
        }
        assert_eq!(purge::departed(&mut phone.store).unwrap(), 0, "{lost}");
        let holds = |phone: &Phone, record| phone.store.log().known(record).unwrap().is_some();
        assert!(holds(&phone, &house) && holds(&phone, &child), "{lost}");
        let names = phone.finishes(&draft, &session).unwrap_or_else(|why| panic!("{lost}: {why}"));
        assert_eq!(names.len(), 2, "{lost}");
        // The server has that too: nothing holds them any more.
        phone.store.log().connection().execute("UPDATE change SET acknowledged = 1, fed = 1", []).unwrap();
        let gone = purge::departed(&mut phone.store).unwrap();
        assert_eq!(gone, if lost == "the person" { 1 } else { 2 }, "{lost}");
        assert!(!holds(&phone, &child), "{lost}");
    }
}
