//! What is on a phone only goes to the server in a sealed file: whole, whenever it comes, and for this server alone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chaski::record::table::household;
use chaski::record::{Value, role};
use chaski::store::{KeyFile, Place, Store, StoreError, SystemClock};
use chaski::sync::bundle::{Bundle, write};
use chaski::sync::http;
use chaski::sync::message::RefusalCode;
use chaski::sync::session::{Session, SyncError};
use chaski_service::bundles::{self, NotTaken};
use chaski_service::session::{Outcome, ServerSession};
use chaski_service::storage::Storage;

use crate::common::web::Browser;
use crate::common::{District, Phone};

const NOW_S: i64 = 1_800_000_000;

fn taken(district: &District, bytes: &[u8]) -> Result<Outcome, NotTaken> {
    district.runtime.block_on(bundles::take(&*district.storage, bytes, NOW_S)).unwrap()
}

fn dump(district: &District) -> String {
    let dump = district.runtime.block_on(district.storage.dump(district.norte)).unwrap();
    String::from_utf8(dump).unwrap()
}

#[test]
fn what_a_phone_holds_arrives_whole_by_file_and_its_next_sync_hears_so() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    let house = phone.household(district.norte, "by file");
    phone.visits(house, 300, 900);
    let written = write(&mut phone.store).unwrap();
    assert!(written.changes > 300, "{}", written.changes);
    let bytes = written.bundle.to_bytes();
    assert!(!bytes.windows(7).any(|piece| piece == b"by file"));
    let outcome = taken(&district, &bytes).unwrap();
    assert!(outcome.whole && outcome.rejected == 0);
    assert_eq!(outcome.new_changes, written.changes);
    assert!(dump(&district).contains("by file"));
    // It may come twice.
    assert_eq!(taken(&district, &bytes).unwrap().new_changes, 0);
    // The phone goes on as if nothing had been written, and hears that all is held.
    let report = district.sync(&mut phone).unwrap();
    assert_eq!((report.on_this_phone_only, report.lines, report.apart), (0, None, 0));
    assert_eq!(write(&mut phone.store).unwrap().changes, 0);
}

#[test]
fn a_file_still_counts_after_a_later_sync_that_was_cut_and_the_phone_was_lost() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    district.sync(&mut phone).unwrap();
    let house = phone.household(district.norte, "before the cut");
    phone.visits(house, 200, 1500);
    let written = write(&mut phone.store).unwrap();
    let stop = AtomicBool::new(false);
    let cut = http::sync(&mut phone.store, &district.link(), &stop, &mut |progress| {
        stop.store(progress.sent_bytes > progress.to_send_bytes / 3, Ordering::Relaxed);
    });
    assert_eq!(cut.unwrap_err().code(), "cancelled");
    drop(phone);
    let outcome = taken(&district, &written.bundle.to_bytes()).unwrap();
    assert!(outcome.whole && outcome.new_changes > 0 && outcome.new_changes <= written.changes);
    let held = district.runtime.block_on(district.storage.devices()).unwrap();
    assert!(held.iter().any(|one| one.changes == written.changes), "{held:?}");
}

#[test]
fn files_may_come_in_any_order_and_between_them_the_phone_may_sync() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    let house = phone.household(district.norte, "first");
    let first = write(&mut phone.store).unwrap();
    phone.visits(house, 5, 100);
    let second = write(&mut phone.store).unwrap();
    assert_eq!(taken(&district, &second.bundle.to_bytes()).unwrap().new_changes, second.changes);
    assert_eq!(taken(&district, &first.bundle.to_bytes()).unwrap().new_changes, 0);
    phone.visits(house, 5, 100);
    assert_eq!(district.sync(&mut phone).unwrap().on_this_phone_only, 0);
    assert_eq!(taken(&district, &second.bundle.to_bytes()).unwrap().new_changes, 0);
    phone.visits(house, 5, 100);
    let report = district.sync(&mut phone).unwrap();
    assert_eq!((report.on_this_phone_only, report.lines), (0, None));
}

#[test]
fn a_file_of_another_district_a_turned_bit_and_any_other_file_bring_nothing_and_say_why() {
    let (district, other) = (District::start(), District::start());
    let mut phone = other.visitor(other.norte);
    phone.household(other.norte, "theirs");
    let theirs = write(&mut phone.store).unwrap().bundle.to_bytes();
    assert_eq!(taken(&district, &theirs).unwrap_err(), NotTaken::Sealed);
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "ours");
    let ours = write(&mut phone.store).unwrap().bundle.to_bytes();
    for at in [16, 47, 60, ours.len() / 2, ours.len() - 1] {
        let mut wrong = ours.clone();
        wrong[at] ^= 1;
        assert_eq!(taken(&district, &wrong).unwrap_err(), NotTaken::Sealed, "{at}");
    }
    for cut in [0, 15, 20, 47] {
        assert_eq!(taken(&district, &ours[..cut]).unwrap_err(), NotTaken::NoBundle, "{cut}");
    }
    assert_eq!(taken(&district, &ours[..ours.len() - 1]).unwrap_err(), NotTaken::Sealed);
    assert!(!dump(&district).contains("ours"));
    assert_eq!(taken(&district, &ours).unwrap().rejected, 0);
    assert!(matches!(write(&mut Phone::new().store), Err(SyncError::Store(StoreError::NotEnrolled))));
}

#[test]
fn what_a_file_holds_is_no_request_and_a_request_is_no_file() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "a file");
    let bundle = write(&mut phone.store).unwrap().bundle;
    let frames = district.storage.unseal(&Bundle::from_bytes(&bundle.to_bytes()).unwrap()).unwrap();
    district.ask("POST", "/v1/sync", &frames);
    assert!(!dump(&district).contains("a file"));

    let mut session = Session::start(&mut phone.store).unwrap();
    let mut request = Vec::new();
    while let Some(frame) = session.next_frame(&phone.store).unwrap() {
        request.extend(frame);
    }
    let outcome = ServerSession::take_file(&*district.storage, &request, NOW_S);
    let outcome = district.runtime.block_on(outcome).unwrap();
    assert_eq!((outcome.refused, outcome.batches), (Some(RefusalCode::Unreadable), 0));
    assert!(!dump(&district).contains("a file"));
}

#[test]
fn what_a_stopped_phone_wrote_is_kept_and_set_aside() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    district.sync(&mut phone).unwrap();
    district.runtime.block_on(district.storage.stop_device(phone.store.device())).unwrap();
    phone.household(district.norte, "afterwards");
    let written = write(&mut phone.store).unwrap();
    assert_eq!(taken(&district, &written.bundle.to_bytes()).unwrap().new_changes, written.changes);
    assert!(!dump(&district).contains("afterwards"));
    assert_eq!(district.runtime.block_on(district.storage.aside()).unwrap().len() as u64, written.changes);
}

#[test]
fn a_supervisor_brings_a_card_with_her_browser_and_reads_what_came() {
    const PAGE: &str = "/people/bundle";
    let (district, other) = (District::start(), District::start());
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "on a card");
    let file = write(&mut phone.store).unwrap().bundle.to_bytes();
    district.account("norte", &[district.norte], (false, false));
    district.account("sur", &[district.sur], (false, false));
    let mut browser = Browser::signed_in(&district, "norte");
    assert!(browser.get("/people").text().contains(PAGE));
    let csrf = browser.get(PAGE).hidden("csrf").unwrap();
    let ours = [("csrf", csrf.as_str())];

    let mut refused = |fields: &[(&str, &str)], file: &[u8], status: u16, says: &str| {
        let page = browser.post_file(PAGE, fields, file);
        assert_eq!(page.status, status, "{says}");
        assert!(page.text().contains(says), "{says}: {}", page.text());
    };
    refused(&ours, b"", 422, "Elige el archivo de la tarjeta.");
    refused(&ours, b"a photo", 422, "no es de un celular de Chaski");
    refused(&ours, &file[..file.len() - 1], 422, "llegó dañado");
    let mut stranger = other.visitor(other.norte);
    stranger.household(other.norte, "theirs");
    refused(&ours, &write(&mut stranger.store).unwrap().bundle.to_bytes(), 422, "es de otro distrito");
    refused(&[("csrf", "another's")], &file, 403, "");
    refused(&[], &file, 403, "");
    refused(&ours, &vec![0; 17 * 1024 * 1024], 413, "");
    refused(&[ours[0], ("more", &"x".repeat(70_000))], &file, 413, "");
    assert!(!dump(&district).contains("on a card"));
    assert_eq!(Browser::new(&district).post_file(PAGE, &ours, &file).status, 403);

    let page = browser.post_file(PAGE, &ours, &file);
    assert_eq!(page.status, 200);
    for says in ["Tarjeta recibida", "Rosa", "1 registro", "en su próxima entrega"] {
        assert!(page.text().contains(says), "{says}: {}", page.text());
    }
    assert!(dump(&district).contains("on a card"));
    assert!(browser.get("/seen").text().contains("Recibió una tarjeta"));
    // Whose phone it is, only who looks after it reads.
    let mut browser = Browser::signed_in(&district, "sur");
    let csrf = browser.get(PAGE).hidden("csrf").unwrap();
    let page = browser.post_file(PAGE, &[("csrf", &csrf)], &file).text();
    assert!(
        page.contains("todo había llegado antes") && page.contains("otra zona") && !page.contains("Rosa"),
        "{page}"
    );
}

/// A phone whose app ends and begins again.
struct Restarted {
    store: Option<Store>,
    folder: tempfile::TempDir,
}

impl Restarted {
    fn enrolled(district: &District) -> Restarted {
        let mut phone = Restarted { store: None, folder: tempfile::tempdir().unwrap() };
        phone.begins();
        let invitation = district.invitation(role::VISITOR, &[district.norte]);
        http::enrol(phone.store(), &invitation, "a phone", &district.link()).unwrap();
        phone.syncs(district);
        phone
    }

    fn begins(&mut self) {
        self.store = None;
        let keys = KeyFile::at(self.folder.path().join("keys"));
        let place = Place::file(self.folder.path().join("phone.db"));
        self.store = Some(Store::open(&place, Arc::new(keys), Arc::new(SystemClock::start())).unwrap());
    }

    fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    /// Whole, and nothing is suspected.
    fn syncs(&mut self, district: &District) {
        let never = AtomicBool::new(false);
        let report = http::sync(self.store(), &district.link(), &never, &mut |_| {}).unwrap();
        assert_eq!((report.on_this_phone_only, report.lines, report.apart), (0, None, 0));
        assert!(report.rejected.is_empty() && !report.server_set_back, "{report:?}");
    }
}

#[test]
fn in_whatever_order_files_syncs_cuts_and_restarts_come_all_is_held_and_no_copy_is_suspected() {
    let district = District::start();
    for seed in 1..=16_u64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut draw = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        let mut phone = Restarted::enrolled(&district);
        let (mut files, mut saved): (Vec<Vec<u8>>, u64) = (Vec::new(), 0);
        for _ in 0..40 {
            match draw(8) {
                0..=2 => {
                    let mut action = phone.store().begin().unwrap();
                    let values = [
                        (household::area, Value::Record(district.norte)),
                        (household::known_as, Value::text(&"a house ".repeat(1 + draw(14)))),
                    ];
                    action.about_new(household::ID, BTreeMap::from(values)).unwrap();
                    action.save().unwrap();
                    saved += 1;
                }
                3 => files.push(write(phone.store()).unwrap().bundle.to_bytes()),
                4 if !files.is_empty() => {
                    let outcome = taken(&district, &files[draw(files.len())]).unwrap();
                    assert!(outcome.whole && outcome.rejected == 0, "{seed}: {outcome:?}");
                }
                5 => phone.begins(),
                6 => phone.syncs(&district),
                _ => {
                    let (stop, most) = (AtomicBool::new(false), draw(4_000) as u64);
                    let _ = http::sync(phone.store(), &district.link(), &stop, &mut |progress| {
                        stop.store(progress.sent_bytes + progress.received_bytes >= most, Ordering::Relaxed);
                    });
                }
            }
        }
        phone.syncs(&district);
        assert_eq!(write(phone.store()).unwrap().changes, 0, "{seed}");
        for file in &files {
            assert_eq!(taken(&district, file).unwrap().new_changes, 0, "{seed}");
        }
        phone.begins();
        phone.syncs(&district);
        let device = phone.store().device().to_hex();
        let phones = district.runtime.block_on(district.storage.devices()).unwrap();
        let of = phones.into_iter().find(|one| one.device == device).unwrap();
        assert_eq!((of.changes, of.set_aside, of.waiting), (saved, 0, 0), "{seed}");
    }
}
