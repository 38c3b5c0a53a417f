//! What bad lines and bad clients come to: limits, each answered with a sentence, and nothing lost of what came whole.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use chaski::record::role;
use chaski::sync::frame::Kind;
use chaski::sync::http;
use chaski::sync::message::{Refusal, RefusalCode};
use chaski_service::storage::Storage;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::common;
use crate::common::{District, Phone, impatient, request};

fn impatient_district() -> District {
    District::with(|options| impatient(&mut options.limits))
}

fn changes_held(district: &District, phone: &Phone) -> u64 {
    let devices = district.runtime.block_on(district.storage.devices()).unwrap();
    devices.iter().find(|d| d.device == phone.store.device().to_hex()).unwrap().changes
}

#[test]
fn a_client_that_falls_silent_is_answered_and_the_batches_before_are_kept() {
    let district = impatient_district();
    let mut phone = district.visitor(district.norte);
    let house = phone.household(district.norte, "invented");
    phone.visits(house, 40, 1000);
    let body = phone.request();
    let whole = request("POST", "/v1/sync", &body);
    let begun = Instant::now();
    let said = district.say(&[&whole[..whole.len() * 3 / 4]], Duration::ZERO);
    assert_eq!(said.status, 408);
    assert!(said.text().contains("what came whole is kept"), "{}", said.text());
    assert!(begun.elapsed() < Duration::from_secs(5));
    let held = changes_held(&district, &phone);
    assert!((1..41).contains(&held), "{held} of 41");
    // The rest goes with the next sync.
    let report = district.sync(&mut phone).unwrap();
    assert_eq!(report.on_this_phone_only, 0);
    assert_eq!(changes_held(&district, &phone), 41);
}

#[test]
fn a_slow_client_that_keeps_sending_is_heard_to_the_end() {
    let district = impatient_district();
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "invented");
    let whole = request("POST", "/v1/sync", &phone.request());
    let parts: Vec<&[u8]> = whole.chunks(whole.len() / 6 + 1).collect();
    let said = district.say(&parts, Duration::from_millis(150));
    assert_eq!(said.status, 200);
    assert_eq!(said.frames().last().unwrap().0, Kind::AnswerEnd);
}

#[test]
fn a_body_that_is_too_long_is_refused_at_its_header_or_where_it_becomes_so() {
    let district = impatient_district();
    let claimed =
        b"POST /v1/sync HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: 900000\r\n\r\n";
    let said = district.say(&[claimed], Duration::ZERO);
    assert_eq!(said.status, 413);
    assert!(said.text().contains("longer than a phone's"), "{}", said.text());

    // A phone's own batches, then more than a request may hold.
    let mut phone = district.visitor(district.norte);
    let house = phone.household(district.norte, "invented");
    phone.visits(house, 20, 1000);
    let mut body = phone.request();
    let end = body.len();
    body.extend(vec![0; 300_000]);
    let chunked: Vec<u8> = [
        b"POST /v1/sync HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec(),
        body.chunks(10_000)
            .flat_map(|c| [format!("{:x}\r\n", c.len()).as_bytes(), c, b"\r\n"].concat())
            .collect(),
        b"0\r\n\r\n".to_vec(),
    ]
    .concat();
    assert!(end < 200_000);
    assert_eq!(district.say(&[&chunked], Duration::ZERO).status, 413);
    assert_eq!(changes_held(&district, &phone), 21, "what came whole is kept");

    let long = request("POST", "/v1/enrol", &vec![0; 20_000]);
    assert_eq!(district.say(&[&long], Duration::ZERO).status, 413);
}

#[test]
fn noise_is_refused_without_a_word_about_anyone() {
    let district = impatient_district();
    let noise: Vec<u8> = (0..5000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let said = district.ask("POST", "/v1/sync", &noise);
    assert_eq!(said.status, 200);
    let frames = said.frames();
    assert_eq!(frames.len(), 1);
    assert_eq!(Refusal::from_item(&common::said(&frames[0].1)).unwrap().code, RefusalCode::Unreadable);
    assert_eq!(district.ask("POST", "/v1/enrol", &noise).status, 400);
    assert_eq!(district.ask("POST", "/v1/sync", b"").status, 400);
    // Not even HTTP.
    assert!(matches!(district.say(&[&noise], Duration::ZERO).status, 0 | 400));
    assert_eq!(district.ask("GET", "/health", b"").status, 200);
}

#[test]
fn who_shows_wrong_codes_waits() {
    let district = impatient_district();
    let phone = Phone::new();
    for _ in 0..3 {
        assert_eq!(district.ask("POST", "/v1/enrol", &phone.enrolment([1; 16])).status, 403);
    }
    let mut late = Phone::new();
    let invitation = district.invitation(role::VISITOR, &[district.norte]);
    let refused = http::enrol(&mut late.store, &invitation, "a phone", &district.link()).unwrap_err();
    assert_eq!((refused.code(), refused.detail()), ("enrolment", Some("too_many")));
    std::thread::sleep(Duration::from_millis(2100));
    http::enrol(&mut late.store, &invitation, "a phone", &district.link()).unwrap();
}

#[test]
fn a_server_with_its_hands_full_says_so_and_is_free_again_afterwards() {
    let district = District::with(|options| {
        impatient(&mut options.limits);
        options.limits.requests = 1;
        options.limits.idle = Duration::from_secs(20);
    });
    let mut phone = district.visitor(district.norte);
    let mut slow = district.runtime.block_on(district.connect());
    let head = b"POST /v1/sync HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\n";
    district.runtime.block_on(async {
        slow.write_all(head).await.unwrap();
        slow.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    });
    let refused = district.sync(&mut phone).unwrap_err();
    assert_eq!(refused.to_string(), RefusalCode::Unavailable.to_string());
    drop(slow);
    std::thread::sleep(Duration::from_millis(300));
    district.sync(&mut phone).unwrap();
}

#[test]
fn connections_that_say_nothing_are_ended() {
    let district = District::with(|options| {
        options.limits.header = Duration::from_millis(300);
        options.limits.handshake = Duration::from_millis(300);
        options.limits.connections = 2;
    });
    let ended = |silent: &mut (dyn tokio::io::AsyncRead + Unpin + Send)| {
        let mut bytes = Vec::new();
        let read =
            async { tokio::time::timeout(Duration::from_secs(5), silent.read_to_end(&mut bytes)).await };
        // The server closes it; whether TLS says goodbye does not matter.
        let _ = district.runtime.block_on(read).expect("the connection stays open");
    };
    let mut no_request = district.runtime.block_on(district.connect());
    let mut no_handshake =
        district.runtime.block_on(tokio::net::TcpStream::connect(district.address)).unwrap();
    ended(&mut no_request);
    ended(&mut no_handshake);
    // Both places are free again.
    assert_eq!(district.ask("GET", "/health", b"").status, 200);
    let mut phone = district.visitor(district.norte);
    let stop = AtomicBool::new(false);
    http::sync(&mut phone.store, &district.link(), &stop, &mut |_| {}).unwrap();
}
