//! The golden frames of docs/protocol.md: what was once written is read for ever, and what is written today means
//! the same. A frame is compared by its canonical CBOR: how zstd packs it may change between versions.

use std::collections::BTreeMap;

use chaski::change::batch::{Batch, Opening, batches_item, item_batches};
use chaski::change::cbor::Item;
use chaski::change::content::{ContentName, Outline};
use chaski::change::hash::{Ancestry, CHAIN_START, ChangeKey, Digest, Hash, Point, Secret, chain};
use chaski::change::{Change, Edit, Register, Set, codec, limits};
use chaski::forms::session::saved::{Fact, Held};
use chaski::record::table::{answers, household, person};
use chaski::record::{ChangeName, Decimal, DeviceId, RecordName, Tag, Value, role};
use chaski::store::Shown;
use chaski::store::content::Wanted;
use chaski::store::drafts::{DraftHead, KeptDraft};
use chaski::sync::content::{ContentHead, Holds, OutlineFrame, PieceFrame};
use chaski::sync::drafts::DraftBackup;
use chaski::sync::enrol::{EnrolAnswer, EnrolRequest, Invitation};
use chaski::sync::frame::{FrameReader, Kind, frame, item};
use chaski::sync::message::{
    Answer, At, Enrolment, Feed, Head, Lines, Page, PageEntry, Receipt, Refusal, RefusalCode, Sealed,
    Sealing, ServerCertificate, SignedHead, StandpointAt, Tail, bodies_item, cursor_bytes, item_bodies,
};
use ed25519_dalek::{Signer, SigningKey};

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn device(seed: u8) -> DeviceId {
    DeviceId::of_public_key(signer(seed).verifying_key().as_bytes())
}

/// The opening of the phone's database that speaks, the one before it, and the server's.
const HERE: Tag = Tag(0x45_3a9c_01d7);
const BEFORE: Tag = Tag(0x0b_72e6_5f10);
const OF_SERVER: Tag = Tag(0x61_0c3d_84ee);

fn tag_of(seed: u8) -> Tag {
    if seed == 9 { OF_SERVER } else { HERE }
}

/// The change with this counter in the opening of the phone (1) or the server (9).
fn name(seed: u8, counter: u64) -> ChangeName {
    ChangeName::at(device(seed), tag_of(seed), counter)
}

fn record(seed: u8, counter: u64, index: u32) -> RecordName {
    RecordName { device: device(seed), number: name(seed, counter).number, index }
}

fn point() -> Point {
    Point { tag: BEFORE, counter: 41, ancestry: Ancestry([0xa1; 16]) }
}

fn change() -> Change {
    Change {
        name: name(1, 7),
        subject: Some(record(1, 2, 0)),
        author: Some(record(9, 3, 0)),
        role: role::VISITOR,
        rights: 1,
        wall_s: 1_795_600_000,
        clock_epoch: 77,
        elapsed_s: 3_600,
        edits: vec![
            Edit::Create {
                entity: answers::ID,
                values: BTreeMap::from([(answers::about, Value::Record(record(1, 2, 0)))]),
                paths: BTreeMap::from([(
                    answers::answer,
                    BTreeMap::from([
                        ("iron/seen".to_owned(), Value::text("yes")),
                        ("water".to_owned(), Value::Null),
                    ]),
                )]),
            },
            Edit::Set(Set {
                register: Register { record: record(1, 2, 0), field: person::sex, path: None },
                value: Value::Int(2),
                replaces: vec![name(1, 2)],
                depth: 1,
                reason: Some("misread".into()),
            }),
            Edit::Set(Set {
                register: Register { record: record(1, 2, 0), field: person::household, path: None },
                value: Value::Record(record(1, 1, 0)),
                replaces: vec![],
                depth: 0,
                reason: None,
            }),
            Edit::Set(Set {
                register: Register { record: record(1, 4, 1), field: 900, path: Some("later".into()) },
                value: Value::parts([
                    (1, Value::Decimal(Decimal::new(1230, -2))),
                    (2, Value::date(&[2026, 11])),
                ]),
                replaces: vec![],
                depth: 0,
                reason: None,
            }),
        ],
    }
}

const EPOCH: u64 = 0x1d5c_97a0_33e8_b642;
const NONCE: [u8; 8] = [3; 8];

fn head() -> SignedHead {
    Head {
        server: Some((device(9), EPOCH)),
        device: device(1),
        opening: HERE,
        from: Some(point()),
        counter: 12,
        nonce: NONCE,
        answered: Some([2; 8]),
        receipt: Some(Receipt { tag: BEFORE, counter: 3, nonce: [4; 8], word: [5; 16] }),
        cursors: vec![
            At { feed: Feed::Directory, position: 4, chain: [1; 8] },
            At { feed: Feed::Device(device(1)), position: 1, chain: [2; 8] },
            At { feed: Feed::Area(record(9, 2, 0)), position: 300, chain: [3; 8] },
        ],
        standpoints: vec![
            StandpointAt {
                feed: Feed::Area(record(9, 2, 0)),
                upto: name(1, 6).number,
                epoch: EPOCH,
                position: 200,
            },
            StandpointAt { feed: Feed::Directory, upto: BEFORE.number(41), epoch: EPOCH - 1, position: 3 },
        ],
        confirmed: Some((1, HERE.number(1))),
        codecs: vec![0, 1, 2],
        unsent: 3,
        open: vec![(BEFORE, Some(Point { tag: Tag(7), counter: 9, ancestry: Ancestry([0xa2; 16]) }))],
        held: Digest { count: 120, sum: 0xfedc_ba98_7654_3210 },
        wanted: vec![(BEFORE.number(38), BEFORE.number(40))],
        with_bodies: true,
        enrolment: Some(enrolment()),
        version: Some("0.1.0".into()),
        content: ContentHead {
            wanted: vec![
                Wanted { name: content_name(), next: None },
                Wanted { name: ContentName([8; 32]), next: Some(5) },
            ],
            bytes: 100_000,
            holds: Some(vec![
                Holds { first: [1; 8], refused: None },
                Holds {
                    first: [2; 8],
                    refused: Some("this app does not know how to ask for a drawing".into()),
                },
            ]),
        },
        drafts: Some(vec!["a draft that is here".into()]),
    }
    .sign(&signer(1), &[6; 32])
}

/// What a phone says when there is little to say.
fn plain_head() -> SignedHead {
    Head {
        from: None,
        answered: Some(NONCE),
        receipt: Some(Receipt { tag: HERE, counter: 12, nonce: NONCE, word: [5; 16] }),
        counter: 13,
        nonce: [6; 8],
        cursors: Vec::new(),
        standpoints: Vec::new(),
        confirmed: None,
        codecs: vec![0, 1],
        unsent: 0,
        open: Vec::new(),
        held: Digest::default(),
        wanted: Vec::new(),
        with_bodies: false,
        enrolment: None,
        version: None,
        content: ContentHead::default(),
        drafts: None,
        ..head().head
    }
    .sign(&signer(1), &[6; 32])
}

fn batch() -> Batch {
    let opening = Opening { tag: HERE, from: Some(point()), base: Some(Ancestry([0xa3; 16])), apart: false };
    let changes = vec![(name(1, 7).number, change().encode()), (name(1, 6).number, vec![0xa1, 0x00, 0x09])];
    Batch::sign(&signer(1), opening, Secret([8; 16]), changes)
}

/// Names that the district knows by other contents.
fn apart() -> Batch {
    let opening = Opening { tag: HERE, from: None, base: None, apart: true };
    let whole = batch().withhold(&[name(1, 7).number]);
    let entries = whole.entries.into_iter().filter(|(number, _)| *number == name(1, 6).number).collect();
    Batch::sign_with_keys(&signer(1), opening, entries)
}

fn page() -> Page {
    let body = change().encode();
    let key = Secret([8; 16]).key_of(name(1, 7).number);
    let feed = Feed::Area(record(9, 2, 0));
    let first = chain(&CHAIN_START, 1, &key.hash(&body));
    let link = chain(&first, 2, &Hash([2; 32]));
    Page {
        feed,
        epoch: EPOCH,
        after: 0,
        entries: vec![PageEntry::Change { key, body }, PageEntry::Yours(name(1, 3).number)],
        signature: signer(9).sign(&cursor_bytes(&feed, EPOCH, 2, &link)).to_bytes(),
    }
}

fn answer() -> Answer {
    Answer {
        epoch: Some(EPOCH + 1),
        server: Some(ServerCertificate::sign(&signer(8), signer(9).verifying_key().to_bytes())),
        acknowledged: vec![
            (name(1, 1).number, name(1, 7).number),
            (name(1, 9).number, name(1, 9).number),
            (BEFORE.number(1), BEFORE.number(41)),
        ],
        ends: vec![[1; 8], [2; 8], [3; 8]],
        all: true,
        backed_up: vec![BEFORE.number(41), name(1, 5).number],
        feeds_backed_up: vec![4, 1, 280],
        server_time_s: 1_795_600_100,
        rejected: vec![(vec![name(1, 8).number], "its signature does not hold".into())],
        apart: vec![(name(1, 10).number, [4; 8])],
        stopped: true,
        lines: Some(Lines::PutBackOrCopied),
        receipt: [5; 16],
        tails_taken: true,
        needed: vec![name(1, 2), name(9, 6)],
        set_back: true,
        drafts: 2,
    }
}

/// What the phone read of an area's feed above what every backup has, before the server was set back.
fn tail() -> Tail {
    let feed = Feed::Area(record(9, 2, 0));
    let entries = vec![(name(1, 2), Hash([1; 32])), (name(9, 6), Hash([2; 32]))];
    let base_link = Hash([9; 32]);
    let link = chain(&chain(&base_link, 281, &Hash([1; 32])), 282, &Hash([2; 32]));
    let signature = signer(9).sign(&cursor_bytes(&feed, EPOCH, 282, &link)).to_bytes();
    Tail { feed, epoch: EPOCH, base: 280, base_link, server: device(9), signature, entries }
}

fn bodies() -> Vec<(ChangeKey, Vec<u8>)> {
    vec![(Secret([8; 16]).key_of(name(1, 7).number), change().encode())]
}

fn bodies_as_sent() -> Item {
    bodies_item(bodies().iter().map(|(key, body)| (key, body.as_slice())))
}

fn enrolment() -> Enrolment {
    let certificate = ServerCertificate::sign(&signer(8), signer(9).verifying_key().to_bytes());
    Enrolment::sign(&signer(9), certificate, signer(1).verifying_key().to_bytes(), record(9, 3, 0), EPOCH)
}

fn refusal() -> Refusal {
    Refusal { code: RefusalCode::Stale, last: Some((12, NONCE)) }
}

/// As the server says it to the phone, for the request of the golden head.
fn sealed(said: &Item) -> Sealed {
    let phone = signer(1).verifying_key().to_bytes();
    let to = Sealing { mine: &signer(9), other: &phone, device: device(1), nonce: NONCE };
    Sealed::new(said, &to).unwrap()
}

fn enrol_request() -> EnrolRequest {
    let public_key = signer(1).verifying_key().to_bytes();
    EnrolRequest { code: [7; 16], public_key, label: "test phone".into(), signature: [1; 64] }
}

fn enrol_answer() -> EnrolAnswer {
    EnrolAnswer {
        root: signer(8).verifying_key().to_bytes(),
        server: ServerCertificate::sign(&signer(8), signer(9).verifying_key().to_bytes()),
        worker: record(9, 3, 0),
        statement: enrolment().signature,
        epoch: EPOCH,
        server_time_s: 1_795_600_000,
    }
}

fn invitation() -> Invitation {
    Invitation {
        url: "https://distrito.example:8443".into(),
        code: [7; 16],
        root_hash: [6; 32],
        tls_hash: None,
        issued_s: 1_795_500_000,
    }
}

/// A content of two pieces, the second short.
fn content() -> Vec<u8> {
    (0..limits::CONTENT_CHUNK_BYTES + 20).map(|at| (at / 1_000) as u8).collect()
}

fn content_name() -> ContentName {
    ContentName::of(&content())
}

fn outline() -> OutlineFrame {
    OutlineFrame { name: content_name(), hashes: Outline::of(&content()).to_bytes() }
}

fn piece() -> PieceFrame {
    let bytes = content()[limits::CONTENT_CHUNK_BYTES..].to_vec();
    PieceFrame { name: content_name(), number: 1, bytes }
}

/// A draft with one of everything.
fn draft() -> KeptDraft {
    let value = |path: &str, text: &str| Fact { path: path.into(), what: Held::Value(text.into()) };
    KeptDraft {
        head: DraftHead {
            id: "0190a5b2-draft".into(),
            subject: record(1, 7, 0),
            content: content_name(),
            form: "visit".into(),
            version: "2".into(),
            language: "quz".into(),
            at: "/data/meal{2}/what".into(),
            begun_s: 1_800_000_000,
            kept_s: 1_800_000_060,
            corrects: Some(record(1, 6, 2)),
            revision: 9,
            is_backed_up: true,
        },
        facts: vec![
            value("/data/kg", "8.90"),
            Fact { path: "/data/meal{1}".into(), what: Held::Gone },
            Fact { path: "/data/meal{2}".into(), what: Held::Instance },
        ],
        placeless: vec![value("/data/sleep", "11")],
        shown: vec![Shown {
            register: Register { record: record(1, 7, 0), field: person::given_names, path: None },
            value: Some(Value::text("Invented")),
            replaces: vec![name(1, 7)],
            all: vec![name(1, 7)],
            depth: 0,
            depth_of_all: 0,
            disputed: false,
        }],
    }
}

/// The same as it travels, and the word that it needs nobody any more.
fn draft_backups() -> [DraftBackup; 2] {
    let Some(backup) = DraftBackup::of(&draft()) else { panic!("it fits") };
    let gone = DraftBackup { revision: 10, kept: None, ..backup.clone() };
    [backup, gone]
}

/// Everything that travels in a frame: the name of its block, its kind and what it holds.
fn frames() -> Vec<(&'static str, Kind, Item)> {
    vec![
        ("head", Kind::Head, head().item()),
        ("plain-head", Kind::Head, plain_head().item()),
        ("tail", Kind::Tail, tail().item()),
        ("bodies", Kind::Bodies, bodies_as_sent()),
        ("batches", Kind::Batches, batches_item(&[batch(), apart()])),
        ("withheld", Kind::Batches, batches_item(&[batch().withhold(&[name(1, 6).number])])),
        ("draft", Kind::Draft, sealed(&draft_backups()[0].item()).item()),
        ("draft-gone", Kind::Draft, sealed(&draft_backups()[1].item()).item()),
        ("request-end", Kind::RequestEnd, Item::Null),
        ("answer", Kind::Answer, sealed(&answer().item()).item()),
        ("returned", Kind::Returned, batch().item()),
        ("page", Kind::Page, page().item()),
        ("outline", Kind::Outline, outline().item()),
        ("piece", Kind::Piece, piece().item()),
        ("restored", Kind::Restored, sealed(&draft_backups()[0].item()).item()),
        ("answer-end", Kind::AnswerEnd, Item::Bool(false)),
        ("refusal", Kind::Refusal, sealed(&refusal().item()).item()),
        (
            "unsealed-refusal",
            Kind::Refusal,
            Sealed::open(&Refusal::of(RefusalCode::Unavailable).item()).item(),
        ),
    ]
}

/// Everything else: the name of its block and its bytes.
fn others() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("change", change().encode()),
        ("enrol-request", enrol_request().item().encode()),
        ("enrol-answer", enrol_answer().item().encode()),
        ("invitation", invitation().to_text().into_bytes()),
    ]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn document() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/protocol.md");
    std::fs::read_to_string(path).unwrap()
}

/// The block of docs/protocol.md with this name.
fn block(document: &str, name: &str) -> Vec<u8> {
    let start = format!("```golden {name}\n");
    let at =
        document.find(&start).unwrap_or_else(|| panic!("docs/protocol.md lacks a golden block `{name}`"));
    let rest = &document[at + start.len()..];
    unhex(&rest[..rest.find("```").unwrap()])
}

#[test]
fn every_kind_of_frame_is_in_the_protocol_and_reads_as_it_was_written() {
    if std::env::var_os("CHASKI_PRINT").is_some() {
        for (name, kind, content) in frames() {
            println!("GOLDEN {name} {}", hex(&frame(kind, &content)));
        }
        for (name, bytes) in others() {
            println!("GOLDEN {name} {}", hex(&bytes));
        }
        return;
    }
    let document = document();
    for (name, kind, content) in frames() {
        let mut reader = FrameReader::default();
        reader.push(&block(&document, name));
        let (read_kind, payload) = reader.next_frame().unwrap().unwrap();
        assert_eq!((read_kind, reader.is_amid()), (kind, false), "{name}");
        assert_eq!(item(kind, &payload).unwrap().encode(), content.encode(), "{name}");
    }
    for (name, bytes) in others() {
        assert_eq!(hex(&block(&document, name)), hex(&bytes), "{name}");
    }
}

#[test]
fn what_the_golden_frames_hold_reads_back_whole() {
    assert_eq!(SignedHead::from_item(&head().item()), Ok(head()));
    assert!(head().verify(&signer(1).verifying_key().to_bytes(), &[6; 32]));
    assert_eq!(SignedHead::from_item(&plain_head().item()), Ok(plain_head()));
    for batch in [batch(), apart(), batch().withhold(&[name(1, 6).number])] {
        assert_eq!(Batch::from_item(&batch.item()), Ok(batch.clone()));
        assert!(batch.verify(&signer(1).verifying_key().to_bytes()));
    }
    let server = signer(9).verifying_key().to_bytes();
    let to = Sealing { mine: &signer(1), other: &server, device: device(1), nonce: NONCE };
    for said in [answer().item(), refusal().item()] {
        let read = Sealed::from_item(&sealed(&said).item()).unwrap();
        assert!(read.holds(&to));
        assert_eq!(read.payload(), Ok(said));
    }
    assert_eq!(Answer::from_item(&answer().item()), Ok(answer()));
    assert_eq!(Page::from_item(&page().item()), Ok(page()));
    assert_eq!(Tail::from_item(&tail().item()), Ok(tail()));
    assert_eq!(OutlineFrame::from_item(&outline().item()), Ok(outline()));
    assert_eq!(PieceFrame::from_item(&piece().item()), Ok(piece()));
    for backup in draft_backups() {
        assert_eq!(DraftBackup::from_item(&backup.item()), Ok(backup));
    }
    assert_eq!(draft_backups()[0].draft().unwrap(), draft());
    assert_eq!(item_bodies(&bodies_as_sent()), Ok(bodies()));
    assert_eq!(Refusal::from_item(&refusal().item()), Ok(refusal()));
    assert_eq!(EnrolRequest::from_item(&enrol_request().item()), Ok(enrol_request()));
    assert_eq!(EnrolAnswer::from_item(&enrol_answer().item()), Ok(enrol_answer()));
    assert_eq!(Invitation::from_text(&invitation().to_text()), Some(invitation()));
    assert_eq!(Change::decode(&change().encode()), Ok(change()));
    assert_eq!(change().creates().next().unwrap().record, record(1, 7, 0));
    assert_ne!(household::ID, person::ID);
}

#[test]
fn a_change_of_a_later_version_reads_as_far_as_this_version_goes_and_a_later_format_does_not() {
    let mut later = Item::decode(&change().encode()).unwrap();
    if let Item::Map(pairs) = &mut later {
        pairs.push((Item::Int(40), Item::Text("of a later version".into())));
        for (key, value) in pairs.iter_mut() {
            if let (Item::Int(10), Item::Array(edits)) = (key, value) {
                edits.push(Item::Array(vec![Item::Int(5), Item::Text("a later edit".into())]));
            }
        }
    }
    let read = Change::decode(&later.encode()).unwrap();
    assert!(read.has_unknown());
    assert_eq!(read.sets().count(), change().sets().count());

    if let Item::Map(pairs) = &mut later {
        pairs[0].1 = Item::Int(2);
    }
    assert!(Change::decode(&later.encode()).is_err());
}

#[test]
fn noise_in_any_place_is_an_error_and_never_a_panic() {
    let reads = |read: &Item| {
        let _ = SignedHead::from_item(read);
        let _ = Batch::from_item(read).map(|b| b.verify(&[1; 32]));
        let _ = item_batches(read);
        let _ = Page::from_item(read);
        let _ = Tail::from_item(read);
        let _ = OutlineFrame::from_item(read).map(|said| Outline::verified(&said.name, &said.hashes));
        let _ = PieceFrame::from_item(read);
        let _ = item_bodies(read);
        if let Ok(said) = Sealed::from_item(read).and_then(|sealed| sealed.payload()) {
            let _ = Answer::from_item(&said);
            let _ = Refusal::from_item(&said);
            let _ = DraftBackup::from_item(&said).map(|backup| backup.draft());
        }
    };
    for (_, kind, content) in frames() {
        let good = codec::encode(&content);
        // As it travels, and as it is before it is packed: there a wrong bit comes further.
        let plain = content.encode();
        for at in 0..good.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[at] ^= flip;
                codec::decode(&bad, limits::FRAME_BYTES).iter().for_each(reads);
                let _ = item(kind, &bad[..at]);
            }
        }
        for at in 0..plain.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bad = plain.clone();
                bad[at] ^= flip;
                Item::decode(&bad).iter().for_each(reads);
            }
        }
    }
    let good = change().encode();
    for at in 0..good.len() {
        for flip in [0x01, 0x20, 0x80, 0xff] {
            let mut bad = good.clone();
            bad[at] ^= flip;
            if let Ok(read) = Change::decode(&bad) {
                assert_eq!(Change::decode(&read.encode()), Ok(read));
            }
        }
        assert!(Change::decode(&good[..at]).is_err());
    }
}
