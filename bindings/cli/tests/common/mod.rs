//! A district's server in this process, and phones whose commands run as programs of their own and speak to it over
//! the line.

#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use chaski::record::RecordName;
use chaski::record::table::code::area_kind;
use chaski::store::{KeyFile, Place, Store, SystemClock};
use chaski::sync::enrol::Invitation;
use chaski_service::data::{DataError, DataFolder};
use chaski_service::http::serve::{ServeOptions, Served, serve};
use chaski_service::storage::{SqliteStorage, Storage};
use serde_json::Value as Json;
use tempfile::TempDir;
use tokio::runtime::Runtime;

pub struct District {
    pub folder: TempDir,
    pub north: RecordName,
    storage: Arc<SqliteStorage>,
    served: Served,
    runtime: Runtime,
}

impl District {
    pub fn new() -> District {
        let folder = tempfile::tempdir().unwrap();
        let (path, keys) = (folder.path().join("server"), folder.path().join("server.keys"));
        let (data, storage) = DataFolder::create(&path, "Distrito de prueba", Some(&keys)).unwrap();
        let (data, storage) = (Arc::new(data), Arc::new(storage));
        let runtime = Runtime::new().unwrap();
        let start = || {
            let options = ServeOptions::at("127.0.0.1:0".parse().unwrap());
            runtime.block_on(serve(data.clone(), storage.clone(), options, std::future::pending()))
        };
        // A program that another test starts at this moment holds a copy of the folder's lock until it runs.
        let served = (0..100).find_map(|_| {
            let served = start();
            if matches!(served, Err(DataError::Busy { .. })) {
                std::thread::sleep(std::time::Duration::from_millis(20));
                return None;
            }
            Some(served.unwrap())
        });
        let north = runtime.block_on(storage.add_area("Ñawpa Norte", area_kind::sector, None)).unwrap();
        District { folder, north, storage, served: served.unwrap(), runtime }
    }

    /// The code of an invitation for a new worker of the north.
    pub fn invite(&self, name: &str, role: u64) -> String {
        let now_s = chaski_service::clock::system_clock()();
        let invitation = async {
            let worker = self.storage.add_worker(name).await?;
            let code = self.storage.invite(worker, role, &[self.north], now_s).await?;
            let root_hash = *blake3::hash(&self.storage.district().await?.root).as_bytes();
            let url = format!("https://{}", self.served.address);
            chaski_service::storage::Result::Ok(Invitation {
                url,
                code,
                root_hash,
                tls_hash: None,
                issued_s: now_s,
            })
        };
        self.runtime.block_on(invitation).unwrap().to_text()
    }

    /// A phone that is nobody's yet; its keys lie away from its folder.
    pub fn new_phone(&self, name: &str) -> Phone {
        Phone { home: self.folder.path().join(name), keys: self.folder.path().join("keys") }
    }

    /// A phone that is a worker's.
    pub fn phone(&self, name: &str, role: u64) -> Phone {
        let phone = self.new_phone(name);
        phone.says(&["enrol", &self.invite(name, role), "--label", name]);
        phone
    }
}

/// The whole numbers in this JSON that not every reader takes as they are written.
fn rounded(json: &Json) -> Vec<serde_json::Number> {
    match json {
        Json::Number(number) => {
            let exact = number.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53) || number.is_f64();
            (!exact).then(|| number.clone()).into_iter().collect()
        }
        Json::Array(items) => items.iter().flat_map(rounded).collect(),
        Json::Object(fields) => fields.values().flat_map(rounded).collect(),
        _ => Vec::new(),
    }
}

pub struct Phone {
    pub home: PathBuf,
    pub keys: PathBuf,
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub ok: bool,
    pub out: String,
    pub err: String,
}

impl Phone {
    /// The phone as another program has it open, by the layout that every program shares: a folder's id names its keys.
    pub fn store(&self) -> Store {
        let id = std::fs::read_to_string(self.home.join("id")).unwrap();
        let keys = KeyFile::at(self.keys.join(format!("{}.phone", id.trim())));
        let place = Place::file(self.home.join("phone.db"));
        Store::open(&place, Arc::new(keys), Arc::new(SystemClock::start())).unwrap()
    }

    /// Runs a command.
    pub fn run(&self, args: &[&str]) -> Answer {
        run(&self.home, &self.keys, args)
    }

    /// Runs a command that works, and gives its words.
    pub fn says(&self, args: &[&str]) -> String {
        let answer = self.run(args);
        assert!(answer.ok, "{args:?}: {}", answer.err);
        answer.out
    }

    /// Runs a command that works, and gives its JSON, in which every reader takes each whole number as it is written.
    pub fn json(&self, args: &[&str]) -> Json {
        let json = serde_json::from_str(&self.says(&[&["--json"], args].concat())).unwrap();
        assert_eq!(rounded(&json), Vec::<serde_json::Number>::new(), "{args:?}");
        json
    }

    /// Runs a command that is refused, and gives its error.
    pub fn refused(&self, args: &[&str]) -> Json {
        let answer = self.run(&[&["--json"], args].concat());
        assert!(!answer.ok, "{args:?}: {}", answer.out);
        assert_eq!(answer.out, "");
        let error: Json = serde_json::from_str(&answer.err).unwrap();
        error["error"].clone()
    }

    /// A household of the north and a child in it, by their codes.
    pub fn family(&self, family_names: &str) -> (String, String) {
        let add = [
            "household",
            "add",
            "--area",
            "ñawpa norte",
            "--known-as",
            "los de la tienda",
            "--altitude-m",
            "3650",
        ];
        let household = code(&self.json(&add));
        let add = [
            "child",
            "add",
            "--household",
            &household,
            "--given-names",
            "Rosa",
            "--family-names",
            family_names,
        ];
        let child = code(&self.json(&[&add[..], &["--sex", "f", "--birth-date", "2024-03-15"]].concat()));
        (household, child)
    }

    /// Records the visit of docs/visit.md, changed as told.
    pub fn visit(&self, household: &str, child: &str, change: impl FnOnce(&mut Json)) -> Answer {
        let mut document = example(household, child);
        change(&mut document);
        let file = self.home.join("visit.json");
        std::fs::write(&file, document.to_string()).unwrap();
        self.run(&["--json", "visit", "record", file.to_str().unwrap()])
    }
}

/// Runs a command in a folder.
pub fn run(home: &Path, keys: &Path, args: &[&str]) -> Answer {
    let output = Command::new(env!("CARGO_BIN_EXE_chaski"))
        .env("CHASKI_KEYS", keys)
        .env("CHASKI_HOME", home)
        .args(args)
        .output();
    let Output { status, stdout, stderr } = output.unwrap();
    Answer {
        ok: status.success(),
        out: String::from_utf8(stdout).unwrap(),
        err: String::from_utf8(stderr).unwrap(),
    }
}

/// The example of docs/visit.md for this family.
pub fn example(household: &str, child: &str) -> Json {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/visit.md")).unwrap();
    let (_, rest) = page.split_once("```json\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    let example = example.replace("\"HOUSEHOLD\"", &format!("\"{household}\""));
    serde_json::from_str(&example.replace("\"CHILD\"", &format!("\"{child}\""))).unwrap()
}

pub fn code(created: &Json) -> String {
    created["code"].as_str().unwrap().to_owned()
}

/// A field of a record in a page's JSON.
pub fn field<'j>(view: &'j Json, name: &str) -> &'j Json {
    let fields = view["fields"].as_array().unwrap();
    fields.iter().find(|field| field["field"] == name).unwrap_or(&Json::Null)
}
