//! Saved is saved, seen from outside the process: the log of writes reaches the disk before `save` returns, and before
//! any byte on a socket.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use chaski::change::content::ContentName;
use chaski::forms::session::Session;
use chaski::record::table::household;
use chaski::record::{DeviceId, RecordName, Value};
use chaski::store::areas::leaves;
use chaski::store::{KeyFile, Place, Store, SystemClock};
use chaski::sync::http::{self, Link};
use chaski_tests::filling::{FORM, Sitting, act, form};
use chaski_tests::served::ServedDistrict;
use chaski_tests::sim::rng::Rng;

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

/// How often the process is killed that fills.
const KILLS: usize = 200;

/// `CHASKI_SEED` decides after how many answers each process is killed, and how long after that.
#[test]
fn every_answer_whose_call_had_returned_is_there_after_a_kill_at_the_question_that_was_shown() {
    let seed = std::env::var("CHASKI_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    println!("seed {seed}");
    let mut rng = Rng::new(seed);
    let home = tempfile::tempdir().unwrap();
    let open = || {
        let keys = KeyFile::at(home.path().join("phone.key"));
        let place = Place::file(home.path().join("phone.db"));
        Store::open(&place, Arc::new(keys), Arc::new(SystemClock::start())).unwrap()
    };
    let mut model = Session::open(form(1).unwrap(), Box::new(Sitting), None);
    let mut store = open();
    let child = RecordName { device: DeviceId([7; 16]), number: 1, index: 0 };
    let draft = store.begin_draft(child, ContentName([1; 32]), FORM, "1", &model.unsaved()).unwrap();
    drop(store);
    let (mut number, mut at, mut beyond) = (0, String::new(), 0);
    for kill in 0..KILLS {
        let mut child = Command::new(env!("CARGO_BIN_EXE_filler"))
            .arg(home.path())
            .args([draft.clone(), number.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut lines = String::new();
        for _ in 0..rng.below(10) {
            assert!(said.read_line(&mut lines).unwrap() > 0, "kill {kill}: it ended by itself");
        }
        // Somewhere in what comes next, be it the opening of the file.
        for _ in 0..rng.below(2_000_000) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        said.read_to_string(&mut lines).unwrap();
        let mut said = lines.lines().map(|line| line.parse::<u64>().unwrap());
        let returned = said.next_back().map_or(number, |last| last + 1);
        while number < returned {
            at = act(&mut model, number, &number.to_string()).unwrap();
            number += 1;
        }

        let kept = open().draft(&draft).unwrap().unwrap();
        let (resumed, lost) = Session::resume(form(1).unwrap(), Box::new(Sitting), None, &kept.facts);
        assert_eq!(lost, [], "kill {kill}");
        if (resumed.facts(), &kept.head.at) != (model.facts(), &at) {
            // The act under way may be there too, whole: nobody was told of it.
            at = act(&mut model, number, &number.to_string()).unwrap();
            number += 1;
            beyond += 1;
        }
        assert_eq!((resumed.facts(), kept.head.at), (model.facts(), at.clone()), "kill {kill}, act {number}");
    }
    println!("{number} acts, {beyond} of them kept in calls that never returned");
    assert!(number > KILLS as u64, "{number} acts");
}
