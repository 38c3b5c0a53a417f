//! Names are given once and never again, whatever becomes of the database or of the process in which they were given:
//! images that are put back, copies of copies, processes copied with their memory, servers that were set back. The real
//! store and the real server; what no store of ours says is said by hand, with the phone's key.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chaski::change::Change;
use chaski::change::batch::{Batch, Opening, batches_item, item_batches};
use chaski::change::cbor::Item;
use chaski::change::hash::{Ancestry, Point, Secret};
use chaski::record::table::{code, household, part, person, reading, visit};
use chaski::record::{ChangeName, Decimal, DeviceId, RecordName, Tag, Value, role};
use chaski::store::save::{Author, Draft};
use chaski::store::{Action, KeyProvider, Log, Now, Place, Secrets, Standing, Store, apart, dump, own};
use chaski::sync::frame::{FrameReader, Kind, frame, item};
use chaski::sync::message::{Head, Lines, Refusal, RefusalCode, Sealed, SignedHead};
use chaski::sync::{Report, Session, session};
use chaski_service::session::ServerSession;
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::bench::workload::Seeded;
use chaski_tests::disk::Disk;
use chaski_tests::world::{Line, Phone, Server, TestKeys, enrol, introduce, now_or_never, sync};
use ed25519_dalek::SigningKey;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;

const NOW_S: i64 = 1_800_000_000;

/// A server, its areas, and a book of what was said where.
struct District {
    folder: tempfile::TempDir,
    server: Server,
    north: RecordName,
    south: RecordName,
    /// The names of all children of the north that must count, each once.
    children: Vec<String>,
}

impl District {
    fn new() -> District {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Default::default());
        let area = |name: &str| {
            now_or_never(server.storage.add_area(name, code::area_kind::ALL[0].0, None)).unwrap()
        };
        let (north, south) = (area("Norte"), area("Sur"));
        District { north, south, folder, server, children: Vec::new() }
    }

    fn phone(&self, name: &str) -> Phone {
        Phone::at(Place::file(self.folder.path().join(format!("{name}.db"))))
    }

    /// A phone of a visitor of the north.
    fn visitor(&self, name: &str) -> Phone {
        let mut phone = self.phone(name);
        enrol(&self.server.storage, &mut phone, name, role::VISITOR, &[self.north], NOW_S).unwrap();
        phone
    }

    fn sync(&self, phone: &mut Phone) -> Report {
        sync(&self.server.storage, phone, Line::default(), NOW_S).unwrap()
    }

    /// A family of the north with one child, which must count from now on.
    fn family(&mut self, phone: &mut Phone, child: &str) -> RecordName {
        self.children.push(child.to_owned());
        family(phone.store().unwrap(), self.north, child)
    }

    /// What was saved on this phone alone went with it.
    fn is_lost(&mut self, child: &str) {
        self.children.retain(|name| name != child);
    }

    fn dumped(&self) -> String {
        String::from_utf8(now_or_never(self.server.storage.dump(self.north)).unwrap()).unwrap()
    }

    fn aside(&self) -> Vec<(String, String)> {
        let aside = now_or_never(self.server.storage.aside()).unwrap();
        aside.into_iter().map(|one| (one.change, one.reason)).collect()
    }

    fn doctor(&self) -> String {
        now_or_never(self.server.storage.check()).unwrap().join("\n")
    }

    fn epoch(&self) -> u64 {
        now_or_never(self.server.storage.district()).unwrap().epoch
    }

    /// How many changes the server holds.
    fn changes(&self) -> i64 {
        let count = |conn: &Connection| conn.query_row("SELECT count(*) FROM change", [], |row| row.get(0));
        self.server.storage.inspect(count).unwrap().unwrap()
    }

    /// A copy of the server's file, as its machine's snapshots make one.
    fn server_image(&mut self) -> Vec<u8> {
        self.closed(|path| std::fs::read(path).unwrap())
    }

    /// The server's file is as it was then; nobody tells the server.
    fn put_back_server(&mut self, image: &[u8]) {
        self.closed(|path| std::fs::write(path, image).unwrap());
    }

    fn closed<R>(&mut self, then: impl FnOnce(&Path) -> R) -> R {
        // The storage is closed while another stands in its place.
        let elsewhere = self.folder.path().join("elsewhere.db");
        let nothing = SqliteStorage::create(&elsewhere, &self.server.keys, "").unwrap();
        drop(std::mem::replace(&mut self.server.storage, nothing));
        assert!(!beside(&self.server.path, "-wal").exists(), "a closed database is one file");
        let done = then(&self.server.path);
        self.server.storage = SqliteStorage::open(&self.server.path, &self.server.keys).unwrap();
        for file in [elsewhere.clone(), beside(&elsewhere, "-wal"), beside(&elsewhere, "-shm")] {
            let _ = std::fs::remove_file(file);
        }
        done
    }

    /// Every child counts exactly once, every replica is equal and sound, and nothing is set aside or kept apart.
    fn is_well(&self, phones: &mut [&mut Phone]) {
        assert_eq!(self.aside(), []);
        self.replicas_are_equal(phones);
    }

    fn replicas_are_equal(&self, phones: &mut [&mut Phone]) {
        let on_server = self.dumped();
        for child in &self.children {
            assert_eq!(on_server.matches(&format!("\"{child}\"")).count(), 1, "{child} in {on_server}");
        }
        let children: BTreeSet<&String> = self.children.iter().collect();
        assert_eq!(children.len(), self.children.len());
        let count = |conn: &Connection| conn.query_row("SELECT count(*) FROM r_person", [], |row| row.get(0));
        let registered: i64 = self.server.storage.inspect(count).unwrap().unwrap();
        assert_eq!(registered, self.children.len() as i64, "nobody is there whom nobody registered");
        for phone in phones {
            let store = phone.store().unwrap();
            let on_phone = dumped(store, self.north);
            let only = |these: &str, those: &str| -> Vec<String> {
                let those: BTreeSet<&str> = those.lines().collect();
                these.lines().filter(|line| !those.contains(line)).map(str::to_owned).collect()
            };
            let differ = (only(&on_phone, &on_server), only(&on_server, &on_phone));
            assert_eq!(on_phone, on_server, "only on the phone, only on the server: {differ:#?}");
            let verified = chaski::sync::verify::verify(store).unwrap();
            assert!(verified.is_sound(), "{verified:?}");
            assert_eq!(own::unsent_count(&store.log()).unwrap(), 0);
        }
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn dumped(store: &Store, area: RecordName) -> String {
    let mut out = Vec::new();
    dump::dump(&store.log(), &area, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn say_family(action: &mut Action<'_>, area: RecordName, child: &str) -> RecordName {
    let house =
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
    let values = BTreeMap::from([
        (person::household, Value::Record(house)),
        (person::given_names, Value::text(child)),
    ]);
    action.about_new(person::ID, values).unwrap()
}

/// A family with one child, two changes; its child.
fn family(store: &mut Store, area: RecordName, child: &str) -> RecordName {
    let mut action = store.begin().unwrap();
    let child = say_family(&mut action, area, child);
    action.save().unwrap();
    child
}

/// A visit with a weight, in kilograms and hundredths.
fn weigh(store: &mut Store, child: RecordName, hundredths: i64) {
    let house: Vec<u8> = store
        .log()
        .connection()
        .query_row("SELECT household FROM r_person WHERE record = ?1", [child.key().as_slice()], |row| {
            row.get(0)
        })
        .unwrap();
    let house = RecordName::from_key(&house).unwrap();
    let mut action = store.begin().unwrap();
    action.about(house);
    let visit = action.create(visit::ID, BTreeMap::from([(visit::household, Value::Record(house))])).unwrap();
    action.about(child);
    let weight = Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(hundredths, -2)))]);
    let values = BTreeMap::from([
        (reading::person, Value::Record(child)),
        (reading::visit, Value::Record(visit)),
        (reading::weight, weight),
    ]);
    action.create(reading::ID, values).unwrap();
    action.save().unwrap();
}

/// Every weight of a replica with the name of the child on which it stands.
fn weights(conn: &Connection) -> Vec<(String, String)> {
    let mut statement = conn
        .prepare(
            "SELECT p.given_names, r.weight_kg FROM r_reading r LEFT JOIN r_person p ON p.record = r.person
             ORDER BY 2, 1",
        )
        .unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// A phone's folder and its keys, as a backup of the whole machine holds them.
struct Image {
    bytes: Vec<u8>,
    secrets: Secrets,
}

fn image(phone: &mut Phone) -> Image {
    phone.close();
    assert!(!beside(&phone.place.path, "-wal").exists(), "a closed database is one file");
    let secrets = phone.keys.read().unwrap().unwrap();
    Image { bytes: std::fs::read(&phone.place.path).unwrap(), secrets }
}

fn put_back(phone: &mut Phone, image: &Image) {
    phone.close();
    std::fs::write(&phone.place.path, &image.bytes).unwrap();
    phone.keys = TestKeys::holding(image.secrets.clone());
}

fn tag(phone: &mut Phone) -> Tag {
    phone.store().unwrap().opening().tag
}

/// A sync without a line: no byte leaves the phone.
fn without_a_line(district: &District, phone: &mut Phone) {
    let none = Line { cut_up_after: Some(0), ..Line::default() };
    sync(&district.server.storage, phone, none, NOW_S).unwrap_err();
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Between {
    Nothing,
    Synced,
    Unsynced,
}

#[test]
fn a_weight_that_is_recorded_after_an_image_was_put_back_stands_on_the_child_who_was_weighed() {
    for between in [Between::Nothing, Between::Synced, Between::Unsynced] {
        let mut district = District::new();
        let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
        district.family(&mut rosa, "Uno");
        district.sync(&mut rosa);
        let kept = image(&mut rosa);
        if between != Between::Nothing {
            // As many changes as will be recorded again: the same counters, and other names.
            let other = district.family(&mut rosa, "Otra");
            weigh(rosa.store().unwrap(), other, 333);
        }
        let mut expected = Vec::new();
        match between {
            Between::Nothing => {}
            Between::Synced => {
                district.sync(&mut rosa);
                expected.push(("Otra".to_owned(), "3.33".to_owned()));
            }
            Between::Unsynced => district.is_lost("Otra"),
        }
        put_back(&mut rosa, &kept);
        without_a_line(&district, &mut rosa);
        let two = district.family(&mut rosa, "Dos");
        weigh(rosa.store().unwrap(), two, 777);
        expected.push(("Dos".to_owned(), "7.77".to_owned()));
        district.sync(&mut rosa);
        district.sync(&mut luz);
        assert_eq!(district.server.storage.inspect(weights).unwrap(), expected, "{between:?}");
        for phone in [&mut rosa, &mut luz] {
            assert_eq!(weights(phone.store().unwrap().log().connection()), expected, "{between:?}");
        }
        district.is_well(&mut [&mut rosa, &mut luz]);
    }
}

#[test]
fn what_an_image_lacks_of_its_own_phone_comes_back_to_it_also_what_waits_or_was_set_aside() {
    let mut district = District::new();
    let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
    district.family(&mut rosa, "Uno");
    district.sync(&mut rosa);
    let kept = image(&mut rosa);

    let accepted = district.family(&mut rosa, "Dos");
    let foreign = family(rosa.store().unwrap(), district.south, "Sin permiso");
    district.sync(&mut rosa);
    // Of a family only the child arrives: it waits for its household, which a copy of the phone holds.
    rosa.close();
    let waiting = family(rosa.store().unwrap(), district.north, "Espera");
    let (head, batches) = request(rosa.store().unwrap());
    let house = waiting.change().number - 1;
    let less = batches_item(&[batches[0].withhold(&[house])]);
    let cut = [frame(Kind::Head, &head.item()), frame(Kind::Batches, &less)];
    deliver(&district.server.storage, &cut.concat());
    let standing = |log: &Log<'_>, name: ChangeName| log.change(&name).unwrap().map(|(_, standing)| standing);
    let on_server = |district: &District, name| {
        district.server.storage.inspect(|conn| standing(&Log::new(conn), name)).unwrap()
    };
    let there = [
        (accepted.change(), Standing::InState),
        (ChangeName { number: foreign.change().number - 1, ..foreign.change() }, Standing::SetAside),
        (foreign.change(), Standing::Waits),
        (waiting.change(), Standing::Waits),
    ];
    for (name, expected) in there {
        assert_eq!(on_server(&district, name), Some(expected), "{name:?}");
    }
    // On its own phone a child does not wait for its household: that is the server's, which feeds by it.
    let mut on_phone = there.map(|(name, _)| (name, standing(&rosa.store().unwrap().log(), name)));
    assert_eq!(on_phone[1].1, Some(Standing::SetAside));
    let later = image(&mut rosa);
    let mut copy = district.phone("copy");
    put_back(&mut copy, &later);

    put_back(&mut rosa, &kept);
    for (name, _) in there {
        assert_eq!(standing(&rosa.store().unwrap().log(), name), None, "the image lacks it");
    }
    let report = district.sync(&mut rosa);
    assert_eq!(report.lines, Some(Lines::PutBackOrCopied));
    assert_eq!((report.returned, report.on_this_phone_only, report.apart), (5, 0, 0));
    // A child whose household is nowhere is in no area of the phone: it is kept, and is shown once that has come.
    on_phone[3].1 = Some(Standing::Departed);
    for (name, expected) in on_phone {
        assert_eq!(standing(&rosa.store().unwrap().log(), name), expected, "{name:?}");
    }
    let delivery = chaski::store::inbox::delivery(&rosa.store().unwrap().log()).unwrap();
    assert_eq!((delivery.acknowledged, delivery.set_aside, delivery.waiting), (7, 1, 0));
    let aside = (there[1].0.to_string(), "no_rights".to_owned());
    assert_eq!(district.aside(), std::slice::from_ref(&aside));

    // What is said again, and what is new, is said under names of its own.
    let three = district.family(&mut rosa, "Tres");
    assert!(![accepted, foreign, waiting].map(|child| child.change().tag()).contains(&three.change().tag()));
    let report = district.sync(&mut rosa);
    assert_eq!((report.acknowledged, report.returned), (2, 0));
    let report = district.sync(&mut copy);
    assert_eq!((report.on_this_phone_only, report.apart), (0, 0));
    district.children.push("Espera".into());
    for phone in [&mut rosa, &mut luz, &mut copy] {
        district.sync(phone);
    }
    assert_eq!(standing(&rosa.store().unwrap().log(), waiting.change()), Some(Standing::InState));
    assert_eq!(district.aside(), [aside]);
    let verified = chaski::sync::verify::verify(rosa.store().unwrap()).unwrap();
    assert!(verified.is_sound() && verified.missing.is_empty(), "{verified:?}");
    district.replicas_are_equal(&mut [&mut rosa, &mut luz, &mut copy]);
}

#[test]
fn an_image_that_holds_a_part_of_an_opening_gets_the_rest_and_delivers_what_it_alone_has() {
    let mut district = District::new();
    let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
    district.family(&mut rosa, "Uno");
    district.family(&mut rosa, "Dos");
    // The image is of a running phone: its opening goes on after it.
    let running = image_of_running(&district, &mut rosa);
    district.family(&mut rosa, "Tres");
    weigh_all(&mut rosa);
    district.sync(&mut rosa);
    for _ in 0..3 {
        put_back(&mut rosa, &running);
        let again = district.sync(&mut rosa);
        assert_eq!(again.on_this_phone_only, 0);
        assert!(again.returned > 0);
        let name = format!("Nueva {}", district.children.len());
        district.family(&mut rosa, &name);
        district.sync(&mut rosa);
    }
    district.sync(&mut luz);
    district.is_well(&mut [&mut rosa, &mut luz]);
}

/// A copy of the files of a phone that runs: the database and what its log still holds.
fn image_of_running(district: &District, phone: &mut Phone) -> Image {
    let secrets = phone.keys.read().unwrap().unwrap();
    let copy = district.folder.path().join("running.db");
    let path = phone.place.path.clone();
    for ending in ["", "-wal"] {
        std::fs::copy(beside(&path, ending), beside(&copy, ending)).unwrap();
    }
    // Opened and closed once, it is one file; nothing is saved in it.
    let mut running = Phone::of_keys(Place::file(&copy), TestKeys::holding(secrets));
    running.store().unwrap();
    image(&mut running)
}

fn weigh_all(phone: &mut Phone) {
    let store = phone.store().unwrap();
    let keys: Vec<Vec<u8>> = store
        .log()
        .connection()
        .prepare("SELECT record FROM r_person")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for (at, key) in (1..).zip(keys) {
        weigh(store, RecordName::from_key(&key).unwrap(), 400 + at);
    }
}

/// A line of a phone on a simulated disk, which can be copied while it runs.
struct Copied {
    phone: Phone,
    disk: Disk,
    /// The openings in which it saved.
    tags: BTreeSet<Tag>,
}

impl Copied {
    fn on(disk: Disk, keys: Arc<TestKeys>) -> Copied {
        let place = Place { path: "phone.db".into(), vfs: Some(disk.vfs_name().to_owned()) };
        Copied { phone: Phone::of_keys(place, keys), disk, tags: BTreeSet::new() }
    }

    fn copied(&self, seed: u64) -> Copied {
        let disk = Disk::new(seed);
        self.disk.copy_to(&disk);
        Copied::on(disk, self.phone.keys.copied())
    }
}

#[test]
fn copies_of_copies_are_lines_of_one_phone_under_tags_of_their_own_and_all_they_say_counts_once() {
    for seed in 1..=12 {
        let mut random = Seeded(seed);
        let mut district = District::new();
        let mut luz = district.visitor("Luz");
        let mut first = Copied::on(Disk::new(random.bits()), Arc::default());
        let (storage, north) = (&district.server.storage, district.north);
        introduce(storage, &mut first.phone, "Rosa", role::VISITOR, &[north], NOW_S).unwrap();
        // Before the first sync: a copy, and a copy of that.
        let second = first.copied(random.bits());
        let third = second.copied(random.bits());
        let mut lines = vec![first, second, third];
        for line in &mut lines {
            district.sync(&mut line.phone);
        }
        for step in 0..60 {
            let at = random.below(lines.len() as u64) as usize;
            match random.below(12) {
                0..=3 => {
                    let name = format!("{seed} {step}");
                    district.family(&mut lines[at].phone, &name);
                    let tag = tag(&mut lines[at].phone);
                    lines[at].tags.insert(tag);
                }
                4..=6 => drop(district.sync(&mut lines[at].phone)),
                7 => {
                    let line = Line { cut_up_after: Some(random.below(900) as usize), ..Line::default() };
                    let _ = sync(&district.server.storage, &mut lines[at].phone, line, NOW_S);
                }
                8 => {
                    let line = Line { cut_down_after: Some(random.below(900) as usize), ..Line::default() };
                    let _ = sync(&district.server.storage, &mut lines[at].phone, line, NOW_S);
                }
                9 => lines[at].phone.close(),
                _ if lines.len() < 8 => lines.push(lines[at].copied(random.bits())),
                _ => {}
            }
        }
        for _ in 0..2 {
            for line in &mut lines {
                let report = district.sync(&mut line.phone);
                assert_eq!((report.apart, report.rejected), (0, Vec::new()));
            }
        }
        district.sync(&mut luz);
        let tags: usize = lines.iter().map(|line| line.tags.len()).sum();
        let distinct: BTreeSet<Tag> = lines.iter().flat_map(|line| line.tags.iter().copied()).collect();
        assert_eq!(distinct.len(), tags, "no two lines ever save in one opening");
        let devices: BTreeSet<DeviceId> =
            lines.iter_mut().map(|line| line.phone.store().unwrap().device()).collect();
        assert_eq!(devices.len(), 1, "it is one phone");
        let mut phones: Vec<&mut Phone> = lines.iter_mut().map(|line| &mut line.phone).collect();
        phones.push(&mut luz);
        district.is_well(&mut phones);
        assert!(district.doctor().contains("is in use twice"), "{}", district.doctor());
    }
}

/// The head and the batches of a phone's next request, which nobody receives.
fn request(store: &mut Store) -> (SignedHead, Vec<Batch>) {
    let mut session = Session::start(store).unwrap();
    let mut reader = FrameReader::default();
    reader.push(&body(&mut session, store));
    let (mut head, mut batches) = (None, Vec::new());
    while let Some((kind, payload)) = reader.next_frame().unwrap() {
        let item = item(kind, &payload).unwrap();
        match kind {
            Kind::Head => head = Some(SignedHead::from_item(&item).unwrap()),
            Kind::Batches => batches.extend(item_batches(&item).unwrap().into_iter().map(Result::unwrap)),
            _ => {}
        }
    }
    (head.unwrap(), batches)
}

fn body(session: &mut Session, store: &Store) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(frame) = session.next_frame(store).unwrap() {
        body.extend_from_slice(&frame);
    }
    body
}

/// Brings the server a request: whether it read all of it, and the frames that it answers.
fn deliver(storage: &SqliteStorage, body: &[u8]) -> (bool, Vec<Vec<u8>>) {
    let mut server = ServerSession::new(storage);
    let read = now_or_never(server.receive(body, NOW_S)).unwrap();
    (read, now_or_never(server.finish(NOW_S)).unwrap().0)
}

/// Another process of a phone, copied with its memory, or whoever else has its key: what it says is made by hand.
struct Hand {
    signer: SigningKey,
    root: [u8; 32],
    head: Head,
    author: Author,
    /// The opening in which it speaks.
    tag: Tag,
    from: Option<Point>,
    last: u64,
    ancestry: Ancestry,
    secret: Secret,
}

impl Hand {
    /// The phone's process as it is now, in its opening. The phone makes a request that is lost.
    fn twin(district: &District, phone: &mut Phone) -> Hand {
        let signer = SigningKey::from_bytes(&phone.keys.read().unwrap().unwrap().seed);
        let store = phone.store().unwrap();
        let (head, _) = request(store);
        let opening = store.opening().clone();
        let rights = store.rights().unwrap().unwrap();
        let author = Author {
            device: store.device(),
            worker: store.worker().unwrap().unwrap(),
            role: rights.role,
            rights: rights.number,
            now: Now { wall_s: NOW_S, epoch: 1, elapsed_s: 0 },
            next: 0,
        };
        let ancestry = match opening.last {
            0 => Ancestry::begin(opening.tag, opening.from.as_ref()),
            last => ancestry(store, ChangeName::at(store.device(), opening.tag, last)),
        };
        Hand {
            signer,
            root: now_or_never(district.server.storage.district()).unwrap().root,
            head: head.head,
            author,
            tag: opening.tag,
            from: opening.from,
            last: opening.last,
            ancestry,
            secret: Secret([7; 16]),
        }
    }

    /// Somebody with the phone's key, in an opening that goes on from where this one is.
    fn begin_after(mut self, tag: Tag) -> Hand {
        let from = Point { tag: self.tag, counter: self.last, ancestry: self.ancestry };
        self.ancestry = Ancestry::begin(tag, Some(&from));
        (self.tag, self.from, self.last) = (tag, Some(from), 0);
        self.head = Head { opening: tag, from: Some(from), counter: 1, answered: None, ..self.head };
        self
    }

    fn family(&mut self, area: RecordName, child: &str) -> Batch {
        let mut draft = Draft::new(Author { next: self.tag.number(self.last + 1), ..self.author });
        let values = BTreeMap::from([(household::area, Value::Record(area))]);
        let house = draft.about_new(household::ID, values).unwrap();
        let child = [(person::household, Value::Record(house)), (person::given_names, Value::text(child))];
        draft.about_new(person::ID, BTreeMap::from(child)).unwrap();
        self.batch(&draft.into_changes())
    }

    fn batch(&mut self, changes: &[Change]) -> Batch {
        let opening = Opening { tag: self.tag, from: self.from, base: Some(self.ancestry), apart: false };
        let bodies = changes.iter().map(|change| (change.name.number, change.encode())).collect();
        let batch = Batch::sign(&self.signer, opening, self.secret, bodies);
        self.last += changes.len() as u64;
        self.ancestry = batch.entries.iter().fold(self.ancestry, |a, (_, entry)| a.then(&entry.hash()));
        batch
    }

    /// Makes a request; the answer is lost.
    fn say(&mut self, district: &District, nonce: u8, batches: &[Batch]) {
        self.head.nonce = [nonce; 8];
        let head = self.head.clone().sign(&self.signer, &self.root);
        let mut body = frame(Kind::Head, &head.item());
        body.extend(frame(Kind::Batches, &batches_item(batches)));
        body.extend(frame(Kind::RequestEnd, &Item::Null));
        let (read, frames) = deliver(&district.server.storage, &body);
        assert!(read && kind_of(&frames[0]) == Kind::Answer, "{:?}", refusal(&frames[0]));
        self.head.counter += 1;
    }

    /// Makes a request and is answered.
    fn ask(&mut self, district: &District, nonce: u8, batches: &[Batch]) {
        self.say(district, nonce, batches);
        self.head.answered = Some([nonce; 8]);
    }
}

fn ancestry(store: &Store, name: ChangeName) -> Ancestry {
    let select = "SELECT ancestry FROM change WHERE name = ?1";
    let bytes: Vec<u8> =
        store.log().connection().query_row(select, [name.key().as_slice()], |row| row.get(0)).unwrap();
    Ancestry(bytes.try_into().unwrap())
}

fn parsed(bytes: &[u8]) -> (Kind, Item) {
    let mut reader = FrameReader::default();
    reader.push(bytes);
    let (kind, payload) = reader.next_frame().unwrap().unwrap();
    (kind, item(kind, &payload).unwrap())
}

fn kind_of(bytes: &[u8]) -> Kind {
    parsed(bytes).0
}

fn refusal(bytes: &[u8]) -> Option<Refusal> {
    let (kind, item) = parsed(bytes);
    let said = || Refusal::from_item(&Sealed::from_item(&item).unwrap().payload().unwrap()).unwrap();
    (kind == Kind::Refusal).then(said)
}

/// Numbers that lie apart on a phone, each with whether the server keeps it, and those that lie apart on the server.
fn lie_apart(district: &District, phone: &mut Phone) -> (BTreeMap<u64, bool>, BTreeSet<u64>) {
    let here = apart::all(&phone.store().unwrap().log()).unwrap();
    let there = |conn: &Connection| {
        let mut statement = conn.prepare("SELECT number FROM apart").unwrap();
        let rows = statement.query_map([], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs())).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    let here = here.iter().map(|apart| (apart.name.number, apart.held)).collect();
    (here, district.server.storage.inspect(there).unwrap())
}

#[test]
fn a_process_copied_with_its_memory_is_refused_by_its_nonce_and_goes_on_in_an_opening_of_its_own() {
    let mut district = District::new();
    let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
    district.family(&mut rosa, "Común");
    district.sync(&mut rosa);
    let mut twin = Hand::twin(&district, &mut rosa);
    let shared = twin.tag;
    // The twin speaks and is answered; then it has another nonce than the phone.
    let said = twin.family(district.north, "De la gemela");
    district.children.push("De la gemela".into());
    twin.ask(&district, 1, &[said]);
    twin.ask(&district, 2, &[]);

    // Requests of the phone that do not arrive: its counter is the greater one.
    let store = rosa.store().unwrap();
    (0..3).for_each(|_| drop(request(store)));
    family(store, district.north, "Nombrada dos veces");
    let names = [3, 4].map(|counter| shared.number(counter));
    let before = district.changes();
    let mut session = Session::start(store).unwrap();
    let (read, frames) = deliver(&district.server.storage, &body(&mut session, store));
    assert!(!read, "no batch is read");
    assert_eq!(refusal(&frames[0]).map(|refusal| refusal.code), Some(RefusalCode::Copied));
    assert_eq!((frames.len(), district.changes()), (1, before));
    session.receive(store, &frames.concat()).unwrap();
    assert_eq!(session.finish(store).unwrap().0, session::Next::Again);
    assert_ne!(store.opening().tag, shared);

    // What it said under shared names lies apart, here and there; nothing else does.
    let report = district.sync(&mut rosa);
    assert_eq!((report.apart, report.on_this_phone_only), (2, 0));
    let apart = (BTreeMap::from(names.map(|number| (number, true))), BTreeSet::from(names));
    assert_eq!(lie_apart(&district, &mut rosa), apart);
    let device = rosa.store().unwrap().device();
    let told = names.map(|number| (ChangeName { device, number }.to_string(), "named_twice".to_owned()));
    assert_eq!(district.aside(), told);
    assert!(district.doctor().contains("2 changes are kept apart"), "{}", district.doctor());

    // Both go on, each in an opening of its own.
    district.family(&mut rosa, "Después");
    assert_ne!(tag(&mut rosa), shared);
    let report = district.sync(&mut rosa);
    assert_eq!((report.acknowledged, report.apart), (2, 0));
    let said = twin.family(district.north, "De la gemela, después");
    district.children.push("De la gemela, después".into());
    twin.ask(&district, 3, &[said]);
    for phone in [&mut rosa, &mut luz] {
        district.sync(phone);
    }
    assert_eq!(lie_apart(&district, &mut rosa), apart);
    district.replicas_are_equal(&mut [&mut rosa, &mut luz]);
}

#[test]
fn what_a_process_copied_with_its_memory_says_is_kept_apart_whole_with_all_that_goes_on_from_it() {
    let mut district = District::new();
    let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
    let common = district.family(&mut rosa, "Común");
    district.sync(&mut rosa);
    let mut twin = Hand::twin(&district, &mut rosa);
    let shared = twin.tag;
    let said = twin.family(district.north, "De la gemela");
    district.children.push("De la gemela".into());
    twin.say(&district, 1, &[said]);

    // More than a batch in the shared opening, of which the twin's names are the first two only.
    let mut random = Seeded(5);
    let store = rosa.store().unwrap();
    let house = RecordName { number: common.number - 1, ..common };
    for _ in 0..20 {
        let note: String = (0..2000).map(|_| char::from(33 + random.below(94) as u8)).collect();
        let mut action = store.begin().unwrap();
        action.about(house);
        let values = [(visit::household, Value::Record(house)), (visit::note, Value::text(&note))];
        action.create(visit::ID, BTreeMap::from(values)).unwrap();
        action.save().unwrap();
    }
    let in_shared = store.opening().last;
    // Another process goes on from it, and saves while its request is on the way.
    rosa.close();
    let store = rosa.store().unwrap();
    family(store, district.north, "Nombrada dos veces");
    let next = store.opening().tag;
    let before = district.changes();
    let mut session = Session::start(store).unwrap();
    let request = body(&mut session, store);
    family(store, district.north, "Nombrada dos veces");
    assert_eq!(store.opening().tag, next);
    let (read, frames) = deliver(&district.server.storage, &request);
    assert!(read);
    assert_eq!(district.changes(), before, "nothing of it is taken");
    session.receive(store, &frames.concat()).unwrap();
    let (goes_on, report) = session.finish(store).unwrap();
    let names: BTreeSet<u64> = (3..=in_shared)
        .map(|counter| shared.number(counter))
        .chain((1..=4).map(|counter| next.number(counter)))
        .collect();
    assert_eq!((goes_on, report.apart), (session::Next::Again, names.len() as u64));
    assert!(![shared, next].contains(&store.opening().tag));
    let (here, there) = lie_apart(&district, &mut rosa);
    assert_eq!(here.keys().copied().collect::<BTreeSet<_>>(), names);
    // What was saved meanwhile is not with the server yet.
    let unsent: Vec<u64> = here.iter().filter(|(_, held)| !**held).map(|(number, _)| *number).collect();
    assert_eq!(unsent, [next.number(3), next.number(4)]);
    assert_eq!(there.len(), names.len() - 2);
    assert_eq!(own::unsent_count(&rosa.store().unwrap().log()).unwrap(), 2);

    district.family(&mut rosa, "Después");
    let report = district.sync(&mut rosa);
    assert_eq!((report.on_this_phone_only, report.acknowledged), (0, 2));
    assert!(report.lines.is_some(), "two lines were heard");
    let all = (names.iter().map(|number| (*number, true)).collect(), names.clone());
    assert_eq!(lie_apart(&district, &mut rosa), all);
    district.sync(&mut luz);
    for phone in [&mut rosa, &mut luz] {
        assert!(!dumped(phone.store().unwrap(), district.north).contains("dos veces"));
    }
    assert_eq!(district.aside().len(), names.len());
    district.replicas_are_equal(&mut [&mut rosa, &mut luz]);
}

#[test]
fn a_phone_that_was_set_back_with_its_server_sends_again_what_the_server_lost() {
    for proves in [true, false] {
        let mut district = District::new();
        let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
        district.family(&mut rosa, "Uno");
        district.sync(&mut rosa);
        district.sync(&mut luz);
        let (on_server, epoch) = (district.server_image(), district.epoch());
        district.family(&mut rosa, "Dos");
        district.sync(&mut rosa);
        let on_phone = image(&mut rosa);
        family(rosa.store().unwrap(), district.north, "Perdida con el celular");
        rosa.close();
        district.put_back_server(&on_server);
        put_back(&mut rosa, &on_phone);
        assert!(!district.dumped().contains("Dos"));
        if !proves {
            // A receipt would say that the server forgot; what each holds says it too.
            let forget = "DELETE FROM meta WHERE key = 'receipt'";
            assert_eq!(rosa.store().unwrap().log().connection().execute(forget, []).unwrap(), 1);
        }
        let report = district.sync(&mut rosa);
        assert_eq!(report.on_this_phone_only, 0);
        assert_eq!((report.server_set_back, district.epoch() != epoch), (proves, proves));
        district.sync(&mut luz);
        district.is_well(&mut [&mut rosa, &mut luz]);
    }
}

#[test]
fn what_a_phone_and_its_server_both_lost_comes_back_from_another_phone_that_holds_it() {
    let mut district = District::new();
    let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
    district.family(&mut rosa, "Uno");
    district.sync(&mut rosa);
    let (on_server, on_phone) = (district.server_image(), image(&mut rosa));
    let two = district.family(&mut rosa, "Dos");
    weigh(rosa.store().unwrap(), two, 777);
    district.sync(&mut rosa);
    district.sync(&mut luz);
    district.put_back_server(&on_server);
    put_back(&mut rosa, &on_phone);
    // The phone has nothing that proves it, and goes on.
    district.family(&mut rosa, "Tres");
    assert!(!district.sync(&mut rosa).server_set_back);
    assert!(district.sync(&mut luz).server_set_back);
    for _ in 0..2 {
        for phone in [&mut rosa, &mut luz] {
            assert_eq!(district.sync(phone).on_this_phone_only, 0);
        }
    }
    let expected = [("Dos".to_owned(), "7.77".to_owned())];
    assert_eq!(district.server.storage.inspect(weights).unwrap(), expected);
    assert_eq!(weights(rosa.store().unwrap().log().connection()), expected);
    district.is_well(&mut [&mut rosa, &mut luz]);
}

#[test]
fn a_server_that_was_set_back_silently_learns_it_from_the_first_phone_and_is_given_back_what_it_lost() {
    let mut district = District::new();
    let (mut rosa, mut luz, mut sol) =
        (district.visitor("Rosa"), district.visitor("Luz"), district.visitor("Sol"));
    for (phone, child) in [(&mut rosa, "De Rosa"), (&mut luz, "De Luz"), (&mut sol, "De Sol")] {
        district.family(phone, child);
        district.sync(phone);
    }
    let (on_server, epoch) = (district.server_image(), district.epoch());
    for (phone, child) in [(&mut rosa, "De Rosa, después"), (&mut luz, "De Luz, después")] {
        district.family(phone, child);
        district.sync(phone);
    }
    // Sol's phone is stopped, and Rosa's hears of it.
    let stopped = sol.store().unwrap().device();
    now_or_never(district.server.storage.stop_device(stopped)).unwrap();
    district.sync(&mut rosa);

    district.put_back_server(&on_server);
    assert_eq!(district.epoch(), epoch, "nobody told the server");
    assert!(!district.doctor().contains("set back"), "{}", district.doctor());
    let report = district.sync(&mut luz);
    assert!(report.server_set_back);
    assert_ne!(district.epoch(), epoch);
    assert!(
        district.doctor().contains("a phone showed that this server was set back"),
        "{}",
        district.doctor()
    );
    // She holds what Rosa had delivered, and it is back with hers.
    for child in ["De Rosa, después", "De Luz, después"] {
        assert!(district.dumped().contains(child), "{child}");
    }

    // For the server Sol's phone was never stopped, until one comes that knows of it.
    let late = family(sol.store().unwrap(), district.north, "Tarde");
    assert!(!district.sync(&mut sol).stopped);
    assert!(district.dumped().contains("Tarde"));
    district.sync(&mut rosa);
    assert!(!district.dumped().contains("Tarde"));
    let aside: BTreeSet<_> = district.aside().into_iter().collect();
    let house = ChangeName { number: late.change().number - 1, ..late.change() };
    assert!(aside.contains(&(house.to_string(), "stopped_device".to_owned())), "{aside:?}");
    assert!(aside.iter().all(|(change, _)| change.starts_with(&stopped.to_hex())), "{aside:?}");
    let devices = now_or_never(district.server.storage.devices()).unwrap();
    assert!(devices.iter().all(|device| device.stopped == (device.device == stopped.to_hex())));
    assert!(district.sync(&mut sol).stopped, "and it is told so");

    let back = now_or_never(district.server.storage.set_back()).unwrap().unwrap();
    assert!(back.noticed && back.missing.is_empty() && back.silent.is_empty(), "{back:?}");
    assert_eq!((back.back, back.only_shown), (2, 0));
    now_or_never(district.server.storage.confirm_set_back()).unwrap();
    assert!(!district.doctor().contains("set back"), "{}", district.doctor());
    for _ in 0..2 {
        for phone in [&mut rosa, &mut luz] {
            assert_eq!(district.sync(phone).on_this_phone_only, 0);
        }
    }
    district.children.push("Tarde".into());
    district.is_lost("Tarde");
    district.replicas_are_equal(&mut [&mut rosa, &mut luz]);
}

/// Every row of every table.
fn tables(conn: &Connection) -> BTreeMap<String, Vec<Vec<Cell>>> {
    let mut names = conn.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> =
        names.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
    let rows = |name: &String| {
        let mut statement = conn.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at)).collect();
        let rows = statement.query_map([], row).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    names.iter().map(|name| (name.clone(), rows(name))).collect()
}

/// What a phone is told that is not the answer to its request.
#[derive(Debug, Clone, Copy)]
enum Told {
    /// The answer to another phone.
    Anothers,
    /// The answer to its own request before.
    Before,
    /// A bit of the answer is turned.
    Turned,
    /// A refusal that no server sealed.
    Refused(RefusalCode),
}

#[test]
fn an_answer_for_another_phone_or_another_request_or_with_a_bit_turned_changes_nothing() {
    let mut district = District::new();
    let (mut rosa, mut luz) = (district.visitor("Rosa"), district.visitor("Luz"));
    for (phone, child) in [(&mut rosa, "De Rosa"), (&mut luz, "De Luz")] {
        district.family(phone, child);
        district.sync(phone);
    }
    district.family(&mut rosa, "Por confirmar");
    let mut random = Seeded(11);
    let all =
        [Told::Anothers, Told::Before, Told::Refused(RefusalCode::Stale), Told::Refused(RefusalCode::Copied)];
    let mut before: Option<Vec<u8>> = None;
    let mut turned = 0;
    for told in all.into_iter().cycle().take(8).chain([Told::Turned; 150]) {
        let store = rosa.store().unwrap();
        let mut session = Session::start(store).unwrap();
        let (_, frames) = deliver(&district.server.storage, &body(&mut session, store));
        assert_eq!(kind_of(&frames[0]), Kind::Answer);
        let instead = match told {
            Told::Anothers => {
                let luz = luz.store().unwrap();
                let request = body(&mut Session::start(luz).unwrap(), luz);
                deliver(&district.server.storage, &request).1[0].clone()
            }
            Told::Before => before.clone().unwrap_or_default(),
            Told::Refused(code) => {
                let refusal = Refusal { last: Some((9_999, [3; 8])), ..Refusal::of(code) };
                frame(Kind::Refusal, &Sealed::open(&refusal.item()).item())
            }
            Told::Turned => {
                let mut bytes = frames[0].clone();
                let bit = random.below(8 * bytes.len() as u64);
                bytes[bit as usize / 8] ^= 1 << (bit % 8);
                bytes
            }
        };
        let store = rosa.store().unwrap();
        let (tag, held) = (store.opening().tag, tables(store.log().connection()));
        let heard = session.receive(store, &instead);
        // Whatever follows in the answer follows upon nothing.
        let followed = session.receive(store, &frames[1..].concat());
        let same_frame = matches!(told, Told::Turned) && {
            let mut reader = FrameReader::default();
            reader.push(&instead);
            let payload = reader.next_frame().ok().flatten();
            payload.and_then(|(kind, payload)| Some((kind, item(kind, &payload).ok()?)))
                == Some(parsed(&frames[0]))
        };
        // What packs a frame may have bits that say nothing: then nothing was turned.
        if !same_frame {
            assert!(heard.is_err() || followed.is_err() || session.finish(store).is_err(), "{told:?}");
            assert_eq!(tables(store.log().connection()), held, "{told:?}");
            assert_eq!(store.opening().tag, tag, "{told:?}");
            turned += usize::from(matches!(told, Told::Turned));
        }
        before = Some(frames[0].clone());
    }
    assert!(turned > 140, "{turned}");
    for phone in [&mut rosa, &mut luz] {
        assert_eq!(district.sync(phone).on_this_phone_only, 0);
    }
    district.is_well(&mut [&mut rosa, &mut luz]);
}

#[test]
fn rights_that_were_confirmed_bind_what_goes_on_from_there_and_another_line_with_older_ones_is_set_aside() {
    let mut district = District::new();
    let mut rosa = district.phone("Rosa");
    let (storage, north, south) = (&district.server.storage, district.north, district.south);
    let worker = enrol(storage, &mut rosa, "Rosa", role::VISITOR, &[north], NOW_S).unwrap();
    let mut luz = district.visitor("Luz");
    district.family(&mut rosa, "Común");
    district.sync(&mut rosa);
    // An image in which something waits for the next sync, before the rights are new.
    let unsent = district.family(&mut rosa, "Sin enviar");
    let kept = image(&mut rosa);
    district.family(&mut rosa, "Antes");
    now_or_never(district.server.storage.set_rights(worker, role::VISITOR, &[south])).unwrap();
    // Made after the rights changed, before the phone could know of it.
    district.family(&mut rosa, "Sin saberlo");
    let old_rights = Hand::twin(&district, &mut rosa).author;
    district.sync(&mut rosa);
    let known = rosa.store().unwrap().rights().unwrap().unwrap();
    assert_eq!((known.areas, known.number), (vec![south], old_rights.rights + 1));
    let here = family(rosa.store().unwrap(), south, "En el sur");
    district.sync(&mut rosa);
    assert_eq!(district.aside(), []);

    // Whoever claims the old rights on this line is set aside: in the opening itself, and in one that goes on from it.
    let mut twin = Hand::twin(&district, &mut rosa);
    twin.author = old_rights;
    let said = twin.family(north, "Con permiso viejo");
    twin.ask(&district, 1, &[said]);
    let mut after = Hand::twin(&district, &mut rosa).begin_after(Tag(77));
    after.author = old_rights;
    let said = after.family(north, "Con permiso viejo, después");
    after.ask(&district, 2, &[said]);
    let stale: Vec<String> = district.aside().into_iter().map(|(_, reason)| reason).collect();
    assert_eq!(stale, ["stale_rights", "stale_rights"]);

    // Another line, which never heard of the new rights: what it claims under the old ones is for a supervisor. What was
    // said before the lines parted is judged by what it claims, whoever brings it.
    put_back(&mut rosa, &kept);
    let apart = family(rosa.store().unwrap(), north, "Con permiso viejo, en otra línea");
    district.sync(&mut rosa);
    let house = ChangeName { number: apart.change().number - 1, ..apart.change() };
    let aside = district.aside();
    assert_eq!(aside[2..], [(house.to_string(), "other_line".to_owned())]);
    assert!(!aside.iter().any(|(change, _)| *change == unsent.change().to_string()));
    let standing = |name: ChangeName| {
        let of = |conn: &Connection| Log::new(conn).change(&name).unwrap().map(|(_, standing)| standing);
        district.server.storage.inspect(of).unwrap()
    };
    assert_eq!(standing(unsent.change()), Some(Standing::InState));
    assert_eq!(standing(here.change()), Some(Standing::InState));
    // Now it knows them, and what it says under them counts.
    let new = family(rosa.store().unwrap(), south, "En el sur, también");
    district.sync(&mut rosa);
    assert_eq!(standing(new.change()), Some(Standing::InState));
    assert_eq!(district.aside().len(), 3);
    district.sync(&mut luz);
    let on_server = district.dumped();
    for child in &district.children {
        assert_eq!(on_server.matches(&format!("\"{child}\"")).count(), 1, "{child} in {on_server}");
    }
    assert_eq!(dumped(luz.store().unwrap(), north), on_server);
}
