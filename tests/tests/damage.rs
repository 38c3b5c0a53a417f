//! Damaged files: every page that is not as it was written is found, what opens a damaged file says so, and a rescue
//! brings everything out of it but what stood in that page.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, RecordName, Value, role};
use chaski::store::{KeyProvider, Place, Secrets, Store, StoreError, dump, rescue};
use chaski::sync::verify::verify;
use chaski_server::storage::Storage;
use chaski_server::storage::sqlite::Options;
use chaski_tests::world::{Line, Phone, Server, TestClock, TestKeys, enrol, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;
const PAGE: usize = 4096;

/// A phone with a few hundred changes: a colleague's, its own that the server holds, and its own that are unsent.
struct Kept {
    folder: tempfile::TempDir,
    server: Server,
    area: RecordName,
    secrets: Secrets,
    /// The file as it lies on the disk.
    bytes: Vec<u8>,
    /// What it holds, and which of it is unsent.
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
        enrol(&server.storage, &mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
        families(&mut other, area, "de Julia", 40);
        sync(&server.storage, &mut other, Line::default(), NOW_S).unwrap();
        families(&mut phone, area, "de Rosa", 60);
        sync(&server.storage, &mut phone, Line::default(), NOW_S).unwrap();
        phone.close();
        families(&mut phone, area, "sin enviar", 40);
        let (all, unsent) = held(&phone.store().unwrap());
        phone.close();
        let bytes = std::fs::read(folder.path().join("phone.db")).unwrap();
        assert!(!folder.path().join("phone.db-wal").exists());
        let secrets = phone.keys.read().unwrap().unwrap();
        Kept { folder, server, area, secrets, bytes, all, unsent }
    }

    fn pages(&self) -> usize {
        self.bytes.len() / PAGE
    }

    fn keys(&self) -> Arc<TestKeys> {
        TestKeys::holding(self.secrets.clone())
    }

    /// The phone's file with other bytes in it.
    fn damaged(&self, how: impl FnOnce(&mut [u8])) -> PathBuf {
        let mut bytes = self.bytes.clone();
        how(&mut bytes);
        let path = self.folder.path().join("damaged.db");
        let _ = std::fs::remove_file(self.folder.path().join("damaged.db-wal"));
        std::fs::write(&path, bytes).unwrap();
        path
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

    /// The phone as it goes on with the rescued file.
    fn rescued(&self, path: &Path) -> (rescue::Rescued, Phone) {
        let to = self.folder.path().join("rescued.db");
        for file in ["rescued.db", "rescued.db-wal"] {
            let _ = std::fs::remove_file(self.folder.path().join(file));
        }
        let keys = self.keys();
        let rescued = rescue::rescue(path, &to, keys.as_ref()).unwrap();
        let phone = Phone { keys, ..Phone::at(Place::file(to)) };
        (rescued, phone)
    }
}

fn families(phone: &mut Phone, area: RecordName, name: &str, count: usize) {
    for nth in 0..count {
        let mut action = phone.store().unwrap().begin().unwrap();
        let values = [(household::area, Value::Record(area))];
        let house = action.about_new(household::ID, BTreeMap::from(values)).unwrap();
        let values = [
            (person::household, Value::Record(house)),
            (person::given_names, Value::text(&format!("Nombre {nth} {name} {}", "ñ".repeat(nth)))),
        ];
        action.about_new(person::ID, BTreeMap::from(values)).unwrap();
        action.save().unwrap();
    }
}

fn held(store: &Store) -> (BTreeSet<ChangeName>, BTreeSet<ChangeName>) {
    let names = |condition: &str| {
        let statement = format!("SELECT name FROM change WHERE {condition}");
        let mut statement = store.connection().prepare(&statement).unwrap();
        let names = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        names.map(|name| ChangeName::from_key(&name.unwrap()).unwrap()).collect()
    };
    (names("TRUE"), names("opening IS NOT NULL AND acknowledged = 0"))
}

#[test]
fn every_zeroed_page_is_refused_at_opening_or_found_by_the_check() {
    let kept = Kept::new();
    assert_eq!(kept.found(&kept.damaged(|_| {})), None);
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for page in 0..kept.pages() {
        let path = kept.damaged(|bytes| bytes[page * PAGE..][..PAGE].fill(0));
        let found = kept.found(&path).unwrap_or_else(|| panic!("page {} of {} is called sound", page + 1, kept.pages()));
        let by_number = format!("{:?} {:?}", [page + 1], [""; 0]);
        assert!(found == "damaged" || found == by_number, "page {}: {found}", page + 1);
        *told.entry(if found == "damaged" { found } else { "found by the check".into() }).or_default() += 1;
    }
    println!("{} pages: {told:?}", kept.pages());
    assert!(told.len() == 2 && kept.pages() > 60, "{told:?}");
}
