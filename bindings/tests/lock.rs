//! The lock screen as an app sees it: two workers, what is said of them and of a wrong PIN, and a phone behind each.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use chaski::words::Lang;
use chaski_bindings::view::Sentence;
use chaski_bindings::{ChaskiError, KeyWrap, Lock, LockedWorker, Phone, PlatformError};

#[derive(Default)]
struct Keystore {
    fails: AtomicBool,
}

impl KeyWrap for Keystore {
    fn wrap(&self, bytes: Vec<u8>) -> Result<Vec<u8>, PlatformError> {
        match self.fails.load(SeqCst) {
            true => Err(PlatformError::Failed { why: "the key was invalidated".into() }),
            false => Ok(bytes.iter().map(|byte| byte ^ 0x5a).collect()),
        }
    }
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, PlatformError> {
        self.wrap(wrapped)
    }
}

struct Handset {
    folder: tempfile::TempDir,
    keystore: Arc<Keystore>,
}

impl Handset {
    fn new() -> Handset {
        Handset { folder: tempfile::tempdir().unwrap(), keystore: Arc::default() }
    }

    /// The lock as an app opens it that was just started.
    fn lock(&self) -> Arc<Lock> {
        let lock = Lock::open(self.folder.path().to_str().unwrap(), self.keystore.clone()).unwrap();
        lock.set_language("es").unwrap();
        lock
    }
}

fn unlock(lock: &Lock, id: &str, pin: &str) -> Result<Arc<Phone>, ChaskiError> {
    lock.unlock(id, pin.to_owned(), None, None)
}

fn device(phone: &Phone) -> String {
    phone.status().unwrap().device
}

#[test]
fn two_workers_share_a_phone_and_each_pin_opens_one_of_two() {
    let handset = Handset::new();
    let lock = handset.lock();
    let rosa = lock.add("4829".into(), None, None).unwrap();
    let nelly = lock.add("73015".into(), None, None).unwrap();
    let (of_rosa, of_nelly) = (device(&rosa.phone), device(&nelly.phone));
    assert_ne!(of_rosa, of_nelly);
    // While it is open, nobody opens it again.
    assert_eq!(unlock(&lock, &rosa.id, "4829").err().unwrap().code(), "in_use");
    drop((rosa.phone, nelly.phone));

    let lock = handset.lock();
    assert_eq!(device(&unlock(&lock, &rosa.id, "4829").unwrap()), of_rosa);
    assert_eq!(device(&unlock(&lock, &nelly.id, "73015").unwrap()), of_nelly);
    assert_eq!(unlock(&lock, &nelly.id, "4829").err().unwrap().code(), "wrong_pin");
    let secret = lock.biometric_secret(&rosa.id, "4829".into()).unwrap();
    lock.change_pin(&rosa.id, "4829".into(), "60417".into()).unwrap();
    assert_eq!(device(&lock.unlock_with(&rosa.id, secret.clone(), None, None).unwrap()), of_rosa);
    assert_eq!(lock.unlock_with(&nelly.id, secret, None, None).err().unwrap().code(), "wrong_fingerprint");
    assert_eq!(device(&unlock(&lock, &rosa.id, "60417").unwrap()), of_rosa);
    assert_eq!(unlock(&lock, "../..", "4829").err().unwrap().code(), "no_worker");
}

#[test]
fn the_lock_screen_says_in_words_how_many_tries_are_left_and_how_long_to_wait() {
    let handset = Handset::new();
    let id = handset.lock().add("4829".into(), None, None).unwrap().id;
    let shown = || -> LockedWorker { handset.lock().workers().unwrap().remove(0) };
    let says = |text: &str| Sentence { text: text.to_owned(), lang: Lang::Es };
    let none = LockedWorker {
        id: id.clone(),
        name: String::new(),
        hello: None,
        unsent: 0,
        unsent_says: says("Nada por entregar"),
        tries_left: 3,
        wait_s: 0,
        wait_says: says("Ya puedes intentar otra vez."),
    };
    assert_eq!(shown(), none);
    let folder = handset.lock().folder(&id).unwrap();
    assert!(std::path::Path::new(&folder).join("phone.db").is_file());

    // Each with a lock of its own, as after an app that was ended.
    let wrong = || unlock(&handset.lock(), &id, "4820").err().unwrap();
    assert_eq!(wrong().text(), "Ese PIN no es. Te quedan 2 intentos.");
    assert_eq!(wrong().text(), "Ese PIN no es. Te queda 1 intento.");
    let third = wrong();
    assert_eq!((third.code(), third.text()), ("wrong_pin", "Ese PIN no es. Espera 30 segundos."));
    let waits = unlock(&handset.lock(), &id, "4829").err().unwrap();
    assert_eq!(waits.code(), "wait");
    assert!(waits.text().starts_with("Espera ") && waits.remedy().starts_with("Nada se borra."), "{waits}");
    let one = shown();
    assert!(one.tries_left == 0 && (1..=30).contains(&one.wait_s), "{one:?}");
    assert_eq!(one.wait_says.text.replace(char::is_numeric, ""), "Espera  segundos");

    let lock = handset.lock();
    for (tag, code, pin, said) in [
        ("es", "pin_form", "123", "4 a 8 cifras"),
        ("en", "pin_form", "12a4", "4 to 8 digits"),
        ("es", "pin_weak", "1111", "fácil de adivinar"),
        ("en", "pin_weak", "1234", "easy to guess"),
    ] {
        lock.set_language(tag).unwrap();
        let refused = lock.add(pin.into(), None, None).err().unwrap();
        assert!(refused.code() == code && refused.text().contains(said), "{refused}");
        assert!(!refused.technical().unwrap().contains(pin));
    }
    assert_eq!(lock.set_language("xx").err().unwrap().code(), "language");
}

#[test]
fn a_keystore_that_fails_is_said_and_the_phone_opens_when_it_answers_again() {
    let handset = Handset::new();
    let lock = handset.lock();
    let added = lock.add("4829".into(), None, None).unwrap();
    let of_rosa = device(&added.phone);
    drop(added.phone);
    handset.keystore.fails.store(true, SeqCst);
    let failed = unlock(&lock, &added.id, "4829").err().unwrap();
    assert_eq!((failed.code(), failed.text()), ("keys", "El celular no entrega su llave."));
    assert!(failed.technical().unwrap().contains("the key was invalidated"));
    handset.keystore.fails.store(false, SeqCst);
    assert_eq!(lock.workers().unwrap()[0].tries_left, 3);
    assert_eq!(device(&unlock(&lock, &added.id, "4829").unwrap()), of_rosa);
}
