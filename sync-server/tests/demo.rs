//! The demo as people run it: what it tells programs, what it leaves, that nothing of it lies in clear, and real
//! children of a survey from the file to the export and back.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chaski::record::table::{part, reading};
use chaski::record::{Decimal, RecordName, Value};
use chaski::store::shown::shown_field;
use chaski::store::{KeyFile, KeyProvider, Place, Store, SystemClock};
use chaski::sync::http::{self, Link};
use chaski_service::data::DataFolder;
use chaski_service::storage::supervision::{
    Account, Coverage, ReviewState, Supervision, Viewer, VisitFilter, attention,
};
use chrono::{Datelike, Timelike};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::programs;

/// A folder for data, made by the demo, and one for keys.
struct Folders {
    files: TempDir,
    keys: TempDir,
}

impl Folders {
    fn new() -> Folders {
        Folders { files: tempfile::tempdir().unwrap(), keys: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.files.path().join("data")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chaski-server"));
        command.env("CHASKI_KEYS", self.keys.path()).args(words);
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Runs a demo that keeps its files; its words and its JSON.
    fn demo(&self, words: &[&str]) -> (String, Json) {
        let data = self.data();
        let all = [&["demo", "--once", "--json", "--data", data.to_str().unwrap()], words].concat();
        let output = self.run(&all);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{words:?}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
        let last = text.lines().last().unwrap();
        let json = serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {last}"));
        (text, json)
    }

    fn key_file(&self, folder: &Path, name: &str) -> PathBuf {
        let id = std::fs::read_to_string(folder.join("id")).unwrap();
        self.keys.path().join(format!("{}.{name}", id.trim()))
    }

    fn phone(&self, number: u64) -> Store {
        let home = self.data().join("phones").join(number.to_string());
        let keys = Arc::new(KeyFile::at(self.key_file(&home, "phone")));
        Store::open(&Place::file(home.join("phone.db")), keys, Arc::new(SystemClock::start())).unwrap()
    }

    fn export(&self) -> Vec<Vec<String>> {
        let output = self.run(&["export", "measurements", "--csv", "--data", self.data().to_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut reader = csv::Reader::from_reader(output.stdout.as_slice());
        let columns = "id,region,sex,age_days,weight,lenhei,measure,oedema,headc,armc,triskin,subskin";
        assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>().join(","), columns);
        let mut rows: Vec<Vec<String>> =
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
        rows.sort();
        rows
    }
}

/// A program that is ended with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and waits for the line of its output that this is in; that line and all before it.
fn started(mut command: Command, until: &str) -> (Running, Vec<String>) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = child.stdout.take().unwrap();
    let running = Running(child);
    let mut lines = Vec::new();
    for line in BufReader::new(out).lines() {
        lines.push(line.unwrap());
        if lines.last().unwrap().contains(until) {
            return (running, lines);
        }
    }
    panic!("it ended before {until:?}: {lines:?}");
}

fn sync(store: &mut Store) -> chaski::sync::Report {
    http::sync(store, &Link::default(), &AtomicBool::new(false), &mut |_| {}).unwrap()
}

#[test]
fn whatever_the_seed_nothing_is_lost_and_every_dispute_that_was_made_is_found_and_settled() {
    let drawn: [u8; 20] = chaski::store::random::draw();
    for seed in drawn.chunks(4).map(|four| u32::from_be_bytes(four.try_into().unwrap())) {
        println!("seed {seed}");
        let folders = Folders::new();
        let (text, told) = folders.demo(&["--seed", &seed.to_string(), "--phones", "4"]);
        let number = |name: &str| told[name].as_u64().unwrap_or_else(|| panic!("{name}: {told}"));
        assert_eq!((number("seed"), number("phones"), number("areas")), (u64::from(seed), 4, 2));
        assert_eq!((number("lost"), number("doubled"), number("misread")), (0, 0, 0), "{told}");
        assert_eq!(told["replicas_equal"], true, "{told}");
        assert!(number("disputes_predicted") >= 2, "{told}");
        assert_eq!(number("disputes_found"), number("disputes_predicted"), "{told}");
        assert_eq!(number("disputes_settled"), number("disputes_predicted"), "{told}");
        assert_eq!(number("disputes_unpredicted"), 0, "{told}");
        assert_eq!(number("acknowledged"), number("changes"), "{told}");
        assert_eq!(told["refused"], Json::Array(Vec::new()), "{told}");
        for name in ["visits", "requests", "cuts", "bytes_up", "bytes_down"] {
            assert!(number(name) > 10 || (name == "cuts" && number(name) > 0), "{name}: {told}");
        }
        assert!(told["seconds"].as_f64().unwrap() > 0.0);
        for word in ["1 January 1970", "moves from", "in the register twice", "A technician copies"] {
            assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(word), "{word}: {text}");
        }
    }
}

#[test]
fn a_seed_tells_the_same_story_again() {
    let tell = || {
        let folders = Folders::new();
        let (text, told) = folders.demo(&["--seed", "42", "--phones", "3"]);
        // Names of records are drawn anew; what was measured is not.
        let mut measured: Vec<Vec<String>> =
            folders.export().into_iter().map(|row| row[1..].to_vec()).collect();
        measured.sort();
        assert!(measured.len() > 60, "{}", measured.len());
        let week: Vec<String> = text
            .lines()
            .skip_while(|line| !line.starts_with("Monday"))
            .take_while(|line| !line.starts_with("Friday evening"))
            .map(str::to_owned)
            .collect();
        assert!(week.len() > 20, "{text}");
        let facts = ["visits", "changes", "values", "disputes_found"].map(|name| told[name].clone());
        (week, facts, measured)
    };
    assert_eq!(tell(), tell());
}

#[test]
fn what_a_demo_leaves_is_a_district_that_serves_and_phones_that_sync() {
    let folders = Folders::new();
    folders.demo(&["--phones", "3"]);
    let data = folders.data();
    let data = data.to_str().unwrap();
    let devices = folders.run(&["devices", "--json", "--data", data]);
    let devices: Json = serde_json::from_slice(&devices.stdout).unwrap();
    // Three workers and the supervisor: the copy is the same phone.
    assert_eq!(devices.as_array().unwrap().len(), 4, "{devices}");
    assert!(devices.as_array().unwrap().iter().all(|device| device["set_aside"] == 0), "{devices}");
    let doctor = folders.run(&["doctor", "--json", "--data", data]);
    let wrong: Vec<String> = serde_json::from_slice(&doctor.stdout).unwrap();
    assert!(
        wrong.iter().all(|sentence| {
            ["backup", "copied", "in use twice"].iter().any(|part| sentence.contains(part))
        }),
        "{wrong:?}"
    );
    assert_eq!(wrong.iter().filter(|sentence| sentence.contains("in use twice")).count(), 1, "{wrong:?}");

    let (_serving, _) = started(folders.command(&["serve", "--data", data]), "Serving");
    for number in 1..=5 {
        let mut phone = folders.phone(number);
        assert_eq!(sync(&mut phone).on_this_phone_only, 0);
        assert!(phone.verify().unwrap().is_sound());
    }
    let again = folders.run(&["demo", "--once", "--data", data]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"));
}

/// What a page answers over plain HTTP: its status, its headers and its text.
fn get(url: &str, cookie: &str) -> (u16, String, String) {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /{path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_owned(), body.to_owned())
}

/// Opens the link that a demo printed; the address of its pages and the cookie of who came in.
fn sign_in(lines: &[String]) -> (String, String) {
    let link =
        lines.iter().find(|line| line.trim().starts_with("http://")).expect("a link").trim().to_owned();
    let (status, head, _) = get(&link, "");
    assert_eq!(status, 303, "{head}");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let (address, token) = link.split_once("/demo/").unwrap();
    let (stranger, head, _) = get(&format!("{address}/demo/{}", token.chars().rev().collect::<String>()), "");
    assert_ne!(stranger, 303, "{head}");
    (address.to_owned(), cookie)
}

/// Days and hours at which a demo is begun, each with the zone of its machine: every day of a week, both sides of midnight,
/// the ends of a month, of a year and of a February of 29 days, the hour that a summer-time change leaves out and the one
/// that it repeats, and the morning and the afternoon of a first.
const MOMENTS: [(&str, &str); 14] = [
    ("2026-11-27T17:45:00-05:00", "UTC"),
    ("2026-11-28T23:59:59-05:00", "UTC"),
    ("2026-11-29T00:00:00-05:00", "UTC"),
    ("2026-11-30T14:59:59-05:00", "UTC"),
    ("2026-12-01T09:00:00-05:00", "<-05>5"),
    ("2026-12-01T15:00:00-05:00", "<-05>5"),
    ("2026-12-31T23:59:59-05:00", "<+14>-14"),
    ("2027-01-01T00:00:00-05:00", "<-11>11"),
    ("2027-03-28T02:30:00+01:00", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("2027-09-04T23:59:59-04:00", "<-04>4<-03>,M9.1.6/24,M4.1.6/24"),
    ("2027-10-31T02:30:00+01:00", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("2028-02-28T23:59:59-05:00", "UTC"),
    ("2028-02-29T18:00:00-05:00", "UTC"),
    ("2028-03-01T00:00:00-05:00", "UTC"),
];

#[test]
fn when_a_demo_serves_on_every_line_of_the_supervisor_s_first_page_has_something_that_needs_her_on_every_day()
{
    let phones = |at: usize| ["2", "5"][usize::from(at % 5 == 1)];
    let told = |half: usize| -> Vec<(&str, Vec<String>)> {
        let half = MOMENTS.iter().enumerate().filter(|(at, _)| at % 2 == half);
        half.map(|(at, (moment, zone))| (phones(at), what_needs_her(phones(at), moment, zone))).collect()
    };
    let all = std::thread::scope(|scope| {
        let other = scope.spawn(|| told(1));
        [told(0), other.join().unwrap()].concat()
    });
    // Only the month's figures are of the day on which it is told.
    for phones in ["2", "5"] {
        let told: Vec<&Vec<String>> =
            all.iter().filter(|(of, _)| *of == phones).map(|(_, lines)| lines).collect();
        assert!(told.len() > 1 && told[0].len() > 30, "{told:?}");
        told.iter().for_each(|lines| assert_eq!(*lines, told[0]));
    }
}

/// Runs a demo that begins at this time, and looks at what lies on the desk of its supervisor; what it told but for the
/// figures of the month.
fn what_needs_her(phones: &str, moment: &str, zone: &str) -> Vec<String> {
    let folders = Folders::new();
    let data = folders.data();
    let words =
        ["demo", "--phones", phones, "--seed", phones, "--at", moment, "--data", data.to_str().unwrap()];
    let mut command = folders.command(&words);
    command.env("TZ", zone);
    let (_serving, lines) = started(command, "Stop it with Ctrl-C");
    let (address, cookie) = sign_in(&lines);
    let (status, _, page) = get(&format!("{address}/today"), &cookie);
    assert_eq!(status, 200, "{page}");
    assert_ne!(get(&format!("{address}/today"), "").0, 200, "a page without a sign-in");

    let key_file = folders.key_file(&data, "server");
    let storage = DataFolder::open(&data, Some(&key_file)).unwrap().storage().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let account = runtime.block_on(storage.account("nelida")).unwrap().unwrap();
    assert!(account.may_export && account.may_enrol && !account.stopped);
    let Account { login, worker, name, areas, may_export, may_enrol, .. } = account;
    let viewer = Viewer { login, worker, name, areas, may_export, may_enrol, until_s: i64::MAX };
    let now_s = chrono::DateTime::parse_from_rfc3339(moment).unwrap().timestamp();
    // Of a first, before the afternoon, the month that is over is what there is to tell of.
    let here = chrono::DateTime::from_timestamp(now_s - 5 * 3_600, 0).unwrap();
    let is_early = here.hour() < 15;
    let worked = here - chrono::Duration::days(i64::from(is_early));
    let told_of = if here.day() == 1 && is_early { "last month:" } else { "this month:" };
    assert!(lines.iter().any(|line| line.contains(told_of)), "{moment}: {lines:#?}");
    let day = worked.format("%Y-%m-%d").to_string();
    let today = runtime.block_on(storage.today(&viewer, &day, now_s)).unwrap();
    assert_eq!(today.danger.0.len(), 1, "{moment}: {today:?}");
    let hours = (now_s - today.danger.0[0].sent_s.unwrap()) / 3_600;
    assert!((0..72).contains(&hours), "{moment}: open for {hours} hours");
    assert!(today.danger.0[0].visit.is_some() && !today.danger.0[0].signs.is_empty());
    assert_eq!((today.answered.n, today.disputes.n, today.alike.n), (1, 2, 1), "{moment}: {today:?}");
    assert!(today.aside.n > 0, "{moment}: {today:?}");
    let (all, flagged) = (today.to_review.0.n, today.to_review.1.n);
    assert!(flagged > 0 && flagged < all && all < 40, "{moment}: {all} {flagged}");
    assert_eq!(today.silent.len(), 1, "{moment}: {:?}", today.silent);
    assert!(now_s - today.silent[0].last_sync_s.unwrap() > 7 * 86_400);
    let sum = |of: fn(&Coverage) -> u64| today.coverage.iter().map(of).sum::<u64>();
    assert!(
        sum(|c| c.in_time) <= sum(|c| c.followed) && sum(|c| c.followed) < sum(|c| c.expected),
        "{moment}"
    );
    assert!(sum(|c| c.done) > 0 && sum(|c| c.with_place) < sum(|c| c.done), "{moment}: {:?}", today.coverage);
    assert!(today.coverage.iter().any(|c| c.followed > 0), "{moment}: {:?}", today.coverage);
    let unreviewed = VisitFilter { review: Some(ReviewState::None), ..VisitFilter::default() };
    let list = runtime.block_on(storage.visit_list(&viewer, &unreviewed, None)).unwrap().items;
    let growth = list.iter().filter(|line| line.attention & attention::GROWTH != 0).count();
    // Of those who were visited today: one has lost weight, one has swollen feet, of one the point was forgotten.
    assert!(growth >= 3 && growth < list.len(), "{moment}: {growth} of {}", list.len());
    let every = runtime.block_on(storage.visit_list(&viewer, &VisitFilter::default(), None)).unwrap().items;
    for line in every {
        assert!(line.received_s <= now_s && now_s - line.received_s < 45 * 86_400, "{moment}: {line:?}");
    }
    let week = lines.iter().skip_while(|line| !line.starts_with("Monday"));
    let week = week.take_while(|line| !line.starts_with("Friday evening"));
    let now = lines.iter().filter(|line| line.starts_with("  - ") && !line.contains(" month:"));
    week.chain(now).cloned().collect()
}

#[test]
fn who_plays_with_the_commands_that_a_demo_prints_sees_the_visit_come() {
    let folders = Folders::new();
    let data = folders.data();
    let words = ["demo", "--people", "--data", data.to_str().unwrap()];
    let (_serving, lines) = started(folders.command(&words), "Stop it with Ctrl-C");
    let (address, cookie) = sign_in(&lines);
    // Once among those whose visits may be chosen, and once beside each visit.
    let visits_of_his = || {
        let (status, _, page) = get(&format!("{address}/visits"), &cookie);
        assert_eq!(status, 200, "{page}");
        page.matches("Eusebio Ccahuana").count().saturating_sub(1)
    };
    let children = || get(&format!("{address}/children"), &cookie).2;
    assert!(visits_of_his() == 0 && !children().contains("Urpi Quispe Sulca"));

    let commands: Vec<&str> =
        lines.iter().map(|line| line.trim()).filter(|l| l.starts_with("chaski ")).collect();
    assert_eq!(commands.len(), 7, "{lines:#?}");
    let mut code = String::new();
    for command in commands {
        let script = command.replace("CASA", &code);
        let output =
            programs::shell(&script, folders.files.path()).env("CHASKI_KEYS", folders.keys.path()).output();
        let output = output.unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{command}: {said} {}", String::from_utf8_lossy(&output.stderr));
        if command.contains("household add") {
            code = said.split_whitespace().nth(1).unwrap().to_owned();
        }
        if command.ends_with(" sync") {
            assert!(said.contains("0 on this phone only"), "{said}");
        } else {
            assert_eq!(visits_of_his(), 0, "{command}: it came without a sync");
        }
    }
    assert_eq!(visits_of_his(), 1);
    assert!(children().contains("Urpi Quispe Sulca"), "{}", children());
    assert!(get(&format!("{address}/today"), &cookie).2.contains("Eusebio Ccahuana"));
}

#[test]
fn nothing_of_a_demo_lies_in_clear_neither_while_it_serves_nor_after() {
    let folders = Folders::new();
    let data = folders.data();
    let data = data.to_str().unwrap();
    let (serving, lines) =
        started(folders.command(&["demo", "--json", "--phones", "2", "--data", data]), "\"lost\"");
    let text = lines.join(" ");
    let mut telephones: Vec<&str> = text.split('"').filter(|part| is_telephone(part)).collect();
    telephones.dedup();
    assert!(telephones.len() >= 2, "{text}");
    let secrets: Vec<&str> =
        [&["Ñahui", "ÑAHUI", "Rosaura Ccori", "la tercera casa"], telephones.as_slice()].concat();

    search(&folders, &secrets);
    drop(serving);
    search(&folders, &secrets);

    // What is searched for is there, for whoever has the keys.
    let dump = folders.run(&["dump", "--area", "Sector Qocha Alta", "--data", data]);
    let dump = String::from_utf8(dump.stdout).unwrap();
    assert!(dump.contains("Ñahui"), "{dump}");
    assert!(telephones.iter().any(|telephone| dump.contains(telephone)), "{dump}");
}

fn is_telephone(text: &str) -> bool {
    text.len() == 11
        && text.starts_with('9')
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ')
}

/// Searches every file of the data folder for texts and keys, and tries to open and to unpack what it finds.
fn search(folders: &Folders, secrets: &[&str]) {
    let mut forbidden: Vec<(String, Vec<u8>)> = Vec::new();
    for secret in secrets {
        let units: Vec<u16> = secret.encode_utf16().collect();
        forbidden.push(((*secret).to_owned(), secret.as_bytes().to_vec()));
        forbidden
            .push((format!("{secret} (UTF-16LE)"), units.iter().flat_map(|u| u.to_le_bytes()).collect()));
        forbidden
            .push((format!("{secret} (UTF-16BE)"), units.iter().flat_map(|u| u.to_be_bytes()).collect()));
    }
    for file in files(folders.keys.path()) {
        let bytes = std::fs::read(&file).unwrap();
        for (at, key) in
            bytes.chunks_exact(32).enumerate().filter(|(_, key)| key.iter().any(|byte| *byte != 0))
        {
            let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            forbidden.push((format!("key {at} of {}", file.display()), key.to_vec()));
            forbidden.push((format!("key {at} of {} as text", file.display()), hex.into_bytes()));
        }
    }
    let all = files(&folders.data());
    assert!(
        all.iter().filter(|file| file.extension().is_some_and(|ext| ext == "db")).count() >= 5,
        "{all:?}"
    );
    for file in all {
        let bytes = std::fs::read(&file).unwrap();
        for (what, needle) in &forbidden {
            assert!(!contains(&bytes, needle), "{what} lies in clear in {}", file.display());
        }
        // A checklist that was released names nobody, and lies as it travels.
        let is_content = file.parent().is_some_and(|folder| folder.ends_with("data/content"));
        for at in places(&bytes, &[0x28, 0xb5, 0x2f, 0xfd]) {
            let Ok(unpacked) = zstd::bulk::decompress(&bytes[at..], 1 << 20) else { continue };
            assert!(is_content, "{} is unpacked at {at}", file.display());
            for (what, needle) in &forbidden {
                assert!(!contains(&unpacked, needle), "{what} lies in {}", file.display());
            }
        }
        let conn = rusqlite::Connection::open_with_flags(&file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
        let tables = conn.and_then(|conn| {
            conn.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))
        });
        let is_empty = bytes.is_empty() && tables == Ok(0);
        assert!(tables.is_err() || is_empty, "{} opens without a key", file.display());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

fn places<'b>(bytes: &'b [u8], needle: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(needle.len()).enumerate().filter(move |(_, window)| *window == needle).map(|(at, _)| at)
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    places(bytes, needle).next().is_some()
}

/// A survey with everything that people's files have; a comma, quotes and a line end in a region's name.
const SURVEY: &str = concat!(
    "\u{feff}region , GENDER,id,agemons,weight, height,measure,oedema,head,muac,tri,sub,sw,cluster\r\n",
    "North,1,1,22.45,10.4,84.8,l,n,,14.9,6.8,5.2,55.98,3\r\n",
    "North,F,2,8,\"7,25\",67.0,L,N,44.10,,,,1,3\r\n",
    "\"Cerro, \"\"El Alto\"\"\",male,3,60.83,21.30,118.0,h,y,,17,,,1,3\r\n",
    "\"Cerro, \"\"El Alto\"\"\", Female ,4,0,3.3,,,,,,,,1,3\r\n",
    ", m ,5,12,9,75,,,,,,,1,3\r\n",
    "North,2,1,30,12.00,,l,,,,,,1,3\r\n",
    "North,x,7,30,12,90,l,n,,,,,1,3\r\n",
    "North,1,8,,12,90,l,n,,,,,1,3\r\n",
    "\"South\r\nside\",1,9,-1,12,90,l,n,,,,,1,3\r\n",
    "North,1,10,24,heavy,90,l,n,,,,,1,3\r\n",
    "North,1,11,24,12,90,x,n,,,,,1,3\r\n",
    "North,1,12,24,12,90,l,maybe,,,,,1,3\r\n",
    "\r\n",
    "North,1,13,24,999,90,l,n,,,,,1,3\r\n",
    "North,1,14,24,12\r\n",
    "South,2,=1+1,24.00,12.345,90,H,Y,46,15,8.5,7.5,1,3",
);

#[test]
fn a_survey_goes_in_over_the_bad_line_and_comes_back_row_by_row() {
    let folders = Folders::new();
    let file = folders.files.path().join("survey.csv");
    std::fs::write(&file, SURVEY).unwrap();
    let (text, told) = folders.demo(&["--survey", file.to_str().unwrap()]);
    assert_eq!((told["rows"].as_u64(), told["taken"].as_u64()), (Some(15), Some(7)), "{told}");
    assert_eq!(
        (&told["lost"], &told["replicas_equal"], &told["areas"]),
        (&Json::from(0), &Json::from(true), &Json::from(4))
    );
    assert_eq!((&told["visits"], &told["acknowledged"]), (&Json::from(7), &told["changes"]));
    assert_eq!(told["left_out"], serde_json::json!(["sw", "cluster"]));
    assert_eq!(told["positions_of_nothing"], serde_json::json!([7]));
    assert!(text.contains("The column sw is left out"), "{text}");

    let refused: Vec<(u64, &str, &str)> = told["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (one["line"].as_u64().unwrap(), one["id"].as_str().unwrap(), one["column"].as_str().unwrap())
        })
        .collect();
    let expected = [
        (8, "7", "gender"),
        (9, "8", "agemons"),
        (10, "9", "agemons"),
        (12, "10", "weight"),
        (13, "11", "measure"),
        (14, "12", "oedema"),
        (16, "13", "weight"),
        (17, "14", ""),
    ];
    assert_eq!(refused, expected);
    let reasons: Vec<&str> =
        told["refused"].as_array().unwrap().iter().map(|one| one["reason"].as_str().unwrap()).collect();
    assert!(reasons[2].contains("from 0 to 1440"), "{reasons:?}");
    assert!(reasons[6].contains("from 0.1 to 500"), "{reasons:?}");

    let row = |text: &str| -> Vec<String> { text.split(';').map(str::to_owned).collect() };
    let expected = [
        row("1;North;1;683;10.4;84.8;l;n;;14.9;6.8;5.2"),
        row("1;North;2;913;12.00;;;;;;;"),
        row("2;North;2;244;7.25;67.0;l;n;44.10;;;"),
        row("3;Cerro, \"El Alto\";1;1852;21.30;118.0;h;y;;17;;"),
        row("4;Cerro, \"El Alto\";2;0;3.3;;;;;;;"),
        row("5;;1;365;9;75;;;;;;"),
        row("=1+1;South;2;731;12.345;90;h;y;46;15;8.5;7.5"),
    ];
    assert_eq!(folders.export(), expected);
    let data = folders.data();
    let guarded =
        folders.run(&["export", "measurements", "--for-spreadsheet", "--data", data.to_str().unwrap()]);
    assert!(String::from_utf8(guarded.stdout).unwrap().contains("\n'=1+1,South,2,731,12.345,"));
}

#[test]
fn what_is_corrected_on_a_phone_is_what_the_export_shows_and_the_stated_age_stays_with_the_visit() {
    let folders = Folders::new();
    let file = folders.files.path().join("survey.csv");
    std::fs::write(&file, "id,gender,agemons,weight\n17,2,24.5,11.2\n18,1,30,13.1\n").unwrap();
    folders.demo(&["--survey", file.to_str().unwrap()]);
    let data = folders.data();
    let (_serving, _) = started(folders.command(&["serve", "--data", data.to_str().unwrap()]), "Serving");

    let mut phone = folders.phone(1);
    let find = |sql: &str| -> RecordName {
        let key: Vec<u8> = phone.log().connection().query_row(sql, [], |row| row.get(0)).unwrap();
        RecordName::from_key(&key).unwrap()
    };
    let of_17 = "r_reading r JOIN r_person p ON p.record = r.person WHERE p.local_id = '17'";
    let record = find(&format!("SELECT r.record FROM {of_17}"));
    let visit = find(&format!("SELECT r.visit FROM {of_17}"));
    let stated = shown_field(&phone.log(), visit, chaski::record::table::visit::stated_age_months).unwrap();
    assert_eq!(stated.value, Some(Value::Decimal(Decimal::new(245, -1))));

    let shown = shown_field(&phone.log(), record, reading::weight).unwrap();
    let mut action = phone.begin().unwrap();
    let right = Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(1120, -2)))]);
    action.set(&shown, right, Some("read again on the paper")).unwrap();
    action.save().unwrap();
    assert_eq!(sync(&mut phone).acknowledged, 1);
    let weights: Vec<String> = folders.export().into_iter().map(|row| row[4].clone()).collect();
    assert_eq!(weights, ["11.20", "13.1"]);
}

#[test]
fn a_file_that_is_no_survey_ends_with_a_sentence() {
    let folders = Folders::new();
    let file = folders.files.path().join("survey.csv");
    let cases: [(&[u8], &str); 6] = [
        (b"id,gender\n1,2\n", "`agemons` is missing"),
        (b"", "is empty"),
        (b"id;gender;agemons\n1;2;3\n", "separated by commas"),
        (b"id,gender,ID,agemons\n", "stands twice"),
        (b"\xff\xfei\0d\0", "UTF-16"),
        (b"id,\xff\n", "UTF-8"),
    ];
    for (bytes, sentence) in cases {
        std::fs::write(&file, bytes).unwrap();
        let output = folders.run(&["demo", "--once", "--survey", file.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(sentence), "{said}");
    }
    let output = folders.run(&["demo", "--once", "--survey", "/there/is/no.csv"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be read"));
    // Of a demo that keeps nothing, nothing stays.
    std::fs::write(&file, "id,gender,agemons\n1,x,2\n").unwrap();
    let output = folders.run(&["demo", "--once", "--json", "--survey", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(files(folders.keys.path()), Vec::<PathBuf>::new());
}

#[test]
fn every_child_of_the_who_example_survey_comes_back_with_the_same_figures() {
    let survey =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/growth/survey/who_example_survey.csv");
    if !survey.exists() {
        return;
    }
    let folders = Folders::new();
    let (_, told) = folders.demo(&["--survey", survey.to_str().unwrap()]);
    assert_eq!(
        (&told["taken"], &told["lost"], &told["visits"]),
        (&Json::from(498), &Json::from(0), &Json::from(498))
    );
    let mut reader = csv::Reader::from_path(&survey).unwrap();
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let columns =
        ["id", "region", "gender", "weight", "height", "measure", "oedema", "head", "muac", "tri", "sub"];
    let as_number = |text: &str| Decimal::parse(text).map_or(text.to_owned(), |d| format!("{}", d.to_f64()));
    let mut expected: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let mut all: Vec<String> = columns.iter().map(|name| as_number(&row[place(name)])).collect();
            let months: f64 = row[place("agemons")].parse().unwrap();
            all.insert(3, format!("{}", (months * 30.4375 + 0.5).floor()));
            all
        })
        .collect();
    let mut found: Vec<Vec<String>> =
        folders.export().iter().map(|row| row.iter().map(|cell| as_number(cell)).collect()).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    let ids: BTreeSet<&String> = found.iter().map(|row| &row[0]).collect();
    assert_eq!(ids.len(), 498);
}

/// The secrets of a phone are read through the same door as the phone's.
#[test]
fn each_phone_of_a_demo_has_keys_of_its_own() {
    let folders = Folders::new();
    let (_, told) = folders.demo(&["--phones", "2"]);
    assert_eq!(told["phones"], 2);
    let mut keys = BTreeSet::new();
    for number in 1..=3 {
        let home = folders.data().join("phones").join(number.to_string());
        let secrets = KeyFile::at(folders.key_file(&home, "phone")).read().unwrap().unwrap();
        assert!(keys.insert(secrets.database_key) && keys.insert(secrets.seed));
    }
}
