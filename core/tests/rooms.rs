//! The rooms stand in dependency order: each uses those above it, none below. SQL is the store's and the storage's alone.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

const ROOMS: [&str; 8] = ["words", "growth", "record", "change", "merge", "store", "action", "sync"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_room_knows_one_below_it_and_each_module_says_what_it_knows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (place, room) in ROOMS.iter().enumerate() {
        let mut files = Vec::new();
        sources(&src.join(room), &mut files);
        assert!(!files.is_empty(), "{room}");
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            if !text.starts_with("//!") {
                wrong.push(format!("{}: opens without saying what it knows", file.display()));
            }
            for below in &ROOMS[place + 1..] {
                if text.contains(&format!("crate::{below}")) {
                    wrong.push(format!("{}: knows {below}, which stands below {room}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every crate but the tests, which look into files.
const CRATES: [&str; 7] = [
    "core/src",
    "core/survey/src",
    "bindings/src",
    "bindings/cli/src",
    "sync-server/src",
    "sync-server/service/src",
    "sync-server/demo/src",
];

/// Where SQL is at home: the core's store, and the server's storage with tables of its own.
const STORES: [&str; 2] = ["core/src/store/", "sync-server/service/src/storage/"];

/// Words of statements, and the ways of the library to a database.
const SQL: [&str; 20] = [
    "SELECT",
    "INSERT",
    "REPLACE",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "DROP",
    "PRAGMA",
    "VACUUM",
    "ATTACH",
    "rusqlite",
    ".connection()",
    "prepare",
    "prepare_cached",
    "execute_batch",
    "query_row",
    "query_map",
    "unchecked_transaction",
    "transaction_with_behavior",
];

/// What stands elsewhere all the same, word by word: the tables as the table of fields has them (text, which the store
/// runs), two finds of the command line that hand the store a statement, and what a demonstration counts in the files
/// that it made.
const ALLOWED: [(&str, &[&str]); 4] = [
    ("core/src/record/sql.rs", &["CREATE"]),
    ("bindings/src/find.rs", &["SELECT"]),
    ("sync-server/demo/src/finish.rs", &["SELECT", ".connection()", "query_row"]),
    ("sync-server/demo/src/desk.rs", &["SELECT", "rusqlite", ".connection()", "prepare", "query_map"]),
];

/// The words of SQL in a line of code; a line of a comment has none.
fn sql_in(line: &str) -> Vec<&'static str> {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    let words: Vec<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    SQL.into_iter().filter(|sql| words.contains(sql) || sql.starts_with('.') && code.contains(sql)).collect()
}

#[test]
fn only_the_store_and_the_storage_speak_sql() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for folder in CRATES {
        sources(&root.join(folder), &mut files);
    }
    let gone = ALLOWED.iter().filter(|(of, _)| !root.join(of).exists());
    let mut wrong: Vec<String> = gone.map(|(of, _)| format!("{of}: allowed and gone")).collect();
    for file in files {
        let name = file.strip_prefix(root).unwrap().to_str().unwrap();
        if STORES.iter().any(|store| name.starts_with(store)) {
            continue;
        }
        let mut allowed: Vec<&str> =
            ALLOWED.iter().filter(|(of, _)| *of == name).flat_map(|(_, words)| *words).copied().collect();
        let may = allowed.clone();
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            for word in sql_in(line) {
                allowed.retain(|unused| *unused != word);
                if !may.contains(&word) {
                    wrong.push(format!("{name}:{number}: {word}"));
                }
            }
        }
        wrong.extend(allowed.iter().map(|unused| format!("{name}: allowed and not used: {unused}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
