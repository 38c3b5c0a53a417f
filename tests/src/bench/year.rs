//! A district's year on a server: 200 workers in 40 areas, 200 children each, 20 visits a day on 200 days. The changes
//! are made up without phones' databases, signed by phones' keys, and taken by the real storage a day's batch at a
//! time, so that what is stored is what the real way stores. A run that was broken off goes on where it ended.

use std::collections::BTreeMap;
use std::path::Path;

use chaski::change::batch::{Batch, Opening};
use chaski::change::hash::{Ancestry, Secret};
use chaski::change::{Change, Edit, Register, Set};
use chaski::record::table::{code, person};
use chaski::record::{ChangeName, DeviceId, RecordName, Tag, Value, role};
use chaski::store::Now;
use chaski::store::save::{Author, Draft, Values};
use chaski::sync::enrol::EnrolRequest;
use chaski::sync::message::Head;
use chaski_service::storage::sqlite::ServerKeys;
use chaski_service::storage::{Admitted, SqliteStorage, Storage};
use ed25519_dalek::{Signer, SigningKey};

use super::workload::{Beside, Child, Days, Detail, Seeded, child, date, say};
use crate::world::now_or_never;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// How much is stored.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Workers, each with a phone.
    pub workers: usize,
    /// Areas.
    pub areas: usize,
    /// Children of one worker.
    pub children: usize,
    /// Days of 20 visits.
    pub days: usize,
}

/// The district of the measuring workload.
pub const DISTRICT: Size = Size { workers: 200, areas: 40, children: 200, days: 200 };

/// The first day of the year, by its number since 1970.
pub const FIRST_DAY: i64 = 20_781;

/// A district on a server.
pub struct Year {
    /// Its storage.
    pub storage: SqliteStorage,
    /// The area that all are below.
    pub top: RecordName,
    /// Where families live.
    pub areas: Vec<RecordName>,
    /// The workers.
    pub workers: Vec<RecordName>,
}

/// A phone without a database: all it says is of one opening.
struct Paper {
    signer: SigningKey,
    worker: RecordName,
    /// Counters of the next change and of the last that the server holds.
    next: u64,
    held: u64,
    /// What commits to everything before the next.
    ancestry: Ancestry,
    admitted: Admitted,
    children: Vec<Child>,
    days: Days,
    random: Seeded,
}

/// What a worker's name begins with.
const NAME: &str = "Trabajadora ";

const GIVEN: [&str; 24] = [
    "Illari", "Ñusta", "Sami", "Wayra", "Inti", "Killa", "Yaku", "Urpi", "Sumaq", "Amaru", "Nina", "Qori",
    "Tika", "Kusi", "Rumi", "Wara", "Ayra", "Suri", "Misk’i", "Phuyu", "Chaska", "Antay", "Raymi", "Asiri",
];
/// Its opening, and the secret of that.
const TAG: Tag = Tag(1);
const SECRET: Secret = Secret([9; 16]);

const FAMILY: [&str; 20] = [
    "Quispe", "Mamani", "Huamán", "Condori", "Choque", "Flores", "Ccori", "Puma", "Apaza", "Layme",
    "Yupanqui", "Sulca", "Ticona", "Chávez", "Tito", "Huanca", "Champi", "Nina", "Cutipa", "Aro",
];

/// Fills a folder, or goes on filling it.
pub fn fill(folder: &Path, size: Size, seed: u64, note: &mut dyn FnMut(usize)) -> Outcome<Year> {
    std::fs::create_dir_all(folder)?;
    let keys = keys_of(folder)?;
    let path = folder.join("server.db");
    let storage = if path.exists() {
        SqliteStorage::open(&path, &keys)?
    } else {
        SqliteStorage::create(&path, &keys, "Distrito de prueba")?
    };
    let (top, areas) = areas(&storage, size.areas)?;
    // What was filled once is only looked at.
    let whole = folder.join("whole");
    if whole.exists() {
        let named = now_or_never(storage.workers())?;
        let workers =
            named.into_iter().filter(|worker| worker.1.starts_with(NAME)).map(|worker| worker.0).collect();
        return Ok(Year { top, areas, workers, storage });
    }
    let mut phones = Vec::with_capacity(size.workers);
    for number in 0..size.workers {
        let area = areas[number * areas.len() / size.workers];
        phones.push(phone(&storage, number, area, size.children, seed)?);
    }
    for day in 0..size.days {
        for phone in &mut phones {
            phone.day(&storage, FIRST_DAY + day as i64)?;
        }
        note(day + 1);
    }
    disagree(&storage, &mut phones, size)?;
    for phone in &phones {
        now_or_never(storage.answer(&phone.admitted, now_s(FIRST_DAY + size.days as i64)))?;
    }
    std::fs::write(whole, [])?;
    Ok(Year { top, areas, workers: phones.iter().map(|phone| phone.worker).collect(), storage })
}

fn now_s(day: i64) -> i64 {
    day * 86_400 + 75_600
}

fn keys_of(folder: &Path) -> Outcome<ServerKeys> {
    let path = folder.join("keys");
    if !path.exists() {
        let keys = ServerKeys::drawn();
        std::fs::write(&path, [keys.database_key, keys.root_seed, keys.server_seed].concat())?;
    }
    let bytes = std::fs::read(path)?;
    let mut parts = bytes.chunks_exact(32).map(|part| <[u8; 32]>::try_from(part).map_err(|e| e.to_string()));
    let mut part = || parts.next().ok_or("the keys of the folder are not whole")?;
    Ok(ServerKeys { database_key: part()?, root_seed: part()?, server_seed: part()? })
}

fn areas(storage: &SqliteStorage, count: usize) -> Outcome<(RecordName, Vec<RecordName>)> {
    let known = now_or_never(storage.areas())?;
    let kind = code::area_kind::ALL[0].0;
    let find = |name: &str| known.iter().find(|area| area.1 == name).map(|area| area.0);
    let top = match find("Distrito") {
        Some(top) => top,
        None => now_or_never(storage.add_area("Distrito", kind, None))?,
    };
    let mut areas = Vec::with_capacity(count);
    for number in 0..count {
        let name = format!("Sector {number:02}");
        areas.push(match find(&name) {
            Some(area) => area,
            None => now_or_never(storage.add_area(&name, kind, Some(top)))?,
        });
    }
    Ok((top, areas))
}

fn phone(
    storage: &SqliteStorage,
    number: usize,
    area: RecordName,
    children: usize,
    seed: u64,
) -> Outcome<Paper> {
    let mut random = Seeded(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
    let mut secret = [0; 32];
    for chunk in secret.chunks_mut(8) {
        chunk.copy_from_slice(&random.bits().to_be_bytes());
    }
    let signer = SigningKey::from_bytes(&secret);
    let device = DeviceId::of_public_key(signer.verifying_key().as_bytes());
    let name = format!("{NAME}{number:03}");
    let workers = now_or_never(storage.workers())?;
    let worker = match workers.iter().find(|worker| worker.1 == name) {
        Some(worker) => worker.0,
        None => enrol(storage, &signer, &name, area)?,
    };
    // A head that is newer than whatever a run that was broken off sent.
    let counter: Option<i64> = storage.inspect(|conn| {
        let counter = "SELECT max(counter) FROM opening WHERE device = ?1";
        conn.query_row(counter, [device.0.as_slice()], |row| row.get(0))
    })??;
    let head = Head {
        server: None,
        device,
        opening: TAG,
        from: None,
        counter: counter.unwrap_or(0).unsigned_abs() + 1,
        nonce: [7; 8],
        answered: None,
        receipt: None,
        cursors: Vec::new(),
        standpoints: Vec::new(),
        confirmed: Some((1, 1)),
        codecs: vec![0],
        unsent: 0,
        open: Vec::new(),
        held: Default::default(),
        wanted: Vec::new(),
        with_bodies: false,
        enrolment: None,
        version: Some("0.1.0".into()),
        content: Default::default(),
        drafts: None,
    };
    let root = now_or_never(storage.district())?.root;
    let admitted = now_or_never(storage.admit(head.sign(&signer, &root), now_s(FIRST_DAY)))?
        .map_err(|refused| format!("{:?}", refused.refusal.code))?;
    let held: Option<i64> = storage.inspect(|conn| {
        conn.query_row("SELECT max(last) FROM held WHERE device = ?1", [device.0.as_slice()], |row| {
            row.get(0)
        })
    })??;
    let mut paper = Paper {
        signer,
        worker,
        next: 1,
        held: ChangeName { device, number: held.unwrap_or(0).unsigned_abs() }.counter(),
        ancestry: Ancestry::begin(TAG, None),
        admitted,
        children: Vec::with_capacity(children),
        days: Days::before(FIRST_DAY),
        random,
    };
    for first in (0..children).step_by(50) {
        let mut draft = paper.draft(FIRST_DAY - 1);
        for at in first..children.min(first + 50) {
            let mut named = Seeded(paper.random.bits());
            let number = number * children + at;
            let child = child(&mut draft, area, number, |age| names(age, &mut named), &mut paper.random)?;
            paper.children.push(child);
        }
        paper.send(storage, draft, FIRST_DAY - 1)?;
    }
    Ok(paper)
}

/// Names and a day of birth.
fn names(age_months: f64, random: &mut Seeded) -> Values {
    let mut of = |names: &[&str]| names[random.below(names.len() as u64) as usize].to_owned();
    let (given, family) = (of(&GIVEN), format!("{} {}", of(&FAMILY), of(&FAMILY)));
    BTreeMap::from([
        (person::given_names, Value::text(&given)),
        (person::family_names, Value::text(&family)),
        (person::birth_date, date(FIRST_DAY - (age_months * 30.4) as i64)),
    ])
}

fn enrol(storage: &SqliteStorage, signer: &SigningKey, name: &str, area: RecordName) -> Outcome<RecordName> {
    let worker = now_or_never(storage.add_worker(name))?;
    let code = now_or_never(storage.invite(worker, role::VISITOR, &[area], now_s(FIRST_DAY - 2)))?;
    let public_key = signer.verifying_key().to_bytes();
    let signature =
        signer.sign(&[b"chaski 2026 enrolment".as_slice(), &code, &public_key].concat()).to_bytes();
    let request = EnrolRequest { code, public_key, label: name.to_owned(), signature };
    now_or_never(storage.enrol(request, now_s(FIRST_DAY - 2)))?.map_err(|refusal| refusal.to_string())?;
    Ok(worker)
}

impl Paper {
    fn author(&self, day: i64) -> Author {
        let now = Now { wall_s: day * 86_400 + 60_000, epoch: 1, elapsed_s: 0 };
        let (device, next) = (self.admitted.head.device, TAG.number(self.next));
        Author { device, worker: self.worker, role: role::VISITOR, rights: 1, now, next }
    }

    fn draft(&self, day: i64) -> Draft {
        Draft::new(self.author(day))
    }

    fn day(&mut self, storage: &SqliteStorage, day: i64) -> Outcome<()> {
        let mut draft = self.draft(day);
        for _ in 0..20 {
            // One visit in four hundred.
            let beside = Beside { next: true, danger: self.random.below(400) == 0 };
            say(&mut draft, &self.children, &mut self.days, Detail::TimesAndPlace, beside, &mut self.random)?;
        }
        self.send(storage, draft, day)
    }

    fn send(&mut self, storage: &SqliteStorage, draft: Draft, day: i64) -> Outcome<()> {
        self.take(storage, draft.into_changes(), day)
    }

    fn take(&mut self, storage: &SqliteStorage, changes: Vec<Change>, day: i64) -> Outcome<()> {
        let Some(last) = changes.last().map(|change| change.name.counter()) else { return Ok(()) };
        self.next = last + 1;
        let opening = Opening { tag: TAG, from: None, base: Some(self.ancestry), apart: false };
        let bodies: Vec<_> = changes.iter().map(|change| (change.name.number, change.encode())).collect();
        for (number, body) in &bodies {
            self.ancestry = self.ancestry.then(&SECRET.key_of(*number).hash(body));
        }
        if last <= self.held {
            return Ok(());
        }
        let batch = Batch::sign(&self.signer, opening, SECRET, bodies);
        let taken = now_or_never(storage.take(&self.admitted, &batch, now_s(day)))?
            .map_err(|refused| format!("{:?}", refused.refusal.code))?;
        if taken.apart.is_empty() { Ok(()) } else { Err("a batch was kept apart".into()) }
    }
}

/// Two workers of one area write a child's name differently, for as many children as there are workers.
fn disagree(storage: &SqliteStorage, phones: &mut [Paper], size: Size) -> Outcome<()> {
    let day = FIRST_DAY + size.days as i64;
    for at in (0..phones.len().saturating_sub(1)).step_by(2) {
        for child in 0..2 {
            let record = phones[at].children[child].person();
            for (phone, name) in [(at, "Illari Ñusta"), (at + 1, "Illary Ñusta")] {
                let phone = &mut phones[phone];
                let set = Set {
                    register: Register { record, field: person::given_names, path: None },
                    value: Value::text(name),
                    replaces: vec![record.change()],
                    depth: 1,
                    reason: None,
                };
                let author = phone.author(day);
                let change = Change {
                    name: ChangeName::at(author.device, TAG, phone.next),
                    subject: Some(record),
                    author: Some(author.worker),
                    role: author.role,
                    rights: author.rights,
                    wall_s: author.now.wall_s,
                    clock_epoch: 1,
                    elapsed_s: 0,
                    edits: vec![Edit::Set(set)],
                };
                phone.take(storage, vec![change], day)?;
            }
        }
    }
    Ok(())
}
