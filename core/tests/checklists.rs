//! Finished checklists: a number leads to its visit, what was answered opens again as it was, a correction says what changed and nothing else, and
//! several persons' checklists are one visit.

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::action::checklist::{Correction, Finished, Reopened, correct, finish, reopened};
use chaski::action::{Plan, Refusal, Stop, register, remove};
use chaski::change::{Edit, Register};
use chaski::forms::definition::Form;
use chaski::forms::session::Session;
use chaski::merge::State;
use chaski::record::json::to_json;
use chaski::record::table::{agreement, answers, reading, service, visit};
use chaski::record::{ChangeName, EntityId, FieldId, RecordName, VOID, Value, entity};
use chaski::store::save::{Draft, Values};
use chaski::store::shown::{shown, shown_field};
use serde_json::{Value as Json, json};

use crate::at_work;
use crate::filling;
use crate::filling::{CONTENT, Day, Phone, answer, form, host, value};

/// A child is measured, its doses are told, and something is agreed on. The day is looked up, and a number is drawn.
fn control() -> Arc<Form> {
    let head = r#"<instance><data id="control" version="1"><today/><drawn/><kg/><clothes/><muac/><fed/><on/>
        <dose><antigen/><kind/></dose><words/><next/></data></instance>
        <bind nodeset="/data/today" type="date" calculate="today()"/>
        <bind nodeset="/data/drawn" calculate="once(random())"/>
        <bind nodeset="/data/kg" type="decimal" entities:saveto="reading.weight.kg"/>
        <bind nodeset="/data/clothes" relevant="/data/kg != ''" entities:saveto="reading.weight.clothes"/>
        <bind nodeset="/data/muac" type="decimal" entities:saveto="reading.muac_cm"/>
        <bind nodeset="/data/fed" required="true()"/>
        <bind nodeset="/data/on" calculate="if(/data/kg != '' or /data/muac != '', /data/today, '')" entities:saveto="reading.on"/>
        <bind nodeset="/data/dose/antigen" entities:saveto="service-dose.antigens"/>
        <bind nodeset="/data/dose/kind" calculate="if(../antigen != '', 'vaccine', '')" entities:saveto="service-dose.kind"/>
        <bind nodeset="/data/words" entities:saveto="agreement-1.text"/>
        <bind nodeset="/data/next" type="date" entities:saveto="visit.next_date"/>"#;
    let text = |name: &str| format!(r#"<input ref="/data/{name}"><label>{name}?</label></input>"#);
    let body = ["kg", "clothes", "muac", "fed"].map(text).concat()
        + r#"<group ref="/data/dose"><repeat nodeset="/data/dose"><input ref="/data/dose/antigen"><label>Which?</label></input></repeat></group>"#
        + &["words", "next"].map(text).concat();
    form(head, &body)
}

fn filled(said: &[(&str, &str)]) -> Session {
    let mut session = Session::open(control(), host(), None);
    answer(&mut session, "/data/fed", "yes");
    for (path, text) in said {
        answer(&mut session, path, text);
    }
    session
}

const WEIGHED: [(&str, &str); 4] =
    [("/data/kg", "8.90"), ("/data/clothes", "light"), ("/data/muac", "14.0"), ("/data/next", "2026-10-01")];

/// A phone on which a checklist was finished: its records in their order, its answers last.
struct Done {
    phone: Phone,
    visit: RecordName,
    names: Vec<RecordName>,
}

impl Done {
    fn of(session: &Session) -> Done {
        let mut phone = Phone::new();
        let child = phone.child;
        let (visit, names) = finishes(&mut phone, session, child, None).unwrap();
        Done { phone, visit, names }
    }

    fn answers(&self) -> RecordName {
        *self.names.last().unwrap()
    }

    fn made(&self, of: EntityId) -> Vec<RecordName> {
        let log = self.phone.store.log();
        let is = |name: &&RecordName| log.known(name).unwrap().unwrap().entity == of;
        self.names.iter().filter(is).copied().collect()
    }

    /// Opened again another day, by a host that would draw otherwise.
    fn opens(&mut self) -> (Session, Reopened) {
        let answers = self.answers();
        let opened = reopened(&self.phone.acting(), &control(), &answers).unwrap();
        let (session, lost) =
            Session::resume(control(), Box::new(Day("2026-09-25", 99)), None, &opened.facts);
        assert_eq!(lost, []);
        (session, opened)
    }

    fn plans(
        &mut self,
        session: &Session,
        opened: &Reopened,
        reason: Option<&str>,
    ) -> Plan<(Draft, Vec<RecordName>)> {
        let answers = self.answers();
        let correction = Correction { session, answers, content: CONTENT, shown: &opened.shown, reason };
        correct(&self.phone.acting(), &correction)
    }

    fn corrects(&mut self, session: &Session, opened: &Reopened) -> Vec<RecordName> {
        let (draft, names) =
            self.plans(session, opened, Some("misread")).unwrap_or_else(|stop| panic!("{stop:?}"));
        self.phone.store.save(draft).unwrap();
        names
    }

    /// What a field shows, as JSON.
    fn said(&self, record: RecordName, field: FieldId) -> Json {
        let log = self.phone.store.log();
        let of = entity(log.known(&record).unwrap().unwrap().entity).unwrap().field(field).unwrap();
        shown_field(&log, record, field).unwrap().value.map_or(Json::Null, |value| to_json(&of.ty, &value))
    }

    fn path(&self, field: FieldId, path: &str) -> Option<Value> {
        let register = Register { record: self.answers(), field, path: Some(path.into()) };
        shown(&self.phone.store.log(), &register).unwrap().value
    }

    fn is_removed(&self, record: RecordName) -> bool {
        shown_field(&self.phone.store.log(), record, VOID).unwrap().value == Some(Value::Bool(true))
    }
}

fn finishes(
    phone: &mut Phone,
    session: &Session,
    subject: RecordName,
    visit: Option<RecordName>,
) -> Plan<(RecordName, Vec<RecordName>)> {
    let household = phone.house;
    let filled =
        Finished { session, household, subject, content: CONTENT, visit, known: Values::new(), shown: &[] };
    let (draft, visit, names) = finish(&phone.acting(), filled)?;
    phone.store.save(draft).unwrap();
    Ok((visit, names))
}

fn refusal<T>(plan: Plan<T>) -> Refusal {
    match plan {
        Err(Stop::Refused(refusal)) => refusal,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it is not refused"),
    }
}

/// Every leaf of a record with its value, and every instance by the number that it keeps.
fn everything(session: &Session) -> BTreeMap<String, String> {
    let nodes = session.record().descendants(session.record().document());
    nodes
        .filter_map(|node| Some((node, session.form().node(session.def(node)?).children.is_empty())))
        // The text of a group is that of all in it, asked or not.
        .map(|(node, is_leaf)| {
            (session.lasting_path(node), if is_leaf { session.value(node) } else { String::new() })
        })
        .collect()
}

fn with_doses() -> Session {
    let mut session = filled(&WEIGHED);
    answer(&mut session, "/data/dose[1]/antigen", "bcg");
    for antigen in ["", "ipv", "dpt"] {
        session.add("/data/dose").unwrap();
        let count = everything(&session).keys().filter(|path| path.ends_with("/antigen")).count();
        answer(&mut session, &format!("/data/dose[{count}]/antigen"), antigen);
    }
    session.remove(session.find("/data/dose[1]").unwrap()).unwrap();
    session
}

#[test]
fn a_finished_checklist_opens_again_as_it_was_with_every_instance_and_what_it_looked_up_and_drew() {
    let session = with_doses();
    let mut done = Done::of(&session);
    let (opened, what) = done.opens();
    assert_eq!(everything(&opened), everything(&session));
    assert_eq!(value(&opened, "/data/today").as_deref(), Some("2026-09-21"));
    assert_eq!(what.filled.visit, Some(done.visit));
    assert_eq!((what.filled.form.as_str(), what.filled.content), ("control", Some(CONTENT)));
    assert_eq!(what.filled.finished_s, filling::NOW.wall_s);
}

#[test]
fn the_answers_name_the_record_of_each_key_and_of_each_instance() {
    let done = Done::of(&with_doses());
    let doses = done.made(service::ID);
    let text = |name: RecordName| Some(Value::text(&name.to_string()));
    assert_eq!(done.path(answers::fed, "reading"), text(done.made(reading::ID)[0]));
    assert_eq!(doses.len(), 2);
    assert_eq!(done.path(answers::fed, "service-dose{dose{2}}"), text(doses[0]));
    assert_eq!(done.path(answers::fed, "service-dose{dose{3}}"), text(doses[1]));
    assert_eq!(done.said(done.answers(), answers::visit), json!(done.visit.to_string()));
}

#[test]
fn what_is_opened_and_left_as_it_was_is_no_correction() {
    let mut done = Done::of(&with_doses());
    let (session, opened) = done.opens();
    let made = done.answers().change();
    assert_eq!(refusal(done.plans(&session, &opened, Some("misread"))), Refusal::Already(vec![made]));
}

#[test]
fn a_correction_sets_the_answer_and_the_field_that_it_fed_and_nothing_else() {
    let mut done = Done::of(&with_doses());
    let (mut session, opened) = done.opens();
    answer(&mut session, "/data/muac", "13.5");
    assert_eq!(refusal(done.plans(&session, &opened, None)), Refusal::Missing("reason"));
    let (draft, new) = done.plans(&session, &opened, Some("misread")).unwrap();
    assert_eq!(new, []);
    let changes = draft.into_changes();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].subject, Some(done.phone.child));
    let reading = done.made(reading::ID)[0];
    let set: Vec<_> = changes[0].sets().map(|set| (set.register.clone(), set.replaces.clone())).collect();
    let of = |record: RecordName, field, path: Option<&str>| {
        (Register { record, field, path: path.map(str::to_owned) }, vec![record.change()])
    };
    assert_eq!(set.len(), changes[0].edits.len());
    assert_eq!(set, [of(done.answers(), answers::answer, Some("muac")), of(reading, reading::muac_cm, None)]);
}

#[test]
fn an_answer_that_is_taken_back_clears_its_field_and_what_depends_on_it() {
    let mut done = Done::of(&filled(&WEIGHED));
    let (mut session, opened) = done.opens();
    answer(&mut session, "/data/kg", "");
    answer(&mut session, "/data/next", "");
    done.corrects(&session, &opened);
    let reading = done.made(reading::ID)[0];
    assert_eq!(
        (done.said(reading, reading::weight), done.said(reading, reading::muac_cm)),
        (Json::Null, json!("14.0"))
    );
    assert_eq!(
        (done.path(answers::answer, "kg"), done.path(answers::answer, "clothes")),
        (Some(Value::Null), Some(Value::Null))
    );
    assert_eq!(done.said(done.visit, visit::next_date), Json::Null);
    assert!(!done.is_removed(reading));
    let (again, _) = done.opens();
    assert_eq!(everything(&again), everything(&session));
}

#[test]
fn what_is_said_for_the_first_time_makes_a_record_and_one_of_which_nothing_is_left_is_removed() {
    let mut done = Done::of(&with_doses());
    let (mut session, opened) = done.opens();
    let doses = done.made(service::ID);
    // The first instance is blank: it stands before those that say something.
    session.remove(session.find("/data/dose[2]").unwrap()).unwrap();
    answer(&mut session, "/data/dose[1]/antigen", "hepb");
    answer(&mut session, "/data/words", "Leer un cuento");
    assert_eq!(refusal(done.plans(&session, &opened, Some("  "))), Refusal::Missing("reason"));
    let new = done.corrects(&session, &opened);
    assert_eq!(new.len(), 2);
    let kinds: Vec<EntityId> =
        new.iter().map(|name| done.phone.store.log().known(name).unwrap().unwrap().entity).collect();
    assert_eq!(kinds, [agreement::ID, service::ID]);
    assert_eq!(done.said(new[0], agreement::visit), json!(done.visit.to_string()));
    assert_eq!(done.said(new[1], service::antigens), json!(["hepb"]));
    assert_eq!(done.path(answers::fed, "service-dose{dose{1}}"), Some(Value::text(&new[1].to_string())));
    assert_eq!((done.is_removed(doses[0]), done.is_removed(doses[1])), (true, false));

    // And once more: what was taken back is said again, and is another record than the one that was removed.
    let (mut session, opened) = done.opens();
    assert_eq!(value(&session, "/data/dose[2]/antigen").as_deref(), Some("dpt"));
    answer(&mut session, "/data/words", "");
    done.corrects(&session, &opened);
    assert!(done.is_removed(new[0]));
    let (mut session, opened) = done.opens();
    answer(&mut session, "/data/words", "Contar las gallinas");
    let other = done.corrects(&session, &opened);
    assert_eq!((other.len(), done.is_removed(other[0])), (1, false));
    assert_eq!(done.path(answers::fed, "agreement-1"), Some(Value::text(&other[0].to_string())));
    let (again, _) = done.opens();
    assert_eq!(everything(&again), everything(&session));
}

/// Somebody corrects a field of a record directly.
fn says(phone: &mut Phone, record: RecordName, field: FieldId, value: Value) -> Vec<ChangeName> {
    let seen = shown_field(&phone.store.log(), record, field).unwrap();
    let mut action = phone.store.begin().unwrap();
    action.set(&seen, value, Some("looked again")).unwrap();
    action.save().unwrap()
}

fn decimal(text: &str) -> Value {
    Value::Decimal(chaski::record::Decimal::parse(text).unwrap())
}

#[test]
fn what_somebody_said_meanwhile_is_asked_again_and_what_they_said_of_something_else_stays() {
    let mut done = Done::of(&filled(&WEIGHED));
    let (mut session, opened) = done.opens();
    let reading = done.made(reading::ID)[0];
    let said = says(&mut done.phone, reading, reading::muac_cm, decimal("14.4"));
    answer(&mut session, "/data/next", "2026-10-02");
    answer(&mut session, "/data/muac", "13.5");
    assert_eq!(refusal(done.plans(&session, &opened, Some("misread"))), Refusal::Stale(said));
    answer(&mut session, "/data/muac", "14.0");
    done.corrects(&session, &opened);
    assert_eq!(done.said(reading, reading::muac_cm), json!("14.4"));
    assert_eq!(done.said(done.visit, visit::next_date), json!("2026-10-02"));
}

#[test]
fn a_field_that_was_corrected_by_itself_is_what_the_question_shows_and_is_not_set_back() {
    let mut done = Done::of(&filled(&WEIGHED));
    let reading = done.made(reading::ID)[0];
    let weight = |kg: &str| Value::parts([(1, decimal(kg)), (2, Value::Int(light()))]);
    says(&mut done.phone, reading, reading::weight, weight("8.70"));
    let (mut session, opened) = done.opens();
    assert_eq!(value(&session, "/data/kg").as_deref(), Some("8.70"));
    answer(&mut session, "/data/clothes", "none");
    done.corrects(&session, &opened);
    assert_eq!(done.said(reading, reading::weight), json!({ "kg": "8.70", "clothes": "none" }));
}

fn light() -> i64 {
    chaski::record::table::code::clothes::light
}

#[test]
fn what_must_be_answered_must_be_answered_in_a_correction_too() {
    let mut done = Done::of(&filled(&WEIGHED));
    let (mut session, opened) = done.opens();
    answer(&mut session, "/data/fed", "");
    assert_eq!(
        refusal(done.plans(&session, &opened, Some("misread"))),
        Refusal::Unanswered(vec!["/data/fed".into()])
    );
}

#[test]
fn checklists_about_two_children_are_one_visit_that_saw_both() {
    let mut done = Done::of(&filled(&WEIGHED));
    let house = done.phone.house;
    let (draft, second) = register::person(&done.phone.acting(), house, Values::new().into()).unwrap();
    done.phone.store.save(draft).unwrap();
    let visit = done.visit;
    let session = filled(&[("/data/muac", "15.0"), ("/data/next", "2026-10-03")]);
    let (same, names) = finishes(&mut done.phone, &session, second, Some(visit)).unwrap();
    assert_eq!(same, visit);
    assert_eq!(done.said(names[0], reading::visit), json!(visit.to_string()));
    assert_eq!(done.said(names[0], reading::person), json!(second.to_string()));
    let mut both = [done.phone.child, second].map(|name| name.to_string());
    both.sort();
    let mut seen: Vec<String> = serde_json::from_value(done.said(visit, visit::persons_seen)).unwrap();
    seen.sort();
    assert_eq!(seen, both);
    assert_eq!(done.said(visit, visit::next_date), json!("2026-10-03"));
    assert_eq!(
        shown_field(&done.phone.store.log(), visit, visit::outcome).unwrap().depth,
        0,
        "it is said already"
    );

    // The same once more says nothing of the visit.
    let author = done.phone.acting();
    let filled = Finished {
        session: &session,
        household: house,
        subject: second,
        content: CONTENT,
        visit: Some(visit),
        known: Values::new(),
        shown: &[],
    };
    let (draft, ..) = finish(&author, filled).unwrap();
    let changes = draft.into_changes();
    assert!(changes.iter().all(|change| change.subject == Some(second)), "{changes:?}");
    assert!(changes[0].edits.iter().all(|edit| matches!(edit, Edit::Create { .. })));
}

#[test]
fn a_visit_to_another_household_or_one_that_was_removed_takes_nothing_in() {
    let mut done = Done::of(&filled(&WEIGHED));
    let (visit, child) = (done.visit, done.phone.child);
    let area = at_work::AREA;
    let house = Values::from([(chaski::record::table::household::area, Value::Record(area))]);
    let (draft, other, _) = register::family(&done.phone.acting(), house, Vec::new()).unwrap();
    done.phone.store.save(draft).unwrap();
    let here = std::mem::replace(&mut done.phone.house, other);
    let session = filled(&WEIGHED);
    let refused = refusal(finishes(&mut done.phone, &session, child, Some(visit)));
    assert_eq!(refused, Refusal::Nowhere(visit));
    done.phone.house = here;
    let answers = done.answers();
    assert_eq!(refusal(finishes(&mut done.phone, &session, child, Some(answers))), Refusal::Nowhere(answers));
    let seen = shown_field(&done.phone.store.log(), visit, VOID).unwrap();
    let draft = remove::remove(&done.phone.acting(), &seen, true, "noted twice").unwrap();
    let removed = done.phone.store.save(draft).unwrap();
    assert_eq!(refusal(finishes(&mut done.phone, &session, child, Some(visit))), Refusal::Stale(removed));
}
