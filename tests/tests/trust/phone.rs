//! What a phone does not believe of what comes over its line, and what it does not let go of.

use chaski::record::table::{area, referral, rights, server, verdict};
use chaski::store::content;
use chaski::store::releases::day_of;
use chaski::sync::content::PieceFrame;
use chaski::sync::message::Lines::{InUseTwice, PutBackOrCopied};
use chaski::sync::message::{Refusal, RefusalCode, Sealing, ServerCertificate};
use chaski::sync::session::Next;
use chaski_service::storage::NewRelease;

use super::*;

/// What follows an answer whose pages somebody took out.
const END: (Kind, Item) = (Kind::AnswerEnd, Item::Bool(false));

/// A district where the north has something new for Rosa, who has been given the answer but no page yet.
fn with_news() -> (District, Session, Page) {
    let mut district = District::new();
    for _ in 0..2 {
        house(&mut district.eva, district.north);
    }
    sync(&district.server.storage, &mut district.eva, Line::default(), NOW_S).unwrap();
    let (mut session, frames) = ask(&mut district.rosa);
    let answer = serve(district.storage(), &frames);
    let page = page_of(&answer, Feed::Area(district.north));
    tell(&mut district.rosa, &mut session, &answer[..1]).unwrap();
    (district, session, page)
}

#[test]
fn a_page_is_taken_with_the_signature_of_its_server_alone() {
    let (mut district, mut session, page) = with_news();
    let mut turned = page.clone();
    turned.signature[9] ^= 1;
    let none = Page { signature: [0; 64], ..page.clone() };
    for wrong in [turned, none, Page { epoch: page.epoch + 1, ..page.clone() }] {
        refuses("page_signature", &mut district.rosa, &mut session, &[(Kind::Page, wrong.item())]);
    }
    tell(&mut district.rosa, &mut session, &[(Kind::Page, page.item()), END]).unwrap();
    assert_eq!(session.finish(district.rosa.store().unwrap()).unwrap().1.received, 2);
}

#[test]
fn a_piece_of_a_checklist_is_kept_where_it_is_what_the_name_says_alone() {
    let mut district = District::new();
    let checklist = NewRelease {
        kind: 1,
        name: "visit".into(),
        version: "1".into(),
        content: b"an invented checklist".to_vec(),
        since: day_of(NOW_S),
        today: day_of(NOW_S),
    };
    now_or_never(district.storage().release(&checklist)).unwrap();
    let name = ContentName::of(&checklist.content);
    let mut on_rosas = |change: fn(&mut PieceFrame)| {
        let (mut session, frames) = ask(&mut district.rosa);
        let mut answer = serve(&district.server.storage, &frames);
        let mut pieces = 0;
        for (_, item) in answer.iter_mut().filter(|(kind, _)| *kind == Kind::Piece) {
            let mut piece = PieceFrame::from_item(item).unwrap();
            change(&mut piece);
            (*item, pieces) = (piece.item(), pieces + 1);
        }
        tell(&mut district.rosa, &mut session, &answer).unwrap();
        let store = district.rosa.store().unwrap();
        session.finish(store).unwrap();
        (pieces, content::read(&store.log(), &name).map_err(|error| error.to_string()))
    };
    assert_eq!(on_rosas(|_| {}), (0, Ok(None)), "the directory comes first");
    let (pieces, kept) = on_rosas(|piece| piece.bytes[3] ^= 1);
    check("piece_is_what_its_name_says", (pieces, &kept) == (1, &Ok(None)), (pieces, &kept));
    // Nor does it stand where the real one belongs.
    let again = on_rosas(|_| {});
    check("piece_is_what_its_name_says", again == (1, Ok(Some(checklist.content.clone()))), again);
}

#[test]
fn a_draft_of_another_phone_is_taken_with_the_seal_of_its_server_for_this_request_alone() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    let left = draft(&mut district.rosa, home);
    district.sync();
    let mut next = Phone::at(Place::file(district.folder.path().join("next.db")));
    let (worker, areas) = (district.worker_of_rosa, [district.north]);
    give(district.storage(), &mut next, worker, role::VISITOR, &areas, NOW_S).unwrap();
    let (mut session, frames) = ask(&mut next);
    let answer = serve(district.storage(), &frames);
    let (real, before): (Vec<_>, Vec<_>) =
        answer.into_iter().filter(|frame| *frame != END).partition(|(kind, _)| *kind == Kind::Restored);
    tell(&mut next, &mut session, &before).unwrap();
    let sealed = Sealed::from_item(&real[0].1).unwrap();
    let said = DraftBackup::from_item(&sealed.payload().unwrap()).unwrap();
    let another = DraftBackup { revision: said.revision + 1, ..said };
    let (mine, other) = (signer_of(&district.tom), district.signer().verifying_key().to_bytes());
    let device = next.store().unwrap().device();
    let of_tom = Sealing { mine: &mine, other: &other, device, nonce: head_of(&frames).nonce };
    for wrong in [Sealed::open(&another.item()), Sealed::new(&another.item(), &of_tom).unwrap()] {
        refuses("restored_seal", &mut next, &mut session, &[(Kind::Restored, wrong.item())]);
    }
    // Whoever takes it out of the answer only delays it.
    tell(&mut next, &mut session, &[END]).unwrap();
    session.finish(next.store().unwrap()).unwrap();
    let (mut session, frames) = ask(&mut next);
    check("restored_count", head_of(&frames).drafts.is_some(), "it is not asked for again");
    let answer = serve(district.storage(), &frames);
    tell(&mut next, &mut session, &answer).unwrap();
    session.finish(next.store().unwrap()).unwrap();
    assert_eq!(next.store().unwrap().drafts().unwrap()[0].id, left);
    assert_eq!(head_of(&ask(&mut next).1).drafts, None);
}

#[test]
fn a_page_is_taken_with_every_change_in_its_place_and_as_it_was_said() {
    let (mut district, mut session, page) = with_news();
    let PageEntry::Change { key, body } = &page.entries[0] else { panic!("{page:?}") };
    let mut change = Change::decode(body).unwrap();
    change.wall_s += 1;
    let mut altered = page.clone();
    altered.entries[0] = PageEntry::Change { key: *key, body: change.encode() };
    let mut swapped = page.clone();
    swapped.entries.swap(0, 1);
    let mut shortened = page.clone();
    shortened.entries.pop();
    let later = Page { after: page.after + 1, ..page.clone() };
    for wrong in [altered, swapped, shortened, later] {
        refuses("page_chain", &mut district.rosa, &mut session, &[(Kind::Page, wrong.item())]);
    }
}

#[test]
fn a_cursor_of_another_server_is_none_of_this_one() {
    let (mut district, mut session, _) = with_news();
    let other = SigningKey::from_bytes(&[6; 32]);
    let edits = vec![create(household::ID, [(household::area, Value::Record(district.north))])];
    let said = change_of(&mut district.eva, 5, 1, None, edits);
    // Of the same district, or of none: the cursor is of the server that answered.
    let page = page_after(&mut district.rosa, &other, Feed::Area(district.north), &[said]);
    refuses("cursor_of_this_server", &mut district.rosa, &mut session, &[page]);
    // A server that the district's root did not certify does not answer at all.
    let (mut session, frames) = ask(&mut district.rosa);
    let head = head_of(&frames);
    let public_key = signer_of(&district.rosa).verifying_key().to_bytes();
    let to = Sealing { mine: &other, other: &public_key, device: head.device, nonce: head.nonce };
    let certificate = ServerCertificate::sign(&other, other.verifying_key().to_bytes());
    let said = Answer { epoch: Some(3), server: Some(certificate), ..Answer::default() };
    let answer = Sealed::new(&said.item(), &to).unwrap();
    refuses("server_certified", &mut district.rosa, &mut session, &[(Kind::Answer, answer.item())]);
}

#[test]
fn the_directory_rights_and_verdicts_come_from_devices_that_the_root_certified() {
    let (mut district, mut session, _) = with_news();
    let signer = district.signer();
    let rosa = district.rosa.store().unwrap().device();
    let of_rosa = |field| (field, Value::Bytes(rosa.0.to_vec()));
    let place = create(area::ID, [(area::name, Value::text("Ninguna"))]);
    let more = create(
        rights::ID,
        [
            of_rosa(rights::device),
            (rights::number, Value::Int(9)),
            (rights::role, Value::Int(role::SUPERVISOR as i64)),
            (rights::areas, Value::List(vec![Value::Record(district.south)])),
        ],
    );
    let against = create(
        verdict::ID,
        [
            of_rosa(verdict::device),
            (verdict::number, Value::Int(Tag(1).number(1) as i64)),
            (verdict::outcome, Value::Int(code::verdict_outcome::set_aside)),
            (verdict::reason, Value::Int(1)),
        ],
    );
    let eva = district.eva.store().unwrap().device();
    let impostor = create(
        server::ID,
        [
            (server::device, Value::Bytes(eva.0.to_vec())),
            (server::public_key, Value::Bytes(signer_of(&district.eva).verifying_key().to_bytes().to_vec())),
            (server::certificate, Value::Bytes(vec![7; 64])),
        ],
    );
    for (feed, edits) in [
        (Feed::Directory, vec![place.clone()]),
        (Feed::Directory, vec![impostor, place.clone()]),
        (Feed::Device(rosa), vec![more.clone()]),
        (Feed::Device(rosa), vec![against]),
    ] {
        let said = Change { subject: None, ..change_of(&mut district.eva, 5, 1, None, edits) };
        let page = page_after(&mut district.rosa, &signer, feed, &[said]);
        refuses("directory_certified", &mut district.rosa, &mut session, &[page]);
    }
    // Nor do they come by way of an area, whoever says them.
    for edits in [vec![place], vec![more]] {
        let name = ChangeName::at(device_of(&signer), Tag(5), 1);
        let said = Change { name, subject: None, ..change_of(&mut district.eva, 5, 1, None, edits) };
        let page = page_after(&mut district.rosa, &signer, Feed::Area(district.north), &[said]);
        refuses("directory_certified", &mut district.rosa, &mut session, &[page]);
    }
}

#[test]
fn a_page_of_an_area_that_is_not_its_workers_is_refused_though_the_server_signed_it() {
    let (mut district, mut session, _) = with_news();
    let far = house(&mut district.tom, district.south);
    sync(&district.server.storage, &mut district.tom, Line::default(), NOW_S).unwrap();
    let (_, frames) = ask(&mut district.eva);
    let of_eva = serve(&district.server.storage, &frames);
    let page = page_of(&of_eva, Feed::Area(district.south));
    refuses("foreign_page", &mut district.rosa, &mut session, &[(Kind::Page, page.item())]);
    assert!(!holds(&mut district.rosa, far));
    let eva = district.eva.store().unwrap().device();
    let signer = district.signer();
    let said = change_of(&mut district.tom, 5, 1, None, vec![]);
    let page = page_after(&mut district.rosa, &signer, Feed::Device(eva), &[said]);
    refuses("foreign_page", &mut district.rosa, &mut session, &[page]);
}

#[test]
fn an_answer_that_was_swapped_or_is_played_again_changes_nothing() {
    let mut district = District::new();
    house(&mut district.rosa, district.north);
    let (_, first) = ask(&mut district.rosa);
    let before = serve(district.storage(), &first);
    let (_, of_tom) = ask(&mut district.tom);
    let to_tom = serve(&district.server.storage, &of_tom);
    let (mut session, frames) = ask(&mut district.rosa);
    let answer = serve(district.storage(), &frames);
    let Item::Array(parts) = &answer[0].1 else { panic!("{answer:?}") };
    let turned = Item::Array(vec![parts[0].clone(), Item::Bytes(vec![1; 16])]);
    let unsealed = Sealed::open(&answer_of(&answer).item()).item();
    for wrong in [before[0].1.clone(), to_tom[0].1.clone(), turned, unsealed] {
        refuses("answer_of_this_request", &mut district.rosa, &mut session, &[(Kind::Answer, wrong)]);
    }
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    // To the request that follows, this one's answer is as old as the others.
    let (mut session, _) = ask(&mut district.rosa);
    refuses("answer_of_this_request", &mut district.rosa, &mut session, &answer);
}

#[test]
fn a_refusal_that_the_server_did_not_seal_for_this_request_moves_nothing() {
    let mut district = District::new();
    let (mut session, _) = ask(&mut district.rosa);
    let tag = district.rosa.store().unwrap().opening().tag;
    for code in [RefusalCode::Stale, RefusalCode::Copied] {
        let refusal = Sealed::open(&Refusal::of(code).item()).item();
        refuses("refusal_of_this_request", &mut district.rosa, &mut session, &[(Kind::Refusal, refusal)]);
    }
    assert_eq!(district.rosa.store().unwrap().opening().tag, tag);
}

#[test]
fn a_danger_sign_goes_first_with_what_it_stands_on() {
    let mut district = District::new();
    for _ in 0..3 {
        family(&mut district.rosa, district.north);
    }
    let (home, child) = family(&mut district.rosa, district.north);
    family(&mut district.rosa, district.north);
    let mut action = district.rosa.store().unwrap().begin().unwrap();
    action.about(child);
    let signs = Value::List(vec![Value::text("fever")]);
    let sent = action
        .create(referral::ID, [(referral::person, Value::Record(child)), (referral::signs, signs)].into())
        .unwrap();
    action.save().unwrap();
    let (_, frames) = ask(&mut district.rosa);
    let order: Vec<u64> =
        batches(&frames).iter().flat_map(|batch| &batch.entries).map(|(number, _)| *number).collect();
    let first = [home, child, sent].map(|record| record.number);
    check("danger_first", order.starts_with(&first), &order);
    assert_eq!(order.len(), 11);
}

#[test]
fn nothing_is_let_go_of_under_unacknowledged_work() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    district.sync();
    district.moves_south(home);
    let (mut session, frames) = ask(&mut district.rosa);
    let answer = serve(district.storage(), &frames);
    // The worker saves while the answer is on its way.
    let said = names_it(&mut district.rosa, home, "los de la loma");
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    let (next, report) = session.finish(district.rosa.store().unwrap()).unwrap();
    assert_eq!(next, Next::Done);
    let kept = holds(&mut district.rosa, home) && report.departed == 0;
    check("purge_waits_for_work", kept, report);
    let report = sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    assert_eq!((report.departed, report.on_this_phone_only), (1, 0));
    assert!(!holds(&mut district.rosa, home));
    assert_eq!(standing(district.storage(), said), Some(Standing::InState));
}

#[test]
fn nothing_is_let_go_of_under_a_draft() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    district.sync();
    let draft =
        district.rosa.store().unwrap().begin_draft(home, ContentName([1; 32]), "visit", "1", &[]).unwrap();
    district.moves_south(home);
    let report = sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    check("purge_waits_for_draft", holds(&mut district.rosa, home), report);
    district.rosa.store().unwrap().drop_draft(&draft).unwrap();
    let report = sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    assert_eq!((report.departed, holds(&mut district.rosa, home)), (1, false));
}

#[test]
fn a_copy_is_told_to_both() {
    let mut district = District::new();
    house(&mut district.rosa, district.north);
    district.sync();
    district.rosa.close();
    let place = |name| district.folder.path().join(name);
    std::fs::copy(place("rosa.db"), place("copy.db")).unwrap();
    let mut copy = Phone::of_keys(Place::file(place("copy.db")), district.rosa.keys.copied());
    let speaks = |phone: &mut Phone| {
        house(phone, district.north);
        sync(&district.server.storage, phone, Line::default(), NOW_S).unwrap().lines
    };
    let told = [speaks(&mut district.rosa), speaks(&mut copy), speaks(&mut district.rosa)];
    check("copy_told", told == [None, Some(PutBackOrCopied), Some(InUseTwice)], told);
    let kept: Option<i64> = copy.store().unwrap().log().meta("lines").unwrap();
    check("copy_told", kept == Some(PutBackOrCopied as i64), kept);
}
