//! What a phone makes of what a server says of its openings: what is safe, what it lacks of its own, what the district
//! knows by other contents, and whether it was said to this request at all.

use chaski::change::batch::{Batch, Opening};
use chaski::change::hash::{Ancestry, Digest, Hash, eight};
use chaski::change::{Change, Edit};
use chaski::record::table::household;
use chaski::record::{ChangeName, Value, role};
use chaski::store::inbox::delivery;
use chaski::sync::frame::{Kind, frame};
use chaski::sync::message::{Answer, Feed, Head, Lines, PageEntry, Refusal, RefusalCode, Sealed, Sealing};
use chaski::sync::session::Next;

use crate::line;
use crate::line::{NOW_S, Phone, Server, entry, holding, is_bad_answer, nothing};

/// What a server holds of a phone, as it must say it.
fn digest(phone: &mut Phone, names: &[ChangeName]) -> Digest {
    let mut digest = Digest::default();
    names.iter().for_each(|name| digest.add(&phone.hash(*name)));
    digest
}

/// Everything in these batches is held.
fn holds_all(phone: &mut Phone, batches: &[Batch]) -> Answer {
    let ranges: Vec<(ChangeName, ChangeName)> = batches
        .iter()
        .map(|batch| {
            let of = |number: &u64| ChangeName { device: batch.device, number: *number };
            let mut names: Vec<_> = batch.entries.iter().map(|(number, _)| of(number)).collect();
            names.sort();
            (names[0], names[names.len() - 1])
        })
        .collect();
    holding(phone, &ranges)
}

fn delivers(phone: &mut Phone, server: &Server) -> Head {
    let says = |phone: &mut Phone, asked: &line::Asked| holds_all(phone, &asked.batches);
    phone.syncs(server, says).0
}

#[test]
fn an_answer_counts_only_with_the_seal_of_its_own_request() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let names = phone.saves(&server, 2);
    let public_key = phone.signer().verifying_key().to_bytes();
    let says = |phone: &mut Phone, asked: &line::Asked| {
        let item = holding(phone, &[(names[0], names[1])]).item();
        let to = Sealing {
            mine: &server.signer,
            other: &public_key,
            device: asked.head.device,
            nonce: asked.head.nonce,
        };
        let another = ed25519_dalek::SigningKey::from_bytes(&[10; 32]);
        let mut other_nonce = to.nonce;
        other_nonce[7] ^= 1;
        let wrong = [
            Sealed::open(&item),
            Sealed::new(&item, &Sealing { nonce: other_nonce, ..to }).unwrap(),
            Sealed::new(&item, &Sealing { device: server.area().device, ..to }).unwrap(),
            Sealed::new(&item, &Sealing { mine: &another, ..to }).unwrap(),
            Sealed::new(&item, &Sealing { mine: &server.root, ..to }).unwrap(),
        ];
        (wrong.map(|sealed| frame(Kind::Answer, &sealed.item())), Sealed::new(&item, &to).unwrap())
    };
    for which in 0..5 {
        let mut asked = phone.asks();
        let (wrong, _) = says(&mut phone, &asked);
        assert!(is_bad_answer(asked.session.receive(phone.store(), &wrong[which])), "{which}");
        assert_eq!(phone.unsent(), names, "{which}");
    }
    // The answer to the request before, word for word.
    let before = phone.asks();
    let (_, late) = says(&mut phone, &before);
    let mut asked = phone.asks();
    assert!(is_bad_answer(asked.session.receive(phone.store(), &frame(Kind::Answer, &late.item()))));
    assert_eq!(phone.unsent(), names);
    let mut asked = phone.asks();
    let (_, right) = says(&mut phone, &asked);
    asked.session.receive(phone.store(), &frame(Kind::Answer, &right.item())).unwrap();
    assert_eq!(phone.unsent(), []);
}

#[test]
fn a_head_shows_the_word_for_the_last_answer_and_says_where_its_opening_goes_on_from_until_one_came() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let tag = phone.saves(&server, 1)[0].tag();
    let first = delivers(&mut phone, &server);
    assert_eq!((first.opening, first.counter, first.answered, first.receipt), (tag, 1, None, None));
    let second = delivers(&mut phone, &server);
    assert_eq!((second.opening, second.counter, second.answered), (tag, 2, Some(first.nonce)));
    let receipt = second.receipt.unwrap();
    assert_eq!((receipt.tag, receipt.counter, receipt.nonce, receipt.word), (tag, 1, first.nonce, [5; 16]));
    let point = phone.point(tag, None);
    phone.closes();
    // Another opening: its own counters, the word for the last answer of all.
    let third = phone.asks().head;
    assert_eq!((third.from, third.counter, third.answered), (Some(point), 1, None));
    let receipt = third.receipt.unwrap();
    assert_eq!((receipt.tag, receipt.counter, receipt.nonce), (tag, 2, second.nonce));
    let fourth = delivers(&mut phone, &server);
    assert_eq!((fourth.from, fourth.counter, fourth.answered), (Some(point), 2, None));
    let fifth = delivers(&mut phone, &server);
    assert_eq!((fifth.from, fifth.answered), (None, Some(fourth.nonce)));
}

#[test]
fn a_range_that_ends_otherwise_than_here_makes_nothing_safe() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let names = phone.saves(&server, 3);
    let says = |phone: &mut Phone, _: &line::Asked| {
        let answer = holding(phone, &[(names[0], names[1])]);
        Answer { ends: vec![[1; 8]], ..answer }
    };
    let (_, _, report) = phone.syncs(&server, says);
    assert_eq!((report.acknowledged, report.on_this_phone_only), (0, 3));
    let (_, next, report) = phone.syncs(&server, |phone, _| holding(phone, &[(names[0], names[1])]));
    assert_eq!((next, report.acknowledged, report.on_this_phone_only), (Next::Done, 2, 1));
    assert_eq!(phone.unsent(), names[2..]);
    assert_eq!(delivery(&phone.store().log()).unwrap().acknowledged, 2);
}

#[test]
fn a_head_says_what_the_server_is_known_to_hold_of_all_openings_that_it_does_not_list() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = phone.saves(&server, 3);
    assert_eq!(delivers(&mut phone, &server).held, Digest::default());
    phone.closes();
    let second = phone.saves(&server, 2);
    phone.closes();
    // The second has something unsent, and so has this one: both are listed.
    let third = phone.saves(&server, 1);
    let head = phone.asks().head;
    let of_first = phone.point(first[0].tag(), None);
    let mut open = vec![(second[0].tag(), Some(of_first)), (third[0].tag(), None)];
    open.sort_by_key(|(tag, _)| *tag);
    assert_eq!(head.open, open);
    assert_eq!((head.opening, head.held), (third[0].tag(), digest(&mut phone, &first)));
    assert_eq!(head.unsent, 3);
    // An answer was outstanding: this one asks, the next one brings.
    delivers(&mut phone, &server);
    let head = delivers(&mut phone, &server);
    assert_eq!(head.open.len(), 2);
    let all = [first, second, third].concat();
    let head = phone.asks().head;
    assert_eq!((head.open.clone(), head.held), (Vec::new(), digest(&mut phone, &all)));
    assert_eq!(phone.unsent(), []);
}

#[test]
fn a_server_that_was_set_back_gets_again_what_it_lost() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = phone.saves(&server, 3);
    phone.closes();
    let second = phone.saves(&server, 2);
    delivers(&mut phone, &server);
    assert_eq!(phone.unsent(), []);
    let says = |phone: &mut Phone, _: &line::Asked| {
        let answer = holding(phone, &[(first[0], first[1])]);
        Answer { epoch: Some(2), server: Some(server.certificate()), all: true, ..answer }
    };
    let (_, next, report) = phone.syncs(&server, says);
    assert_eq!((next, report.on_this_phone_only), (Next::Again, 3));
    let mut lost = [&first[2..], &second[..]].concat();
    lost.sort();
    assert_eq!(phone.unsent(), lost);
    assert_eq!(delivery(&phone.store().log()).unwrap().acknowledged, 2);
    let asked = phone.asks();
    assert_eq!(asked.batches.iter().map(|batch| batch.entries.len()).sum::<usize>(), 3);
    assert_eq!(asked.head.server.unwrap().1, 2);
    assert_eq!(asked.head.held, Digest::default(), "both openings are listed");
}

#[test]
fn what_a_database_lacks_of_its_own_is_asked_for_and_comes_back_as_its_own() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let mut names = phone.saves(&server, 2);
    delivers(&mut phone, &server);
    let image = phone.image();
    // The future that is lost: two openings, the later of which sends its third change first.
    names.extend(phone.saves(&server, 2));
    let mut sent = phone.asks().batches;
    phone.closes();
    names.extend(phone.saves(&server, 3));
    let (first, last) = (phone.point(names[0].tag(), None), names[6].tag());
    let from = phone.point(names[2].tag(), Some(&first));
    let base = Some(Ancestry::begin(last, Some(&from)));
    let opening = Opening { tag: last, from: Some(from), base, apart: false };
    let entries = phone.entries(&[names[6], names[4], names[5]]);
    sent.push(Batch::sign_with_keys(&phone.signer(), opening, entries));
    let hashes: Vec<Hash> = names.iter().map(|name| phone.hash(*name)).collect();
    let known = phone.point(last, Some(&from));
    phone.puts_back(&image);
    let here = phone.saves(&server, 1);

    let ends = [1, 3, 6].map(|at| eight(&hashes[at])).to_vec();
    let ranges = [(0, 1), (2, 3), (4, 6)].map(|(a, b): (usize, usize)| (names[a].number, names[b].number));
    let says = |_: &mut Phone, _: &line::Asked| Answer {
        acknowledged: ranges.to_vec(),
        ends: ends.clone(),
        all: true,
        ..nothing()
    };
    let (_, next, _) = phone.syncs(&server, says);
    assert_eq!(next, Next::Again);
    let returned: Vec<Vec<u8>> = sent.iter().map(|b| frame(Kind::Returned, &b.item())).collect();
    let (head, _, report) = phone.syncs_with(&server, |_, _| (nothing(), returned.clone()));
    let mut wanted = ranges[1..].to_vec();
    wanted.sort_unstable();
    let mut asked_for = head.wanted.clone();
    asked_for.sort_unstable();
    assert_eq!((asked_for, report.returned), (wanted, 5));
    assert_eq!(names.iter().map(|name| phone.hash(*name)).collect::<Vec<_>>(), hashes);
    assert_eq!(phone.unsent(), here);
    let own = phone.names("own = 1").len();
    assert_eq!((own, delivery(&phone.store().log()).unwrap().acknowledged), (8, 7));
    assert!(phone.asks().head.wanted.is_empty());
    // What commits to each is known, in whatever order it was sent.
    let known_here = format!("ancestry = x'{}'", hex(&known.ancestry.0));
    assert_eq!(phone.names(&known_here), [names[6]]);
    assert!(phone.store().verify().unwrap().is_sound());
    // A batch that this phone did not sign is none of its own.
    let mut asked = phone.asks();
    let mut bytes = server.seals(&mut phone, &asked.head, Kind::Answer, &nothing().item());
    let forged = Batch { signature: [1; 64], ..sent[0].clone() };
    bytes.extend(frame(Kind::Returned, &forged.item()));
    assert!(is_bad_answer(asked.session.receive(phone.store(), &bytes)));
}

#[test]
fn a_part_of_another_line_is_no_gap_in_what_was_saved_here() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    phone.saves(&server, 1);
    let mut copy = phone.copied();
    let there = copy.saves(&server, 3);
    phone.saves(&server, 1);
    // The server fed the third change of the copy before it got the second.
    let from = copy.store().opening().from;
    let opening = Opening { tag: there[0].tag(), from, base: None, apart: false };
    let batch = Batch::sign_with_keys(&copy.signer(), opening, copy.entries(&there[2..]));
    let returned = frame(Kind::Returned, &batch.item());
    phone.syncs_with(&server, |_, _| (nothing(), vec![returned.clone()]));
    assert!(phone.holds(there[2]) && !phone.holds(there[1]));
    let verified = phone.store().verify().unwrap();
    assert_eq!(verified.missing, Vec::<String>::new());
    assert!(verified.is_sound());
}

#[test]
fn what_the_district_knows_by_other_contents_goes_apart_with_all_that_followed_it_and_is_told_once() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = phone.saves(&server, 2);
    delivers(&mut phone, &server);
    let clashing = phone.saves(&server, 2);
    phone.closes();
    let later = phone.saves(&server, 1);
    let hash = phone.hash(clashing[0]);
    let tag = phone.store().opening().tag;
    let says = |_: &mut Phone, asked: &line::Asked| {
        assert_eq!(asked.batches.len(), 2);
        Answer { apart: vec![(clashing[0].number, eight(&hash))], ..nothing() }
    };
    let (_, next, report) = phone.syncs(&server, says);
    assert_eq!((next, report.apart, report.on_this_phone_only), (Next::Again, 3, 2));
    assert_eq!(phone.names("own = 1"), first);
    // What is saved from now on goes on from what both agree on.
    let point = phone.point(first[0].tag(), None);
    let opening = phone.store().opening();
    assert_ne!(opening.tag, tag);
    assert_eq!(opening.from, Some(point));
    let after = phone.saves(&server, 2);

    // What the district knows under the first clashing name comes, and takes its place.
    let theirs = Change {
        name: clashing[0],
        subject: Some(household_of(clashing[0])),
        author: None,
        role: role::VISITOR,
        rights: 1,
        wall_s: NOW_S,
        clock_epoch: 1,
        elapsed_s: 2,
        edits: vec![Edit::Create {
            entity: household::ID,
            values: [
                (household::area, Value::Record(server.area())),
                (household::known_as, Value::text("los de arriba")),
            ]
            .into(),
            paths: [].into(),
        }],
    };
    let page = server.page(Feed::Area(server.area()), 1, vec![entry(&theirs)]);
    // The rest of what lies apart goes to the server, said to be apart; it keeps it, and says so.
    let says = |phone: &mut Phone, asked: &line::Asked| {
        let apart: Vec<&Batch> = asked.batches.iter().filter(|batch| batch.opening.apart).collect();
        let names: Vec<ChangeName> = apart.iter().flat_map(|batch| batch.bodies()).map(|b| b.0).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&clashing[1]) && names.contains(&later[0]));
        assert!(asked.batches.iter().all(|batch| batch.verify(&phone.signer().verifying_key().to_bytes())));
        (nothing(), vec![page.clone()])
    };
    phone.syncs_with(&server, says);
    assert_eq!(phone.hash(clashing[0]), entry(&theirs).1);
    // The answer that names the first once more, by the contents it had here, puts nothing else apart.
    let says = |_: &mut Phone, _: &line::Asked| Answer {
        apart: vec![(clashing[0].number, eight(&hash)), (clashing[1].number, [0; 8])],
        ..nothing()
    };
    let (_, _, report) = phone.syncs(&server, says);
    assert_eq!(report.apart, 0);
    assert_eq!(phone.unsent(), after);
    assert!(phone.holds(clashing[0]));
}

#[test]
fn where_a_phone_stood_is_said_for_each_opening_until_a_feed_names_its_changes() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = phone.saves(&server, 2);
    phone.closes();
    let second = phone.saves(&server, 1);
    let page = server.page(Feed::Directory, 1, vec![entry(&server.says_something(7))]);
    phone.syncs_with(&server, |_, _| (nothing(), vec![page.clone()]));
    // Nothing of the directory had come then.
    let mut both = [(first[1].number, 0), (second[0].number, 0)];
    both.sort_unstable();
    let stood = |head: &Head| {
        let mut stood: Vec<_> = head.standpoints.iter().map(|stood| (stood.upto, stood.position)).collect();
        stood.sort_unstable();
        stood
    };
    assert_eq!(stood(&phone.asks().head), both);
    // The one with the greater tag is safe; the other is not.
    let (safe, left) = if first[0] > second[0] { (&first, &second) } else { (&second, &first) };
    let range = (safe[0], safe[safe.len() - 1]);
    phone.syncs(&server, |phone, _| holding(phone, &[range]));
    assert_eq!(stood(&phone.asks().head), [(left[left.len() - 1].number, 0)]);
    // A server that was set back holds nothing of it any more: the phone stood there all the same.
    let again = Answer { all: true, epoch: Some(2), server: Some(server.certificate()), ..nothing() };
    phone.syncs(&server, |_, _| again.clone());
    assert_eq!(stood(&phone.asks().head), both);
    // What a feed names proves itself, wherever the phone stood.
    let ranges = [(first[0], first[1]), (second[0], second[0])];
    phone.syncs(&server, |phone, _| holding(phone, &ranges));
    let all = [first.clone(), second.clone()].concat();
    let entries = all.iter().map(|name| (PageEntry::Yours(name.number), phone.hash(*name))).collect();
    let page = server.page(Feed::Device(phone.store().device()), 2, entries);
    phone.syncs_with(&server, |phone, _| (holding(phone, &ranges), vec![page.clone()]));
    let kept = "SELECT count(*) FROM standpoint";
    assert_eq!(phone.store().log().connection().query_row(kept, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn a_stale_request_of_its_own_is_asked_again_and_one_of_another_process_begins_an_opening() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let tag = phone.saves(&server, 1)[0].tag();
    let point = phone.point(tag, None);
    let earlier = phone.asks().head;
    // Its own request came late.
    let mut asked = phone.asks();
    let stale = Refusal { code: RefusalCode::Stale, last: Some((earlier.counter, earlier.nonce)) };
    let bytes = server.refuses(&mut phone, &asked.head, &stale);
    asked.session.receive(phone.store(), &bytes).unwrap();
    assert_eq!(asked.session.finish(phone.store()).unwrap().0, Next::Again);
    assert_eq!(phone.store().opening().tag, tag);
    // One that it did not make; and one with that counter that the server answered otherwise than this phone knows.
    for refusal in [
        Refusal { code: RefusalCode::Stale, last: Some((earlier.counter, [7; 8])) },
        Refusal { code: RefusalCode::Stale, last: None },
        Refusal::of(RefusalCode::Copied),
    ] {
        let mut asked = phone.asks();
        let before = asked.head.opening;
        let bytes = server.refuses(&mut phone, &asked.head, &refusal);
        asked.session.receive(phone.store(), &bytes).unwrap();
        assert_eq!(asked.session.finish(phone.store()).unwrap().0, Next::Again);
        let opening = phone.store().opening();
        assert_ne!(opening.tag, before);
        assert_eq!(opening.from, Some(point));
    }
    // Without the seal nothing is believed of it.
    let tag = phone.store().opening().tag;
    let mut asked = phone.asks();
    let open = frame(Kind::Refusal, &Sealed::open(&Refusal::of(RefusalCode::Copied).item()).item());
    assert!(is_bad_answer(asked.session.receive(phone.store(), &open)));
    assert_eq!(phone.store().opening().tag, tag);
}

#[test]
fn an_own_change_that_a_feed_names_and_the_phone_lacks_is_asked_for_with_its_body() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let image = phone.image();
    let lost = phone.saves(&server, 1)[0];
    let (key, body, hash) = (phone.key(lost), phone.body(lost), phone.hash(lost));
    phone.puts_back(&image);
    let feed = Feed::Area(server.area());
    let named = server.page(feed, 1, vec![(PageEntry::Yours(lost.number), hash)]);
    let (head, next, report) = phone.syncs_with(&server, |_, _| (nothing(), vec![named.clone()]));
    assert!(!head.with_bodies);
    assert_eq!((next, report.received), (Next::Again, 0));
    let whole = server.page(feed, 1, vec![(PageEntry::Change { key, body }, hash)]);
    let (head, _, report) = phone.syncs_with(&server, |_, _| (nothing(), vec![whole.clone()]));
    assert!(head.with_bodies && report.received == 1);
    assert_eq!((phone.names("own = 1"), phone.unsent()), (vec![lost], vec![]));
    let head = phone.asks().head;
    assert!(!head.with_bodies);
    let mut held = Digest::default();
    held.add(&hash);
    assert_eq!(head.held, held);
}

#[test]
fn what_the_server_saw_of_two_lines_is_reported_and_alters_nothing() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let names = phone.saves(&server, 2);
    let says = |_: &mut Phone, _: &line::Asked| Answer { lines: Some(Lines::InUseTwice), ..nothing() };
    let (_, _, report) = phone.syncs(&server, says);
    assert_eq!(report.lines, Some(Lines::InUseTwice));
    assert_eq!(phone.unsent(), names);
}

fn household_of(name: ChangeName) -> chaski::record::RecordName {
    chaski::record::RecordName { device: name.device, number: name.number, index: 0 }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
