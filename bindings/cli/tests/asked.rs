//! What others ask of a worker reaches her phone: it stands in what `sync` says and in `inbox`, and leaves it by what she
//! does.

use chaski::action::review::{self, Remark};
use chaski::action::{Acting, Plan, refer};
use chaski::record::role::{SUPERVISOR, VISITOR};
use chaski::record::table::{code, reading};
use chaski::record::{RecordName, Value};
use chaski::store::revision::{Revision, behind};
use chaski::store::save::Draft;
use serde_json::{Value as Json, json};

use crate::common::{District, Phone};

fn does(phone: &Phone, plan: impl FnOnce(&Acting<'_>) -> Plan<Draft>) {
    let mut store = phone.store();
    let author = store.author().unwrap();
    let draft = plan(&Acting { log: store.log(), author, areas: None }).expect("a draft");
    store.save(draft).unwrap();
}

fn named(json: &Json) -> RecordName {
    json.as_str().unwrap().parse().unwrap()
}

/// A visit of the documentation that reached the supervisor's phone: of its records, the first of this kind.
struct Story {
    #[allow(dead_code)]
    district: District,
    elena: Phone,
    marta: Phone,
    household: String,
    child: String,
    records: Json,
}

impl Story {
    fn new() -> Story {
        let district = District::new();
        let elena = district.phone("Elena Ccori", VISITOR);
        let marta = district.phone("Marta Quispe", SUPERVISOR);
        let (household, child) = elena.family("Huamán");
        let saved: Json = serde_json::from_str(&elena.visit(&household, &child, |_| {}).out).unwrap();
        elena.says(&["sync"]);
        marta.says(&["sync"]);
        Story { district, elena, marta, household, child, records: saved["records"].clone() }
    }

    fn first(&self, entity: &str) -> RecordName {
        let all = self.records.as_array().unwrap();
        named(&all.iter().find(|record| record["entity"] == entity).unwrap()["record"])
    }

    fn comments(&self, field: Option<u64>, text: &str) {
        let remark = Remark { record: self.first("reading"), field, path: None, text: text.into() };
        does(&self.marta, |acting| Ok(review::comment(acting, &remark, true)?.0));
        self.marta.says(&["sync"]);
    }
}

#[test]
fn a_comment_arrives_with_what_to_correct_and_its_correction_answers_it() {
    let story = Story::new();
    story.comments(Some(reading::weight), "¿Seguro que pesa tanto?");
    let synced = story.elena.json(&["sync"]);
    let comment = &synced["comments"][0];
    assert_eq!(
        (&comment["comment"], &comment["field"]),
        (&json!("¿Seguro que pesa tanto?"), &json!("weight"))
    );
    assert_eq!(comment["written"]["value"]["kg"], json!("10.60"));
    // It is news once, and stands in the inbox until it is answered.
    assert_eq!(story.elena.json(&["sync"])["comments"], json!([]));
    assert_eq!(story.elena.json(&["inbox"])["comments"].as_array().unwrap().len(), 1);
    let words = story.elena.says(&["inbox"]);
    let target = chaski_bindings::short_name(&story.first("reading"));
    assert!(words.contains(&format!("chaski correct {target} weight VALUE --reason WHY")), "{words}");
    assert!(words.contains("Marta Quispe") && words.contains("10.60 kg"), "{words}");
    story.elena.says(&["correct", &target, "weight.kg", "9.60", "--reason", "leí mal"]);
    assert_eq!(story.elena.json(&["inbox"])["comments"], json!([]));
}

#[test]
fn a_comment_is_answered_by_its_name_and_nothing_else_is() {
    let story = Story::new();
    story.comments(None, "¿Con qué balanza?");
    let words = story.elena.says(&["sync"]);
    assert!(words.contains("Comments to answer") && words.contains("chaski answer"), "{words}");
    let review = story.elena.json(&["inbox"])["comments"][0]["review"].as_str().unwrap().to_owned();
    let refused = story.elena.refused(&["answer", &story.first("reading").to_string(), "con la del puesto"]);
    assert_eq!(refused["code"], "no_review");
    let answered = story.elena.json(&["answer", &review, "con la del puesto"]);
    assert_eq!((&answered["state"], &answered["reply"]), (&json!("answered"), &json!("con la del puesto")));
    assert_eq!(story.elena.json(&["inbox"])["comments"], json!([]));
    story.elena.says(&["sync"]);
    story.marta.says(&["sync"]);
    let page = story.marta.says(&["child", &story.child]);
    assert!(page.contains("con la del puesto"), "{page}");
}

#[test]
fn a_visit_that_is_asked_for_arrives_and_leaves_the_inbox_once_she_saw_the_child() {
    let story = Story::new();
    let (sent, worker) = (story.first("referral"), story.elena.store().worker().unwrap().unwrap());
    does(&story.marta, |acting| {
        let seen = Revision::of(&behind(&acting.log, [&sent])?);
        let until = Value::date(&[2026, 12, 3]);
        refer::seek(acting, &sent, &seen, (code::arrived::no, worker, until), None)
    });
    story.marta.says(&["sync"]);
    let synced = story.elena.json(&["sync"]);
    let asked = &synced["visits_asked"][0];
    assert_eq!((&asked["person_code"], &asked["until"]), (&json!(story.child), &json!("2026-12-03")));
    assert_eq!(story.elena.json(&["sync"])["visits_asked"], json!([]));
    let words = story.elena.says(&["inbox"]);
    assert!(words.contains("Marta Quispe asks you to look for") && words.contains("3 Dec 2026"), "{words}");
    let again = story.elena.visit(&story.household, &story.child, |_| {});
    assert!(again.ok, "{}", again.err);
    assert_eq!(story.elena.json(&["inbox"])["visits_asked"], json!([]));
}
