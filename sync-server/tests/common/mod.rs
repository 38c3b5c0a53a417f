//! A district that serves over HTTPS on a port of its own, phones that enrol with it, and a client that says raw
//! bytes to it.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod web;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chaski::change::cbor::Item;
use chaski::record::table::{household, visit};
use chaski::record::{RecordName, Value, role};
use chaski::store::{Clock, KeyFile, Now, Place, Store};
use chaski::sync::enrol::{EnrolRequest, Invitation};
use chaski::sync::frame::{FrameReader, Kind, item};
use chaski::sync::http::{self, Link};
use chaski::sync::message::Sealed;
use chaski::sync::session::SyncError;
use chaski::sync::tls::{self, Trust};
use chaski::sync::{Report, Session};
use chaski_service::clock::system_clock;
use chaski_service::data::DataFolder;
use chaski_service::http::serve::{self, ServeOptions, Served};
use chaski_service::limits::Limits;
use chaski_service::storage::{SqliteStorage, Storage};
use ed25519_dalek::SigningKey;
use rustls_pki_types::ServerName;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A district, its server and two areas.
pub struct District {
    pub runtime: Runtime,
    pub files: TempDir,
    pub keys: TempDir,
    pub data: Arc<DataFolder>,
    pub storage: Arc<SqliteStorage>,
    pub norte: RecordName,
    pub sur: RecordName,
    pub address: SocketAddr,
    pub plain_web: Option<SocketAddr>,
    clock: chaski_service::clock::Clock,
    running: Option<(Served, oneshot::Sender<()>)>,
}

impl District {
    pub fn start() -> District {
        District::with(|_| {})
    }

    /// With other options than the usual.
    pub fn with(change: impl FnOnce(&mut ServeOptions)) -> District {
        let runtime = Runtime::new().unwrap();
        let (files, keys) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let key_file = keys.path().join("district.server");
        let (data, storage) =
            DataFolder::create(files.path(), "Distrito de prueba", Some(&key_file)).unwrap();
        let storage = Arc::new(storage);
        let area = |name: &str| runtime.block_on(storage.add_area(name, 5, None)).unwrap();
        let (norte, sur) = (area("Norte"), area("Sur"));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let data = Arc::new(data);
        let mut district = District {
            runtime,
            files,
            keys,
            data,
            storage,
            norte,
            sur,
            address,
            plain_web: None,
            clock: system_clock(),
            running: None,
        };
        district.serve_with(change);
        district
    }

    pub fn serve(&mut self) {
        self.serve_with(|_| {});
    }

    pub fn serve_with(&mut self, change: impl FnOnce(&mut ServeOptions)) {
        let mut options = ServeOptions::at(self.address);
        change(&mut options);
        self.clock = options.clock.clone();
        let (stop, stopped) = oneshot::channel::<()>();
        let shutdown = async move {
            let _ = stopped.await;
        };
        let served = self
            .runtime
            .block_on(serve::serve(self.data.clone(), self.storage.clone(), options, shutdown))
            .unwrap();
        (self.address, self.plain_web) = (served.address, served.plain_web);
        self.running = Some((served, stop));
    }

    pub fn now_s(&self) -> i64 {
        (self.clock)()
    }

    /// Asks the server to stop, without waiting.
    pub fn ask_to_stop(&mut self) -> Served {
        let (served, stop) = self.running.take().unwrap();
        stop.send(()).unwrap();
        served
    }

    /// Stops it, its requests finished.
    pub fn stop(&mut self) {
        let served = self.ask_to_stop();
        self.runtime.block_on(served.ended());
    }

    pub fn trust(&self) -> Trust {
        let root = SigningKey::from_bytes(&self.data.keys().unwrap().root_seed).verifying_key();
        Trust::of_root(blake3::hash(root.as_bytes()).into())
    }

    pub fn invitation(&self, role: u64, areas: &[RecordName]) -> Invitation {
        let (worker, now_s) =
            (self.runtime.block_on(self.storage.add_worker("Rosa")).unwrap(), (self.clock)());
        let code = self.runtime.block_on(self.storage.invite(worker, role, areas, now_s)).unwrap();
        let url = format!("https://{}", self.address);
        Invitation { url, code, root_hash: self.trust().tls_hash, tls_hash: None, issued_s: now_s }
    }

    /// A phone of this district that has synced once.
    pub fn phone(&self, role: u64, areas: &[RecordName]) -> Phone {
        let mut phone = Phone::new();
        http::enrol(&mut phone.store, &self.invitation(role, areas), "a phone", &self.link()).unwrap();
        self.sync(&mut phone).unwrap();
        phone
    }

    pub fn visitor(&self, area: RecordName) -> Phone {
        self.phone(role::VISITOR, &[area])
    }

    /// Where the server is now, with little patience.
    pub fn link(&self) -> Link {
        let url = Some(format!("https://{}", self.address));
        Link { url, connect_timeout: Duration::from_secs(5), idle_timeout: Duration::from_secs(10) }
    }

    pub fn sync(&self, phone: &mut Phone) -> Result<Report, SyncError> {
        http::sync(&mut phone.store, &self.link(), &AtomicBool::new(false), &mut |_| {})
    }

    /// Says bytes in several parts, with a pause before each but the first, and reads what comes until the server
    /// ends the connection.
    pub fn say(&self, parts: &[&[u8]], pause: Duration) -> Said {
        self.runtime.block_on(async {
            let mut stream = self.connect().await;
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    tokio::time::sleep(pause).await;
                }
                if stream.write_all(part).await.is_err() || stream.flush().await.is_err() {
                    break;
                }
            }
            let mut bytes = Vec::new();
            let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut bytes)).await;
            Said::read(&bytes)
        })
    }

    pub async fn connect(&self) -> TlsStream<TcpStream> {
        let (config, _) = tls::client(self.trust()).unwrap();
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    /// One whole request on a connection of its own.
    pub fn ask(&self, method: &str, path: &str, body: &[u8]) -> Said {
        self.say(&[&request(method, path, body)], Duration::ZERO)
    }
}

/// A request with its body, after which the connection ends.
pub fn request(method: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// An answer.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Said {
    fn read(bytes: &[u8]) -> Said {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Said { status, body: bytes[end..].to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn frames(&self) -> Vec<(Kind, Item)> {
        frames(&self.body)
    }
}

/// What is said in a frame that may be sealed for somebody else.
pub fn said(sealed: &Item) -> Item {
    Sealed::from_item(sealed).unwrap().payload().unwrap()
}

/// The frames of an answer.
pub fn frames(body: &[u8]) -> Vec<(Kind, Item)> {
    let mut reader = FrameReader::default();
    reader.push(body);
    let mut frames = Vec::new();
    while let Some((kind, payload)) = reader.next_frame().unwrap() {
        frames.push((kind, item(kind, &payload).unwrap()));
    }
    frames
}

/// A clock that stands where it was set.
struct Stands(Arc<AtomicI64>);

impl Clock for Stands {
    fn now(&self) -> Now {
        Now { wall_s: self.0.load(Ordering::Relaxed), epoch: 1, elapsed_s: 60 }
    }
}

/// A phone.
pub struct Phone {
    pub store: Store,
    /// What its clock says, seconds of Unix time.
    pub clock: Arc<AtomicI64>,
    _files: TempDir,
}

impl Phone {
    /// One whose clock stands in 1970, as phones do that lost their battery.
    pub fn new() -> Phone {
        Phone::at(3600)
    }

    /// One whose clock says this.
    pub fn at(wall_s: i64) -> Phone {
        let files = tempfile::tempdir().unwrap();
        let keys = Arc::new(KeyFile::at(files.path().join("keys")));
        let clock = Arc::new(AtomicI64::new(wall_s));
        let place = Place::file(files.path().join("phone.db"));
        let store = Store::open(&place, keys, Arc::new(Stands(clock.clone()))).unwrap();
        Phone { store, clock, _files: files }
    }

    /// Registers a household; its name.
    pub fn household(&mut self, area: RecordName, known_as: &str) -> RecordName {
        let mut action = self.store.begin().unwrap();
        let values = BTreeMap::from([
            (household::area, Value::Record(area)),
            (household::known_as, Value::text(known_as)),
        ]);
        let household = action.about_new(household::ID, values).unwrap();
        action.save().unwrap();
        household
    }

    /// Visits of a household, each with a note of about this many bytes that no codec shrinks much.
    pub fn visits(&mut self, to: RecordName, count: usize, note_bytes: usize) {
        let mut seed = blake3::Hasher::new().finalize_xof();
        for _ in 0..count {
            let mut noise = vec![0; note_bytes];
            seed.fill(&mut noise);
            let note: String = noise.iter().map(|b| char::from(33 + b % 94)).collect();
            let mut action = self.store.begin().unwrap();
            action.about(to);
            let values =
                BTreeMap::from([(visit::household, Value::Record(to)), (visit::note, Value::text(&note))]);
            action.create(visit::ID, values).unwrap();
            action.save().unwrap();
        }
    }

    pub fn holds(&self, household: RecordName) -> bool {
        let key = household.key();
        let sql = "SELECT count(*) FROM change WHERE subject = ?1 AND standing <> 5";
        self.store.log().connection().query_row(sql, [key.as_slice()], |row| row.get::<_, i64>(0)).unwrap()
            > 0
    }

    /// The bytes of its next request.
    pub fn request(&mut self) -> Vec<u8> {
        let mut session = Session::start(&mut self.store).unwrap();
        let mut bytes = Vec::new();
        while let Some(frame) = session.next_frame(&self.store).unwrap() {
            bytes.extend(frame);
        }
        bytes
    }

    /// The bytes of an enrolment with a code.
    pub fn enrolment(&self, code: [u8; 16]) -> Vec<u8> {
        chaski::change::codec::encode(&EnrolRequest::of(&self.store, code, "a phone").item())
    }

    pub fn meta_s(&self, key: &str) -> Option<i64> {
        self.store.log().meta(key).unwrap()
    }
}

/// Little patience, for tests of what it ends in.
pub fn impatient(limits: &mut Limits) {
    limits.idle = Duration::from_millis(400);
    limits.queue = Duration::from_millis(200);
    limits.sync_bytes = 200_000;
    limits.guesses = 3;
    limits.guess_window = Duration::from_secs(2);
}

/// The server's own program.
pub fn program(keys: &Path, words: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chaski-server"));
    command.env("CHASKI_KEYS", keys).args(words);
    command
}
