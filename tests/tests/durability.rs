//! Saved is saved, seen from outside the process: the log of writes reaches the disk before `save` returns, and before
//! any byte on a socket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;

use chaski::record::role;
use chaski::sync::enrol::Invitation;
use chaski_server::data::DataFolder;
use chaski_server::serve::{ServeOptions, serve};
use chaski_server::storage::Storage;

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
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keys = tempfile::tempdir().unwrap();
    let server_keys = keys.path().join("server.key");
    let (data, storage) =
        DataFolder::create(&folder.path().join("server"), "Distrito de prueba", Some(&server_keys)).unwrap();
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let (served, invitation) = runtime.block_on(async {
        let options = ServeOptions::at(SocketAddr::from(([127, 0, 0, 1], 0)));
        let served = serve(Arc::new(data), storage.clone(), options, std::future::pending()).await.unwrap();
        let area = storage.add_area("Norte", 5, None).await.unwrap();
        let worker = storage.add_worker("Rosa").await.unwrap();
        let now_s = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
        let code = storage.invite(worker, role::VISITOR, &[area], now_s).await.unwrap();
        let district = storage.district().await.unwrap();
        let invitation = Invitation {
            url: format!("https://{}", served.address),
            code,
            root_hash: *blake3::hash(&district.root).as_bytes(),
            tls_hash: None,
            issued_s: now_s,
        };
        (served, invitation)
    });

    let home = folder.path().join("phone");
    std::fs::create_dir(&home).unwrap();
    let trace = folder.path().join("trace");
    let output = Command::new("strace")
        .args(["-f", "-y", "-s", "16", "-e", "trace=write,writev,pwrite64,fsync,fdatasync,sendto,sendmsg", "-o"])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_saver"))
        .arg(&home)
        .args([invitation.to_text(), SAVES.to_string()])
        .env("CHASKI_KEYS", keys.path())
        .output()
        .expect("strace is installed by tests/run");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains(&format!("SAFE {SAVES}")), "{said}");
    drop(served);

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
                assert!(!saving && !dirty, "synced_before_sent: bytes went out before the log was on the disk");
                sockets += 1;
            }
        }
    }
    assert_eq!(saves, SAVES);
    assert!(sockets > 0, "the phone spoke to the server");
}
