//! What a supervisor types is never lost, whatever becomes of the form; and a form that is sent twice makes nothing twice.

use std::sync::mpsc;
use std::time::Duration;

use chaski::record::table::{reading, referral};
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{Invited, InvitedWorker, Supervision, Viewer};
use tokio::io::AsyncWriteExt;

use crate::common::District;
use crate::common::web::{Browser, Family, PASSWORD, Page, Turned, encoded};

/// An area with a family, and a supervisor of it who signs in as `norte`.
struct Story {
    district: District,
    viewer: Viewer,
    family: Family,
}

impl Story {
    fn of(district: District) -> Story {
        let area = district.norte;
        let viewer = district.account("norte", &[area], (true, true));
        district.account("otra", &[area], (true, true));
        let family = Family::of(&district, area, "Norte", &viewer);
        Story { district, viewer, family }
    }

    fn visit(&self) -> String {
        format!("/visits/{}", self.family.visit)
    }

    /// The visit's page with a comment on the weight, as the button *Devolver* sends it.
    fn commented(&self, page: &Page, text: &str) -> Vec<(String, String)> {
        let mut fields = page.form(&format!("{}/accept", self.visit()));
        let remark = format!("remark:{}:{}", self.family.records[&reading::ID], reading::weight);
        fields.retain(|(name, _)| *name != remark);
        fields.push((remark, text.to_owned()));
        fields
    }
}

/// Does something while the storage waits for whoever writes.
fn while_nobody_writes<R>(story: &Story, call: impl FnOnce() -> R) -> R {
    let (holds, held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let storage = story.district.storage.clone();
    let writer = std::thread::spawn(move || {
        let hold = |conn: &rusqlite::Connection| {
            conn.execute_batch("BEGIN IMMEDIATE").unwrap();
            holds.send(()).unwrap();
            let _ = released.recv_timeout(Duration::from_secs(20));
            conn.execute_batch("ROLLBACK").unwrap();
        };
        storage.inspect(hold).unwrap();
    });
    held.recv().unwrap();
    let done = call();
    release.send(()).unwrap();
    writer.join().unwrap();
    done
}

fn send(browser: &mut Browser<'_>, address: &str, fields: &[(String, String)]) -> Page {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.post_only(address, &fields)
}

#[test]
fn who_does_not_return_a_visit_after_all_finds_what_she_wrote() {
    let story = Story::of(District::start());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let address = format!("{}/return", story.visit());
    let page = browser.get(&story.visit());
    let asks = send(&mut browser, &address, &story.commented(&page, "¿Con ropa?"));
    assert!(asks.text().contains("No, volver") && asks.text().contains("name=\"refill\""), "{}", asks.text());
    let back = browser.submit(&asks, &address, &[("refill", "yes")]);
    assert_eq!(back.status, 200);
    assert!(back.text().contains("¿Con ropa?</textarea>"), "{}", back.text());
    // And from there it is returned.
    let asks = send(&mut browser, &address, &story.commented(&back, "¿Con ropa?"));
    assert_eq!(browser.submit(&asks, &address, &[]).status, 303);
}

#[test]
fn who_goes_back_from_any_page_that_asks_finds_what_she_wrote() {
    let story = Story::of(District::start());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let family = &story.family;
    let aside = format!("/aside/{}", family.aside);
    let alike = format!("/alike/{}/{}", family.child, family.other);
    let correct = format!("/correct/{}?field=3", family.child);
    let dispute = format!("/disputes/{}?field={}", family.child, family.dispute.field);
    let filled: [(&str, &[(&str, &str)]); 4] = [
        (&aside, &[("what", "refuse"), ("reason", "Porque lo pensé")]),
        (&alike, &[("what", "two"), ("reason", "Porque lo pensé")]),
        (&correct, &[("value", "Quispe"), ("reason", "Porque lo pensé")]),
        (&dispute, &[("choice", "other"), ("value", "Tres"), ("reason", "Porque lo pensé")]),
    ];
    for (address, fields) in filled {
        let page = browser.get(address);
        let asks = browser.submit(&page, address, fields);
        assert_eq!(asks.status, 200, "{address}: {}", asks.text());
        let back = browser.submit(&asks, address, &[("refill", "yes")]);
        assert_eq!(back.status, 200, "{address}");
        assert!(back.text().contains("Porque lo pensé</textarea>"), "{address}: {}", back.text());
        let form = back.form(address);
        for (name, value) in fields.iter().filter(|(name, _)| *name == "value") {
            assert!(form.iter().any(|(n, v)| n == name && v == value), "{address}: {form:?}");
        }
    }
}

#[test]
fn a_number_that_is_none_of_its_document_comes_back_at_its_input() {
    let story = Story::of(District::start());
    let runtime = &story.district.runtime;
    runtime.block_on(story.district.storage.use_pack(chaski::pack::shipped("pe"))).unwrap();
    let mut browser = Browser::signed_in(&story.district, "norte");
    let child = story.family.child;
    let address = format!("/correct/{child}?field={}&path=pe-dni", chaski::record::table::person::identifier);
    let page = browser.get(&address);
    let typed = |number| [("value", number), ("reason", "Lo vi en el DNI")];
    let told = browser.submit(&page, &address, &typed("4567891"));
    assert_eq!(told.status, 422, "{}", told.text());
    let text = told.text();
    let input = text.split('<').find(|tag| tag.starts_with("input id=\"value\"")).unwrap();
    for said in ["value=\"4567891\"", "aria-describedby=\"value-mend\"", "aria-invalid=\"true\""] {
        assert!(input.contains(said), "{said}: {input}");
    }
    let mend = "No es un número de DNI: míralo en el documento y escríbelo otra vez";
    let (top, form) = text.split_once("<form method=\"post\" action=\"/correct").unwrap();
    assert!(top.contains("<a href=\"#value\">") && top.contains(mend), "{top}");
    assert!(form.contains("id=\"value-mend\"") && form.contains(mend) && form.contains("Lo vi en el DNI"));
    // Mended it is asked about, saved, and may be said again.
    let asks = browser.submit(&told, &address, &typed("45678912"));
    assert_eq!(asks.status, 200, "{}", asks.text());
    assert_eq!(browser.submit(&asks, &address, &[]).status, 303);
    assert!(browser.get(&address).text().contains("45678912"));
}

#[test]
fn what_was_written_when_the_session_ended_comes_back_after_signing_in() {
    let turned = Turned::at(1_800_000_000);
    let clock = turned.clone();
    let story = Story::of(District::with(move |options| clock.give(options)));
    let mut browser = Browser::new(&story.district);
    assert_eq!(browser.sign_in("norte", PASSWORD).status, 303);
    let address = format!("{}/return", story.visit());
    let page = browser.get(&story.visit());
    turned.by(2 * 60 * 60);
    let mut fields = story.commented(&page, "¿Con ropa?");
    fields.push(("sure".into(), "yes".into()));
    let ended = send(&mut browser, &address, &fields);
    assert_eq!(ended.status, 403);
    assert!(
        ended.text().contains("Tu sesión terminó") && ended.text().contains("¿Con ropa?"),
        "{}",
        ended.text()
    );
    // A wrong password loses nothing either.
    let wrong = browser.submit(&ended, "/sign-in", &[("login", "norte"), ("password", "no es esta")]);
    assert_eq!(wrong.status, 403);
    let again = browser.submit(&wrong, "/sign-in", &[("login", "norte"), ("password", PASSWORD)]);
    assert_eq!(again.status, 200, "{}", again.text());
    let form = browser.submit(&again, &address, &[]);
    assert_eq!(form.status, 200, "{}", form.text());
    assert!(form.text().contains("¿Con ropa?</textarea>"), "it comes back filled, and is not sent");
    // Who only looks comes back to the page that was asked for.
    turned.by(2 * 60 * 60);
    let asked = browser.get(&story.visit());
    assert_eq!(asked.status, 303);
    let page = browser.get(asked.location());
    let signed = browser.submit(&page, "/sign-in", &[("login", "norte"), ("password", PASSWORD)]);
    assert_eq!(signed.location(), story.visit());
}

#[test]
fn only_a_form_of_the_session_that_ended_goes_along_and_only_to_an_address_of_ours() {
    let story = Story::of(District::start());
    let address = format!("{}/return", story.visit());
    let mut stranger = Browser::new(&story.district);
    let told = stranger.post_only(&address, &[("csrf", "x"), ("reason", "Palabras de otros")]);
    assert_eq!(told.status, 403);
    assert!(!told.text().contains("Palabras de otros"));
    let mut browser = Browser::signed_in(&story.district, "norte");
    let page = browser.get(&story.visit());
    let token = browser.cookies.clone();
    browser.post("/sign-out", &[]);
    browser.cookies = token;
    browser.headers = vec!["sec-fetch-site: cross-site".into()];
    let told = send(&mut browser, &address, &story.commented(&page, "De otra página"));
    assert!(!told.text().contains("De otra página"));
    browser.headers.clear();
    let told = send(&mut browser, &address, &story.commented(&page, "De la suya"));
    assert!(told.text().contains("De la suya"));
    let sly = [("login", "norte"), ("password", PASSWORD), ("next", "https://example.org/")];
    let again = browser.submit(&told, "/sign-in", &sly);
    assert!(!again.text().contains("example.org") && again.text().contains("action=\"/today\""));
    // A password goes nowhere with the page.
    let mut browser = Browser::signed_in(&story.district, "norte");
    let page = browser.get("/password");
    let token = browser.cookies.clone();
    browser.post("/sign-out", &[]);
    browser.cookies = token;
    let told = browser.submit(&page, "/password", &[("now", "la de antes"), ("new", "una nueva y larga")]);
    assert_eq!(told.status, 403);
    assert!(!told.text().contains("la de antes") && !told.text().contains("una nueva"), "{}", told.text());
}

#[test]
fn what_was_written_comes_back_when_an_act_is_refused() {
    let story = Story::of(District::start());
    let (mut one, mut other) =
        (Browser::signed_in(&story.district, "norte"), Browser::signed_in(&story.district, "otra"));
    let alike = format!("/alike/{}/{}", story.family.child, story.family.other);
    let (page, late) = (one.get(&alike), other.get(&alike));
    let decides = |reason| [("what", "two"), ("reason", reason), ("sure", "yes")];
    assert_eq!(one.submit(&page, &alike, &decides("Son mellizas")).status, 303);
    let told = other.submit(&late, &alike, &decides("Vi las dos actas"));
    assert_eq!(told.status, 409);
    let form = other.submit(&told, &alike, &[]);
    assert_eq!(form.status, 200);
    assert!(form.text().contains("Vi las dos actas</textarea>"), "{}", form.text());
    let dispute = format!("/disputes/{}?field={}", story.family.child, story.family.dispute.field);
    let (page, late) = (one.get(&dispute), other.get(&dispute));
    let decides =
        |value, reason| [("choice", "other"), ("value", value), ("reason", reason), ("sure", "yes")];
    assert_eq!(one.submit(&page, &dispute, &decides("Tres", "Vi el acta")).status, 303);
    let told = other.submit(&late, &dispute, &decides("Cuatro", "Pregunté en casa"));
    assert_eq!(told.status, 409);
    let correct = format!("/correct/{}?field={}", story.family.child, story.family.dispute.field);
    let form = other.submit(&told, &correct, &[]);
    assert!(form.text().contains("Pregunté en casa</textarea>"), "{}", form.text());
    assert!(form.form(&correct).contains(&("value".to_owned(), "Cuatro".to_owned())));
}

#[test]
fn a_form_that_is_sent_twice_makes_nothing_twice_and_is_answered_with_the_same_page() {
    let story = Story::of(District::start());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let sent = story.family.records[&referral::ID];
    let address = format!("/danger/{sent}");
    let page = browser.get(&format!("/danger?close={sent}"));
    let mut fields = page.form(&address);
    assert!(fields.iter().any(|(name, value)| name == "key" && !value.is_empty()));
    let first = send(&mut browser, &address, &fields);
    let heads = |story: &Story| story.district.runtime.block_on(story.district.storage.as_of(&story.viewer));
    let before = heads(&story).unwrap();
    let again = send(&mut browser, &address, &fields);
    assert_eq!((first.status, first.location()), (303, again.location()));
    assert_eq!((again.status, heads(&story).unwrap()), (303, before));
    // What was changed before it was sent again is another form: nothing of it is swallowed.
    fields.push(("answer".into(), "Bronquitis".into()));
    assert_eq!(send(&mut browser, &address, &fields).status, 409);
}

#[test]
fn a_form_that_is_sent_twice_at_once_is_answered_twice_with_where_it_led() {
    let story = Story::of(District::start());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let sent = story.family.records[&referral::ID];
    let address = format!("/danger/{sent}");
    let fields = browser.get(&format!("/danger?close={sent}")).form(&address);
    let cookies = browser.cookies.clone();
    let send = || {
        let mut browser = Browser::new(&story.district);
        browser.cookies = cookies.clone();
        send(&mut browser, &address, &fields)
    };
    let both = std::thread::scope(|scope| {
        // Both have read everything before either of them writes.
        let sent = while_nobody_writes(&story, || {
            let sent = [scope.spawn(send), scope.spawn(send)];
            std::thread::sleep(Duration::from_millis(800));
            sent
        });
        sent.map(|one| one.join().unwrap())
    });
    for page in both {
        assert_eq!((page.status, page.location()), (303, "/danger?done=done-danger-closed"));
    }
}

#[test]
fn a_form_whose_browser_went_away_before_the_answer_is_answered_when_it_is_sent_again() {
    let story = Story::of(District::start());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let sent = story.family.records[&referral::ID];
    let address = format!("/danger/{sent}");
    let fields = browser.get(&format!("/danger?close={sent}")).form(&address);
    let all: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let request = browser.post_text(&address, encoded(&all).as_bytes());
    // It is sent, and the line goes while the server is at it.
    while_nobody_writes(&story, || {
        story.district.runtime.block_on(async {
            let mut stream = story.district.connect().await;
            stream.write_all(&request).await.unwrap();
            stream.flush().await.unwrap();
            tokio::time::sleep(Duration::from_millis(300)).await;
        });
    });
    let again = send(&mut browser, &address, &fields);
    assert_eq!(again.status, 303);
    assert_eq!(send(&mut browser, &address, &fields).location(), again.location());
}

#[test]
fn a_new_worker_and_her_invitation_are_one_and_sent_twice_are_the_same() {
    let story = Story::of(District::start());
    let mut browser = Browser::signed_in(&story.district, "norte");
    let area = story.viewer.areas[0].to_string();
    let page = browser.get("/people/enrol");
    let mut fields = page.form("/people/enrol");
    fields.retain(|(name, _)| !["role", "area", "name"].contains(&name.as_str()));
    for (name, value) in [("name", "Yeni Ccori"), ("role", "visitor"), ("area", &area)] {
        fields.push((name.into(), value.into()));
    }
    let workers = || story.district.runtime.block_on(story.district.storage.workers()).unwrap();
    let before = workers().len();
    let code = |page: &Page| {
        let text = page.text();
        text.split("<p class=\"code\">").nth(1).map(|rest| rest.split('<').next().unwrap().to_owned())
    };
    let (first, again) =
        (send(&mut browser, "/people/enrol", &fields), send(&mut browser, "/people/enrol", &fields));
    assert!(code(&first).is_some(), "{}", first.text());
    assert_eq!(code(&first), code(&again));
    assert_eq!(workers().len(), before + 1);
    // However long lies between: the code carries when it was issued.
    let invite = |area, form, now_s| {
        let worker = InvitedWorker::New("Nadie".into());
        let invited = Invited { worker, role: chaski::record::role::VISITOR, areas: vec![area] };
        story.district.runtime.block_on(story.district.storage.invite_phone(&invited, form, now_s))
    };
    let (here, now_s) = (story.viewer.areas[0], story.district.now_s());
    let issued = invite(here, Some([7; 32]), now_s).unwrap();
    assert_eq!(invite(here, Some([7; 32]), now_s + 60).unwrap(), issued);
    // Where the invitation cannot be made, no worker is.
    let before = workers().len() - 1;
    let nowhere = chaski::record::RecordName { number: 1 << 50, ..here };
    assert!(invite(nowhere, None, now_s).is_err());
    assert_eq!(workers().len(), before + 1);
}
