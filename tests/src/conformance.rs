//! What every storage of a server must do, whatever database stands behind it. One sentence a check; a storage is made
//! anew for each. Knows the trait and the phones, no database.

pub mod supervision;

use std::path::Path;

use chaski::change::batch::{Batch, Entry, Opening, item_batches};
use chaski::change::hash::{Ancestry, Digest, Point, Secret, eight};
use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, DeviceId, RecordName, Tag, Value, role};
use chaski::store::shown::shown_field;
use chaski::store::{KeyProvider, Log, Place, Standing, Store};
use chaski::sync::Session;
use chaski::sync::enrol::EnrolRequest;
use chaski::sync::enrol_refusal::EnrolRefusal;
use chaski::sync::frame::{FrameReader, Kind, item};
use chaski::sync::message::{At, Feed, Page, RefusalCode, SignedHead};
use chaski_service::storage::{Admitted, Storage};

use chaski::sync::message::Head;
use ed25519_dalek::SigningKey;

use crate::world::{Line, Phone, enrol, family, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

/// A district with two areas and three phones: one of each area, and a supervisor of both.
pub struct District<'s> {
    storage: &'s dyn Storage,
    north: RecordName,
    south: RecordName,
    rosa: Phone,
    sol: Phone,
    worker_rosa: RecordName,
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// One check and its sentence.
pub type Check = (&'static str, fn(&dyn Storage, &Path) -> Outcome);

/// Every check.
pub const CHECKS: &[Check] = &[
    ("a code belongs to the first key that shows it, again until its first sync, and not for ever", codes),
    ("a counter only grows, a stale one learns the last, and a later request cancels an older", counters),
    ("numbers are acknowledged as held, out of order and around what is withheld", ranges),
    (
        "a process that was not answered last in its opening is refused before a batch is read",
        copied_with_memory,
    ),
    ("a number with other contents is kept apart, told and changes nothing", forks),
    (
        "a batch is taken where everything before it is the same, and what goes on from what is apart is apart",
        bases,
    ),
    ("what a phone lacks of its own is told whole and given back as it was received", returned),
    ("positions have no gaps, pages are bounded and follow one another", pages),
    ("what an author had no right to is set aside, told to its phone alone, and fed once accepted", aside),
    ("a subject that enters an area is fed there whole, creates first", entering),
    ("a stopped phone is heard and told nothing", stopping),
    ("rights that a phone confirmed bind what it makes from then on, and nothing before", rights),
];

impl<'s> District<'s> {
    fn of(storage: &'s dyn Storage, folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let kind = code::area_kind::ALL[0].0;
        let north = now_or_never(storage.add_area("Norte", kind, None))?;
        let south = now_or_never(storage.add_area("Sur", kind, None))?;
        let phone = |name: &str| Phone::at(Place::file(folder.join(format!("{name}.db"))));
        let (mut rosa, mut sol) = (phone("rosa"), phone("sol"));
        let worker_rosa = enrol(storage, &mut rosa, "Rosa", role::VISITOR, &[north], NOW_S)?;
        enrol(storage, &mut sol, "Sol", role::VISITOR, &[south], NOW_S)?;
        Ok(District { storage, north, south, rosa, sol, worker_rosa })
    }

    fn sync_rosa(&mut self) -> Outcome {
        sync(self.storage, &mut self.rosa, Line::default(), NOW_S)?;
        Ok(())
    }

    fn feed(&self, feed: Feed) -> Result<Vec<ChangeName>, Box<dyn std::error::Error>> {
        // A device that made none of it sees every change whole.
        let head = Admitted {
            head: stranger(),
            public_key: [0; 32],
            stopped: false,
            disagrees: false,
            by_file: false,
        };
        let (mut names, mut at) = (Vec::new(), At { feed, position: 0, chain: [0; 8] });
        while let Some((page, more)) = now_or_never(self.storage.page(&head, at))? {
            assert_eq!(page.after, at.position, "a page follows the one before");
            at = after(&page, at)?;
            for entry in page.entries {
                if let chaski::sync::message::PageEntry::Change { body, .. } = entry {
                    names.push(chaski::change::Change::decode(&body)?.name);
                }
            }
            if !more {
                break;
            }
        }
        Ok(names)
    }
}

fn stranger() -> Head {
    Head {
        server: None,
        device: DeviceId([0; 16]),
        opening: Tag(1),
        from: None,
        counter: 0,
        nonce: [0; 8],
        answered: None,
        receipt: None,
        cursors: Vec::new(),
        standpoints: Vec::new(),
        confirmed: None,
        codecs: vec![0],
        unsent: 0,
        open: Vec::new(),
        held: Default::default(),
        wanted: Vec::new(),
        with_bodies: false,
        enrolment: None,
        version: None,
        content: Default::default(),
        drafts: None,
    }
}

fn after(page: &Page, at: At) -> Result<At, Box<dyn std::error::Error>> {
    let mut link = chaski::change::hash::CHAIN_START;
    // Only from the beginning is the chain known here; that is where every reading of this suite begins.
    if at.position > 0 {
        return Err("the suite reads feeds of one page and a little".into());
    }
    for (position, entry) in (1..).zip(&page.entries) {
        let chaski::sync::message::PageEntry::Change { key, body } = entry else {
            return Err("a stranger has no changes of its own".into());
        };
        link = chaski::change::hash::chain(&link, position, &key.hash(body));
    }
    let mut chain = [0; 8];
    chain.copy_from_slice(&link.0[..8]);
    Ok(At { feed: at.feed, position: page.entries.len() as u64, chain })
}

/// The head and the batches of the next request, as they would travel.
fn request(store: &mut Store) -> Result<(SignedHead, Vec<Batch>), Box<dyn std::error::Error>> {
    let mut session = Session::start(store)?;
    let mut reader = FrameReader::default();
    while let Some(bytes) = session.next_frame(store)? {
        reader.push(&bytes);
    }
    let (mut head, mut batches) = (None, Vec::new());
    while let Some((kind, payload)) = reader.next_frame()? {
        match kind {
            Kind::Head => head = Some(SignedHead::from_item(&item(kind, &payload)?)?),
            Kind::Batches => {
                for batch in item_batches(&item(kind, &payload)?)? {
                    batches.push(batch?);
                }
            }
            _ => {}
        }
    }
    Ok((head.ok_or("a request has a head")?, batches))
}

fn admitted(storage: &dyn Storage, head: SignedHead) -> Result<Admitted, Box<dyn std::error::Error>> {
    now_or_never(storage.admit(head, NOW_S))?.map_err(|refused| format!("{:?}", refused.refusal.code).into())
}

fn codes(storage: &dyn Storage, folder: &Path) -> Outcome {
    let north = now_or_never(storage.add_area("Norte", code::area_kind::ALL[0].0, None))?;
    let worker = now_or_never(storage.add_worker("Rosa"))?;
    let code = now_or_never(storage.invite(worker, role::VISITOR, &[north], NOW_S))?;
    let phone = |name: &str| Phone::at(Place::file(folder.join(format!("{name}.db"))));
    let (mut one, mut two) = (phone("one"), phone("two"));
    let first = EnrolRequest::of(one.store()?, code, "one");
    let second = EnrolRequest::of(two.store()?, code, "two");
    let mut forged = second.clone();
    forged.public_key = first.public_key;
    let ask = |request: &EnrolRequest, now_s| now_or_never(storage.enrol(request.clone(), now_s));
    assert_eq!(ask(&forged, NOW_S)?, Err(EnrolRefusal::NotVerified));
    assert_eq!(ask(&first, NOW_S + 400 * 86_400)?, Err(EnrolRefusal::ExpiredCode));
    assert!(ask(&first, NOW_S)?.is_ok());
    assert!(ask(&first, NOW_S)?.is_ok(), "after a lost answer");
    assert_eq!(ask(&second, NOW_S)?, Err(EnrolRefusal::UsedCode));
    let Ok(answer) = ask(&first, NOW_S)? else { return Err("the first key enrols".into()) };
    let district = now_or_never(storage.district())?;
    let invitation = chaski::sync::enrol::Invitation {
        url: "https://localhost".into(),
        code,
        root_hash: *blake3::hash(&district.root).as_bytes(),
        tls_hash: None,
        issued_s: NOW_S,
    };
    one.store()?.enrolled(&invitation, &answer)?;
    sync(storage, &mut one, Line::default(), NOW_S)?;
    assert_eq!(ask(&first, NOW_S)?, Err(EnrolRefusal::UsedCode), "spent with the first sync");
    let wrong = EnrolRequest::of(two.store()?, [9; 16], "two");
    assert_eq!(ask(&wrong, NOW_S)?, Err(EnrolRefusal::UnknownCode));
    Ok(())
}

fn counters(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let store = district.rosa.store()?;
    family(store, district.north)?;
    let (old_head, old_batches) = request(store)?;
    let old = admitted(storage, old_head.clone())?;
    let refused =
        now_or_never(storage.admit(old_head.clone(), NOW_S))?.err().ok_or("a stale counter is refused")?;
    assert_eq!(refused.refusal.code, RefusalCode::Stale);
    assert_eq!(refused.refusal.last, Some((old_head.head.counter, old_head.head.nonce)));
    let (new_head, _) = request(store)?;
    admitted(storage, new_head)?;
    let taken = now_or_never(storage.take(&old, &old_batches[0], NOW_S))?;
    assert_eq!(taken.err().map(|refused| refused.refusal.code), Some(RefusalCode::TakenOver));
    let (mut forged, _) = request(store)?;
    forged.head.counter += 1;
    let forged =
        SignedHead::from_item(&forged.head.clone().sign(&SigningKey::from_bytes(&[1; 32]), &[0; 32]).item())?;
    let refused = now_or_never(storage.admit(forged, NOW_S))?.err().map(|refused| refused.refusal.code);
    assert_eq!(refused, Some(RefusalCode::NotVerified));
    Ok(())
}

/// The key of a phone, for heads and batches that no store of ours would make.
fn signer(phone: &Phone) -> Result<SigningKey, Box<dyn std::error::Error>> {
    let secrets = phone.keys.read()?.ok_or("the phone has keys")?;
    Ok(SigningKey::from_bytes(&secrets.seed))
}

fn copied_with_memory(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    district.sync_rosa()?;
    let signer = signer(&district.rosa)?;
    let root = now_or_never(storage.district())?.root;
    let (head, _) = request(district.rosa.store()?)?;
    let head = head.head;
    let ask = |counter, nonce, answered| -> Result<Result<u64, RefusalCode>, Box<dyn std::error::Error>> {
        let head = Head { counter, nonce, answered, ..head.clone() }.sign(&signer, &root);
        let admitted = now_or_never(storage.admit(head, NOW_S))?;
        Ok(admitted.map(|admitted| admitted.head.counter).map_err(|refused| refused.refusal.code))
    };
    let (last, first) = (head.counter, head.answered);
    assert!(first.is_some(), "it was answered in this opening");
    assert_eq!(ask(last, [1; 8], first)?, Ok(last));
    assert_eq!(ask(last + 1, [2; 8], first)?, Ok(last + 1), "the answer was lost");
    assert_eq!(ask(last + 2, [3; 8], Some([2; 8]))?, Ok(last + 2), "it was answered");
    assert_eq!(ask(last + 3, [4; 8], first)?, Err(RefusalCode::Copied));
    assert_eq!(ask(last + 3, [4; 8], None)?, Err(RefusalCode::Copied));
    assert_eq!(ask(last + 3, [4; 8], Some([3; 8]))?, Ok(last + 3), "a refusal changes nothing");
    Ok(())
}

fn ranges(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let store = district.rosa.store()?;
    for _ in 0..3 {
        family(store, district.north)?;
    }
    let (head, batches) = request(store)?;
    let admitted = admitted(storage, head)?;
    let whole = &batches[0];
    let of = |counter: &u64| whole.opening.tag.number(*counter);
    let held = |expected: &[(u64, u64)]| -> Outcome {
        let answer = now_or_never(storage.answer(&admitted, NOW_S))?;
        let ends = expected.iter().map(|(_, last)| whole.entries[*last as usize - 1].1.hash());
        assert_eq!(answer.ends, ends.map(|hash| eight(&hash)).collect::<Vec<_>>());
        let expected: Vec<_> = expected.iter().map(|(first, last)| (of(first), of(last))).collect();
        assert_eq!(answer.acknowledged, expected);
        Ok(())
    };
    let without = |counters: &[u64]| whole.withhold(&counters.iter().map(of).collect::<Vec<_>>());
    now_or_never(storage.take(&admitted, &without(&[1, 2, 4]), NOW_S))?.map_err(|r| format!("{r:?}"))?;
    held(&[(3, 3), (5, 6)])?;
    now_or_never(storage.take(&admitted, &without(&[1, 3, 5, 6]), NOW_S))?.map_err(|r| format!("{r:?}"))?;
    held(&[(2, 6)])?;
    now_or_never(storage.take(&admitted, whole, NOW_S))?.map_err(|r| format!("{r:?}"))?;
    now_or_never(storage.take(&admitted, whole, NOW_S))?.map_err(|r| format!("{r:?}"))?;
    held(&[(1, 6)])?;
    assert_eq!(district.feed(Feed::Area(district.north))?.len(), 6, "each once, whatever the order");
    Ok(())
}

fn forks(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let store = district.rosa.store()?;
    family(store, district.north)?;
    let (head, batches) = request(store)?;
    let admitted = admitted(storage, head)?;
    now_or_never(storage.take(&admitted, &batches[0], NOW_S))?.map_err(|r| format!("{r:?}"))?;
    let dump = now_or_never(storage.dump(district.north))?;
    let mut other = batches[0].clone();
    for (_, entry) in &mut other.entries {
        if let Entry::Body { key, .. } = entry {
            key.0[0] ^= 1;
        }
    }
    let taken = now_or_never(storage.take(&admitted, &other, NOW_S))?.map_err(|r| format!("{r:?}"))?;
    let told: Vec<_> = other.entries.iter().map(|(number, entry)| (*number, eight(&entry.hash()))).collect();
    assert_eq!((taken.new, taken.apart), (0, told));
    assert_eq!(now_or_never(storage.dump(district.north))?, dump);
    Ok(())
}

fn bases(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let signer = signer(&district.rosa)?;
    let store = district.rosa.store()?;
    family(store, district.north)?;
    let (head, batches) = request(store)?;
    let admitted = admitted(storage, head)?;
    let take = |batch: &Batch| -> Result<(u64, Vec<u64>), Box<dyn std::error::Error>> {
        let taken = now_or_never(storage.take(&admitted, batch, NOW_S))?.map_err(|r| format!("{r:?}"))?;
        Ok((taken.new, taken.apart.iter().map(|(number, _)| *number).collect()))
    };
    assert_eq!(take(&batches[0])?.0, 2);
    let dump = now_or_never(storage.dump(district.north))?;

    // What a worker could say next, under whatever name.
    let (tag, from) = (batches[0].opening.tag, batches[0].opening.from);
    let (_, _, body) = batches[0].bodies().last().ok_or("a batch has bodies")?;
    let create = chaski::change::Change::decode(body)?;
    let secret = Secret([5; 16]);
    let said = |tag: Tag, counter: u64, from: Option<Point>, base: Ancestry, apart: bool| {
        let mut change = create.clone();
        change.name = ChangeName::at(change.name.device, tag, counter);
        change.subject =
            Some(RecordName { device: change.name.device, number: change.name.number, index: 0 });
        // Other contents after another base.
        change.wall_s = base.0[..4].iter().fold(0, |sum, byte| sum << 8 | i64::from(*byte));
        let opening = Opening { tag, from, base: Some(base), apart };
        let batch = Batch::sign(&signer, opening, secret, vec![(change.name.number, change.encode())]);
        let after = base.then(&batch.entries[0].1.hash());
        (batch, Point { tag, counter, ancestry: after })
    };
    let before = batches[0]
        .entries
        .iter()
        .fold(Ancestry::begin(tag, from.as_ref()), |ancestry, (_, entry)| ancestry.then(&entry.hash()));
    let (another, beside) = said(tag, 3, from, Ancestry([7; 16]), false);
    assert_eq!(take(&another)?, (0, vec![tag.number(3)]), "everything before it is something else");
    let (of_that, further) = said(Tag(11), 1, Some(beside), Ancestry::begin(Tag(11), Some(&beside)), false);
    assert_eq!(take(&of_that)?, (0, vec![Tag(11).number(1)]), "it goes on from what is apart");
    let (and_of_that, _) = said(Tag(12), 1, Some(further), Ancestry::begin(Tag(12), Some(&further)), false);
    assert_eq!(take(&and_of_that)?, (0, vec![Tag(12).number(1)]), "and so does this");
    let (said_apart, _) = said(tag, 3, from, before, true);
    assert_eq!(take(&said_apart)?, (0, vec![tag.number(3)]), "the phone knows that it is");
    assert_eq!(now_or_never(storage.dump(district.north))?, dump);
    assert_eq!(
        now_or_never(storage.answer(&admitted, NOW_S))?.acknowledged,
        [(tag.number(1), tag.number(2))]
    );

    let (fits, point) = said(tag, 3, from, before, false);
    assert_eq!(take(&fits)?, (1, Vec::new()));
    assert_eq!(take(&another)?, (0, vec![tag.number(3)]), "it stays apart");
    let (follows, _) = said(Tag(13), 1, Some(point), Ancestry::begin(Tag(13), Some(&point)), false);
    assert_eq!(take(&follows)?, (1, Vec::new()));
    assert_eq!(district.feed(Feed::Area(district.north))?.len(), 4);
    Ok(())
}

fn returned(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let signer = signer(&district.rosa)?;
    family(district.rosa.store()?, district.north)?;
    let (_, sent) = request(district.rosa.store()?)?;
    district.sync_rosa()?;
    let (head, _) = request(district.rosa.store()?)?;
    assert!(!admitted(storage, head.clone())?.disagrees, "both hold the same");
    // An older image of the phone asks, which knows of nothing.
    let root = now_or_never(storage.district())?.root;
    let tag = sent[0].opening.tag;
    let older = Head {
        opening: Tag(11),
        from: None,
        counter: 1,
        answered: None,
        receipt: None,
        held: Digest::default(),
        wanted: vec![(tag.number(1), tag.number(2))],
        ..head.head
    };
    let admitted = admitted(storage, older.sign(&signer, &root))?;
    assert!(admitted.disagrees);
    let answer = now_or_never(storage.answer(&admitted, NOW_S))?;
    assert_eq!((answer.all, answer.acknowledged), (true, vec![(tag.number(1), tag.number(2))]));
    assert_eq!(now_or_never(storage.returned(&admitted))?, sent);
    Ok(())
}

fn pages(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let store = district.rosa.store()?;
    for _ in 0..300 {
        family(store, district.north)?;
    }
    district.sync_rosa()?;
    let head =
        Admitted { head: stranger(), public_key: [0; 32], stopped: false, disagrees: false, by_file: false };
    let at = At { feed: Feed::Area(district.north), position: 0, chain: [0; 8] };
    let (page, more) = now_or_never(storage.page(&head, at))?.ok_or("there is a page")?;
    assert!(more, "600 changes are more than a page");
    let (second, _) = now_or_never(storage.page(&head, after(&page, at)?))?.ok_or("another follows")?;
    assert_eq!(second.after, page.entries.len() as u64);
    let lost = At { chain: [9; 8], ..after(&page, at)? };
    let (again, _) = now_or_never(storage.page(&head, lost))?.ok_or("a foreign chain begins anew")?;
    assert_eq!(again.after, 0);
    Ok(())
}

fn standing(store: &Store, name: &ChangeName) -> chaski::store::Result<Option<Standing>> {
    Ok(Log::new(store.log().connection()).change(name)?.map(|(_, standing)| standing))
}

fn aside(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let south = district.south;
    let store = district.rosa.store()?;
    let (house, child) = family(store, south)?;
    district.sync_rosa()?;
    let store = district.rosa.store()?;
    assert_eq!(standing(store, &house.change())?, Some(Standing::SetAside), "its author knows");
    assert!(district.feed(Feed::Area(south))?.is_empty());
    assert!(now_or_never(storage.dump(south))?.is_empty());
    now_or_never(storage.accept(house.change(), None, "known to the supervisor"))?;
    // The child waited for its household, and is judged on it: the author still has no right there.
    sync(storage, &mut district.sol, Line::default(), NOW_S)?;
    assert_eq!(standing(district.sol.store()?, &house.change())?, Some(Standing::InState));
    now_or_never(storage.accept(child.change(), None, ""))?;
    sync(storage, &mut district.sol, Line::default(), NOW_S)?;
    assert_eq!(standing(district.sol.store()?, &child.change())?, Some(Standing::InState));
    assert_eq!(district.feed(Feed::Area(south))?, [house.change(), child.change()]);
    Ok(())
}

fn entering(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let store = district.rosa.store()?;
    let (house, child) = family(store, district.north)?;
    let shown = shown_field(&store.log(), child, person::given_names)?;
    let mut action = store.begin()?;
    action.set(&shown, Value::text("Ñusta"), None)?;
    let named = action.save()?;
    let (elsewhere, _) = family(store, district.north)?;
    let shown = shown_field(&store.log(), house, household::area)?;
    let mut action = store.begin()?;
    action.set(&shown, Value::Record(district.south), None)?;
    let moved = action.save()?;
    district.sync_rosa()?;
    let fed = district.feed(Feed::Area(district.south))?;
    assert_eq!(fed, [house.change(), moved[0], child.change(), named[0]]);
    assert!(!fed.contains(&elsewhere.change()));
    Ok(())
}

fn stopping(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let store = district.rosa.store()?;
    let device = store.device();
    now_or_never(storage.stop_device(device))?;
    let (house, _) = family(store, district.north)?;
    let (head, batches) = request(store)?;
    let admitted = admitted(storage, head)?;
    assert!(admitted.stopped);
    now_or_never(storage.take(&admitted, &batches[0], NOW_S))?.map_err(|r| format!("{r:?}"))?;
    let answer = now_or_never(storage.answer(&admitted, NOW_S))?;
    let of = |counter: u64| batches[0].opening.tag.number(counter);
    assert_eq!((answer.acknowledged, answer.stopped), (vec![(of(1), of(2))], true));
    let feeds: Vec<Feed> = now_or_never(storage.feeds(&admitted))?.iter().map(|at| at.feed).collect();
    assert_eq!(feeds, [Feed::Device(device)]);
    assert!(district.feed(Feed::Area(district.north))?.is_empty(), "{house:?} is for a supervisor");
    Ok(())
}

fn rights(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut district = District::of(storage, folder)?;
    let north = district.north;
    let store = district.rosa.store()?;
    let (before, _) = family(store, north)?;
    now_or_never(storage.set_rights(district.worker_rosa, role::VISITOR, &[district.south]))?;
    // Made after the rights changed, before the phone could know.
    let (unaware, _) = family(district.rosa.store()?, north)?;
    district.sync_rosa()?;
    let fed = district.feed(Feed::Area(north))?;
    assert!(fed.contains(&before.change()) && fed.contains(&unaware.change()));
    let (aware, _) = family(district.rosa.store()?, north)?;
    district.sync_rosa()?;
    assert!(!district.feed(Feed::Area(north))?.contains(&aware.change()));
    assert_eq!(standing(district.rosa.store()?, &aware.change())?, Some(Standing::SetAside));
    Ok(())
}
