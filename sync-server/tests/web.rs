//! The frame of the supervisors' pages: signing in and out, how long it lasts, what every answer tells the browser,
//! the link of a demo, and the certificate that browsers are shown.

use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;

use axum::http::Method;
use chaski::sync::tls::RELEASED_S;
use chaski_service::access::Access;
use chaski_service::http::routes;
use chaski_service::http::serve::{self, ServeOptions};
use chaski_service::storage::supervision::Supervision;
use chaski_service::tls::Certificate;
use chaski_service::web::Demo;
use chaski_service::web::asset::href;
use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::TlsConnector;

use crate::common;
use crate::common::web::{Browser, Family, PASSWORD, Turned};
use crate::common::{District, program};

const HOUR_S: i64 = 3_600;
const COOKIE: &str = "__Host-chaski";

#[test]
fn who_signs_in_gets_a_cookie_that_no_script_no_other_site_and_no_plain_line_carries() {
    let district = District::start();
    district.account("nelida", &[district.norte], (true, true));
    let mut browser = Browser::new(&district);
    let page = browser.sign_in("Nelida ", PASSWORD);
    assert_eq!((page.status, page.location()), (303, "/today"), "{}", page.text());
    let cookie = page.headers("set-cookie").find(|cookie| cookie.starts_with(COOKIE)).unwrap();
    for word in ["; HttpOnly", "; Secure", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    assert!(!cookie.contains("Domain") && !cookie.contains("Max-Age"), "{cookie}");
    let today = browser.get("/today");
    assert_eq!(today.status, 200);
    assert!(today.text().contains("Supervisora nelida"));
}

#[test]
fn a_wrong_name_and_a_wrong_password_are_answered_alike() {
    let district = District::start();
    district.account("nelida", &[district.norte], (true, true));
    let said = |login: &str, password: &str| {
        let page = Browser::new(&district).sign_in(login, password);
        assert_eq!(page.status, 403);
        assert!(page.headers("set-cookie").all(|cookie| !cookie.starts_with("__Host-chaski=")));
        // All but what was typed and what is drawn anew.
        let csrf = page.hidden("csrf").unwrap();
        page.text().replace(&csrf, "").replace(login, "")
    };
    assert_eq!(said("nelida", "ni idea de cual era"), said("nadie", PASSWORD));
    assert_eq!(said("nelida", "ni idea de cual era"), said("nelida", ""));
}

#[test]
fn a_session_is_new_with_each_signing_in_and_the_one_before_ends() {
    let district = District::start();
    district.account("nelida", &[district.norte], (true, true));
    let mut browser = Browser::new(&district);
    // Somebody else's idea of a cookie is not taken over.
    let planted = "A".repeat(43);
    browser.cookies.insert(COOKIE.into(), planted.clone());
    browser.sign_in("nelida", PASSWORD);
    let first = browser.cookies[COOKIE].clone();
    assert_ne!(first, planted);
    browser.sign_in("nelida", PASSWORD);
    assert_ne!(first, browser.cookies[COOKIE]);
    assert_eq!(browser.get("/today").status, 200);
    browser.cookies.insert(COOKIE.into(), first);
    assert_eq!(browser.get("/today").status, 303);
}

#[test]
fn a_session_ends_an_hour_after_its_last_page_and_twelve_after_its_first() {
    let time = Turned::at(RELEASED_S + 1000);
    let district = District::with(|options| time.give(options));
    district.account("nelida", &[district.norte], (true, true));
    let mut browser = Browser::new(&district);
    browser.sign_in("nelida", PASSWORD);
    for _ in 0..3 {
        time.by(HOUR_S - 60);
        assert_eq!(browser.get("/today").status, 200);
    }
    let mut idle = Browser::new(&district);
    idle.sign_in("nelida", PASSWORD);
    time.by(HOUR_S + 1);
    assert_eq!(idle.get("/today").location(), "/sign-in?next=%2Ftoday");
    let sent = idle.post("/sign-out", &[]);
    assert_eq!(sent.status, 403, "what is sent after the end is not done and not lost sight of");
    browser.sign_in("nelida", PASSWORD);
    for _ in 0..12 {
        assert_eq!(browser.get("/today").status, 200);
        time.by(HOUR_S - 10);
    }
    time.by(200);
    assert_eq!(browser.get("/today").status, 303);
}

#[test]
fn signing_in_leads_to_the_page_that_was_asked_for_and_to_no_other_site() {
    let district = District::start();
    district.account("nelida", &[district.norte], (true, true));
    let mut browser = Browser::new(&district);
    let there = browser.get("/visits?review=none");
    assert_eq!(there.location(), "/sign-in?next=%2Fvisits%3Freview%3Dnone");
    let page = browser.get(there.location());
    assert_eq!(page.hidden("next").unwrap(), "/visits?review=none");
    for (next, leads) in [
        ("/visits?review=none", "/visits?review=none"),
        ("//evil.example", "/today"),
        ("https://evil.example/", "/today"),
        ("/\\evil.example", "/today"),
        ("\\\\evil.example", "/today"),
        ("javascript:alert(1)", "/today"),
        ("/today\r\nset-cookie: a=b", "/today"),
        ("/\tevil.example", "/today"),
        ("/sign-in", "/today"),
        ("", "/today"),
    ] {
        let mut browser = Browser::new(&district);
        let csrf = browser.get("/sign-in").hidden("csrf").unwrap();
        let fields = [("csrf", csrf.as_str()), ("login", "nelida"), ("password", PASSWORD), ("next", next)];
        let page = browser.post_only("/sign-in", &fields);
        assert_eq!((page.status, page.location()), (303, leads), "{next:?}");
        assert_eq!(page.headers("set-cookie").count(), 1);
    }
}

#[test]
fn nobody_is_signed_in_by_a_form_from_elsewhere() {
    let district = District::start();
    district.account("nelida", &[district.norte], (true, true));
    let mut victim = Browser::new(&district);
    let attackers = Browser::new(&district).get("/sign-in").hidden("csrf").unwrap();
    let fields = |csrf| [("csrf", csrf), ("login", "nelida"), ("password", PASSWORD), ("next", "")];
    // Without the cookie that the form belongs to, with another's, and from another site.
    assert_eq!(victim.post_only("/sign-in", &fields(&attackers)).status, 403);
    let own = victim.get("/sign-in").hidden("csrf").unwrap();
    assert_eq!(victim.post_only("/sign-in", &fields(&attackers)).status, 403);
    victim.headers = vec!["origin: https://evil.example".into()];
    assert_eq!(victim.post_only("/sign-in", &fields(&own)).status, 403);
    victim.headers = vec!["origin: https://localhost".into(), "sec-fetch-site: same-origin".into()];
    assert_eq!(victim.post_only("/sign-in", &fields(&own)).status, 303);
}

#[test]
fn a_changed_password_ends_every_other_session_and_a_bad_one_changes_nothing() {
    let district = District::start();
    district.account("nelida", &[district.norte], (true, true));
    let (mut here, mut there) = (Browser::new(&district), Browser::new(&district));
    here.sign_in("nelida", PASSWORD);
    there.sign_in("nelida", PASSWORD);
    let before = here.cookies[COOKIE].clone();
    for (now, new, again, status) in [
        (PASSWORD, "corta", "corta", 422),
        (PASSWORD, "contraseña123", "contraseña123", 422),
        (PASSWORD, "nelida2026", "nelida2026", 422),
        (PASSWORD, "cuatro llamas pardas", "cuatro llamas", 422),
        ("otra cosa del todo", "cuatro llamas pardas", "cuatro llamas pardas", 403),
    ] {
        assert_eq!(
            here.post("/password", &[("now", now), ("new", new), ("again", again)]).status,
            status,
            "{new}"
        );
        assert_eq!(there.get("/today").status, 200);
    }
    let new = "cuatro llamas pardas";
    let page = here.post("/password", &[("now", PASSWORD), ("new", new), ("again", new)]);
    assert_eq!((page.status, page.location()), (303, "/today?done=done-password"), "{}", page.text());
    assert_eq!(here.get("/today").status, 200);
    assert_eq!(there.get("/today").status, 303);
    here.cookies.insert(COOKIE.into(), before);
    assert_eq!(here.get("/today").status, 303);
    assert_eq!(Browser::new(&district).sign_in("nelida", PASSWORD).status, 403);
    assert_eq!(Browser::new(&district).sign_in("nelida", new).status, 303);
}

#[test]
fn every_answer_of_the_pages_forbids_scripts_frames_and_copies_on_the_way() {
    let district = District::start();
    let both = district.account("both", &[district.norte, district.sur], (true, true));
    let family = Family::of(&district, district.norte, "Norteña", &both);
    let mut browser = Browser::signed_in(&district, "both");
    for route in routes() {
        if matches!(route.access, Access::Anyone | Access::OneTimeCode | Access::DeviceHead) {
            continue;
        }
        let path = route
            .path
            .replace("{file}", href("style.css").strip_prefix("/asset/").unwrap())
            .replace("{other}", &family.other.to_string())
            .replace("{one}", &family.child.to_string())
            .replace("{change}", &family.aside.to_string())
            .replace("{device}", &family.device.to_hex())
            .replace("{record}", &family.child.to_string())
            .replace("{indicator}", "wei");
        let page =
            if route.method == Method::GET { browser.get(&path) } else { browser.post_only(&path, &[]) };
        let what = format!("{} {path}: {}", route.method, page.status);
        let policy = page.header("content-security-policy").expect(&what);
        for word in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(word), "{what}");
        }
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{what}");
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{what}");
        assert_eq!(page.header("referrer-policy"), Some("same-origin"), "{what}");
        assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"), "{what}");
        assert_eq!(
            page.header("strict-transport-security"),
            None,
            "{what}: the authority may not be installed yet"
        );
        let kept = page.header("cache-control").expect(&what);
        assert_eq!(kept == "no-store", route.access != Access::Asset, "{what}: {kept}");
        let text = page.text();
        assert!(
            !text.contains("<script") && !text.contains(" onclick") && !text.contains(" style="),
            "{what}"
        );
    }
    assert_eq!(browser.get("/nowhere").status, 404);
    browser.headers = vec!["accept: text/html".into()];
    let lost = browser.get("/nowhere");
    assert!(lost.header("content-security-policy").is_some() && lost.text().contains("<h1"));
}

#[test]
fn the_language_that_was_chosen_stays() {
    let district = District::start();
    let mut browser = Browser::new(&district);
    assert!(browser.get("/sign-in").text().contains("<html lang=\"es\""));
    assert!(browser.get("/sign-in?lang=en").text().contains("<html lang=\"en\""));
    assert!(browser.get("/sign-in").text().contains("<html lang=\"en\""));
    assert!(browser.get("/sign-in?lang=%0d%0aset-cookie:x").text().contains("<html lang=\"en\""));
    browser.cookies.insert("lang".into(), "nonsense".into());
    assert!(browser.get("/sign-in").text().contains("<html lang=\"es\""));
}

#[test]
fn who_saw_whose_page_is_on_the_access_log_once() {
    let district = District::start();
    let norte = district.account("norte", &[district.norte], (true, true));
    district.account("sur", &[district.sur], (true, true));
    let family = Family::of(&district, district.norte, "Norteña", &norte);
    let seen = || district.runtime.block_on(district.storage.seen(&norte, None, None)).unwrap().items;
    assert_eq!(seen(), []);
    let mut browser = Browser::signed_in(&district, "norte");
    assert_eq!(browser.get(&format!("/children/{}", family.child)).status, 200);
    assert_eq!(browser.get(&format!("/families/{}", family.household)).status, 200);
    assert_eq!(browser.get(&format!("/visits/{}", family.visit)).status, 200);
    let log: Vec<_> = seen().into_iter().map(|seen| (seen.login, seen.subject.unwrap(), seen.what)).collect();
    let line = |subject, what: &str| ("norte".to_owned(), subject, what.to_owned());
    assert_eq!(
        log,
        [line(family.household, "visit"), line(family.household, "household"), line(family.child, "child")]
    );
    // Who was turned away saw nothing.
    let mut sur = Browser::signed_in(&district, "sur");
    assert_eq!(sur.get(&format!("/children/{}", family.child)).status, 403);
    assert_eq!(seen().len(), 3);
}

#[test]
fn the_link_of_a_demo_signs_in_to_that_demo_and_to_nothing_else() {
    let (demo, path) = Demo::drawn("nelida").unwrap();
    let mut district = District::with(|options| {
        options.demo = Some(demo.clone());
        options.plain_web = Some(([127, 0, 0, 1], 0).into());
    });
    district.account("nelida", &[district.norte], (true, true));
    let mut browser = Browser::new(&district);
    browser.plain = true;
    let page = browser.get(&path);
    assert_eq!((page.status, page.location()), (303, "/today"));
    let cookie = page.header("set-cookie").unwrap();
    assert!(cookie.starts_with("chaski=") && cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert_eq!(browser.get("/today").status, 200);
    browser.learn_csrf();
    assert_eq!(browser.post("/sign-out", &[]).status, 303);
    assert_eq!(browser.get("/today").status, 303);
    let (_, another) = Demo::drawn("nelida").unwrap();
    for wrong in [another.as_str(), "/demo/", "/demo/x", &path[..path.len() - 1], &format!("{path}A")] {
        assert_eq!(browser.get(wrong).status, 404, "{wrong}");
    }
    // Without TLS there are the pages and nothing of the phones; and only under this computer's own names.
    assert_eq!(browser.get("/health").status, 404);
    assert_eq!(browser.post_bytes("/v1/sync", b"").status, 404);
    let rebound = b"GET /sign-in HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n";
    assert_eq!(browser.say(rebound).status, 421);

    // The same district as a real server: nobody signs in with the link, whatever it is.
    district.stop();
    district.serve();
    let mut browser = Browser::new(&district);
    for path in [path.as_str(), &another] {
        let page = browser.get(path);
        assert_eq!(page.status, 404);
        assert_eq!(page.header("set-cookie"), None);
    }
}

#[test]
fn pages_without_tls_are_refused_to_any_other_computer() {
    let mut district = District::start();
    district.stop();
    for open in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let options =
            ServeOptions { plain_web: Some(open.parse().unwrap()), ..ServeOptions::at(district.address) };
        let refused = serve::serve(district.data.clone(), district.storage.clone(), options, async {});
        let refused = district.runtime.block_on(refused).err().expect(open).to_string();
        assert!(refused.contains("for this computer alone"), "{refused}");
    }
}

/// Takes any certificate and keeps it: what a caller of this kind is shown.
#[derive(Debug)]
struct Looks(Vec<SignatureScheme>);

impl ServerCertVerifier for Looks {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.clone()
    }
}

fn client() -> rustls::ConfigBuilder<ClientConfig, rustls::WantsVerifier> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap()
}

fn shown_to(
    district: &District,
    offers: &[&str],
    schemes: &[SignatureScheme],
) -> Vec<CertificateDer<'static>> {
    let mut config = client()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Looks(schemes.to_vec())))
        .with_no_client_auth();
    config.alpn_protocols = offers.iter().map(|offer| offer.as_bytes().to_vec()).collect();
    let stream = connect(district, config, "localhost").unwrap();
    stream.get_ref().1.peer_certificates().unwrap().iter().map(|c| c.clone().into_owned()).collect()
}

fn connect(
    district: &District,
    config: ClientConfig,
    name: &str,
) -> std::io::Result<tokio_rustls::client::TlsStream<tokio::net::TcpStream>> {
    district.runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(district.address).await?;
        let name = ServerName::try_from(name.to_owned()).unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    })
}

/// The contents of the object identifier of Ed25519, 1.3.101.112.
const ED25519_OID: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];

fn speaks_of_ed25519(chain: &[CertificateDer<'_>]) -> bool {
    chain.iter().any(|one| one.windows(ED25519_OID.len()).any(|bytes| bytes == ED25519_OID))
}

#[test]
fn phones_old_and_new_are_shown_the_districts_own_chain_and_browsers_one_that_they_can_read() {
    use SignatureScheme as S;
    let district = District::start();
    let browsers = [S::ECDSA_NISTP256_SHA256, S::RSA_PSS_SHA256, S::RSA_PKCS1_SHA256];
    let all = [browsers.as_slice(), &[S::ED25519, S::ECDSA_NISTP384_SHA384]].concat();
    for offers in [["http/1.1"].as_slice(), &["http/1.1", "chaski/1"]] {
        let chain = shown_to(&district, offers, &all);
        assert!(chain.len() == 2 && speaks_of_ed25519(&chain), "{offers:?}");
    }
    for (offers, schemes) in [
        (["h2", "http/1.1"].as_slice(), browsers.as_slice()),
        (&["h2", "http/1.1"], &all),
        (&["http/1.1"], &browsers),
        (&[], &browsers),
        (&[], &all),
    ] {
        let chain = shown_to(&district, offers, schemes);
        assert!(!speaks_of_ed25519(&chain), "{offers:?} {schemes:?}");
    }
}

#[test]
fn a_browser_that_trusts_the_web_authority_takes_this_server_and_the_authority_vouches_for_no_other() {
    let district = District::with(|options| options.names = vec!["server.example".into()]);
    let pem = district.data.web_ca_pem().unwrap();
    let ca = CertificateDer::from_pem_slice(pem.as_bytes()).unwrap();
    let trusting = |root: &CertificateDer<'static>| {
        let mut roots = RootCertStore::empty();
        roots.add(root.clone()).unwrap();
        let mut config = client().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        config
    };
    for name in ["localhost", "127.0.0.1", "server.example"] {
        connect(&district, trusting(&ca), name).expect(name);
    }
    assert!(connect(&district, trusting(&ca), "other.example").is_err());
    let fingerprint = chaski_service::tls::fingerprint(&pem).unwrap();
    assert_eq!(fingerprint.len(), 32 * 3 - 1);

    // Whoever steals its key makes a certificate of another site with it, and no browser takes it.
    let key_file = district.keys.path().join("district.server.web");
    let stolen = KeyPair::try_from(std::fs::read(&key_file).unwrap().as_slice()).unwrap();
    let mut named = CertificateParams::default();
    let hash = blake3::hash(stolen.public_key_raw()).to_hex();
    named.distinguished_name = DistinguishedName::new();
    named.distinguished_name.push(DnType::CommonName, format!("Chaski web {}", &hash[..8]));
    let issuer = Issuer::from_params(&named, &stolen);
    let forged_key = KeyPair::generate().unwrap();
    let forged = |name: &str| {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.signed_by(&forged_key, &issuer).unwrap().der().clone()
    };
    let hash = chaski::sync::tls::tls_hash_of(&ca).unwrap();
    let trusted = |name: &str| {
        chaski_service::tls::would_trust(&[forged(name), ca.clone()], hash, name, RELEASED_S).is_ok()
    };
    assert!(trusted("server.example") && trusted("127.0.0.1"));
    assert!(!trusted("bank.example") && !trusted("192.0.2.7"));
}

#[test]
fn the_web_authority_stays_as_it_was_installed_until_the_server_gets_another_name() {
    let mut district = District::start();
    let first = district.data.web_ca_pem().unwrap();
    district.stop();
    district.serve();
    assert_eq!(district.data.web_ca_pem().unwrap(), first);
    district.stop();
    district.serve_with(|options| options.names = vec!["server.example".into()]);
    assert_ne!(district.data.web_ca_pem().unwrap(), first);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let key = std::fs::metadata(district.keys.path().join("district.server.web")).unwrap();
        assert_eq!(key.permissions().mode() & 0o077, 0);
    }
}

#[test]
fn with_a_certificate_of_its_own_a_server_shows_it_to_everybody_and_asks_browsers_to_stay_with_tls() {
    let files = tempfile::tempdir().unwrap();
    let (ca_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_cert = ca.self_signed(&ca_key).unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf.signed_by(&key, &Issuer::from_params(&ca, &ca_key)).unwrap();
    let (chain, key_file) = (files.path().join("chain.pem"), files.path().join("key.pem"));
    std::fs::write(&chain, leaf.pem() + &ca_cert.pem()).unwrap();
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    let district = District::with(|options| {
        options.certificate = Certificate::Files { chain, key: key_file };
        options.names = vec!["localhost".into()];
    });
    let all = [SignatureScheme::ECDSA_NISTP256_SHA256, SignatureScheme::ED25519];
    let phone = shown_to(&district, &["http/1.1", "chaski/1"], &all);
    let browser = shown_to(&district, &["h2", "http/1.1"], &all[..1]);
    assert_eq!(phone, browser);
    assert_eq!(phone[0], *leaf.der());
    let mut roots = RootCertStore::empty();
    roots.add(ca_cert.der().clone()).unwrap();
    let mut stream =
        connect(&district, client().with_root_certificates(roots).with_no_client_auth(), "localhost")
            .unwrap();
    let said = district.runtime.block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let request = b"GET /sign-in HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
        bytes
    });
    let page = common::web::Page::read(&said);
    assert!(page.header("strict-transport-security").unwrap().starts_with("max-age="));
}

#[test]
fn a_supervisor_is_added_listed_given_another_password_and_stopped_by_the_command() {
    let mut district = District::start();
    let keys = district.keys.path().to_owned();
    let data = district.files.path().to_str().unwrap().to_owned();
    let key_file = keys.join("district.server");
    let run = |words: &[&str], typed: Option<&str>| {
        let mut all = words.to_vec();
        all.extend(["--data", &data, "--key-file", key_file.to_str().unwrap()]);
        let mut child = program(&keys, &all)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(typed.unwrap_or_default().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.success(), text)
    };
    let add = ["supervisor", "add", "Nélida Ñahui", "--login", "Nelida", "--area", "Norte", "--may-export"];
    let (ok, said) = run(&add, None);
    assert!(ok, "{said}");
    let password = said.lines().find_map(|line| line.strip_prefix("Password: ")).unwrap().to_owned();
    assert_eq!(Browser::new(&district).sign_in("nelida", &password).status, 303);
    let (ok, said) = run(&add, None);
    assert!(!ok && said.contains("signs in already"), "{said}");
    let (ok, said) = run(&["supervisor", "list"], None);
    assert!(
        ok && said.contains("Nélida Ñahui") && said.contains("Norte") && !said.contains("argon2"),
        "{said}"
    );

    let password_of = ["supervisor", "password", "nelida", "--password-stdin"];
    let (ok, said) = run(&password_of, Some("corta\n"));
    assert!(!ok && said.contains("at least 10"), "{said}");
    let mut before = Browser::signed_in(&district, "nelida");
    let (ok, said) = run(&password_of, Some("cuatro llamas pardas\n"));
    assert!(ok && !said.contains("llamas"), "{said}");
    assert_eq!(before.get("/today").status, 303);
    assert_eq!(Browser::new(&district).sign_in("nelida", &password).status, 403);
    let mut now = Browser::new(&district);
    assert_eq!(now.sign_in("nelida", "cuatro llamas pardas").status, 303);
    assert!(run(&["supervisor", "stop", "nelida"], None).0);
    assert_eq!(now.get("/today").status, 303);
    assert_eq!(Browser::new(&district).sign_in("nelida", "cuatro llamas pardas").status, 403);
    let (ok, said) = run(&["supervisor", "stop", "nadie"], None);
    assert!(!ok && said.contains("supervisor list"), "{said}");
    district.stop();
}
