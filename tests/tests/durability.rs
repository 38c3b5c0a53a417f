//! Saved is saved, seen from outside the process: the log of writes reaches the disk before `save` returns, and before
//! any byte on a socket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use chaski::record::Value;
use chaski::record::table::household;
use chaski::store::areas::leaves;
use chaski::store::{KeyFile, Place, Store, SystemClock};
use chaski::sync::http::{self, Link};
use chaski_tests::served::ServedDistrict;

const SAVES: usize = 5;

/// What the system was asked to do, in order.
#[derive(Debug, PartialEq)]
enum Call {
    Saving,
    Saved,
    WriteToLog,
    SyncOfLog,
    Socket,
}

fn calls(trace: &str) -> Vec<Call> {
    let call = |line: &str| {
        // A line that strace resumes after another thread was seen begins its call earlier: the end is what counts.
        let log = line.contains("phone.db-wal>");
        if line.contains("\"SAVING") {
            Some(Call::Saving)
        } else if line.contains("\"SAVED") {
            Some(Call::Saved)
        } else if log && (line.contains("pwrite64(") || line.contains(" write(")) {
            Some(Call::WriteToLog)
        } else if log && (line.contains("fdatasync(") || line.contains("fsync(")) {
            Some(Call::SyncOfLog)
        } else if line.contains("<socket:") {
            Some(Call::Socket)
        } else {
            None
        }
    };
    trace.lines().filter_map(call).collect()
}

#[test]
fn the_write_ahead_log_is_on_the_disk_before_save_returns_and_before_any_byte_on_the_socket() {
    let folder = tempfile::tempdir().unwrap();
    let keys = tempfile::tempdir().unwrap();
    let district = ServedDistrict::start(&folder.path().join("server"), keys.path()).unwrap();
    let invitation = district.invitation().unwrap();

    let home = folder.path().join("phone");
    std::fs::create_dir(&home).unwrap();
    let trace = folder.path().join("trace");
    let output = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-s",
            "16",
            "-e",
            "trace=write,writev,pwrite64,fsync,fdatasync,sendto,sendmsg",
            "-o",
        ])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_saver"))
        .arg(&home)
        .args([invitation.to_text(), SAVES.to_string()])
        .env("CHASKI_KEYS", keys.path())
        .output()
        .expect("strace is installed by tests/run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains(&format!("SAFE {SAVES}")), "{said}");

    let calls = calls(&std::fs::read_to_string(&trace).unwrap());
    let (mut saving, mut dirty, mut saves, mut sockets, mut written) = (false, false, 0, 0, 0);
    for call in &calls {
        match call {
            Call::Saving => (saving, written) = (true, 0),
            Call::WriteToLog => {
                dirty = true;
                written += 1;
            }
            Call::SyncOfLog => dirty = false,
            Call::Saved => {
                assert!(saving && written > 0, "a save writes to the log");
                assert!(!dirty, "synced_before_save_returns: the log was not on the disk when save returned");
                saving = false;
                saves += 1;
            }
            Call::Socket => {
                assert!(
                    !saving && !dirty,
                    "synced_before_sent: bytes went out before the log was on the disk"
                );
                sockets += 1;
            }
        }
    }
    assert_eq!(saves, SAVES);
    assert!(sockets > 0, "the phone spoke to the server");
}

#[test]
fn a_worker_saves_while_a_sync_waits_for_the_line() {
    let folder = tempfile::tempdir().unwrap();
    let keys = tempfile::tempdir().unwrap();
    let district = ServedDistrict::start(&folder.path().join("server"), keys.path()).unwrap();
    let place = Place::file(folder.path().join("phone.db"));
    let key_file = KeyFile::at(keys.path().join("phone.key"));
    let mut store = Store::open(&place, Arc::new(key_file), Arc::new(SystemClock::start())).unwrap();
    http::enrol(&mut store, &district.invitation().unwrap(), "a phone", &Link::default()).unwrap();
    let never = AtomicBool::new(false);
    http::sync(&mut store, &Link::default(), &never, &mut |_| {}).unwrap();
    let area = leaves(&store.log(), &store.rights().unwrap().unwrap().areas).unwrap()[0];
    let register = |store: &mut Store| {
        let mut action = store.begin().unwrap();
        action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(area))])).unwrap();
        action.save().unwrap();
    };
    register(&mut store);

    let store = Mutex::new(store);
    let mut meanwhile = 0;
    let report = http::sync(&mut &store, &Link::default(), &never, &mut |_| {
        // Called between two steps of the sync: the store must be free.
        register(&mut store.try_lock().expect("the store is free while the line is waited for"));
        meanwhile += 1;
    })
    .unwrap();
    assert!(meanwhile > 2);
    assert!(report.acknowledged >= 1);
    let report = http::sync(&mut &store, &Link::default(), &never, &mut |_| {}).unwrap();
    assert_eq!(report.on_this_phone_only, 0);
    assert!(store.into_inner().unwrap().verify().unwrap().is_sound());
}
