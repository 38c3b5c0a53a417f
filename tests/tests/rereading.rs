//! A server that is updated: what it could not read until then is judged and fed as if it came today, and what was
//! judged before stays as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::path::Path;

use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, RecordName, Value, role};
use chaski::store::log::Received;
use chaski::store::{Log, Place, Standing, Store};
use chaski_server::storage::sqlite::subjects_in_no_feed;
use chaski_server::storage::{SqliteStorage, Storage};
use chaski_tests::world::{Line, Phone, Server, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

fn family(store: &mut Store, area: RecordName) -> (RecordName, RecordName) {
    let mut action = store.begin().unwrap();
    let house =
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
    let child =
        action.about_new(person::ID, BTreeMap::from([(person::household, Value::Record(house))])).unwrap();
    action.save().unwrap();
    (house, child)
}

/// The server holds what the phone recorded, as something that its version cannot read.
fn held_unreadable(server: &SqliteStorage, store: &Store, names: &[ChangeName]) {
    server
        .inspect(|conn| {
            let log = Log::new(conn);
            for name in names {
                let held = store.log().held(name).unwrap().unwrap();
                assert_eq!(log.receive(*name, held.key, &held.body).unwrap(), Received::New);
                log.set_standing(name, Standing::Unreadable, None).unwrap();
                let number = i64::try_from(name.number).unwrap();
                let of = (name.device.0.as_slice(), number);
                conn.execute("INSERT INTO held (device, first, last) VALUES (?1, ?2, ?2)", of).unwrap();
            }
        })
        .unwrap();
}

/// The server's next version opens the database.
fn updated(server: Server, path: &Path) -> Server {
    let Server { storage, keys, .. } = server;
    storage.inspect(|conn| Log::new(conn).set_meta("records", 0).unwrap()).unwrap();
    drop(storage);
    Server { storage: SqliteStorage::open(path, &keys).unwrap(), keys, path: path.to_owned() }
}

fn standing(server: &Server, name: &ChangeName) -> Option<Standing> {
    let of = |conn: &_| Log::new(conn).change(name).unwrap().map(|(_, standing)| standing);
    server.storage.inspect(of).unwrap()
}

#[test]
fn what_an_update_makes_readable_is_judged_and_fed_as_if_it_came_today() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.db");
    let server = Server::create(&path, &Default::default());
    let area =
        |name: &str| now_or_never(server.storage.add_area(name, code::area_kind::sector, None)).unwrap();
    let (norte, sur) = (area("Norte"), area("Sur"));
    let phone = |name: &str| Phone::at(Place::file(folder.path().join(name)));
    let (mut rosa, mut noemi, mut sol) = (phone("rosa.db"), phone("noemi.db"), phone("sol.db"));
    server.enrol(&mut rosa, "Rosa", role::VISITOR, &[norte], NOW_S).unwrap();
    server.enrol(&mut noemi, "Noemi", role::VISITOR, &[norte], NOW_S).unwrap();
    server.enrol(&mut sol, "Sol", role::VISITOR, &[sur], NOW_S).unwrap();
    let (known, _) = family(rosa.store().unwrap(), norte);
    // Rosa's own family; one that she had no right to record; and a child of hers who waits for an unreadable household.
    let (foreign, _) = family(rosa.store().unwrap(), sur);
    sync(&server.storage, &mut rosa, Line::default(), NOW_S).unwrap();
    let (house, child) = family(rosa.store().unwrap(), norte);
    let (wrong, wrong_child) = family(rosa.store().unwrap(), sur);
    let unreadable = [house, wrong].map(|record| record.change());
    held_unreadable(&server.storage, rosa.store().unwrap(), &unreadable);
    sync(&server.storage, &mut rosa, Line::default(), NOW_S).unwrap();
    let waits = [child, wrong_child].map(|record| record.change());
    for name in &waits {
        assert_eq!(standing(&server, name), Some(Standing::Waits));
    }
    let was_aside = now_or_never(server.storage.aside()).unwrap();
    assert_eq!(was_aside.len(), 1, "the household that she had no right to");

    let server = updated(server, &path);
    for record in [known, house, child] {
        assert_eq!(standing(&server, &record.change()), Some(Standing::InState));
    }
    for record in [foreign, wrong] {
        assert_eq!(standing(&server, &record.change()), Some(Standing::SetAside));
    }
    assert_eq!(standing(&server, &wrong_child.change()), Some(Standing::Waits));
    let aside = now_or_never(server.storage.aside()).unwrap();
    let aside: Vec<_> = aside.iter().map(|one| (one.change.clone(), one.reason.as_str())).collect();
    let expected = [foreign, wrong].map(|record| (record.change().to_string(), "no_rights"));
    assert_eq!(aside, expected);
    assert_eq!(server.storage.inspect(|conn| subjects_in_no_feed(&Log::new(conn)).unwrap()).unwrap(), []);
    assert_eq!(server.storage.lines_as_kept().unwrap(), {
        let kept = server.storage.lines_as_kept().unwrap();
        server.storage.make_lines().unwrap();
        assert_eq!(server.storage.lines_as_kept().unwrap(), kept, "the lists are those made from nothing");
        kept
    });

    for phone in [&mut noemi, &mut sol, &mut rosa] {
        sync(&server.storage, phone, Line::default(), NOW_S).unwrap();
    }
    let held = |phone: &mut Phone, record: RecordName| {
        let found = phone.store().unwrap().log().change(&record.change()).unwrap();
        found.map(|(_, standing)| standing)
    };
    for record in [known, house, child] {
        assert_eq!(held(&mut noemi, record), Some(Standing::InState), "fed to the area");
        assert_eq!(held(&mut sol, record), None);
    }
    for record in [foreign, wrong] {
        assert_eq!(held(&mut sol, record), None, "set aside and fed to nobody");
        assert_eq!(held(&mut rosa, record), Some(Standing::SetAside), "its author knows");
    }
    // An update that makes nothing new readable judges and feeds nothing a second time.
    let feeds = |server: &Server| {
        let count = |conn: &rusqlite::Connection| {
            conn.query_row("SELECT count(*) FROM feed", [], |row| row.get::<_, i64>(0)).unwrap()
        };
        server.storage.inspect(count).unwrap()
    };
    let before = feeds(&server);
    let server = updated(server, &path);
    assert_eq!(feeds(&server), before);
    assert_eq!(standing(&server, &foreign.change()), Some(Standing::SetAside));
}
