//! Clocks that are wrong: a server's, a phone's, an authority's. None of them parts a phone from its server for longer
//! than it is wrong.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use chaski::record::role;
use chaski::sync::http;
use chaski::sync::session::SyncError;
use chaski::sync::tls::RELEASED_S;
use chaski_service::clock::Clock;
use chaski_service::tls::Certificate;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

use crate::common::{District, Phone};

const DAY_S: i64 = 86_400;
/// The true time, and two that a machine may believe after its battery went: 2 January 2029 and 2087.
const TRUE_S: i64 = RELEASED_S + 40 * DAY_S;
const IN_2029_S: i64 = 1_862_006_400;
const IN_2087_S: i64 = 3_692_304_000;

fn stands_at(time_s: i64) -> Clock {
    Arc::new(move || time_s)
}

/// Stops the server, and starts it again when its machine believes this.
fn starts_again(district: &mut District, time_s: i64) {
    district.stop();
    district.serve_with(|options| options.clock = stands_at(time_s));
}

#[test]
fn a_server_that_believed_another_year_is_reached_again_when_its_clock_is_right() {
    for wrong_s in [IN_2029_S, IN_2087_S] {
        let mut district = District::with(|options| options.clock = stands_at(TRUE_S));
        let mut before = district.visitor(district.norte);
        starts_again(&mut district, wrong_s);
        district.sync(&mut before).unwrap();
        let mut meanwhile = district.visitor(district.norte);
        starts_again(&mut district, TRUE_S + DAY_S);
        for phone in [&mut before, &mut meanwhile] {
            phone.household(district.norte, "invented");
            assert_eq!(district.sync(phone).unwrap().on_this_phone_only, 0);
            assert_eq!(phone.meta_s("server_time_s"), Some(TRUE_S + DAY_S));
        }
        let mut after = district.visitor(district.norte);
        assert_eq!(district.sync(&mut after).unwrap().on_this_phone_only, 0);
    }
}

#[test]
fn a_clock_that_jumps_while_the_server_runs_parts_no_phone_from_it() {
    let time = Arc::new(AtomicI64::new(TRUE_S));
    let clock = time.clone();
    let district = District::with(|options| options.clock = Arc::new(move || clock.load(Ordering::Relaxed)));
    let mut phone = district.visitor(district.norte);
    for now_s in [IN_2087_S, IN_2029_S, 0, TRUE_S + DAY_S] {
        time.store(now_s, Ordering::Relaxed);
        phone.household(district.norte, "invented");
        assert_eq!(district.sync(&mut phone).unwrap().on_this_phone_only, 0);
    }
}

/// An authority of somebody's own, which gives a server certificates with dates.
struct Authority {
    key: KeyPair,
    params: CertificateParams,
}

impl Authority {
    fn new() -> Authority {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Authority { key: KeyPair::generate().unwrap(), params }
    }

    /// A certificate that holds from a day to a day, in files.
    fn gives(&self, folder: &Path, from_s: i64, to_s: i64) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let mut leaf = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
        let moment = |s: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(s.unsigned_abs());
        (leaf.not_before, leaf.not_after) = (moment(from_s), moment(to_s));
        let leaf = leaf.signed_by(&key, &Issuer::from_params(&self.params, &self.key)).unwrap();
        let authority = self.params.self_signed(&self.key).unwrap();
        let (chain, key_file) = (folder.join(format!("{from_s}.pem")), folder.join(format!("{from_s}.key")));
        std::fs::write(&chain, leaf.pem() + &authority.pem()).unwrap();
        std::fs::write(&key_file, key.serialize_pem()).unwrap();
        Certificate::Files { chain, key: key_file }
    }
}

/// A district whose server shows certificates of its own, and where they lie.
struct WithFiles {
    district: District,
    authority: Authority,
    files: tempfile::TempDir,
}

impl WithFiles {
    fn new() -> WithFiles {
        let mut district = District::start();
        district.stop();
        WithFiles { district, authority: Authority::new(), files: tempfile::tempdir().unwrap() }
    }

    fn certificate(&self, from_s: i64, to_s: i64) -> Certificate {
        self.authority.gives(self.files.path(), from_s, to_s)
    }

    /// Serves with this certificate while the machine believes this.
    fn serves(&mut self, certificate: &Certificate, time_s: i64) {
        self.district.serve_with(|options| {
            options.clock = stands_at(time_s);
            options.certificate = certificate.clone();
            options.names = vec!["127.0.0.1".to_owned()];
        });
    }

    fn then(&mut self, certificate: &Certificate, time_s: i64) {
        self.district.stop();
        self.serves(certificate, time_s);
    }

    fn enrols(&self, phone: &mut Phone, certificate: &Certificate) {
        let mut invitation = self.district.invitation(role::VISITOR, &[self.district.norte]);
        let names = ["127.0.0.1".to_owned()];
        let shown = certificate.show(&self.district.data, &names, self.district.now_s()).unwrap();
        invitation.tls_hash = shown.tls_hash;
        http::enrol(&mut phone.store, &invitation, "a phone", &self.district.link()).unwrap();
        self.district.sync(phone).unwrap();
    }

    fn syncs(&self, phone: &mut Phone) -> Result<(), SyncError> {
        let stop = AtomicBool::new(false);
        http::sync(&mut phone.store, &self.district.link(), &stop, &mut |_| {}).map(drop)
    }
}

#[test]
fn a_renewed_certificate_of_ones_own_is_taken_after_the_server_believed_2029() {
    let mut server = WithFiles::new();
    let long = server.certificate(TRUE_S - 10 * DAY_S, IN_2029_S + 300 * DAY_S);
    server.serves(&long, IN_2029_S);
    let mut phone = Phone::new();
    server.enrols(&mut phone, &long);
    assert_eq!(phone.meta_s("server_time_s"), Some(IN_2029_S));
    // Its clock is right again: first with the same certificate, then with one that ends before 2029.
    server.then(&long, TRUE_S);
    server.syncs(&mut phone).unwrap();
    assert_eq!(phone.meta_s("server_time_s"), Some(TRUE_S));
    let mut late = Phone::new();
    server.then(&long, IN_2029_S);
    server.enrols(&mut late, &long);
    let renewed = server.certificate(TRUE_S, TRUE_S + 90 * DAY_S);
    server.then(&renewed, TRUE_S + DAY_S);
    for phone in [&mut phone, &mut late] {
        server.syncs(phone).unwrap();
        assert_eq!(phone.meta_s("server_time_s"), Some(TRUE_S + DAY_S));
    }
}

#[test]
fn a_phone_whose_own_clock_is_right_comes_back_even_where_the_authority_believed_2029() {
    let mut server = WithFiles::new();
    let of_2029 = server.certificate(IN_2029_S - DAY_S, IN_2029_S + 300 * DAY_S);
    server.serves(&of_2029, IN_2029_S);
    let (mut lost, mut right) = (Phone::new(), Phone::at(TRUE_S));
    server.enrols(&mut lost, &of_2029);
    server.enrols(&mut right, &of_2029);
    let corrected = server.certificate(TRUE_S - DAY_S, TRUE_S + 90 * DAY_S);
    server.then(&corrected, TRUE_S);
    server.syncs(&mut right).unwrap();
    // One that stands in 1970 is told to set its date, and then comes back too.
    let refused = server.syncs(&mut lost).unwrap_err();
    assert!(refused.to_string().contains("this phone's date"), "{refused}");
    assert_eq!((refused.code(), refused.detail()), ("not_our_server", Some("expired")));
    lost.clock.store(TRUE_S, Ordering::Relaxed);
    server.syncs(&mut lost).unwrap();
}

#[test]
fn an_expired_certificate_of_ones_own_is_refused_by_the_time_that_the_server_told() {
    let mut server = WithFiles::new();
    let first = server.certificate(TRUE_S - 30 * DAY_S, TRUE_S + 30 * DAY_S);
    server.serves(&first, TRUE_S);
    let mut phone = Phone::new();
    server.enrols(&mut phone, &first);
    let second = server.certificate(TRUE_S + 20 * DAY_S, TRUE_S + 200 * DAY_S);
    server.then(&second, TRUE_S + 40 * DAY_S);
    server.syncs(&mut phone).unwrap();
    // Whoever found the key of the first shows it as if it were last month.
    server.then(&first, TRUE_S);
    let refused = server.syncs(&mut phone).unwrap_err();
    assert_eq!(refused.code(), "not_our_server");
    assert!(refused.to_string().contains("expired"), "{refused}");
    server.then(&second, TRUE_S + 50 * DAY_S);
    server.syncs(&mut phone).unwrap();
    // Before anything was told, the release of the app is the bound.
    let ancient = server.certificate(RELEASED_S - 90 * DAY_S, RELEASED_S - DAY_S);
    server.district.stop();
    let refused = ancient.show(&server.district.data, &["127.0.0.1".to_owned()], TRUE_S).err().unwrap();
    assert!(refused.to_string().contains("expired"), "{refused}");
}
