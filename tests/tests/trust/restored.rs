//! What a server that was put back from a backup believes of what phones bring it, and what it only shows.

use std::path::{Path, PathBuf};

use chaski::sync::message::{Enrolment, Refusal, RefusalCode, ServerCertificate, Tail};
use chaski_service::storage::SetBack;
use chaski_service::storage::sqlite::ServerKeys;

use super::*;

/// Makes a backup of the district.
fn back_up(district: &District) -> PathBuf {
    let to = district.folder.path().join("kept.backup");
    now_or_never(district.storage().backup(&to)).unwrap();
    to
}

/// The server that comes out of a backup; `stolen`: with another key, and the former is distrusted.
fn restored(district: &District, backup: &Path, stolen: bool) -> SqliteStorage {
    let path = district.folder.path().join(if stolen { "stolen.db" } else { "restored.db" });
    std::fs::copy(backup, &path).unwrap();
    let mut keys = district.server.keys.clone();
    if stolen {
        keys.server_seed = ServerKeys::drawn().server_seed;
    }
    let former = stolen.then(|| device_of(&district.signer()));
    SqliteStorage::restored(&path, &keys, former).unwrap()
}

fn set_back(storage: &SqliteStorage) -> SetBack {
    now_or_never(storage.set_back()).unwrap().expect("it was set back")
}

#[test]
fn gaps_in_what_a_restored_server_holds_are_sent_again() {
    let mut district = District::new();
    let said: Vec<ChangeName> = (0..3).map(|_| house(&mut district.rosa, district.north).change()).collect();
    let (_, mut frames) = ask(&mut district.rosa);
    let less: Vec<Batch> = batches(&frames).iter().map(|batch| batch.withhold(&[said[1].number])).collect();
    let at = frames.iter().position(|(kind, _)| *kind == Kind::Batches).unwrap();
    frames[at].1 = batches_item(&less);
    serve(district.storage(), &frames);
    let backup = back_up(&district);
    // The one between comes after the backup, and the page that names it is lost on the way back.
    let (mut session, frames) = ask(&mut district.rosa);
    let answer = serve(district.storage(), &frames);
    tell(&mut district.rosa, &mut session, &answer).unwrap();
    session.finish(district.rosa.store().unwrap()).unwrap();
    let (mut session, frames) = ask(&mut district.rosa);
    assert_eq!(batches(&frames).len(), 1);
    let answer = serve(district.storage(), &frames);
    let told = [answer[0].clone(), answer.last().unwrap().clone()];
    tell(&mut district.rosa, &mut session, &told).unwrap();
    let (_, report) = session.finish(district.rosa.store().unwrap()).unwrap();
    assert_eq!(report.on_this_phone_only, 0);

    let storage = restored(&district, &backup, false);
    assert_eq!(standing(&storage, said[1]), None);
    let report = sync(&storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    let held: Vec<_> = said.iter().map(|name| standing(&storage, *name)).collect();
    check("gaps_sent_again", held == [Some(Standing::InState); 3], held);
    assert_eq!(report.on_this_phone_only, 0);
}

/// Two changes that Rosa has no right to make: the first she sends, the second nobody does.
fn without_right(district: &mut District) -> [Change; 2] {
    let south = Value::Record(district.south);
    [1, 2].map(|counter| {
        let edits = vec![create(household::ID, [(household::area, south.clone())])];
        change_of(&mut district.rosa, 5, counter, None, edits)
    })
}

/// Where a restored server's feed ends.
fn end_of(storage: &SqliteStorage, feed: &Feed) -> (u64, Hash) {
    let of = |conn: &rusqlite::Connection| {
        let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?));
        conn.query_row("SELECT position, chain FROM counter WHERE feed = ?1", [feed.key()], row).unwrap()
    };
    let (position, link) = storage.inspect(of).unwrap();
    (position.unsigned_abs(), Hash(link.try_into().unwrap()))
}

/// A tail of these changes above a point of a feed, signed with this key in this server's name.
fn tail_of(feed: Feed, (base, base_link): (u64, Hash), signer: &SigningKey, changes: &[Change]) -> Tail {
    let entries: Vec<_> = changes.iter().map(|change| (change.name, hash(change))).collect();
    let link = entries.iter().zip(base + 1..).fold(base_link, |link, ((_, hash), at)| chain(&link, at, hash));
    let epoch = 4;
    let position = base + entries.len() as u64;
    let signature = signer.sign(&cursor_bytes(&feed, epoch, position, &link)).to_bytes();
    Tail { feed, epoch, base, base_link, server: device_of(signer), signature, entries }
}

/// Rosa's phone gives a tail and the first of the changes it names; what the server answers.
fn gives(district: &mut District, storage: &SqliteStorage, tail: &Tail, changes: &[Change]) -> Answer {
    let (_, mut frames) = ask(&mut district.rosa);
    frames.retain(|(kind, _)| !matches!(kind, Kind::Batches | Kind::Tail));
    let batch = batch_of(&signer_of(&district.rosa), &changes[..1]);
    frames.splice(1..1, [(Kind::Tail, tail.item()), (Kind::Batches, batches_item(&[batch]))]);
    answer_of(&serve(storage, &frames))
}

/// A tail that is not believed: what it names is judged as if nobody had shown it, and a person is told of the rest.
fn is_only_shown(
    assertion: &str,
    district: &mut District,
    storage: &SqliteStorage,
    tail: &Tail,
    changes: &[Change],
) {
    let answer = gives(district, storage, tail, changes);
    is_aside(assertion, storage, &[(changes[0].name, "no_rights")]);
    check(assertion, answer.tails_taken && answer.needed.is_empty(), &answer);
    let seen = set_back(storage);
    check(assertion, seen.only_shown == 1 && seen.missing.is_empty(), (seen.only_shown, &seen.missing));
}

fn district_with_backup() -> (District, PathBuf, Feed) {
    let mut district = District::new();
    house(&mut district.rosa, district.north);
    district.sync();
    let backup = back_up(&district);
    let feed = Feed::Area(district.north);
    (district, backup, feed)
}

#[test]
fn a_tail_of_this_server_that_begins_on_its_feed_is_believed() {
    let (mut district, backup, feed) = district_with_backup();
    let changes = without_right(&mut district);
    let storage = restored(&district, &backup, false);
    let tail = tail_of(feed, end_of(&storage, &feed), &district.signer(), &changes);
    let answer = gives(&mut district, &storage, &tail, &changes);
    assert_eq!(aside(&storage), []);
    assert_eq!(answer.needed, [changes[1].name]);
    let seen = set_back(&storage);
    assert_eq!((seen.only_shown, seen.missing), (0, vec![changes[1].name.to_string()]));
}

#[test]
fn a_tail_that_a_stolen_key_signed_is_only_shown() {
    let (mut district, backup, feed) = district_with_backup();
    let changes = without_right(&mut district);
    let storage = restored(&district, &backup, true);
    let tail = tail_of(feed, end_of(&storage, &feed), &district.signer(), &changes);
    is_only_shown("stolen_tail", &mut district, &storage, &tail, &changes);
}

#[test]
fn a_tail_that_no_server_of_the_district_signed_is_only_shown() {
    let stranger = SigningKey::from_bytes(&[6; 32]);
    // In her own name, in that of a phone, and in this server's.
    for whose in 0..3 {
        let (mut district, backup, feed) = district_with_backup();
        let changes = without_right(&mut district);
        let storage = restored(&district, &backup, false);
        let signer = if whose == 1 { signer_of(&district.rosa) } else { stranger.clone() };
        let mut tail = tail_of(feed, end_of(&storage, &feed), &signer, &changes);
        if whose == 2 {
            tail.server = device_of(&district.signer());
        }
        is_only_shown("unsigned_tail", &mut district, &storage, &tail, &changes);
    }
}

#[test]
fn a_tail_that_does_not_begin_on_the_restored_feed_is_only_shown() {
    for elsewhere in [true, false] {
        let (mut district, backup, feed) = district_with_backup();
        let changes = without_right(&mut district);
        let storage = restored(&district, &backup, false);
        let (position, link) = end_of(&storage, &feed);
        let base = if elsewhere { (position, Hash([5; 32])) } else { (position + 1, link) };
        let tail = tail_of(feed, base, &district.signer(), &changes);
        is_only_shown("tail_of_elsewhere", &mut district, &storage, &tail, &changes);
    }
}

#[test]
fn the_word_of_a_server_whose_key_was_stolen_enrols_nobody() {
    let (mut district, backup, _) = district_with_backup();
    let mut leo = Phone::at(Place::file(district.folder.path().join("leo.db")));
    leo.store().unwrap();
    let (signer, key) = (district.signer(), signer_of(&leo));
    let public_key = key.verifying_key().to_bytes();
    let certificate = ServerCertificate::sign(&district.root(), signer.verifying_key().to_bytes());
    let word = Enrolment::sign(&signer, certificate, public_key, district.worker_of_rosa, 1);
    let (_, mut frames) = ask(&mut district.rosa);
    frames.retain(|(kind, _)| *kind != Kind::Batches);
    let shows = |head: &mut Head| {
        *head = Head {
            server: None,
            device: device_of(&key),
            opening: Tag(77),
            counter: 1,
            from: None,
            answered: None,
            receipt: None,
            cursors: Vec::new(),
            standpoints: Vec::new(),
            confirmed: None,
            open: Vec::new(),
            enrolment: Some(word),
            ..head.clone()
        };
    };
    district.says_instead(&mut frames, &leo, shows);
    let storage = restored(&district, &backup, true);
    let answer = serve(&storage, &frames);
    check("enrolment_distrusted", answer[0].0 == Kind::Refusal, &answer);
    let refusal = Sealed::from_item(&answer[0].1).unwrap().payload().unwrap();
    assert_eq!(Refusal::from_item(&refusal).unwrap().code, RefusalCode::UnknownDevice);
    // The same word of a server that nobody distrusts is believed.
    let answer = serve(&restored(&district, &backup, false), &frames);
    assert_eq!(answer[0].0, Kind::Answer);
}
