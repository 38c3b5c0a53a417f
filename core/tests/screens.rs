//! The screens of a phone as whoever holds it sees them: what stands on each, in which order and in which words, and what its buttons do.

use std::collections::BTreeMap;

use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit, Register, Set};
use chaski::record::table::{code, household, person, reading, referral, visit};
use chaski::record::{DeviceId, RecordName, Tag, Value, role};
use chaski::screens::{
    self, Asked, Does, Filter, Inputs, Outcome, Place, Row, SEEN, ScreenError, ScreenView, State,
};
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::save::Values;
use chaski::store::shown::shown_field;
use chaski::words::Lang;
use chrono::NaiveDate;

use crate::at_work;
use crate::filling::Phone;
use crate::forbidden::forbidden_in;

const TODAY: &str = "2026-09-21";

fn asked(lang: Lang) -> Asked {
    Asked { lang, today: day(TODAY), utc_offset_min: -300 }
}

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn date(iso: &str) -> Value {
    let parts: Vec<i64> = iso.split('-').map(|part| part.parse().unwrap()).collect();
    Value::date(&parts)
}

fn shows(phone: &mut Phone, place: &Place) -> ScreenView {
    screens::screen(&mut phone.store, place, None, asked(Lang::Es)).unwrap()
}

fn submits(phone: &mut Phone, view: &ScreenView, act: &str, typed: &[(&str, &str)]) -> Outcome {
    let mut inputs: Inputs =
        typed.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    inputs.insert(SEEN.into(), view.seen.clone());
    screens::submit(&mut phone.store, &view.place, act, &inputs, asked(Lang::Es)).unwrap()
}

fn stays(outcome: Outcome) -> ScreenView {
    match outcome {
        Outcome::Stays { screen } => screen,
        other => panic!("{other:?}"),
    }
}

fn goes(outcome: Outcome) -> Place {
    match outcome {
        Outcome::Goes { place, .. } => place,
        other => panic!("{other:?}"),
    }
}

/// What is wrong with an input, in words.
fn wrong(view: &ScreenView, key: &str) -> Option<String> {
    let mut inputs = view.groups.iter().flat_map(|group| &group.inputs);
    inputs.find(|input| input.key == key)?.wrong.as_ref().map(|text| text.text.clone())
}

/// The rows under a heading.
fn under<'v>(view: &'v ScreenView, heading: &str) -> Vec<&'v Row> {
    let is_it = |of: &&screens::Group| of.heading.as_ref().is_some_and(|text| text.text == heading);
    view.groups.iter().filter(is_it).flat_map(|group| &group.rows).collect()
}

fn titles(rows: &[&Row]) -> Vec<String> {
    rows.iter().map(|row| row.title.text.clone()).collect()
}

fn lines(view: &ScreenView) -> Vec<String> {
    let rows = view.groups.iter().flat_map(|group| &group.rows);
    rows.flat_map(|row| std::iter::once(&row.title).chain(&row.lines)).map(|text| text.text.clone()).collect()
}

/// Names the child, and the household.
fn named(phone: &mut Phone) {
    let (house, child) = (phone.house, phone.child);
    for (record, field, value) in [
        (child, person::given_names, Value::text("Rosa")),
        (child, person::family_names, Value::text("Quispe Mamani")),
        (child, person::kind, Value::Int(code::person_kind::child)),
        (child, person::sex, Value::Int(code::sex::female)),
        (child, person::birth_date, date("2025-07-10")),
        (house, household::known_as, Value::text("los de la tienda")),
        (house, household::telephone, Value::text("900 000 111")),
    ] {
        let shown = shown_field(&phone.store.log(), record, field).unwrap();
        let mut action = phone.store.begin().unwrap();
        action.set(&shown, value, None).unwrap();
        action.save().unwrap();
    }
}

/// A visit to the household on a day, which agreed on the next.
fn visited(phone: &mut Phone, on: &str, next: Option<&str>) -> RecordName {
    let mut values = Values::from([
        (visit::household, Value::Record(phone.house)),
        (visit::on, date(on)),
        (visit::outcome, Value::parts([(1, Value::Int(code::visit_outcome::done))])),
    ]);
    values.extend(next.map(|next| (visit::next_date, date(next))));
    let house = phone.house;
    let mut action = phone.store.begin().unwrap();
    let made = action.about(house).create(visit::ID, values).unwrap();
    action.save().unwrap();
    made
}

fn record(phone: &mut Phone, entity: u64, values: Values) -> RecordName {
    let child = phone.child;
    let mut action = phone.store.begin().unwrap();
    let made = action.about(child).create(entity, values).unwrap();
    action.save().unwrap();
    made
}

/// What another phone said of a field, which did not know what this one says.
fn said_elsewhere(phone: &mut Phone, record: RecordName, field: u64, value: Value) {
    let name = chaski::record::ChangeName { device: DeviceId([9; 16]), number: Tag(77).number(1) };
    let change = Change {
        name,
        subject: Some(record),
        author: Some(RecordName { index: 9, ..at_work::AREA }),
        role: role::VISITOR,
        rights: 1,
        wall_s: 1_789_000_000,
        clock_epoch: 0,
        elapsed_s: 0,
        edits: vec![Edit::Set(Set {
            register: Register { record, field, path: None },
            value,
            replaces: vec![],
            depth: 0,
            reason: None,
        })],
    };
    phone.store.log().receive(&Incoming::new(name, ChangeKey([9; 16]), &change.encode())).unwrap();
    settle(&phone.store.log(), name, &mut Open).unwrap();
}

#[test]
fn today_orders_agreed_visits_by_late_due_and_this_week() {
    for (next, heading, mark) in [
        ("2026-09-18", "Atrasadas", "Atrasada 3 días"),
        ("2026-09-20", "Atrasadas", "Atrasada 1 día"),
        ("2026-09-21", "Toca hoy", "Toca hoy"),
        ("2026-09-22", "Esta semana", "Toca mañana"),
        ("2026-09-27", "Esta semana", "Toca dom 27 set"),
    ] {
        let mut phone = Phone::new();
        named(&mut phone);
        visited(&mut phone, "2026-09-14", Some(next));
        let view = shows(&mut phone, &Place::Today);
        let rows = under(&view, heading);
        assert_eq!(titles(&rows), ["Familia Quispe Mamani"], "{next}");
        assert_eq!(rows[0].marks[0].text.text, mark);
        assert_eq!(rows[0].does, Some(Does::Open { place: Place::Household(phone.house) }));
    }
}

#[test]
fn an_agreed_day_beyond_the_week_or_after_another_visit_is_not_today() {
    let mut phone = Phone::new();
    named(&mut phone);
    visited(&mut phone, "2026-09-10", Some("2026-09-28"));
    let view = shows(&mut phone, &Place::Today);
    assert!(under(&view, "Esta semana").is_empty() && under(&view, "Atrasadas").is_empty());
    visited(&mut phone, "2026-09-12", Some("2026-09-19"));
    assert_eq!(under(&shows(&mut phone, &Place::Today), "Atrasadas").len(), 1);
    visited(&mut phone, "2026-09-20", None);
    let view = shows(&mut phone, &Place::Today);
    assert!(under(&view, "Atrasadas").is_empty(), "who came since is not late");
}

#[test]
fn a_family_that_nobody_visited_for_a_month_stands_on_today_and_behind_its_filter() {
    let mut phone = Phone::new();
    named(&mut phone);
    let heading = "Sin visita hace tiempo";
    let view = shows(&mut phone, &Place::Today);
    assert!(under(&view, heading).is_empty(), "it was registered today");
    visited(&mut phone, "2026-08-21", None);
    assert_eq!(under(&shows(&mut phone, &Place::Today), heading).len(), 1);
    let filtered = shows(&mut phone, &Place::Families(Filter::NotSeen));
    assert_eq!(filtered.groups[0].rows.len(), 1);
    visited(&mut phone, "2026-08-22", None);
    let view = shows(&mut phone, &Place::Today);
    assert!(under(&view, heading).is_empty(), "30 days ago is not long ago");
    let filtered = shows(&mut phone, &Place::Families(Filter::NotSeen));
    assert!(filtered.groups.is_empty() && filtered.empty.is_some());
}

#[test]
fn today_says_how_much_is_on_this_phone_only() {
    let mut phone = Phone::new();
    named(&mut phone);
    let strip = &shows(&mut phone, &Place::Today).bands[0];
    assert!(strip.title.text.ends_with("solo en este celular"), "{}", strip.title.text);
    assert_eq!(strip.does, Some(Does::Open { place: Place::Delivery }));
}

#[test]
fn a_danger_sign_tops_every_page_until_somebody_says_what_came_of_it() {
    let mut phone = Phone::new();
    named(&mut phone);
    let of = phone.child;
    let signs = Value::List(vec![Value::text("fever")]);
    let sent = record(
        &mut phone,
        referral::ID,
        Values::from([(referral::person, Value::Record(of)), (referral::signs, signs)]),
    );
    let view = shows(&mut phone, &Place::Today);
    let rows = under(&view, "Peligro: seguir");
    assert_eq!((rows[0].title.text.as_str(), rows[0].marks[0].state), ("Rosa Quispe Mamani", State::Danger));
    assert_eq!(shows(&mut phone, &Place::Person(of)).bands[0].marks[0].state, State::Danger);
    let place = Place::Referral(sent);
    let view = shows(&mut phone, &place);
    let arrived = &view.groups[1].inputs[0];
    assert_eq!((arrived.value.as_str(), arrived.choices.len()), ("", 3), "nothing is chosen for her");

    let again = stays(submits(&mut phone, &view, "save", &[("answer", "llamaron")]));
    assert_eq!(wrong(&again, "arrived").as_deref(), Some("Falta elegir una respuesta."));
    assert_eq!(again.groups[1].inputs[1].value, "llamaron", "what was typed is still there");

    assert_eq!(goes(submits(&mut phone, &view, "save", &[("arrived", "no")])), Place::Person(of));
    let view = shows(&mut phone, &Place::Today);
    assert_eq!(under(&view, "Peligro: seguir").len(), 1, "who did not arrive is looked for");
    assert_eq!(under(&view, "Te piden buscar").len(), 1);
    let view = shows(&mut phone, &place);
    submits(&mut phone, &view, "save", &[("arrived", "yes")]);
    let view = shows(&mut phone, &Place::Today);
    assert!(under(&view, "Peligro: seguir").is_empty() && under(&view, "Te piden buscar").is_empty());
    assert!(shows(&mut phone, &place).main.is_none());
}

#[test]
fn what_others_said_of_a_referral_meanwhile_is_not_overwritten() {
    let mut phone = Phone::new();
    let of = phone.child;
    let signs = Value::List(vec![Value::text("fever")]);
    let sent = record(
        &mut phone,
        referral::ID,
        Values::from([(referral::person, Value::Record(of)), (referral::signs, signs)]),
    );
    let old = shows(&mut phone, &Place::Referral(sent));
    submits(&mut phone, &old, "save", &[("arrived", "no")]);
    let mut inputs = Inputs::from([("arrived".to_owned(), "yes".to_owned())]);
    inputs.insert(SEEN.into(), old.seen);
    let refused = screens::submit(&mut phone.store, &old.place, "save", &inputs, asked(Lang::Es));
    assert!(matches!(refused, Err(ScreenError::Stopped(_))));
}

#[test]
fn a_visit_that_was_not_made_counts_its_attempt_and_wants_to_be_told_what_happened() {
    let mut phone = Phone::new();
    named(&mut phone);
    visited(&mut phone, "2026-08-21", None);
    let place = Place::NotVisited(phone.house);
    let view = shows(&mut phone, &place);
    assert!(view.groups[0].inputs.iter().all(|input| input.value.is_empty()));
    let again = stays(submits(&mut phone, &view, "save", &[("next_date", "2026-09-24")]));
    assert!(wrong(&again, "outcome").is_some());
    let past = [("outcome", "not_found"), ("next_date", "2026-09-20")];
    assert!(wrong(&stays(submits(&mut phone, &view, "save", &past)), "next_date").is_some());
    let no_day = [("outcome", "not_found"), ("next_date", "2026-09")];
    assert!(wrong(&stays(submits(&mut phone, &view, "save", &no_day)), "next_date").is_some());
    let other = [("outcome", "done")];
    assert!(wrong(&stays(submits(&mut phone, &view, "save", &other)), "outcome").is_some());
    for attempt in 1..=2 {
        let view = shows(&mut phone, &place);
        assert_eq!(view.groups[0].says[0].text, format!("Intento {attempt}"));
        let told = [("outcome", "not_found"), ("next_date", "2026-09-24")];
        assert_eq!(goes(submits(&mut phone, &view, "save", &told)), Place::Household(phone.house));
    }
    let view = shows(&mut phone, &Place::Today);
    assert_eq!(under(&view, "Esta semana")[0].marks[0].text.text, "Toca jue 24 set");
    assert_eq!(under(&view, "Sin visita hace tiempo").len(), 1, "nobody was met");
}

#[test]
fn a_field_is_corrected_in_front_of_what_was_shown_and_what_was_before_stays_in_the_history() {
    let mut phone = Phone::new();
    named(&mut phone);
    let place = Place::Correct(phone.child, "birth_date".into(), None);
    let view = shows(&mut phone, &place);
    assert_eq!(view.groups[1].inputs[0].value, "2025-07-10");
    for (typed, why) in
        [("2026-13", "No se entiende"), ("mañana", "No se entiende"), ("2026-09-22", "todavía no llega")]
    {
        let again = stays(submits(&mut phone, &view, "save", &[("birth_date", typed)]));
        let said = wrong(&again, "birth_date").unwrap();
        assert!(said.contains(why) || said.contains("No se puede"), "{typed}: {said}");
        assert_eq!(again.groups[1].inputs[0].value, typed);
    }
    assert_eq!(
        goes(submits(&mut phone, &view, "save", &[("birth_date", "2025-07")])),
        Place::Person(phone.child)
    );
    let of = phone.child;
    let history = lines(&shows(&mut phone, &Place::History(of)));
    assert!(
        history.contains(&"jul 2025".to_owned()) && history.contains(&"10 jul 2025".to_owned()),
        "{history:?}"
    );
    assert_eq!(
        goes(submits(&mut phone, &view, "save", &[("birth_date", "2025-07")])),
        Place::Person(phone.child)
    );
}

#[test]
fn what_happened_once_is_corrected_with_a_reason() {
    let mut phone = Phone::new();
    named(&mut phone);
    let weight = Value::parts([(1, Value::Decimal(chaski::record::Decimal::new(700, -2)))]);
    let of = phone.child;
    let made = record(
        &mut phone,
        reading::ID,
        Values::from([
            (reading::person, Value::Record(of)),
            (reading::on, date("2026-09-20")),
            (reading::weight, weight),
        ]),
    );
    let view = shows(&mut phone, &Place::Correct(made, "weight".into(), None));
    let again = stays(submits(&mut phone, &view, "save", &[("weight.kg", "7,10")]));
    assert!(wrong(&again, "reason").is_some());
    let told = [("weight.kg", "7,10"), ("reason", "leí mal la balanza")];
    assert_eq!(goes(submits(&mut phone, &view, "save", &told)), Place::Person(of));
    let person = lines(&shows(&mut phone, &Place::Person(of)));
    assert!(person.contains(&"7.10\u{a0}kg".to_owned()), "{person:?}");
    let history = lines(&shows(&mut phone, &Place::History(of)));
    assert!(history.iter().any(|line| line.contains("leí mal la balanza")), "{history:?}");
}

#[test]
fn two_different_values_stand_side_by_side_with_who_said_them_and_what_the_family_says_is_one_more() {
    let mut phone = Phone::new();
    named(&mut phone);
    let house = phone.house;
    said_elsewhere(&mut phone, house, household::telephone, Value::text("900 000 222"));
    let view = shows(&mut phone, &Place::Notices);
    let rows = under(&view, "Dos datos distintos");
    let Some(Does::Open { place }) = rows[0].does.clone() else { panic!("{rows:?}") };
    let view = shows(&mut phone, &place);
    let both = under(&view, "Teléfono");
    assert_eq!(both.len(), 2);
    assert_eq!(both.iter().filter(|row| !row.marks.is_empty()).count(), 1, "one is used meanwhile");
    let says: Vec<_> =
        view.groups.iter().flat_map(|group| &group.says).map(|text| text.text.as_str()).collect();
    assert!(says.contains(&"No se borró ningún dato."), "{says:?}");
    let Some(Does::Open { place: asks }) = view.main.map(|main| main.does) else { panic!() };
    let asking = shows(&mut phone, &asks);
    submits(&mut phone, &asking, "save", &[("telephone", "900 000 333")]);
    let history = lines(&shows(&mut phone, &Place::History(house)));
    for number in ["900 000 111", "900 000 222", "900 000 333"] {
        assert!(history.contains(&number.to_owned()), "{number}: {history:?}");
    }
}

#[test]
fn a_child_page_says_what_is_lacking_and_how_the_child_grows() {
    let mut phone = Phone::new();
    let of = phone.child;
    let shown = shown_field(&phone.store.log(), of, person::kind).unwrap();
    let mut action = phone.store.begin().unwrap();
    action.set(&shown, Value::Int(code::person_kind::child), None).unwrap();
    action.save().unwrap();
    let view = shows(&mut phone, &Place::Person(of));
    assert_eq!(under(&view, "Falta completar").len(), 3);
    named(&mut phone);
    let view = shows(&mut phone, &Place::Person(of));
    assert!(under(&view, "Falta completar").is_empty());
    assert_eq!(view.context.unwrap().text, "niña · 1 año 2 meses");
    let weight = |kg: i64| Value::parts([(1, Value::Decimal(chaski::record::Decimal::new(kg, -2)))]);
    for (on, kg) in [("2026-06-20", 850), ("2026-09-20", 840)] {
        let values = Values::from([
            (reading::person, Value::Record(of)),
            (reading::on, date(on)),
            (reading::weight, weight(kg)),
        ]);
        record(&mut phone, reading::ID, values);
    }
    let view = shows(&mut phone, &Place::Person(of));
    let group = view.groups.iter().find(|group| group.chart.is_some()).unwrap();
    assert_eq!(group.rows[0].title.text, "8.40\u{a0}kg");
    assert_eq!(group.rows[0].marks[0].text.text, "Mide otra vez, con calma");
    let growth = shows(&mut phone, &Place::Growth(of));
    let all = under(&growth, "Todas las medidas");
    assert_eq!(titles(&all), ["8.40\u{a0}kg", "8.50\u{a0}kg"]);
}

#[test]
fn families_are_found_by_what_is_typed_at_a_door_and_listed_page_by_page() {
    let mut phone = Phone::new();
    named(&mut phone);
    let found =
        |phone: &mut Phone, words: &str| screens::search(&phone.store, words, asked(Lang::Es)).unwrap();
    for words in ["rosa", "QUISPE", "tienda", "mamány"] {
        assert!(!found(&mut phone, words).groups.is_empty(), "{words}");
    }
    let none = found(&mut phone, "Yeny");
    assert_eq!(none.empty.unwrap().text, "No encontré «Yeny» en este celular. Prueba otro nombre o la casa.");
    for _ in 0..60 {
        let mut action = phone.store.begin().unwrap();
        action
            .about_new(household::ID, Values::from([(household::area, Value::Record(at_work::AREA))]))
            .unwrap();
        action.save().unwrap();
    }
    let place = Place::Families(Filter::All);
    let first = shows(&mut phone, &place);
    let rest = screens::screen(&mut phone.store, &place, first.next.as_deref(), asked(Lang::Es)).unwrap();
    assert_eq!((first.groups[0].rows.len(), rest.groups[0].rows.len(), rest.next), (50, 11, None));
    let young = shows(&mut phone, &Place::Families(Filter::UnderOne));
    assert!(young.groups.is_empty(), "she is over a year old");
}

#[test]
fn every_screen_speaks_spanish_without_a_word_that_blames_and_says_where_it_falls_back() {
    let mut phone = Phone::new();
    named(&mut phone);
    let made = visited(&mut phone, "2026-09-14", Some("2026-09-18"));
    let house = phone.house;
    said_elsewhere(&mut phone, house, household::telephone, Value::text("900 000 222"));
    let (house, child) = (phone.house, phone.child);
    let places = [
        Place::Today,
        Place::Families(Filter::All),
        Place::Notices,
        Place::Delivery,
        Place::Household(house),
        Place::BeginVisit(house),
        Place::Person(child),
        Place::Growth(child),
        Place::History(child),
        Place::History(house),
        Place::Visit(made),
        Place::NotVisited(house),
        Place::Dispute(house, "telephone".into(), None),
        Place::Correct(child, "given_names".into(), None),
        Place::Phone,
    ];
    for place in places {
        let view = shows(&mut phone, &place);
        let said = serde_json::to_string(&view).unwrap();
        assert!(!said.contains("\"[") && view.falls_back.is_none(), "{place}: {said}");
        for text in texts(&serde_json::to_value(&view).unwrap()) {
            assert_eq!(forbidden_in(&text).next(), None, "{place}: {text}");
            assert!(!text.is_empty(), "{place}: {said}");
        }
        let quechua = screens::screen(&mut phone.store, &place, None, asked(Lang::Quz)).unwrap();
        assert!(quechua.falls_back.is_some(), "{place}");
    }
}

/// Every text of a screen.
fn texts(json: &serde_json::Value) -> Vec<String> {
    match json {
        serde_json::Value::Object(held) if held.contains_key("language") => {
            vec![held["text"].as_str().unwrap().to_owned()]
        }
        serde_json::Value::Object(held) => held.values().flat_map(texts).collect(),
        serde_json::Value::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn an_act_that_no_screen_has_or_that_brings_nothing_back_does_nothing() {
    let mut phone = Phone::new();
    named(&mut phone);
    let before = chaski::store::own::unsent_count(&phone.store.log()).unwrap();
    let nothing = BTreeMap::new();
    let (house, child) = (phone.house, phone.child);
    for (place, act) in [
        (Place::Today, "save"),
        (Place::NotVisited(house), "delete"),
        (Place::Correct(child, "given_names".into(), None), "save"),
        (Place::Correct(child, "given_names".into(), None), "void"),
    ] {
        let refused = screens::submit(&mut phone.store, &place, act, &nothing, asked(Lang::Es));
        assert!(matches!(refused, Err(ScreenError::NoAct)), "{place} {act}");
    }
    let nobody = RecordName { number: 999, ..child };
    for place in [
        Place::Person(nobody),
        Place::Household(nobody),
        Place::Visit(nobody),
        Place::Correct(child, "nothing".into(), None),
    ] {
        assert!(screens::screen(&mut phone.store, &place, None, asked(Lang::Es)).is_err(), "{place}");
    }
    assert_eq!(chaski::store::own::unsent_count(&phone.store.log()).unwrap(), before);
}
