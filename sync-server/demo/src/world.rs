//! The world of a demo: a folder, the real server in it, the bad line, and the phones. Brings phones and server
//! together and counts what that took. Knows no story.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use chaski::record::RecordName;
use chaski::record::table::code::area_kind;
use chaski::store::KeyFile;
use chaski::sync::Report;
use chaski::sync::enrol::Invitation;
use chaski::sync::http::{self, Link, Progress};
use chaski::sync::message::RefusalCode;
use chaski::sync::session::SyncError;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::calendar::{Calendar, ServerClock};
use super::chance::Chance;
use super::error::{DemoError, Result};
use super::ledger::Ledger;
use super::line::Line;
use super::phone::Phone;
use super::tell::Teller;
use chaski_service::data::DataFolder;
use chaski_service::http::serve::{self, ServeOptions, Served};
use chaski_service::packs::release_held;
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_service::web::Demo;

/// A sync that the line cut is begun again so often before the demo gives up.
const TRIES: usize = 400;
/// Times that everybody syncs before the demo goes on; three are enough if all is well.
const ROUNDS: usize = 6;

/// Where the supervisor's page stands if nothing else stands there.
const WEB_PORT: u16 = 8080;
/// Time that a sync takes in the story.
const SYNC_S: i64 = 40;

/// Where the demo's files are; a folder of its own is removed with its keys at the end.
pub struct Folder {
    /// The path.
    pub path: PathBuf,
    kept: bool,
    key_files: Vec<PathBuf>,
}

impl Folder {
    /// The folder that was asked for, which must be new or empty; or one of its own.
    pub fn new(asked: Option<&Path>) -> Result<Folder> {
        let path = match asked {
            Some(path) => path.to_owned(),
            None => {
                let drawn: [u8; 8] = chaski::store::random::draw();
                std::env::temp_dir().join(format!("chaski-demo-{:016x}", u64::from_be_bytes(drawn)))
            }
        };
        std::fs::create_dir_all(&path)?;
        if std::fs::read_dir(&path)?.next().is_some() {
            return Err(DemoError::Request(format!(
                "{} is not empty: choose a new folder for the demo's files; nothing was changed",
                path.display()
            )));
        }
        Ok(Folder { path, kept: asked.is_some(), key_files: Vec::new() })
    }

    /// Whether the files stay.
    pub fn is_kept(&self) -> bool {
        self.kept
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            self.key_files.iter().for_each(|file| drop(std::fs::remove_file(file)));
            let _ = std::fs::remove_dir_all(&self.path);
        }
    }
}

/// Server, line and phones.
pub struct World {
    /// The server's storage.
    pub storage: Arc<SqliteStorage>,
    /// Where the server stands.
    pub address: SocketAddr,
    /// The bad line.
    pub line: Line,
    /// The phones.
    pub phones: Vec<Phone>,
    /// The driver's book.
    pub ledger: Ledger,
    /// The areas where families live, by their numbers in the story.
    pub areas: Vec<RecordName>,
    /// Requests that phones began.
    pub requests: u64,
    /// Batches that the server did not take.
    pub rejected: u64,
    /// The days of the story.
    pub calendar: Calendar,
    /// The server's clock.
    pub clock: Arc<ServerClock>,
    runtime: Handle,
    running: Option<(Served, oneshot::Sender<()>)>,
    page: Option<String>,
    district: RecordName,
    // Last: it is removed when everything in it is closed.
    folder: Folder,
}

/// Whom a phone is given to.
pub struct Worker<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their role.
    pub role: u64,
    /// Their areas, by their numbers in the story.
    pub areas: &'a [usize],
}

impl World {
    /// A new district in a folder, served at a port of its own, and the line to it. With `page`, whoever holds a link
    /// that nobody can guess finds the page of the account with this login, in a browser of this computer. The server's
    /// time is this clock's.
    pub fn start(
        runtime: &Handle,
        mut folder: Folder,
        district: &str,
        seed: u64,
        page: Option<&str>,
        clock: ServerClock,
    ) -> Result<World> {
        let (data, storage) = DataFolder::create(&folder.path, district, None)?;
        folder.key_files.extend([data.key_file().to_owned(), chaski_service::tls::web_key_file(&data)]);
        let (data, storage) = (Arc::new(data), Arc::new(storage));
        runtime.block_on(storage.set_utc_offset(super::district::UTC_OFFSET_MIN))?;
        runtime.block_on(storage.use_pack(chaski::pack::shipped(super::district::COUNTRY)))?;
        let clock = Arc::new(clock);
        runtime.block_on(release_held(&*storage, clock.now_s()))?;
        let link = page.and_then(Demo::drawn);
        let serve_with = |web_port| {
            let (stop, stopped) = oneshot::channel::<()>();
            let shutdown = async move {
                let _ = stopped.await;
            };
            let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let mut options = ServeOptions::at(local(0));
            options.plain_web = link.is_some().then(|| local(web_port));
            options.demo = link.as_ref().map(|(demo, _)| demo.clone());
            let clock = clock.clone();
            options.clock = Arc::new(move || clock.now_s());
            let served = runtime.block_on(serve::serve(data.clone(), storage.clone(), options, shutdown))?;
            Ok::<_, DemoError>((served, stop))
        };
        // The page stands where it stood the last time, unless something else does.
        let (served, stop) = serve_with(WEB_PORT).or_else(|_| serve_with(0))?;
        let page = link.zip(served.plain_web).map(|((_, path), at)| format!("http://{at}{path}"));
        let line = Line::open(runtime, served.address, seed)?;
        let root = runtime.block_on(storage.add_area(district, area_kind::district, None))?;
        Ok(World {
            storage,
            address: served.address,
            line,
            phones: Vec::new(),
            ledger: Ledger::default(),
            areas: Vec::new(),
            requests: 0,
            rejected: 0,
            calendar: Calendar::of_last_week(clock.began_s()),
            clock,
            runtime: runtime.clone(),
            running: Some((served, stop)),
            page,
            district: root,
            folder,
        })
    }

    /// An area of the district where families live; its number in the story.
    pub fn add_area(&mut self, name: &str, kind: i64) -> Result<usize> {
        let area = self.runtime.block_on(self.storage.add_area(name, kind, Some(self.district)))?;
        self.areas.push(area);
        Ok(self.areas.len() - 1)
    }

    /// Where the server is, as phones remember it.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The link to the supervisor's page.
    pub fn page(&self) -> Option<&str> {
        self.page.as_deref()
    }

    /// The area that holds all others.
    pub fn district(&self) -> RecordName {
        self.district
    }

    /// The folder with everything.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    fn home(&self) -> PathBuf {
        self.folder.path.join("phones").join((self.phones.len() + 1).to_string())
    }

    /// Enrols a phone of a worker, over the bad line; its number. A role above all areas holds the district.
    pub fn add_phone(&mut self, worker: &Worker<'_>, wall_s: i64) -> Result<usize> {
        let areas: Vec<RecordName> = worker.areas.iter().map(|at| self.areas[*at]).collect();
        let whole = areas.len() == self.areas.len() && worker.role > chaski::record::role::VISITOR;
        let rights = if whole { vec![self.district] } else { areas.clone() };
        let record = self.runtime.block_on(self.storage.add_worker(worker.name))?;
        let invitation = self.invite(record, worker.role, &rights)?;
        let number = self.ledger.add_phone(&areas);
        let mut phone = Phone::at(self.home(), number, worker.name, worker.areas, self.calendar)?;
        self.folder.key_files.push(phone.key_file.clone());
        phone.clock.boot(wall_s);
        let link = self.link();
        let label = worker.name;
        let store = phone.store()?;
        again_until_whole(|| http::enrol(store, &invitation, label, &link))?;
        self.phones.push(phone);
        Ok(number)
    }

    /// Somebody else will make a phone in this folder: its keys go with the demo's files.
    pub fn expect_phone(&mut self, home: &Path) -> Result<()> {
        self.folder.key_files.push(KeyFile::for_data(home, "phone").map_err(DemoError::Keys)?);
        Ok(())
    }

    /// Invites one phone of a worker.
    pub fn invite(&self, worker: RecordName, role: u64, areas: &[RecordName]) -> Result<Invitation> {
        let issued_s = self.clock.now_s();
        let code = self.runtime.block_on(self.storage.invite(worker, role, areas, issued_s))?;
        let root = self.runtime.block_on(self.storage.district())?.root;
        let root_hash = *blake3::hash(&root).as_bytes();
        Ok(Invitation { url: self.url(), code, root_hash, tls_hash: None, issued_s })
    }

    /// Copies a phone's database and keys to one more phone; its number.
    pub fn copy_phone(&mut self, original: usize) -> Result<usize> {
        let (home, number) = (self.home(), self.ledger.copy_phone(original));
        let copy = self.phones[original].copied_to(&home, number)?;
        self.folder.key_files.push(copy.key_file.clone());
        self.phones.push(copy);
        Ok(number)
    }

    fn link(&self) -> Link {
        Link {
            url: Some(format!("https://{}", self.line.address)),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(20),
        }
    }

    /// One phone syncs, over the bad line, as often as it takes.
    pub fn sync(&mut self, at: usize) -> Result<Report> {
        self.clock.pass(SYNC_S);
        let (link, never) = (self.link(), AtomicBool::new(false));
        let phone = &mut self.phones[at];
        let store = phone.store()?;
        let requests = &mut self.requests;
        let report = again_until_whole(|| {
            let mut last = Progress::default();
            let result = http::sync(store, &link, &never, &mut |progress| last = progress);
            *requests += last.requests;
            result
        })?;
        self.rejected += report.rejected.len() as u64;
        phone.lines = phone.lines.max(report.lines);
        self.ledger.synced(at);
        Ok(report)
    }

    /// Everybody syncs, in an order of chance, at least so many times and until nobody brings or gets anything new.
    pub fn bring_everyone(&mut self, chance: &mut Chance, least: usize, teller: &Teller) -> Result<()> {
        let mut order: Vec<usize> = (0..self.phones.len()).collect();
        chance.shuffle(&mut order);
        for round in 1..=ROUNDS {
            let mut quiet = true;
            for at in &order {
                let report = self.sync(*at)?;
                quiet &=
                    report.acknowledged + report.received + report.departed + report.on_this_phone_only == 0;
                teller.step(&format!("{} syncs", self.phones[*at].worker));
            }
            if round >= least && (quiet || round >= least + 2) {
                break;
            }
        }
        Ok(())
    }

    /// Stops the server, its running requests finished, and closes the phones.
    pub fn stop(&mut self) {
        self.phones.iter_mut().for_each(Phone::close);
        if let Some((served, stop)) = self.running.take() {
            let _ = stop.send(());
            self.runtime.block_on(served.ended());
        }
    }

    /// Waits for something while the server serves on.
    pub fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop();
    }
}

fn again_until_whole<T>(mut call: impl FnMut() -> std::result::Result<T, SyncError>) -> Result<T> {
    for _ in 0..TRIES {
        match call() {
            Ok(done) => return Ok(done),
            // The line was cut, or the server is still busy with the request that was.
            Err(SyncError::Line(_) | SyncError::Refused(RefusalCode::TakenOver)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Err(DemoError::Story(format!("the line let nothing through in {TRIES} tries")))
}
