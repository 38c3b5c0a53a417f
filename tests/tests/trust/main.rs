//! What each side of the line does not take on trust: one test a check, through the frames of the real store and the
//! real storage, each with somebody between them who alters, swaps, plays again or forges. Take the check out, and its
//! test fails by name (`tests/faults`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod phone;
mod restored;
mod server;

use std::collections::BTreeMap;
use std::fmt::Debug;

use chaski::change::batch::{Batch, Entry, Opening, batches_item, item_batches};
use chaski::change::cbor::Item;
use chaski::change::content::ContentName;
use chaski::change::hash::{Hash, Secret, chain};
use chaski::change::{Change, Edit, Register, Set};
use chaski::forms::session::saved::{Fact, Held};
use chaski::merge::State;
use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, DeviceId, EntityId, FieldId, RecordName, Tag, Value, role};
use chaski::store::shown::shown_field;
use chaski::store::{KeyProvider, Log, Place, Standing, Store};
use chaski::sync::Session;
use chaski::sync::drafts::DraftBackup;
use chaski::sync::frame::{FrameReader, Kind, frame, item};
use chaski::sync::message::{Answer, Feed, Head, Page, PageEntry, Sealed, SignedHead, cursor_bytes};
use chaski::sync::session::SyncError;
use chaski_service::session::ServerSession;
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::world::{Line, Phone, Server, give, now_or_never, sync};
use ed25519_dalek::{Signer, SigningKey};
use rusqlite::OptionalExtension;
use tempfile::TempDir;

const NOW_S: i64 = 1_800_000_000;

/// Holds, or fails by name, as `tests/faults` reads it.
fn check(assertion: &str, holds: bool, found: impl Debug) {
    assert!(holds, "assertion {assertion} failed: {found:?}");
}

/// What goes over the line, one way, cut into its parts.
type Frames = Vec<(Kind, Item)>;

/// A district with two areas: Rosa visits the north, Tomás the south, Eva supervises both.
struct District {
    folder: TempDir,
    server: Server,
    north: RecordName,
    south: RecordName,
    rosa: Phone,
    tom: Phone,
    eva: Phone,
    worker_of_rosa: RecordName,
    worker_of_eva: RecordName,
}

impl District {
    fn new() -> District {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Default::default());
        let area = |name| now_or_never(server.storage.add_area(name, code::area_kind::sector, None)).unwrap();
        let (north, south) = (area("Norte"), area("Sur"));
        let phone = |name| Phone::at(Place::file(folder.path().join(name)));
        let (mut rosa, mut tom, mut eva) = (phone("rosa.db"), phone("tom.db"), phone("eva.db"));
        let worker_of_rosa = server.enrol(&mut rosa, "Rosa", role::VISITOR, &[north], NOW_S).unwrap();
        server.enrol(&mut tom, "Tomás", role::VISITOR, &[south], NOW_S).unwrap();
        let worker_of_eva = server.enrol(&mut eva, "Eva", role::SUPERVISOR, &[north, south], NOW_S).unwrap();
        District { folder, server, north, south, rosa, tom, eva, worker_of_rosa, worker_of_eva }
    }

    fn storage(&self) -> &SqliteStorage {
        &self.server.storage
    }

    /// Each of the three exchanges everything with the server.
    fn sync(&mut self) {
        for phone in [&mut self.rosa, &mut self.tom, &mut self.eva] {
            sync(&self.server.storage, phone, Line::default(), NOW_S).unwrap();
        }
    }

    /// Eva moves a family to the south, and the server knows it.
    fn moves_south(&mut self, house: RecordName) {
        correct(self.eva.store().unwrap(), house, household::area, Value::Record(self.south));
        sync(&self.server.storage, &mut self.eva, Line::default(), NOW_S).unwrap();
    }

    fn root(&self) -> SigningKey {
        SigningKey::from_bytes(&self.server.keys.root_seed)
    }

    /// The key of the server's device.
    fn signer(&self) -> SigningKey {
        SigningKey::from_bytes(&self.server.keys.server_seed)
    }

    /// A request of Rosa's phone with other batches than its own; what the server answers.
    fn rosa_sends(&mut self, changes: &[Change]) -> Frames {
        let (_, mut frames) = ask(&mut self.rosa);
        frames.retain(|(kind, _)| *kind != Kind::Batches);
        let batch = batch_of(&signer_of(&self.rosa), changes);
        frames.insert(frames.len() - 1, (Kind::Batches, batches_item(&[batch])));
        serve(self.storage(), &frames)
    }

    /// A request whose head says something else, signed all the same.
    fn says_instead(&self, frames: &mut Frames, phone: &Phone, say: impl FnOnce(&mut Head)) {
        let mut head = head_of(frames);
        say(&mut head);
        let signed = head.sign(&signer_of(phone), self.root().verifying_key().as_bytes());
        frames[0] = (Kind::Head, signed.item());
    }
}

/// Begins a request of a phone: what it says.
fn ask(phone: &mut Phone) -> (Session, Frames) {
    let store = phone.store().unwrap();
    let mut session = Session::start(store).unwrap();
    let mut bytes = Vec::new();
    while let Some(frame) = session.next_frame(store).unwrap() {
        bytes.extend(frame);
    }
    (session, cut(&bytes))
}

fn cut(bytes: &[u8]) -> Frames {
    let mut reader = FrameReader::default();
    reader.push(bytes);
    let mut frames = Vec::new();
    while let Some((kind, payload)) = reader.next_frame().unwrap() {
        frames.push((kind, item(kind, &payload).unwrap()));
    }
    frames
}

/// What the server answers.
fn serve(storage: &dyn Storage, frames: &Frames) -> Frames {
    let mut session = ServerSession::new(storage);
    for (kind, item) in frames {
        if !now_or_never(session.receive(&frame(*kind, item), NOW_S)).unwrap() {
            break;
        }
    }
    cut(&now_or_never(session.finish(NOW_S)).unwrap().0.concat())
}

/// Gives a phone what comes over the line.
fn tell(phone: &mut Phone, session: &mut Session, frames: &[(Kind, Item)]) -> Result<(), SyncError> {
    let store = phone.store().unwrap();
    frames.iter().try_for_each(|(kind, item)| session.receive(store, &frame(*kind, item)))
}

fn head_of(frames: &Frames) -> Head {
    SignedHead::from_item(&frames[0].1).unwrap().head
}

fn answer_of(frames: &Frames) -> Answer {
    Answer::from_item(&Sealed::from_item(&frames[0].1).unwrap().payload().unwrap()).unwrap()
}

fn batches(frames: &Frames) -> Vec<Batch> {
    let of = frames.iter().filter(|(kind, _)| *kind == Kind::Batches);
    of.flat_map(|(_, item)| item_batches(item).unwrap()).map(Result::unwrap).collect()
}

fn page_of(frames: &Frames, feed: Feed) -> Page {
    let of = |(kind, item): &(Kind, Item)| (*kind == Kind::Page).then(|| Page::from_item(item).unwrap());
    frames.iter().filter_map(of).find(|page| page.feed == feed).expect("a page of the feed")
}

fn signer_of(phone: &Phone) -> SigningKey {
    SigningKey::from_bytes(&phone.keys.read().unwrap().unwrap().seed)
}

fn device_of(key: &SigningKey) -> DeviceId {
    DeviceId::of_public_key(key.verifying_key().as_bytes())
}

/// Everything that a phone holds, table by table.
fn tables(phone: &mut Phone) -> BTreeMap<String, Vec<String>> {
    let conn = phone.store().unwrap().log().connection();
    let mut names = conn.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let rows = |name: &String| {
        let mut statement = conn.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Vec<String>> {
            (0..columns).map(|at| row.get_ref(at).map(|value| format!("{value:?}"))).collect()
        };
        let mut rows: Vec<String> =
            statement.query_map([], row).unwrap().map(|row| row.unwrap().join("|")).collect();
        rows.sort();
        rows
    };
    names.iter().map(|name| (name.clone(), rows(name))).collect()
}

/// A phone is told this and refuses it, and nothing on it is another than before.
fn refuses(assertion: &str, phone: &mut Phone, session: &mut Session, frames: &[(Kind, Item)]) {
    let before = tables(phone);
    let told = tell(phone, session, frames);
    check(assertion, told.is_err(), "it was taken");
    let after = tables(phone);
    let changed: Vec<&String> = before.keys().filter(|name| before[*name] != after[*name]).collect();
    check(assertion, before == after, changed);
}

/// A household in an area, saved in an action of its own.
fn house(phone: &mut Phone, area: RecordName) -> RecordName {
    let mut action = phone.store().unwrap().begin().unwrap();
    let house = action.about_new(household::ID, [(household::area, Value::Record(area))].into()).unwrap();
    action.save().unwrap();
    house
}

/// A household with a child.
fn family(phone: &mut Phone, area: RecordName) -> (RecordName, RecordName) {
    let house = house(phone, area);
    let mut action = phone.store().unwrap().begin().unwrap();
    let child = action.about_new(person::ID, [(person::household, Value::Record(house))].into()).unwrap();
    action.save().unwrap();
    (house, child)
}

/// A checklist that was begun at a house.
fn draft(phone: &mut Phone, house: RecordName) -> String {
    let answers = [Fact { path: "/data/kg".into(), what: Held::Value("8.90".into()) }];
    phone.store().unwrap().begin_draft(house, ContentName([1; 32]), "visit", "1", &answers).unwrap()
}

/// A correction of what is shown.
fn correct(store: &mut Store, record: RecordName, field: FieldId, value: Value) -> ChangeName {
    let shown = shown_field(&store.log(), record, field).unwrap();
    let mut action = store.begin().unwrap();
    action.set(&shown, value, Some("invented")).unwrap();
    action.save().unwrap()[0]
}

fn names_it(phone: &mut Phone, house: RecordName, name: &str) -> ChangeName {
    correct(phone.store().unwrap(), house, household::known_as, Value::text(name))
}

/// A change that no screen lets anybody save, as its phone's worker and under its rights.
fn change_of(
    phone: &mut Phone,
    tag: u64,
    counter: u64,
    subject: Option<RecordName>,
    edits: Vec<Edit>,
) -> Change {
    let store = phone.store().unwrap();
    let rights = store.rights().unwrap().unwrap();
    let name = ChangeName::at(store.device(), Tag(tag), counter);
    Change {
        name,
        subject: subject.or(Some(RecordName { device: name.device, number: name.number, index: 0 })),
        author: store.worker().unwrap(),
        role: rights.role,
        rights: rights.number,
        wall_s: NOW_S,
        clock_epoch: 0,
        elapsed_s: 0,
        edits,
    }
}

fn set(record: RecordName, field: FieldId, value: Value) -> Edit {
    let register = Register { record, field, path: None };
    Edit::Set(Set { register, value, replaces: Vec::new(), depth: 0, reason: None })
}

fn create(entity: EntityId, values: impl IntoIterator<Item = (FieldId, Value)>) -> Edit {
    Edit::Create { entity, values: values.into_iter().collect(), paths: BTreeMap::new() }
}

/// The key and the body of a change that this test makes.
fn body(change: &Change) -> (chaski::change::hash::ChangeKey, Vec<u8>) {
    (Secret([9; 16]).key_of(change.name.number), change.encode())
}

fn hash(change: &Change) -> Hash {
    let (key, body) = body(change);
    key.hash(&body)
}

/// A signed batch of changes of one opening.
fn batch_of(signer: &SigningKey, changes: &[Change]) -> Batch {
    let opening = Opening { tag: changes[0].name.tag(), from: None, base: None, apart: false };
    let entry = |change: &Change| {
        let (key, body) = body(change);
        (change.name.number, Entry::Body { key, body })
    };
    Batch::sign_with_keys(signer, opening, changes.iter().map(entry).collect())
}

/// A page that goes on from where a phone stands, signed by whoever has this key.
fn page_after(phone: &mut Phone, signer: &SigningKey, feed: Feed, changes: &[Change]) -> (Kind, Item) {
    let conn = phone.store().unwrap().log().connection();
    let at: Option<(i64, Vec<u8>, i64)> = conn
        .query_row("SELECT position, chain, epoch FROM cursor WHERE feed = ?1", [feed.key()], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()
        .unwrap();
    let (after, link, epoch) = at.unwrap_or((0, vec![0; 32], 0));
    let (mut position, mut link) = (after.unsigned_abs(), Hash(link.try_into().unwrap()));
    let mut entries = Vec::new();
    for change in changes {
        position += 1;
        let (key, body) = body(change);
        link = chain(&link, position, &key.hash(&body));
        entries.push(PageEntry::Change { key, body });
    }
    let epoch = epoch.unsigned_abs();
    let signature = signer.sign(&cursor_bytes(&feed, epoch, position, &link)).to_bytes();
    (Kind::Page, Page { feed, epoch, after: after.unsigned_abs(), entries, signature }.item())
}

/// Where a change stands on the server.
fn standing(storage: &SqliteStorage, name: ChangeName) -> Option<Standing> {
    storage.inspect(|conn| Log::new(conn).change(&name).unwrap().map(|(_, standing)| standing)).unwrap()
}

/// What the server has set aside, and why.
fn aside(storage: &SqliteStorage) -> Vec<(String, String)> {
    let aside = now_or_never(storage.aside()).unwrap();
    aside.into_iter().map(|one| (one.change, one.reason)).collect()
}

/// The server set exactly these aside.
fn is_aside(assertion: &str, storage: &SqliteStorage, expected: &[(ChangeName, &str)]) {
    let mut expected: Vec<_> =
        expected.iter().map(|(name, why)| (name.to_string(), (*why).to_owned())).collect();
    let mut found = aside(storage);
    expected.sort();
    found.sort();
    check(assertion, found == expected, (found, expected));
}

/// Whether a record counts on a phone.
fn holds(phone: &mut Phone, record: RecordName) -> bool {
    phone.store().unwrap().log().known(&record).unwrap().is_some()
}
