//! What is said in a sync reads back as it was written, whatever it says; and the seal of an answer is of one phone,
//! one server, one request and every bit.

use chaski::change::batch::{Batch, Entry, Opening, batches_item, item_batches};
use chaski::change::cbor::Item;
use chaski::change::content::ContentName;
use chaski::change::hash::{Ancestry, ChangeKey, Digest, Hash, Point, Secret};
use chaski::change::limits;
use chaski::record::{ChangeName, DeviceId, RecordName, Tag};
use chaski::store::content::Wanted;
use chaski::sync::content::{ContentHead, Holds};
use chaski::sync::message::{
    Answer, At, Enrolment, Feed, Head, Lines, Receipt, Refusal, RefusalCode, Sealed, Sealing,
    ServerCertificate, SignedHead, StandpointAt, Tail, bodies_item, item_bodies,
};
use ed25519_dalek::SigningKey;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

const ROOT: [u8; 32] = [6; 32];

fn phone() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn server() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn device_of(key: &SigningKey) -> DeviceId {
    DeviceId::of_public_key(key.verifying_key().as_bytes())
}

fn public(key: &SigningKey) -> [u8; 32] {
    key.verifying_key().to_bytes()
}

fn enrolment() -> Enrolment {
    let worker = RecordName { device: device_of(&server()), number: Tag(4).number(1), index: 3 };
    let certificate = ServerCertificate::sign(&phone(), public(&server()));
    Enrolment::sign(&server(), certificate, public(&phone()), worker, 7)
}

// ---- Whatever may be said.

/// A whole number as CBOR has it here, the ends more often than others.
fn whole() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(1), Just(i64::MAX as u64), 0..=i64::MAX as u64]
}

fn tag() -> impl Strategy<Value = Tag> {
    prop_oneof![Just(Tag(1)), Just(Tag((1 << 39) - 1)), (1u64..1 << 39).prop_map(Tag)]
}

fn counter() -> impl Strategy<Value = u64> {
    prop_oneof![Just(1), Just(Tag::LAST_COUNTER), 1..=Tag::LAST_COUNTER]
}

fn number() -> impl Strategy<Value = u64> {
    (tag(), counter()).prop_map(|(tag, counter)| tag.number(counter))
}

fn name() -> impl Strategy<Value = ChangeName> {
    (any::<[u8; 16]>(), number()).prop_map(|(id, number)| ChangeName { device: DeviceId(id), number })
}

fn range() -> impl Strategy<Value = (u64, u64)> {
    (tag(), counter(), counter())
        .prop_map(|(tag, one, other)| (tag.number(one.min(other)), tag.number(one.max(other))))
}

fn point() -> impl Strategy<Value = Point> {
    (tag(), counter(), any::<[u8; 16]>()).prop_map(|(tag, counter, bytes)| Point {
        tag,
        counter,
        ancestry: Ancestry(bytes),
    })
}

fn feed() -> impl Strategy<Value = Feed> {
    let area = |(device, number, index)| Feed::Area(RecordName { device: DeviceId(device), number, index });
    prop_oneof![
        Just(Feed::Directory),
        Just(Feed::Device(device_of(&phone()))),
        any::<[u8; 16]>().prop_map(|id| Feed::Device(DeviceId(id))),
        // Now and then of the server that the head names.
        (prop_oneof![Just(device_of(&server()).0), any::<[u8; 16]>()], number(), 0u32..=u32::from(u16::MAX))
            .prop_map(area),
    ]
}

/// The epoch now and then is the one that the head names.
fn standpoint() -> impl Strategy<Value = StandpointAt> {
    (feed(), number(), prop_oneof![Just(7), whole()], whole())
        .prop_map(|(feed, upto, epoch, position)| StandpointAt { feed, upto, epoch, position })
}

fn at() -> impl Strategy<Value = At> {
    (feed(), whole(), any::<[u8; 8]>()).prop_map(|(feed, position, chain)| At { feed, position, chain })
}

prop_compose! {
    /// How many bytes may come is said where something is wanted.
    fn content()(
        wanted in vec((any::<[u8; 32]>(), of(whole())), 0..4),
        bytes in whole(),
        holds in of(vec((any::<[u8; 8]>(), of("[ -~ñé]{0,40}")), 0..4)),
    ) -> ContentHead {
        let wanted: Vec<Wanted> =
            wanted.into_iter().map(|(name, next)| Wanted { name: ContentName(name), next }).collect();
        let bytes = if wanted.is_empty() { 0 } else { bytes };
        let held = |(first, refused)| Holds { first, refused };
        ContentHead { wanted, bytes, holds: holds.map(|holds| holds.into_iter().map(held).collect()) }
    }
}

prop_compose! {
    /// The receipt now and then is of this opening and of the nonce that was answered.
    fn head()(
        server in of((Just(device_of(&server())), prop_oneof![Just(7), whole()])),
        opening in tag(),
        from in of(point()),
        counter in whole(),
        nonce in any::<[u8; 8]>(),
        answered in of(any::<[u8; 8]>()),
        receipt in of((tag(), whole(), any::<[u8; 8]>(), any::<[u8; 16]>())),
        (same_opening, same_nonce) in any::<(bool, bool)>(),
        cursors in vec(at(), 0..4),
        standpoints in vec(standpoint(), 0..4),
        confirmed in of((whole(), number())),
        codecs in prop_oneof![Just(vec![0, 1]), vec(0u64..4, 1..4)],
        (unsent, with_bodies) in (whole(), any::<bool>()),
        open in vec((tag(), of(point())), 0..4),
        held in prop_oneof![
            Just(Digest::default()),
            (whole(), any::<u64>()).prop_map(|(count, sum)| Digest { count, sum }),
        ],
        wanted in vec(range(), 0..4),
        version in of("[ -~ñé]{0,40}"),
        (enrolled, content) in (any::<bool>(), content()),
        drafts in of(vec("[ -~ñé]{0,40}", 0..4)),
    ) -> Head {
        let receipt = receipt.map(|(tag, counter, nonce, word)| Receipt {
            tag: if same_opening { opening } else { tag },
            nonce: answered.filter(|_| same_nonce).unwrap_or(nonce),
            counter,
            word,
        });
        let enrolment = enrolled.then(enrolment);
        Head {
            enrolment, device: device_of(&phone()), server, opening, from, counter, nonce, answered, receipt, cursors, standpoints,
            confirmed, codecs, unsent, open, held, wanted, with_bodies, version, content, drafts,
        }
    }
}

prop_compose! {
    fn answer()(
        epoch in of(whole()),
        certified in any::<bool>(),
        ranges in vec((range(), any::<[u8; 8]>()), 0..4),
        all in any::<bool>(),
        backed_up in vec(whole(), 0..4),
        feeds_backed_up in vec(whole(), 0..4),
        server_time_s in any::<i64>(),
        rejected in vec((vec(number(), 0..4), "[ -~]{0,20}"), 0..3),
        apart in vec((number(), any::<[u8; 8]>()), 0..4),
        stopped in any::<bool>(),
        lines in of(prop_oneof![Just(Lines::PutBackOrCopied), Just(Lines::InUseTwice)]),
        receipt in any::<[u8; 16]>(),
        (tails_taken, needed, set_back, drafts) in (any::<bool>(), vec(name(), 0..4), any::<bool>(), whole()),
    ) -> Answer {
        let server = certified.then(|| ServerCertificate::sign(&phone(), public(&server())));
        let (acknowledged, ends) = ranges.into_iter().unzip();
        Answer {
            epoch, server, acknowledged, ends, all, backed_up, feeds_backed_up, server_time_s, rejected, apart, stopped,
            lines, receipt, tails_taken, needed, set_back, drafts,
        }
    }
}

fn opening() -> impl Strategy<Value = Opening> {
    let base = of(any::<[u8; 16]>().prop_map(Ancestry));
    (tag(), of(point()), base, any::<bool>()).prop_map(|(tag, from, base, apart)| Opening {
        tag,
        from,
        base,
        apart,
    })
}

/// Counters, each once, in any order.
fn counters() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::btree_set(counter(), 1..6)
        .prop_map(|set| set.into_iter().collect::<Vec<_>>())
        .prop_shuffle()
}

fn through_bytes(item: &Item) -> Item {
    let bytes = item.encode();
    let read = Item::decode(&bytes).unwrap();
    assert_eq!(read.encode(), bytes);
    read
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_head_reads_back_and_its_signature_holds(head in head()) {
        let signed = head.clone().sign(&phone(), &ROOT);
        let read = SignedHead::from_item(&through_bytes(&signed.item())).unwrap();
        prop_assert_eq!(&read.head, &head);
        prop_assert!(read.verify(&public(&phone()), &ROOT));
        prop_assert!(!read.verify(&public(&phone()), &[7; 32]));
        prop_assert_eq!(read, signed);
    }

    #[test]
    fn an_answer_reads_back(answer in answer()) {
        prop_assert_eq!(Answer::from_item(&through_bytes(&answer.item())), Ok(answer));
    }

    #[test]
    fn a_refusal_reads_back(code in 0usize..7, last in of((whole(), any::<[u8; 8]>()))) {
        use RefusalCode::*;
        let code = [Stale, UnknownDevice, NotVerified, Unreadable, TakenOver, Unavailable, Copied][code];
        let refusal = Refusal { code, last };
        prop_assert_eq!(Refusal::from_item(&through_bytes(&refusal.item())), Ok(refusal));
    }

    #[test]
    fn a_tail_and_bodies_read_back(
        (feed, epoch, base) in (feed(), whole(), whole()),
        (link, server, first) in any::<([u8; 32], [u8; 16], [u8; 32])>(),
        entries in vec((name(), any::<[u8; 32]>()), 0..5),
        bodies in vec((any::<[u8; 16]>(), vec(any::<u8>(), 0..20)), 0..4),
    ) {
        let tail = Tail {
            feed,
            epoch,
            base,
            base_link: Hash(link),
            server: DeviceId(server),
            signature: [first, link].concat().try_into().unwrap(),
            entries: entries.into_iter().map(|(name, hash)| (name, Hash(hash))).collect(),
        };
        prop_assert_eq!(Tail::from_item(&through_bytes(&tail.item())), Ok(tail));
        let bodies: Vec<(ChangeKey, Vec<u8>)> =
            bodies.into_iter().map(|(key, body)| (ChangeKey(key), body)).collect();
        let item = bodies_item(bodies.iter().map(|(key, body)| (key, body.as_slice())));
        prop_assert_eq!(item_bodies(&through_bytes(&item)), Ok(bodies));
    }

    #[test]
    fn a_batch_reads_back_whole_with_keys_and_with_changes_withheld(
        opening in opening(), counters in counters(), body in vec(any::<u8>(), 0..40), withheld in any::<u8>(),
    ) {
        let numbers = counters.iter().map(|counter| opening.tag.number(*counter));
        let changes: Vec<(u64, Vec<u8>)> =
            numbers.map(|number| (number, [body.as_slice(), &number.to_be_bytes()].concat())).collect();
        let with_secret = Batch::sign(&phone(), opening, Secret([8; 16]), changes.clone());
        let entry = |(number, body): &(u64, Vec<u8>)| {
            (*number, Entry::Body { key: ChangeKey(Secret([3; 16]).key_of(*number).0), body: body.clone() })
        };
        let with_keys = Batch::sign_with_keys(&phone(), opening, changes.iter().map(entry).collect());
        let some: Vec<u64> =
            changes.iter().enumerate().filter(|(at, _)| withheld >> at & 1 == 1).map(|(_, c)| c.0).collect();
        let less = with_secret.withhold(&some);
        for batch in [with_secret, with_keys, less] {
            let read = Batch::from_item(&through_bytes(&batch.item())).unwrap();
            prop_assert!(read.verify(&public(&phone())));
            prop_assert_eq!(Some(read.first_counter()), counters.iter().min().copied());
            prop_assert_eq!(&read, &batch);
        }
    }

    #[test]
    fn a_seal_holds_for_its_phone_its_server_its_request_and_every_bit_and_for_nothing_else(
        said in vec(any::<u8>(), 0..60), nonce in any::<[u8; 8]>(), flip in any::<prop::sample::Index>(),
    ) {
        let (phone, server, device) = (phone(), server(), device_of(&phone()));
        let (of_phone, of_server) = (public(&phone), public(&server));
        let there = Sealing { mine: &server, other: &of_phone, device, nonce };
        let here = Sealing { mine: &phone, other: &of_server, device, nonce };
        let sealed = Sealed::new(&Item::Bytes(said.clone()), &there).unwrap();
        let bytes = sealed.item().encode();
        let read = Sealed::from_item(&Item::decode(&bytes).unwrap()).unwrap();
        prop_assert_eq!(&read, &sealed);
        prop_assert_eq!(read.payload(), Ok(Item::Bytes(said.clone())));
        prop_assert!(read.holds(&here) && read.holds(&there));

        // Another request, another phone's name, another key on either side.
        let mut other_nonce = nonce;
        other_nonce[flip.index(8)] ^= 1 << flip.index(7);
        let mut other_device = device;
        other_device.0[flip.index(16)] ^= 1 << flip.index(7);
        let another = SigningKey::from_bytes(&[4; 32]);
        let of_another = public(&another);
        for wrong in [
            Sealing { nonce: other_nonce, ..here },
            Sealing { device: other_device, ..here },
            Sealing { mine: &another, ..here },
            Sealing { other: &of_another, ..here },
            Sealing { other: &of_phone, ..here },
            Sealing { mine: &server, ..here },
        ] {
            prop_assert!(!read.holds(&wrong));
        }
        prop_assert!(!Sealed::open(&Item::Bytes(said)).holds(&here));

        // Any bit of it.
        let mut flipped = bytes.clone();
        flipped[flip.index(bytes.len())] ^= 1 << flip.index(8);
        let flipped = Item::decode(&flipped).ok().and_then(|item| Sealed::from_item(&item).ok());
        if let Some(flipped) = flipped {
            prop_assert!(flipped == read || !flipped.holds(&here));
        }
    }
}

#[test]
fn every_bit_of_what_is_sealed_counts_and_every_bit_of_the_seal() {
    let (phone, server) = (phone(), server());
    let (of_phone, of_server) = (public(&phone), public(&server));
    let (device, nonce) = (device_of(&phone), [3; 8]);
    let there = Sealing { mine: &server, other: &of_phone, device, nonce };
    let here = Sealing { mine: &phone, other: &of_server, device, nonce };
    let sealed = Sealed::new(&Item::Text("todo llegó".into()), &there).unwrap();
    let Item::Array(parts) = sealed.item() else { panic!("an array") };
    let [Item::Bytes(said), Item::Bytes(seal)] = parts.as_slice() else { panic!("two parts") };
    let holds = |said: &[u8], seal: &[u8]| {
        let item = Item::Array(vec![Item::Bytes(said.to_vec()), Item::Bytes(seal.to_vec())]);
        Sealed::from_item(&item).is_ok_and(|sealed| sealed.holds(&here))
    };
    assert!(holds(said, seal));
    let flipped = |bytes: &[u8], bit: usize| {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    };
    assert!((0..8 * said.len()).all(|bit| !holds(&flipped(said, bit), seal)));
    assert!((0..8 * seal.len()).all(|bit| !holds(said, &flipped(seal, bit))));
    assert!(!holds(&said[..said.len() - 1], seal) && !holds(&[said.as_slice(), &[0]].concat(), seal));
    // A key that is no key seals nothing.
    assert_eq!(Sealed::new(&Item::Null, &Sealing { other: &[0; 32], ..there }), None);
    assert!(!sealed.holds(&Sealing { other: &[0; 32], ..here }));
}

#[test]
fn a_statement_of_an_enrolment_is_of_one_phone_one_worker_and_a_server_of_the_district() {
    let root = public(&phone());
    let said = enrolment();
    assert_eq!(Enrolment::from_item(&through_bytes(&said.item())), Ok(said.clone()));
    assert!(said.verify(&root) && !said.verify(&public(&server())));
    let worker = RecordName { index: 4, ..said.worker };
    let uncertified = ServerCertificate::sign(&server(), public(&server()));
    let elsewhere = Enrolment::sign(&phone(), said.server.clone(), said.public_key, said.worker, said.epoch);
    for wrong in [
        Enrolment { worker, ..said.clone() },
        Enrolment { epoch: 8, ..said.clone() },
        Enrolment { public_key: root.map(|byte| byte ^ 1), ..said.clone() },
        Enrolment { server: uncertified, ..said.clone() },
        elsewhere,
    ] {
        assert!(!wrong.verify(&root));
    }
}

#[test]
fn a_tag_a_counter_a_range_and_a_number_of_batches_out_of_their_bounds_are_unreadable() {
    let opening = Opening { tag: Tag(5), from: None, base: None, apart: false };
    let batch = Batch::sign(&phone(), opening, Secret([8; 16]), vec![(Tag(5).number(1), vec![1])]);
    let many = |count| item_batches(&batches_item(&vec![batch.clone(); count]));
    assert_eq!(many(limits::REQUEST_BATCHES).unwrap().len(), limits::REQUEST_BATCHES);
    assert!(many(limits::REQUEST_BATCHES + 1).is_err());
    let with = |key: i64, value: Item| {
        let Item::Map(mut pairs) = batch.item() else { panic!("a map") };
        pairs.retain(|(of, _)| *of != Item::Int(key));
        pairs.push((Item::Int(key), value));
        Batch::from_item(&Item::Map(pairs))
    };
    assert!(with(7, Item::Int(1 << 39)).is_err());
    assert!(with(7, Item::Int(-1)).is_err());
    for counter in [0, 1 << 24, i64::MAX] {
        assert!(with(2, Item::Array(vec![Item::Int(counter)])).is_err());
    }
    assert!(with(2, Item::Array(vec![Item::Int((1 << 24) - 1)])).is_ok());
    let point = |counter| Item::Array(vec![Item::Int(3), Item::Int(counter), Item::Bytes(vec![0; 16])]);
    assert!(with(8, point(0)).is_err() && with(8, point(1)).is_ok());
}
