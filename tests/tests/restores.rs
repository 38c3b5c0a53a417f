//! A server that was set back is given back what phones can prove, in whatever order they come: nothing that was
//! accepted and that a phone still holds is lost or set aside, nothing that was stopped is alive, and all replicas agree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chaski::change::hash::Hash;
use chaski::merge::State;
use chaski::record::table::{code, household, referral};
use chaski::record::{ChangeName, FieldId, RecordName, Value, role};
use chaski::store::areas::{held, subjects_of};
use chaski::store::dump::dump;
use chaski::store::shown::shown_field;
use chaski::store::{Log, Place, Standing, Store};
use chaski::sync::Report;
use chaski::sync::enrol::EnrolRequest;
use chaski::sync::enrol_refusal::EnrolRefusal;
use chaski::sync::session::SyncError;
use chaski_service::storage::sqlite::{ServerKeys, subjects_in_no_feed};
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_tests::world::{Line, Phone, Server, family, now_or_never, sync};
use tempfile::TempDir;

const BEFORE_S: i64 = 1_700_000_000;
const AFTER_S: i64 = 1_900_000_000;
const SECTOR: i64 = code::area_kind::sector;

/// The phones, as they are counted in the tests.
const CUT: usize = 0;
const STOPPED: usize = 1;
const NEW: usize = 2;
const RIGHT: usize = 3;
const PLAIN: usize = 4;
const LIVING: [usize; 5] = [CUT, STOPPED, NEW, RIGHT, PLAIN];

/// What happened after the backup, and what must be true of it after the restore.
struct Story {
    folder: TempDir,
    server: Server,
    phones: Vec<Phone>,
    /// The area of the families that the stopped phone's worker visits.
    sur: RecordName,
    backup: PathBuf,
    /// What was accepted and a phone that is not stopped holds.
    accepted: BTreeMap<ChangeName, Hash>,
    /// What the phone that was lost had delivered.
    of_the_lost: Vec<ChangeName>,
    /// What was recorded and not sent before the restore.
    unsent: Vec<ChangeName>,
    /// What the stopped phone recorded since.
    not_to_count: Vec<ChangeName>,
    code: [u8; 16],
    restores: u32,
}

fn correct(store: &mut Store, record: RecordName, field: FieldId, value: Value, settles: bool) {
    let shown = shown_field(&store.log(), record, field).unwrap();
    let shown = if settles { shown.settling() } else { shown };
    let mut action = store.begin().unwrap();
    action.set(&shown, value, Some("invented")).unwrap();
    action.save().unwrap();
}

/// Names, hashes and standings of all that a database holds.
fn all(conn: &rusqlite::Connection) -> BTreeMap<ChangeName, (Hash, i64)> {
    let mut statement = conn.prepare("SELECT name, hash, standing FROM change").unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, i64>(2)?))
    });
    rows.unwrap()
        .map(Result::unwrap)
        .map(|(name, hash, standing)| {
            (ChangeName::from_key(&name).unwrap(), (Hash(hash.try_into().unwrap()), standing))
        })
        .collect()
}

impl Story {
    fn told() -> Story {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Default::default());
        let area = |name: &str, parent| now_or_never(server.storage.add_area(name, SECTOR, parent)).unwrap();
        let whole = area("Distrito", None);
        let (norte, sur) = (area("Norte", Some(whole)), area("Sur", Some(whole)));
        let enrol = |name: &str, role, areas: &[RecordName]| {
            let mut phone = Phone::at(Place::file(folder.path().join(format!("{name}.db"))));
            let worker = server.enrol(&mut phone, name, role, areas, BEFORE_S).unwrap();
            (phone, worker)
        };
        let (mut lost, _) = enrol("lost", role::VISITOR, &[norte]);
        let (mut cut, _) = enrol("cut", role::VISITOR, &[norte]);
        let (mut stopped, _) = enrol("stopped", role::VISITOR, &[sur]);
        let (mut right, right_worker) = enrol("right", role::VISITOR, &[sur]);
        let (mut plain, eva) = enrol("plain", role::SUPERVISOR, &[whole]);
        let go = |phone: &mut Phone| sync(&server.storage, phone, Line::default(), BEFORE_S).unwrap();
        let (of_lost, _) = family(lost.store().unwrap(), norte).unwrap();
        let (of_cut, _) = family(cut.store().unwrap(), norte).unwrap();
        family(stopped.store().unwrap(), sur).unwrap();
        family(right.store().unwrap(), sur).unwrap();
        for _ in 0..2 {
            [&mut lost, &mut cut, &mut stopped, &mut right, &mut plain]
                .into_iter()
                .for_each(|phone| drop(go(phone)));
        }
        let backup = folder.path().join("one.db");
        now_or_never(server.storage.backup(&backup)).unwrap();
        [&mut lost, &mut cut, &mut stopped, &mut right, &mut plain]
            .into_iter()
            .for_each(|phone| drop(go(phone)));

        // A danger sign, by a phone that is lost later.
        let (house, child) = family(lost.store().unwrap(), norte).unwrap();
        let mut action = lost.store().unwrap().begin().unwrap();
        action.about(child);
        let signs = Value::List(vec![Value::text("not_suckling")]);
        let sent = action
            .create(
                referral::ID,
                BTreeMap::from([(referral::person, Value::Record(child)), (referral::signs, signs)]),
            )
            .unwrap();
        action.save().unwrap();
        // A dispute, settled.
        for (phone, said) in [(&mut lost, "la del puente"), (&mut cut, "la del molino")] {
            correct(phone.store().unwrap(), of_cut, household::known_as, Value::text(said), false);
        }
        [&mut lost, &mut cut, &mut plain].into_iter().for_each(|phone| drop(go(phone)));
        let shown = shown_field(&plain.store().unwrap().log(), of_cut, household::known_as).unwrap();
        assert!(shown.disputed);
        correct(plain.store().unwrap(), of_cut, household::known_as, Value::text("la del puente"), true);
        // A family moves.
        correct(plain.store().unwrap(), of_lost, household::area, Value::Record(sur), false);
        // Set aside and accepted; then the right is given.
        let (foreign, of_foreign) = family(right.store().unwrap(), norte).unwrap();
        go(&mut right);
        let aside: Vec<String> =
            now_or_never(server.storage.aside()).unwrap().into_iter().map(|one| one.change).collect();
        assert!(aside.contains(&foreign.change().to_string()), "{aside:?}");
        for one in [foreign, of_foreign] {
            now_or_never(server.storage.accept(one.change(), Some(eva), "visto en la casa")).unwrap();
        }
        now_or_never(server.storage.set_rights(right_worker, role::VISITOR, &[norte, sur])).unwrap();
        // An area is divided, and a family given its part.
        let alta = area("Norte alta", Some(norte));
        let baja = area("Norte baja", Some(norte));
        [&mut plain, &mut lost, &mut cut, &mut right].into_iter().for_each(|phone| drop(go(phone)));
        correct(plain.store().unwrap(), of_cut, household::area, Value::Record(alta), false);
        // A phone is stopped after it brought something; what it records then does not count.
        family(stopped.store().unwrap(), sur).unwrap();
        go(&mut stopped);
        go(&mut plain);
        let device = stopped.store().unwrap().device();
        now_or_never(server.storage.stop_device(device)).unwrap();
        let (after_stop, _) = family(stopped.store().unwrap(), sur).unwrap();
        go(&mut stopped);
        // One is enrolled.
        let (mut new, _) = enrol("new", role::VISITOR, &[norte]);
        family(new.store().unwrap(), alta).unwrap();
        go(&mut new);
        family(right.store().unwrap(), baja).unwrap();
        go(&mut right);
        // One is cut before its page, and does not hear that its family in the new part has come.
        family(cut.store().unwrap(), alta).unwrap();
        let line = Line { cut_down_after: Some(10), ..Line::default() };
        sync(&server.storage, &mut cut, line, BEFORE_S).unwrap_err();
        go(&mut plain);
        let code =
            now_or_never(server.storage.invite(right_worker, role::VISITOR, &[sur], BEFORE_S)).unwrap();

        let of_the_lost = vec![house.change(), child.change(), sent.change()];
        let mut phones = vec![cut, stopped, new, right, plain];
        let there = server.storage.inspect(all).unwrap();
        let mut accepted = BTreeMap::new();
        for phone in [CUT, NEW, RIGHT, PLAIN] {
            for (name, (hash, standing)) in all(phones[phone].store().unwrap().log().connection()) {
                if standing == 0 && there.get(&name) == Some(&(hash, 0)) {
                    accepted.insert(name, hash);
                }
            }
        }
        assert!(of_the_lost.iter().all(|name| accepted.contains_key(name)));
        // What each records before it hears of the restore.
        let mut unsent = Vec::new();
        for (phone, area) in [(CUT, alta), (NEW, alta), (RIGHT, baja), (PLAIN, sur)] {
            let (house, child) = family(phones[phone].store().unwrap(), area).unwrap();
            unsent.extend([house.change(), child.change()]);
        }
        let (late, _) = family(phones[STOPPED].store().unwrap(), sur).unwrap();
        let not_to_count = vec![after_stop.change(), late.change()];
        Story {
            folder,
            server,
            phones,
            sur,
            backup,
            accepted,
            of_the_lost,
            unsent,
            not_to_count,
            code,
            restores: 0,
        }
    }

    fn copy(&mut self) -> PathBuf {
        self.restores += 1;
        let path = self.folder.path().join(format!("server-{}.db", self.restores));
        std::fs::copy(&self.backup, &path).unwrap();
        path
    }

    fn restore(&mut self) {
        let path = self.copy();
        self.server.storage = SqliteStorage::restored(&path, &self.server.keys, None).unwrap();
    }

    fn sync(&mut self, phone: usize) -> Result<Report, SyncError> {
        sync(&self.server.storage, &mut self.phones[phone], Line::default(), AFTER_S)
    }

    /// They come back in this order, each until nothing moves.
    fn come_back(&mut self, order: &[usize]) {
        for round in 0.. {
            assert!(round < 12, "{order:?}: it does not end");
            let mut moved = 0;
            for phone in order {
                let report =
                    self.sync(*phone).unwrap_or_else(|error| panic!("{order:?}: phone {phone}: {error}"));
                moved += report.acknowledged + report.received + report.returned + report.departed;
                moved += report.apart + u64::from(report.server_set_back);
            }
            if moved == 0 {
                return;
            }
        }
    }

    fn standing(&self, name: &ChangeName) -> Option<Standing> {
        let of =
            |conn: &rusqlite::Connection| Log::new(conn).change(name).unwrap().map(|(_, standing)| standing);
        self.server.storage.inspect(of).unwrap()
    }

    fn epoch(&self) -> u64 {
        now_or_never(self.server.storage.district()).unwrap().epoch
    }

    /// Everything that must be true once all are back.
    fn check(&mut self, order: &[usize]) {
        let there = self.server.storage.inspect(all).unwrap();
        let aside: Vec<_> = now_or_never(self.server.storage.aside())
            .unwrap()
            .into_iter()
            .map(|one| (one.change, one.worker, one.reason))
            .collect();
        for (name, hash) in &self.accepted {
            assert_eq!(
                there.get(name),
                Some(&(*hash, 0)),
                "{order:?}: {name} was accepted; aside: {aside:?}"
            );
        }
        for name in self.unsent.iter().chain(&self.of_the_lost) {
            assert_eq!(self.standing(name), Some(Standing::InState), "{order:?}: {name}; aside: {aside:?}");
        }
        for name in &self.not_to_count {
            assert_eq!(
                self.standing(name),
                Some(Standing::SetAside),
                "{order:?}: {name} of the stopped phone"
            );
        }
        let of_others: Vec<_> = aside.iter().filter(|(_, worker, _)| worker != "stopped").collect();
        assert!(of_others.is_empty(), "{order:?}: {of_others:?}");
        // The stopped phone is stopped, and gets nothing.
        let report = self.sync(STOPPED).unwrap();
        assert!(report.stopped && report.received == 0, "{order:?}: {report:?}");
        let unfed =
            self.server.storage.inspect(|conn| subjects_in_no_feed(&Log::new(conn)).unwrap()).unwrap();
        assert_eq!(unfed, [], "{order:?}");
        // No name has two contents.
        let mut contents: BTreeMap<ChangeName, BTreeSet<[u8; 32]>> = BTreeMap::new();
        let stores = self.phones.iter_mut().map(|phone| all(phone.store().unwrap().log().connection()));
        for (name, (hash, _)) in stores.chain([there]).flatten() {
            contents.entry(name).or_default().insert(hash.0);
        }
        for (name, contents) in &contents {
            assert_eq!(contents.len(), 1, "{order:?}: {name} has several contents");
        }
        // All replicas agree, byte for byte.
        let mut compared = 0;
        for (area, name, _) in now_or_never(self.server.storage.areas()).unwrap() {
            let ours = now_or_never(self.server.storage.dump(area)).unwrap();
            for phone in [CUT, NEW, RIGHT, PLAIN] {
                let store = self.phones[phone].store().unwrap();
                let rights = store.rights().unwrap().unwrap();
                if held(&store.log(), &rights.areas).unwrap().contains(&area) {
                    let mut theirs = Vec::new();
                    dump(&store.log(), &area, &mut theirs).unwrap();
                    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                    assert_eq!(said(&theirs), said(&ours), "{order:?}: {name} on phone {phone}");
                    compared += 1;
                }
            }
        }
        assert!(compared >= 12, "{compared}");
        let stopped = self.phones[STOPPED].store().unwrap().device();
        let waits = self.server.storage.inspect(all).unwrap().into_iter();
        let waits: Vec<_> = waits.filter(|(name, (_, at))| *at == 1 && name.device != stopped).collect();
        assert_eq!(waits, [], "{order:?}");
    }
}

/// One order, its story told anew.
fn in_order(order: [usize; 5]) {
    let mut story = Story::told();
    story.restore();
    story.come_back(&order);
    story.check(&order);
    let back = now_or_never(story.server.storage.set_back()).unwrap().unwrap();
    let silent: Vec<_> = back.silent.iter().map(|phone| phone.worker.as_str()).collect();
    assert_eq!((back.missing, silent, back.noticed), (Vec::<String>::new(), vec!["lost"], false));
}

#[test]
fn in_any_order_nothing_accepted_is_lost_and_nothing_stopped_is_alive_first_the_one_that_holds_all() {
    in_order([PLAIN, NEW, RIGHT, CUT, STOPPED]);
}

#[test]
fn the_same_when_the_one_that_holds_all_comes_last() {
    in_order([STOPPED, CUT, RIGHT, NEW, PLAIN]);
}

#[test]
fn the_same_when_the_phone_that_the_backup_does_not_know_comes_first() {
    in_order([NEW, STOPPED, PLAIN, CUT, RIGHT]);
}

#[test]
fn the_same_when_the_phone_with_a_later_right_comes_first() {
    in_order([RIGHT, STOPPED, CUT, PLAIN, NEW]);
}

#[test]
fn the_same_when_the_phone_that_was_cut_comes_first() {
    in_order([CUT, PLAIN, STOPPED, NEW, RIGHT]);
}

#[test]
fn the_same_when_the_stopped_phone_comes_before_who_knows_that_it_was_stopped() {
    in_order([STOPPED, NEW, CUT, PLAIN, RIGHT]);
}

#[test]
#[ignore = "a hundred and twenty orders take minutes"]
fn the_same_in_every_order() {
    for number in 0..120 {
        let mut left = LIVING.to_vec();
        let mut at = number;
        let order: [usize; 5] = std::array::from_fn(|taken| {
            let next = left.remove(at % (5 - taken));
            at /= 5 - taken;
            next
        });
        in_order(order);
    }
}

#[test]
fn set_back_twice_to_the_same_backup_it_is_given_back_twice() {
    let mut story = Story::told();
    story.restore();
    story.come_back(&LIVING);
    let first = story.epoch();
    story.restore();
    assert_ne!(story.epoch(), first);
    let order = [RIGHT, NEW, PLAIN, STOPPED, CUT];
    story.come_back(&order);
    story.check(&order);
}

/// The server is set back; then something is said by rights of which no other phone knows, in a request whose answer is lost. It is set aside.
fn said_by_forgotten_rights(story: &mut Story) -> ChangeName {
    let workers = now_or_never(story.server.storage.workers()).unwrap();
    let worker = workers.iter().find(|worker| worker.1 == "right").unwrap().0;
    let areas = story.phones[RIGHT].store().unwrap().rights().unwrap().unwrap().areas;
    now_or_never(story.server.storage.set_rights(worker, role::VISITOR, &areas)).unwrap();
    sync(&story.server.storage, &mut story.phones[RIGHT], Line::default(), BEFORE_S).unwrap();
    story.restore();
    let right = story.phones[RIGHT].store().unwrap();
    let norte = right.rights().unwrap().unwrap().areas[0];
    let there = story.server.storage.inspect(|conn| subjects_of(&Log::new(conn), &norte)).unwrap().unwrap();
    let is_house = |record: &&RecordName| {
        right.log().known(record).unwrap().is_some_and(|known| known.entity == household::ID)
    };
    let house = *there.iter().find(is_house).expect("one that was there before the backup");
    correct(right, house, household::known_as, Value::text("la de la loma"), true);
    let said = ChangeName::at(right.device(), right.opening().tag, right.opening().last);
    let lost = Line { cut_down_after: Some(0), ..Line::default() };
    sync(&story.server.storage, &mut story.phones[RIGHT], lost, AFTER_S).unwrap_err();
    assert_eq!(story.standing(&said), Some(Standing::SetAside));
    said
}

#[test]
fn what_a_memory_that_was_lost_did_not_know_sets_nothing_aside_that_counts_in_the_next() {
    let mut story = Story::told();
    let said = said_by_forgotten_rights(&mut story);
    // Another phone reads the verdict; the next memory is shown the rights before it is shown that.
    story.sync(PLAIN).unwrap();
    story.restore();
    story.come_back(&[RIGHT]);
    assert_eq!(story.standing(&said), Some(Standing::InState));
    story.come_back(&LIVING);
    assert_eq!(story.standing(&said), Some(Standing::InState));
    story.check(&LIVING);
}

#[test]
fn what_a_set_back_memory_set_aside_counts_though_a_backup_of_it_is_put_back_before_anybody_confirms() {
    let mut story = Story::told();
    let said = said_by_forgotten_rights(&mut story);
    story.backup = story.folder.path().join("of-the-set-back.db");
    now_or_never(story.server.storage.backup(&story.backup)).unwrap();
    story.restore();
    story.come_back(&LIVING);
    assert_eq!(story.standing(&said), Some(Standing::InState));
    story.check(&LIVING);
}

#[test]
fn what_a_phone_brought_between_two_set_backs_and_before_it_was_stopped_counts_when_the_stop_comes_back() {
    let mut story = Story::told();
    story.restore();
    story.come_back(&LIVING);
    let (house, _) = family(story.phones[RIGHT].store().unwrap(), story.sur).unwrap();
    story.come_back(&[RIGHT]);
    assert_eq!(story.standing(&house.change()), Some(Standing::InState));
    story.backup = story.folder.path().join("between.db");
    now_or_never(story.server.storage.backup(&story.backup)).unwrap();
    let device = story.phones[RIGHT].store().unwrap().device();
    now_or_never(story.server.storage.stop_device(device)).unwrap();
    let (late, _) = family(story.phones[RIGHT].store().unwrap(), story.sur).unwrap();
    story.come_back(&[PLAIN]);
    story.restore();
    // It speaks before the stop is known again.
    story.come_back(&[RIGHT]);
    assert_eq!(story.standing(&late.change()), Some(Standing::InState));
    story.come_back(&[PLAIN, RIGHT]);
    assert!(story.sync(RIGHT).unwrap().stopped);
    assert_eq!(story.standing(&house.change()), Some(Standing::InState));
    assert_eq!(story.standing(&late.change()), Some(Standing::SetAside));
}

#[test]
fn a_snapshot_put_back_in_silence_is_noticed_by_a_receipt_and_not_without_one_nor_by_a_forged_one() {
    let mut story = Story::told();
    let path = story.copy();
    story.server.storage = SqliteStorage::open(&path, &story.server.keys).unwrap();
    let epoch = story.epoch();
    for forging in [
        "UPDATE meta SET value = CAST(randomblob(16) || substr(value, 17) AS BLOB) WHERE key = 'receipt'",
        "DELETE FROM meta WHERE key = 'receipt'",
    ] {
        let forged = story.phones[PLAIN].store().unwrap().log().connection().execute(forging, []).unwrap();
        assert_eq!(forged, 1, "{forging}");
        // Whatever it comes to, the server believes nothing of it.
        let _ = story.sync(PLAIN);
        assert_eq!(story.epoch(), epoch, "{forging}");
        assert!(now_or_never(story.server.storage.set_back()).unwrap().is_none());
    }
    story.sync(RIGHT).unwrap();
    assert_ne!(story.epoch(), epoch);
    assert!(now_or_never(story.server.storage.set_back()).unwrap().unwrap().noticed);
    let order = [RIGHT, CUT, STOPPED, PLAIN, NEW];
    story.come_back(&order);
    story.check(&order);
}

#[test]
fn a_backup_of_a_snapshot_that_went_on_unnoticed_is_given_back_what_the_snapshot_lost() {
    let mut story = Story::told();
    let snapshot = story.copy();
    story.server.storage = SqliteStorage::open(&snapshot, &story.server.keys).unwrap();
    now_or_never(story.server.storage.add_area("Oeste", SECTOR, None)).unwrap();
    let backup = story.folder.path().join("of-the-snapshot.db");
    now_or_never(story.server.storage.backup(&backup)).unwrap();
    story.server.storage = SqliteStorage::restored(&backup, &story.server.keys, None).unwrap();
    let order = [PLAIN, NEW, RIGHT, CUT, STOPPED];
    story.come_back(&order);
    story.check(&order);
}

#[test]
fn an_epoch_that_was_lost_with_a_second_restore_is_not_taken_for_a_third() {
    let mut story = Story::told();
    let snapshot = story.copy();
    story.server.storage = SqliteStorage::open(&snapshot, &story.server.keys).unwrap();
    for phone in [RIGHT, NEW] {
        story.sync(phone).unwrap();
    }
    story.restore();
    story.come_back(&[RIGHT, PLAIN]);
    now_or_never(story.server.storage.confirm_set_back()).unwrap();
    let epoch = story.epoch();
    // It stands where the first set-back left it.
    story.sync(NEW).unwrap();
    assert_eq!(story.epoch(), epoch);
    assert!(now_or_never(story.server.storage.set_back()).unwrap().is_none());
}

#[test]
fn a_phone_that_was_enrolled_since_a_snapshot_and_never_synced_shows_that_it_was_put_back() {
    let mut story = Story::told();
    let path = story.copy();
    let mut phone = Phone::at(Place::file(story.folder.path().join("unsynced.db")));
    story.server.enrol(&mut phone, "unsynced", role::VISITOR, &[story.sur], BEFORE_S).unwrap();
    family(phone.store().unwrap(), story.sur).unwrap();
    story.server.storage = SqliteStorage::open(&path, &story.server.keys).unwrap();
    let epoch = story.epoch();
    let report = sync(&story.server.storage, &mut phone, Line::default(), AFTER_S).unwrap();
    assert_eq!(report.on_this_phone_only, 0);
    assert_ne!(story.epoch(), epoch);
    assert!(now_or_never(story.server.storage.set_back()).unwrap().unwrap().noticed);
}

#[test]
fn invitations_are_void_and_nobody_is_enrolled_until_somebody_confirms() {
    let mut story = Story::told();
    let code = story.code;
    story.restore();
    let mut phone = Phone::at(Place::file(story.folder.path().join("late.db")));
    let mut ask = |story: &Story| {
        let request = EnrolRequest::of(phone.store().unwrap(), code, "late");
        now_or_never(story.server.storage.enrol(request, AFTER_S)).unwrap().err()
    };
    assert_eq!(ask(&story), Some(EnrolRefusal::Closed));
    let worker = now_or_never(story.server.storage.workers()).unwrap()[0].0;
    let invite = |story: &Story| {
        now_or_never(story.server.storage.invite(worker, role::VISITOR, &[story.sur], AFTER_S))
    };
    assert!(invite(&story).unwrap_err().to_string().contains("chaski-server back"));
    now_or_never(story.server.storage.confirm_set_back()).unwrap();
    assert_eq!(ask(&story), Some(EnrolRefusal::UnknownCode));
    invite(&story).unwrap();
}

#[test]
fn once_somebody_confirmed_a_tail_is_only_shown() {
    let mut story = Story::told();
    story.restore();
    now_or_never(story.server.storage.confirm_set_back()).unwrap();
    story.come_back(&[PLAIN, CUT]);
    for name in &story.of_the_lost {
        assert_eq!(story.standing(name), None, "{name}");
    }
    let count = |believed: i64| {
        let look = |conn: &rusqlite::Connection| {
            conn.query_row("SELECT count(*) FROM proven WHERE believed = ?1", [believed], |row| {
                row.get::<_, i64>(0)
            })
        };
        story.server.storage.inspect(look).unwrap().unwrap()
    };
    assert!(count(1) == 0 && count(0) > 0);
}

#[test]
fn tails_of_a_key_that_was_stolen_are_only_shown_and_counted() {
    let mut story = Story::told();
    let former = now_or_never(story.server.storage.district()).unwrap().server.device();
    let path = story.copy();
    let drawn = ServerKeys::drawn();
    let keys = &story.server.keys;
    let keys = ServerKeys {
        database_key: keys.database_key,
        root_seed: keys.root_seed,
        server_seed: drawn.server_seed,
    };
    story.server.storage = SqliteStorage::restored(&path, &keys, Some(former)).unwrap();
    story.come_back(&[PLAIN, CUT]);
    for name in &story.of_the_lost {
        assert_eq!(story.standing(name), None, "{name}");
    }
    let back = now_or_never(story.server.storage.set_back()).unwrap().unwrap();
    assert_eq!(back.missing, Vec::<String>::new());
    assert!(back.only_shown >= story.of_the_lost.len() as u64, "{}", back.only_shown);
    // Its word that a phone was enrolled is worth nothing either.
    assert_eq!(story.sync(NEW).unwrap_err().code(), "refused");
}
