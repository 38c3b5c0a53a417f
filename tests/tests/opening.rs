//! Opening a phone's database: each refusal says what is wrong and leaves the disk as it was; an old state that is put
//! back and a copy go on under tags of their own; what was saved by an earlier schema opens.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chaski::record::table::{code, household, person};
use chaski::record::{DeviceId, RecordName, Tag, Value, role};
use chaski::store::{KeyProvider, Place, Secrets, Standing, Store, StoreError};
use chaski::sync::message::Lines;
use chaski::words::has;
use chaski_service::storage::Storage;
use chaski_tests::disk::Disk;
use chaski_tests::world::{Line, Phone, Server, TestClock, TestKeys, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.is_file());
    files.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

fn open(path: &Path, keys: &Arc<TestKeys>) -> Result<Store, StoreError> {
    Store::open(&Place::file(path), keys.clone(), Arc::new(TestClock::default()))
}

/// The error of an open that must fail, and that it changed nothing in the folder.
fn refused(path: &Path, keys: &Arc<TestKeys>) -> &'static str {
    let folder = path.parent().unwrap();
    let before = bytes_of(folder);
    let error = open(path, keys).map(|_| ()).unwrap_err();
    assert_eq!(bytes_of(folder), before, "{error}");
    assert!(has(&format!("error-{}.remedy", error.code())), "says what to do: {error}");
    error.code()
}

#[test]
fn a_wrong_key_another_file_and_a_newer_schema_are_told_apart_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let keys = Arc::new(TestKeys::default());
    drop(open(&path, &keys).unwrap());

    let mut other = keys.read().unwrap().unwrap();
    other.database_key[0] ^= 1;
    assert_eq!(refused(&path, &TestKeys::holding(other)), "wrong_key");

    let mut other = keys.read().unwrap().unwrap();
    other.seed[0] ^= 1;
    let error = open(&path, &TestKeys::holding(other)).map(|_| ()).unwrap_err();
    assert_eq!(error.code(), "wrong_key");

    for (name, content) in [
        ("plain.db", b"SQLite format 3\0".repeat(256)),
        ("notes.txt", b"a list of things to buy\n".repeat(400)),
        ("zeros", vec![0; 8192]),
    ] {
        let other = folder.path().join(name);
        std::fs::write(&other, content).unwrap();
        assert_eq!(refused(&other, &keys), "not_ours", "{name}");
    }

    let store = open(&path, &keys).unwrap();
    store.log().connection().execute_batch("PRAGMA user_version = 9999").unwrap();
    drop(store);
    assert_eq!(refused(&path, &keys), "newer_schema");
}

#[test]
fn keys_without_a_database_and_a_database_without_keys_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let keys = Arc::new(TestKeys::default());
    drop(open(&path, &keys).unwrap());
    assert_eq!(refused(&path, &Arc::new(TestKeys::default())), "keys_missing");

    let away = folder.path().join("away.db");
    std::fs::rename(&path, &away).unwrap();
    assert_eq!(refused(&path, &keys), "database_missing");
    std::fs::rename(&away, &path).unwrap();
    open(&path, &keys).unwrap();

    let nowhere = Path::new("/proc/chaski/phone.db");
    assert_eq!(open(nowhere, &Arc::new(TestKeys::default())).map(|_| ()).unwrap_err().code(), "no_folder");
    let read_only = Path::new("/proc/phone.db");
    assert_eq!(open(read_only, &Arc::new(TestKeys::default())).map(|_| ()).unwrap_err().code(), "read_only");
}

#[test]
fn a_keystore_that_does_not_answer_opens_nothing_and_one_that_does_not_write_lets_saving_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let keys = Arc::new(TestKeys::default());
    drop(open(&path, &keys).unwrap());

    keys.fail_read.store(true, Ordering::Relaxed);
    assert_eq!(refused(&path, &keys), "keys");
    keys.fail_read.store(false, Ordering::Relaxed);

    // Keys that nobody keeps open nothing; keys that are kept, and of which it is not kept that the database exists, do.
    let other = folder.path().join("other.db");
    let new = Arc::new(TestKeys::default());
    new.fail_write.store(true, Ordering::Relaxed);
    assert_eq!(open(&other, &new).map(|_| ()).unwrap_err().code(), "keys");
    assert!(!other.exists());
    let (server, area) = district(5);
    let mut phone = Phone::at(Place::file(&other));
    phone.keys = TestKeys::holding(Secrets { database_key: [3; 32], seed: [4; 32], database_made: false });
    phone.keys.fail_write.store(true, Ordering::Relaxed);
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    let device = phone.store().unwrap().device();
    for at in 0..3 {
        family(phone.store().unwrap(), area, &format!("Ñusta {at}")).unwrap();
        phone.close();
        assert!(!phone.keys.read().unwrap().unwrap().database_made);
    }
    phone.keys.fail_write.store(false, Ordering::Relaxed);
    let store = phone.store().unwrap();
    assert_eq!(store.device(), device);
    assert_eq!(chaski::store::inbox::delivery(&store.log()).unwrap().on_this_phone_only, 6);
    assert!(store.verify().unwrap().is_sound());
    phone.close();
    assert!(phone.keys.read().unwrap().unwrap().database_made);
    std::fs::remove_file(&other).unwrap();
    assert_eq!(phone.store().map(|_| ()).unwrap_err().code(), "database_missing", "and is not made anew");
}

#[test]
fn a_second_program_finds_the_database_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let keys = Arc::new(TestKeys::default());
    let first = open(&path, &keys).unwrap();
    assert_eq!(open(&path, &keys).map(|_| ()).unwrap_err().code(), "in_use");
    drop(first);
    open(&path, &keys).unwrap();
}

#[test]
fn a_full_disk_refuses_the_save_whole_and_takes_it_when_there_is_room() {
    let disk = Disk::new(1);
    let place = Place { path: "phone.db".into(), vfs: Some(disk.vfs_name().to_owned()) };
    let mut phone = Phone::at(place);
    let (server, area) = district(1);
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    disk.set_full(Some(disk.used()));
    let error = family(phone.store().unwrap(), area, &"ñ".repeat(100)).unwrap_err();
    assert_eq!(error.code(), "disk_full", "{error}");
    let store = phone.store().unwrap();
    let delivery = chaski::store::inbox::delivery(&store.log()).unwrap();
    assert_eq!(delivery.on_this_phone_only, 0);
    disk.set_full(None);
    family(phone.store().unwrap(), area, "Ñusta").unwrap();
    assert!(phone.store().unwrap().verify().unwrap().is_sound());
}

fn district(number: u8) -> (Server, RecordName) {
    let disk = Disk::new(u64::from(number) + 1000);
    let options = chaski_service::storage::sqlite::Options {
        vfs: Some(disk.vfs_name().to_owned()),
        ..Default::default()
    };
    let server = Server::create(Path::new("server.db"), &options);
    // The disk lives as long as its files are open.
    let area = now_or_never(server.storage.add_area("Norte", code::area_kind::ALL[0].0, None)).unwrap();
    (server, area)
}

fn family(store: &mut Store, area: RecordName, name: &str) -> Result<RecordName, StoreError> {
    let mut action = store.begin()?;
    let house = action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))]))?;
    let child = action.about_new(
        person::ID,
        BTreeMap::from([(person::household, Value::Record(house)), (person::given_names, Value::text(name))]),
    )?;
    action.save()?;
    Ok(child)
}

#[test]
fn an_old_state_put_back_goes_on_under_a_tag_of_its_own_and_gets_back_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(2);
    let path = folder.path().join("phone.db");
    let mut phone = Phone::at(Place::file(&path));
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    let before = family(phone.store().unwrap(), area, "Antes").unwrap();
    let (device, first) = names(&mut phone);
    phone.close();
    let kept = std::fs::read(&path).unwrap();

    let after = family(phone.store().unwrap(), area, "Después").unwrap();
    let second = names(&mut phone).1;
    let report = sync(&server.storage, &mut phone, Line::default(), NOW_S).unwrap();
    assert_eq!((report.lines, report.returned), (None, 0));
    phone.close();
    std::fs::write(&path, kept).unwrap();
    let _ = std::fs::remove_file(folder.path().join("phone.db-wal"));

    let since = family(phone.store().unwrap(), area, "Desde entonces").unwrap();
    let third = names(&mut phone);
    assert_eq!(third.0, device, "it is the same phone");
    assert_eq!(BTreeSet::from([first, second, third.1]).len(), 3, "a tag for each opening");
    for (child, tag) in [(before, first), (after, second), (since, third.1)] {
        assert_eq!((child.device, child.change().tag()), (device, tag));
    }
    let report = sync(&server.storage, &mut phone, Line::default(), NOW_S).unwrap();
    assert_eq!(report.on_this_phone_only, 0);
    assert_eq!((report.lines, report.returned, report.apart), (Some(Lines::PutBackOrCopied), 2, 0));
    let store = phone.store().unwrap();
    for child in [before, after, since] {
        assert_eq!(store.log().of_subject(&child).unwrap(), [(child.change(), Standing::InState)]);
    }
    assert!(store.verify().unwrap().is_sound());
    let on_server = String::from_utf8(now_or_never(server.storage.dump(area)).unwrap()).unwrap();
    assert_eq!(dumped(&mut phone, area), on_server);
    assert!(now_or_never(server.storage.aside()).unwrap().is_empty());
}

fn names(phone: &mut Phone) -> (DeviceId, Tag) {
    let store = phone.store().unwrap();
    (store.device(), store.opening().tag)
}

fn dumped(phone: &mut Phone, area: RecordName) -> String {
    let mut out = Vec::new();
    chaski::store::dump::dump(&phone.store().unwrap().log(), &area, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_database_on_two_phones_goes_on_as_two_lines_of_one_phone_and_what_both_say_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(3);
    let mut one = Phone::at(Place::file(folder.path().join("one.db")));
    server.enrol(&mut one, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    family(one.store().unwrap(), area, "Común").unwrap();
    one.close();
    std::fs::copy(folder.path().join("one.db"), folder.path().join("two.db")).unwrap();
    let mut two = Phone::at(Place::file(folder.path().join("two.db")));
    two.keys = one.keys.copied();

    family(one.store().unwrap(), area, "De la una").unwrap();
    family(two.store().unwrap(), area, "De la otra").unwrap();
    let mut told = Vec::new();
    for _ in 0..2 {
        for phone in [&mut one, &mut two] {
            told.push(sync(&server.storage, phone, Line::default(), NOW_S).unwrap().lines);
        }
    }
    // In use twice once a line speaks again after the other was heard.
    let (copied, twice) = (Some(Lines::PutBackOrCopied), Some(Lines::InUseTwice));
    assert_eq!(told, [None, copied, twice, twice]);
    let on_server = String::from_utf8(now_or_never(server.storage.dump(area)).unwrap()).unwrap();
    for name in ["Común", "De la una", "De la otra"] {
        assert_eq!(on_server.matches(name).count(), 1, "{name}");
    }
    let (one_is, two_is) = (names(&mut one), names(&mut two));
    assert!(one_is.0 == two_is.0 && one_is.1 != two_is.1, "one phone, two openings");
    for phone in [&mut one, &mut two] {
        assert_eq!(dumped(phone, area), on_server);
        assert!(phone.store().unwrap().verify().unwrap().is_sound());
    }
    assert!(now_or_never(server.storage.aside()).unwrap().is_empty());
    let said = now_or_never(server.storage.check()).unwrap();
    assert!(said.iter().any(|sentence| sentence.contains("is in use twice")), "{said:?}");
}

/// The secrets of the kept files; they protect nobody.
fn fixture_keys() -> Arc<TestKeys> {
    TestKeys::holding(Secrets { database_key: [1; 32], seed: [2; 32], database_made: true })
}

#[test]
fn a_file_of_every_schema_that_was_ever_shipped_opens_and_shows_what_was_saved() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/schema");
    if std::env::var_os("CHASKI_WRITE").is_some() {
        write_fixture(Path::new(fixtures));
    }
    let mut seen = 0;
    for schema in 1..=chaski::store::schema::SCHEMA {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("phone.db");
        std::fs::copy(format!("{fixtures}/{schema}.db"), &path).unwrap();
        let mut store = open(&path, &fixture_keys()).unwrap();
        let found = chaski::store::search::search(&store.log(), "nusta", 5).unwrap();
        assert_eq!(found.len(), 1);
        assert!(store.verify().unwrap().is_sound());
        seen += 1;
    }
    assert_eq!(seen, chaski::store::schema::SCHEMA);
}

fn write_fixture(fixtures: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("phone.db");
    let (server, area) = district(4);
    let mut phone = Phone::at(Place::file(&path));
    let made = fixture_keys().read().unwrap().unwrap();
    phone.keys = TestKeys::holding(Secrets { database_made: false, ..made });
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    family(phone.store().unwrap(), area, "Ñusta").unwrap();
    phone.store().unwrap().log().connection().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    phone.close();
    std::fs::create_dir_all(fixtures).unwrap();
    let schema = chaski::store::schema::SCHEMA;
    std::fs::copy(&path, fixtures.join(format!("{schema}.db"))).unwrap();
}
