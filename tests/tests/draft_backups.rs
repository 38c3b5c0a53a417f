//! A checklist that is half filled when its phone is lost: what the server heard of it is on the next phone of the same worker, and on no other's;
//! what was finished or let go comes back to nobody.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use chaski::change::content::ContentName;
use chaski::change::limits;
use chaski::forms::session::saved::{Fact, Held};
use chaski::record::table::{code, household, person};
use chaski::record::{DeviceId, RecordName, Value, role};
use chaski::store::drafts::{KeptDraft, NewDraft};
use chaski::store::releases::day_of;
use chaski::store::save::Draft;
use chaski::store::shown::shown_field;
use chaski::store::{Place, content, content_budget};
use chaski::sync::{Report, Session, session};
use chaski_service::storage::sqlite::Options;
use chaski_service::storage::{NewRelease, SqliteStorage, Storage};
use chaski_tests::world::{Line, Passed, Phone, Server, exchange, family, give, now_or_never, sync};
use tempfile::TempDir;

const NOW_S: i64 = 1_800_000_000;
const FORM: &[u8] = b"stands for a form: nothing here reads it";

/// Rosa works in the north, with a phone on which a child is registered.
struct District {
    folder: TempDir,
    server: Server,
    north: RecordName,
    south: RecordName,
    worker: RecordName,
    rosa: Phone,
    child: RecordName,
}

impl District {
    fn new() -> District {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Options::default());
        let area = |name| now_or_never(server.storage.add_area(name, code::area_kind::sector, None)).unwrap();
        let (north, south) = (area("Norte"), area("Sur"));
        let released = NewRelease {
            kind: 1,
            name: "visit".into(),
            version: "1".into(),
            content: FORM.to_vec(),
            since: day_of(NOW_S),
            today: day_of(NOW_S),
        };
        now_or_never(server.storage.release(&released)).unwrap();
        let mut rosa = new_phone(&folder, "rosa");
        let worker = server.enrol(&mut rosa, "Rosa", role::VISITOR, &[north], NOW_S).unwrap();
        let (_, child) = family(rosa.store().unwrap(), north).unwrap();
        District { folder, server, north, south, worker, rosa, child }
    }

    /// One more phone of a worker, that has not synced yet.
    fn another(&self, worker: RecordName, name: &str) -> Phone {
        let mut phone = new_phone(&self.folder, name);
        give(&self.server.storage, &mut phone, worker, role::VISITOR, &[self.north], NOW_S).unwrap();
        phone
    }

    fn sync(&self, phone: &mut Phone) -> Report {
        sync(&self.server.storage, phone, Line::default(), NOW_S).unwrap()
    }

    fn stop(&self, device: DeviceId) {
        now_or_never(self.server.storage.stop_device(device)).unwrap();
    }

    /// A draft on Rosa's phone with two answers.
    fn begins(&mut self) -> String {
        let store = self.rosa.store().unwrap();
        let shown = shown_field(&store.log(), self.child, person::given_names).unwrap();
        let facts = [value("/data/kg", "8.90"), Fact { path: "/data/meal{1}".into(), what: Held::Instance }];
        let id = store
            .new_draft(&NewDraft {
                subject: self.child,
                content: ContentName::of(FORM),
                form: "visit",
                version: "1",
                language: "es",
                at: "/data/kg",
                facts: &facts,
                corrects: Some(self.child),
                shown: &[shown],
            })
            .unwrap();
        store.keep_draft(&id, &[value("/data/meal{1}/what", "quinua")], "/data/meal{1}/what", "quz").unwrap();
        id
    }

    fn kept(&mut self, id: &str) -> KeptDraft {
        self.rosa.store().unwrap().draft(id).unwrap().unwrap()
    }
}

fn new_phone(folder: &TempDir, name: &str) -> Phone {
    let phone = Phone::at(Place::file(folder.path().join(name)));
    phone.clock.wall_s.store(NOW_S, Ordering::Relaxed);
    phone
}

fn value(path: &str, text: &str) -> Fact {
    Fact { path: path.into(), what: Held::Value(text.into()) }
}

fn drafts(phone: &mut Phone) -> Vec<KeptDraft> {
    let store = phone.store().unwrap();
    let heads = store.drafts().unwrap();
    heads.iter().map(|head| store.draft(&head.id).unwrap().unwrap()).collect()
}

#[test]
fn what_was_half_filled_on_a_lost_phone_is_whole_on_the_next_one_of_the_same_worker_and_on_no_others() {
    let mut district = District::new();
    let id = district.begins();
    let (now, lost) = ([value("/data/kg", "8.90")], [value("/data/old", "7")]);
    district.rosa.store().unwrap().move_draft(&id, ContentName::of(FORM), "1", &now, &lost).unwrap();
    assert!(!district.kept(&id).head.is_backed_up);
    let report = district.sync_rosa();
    assert_eq!((report.drafts_backed_up, report.on_this_phone_only), (1, 0));
    let kept = district.kept(&id);
    assert!(kept.head.is_backed_up);
    assert_eq!(district.sync(&mut district.another(district.worker, "unused")).drafts_restored, 1);

    // Nobody stopped the lost phone: the worker gets her visit back all the same.
    let mut next = district.another(district.worker, "next");
    let report = district.sync(&mut next);
    assert_eq!(report.drafts_restored, 1);
    assert_eq!(drafts(&mut next), std::slice::from_ref(&kept));
    assert_eq!(kept.placeless, [value("/data/old", "7")]);
    let its_form = content::read(&next.store().unwrap().log(), &kept.head.content).unwrap();
    assert_eq!(its_form.as_deref(), Some(FORM), "it can be gone on with");

    let mut elena = new_phone(&district.folder, "elena");
    district.server.enrol(&mut elena, "Elena", role::VISITOR, &[district.north], NOW_S).unwrap();
    assert_eq!(drafts(&mut elena), []);

    let again = district.sync(&mut next);
    assert_eq!((again.requests, again.drafts_restored, again.drafts_backed_up), (1, 0, 0));
}

#[test]
fn each_answer_after_a_backup_waits_for_the_next_and_costs_nothing_where_nothing_was_answered() {
    let mut district = District::new();
    let id = district.begins();
    let mut rosa = std::mem::replace(&mut district.rosa, new_phone(&district.folder, "nobody"));
    district.sync(&mut rosa);
    rosa.store().unwrap().keep_draft(&id, &[value("/data/kg", "9.10")], "/data/kg", "").unwrap();
    assert!(!drafts(&mut rosa)[0].head.is_backed_up);
    assert_eq!(district.sync(&mut rosa).drafts_backed_up, 1);
    assert_eq!(district.sync(&mut rosa).drafts_backed_up, 0);
    let mut next = district.another(district.worker, "next");
    district.sync(&mut next);
    assert!(drafts(&mut next)[0].facts.contains(&value("/data/kg", "9.10")));
}

#[test]
fn what_was_finished_or_let_go_comes_back_to_nobody_though_the_answer_of_its_backup_was_lost() {
    for finished in [false, true] {
        let mut district = District::new();
        let id = district.begins();
        let cut = Line { cut_down_after: Some(3), ..Line::default() };
        district.sync_rosa();
        district.rosa.store().unwrap().keep_draft(&id, &[value("/data/kg", "9.10")], "/data/kg", "").unwrap();
        sync(&district.server.storage, &mut district.rosa, cut, NOW_S).unwrap_err();
        assert!(!district.kept(&id).head.is_backed_up, "nobody said so");
        let mut held = district.another(district.worker, "held");
        district.sync(&mut held);
        assert!(drafts(&mut held)[0].facts.contains(&value("/data/kg", "9.10")), "the server has it");

        let store = district.rosa.store().unwrap();
        if finished {
            let mut act = Draft::new(store.author().unwrap());
            act.about_new(household::ID, [(household::area, Value::Record(district.north))].into()).unwrap();
            store.finish_draft(&id, act).unwrap();
        } else {
            store.drop_draft(&id).unwrap();
        }
        let report = district.sync_rosa();
        assert_eq!(report.drafts_backed_up, 1, "the server was told");
        let mut next = district.another(district.worker, "next");
        assert_eq!(district.sync(&mut next).drafts_restored, 0);
        assert_eq!(drafts(&mut next), []);
    }
}

#[test]
fn what_never_left_the_phone_needs_no_word_when_it_is_let_go() {
    let mut district = District::new();
    district.sync_rosa();
    let id = district.begins();
    district.rosa.store().unwrap().drop_draft(&id).unwrap();
    let mut session = Session::start(district.rosa.store().unwrap()).unwrap();
    let mut frames = 0;
    while session.next_frame(district.rosa.store().unwrap()).unwrap().is_some() {
        frames += 1;
    }
    assert_eq!(frames, 2, "a head and an end");
}

#[test]
fn whoever_goes_on_with_it_keeps_it_when_the_first_phone_is_found_and_lets_its_own_go() {
    let mut district = District::new();
    let id = district.begins();
    district.sync_rosa();
    let mut next = district.another(district.worker, "next");
    district.sync(&mut next);
    next.store().unwrap().keep_draft(&id, &[value("/data/kg", "9.30")], "/data/kg", "").unwrap();
    district.sync(&mut next);
    district.rosa.store().unwrap().drop_draft(&id).unwrap();
    district.sync_rosa();
    let mut third = district.another(district.worker, "third");
    district.sync(&mut third);
    assert!(drafts(&mut third)[0].facts.contains(&value("/data/kg", "9.30")));
}

#[test]
fn a_phone_that_was_stopped_hands_nothing_over_and_is_given_nothing_but_what_it_left_is() {
    let mut district = District::new();
    let id = district.begins();
    district.sync_rosa();
    let device = district.device();
    district.stop(device);
    district.rosa.store().unwrap().keep_draft(&id, &[value("/data/kg", "99")], "/data/kg", "").unwrap();
    let report = district.sync_rosa();
    assert_eq!((report.stopped, report.drafts_backed_up), (true, 0));
    let mut thief = district.another(district.worker, "thief");
    district.stop(thief.store().unwrap().device());
    assert_eq!(district.sync(&mut thief).drafts_restored, 0);
    let mut next = district.another(district.worker, "next");
    district.sync(&mut next);
    assert!(drafts(&mut next)[0].facts.contains(&value("/data/kg", "8.90")));
}

#[test]
fn a_draft_about_a_family_that_she_does_not_work_for_any_more_stays_where_it_is() {
    let mut district = District::new();
    district.begins();
    district.sync_rosa();
    let mut eva = new_phone(&district.folder, "eva");
    let areas = [district.north, district.south];
    district.server.enrol(&mut eva, "Eva", role::SUPERVISOR, &areas, NOW_S).unwrap();
    let store = eva.store().unwrap();
    let house = shown_field(&store.log(), district.child, person::household).unwrap();
    let house = house.value.and_then(|value| value.as_record()).unwrap();
    let shown = shown_field(&store.log(), house, household::area).unwrap();
    let mut action = store.begin().unwrap();
    action.set(&shown, Value::Record(district.south), Some("invented")).unwrap();
    action.save().unwrap();
    district.sync(&mut eva);
    let mut next = district.another(district.worker, "next");
    assert_eq!(district.sync(&mut next).drafts_restored, 0);
}

#[test]
fn one_that_cannot_be_read_here_keeps_nothing_else_from_coming_and_is_kept_as_it_came() {
    let mut district = District::new();
    let (bad, good) = (district.begins(), district.begins());
    district.sync_rosa();
    let spoilt = |conn: &rusqlite::Connection| {
        conn.execute("UPDATE draft_backup SET body = x'a10bff' WHERE id = ?1", [&bad]).unwrap()
    };
    assert_eq!(district.server.storage.inspect(spoilt).unwrap(), 1);
    let mut next = district.another(district.worker, "next");
    let report = district.sync(&mut next);
    assert_eq!((report.drafts_restored, report.drafts_unread), (1, 1));
    assert_eq!(drafts(&mut next)[0].head.id, good);
    let its_form = content::read(&next.store().unwrap().log(), &ContentName::of(FORM)).unwrap();
    assert_eq!(its_form.as_deref(), Some(FORM));
    assert_eq!(district.sync(&mut next).drafts_unread, 0, "it came once");
    // The app is a later version, which can read it.
    let read = |conn: &rusqlite::Connection| -> Vec<u8> {
        conn.query_row("SELECT body FROM draft_backup WHERE id = ?1", [&good], |row| row.get(0)).unwrap()
    };
    let body = district.server.storage.inspect(read).unwrap();
    let later = "UPDATE draft_unread SET body = ?1 WHERE id = ?2";
    assert_eq!(
        next.store().unwrap().log().connection().execute(later, rusqlite::params![body, bad]).unwrap(),
        1
    );
    district.sync(&mut next);
    let there: BTreeSet<String> = drafts(&mut next).into_iter().map(|kept| kept.head.id).collect();
    assert_eq!(there, BTreeSet::from([bad, good.clone()]));

    // One that is damaged where it is keeps no record from going.
    let store = district.rosa.store().unwrap();
    store.keep_draft(&good, &[value("/data/kg", "9.1")], "", "").unwrap();
    store.log().connection().execute("UPDATE draft_fact SET kind = 9 WHERE draft = ?1", [&good]).unwrap();
    family(store, district.north).unwrap();
    let report = district.sync_rosa();
    assert_eq!((report.on_this_phone_only, report.drafts_backed_up), (0, 0));
}

#[test]
fn a_server_that_was_set_back_is_handed_it_again() {
    let mut district = District::new();
    district.sync_rosa();
    let backup = district.folder.path().join("backup.db");
    now_or_never(district.server.storage.backup(&backup)).unwrap();
    let id = district.begins();
    district.sync_rosa();
    assert!(district.kept(&id).head.is_backed_up);
    district.server.storage = SqliteStorage::restored(&backup, &district.server.keys, None).unwrap();
    let report = district.sync_rosa();
    assert!(report.server_set_back);
    assert_eq!(report.drafts_backed_up, 1);
    now_or_never(district.server.storage.confirm_set_back()).unwrap();
    let mut next = district.another(district.worker, "next");
    district.sync(&mut next);
    assert_eq!(drafts(&mut next), [district.kept(&id)]);
}

#[test]
fn it_goes_within_the_days_budget_and_the_longest_of_all_stays_where_it_is_and_says_so() {
    let mut district = District::new();
    district.sync_rosa();
    let noise = |bytes: usize| {
        let mut noise = vec![0; bytes / 2];
        blake3::Hasher::new().finalize_xof().fill(&mut noise);
        noise.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let ids: Vec<String> = (0..4).map(|_| district.begins()).collect();
    let store = district.rosa.store().unwrap();
    store.set_content_budget(content_budget::LEAST_DAY_BYTES).unwrap();
    store.keep_draft(&ids[3], &[value("/data/kg", &noise(limits::DRAFT_BYTES))], "", "").unwrap();
    for id in &ids[..3] {
        store.keep_draft(id, &[value("/data/kg", &noise(80_000))], "", "").unwrap();
    }
    let day = |district: &District, day: i64| {
        district.rosa.clock.wall_s.store(NOW_S + day * 86_400, Ordering::Relaxed);
    };
    assert_eq!(district.sync_rosa().drafts_backed_up, 1);
    assert_eq!(district.sync_rosa().drafts_backed_up, 0, "enough for one day");
    day(&district, 1);
    assert_eq!(district.sync_rosa().drafts_backed_up, 1);
    day(&district, 2);
    assert_eq!(district.sync_rosa().drafts_backed_up, 1);
    day(&district, 3);
    assert_eq!(district.sync_rosa().drafts_backed_up, 0);
    let backed_up = ids.iter().map(|id| district.kept(id).head.is_backed_up).collect::<Vec<_>>();
    assert_eq!(backed_up, [true, true, true, false]);
}

#[test]
fn many_drafts_come_back_over_a_line_that_is_cut_anywhere_and_none_twice() {
    let mut district = District::new();
    let mut ids: Vec<String> = (0..40).map(|_| district.begins()).collect();
    district.sync_rosa();
    let mut next = district.another(district.worker, "next");
    let (mut passed, mut cuts, mut restored) = (Passed::default(), 0, 0);
    for attempt in 1.. {
        assert!(attempt < 60, "it comes");
        let done = session::run(next.store().unwrap(), |session, store| {
            let cut = (cuts < 12).then_some(4_000 + 700 * cuts);
            cuts += 1;
            let line = Line { cut_down_after: cut, ..Line::default() };
            exchange(&district.server.storage, line, NOW_S, &mut passed, session, store)
        });
        restored += done.as_ref().map_or(0, |report| report.drafts_restored);
        next.close();
        if done.is_ok() {
            break;
        }
    }
    let mut found: Vec<String> = drafts(&mut next).into_iter().map(|kept| kept.head.id).collect();
    found.sort();
    ids.sort();
    assert_eq!(found, ids);
    assert!(cuts > 2 && restored < 40, "{restored} in the last sync, {cuts} requests");
}

impl District {
    fn sync_rosa(&mut self) -> Report {
        sync(&self.server.storage, &mut self.rosa, Line::default(), NOW_S).unwrap()
    }

    fn device(&mut self) -> DeviceId {
        self.rosa.store().unwrap().device()
    }
}
