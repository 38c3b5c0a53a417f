//! A browser without a window: it keeps cookies, fills in forms and says exactly what it is told to. And a family of
//! each area with one record of every kind, for the tests of who sees what.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chaski::change::Register;
use chaski::record::table::{
    agreement, answers, caregiver, code, consent, household, part, person, pregnancy, reading, referral,
    service, visit,
};
use chaski::record::{ChangeName, DeviceId, EntityId, RecordName, Value};
use chaski::store::revision::Revision;
use chaski::store::shown::shown_field;
use chaski_service::http::serve::ServeOptions;
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{Account, Act, Remark, Supervision, Viewer};
use chaski_service::web::password;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::District;

/// A password that is good enough.
pub const PASSWORD: &str = "tres ovejas grises";

/// Answers are looked up by what browsers see.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    pub fn headers<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        let name = name.to_ascii_lowercase();
        self.head.lines().skip(1).filter_map(move |line| {
            let (n, value) = line.split_once(':')?;
            (n.trim().to_ascii_lowercase() == name).then(|| value.trim())
        })
    }

    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Option<String> {
        let text = self.text();
        let input = text.split("<input").find(|input| input.contains(&format!("name=\"{name}\"")))?;
        let value = input.split_once("value=\"")?.1;
        Some(value.split_once('"')?.0.to_owned())
    }

    /// What the form to this address would send if nobody touched it: hidden fields, what is ticked, empty lines.
    /// Of radios without a tick, the first.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let text = self.text();
        let is_to = |form: &&str| {
            attribute(form.split('>').next().unwrap(), "action")
                .is_some_and(|to| to.split('?').next() == action.split('?').next())
        };
        let form =
            text.split("<form").skip(1).find(is_to).unwrap_or_else(|| panic!("no form to {action}: {text}"));
        let form = form.split("</form>").next().unwrap();
        let mut fields: Vec<(String, String)> = Vec::new();
        for tag in form.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap();
            let Some(name) = attribute(tag, "name") else { continue };
            let value = attribute(tag, "value").unwrap_or_default();
            let (kind, ticked) = (attribute(tag, "type"), tag.contains(" checked"));
            match kind.as_deref() {
                _ if tag.starts_with("button") => {}
                Some("radio") if ticked => {
                    fields.retain(|(n, _)| *n != name);
                    fields.push((name, value));
                }
                Some("radio") if fields.iter().any(|(n, _)| *n == name) => {}
                Some("checkbox") if !ticked => {}
                _ => fields.push((name, value)),
            }
        }
        fields
    }

    pub fn read(bytes: &[u8]) -> Page {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let mut page = Page { status, head, body: bytes[end..].to_vec() };
        if page.header("transfer-encoding") == Some("chunked") {
            page.body = dechunked(&page.body);
        }
        page
    }
}

/// The value of an attribute within a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
    Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
}

fn dechunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..at]).unwrap().trim(), 16).unwrap();
        body.extend_from_slice(&rest[at + 2..at + 2 + size]);
        if size == 0 {
            break;
        }
        rest = &rest[at + 2 + size + 2..];
    }
    body
}

/// Who asks: over TLS as browsers do, or over the plain listener of a demo.
pub struct Browser<'d> {
    pub district: &'d District,
    pub cookies: BTreeMap<String, String>,
    pub plain: bool,
    /// More header lines of every request.
    pub headers: Vec<String>,
    pub csrf: String,
}

impl<'d> Browser<'d> {
    pub fn new(district: &'d District) -> Browser<'d> {
        Browser { district, cookies: BTreeMap::new(), plain: false, headers: Vec::new(), csrf: String::new() }
    }

    /// The head of a request as this browser says it.
    pub fn head(&self, method: &str, path: &str) -> String {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n");
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            head += &format!("cookie: {}\r\n", cookies.join("; "));
        }
        for line in &self.headers {
            head += &format!("{line}\r\n");
        }
        head
    }

    /// Says bytes and reads to the end.
    pub fn say(&mut self, bytes: &[u8]) -> Page {
        let (district, plain) = (self.district, self.plain);
        let said = district.runtime.block_on(async {
            let mut answer = Vec::new();
            if plain {
                let mut stream = tokio::net::TcpStream::connect(district.plain_web.unwrap()).await.unwrap();
                stream.write_all(bytes).await.unwrap();
                let _ = stream.read_to_end(&mut answer).await;
            } else {
                let mut stream = district.connect().await;
                // The server may have answered before it read everything.
                let _ = stream.write_all(bytes).await;
                let _ = stream.flush().await;
                let _ = stream.read_to_end(&mut answer).await;
            }
            answer
        });
        let page = Page::read(&said);
        for cookie in page.headers("set-cookie") {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        page
    }

    pub fn get(&mut self, path: &str) -> Page {
        let head = format!("{}\r\n", self.head("GET", path));
        self.say(head.as_bytes())
    }

    /// Sends a form with the session's own token.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.post_only(path, &all)
    }

    /// Sends these fields and no others.
    pub fn post_only(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_bytes(path, encoded(fields).as_bytes())
    }

    /// Fills in the form to this address on a page and sends it.
    pub fn submit(&mut self, page: &Page, action: &str, filled: &[(&str, &str)]) -> Page {
        let mut fields = page.form(action);
        for (name, value) in filled {
            fields.retain(|(n, _)| n != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.post_only(action, &fields)
    }

    pub fn post_bytes(&mut self, path: &str, body: &[u8]) -> Page {
        let request = self.post_text(path, body);
        self.say(&request)
    }

    /// Sends a form that carries a file.
    pub fn post_file(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--x1y\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        body.extend(
            b"--x1y\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a card.bundle\"\r\n",
        );
        body.extend(b"content-type: application/octet-stream\r\n\r\n");
        body.extend(file);
        body.extend(b"\r\n--x1y--\r\n");
        let head = self.head("POST", path);
        let kind = "content-type: multipart/form-data; boundary=x1y";
        let head = format!("{head}{kind}\r\ncontent-length: {}\r\n\r\n", body.len());
        self.say(&[head.as_bytes(), &body].concat())
    }

    /// A form as it goes over the line.
    pub fn post_text(&self, path: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "{}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
            self.head("POST", path),
            body.len()
        );
        [head.as_bytes(), body].concat()
    }

    /// Opens the page of signing in and sends it.
    pub fn sign_in(&mut self, login: &str, password: &str) -> Page {
        let page = self.get("/sign-in");
        let csrf = page.hidden("csrf").expect("the form of signing in");
        let page = self.post_only(
            "/sign-in",
            &[("csrf", &csrf), ("login", login), ("password", password), ("next", "")],
        );
        self.learn_csrf();
        page
    }

    /// The token of the session that it holds.
    pub fn learn_csrf(&mut self) {
        let name = if self.plain { "chaski" } else { "__Host-chaski" };
        if let Some(token) = self.cookies.get(name) {
            let token: [u8; 32] = URL_SAFE_NO_PAD.decode(token).unwrap().try_into().unwrap();
            self.csrf = csrf_of(&token);
        }
    }

    /// Signed in without a password's cost.
    pub fn signed_in(district: &'d District, login: &str) -> Browser<'d> {
        let mut browser = Browser::new(district);
        let token: [u8; 32] = *blake3::hash(&district.runtime.block_on(drawn())).as_bytes();
        let now_s = district.now_s();
        let begun =
            district.storage.begin_session(*blake3::hash(&token).as_bytes(), login, now_s, now_s + 3600);
        district.runtime.block_on(begun).unwrap();
        browser.cookies.insert("__Host-chaski".into(), URL_SAFE_NO_PAD.encode(token));
        browser.csrf = csrf_of(&token);
        browser
    }
}

async fn drawn() -> [u8; 16] {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

fn csrf_of(token: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(blake3::keyed_hash(token, b"chaski form").as_bytes())
}

pub fn encoded(fields: &[(&str, &str)]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        out.append_pair(name, value);
    }
    out.finish()
}

/// A clock that a test turns on.
#[derive(Clone)]
pub struct Turned(pub Arc<AtomicI64>);

impl Turned {
    pub fn at(s: i64) -> Turned {
        Turned(Arc::new(AtomicI64::new(s)))
    }

    pub fn by(&self, s: i64) {
        self.0.fetch_add(s, Ordering::SeqCst);
    }

    pub fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    pub fn give(&self, options: &mut ServeOptions) {
        let time = self.0.clone();
        options.clock = Arc::new(move || time.load(Ordering::SeqCst));
    }
}

impl District {
    /// Lets somebody sign in with [`PASSWORD`].
    pub fn account(&self, login: &str, areas: &[RecordName], may: (bool, bool)) -> Viewer {
        let worker = self.runtime.block_on(self.storage.add_worker(&format!("Supervisora {login}"))).unwrap();
        let account = Account {
            login: login.into(),
            worker,
            name: format!("Supervisora {login}"),
            password_hash: password::hash(PASSWORD).unwrap(),
            areas: areas.to_vec(),
            may_export: may.0,
            may_enrol: may.1,
            stopped: false,
        };
        self.runtime.block_on(self.storage.add_account(&account)).unwrap();
        let Account { login, worker, name, areas, may_export, may_enrol, .. } = account;
        Viewer { login, worker, name, areas, may_export, may_enrol, until_s: i64::MAX }
    }
}

/// A family of an area: a record of every kind, and the words by which it is known wherever it appears.
pub struct Family {
    pub records: BTreeMap<EntityId, RecordName>,
    /// The household and its persons.
    pub subjects: Vec<RecordName>,
    pub household: RecordName,
    pub child: RecordName,
    pub other: RecordName,
    pub visit: RecordName,
    pub dispute: Register,
    pub aside: ChangeName,
    pub worker: RecordName,
    pub device: DeviceId,
    /// Nobody of another area may read one of these.
    pub secrets: Vec<String>,
}

impl Family {
    /// Recorded by two phones of the area and reviewed by its supervisor.
    pub fn of(district: &District, area: RecordName, called: &str, supervisor: &Viewer) -> Family {
        let (mut phone, mut second) = (district.visitor(area), district.visitor(area));
        let surname = format!("Apellido{called}");
        let mut records = BTreeMap::new();
        let mut action = phone.store.begin().unwrap();
        let house = action
            .about_new(
                household::ID,
                BTreeMap::from([
                    (household::area, Value::Record(area)),
                    (household::known_as, Value::text(&format!("Casa{called}"))),
                ]),
            )
            .unwrap();
        records.insert(household::ID, house);
        let mut person_of = |given: &str| {
            let values = BTreeMap::from([
                (person::household, Value::Record(house)),
                (person::given_names, Value::text(given)),
                (person::family_names, Value::text(&surname)),
                (person::kind, Value::Int(code::person_kind::child)),
                (person::birth_date, Value::date(&[2025, 1, 15])),
            ]);
            action.about_new(person::ID, values).unwrap()
        };
        let child = person_of(&format!("Illa{called}"));
        // Two who look alike, and one who was registered twice.
        let other = person_of(&format!("Illa{called}"));
        let (kept, twice) = (person_of(&format!("Sami{called}")), person_of(&format!("Samy{called}")));
        action.save().unwrap();
        records.insert(person::ID, child);

        let mut action = phone.store.begin().unwrap();
        action.about(house);
        let seen_at = action
            .create(
                visit::ID,
                BTreeMap::from([
                    (visit::household, Value::Record(house)),
                    (visit::persons_seen, Value::List(vec![Value::Record(child)])),
                    (
                        visit::outcome,
                        Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]),
                    ),
                    (visit::on, Value::date(&[2026, 11, 20])),
                    (visit::note, Value::text(&format!("Nota{called}"))),
                ]),
            )
            .unwrap();
        records.insert(visit::ID, seen_at);
        action.about(child);
        let of_child = |field| BTreeMap::from([(field, Value::Record(child))]);
        records.insert(caregiver::ID, action.create(caregiver::ID, of_child(caregiver::person)).unwrap());
        records.insert(pregnancy::ID, action.create(pregnancy::ID, of_child(pregnancy::person)).unwrap());
        records.insert(answers::ID, action.create(answers::ID, of_child(answers::about)).unwrap());
        records.insert(service::ID, action.create(service::ID, of_child(service::person)).unwrap());
        records.insert(agreement::ID, action.create(agreement::ID, of_child(agreement::about)).unwrap());
        let mut values = of_child(consent::person);
        values.insert(consent::purpose, Value::Int(code::consent_purpose::ALL[0].0));
        values.insert(consent::answer, Value::Int(code::consent_answer::ALL[0].0));
        records.insert(consent::ID, action.create(consent::ID, values).unwrap());
        let mut values = of_child(reading::person);
        values.insert(reading::visit, Value::Record(seen_at));
        values.insert(
            reading::weight,
            Value::parts([(part::weight::kg, Value::Decimal(chaski::record::Decimal::new(1230, -2)))]),
        );
        records.insert(reading::ID, action.create(reading::ID, values).unwrap());
        let mut values = of_child(referral::person);
        values.insert(referral::signs, Value::List(vec![Value::text("not_suckling")]));
        records.insert(referral::ID, action.create(referral::ID, values).unwrap());
        action.save().unwrap();

        // Two phones write another name of the child in front of the same one.
        for phone in [&mut phone, &mut second] {
            district.sync(phone).unwrap();
        }
        district.sync(&mut second).unwrap();
        for (phone, name) in [(&mut phone, "Uno"), (&mut second, "Dos")] {
            let shown = shown_field(&phone.store.log(), child, person::given_names).unwrap();
            let mut action = phone.store.begin().unwrap();
            action.set(&shown, Value::text(&format!("{name}{called}")), None).unwrap();
            action.save().unwrap();
            district.sync(phone).unwrap();
        }

        // What a stopped phone says goes aside.
        district.runtime.block_on(district.storage.stop_device(second.store.device())).unwrap();
        let mut action = second.store.begin().unwrap();
        action.about(house);
        let values = BTreeMap::from([
            (visit::household, Value::Record(house)),
            (visit::note, Value::text(&format!("Apartada{called}"))),
        ]);
        action.create(visit::ID, values).unwrap();
        let aside = *action.save().unwrap().first().unwrap();
        district.sync(&mut second).unwrap();

        let act = |act: Act| {
            let done = district.storage.act(supervisor, &act, None, district.now_s());
            let change = *district.runtime.block_on(done).unwrap().unwrap().last().unwrap();
            RecordName { device: change.device, number: change.number, index: 0 }
        };
        let joined = act(Act::Join { kept, other: twice, seen: Revision::default() });
        let remark = Remark { record: seen_at, field: None, path: None, text: format!("Mirar{called}") };
        let view =
            district.runtime.block_on(district.storage.visit_view(supervisor, seen_at)).unwrap().unwrap();
        let seen = view.line.unwrap().revision;
        let returned = act(Act::ReturnVisit { visit: seen_at, seen, remarks: vec![remark] });
        records.insert(chaski::record::table::same_person::ID, joined);
        records.insert(chaski::record::table::review::ID, returned);

        let (device, worker) = (phone.store.device(), phone.store.worker().unwrap().unwrap());
        let secrets = vec![
            surname,
            format!("Casa{called}"),
            format!("Illa{called}"),
            format!("Nota{called}"),
            format!("Apartada{called}"),
            format!("Mirar{called}"),
            device.to_hex(),
            second.store.device().to_hex(),
            worker.to_string(),
            area.to_string(),
        ];
        let dispute = Register { record: child, field: person::given_names, path: None };
        let subjects = vec![house, child, other, kept, twice];
        Family {
            records,
            subjects,
            household: house,
            child,
            other,
            visit: seen_at,
            dispute,
            aside,
            worker,
            device,
            secrets,
        }
    }
}
