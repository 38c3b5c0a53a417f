//! The rooms stand in dependency order: each uses those above it, none below.

use std::path::{Path, PathBuf};

const ROOMS: [&str; 13] = [
    "words", "growth", "forms", "record", "pack", "change", "merge", "store", "lock", "action", "filling",
    "sync", "screens",
];

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
