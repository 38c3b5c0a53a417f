//! Another country's pack, in nothing like the one that is built in, goes the whole way: from a door over the line to the
//! pages and the export. The country is invented.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use chaski::action::{Acting, register, visit as visits};
use chaski::change::Register;
use chaski::pack::{Pack, shipped};
use chaski::record::table::code::release_kind;
use chaski::record::table::{
    agreement, caregiver, code, entity, household, part, person, reading, referral, service, visit,
};
use chaski::record::{Decimal, EntityId, RecordName, Value};
use chaski::store::content;
use chaski::store::query::child;
use chaski::store::releases::day_of;
use chaski::store::save::{Draft, Values};
use chaski::store::search::search;
use chaski::store::shown::shown;
use chaski_service::storage::{NewRelease, Storage};
use serde_json::{Value as Json, json};

use crate::common::web::Browser;
use crate::common::{District, Phone, program};

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
        { "system": "is-shell", "norm": { "act": "Islands Act 2" }, "words": { "es": "Número de concha", "en": "Shell number" }, "patterns": ["@###@"],
          "sensitive": true },
        { "system": "is-boat", "norm": { "act": "Islands Act 3" }, "words": { "es": "Registro de botes", "en": "Boat register" },
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
        assert!(refused.contains("is not allowed"), "{refused}");
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

/// Runs a command over the folder of a district that serves: whether it worked, what it said and complained of.
fn command(district: &District, words: &[&str]) -> (bool, String, String) {
    let mut command = program(district.keys.path(), words);
    command.arg("--data").arg(district.files.path());
    command.arg("--key-file").arg(district.keys.path().join("district.server"));
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

fn folder_of(pack: &Pack) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in pack.files() {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_district_changes_its_pack_while_it_serves_and_shows_what_the_new_one_lacks_by_its_code() {
    let district = District::start();
    let shown = command(&district, &["pack", "show"]);
    assert!(shown.0 && shown.1.contains("No pack holds"), "{shown:?}");
    let doctor = command(&district, &["doctor"]);
    assert!(doctor.1.contains("No pack holds"), "{doctor:?}");

    let islands = islands(&[]);
    let folder = folder_of(&islands);
    let given = folder.path().to_str().unwrap();
    let (done, said, complaint) = command(&district, &["pack", "use", given]);
    assert!(
        done && said.contains("The pack is-lands 1 holds in this district now, in place of none"),
        "{complaint}"
    );
    let shown = command(&district, &["pack", "show"]).1;
    assert!(shown.contains("pack is-lands 1, given") && shown.contains("Islands Act 7"), "{shown}");

    district.account("nelida", &[district.norte], (true, true));
    let mut phone = district.visitor(district.norte);
    assert_eq!(phone.store.log().pack().unwrap(), &islands, "its first sync brought it");
    let (_, child_of) = of_person(&mut phone, district.norte, illa(), &[("is-boat", "124-2")]).unwrap();
    district.sync(&mut phone).unwrap();
    let page = || text(&Browser::signed_in(&district, "nelida").get(&format!("/children/{child_of}")).text());
    assert!(page().contains("Seguro de la Corona") && page().contains("Registro de botes"));

    // A pack in which something is wrong changes nothing.
    std::fs::write(folder.path().join("lists.json"), r#"{ "lists": { "colours": { "concepts": [] } } }"#)
        .unwrap();
    let (done, said, complaint) = command(&district, &["pack", "use", given]);
    assert!(!done && complaint.contains("nothing was changed"), "{complaint}");
    assert!(
        said.contains("lists.json, colours, lists.colours: no field holds a list of this name; rename it"),
        "{said}"
    );
    let (done, _, complaint) = command(&district, &["pack", "use", "nowhere"]);
    assert!(!done && complaint.contains("(pe)"), "{complaint}");
    assert!(page().contains("Seguro de la Corona"));

    let (done, said, complaint) = command(&district, &["pack", "use", "pe"]);
    assert!(
        done && said.contains("The pack pe 1 holds in this district now, in place of the pack is-lands 1"),
        "{said}{complaint}"
    );
    assert!(said.contains("Phones (1) take it when they sync"), "{said}");
    let after = page();
    assert!(after.contains("crown") && after.contains("grain") && after.contains("is-boat"), "{after}");
    assert!(!after.contains("Seguro de la Corona") && after.contains("124-2"), "{after}");
    assert_eq!(phone.store.log().pack().unwrap(), &islands);
    district.sync(&mut phone).unwrap();
    assert_eq!(Some(phone.store.log().pack().unwrap()), shipped("pe"));
    assert!(command(&district, &["pack", "use", "pe"]).1.contains("holds already"));
    let shown: Json = serde_json::from_str(&command(&district, &["pack", "show", "--json"]).1).unwrap();
    assert_eq!((&shown["country"], &shown["built_in"]), (&json!("pe"), &json!(true)));
    let dni = shown["parts"].as_array().unwrap().iter().find(|part| part["name"] == "pe-dni").unwrap();
    assert_eq!(dni["act"], "not found");
}

#[test]
fn a_pack_that_the_server_cannot_read_any_more_is_said_by_doctor_health_and_log_and_phones_deliver() {
    let mut district = District::start();
    let islands = islands(&[]);
    district.runtime.block_on(district.storage.use_pack(Some(&islands))).unwrap();
    let mut phone = district.visitor(district.norte);
    assert!(district.ask("GET", "/health", b"").text().contains("\"status\":\"ok\""));
    district
        .storage
        .inspect(|conn| conn.execute("UPDATE meta SET value = '{}' WHERE key = 'pack'", []))
        .unwrap()
        .unwrap();
    phone.household(district.norte, "invented");
    district.sync(&mut phone).unwrap();
    let health = district.ask("GET", "/health", b"");
    // A process that read it goes on by what it read.
    assert!(health.text().contains("\"status\":\"ok\""), "{}", health.text());
    let (done, said, _) = command(&district, &["doctor"]);
    assert!(!done && said.contains("the district's pack (is-lands 1) cannot be read"), "{said}");
    assert!(said.contains("chaski-server pack use"), "{said}");
    let (done, _, complaint) = command(&district, &["pack", "show"]);
    assert!(!done && complaint.contains("is-lands 1"), "{complaint}");
    district.stop();

    let log = district.files.path().join("log");
    let mut command =
        program(district.keys.path(), &["serve", "--listen", "127.0.0.1:0", "--log", log.to_str().unwrap()]);
    command.arg("--data").arg(district.files.path());
    command.arg("--key-file").arg(district.keys.path().join("district.server"));
    let mut serving = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(serving.stdout.take().unwrap()).lines();
    let listening = lines.find(|line| line.as_ref().unwrap().starts_with("Serving")).unwrap().unwrap();
    let port =
        listening.rsplit(':').next().unwrap().trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
    district.address.set_port(port);
    let health = district.ask("GET", "/health", b"");
    assert!(health.status == 200 && health.text().contains("the pack cannot be read"), "{}", health.text());
    phone.household(district.norte, "another");
    district.sync(&mut phone).unwrap();
    serving.kill().unwrap();
    serving.wait().unwrap();
    let log = std::fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("the district's pack cannot be read").count(), 1, "{log}");
}

#[test]
fn a_phone_goes_on_with_the_pack_that_it_has_where_its_app_cannot_read_the_next_and_the_server_is_told() {
    let district = District::start();
    let folder = folder_of(&islands(&[]));
    assert!(command(&district, &["pack", "use", folder.path().to_str().unwrap()]).0);
    let mut phone = district.visitor(district.norte);
    let today = day_of(district.now_s());
    let of_a_later_app = NewRelease {
        kind: release_kind::pack,
        name: "pack".into(),
        version: "2".into(),
        content: b"what only a later app reads".to_vec(),
        since: today.clone(),
        today,
    };
    let later = district.runtime.block_on(district.storage.release(&of_a_later_app)).unwrap().content;
    let report = district.sync(&mut phone).unwrap();
    let log = phone.store.log();
    assert_eq!(log.pack().unwrap(), &islands(&[]));
    let why = content::kept(&log).unwrap()[&later].refused.clone().unwrap();
    assert!(why.contains("cannot read the pack"), "{why}");
    // It is not tried again, and nothing is told twice.
    let again = district.sync(&mut phone).unwrap();
    assert!(again.requests < report.requests, "{} requests, then {}", report.requests, again.requests);
}
