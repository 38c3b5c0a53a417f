//! A server and phones in one process: the real storage, the real store, the real sessions, and a line that may be
//! cut at any byte. No socket, no thread, no wall clock.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chaski::record::table::{household, person};
use chaski::record::{RecordName, Value};
use chaski::store::{Clock, KeyProvider, Now, Place, Secrets, Store};
use chaski::sync::enrol::{EnrolRequest, Invitation};
use chaski::sync::session::SyncError;
use chaski::sync::{Report, Session, session};
use chaski_service::session::ServerSession;
use chaski_service::storage::sqlite::{Options, ServerKeys};
use chaski_service::storage::{SqliteStorage, Storage};

/// Runs a future that never waits: the storage answers at once.
pub fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => unreachable!("the embedded storage never waits"),
    }
}

/// A household of an area, and a person who lives in it.
pub fn family(store: &mut Store, area: RecordName) -> chaski::store::Result<(RecordName, RecordName)> {
    let mut action = store.begin()?;
    let house = action.about_new(household::ID, [(household::area, Value::Record(area))].into())?;
    let person = action.about_new(person::ID, [(person::household, Value::Record(house))].into())?;
    action.save()?;
    Ok((house, person))
}

/// A clock that the test sets.
#[derive(Debug, Default)]
pub struct TestClock {
    /// Seconds of Unix time as the phone believes.
    pub wall_s: AtomicI64,
    /// Its boot.
    pub epoch: AtomicI64,
    /// Seconds since.
    pub elapsed_s: AtomicI64,
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        Now {
            wall_s: self.wall_s.load(Ordering::Relaxed),
            epoch: self.epoch.load(Ordering::Relaxed).unsigned_abs(),
            elapsed_s: self.elapsed_s.load(Ordering::Relaxed).unsigned_abs(),
        }
    }
}

/// A keystore in memory; may be told to fail.
#[derive(Default)]
pub struct TestKeys {
    secrets: Mutex<Option<Secrets>>,
    /// Reads fail.
    pub fail_read: std::sync::atomic::AtomicBool,
    /// Writes fail.
    pub fail_write: std::sync::atomic::AtomicBool,
}

impl TestKeys {
    /// A keystore that holds these.
    pub fn holding(secrets: Secrets) -> Arc<TestKeys> {
        let keys = TestKeys::default();
        if let Ok(mut held) = keys.secrets.lock() {
            *held = Some(secrets);
        }
        Arc::new(keys)
    }

    /// A keystore with what this one holds now.
    pub fn copied(&self) -> Arc<TestKeys> {
        let keys = TestKeys::default();
        if let (Ok(mut to), Ok(from)) = (keys.secrets.lock(), self.secrets.lock()) {
            to.clone_from(&from);
        }
        Arc::new(keys)
    }
}

impl KeyProvider for TestKeys {
    fn read(&self) -> Result<Option<Secrets>, String> {
        if self.fail_read.load(Ordering::Relaxed) {
            return Err("the keystore is locked".into());
        }
        self.secrets.lock().map(|secrets| secrets.clone()).map_err(|e| e.to_string())
    }

    fn write(&self, secrets: &Secrets) -> Result<(), String> {
        if self.fail_write.load(Ordering::Relaxed) {
            return Err("the keystore is full".into());
        }
        self.secrets.lock().map(|mut held| *held = Some(secrets.clone())).map_err(|e| e.to_string())
    }
}

/// A phone that can be opened, closed and copied.
pub struct Phone {
    /// Where its database is.
    pub place: Place,
    /// Its keystore.
    pub keys: Arc<TestKeys>,
    /// Its clock.
    pub clock: Arc<TestClock>,
    store: Option<Store>,
}

impl Phone {
    /// A new phone.
    pub fn at(place: Place) -> Phone {
        Phone { place, keys: Arc::default(), clock: Arc::default(), store: None }
    }

    /// A phone of this keystore.
    pub fn of_keys(place: Place, keys: Arc<TestKeys>) -> Phone {
        Phone { keys, ..Phone::at(place) }
    }

    /// Its store, opened if it is not.
    pub fn store(&mut self) -> chaski::store::Result<&mut Store> {
        if self.store.is_none() {
            self.store = Some(Store::open(&self.place, self.keys.clone(), self.clock.clone())?);
        }
        self.store.as_mut().ok_or(chaski::store::StoreError::NotEnrolled)
    }

    /// Closes the database.
    pub fn close(&mut self) {
        self.store = None;
    }

    /// Whether the database is open.
    pub fn is_open(&self) -> bool {
        self.store.is_some()
    }
}

/// How a request is carried: how many bytes of the body pass before the line is cut, and how many of the answer.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    /// Bytes of the request that reach the server; all if it is not set.
    pub cut_up_after: Option<usize>,
    /// Bytes of the answer that reach the phone; all if it is not set.
    pub cut_down_after: Option<usize>,
    /// The request reaches the server twice.
    pub duplicate: bool,
}

/// Bytes that passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Passed {
    /// From phone to server.
    pub up: usize,
    /// From server to phone.
    pub down: usize,
}

/// Carries one session over a line.
pub fn exchange(
    storage: &dyn Storage,
    line: Line,
    now_s: i64,
    passed: &mut Passed,
    session: &mut Session,
    store: &mut Store,
) -> Result<(), SyncError> {
    let mut body = Vec::new();
    while let Some(frame) = session.next_frame(store)? {
        body.extend_from_slice(&frame);
    }
    let whole = body.len();
    let sent = line.cut_up_after.unwrap_or(whole).min(whole);
    let fail = |e: chaski_service::storage::StorageError| SyncError::Line(format!("server: {e}"));
    let mut answer = Vec::new();
    for _ in 0..if line.duplicate { 2 } else { 1 } {
        let mut server = ServerSession::new(storage);
        for chunk in body[..sent].chunks(1400) {
            if !now_or_never(server.receive(chunk, now_s)).map_err(fail)? {
                break;
            }
        }
        passed.up += sent;
        if sent < whole {
            // A server that is cut off commits what it read and answers nobody.
            now_or_never(server.finish(now_s)).map_err(fail)?;
            return Err(SyncError::Line("cut on the way up".into()));
        }
        let (frames, _) = now_or_never(server.finish(now_s)).map_err(fail)?;
        answer = frames.concat();
    }
    let back = line.cut_down_after.unwrap_or(answer.len()).min(answer.len());
    passed.down += back;
    for chunk in answer[..back].chunks(1400) {
        session.receive(store, chunk)?;
    }
    Ok(())
}

/// One whole sync over a line that is cut as told in its first request only.
pub fn sync(storage: &dyn Storage, phone: &mut Phone, line: Line, now_s: i64) -> Result<Report, SyncError> {
    let mut passed = Passed::default();
    let mut first = Some(line);
    let store = phone.store()?;
    session::run(store, |session, store| {
        exchange(storage, first.take().unwrap_or_default(), now_s, &mut passed, session, store)
    })
}

/// A server of its own folder.
pub struct Server {
    /// Its storage.
    pub storage: SqliteStorage,
    /// Its secrets.
    pub keys: ServerKeys,
    /// Its database.
    pub path: PathBuf,
}

impl Server {
    /// A new district.
    pub fn create(path: &Path, options: &Options) -> Server {
        let keys = ServerKeys::drawn();
        let storage = SqliteStorage::create_with(path, &keys, "Distrito de prueba", options)
            .unwrap_or_else(|e| unreachable!("a new district: {e}"));
        Server { storage, keys, path: path.to_owned() }
    }

    /// Enrols a phone as a new worker of these areas.
    pub fn enrol(
        &self,
        phone: &mut Phone,
        name: &str,
        role: u64,
        areas: &[RecordName],
        now_s: i64,
    ) -> Result<RecordName, SyncError> {
        enrol(&self.storage, phone, name, role, areas, now_s)
    }
}

/// Enrols a phone as a new worker of these areas.
pub fn enrol(
    storage: &dyn Storage,
    phone: &mut Phone,
    name: &str,
    role: u64,
    areas: &[RecordName],
    now_s: i64,
) -> Result<RecordName, SyncError> {
    let worker = introduce(storage, phone, name, role, areas, now_s)?;
    sync(storage, phone, Line::default(), now_s)?;
    Ok(worker)
}

/// The same, before its first sync.
pub fn introduce(
    storage: &dyn Storage,
    phone: &mut Phone,
    name: &str,
    role: u64,
    areas: &[RecordName],
    now_s: i64,
) -> Result<RecordName, SyncError> {
    let worker =
        now_or_never(storage.add_worker(name)).map_err(|error| SyncError::Line(error.to_string()))?;
    give(storage, phone, worker, role, areas, now_s)?;
    Ok(worker)
}

/// Makes a phone one more of a worker who is known, before its first sync.
pub fn give(
    storage: &dyn Storage,
    phone: &mut Phone,
    worker: RecordName,
    role: u64,
    areas: &[RecordName],
    now_s: i64,
) -> Result<(), SyncError> {
    let fail = |e: chaski_service::storage::StorageError| SyncError::Line(e.to_string());
    let code = now_or_never(storage.invite(worker, role, areas, now_s)).map_err(fail)?;
    let district = now_or_never(storage.district()).map_err(fail)?;
    let invitation = Invitation {
        url: "https://localhost".into(),
        code,
        root_hash: *blake3::hash(&district.root).as_bytes(),
        tls_hash: None,
        issued_s: now_s,
    };
    let request = EnrolRequest::of(phone.store()?, code, "a phone");
    match now_or_never(storage.enrol(request, now_s)).map_err(fail)? {
        Ok(answer) => Ok(phone.store()?.enrolled(&invitation, &answer)?),
        Err(refusal) => Err(SyncError::Line(refusal.to_string())),
    }
}
