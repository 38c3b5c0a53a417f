//! What a page costs: the most statements that each view of the supervisors' pages may run, whatever is stored. A
//! list runs as many for fifty lines as for one.

use std::collections::BTreeMap;

use chaski::record::table::{code, household, part, person, reading, referral, visit};
use chaski::record::{RecordName, Value, role};
use chaski::store::{Place, Store};
use chaski_service::storage::supervision::{Supervision, Viewer, VisitFilter};
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::world::{Line, Phone, Server, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

/// A family; six children look alike.
fn family(store: &mut Store, area: RecordName, number: usize) -> (RecordName, RecordName) {
    let mut action = store.begin().unwrap();
    let house =
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
    let child = action
        .about_new(
            person::ID,
            BTreeMap::from([
                (person::household, Value::Record(house)),
                (person::given_names, Value::text("Illa")),
                (person::family_names, Value::text("Quispe")),
                (person::kind, Value::Int(code::person_kind::child)),
                (
                    person::birth_date,
                    Value::date(&[2025, 1 + (number as i64 / 6) % 12, 1 + number as i64 / 72]),
                ),
            ]),
        )
        .unwrap();
    action.save().unwrap();
    (house, child)
}

fn visited(store: &mut Store, house: RecordName, child: RecordName, day: i64) -> RecordName {
    let mut action = store.begin().unwrap();
    action.about(house);
    let visit = action
        .create(
            visit::ID,
            BTreeMap::from([
                (visit::household, Value::Record(house)),
                (visit::persons_seen, Value::List(vec![Value::Record(child)])),
                (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
                (visit::on, Value::date(&[2027, 1, 1 + day % 28])),
            ]),
        )
        .unwrap();
    action.about(child);
    action
        .create(
            reading::ID,
            BTreeMap::from([(reading::person, Value::Record(child)), (reading::visit, Value::Record(visit))]),
        )
        .unwrap();
    action
        .create(
            referral::ID,
            BTreeMap::from([
                (referral::person, Value::Record(child)),
                (referral::visit, Value::Record(visit)),
                (referral::signs, Value::List(vec![Value::text("fever")])),
            ]),
        )
        .unwrap();
    action.save().unwrap();
    visit
}

struct Filled {
    server: Server,
    viewer: Viewer,
    area: RecordName,
    visit: RecordName,
    child: RecordName,
    house: RecordName,
    other: RecordName,
}

/// A district of two areas with so many families, each visited, each disputed, and as many changes set aside.
fn filled(folder: &std::path::Path, families: usize) -> Filled {
    let server = Server::create(&folder.join("server.db"), &Default::default());
    let kind = code::area_kind::ALL[0].0;
    let top = now_or_never(server.storage.add_area("Distrito", kind, None)).unwrap();
    let north = now_or_never(server.storage.add_area("Norte", kind, Some(top))).unwrap();
    let south = now_or_never(server.storage.add_area("Sur", kind, Some(top))).unwrap();
    let phone = |name: &str| Phone::at(Place::file(folder.join(format!("{name}.db"))));
    let (mut rosa, mut ana) = (phone("rosa"), phone("ana"));
    for (phone, name) in [(&mut rosa, "Rosa"), (&mut ana, "Ana")] {
        server.enrol(phone, name, role::VISITOR, &[north], NOW_S).unwrap();
    }
    let mut made = Vec::new();
    for number in 0..families {
        let (house, child) = family(rosa.store().unwrap(), north, number);
        let visit = visited(rosa.store().unwrap(), house, child, number as i64);
        // Nobody with her rights may write there.
        family(rosa.store().unwrap(), south, number);
        made.push((house, child, visit));
    }
    sync(&server.storage, &mut rosa, Line::default(), NOW_S).unwrap();
    sync(&server.storage, &mut ana, Line::default(), NOW_S).unwrap();
    for (phone, name) in [(&mut rosa, "Illa R"), (&mut ana, "Illa A")] {
        for (_, child, _) in &made {
            let store = phone.store().unwrap();
            let shown = chaski::store::shown::shown_field(&store.log(), *child, person::given_names).unwrap();
            let mut action = store.begin().unwrap();
            action.set(&shown, Value::text(name), None).unwrap();
            action.save().unwrap();
        }
        sync(&server.storage, phone, Line::default(), NOW_S).unwrap();
    }
    let worker = now_or_never(server.storage.add_worker("Eva")).unwrap();
    let viewer = Viewer {
        login: "eva".into(),
        worker,
        name: "Eva".into(),
        areas: vec![top],
        may_export: true,
        may_enrol: true,
        until_s: i64::MAX,
    };
    for n in 0..families as i64 {
        now_or_never(server.storage.log_access(&viewer, Some(made[0].1), "child", n)).unwrap();
    }
    // As if a copy of her phone had said so much.
    server
        .storage
        .inspect(|conn| {
            conn.execute(
                "INSERT INTO apart (device, hash, number, key, body, received_s)
                 SELECT ?1, hash, seq, key, body, seq FROM change WHERE subject IS NOT NULL",
                [rosa.store().unwrap().device().0.as_slice()],
            )
        })
        .unwrap()
        .unwrap();
    let ((house, child, visit), other) = (made[0], made[1].1);
    // Where they live is divided, and nobody said in which part.
    now_or_never(server.storage.add_area("Norte alto", kind, Some(north))).unwrap();
    Filled { server, viewer, area: north, visit, child, house, other }
}

/// Each view with the statements it ran and the lines it gave.
fn ran(filled: &Filled) -> Vec<(&'static str, u64, usize)> {
    let storage: &SqliteStorage = &filled.server.storage;
    let eva = &filled.viewer;
    let count = || now_or_never(storage.statements()).unwrap();
    let mut all = Vec::new();
    macro_rules! run {
        ($name:literal, $call:expr, $lines:expr) => {{
            let found = now_or_never($call).unwrap();
            #[allow(clippy::redundant_closure_call)]
            all.push(($name, count(), ($lines)(&found)));
        }};
    }
    let list = VisitFilter::default();
    let ranged = VisitFilter { from: Some("2027-01-01".into()), attention: true, ..VisitFilter::default() };
    run!("as_of", storage.as_of(eva), |_: &_| 0);
    run!("areas_below", storage.areas_below(eva), |_: &_| 0);
    run!(
        "today",
        storage.today(eva, "2027-01-20", NOW_S),
        |t: &chaski_service::storage::supervision::Today| t.danger.0.len()
    );
    run!("workers", storage.workers_at_work(eva, "2027-01-01"), |_: &_| 0);
    run!("phones", storage.phones(eva), |_: &_| 0);
    run!(
        "visit_list",
        storage.visit_list(eva, &list, None),
        |s: &chaski_service::storage::supervision::Slice<_>| s.items.len()
    );
    run!(
        "visit_list by day",
        storage.visit_list(eva, &ranged, None),
        |s: &chaski_service::storage::supervision::Slice<_>| s.items.len()
    );
    let visits: Vec<RecordName> = {
        let slice = now_or_never(storage.visit_list(eva, &list, None)).unwrap();
        slice.items.into_iter().map(|line| line.visit).collect()
    };
    run!("visit_lines", storage.visit_lines(eva, &visits), |l: &Vec<_>| l.len());
    run!("apart_list", storage.apart_list(eva), |s: &chaski_service::storage::supervision::Slice<_>| s
        .items
        .len());
    run!(
        "child_list",
        storage.child_list(eva, None, None),
        |s: &chaski_service::storage::supervision::Slice<_>| s.items.len()
    );
    run!("danger_list", storage.danger_list(eva, None), |s: &chaski_service::storage::supervision::Slice<
        _,
    >| s.items.len());
    run!(
        "dispute_list",
        storage.dispute_list(eva, None),
        |s: &chaski_service::storage::supervision::Slice<_>| s.items.len()
    );
    run!("alike_list", storage.alike_list(eva, None), |s: &chaski_service::storage::supervision::Slice<
        _,
    >| s.items.len());
    run!(
        "family_list",
        storage.family_list(eva, filled.area, None),
        |s: &chaski_service::storage::supervision::Slice<_>| s.items.len()
    );
    run!(
        "unplaced_list",
        storage.unplaced_list(eva, None),
        |s: &chaski_service::storage::supervision::Slice<_>| s.items.len()
    );
    run!("aside_list", storage.aside_list(eva, None), |s: &chaski_service::storage::supervision::Slice<
        _,
    >| s.items.len());
    run!("seen", storage.seen(eva, None, None), |s: &chaski_service::storage::supervision::Slice<_>| s
        .items
        .len());
    run!("find", storage.find(eva, "quispe"), |f: &Vec<_>| f.len());
    run!("measurement_rows", storage.measurement_rows(eva, None), |r: &(Vec<_>, _)| r.0.len());
    run!("visit_view", storage.visit_view(eva, filled.visit), |_: &_| 0);
    run!("child_view", storage.child_view(eva, filled.child), |_: &_| 0);
    run!("household_view", storage.household_view(eva, filled.house), |_: &_| 0);
    run!("alike_view", storage.alike_view(eva, filled.child, filled.other), |_: &_| 0);
    all
}

#[test]
fn a_page_runs_as_many_statements_for_a_full_list_as_for_a_long_one() {
    let most = BTreeMap::from([
        ("as_of", 3),
        ("areas_below", 1),
        ("today", 17),
        ("workers", 6),
        ("phones", 3),
        ("visit_list", 4),
        ("visit_list by day", 4),
        ("visit_lines", 3),
        ("apart_list", 6),
        ("child_list", 3),
        ("danger_list", 3),
        ("dispute_list", 9),
        ("family_list", 16),
        ("unplaced_list", 9),
        ("alike_list", 3),
        ("aside_list", 6),
        ("seen", 4),
        ("find", 7),
        ("measurement_rows", 6),
        ("visit_view", 80),
        ("child_view", 100),
        ("household_view", 40),
        ("alike_view", 210),
    ]);
    let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let full = ran(&filled(folders.0.path(), 60));
    let long = ran(&filled(folders.1.path(), 120));
    for ((name, few, lines), (_, many, _)) in full.iter().zip(&long) {
        println!("{name}: {few} statements, {many} with twice as much stored, {lines} lines");
    }
    for ((name, few, lines), (_, many, longer)) in full.iter().zip(&long) {
        if name.ends_with("_list") || ["seen", "find", "visit_lines"].contains(name) {
            let full = if *name == "danger_list" {
                30
            } else if *name == "find" {
                50
            } else {
                40
            };
            assert_eq!((*lines, *longer), (full, full), "{name} is full");
        }
        assert!(few.abs_diff(*many) <= 2, "{name}: {few}, then {many} with twice as much stored");
        assert!(*many <= most[name], "{name} runs {many} statements, at most {}", most[name]);
    }
}
