//! What a server does not believe of what phones bring, and what it says of its own memory.

use chaski::store::areas::areas_of;
use chaski::sync::message::{Receipt, Refusal, RefusalCode};

use super::*;

/// The text that a household goes by on the server.
fn known_as(storage: &SqliteStorage, house: RecordName) -> Option<Value> {
    storage
        .inspect(|conn| shown_field(&Log::new(conn), house, household::known_as).unwrap())
        .map(|shown| shown.value)
        .unwrap()
}

#[test]
fn a_batch_is_taken_with_the_signature_of_its_device_alone() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    let (mut session, mut frames) = ask(&mut district.rosa);
    let real = batches(&frames).remove(0);
    let of_another =
        Batch::sign_with_keys(&signer_of(&district.tom), real.opening, real.entries.clone()).signature;
    let mut altered = real.clone();
    let Entry::Body { body, .. } = &mut altered.entries[0].1 else { panic!("{real:?}") };
    let mut change = Change::decode(body).unwrap();
    change.wall_s += 1;
    *body = change.encode();
    let whole = frames.clone();
    for wrong in [Batch { signature: of_another, ..real.clone() }, altered] {
        let at = frames.iter().position(|(kind, _)| *kind == Kind::Batches).unwrap();
        frames.insert(at, (Kind::Batches, batches_item(&[wrong])));
    }
    frames.retain(|frame| !whole.contains(frame) || frame.0 != Kind::Batches);
    let answer = serve(district.storage(), &frames);
    let held = standing(district.storage(), home.change());
    check("batch_signature", held.is_none(), held);
    let said = answer_of(&answer);
    check("batch_signature", said.acknowledged.is_empty() && said.rejected.len() == 2, &said);
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    let (_, report) = session.finish(district.rosa.store().unwrap()).unwrap();
    assert_eq!((report.on_this_phone_only, report.acknowledged), (1, 0));
    sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    assert_eq!(standing(district.storage(), home.change()), Some(Standing::InState));
}

#[test]
fn a_draft_is_kept_with_the_seal_of_its_phone_for_its_request_alone_and_whoever_tells_is_told_so() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    district.sync();
    draft(&mut district.rosa, home);
    let kept = |storage: &SqliteStorage| {
        let count = |conn: &rusqlite::Connection| {
            conn.query_row("SELECT count(*) FROM draft_backup", [], |row| row.get::<_, i64>(0)).unwrap()
        };
        storage.inspect(count).unwrap()
    };
    let (mut session, mut frames) = ask(&mut district.rosa);
    let at = frames.iter().position(|(kind, _)| *kind == Kind::Draft).unwrap();
    let real = frames[at].1.clone();
    let said = Sealed::from_item(&real).unwrap().payload().unwrap();
    frames[at].1 = Sealed::open(&said).item();
    let answer = serve(district.storage(), &frames);
    check("draft_seal", kept(district.storage()) == 0, "it was kept");
    check("draft_seal", answer_of(&answer).rejected.len() == 1, answer_of(&answer));
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    let (_, report) = session.finish(district.rosa.store().unwrap()).unwrap();
    assert_eq!((report.drafts_backed_up, report.rejected.len()), (0, 1));
    // What was sealed for another request.
    let (_, mut frames) = ask(&mut district.rosa);
    let at = frames.iter().position(|(kind, _)| *kind == Kind::Draft).unwrap();
    frames[at].1 = real;
    serve(district.storage(), &frames);
    check("draft_seal", kept(district.storage()) == 0, "it was kept");
    district.sync();
    assert_eq!(kept(district.storage()), 1);
}

#[test]
fn a_phone_whose_chain_is_another_reads_its_feed_from_the_beginning() {
    let mut district = District::new();
    house(&mut district.rosa, district.north);
    district.sync();
    let feed = Feed::Area(district.north);
    // Where nothing is new and where something is: what lies below is another in both.
    for news in [false, true] {
        if news {
            house(&mut district.eva, district.north);
            sync(&district.server.storage, &mut district.eva, Line::default(), NOW_S).unwrap();
        }
        let (_, mut frames) = ask(&mut district.rosa);
        let chain_of = |head: &mut Head| {
            head.cursors.iter_mut().filter(|at| at.feed == feed).for_each(|at| at.chain[0] ^= 1);
        };
        district.says_instead(&mut frames, &district.rosa, chain_of);
        let answer = serve(district.storage(), &frames);
        let pages = answer.iter().filter(|(kind, _)| *kind == Kind::Page);
        let of_area = pages.map(|(_, item)| Page::from_item(item).unwrap()).find(|page| page.feed == feed);
        check("page_chain", of_area.as_ref().is_some_and(|page| page.after == 0), of_area);
    }
}

#[test]
fn a_process_that_does_not_know_what_was_answered_in_its_opening_is_refused_before_its_batches() {
    let mut district = District::new();
    district.sync();
    let home = house(&mut district.rosa, district.north);
    let (_, frames) = ask(&mut district.rosa);
    // A copy of the process was answered another time, or never; as its counter comes next, nothing else tells.
    for answered in [Some([9; 8]), None] {
        let mut frames = frames.clone();
        district.says_instead(&mut frames, &district.rosa, |head| head.answered = answered);
        let answer = serve(district.storage(), &frames);
        let refusal = (answer[0].0 == Kind::Refusal).then(|| Sealed::from_item(&answer[0].1).unwrap());
        let code = refusal.map(|sealed| Refusal::from_item(&sealed.payload().unwrap()).unwrap().code);
        check("answered_nonce", code == Some(RefusalCode::Copied), code);
        check("answered_nonce", standing(district.storage(), home.change()).is_none(), "it was taken");
    }
    check("answered_nonce", serve(district.storage(), &frames)[0].0 == Kind::Answer, "its own is refused");
}

#[test]
fn an_author_who_is_not_the_phones_worker_says_nothing() {
    let mut district = District::new();
    let at_home = [(household::area, Value::Record(district.north))];
    let mut said = Vec::new();
    for (counter, author) in [(1, Some(district.worker_of_eva)), (2, None)] {
        let edits = vec![create(household::ID, at_home.clone())];
        said.push(Change { author, ..change_of(&mut district.rosa, 5, counter, None, edits) });
    }
    district.rosa_sends(&said);
    let expected: Vec<_> = said.iter().map(|change| (change.name, "no_rights")).collect();
    is_aside("author_is_worker", district.storage(), &expected);
    // The same by the worker herself counts.
    let edits = vec![create(household::ID, at_home)];
    let own = change_of(&mut district.rosa, 5, 3, None, edits);
    assert_eq!(own.author, Some(district.worker_of_rosa));
    district.rosa_sends(std::slice::from_ref(&own));
    assert_eq!(standing(district.storage(), own.name), Some(Standing::InState));
}

#[test]
fn a_right_leaves_with_the_family() {
    let mut district = District::new();
    let (gone, stays) =
        (house(&mut district.rosa, district.north), house(&mut district.rosa, district.north));
    district.sync();
    district.moves_south(gone);
    district.sync();
    let said = [(1, gone), (2, stays)].map(|(counter, house)| {
        let edits = vec![set(house, household::known_as, Value::text("la vecina"))];
        change_of(&mut district.rosa, 5, counter, Some(house), edits)
    });
    district.rosa_sends(&said);
    is_aside("right_left_with_family", district.storage(), &[(said[0].name, "no_rights")]);
    assert_eq!(standing(district.storage(), said[1].name), Some(Standing::InState));
}

#[test]
fn what_was_said_before_the_family_left_counts_though_it_arrives_later() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    district.sync();
    let said = names_it(&mut district.rosa, home, "la esquina");
    district.moves_south(home);
    // The batch is lost, and the phone learns that the family left.
    let (mut session, mut frames) = ask(&mut district.rosa);
    frames.retain(|(kind, _)| *kind != Kind::Batches);
    let answer = serve(district.storage(), &frames);
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    session.finish(district.rosa.store().unwrap()).unwrap();
    let log = district.rosa.store().unwrap().log();
    assert_eq!(areas_of(&log, &home).unwrap(), [district.south]);
    let (_, frames) = ask(&mut district.rosa);
    assert!(head_of(&frames).standpoints.iter().any(|at| at.feed == Feed::Area(district.north)));
    sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    is_aside("standpoint_kept", district.storage(), &[]);
    assert_eq!(standing(district.storage(), said), Some(Standing::InState));
}

#[test]
fn rights_older_than_those_that_the_phone_confirmed_count_no_more() {
    let mut district = District::new();
    let home = house(&mut district.rosa, district.north);
    district.sync();
    let worker = district.worker_of_rosa;
    now_or_never(district.server.storage.set_rights(worker, role::VISITOR, &[district.south])).unwrap();
    district.sync();
    let opening = district.rosa.store().unwrap().opening().clone();
    let (_, frames) = ask(&mut district.rosa);
    assert_eq!(head_of(&frames).confirmed, Some((2, opening.tag.number(opening.last + 1))));
    let edits = vec![set(home, household::known_as, Value::text("la de antes"))];
    let said = change_of(&mut district.rosa, opening.tag.0, opening.last + 1, Some(home), edits);
    let said = Change { rights: 1, ..said };
    district.rosa_sends(std::slice::from_ref(&said));
    is_aside("rights_confirmed", district.storage(), &[(said.name, "stale_rights")]);
}

#[test]
fn rights_are_confirmed_until_a_request_that_did_was_answered_and_with_all_that_is_sent() {
    let mut district = District::new();
    district.sync();
    let worker = district.worker_of_rosa;
    let both = [district.north, district.south];
    now_or_never(district.server.storage.set_rights(worker, role::VISITOR, &both)).unwrap();
    district.sync();
    let confirmed = |district: &mut District| head_of(&ask(&mut district.rosa).1).confirmed;
    let first = confirmed(&mut district);
    assert_eq!(first.map(|(rights, _)| rights), Some(2));
    assert_eq!(confirmed(&mut district), first, "the first was not answered");
    district.sync();
    assert_eq!(confirmed(&mut district), None);
    // A server that was set back, though it holds all that this phone could prove, has forgotten it.
    let set_back = "UPDATE meta SET value = value + 1 WHERE key = 'epoch'";
    district.storage().inspect(|conn| conn.execute(set_back, [])).unwrap().unwrap();
    let (mut session, frames) = ask(&mut district.rosa);
    let answer = serve(district.storage(), &frames);
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    district.rosa.store().unwrap().log().connection().execute("DELETE FROM former", []).unwrap();
    assert_eq!(confirmed(&mut district), first);
    district.sync();
    assert_eq!(confirmed(&mut district), None);
    house(&mut district.rosa, district.north);
    assert_eq!(confirmed(&mut district), first);
}

#[test]
fn a_household_is_moved_to_an_area_that_is_not_divided_and_to_nothing_else() {
    let mut district = District::new();
    let (home, child) = family(&mut district.rosa, district.north);
    district.sync();
    let part = now_or_never(district.server.storage.add_area(
        "Norte alto",
        code::area_kind::sector,
        Some(district.north),
    ))
    .unwrap();
    district.sync();
    let said = [(1, district.north), (2, child), (3, home), (4, part)].map(|(counter, to)| {
        let edits = vec![set(home, household::area, Value::Record(to))];
        change_of(&mut district.rosa, 5, counter, Some(home), edits)
    });
    let new = create(household::ID, [(household::area, Value::Record(district.north))]);
    let new = change_of(&mut district.rosa, 5, 5, None, vec![new]);
    district.rosa_sends(&said);
    district.rosa_sends(std::slice::from_ref(&new));
    let expected = [
        (said[0].name, "divided_area"),
        (said[1].name, "no_such_owner"),
        (said[2].name, "no_such_owner"),
        (new.name, "divided_area"),
    ];
    is_aside("household_in_leaf", district.storage(), &expected);
    assert_eq!(standing(district.storage(), said[3].name), Some(Standing::InState));
}

#[test]
fn a_change_replaces_nothing_of_a_stranger() {
    let mut district = District::new();
    let (home, _) = family(&mut district.rosa, district.north);
    let (far, _) = family(&mut district.tom, district.south);
    let theirs = names_it(&mut district.tom, far, "los de Tomás");
    district.sync();
    let replacing = |record, text: &str| {
        let register = Register { record, field: household::known_as, path: None };
        let replaces = vec![theirs];
        Edit::Set(Set { register, value: Value::text(text), replaces, depth: 1, reason: None })
    };
    // A saying about her own family's record that names a stranger's, and one of the stranger's record itself.
    let own = change_of(&mut district.rosa, 5, 1, Some(home), vec![replacing(home, "los de Rosa")]);
    let foreign = change_of(&mut district.rosa, 5, 2, Some(home), vec![replacing(far, "de nadie")]);
    district.rosa_sends(&[own, foreign.clone()]);
    is_aside("stranger_kept", district.storage(), &[(foreign.name, "not_its_subject")]);
    let shown = known_as(district.storage(), far);
    check("stranger_kept", shown == Some(Value::text("los de Tomás")), shown);
    assert_eq!(known_as(district.storage(), home), Some(Value::text("los de Rosa")));
}

#[test]
fn a_server_says_no_more_backed_up_than_every_finished_backup_holds() {
    let mut district = District::new();
    house(&mut district.rosa, district.north);
    district.sync();
    let feed = Feed::Area(district.north).key();
    let end = |district: &District| {
        let of = |conn: &rusqlite::Connection| {
            conn.query_row("SELECT position FROM counter WHERE feed = ?1", [&feed], |row| row.get(0)).unwrap()
        };
        district.storage().inspect(of).unwrap()
    };
    // What the phone is told: of its numbers, of the area's feed; and the tail that it keeps.
    let told = |district: &mut District| -> (Option<u64>, u64, Vec<i64>) {
        sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
        let (mut session, mut frames) = ask(&mut district.rosa);
        let at = head_of(&frames).cursors.iter().position(|at| at.feed.key() == feed).unwrap();
        // As if something more of the opening were to be sent: an idle one is not spoken of.
        let opening = head_of(&frames).opening;
        district.says_instead(&mut frames, &district.rosa, |head| head.open = vec![(opening, None)]);
        let answer = serve(district.storage(), &frames);
        tell(&mut district.rosa, &mut session, &answer).unwrap();
        session.finish(district.rosa.store().unwrap()).unwrap();
        let said = answer_of(&answer);
        let conn = district.rosa.store().unwrap().log().connection();
        let mut tail = conn.prepare("SELECT position FROM tail WHERE feed = ?1 ORDER BY position").unwrap();
        let tail = tail.query_map([&feed], |row| row.get::<_, i64>(0)).unwrap().map(Result::unwrap).collect();
        (said.backed_up.last().copied(), said.feeds_backed_up.get(at).copied().unwrap_or(0), tail)
    };
    let first: i64 = end(&district);
    let number = district.rosa.store().unwrap().opening().tag.number(1);
    let before = told(&mut district);
    check("backed_up", before == (None, 0, (1..=first).collect()), before);
    let to = district.folder.path().join("one.backup");
    now_or_never(district.storage().backup(&to)).unwrap();
    house(&mut district.rosa, district.north);
    let after = told(&mut district);
    let last: i64 = end(&district);
    assert!(last > first);
    check("backed_up", after == (Some(number), first.unsigned_abs(), (first + 1..=last).collect()), after);
    // One that does not get finished, and a second beside which the first may still be put back.
    now_or_never(district.storage().backup(&to)).unwrap_err();
    now_or_never(district.storage().backup(&district.folder.path().join("two.backup"))).unwrap();
    let after = told(&mut district);
    check("backed_up", after == (Some(number), first.unsigned_abs(), (first + 1..=last).collect()), after);
}

#[test]
fn a_receipt_that_a_phone_forged_opens_no_epoch() {
    let mut district = District::new();
    district.sync();
    let epoch = |district: &District| now_or_never(district.storage().district()).unwrap().epoch;
    let before = epoch(&district);
    let real = head_of(&ask(&mut district.rosa).1).receipt.unwrap();
    for forged in [
        Receipt { word: [7; 16], counter: real.counter + 100, ..real },
        Receipt { counter: real.counter + 100, ..real },
        Receipt { tag: Tag(77), ..real },
    ] {
        let (_, mut frames) = ask(&mut district.rosa);
        district.says_instead(&mut frames, &district.rosa, |head| head.receipt = Some(forged));
        let answer = serve(district.storage(), &frames);
        check("receipt_genuine", epoch(&district) == before, forged);
        assert_eq!(answer_of(&answer).epoch, None, "the one that the phone named");
    }
    assert!(now_or_never(district.storage().set_back()).unwrap().is_none());
}
