//! A server's damaged database: doctor finds every damaged page, names the newest backup that is whole, and that backup
//! is put back.

use std::path::{Path, PathBuf};

use chaski::record::role;
use chaski_service::data::DataFolder;
use chaski_service::storage::{SqliteStorage, Storage};
use tempfile::TempDir;

use crate::common::program;

const PAGE: usize = 4096;

/// A district's folder with a small database, closed, and two backups of it.
struct Folder {
    files: TempDir,
    data: DataFolder,
    bytes: Vec<u8>,
    older: PathBuf,
    newer: PathBuf,
}

impl Folder {
    fn new() -> Folder {
        let files = tempfile::tempdir().unwrap();
        let (path, keys) = (files.path().join("data"), files.path().join("keys"));
        let (data, storage) = DataFolder::create(&path, "Distrito", Some(&keys)).unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            for number in 0..60 {
                let area = storage.add_area(&format!("Sector {number}"), 5, None).await.unwrap();
                let worker = storage.add_worker(&format!("Rosa {number}")).await.unwrap();
                storage.invite(worker, role::VISITOR, &[area], 1_800_000_000).await.unwrap();
            }
        });
        drop(storage);
        let bytes = std::fs::read(data.database()).unwrap();
        let folder = Folder {
            older: files.path().join("older.db"),
            newer: files.path().join("newer.db"),
            files,
            data,
            bytes,
        };
        for backup in [&folder.older, &folder.newer] {
            assert!(folder.run(&["backup", backup.to_str().unwrap()]).0);
        }
        Folder { bytes: std::fs::read(folder.data.database()).unwrap(), ..folder }
    }

    fn run(&self, args: &[&str]) -> (bool, String) {
        let mut command = program(self.files.path(), args);
        command.arg("--data").arg(self.data.path());
        command.arg("--key-file").arg(self.data.key_file());
        let output = command.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    }

    /// Lays a file in the database's place, with nothing of another beside it.
    fn lay(&self, bytes: &[u8]) {
        for file in ["server.db-wal", "server.db-shm"] {
            let _ = std::fs::remove_file(self.data.path().join(file));
        }
        std::fs::write(self.data.database(), bytes).unwrap();
    }

    fn zeroed(&self, page: usize) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        bytes[page * PAGE..][..PAGE].fill(0);
        bytes
    }

    fn doctor(&self) -> Vec<String> {
        let look = chaski_server::commands::doctor::check(self.data.path(), Some(self.data.key_file()));
        tokio::runtime::Runtime::new().unwrap().block_on(look)
    }
}

fn names(sentences: &[String], backup: &Path) -> bool {
    let command = format!("chaski-server restore {} --data", backup.canonicalize().unwrap().display());
    sentences.iter().any(|sentence| sentence.contains("is damaged") && sentence.contains(&command))
}

#[test]
fn doctor_finds_every_zeroed_page_and_names_the_newest_backup_that_is_whole() {
    let folder = Folder::new();
    assert!(!folder.doctor().iter().any(|sentence| sentence.contains("damaged")));
    let pages = folder.bytes.len() / PAGE;
    for page in 0..pages {
        folder.lay(&folder.zeroed(page));
        let said = folder.doctor();
        assert!(names(&said, &folder.newer), "page {} of {pages}: {said:?}", page + 1);
        assert!(!said.iter().any(|sentence| sentence.contains("chaski rescue")), "{said:?}");
    }
    println!("{pages} pages of the server zeroed, each found");
    assert!(pages > 60, "{pages}");
}

#[test]
fn a_damaged_backup_is_passed_over_and_refused_and_the_one_before_it_is_put_back() {
    let folder = Folder::new();
    let mut newer = std::fs::read(&folder.newer).unwrap();
    let middle = newer.len() / PAGE / 2 * PAGE;
    newer[middle + 100] ^= 1;
    std::fs::write(&folder.newer, newer).unwrap();
    folder.lay(&folder.zeroed(folder.bytes.len() / PAGE - 2));
    assert!(names(&folder.doctor(), &folder.older));
    let (ok, text) = folder.run(&["restore", folder.newer.to_str().unwrap()]);
    assert!(!ok && text.contains("is damaged: use the one before it"), "{text}");
    let (ok, text) = folder.run(&["restore", folder.older.to_str().unwrap()]);
    assert!(ok, "{text}");
    assert!(!folder.doctor().iter().any(|sentence| sentence.contains("damaged")));
    assert!(folder.data.path().join("server.db.before-restore").exists());

    std::fs::remove_file(&folder.older).unwrap();
    folder.lay(&folder.zeroed(3));
    let said = folder.doctor().join("\n");
    assert!(said.contains("look for one on other disks"), "{said}");
}

#[test]
fn a_server_that_meets_damage_says_whom_to_ask() {
    let folder = Folder::new();
    folder.lay(&folder.zeroed(0));
    let error = SqliteStorage::open(&folder.data.database(), &folder.data.keys().unwrap()).err().unwrap();
    assert!(error.to_string().contains("chaski-server doctor"), "{error}");
    let mut keys = folder.data.keys().unwrap();
    keys.database_key[0] ^= 1;
    folder.lay(&folder.bytes);
    let error = SqliteStorage::open(&folder.data.database(), &keys).err().unwrap();
    assert!(error.to_string().contains("the key does not open"), "{error}");
    assert!(folder.files.path().exists());
}
