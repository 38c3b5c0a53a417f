//! A checklist in a worker's hands, over the real server and the real store: begun on the version that came, kept at every act, moved to a newer
//! version, refused where this app cannot run it, finished as a visit that reaches the server.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chaski::action::review::{self, Remark};
use chaski::action::{Acting, Refusal as NoSuch, Stop};
use chaski::change::content::ContentName;
use chaski::filling::{Filling, FillingError, Finishing, forms};
use chaski::forms::package::Package;
use chaski::forms::session::screen::Next;
use chaski::forms::session::{Host, Refusal};
use chaski::record::{RecordName, role, table};
use chaski::screens::{self, Asked, Does};
use chaski::store::content::on_phone;
use chaski::store::query;
use chaski::store::releases::day_of;
use chaski::store::{KeyFile, Place, Store, StoreError, SystemClock};
use chaski::sync::http::{self, Link};
use chaski::words::Lang;
use chaski_service::storage::sqlite::Options;
use chaski_service::storage::{NewRelease, Storage};
use chaski_tests::disk::Disk;
use chaski_tests::served::ServedDistrict;
use chaski_tests::world::{Line, Phone, Server, family, now_or_never, sync};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

const NOW_S: i64 = 1_800_000_000;

struct Quiet;

impl Host for Quiet {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2027-01-15T10:00:00-05:00").unwrap()
    }
    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        -5 * 3600
    }
    fn seed(&self) -> u64 {
        7
    }
}

/// A checklist about a child's night; what stands in `model` and `body` is one version's own.
fn checklist(version: &str, root: &str, model: &str, body: &str) -> Vec<u8> {
    let xform = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:entities="http://www.opendatakit.org/xforms/entities"
        xmlns:jr="http://openrosa.org/javarosa">
        <h:head><h:title>Night</h:title><model><instance><{root} id="night" version="{version}"><kg/><sleeps/><told/><ended/>{model}</{root}></instance>
        <bind nodeset="/{root}/kg" type="decimal" required="true()" constraint=". &lt; 60" entities:saveto="reading.weight.kg"/>
        <bind nodeset="/{root}/ended" type="dateTime" jr:preload="timestamp" jr:preloadParams="end" entities:saveto="visit.ended"/></model></h:head>
        <h:body><input ref="/{root}/told"><label>What else?</label></input><input ref="/{root}/kg"><label>Weight?</label></input><select1 ref="/{root}/sleeps"><label>Sleeps?</label>
        <item><label>Well</label><value>well</value></item>{body}</select1></h:body></h:html>"#
    );
    Package { xform, files: BTreeMap::from([("moon.png".to_owned(), vec![7; 20])]) }.encode()
}

/// It asks of an aunt, last and by a name that comes first.
fn first() -> Vec<u8> {
    let aunt = "<item><label>Badly</label><value>badly</value></item></select1><input ref=\"/data/aunt\"><label>Which aunt?</label></input>
        <select1 ref=\"/data/over\"><label>Is it over?</label><item><label>Yes</label><value>yes</value></item>";
    checklist("1", "data", "<aunt/><over/>", aunt)
}

/// It asks of dreams too, and nobody sleeps badly any more; its root is called otherwise.
fn second() -> Vec<u8> {
    let dreams = "</select1><input ref=\"/night/dreams\"><label>Dreams?</label></input><select1 ref=\"/night/sleeps2\"><label>And now?</label>
        <item><label>Well</label><value>well</value></item>";
    checklist("2", "night", "<dreams/><sleeps2/>", dreams)
}

struct Home {
    server: Server,
    rosa: Phone,
    child: RecordName,
    house: RecordName,
    area: RecordName,
    folder: tempfile::TempDir,
}

impl Home {
    fn new(place: Option<Place>) -> Home {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Options::default());
        let area = now_or_never(server.storage.add_area("Norte", 5, None)).unwrap();
        let mut rosa = Phone::at(place.unwrap_or_else(|| Place::file(folder.path().join("rosa.db"))));
        rosa.clock.wall_s.store(NOW_S, Ordering::Relaxed);
        server.enrol(&mut rosa, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
        let (house, child) = family(rosa.store().unwrap(), area).unwrap();
        let mut home = Home { server, rosa, child, house, area, folder };
        home.publishes("1", first());
        home
    }

    /// A version is released and reaches the phone, which compiles it; how many the phone refuses.
    fn publishes(&mut self, version: &str, content: Vec<u8>) -> u64 {
        let release = NewRelease {
            kind: 1,
            name: "night".into(),
            version: version.into(),
            content,
            since: day_of(NOW_S),
            today: day_of(NOW_S),
        };
        now_or_never(self.server.storage.release(&release)).unwrap();
        self.syncs();
        forms::compile(self.rosa.store().unwrap()).unwrap()
    }

    fn syncs(&mut self) {
        sync(&self.server.storage, &mut self.rosa, Line::default(), NOW_S).unwrap();
    }

    fn used(&mut self) -> ContentName {
        let all = on_phone(&self.rosa.store().unwrap().log(), &day_of(NOW_S)).unwrap();
        all.into_iter().find_map(|one| one.used).unwrap().content
    }

    fn begins(&mut self) -> Filling {
        let content = self.used();
        Filling::begin(self.rosa.store().unwrap(), self.child, content, Box::new(Quiet), None).unwrap()
    }

    /// The process ends where it stands.
    fn dies(&mut self, filling: Filling) -> Filling {
        let draft = filling.head().id.clone();
        drop(filling);
        self.rosa.close();
        Filling::resume(self.rosa.store().unwrap(), &draft, Box::new(Quiet)).unwrap()
    }

    fn answers(&mut self, filling: &mut Filling, path: &str, text: &str) {
        filling.answer(self.rosa.store().unwrap(), path, text).unwrap();
    }
}

#[test]
fn every_answer_and_the_screen_outlive_the_process() {
    let mut home = Home::new(None);
    let mut night = home.begins();
    home.answers(&mut night, "/data/kg", "8.3");
    night.jump(home.rosa.store().unwrap(), "/data/kg").unwrap();
    let next = night.forward(home.rosa.store().unwrap()).unwrap();
    assert!(matches!(&next, Next::Screen { screen } if screen.path == "/data/sleeps"), "{next:?}");
    let refused = night.answer(home.rosa.store().unwrap(), "/data/sleeps", "long");
    assert!(matches!(refused, Err(FillingError::Refused(Refusal::NotOffered))), "{refused:?}");
    let mut night = home.dies(night);
    assert_eq!(night.session().screen().unwrap().path, "/data/sleeps");
    assert_eq!(night.back(home.rosa.store().unwrap()).unwrap().unwrap().questions[0].value, "8.3");
}

#[test]
fn a_disk_that_is_full_refuses_the_act_and_what_it_changed_is_kept_with_the_next_one() {
    let disk = Disk::new(3);
    let mut home = Home::new(Some(Place { path: "rosa.db".into(), vfs: Some(disk.vfs_name().to_owned()) }));
    let mut night = home.begins();
    disk.set_full(Some(disk.used()));
    let text = "She coughs. ".repeat(5_000);
    let refused = night.answer(home.rosa.store().unwrap(), "/data/told", &text);
    assert!(matches!(refused, Err(FillingError::Stopped(Stop::Failed(StoreError::DiskFull)))), "{refused:?}");
    disk.set_full(None);
    home.answers(&mut night, "/data/sleeps", "well");
    let night = home.dies(night);
    let value = |path: &str| night.session().value(night.session().find(path).unwrap());
    assert_eq!((value("/data/told"), value("/data/sleeps")), (text, "well".to_owned()));
}

#[test]
fn from_what_a_full_disk_did_not_keep_nobody_is_led_on() {
    let disk = Disk::new(4);
    let mut home = Home::new(Some(Place { path: "rosa.db".into(), vfs: Some(disk.vfs_name().to_owned()) }));
    let mut night = home.begins();
    home.answers(&mut night, "/data/kg", "8.3");
    night.jump(home.rosa.store().unwrap(), "/data/kg").unwrap();
    disk.set_full(Some(disk.used()));
    let store = home.rosa.store().unwrap();
    assert!(night.answer(store, "/data/told", &"She coughs. ".repeat(5_000)).is_err());
    for leads in ["forward", "back", "jump"] {
        let led = match leads {
            "forward" => night.forward(store).map(|_| ()),
            "back" => night.back(store).map(|_| ()),
            _ => night.jump(store, "/data/aunt").map(|_| ()),
        };
        assert!(
            matches!(led, Err(FillingError::Stopped(Stop::Failed(StoreError::DiskFull)))),
            "{leads}: {led:?}"
        );
        assert_eq!(night.session().screen().unwrap().path, "/data/kg", "{leads}");
    }
    disk.set_full(None);
    let next = night.forward(store).unwrap();
    assert!(matches!(&next, Next::Screen { screen } if screen.path == "/data/sleeps"), "{next:?}");
}

#[test]
fn a_draft_finishes_under_its_version_though_another_came_and_the_visit_reaches_the_server_once() {
    let mut home = Home::new(None);
    let mut night = home.begins();
    home.answers(&mut night, "/data/kg", "8.3");
    home.publishes("2", second());
    let mut night = home.dies(night);
    assert_eq!(night.session().form().version, "1");
    let done = night.finish(home.rosa.store().unwrap(), Finishing::default()).unwrap();
    assert_eq!(done.household, home.house);
    assert!(
        night.finish(home.rosa.store().unwrap(), Finishing::default()).is_err(),
        "a visit is not made twice"
    );
    assert_eq!(home.rosa.store().unwrap().drafts().unwrap(), []);
    let page = query::visit(&home.rosa.store().unwrap().log(), &done.visit.unwrap()).unwrap();
    assert_eq!(page.readings.len(), 1);
    assert_eq!(page.view.field("ended").unwrap().value, Quiet.now().timestamp(), "its form asks for its end");
    home.syncs();
    let store = home.rosa.store().unwrap();
    assert_eq!(chaski::store::inbox::delivery(&store.log()).unwrap().on_this_phone_only, 0);
}

#[test]
fn a_draft_moves_when_its_worker_says_so_and_an_answer_without_a_place_stays_beside_it_in_words() {
    let mut home = Home::new(None);
    let mut night = home.begins();
    home.answers(&mut night, "/data/kg", "8.3");
    home.answers(&mut night, "/data/sleeps", "badly");
    home.answers(&mut night, "/data/aunt", "Rosa");
    let newer = |home: &mut Home, night: &Filling| {
        night.newer(&home.rosa.store().unwrap().log(), &day_of(NOW_S)).unwrap().map(|of| of.content)
    };
    assert_eq!(newer(&mut home, &night), None);
    home.publishes("2", second());
    let to = newer(&mut home, &night).unwrap();
    let moved = night.move_to(home.rosa.store().unwrap(), &to, Box::new(Quiet), Lang::Es).unwrap();
    assert_eq!((moved.from.as_str(), moved.to.as_str()), ("1", "2"));
    let beside: Vec<_> =
        moved.placeless.iter().map(|one| (one.label.as_str(), one.answer.as_str())).collect();
    assert_eq!(
        beside,
        [("Sleeps?", "Badly"), ("Which aunt?", "Rosa")],
        "in the order in which they were asked"
    );
    assert_eq!(moved.new_questions, ["/night/dreams", "/night/sleeps2"]);
    home.answers(&mut night, "/night/dreams", "a river");
    let night = home.dies(night);
    let value = |path: &str| night.session().value(night.session().find(path).unwrap());
    assert_eq!(["/night/kg", "/night/sleeps", "/night/dreams"].map(value), ["8.3", "", "a river"]);
    let kept = home.rosa.store().unwrap().draft(&night.head().id).unwrap().unwrap();
    assert_eq!(kept.placeless.len(), 2);
}

#[test]
fn a_form_that_this_app_cannot_run_is_refused_with_its_place_and_the_one_before_it_goes_on() {
    let mut home = Home::new(None);
    let before = home.used();
    let of_a_later_app = checklist("2", "data", "<a/>", "<item><label>Odd</label><value>o</value></item>");
    let package = Package::decode(&of_a_later_app).unwrap();
    let unknown = package.xform.replace("constraint=\". &lt; 60\"", "constraint=\"pulse-of(.) &lt; 60\"");
    let bad = Package { xform: unknown, ..package }.encode();
    assert_eq!(home.publishes("2", bad), 1);
    assert_eq!(home.used(), before);
    home.syncs();
    let told = now_or_never(home.server.storage.checklists(&day_of(NOW_S))).unwrap();
    let (version, why, _) = told[0].refused.clone().unwrap();
    assert!(version == "2" && why.contains("pulse-of"), "{version}: {why}");
    let feeds_nothing = second();
    let package = Package::decode(&feeds_nothing).unwrap();
    let misplaced = package.xform.replace("reading.weight.kg", "reading.mass");
    assert_eq!(home.publishes("3", Package { xform: misplaced, ..package }.encode()), 1);
    assert_eq!(home.publishes("4", b"\x01no package".to_vec()), 1);
    assert_eq!(home.used(), before);
}

#[test]
fn a_finished_checklist_is_opened_again_and_corrected_in_front_of_what_was_shown_even_if_the_phone_dies() {
    let mut home = Home::new(None);
    let mut night = home.begins();
    home.answers(&mut night, "/data/kg", "8.3");
    let done = night.finish(home.rosa.store().unwrap(), Finishing::default()).unwrap();
    home.publishes("2", second());
    let answers = *done.records.last().unwrap();
    let store = home.rosa.store().unwrap();
    let mut again = Filling::reopen(store, answers, None, Box::new(Quiet), None).unwrap();
    assert_eq!((again.session().form().version.as_str(), again.head().corrects), ("1", Some(answers)));
    let same = again.finish(store, Finishing::default());
    assert!(matches!(same, Err(FillingError::Stopped(Stop::Refused(NoSuch::Already(_))))), "{same:?}");
    home.answers(&mut again, "/data/kg", "9.3");
    let mut again = home.dies(again);
    let reason = Some("read wrongly");
    let corrected =
        again.finish(home.rosa.store().unwrap(), Finishing { reason, ..Finishing::default() }).unwrap();
    assert_eq!((corrected.visit, corrected.records), (done.visit, vec![]));
    let page = query::visit(&home.rosa.store().unwrap().log(), &done.visit.unwrap()).unwrap();
    let weight = page.readings[0].field("weight").unwrap();
    assert_eq!(weight.value["kg"], "9.3");
    assert_eq!(home.rosa.store().unwrap().drafts().unwrap(), []);
}

#[test]
fn a_comment_on_an_answer_is_read_in_the_words_of_its_question_and_opens_it() {
    let mut home = Home::new(None);
    let mut night = home.begins();
    home.answers(&mut night, "/data/kg", "8.3");
    home.answers(&mut night, "/data/sleeps", "badly");
    let done = night.finish(home.rosa.store().unwrap(), Finishing::default()).unwrap();
    let answers = *done.records.last().unwrap();
    home.syncs();
    let mut marta = Phone::at(Place::file(home.folder.path().join("marta.db")));
    marta.clock.wall_s.store(NOW_S, Ordering::Relaxed);
    home.server.enrol(&mut marta, "Marta", role::SUPERVISOR, &[home.area], NOW_S).unwrap();
    sync(&home.server.storage, &mut marta, Line::default(), NOW_S).unwrap();
    let remark = Remark {
        record: answers,
        field: Some(table::answers::answer),
        path: Some("sleeps".into()),
        text: "¿Cuántas noches?".into(),
    };
    let store = marta.store().unwrap();
    let author = store.author().unwrap();
    let acting = Acting { log: store.log(), author, areas: None };
    let (draft, comment) = review::comment(&acting, &remark, true).unwrap();
    store.save(draft).unwrap();
    sync(&home.server.storage, &mut marta, Line::default(), NOW_S).unwrap();
    home.syncs();

    let store = home.rosa.store().unwrap();
    let today = DateTime::from_timestamp(NOW_S, 0).unwrap().date_naive();
    let asked = Asked { lang: Lang::Es, today, utc_offset_min: -300 };
    let view = screens::screen(store, &screens::Place::Returned(comment), None, asked).unwrap();
    let row =
        view.groups.iter().flat_map(|group| &group.rows).find(|row| row.title.text == "Sleeps?").unwrap();
    assert_eq!(row.lines[0].text, "Badly");
    let again = Does::CorrectChecklist { answers, path: Some("sleeps".into()) };
    assert_eq!(row.does, Some(again));
    let opened = Filling::reopen(store, answers, Some("sleeps"), Box::new(Quiet), None).unwrap();
    assert_eq!(opened.session().screen().unwrap().path, "/data/sleeps");
    let gone = Filling::reopen(store, answers, Some("snores"), Box::new(Quiet), None).unwrap();
    assert_eq!(gone.session().screen().unwrap().path, "/data/told", "what is not asked has no screen");
}

#[test]
fn before_she_saves_a_worker_reads_the_danger_first_wherever_it_was_asked() {
    let mut home = Home::new(None);
    let danger = "</select1><group ref=\"/data/go\" appearance=\"stop\"><label>Danger</label><select1 ref=\"/data/go/goes\"><label>Do they go?</label>
        <item><label>Now</label><value>now</value></item></select1></group><select1 ref=\"/data/over\"><label>Is it over?</label>
        <item><label>Yes</label><value>yes</value></item>";
    assert_eq!(home.publishes("5", checklist("5", "data", "<go><goes/></go><over/>", danger)), 0);
    let mut night = home.begins();
    for (path, text) in [("/data/kg", "8.3"), ("/data/sleeps", "well"), ("/data/go/goes", "now")] {
        home.answers(&mut night, path, text);
    }
    let today = DateTime::from_timestamp(NOW_S, 0).unwrap().date_naive();
    let asked = Asked { lang: Lang::Es, today, utc_offset_min: -300 };
    let view = screens::check(home.rosa.store().unwrap(), &night, asked).unwrap();
    let row = &view.groups[0].rows[0];
    assert_eq!((row.title.text.as_str(), row.lines[0].text.as_str()), ("Do they go?", "Now"));
    assert_eq!(row.marks[0].state, screens::State::Danger);
    assert_eq!(
        view.groups[1].rows.iter().map(|row| row.lines[0].text.as_str()).collect::<Vec<_>>(),
        ["8.3", "Well"]
    );
}

#[test]
fn two_persons_of_a_house_are_asked_about_at_one_visit() {
    let mut home = Home::new(None);
    let mut first = home.begins();
    home.answers(&mut first, "/data/kg", "8.3");
    let visit = first.finish(home.rosa.store().unwrap(), Finishing::default()).unwrap().visit;
    let mut second = home.begins();
    home.answers(&mut second, "/data/kg", "12.3");
    let how = Finishing { visit, ..Finishing::default() };
    assert_eq!(second.finish(home.rosa.store().unwrap(), how).unwrap().visit, visit);
    let page = query::visit(&home.rosa.store().unwrap().log(), &visit.unwrap()).unwrap();
    assert_eq!(page.readings.len(), 2);
}

#[test]
fn the_sync_that_brings_a_form_that_this_app_cannot_run_tells_so() {
    let folder = tempfile::tempdir().unwrap();
    let keys = tempfile::tempdir().unwrap();
    let district = ServedDistrict::start(&folder.path().join("server"), keys.path()).unwrap();
    let key_file = KeyFile::at(keys.path().join("phone.key"));
    let place = Place::file(folder.path().join("phone.db"));
    let mut store = Store::open(&place, Arc::new(key_file), Arc::new(SystemClock::start())).unwrap();
    http::enrol(&mut store, &district.invitation().unwrap(), "a phone", &Link::default()).unwrap();
    let since = "2000-01-01";
    let release = NewRelease {
        kind: 1,
        name: "night".into(),
        version: "1".into(),
        content: b"\x01no package".to_vec(),
        since: since.into(),
        today: since.into(),
    };
    district.runtime.block_on(district.storage.release(&release)).unwrap();
    http::sync(&mut store, &Link::default(), &AtomicBool::new(false), &mut |_| {}).unwrap();
    let told = district.runtime.block_on(district.storage.checklists("2000-01-02")).unwrap();
    assert_eq!(told[0].refused.as_ref().map(|(version, ..)| version.as_str()), Some("1"));
}

#[test]
fn what_does_not_hold_before_it_is_answered_keeps_nobody_from_beginning() {
    let mut home = Home::new(None);
    let day = r#"<bind nodeset="/data/told" calculate="if(/data/kg = '', '-', '2027-01-15')" entities:saveto="reading.on"/></model>"#;
    let package = Package::decode(&first()).unwrap();
    let xform = package.xform.replace("</model>", day).replace("version=\"1\"", "version=\"2\"");
    home.publishes("2", Package { xform, ..package }.encode());
    let mut night = home.begins();
    assert_eq!(night.session().form().version, "2");
    home.answers(&mut night, "/data/kg", "8.3");
    assert!(night.finish(home.rosa.store().unwrap(), Finishing::default()).is_ok());
}

#[test]
fn what_the_disk_did_not_take_goes_along_to_another_version() {
    let disk = Disk::new(4);
    let mut home = Home::new(Some(Place { path: "rosa.db".into(), vfs: Some(disk.vfs_name().to_owned()) }));
    let mut night = home.begins();
    home.answers(&mut night, "/data/told", "She coughs.");
    home.publishes("2", second());
    disk.set_full(Some(disk.used()));
    let text = "She coughs a lot. ".repeat(5_000);
    assert!(night.answer(home.rosa.store().unwrap(), "/data/told", &text).is_err());
    disk.set_full(None);
    let to = home.used();
    let moved = night.move_to(home.rosa.store().unwrap(), &to, Box::new(Quiet), Lang::Es).unwrap();
    assert_eq!(moved.placeless, vec![]);
    let night = home.dies(night);
    assert_eq!(night.session().value(night.session().find("/night/told").unwrap()), text);
}

#[test]
fn what_lies_beside_a_form_is_given_by_its_name_and_nothing_else_is() {
    let mut home = Home::new(None);
    let night = home.begins();
    let package = forms::package(&home.rosa.store().unwrap().log(), &night.head().content).unwrap();
    assert_eq!(package.files.get("moon.png").map(Vec::len), Some(20));
    let nobody = RecordName { number: 999, ..home.child };
    let content = home.used();
    let refused = Filling::begin(home.rosa.store().unwrap(), nobody, content, Box::new(Quiet), None);
    assert!(matches!(refused, Err(FillingError::Stopped(Stop::Refused(NoSuch::Nowhere(_))))));
    let lost =
        Filling::begin(home.rosa.store().unwrap(), home.child, ContentName([9; 32]), Box::new(Quiet), None);
    assert!(matches!(lost, Err(FillingError::Stopped(Stop::Failed(StoreError::NoContent)))));
}
