//! What a phone refuses, and that each refusal says its own sentence and changes nothing: a place that cannot be
//! written, a key of a document that stands twice, a name without a letter.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use chaski::record::role;
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::common::District;

/// Whoever may write anywhere is no test of who may not: then the program runs as nobody.
const NOBODY: u32 = 65_534;

/// A place where the program runs as a user to whom permissions apply.
struct Place {
    folder: TempDir,
    as_nobody: bool,
}

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { as_nobody: folder.path().metadata().unwrap().uid() == 0, folder };
        allow(place.folder.path(), 0o755);
        place.own(place.folder.path());
        // Where this crate is built, others may not look. By another process: a file that this one had open for writing
        // while another test forked cannot be run yet.
        let copied = Command::new("cp")
            .arg(env!("CARGO_BIN_EXE_chaski"))
            .arg(place.folder.path().join("chaski"))
            .status();
        assert!(copied.unwrap().success());
        place
    }

    fn own(&self, path: &Path) {
        if self.as_nobody {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    fn folder(&self, name: &str, mode: u32) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        self.own(&path);
        allow(&path, mode);
        path
    }

    /// What a command says: its output, or its error as JSON.
    fn run(&self, home: &Path, keys: &Path, words: &[&str]) -> Result<String, Json> {
        let mut command = Command::new(self.folder.path().join("chaski"));
        command.arg("--home").arg(home).arg("--json").args(words).env("CHASKI_KEYS", keys);
        if self.as_nobody {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(serde_json::from_slice::<Json>(&output.stderr).unwrap()["error"].clone()),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // So that it can be removed by whoever made it.
        for entry in std::fs::read_dir(self.folder.path()).unwrap().flatten() {
            allow(&entry.path(), 0o755);
        }
    }
}

fn allow(path: &Path, mode: u32) {
    set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

/// The error of a place that cannot be written.
fn read_only(said: Result<String, Json>) -> String {
    let error = said.unwrap_err();
    assert_eq!(error["code"], "read_only", "{error}");
    let remedy = error["remedy"].as_str().unwrap();
    assert!(
        remedy.to_lowercase().contains("ask for the right to write")
            && remedy.contains("Nothing was changed"),
        "{error}"
    );
    format!("{}: {}", error["text"], error["technical"])
}

#[test]
fn a_folder_or_a_file_that_cannot_be_written_is_said_to_be_so_and_stays_as_it_was() {
    let (district, place) = (District::new(), Place::new());
    let code = district.invite("Rosa", role::VISITOR);
    let (keys, closed) = (place.folder("keys", 0o755), place.folder("closed", 0o555));

    // No phone yet: in a folder that is closed, and in one that would have to be made within it.
    for home in [closed.clone(), closed.join("new/phone")] {
        let text = read_only(place.run(&home, &keys, &["enrol", &code, "--label", "rosa"]));
        assert!(text.contains("folder of the database"), "{text}");
    }
    assert!(files(&closed).is_empty() && files(&keys).is_empty());
    // The keys have no place.
    let home = place.folder("home", 0o755);
    let text = read_only(place.run(&home, &closed, &["enrol", &code, "--label", "rosa"]));
    assert!(text.contains("folder of the keys") && text.contains("closed"), "{text}");

    // A phone that is one, and works.
    place.run(&home, &keys, &["enrol", &code, "--label", "rosa"]).unwrap();
    let add = ["household", "add", "--area", "ñawpa norte", "--known-as", "los de la tienda"];
    place.run(&home, &keys, &add).unwrap();
    allow(&home, 0o555);
    let before = files(&home);
    for words in [&add[..], &["children"]] {
        let text = read_only(place.run(&home, &keys, words));
        assert!(text.contains("cannot be written"), "{text}");
    }
    assert_eq!(files(&home), before);
    allow(&home, 0o755);
    let database = home.join("phone.db");
    allow(&database, 0o444);
    let before = std::fs::read(&database).unwrap();
    let text = read_only(place.run(&home, &keys, &add));
    assert!(text.contains("a file in it"), "{text}");
    assert_eq!(std::fs::read(&database).unwrap(), before);
    allow(&database, 0o644);

    // Whose keys alone cannot be written goes on: what is saved does not wait for them.
    allow(&keys, 0o555);
    place.run(&home, &keys, &add).unwrap();
    allow(&keys, 0o755);
    place.run(&home, &keys, &add).unwrap();
}

#[test]
fn a_key_that_stands_twice_in_a_document_is_named_and_nothing_of_it_is_saved() {
    let district = District::new();
    let phone = district.phone("Rosa", role::VISITOR);
    let (house, child) = phone.family("Quispe");
    let before = phone.json(&["status"]);
    let document = |person: &str| {
        format!(
            r#"{{"household": "{house}", "outcome": {{"is": "done"}}, "on": "2026-11-20",
  "persons": [{{"person": "{child}", {person}}}]}}"#
        )
    };
    let weight = |parts: &str| format!(r#""reading": {{"on": "2026-11-20", "weight": {{{parts}}}}}"#);
    let answers = |answers: &str| {
        format!(r#""answers": {{"form": "visit", "version": "1", "answers": {{{answers}}}}}"#)
    };
    let cases = [
        (weight(r#""kg": "9.10", "kg": "9.70""#), "persons[0].reading.weight.kg"),
        (
            r#""reading": {"muac_cm": "13.0"}, "reading": {"muac_cm": "14.0"}"#.to_owned(),
            "persons[0].reading",
        ),
        (answers(r#""ba\u00f1o": true, "ban\u0303o": false"#), "answers.answers.ban\u{303}o"),
    ];
    let file = district.folder.path().join("visit.json");
    for (person, key) in cases {
        std::fs::write(&file, document(&person)).unwrap();
        let error = phone.refused(&["visit", "record", file.to_str().unwrap()]);
        assert_eq!(error["code"], "document", "{error}");
        let text = error["text"].as_str().unwrap();
        assert!(text.contains(&format!("{key} twice")), "{text}");
        assert!(error["remedy"].as_str().unwrap().contains("Keep one of them"), "{error}");
    }
    assert_eq!(phone.json(&["status"]), before);
    std::fs::write(&file, document(&weight(r#""kg": "9.10""#))).unwrap();
    phone.says(&["visit", "record", file.to_str().unwrap()]);
}

#[test]
fn a_name_without_a_letter_is_refused_with_what_to_do_and_nothing_is_saved() {
    let district = District::new();
    let phone = district.phone("Rosa", role::VISITOR);
    let (house, _) = phone.family("Quispe");
    let before = phone.json(&["status"]);
    let child = |name: &'static str| -> Vec<String> {
        [
            "child",
            "add",
            "--household",
            &house,
            "--sex",
            "female",
            "--birth-date",
            "2025-03-15",
            "--given-names",
            name,
        ]
        .map(str::to_owned)
        .to_vec()
    };
    for blank in ["", "   ", "\u{a0}\u{200b}"] {
        let words = child(blank);
        let error = phone.refused(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(error["code"], "entry", "{error}");
        assert!(error["remedy"].as_str().unwrap().contains("Write it with letters"), "{error}");
        let error = phone.refused(&["household", "add", "--area", "ñawpa norte", "--known-as", blank]);
        assert!(error["technical"].as_str().unwrap().contains("known_as"), "{error}");
    }
    assert_eq!(phone.json(&["status"]), before);
    let words = child("Ñusta");
    phone.says(&words.iter().map(String::as_str).collect::<Vec<_>>());
}
