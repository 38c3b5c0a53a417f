//! A phone whose database can be closed, copied and put back, and a server that says what a test makes it say: the
//! phone's side of the line, with nothing of the server's own in it.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::change::batch::{Batch, Entry, item_batches};
use chaski::change::cbor::Item;
use chaski::change::content::ContentName;
use chaski::change::hash::{Ancestry, CHAIN_START, ChangeKey, Hash, Point, Secret, chain, eight};
use chaski::change::{Change, Edit};
use chaski::record::table::{area, household, release, rights, worker};
use chaski::record::{ChangeName, DeviceId, RecordName, Tag, Value, role};
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::{Now, Place, Store};
use chaski::sync::enrol::{EnrolAnswer, Invitation};
use chaski::sync::frame::{FrameReader, Kind, frame, item};
use chaski::sync::message::{
    Answer, Enrolment, Feed, Head, Page, PageEntry, Refusal, Sealed, Sealing, ServerCertificate, SignedHead,
    cursor_bytes,
};
use chaski::sync::session::{Next, Report, Session, SyncError};
use ed25519_dalek::{Signer, SigningKey};

use crate::memory::{Keys, Stopped};

pub const NOW_S: i64 = 1_795_600_000;

const NOW: Now = Now { wall_s: NOW_S, epoch: 7, elapsed_s: 1 };

/// A visitor's phone.
pub struct Phone {
    folder: tempfile::TempDir,
    keys: Arc<Keys>,
    store: Option<Store>,
}

impl Phone {
    /// Enrolled, with rights to one area; nothing is saved.
    pub fn new(server: &Server) -> Phone {
        let folder = tempfile::tempdir().unwrap();
        let mut phone = Phone { folder, keys: Arc::default(), store: None };
        let root = server.root.verifying_key().to_bytes();
        let invitation = Invitation {
            url: "https://distrito.example".into(),
            code: [1; 16],
            root_hash: *blake3::hash(&root).as_bytes(),
            tls_hash: None,
            issued_s: NOW_S,
        };
        let device = phone.store().device();
        let public_key = phone.signer().verifying_key().to_bytes();
        let enrolled = Enrolment::sign(&server.signer, server.certificate(), public_key, server.record(1), 1);
        let answer = EnrolAnswer {
            root,
            server: server.certificate(),
            worker: server.record(1),
            statement: enrolled.signature,
            epoch: 1,
            server_time_s: NOW_S,
        };
        phone.store().enrolled(&invitation, &answer).unwrap();
        let says = server.first_change(device);
        let log = phone.store.as_ref().unwrap().log();
        log.receive(&Incoming::new(says.name, Secret([9; 16]).key_of(says.name.number), &says.encode()))
            .unwrap();
        settle(&log, says.name, &mut Open).unwrap();
        phone
    }

    /// The same phone with a copy of the database, keys and all.
    pub fn copied(&mut self) -> Phone {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("phone.db"), self.image()).unwrap();
        Phone { folder, keys: self.keys.clone(), store: None }
    }

    /// The store, opened if it is closed.
    pub fn store(&mut self) -> &mut Store {
        if self.store.is_none() {
            let place = Place::file(self.folder.path().join("phone.db"));
            self.store = Some(Store::open(&place, self.keys.clone(), Arc::new(Stopped(NOW))).unwrap());
        }
        self.store.as_mut().unwrap()
    }

    pub fn closes(&mut self) {
        self.store = None;
    }

    /// Closes the database and gives its file.
    pub fn image(&mut self) -> Vec<u8> {
        self.closes();
        std::fs::read(self.folder.path().join("phone.db")).unwrap()
    }

    /// Closes the database and puts another file in its place.
    pub fn puts_back(&mut self, image: &[u8]) {
        self.closes();
        std::fs::write(self.folder.path().join("phone.db"), image).unwrap();
    }

    pub fn signer(&self) -> SigningKey {
        SigningKey::from_bytes(&self.keys.0.lock().unwrap().as_ref().unwrap().seed)
    }

    pub fn device(&mut self) -> DeviceId {
        self.store().device()
    }

    /// Saves so many households, each in an action of its own.
    pub fn saves(&mut self, server: &Server, count: usize) -> Vec<ChangeName> {
        let save = |_| {
            let mut action = self.store().begin().unwrap();
            let values = BTreeMap::from([(household::area, Value::Record(server.area()))]);
            action.about_new(household::ID, values).unwrap();
            action.save().unwrap()
        };
        (0..count).flat_map(save).collect()
    }

    pub fn hash(&mut self, name: ChangeName) -> Hash {
        self.store().log().held(&name).unwrap().unwrap().hash
    }

    /// What commits to an opening up to its last change that is held, worked out from the hashes.
    pub fn point(&mut self, tag: Tag, from: Option<&Point>) -> Point {
        let (device, mut ancestry, mut counter) = (self.device(), Ancestry::begin(tag, from), 0);
        while let Some(held) = self.store().log().held(&ChangeName::at(device, tag, counter + 1)).unwrap() {
            (ancestry, counter) = (ancestry.then(&held.hash), counter + 1);
        }
        Point { tag, counter, ancestry }
    }

    pub fn key(&mut self, name: ChangeName) -> ChangeKey {
        self.store().log().held(&name).unwrap().unwrap().key
    }

    pub fn body(&mut self, name: ChangeName) -> Vec<u8> {
        self.store().log().held(&name).unwrap().unwrap().body
    }

    /// These changes as a batch has them, in this order.
    pub fn entries(&mut self, names: &[ChangeName]) -> Vec<(u64, Entry)> {
        let mut entry = |name: &ChangeName| Entry::Body { key: self.key(*name), body: self.body(*name) };
        names.iter().map(|name| (name.number, entry(name))).collect()
    }

    pub fn holds(&mut self, name: ChangeName) -> bool {
        self.store().log().held(&name).unwrap().is_some()
    }

    /// Names of changes under a condition, sorted.
    pub fn names(&mut self, condition: &str) -> Vec<ChangeName> {
        let store = self.store();
        let statement = format!("SELECT name FROM change WHERE {condition} ORDER BY name");
        let mut statement = store.log().connection().prepare(&statement).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        rows.map(|name| ChangeName::from_key(&name.unwrap()).unwrap()).collect()
    }

    pub fn unsent(&mut self) -> Vec<ChangeName> {
        self.names("own = 1 AND acknowledged = 0")
    }

    /// Begins a sync: what goes up.
    pub fn asks(&mut self) -> Asked {
        let store = self.store();
        let mut session = Session::start(store).unwrap();
        let mut reader = FrameReader::default();
        while let Some(bytes) = session.next_frame(store).unwrap() {
            reader.push(&bytes);
        }
        let (mut head, mut batches) = (None, Vec::new());
        while let Some((kind, payload)) = reader.next_frame().unwrap() {
            let item = item(kind, &payload).unwrap();
            match kind {
                Kind::Head => head = Some(SignedHead::from_item(&item).unwrap().head),
                Kind::Batches => batches.extend(item_batches(&item).unwrap().into_iter().map(Result::unwrap)),
                _ => assert!(matches!(kind, Kind::Tail | Kind::Draft | Kind::RequestEnd), "{kind:?}"),
            }
        }
        Asked { session, head: head.unwrap(), batches }
    }

    /// A whole request to which the server says this.
    pub fn syncs(
        &mut self,
        server: &Server,
        says: impl FnOnce(&mut Phone, &Asked) -> Answer,
    ) -> (Head, Next, Report) {
        self.syncs_with(server, |phone, asked| (says(phone, asked), Vec::new()))
    }

    /// The same, with frames after the answer.
    pub fn syncs_with(
        &mut self,
        server: &Server,
        says: impl FnOnce(&mut Phone, &Asked) -> (Answer, Vec<Vec<u8>>),
    ) -> (Head, Next, Report) {
        let mut asked = self.asks();
        let (answer, frames) = says(self, &asked);
        let mut bytes = server.seals(self, &asked.head, Kind::Answer, &answer.item());
        frames.iter().for_each(|frame| bytes.extend(frame));
        bytes.extend(frame(Kind::AnswerEnd, &Item::Bool(false)));
        asked.session.receive(self.store(), &bytes).unwrap();
        let (next, report) = asked.session.finish(self.store()).unwrap();
        (asked.head, next, report)
    }
}

/// A request on its way.
pub struct Asked {
    pub session: Session,
    pub head: Head,
    pub batches: Vec<Batch>,
}

/// A server of one district with one area.
pub struct Server {
    pub root: SigningKey,
    pub signer: SigningKey,
}

impl Server {
    pub fn new() -> Server {
        Server { root: SigningKey::from_bytes(&[8; 32]), signer: SigningKey::from_bytes(&[9; 32]) }
    }

    pub fn certificate(&self) -> ServerCertificate {
        ServerCertificate::sign(&self.root, self.signer.verifying_key().to_bytes())
    }

    fn record(&self, index: u32) -> RecordName {
        let device = DeviceId::of_public_key(self.signer.verifying_key().as_bytes());
        RecordName { device, number: Tag(4).number(1), index }
    }

    pub fn area(&self) -> RecordName {
        self.record(0)
    }

    /// The area, the worker of the phone and its rights.
    fn first_change(&self, phone: DeviceId) -> Change {
        let create = |entity, values: Vec<(u64, Value)>| Edit::Create {
            entity,
            values: values.into_iter().collect(),
            paths: BTreeMap::new(),
        };
        let of_phone = vec![
            (rights::device, Value::Bytes(phone.0.to_vec())),
            (rights::number, Value::Int(1)),
            (rights::role, Value::Int(role::VISITOR as i64)),
            (rights::areas, Value::List(vec![Value::Record(self.area())])),
        ];
        self.change(
            1,
            vec![
                create(area::ID, vec![(area::name, Value::text("Ccorca"))]),
                create(worker::ID, vec![(worker::name, Value::text("Elena Ccori"))]),
                create(rights::ID, of_phone),
            ],
        )
    }

    /// One of the district's own affairs, of no weight.
    pub fn says_something(&self, counter: u64) -> Change {
        let values = BTreeMap::from([(worker::name, Value::text("Nelly Puma"))]);
        self.change(counter, vec![Edit::Create { entity: worker::ID, values, paths: BTreeMap::new() }])
    }

    /// A version of one checklist, in force from a day on.
    pub fn releases(&self, counter: u64, version: &str, content: &[u8], since: &str) -> Change {
        let day: Vec<i64> = since.split('-').map(|part| part.parse().unwrap()).collect();
        let values = BTreeMap::from([
            (release::kind, Value::Int(1)),
            (release::name, Value::text("visit")),
            (release::version, Value::text(version)),
            (release::content, Value::Bytes(ContentName::of(content).0.to_vec())),
            (release::content_bytes, Value::Int(content.len() as i64)),
            (release::since, Value::date(&day)),
            (release::number, Value::Int(counter as i64)),
        ]);
        self.change(counter, vec![Edit::Create { entity: release::ID, values, paths: BTreeMap::new() }])
    }

    fn change(&self, counter: u64, edits: Vec<Edit>) -> Change {
        Change {
            name: ChangeName::at(self.area().device, Tag(4), counter),
            subject: None,
            author: None,
            role: role::DISTRICT,
            rights: 0,
            wall_s: NOW_S,
            clock_epoch: 1,
            elapsed_s: 1,
            edits,
        }
    }

    /// A frame of something sealed for a request of a phone.
    pub fn seals(&self, phone: &mut Phone, head: &Head, kind: Kind, said: &Item) -> Vec<u8> {
        let other = phone.signer().verifying_key().to_bytes();
        let sealing = Sealing { mine: &self.signer, other: &other, device: head.device, nonce: head.nonce };
        frame(kind, &Sealed::new(said, &sealing).unwrap().item())
    }

    pub fn refuses(&self, phone: &mut Phone, head: &Head, refusal: &Refusal) -> Vec<u8> {
        self.seals(phone, head, Kind::Refusal, &refusal.item())
    }

    /// A frame with a page of a feed from its beginning, of these entries and the hashes of what they name.
    pub fn page(&self, feed: Feed, epoch: u64, entries: Vec<(PageEntry, Hash)>) -> Vec<u8> {
        let link = entries.iter().zip(1..).fold(CHAIN_START, |link, ((_, hash), at)| chain(&link, at, hash));
        let bytes = cursor_bytes(&feed, epoch, entries.len() as u64, &link);
        let page = Page {
            feed,
            epoch,
            after: 0,
            entries: entries.into_iter().map(|(entry, _)| entry).collect(),
            signature: self.signer.sign(&bytes).to_bytes(),
        };
        frame(Kind::Page, &page.item())
    }
}

/// A change as a page brings it.
pub fn entry(change: &Change) -> (PageEntry, Hash) {
    let (key, body) = (Secret([9; 16]).key_of(change.name.number), change.encode());
    let hash = key.hash(&body);
    (PageEntry::Change { key, body }, hash)
}

/// What a server says that holds nothing.
pub fn nothing() -> Answer {
    Answer { epoch: Some(1), server_time_s: NOW_S, receipt: [5; 16], ..Answer::default() }
}

/// What a server says that holds what the phone has under these names, each range by its first and last.
pub fn holding(phone: &mut Phone, ranges: &[(ChangeName, ChangeName)]) -> Answer {
    Answer {
        acknowledged: ranges.iter().map(|(first, last)| (first.number, last.number)).collect(),
        ends: ranges.iter().map(|(_, last)| eight(&phone.hash(*last))).collect(),
        ..nothing()
    }
}

/// Whether a request stopped at what the server said.
pub fn is_bad_answer(result: Result<(), SyncError>) -> bool {
    matches!(result, Err(SyncError::Store(chaski::store::StoreError::BadAnswer(_))))
}
