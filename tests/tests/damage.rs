//! Damaged files: every page that is not as it was written is found, what opens a damaged file says so, and a rescue
//! brings everything out of it but what stood in that page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, RecordName, Value, role};
use chaski::store::rebuild::Verified;
use chaski::store::{KeyProvider, Place, Secrets, Store, StoreError, dump, query, rescue, search};
use chaski::sync::enrol::{EnrolRequest, Invitation};
use chaski::sync::verify::verify;
use chaski_service::storage::sqlite::{Options, ServerKeys};
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::world::{Line, Phone, Server, TestClock, TestKeys, enrol, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;
const PAGE: usize = 4096;
const FRAME: usize = 24;

/// A phone with a few hundred changes: a colleague's, its own that the server holds, and its own that are unsent.
struct Kept {
    folder: tempfile::TempDir,
    keys: ServerKeys,
    area: RecordName,
    worker: RecordName,
    secrets: Secrets,
    /// The phone's file and the server's, as they lie on the disk.
    bytes: Vec<u8>,
    server: Vec<u8>,
    /// What the phone holds, and which of it is unsent.
    all: BTreeSet<ChangeName>,
    unsent: BTreeSet<ChangeName>,
}

impl Kept {
    fn new() -> Kept {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Options::default());
        let area = now_or_never(server.storage.add_area("Norte", code::area_kind::ALL[0].0, None)).unwrap();
        let mut other = Phone::at(Place::file(folder.path().join("other.db")));
        let mut phone = Phone::at(Place::file(folder.path().join("phone.db")));
        enrol(&server.storage, &mut other, "Julia", role::VISITOR, &[area], NOW_S).unwrap();
        let worker = enrol(&server.storage, &mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
        families(&mut other, area, "de Julia", 40);
        sync(&server.storage, &mut other, Line::default(), NOW_S).unwrap();
        families(&mut phone, area, "de Rosa", 60);
        sync(&server.storage, &mut phone, Line::default(), NOW_S).unwrap();
        phone.close();
        families(&mut phone, area, "sin enviar", 40);
        let (all, unsent) = held(phone.store().unwrap());
        assert_eq!(unsent.len(), 80);
        phone.close();
        let Server { storage, keys, .. } = server;
        drop(storage);
        let read = |file: &str| {
            assert!(!folder.path().join(format!("{file}-wal")).exists());
            std::fs::read(folder.path().join(file)).unwrap()
        };
        let (bytes, server) = (read("phone.db"), read("server.db"));
        let secrets = phone.keys.read().unwrap().unwrap();
        Kept { folder, keys, area, worker, secrets, bytes, server, all, unsent }
    }

    fn pages(&self) -> usize {
        self.bytes.len() / PAGE
    }

    fn keys(&self) -> Arc<TestKeys> {
        TestKeys::holding(self.secrets.clone())
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(self.folder.path().join(format!("{name}{end}")));
        }
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The phone's file with other bytes in it.
    fn damaged(&self, how: impl FnOnce(&mut [u8])) -> PathBuf {
        let mut bytes = self.bytes.clone();
        how(&mut bytes);
        self.file("damaged.db", &bytes)
    }

    /// What opening and checking say of a file: `None` if both find it sound.
    fn found(&self, path: &Path) -> Option<String> {
        match Store::open(&Place::file(path), self.keys(), Arc::new(TestClock::default())) {
            Err(error) => Some(error.code().to_owned()),
            Ok(mut store) => match verify(&mut store) {
                Err(error) => Some(error.code().to_owned()),
                Ok(verified) if verified.is_sound() => None,
                Ok(verified) => Some(format!("{:?} {:?}", verified.pages, verified.structure)),
            },
        }
    }

    /// What a rescue says, and the phone with the rescued file.
    fn rescued(&self, path: &Path) -> (rescue::Rescued, Phone) {
        let to = self.file("rescued.db", b"");
        std::fs::remove_file(&to).unwrap();
        let keys = self.keys();
        let before = std::fs::read(path).unwrap();
        let rescued = rescue::rescue(path, &to, keys.as_ref()).unwrap();
        assert_eq!(std::fs::read(path).unwrap(), before, "the damaged file stays as it is");
        (rescued, Phone::of_keys(Place::file(to), keys))
    }

    /// Lets the rescued phone go on: enrolled again if it must be, synced, and equal to the server. How many of the
    /// families that were unsent the server then holds.
    fn goes_on(&self, rescued: &rescue::Rescued, phone: &mut Phone) -> usize {
        let (held, _) = held_in(&phone.place.path, &phone.keys);
        let kept_only_here: BTreeSet<ChangeName> = self.unsent.difference(&held).copied().collect();
        let server = SqliteStorage::open(&self.file("copy.db", &self.server), &self.keys).unwrap();
        if !rescued.enrolled {
            self.enrol_again(&server, phone);
        }
        let report = sync(&server, phone, Line::default(), NOW_S).unwrap();
        assert_eq!(report.on_this_phone_only, 0);
        let store = phone.store().unwrap();
        let verified = verify(store).unwrap();
        // What stood in the page and nobody else has is told as missing, for good.
        let gaps: BTreeSet<String> = verified.missing.iter().cloned().collect();
        let only_here: BTreeSet<String> =
            kept_only_here.iter().map(ToString::to_string).filter(|name| gaps.contains(name)).collect();
        assert_eq!(gaps, only_here);
        assert!(Verified { missing: Vec::new(), ..verified.clone() }.is_sound(), "{verified:?}");
        let mut here = Vec::new();
        dump::dump(&store.log(), &self.area, &mut here).unwrap();
        let there = now_or_never(server.dump(self.area)).unwrap();
        assert_eq!(String::from_utf8(here).unwrap(), String::from_utf8(there.clone()).unwrap());
        let there = String::from_utf8(there).unwrap();
        let aside: Vec<_> = now_or_never(server.aside()).unwrap().into_iter().map(|one| one.reason).collect();
        assert!(aside.is_empty(), "{aside:?} {rescued:?}");
        for (name, count) in [("de Julia", 40), ("de Rosa", 60)] {
            assert_eq!(there.matches(name).count(), count, "{name}");
        }
        there.matches("sin enviar").count()
    }

    fn enrol_again(&self, server: &SqliteStorage, phone: &mut Phone) {
        let code = now_or_never(server.invite(self.worker, role::VISITOR, &[self.area], NOW_S)).unwrap();
        let district = now_or_never(server.district()).unwrap();
        let invitation = Invitation {
            url: "https://localhost".into(),
            code,
            root_hash: *blake3::hash(&district.root).as_bytes(),
            tls_hash: None,
            issued_s: NOW_S,
        };
        let request = EnrolRequest::of(phone.store().unwrap(), code, "Rosa");
        let answer = now_or_never(server.enrol(request, NOW_S)).unwrap().unwrap();
        phone.store().unwrap().enrolled(&invitation, &answer).unwrap();
    }
}

fn families(phone: &mut Phone, area: RecordName, name: &str, count: usize) {
    for nth in 0..count {
        family(phone.store().unwrap(), area, &format!("{nth} {name} {}", "ñ".repeat(nth))).unwrap();
    }
}

fn family(store: &mut Store, area: RecordName, name: &str) -> Result<(), StoreError> {
    let mut action = store.begin()?;
    let house = action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))]))?;
    let values = [(person::household, Value::Record(house)), (person::given_names, Value::text(name))];
    action.about_new(person::ID, BTreeMap::from(values))?;
    action.save()?;
    Ok(())
}

fn held(store: &Store) -> (BTreeSet<ChangeName>, BTreeSet<ChangeName>) {
    let names = |condition: &str| {
        let statement = format!("SELECT name FROM change WHERE {condition}");
        let mut statement = store.log().connection().prepare(&statement).unwrap();
        let names = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        names.map(|name| ChangeName::from_key(&name.unwrap()).unwrap()).collect()
    };
    (names("TRUE"), names("own = 1 AND acknowledged = 0"))
}

/// What a file holds, read without opening it as a phone's.
fn held_in(path: &Path, keys: &TestKeys) -> (BTreeSet<ChangeName>, BTreeSet<ChangeName>) {
    let beside = path.with_extension("look");
    std::fs::copy(path, &beside).unwrap();
    let keys = TestKeys::holding(keys.read().unwrap().unwrap());
    let store = Store::open(&Place::file(&beside), keys, Arc::new(TestClock::default())).unwrap();
    held(&store)
}

#[test]
fn every_zeroed_page_is_refused_at_opening_or_found_by_the_check() {
    let kept = Kept::new();
    assert_eq!(kept.found(&kept.damaged(|_| {})), None);
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for page in 0..kept.pages() {
        let path = kept.damaged(|bytes| bytes[page * PAGE..][..PAGE].fill(0));
        let found = kept.found(&path).unwrap_or_else(|| panic!("page {} is called sound", page + 1));
        let by_number = format!("{:?} {:?}", [page + 1], [""; 0]);
        assert!(found == "damaged" || found == by_number, "page {}: {found}", page + 1);
        *told.entry(if found == "damaged" { found } else { "by the check".into() }).or_default() += 1;
    }
    println!("{} pages zeroed: {told:?}", kept.pages());
    assert!(told.len() == 2 && kept.pages() > 60, "{told:?}");
}

#[test]
fn one_wrong_bit_anywhere_in_a_page_is_found_and_set_right_by_a_rescue() {
    let kept = Kept::new();
    for page in (0..kept.pages()).step_by(13) {
        for at in [0, 2000, 4020, 4090] {
            let path = kept.damaged(|bytes| bytes[page * PAGE + at] ^= 0x10);
            assert!(kept.found(&path).is_some(), "page {} byte {at}", page + 1);
        }
        let path = kept.damaged(|bytes| bytes[page * PAGE + 1234] ^= 4);
        let (rescued, phone) = kept.rescued(&path);
        let (all, unsent) = held_in(&phone.place.path, &phone.keys);
        assert!(all == kept.all && unsent == kept.unsent, "page {}: {rescued:?}", page + 1);
        assert_eq!(rescued.damaged_pages, [page as u64 + 1]);
        assert!(rescued.complete && rescued.enrolled, "{rescued:?}");
    }
}

#[test]
fn a_rescue_loses_what_stood_in_the_damaged_page_and_nothing_else() {
    let kept = Kept::new();
    let mut lost_by: BTreeMap<ChangeName, usize> = BTreeMap::new();
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for page in 0..kept.pages() {
        let path = kept.damaged(|bytes| bytes[page * PAGE..][..PAGE].fill(0));
        let (rescued, mut phone) = kept.rescued(&path);
        assert_eq!(rescued.damaged_pages, [page as u64 + 1]);
        let (all, unsent) = held_in(&phone.place.path, &phone.keys);
        let lost: BTreeSet<_> = kept.all.difference(&all).copied().collect();
        assert!(all.is_subset(&kept.all) && lost.len() < 40, "page {}: {lost:?}", page + 1);
        assert_eq!(unsent, kept.unsent.difference(&lost).copied().collect(), "page {}", page + 1);
        assert_eq!((rescued.changes, rescued.unsent), (all.len() as u64, unsent.len() as u64));
        assert!(lost.is_empty() || !rescued.complete);
        let lost_unsent = kept.unsent.intersection(&lost).count();
        lost.into_iter().for_each(|name| *lost_by.entry(name).or_default() += 1);
        let there = kept.goes_on(&rescued, &mut phone);
        assert!(there <= 40 && 40 - there <= lost_unsent, "page {}: {there} of 40", page + 1);
        let how = format!(
            "{}, {}",
            if rescued.complete { "complete" } else { "in part" },
            if rescued.enrolled { "as it was" } else { "enrolled again" }
        );
        *told.entry(how).or_default() += 1;
    }
    println!("{} pages rescued: {told:?}", kept.pages());
    // Each change stands in one page.
    assert_eq!(lost_by.len(), kept.all.len());
    assert!(lost_by.values().all(|pages| *pages == 1));
}

#[test]
fn of_a_page_with_a_wrong_stretch_only_the_changes_in_that_stretch_are_lost() {
    let kept = Kept::new();
    let mut some = 0;
    for page in (1..kept.pages()).step_by(4) {
        let path = kept.damaged(|bytes| bytes[page * PAGE + 3000..][..16].fill(0xaa));
        assert!(kept.found(&path).is_some(), "page {}", page + 1);
        let (_, phone) = kept.rescued(&path);
        let (all, _) = held_in(&phone.place.path, &phone.keys);
        let lost = kept.all.difference(&all).count();
        assert!(lost <= 2, "page {}: {lost}", page + 1);
        some += lost;
    }
    assert!(some > 0, "{some}");
}

#[test]
fn a_file_that_was_cut_or_has_lost_its_beginning_gives_back_what_is_left() {
    let kept = Kept::new();
    type How = fn(&mut [u8]);
    let ways: [(&str, How); 3] = [
        ("the first page", |bytes| bytes[..PAGE].fill(0)),
        ("the salt", |bytes| bytes[3] ^= 1),
        ("all but the salt", |bytes| bytes[16..PAGE].fill(7)),
    ];
    for (what, how) in ways {
        let path = kept.damaged(how);
        assert_eq!(kept.found(&path).as_deref(), Some("damaged"), "{what}");
        let (rescued, mut phone) = kept.rescued(&path);
        assert_eq!(rescued.changes, kept.all.len() as u64, "{what}: {rescued:?}");
        assert_eq!(rescued.unsent, 80, "{what}");
        assert!(rescued.enrolled, "{what}");
        assert_eq!(kept.goes_on(&rescued, &mut phone), 40, "{what}");
    }
    for length in [kept.bytes.len() - 100, kept.bytes.len() - 3 * PAGE, kept.bytes.len() / 2] {
        let path = kept.file("damaged.db", &kept.bytes[..length]);
        assert!(kept.found(&path).is_some(), "cut to {length}");
        let (rescued, mut phone) = kept.rescued(&path);
        kept.goes_on(&rescued, &mut phone);
    }
}

#[test]
fn a_known_phone_is_enrolled_again_by_its_own_workers_code_alone_and_not_once_it_is_stopped() {
    let kept = Kept::new();
    let server = SqliteStorage::open(&kept.file("copy.db", &kept.server), &kept.keys).unwrap();
    let mut phone = Phone::of_keys(Place::file(kept.damaged(|_| {})), kept.keys());
    let mut shows = |worker| {
        let code = now_or_never(server.invite(worker, role::VISITOR, &[kept.area], NOW_S)).unwrap();
        let request = EnrolRequest::of(phone.store().unwrap(), code, "Rosa");
        now_or_never(server.enrol(request, NOW_S)).map(|answer| answer.unwrap().worker)
    };
    let another = now_or_never(server.add_worker("Otra")).unwrap();
    assert!(shows(another).unwrap_err().to_string().contains("enrolled already"));
    assert_eq!(shows(kept.worker).unwrap(), kept.worker);
    now_or_never(server.stop_device(kept.unsent.first().unwrap().device)).unwrap();
    assert!(shows(kept.worker).unwrap_err().to_string().contains("enrolled already"));
}

#[test]
fn another_key_and_another_file_are_not_called_damaged() {
    let kept = Kept::new();
    let mut other = kept.secrets.clone();
    other.database_key[7] ^= 1;
    let path = kept.damaged(|_| {});
    let open = |path: &Path, secrets: &Secrets| {
        let keys = TestKeys::holding(secrets.clone());
        Store::open(&Place::file(path), keys, Arc::new(TestClock::default())).map(|_| ()).unwrap_err().code()
    };
    assert_eq!(open(&path, &other), "wrong_key");
    let to = kept.folder.path().join("rescued.db");
    let refused = rescue::rescue(&path, &to, TestKeys::holding(other).as_ref()).unwrap_err();
    assert_eq!(refused.code(), "wrong_key");
    assert!(!to.exists() && !kept.folder.path().join("rescued.db-part").exists());
    let text = kept.file("damaged.db", &b"a list of things to buy\n".repeat(4000));
    assert_eq!(open(&text, &kept.secrets), "not_ours");
    let nothing = rescue::rescue(Path::new("/nowhere.db"), &to, kept.keys().as_ref()).unwrap_err();
    assert_eq!(nothing.code(), "database_missing");
}

/// What SQLite's log holds: the place of each frame, and whether a transaction ends with it.
fn frames(log: &[u8]) -> Vec<(usize, bool)> {
    let frames = log[32..].chunks_exact(FRAME + PAGE).enumerate();
    frames.map(|(nth, frame)| (32 + nth * (FRAME + PAGE), frame[4..8] != [0; 4])).collect()
}

#[test]
fn a_wrong_frame_in_the_midst_of_the_log_is_refused_and_what_follows_it_is_rescued() {
    let kept = Kept::new();
    let path = kept.damaged(|_| {});
    let mut phone = Phone::of_keys(Place::file(&path), kept.keys());
    families(&mut phone, kept.area, "del diario", 12);
    // As the power finds them.
    let bytes = std::fs::read(&path).unwrap();
    let log = std::fs::read(path.with_extension("db-wal")).unwrap();
    let secrets = phone.keys.read().unwrap().unwrap();
    let (all, _) = held(phone.store().unwrap());
    phone.close();
    let frames = frames(&log);
    let ends: Vec<usize> = (0..frames.len()).filter(|nth| frames[*nth].1).collect();
    let [.., before, last] = ends[..] else { panic!("{ends:?}") };
    assert_eq!(last, frames.len() - 1);

    let lay = |log: &[u8]| {
        let path = kept.file("damaged.db", &bytes);
        std::fs::write(path.with_extension("db-wal"), log).unwrap();
        path
    };
    let open = |path: &Path| {
        let keys = TestKeys::holding(secrets.clone());
        Store::open(&Place::file(path), keys, Arc::new(TestClock::default()))
    };
    assert_eq!(held(&open(&lay(&log)).unwrap()).0, all);
    for (nth, (at, _)) in frames.iter().enumerate() {
        let mut wrong = log.clone();
        wrong[*at..][..FRAME + PAGE].fill(0);
        let path = lay(&wrong);
        // The end of the last transaction but one cannot be told from the last one's own frames.
        if nth >= before {
            let (held, _) = held(&open(&path).unwrap());
            assert!(all.len() - held.len() <= 4, "frame {nth}");
            continue;
        }
        assert_eq!(open(&path).map(|_| ()).unwrap_err().code(), "damaged", "frame {nth} of {}", frames.len());
        let to = kept.file("rescued.db", b"");
        std::fs::remove_file(&to).unwrap();
        let keys = TestKeys::holding(secrets.clone());
        let rescued = rescue::rescue(&path, &to, keys.as_ref()).unwrap();
        assert!(!rescued.complete && rescued.enrolled);
        let (held, _) = held_in(&to, &keys);
        // A page that is wrong in one transaction is there again in the next that writes it.
        assert!(held.is_subset(&all) && all.len() - held.len() <= 12, "frame {nth}: {rescued:?}");
    }
    // The head of the log.
    let mut wrong = log.clone();
    wrong[..32].fill(0);
    assert_eq!(open(&lay(&wrong)).map(|_| ()).unwrap_err().code(), "damaged");
    // Cut short it is a power cut: whole transactions are there, and nobody is frightened.
    let cut = frames[before].0 + FRAME + PAGE + 700;
    let (held, _) = held(&open(&lay(&log[..cut])).unwrap());
    assert_eq!(all.len() - held.len(), 2);
}

#[test]
fn whatever_meets_a_damaged_page_says_that_the_file_is_damaged_the_first_time_and_every_time() {
    let kept = Kept::new();
    let mut told = 0;
    for page in 0..kept.pages() {
        let path = kept.damaged(|bytes| bytes[page * PAGE..][..PAGE].fill(0));
        let mut phone = Phone::of_keys(Place::file(&path), kept.keys());
        if phone.store().is_err() {
            continue;
        }
        let server = SqliteStorage::open(&kept.file("copy.db", &kept.server), &kept.keys).unwrap();
        for _ in 0..2 {
            let store = phone.store().unwrap();
            let mut codes = Vec::new();
            let mut note = |result: Result<(), StoreError>| {
                if let Err(error) = result {
                    codes.push((error.code(), error.to_string()));
                }
            };
            note(query::families(&store.log(), None, None, 100).map(|_| ()));
            note(query::children(&store.log(), None, None, 100).map(|_| ()));
            note(search::search(&store.log(), "Rosa", 50).map(|_| ()));
            note(dump::dump(&store.log(), &kept.area, &mut Vec::new()));
            note(family(store, kept.area, "más"));
            if let Err(error) = sync(&server, &mut phone, Line::default(), NOW_S) {
                codes.push((error.code(), error.to_string()));
            }
            for (code, text) in &codes {
                assert_eq!(*code, "damaged", "page {}: {text}", page + 1);
            }
            told += usize::from(!codes.is_empty());
        }
    }
    assert!(told > 50, "{told}");
}
