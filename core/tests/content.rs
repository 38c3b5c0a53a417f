//! The content lane, the phone's side: what it asks for, what it keeps of what comes, how much of it in a day, and when it
//! lets go.

use chaski::change::content::{ContentName, Outline};
use chaski::change::limits::CONTENT_CHUNK_BYTES as PIECE;
use chaski::record::table::answers;
use chaski::record::{DeviceId, RecordName, Value};
use chaski::store::content::{self, Wanted};
use chaski::store::{StoreError, content_budget};
use chaski::sync::content::{Holds, OutlineFrame, PieceFrame};
use chaski::sync::frame::{Kind, frame};
use chaski::sync::message::{Feed, Head};
use chaski::sync::session::{Next, Report, SyncError};

use crate::line;
use crate::line::{Phone, Server, entry, nothing};

/// Whoever a draft is about.
const SOMEBODY: RecordName = RecordName { device: DeviceId([9; 16]), number: 1, index: 0 };
const OLD: &str = "2026-11-01";
/// The day of the phone's clock is 2026-11-25.
const TODAY: &str = "2026-11-25";
const LATER: &str = "2026-12-24";

/// Content that no codec shrinks.
fn checklist(seed: u8, bytes: usize) -> Vec<u8> {
    let mut content = vec![0; bytes];
    blake3::Hasher::new_keyed(&[seed; 32]).finalize_xof().fill(&mut content);
    content
}

/// A phone that has read of these releases in the directory: version, content, since.
fn told(server: &Server, releases: &[(&str, &[u8], &str)]) -> (Phone, Next) {
    let mut phone = Phone::new(server);
    let next = tells(&mut phone, server, releases);
    (phone, next)
}

fn tells(phone: &mut Phone, server: &Server, releases: &[(&str, &[u8], &str)]) -> Next {
    let entries = releases.iter().zip(2..);
    let entries: Vec<_> = entries
        .map(|((version, content, since), counter)| entry(&server.releases(counter, version, content, since)))
        .collect();
    let page = server.page(Feed::Directory, 1, entries);
    let (head, next, _) = phone.syncs_with(server, |_, _| (nothing(), vec![page]));
    assert_eq!(head.content.wanted, []);
    next
}

fn outline(content: &[u8]) -> Vec<u8> {
    let name = ContentName::of(content);
    frame(Kind::Outline, &OutlineFrame { name, hashes: Outline::of(content).to_bytes() }.item())
}

fn piece(content: &[u8], number: u64) -> Vec<u8> {
    let bytes = content.chunks(PIECE).nth(number as usize).unwrap().to_vec();
    frame(Kind::Piece, &PieceFrame { name: ContentName::of(content), number, bytes }.item())
}

fn all(content: &[u8]) -> Vec<Vec<u8>> {
    let pieces = content.len().div_ceil(PIECE) as u64;
    [outline(content)].into_iter().chain((0..pieces).map(|number| piece(content, number))).collect()
}

fn given(phone: &mut Phone, server: &Server, frames: Vec<Vec<u8>>) -> (Head, Next, Report) {
    phone.syncs_with(server, |_, _| (nothing(), frames))
}

fn used(phone: &mut Phone, on: &str) -> Option<String> {
    let all = content::on_phone(&phone.store().log(), on).unwrap();
    all.into_iter().find_map(|one| one.used.map(|used| used.version))
}

fn names(wanted: &[Wanted]) -> Vec<(ContentName, Option<u64>)> {
    wanted.iter().map(|one| (one.name, one.next)).collect()
}

#[test]
fn a_checklist_is_asked_for_behind_the_directory_resumed_at_the_piece_and_used_once_it_is_whole() {
    let server = Server::new();
    let (one, two) = (checklist(1, 3 * PIECE + 9), checklist(2, 100));
    let (mut phone, next) = told(&server, &[("1", &one, OLD), ("2", &two, LATER)]);
    assert_eq!(next, Next::Again);
    let (name, later) = (ContentName::of(&one), ContentName::of(&two));
    // The line is cut within the second piece.
    let asked = phone.asks();
    assert_eq!(names(&asked.head.content.wanted), [(name, None), (later, None)]);
    let mut session = asked.session;
    let mut bytes = server.seals(&mut phone, &asked.head, Kind::Answer, &nothing().item());
    bytes.extend([outline(&one), piece(&one, 0)].concat());
    bytes.extend(&piece(&one, 1)[..PIECE / 2]);
    session.receive(phone.store(), &bytes).unwrap();
    assert!(session.finish(phone.store()).is_err());
    assert_eq!((used(&mut phone, TODAY), content::read(&phone.store().log(), &name).unwrap()), (None, None));
    // A phone that was closed meanwhile goes on at that piece.
    phone.closes();
    let frames = vec![piece(&one, 1), piece(&one, 2)];
    let (head, next, report) = given(&mut phone, &server, frames);
    assert_eq!(names(&head.content.wanted), [(name, Some(1)), (later, None)]);
    assert_eq!((next, report.content_wrong), (Next::Again, 0));
    assert_eq!(report.content_bytes, 2 * (piece(&one, 1).len() as u64));
    assert_eq!(used(&mut phone, TODAY), None, "a part of it is no checklist");
    let frames = [vec![piece(&one, 3)], all(&two)].concat();
    let (head, next, _) = given(&mut phone, &server, frames);
    assert_eq!((head.content.wanted[0].next, head.content.holds), (Some(3), None));
    assert_eq!(next, Next::Again, "it tells what it holds");
    assert_eq!(content::read(&phone.store().log(), &name).unwrap(), Some(one));
    assert_eq!(
        (used(&mut phone, TODAY).as_deref(), used(&mut phone, LATER).as_deref()),
        (Some("1"), Some("2"))
    );
    let (head, next, _) = given(&mut phone, &server, Vec::new());
    let mut holds: Vec<[u8; 8]> = head.content.holds.unwrap().into_iter().map(|one| one.first).collect();
    holds.sort_unstable();
    let mut both = [name.first(), later.first()];
    both.sort_unstable();
    assert_eq!((holds, next), (both.to_vec(), Next::Done));
    // And says nothing more of it.
    let (head, next, _) = given(&mut phone, &server, Vec::new());
    assert_eq!((head.content, next), (Default::default(), Next::Done));
}

#[test]
fn a_piece_that_was_altered_is_dropped_alone_and_asked_for_again() {
    let server = Server::new();
    let one = checklist(1, 4 * PIECE);
    let (mut phone, _) = told(&server, &[("1", &one, OLD)]);
    let mut other = one.clone();
    other[2 * PIECE + 77] ^= 1;
    let bytes = other[2 * PIECE..3 * PIECE].to_vec();
    let altered = PieceFrame { name: ContentName::of(&one), number: 2, bytes };
    let frames = vec![
        outline(&one),
        piece(&one, 0),
        piece(&one, 1),
        frame(Kind::Piece, &altered.item()),
        piece(&one, 3),
    ];
    let (_, next, report) = given(&mut phone, &server, frames);
    assert_eq!((next, report.content_wrong), (Next::Done, 1), "the sync is whole, and asks no more today");
    let (head, _, report) = given(&mut phone, &server, vec![piece(&one, 2), piece(&one, 3)]);
    assert_eq!((head.content.wanted[0].next, report.content_wrong), (Some(2), 0));
    assert_eq!(content::read(&phone.store().log(), &ContentName::of(&one)).unwrap(), Some(one));
}

#[test]
fn other_bytes_under_the_name_are_never_used_and_never_end_what_the_name_means() {
    let server = Server::new();
    let (small, large) = (checklist(1, 500), checklist(2, 2 * PIECE));
    let (name, others) = (ContentName::of(&small), checklist(3, 2 * PIECE));
    let (mut phone, _) = told(&server, &[("1", &small, OLD)]);
    let under = |content: &[u8], number: u64| {
        let bytes = content.chunks(PIECE).nth(number as usize).unwrap().to_vec();
        frame(Kind::Piece, &PieceFrame { name, number, bytes }.item())
    };
    let lies = |content: &[u8]| {
        frame(Kind::Outline, &OutlineFrame { name, hashes: Outline::of(content).to_bytes() }.item())
    };
    for frames in [
        vec![lies(&others), under(&others, 0), under(&others, 1)],
        // That it is one piece nothing shows but the piece.
        vec![lies(b"x"), under(&others, 0)],
        vec![lies(b"x"), under(&large, 1)],
        vec![under(&small, 0)],
    ] {
        let (head, _, _) = given(&mut phone, &server, frames);
        assert_eq!(names(&head.content.wanted), [(name, None)]);
        assert_eq!(
            (content::read(&phone.store().log(), &name).unwrap(), used(&mut phone, TODAY)),
            (None, None)
        );
    }
    given(&mut phone, &server, all(&small));
    assert_eq!(used(&mut phone, TODAY).as_deref(), Some("1"));
}

#[test]
fn content_that_was_not_asked_for_or_more_of_it_ends_the_sync() {
    let server = Server::new();
    let one = checklist(1, 3 * PIECE);
    let (mut phone, _) = told(&server, &[("1", &one, OLD)]);
    let mut ends = |frames: Vec<Vec<u8>>| {
        let asked = phone.asks();
        let mut session = asked.session;
        let answer = server.seals(&mut phone, &asked.head, Kind::Answer, &nothing().item());
        session.receive(phone.store(), &[answer, frames.concat()].concat())
    };
    let not_asked = ends(vec![outline(&checklist(9, 40))]);
    assert!(matches!(not_asked, Err(SyncError::Store(StoreError::BadAnswer(_)))), "{not_asked:?}");
    let repeated = ends((0..20).map(|_| piece(&one, 0)).collect());
    assert!(matches!(repeated, Err(SyncError::Store(StoreError::BadAnswer(_)))), "{repeated:?}");
}

#[test]
fn a_budget_that_is_spent_is_spent_until_the_next_day_whatever_was_opened_meanwhile() {
    let server = Server::new();
    let one = checklist(1, 6 * PIECE);
    let (mut phone, _) = told(&server, &[("1", &one, OLD)]);
    phone.store().set_content_budget(1).unwrap();
    assert_eq!(content_budget::a_day(&phone.store().log()).unwrap(), content_budget::LEAST_DAY_BYTES);
    let frames = [vec![outline(&one)], (0..3).map(|at| piece(&one, at)).collect()].concat();
    let spent: u64 = frames.iter().map(|frame| frame.len() as u64).sum();
    let (head, next, report) = given(&mut phone, &server, frames);
    assert_eq!(head.content.bytes, content_budget::LEAST_DAY_BYTES);
    assert_eq!((next, report.content_bytes), (Next::Done, spent), "less than a piece is left");
    phone.closes();
    let (head, next, _) = given(&mut phone, &server, Vec::new());
    assert_eq!((head.content.wanted, next), (Vec::new(), Next::Done));
    assert_eq!(phone.store().content_left_today().unwrap(), content_budget::LEAST_DAY_BYTES - spent);
    // The phone's clock stands; the server's time goes on.
    let tomorrow = phone.store().now().wall_s + 86_400;
    phone.store().log().set_meta("server_time_s", tomorrow).unwrap();
    let (head, _, _) = given(&mut phone, &server, (3..6).map(|at| piece(&one, at)).collect());
    assert_eq!(names(&head.content.wanted), [(ContentName::of(&one), Some(3))]);
    assert_eq!(used(&mut phone, TODAY).as_deref(), Some("1"));
}

#[test]
fn after_a_lost_answer_it_first_asks_about_records_alone() {
    let server = Server::new();
    let one = checklist(1, 100);
    let (mut phone, _) = told(&server, &[("1", &one, OLD)]);
    phone.saves(&server, 1);
    drop(phone.asks());
    let (head, next, _) = given(&mut phone, &server, Vec::new());
    assert_eq!((head.content.wanted, next), (Vec::new(), Next::Again));
}

#[test]
fn a_version_that_this_app_cannot_use_is_told_with_its_reason_and_the_one_before_goes_on() {
    let server = Server::new();
    let (one, two) = (checklist(1, 100), checklist(2, 200));
    let (mut phone, _) = told(&server, &[("1", &one, OLD), ("2", &two, TODAY)]);
    given(&mut phone, &server, [all(&one), all(&two)].concat());
    assert_eq!(used(&mut phone, TODAY).as_deref(), Some("2"));
    given(&mut phone, &server, Vec::new());
    let name = ContentName::of(&two);
    phone.store().refuse_content(&name, Some("it asks for a drawing")).unwrap();
    assert_eq!(used(&mut phone, TODAY).as_deref(), Some("1"));
    let coming = content::on_phone(&phone.store().log(), TODAY).unwrap().remove(0).coming.unwrap();
    assert_eq!(coming.1.unwrap().refused.as_deref(), Some("it asks for a drawing"));
    let (head, next, _) = given(&mut phone, &server, Vec::new());
    let why = Some("it asks for a drawing".to_owned());
    assert!(head.content.holds.unwrap().contains(&Holds { first: name.first(), refused: why }));
    assert_eq!((head.content.wanted, next), (Vec::new(), Next::Done), "and it is not fetched again");
    assert!(
        content::needed(&phone.store().log(), line::NOW_S + 9 * 86_400)
            .unwrap()
            .contains(&ContentName::of(&one))
    );
    phone.store().refuse_content(&name, None).unwrap();
    assert_eq!(used(&mut phone, TODAY).as_deref(), Some("2"));
}

#[test]
fn what_nothing_needs_any_more_goes_and_what_work_needs_stays_or_comes() {
    let server = Server::new();
    let (one, two, other) = (checklist(1, 100), checklist(2, 2 * PIECE), checklist(3, 50));
    let (mut phone, _) = told(&server, &[("1", &one, OLD), ("2", &two, LATER)]);
    given(&mut phone, &server, [all(&one), all(&two)].concat());
    let draft = phone.store().begin_draft(SOMEBODY, ContentName::of(&one), "visit", "1", &[]).unwrap();
    let whole = |phone: &mut Phone, content: &[u8]| {
        content::read(&phone.store().log(), &ContentName::of(content)).unwrap().is_some()
    };
    let after = phone.store().now().wall_s + 40 * 86_400;
    phone.store().log().set_meta("server_time_s", after).unwrap();
    given(&mut phone, &server, Vec::new());
    assert!(whole(&mut phone, &one) && whole(&mut phone, &two), "a draft needs the first");
    phone.store().drop_draft(&draft).unwrap();
    let (_, next, _) = given(&mut phone, &server, Vec::new());
    assert!(!whole(&mut phone, &one) && whole(&mut phone, &two));
    assert_eq!(next, Next::Done, "that it went is told with the next sync, and costs none of its own");
    let (head, _, _) = given(&mut phone, &server, Vec::new());
    assert_eq!(head.content.holds.map(|holds| holds.len()), Some(1));
    // Work that comes back to a phone may have begun under a version that is not here.
    phone.store().begin_draft(SOMEBODY, ContentName::of(&other), "visit", "0", &[]).unwrap();
    let (head, _, _) = given(&mut phone, &server, all(&other));
    assert_eq!(names(&head.content.wanted), [(ContentName::of(&other), None)]);
    assert!(whole(&mut phone, &other));
}

#[test]
fn a_version_under_which_something_was_finished_stays_for_its_correction_and_is_not_fetched_for_it() {
    let server = Server::new();
    let (one, two, other) = (checklist(1, 100), checklist(2, 200), checklist(3, 50));
    let (mut phone, _) = told(&server, &[("1", &one, OLD), ("2", &two, LATER)]);
    given(&mut phone, &server, [all(&one), all(&two)].concat());
    let house = phone.saves(&server, 1)[0];
    let house = RecordName { device: house.device, number: house.number, index: 0 };
    let mut action = phone.store().begin().unwrap();
    action.about(house);
    for content in [&one, &other] {
        let under = Value::Bytes(ContentName::of(content).0.to_vec());
        action
            .create(answers::ID, [(answers::about, Value::Record(house)), (answers::content, under)].into())
            .unwrap();
    }
    action.save().unwrap();
    let after = phone.store().now().wall_s + 40 * 86_400;
    phone.store().log().set_meta("server_time_s", after).unwrap();
    given(&mut phone, &server, Vec::new());
    let (head, next, _) = given(&mut phone, &server, Vec::new());
    assert_eq!((head.content.wanted, next), (Vec::new(), Next::Done));
    let whole = |phone: &mut Phone, content: &[u8]| {
        content::read(&phone.store().log(), &ContentName::of(content)).unwrap().is_some()
    };
    assert!(whole(&mut phone, &one) && whole(&mut phone, &two) && !whole(&mut phone, &other));
}

#[test]
fn a_server_that_was_set_back_is_told_again_what_is_held() {
    let server = Server::new();
    let one = checklist(1, 100);
    let (mut phone, _) = told(&server, &[("1", &one, OLD)]);
    given(&mut phone, &server, all(&one));
    given(&mut phone, &server, Vec::new());
    let set_back = chaski::sync::message::Answer { epoch: Some(2), ..nothing() };
    let (head, _, _) = phone.syncs(&server, |_, _| set_back);
    assert_eq!(head.content.holds, None);
    let (head, _, _) = given(&mut phone, &server, Vec::new());
    assert_eq!(head.content.holds.map(|holds| holds.len()), Some(1));
}
