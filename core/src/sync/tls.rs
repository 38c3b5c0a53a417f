//! Whom a phone talks to: only to a server whose certificate the key of its invitation vouches for. Knows the hash of
//! that key and a lower bound of the true time; must not know the system's list of authorities, nor its clock.

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustls::client::ClientConfig;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use super::enrol::Invitation;
use super::server_time::{Leaf, ServerTime};
use super::session::SyncError;
use crate::store::error::StoreError;
use crate::store::{Store, district};

/// When this version was made, seconds of Unix time: no phone or server that runs it lives earlier.
pub const RELEASED_S: i64 = 1_795_478_400;

/// The contents of an Ed25519 SubjectPublicKeyInfo before the 32 bytes of the key.
const ED25519_PREFIX: [u8; 10] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// What a phone offers beside `http/1.1` (ALPN), so that a server shows it the district's own certificate, which no
/// browser takes. It is never chosen.
pub const PHONE: &[u8] = b"chaski/1";

/// Certificates that a chain may hold; a server that sends more is not ours.
const CHAIN_CERTIFICATES: usize = 8;

/// Whom to trust and what time it is at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trust {
    /// Hash of the key that vouches for the server, see [`tls_hash`].
    pub tls_hash: [u8; 32],
    /// That key is the district's own root: its server makes itself a certificate by its own clock, so what the root
    /// signed holds, whatever dates stand in it.
    pub by_root: bool,
    /// A lower bound of the true time that no server told, seconds of Unix time.
    pub not_before_s: i64,
    /// What the server told last.
    pub server_time: Option<ServerTime>,
    /// What the phone's own clock says, seconds of Unix time: never a lower bound, but a reason to doubt one.
    pub phone_s: i64,
    /// Nobody vouches for the server yet: what it hands over is believed for its own seal alone, and nothing is told it that
    /// another may not hear. For a short code, never for a sync.
    is_anybody: bool,
}

impl Trust {
    /// The key with this hash, by dates and nothing else.
    pub fn of_key(tls_hash: [u8; 32]) -> Trust {
        Trust {
            tls_hash,
            by_root: false,
            not_before_s: RELEASED_S,
            server_time: None,
            phone_s: 0,
            is_anybody: false,
        }
    }

    /// The district's own root, by the hash of its key: what it signed holds, whatever dates stand in it.
    pub fn of_root(root_hash: [u8; 32]) -> Trust {
        Trust { by_root: true, ..Trust::of_key(root_hash) }
    }

    /// Whoever answers at an address: see [`super::short_code`].
    pub(super) fn of_anybody() -> Trust {
        Trust { is_anybody: true, ..Trust::of_key([0; 32]) }
    }

    /// What an invitation says.
    pub fn of_invitation(invitation: &Invitation) -> Trust {
        let tls_hash = invitation.tls_hash.unwrap_or(invitation.root_hash);
        Trust {
            by_root: tls_hash == invitation.root_hash,
            not_before_s: RELEASED_S.max(invitation.issued_s),
            ..Trust::of_key(tls_hash)
        }
    }

    /// What an enrolled phone knows. The invitation's issue is a time that the server told, too: once it told another
    /// under a certificate that is known, that one stands for it.
    pub fn of(store: &Store) -> Result<Trust, SyncError> {
        let log = store.log();
        let bytes = |key| -> Result<[u8; 32], SyncError> {
            let bytes: Vec<u8> = log.meta(key)?.ok_or(StoreError::NotEnrolled)?;
            Ok(bytes.try_into().map_err(|_| StoreError::BadAnswer("the key of its certificate"))?)
        };
        let tls_hash = bytes("tls_hash")?;
        let by_root = tls_hash == *blake3::hash(&district::root(&log)?).as_bytes();
        let server_time = ServerTime::kept(&log)?;
        let issued_s = if server_time.is_some() { 0 } else { log.meta::<i64>("not_before_s")?.unwrap_or(0) };
        Ok(Trust {
            tls_hash,
            by_root,
            not_before_s: RELEASED_S.max(issued_s),
            server_time,
            phone_s: store.now().wall_s,
            is_anybody: false,
        })
    }
}

/// The hash by which a key that signs certificates is known: BLAKE3 of the 32 bytes of an Ed25519 key, so that a
/// district's root and its certificate have one hash; BLAKE3 of the contents of the SubjectPublicKeyInfo otherwise.
pub fn tls_hash(spki: &[u8]) -> [u8; 32] {
    let key = spki.strip_prefix(&ED25519_PREFIX).filter(|key| key.len() == 32).unwrap_or(spki);
    *blake3::hash(key).as_bytes()
}

/// [`tls_hash`] of the key in a certificate; `None` if it cannot be read.
pub fn tls_hash_of(certificate: &CertificateDer<'_>) -> Option<[u8; 32]> {
    anchor(certificate).map(|anchor| tls_hash(&anchor.subject_public_key_info))
}

fn anchor(certificate: &CertificateDer<'_>) -> Option<TrustAnchor<'static>> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone()).ok()?;
    roots.roots.pop()
}

/// Verifies a server's certificates against the key of the invitation.
pub struct Verifier {
    trust: Trust,
    algorithms: WebPkiSupportedAlgorithms,
    /// The last chain that was accepted, for [`Verifier::server_time`].
    seen: Mutex<Option<Seen>>,
}

struct Seen {
    chain: Vec<CertificateDer<'static>>,
    name: ServerName<'static>,
}

impl Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

impl Verifier {
    /// A verifier that trusts the key with this hash, by the dates of what it signed.
    pub fn new(tls_hash: [u8; 32]) -> Verifier {
        Verifier::of(Trust::of_key(tls_hash))
    }

    /// A verifier of what a phone knows.
    pub fn of(trust: Trust) -> Verifier {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        Verifier { trust, algorithms, seen: Mutex::new(None) }
    }

    /// Whether a phone takes the chain, when it is at least `now`. What the district's root signed itself holds without
    /// dates; any other chain must hold at some moment from `now` on, and from the time that the server told, where
    /// that counts against it.
    pub fn accept(
        &self,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if self.trust.is_anybody {
            return Ok(());
        }
        if self.trust.by_root {
            return self.verify_without_dates(chain, name, now);
        }
        let leaf = self.leaf_of(chain, name);
        let server_time = self
            .trust
            .server_time
            .filter(|server_time| leaf.is_none_or(|leaf| server_time.counts_against(&leaf)));
        let from = server_time
            .map_or(now, |server_time| now.max(moment(server_time.bound_s(self.trust.phone_s, RELEASED_S))));
        self.verify(chain, name, from)
    }

    /// Whether the key signed the chain's first certificate itself, and for this name. The chain is looked at when
    /// that certificate begins or ends, if it does not hold now.
    fn verify_without_dates(
        &self,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        match self.verify_at(chain, name, now) {
            Err(Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. })) => {
                self.verify_at(chain, name, not_before)
            }
            Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
                self.verify_at(chain, name, not_after)
            }
            result => result,
        }
    }

    /// What the chain's first certificate says of itself; `None` if it cannot be read.
    fn leaf_of(&self, chain: &[CertificateDer<'_>], name: &ServerName<'_>) -> Option<Leaf> {
        let key = tls_hash_of(chain.first()?)?;
        // In 1970 it was not valid yet: the refusal says from when it is, before anything else is looked at.
        match self.verify_at(chain, name, moment(0)) {
            Err(Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. })) => {
                Some(Leaf { key, from_s: i64::try_from(not_before.as_secs()).ok()? })
            }
            _ => None,
        }
    }

    /// Whether the chain holds at some moment that is not before `from`: what expired earlier is refused; a chain of
    /// which the clock says "not yet" is looked at when it begins, for only lower bounds of the time are known.
    pub fn verify(
        &self,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        from: UnixTime,
    ) -> Result<(), Error> {
        let mut at = from;
        for _ in 0..CHAIN_CERTIFICATES {
            match self.verify_at(chain, name, at) {
                Err(Error::InvalidCertificate(CertificateError::NotValidYetContext {
                    not_before, ..
                })) if not_before > at => {
                    at = not_before;
                }
                result => return result,
            }
        }
        self.verify_at(chain, name, at)
    }

    /// Whether the chain holds at this very moment.
    fn verify_at(
        &self,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        at: UnixTime,
    ) -> Result<(), Error> {
        let Some((leaf, others)) = chain.split_first() else { return Err(Error::NoCertificatesPresented) };
        if chain.len() > CHAIN_CERTIFICATES {
            return Err(Error::InvalidCertificate(CertificateError::BadEncoding));
        }
        let mut roots = RootCertStore::empty();
        // The key may stand in several certificates, by as many names of its issuer.
        roots.roots.extend(
            chain
                .iter()
                .filter_map(anchor)
                .filter(|a| tls_hash(&a.subject_public_key_info) == self.trust.tls_hash),
        );
        if roots.is_empty() {
            return Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        }
        let leaf = ParsedCertificate::try_from(leaf)?;
        // The district's root signs its server's certificate itself.
        let others = if self.trust.by_root { &[] } else { others };
        verify_server_cert_signed_by_trust_anchor(&leaf, &roots, others, at, self.algorithms.all)?;
        verify_server_name(&leaf, name)
    }

    /// A time that the server which was last accepted tells; `None` if it contradicts its own certificate.
    pub fn server_time(&self, time_s: i64) -> Option<ServerTime> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Seen { chain, name } = seen.as_ref()?;
        let leaf = self.leaf_of(chain, name)?;
        let holds = time_s >= leaf.from_s && self.verify_at(chain, name, moment(time_s)).is_ok();
        holds.then_some(ServerTime { time_s, leaf })
    }

    /// Whether the district's own root vouches for the server.
    pub fn is_by_root(&self) -> bool {
        self.trust.by_root
    }
}

fn moment(s: i64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(s).unwrap_or(0)))
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain: Vec<CertificateDer<'static>> =
            std::iter::once(end_entity).chain(intermediates).map(|c| c.clone().into_owned()).collect();
        self.accept(&chain, server_name, now)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Some(Seen { chain, name: server_name.to_owned() });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The time that a sync lives in: the lower bound when it began, and what has run since.
#[derive(Debug)]
struct AtLeast {
    from: UnixTime,
    began: Instant,
}

impl TimeProvider for AtLeast {
    fn current_time(&self) -> Option<UnixTime> {
        let since = Duration::from_secs(self.from.as_secs()) + self.began.elapsed();
        Some(UnixTime::since_unix_epoch(since))
    }
}

/// The TLS of one sync. Its requests resume one session; the platform's own verifier, which needs a running Java
/// machine on Android, is never asked.
pub fn client(trust: Trust) -> Result<(ClientConfig, Arc<Verifier>), SyncError> {
    let verifier = Arc::new(Verifier::of(trust));
    let provider: Arc<CryptoProvider> = Arc::new(rustls::crypto::ring::default_provider());
    let time = AtLeast { from: moment(trust.not_before_s.max(RELEASED_S)), began: Instant::now() };
    let mut config = ClientConfig::builder_with_details(provider, Arc::new(time))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|error| SyncError::Line(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec(), PHONE.to_vec()];
    Ok((config, verifier))
}

/// Whether a certificate holds no more, by the time that is known here.
pub fn is_expired(error: &Error) -> bool {
    use CertificateError::{Expired, ExpiredContext};
    matches!(error, Error::InvalidCertificate(Expired | ExpiredContext { .. }))
}

/// What is wrong with a certificate, in a clause for [`SyncError::NotOurServer`].
pub fn complaint(error: &Error) -> String {
    match error {
        error if is_expired(error) => "its certificate has expired".into(),
        Error::InvalidCertificate(error) => match error {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                "its certificate is for another address".into()
            }
            CertificateError::UnknownIssuer | CertificateError::BadSignature => {
                "the district did not sign its certificate".into()
            }
            other => format!("its certificate does not hold: {other}"),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{
        BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519,
    };

    const DAY_S: i64 = 86_400;

    struct District {
        key: KeyPair,
        params: CertificateParams,
        certificate: CertificateDer<'static>,
    }

    fn district() -> District {
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        District { key, params, certificate }
    }

    impl District {
        fn hash(&self) -> [u8; 32] {
            *blake3::hash(self.key.public_key_raw()).as_bytes()
        }

        fn server(&self, name: &str, from_s: i64, to_s: i64) -> Vec<CertificateDer<'static>> {
            let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
            let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            let moment = |s: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(s.unsigned_abs());
            (params.not_before, params.not_after) = (moment(from_s), moment(to_s));
            let issuer = Issuer::from_params(&self.params, &self.key);
            vec![params.signed_by(&key, &issuer).unwrap().der().clone(), self.certificate.clone()]
        }
    }

    fn verdict(hash: [u8; 32], chain: &[CertificateDer<'_>], name: &str, from_s: i64) -> Result<(), String> {
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let from = UnixTime::since_unix_epoch(Duration::from_secs(from_s.unsigned_abs()));
        Verifier::new(hash).verify(chain, &name, from).map_err(|error| complaint(&error))
    }

    #[test]
    fn the_districts_server_is_trusted_by_name_and_by_address() {
        let district = district();
        for name in ["posta.example", "192.0.2.7"] {
            let chain = district.server(name, RELEASED_S, RELEASED_S + DAY_S);
            assert_eq!(verdict(district.hash(), &chain, name, RELEASED_S), Ok(()));
        }
    }

    #[test]
    fn a_certificate_that_expired_before_the_lower_bound_is_refused() {
        let district = district();
        let chain = district.server("posta.example", RELEASED_S - 9 * DAY_S, RELEASED_S - DAY_S);
        let refused = verdict(district.hash(), &chain, "posta.example", RELEASED_S).unwrap_err();
        assert!(refused.contains("expired"), "{refused}");
        // Before anything newer is known, the same certificate is taken.
        assert_eq!(verdict(district.hash(), &chain, "posta.example", RELEASED_S - 2 * DAY_S), Ok(()));
    }

    #[test]
    fn a_certificate_that_is_not_yet_valid_by_what_the_phone_knows_is_taken() {
        let district = district();
        let chain = district.server("posta.example", RELEASED_S + 700 * DAY_S, RELEASED_S + 900 * DAY_S);
        assert_eq!(verdict(district.hash(), &chain, "posta.example", RELEASED_S), Ok(()));
        assert_eq!(verdict(district.hash(), &chain, "posta.example", 0), Ok(()));
        // Not yet valid excuses nothing else.
        assert!(
            verdict(district.hash(), &chain, "other.example", 0).unwrap_err().contains("another address")
        );
        assert!(verdict([1; 32], &chain, "posta.example", 0).unwrap_err().contains("did not sign"));
    }

    #[test]
    fn another_districts_server_is_refused_even_if_it_shows_our_certificate() {
        let (ours, theirs) = (district(), district());
        let chain = theirs.server("posta.example", RELEASED_S, RELEASED_S + DAY_S);
        assert!(
            verdict(ours.hash(), &chain, "posta.example", RELEASED_S).unwrap_err().contains("did not sign")
        );
        let shown = [chain[0].clone(), ours.certificate.clone()];
        assert!(
            verdict(ours.hash(), &shown, "posta.example", RELEASED_S).unwrap_err().contains("did not sign")
        );
        let shown = [chain[0].clone(), chain[1].clone(), ours.certificate.clone()];
        assert!(
            verdict(ours.hash(), &shown, "posta.example", RELEASED_S).unwrap_err().contains("did not sign")
        );
    }

    #[test]
    fn a_certificate_for_another_name_is_refused() {
        let district = district();
        let chain = district.server("posta.example", RELEASED_S, RELEASED_S + DAY_S);
        assert!(
            verdict(district.hash(), &chain, "192.0.2.7", RELEASED_S)
                .unwrap_err()
                .contains("another address")
        );
    }

    fn accepted(trust: Trust, chain: &[CertificateDer<'_>], now_s: i64) -> Result<(), String> {
        let name = ServerName::try_from("posta.example").unwrap();
        Verifier::of(trust).accept(chain, &name, moment(now_s)).map_err(|error| complaint(&error))
    }

    #[test]
    fn what_the_districts_root_signed_holds_whatever_dates_stand_in_it() {
        let ours = district();
        let trust = Trust { by_root: true, ..Trust::of_key(ours.hash()) };
        let year = 365 * DAY_S;
        for (from_s, to_s) in
            [(RELEASED_S + 60 * year, RELEASED_S + 61 * year), (RELEASED_S - 9 * year, RELEASED_S - 8 * year)]
        {
            let chain = ours.server("posta.example", from_s, to_s);
            assert_eq!(accepted(trust, &chain, RELEASED_S), Ok(()));
            // The same by dates: what expired is refused.
            let dated = accepted(Trust::of_key(ours.hash()), &chain, RELEASED_S + 70 * year);
            assert!(dated.unwrap_err().contains("expired"));
            // The dates are all that is forgiven.
            let other = Trust { by_root: true, ..Trust::of_key(district().hash()) };
            assert!(accepted(other, &chain, RELEASED_S).unwrap_err().contains("did not sign"));
            let elsewhere = ours.server("other.example", from_s, to_s);
            assert!(accepted(trust, &elsewhere, RELEASED_S).unwrap_err().contains("another address"));
        }
    }

    #[test]
    fn the_districts_root_vouches_for_what_it_signed_itself_and_not_for_what_that_signed() {
        let ours = district();
        let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let between = params.signed_by(&key, &Issuer::from_params(&ours.params, &ours.key)).unwrap();
        let below = District { key, params, certificate: between.der().clone() };
        let mut chain = below.server("posta.example", RELEASED_S, RELEASED_S + DAY_S);
        chain.push(ours.certificate.clone());
        assert_eq!(accepted(Trust::of_key(ours.hash()), &chain, RELEASED_S), Ok(()));
        let trust = Trust { by_root: true, ..Trust::of_key(ours.hash()) };
        assert!(accepted(trust, &chain, RELEASED_S).unwrap_err().contains("did not sign"));
    }

    #[test]
    fn a_time_that_was_told_refuses_an_older_expired_certificate_and_no_newer_one() {
        let authority = district();
        let at = |days| RELEASED_S + days * DAY_S;
        let server_time = ServerTime { time_s: at(1_100), leaf: Leaf { key: [7; 32], from_s: at(100) } };
        let trust = Trust { server_time: Some(server_time), ..Trust::of_key(authority.hash()) };
        let older = authority.server("posta.example", at(50), at(450));
        assert!(accepted(trust, &older, RELEASED_S).unwrap_err().contains("expired"));
        let renewed = authority.server("posta.example", at(110), at(510));
        assert_eq!(accepted(trust, &renewed, RELEASED_S), Ok(()));
        // It was told under this very certificate.
        let leaf = Leaf { key: tls_hash_of(&older[0]).unwrap(), from_s: at(50) };
        let trust_of_older = Trust { server_time: Some(ServerTime { leaf, ..server_time }), ..trust };
        assert_eq!(accepted(trust_of_older, &older, RELEASED_S), Ok(()));
        // The phone's own clock, if it can be right, says that it is not so late.
        assert_eq!(accepted(Trust { phone_s: at(120), ..trust }, &older, RELEASED_S), Ok(()));
        assert!(accepted(Trust { phone_s: at(460), ..trust }, &older, RELEASED_S).is_err());
        assert!(accepted(Trust { phone_s: 60, ..trust }, &older, RELEASED_S).is_err());
    }

    #[test]
    fn a_server_time_outside_its_own_certificate_is_not_believed() {
        let district = district();
        let chain = district.server("posta.example", RELEASED_S, RELEASED_S + 9 * DAY_S);
        let verifier = Verifier::new(district.hash());
        assert_eq!(verifier.server_time(RELEASED_S + DAY_S), None, "nothing was accepted yet");
        let name = ServerName::try_from("posta.example").unwrap();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(RELEASED_S.unsigned_abs()));
        verifier.verify_server_cert(&chain[0], &chain[1..], &name, &[], now).unwrap();
        let leaf = Leaf { key: tls_hash_of(&chain[0]).unwrap(), from_s: RELEASED_S };
        let server_time = ServerTime { time_s: RELEASED_S + DAY_S, leaf };
        assert_eq!(verifier.server_time(RELEASED_S + DAY_S), Some(server_time));
        for outside_s in [RELEASED_S - DAY_S, RELEASED_S + 10 * DAY_S, -1] {
            assert_eq!(verifier.server_time(outside_s), None);
        }
    }

    #[test]
    fn the_hash_of_an_ed25519_key_is_that_of_its_32_bytes_and_of_any_other_that_of_its_whole_key() {
        let district = district();
        assert_eq!(tls_hash_of(&district.certificate), Some(district.hash()));
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let other = CertificateParams::default().self_signed(&key).unwrap();
        let spki = anchor(other.der()).unwrap().subject_public_key_info;
        assert_eq!(tls_hash_of(other.der()), Some(*blake3::hash(&spki).as_bytes()));
        assert_eq!(tls_hash_of(&CertificateDer::from(vec![1, 2, 3])), None);
    }
}
