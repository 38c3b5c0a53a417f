//! Who gets what: every route of the router against every kind of caller, and what leaves the server of each area.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chaski::change::Change;
use chaski::record::table::person;
use chaski::record::{DeviceId, RecordName, role};
use chaski::sync::enrol::EnrolRequest;
use chaski::sync::frame::Kind;
use chaski::sync::message::{
    Answer, Enrolment, Feed, Page as FeedPage, PageEntry, Refusal, RefusalCode, ServerCertificate,
};
use chaski_service::access::Access;
use chaski_service::http::{Route, routes};
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::Supervision;
use chaski_service::web::asset::href;
use ed25519_dalek::SigningKey;

use crate::common::web::{Browser, Family, Page};
use crate::common::{District, Phone, frames, request, said};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    UnknownDevice,
    VisitorOfNorte,
    VisitorOfSur,
    Supervisor,
    StoppedDevice,
    /// Signed in to the pages, with every right in these areas.
    DeskOfNorte,
    DeskOfSur,
    DeskOfBoth,
    /// Signed in for Norte, without the right to export or to enrol.
    DeskWithoutRights,
    /// With the cookie of a session that was ended.
    DeskSignedOut,
    /// With the cookie of an account that was stopped.
    DeskStopped,
}
use Caller::*;

const CALLERS: [Caller; 12] = [
    Nobody,
    UnknownDevice,
    VisitorOfNorte,
    VisitorOfSur,
    Supervisor,
    StoppedDevice,
    DeskOfNorte,
    DeskOfSur,
    DeskOfBoth,
    DeskWithoutRights,
    DeskSignedOut,
    DeskStopped,
];

/// Whose is what the path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// It names nothing.
    Nobody,
    Norte,
    Sur,
    /// Two persons, one of each area.
    Both,
    /// No such thing was ever recorded.
    Nowhere,
}

/// What must come of a call.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// An answer that says nothing of anyone.
    Public,
    /// This status and a sentence.
    Status(u16),
    /// The request is refused for this reason.
    Refused(RefusalCode),
    /// An answer with these areas' changes and no others.
    Areas(&'static [&'static str]),
    /// An answer that the device was stopped, and nothing else.
    Stopped,
    /// To the page of signing in.
    SignIn,
    /// The page, or what the page says to a form that lacks something.
    LetIn,
}

/// Whether somebody who is signed in may see it.
fn is_theirs(caller: Caller, of: Of) -> Result<(), u16> {
    let (norte, sur) = match caller {
        DeskOfNorte | DeskWithoutRights => (true, false),
        DeskOfSur => (false, true),
        _ => (true, true),
    };
    match of {
        Of::Nobody => Ok(()),
        Of::Nowhere => Err(404),
        Of::Norte if norte => Ok(()),
        Of::Sur if sur => Ok(()),
        Of::Both if norte && sur => Ok(()),
        Of::Norte | Of::Sur | Of::Both => Err(403),
    }
}

/// The right that a kind of access gives. A new kind does not compile until it stands here.
fn expected(access: Access, caller: Caller, of: Of, sends: bool) -> Outcome {
    let signed_in = matches!(caller, DeskOfNorte | DeskOfSur | DeskOfBoth | DeskWithoutRights);
    match (access, caller) {
        (Access::Anyone | Access::Asset, _) => Outcome::Public,
        (Access::SignIn, _) if sends => Outcome::Status(403),
        (Access::SignIn, _) => Outcome::Public,
        // No server but a demo's has such a link.
        (Access::DemoLink, _) => Outcome::Status(404),
        // Whoever calls: without a code of an invitation there is nothing.
        (Access::OneTimeCode, UnknownDevice | VisitorOfNorte | VisitorOfSur | Supervisor | StoppedDevice) => {
            Outcome::Status(403)
        }
        (Access::OneTimeCode, _) => Outcome::Status(400),
        (Access::DeviceHead, UnknownDevice) => Outcome::Refused(RefusalCode::UnknownDevice),
        (Access::DeviceHead, VisitorOfNorte) => Outcome::Areas(&["Norte"]),
        (Access::DeviceHead, VisitorOfSur) => Outcome::Areas(&["Sur"]),
        (Access::DeviceHead, Supervisor) => Outcome::Areas(&["Norte", "Sur"]),
        (Access::DeviceHead, StoppedDevice) => Outcome::Stopped,
        (Access::DeviceHead, _) => Outcome::Status(400),
        // The pages: whoever is not signed in gets none, whatever else they are.
        (
            Access::Supervision
            | Access::DeskRecord(_)
            | Access::DeskPair
            | Access::DeskChange
            | Access::DeskWorker
            | Access::DeskDevice
            | Access::DeskExport
            | Access::DeskEnrol,
            _,
        ) if !signed_in => {
            if sends {
                Outcome::Status(403)
            } else {
                Outcome::SignIn
            }
        }
        (Access::DeskExport | Access::DeskEnrol, DeskWithoutRights) => Outcome::Status(403),
        // What is set aside is one list a district: of another area's it is not said that it exists.
        (Access::DeskChange, _) => match is_theirs(caller, of) {
            Ok(()) => Outcome::LetIn,
            Err(_) => Outcome::Status(404),
        },
        (
            Access::Supervision
            | Access::DeskRecord(_)
            | Access::DeskPair
            | Access::DeskWorker
            | Access::DeskDevice
            | Access::DeskExport
            | Access::DeskEnrol,
            _,
        ) => match is_theirs(caller, of) {
            Ok(()) => Outcome::LetIn,
            Err(status) => Outcome::Status(status),
        },
    }
}

/// A district with a family in each area, and one phone for each kind of caller.
struct World {
    district: District,
    phones: BTreeMap<u8, Phone>,
    /// Subjects by the area that they are of.
    families: BTreeMap<RecordName, &'static str>,
    norte: Family,
    sur: Family,
}

fn world() -> World {
    // All callers come from one address: none is turned away for the guesses of the others.
    let district = District::with(|options| options.limits.guesses = 1_000);
    let (norte, sur) = (district.norte, district.sur);
    let mut families = BTreeMap::new();
    let mut phones = BTreeMap::new();
    phones.insert(Supervisor as u8, district.phone(role::SUPERVISOR, &[norte, sur]));
    let mut stopped = district.visitor(norte);
    for (caller, area, name) in [(VisitorOfNorte, norte, "Norte"), (VisitorOfSur, sur, "Sur")] {
        // A phone that knows its rights, and to which the family that another one records is new.
        phones.insert(caller as u8, district.visitor(area));
        let mut author = district.visitor(area);
        families.insert(author.household(area, "invented"), name);
        district.sync(&mut author).unwrap();
    }
    stopped.household(norte, "made before it was stopped");
    district.runtime.block_on(district.storage.stop_device(stopped.store.device())).unwrap();
    phones.insert(StoppedDevice as u8, stopped);
    // A phone that another server of the district says it enrolled: it is not believed, for nothing was put back.
    let mut unknown = Phone::new();
    let invitation = district.invitation(role::VISITOR, &[norte]);
    let request = EnrolRequest::of(&Phone::new().store, invitation.code, "another phone");
    let mut answer =
        district.runtime.block_on(district.storage.enrol(request, invitation.issued_s)).unwrap().unwrap();
    let public_key = EnrolRequest::of(&unknown.store, invitation.code, "it").public_key;
    let root = SigningKey::from_bytes(&district.data.keys().unwrap().root_seed);
    let server = SigningKey::from_bytes(&[7; 32]);
    answer.server = ServerCertificate::sign(&root, server.verifying_key().to_bytes());
    let (certificate, worker, epoch) = (answer.server.clone(), answer.worker, answer.epoch);
    answer.statement = Enrolment::sign(&server, certificate, public_key, worker, epoch).signature;
    unknown.store.enrolled(&invitation, &answer).unwrap();
    phones.insert(UnknownDevice as u8, unknown);
    let both = district.account("both", &[norte, sur], (true, true));
    district.account("norte", &[norte], (true, true));
    district.account("sur", &[sur], (true, true));
    district.account("plain", &[norte], (false, false));
    district.account("stopped", &[norte], (true, true));
    let (norte, sur) =
        (Family::of(&district, norte, "Norteña", &both), Family::of(&district, sur, "Sureña", &both));
    for (family, name) in [(&norte, "Norte"), (&sur, "Sur")] {
        families.extend(family.subjects.iter().map(|subject| (*subject, name)));
    }
    let mut account = district.runtime.block_on(district.storage.account("stopped")).unwrap().unwrap();
    account.stopped = true;
    district.runtime.block_on(district.storage.set_account(&account)).unwrap();
    World { district, phones, families, norte, sur }
}

/// A path with nothing left to fill in, and whose it is.
type Asked = (String, Of);

impl World {
    /// The path of a route, filled with what each area has of it and with what nobody has.
    fn filled(&self, route: &Route) -> Vec<Asked> {
        let families = [(&self.norte, Of::Norte), (&self.sur, Of::Sur)];
        let never = DeviceId([0xab; 16]);
        let nowhere = RecordName { device: never, number: 7, index: 0 };
        let path = route.path.replace("{indicator}", "wei");
        let fill = |name: &str, value: String| path.replace(&format!("{{{name}}}"), &value);
        // What the form of a field is asked for, where a page is of one.
        let field = if route.path.starts_with("/correct") || route.path.starts_with("/disputes/") {
            format!("?field={}", person::given_names)
        } else {
            String::new()
        };
        let mut asked = Vec::new();
        match route.access {
            Access::DeskRecord(entities) => {
                for (family, of) in families {
                    for entity in entities {
                        let record = family.records.get(entity).expect("a record of every kind");
                        asked.push((fill("record", record.to_string()) + &field, of));
                    }
                }
                asked.push((fill("record", nowhere.to_string()) + &field, Of::Nowhere));
                asked.push((fill("record", "nonsense".into()) + &field, Of::Nowhere));
            }
            Access::DeskPair => {
                let pair = |one: RecordName, other: RecordName| {
                    fill("one", one.to_string()).replace("{other}", &other.to_string())
                };
                asked.extend(families.map(|(family, of)| (pair(family.child, family.other), of)));
                asked.push((pair(self.norte.child, self.sur.child), Of::Both));
                asked.push((pair(self.sur.child, self.norte.child), Of::Both));
                asked.push((pair(nowhere, nowhere), Of::Nowhere));
            }
            Access::DeskChange => {
                asked.extend(families.map(|(family, of)| (fill("change", family.aside.to_string()), of)));
                asked.push((fill("change", nowhere.change().to_string()), Of::Nowhere));
            }
            Access::DeskWorker => {
                asked.extend(families.map(|(family, of)| (fill("record", family.worker.to_string()), of)));
                asked.push((fill("record", nowhere.to_string()), Of::Nowhere));
            }
            Access::DeskDevice => {
                asked.extend(families.map(|(family, of)| (fill("device", family.device.to_hex()), of)));
                asked.push((fill("device", never.to_hex()), Of::Nowhere));
            }
            Access::DeskExport => asked.push((fill("file", "measurements?as=csv".into()), Of::Nobody)),
            Access::Asset => {
                let file = href("style.css").strip_prefix("/asset/").unwrap();
                asked.push((fill("file", file.into()), Of::Nobody));
            }
            Access::DemoLink => asked.push((fill("token", "A".repeat(43)), Of::Nobody)),
            Access::Anyone
            | Access::OneTimeCode
            | Access::DeviceHead
            | Access::SignIn
            | Access::Supervision
            | Access::DeskEnrol => asked.push((route.path.to_owned(), Of::Nobody)),
        }
        for (path, _) in &asked {
            assert!(!path.contains('{'), "{path} is not filled");
        }
        asked
    }

    fn call(&mut self, route: &Route, path: &str, caller: Caller) -> Page {
        let login = match caller {
            DeskOfNorte => "norte",
            DeskOfSur => "sur",
            DeskOfBoth | DeskSignedOut => "both",
            DeskWithoutRights => "plain",
            DeskStopped => "stopped",
            _ => {
                let body = match (route.access, self.phones.get_mut(&(caller as u8))) {
                    (Access::OneTimeCode, Some(_)) if path == "/v1/invitation" => vec![9; 16],
                    (Access::OneTimeCode, Some(phone)) => phone.enrolment([9; 16]),
                    (Access::DeviceHead, Some(phone)) => phone.request(),
                    _ => Vec::new(),
                };
                let method = route.method.as_str();
                let mut browser = Browser::new(&self.district);
                return if route.method == Method::POST && !path.starts_with("/v1/") {
                    browser.post(path, &[])
                } else {
                    browser.say(&request(method, path, &body))
                };
            }
        };
        let mut browser = Browser::signed_in(&self.district, login);
        if caller == DeskSignedOut {
            let token = browser.cookies.get("__Host-chaski").unwrap();
            let token = URL_SAFE_NO_PAD.decode(token).unwrap();
            let ended = self.district.storage.end_session(*blake3::hash(&token).as_bytes());
            self.district.runtime.block_on(ended).unwrap();
        }
        match (route.method.as_str(), path.starts_with("/v1/")) {
            ("GET", _) => browser.get(path),
            (_, true) => browser.say(&request("POST", path, b"")),
            _ => browser.post(path, &[]),
        }
    }

    /// Whether an answer tells of an area that is not the caller's.
    fn check_silence(&self, caller: Caller, outcome: &Outcome, page: &Page, what: &str) {
        let (norte, sur) = match (outcome, caller) {
            // Frames are read to their end elsewhere.
            (Outcome::Areas(_) | Outcome::Stopped | Outcome::Refused(_), _) => return,
            (Outcome::LetIn, DeskOfNorte | DeskWithoutRights) => (true, false),
            (Outcome::LetIn, DeskOfSur) => (false, true),
            (Outcome::LetIn, _) => (true, true),
            _ => (false, false),
        };
        let text = page.text();
        for (may, family) in [(norte, &self.norte), (sur, &self.sur)] {
            for secret in family.secrets.iter().filter(|_| !may) {
                assert!(!text.contains(secret.as_str()), "{what} by {caller:?} tells {secret}");
            }
        }
    }

    /// What an answer came to, read to its last byte.
    fn outcome(&self, route: &Route, path: &str, page: &Page) -> Outcome {
        match route.access {
            Access::Anyone => {
                let json: serde_json::Value = serde_json::from_slice(&page.body).unwrap();
                let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(keys, BTreeSet::from(["epoch", "status", "version"]));
                return Outcome::Public;
            }
            Access::SignIn | Access::Asset if page.status == 200 => return Outcome::Public,
            Access::OneTimeCode | Access::DeviceHead => {}
            _ if page.status == 303 && page.location().starts_with("/sign-in") && path != "/sign-out" => {
                return Outcome::SignIn;
            }
            _ => match page.status {
                200 | 303 | 400 | 409 | 422 => return Outcome::LetIn,
                // Not every record has the field that the matrix asks for.
                404 if path.contains("?field=")
                    && !path.contains("nonsense")
                    && !path.contains("abababab") =>
                {
                    return Outcome::LetIn;
                }
                _ => {}
            },
        }
        if page.status != 200 {
            assert!(!page.text().is_empty(), "a refusal is a sentence");
            return Outcome::Status(page.status);
        }
        let mut areas: Vec<&'static str> = Vec::new();
        let mut stopped = false;
        for (kind, item) in frames(&page.body) {
            match kind {
                Kind::Refusal => return Outcome::Refused(Refusal::from_item(&said(&item)).unwrap().code),
                Kind::Answer => stopped = Answer::from_item(&said(&item)).unwrap().stopped,
                Kind::Page => {
                    let page = FeedPage::from_item(&item).unwrap();
                    for entry in page.entries {
                        let PageEntry::Change { body, .. } = entry else { continue };
                        if let Some(subject) = Change::decode(&body).unwrap().subject {
                            assert!(matches!(page.feed, Feed::Area(_)), "a family outside its area's feed");
                            areas.push(self.families.get(&subject).expect("a family that nobody recorded"));
                        }
                    }
                }
                _ => {}
            }
        }
        areas.sort_unstable();
        areas.dedup();
        match (stopped, areas.as_slice()) {
            (true, []) => Outcome::Stopped,
            (_, ["Norte"]) => Outcome::Areas(&["Norte"]),
            (_, ["Sur"]) => Outcome::Areas(&["Sur"]),
            (_, ["Norte", "Sur"]) => Outcome::Areas(&["Norte", "Sur"]),
            (_, other) => panic!("an answer with {other:?}, stopped: {stopped}"),
        }
    }
}

#[test]
fn every_route_gives_each_caller_what_it_may_have_and_nothing_else() {
    let mut world = world();
    let mut checked = 0;
    let mut wrong = Vec::new();
    for route in routes() {
        for (path, of) in world.filled(&route) {
            for caller in CALLERS {
                let page = world.call(&route, &path, caller);
                let outcome = world.outcome(&route, &path, &page);
                let expected = expected(route.access, caller, of, route.method == Method::POST);
                let what = format!("{} {path} ({of:?})", route.method);
                world.check_silence(caller, &expected, &page, &what);
                if outcome != expected {
                    wrong.push(format!("{what} by {caller:?}: {outcome:?}, not {expected:?}"));
                }
                checked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {checked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked > routes().len() * CALLERS.len());
}

#[test]
fn no_form_is_taken_without_the_token_of_its_session_or_from_another_site() {
    let world = world();
    let mut checked = 0;
    for route in routes() {
        if route.method != Method::POST || route.path.starts_with("/v1/") || route.access == Access::SignIn {
            continue;
        }
        for (path, _) in world.filled(&route) {
            let mut browser = Browser::signed_in(&world.district, "both");
            let mut other = Browser::signed_in(&world.district, "norte");
            for token in ["", "x", &other.csrf] {
                let page = browser.post_only(&path, &[("csrf", token)]);
                assert_eq!(page.status, 403, "{path} with the token {token:?}");
            }
            assert_eq!(browser.post_only(&path, &[]).status, 403, "{path} without a token");
            for line in ["origin: https://evil.example", "origin: null", "sec-fetch-site: cross-site"] {
                browser.headers = vec![line.into()];
                assert_eq!(browser.post(&path, &[]).status, 403, "{path} with {line}");
            }
            other.csrf.clear();
            checked += 1;
        }
    }
    assert!(checked > 20);
}

#[test]
fn a_code_makes_its_first_phone_a_workers_and_no_other() {
    let district = District::start();
    let invitation = district.invitation(role::VISITOR, &[district.norte]);
    let (first, second) = (Phone::new(), Phone::new());
    assert_eq!(district.ask("POST", "/v1/enrol", &first.enrolment(invitation.code)).status, 200);
    let refused = district.ask("POST", "/v1/enrol", &second.enrolment(invitation.code));
    assert_eq!(refused.status, 403);
    assert_eq!(refused.text(), "used_code");
    // The first may show it again: its answer may have been lost.
    assert_eq!(district.ask("POST", "/v1/enrol", &first.enrolment(invitation.code)).status, 200);
}

/// Whether a path is one of a route's.
fn is_like(route: &str, path: &str) -> bool {
    let (route, path): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    route.len() == path.len() && route.iter().zip(path).all(|(r, p)| r.starts_with('{') || *r == p)
}

#[test]
fn what_is_not_in_the_table_is_not_there() {
    let district = District::start();
    for path in ["/v1", "/v1/sync/", "/v1/enrol/x", "/health/..", "/admin", "/server.db", "/v2/sync"] {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            assert_eq!(district.ask(method, path, b"").status, 404, "{method} {path}");
        }
    }
    let all = routes();
    for route in &all {
        let path = route.path.replace(['{', '}'], "");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            // Another route may be read into the same path.
            let there = |other: &Route| other.method.as_str() == method && is_like(other.path, &path);
            if !all.iter().any(there) {
                assert_eq!(district.ask(method, &path, b"").status, 405, "{method} {path}");
            }
        }
    }
}

#[test]
fn phones_of_two_areas_never_hold_each_others_families() {
    let district = District::start();
    let (mut a, mut b) = (district.visitor(district.norte), district.visitor(district.sur));
    let mut supervisor = district.phone(role::SUPERVISOR, &[district.norte, district.sur]);
    for round in 0..3 {
        let of_a = a.household(district.norte, &format!("a{round}"));
        let of_b = b.household(district.sur, &format!("b{round}"));
        for _ in 0..2 {
            for phone in [&mut a, &mut b, &mut supervisor] {
                district.sync(phone).unwrap();
            }
        }
        assert!(a.holds(of_a) && !a.holds(of_b));
        assert!(b.holds(of_b) && !b.holds(of_a));
        assert!(supervisor.holds(of_a) && supervisor.holds(of_b));
    }
}
