//! A checklist on its way from a file to phones, with the programs that people run: published while two phones are away, over
//! a line that is cut anywhere, while the phones' programs are killed. And what a supervisor sees of it, and what a backup
//! carries.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chaski::change::content::ContentName;
use chaski::forms::package::Package;
use chaski::record::role;
use chaski::store::content;
use chaski::store::releases::day_of;
use chaski_service::data::restore::restore;
use chaski_service::storage::{NewRelease, Storage};
use serde_json::Value as Json;

use crate::common::web::{Browser, PASSWORD};
use crate::common::{District, Phone};
use crate::programs;

/// Noise that follows from a seed.
fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut noise = vec![0; bytes];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut noise);
    noise
}

/// A form whose file has about so many bytes that no codec shrinks much.
fn form(version: u32, bytes: usize) -> String {
    let text: String = noise(u64::from(version), bytes).iter().map(|b| char::from(b'a' + b % 26)).collect();
    format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Visit</h:title><model><instance><data id="visit" version="{version}"><water/></data></instance><bind nodeset="/data/water" type="string"/></model></h:head><h:body><input ref="/data/water"><label>{text}</label></input></h:body></h:html>"#
    )
}

/// The folder of a district, its keys and its phones, and the programs over it.
struct House {
    folder: tempfile::TempDir,
}

impl House {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, name: &str, words: &[&str]) -> Command {
        let mut command = programs::named(name);
        command.env("CHASKI_KEYS", self.at("keys")).current_dir(self.folder.path()).args(words);
        command
    }

    /// What a command says that succeeds.
    fn says(&self, name: &str, words: &[&str]) -> String {
        let output = self.program(name, words).output().unwrap();
        let went = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{name} {words:?}: {went}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn district(&self, words: &[&str]) -> String {
        self.says("chaski-server", &[words, &["--data", "data"]].concat())
    }

    fn status(&self, home: &str) -> Json {
        serde_json::from_str(&self.says("chaski", &["--json", "--home", home, "status"])).unwrap()
    }

    fn version(&self, home: &str) -> Option<String> {
        let status = self.status(home);
        status["checklists"][0]["version"].as_str().map(str::to_owned)
    }
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A line that carries so many bytes down on each connection, as they are drawn, and then ends.
struct BadLine {
    address: SocketAddr,
    down: Arc<AtomicU64>,
    cuts: Arc<AtomicU64>,
    good: Arc<AtomicBool>,
}

impl BadLine {
    fn to(server: SocketAddr) -> BadLine {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let line = BadLine {
            address: listener.local_addr().unwrap(),
            down: Arc::default(),
            cuts: Arc::default(),
            good: Arc::default(),
        };
        let (down, cuts, good) = (line.down.clone(), line.cuts.clone(), line.good.clone());
        std::thread::spawn(move || {
            for (number, phone) in (0..).zip(listener.incoming()) {
                let (Ok(phone), Ok(server)) = (phone, TcpStream::connect(server)) else { continue };
                let drawn = u64::from_le_bytes(noise(number, 8).try_into().unwrap()) % 90_000;
                let most = if good.load(Ordering::Relaxed) { u64::MAX } else { drawn };
                let (mut up_from, mut up_to) = (phone.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || std::io::copy(&mut up_from, &mut up_to));
                let (down, cuts) = (down.clone(), cuts.clone());
                std::thread::spawn(move || carry(server, phone, most, &down, &cuts));
            }
        });
        line
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, most: u64, down: &AtomicU64, cuts: &AtomicU64) {
    let (mut carried, mut buffer) = (0, [0; 1_400]);
    while let Ok(read) = from.read(&mut buffer) {
        let pass = read.min((most - carried) as usize);
        if read == 0 || to.write_all(&buffer[..pass]).is_err() {
            break;
        }
        carried += pass as u64;
        down.fetch_add(pass as u64, Ordering::Relaxed);
        if pass < read {
            cuts.fetch_add(1, Ordering::Relaxed);
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

#[test]
fn a_checklist_published_while_two_phones_are_away_comes_whole_to_both_over_cuts_and_kills() {
    let house = House { folder: tempfile::tempdir().unwrap() };
    house.says("chaski-server", &["init", "--data", "data", "--district", "Distrito de prueba"]);
    house.district(&["area", "add", "Norte"]);
    let port = programs::port();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let serve = ["serve", "--data", "data", "--name", "127.0.0.1", "--listen", &address.to_string()];
    let mut server = house.program("chaski-server", &serve);
    let _server = Running(server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(30), "the server does not begin");
        std::thread::sleep(Duration::from_millis(50));
    }
    std::fs::write(house.at("one.xml"), form(1, 500)).unwrap();
    let said = house.district(&["form", "publish", "one.xml"]);
    assert!(said.contains("visit, version 1, is released"), "{said}");
    let url = format!("https://{address}");
    for (home, worker) in [("rosa", "Rosa"), ("elena", "Elena")] {
        house.district(&["worker", "add", worker]);
        let invited = house.district(&["invite", "--worker", worker, "--area", "Norte", "--url", &url]);
        let code = invited.lines().find(|line| line.starts_with("chaski:")).unwrap();
        house.says("chaski", &["--home", home, "enrol", code, "--label", home]);
        assert_eq!(house.version(home).as_deref(), Some("1"), "{home}");
    }
    // They are away.
    let two = form(2, 500_000);
    std::fs::write(house.at("two.xml"), &two).unwrap();
    let said = house.district(&["form", "publish", "two.xml"]);
    let bytes =
        said.split(": ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse::<u64>().ok());
    let bytes = bytes.unwrap_or_else(|| panic!("{said}"));
    let again = house.district(&["form", "publish", "two.xml"]);
    assert!(again.contains("already"), "{again}");
    let before: Json = serde_json::from_str(&house.district(&["form", "phones", "--json"])).unwrap();
    assert!(
        before.as_array().unwrap().iter().all(|one| one["version"] == "1" && one["lacks"] == "2"),
        "{before}"
    );

    let line = BadLine::to(address);
    let by_line = format!("https://{}", line.address);
    for home in ["rosa", "elena"] {
        let sync = ["--home", home, "sync", "--server", &by_line];
        let (down, mut tries) = (line.down.load(Ordering::Relaxed), 0u64);
        while house.version(home).as_deref() != Some("2") {
            assert!(tries < 200, "it never comes: {}", house.status(home));
            assert_eq!(house.version(home).as_deref(), Some("1"), "the old one goes on");
            let mut phone = house.program("chaski", &sync);
            let mut phone = phone.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            if home == "elena" && tries % 2 == 0 {
                // kill -9, at any moment.
                std::thread::sleep(Duration::from_millis(u64::from(noise(tries, 1)[0]) / 4 + 10));
                let _ = phone.kill();
            }
            phone.wait().unwrap();
            tries += 1;
        }
        let came = line.down.load(Ordering::Relaxed) - down;
        println!("{home}: {bytes} bytes of content, {came} bytes down, {tries} syncs");
        // A cut costs the piece that was under way, the record of TLS that it began in, and the beginning of a line: never what came before.
        let lost_by_a_cut = 2 * 16_384 + 6_000;
        assert!(came < bytes + tries * lost_by_a_cut, "{came} bytes for {bytes} over {tries} syncs");
    }
    assert!(line.cuts.load(Ordering::Relaxed) >= 5, "{:?} cuts", line.cuts);
    line.good.store(true, Ordering::Relaxed);
    for home in ["rosa", "elena"] {
        house.says("chaski", &["--home", home, "sync", "--server", &by_line]);
        let said = house.says("chaski", &["--home", home, "status"]);
        assert!(said.contains("checklist visit: version 2"), "{said}");
    }
    let after: Json = serde_json::from_str(&house.district(&["form", "phones", "--json"])).unwrap();
    let after = after.as_array().unwrap();
    assert!(
        after.len() == 2 && after.iter().all(|one| one["version"] == "2" && one["lacks"].is_null()),
        "{after:?}"
    );
    let list = house.district(&["form", "list"]);
    assert!(list.contains("in force") && list.contains("before"), "{list}");
}

#[test]
fn a_form_without_a_version_or_a_day_that_is_none_releases_nothing() {
    let house = House { folder: tempfile::tempdir().unwrap() };
    house.says("chaski-server", &["init", "--data", "data", "--district", "Distrito de prueba"]);
    std::fs::write(house.at("wrong.xml"), "<data id=\"visit\"/>").unwrap();
    std::fs::write(house.at("one.xml"), form(1, 10)).unwrap();
    for words in [
        &["form", "publish", "wrong.xml"][..],
        &["form", "publish", "nowhere.xml"],
        &["form", "publish", "one.xml", "--from", "2026-13-01"],
    ] {
        let output = house.program("chaski-server", words).args(["--data", "data"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}");
    }
    assert_eq!(house.district(&["form", "list", "--json"]).trim(), "[]");
    house.district(&["form", "publish", "one.xml", "--from", "2199-12-01"]);
    assert!(house.district(&["form", "list"]).contains("to come"));
}

fn release(district: &District, version: &str, content: &[u8], days: i64) {
    let new = NewRelease {
        kind: 1,
        name: "visita".into(),
        version: version.into(),
        content: content.to_vec(),
        since: day_of(district.now_s() + days * 86_400),
        today: day_of(district.now_s()),
    };
    district.runtime.block_on(district.storage.release(&new)).unwrap();
}

fn holds(phone: &Phone, content: &[u8]) -> bool {
    content::read(&phone.store.log(), &ContentName::of(content)).unwrap().is_some()
}

#[test]
fn a_supervisor_sees_which_version_each_phone_of_her_areas_has_and_why_one_cannot_use_it() {
    let district = District::start();
    // Phones compile what came: only a form is held whole.
    let content = |version| Package { xform: form(version, 900), files: BTreeMap::new() }.encode();
    let (one, two) = (content(1), content(2));
    release(&district, "7-old", &one, -1);
    let mut rosa = district.phone(role::VISITOR, &[district.norte]);
    let mut elena = district.phone(role::VISITOR, &[district.norte]);
    let _sur = district.phone(role::VISITOR, &[district.sur]);
    release(&district, "8-new", &two, 0);
    district.sync(&mut rosa).unwrap();
    assert!(holds(&rosa, &two));
    rosa.store.refuse_content(&ContentName::of(&two), Some("asks for a <drawing>")).unwrap();
    district.sync(&mut rosa).unwrap();
    district.account("nelida", &[district.norte], (false, false));
    let mut browser = Browser::new(&district);
    browser.sign_in("nelida", PASSWORD);
    let table = |page: String| {
        let table = page.split("Listas de preguntas en los celulares").nth(1).unwrap().to_owned();
        table.split("</table>").next().unwrap().to_owned()
    };
    let page = table(browser.get("/people").text());
    assert_eq!(page.matches("7-old").count(), 2, "both phones of her areas, and no other's: {page}");
    assert!(page.contains("Su aplicación no puede usar la versión 8-new"), "{page}");
    assert!(page.contains("asks for a &lt;drawing&gt;"), "{page}");
    assert!(page.contains("Todavía no le llega la versión 8-new"), "{page}");
    district.sync(&mut elena).unwrap();
    let page = table(browser.get("/people").text());
    assert!(page.contains("Al día") && !page.contains("no le llega"), "{page}");
}

#[test]
fn a_backup_carries_the_contents_of_releases_and_they_are_there_where_it_is_put_back() {
    let mut district = District::start();
    let content = noise(3, 70_000);
    release(&district, "1", &content, 0);
    let backup = district.keys.path().join("one.db");
    district.runtime.block_on(district.storage.backup(&backup)).unwrap();
    district.stop();
    let kept = |data: &Path| data.join("content").join(ContentName::of(&content).to_hex());
    // The folder is lost, or its file is damaged.
    std::fs::write(kept(district.data.path()), b"damaged").unwrap();
    let key_file = district.data.key_file();
    district.runtime.block_on(restore(&backup, district.data.path(), Some(key_file), None, false)).unwrap();
    assert_eq!(std::fs::read(kept(district.data.path())).unwrap(), content);
    district.storage = Arc::new(district.data.storage().unwrap());
    district.runtime.block_on(district.storage.confirm_set_back()).unwrap();
    assert!(district.runtime.block_on(district.storage.check()).unwrap().is_empty());
    let carried = "SELECT count(*) FROM sqlite_master WHERE name = 'carried'";
    let left: i64 =
        district.storage.inspect(|conn| conn.query_row(carried, [], |row| row.get(0))).unwrap().unwrap();
    assert_eq!(left, 0, "it is kept once");
    district.serve();
    assert!(holds(&district.phone(role::VISITOR, &[district.norte]), &content));
}
