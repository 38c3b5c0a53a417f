//! What others do between a page and the act that comes from it: the act is not done, and it is said who did what, when.
//! An acceptance holds for what was seen, and a correction answers the comment that it is about.

use std::collections::BTreeMap;

use chaski::action::{Acting, Plan, correct, visit as made};
use chaski::record::table::{code, household, part, person, reading, referral, visit};
use chaski::record::{Decimal, FieldId, RecordName, Value};
use chaski::store::Store;
use chaski::store::inbox::visits_asked;
use chaski::store::save::Draft;
use chaski::store::shown::shown_field;
use chaski::words::Lang;
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{ReviewState, Supervision, Viewer};

use crate::common::web::{Browser, Family};
use crate::common::{District, Phone};

/// A supervisor's area with a phone, and a visit at which a child was weighed and sent to the health post.
struct Story {
    district: District,
    viewer: Viewer,
    phone: Phone,
    child: RecordName,
    visit: RecordName,
    reading: RecordName,
    referral: RecordName,
}

fn kilograms(mantissa: i64) -> Value {
    Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(mantissa, -2)))])
}

/// Does what the screen of a phone does.
fn acts(store: &mut Store, plan: impl FnOnce(&Acting<'_>) -> Plan<Draft>) {
    let author = store.author().unwrap();
    let draft = plan(&Acting { log: store.log(), author, areas: None }).expect("a draft");
    store.save(draft).unwrap();
}

impl Story {
    fn new() -> Story {
        let district = District::start();
        let added = district.storage.add_area("Norte", code::area_kind::sector, None);
        let area = district.runtime.block_on(added).unwrap();
        let viewer = district.account("norte", &[area], (true, true));
        district.account("otra", &[area], (true, true));
        let mut phone = district.visitor(area);
        let mut action = phone.store.begin().unwrap();
        let place = BTreeMap::from([
            (household::area, Value::Record(area)),
            (household::known_as, Value::text("los del puente")),
            (household::telephone, Value::text("900 000 111")),
            (household::reference, Value::text("casa azul")),
        ]);
        let house = action.about_new(household::ID, place).unwrap();
        let values = BTreeMap::from([
            (person::household, Value::Record(house)),
            (person::given_names, Value::text("Illa")),
            (person::kind, Value::Int(code::person_kind::child)),
            (person::birth_date, Value::date(&[2025, 1, 15])),
        ]);
        let child = action.about_new(person::ID, values).unwrap();
        action.about(house);
        let values = BTreeMap::from([
            (visit::household, Value::Record(house)),
            (visit::persons_seen, Value::List(vec![Value::Record(child)])),
            (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
        ]);
        let visit = action.create(visit::ID, values).unwrap();
        action.about(child);
        let values = BTreeMap::from([
            (reading::person, Value::Record(child)),
            (reading::visit, Value::Record(visit)),
            (reading::weight, kilograms(890)),
        ]);
        let reading = action.create(reading::ID, values).unwrap();
        let values = BTreeMap::from([
            (referral::person, Value::Record(child)),
            (referral::visit, Value::Record(visit)),
            (referral::signs, Value::List(vec![Value::text("fever")])),
        ]);
        let referral = action.create(referral::ID, values).unwrap();
        action.save().unwrap();
        district.sync(&mut phone).unwrap();
        Story { district, viewer, phone, child, visit, reading, referral }
    }

    /// The worker corrects the weight, and it arrives.
    fn corrects(&mut self, mantissa: i64) {
        let seen = shown_field(&self.phone.store.log(), self.reading, reading::weight).unwrap();
        acts(&mut self.phone.store, |acting| {
            correct::correct(acting, &seen, kilograms(mantissa), false, Some("Leí mal"))
        });
        self.sync();
    }

    fn sync(&mut self) {
        self.district.sync(&mut self.phone).unwrap();
    }

    fn review(&self) -> ReviewState {
        let view = self.district.storage.visit_view(&self.viewer, self.visit);
        self.district.runtime.block_on(view).unwrap().unwrap().line.unwrap().review
    }

    fn address(&self) -> String {
        format!("/visits/{}", self.visit)
    }

    fn field(&self, record: RecordName, field: FieldId) -> Option<Value> {
        shown_field(&self.phone.store.log(), record, field).unwrap().value
    }
}

#[test]
fn an_acceptance_from_a_page_older_than_the_visit_accepts_nothing_and_says_what_changed() {
    let mut story = Story::new();
    let old = {
        let mut browser = Browser::signed_in(&story.district, "norte");
        browser.get(&story.address())
    };
    story.corrects(2990);
    let accept = format!("{}/accept", story.address());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let told = browser.submit(&old, &accept, &[("csrf", &browser.csrf.clone())]);
    assert_eq!((told.status, story.review()), (409, ReviewState::None));
    let text = told.text();
    assert!(text.contains("8.90") && text.contains("29.90") && text.contains("Leí mal"), "{text}");
    // From the page as it is now it is accepted.
    let page = browser.get(&story.address());
    assert_eq!(browser.submit(&page, &accept, &[]).status, 303);
    assert_eq!(story.review(), ReviewState::Accepted);
}

#[test]
fn several_visits_are_accepted_from_a_list_only_as_the_list_showed_them() {
    let mut story = Story::new();
    let line = {
        let mut browser = Browser::signed_in(&story.district, "norte");
        let page = browser.get("/visits").text();
        let value = page.split("name=\"visit\" value=\"").nth(1).expect("a visit to tick");
        value.split('"').next().unwrap().to_owned()
    };
    story.corrects(2990);
    let mut browser = Browser::signed_in(&story.district, "norte");
    let asks = browser.post("/visits/accept", &[("visit", &line), ("back", "/visits")]);
    let told = browser.submit(&asks, "/visits/accept", &[]);
    assert_eq!((told.status, story.review()), (409, ReviewState::None));
    assert!(told.text().contains("29.90"));
}

#[test]
fn a_visit_that_changed_after_it_was_accepted_is_on_today_again_with_both_values() {
    let mut story = Story::new();
    {
        let mut browser = Browser::signed_in(&story.district, "norte");
        let page = browser.get(&story.address());
        assert_eq!(browser.submit(&page, &format!("{}/accept", story.address()), &[]).status, 303);
        assert!(!browser.get("/today").text().contains("review=changed"));
    }
    story.corrects(310);
    assert_eq!(story.review(), ReviewState::Changed);
    let mut browser = Browser::signed_in(&story.district, "norte");
    assert!(browser.get("/today").text().contains("/visits?review=changed"));
    assert!(browser.get("/visits?review=changed").text().contains("Cambió después de revisada"));
    let page = browser.get(&story.address());
    let text = page.text();
    let band = text.split("Cambió después de revisada").nth(1).expect("the band").split("</section>").next();
    assert!(band.is_some_and(|band| band.contains("8.90") && band.contains("3.10")), "{text}");
    // Whoever accepts what it is now has looked at it.
    assert_eq!(browser.submit(&page, &format!("{}/accept", story.address()), &[]).status, 303);
    assert_eq!(story.review(), ReviewState::Accepted);
    assert!(!browser.get("/today").text().contains("review=changed"));
}

#[test]
fn what_was_written_to_return_a_visit_comes_back_when_somebody_accepted_it_meanwhile() {
    let story = Story::new();
    let (mut one, mut other) =
        (Browser::signed_in(&story.district, "norte"), Browser::signed_in(&story.district, "otra"));
    let (page, late) = (one.get(&story.address()), other.get(&story.address()));
    assert_eq!(one.submit(&page, &format!("{}/accept", story.address()), &[]).status, 303);
    let remark = format!("remark:{}:{}", story.reading, reading::weight);
    let mut fields = late.form(&format!("{}/accept", story.address()));
    fields.push((remark, "¿Con ropa?".into()));
    fields.push(("sure".into(), "yes".into()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let told = other.post_only(&format!("{}/return", story.address()), &fields);
    assert_eq!((told.status, story.review()), (409, ReviewState::Accepted));
    assert!(told.text().contains("¿Con ropa?") && told.text().contains("Aceptad"), "{}", told.text());
}

#[test]
fn a_correction_of_what_a_comment_is_anchored_on_answers_it_with_both_values_beside_it() {
    let mut story = Story::new();
    {
        let mut browser = Browser::signed_in(&story.district, "norte");
        let page = browser.get(&story.address());
        let remark = format!("remark:{}:{}", story.reading, reading::weight);
        let mut fields = page.form(&format!("{}/accept", story.address()));
        fields.push((remark, "¿Seguro que pesa tan poco?".into()));
        fields.push(("sure".into(), "yes".into()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(browser.post_only(&format!("{}/return", story.address()), &fields).status, 303);
    }
    assert_eq!(story.review(), ReviewState::Returned);
    story.sync();
    story.corrects(980);
    assert_eq!(story.review(), ReviewState::Answered);
    let mut browser = Browser::signed_in(&story.district, "norte");
    let text = browser.get(&story.address()).text();
    let beside = text.split("¿Seguro que pesa tan poco?").next().expect("the comment");
    assert!(beside.contains("8.90") && beside.contains("9.80") && beside.contains(" → "), "{text}");
    assert!(browser.get("/today").text().contains("/visits?review=answered"));
}

#[test]
fn of_two_who_close_a_danger_sign_otherwise_the_second_reads_what_the_first_said_and_when() {
    let mut story = Story::new();
    {
        let (mut one, mut other) =
            (Browser::signed_in(&story.district, "norte"), Browser::signed_in(&story.district, "otra"));
        let list = format!("/danger?close={}", story.referral);
        let address = format!("/danger/{}", story.referral);
        let (page, late) = (one.get(&list), other.get(&list));
        let (yes, no) = (code::arrived::yes.to_string(), code::arrived::no.to_string());
        assert_eq!(one.submit(&page, &address, &[("arrived", &yes)]).status, 303);
        let worker = story.phone.store.worker().unwrap().unwrap().to_string();
        let sought =
            [("sought_by", &*worker), ("value-day", "3"), ("value-month", "12"), ("value-year", "2026")];
        let answer = [("arrived", &*no), ("answer", "Llamé y no la vieron")];
        let told = other.submit(&late, &address, &[&answer[..], &sought[..]].concat());
        let text = told.text();
        assert_eq!(told.status, 409);
        assert!(
            text.contains("norte")
                && text.contains("<b>Llegó</b>")
                && !text.contains("Sin dato")
                && text.contains("<time"),
            "{text}"
        );
        // She can object: what was said is corrected like anything else.
        let objection = format!("/correct/{}?field={}", story.referral, referral::arrived);
        assert!(text.contains(&objection), "{text}");
        assert_eq!(other.get(&objection).status, 200);
        // With what she wrote; then the danger sign is open again.
        let form = other.submit(&told, &objection, &[]);
        assert!(form.text().contains("Llamé y no la vieron"), "{}", form.text());
        assert!(!other.get("/danger").text().contains(&story.referral.to_string()));
        let sure = [("value", "no"), ("reason", "Llamé y no la vieron"), ("sure", "yes")];
        assert_eq!(other.submit(&form, &objection, &sure).status, 303);
        assert!(other.get("/danger").text().contains(&story.referral.to_string()));
    }
    story.sync();
    assert_eq!(story.field(story.referral, referral::arrived), Some(Value::Int(code::arrived::no)));
    assert!(story.field(story.referral, referral::closed_on).is_some());
    assert_eq!(story.field(story.child, person::given_names), Some(Value::text("Illa")));
}

#[test]
fn of_two_who_decide_otherwise_about_what_was_set_aside_the_second_reads_what_the_first_said_and_can_object()
{
    let story = Story::new();
    let area = story.viewer.areas[0];
    let family = Family::of(&story.district, area, "Norte", &story.viewer);
    let (mut one, mut other) =
        (Browser::signed_in(&story.district, "norte"), Browser::signed_in(&story.district, "otra"));
    let address = format!("/aside/{}", family.aside);
    let (page, late) = (one.get(&address), other.get(&address));
    let refuse = [("what", "refuse"), ("reason", "No es suya"), ("sure", "yes")];
    assert_eq!(one.submit(&page, &address, &refuse).status, 303);
    let accept = [("what", "accept"), ("reason", "Es suya"), ("sure", "yes")];
    let told = other.submit(&late, &address, &accept);
    let text = told.text();
    assert_eq!(told.status, 409);
    assert!(text.contains("norte") && text.contains("No es suya") && text.contains("<time"), "{text}");
    assert!(text.contains(&format!("href=\"{address}\"")), "{text}");
    let page = other.get(&address);
    assert_eq!(other.submit(&page, &address, &accept).status, 303);
    // Whoever still has the page from before reads of both, and that it counts now; her words stay.
    for (what, title) in [("refuse", "cambió"), ("accept", "Ya estaba")] {
        let late_one = [("what", what), ("reason", "Lo vi yo"), ("sure", "yes")];
        let told = other.submit(&late, &address, &late_one);
        assert_eq!(told.status, 409, "{}", told.text());
        for words in [title, "Es suya", "Lo vi yo", "<time"] {
            assert!(told.text().contains(words), "{words}: {}", told.text());
        }
    }
    let now = other.get(&address);
    assert_eq!(now.status, 200);
    assert!(
        now.text().contains("lo aceptó: Es suya") && !now.text().contains("name=\"what\""),
        "{}",
        now.text()
    );
}

#[test]
fn of_two_who_decide_otherwise_about_a_pair_the_second_reads_what_the_first_said_and_can_object() {
    let story = Story::new();
    let area = story.viewer.areas[0];
    let family = Family::of(&story.district, area, "Norte", &story.viewer);
    let (mut one, mut other) =
        (Browser::signed_in(&story.district, "norte"), Browser::signed_in(&story.district, "otra"));
    let address = format!("/alike/{}/{}", family.child, family.other);
    let (page, late) = (one.get(&address), other.get(&address));
    let two = [("what", "two"), ("reason", "Son gemelas"), ("sure", "yes")];
    assert_eq!(one.submit(&page, &address, &two).status, 303);
    let kept = family.child.to_string();
    let same = [("what", "same"), ("kept", kept.as_str()), ("sure", "yes")];
    let told = other.submit(&late, &address, &same);
    let text = told.text();
    assert_eq!(told.status, 409);
    assert!(text.contains("norte") && text.contains("Son gemelas") && text.contains("<time"), "{text}");
    let page = other.get(&address);
    assert_eq!(other.submit(&page, &address, &same).status, 303, "she can say otherwise");
}

#[test]
fn of_two_who_decide_otherwise_about_a_dispute_the_second_reads_what_the_first_said_and_can_object() {
    let story = Story::new();
    let area = story.viewer.areas[0];
    let family = Family::of(&story.district, area, "Norte", &story.viewer);
    let (mut one, mut other) =
        (Browser::signed_in(&story.district, "norte"), Browser::signed_in(&story.district, "otra"));
    let address = format!("/disputes/{}?field={}", family.child, person::given_names);
    let (page, late) = (one.get(&address), other.get(&address));
    let decides = |value| [("choice", "other"), ("value", value), ("reason", "Vi el acta"), ("sure", "yes")];
    assert_eq!(one.submit(&page, &address, &decides("Tres")).status, 303);
    let told = other.submit(&late, &address, &decides("Cuatro"));
    let text = told.text();
    assert_eq!(told.status, 409);
    assert!(text.contains("Tres") && text.contains("Vi el acta") && text.contains("<time"), "{text}");
    assert!(text.contains("/correct/"), "it can be opened again: {text}");
}

#[test]
fn who_did_not_arrive_stays_on_today_with_where_to_find_her_until_a_visit_saw_her() {
    let mut story = Story::new();
    let worker = story.phone.store.worker().unwrap().unwrap();
    let (address, list) =
        (format!("/danger/{}", story.referral), format!("/danger?close={}", story.referral));
    for arrived in [code::arrived::no, code::arrived::not_known] {
        let mut browser = Browser::signed_in(&story.district, "norte");
        let page = browser.get(&list);
        let arrived = arrived.to_string();
        // Nobody is to look for her: it is asked, and what was written comes back.
        let asked = browser.submit(&page, &address, &[("arrived", &arrived), ("answer", "No la vieron")]);
        assert_eq!(asked.status, 422);
        let text = asked.text();
        assert!(text.contains("No la vieron") && text.contains("Elige quién la busca"), "{text}");
        assert!(text.contains("Escribe hasta qué día"), "{text}");
        let worker = worker.to_string();
        let sought =
            [("sought_by", &*worker), ("value-day", "3"), ("value-month", "12"), ("value-year", "2026")];
        assert_eq!(browser.submit(&asked, &address, &sought).status, 303);
        for page in ["/today", "/danger"] {
            let text = browser.get(page).text();
            for said in ["Illa", "los del puente", "900 000 111", "casa azul", "Norte", "3 dic", "año"] {
                assert!(text.contains(said), "{page}: {said}: {text}");
            }
        }
        assert!(browser.get(&story.address()).text().contains("Seguir esta señal"));
    }
    // It is asked of her worker, and her visit answers it.
    story.sync();
    let asked = visits_asked(&story.phone.store.log(), Lang::En, worker).unwrap();
    assert_eq!(asked.iter().map(|one| one.referral).collect::<Vec<_>>(), [story.referral]);
    let house = story.field(story.child, person::household).unwrap().as_record().unwrap();
    acts(&mut story.phone.store, |acting| {
        let seen = Value::List(vec![Value::Record(story.child)]);
        Ok(made::visit(acting, house, BTreeMap::from([(visit::persons_seen, seen)]), Vec::new())?.0)
    });
    story.sync();
    let mut browser = Browser::signed_in(&story.district, "norte");
    for page in ["/today", "/danger"] {
        assert!(!browser.get(page).text().contains(&story.referral.to_string()), "{page}");
    }
}
