//! A server that is updated: what it could not read until then is judged and fed as if it came today, and what was
//! judged before stays as it was.

use std::path::Path;

use chaski::record::table::code;
use chaski::record::{ChangeName, RecordName, role};
use chaski::store::log::{Incoming, Received};
use chaski::store::{Log, Place, Standing, Store};
use chaski::sync::message::Feed;
use chaski_service::storage::sqlite::subjects_in_no_feed;
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::world::{Line, Phone, Server, family, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

/// The server received what the phone recorded, and its version could not read it, or it waits for such.
fn held_unjudged(server: &SqliteStorage, store: &Store, name: ChangeName, waits_for: Option<RecordName>) {
    let held = store.log().held(&name).unwrap().unwrap();
    server
        .inspect(|conn| {
            let log = Log::new(conn);
            assert_eq!(log.receive(&Incoming::new(name, held.key, &held.body)).unwrap(), Received::New);
            let standing = if waits_for.is_some() { Standing::Waits } else { Standing::Unreadable };
            log.set_standing(&name, standing, waits_for.as_ref()).unwrap();
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
    let (known, _) = family(rosa.store().unwrap(), norte).unwrap();
    let (foreign, _) = family(rosa.store().unwrap(), sur).unwrap();
    sync(&server.storage, &mut rosa, Line::default(), NOW_S).unwrap();
    // A family of her own, and one that she had no right to record: of both, the household cannot be read.
    let (house, child) = family(rosa.store().unwrap(), norte).unwrap();
    let (wrong, wrong_child) = family(rosa.store().unwrap(), sur).unwrap();
    for (house, child) in [(house, child), (wrong, wrong_child)] {
        held_unjudged(&server.storage, rosa.store().unwrap(), house.change(), None);
        held_unjudged(&server.storage, rosa.store().unwrap(), child.change(), Some(house));
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

    for phone in [&mut noemi, &mut sol] {
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
    }
    let own = Feed::Device(rosa.store().unwrap().device()).key();
    let told = |conn: &rusqlite::Connection| {
        let count = "SELECT count(*) FROM feed JOIN r_verdict v ON substr(v.record, 1, 24) = feed.change
                     WHERE feed.feed = ?1";
        conn.query_row(count, [own], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(server.storage.inspect(told).unwrap(), 2, "its author's phone is told of both");
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
