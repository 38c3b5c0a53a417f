//! A hostile half hour, written down: what somebody who means harm would try at the supervisors' pages, a test each.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::http::Method;
use chaski::record::table::{code, household, part, person, visit};
use chaski::record::{RecordName, Value};
use chaski::sync::tls::RELEASED_S;
use chaski_service::http::routes;
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{ReviewState, Supervision};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::common::District;
use crate::common::web::{Browser, Family, PASSWORD, Page, Turned, encoded};

/// A district with a family in each area, a supervisor of each and one of both.
struct World {
    district: District,
    norte: Family,
    sur: Family,
}

fn world() -> World {
    world_with(|_| {})
}

fn world_with(change: impl FnOnce(&mut chaski_service::http::serve::ServeOptions)) -> World {
    let district = District::with(change);
    let both = district.account("both", &[district.norte, district.sur], (true, true));
    district.account("norte", &[district.norte], (true, true));
    district.account("sur", &[district.sur], (true, true));
    let norte = Family::of(&district, district.norte, "Norteña", &both);
    let sur = Family::of(&district, district.sur, "Sureña", &both);
    World { district, norte, sur }
}

/// A page tells nothing of a family but what was asked with.
fn silent(page: &Page, family: &Family, what: &str) {
    let text = page.text();
    for secret in family.secrets.iter().filter(|secret| !what.contains(secret.as_str())) {
        assert!(!text.contains(secret.as_str()), "{what} tells {secret}");
    }
}

#[test]
fn another_areas_record_is_not_had_by_address_by_form_or_by_export() {
    let World { district, sur, norte } = world();
    let mut browser = Browser::signed_in(&district, "norte");
    let state = || district.runtime.block_on(district.storage.dump(district.sur)).unwrap();
    let before = state();
    for (path, form) in [
        (format!("/visits/{}", sur.visit), None),
        (format!("/children/{}", sur.child), None),
        (format!("/children/{}/growth/wei", sur.child), None),
        (format!("/families/{}", sur.household), None),
        (format!("/correct/{}?field={}", sur.child, person::given_names), None),
        (format!("/disputes/{}?field={}", sur.child, person::given_names), None),
        (format!("/alike/{}/{}", norte.child, sur.child), None),
        (format!("/visits/{}/accept", sur.visit), Some(vec![])),
        (format!("/visits/{}/return", sur.visit), Some(vec![("remark", "Mirar")])),
        (
            format!("/families/{}/move", sur.household),
            Some(vec![("area", "norte"), ("reason", "Se mudaron")]),
        ),
        (format!("/alike/{}/{}", norte.child, sur.child), Some(vec![("decision", "join")])),
    ] {
        let page = match form {
            None => browser.get(&path),
            Some(fields) => browser.post(&path, &fields),
        };
        assert_eq!(page.status, 403, "{path}");
        silent(&page, &sur, &path);
    }
    // Not named in the path but in the form: several visits at once, a family moved to where she has no say.
    let visit = sur.visit.to_string();
    let page = browser.post("/visits/accept", &[("visit", &visit), ("visits", &visit), ("record", &visit)]);
    silent(&page, &sur, "/visits/accept");
    let away = district.sur.to_string();
    let page = browser.post(
        &format!("/families/{}/move", norte.household),
        &[("area", &away), ("reason", "Se mudaron"), ("sure", "yes")],
    );
    assert!(matches!(page.status, 400..=422), "{}", page.status);
    for file in ["measurements", "visits", "children"] {
        for names in ["", "&names=yes"] {
            for area in [String::new(), format!("&area={}", district.sur)] {
                let path = format!("/exports/{file}?as=csv{names}{area}");
                silent(&browser.get(&path), &sur, &path);
            }
        }
    }
    for path in [format!("/visits?area={}", district.sur), format!("/children?area={}", district.sur)] {
        silent(&browser.get(&path), &sur, &path);
    }
    for words in ["Sure", "ApellidoSureña", "IllaSureña", "CasaSureña"] {
        let found = browser.get(&format!("/find?{}", encoded(&[("q", words)])));
        assert!(
            !found.text().contains(&sur.child.to_string())
                && !found.text().contains(&sur.household.to_string())
        );
    }
    assert!(state() == before, "something of the other area was changed");
}

#[test]
fn a_session_after_sign_out_a_changed_password_or_a_stopped_account_opens_nothing() {
    let World { district, norte, .. } = world();
    let mut browser = Browser::new(&district);
    let child = format!("/children/{}", norte.child);
    for end in 0..3 {
        let password = if end == 2 { "cuatro llamas pardas" } else { PASSWORD };
        assert_eq!(browser.sign_in("norte", password).status, 303);
        let kept = browser.cookies.clone();
        assert_eq!(browser.get(&child).status, 200);
        match end {
            0 => assert_eq!(browser.post("/sign-out", &[]).location(), "/sign-in"),
            1 => {
                let hash = chaski_service::web::password::hash("cuatro llamas pardas").unwrap();
                district.runtime.block_on(district.storage.set_password("norte", &hash)).unwrap();
            }
            _ => {
                let account = district.runtime.block_on(district.storage.account("norte")).unwrap();
                let mut account = account.unwrap();
                account.stopped = true;
                district.runtime.block_on(district.storage.set_account(&account)).unwrap();
            }
        }
        browser.cookies = kept;
        let page = browser.get(&child);
        assert_eq!(page.status, 303);
        silent(&page, &norte, "the way to the page of signing in");
        assert_eq!(browser.post(&format!("/visits/{}/accept", norte.visit), &[]).status, 403);
    }
}

#[test]
fn html_and_formulas_in_names_and_notes_are_text_on_every_page_and_in_every_sheet() {
    const NAMES: [&str; 6] = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+cmd|' /C calc'!A0",
        "@SUM(1+1)",
    ];
    let district = District::start();
    district.account("norte", &[district.norte], (true, true));
    let mut phone = district.visitor(district.norte);
    let mut made: Vec<(RecordName, RecordName, RecordName)> = Vec::new();
    for name in NAMES {
        let mut action = phone.store.begin().unwrap();
        let house = action
            .about_new(
                household::ID,
                BTreeMap::from([
                    (household::area, Value::Record(district.norte)),
                    (household::known_as, Value::text(name)),
                    (household::reference, Value::text(name)),
                ]),
            )
            .unwrap();
        let child = action
            .about_new(
                person::ID,
                BTreeMap::from([
                    (person::household, Value::Record(house)),
                    (person::given_names, Value::text(name)),
                    (person::family_names, Value::text(name)),
                    (person::kind, Value::Int(code::person_kind::child)),
                    (person::birth_date, Value::date(&[2025, 1, 15])),
                ]),
            )
            .unwrap();
        action.about(house);
        let seen = action
            .create(
                visit::ID,
                BTreeMap::from([
                    (visit::household, Value::Record(house)),
                    (visit::persons_seen, Value::List(vec![Value::Record(child)])),
                    (
                        visit::outcome,
                        Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]),
                    ),
                    (visit::note, Value::text(name)),
                ]),
            )
            .unwrap();
        action.save().unwrap();
        made.push((house, child, seen));
    }
    district.sync(&mut phone).unwrap();
    let mut browser = Browser::signed_in(&district, "norte");
    let mut paths: Vec<String> = routes()
        .iter()
        .filter(|route| {
            route.method == Method::GET && !route.path.contains('{') && !route.path.starts_with("/v1")
        })
        .map(|route| route.path.to_owned())
        .collect();
    for (house, child, seen) in &made {
        paths.extend([
            format!("/families/{house}"),
            format!("/children/{child}"),
            format!("/visits/{seen}"),
            format!("/correct/{child}?field={}", person::given_names),
        ]);
    }
    paths.extend(NAMES.map(|name| format!("/find?{}", encoded(&[("q", name)]))));
    paths.push(format!("/alike/{}/{}", made[0].1, made[1].1));
    let mut told = 0;
    for path in &paths {
        let text = browser.get(path).text();
        for harm in ["<script", "<img", "onerror=alert(1)>"] {
            assert!(!text.contains(harm), "{path} holds {harm}");
        }
        told += usize::from(text.contains("&lt;script&gt;"));
    }
    assert!(told >= 4, "names are shown, as text");
    // What was typed into a form comes back as text too.
    let (_, _, seen) = made[0];
    let page = browser.post(&format!("/visits/{seen}/return"), &[("remark", NAMES[0]), ("text", NAMES[1])]);
    assert!(!page.text().contains("<script") && !page.text().contains("<img"));
    let page = Browser::new(&district).sign_in(NAMES[1], NAMES[0]);
    assert!(!page.text().contains("<img") && !page.text().contains("<script"));

    for file in ["visits", "children", "measurements"] {
        let page = browser.get(&format!("/exports/{file}?as=csv&names=yes"));
        assert_eq!(page.status, 200, "{file}");
        assert!(page.header("content-disposition").unwrap().starts_with("attachment"), "{file}");
        let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(page.body.as_slice());
        for cell in rows.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        {
            let harmless = !cell.starts_with(['=', '+', '@', '\t', '\r'])
                && (!cell.starts_with('-') || cell.parse::<f64>().is_ok());
            assert!(harmless, "{file} holds {cell}");
        }
        let sheet = browser.get(&format!("/exports/{file}?as=xlsx&names=yes"));
        assert_eq!(sheet.status, 200, "{file}");
        assert!(!sheet.body.windows(3).any(|bytes| bytes == b"<f>"), "{file} holds a formula");
    }
}

#[test]
fn a_note_of_ten_megabytes_is_refused_with_a_sentence_and_nothing_is_changed() {
    let World { district, norte, .. } = world();
    let mut browser = Browser::signed_in(&district, "norte");
    let path = format!("/visits/{}/return", norte.visit);
    let note = "a".repeat(10 * 1024 * 1024);
    let page = browser.post(&path, &[("remark", &note)]);
    assert_eq!(page.status, 413);
    assert!(page.text().contains("<h1"), "a page, not a cut line");
    // A client that does not say how much it will send is stopped where it is too much.
    let csrf = browser.csrf.clone();
    let body = encoded(&[("csrf", &csrf), ("remark", &note[..100_000])]);
    let mut chunked = browser.head("POST", &path).into_bytes();
    chunked.extend(b"content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n");
    for chunk in body.as_bytes().chunks(10_000) {
        chunked.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend(chunk);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    assert_eq!(browser.say(&chunked).status, 413);
    // So are too many fields, a long address, and what is no form.
    let many = vec![("remark", "x"); 5_000];
    assert_eq!(browser.post(&path, &many).status, 413);
    assert_eq!(browser.get(&format!("/find?q={}", "a".repeat(5_000))).status, 413);
    for (kind, body) in
        [("multipart/form-data; boundary=x", "--x--"), ("application/json", "{}"), ("text/plain", "a=b")]
    {
        let head = browser.head("POST", &path);
        let request = format!("{head}content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        assert_eq!(browser.say(request.as_bytes()).status, 400, "{kind}");
    }
    assert_eq!(browser.post_bytes(&path, format!("csrf={csrf}&remark=%ff%fe").as_bytes()).status, 400);
    assert_eq!(browser.post_bytes(&path, format!("csrf={csrf}&remark=a%00b").as_bytes()).status, 400);
    let viewer = viewer_of(&district, "norte");
    let view = district.runtime.block_on(district.storage.visit_view(&viewer, norte.visit)).unwrap().unwrap();
    assert_eq!(view.line.unwrap().review, ReviewState::Returned, "only what was said before");
}

fn viewer_of(district: &District, login: &str) -> chaski_service::storage::supervision::Viewer {
    let account = district.runtime.block_on(district.storage.account(login)).unwrap().unwrap();
    chaski_service::storage::supervision::Viewer {
        login: account.login,
        worker: account.worker,
        name: account.name,
        areas: account.areas,
        may_export: true,
        may_enrol: true,
        until_s: i64::MAX,
    }
}

#[test]
fn no_line_end_of_a_request_begins_a_header_of_the_answer() {
    let district = District::start();
    district.account("norte", &[district.norte], (true, true));
    let mut browser = Browser::signed_in(&district, "norte");
    let evil = "%0d%0aset-cookie:%20evil=1%0d%0a%0d%0a<script>";
    let mut strange = vec![
        format!("/sign-in?next=/{evil}"),
        format!("/sign-in?lang={evil}"),
        format!("/today?done={evil}"),
        format!("/today?lang=en&x={evil}"),
        format!("/visits/{evil}"),
        format!("/asset/{evil}"),
        format!("/demo/{evil}"),
        format!("/exports/{evil}?as=csv"),
        format!("/nowhere/{evil}"),
    ];
    strange.extend(
        routes()
            .iter()
            .filter(|route| route.path.contains('{'))
            .map(|route| route.path.split('{').next().unwrap().to_owned() + evil),
    );
    for path in &strange {
        for signed_in in [true, false] {
            let cookies = browser.cookies.clone();
            if !signed_in {
                browser.cookies.clear();
            }
            let page = browser.get(path);
            assert!(page.headers("set-cookie").all(|cookie| !cookie.contains("evil")), "{path}");
            assert!(!page.head.to_lowercase().contains("\r\nset-cookie: evil"), "{path}");
            assert!(!page.text().contains("<script"), "{path}");
            browser.cookies = cookies;
        }
    }
    // Two cookies of one name: nobody knows whose is meant.
    let own = browser.cookies["__Host-chaski"].clone();
    let mut twice = Browser::new(&district);
    twice.headers = vec![format!("cookie: __Host-chaski={own}; __Host-chaski={own}")];
    assert_eq!(twice.get("/today").status, 303);
}

#[test]
fn slow_clients_keep_nobody_else_waiting() {
    let World { district, norte, .. } = world_with(|options| {
        options.limits.header = Duration::from_secs(1);
        options.limits.idle = Duration::from_millis(500);
        options.limits.request = Duration::from_secs(2);
        options.limits.write = Duration::from_secs(1);
    });
    let mut browser = Browser::signed_in(&district, "norte");
    let path = format!("/visits/{}/return", norte.visit);
    let head = browser.head("POST", &path)
        + "content-type: application/x-www-form-urlencoded\r\ncontent-length: 60000\r\n\r\n";
    let list =
        browser.head("GET", "/children").replace("connection: close", "connection: keep-alive") + "\r\n";
    let began = Instant::now();
    let mut slow = Vec::new();
    district.runtime.block_on(async {
        for kind in 0..30 {
            let mut stream = district.connect().await;
            let (head, list) = (head.clone(), list.clone());
            slow.push(tokio::spawn(async move {
                match kind % 3 {
                    // A sign of the header at a time.
                    0 => {
                        for byte in head.as_bytes() {
                            let sent =
                                stream.write_all(&[*byte]).await.is_ok() && stream.flush().await.is_ok();
                            if !sent {
                                break;
                            }
                            tokio::time::sleep(Duration::from_millis(100)).await;
                        }
                    }
                    // A sign of the body at a time.
                    1 => {
                        let _ = stream.write_all(head.as_bytes()).await;
                        for _ in 0..300 {
                            let sent = stream.write_all(b"a").await.is_ok() && stream.flush().await.is_ok();
                            if !sent {
                                break;
                            }
                            tokio::time::sleep(Duration::from_millis(100)).await;
                        }
                    }
                    // Asks again and again and reads nothing.
                    _ => {
                        for _ in 0..10_000 {
                            let asked = stream.write_all(list.as_bytes());
                            if !matches!(
                                tokio::time::timeout(Duration::from_secs(3), asked).await,
                                Ok(Ok(()))
                            ) {
                                break;
                            }
                        }
                    }
                }
                let mut rest = Vec::new();
                let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
                rest
            }));
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    });
    for _ in 0..10 {
        let asked = Instant::now();
        assert_eq!(browser.get("/children").status, 200);
        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    }
    let answers: Vec<Vec<u8>> = district.runtime.block_on(async {
        let mut answers = Vec::new();
        for task in slow {
            answers.push(task.await.unwrap());
        }
        answers
    });
    assert!(began.elapsed() < Duration::from_secs(60));
    let in_time = |answer: &Vec<u8>| answer.is_empty() || Page::read(answer).status != 0;
    assert!(answers.iter().all(in_time));
    let refused = answers.iter().filter(|answer| Page::read(answer).status == 408).count();
    assert!(refused >= 10, "a body that trickles is answered when its time is over: {refused}");
}

/// One connection that asks again and again.
async fn keep_asking(district: &District, requests: impl Iterator<Item = Vec<u8>>) -> BTreeMap<u16, u32> {
    let mut stream = district.connect().await;
    let mut statuses = BTreeMap::new();
    let mut buffer = Vec::new();
    for request in requests {
        stream.write_all(&request).await.unwrap();
        stream.flush().await.unwrap();
        loop {
            let end = buffer.windows(4).position(|w| w == b"\r\n\r\n").map(|at| at + 4);
            if let Some(end) = end {
                let page = Page::read(&buffer[..end]);
                let length: usize = page.header("content-length").unwrap().parse().unwrap();
                if buffer.len() >= end + length {
                    buffer.drain(..end + length);
                    *statuses.entry(page.status).or_insert(0) += 1;
                    break;
                }
            }
            let mut chunk = [0; 16 * 1024];
            let read = stream.read(&mut chunk).await.unwrap();
            assert!(read > 0, "the server ended the connection");
            buffer.extend_from_slice(&chunk[..read]);
        }
    }
    statuses
}

#[test]
fn ten_thousand_wrong_passwords_cost_little_and_the_right_one_works_when_the_wait_is_over() {
    const TRIES: u32 = 10_000;
    let time = Turned::at(RELEASED_S + 1_000);
    let district = District::with(|options| time.give(options));
    district.account("norte", &[district.norte], (true, true));
    district.account("sur", &[district.sur], (true, true));
    let mut browser = Browser::new(&district);
    let csrf = browser.get("/sign-in").hidden("csrf").unwrap();
    let request = |password: &str| {
        let body = encoded(&[("csrf", &csrf), ("login", "norte"), ("password", password), ("next", "")]);
        let head = browser.head("POST", "/sign-in").replace("connection: close", "connection: keep-alive");
        format!(
            "{head}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    };
    let hash_began = Instant::now();
    chaski_service::web::password::hash(PASSWORD).unwrap();
    let one_hash = hash_began.elapsed();
    let began = Instant::now();
    let statuses = district.runtime.block_on(keep_asking(
        &district,
        (0..TRIES).map(|n| {
            // The right one is among them, and is not looked at while they wait.
            if n == TRIES / 2 { request(PASSWORD) } else { request(&format!("equivocada número {n}")) }
        }),
    ));
    let took = began.elapsed();
    println!("{TRIES} tries took {took:?}; one hash takes {one_hash:?}");
    assert_eq!(statuses, BTreeMap::from([(403, 5), (429, TRIES - 5)]));
    assert!(took < one_hash * TRIES / 4, "{took:?}");

    let waiting = browser.sign_in("norte", PASSWORD);
    assert_eq!(waiting.status, 429, "a right password within the wait is refused too");
    // Somebody else of the same office still gets in.
    assert_eq!(Browser::new(&district).sign_in("sur", PASSWORD).status, 303);
    // Each wrong one after a wait begins a longer one, up to a quarter of an hour.
    let mut waits = Vec::new();
    for _ in 0..10 {
        let mut waited = 0;
        while Browser::new(&district).sign_in("norte", "otra equivocada").status == 429 {
            let step = (waited / 4).max(1);
            time.by(step);
            waited += step;
            assert!(waited <= 2_000, "it never ends: {waits:?}");
        }
        waits.push(waited);
    }
    assert!(waits.windows(2).all(|pair| pair[0] < pair[1] || pair[0] >= 900), "{waits:?}");
    assert!(waits[9] >= 900 && waits[9] < 1_200, "{waits:?}");
    time.by(15 * 60);
    assert_eq!(Browser::new(&district).sign_in("norte", PASSWORD).status, 303);
    // Which is forgotten with it.
    assert_eq!(Browser::new(&district).sign_in("norte", "equivocada de nuevo").status, 403);
    assert_eq!(Browser::new(&district).sign_in("norte", PASSWORD).status, 303);
}

#[test]
fn a_hundred_guesses_at_once_are_counted_each() {
    let district = District::start();
    district.account("norte", &[district.norte], (true, true));
    let csrf_of = || {
        let mut browser = Browser::new(&district);
        let csrf = browser.get("/sign-in").hidden("csrf").unwrap();
        (browser.head("POST", "/sign-in"), csrf)
    };
    let (head, csrf) = csrf_of();
    let statuses = district.runtime.block_on(async {
        let ask = |n: u32| {
            let body = encoded(&[("csrf", &csrf), ("login", "norte"), ("password", &format!("guess {n}"))]);
            let request = format!(
                "{head}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let district = &district;
            async move {
                let mut stream = district.connect().await;
                stream.write_all(request.as_bytes()).await.unwrap();
                stream.flush().await.unwrap();
                let mut bytes = Vec::new();
                let _ = stream.read_to_end(&mut bytes).await;
                Page::read(&bytes).status
            }
        };
        futures_util::future::join_all((0..100).map(ask)).await
    });
    let looked_at = statuses.iter().filter(|status| **status == 403).count();
    assert!(looked_at <= 6, "{looked_at} guesses were looked at");
    assert!(statuses.iter().all(|status| matches!(status, 403 | 429)), "{statuses:?}");
}

#[test]
fn an_address_that_tries_many_names_waits_for_each() {
    let time = Turned::at(RELEASED_S + 1_000);
    let district = District::with(|options| time.give(options));
    district.account("norte", &[district.norte], (true, true));
    let mut statuses = Vec::new();
    for n in 0..25 {
        statuses.push(Browser::new(&district).sign_in(&format!("nombre{n}"), "equivocada de todos").status);
    }
    assert!(statuses[..20].iter().all(|status| *status == 403), "{statuses:?}");
    assert_eq!(statuses[24], 429, "{statuses:?}");
    assert_eq!(Browser::new(&district).sign_in("norte", PASSWORD).status, 429);
    time.by(15 * 60 + 1);
    assert_eq!(Browser::new(&district).sign_in("norte", PASSWORD).status, 303);
}

#[test]
fn of_two_supervisors_who_settle_one_dispute_at_once_one_does_and_the_other_is_told() {
    let World { district, norte, .. } = world();
    let asked = format!("/disputes/{}?field={}", norte.child, person::given_names);
    let open = |login: &str| {
        let mut browser = Browser::signed_in(&district, login);
        let page = browser.get(&asked);
        assert_eq!(page.status, 200, "{}", page.text());
        (browser, page)
    };
    let (mut one, shown_to_one) = open("norte");
    let (mut other, shown_to_other) = open("both");
    // Both are asked whether they are sure; both are.
    let sure_one = one.submit(&shown_to_one, &asked, &[("reason", "Vi el acta de nacimiento")]);
    let sure_other = other.submit(&shown_to_other, &asked, &[("reason", "Me lo dijo la abuela")]);
    assert_eq!((sure_one.status, sure_other.status), (200, 200));
    let mut statuses = std::thread::scope(|scope| {
        let first = scope.spawn(|| one.submit(&sure_one, &asked, &[]).status);
        let second = scope.spawn(|| other.submit(&sure_other, &asked, &[]).status);
        [first.join().unwrap(), second.join().unwrap()]
    });
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409]);
    let viewer = viewer_of(&district, "both");
    let left = district.runtime.block_on(district.storage.dispute_view(&viewer, &norte.dispute)).unwrap();
    assert!(left.is_none());
}
