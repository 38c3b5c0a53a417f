//! A bad line: a cut upload resumes where the server stopped reading, and costs little more than a clean one.

use std::collections::BTreeMap;

use chaski::record::table::{code, household, visit};
use chaski::record::{RecordName, Value, role};
use chaski::store::{Place, Store};
use chaski::sync::frame::{FrameReader, Kind};
use chaski::sync::{Session, session};
use chaski_service::session::ServerSession;
use chaski_service::storage::Storage;
use chaski_tests::bench::workload::Seeded;
use chaski_tests::world::{Line, Passed, Phone, Server, exchange, now_or_never};

const NOW_S: i64 = 1_800_000_000;

/// A phone with about this many bytes to send, in notes that no codec shrinks much.
fn loaded(folder: &std::path::Path, seed: &mut Seeded, visits: usize) -> (Server, Phone) {
    let server = Server::create(&folder.join("server.db"), &Default::default());
    let area = now_or_never(server.storage.add_area("Norte", code::area_kind::ALL[0].0, None)).unwrap();
    let mut phone = Phone::at(Place::file(folder.join("phone.db")));
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S).unwrap();
    let store = phone.store().unwrap();
    let house = house(store, area);
    for _ in 0..visits {
        let note: String = (0..2000).map(|_| char::from(33 + seed.below(94) as u8)).collect();
        let mut action = store.begin().unwrap();
        action.about(house);
        action
            .create(
                visit::ID,
                BTreeMap::from([(visit::household, Value::Record(house)), (visit::note, Value::text(&note))]),
            )
            .unwrap();
        action.save().unwrap();
    }
    (server, phone)
}

fn house(store: &mut Store, area: RecordName) -> RecordName {
    let mut action = store.begin().unwrap();
    let house =
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
    action.save().unwrap();
    house
}

fn held(server: &Server, device: chaski::record::DeviceId) -> u64 {
    let devices = now_or_never(server.storage.devices()).unwrap();
    devices.iter().find(|d| d.device == device.to_hex()).unwrap().changes
}

#[test]
fn after_a_cut_the_server_holds_every_whole_batch_that_it_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut seed = Seeded(7);
    let (server, mut phone) = loaded(folder.path(), &mut seed, 60);
    let store = phone.store().unwrap();
    let device = store.device();
    for _ in 0..6 {
        let before = held(&server, device);
        let mut session = Session::start(store).unwrap();
        let mut body = Vec::new();
        while let Some(frame) = session.next_frame(store).unwrap() {
            body.extend_from_slice(&frame);
        }
        let sent = seed.below(body.len() as u64) as usize;
        let mut reader = FrameReader::default();
        reader.push(&body[..sent]);
        let mut whole = 0;
        while let Some((kind, payload)) = reader.next_frame().unwrap() {
            if kind == Kind::Batches {
                let item = chaski::sync::frame::item(kind, &payload).unwrap();
                let batches = chaski::change::batch::item_batches(&item).unwrap();
                whole +=
                    batches.iter().map(|batch| batch.as_ref().unwrap().entries.len() as u64).sum::<u64>();
            }
        }
        let mut serving = ServerSession::new(&server.storage);
        for chunk in body[..sent].chunks(977) {
            now_or_never(serving.receive(chunk, NOW_S)).unwrap();
        }
        // Before anything says that the body ended.
        assert_eq!(held(&server, device) - before, whole, "whole batches of {sent} bytes are durable");
        drop(serving);
        // The answer is lost: the phone first asks, and learns what is safe.
        let mut passed = Passed::default();
        let mut session = Session::start(store).unwrap();
        exchange(&server.storage, Line::default(), NOW_S, &mut passed, &mut session, store).unwrap();
        let (_, report) = session.finish(store).unwrap();
        assert_eq!(report.acknowledged, whole);
        assert!(passed.up < 600, "it asks without batches: {} bytes", passed.up);
    }
}

#[test]
fn twenty_cuts_cost_at_most_three_tenths_more_than_a_clean_upload() {
    let upload = |cuts: usize| {
        let folder = tempfile::tempdir().unwrap();
        let mut seed = Seeded(11);
        let (server, mut phone) = loaded(folder.path(), &mut seed, 700);
        let store = phone.store().unwrap();
        let mut passed = Passed::default();
        let mut left = cuts;
        loop {
            let done = session::run(store, |session, store| {
                let cut = (left > 0).then(|| seed.below(90_000) as usize);
                let line = Line { cut_up_after: cut, ..Line::default() };
                let carried = exchange(&server.storage, line, NOW_S, &mut passed, session, store);
                left -= usize::from(carried.is_err());
                carried
            });
            if let Ok(report) = done
                && report.on_this_phone_only == 0
            {
                break;
            }
        }
        assert_eq!((held(&server, store.device()), left), (701, 0), "every cut was made");
        passed.up
    };
    let (clean, cut) = (upload(0), upload(20));
    println!("clean {clean} bytes, with 20 cuts {cut} bytes: {:.3}", cut as f64 / clean as f64);
    assert!(clean >= 1_000_000, "{clean} bytes");
    assert!(cut * 10 <= clean * 13, "{cut} bytes with 20 cuts against {clean}");
}
