//! Who gets what: every route of the router against every kind of caller, and what leaves the server of each area.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use chaski::change::Change;
use chaski::record::{RecordName, role};
use chaski::sync::enrol::EnrolRequest;
use chaski::sync::frame::Kind;
use chaski::sync::message::{Answer, Feed, Page, PageEntry, Refusal, RefusalCode};
use chaski_server::service::{Access, routes};
use chaski_server::storage::Storage;
use common::{District, Phone, Said};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caller {
    Nobody,
    UnknownDevice,
    VisitorOfNorte,
    VisitorOfSur,
    Supervisor,
    StoppedDevice,
}
use Caller::*;

const CALLERS: [Caller; 6] = [Nobody, UnknownDevice, VisitorOfNorte, VisitorOfSur, Supervisor, StoppedDevice];

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
}

/// The right that a kind of access gives. A new kind does not compile until it stands here.
fn expected(access: Access, caller: Caller) -> Outcome {
    match (access, caller) {
        (Access::Anyone, _) => Outcome::Public,
        // Whoever calls: without a code of an invitation there is nothing.
        (Access::OneTimeCode, Nobody) => Outcome::Status(400),
        (Access::OneTimeCode, _) => Outcome::Status(403),
        (Access::DeviceHead, Nobody) => Outcome::Status(400),
        (Access::DeviceHead, UnknownDevice) => Outcome::Refused(RefusalCode::UnknownDevice),
        (Access::DeviceHead, VisitorOfNorte) => Outcome::Areas(&["Norte"]),
        (Access::DeviceHead, VisitorOfSur) => Outcome::Areas(&["Sur"]),
        (Access::DeviceHead, Supervisor) => Outcome::Areas(&["Norte", "Sur"]),
        (Access::DeviceHead, StoppedDevice) => Outcome::Stopped,
    }
}

/// A district with a family in each area, and one phone for each kind of caller.
struct World {
    district: District,
    phones: BTreeMap<u8, Phone>,
    families: BTreeMap<RecordName, &'static str>,
}

fn world() -> World {
    let district = District::start();
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
    // A phone that another one's answer was given to: it knows the district, the district does not know it.
    let mut unknown = Phone::new();
    let invitation = district.invitation(role::VISITOR, &[norte]);
    let request = EnrolRequest::of(&Phone::new().store, invitation.code, "another phone");
    let answer =
        district.runtime.block_on(district.storage.enrol(request, invitation.issued_s)).unwrap().unwrap();
    unknown.store.enrolled(&invitation, &answer).unwrap();
    phones.insert(UnknownDevice as u8, unknown);
    World { district, phones, families }
}

impl World {
    fn call(&mut self, method: &Method, path: &str, access: Access, caller: Caller) -> Said {
        let body = match (access, self.phones.get_mut(&(caller as u8))) {
            (_, None) | (Access::Anyone, _) => Vec::new(),
            (Access::OneTimeCode, Some(phone)) => phone.enrolment([9; 16]),
            (Access::DeviceHead, Some(phone)) => phone.request(),
        };
        self.district.ask(method.as_str(), path, &body)
    }

    /// What an answer came to, read to its last byte.
    fn outcome(&self, access: Access, said: &Said) -> Outcome {
        if said.status != 200 {
            assert!(!said.text().is_empty(), "a refusal is a sentence");
            return Outcome::Status(said.status);
        }
        if access == Access::Anyone {
            let json: serde_json::Value = serde_json::from_slice(&said.body).unwrap();
            let keys: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(keys, BTreeSet::from(["epoch", "status", "version"]));
            return Outcome::Public;
        }
        let mut areas: Vec<&'static str> = Vec::new();
        let mut stopped = false;
        for (kind, item) in said.frames() {
            match kind {
                Kind::Refusal => return Outcome::Refused(Refusal::from_item(&item).unwrap().code),
                Kind::Answer => stopped = Answer::from_item(&item).unwrap().stopped,
                Kind::Page => {
                    let page = Page::from_item(&item).unwrap();
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
    for route in routes() {
        for caller in CALLERS {
            let said = world.call(&route.method, route.path, route.access, caller);
            let outcome = world.outcome(route.access, &said);
            assert_eq!(
                outcome,
                expected(route.access, caller),
                "{} {} by {caller:?}",
                route.method,
                route.path
            );
            checked += 1;
        }
    }
    assert_eq!(checked, routes().len() * CALLERS.len());
}

#[test]
fn a_code_makes_its_first_phone_a_workers_and_no_other() {
    let district = District::start();
    let invitation = district.invitation(role::VISITOR, &[district.norte]);
    let (first, second) = (Phone::new(), Phone::new());
    assert_eq!(district.ask("POST", "/v1/enrol", &first.enrolment(invitation.code)).status, 200);
    let refused = district.ask("POST", "/v1/enrol", &second.enrolment(invitation.code));
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("another phone"), "{}", refused.text());
    // The first may show it again: its answer may have been lost.
    assert_eq!(district.ask("POST", "/v1/enrol", &first.enrolment(invitation.code)).status, 200);
}

#[test]
fn what_is_not_in_the_table_is_not_there() {
    let district = District::start();
    for path in ["/", "/v1", "/v1/sync/", "/v1/enrol/x", "/health/..", "/admin", "/server.db", "/v2/sync"] {
        for method in ["GET", "POST", "PUT", "DELETE"] {
            assert_eq!(district.ask(method, path, b"").status, 404, "{method} {path}");
        }
    }
    for route in routes() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if method != route.method.as_str() {
                assert_eq!(district.ask(method, route.path, b"").status, 405, "{method} {}", route.path);
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
