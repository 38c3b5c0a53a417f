//! Another country's pack, in nothing like the one that is built in, goes the whole way: from a door over the line to the
//! pages and the export. The country is invented.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::BTreeMap;

use chaski::action::{Acting, register, visit as visits};
use chaski::change::Register;
use chaski::pack::{Pack, shipped};
use chaski::record::table::{
    agreement, caregiver, code, entity, household, part, person, reading, referral, service, visit,
};
use chaski::record::{Decimal, EntityId, RecordName, Value};
use chaski::store::query::child;
use chaski::store::save::{Draft, Values};
use chaski::store::search::search;
use chaski::store::shown::shown;
use chaski_service::storage::Storage;
use common::web::Browser;
use common::{District, Phone};
use serde_json::{Value as Json, json};

/// The pack of the Islands; with what was added to its lists since.
fn islands(added: &[(&str, &str, &str, &str)]) -> Pack {
    let mut lists = json!({
        "insurance": { "concepts": [concept("crown", "Seguro de la Corona", "Crown cover")] },
        "programme": { "concepts": [concept("grain", "Grano para todos", "Grain for all")] },
        "relation": { "concepts": [concept("aunt", "Tía mayor", "Elder aunt")] },
        "service": { "concepts": [concept("drops", "Gotas", "Drops"), concept("paper", "Papel", "Paper")] },
        "antigen": { "concepts": [concept("tide", "Fiebre de la marea", "Tide fever")] },
        "document": { "concepts": [concept("shell", "Concha de nombre", "Name shell")] },
        "session": { "concepts": [concept("S-1", "Primera ronda", "First round")] },
        "agreement": { "concepts": [concept("boil", "Hervir el agua", "Boil the water")] },
        "danger_sign": {
            "norm": { "act": "Islands Act 7", "version": "2" },
            "concepts": [concept("dry_gills", "Labios secos", "Dry lips"), old("hiccups")],
        },
    });
    for (list, code, es, en) in added {
        lists[list]["concepts"].as_array_mut().unwrap().push(concept(code, es, en));
    }
    let systems = json!([
        { "system": "is-shell", "words": { "es": "Número de concha", "en": "Shell number" }, "patterns": ["@###@"],
          "sensitive": true },
        { "system": "is-boat", "words": { "es": "Registro de botes", "en": "Boat register" },
          "patterns": ["####"], "check_digit": { "rule": "weighted", "weights": [3, 2, 7], "modulus": 11, "signs": "0123456789X" } },
    ]);
    let ladder = json!([
        { "step": "code" }, { "system": "is-boat" }, { "system": "is-shell", "document": "shell" }, { "step": "local_id" },
    ]);
    let files = [
        (
            "pack.json",
            json!({ "country": "is-lands", "version": 1 + added.len(), "languages": ["es", "en"] }),
        ),
        ("lists.json", json!({ "lists": lists })),
        ("identifiers.json", json!({ "systems": systems, "ladder": ladder })),
    ];
    Pack::read(files.into_iter().map(|(name, json)| (name.to_owned(), json.to_string())).collect()).unwrap()
}

fn concept(code: &str, es: &str, en: &str) -> Json {
    json!({ "code": code, "words": { "es": es, "en": en } })
}

/// One that is not offered any more.
fn old(code: &str) -> Json {
    json!({ "code": code, "words": { "es": "Hipo", "en": "Hiccups" }, "valid_until": "2020" })
}

fn texts(codes: &[&str]) -> Value {
    Value::List(codes.iter().map(|code| Value::text(code)).collect())
}

/// What a plan makes is saved, or why not.
fn done<T>(
    phone: &mut Phone,
    plan: impl FnOnce(&Acting<'_>) -> Result<(Draft, T), String>,
) -> Result<T, String> {
    let author = phone.store.author().unwrap();
    let (draft, made) = plan(&Acting { log: phone.store.log(), author, areas: None })?;
    phone.store.save(draft).map_err(|error| error.to_string())?;
    Ok(made)
}

fn of_person(
    phone: &mut Phone,
    area: RecordName,
    values: Values,
    numbers: &[(&str, &str)],
) -> Result<(RecordName, RecordName), String> {
    let home = Values::from([(household::area, Value::Record(area))]);
    let identifiers = numbers.iter().map(|(system, number)| ((*system).to_owned(), Value::text(number)));
    let child = register::Person { values, identifiers: identifiers.collect() };
    done(phone, |acting| {
        let (draft, house, people) =
            register::family(acting, home, vec![child]).map_err(|stop| format!("{stop:?}"))?;
        Ok((draft, (house, people[0])))
    })
}

fn illa() -> Values {
    Values::from([
        (person::given_names, Value::text("Illa")),
        (person::family_names, Value::text("Marea")),
        (person::kind, Value::Int(code::person_kind::child)),
        (person::sex, Value::Int(code::sex::female)),
        (person::birth_date, Value::date(&[2025, 3, 2])),
        (person::insurance, texts(&["crown"])),
        (person::programmes, texts(&["grain"])),
    ])
}

fn recorded(entity_id: EntityId, subject: RecordName, values: Values) -> visits::Recorded {
    let of = entity(entity_id).unwrap();
    let mut all = Values::from([(of.owner_field().unwrap(), Value::Record(subject))]);
    all.extend(values);
    visits::Recorded { entity: of, subject, values: all, paths: BTreeMap::new() }
}

fn visited(phone: &mut Phone, house: RecordName, of: RecordName) -> RecordName {
    let weight = [(part::weight::kg, Value::Decimal(Decimal::new(700, -2)))];
    let records = vec![
        recorded(reading::ID, of, Values::from([(reading::weight, Value::parts(weight))])),
        recorded(
            service::ID,
            of,
            Values::from([(service::kind, Value::text("drops")), (service::antigens, texts(&["tide"]))]),
        ),
        recorded(
            service::ID,
            of,
            Values::from([(service::kind, Value::text("paper")), (service::document, Value::text("shell"))]),
        ),
        recorded(caregiver::ID, of, Values::from([(caregiver::relation, Value::text("aunt"))])),
        recorded(agreement::ID, of, Values::from([(agreement::code, Value::text("boil"))])),
        recorded(referral::ID, of, Values::from([(referral::signs, texts(&["dry_gills"]))])),
    ];
    let values = Values::from([
        (visit::session_code, Value::text("S-1")),
        (visit::on, Value::date(&[2026, 9, 25])),
        (visit::persons_seen, Value::List(vec![Value::Record(of)])),
    ]);
    let made = done(phone, |acting| {
        let (draft, visit, _) =
            visits::visit(acting, house, values, records).map_err(|stop| format!("{stop:?}"))?;
        Ok((draft, visit))
    });
    made.unwrap()
}

/// The words of a page.
fn text(page: &str) -> String {
    let text: String = page.split('<').filter_map(|piece| Some(piece.split_once('>')?.1)).collect();
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn a_second_country_goes_the_whole_way_with_a_pack_of_its_own() {
    let district = District::start();
    let pack = islands(&[]);
    assert!(shipped(&pack.country).is_none());
    district.runtime.block_on(district.storage.use_pack(Some(&pack))).unwrap();
    district.account("nelida", &[district.norte], (true, true));
    let mut phone = district.visitor(district.norte);
    phone.store.use_pack(Some(&pack)).unwrap();
    let north = district.norte;

    // What is entered at a door is of the pack's lists and systems.
    let with = |field, value| Values::from([(field, value)]);
    for (values, numbers) in [
        (with(person::insurance, texts(&["crown", "sis"])), vec![]),
        (with(person::programmes, texts(&["juntos"])), vec![]),
        (illa(), vec![("pe-dni", "71234567")]),
        (illa(), vec![("is-shell", "1234")]),
        (illa(), vec![("is-boat", "1243")]),
    ] {
        let refused = of_person(&mut phone, north, values, &numbers).unwrap_err();
        assert!(refused.contains("must be"), "{refused}");
        assert!(!numbers.iter().any(|(_, number)| refused.contains(number)), "{refused}");
    }
    let (house, child_of) =
        of_person(&mut phone, north, illa(), &[("is-shell", "k-123-z"), ("is-boat", "124-2")]).unwrap();
    let made = visited(&mut phone, house, child_of);
    let page = child(&phone.store.log(), &child_of).unwrap();
    let steps: Vec<(&str, bool)> = page.identity.iter().map(|step| (&*step.step, step.reached)).collect();
    assert_eq!(steps, [("code", true), ("is-boat", true), ("is-shell", true), ("local_id", false)]);
    assert_eq!(search(&phone.store.log(), "K123Z", 5).unwrap()[0].record, child_of);

    district.sync(&mut phone).unwrap();
    let mut dumped = Vec::new();
    chaski::store::dump::dump(&phone.store.log(), &north, &mut dumped).unwrap();
    let held = district.runtime.block_on(district.storage.dump(north)).unwrap();
    assert_eq!(String::from_utf8(dumped).unwrap(), String::from_utf8(held).unwrap());

    let mut browser = Browser::signed_in(&district, "nelida");
    let mut shown = |path: &str, words: &[&str]| {
        let page = browser.get(path);
        let said = text(&page.text());
        assert_eq!(page.status, 200, "{path}: {said}");
        for words in words {
            assert!(said.contains(words), "{path} does not say {words}: {said}");
        }
        said
    };
    let of_child = format!("/children/{child_of}");
    let said = shown(
        &of_child,
        &[
            "Seguro de la Corona",
            "Grano para todos",
            "Tía mayor",
            "Gotas",
            "Fiebre de la marea",
            "Concha de nombre",
        ],
    );
    assert!(
        said.contains("Registro de botes") && said.contains("124-2") && said.contains("k-123-z"),
        "{said}"
    );
    shown(&format!("{of_child}?lang=en"), &["Crown cover", "Elder aunt", "Tide fever", "Shell number"]);
    shown(&format!("/visits/{made}?lang=es"), &["Hervir el agua", "Labios secos"]);
    shown("/danger", &["Labios secos"]);
    shown("/find?q=K123Z", &["Illa"]);

    // A correction offers what the pack offers today, and what stands.
    let sign = page.referrals[0].record;
    let field = format!("/correct/{sign}?field={}", referral::signs);
    let said = shown(&field, &["Labios secos"]);
    assert!(!said.contains("Hipo") && !said.contains("Convulsi"), "{said}");

    let file = browser.get("/exports/children?as=csv&names=yes");
    let lines = file.text();
    assert_eq!(file.status, 200, "{lines}");
    assert!(lines.contains("Illa"), "{lines}");
    let measured = browser.get("/exports/measurements?as=csv");
    assert!(measured.text().contains("7.00"), "{}", measured.text());
}

#[test]
fn two_with_one_number_look_alike_and_the_page_says_by_which_system() {
    let district = District::start();
    let pack = islands(&[]);
    district.runtime.block_on(district.storage.use_pack(Some(&pack))).unwrap();
    district.account("nelida", &[district.norte], (true, true));
    let mut phone = district.visitor(district.norte);
    phone.store.use_pack(Some(&pack)).unwrap();
    let other = Values::from([
        (person::given_names, Value::text("Otro")),
        (person::kind, Value::Int(code::person_kind::child)),
    ]);
    of_person(&mut phone, district.norte, illa(), &[("is-boat", "1242")]).unwrap();
    of_person(&mut phone, district.norte, other, &[("is-boat", "12-42")]).unwrap();
    district.sync(&mut phone).unwrap();
    let said = text(&Browser::signed_in(&district, "nelida").get("/alike").text());
    assert!(said.contains("Illa") && said.contains("Otro") && said.contains("Registro de botes"), "{said}");
}

#[test]
fn a_code_that_is_new_next_year_is_kept_synced_and_shown_by_its_code_until_the_pack_is_there() {
    let district = District::start();
    let (pack, newer) = (islands(&[]), islands(&[("antigen", "storm", "Fiebre de tormenta", "Storm fever")]));
    district.runtime.block_on(district.storage.use_pack(Some(&pack))).unwrap();
    district.account("nelida", &[district.norte], (true, true));
    let (mut phone, mut second) = (district.visitor(district.norte), district.visitor(district.norte));
    phone.store.use_pack(Some(&newer)).unwrap();
    second.store.use_pack(Some(&pack)).unwrap();
    let (house, child_of) = of_person(&mut phone, district.norte, illa(), &[]).unwrap();
    let given =
        Values::from([(service::kind, Value::text("drops")), (service::antigens, texts(&["storm", "tide"]))]);
    let given = vec![recorded(service::ID, child_of, given)];
    let dose = done(&mut phone, |acting| {
        let made = visits::visit(acting, house, Values::new(), given).map_err(|stop| format!("{stop:?}"))?;
        Ok((made.0, made.2[0]))
    });
    let dose = dose.unwrap();
    district.sync(&mut phone).unwrap();
    district.sync(&mut second).unwrap();

    // The older pack keeps it, and whoever corrects what stands beside it does not lose it.
    let register = Register { record: dose, field: service::antigens, path: None };
    let held = shown(&second.store.log(), &register).unwrap();
    assert_eq!(held.value, Some(texts(&["storm", "tide"])));
    let mut set = |value: Value| {
        let held = shown(&second.store.log(), &register).unwrap();
        let mut action = second.store.begin().unwrap();
        action.set(&held, value, Some("copied from the card")).unwrap();
        action.save().map_err(|error| error.to_string())
    };
    assert!(set(texts(&["storm"])).is_ok());
    assert!(set(texts(&["gale"])).is_err());
    assert!(set(texts(&["storm", "tide"])).is_ok());
    district.sync(&mut second).unwrap();

    let page = |district: &District| {
        text(&Browser::signed_in(district, "nelida").get(&format!("/children/{child_of}")).text())
    };
    let before = page(&district);
    assert!(before.contains("storm, Fiebre de la marea"), "{before}");
    district.runtime.block_on(district.storage.use_pack(Some(&newer))).unwrap();
    let after = page(&district);
    assert!(after.contains("Fiebre de tormenta, Fiebre de la marea"), "{after}");
}
