//! The first way of a measurement, end to end: two phones, a server, and back.

use std::collections::BTreeMap;

use chaski::record::table::{code, household, part, person, reading, visit};
use chaski::record::{Decimal, RecordName, Value, role};
use chaski::store::shown::shown_field;
use chaski::store::{Place, Store, dump};
use chaski_service::storage::Storage;
use chaski_tests::world::{Line, Phone, Server, now_or_never, sync};

fn family(store: &mut Store, area: RecordName) -> (RecordName, RecordName) {
    let mut action = store.begin().unwrap();
    let house =
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
    let child = action
        .about_new(
            person::ID,
            BTreeMap::from([
                (person::household, Value::Record(house)),
                (person::given_names, Value::text("Ñusta")),
                (person::sex, Value::Int(code::sex::female)),
                (person::kind, Value::Int(code::person_kind::child)),
            ]),
        )
        .unwrap();
    action.save().unwrap();
    (house, child)
}

fn dumped(store: &Store, area: &RecordName) -> String {
    let mut out = Vec::new();
    dump::dump(&store.log(), area, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_measurement_reaches_the_server_and_the_other_phone_of_its_area_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::create(&folder.path().join("server.db"), &Default::default());
    let kind = code::area_kind::ALL[0].0;
    let north = now_or_never(server.storage.add_area("Norte", kind, None)).unwrap();
    let south = now_or_never(server.storage.add_area("Sur", kind, None)).unwrap();
    let mut phones: Vec<Phone> =
        (0..3).map(|i| Phone::at(Place::file(folder.path().join(format!("{i}.db"))))).collect();
    server.enrol(&mut phones[0], "Rosa", role::VISITOR, &[north], 1_800_000_000).unwrap();
    server.enrol(&mut phones[1], "Luz", role::VISITOR, &[north], 1_800_000_000).unwrap();
    server.enrol(&mut phones[2], "Sol", role::VISITOR, &[south], 1_800_000_000).unwrap();

    let (house, child) = family(phones[0].store().unwrap(), north);
    let store = phones[0].store().unwrap();
    let mut action = store.begin().unwrap();
    action.about(house);
    let visit = action.create(visit::ID, BTreeMap::from([(visit::household, Value::Record(house))])).unwrap();
    action.about(child);
    let weight = Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(1230, -2)))]);
    let reading = action
        .create(
            reading::ID,
            BTreeMap::from([
                (reading::person, Value::Record(child)),
                (reading::visit, Value::Record(visit)),
                (reading::weight, weight.clone()),
            ]),
        )
        .unwrap();
    action.save().unwrap();

    let report = sync(&server.storage, &mut phones[0], Line::default(), 1_800_000_100).unwrap();
    assert_eq!((report.acknowledged, report.on_this_phone_only), (4, 0));
    for phone in &mut phones[1..] {
        sync(&server.storage, phone, Line::default(), 1_800_000_200).unwrap();
    }
    let shown = shown_field(&phones[1].store().unwrap().log(), reading, reading::weight).unwrap();
    assert_eq!(shown.value, Some(weight));
    assert!(!phones[2].store().unwrap().log().of_subject(&child).unwrap().iter().any(|_| true));

    let on_server = String::from_utf8(now_or_never(server.storage.dump(north)).unwrap()).unwrap();
    assert!(on_server.contains("12.30"), "{on_server}");
    for phone in &mut phones[..2] {
        assert_eq!(dumped(phone.store().unwrap(), &north), on_server);
        assert!(phone.store().unwrap().verify().unwrap().is_sound());
    }
}

#[test]
fn a_family_that_moves_is_let_go_by_one_area_and_fed_whole_to_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::create(&folder.path().join("server.db"), &Default::default());
    let kind = code::area_kind::ALL[0].0;
    let north = now_or_never(server.storage.add_area("Norte", kind, None)).unwrap();
    let south = now_or_never(server.storage.add_area("Sur", kind, None)).unwrap();
    let mut rosa = Phone::at(Place::file(folder.path().join("rosa.db")));
    let mut sol = Phone::at(Place::file(folder.path().join("sol.db")));
    server.enrol(&mut rosa, "Rosa", role::VISITOR, &[north], 1_800_000_000).unwrap();
    server.enrol(&mut sol, "Sol", role::VISITOR, &[south], 1_800_000_000).unwrap();
    let (house, child) = family(rosa.store().unwrap(), north);
    let step = |rosa: &mut Phone, sol: &mut Phone| {
        for _ in 0..2 {
            sync(&server.storage, rosa, Line::default(), 1_800_000_100).unwrap();
            sync(&server.storage, sol, Line::default(), 1_800_000_100).unwrap();
        }
    };
    let move_to = |phone: &mut Phone, area: RecordName| {
        let store = phone.store().unwrap();
        let shown = shown_field(&store.log(), house, household::area).unwrap();
        let mut action = store.begin().unwrap();
        action.set(&shown, Value::Record(area), None).unwrap();
        action.save().unwrap();
    };
    let holds = |phone: &mut Phone| !dumped(phone.store().unwrap(), &south).is_empty();
    step(&mut rosa, &mut sol);
    assert!(!holds(&mut sol));
    for to_south in [true, false, true] {
        let area = if to_south { south } else { north };
        move_to(if to_south { &mut rosa } else { &mut sol }, area);
        step(&mut rosa, &mut sol);
        let held = |phone: &mut Phone| {
            phone.store().unwrap().log().of_subject(&child).unwrap().iter().any(|(_, s)| *s as i64 == 0)
        };
        let where_it_is = (held(&mut rosa), held(&mut sol));
        assert_eq!(where_it_is, (!to_south, to_south), "the phones of the area it moved to hold the family");
        let on_server = String::from_utf8(now_or_never(server.storage.dump(area)).unwrap()).unwrap();
        let on_phone = dumped(if to_south { &mut sol } else { &mut rosa }.store().unwrap(), &area);
        assert_eq!(on_phone, on_server);
        assert!(on_server.contains("Ñusta"));
    }
}
