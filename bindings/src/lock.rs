//! The lock screen: who is on this phone, one more, let her in by PIN or by fingerprint, another PIN. Each worker has a phone of
//! her own, in a folder of her own, under keys that her PIN alone opens. Counts, waits and seals are the core's; here is what the screen
//! says of them. Holds no PIN and no key for longer than a call.

use std::path::Path;
use std::sync::{Arc, Mutex};

use chaski::lock::card::{first_name, short_name};
use chaski::lock::{self, Card, LockError, RunningClock, WorkerId, WorkerKeys};
use chaski::record::table::worker;
use chaski::store::own;
use chaski::store::shown::shown_field;
use chaski::words::{Lang, Text, message};
use zeroize::Zeroizing;

use crate::error::{ChaskiError, Failure, Inner, Result};
use crate::home;
use crate::phone::{Phone, locked};
use crate::platform::{Connectivity, LogSink, PlatformError};
use crate::says::counted;
use crate::words;

const MINUTE_S: u64 = 60;

/// A key of the platform's keystore that never leaves it: not exportable, and not bound to the phone's own lock, which many phones lack. A call of
/// it must not call the lock back.
#[uniffi::export(foreign)]
pub trait KeyWrap: Send + Sync {
    /// Wraps these bytes, some hundred; what comes back may be longer.
    fn wrap(&self, bytes: Vec<u8>) -> std::result::Result<Vec<u8>, PlatformError>;
    /// Gives back what was wrapped. A failure opens nothing, changes nothing and costs no try.
    fn unwrap(&self, wrapped: Vec<u8>) -> std::result::Result<Vec<u8>, PlatformError>;
}

/// A worker as the lock screen shows her.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LockedWorker {
    /// By which the calls of the lock know her.
    pub id: String,
    /// Her name as a list shows it, *Rosa Q.*, or whole where two would be shown alike; empty before she is enrolled.
    pub name: String,
    /// How she is greeted; none before she is enrolled.
    pub hello: Option<Text>,
    /// Changes that were on this phone only when it was last noted.
    pub unsent: u64,
    /// The same in words.
    pub unsent_says: Text,
    /// Tries before the next wait; 0 during one.
    pub tries_left: u32,
    /// Seconds to wait before the next try; 0 where there is no wait. A screen that counts down asks again each second.
    pub wait_s: u64,
    /// The same in words; where there is none, that she may try again.
    pub wait_says: Text,
}

/// A worker who was added.
#[derive(Clone, uniffi::Record)]
pub struct Added {
    /// By which the calls of the lock know her.
    pub id: String,
    /// Her phone, open, not enrolled yet.
    pub phone: Arc<Phone>,
}

/// The workers of one phone, each behind her PIN. One for a folder.
#[derive(uniffi::Object)]
pub struct Lock {
    lock: lock::Lock,
    language: Mutex<Option<Lang>>,
}

#[uniffi::export]
impl Lock {
    /// The lock over a folder, which is made where it is not there. Backups must reach neither the folder nor the key of `wrap`.
    #[uniffi::constructor]
    pub fn open(folder: &str, wrap: Arc<dyn KeyWrap>) -> Result<Arc<Lock>> {
        let lock = lock::Lock::open(Path::new(folder), Arc::new(Wrap(wrap)), Arc::new(RunningClock::start()));
        Ok(Arc::new(Lock { lock: lock.map_err(|error| said(Lang::En, error))?, language: Mutex::default() }))
    }

    /// Everybody on this phone, by name; who is not enrolled yet stands last. Asks the keystore nothing.
    pub fn workers(&self) -> Result<Vec<LockedWorker>> {
        let lang = self.lang();
        let listed = self.told(self.lock.workers())?;
        let short: Vec<String> = listed.iter().map(|one| short_name(&one.card.name)).collect();
        let workers = listed.into_iter().zip(&short).map(|(one, name)| {
            let alike = short.iter().filter(|other| *other == name).count();
            let first = first_name(&one.card.name);
            let hello = || message(lang, "app-pin_hello", &[("name", first.into())]);
            LockedWorker {
                id: one.id.to_string(),
                hello: (!first.is_empty()).then(hello),
                unsent_says: counted(lang, "app-pin_unsent", one.card.unsent),
                wait_says: countdown(lang, one.wait_s),
                name: if alike > 1 { one.card.name } else { name.clone() },
                unsent: one.card.unsent,
                tries_left: one.tries_left,
                wait_s: one.wait_s,
            }
        });
        Ok(workers.collect())
    }

    /// One more worker behind this PIN of 4 to 8 digits, with a phone of her own, which is to be enrolled. Where only the last of it
    /// fails, she stands among the workers with no name, and [`Lock::unlock`] goes on.
    pub fn add(
        &self,
        pin: String,
        line: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Added> {
        let (id, keys) = self.told(self.lock.add(Zeroizing::new(pin)))?;
        Ok(Added { id: id.to_string(), phone: self.let_in(id, keys, line, log)? })
    }

    /// Lets a worker in by her PIN: her phone, open. Close it before another is let in, and to lock. Takes a good part of a second
    /// on an old phone.
    pub fn unlock(
        &self,
        id: &str,
        pin: String,
        line: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Phone>> {
        let (pin, id) = (Zeroizing::new(pin), self.worker(id)?);
        let keys = self.told(self.lock.unlock(id, pin))?;
        self.let_in(id, keys, line, log)
    }

    /// Lets a worker in by what [`Lock::biometric_secret`] gave. Wrong PINs do not hinder it, and are not forgotten for it.
    pub fn unlock_with(
        &self,
        id: &str,
        secret: Vec<u8>,
        line: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Phone>> {
        let (secret, id) = (Zeroizing::new(secret), self.worker(id)?);
        let keys = self.told(self.lock.unlock_with(id, &secret))?;
        self.let_in(id, keys, line, log)
    }

    /// What lets a worker in without her PIN, 32 bytes, for the app to keep under a key that asks for her fingerprint, and to
    /// forget otherwise. It stays the same when her PIN changes.
    pub fn biometric_secret(&self, id: &str, pin: String) -> Result<Vec<u8>> {
        let (pin, id) = (Zeroizing::new(pin), self.worker(id)?);
        Ok(self.told(self.lock.worker_key(id, pin))?.bytes().to_vec())
    }

    /// Another PIN for a worker; her phone may be open. The old one is tried like any, and holds on where this fails.
    pub fn change_pin(&self, id: &str, old: String, new: String) -> Result<()> {
        let (old, new, id) = (Zeroizing::new(old), Zeroizing::new(new), self.worker(id)?);
        self.told(self.lock.change_pin(id, old, new))
    }

    /// Keeps what the lock screen shows of a worker, as her open phone says: her name, and how much is on it only. Being let in
    /// does so; an app calls this when she is enrolled, after a sync, and before it locks.
    pub fn remember(&self, id: &str, phone: Arc<Phone>) -> Result<()> {
        let id = self.worker(id)?;
        let card = card(&phone).map_err(|failure| words::error_in(self.lang(), failure))?;
        self.told(self.lock.note(id, &card))
    }

    /// The folder of a worker, for what the app keeps of hers alone. It lies open, beside her sealed keys and her store: no name of a file
    /// in it begins with `keys`, `tries`, `card` or `phone`.
    pub fn folder(&self, id: &str) -> Result<String> {
        Ok(self.lock.store_folder(self.worker(id)?).display().to_string())
    }

    /// The language of errors and of the phones that it opens, as a BCP 47 tag: `es`, `en`, `quz`. Before it is set errors are in
    /// English.
    pub fn set_language(&self, tag: &str) -> Result<()> {
        let language = words::language(tag).map_err(|failure| words::error_in(self.lang(), failure))?;
        *locked(&self.language) = Some(language);
        Ok(())
    }
}

impl Lock {
    fn lang(&self) -> Lang {
        locked(&self.language).unwrap_or(Lang::En)
    }

    fn told<T>(&self, done: lock::Result<T>) -> Result<T> {
        done.map_err(|error| said(self.lang(), error))
    }

    fn worker(&self, id: &str) -> Result<WorkerId> {
        self.told(id.parse().map_err(|_| LockError::NoWorker))
    }

    fn let_in(
        &self,
        id: WorkerId,
        keys: WorkerKeys,
        line: Option<Arc<dyn Connectivity>>,
        log: Option<Arc<dyn LogSink>>,
    ) -> Result<Arc<Phone>> {
        let store = home::open_store(&self.lock.store_folder(id), Arc::new(keys));
        let store = store.map_err(|failure| words::error_in(self.lang(), failure))?;
        let phone = Phone::over(store, line, log)?;
        if let Some(lang) = *locked(&self.language) {
            phone.set_language(lang.tag())?;
        }
        // What the lock screen shows keeps nobody out of her phone.
        let _ = card(&phone).map(|card| self.lock.note(id, &card));
        Ok(phone)
    }
}

/// The app's keystore as the core asks it.
struct Wrap(Arc<dyn KeyWrap>);

impl lock::KeyWrap for Wrap {
    fn wrap(&self, bytes: &[u8]) -> std::result::Result<Vec<u8>, String> {
        self.0.wrap(bytes.to_vec()).map_err(|error| error.to_string())
    }

    fn unwrap(&self, wrapped: &[u8]) -> std::result::Result<Vec<u8>, String> {
        self.0.unwrap(wrapped.to_vec()).map_err(|error| error.to_string())
    }
}

fn card(phone: &Phone) -> Inner<Card> {
    let store = phone.store();
    let log = store.log();
    let name = match store.worker()? {
        Some(record) => shown_field(&log, record, worker::name)?.value,
        None => None,
    };
    let name = name.as_ref().and_then(|name| name.as_text()).unwrap_or_default().to_owned();
    Ok(Card { name, unsent: own::unsent_count(&log)? })
}

/// A wait as a screen counts it down, with what is said at its end.
fn countdown(lang: Lang, wait_s: u64) -> Text {
    match wait_s {
        0..=MINUTE_S => counted(lang, "app-pin_wait", wait_s),
        _ => wait(lang, wait_s),
    }
}

/// Up to a minute in seconds, beyond it in minutes that have begun.
fn wait(lang: Lang, wait_s: u64) -> Text {
    match wait_s {
        0..=MINUTE_S => counted(lang, "lock-wait_seconds", wait_s),
        _ => counted(lang, "lock-wait_minutes", wait_s.div_ceil(MINUTE_S)),
    }
}

fn said(lang: Lang, error: LockError) -> ChaskiError {
    let technical = error.to_string();
    let failure = match error {
        LockError::WrongPin { tries_left: 0, wait_s } => {
            Failure::exact("wrong_pin", "wait", technical).with("wait", wait(lang, wait_s).text)
        }
        LockError::WrongPin { tries_left, .. } => {
            let left = counted(lang, "lock-tries_left", tries_left.into());
            Failure::new("wrong_pin", technical).with("left", left.text)
        }
        LockError::Wait { wait_s } => Failure::new("wait", technical).with("wait", wait(lang, wait_s).text),
        LockError::Disk(error) => error.into(),
        error => Failure::new(error.code(), technical),
    };
    words::error_in(lang, failure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_counted_down_in_seconds_and_beyond_a_minute_in_minutes() {
        for (wait_s, said) in [
            (0, "Ya puedes intentar otra vez."),
            (1, "Espera 1 segundo"),
            (60, "Espera 60 segundos"),
            (61, "Espera 2 minutos"),
            (3600, "Espera 60 minutos"),
        ] {
            assert_eq!(countdown(Lang::Es, wait_s).text, said);
        }
    }
}
