//! The data folder and the program over it: one server at a time, keys apart, sentences that say what to do, and how
//! a server stops.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chaski::sync::enrol::Invitation;
use chaski::sync::http::{self, Link};
use chaski_service::data::{DataError, DataFolder};
use chaski_service::http::serve::{self, ServeOptions};
use chaski_service::storage::Storage;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::common::{District, Phone, program, request};

#[test]
fn a_second_server_on_one_folder_is_refused_until_the_first_has_ended() {
    let mut district = District::start();
    let second = || {
        let options = ServeOptions::at(([127, 0, 0, 1], 0).into());
        let served = serve::serve(district.data.clone(), district.storage.clone(), options, async {});
        district.runtime.block_on(served)
    };
    let refused = second().err().unwrap();
    assert!(matches!(refused, DataError::Busy { .. }));
    let sentence = refused.to_string();
    assert!(
        sentence.contains(&district.address.to_string()) && sentence.contains("stop it first"),
        "{sentence}"
    );
    district.stop();
    let options = ServeOptions::at(([127, 0, 0, 1], 0).into());
    let served = serve::serve(district.data.clone(), district.storage.clone(), options, async {});
    let served = district.runtime.block_on(served).unwrap();
    district.runtime.block_on(served.ended());
}

#[test]
fn a_running_request_is_finished_when_the_server_stops_and_no_new_one_is_taken() {
    let mut district = District::start();
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "invented");
    let whole = request("POST", "/v1/sync", &phone.request());
    let (first, rest) = whole.split_at(whole.len() - 20);
    let mut line = district.runtime.block_on(district.connect());
    district.runtime.block_on(async {
        line.write_all(first).await.unwrap();
        line.flush().await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
    });
    let served = district.ask_to_stop();
    let answer = district.runtime.block_on(async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(tokio::net::TcpStream::connect(district.address).await.is_err(), "a new connection is taken");
        line.write_all(rest).await.unwrap();
        line.flush().await.unwrap();
        let mut answer = Vec::new();
        let _ = line.read_to_end(&mut answer).await;
        served.ended().await;
        answer
    });
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    let devices = district.runtime.block_on(district.storage.devices()).unwrap();
    assert_eq!(devices[0].changes, 1);
}

#[test]
fn a_server_that_starts_again_is_found_where_it_was() {
    let mut district = District::start();
    let mut phone = district.visitor(district.norte);
    let before = district.address;
    district.stop();
    assert_eq!(district.sync(&mut phone).unwrap_err().code(), "line");
    assert_eq!(district.data.listen(), Some(before));
    district.serve();
    assert_eq!(district.address, before);
    district.sync(&mut phone).unwrap();
}

#[test]
fn keys_never_lie_within_the_data_and_a_missing_or_damaged_file_of_them_is_a_sentence() {
    let files = tempfile::tempdir().unwrap();
    let data = files.path().join("data");
    let beside = DataFolder::create(&data, "Distrito", Some(&data.join("keys"))).err().unwrap();
    assert!(matches!(beside, DataError::KeysBeside(_)), "{beside}");
    let keys = files.path().join("keys");
    let (folder, storage) = DataFolder::create(&data, "Distrito", Some(&keys)).unwrap();
    drop(storage);
    let again = DataFolder::create(&data, "Distrito", Some(&keys)).err().unwrap().to_string();
    assert!(again.contains("holds a district already"), "{again}");
    let kept = std::fs::read(&keys).unwrap();
    std::fs::write(&keys, b"short").unwrap();
    assert!(folder.storage().err().unwrap().to_string().contains("damaged"));
    std::fs::remove_file(&keys).unwrap();
    let missing = folder.storage().err().unwrap().to_string();
    assert!(missing.contains("--key-file") && missing.contains("are missing"), "{missing}");
    std::fs::write(&keys, kept).unwrap();
    folder.storage().unwrap();
    for entry in std::fs::read_dir(&data).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let secret = &std::fs::read(&keys).unwrap()[..16];
        assert!(!bytes.windows(16).any(|w| w == secret), "a secret stands in the data folder");
    }
}

/// The program over a folder of its own.
struct Shell {
    files: TempDir,
}

impl Shell {
    fn new() -> Shell {
        Shell { files: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.files.path().join("data")
    }

    fn keys(&self) -> PathBuf {
        self.files.path().join("keys")
    }

    /// Where the program keeps the keys of the folder.
    fn key_file(&self) -> PathBuf {
        let id = std::fs::read_to_string(self.data().join("id")).unwrap();
        self.keys().join(format!("{}.server", id.trim()))
    }

    fn command(&self, words: &[&str]) -> std::process::Command {
        let mut command = program(&self.keys(), words);
        command.arg("--data").arg(self.data());
        command
    }

    /// Its status, what it printed and what it complained of.
    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let output = self.command(words).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }

    fn ok(&self, words: &[&str]) -> String {
        let (status, out, complaint) = self.run(words);
        assert_eq!(status, 0, "{words:?}: {complaint}");
        out
    }

    fn serve(&self, words: &[&str]) -> Serving {
        let words = [&["serve", "--listen", "127.0.0.1:0"], words].concat();
        let mut child = self.command(&words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let serving = lines.find(|line| line.as_ref().unwrap().starts_with("Serving")).unwrap().unwrap();
        assert!(serving.contains("listening on 127.0.0.1:"), "{serving}");
        Serving(child)
    }
}

struct Serving(Child);

impl Serving {
    fn terminate(&mut self) -> i32 {
        let status = std::process::Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        assert!(status.success());
        self.0.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn log_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_district_is_made_served_and_administered_with_the_program_alone() {
    let shell = Shell::new();
    let log = shell.files.path().join("log");
    let mut serving = shell.serve(&["--district", "Distrito de prueba", "--log", log.to_str().unwrap()]);
    let (status, _, refused) = shell.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(status, 1);
    assert!(refused.contains("stop it first"), "{refused}");

    // All of this while it serves.
    shell.ok(&["area", "add", "Norte"]);
    shell.ok(&["area", "add", "Alto", "--parent", "norte"]);
    shell.ok(&["worker", "add", "Rosa Inventada"]);
    let areas: serde_json::Value = serde_json::from_str(&shell.ok(&["area", "list", "--json"])).unwrap();
    assert_eq!(areas.as_array().unwrap().len(), 2);
    let printed = shell.ok(&["invite", "--worker", "rosa inventada", "--area", "Alto"]);
    let text = printed.lines().find(|line| line.starts_with("chaski:")).unwrap();
    let invitation = Invitation::from_text(text).unwrap();
    assert!(printed.contains("fingerprint"), "{printed}");

    let mut phone = Phone::new();
    http::enrol(&mut phone.store, &invitation, "a phone", &Link::default()).unwrap();
    let never = AtomicBool::new(false);
    http::sync(&mut phone.store, &Link::default(), &never, &mut |_| {}).unwrap();
    let alto: chaski::record::RecordName = areas[0]["record"].as_str().unwrap().parse().unwrap();
    phone.household(alto, "Casa Secreta");
    http::sync(&mut phone.store, &Link::default(), &never, &mut |_| {}).unwrap();

    let devices: serde_json::Value = serde_json::from_str(&shell.ok(&["devices", "--json"])).unwrap();
    assert_eq!(
        (devices[0]["worker"].as_str(), devices[0]["changes"].as_u64()),
        (Some("Rosa Inventada"), Some(1))
    );
    assert!(shell.ok(&["dump", "--area", "Alto"]).contains("Casa Secreta"));
    let backup = shell.files.path().join("backup.db");
    assert!(shell.ok(&["backup", backup.to_str().unwrap()]).contains("Keep a copy"));
    assert!(shell.ok(&["doctor"]).starts_with("All is well.\n"));

    // A phone that is stopped, its change set aside and then accepted.
    let id = phone.store.device().to_hex();
    shell.ok(&["worker", "stop", &id[..8]]);
    phone.household(alto, "Casa Tardía");
    let report = http::sync(&mut phone.store, &Link::default(), &never, &mut |_| {}).unwrap();
    assert!(report.stopped);
    let aside: serde_json::Value = serde_json::from_str(&shell.ok(&["aside", "list", "--json"])).unwrap();
    assert_eq!((aside[0]["reason"].as_str(), aside.as_array().unwrap().len()), (Some("stopped_device"), 1));
    let (status, out, _) = shell.run(&["doctor"]);
    assert!(status == 1 && out.contains("set aside"), "{out}");
    let change = aside[0]["change"].as_str().unwrap();
    shell.ok(&["aside", "accept", change, "--note", "seen on paper", "--by", "rosa inventada"]);
    assert_eq!(shell.ok(&["aside", "list", "--json"]), "[]\n");
    assert!(shell.ok(&["dump", "--area", "Alto"]).contains("Casa Tardía"));

    assert_eq!(serving.terminate(), 0, "it stops when it is asked to");
    let lines = log_lines(&log);
    let syncs: Vec<_> = lines.iter().filter(|line| line["route"] == "/v1/sync").collect();
    assert!(
        syncs.len() >= 3 && syncs.iter().all(|line| line["device"] == id.as_str() && line["whole"] == true)
    );
    let text = std::fs::read_to_string(&log).unwrap();
    for personal in ["Rosa", "Secreta", "Casa", "Alto", "peer"] {
        assert!(!text.contains(personal), "{personal} stands in the log");
    }
}

#[test]
fn every_mistake_on_the_command_line_is_a_sentence_and_a_status() {
    let shell = Shell::new();
    let (status, _, said) = shell.run(&["worker", "list"]);
    assert!(status == 1 && said.contains("there is no district in") && said.contains("init"), "{said}");
    assert!(!shell.data().exists(), "a list makes no folder");
    let (status, _, _) = shell.run(&["no-such-word"]);
    assert_eq!(status, 2);
    let (status, _, _) = shell.run(&["invite"]);
    assert_eq!(status, 2);
    shell.ok(&["init", "--district", "Distrito"]);
    shell.ok(&["worker", "add", "Rosa"]);
    let wrong: [(&[&str], &str); 10] = [
        (&["init", "--district", "Distrito"], "holds a district already"),
        (&["area", "add", "Norte", "--parent", "Oeste"], "no area is called Oeste"),
        (&["area", "add", "Norte", "--kind", "moon"], "is not a kind of area"),
        (&["area", "add", "  "], "needs a name: write one"),
        (&["worker", "add", "\u{a0}"], "needs a name: write one"),
        (&["worker", "add", "\u{200b} \u{3164}"], "needs a name: write one"),
        (&["worker", "stop", "abcd"], "no phone begins with abcd"),
        (&["aside", "accept", "x", "--note", "y"], "is not a change"),
        (&["invite", "--worker", "Rosa", "--area", "Norte"], "--url"),
        (&["restore", "no-such-file"], "there is no backup"),
    ];
    for (words, sentence) in wrong {
        let (status, _, said) = shell.run(words);
        assert!(status == 1 && said.contains(sentence), "{words:?}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
    shell.ok(&["area", "add", "Norte"]);
    shell.ok(&["worker", "add", "rosa"]);
    let (_, _, said) = shell.run(&["invite", "--worker", "Rosa", "--area", "Norte", "--url", "https://h:1"]);
    assert!(said.contains("2 are called Rosa"), "{said}");
    let (_, _, said) = shell.run(&["invite", "--worker", "Rosa", "--area", "Norte", "--url", "http://h"]);
    assert!(said.contains("https://HOST:PORT"), "{said}");
}

#[test]
fn names_given_once_hold_for_the_next_start_and_lead_to_the_server() {
    let shell = Shell::new();
    shell.serve(&["--district", "Distrito", "--name", "posta.example"]).terminate();
    shell.ok(&["area", "add", "Norte"]);
    shell.ok(&["worker", "add", "Rosa"]);
    let _serving = shell.serve(&[]);
    let json = shell.ok(&["invite", "--worker", "Rosa", "--area", "Norte", "--role", "supervisor", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(json["url"].as_str().unwrap().starts_with("https://posta.example:"));
    let (_, _, warned) =
        shell.run(&["invite", "--worker", "Rosa", "--area", "Norte", "--url", "https://otra.example"]);
    assert!(warned.contains("--name otra.example"), "{warned}");
}

#[test]
fn an_authority_that_enrolled_phones_do_not_trust_is_not_served_by_mistake() {
    use rcgen::{CertificateParams, KeyPair};
    let shell = Shell::new();
    let mut serving = shell.serve(&["--district", "Distrito"]);
    shell.ok(&["area", "add", "Norte"]);
    shell.ok(&["worker", "add", "Rosa"]);
    let invited = shell.ok(&["invite", "--worker", "Rosa", "--area", "Norte"]);
    let invitation =
        Invitation::from_text(invited.lines().find(|line| line.starts_with("chaski:")).unwrap()).unwrap();
    let mut phone = Phone::new();
    http::enrol(&mut phone.store, &invitation, "a phone", &Link::default()).unwrap();
    serving.terminate();

    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().self_signed(&key).unwrap();
    let (cert, key_file) = (shell.files.path().join("cert.pem"), shell.files.path().join("key.pem"));
    std::fs::write(&cert, certificate.pem()).unwrap();
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    let own = ["--cert", cert.to_str().unwrap(), "--key", key_file.to_str().unwrap()];
    let (status, _, refused) = shell.run(&[&["serve"], own.as_slice()].concat());
    assert!(status == 1 && refused.contains("--name"), "{refused}");
    let own = [own.as_slice(), &["--name", "127.0.0.1"]].concat();
    let (status, _, refused) = shell.run(&[&["serve"], own.as_slice()].concat());
    assert!(status == 1 && refused.contains("phones (1) trust another authority"), "{refused}");
    shell.serve(&[own.as_slice(), &["--new-authority"]].concat()).terminate();
    // It is kept, and invitations say whom to trust.
    let mut serving = shell.serve(&[]);
    let invited = shell.ok(&["invite", "--worker", "Rosa", "--area", "Norte"]);
    let invitation =
        Invitation::from_text(invited.lines().find(|line| line.starts_with("chaski:")).unwrap()).unwrap();
    assert!(invitation.tls_hash.is_some());
    let mut second = Phone::new();
    http::enrol(&mut second.store, &invitation, "a phone", &Link::default()).unwrap();
    serving.terminate();
    let (status, out, _) = shell.run(&["doctor"]);
    assert!(status == 1 && out.contains("no backup was ever made") && !out.contains("certificate"), "{out}");
    std::fs::remove_file(&cert).unwrap();
    assert!(shell.run(&["doctor"]).1.contains("is not a PEM chain"));
}

#[test]
fn a_server_starts_and_backups_are_made_and_looked_after_at_once_and_none_stands_in_another_s_way() {
    const STARTS: usize = 8;
    let shell = Shell::new();
    shell.serve(&["--district", "Distrito", "--name", "posta.example"]).terminate();
    let backups = shell.files.path().join("backups");
    std::fs::create_dir(&backups).unwrap();
    let over = AtomicBool::new(false);
    let made = std::thread::scope(|scope| {
        let (shell, backups, over) = (&shell, &backups, &over);
        // Two who make backups, of names that differ in their ending alone, and one who asks whether all is well.
        let makers: Vec<_> = ["db", "copy"]
            .into_iter()
            .map(|ending| {
                scope.spawn(move || {
                    let mut made = 0;
                    while !over.load(Ordering::Relaxed) {
                        let to = backups.join(format!("{made}.{ending}"));
                        shell.ok(&["backup", to.to_str().unwrap()]);
                        assert!(to.metadata().unwrap().len() > 4_096, "{}", to.display());
                        made += 1;
                    }
                    made
                })
            })
            .collect();
        let asking = scope.spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let (_, wrong, _) = shell.run(&["doctor", "--json"]);
                let wrong: Vec<String> = serde_json::from_str(&wrong).unwrap();
                // Until the first backup is finished, and while a server begins or ends.
                let fine =
                    |sentence: &String| ["backup", "not answer"].iter().any(|part| sentence.contains(part));
                assert!(wrong.iter().all(fine), "{wrong:?}");
            }
        });
        let starts = scope.spawn(move || {
            // Whatever becomes of it, the others end.
            let _over = Over(over);
            for start in 0..STARTS {
                let name = format!("posta{start}.example");
                assert_eq!(shell.serve(&["--name", &name]).terminate(), 0);
            }
        });
        starts.join().unwrap();
        asking.join().unwrap();
        makers.into_iter().map(|maker| maker.join().unwrap()).sum::<usize>()
    });
    assert!(made >= 2, "{made}");
    // Everything that was kept at once is kept: each name, and that there is a backup.
    let folder = DataFolder::open(&shell.data(), Some(&shell.key_file())).unwrap();
    let remembered = folder.remembered();
    assert_eq!(remembered.names.len(), STARTS + 1, "{remembered:?}");
    assert!(remembered.backup_s.is_some(), "{remembered:?}");
    let left = |folder: &Path| -> Vec<PathBuf> {
        let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.extension().is_some_and(|end| end == "new" || end == "part")).collect()
    };
    for folder in [shell.data(), shell.keys(), backups] {
        assert_eq!(left(&folder), Vec::<PathBuf>::new());
    }
}

/// Says that it is over when it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn an_area_of_a_name_that_is_there_is_asked_about_and_added_when_it_is_meant() {
    let shell = Shell::new();
    shell.ok(&["init", "--district", "Distrito"]);
    shell.ok(&["area", "add", "Ñahui"]);
    shell.ok(&["area", "add", "Villa Alta", "--parent", "Ñahui"]);
    for (name, parent) in [("ñahui", None), ("NAHUI ", None), ("villa  álta", Some("Ñahui"))] {
        let mut words = vec!["area", "add", name];
        words.extend(parent.into_iter().flat_map(|parent| ["--parent", parent]));
        let (status, _, said) = shell.run(&words);
        assert!(status == 1 && said.contains("already") && said.contains("--same-name"), "{name}: {said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
    // In another place it is another.
    shell.ok(&["area", "add", "Villa Alta"]);
    shell.ok(&["area", "add", "Ñahui", "--parent", "Ñahui"]);
    let list = |words: &[&str]| -> usize {
        serde_json::from_str::<serde_json::Value>(&shell.ok(words)).unwrap().as_array().unwrap().len()
    };
    assert_eq!(list(&["area", "list", "--json"]), 4);
    shell.ok(&["area", "add", "villa alta", "--same-name"]);
    assert_eq!(list(&["area", "list", "--json"]), 5);
}

/// Whoever may write anywhere is no test of who may not: then the program runs as nobody.
#[cfg(unix)]
#[test]
fn a_folder_or_a_file_that_cannot_be_written_is_said_to_be_so() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;

    const NOBODY: u32 = 65_534;
    let files = tempfile::tempdir().unwrap();
    let as_nobody = files.path().metadata().unwrap().uid() == 0;
    let allow = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let folder = |name: &str| {
        let path = files.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        if as_nobody {
            chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        path
    };
    allow(files.path(), 0o755);
    let (data, keys, closed) = (folder("data"), folder("keys"), folder("closed"));
    // Where this crate is built, others may not look. By another process: a file that this one had open for writing while
    // another test forked cannot be run yet.
    let program = files.path().join("chaski-server");
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_chaski-server")).arg(&program).status();
    assert!(copied.unwrap().success());
    let run = |data: &Path, words: &[&str]| -> (bool, String) {
        // A server that is not refused would not end.
        let mut command = Command::new("timeout");
        command.arg("60").arg(&program).args(words).arg("--data").arg(data).env("CHASKI_KEYS", &keys);
        if as_nobody {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap())
    };
    let refused = |data: &Path, words: &[&str]| -> String {
        let (done, said) = run(data, words);
        assert!(!done && said.trim().lines().count() == 1, "{words:?}: {said}");
        let asks =
            ["right to write", "right to read and write there"].iter().any(|right| said.contains(right));
        assert!(asks, "{words:?}: {said}");
        said
    };
    let ok = |words: &[&str]| {
        let (done, said) = run(&data, words);
        assert!(done, "{words:?}: {said}");
    };

    allow(&closed, 0o555);
    for folder in [closed.clone(), closed.join("new/district")] {
        let said = refused(&folder, &["init", "--district", "Distrito"]);
        assert!(said.contains(folder.to_str().unwrap()), "{said}");
    }
    ok(&["init", "--district", "Distrito"]);
    ok(&["area", "add", "Norte"]);
    allow(&data, 0o555);
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    for words in [&["area", "add", "Sur"][..], &["area", "list"], &serve] {
        refused(&data, words);
    }
    allow(&data, 0o755);
    allow(&data.join("server.db"), 0o444);
    for words in [&["area", "add", "Sur"][..], &serve] {
        refused(&data, words);
    }
    allow(&data.join("server.db"), 0o644);
    // It is the folder of the copy that is closed, and that is said.
    let copy = closed.join("copy.db");
    let said = refused(&data, &["backup", copy.to_str().unwrap()]);
    assert!(said.contains(copy.to_str().unwrap()), "{said}");
    ok(&["area", "add", "Sur"]);
    allow(&closed, 0o755);
}
