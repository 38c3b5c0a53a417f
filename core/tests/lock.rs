//! Two workers on one phone: each PIN opens her own store alone, guessing costs time and nothing else, and what the disk, the keystore
//! or the date do to the lock loses nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::SeqCst};

use chaski::lock::{Card, KeyWrap, Lock, LockError, WorkerId, WorkerKeys};
use chaski::record::DeviceId;
use chaski::store::{Clock, KeyProvider, Now, Place, Store};
use zeroize::Zeroizing;

/// A keystore: what it wraps is of no use without it. It can be told to fail, and to forget its key.
#[derive(Default)]
struct Keystore {
    key: AtomicU64,
    fails: AtomicBool,
    /// Calls to `unwrap`.
    asked: AtomicU64,
}

impl Keystore {
    fn turned(&self, bytes: &[u8]) -> Vec<u8> {
        let key = self.key.load(SeqCst) as u8 ^ 0x5a;
        bytes.iter().rev().map(|byte| byte ^ key).collect()
    }

    fn answer(&self) -> Result<(), String> {
        if self.fails.load(SeqCst) { Err("the phone is locked".into()) } else { Ok(()) }
    }
}

impl KeyWrap for Keystore {
    fn wrap(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        self.answer().map(|()| self.turned(bytes))
    }
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, String> {
        self.asked.fetch_add(1, SeqCst);
        self.answer().map(|()| self.turned(wrapped))
    }
}

/// A clock that a test moves.
#[derive(Default)]
struct Hands {
    wall_s: AtomicI64,
    epoch: AtomicU64,
    elapsed_s: AtomicU64,
}

impl Hands {
    fn pass(&self, seconds: u64) {
        self.elapsed_s.fetch_add(seconds, SeqCst);
        self.wall_s.fetch_add(seconds as i64, SeqCst);
    }

    fn restart(&self) {
        self.epoch.fetch_add(1, SeqCst);
        self.elapsed_s.store(0, SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Now {
        Now {
            wall_s: self.wall_s.load(SeqCst),
            epoch: self.epoch.load(SeqCst),
            elapsed_s: self.elapsed_s.load(SeqCst),
        }
    }
}

/// A phone with a lock, as it lies on a disk and in a pocket.
struct Handset {
    folder: tempfile::TempDir,
    keystore: Arc<Keystore>,
    hands: Arc<Hands>,
}

fn pin(digits: &str) -> Zeroizing<String> {
    Zeroizing::new(digits.to_owned())
}

impl Handset {
    fn new() -> Handset {
        let hands = Hands::default();
        hands.pass(5_000);
        Handset { folder: tempfile::tempdir().unwrap(), keystore: Arc::default(), hands: Arc::new(hands) }
    }

    /// The lock as a process opens it that was just started.
    fn lock(&self) -> Lock {
        Lock::open(&self.folder.path().join("lock"), self.keystore.clone(), self.hands.clone()).unwrap()
    }

    fn open(&self, id: WorkerId, keys: WorkerKeys) -> Store {
        let place = Place::file(self.lock().store_folder(id).join("phone.db"));
        Store::open(&place, Arc::new(keys), self.hands.clone()).unwrap()
    }

    /// A worker who was added, and her device.
    fn add(&self, digits: &str) -> (WorkerId, DeviceId) {
        let (id, keys) = self.lock().add(pin(digits)).unwrap();
        (id, self.open(id, keys).device())
    }

    /// What comes of a PIN: her device, or why not.
    fn enter(&self, id: WorkerId, digits: &str) -> Result<DeviceId, LockError> {
        let keys = self.lock().unlock(id, pin(digits))?;
        Ok(self.open(id, keys).device())
    }

    fn wait_s(&self, id: WorkerId) -> u64 {
        self.lock().workers().unwrap().iter().find(|one| one.id == id).unwrap().wait_s
    }

    fn files(&self) -> Vec<PathBuf> {
        fn below(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { below(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        below(self.folder.path(), &mut found);
        found
    }
}

#[test]
fn each_of_two_workers_has_a_store_of_her_own_that_her_pin_alone_opens() {
    let phone = Handset::new();
    let (rosa, of_rosa) = phone.add("4829");
    let (nelly, of_nelly) = phone.add("73015");
    assert_ne!(of_rosa, of_nelly);
    assert_eq!(phone.enter(rosa, "4829").unwrap(), of_rosa);
    assert_eq!(phone.enter(nelly, "73015").unwrap(), of_nelly);
    assert!(matches!(phone.enter(rosa, "73015"), Err(LockError::WrongPin { .. })));
    assert!(matches!(phone.enter(nelly, "4829"), Err(LockError::WrongPin { .. })));

    // Whose keys lie in another's folder open nothing there, with either PIN.
    let lock = phone.lock();
    for name in ["keys", "keys.copy"] {
        std::fs::copy(lock.store_folder(rosa).join(name), lock.store_folder(nelly).join(name)).unwrap();
    }
    assert!(matches!(phone.enter(nelly, "4829"), Err(LockError::WrongPin { .. })));
    assert_eq!(phone.enter(rosa, "4829").unwrap(), of_rosa);
}

#[test]
fn the_lock_screen_lists_workers_by_name_with_what_is_on_the_phone_only() {
    let phone = Handset::new();
    let lock = phone.lock();
    let ids: Vec<WorkerId> = ["4829", "73015", "9071"].map(|digits| phone.add(digits).0).to_vec();
    lock.note(ids[0], &Card { name: "Rosa Quispe".into(), unsent: 12 }).unwrap();
    lock.note(ids[1], &Card { name: "Nelly Mamani".into(), unsent: 0 }).unwrap();
    let shown: Vec<(WorkerId, String, u64)> = phone
        .lock()
        .workers()
        .unwrap()
        .into_iter()
        .map(|one| (one.id, one.card.name, one.card.unsent))
        .collect();
    let wanted = [(ids[1], "Nelly Mamani", 0), (ids[0], "Rosa Quispe", 12), (ids[2], "", 0)];
    assert_eq!(shown, wanted.map(|(id, name, unsent)| (id, name.to_owned(), unsent)));
    assert!(matches!(
        lock.note("0123456789abcdef".parse().unwrap(), &Card::default()),
        Err(LockError::NoWorker)
    ));
}

#[test]
fn after_three_wrong_pins_even_the_right_one_waits_and_each_wrong_one_doubles_the_wait() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    let wrong = |tries_left, wait_s| {
        // A process of its own each time: ending the app gives no try away.
        match phone.enter(rosa, "4820") {
            Err(LockError::WrongPin { tries_left: left, wait_s: wait }) => {
                assert_eq!((left, wait), (tries_left, wait_s))
            }
            other => panic!("{other:?}"),
        }
    };
    wrong(2, 0);
    wrong(1, 0);
    wrong(0, 30);
    let asked = phone.keystore.asked.load(SeqCst);
    for wait in [30, 29] {
        assert!(matches!(phone.enter(rosa, "4829"), Err(LockError::Wait { wait_s }) if wait_s == wait));
        phone.hands.pass(1);
    }
    assert_eq!(phone.keystore.asked.load(SeqCst), asked, "nothing was tried");
    phone.hands.pass(28);
    wrong(0, 60);
    phone.hands.pass(60);
    wrong(0, 120);
    phone.hands.pass(119);
    assert_eq!(phone.wait_s(rosa), 1);
    phone.hands.pass(1);
    assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
    // The right one makes all of them forgotten.
    wrong(2, 0);
}

#[test]
fn a_try_is_on_the_disk_before_the_pin_is_tried() {
    let phone = Handset::new();
    let (rosa, _) = phone.add("4829");
    let tries = phone.lock().store_folder(rosa).join("tries");
    // A process that is ended while it tries the right PIN leaves the disk as it is then: with one try more.
    let counted = (0..20).find_map(|_| {
        let before = std::fs::read(&tries).unwrap();
        let lock = phone.lock();
        std::thread::scope(|scope| {
            let trying = scope.spawn(|| lock.unlock(rosa, pin("4829")).map(drop));
            let mut seen = None;
            while !trying.is_finished() {
                let now = std::fs::read(&tries).unwrap();
                if now != before && !trying.is_finished() {
                    seen.get_or_insert(now);
                }
            }
            trying.join().unwrap().unwrap();
            seen.filter(|image| *image != std::fs::read(&tries).unwrap())
        })
    });
    let counted = counted.expect("a count on the disk while the PIN was tried");
    std::fs::write(&tries, counted).unwrap();
    assert_eq!(phone.lock().workers().unwrap()[0].tries_left, 2);

    // On a disk that keeps no count no PIN is tried.
    std::fs::remove_file(&tries).unwrap();
    std::fs::create_dir(&tries).unwrap();
    let asked = phone.keystore.asked.load(SeqCst);
    assert!(matches!(phone.enter(rosa, "4829"), Err(LockError::Wait { wait_s: 30 })));
    assert_eq!(phone.keystore.asked.load(SeqCst), asked);
}

#[test]
fn neither_another_date_nor_a_restart_shortens_a_wait() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    for _ in 0..3 {
        assert!(phone.enter(rosa, "4820").is_err());
    }
    phone.hands.pass(20);
    assert_eq!(phone.wait_s(rosa), 10);
    for wall_s in [4_000_000_000, 0, -86_400] {
        phone.hands.wall_s.store(wall_s, SeqCst);
        assert_eq!(phone.wait_s(rosa), 10);
    }
    // Nobody knows how long the phone was off: the wait begins anew.
    phone.hands.restart();
    assert!(matches!(phone.enter(rosa, "4829"), Err(LockError::Wait { wait_s: 30 })));
    phone.hands.pass(10);
    phone.hands.restart();
    phone.hands.pass(29);
    assert_eq!(phone.wait_s(rosa), 1);
    phone.hands.pass(1);
    assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
}

#[test]
fn one_workers_wrong_pins_keep_no_other_waiting() {
    let phone = Handset::new();
    let ((rosa, _), (nelly, of_nelly)) = (phone.add("4829"), phone.add("73015"));
    for _ in 0..4 {
        assert!(phone.enter(rosa, "4820").is_err());
    }
    assert_eq!((phone.wait_s(rosa), phone.wait_s(nelly)), (30, 0));
    assert_eq!(phone.enter(nelly, "73015").unwrap(), of_nelly);
}

#[test]
fn a_count_that_is_taken_away_gives_a_wait_that_ends() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    let tries = phone.lock().store_folder(rosa).join("tries");
    for lost in [None, Some(b"".as_slice()), Some(&[7; 1_024])] {
        match lost {
            None => std::fs::remove_file(&tries).unwrap(),
            Some(bytes) => std::fs::write(&tries, bytes).unwrap(),
        }
        assert!(matches!(phone.enter(rosa, "4829"), Err(LockError::Wait { wait_s: 30 })));
        phone.hands.pass(30);
        assert_eq!(phone.wait_s(rosa), 0);
        assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
    }
}

#[test]
fn after_a_change_the_new_pin_opens_the_same_store_and_the_old_one_is_wrong() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    let lock = phone.lock();
    let fingerprint = lock.worker_key(rosa, pin("4829")).unwrap();
    // Her store is open meanwhile, and writes its keys once more.
    let keys = lock.unlock(rosa, pin("4829")).unwrap();
    assert!(matches!(lock.change_pin(rosa, pin("4820"), pin("73015")), Err(LockError::WrongPin { .. })));
    assert!(matches!(lock.change_pin(rosa, pin("4829"), pin("1234")), Err(LockError::PinWeak)));
    assert!(matches!(lock.change_pin(rosa, pin("4829"), pin("12")), Err(LockError::PinForm)));
    lock.change_pin(rosa, pin("4829"), pin("73015")).unwrap();
    keys.write(&keys.read().unwrap().unwrap()).unwrap();
    drop(keys);
    assert!(matches!(phone.enter(rosa, "4829"), Err(LockError::WrongPin { .. })));
    assert_eq!(phone.enter(rosa, "73015").unwrap(), device);

    let keys = lock.unlock_with(rosa, fingerprint.bytes()).unwrap();
    assert_eq!(phone.open(rosa, keys).device(), device);
}

#[test]
fn a_fingerprint_opens_her_store_alone_and_does_not_make_wrong_pins_forgotten() {
    let phone = Handset::new();
    let ((rosa, device), (nelly, _)) = (phone.add("4829"), phone.add("73015"));
    let key = phone.lock().worker_key(rosa, pin("4829")).unwrap();
    for _ in 0..3 {
        assert!(phone.enter(rosa, "4820").is_err());
    }
    let keys = phone.lock().unlock_with(rosa, key.bytes()).unwrap();
    assert_eq!(phone.open(rosa, keys).device(), device);
    assert_eq!(phone.wait_s(rosa), 30);
    for (id, bytes) in [(nelly, key.bytes().as_slice()), (rosa, &[7; 32]), (rosa, &key.bytes()[1..])] {
        assert!(matches!(phone.lock().unlock_with(id, bytes), Err(LockError::WrongKey)));
    }
}

#[test]
fn a_file_of_keys_that_is_damaged_is_mended_from_its_copy_and_without_one_is_told_from_a_wrong_pin() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    let (keys, copy) =
        (phone.lock().store_folder(rosa).join("keys"), phone.lock().store_folder(rosa).join("keys.copy"));
    let whole = std::fs::read(&keys).unwrap();
    for at in [0, 1, whole.len() / 2, whole.len() - 1] {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x40;
        std::fs::write(&keys, &damaged).unwrap();
        assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
        assert_eq!(std::fs::read(&keys).unwrap(), whole);
        std::fs::write(&copy, &damaged).unwrap();
        assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
        std::fs::write(&keys, &damaged).unwrap();
        for digits in ["4829", "4820", "4829", "4829", "4829"] {
            // It says nothing of the PIN, and costs no try.
            assert!(matches!(phone.enter(rosa, digits), Err(LockError::Damaged)));
        }
        for path in [&keys, &copy] {
            std::fs::write(path, &whole).unwrap();
        }
    }
    for path in [&keys, &copy] {
        std::fs::remove_file(path).unwrap();
    }
    assert!(matches!(phone.enter(rosa, "4829"), Err(LockError::Damaged)));
}

#[test]
fn a_keystore_that_fails_says_so_costs_no_try_and_loses_nothing() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    let lock = phone.lock();
    let keystore = |error: LockError| matches!(&error, LockError::KeyStore(_)) && error.code() == "keys";
    let image = |phone: &Handset| {
        phone.files().into_iter().map(|path| (std::fs::read(&path).unwrap(), path)).collect::<Vec<_>>()
    };
    let before = image(&phone);
    // It fails; and it has lost its key, and gives back something else.
    for (fails, key) in [(true, 0), (false, 1)] {
        phone.keystore.fails.store(fails, SeqCst);
        phone.keystore.key.store(key, SeqCst);
        for _ in 0..5 {
            assert!(phone.enter(rosa, "4829").is_err_and(keystore));
        }
        assert!(lock.change_pin(rosa, pin("4829"), pin("73015")).is_err_and(keystore));
        assert!(lock.worker_key(rosa, pin("4829")).is_err_and(keystore));
        assert_eq!(lock.workers().unwrap().len(), 1);
    }
    phone.keystore.key.store(0, SeqCst);
    phone.keystore.fails.store(true, SeqCst);
    assert!(lock.add(pin("73015")).is_err_and(keystore));
    assert_eq!(image(&phone), before);
    phone.keystore.fails.store(false, SeqCst);
    assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
}

#[test]
fn a_worker_who_was_half_added_is_not_there_and_is_cleared_away() {
    let phone = Handset::new();
    let (rosa, device) = phone.add("4829");
    let lock = phone.lock();
    let part = phone.folder.path().join("lock/0123456789abcdef.part");
    std::fs::create_dir(&part).unwrap();
    std::fs::write(part.join("keys"), b"half").unwrap();
    assert_eq!(lock.workers().unwrap().len(), 1);
    // Whose app was ended between her keys and her store is there, and goes on by her PIN.
    let (nelly, keys) = lock.add(pin("73015")).unwrap();
    drop(keys);
    assert!(!part.exists());
    assert!(phone.enter(nelly, "73015").is_ok());
    assert_eq!(phone.enter(rosa, "4829").unwrap(), device);
}

#[test]
fn nothing_that_opens_a_store_lies_open_on_the_disk() {
    let phone = Handset::new();
    let (rosa, keys) = phone.lock().add(pin("4829")).unwrap();
    let secrets = keys.read().unwrap().unwrap();
    let key = phone.lock().worker_key(rosa, pin("4829")).unwrap();
    drop(phone.open(rosa, keys));
    let hex: String = secrets.database_key.iter().map(|byte| format!("{byte:02x}")).collect();
    for path in phone.files() {
        let bytes = std::fs::read(&path).unwrap();
        // As they are, and as the keystore alone would give them.
        for image in [bytes.clone(), phone.keystore.turned(&bytes)] {
            for secret in [secrets.database_key.as_slice(), &secrets.seed, key.bytes(), hex.as_bytes()] {
                assert!(!image.windows(secret.len()).any(|piece| piece == secret), "{}", path.display());
            }
        }
    }
}
