//! The phone's side of the line: whom it trusts, what it believes of the time, and how it stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chaski::record::role;
use chaski::sync::enrol::Invitation;
use chaski::sync::http::{self, Link, Progress};
use chaski::sync::session::SyncError;
use chaski::sync::short_code::{SealedInvitation, ShortCode};
use chaski::sync::tls::RELEASED_S;
use chaski_service::short_codes;
use chaski_service::storage::Storage;
use chaski_service::tls::Certificate;

use crate::common::{District, Phone};

const DAY_S: i64 = 86_400;

#[test]
fn a_phone_in_1970_enrols_syncs_and_learns_the_servers_time() {
    let now_s = RELEASED_S + 100 * DAY_S;
    let district = District::with(|options| options.clock = Arc::new(move || now_s));
    let mut phone = Phone::new();
    assert!(phone.store.now().wall_s < DAY_S);
    let invitation = district.invitation(role::VISITOR, &[district.norte]);
    http::enrol(&mut phone.store, &invitation, "a phone", &district.link()).unwrap();
    assert_eq!(phone.meta_s("server_time_s"), Some(now_s));
    district.sync(&mut phone).unwrap();
    phone.household(district.norte, "invented");
    let report = district.sync(&mut phone).unwrap();
    assert_eq!((report.on_this_phone_only, phone.meta_s("offered_server_time_s")), (0, None));
}

#[test]
fn a_time_that_the_servers_own_certificate_contradicts_is_not_believed() {
    let time = Arc::new(AtomicI64::new(RELEASED_S + DAY_S));
    let clock = time.clone();
    let district = District::with(|options| options.clock = Arc::new(move || clock.load(Ordering::Relaxed)));
    let mut phone = district.visitor(district.norte);
    assert_eq!(phone.meta_s("server_time_s"), Some(RELEASED_S + DAY_S));
    // Its clock jumps beyond its certificate, then back before what was known.
    for wrong_s in [RELEASED_S + 900 * DAY_S, RELEASED_S - 900 * DAY_S] {
        time.store(wrong_s, Ordering::Relaxed);
        district.sync(&mut phone).unwrap();
        assert_eq!(phone.meta_s("server_time_s"), Some(RELEASED_S + DAY_S));
    }
    time.store(RELEASED_S + 9 * DAY_S, Ordering::Relaxed);
    district.sync(&mut phone).unwrap();
    assert_eq!(phone.meta_s("server_time_s"), Some(RELEASED_S + 9 * DAY_S));
}

#[test]
fn another_districts_server_gets_nothing_from_a_phone() {
    let (ours, theirs) = (District::start(), District::start());
    let mut phone = ours.visitor(ours.norte);
    let refused =
        http::sync(&mut phone.store, &theirs.link(), &AtomicBool::new(false), &mut |_| {}).unwrap_err();
    assert_eq!(refused.code(), "not_our_server");
    assert!(refused.to_string().contains("did not sign"), "{refused}");
    let mut new = Phone::new();
    let invitation = ours.invitation(role::VISITOR, &[ours.norte]);
    let refused = http::enrol(&mut new.store, &invitation, "a phone", &theirs.link()).unwrap_err();
    assert_eq!(refused.code(), "not_our_server");
    assert_eq!(new.store.worker().unwrap(), None);
}

#[test]
fn a_server_reached_by_a_name_that_is_not_its_own_is_refused() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    let url = Some(format!("https://localhost.localdomain:{}", district.address.port()));
    let link = Link { url, ..district.link() };
    match http::sync(&mut phone.store, &link, &AtomicBool::new(false), &mut |_| {}) {
        // Where the name leads nowhere there is no line.
        Err(error) => assert!(["not_our_server", "line"].contains(&error.code()), "{error}"),
        Ok(_) => panic!("a wrong name was taken"),
    }
    let link = Link { url: Some(format!("http://{}", district.address)), ..district.link() };
    let refused = http::sync(&mut phone.store, &link, &AtomicBool::new(false), &mut |_| {}).unwrap_err();
    assert!(refused.to_string().contains("https://"), "{refused}");
}

#[test]
fn enrolling_again_after_a_lost_answer_works_and_a_used_or_unknown_code_is_named() {
    let district = District::start();
    let invitation = district.invitation(role::VISITOR, &[district.norte]);
    let mut phone = Phone::new();
    // The server took the code; the answer never came.
    assert_eq!(district.ask("POST", "/v1/enrol", &phone.enrolment(invitation.code)).status, 200);
    http::enrol(&mut phone.store, &invitation, "a phone", &district.link()).unwrap();
    district.sync(&mut phone).unwrap();
    let again = http::enrol(&mut phone.store, &invitation, "a phone", &district.link()).unwrap_err();
    assert_eq!(again.code(), "already_enrolled");
    let mut other = Phone::new();
    let refused = http::enrol(&mut other.store, &invitation, "a phone", &district.link()).unwrap_err();
    assert_eq!((refused.code(), refused.detail()), ("enrolment", Some("used_code")));
    let unknown = Invitation { code: [9; 16], ..invitation };
    let refused = http::enrol(&mut other.store, &unknown, "a phone", &district.link()).unwrap_err();
    assert_eq!((refused.code(), refused.detail()), ("enrolment", Some("unknown_code")));
}

#[test]
fn a_sync_says_how_far_it_is_and_can_be_stopped_between_two_chunks() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    let house = phone.household(district.norte, "invented");
    phone.visits(house, 100, 1500);
    let stop = AtomicBool::new(false);
    let mut last = Progress::default();
    let stopped = http::sync(&mut phone.store, &district.link(), &stop, &mut |progress| {
        last = progress;
        stop.store(progress.sent_bytes > progress.to_send_bytes / 2, Ordering::Relaxed);
    });
    assert_eq!(stopped.unwrap_err().code(), "cancelled");
    assert!(last.sent_bytes < last.to_send_bytes, "{last:?}");

    stop.store(false, Ordering::Relaxed);
    let mut seen = Vec::new();
    let report =
        http::sync(&mut phone.store, &district.link(), &stop, &mut |progress| seen.push(progress)).unwrap();
    assert_eq!(report.on_this_phone_only, 0);
    let end = seen.last().unwrap();
    assert_eq!(end.sent_bytes, end.to_send_bytes);
    assert_eq!(end.requests, report.requests);
    assert!(end.received_bytes > 0);
    assert!(seen.is_sorted_by_key(|p| (p.requests, p.sent_bytes, p.received_bytes)));
}

#[test]
fn a_line_that_falls_silent_ends_the_sync_with_a_sentence() {
    let district = District::start();
    let mut phone = district.visitor(district.norte);
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = Some(format!("https://{}", silent.local_addr().unwrap()));
    let brief = Duration::from_millis(500);
    let link = Link { url, connect_timeout: brief, idle_timeout: brief };
    let begun = Instant::now();
    let error = http::sync(&mut phone.store, &link, &AtomicBool::new(false), &mut |_| {}).unwrap_err();
    assert_eq!(error.code(), "line");
    assert!(begun.elapsed() < Duration::from_secs(4));
    drop(silent);
    let error = http::sync(&mut phone.store, &link, &AtomicBool::new(false), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("no connection"), "{error}");
    // Stopping does not wait for the line either.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let link = Link { url: Some(format!("https://{}", silent.local_addr().unwrap())), ..Link::default() };
    let stop = AtomicBool::new(false);
    let stopped = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            stop.store(true, Ordering::Relaxed);
        });
        let begun = Instant::now();
        let error = http::sync(&mut phone.store, &link, &stop, &mut |_| {}).unwrap_err();
        (error.code(), begun.elapsed())
    });
    assert_eq!(stopped.0, "cancelled");
    assert!(stopped.1 < Duration::from_secs(3));
}

#[test]
fn a_certificate_of_ones_own_is_trusted_by_its_authority_alone() {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let files = tempfile::tempdir().unwrap();
    let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &Issuer::from_params(&ca, &ca_key)).unwrap();
    let (chain, key_file) = (files.path().join("chain.pem"), files.path().join("key.pem"));
    std::fs::write(&chain, leaf.pem() + &ca_pem).unwrap();
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    let certificate = Certificate::Files { chain, key: key_file.clone() };
    let names = vec!["127.0.0.1".to_owned()];

    let mut district = District::start();
    district.stop();
    let shown = certificate.show(&district.data, &names, RELEASED_S).unwrap();
    district
        .serve_with(|options| (options.certificate, options.names) = (certificate.clone(), names.clone()));
    let mut invitation = district.invitation(role::VISITOR, &[district.norte]);
    let mut phone = Phone::new();
    let refused = http::enrol(&mut phone.store, &invitation, "a phone", &district.link()).unwrap_err();
    assert_eq!(refused.code(), "not_our_server");
    invitation.tls_hash = shown.tls_hash;
    http::enrol(&mut phone.store, &invitation, "a phone", &district.link()).unwrap();
    district.sync(&mut phone).unwrap();

    // A chain that phones would refuse is refused at the start.
    std::fs::write(files.path().join("leaf.pem"), leaf.pem()).unwrap();
    let alone = Certificate::Files { chain: files.path().join("leaf.pem"), key: key_file };
    let refused = alone.show(&district.data, &names, RELEASED_S).err().unwrap().to_string();
    assert!(refused.contains("authority last"), "{refused}");
    let other = ["other.example".to_owned()];
    let refused = certificate.show(&district.data, &other, RELEASED_S).err().unwrap().to_string();
    assert!(refused.contains("another address"), "{refused}");
    assert!(district.runtime.block_on(district.storage.ping()).is_ok());
}

#[test]
fn a_code_that_is_typed_enrols_a_phone_and_whoever_else_answers_at_its_address_cannot() {
    let district = District::start();
    let invitation = district.invitation(role::VISITOR, &[district.norte]);
    let keep =
        |invitation| district.runtime.block_on(short_codes::keep(&*district.storage, invitation)).unwrap();
    let typed = keep(&invitation);
    assert_eq!(keep(&invitation), typed);
    let short = ShortCode::from_text(&typed.to_lowercase().replace('-', "")).unwrap();
    let asked = |of: &District| http::invitation(&short, &of.link());

    // Somebody else does not have it, and what they make up is not sealed under it.
    let other = District::start();
    assert!(matches!(asked(&other), Err(SyncError::Enrolment(why)) if why == "unknown_code"));
    let theirs = other.invitation(role::VISITOR, &[other.norte]);
    let made_up = ShortCode::of(&theirs).key().unwrap().seal(&theirs).unwrap();
    let made_up = SealedInvitation { id: short.key().unwrap().id, ..made_up };
    other.runtime.block_on(other.storage.keep_short_code(&theirs.code, &made_up)).unwrap();
    assert!(matches!(asked(&other), Err(SyncError::NotOurServer(_))));

    // Asked for again after a lost answer, and until the first sync.
    let mut phone = Phone::new();
    for _ in 0..2 {
        let given = asked(&district).unwrap();
        assert_eq!(given, invitation);
        if phone.store.worker().unwrap().is_none() {
            http::enrol(&mut phone.store, &given, "a phone", &district.link()).unwrap();
        }
    }
    district.sync(&mut phone).unwrap();
    assert!(matches!(asked(&district), Err(SyncError::Enrolment(why)) if why == "used_code"));
}
