//! A checklist on its way to phones, over the real server and the real store: behind all records, over lines that are cut
//! anywhere, by right, and never twice.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chaski::change::content::ContentName;
use chaski::change::limits::CONTENT_CHUNK_BYTES as PIECE;
use chaski::record::{RecordName, role};
use chaski::store::content;
use chaski::store::releases::day_of;
use chaski::store::{Place, Store, StoreError, content_budget};
use chaski::sync::frame::{FrameReader, Kind};
use chaski::sync::session::{Session, SyncError};
use chaski::sync::{Report, session};
use chaski_service::session::ServerSession;
use chaski_service::storage::sqlite::Options;
use chaski_service::storage::{MemoryObjects, NewRelease, Released, Result as Stored, Storage};
use chaski_tests::bench::workload::Seeded;
use chaski_tests::disk::Disk;
use chaski_tests::world::{Line, Passed, Phone, Server, exchange, family, now_or_never, sync};

const NOW_S: i64 = 1_800_000_000;

/// Content that no codec shrinks.
fn checklist(seed: u8, bytes: usize) -> Vec<u8> {
    let mut content = vec![0; bytes];
    blake3::Hasher::new_keyed(&[seed; 32]).finalize_xof().fill(&mut content);
    content
}

fn release(server: &Server, version: &str, content: &[u8]) -> Stored<Released> {
    release_from(server, version, content, &day_of(NOW_S))
}

fn release_from(server: &Server, version: &str, content: &[u8], since: &str) -> Stored<Released> {
    now_or_never(server.storage.release(&NewRelease {
        kind: 1,
        name: "visit".into(),
        version: version.into(),
        content: content.to_vec(),
        since: since.into(),
        today: day_of(NOW_S),
    }))
}

fn district(folder: &Path) -> (Server, RecordName) {
    let server = Server::create(&folder.join("server.db"), &Options::default());
    let area = now_or_never(server.storage.add_area("Norte", 5, None)).unwrap();
    (server, area)
}

fn phone(server: &Server, area: RecordName, place: Place) -> Phone {
    let mut phone = Phone::at(place);
    phone.clock.wall_s.store(NOW_S, Ordering::Relaxed);
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    phone
}

fn used(phone: &mut Phone) -> Option<String> {
    let all = content::on_phone(&phone.store().unwrap().log(), &day_of(NOW_S)).unwrap();
    all.into_iter().find_map(|one| one.used.map(|used| used.version))
}

fn read(phone: &mut Phone, content: &[u8]) -> Option<Vec<u8>> {
    content::read(&phone.store().unwrap().log(), &ContentName::of(content)).unwrap()
}

fn whole_sync(server: &Server, phone: &mut Phone) -> Report {
    sync(&server.storage, phone, Line::default(), NOW_S).unwrap()
}

/// One request and the kinds of the frames of its answer, which the phone takes.
fn answer(server: &Server, store: &mut Store) -> Vec<Kind> {
    let mut session = Session::start(store).unwrap();
    let mut body = Vec::new();
    while let Some(frame) = session.next_frame(store).unwrap() {
        body.extend(frame);
    }
    let mut serving = ServerSession::new(&server.storage);
    now_or_never(serving.receive(&body, NOW_S)).unwrap();
    let bytes = now_or_never(serving.finish(NOW_S)).unwrap().0.concat();
    session.receive(store, &bytes).unwrap();
    session.finish(store).unwrap();
    let mut reader = FrameReader::default();
    reader.push(&bytes);
    std::iter::from_fn(|| reader.next_frame().unwrap()).map(|(kind, _)| kind).collect()
}

#[test]
fn published_while_two_phones_are_away_it_comes_whole_to_both_over_lines_that_are_cut_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let (one, two) = (checklist(1, 3_000), checklist(2, 40 * PIECE + 321));
    release(&server, "1", &one).unwrap();
    let mut phones: Vec<Phone> = ["rosa.db", "elena.db"]
        .map(|name| phone(&server, area, Place::file(folder.path().join(name))))
        .into();
    for phone in &mut phones {
        assert_eq!(used(phone).as_deref(), Some("1"), "a new phone has it with its first sync");
    }
    release(&server, "2", &two).unwrap();
    let mut seed = Seeded(7);
    for phone in &mut phones {
        family(phone.store().unwrap(), area).unwrap();
        let (mut passed, mut cuts) = (Passed::default(), 0);
        while used(phone).as_deref() != Some("2") {
            assert_eq!(used(phone).as_deref(), Some("1"), "the old one goes on until the new one is whole");
            let done = session::run(phone.store().unwrap(), |session, store| {
                let cut = Some(seed.below(150_000) as usize).filter(|_| cuts < 25);
                let line = Line { cut_down_after: cut, ..Line::default() };
                let before = passed.down;
                let carried = exchange(&server.storage, line, NOW_S, &mut passed, session, store);
                cuts += usize::from(cut.is_some_and(|cut| passed.down - before == cut));
                carried
            });
            // As often as the process ends.
            phone.close();
            drop(done);
        }
        whole_sync(&server, phone);
        assert_eq!(read(phone, &two), Some(two.clone()));
        println!("{} bytes came over {cuts} cuts for {} bytes of content", passed.down, two.len());
        assert!(cuts >= 5, "{cuts}");
        // Each cut costs at most the piece that it fell into, and one answer.
        let most = two.len() + (cuts + 1) * (PIECE + 3_000);
        assert!(passed.down < most, "{} bytes for {}", passed.down, two.len());
        // It is never fetched again.
        let before = passed.down;
        session::run(phone.store().unwrap(), |session, store| {
            exchange(&server.storage, Line::default(), NOW_S, &mut passed, session, store)
        })
        .unwrap();
        assert!(passed.down - before < 600, "{}", passed.down - before);
    }
    let held = now_or_never(server.storage.checklists(&day_of(NOW_S))).unwrap();
    let held: Vec<_> =
        held.iter().map(|one| (one.uses.as_ref().map(|uses| uses.0.as_str()), &one.lacks)).collect();
    assert_eq!(held, [(Some("2"), &None), (Some("2"), &None)], "the server knows who has which");
}

#[test]
fn records_come_before_content_and_content_only_once_no_page_follows() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let mut rosa = phone(&server, area, Place::file(folder.path().join("rosa.db")));
    let mut elena = phone(&server, area, Place::file(folder.path().join("elena.db")));
    let content = checklist(1, 3 * PIECE);
    release(&server, "1", &content).unwrap();
    // Elena has read of it, and of nothing else, when Rosa delivers more than two pages hold.
    let store = elena.store().unwrap();
    assert!(answer(&server, store).contains(&Kind::Page));
    for _ in 0..600 {
        family(rosa.store().unwrap(), area).unwrap();
    }
    whole_sync(&server, &mut rosa);
    let first = answer(&server, store);
    assert!(first.contains(&Kind::Page) && !first.contains(&Kind::Piece), "{first:?}");
    let mut answers = 0;
    let last = loop {
        let kinds = answer(&server, store);
        answers += 1;
        if kinds.contains(&Kind::Piece) {
            break kinds;
        }
        assert!(kinds.contains(&Kind::Page) && answers < 40, "{kinds:?}");
    };
    let place = |of: Kind| last.iter().position(|kind| *kind == of);
    assert!(
        place(Kind::Page) < place(Kind::Outline) && place(Kind::Outline) < place(Kind::Piece),
        "{last:?}"
    );
    assert_eq!(read(&mut elena, &content), Some(content));
}

#[test]
fn only_a_phone_at_work_is_given_content_and_only_what_is_released() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let mut rosa = phone(&server, area, Place::file(folder.path().join("rosa.db")));
    let secret = checklist(9, 100);
    now_or_never(server.storage.objects().put(&secret)).unwrap();
    rosa.store().unwrap().begin_draft(area, ContentName::of(&secret), "a guess", "1", &[]).unwrap();
    let report = whole_sync(&server, &mut rosa);
    assert_eq!((report.content_bytes, read(&mut rosa, &secret)), (0, None), "nobody released it");
    // A phone that knows of a release is stopped before it fetches.
    let content = checklist(1, 100);
    release(&server, "1", &content).unwrap();
    answer(&server, rosa.store().unwrap());
    let device = rosa.store().unwrap().device();
    now_or_never(server.storage.stop_device(device)).unwrap();
    let report = whole_sync(&server, &mut rosa);
    assert_eq!((report.stopped, report.content_bytes, read(&mut rosa, &content)), (true, 0, None));
    // Somebody whom the district does not know is refused whole, as with records.
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let (elsewhere, there) = district(&other);
    let mut stranger = phone(&elsewhere, there, Place::file(folder.path().join("stranger.db")));
    stranger.store().unwrap().begin_draft(there, ContentName::of(&content), "a guess", "1", &[]).unwrap();
    assert!(matches!(
        sync(&server.storage, &mut stranger, Line::default(), NOW_S),
        Err(SyncError::Refused(_) | SyncError::Store(StoreError::BadAnswer(_)))
    ));
    assert_eq!(read(&mut stranger, &content), None);
}

#[test]
fn a_server_without_the_content_or_with_other_bytes_in_its_place_holds_up_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let mut rosa = phone(&server, area, Place::file(folder.path().join("rosa.db")));
    let content = checklist(1, 3 * PIECE);
    release(&server, "1", &content).unwrap();
    let file = folder.path().join("content").join(ContentName::of(&content).to_hex());
    let kept = std::fs::read(&file).unwrap();
    assert_eq!(kept, content);
    let mut other = content.clone();
    other[2 * PIECE + 5] ^= 1;
    for put in [Some(&other), None] {
        match put {
            Some(bytes) => std::fs::write(&file, bytes).unwrap(),
            None => std::fs::remove_file(&file).unwrap(),
        }
        family(rosa.store().unwrap(), area).unwrap();
        let report = whole_sync(&server, &mut rosa);
        assert_eq!((report.acknowledged, report.on_this_phone_only), (2, 0));
        assert!(report.requests < 5 && used(&mut rosa).is_none(), "{report:?}");
        let wrong = now_or_never(server.storage.check()).unwrap();
        assert!(wrong.iter().any(|sentence| sentence.contains("publish it again")), "{wrong:?}");
    }
    // Released again, it is there again.
    assert!(release(&server, "1", &content).unwrap().again);
    assert_eq!(now_or_never(server.storage.check()).unwrap(), Vec::<String>::new());
    whole_sync(&server, &mut rosa);
    assert_eq!(read(&mut rosa, &content), Some(content));
}

#[test]
fn a_version_keeps_its_contents_and_a_release_that_would_never_hold_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = district(folder.path());
    let (one, two) = (checklist(1, 10), checklist(2, 10));
    assert_eq!(release(&server, "1", &one).unwrap().before, None);
    let error = release(&server, "1", &two).unwrap_err().to_string();
    assert!(error.contains("another version"), "{error}");
    let error = release_from(&server, "0", &two, "2020-01-01").unwrap_err().to_string();
    assert!(error.contains("or later"), "{error}");
    assert!(release_from(&server, "2", &two, "not a day").is_err());
    assert!(release(&server, "2", &[]).is_err());
    assert_eq!(release_from(&server, "2", &two, "2030-01-01").unwrap().before.as_deref(), Some("1"));
    let versions: Vec<String> =
        now_or_never(server.storage.releases()).unwrap().into_iter().map(|one| one.version).collect();
    assert_eq!(versions, ["1", "2"], "what was refused left nothing");
}

/// A phone on a disk of the test's own.
fn on_disk(server: &Server, area: RecordName, seed: u64) -> (Phone, Disk) {
    let disk = Disk::new(seed);
    let place = Place { path: "phone.db".into(), vfs: Some(disk.vfs_name().to_owned()) };
    (phone(server, area, place), disk)
}

#[test]
fn a_disk_that_is_full_amid_a_checklist_loses_no_record_and_the_rest_comes_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let (mut rosa, disk) = on_disk(&server, area, 5);
    let content = checklist(1, 30 * PIECE);
    release(&server, "1", &content).unwrap();
    family(rosa.store().unwrap(), area).unwrap();
    disk.set_full(Some(disk.used() + 500_000));
    let full = sync(&server.storage, &mut rosa, Line::default(), NOW_S);
    assert!(matches!(full, Err(SyncError::Store(StoreError::DiskFull))), "{full:?}");
    disk.set_full(None);
    let kept = content::kept(&rosa.store().unwrap().log()).unwrap();
    let held = kept[&ContentName::of(&content)].held;
    assert!((1..30).contains(&held), "{held}");
    let report = whole_sync(&server, &mut rosa);
    assert_eq!((report.acknowledged, report.on_this_phone_only), (0, 0), "the records were safe before");
    assert!(report.content_bytes < (31 - held) * (PIECE as u64 + 64), "{report:?}");
    assert_eq!(read(&mut rosa, &content), Some(content));
}

#[test]
fn the_power_goes_at_each_write_of_a_checklist_and_what_was_kept_stays_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let (mut rosa, disk) = on_disk(&server, area, 6);
    let content = checklist(1, 30 * PIECE);
    release(&server, "1", &content).unwrap();
    let (mut write, mut before, mut cuts) = (1, 0, 0);
    while used(&mut rosa).is_none() {
        disk.cut_after_writes(write, write);
        let cut = sync(&server.storage, &mut rosa, Line::default(), NOW_S);
        cuts += usize::from(cut.is_err());
        rosa.close();
        disk.power_on();
        let kept = content::kept(&rosa.store().unwrap().log()).unwrap();
        let held = kept.get(&ContentName::of(&content)).map_or(0, |kept| kept.held);
        assert!(held >= before, "{held} pieces after {before}");
        (before, write) = (held, write + 3);
    }
    assert!(cuts > 10, "{cuts}");
    assert_eq!(read(&mut rosa, &content), Some(content));
    assert!(rosa.store().unwrap().verify().unwrap().is_sound());
}

#[test]
fn what_a_day_allows_comes_that_day_and_the_rest_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (server, area) = district(folder.path());
    let mut rosa = phone(&server, area, Place::file(folder.path().join("rosa.db")));
    let content = checklist(1, 20 * PIECE);
    release(&server, "1", &content).unwrap();
    rosa.store().unwrap().set_content_budget(100_000).unwrap();
    let mut days = 0;
    while used(&mut rosa).is_none() {
        let (mut came, mut records) = (0, 0);
        // However often it syncs in a day.
        for _ in 0..4 {
            family(rosa.store().unwrap(), area).unwrap();
            let report = whole_sync(&server, &mut rosa);
            (came, records) = (came + report.content_bytes, records + report.acknowledged);
        }
        assert!(came <= 100_000 && records == 8, "{came} bytes, {records} records");
        assert_eq!(content_budget::spent(&rosa.store().unwrap().log(), NOW_S + days * 86_400).unwrap(), came);
        days += 1;
        rosa.clock.wall_s.store(NOW_S + days * 86_400, Ordering::Relaxed);
    }
    assert_eq!(days, 4, "five pieces a day, and a little of other days");
    assert_eq!(read(&mut rosa, &content), Some(content));
}

#[test]
fn a_supervisor_is_told_which_app_cannot_use_a_version_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { objects: Some(Arc::new(MemoryObjects::default())), ..Options::default() };
    let server = Server::create(&folder.path().join("server.db"), &options);
    let area = now_or_never(server.storage.add_area("Norte", 5, None)).unwrap();
    let (one, two, three) = (checklist(1, 50), checklist(2, 50), checklist(3, 50));
    release(&server, "1", &one).unwrap();
    let mut rosa = phone(&server, area, Place::file(folder.path().join("rosa.db")));
    release(&server, "2", &two).unwrap();
    let status = |at_s| {
        let all = now_or_never(server.storage.checklists(&day_of(at_s))).unwrap();
        assert_eq!(all.len(), 1);
        all.into_iter().next().unwrap()
    };
    assert_eq!(status(NOW_S).lacks.as_deref(), Some("2"));
    sync(&server.storage, &mut rosa, Line::default(), NOW_S + 60).unwrap();
    assert_eq!((status(NOW_S).uses, status(NOW_S).lacks), (Some(("2".into(), NOW_S + 60)), None));
    rosa.store().unwrap().refuse_content(&ContentName::of(&two), Some("it asks for a drawing")).unwrap();
    sync(&server.storage, &mut rosa, Line::default(), NOW_S + 120).unwrap();
    let found = status(NOW_S);
    assert_eq!(found.uses, Some(("1".into(), NOW_S)), "since it first said that it holds it");
    assert_eq!(found.refused, Some(("2".into(), "it asks for a drawing".into(), NOW_S + 120)));
    let tomorrow = day_of(NOW_S + 86_400);
    release_from(&server, "3", &three, &tomorrow).unwrap();
    assert_eq!(status(NOW_S).next, Some(("3".into(), tomorrow.clone(), false)));
    whole_sync(&server, &mut rosa);
    assert_eq!(status(NOW_S).next, Some(("3".into(), tomorrow, true)), "it is there before its day");
    assert_eq!(used(&mut rosa).as_deref(), Some("1"), "and used from its day on");
    assert_eq!(status(NOW_S + 86_400).uses.map(|uses| uses.0).as_deref(), Some("3"));
    let device = rosa.store().unwrap().device();
    now_or_never(server.storage.stop_device(device)).unwrap();
    assert!(now_or_never(server.storage.checklists(&day_of(NOW_S))).unwrap().is_empty());
}
