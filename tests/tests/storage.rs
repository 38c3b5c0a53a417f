//! The embedded storage does what every storage must.

use std::collections::BTreeMap;

use chaski::change::Register;
use chaski::record::table::{code, household};
use chaski::record::{ChangeName, Value, role};
use chaski::store::Place;
use chaski_service::storage::supervision::{Act, FormSent, Refusal, Supervision, Viewer};
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::conformance::{CHECKS, supervision};
use chaski_tests::world::{Line, Phone, Server, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

#[test]
fn the_embedded_storage_conforms() {
    let mut failed = Vec::new();
    for (sentence, check) in CHECKS.iter().chain(supervision::CHECKS) {
        let folder = tempfile::tempdir().map_err(|e| e.to_string());
        let outcome = folder.and_then(|folder| {
            let server = Server::create(&folder.path().join("server.db"), &Default::default());
            check(&server.storage, folder.path()).map_err(|e| e.to_string())?;
            // Whatever happened, the lists are what they would be if they were made from nothing.
            let kept = server.storage.lines_as_kept().map_err(|e| e.to_string())?;
            server.storage.make_lines().map_err(|e| e.to_string())?;
            let made = server.storage.lines_as_kept().map_err(|e| e.to_string())?;
            let differ = |(kept, made): (&String, &String)| kept != made;
            match kept.iter().zip(&made).position(differ) {
                None if kept.len() == made.len() => Ok(()),
                at => Err(format!("the lists differ at {at:?}: {} kept, {} made", kept.len(), made.len())),
            }
        });
        if let Err(error) = outcome {
            failed.push(format!("{sentence}: {error}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("; "));
}

#[test]
fn a_database_of_a_version_without_the_supervisors_tables_gets_them_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::create(&folder.path().join("server.db"), &Default::default());
    for (_, check) in
        supervision::CHECKS.iter().filter(|(sentence, _)| sentence.starts_with("a visit is returned"))
    {
        check(&server.storage, folder.path()).unwrap();
    }
    let Server { storage, keys, path } = server;
    let kept = storage.lines_as_kept().unwrap();
    assert!(kept.iter().any(|line| line.starts_with("visit_line")));
    storage
        .inspect(|conn| {
            let tables: Vec<String> =
                kept.iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect();
            for table in
                tables.iter().map(String::as_str).chain(["received", "account", "session", "failure", "seen"])
            {
                conn.execute_batch(&format!("DROP TABLE IF EXISTS {table}")).unwrap();
            }
            conn.execute("DELETE FROM meta WHERE key = 'desk'", []).unwrap();
        })
        .unwrap();
    drop(storage);
    let storage = SqliteStorage::open(&path, &keys).unwrap();
    assert_eq!(storage.lines_as_kept().unwrap(), kept);
}

#[test]
fn an_act_and_the_form_that_asked_for_it_are_kept_both_or_neither() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::create(&folder.path().join("server.db"), &Default::default());
    let storage = &server.storage;
    let area = now_or_never(storage.add_area("Norte", code::area_kind::ALL[0].0, None)).unwrap();
    let mut rosa = Phone::at(Place::file(folder.path().join("rosa.db")));
    server.enrol(&mut rosa, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    let mut action = rosa.store().unwrap().begin().unwrap();
    let house =
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
    action.save().unwrap();
    sync(storage, &mut rosa, Line::default(), NOW_S).unwrap();
    let viewer = Viewer {
        login: "eva".into(),
        worker: now_or_never(storage.add_worker("Eva")).unwrap(),
        name: "Eva".into(),
        areas: vec![area],
        may_export: true,
        may_enrol: true,
        until_s: i64::MAX,
    };
    let register = Register { record: house, field: household::known_as, path: None };
    let called = |name: &str, seen: &[ChangeName]| Act::Correct {
        register: register.clone(),
        seen: seen.to_vec(),
        value: Value::text(name),
        reason: "Lo dijo la vecina".into(),
    };
    let form = FormSent { key: [7; 32], leads: "/families".into(), leads_but: None };
    let act = |act: &Act| now_or_never(storage.act(&viewer, act, Some(&form), NOW_S));
    let led = || now_or_never(storage.form_led(form.key)).unwrap();
    let dump = || now_or_never(storage.dump(area)).unwrap();
    let run = |sql: &str| storage.inspect(|conn| conn.execute_batch(sql)).unwrap().unwrap();
    let before = dump();
    for table in ["form", "change"] {
        run(&format!(
            "CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        ));
        assert!(act(&called("La de la esquina", &[])).is_err(), "{table}");
        run("DROP TRIGGER full");
        assert_eq!((led(), dump() == before), (None, true), "{table}");
    }
    // Sent twice at once it is done once.
    let start = std::sync::Barrier::new(2);
    let send = || {
        start.wait();
        act(&called("La de la esquina", &[])).unwrap()
    };
    let done = std::thread::scope(|scope| {
        let both = [scope.spawn(send), scope.spawn(send)];
        both.map(|one| one.join().unwrap())
    });
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    assert!(done.contains(&Err(Refusal::Already(Vec::new()))), "{done:?}");
    assert_eq!(led().as_deref(), Some("/families"));
    // And it is not done again where it could be.
    let said = done.into_iter().find_map(Result::ok).unwrap();
    let after = dump();
    assert_eq!(act(&called("La del molino", &said)).unwrap(), Err(Refusal::Already(Vec::new())));
    assert_eq!(dump(), after);
}
