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
use super::session::SyncError;
use crate::store::Store;
use crate::store::error::StoreError;

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
    /// A lower bound of the true time, seconds of Unix time.
    pub not_before_s: i64,
}

impl Trust {
    /// What an invitation says.
    pub fn of_invitation(invitation: &Invitation) -> Trust {
        Trust {
            tls_hash: invitation.tls_hash.unwrap_or(invitation.root_hash),
            not_before_s: RELEASED_S.max(invitation.issued_s),
        }
    }

    /// What an enrolled phone knows.
    pub fn of(store: &Store) -> Result<Trust, SyncError> {
        let log = store.log();
        let hash: Vec<u8> = log.meta("tls_hash")?.ok_or(StoreError::NotEnrolled)?;
        let issued_s = log.meta::<i64>("not_before_s")?.unwrap_or(0);
        let server_time_s = log.meta::<i64>("server_time_s")?.unwrap_or(0);
        Ok(Trust {
            tls_hash: hash.try_into().map_err(|_| StoreError::BadAnswer("the key of its certificate"))?,
            not_before_s: RELEASED_S.max(issued_s).max(server_time_s),
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
    tls_hash: [u8; 32],
    algorithms: WebPkiSupportedAlgorithms,
    /// The last chain that was accepted, for [`Verifier::holds_at`].
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
    /// A verifier that trusts the key with this hash.
    pub fn new(tls_hash: [u8; 32]) -> Verifier {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        Verifier { tls_hash, algorithms, seen: Mutex::new(None) }
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
            chain.iter().filter_map(anchor).filter(|a| tls_hash(&a.subject_public_key_info) == self.tls_hash),
        );
        if roots.is_empty() {
            return Err(Error::InvalidCertificate(CertificateError::UnknownIssuer));
        }
        let leaf = ParsedCertificate::try_from(leaf)?;
        verify_server_cert_signed_by_trust_anchor(&leaf, &roots, others, at, self.algorithms.all)?;
        verify_server_name(&leaf, name)
    }

    /// Whether the server that was last accepted could stand behind its certificate at this time, which it names.
    pub fn holds_at(&self, time_s: i64) -> bool {
        let Ok(time_s) = u64::try_from(time_s) else { return false };
        let at = UnixTime::since_unix_epoch(Duration::from_secs(time_s));
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.as_ref().is_some_and(|seen| self.verify_at(&seen.chain, &seen.name, at).is_ok())
    }
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
        self.verify(&chain, server_name, now)?;
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
    let verifier = Arc::new(Verifier::new(trust.tls_hash));
    let provider: Arc<CryptoProvider> = Arc::new(rustls::crypto::ring::default_provider());
    let from_s = trust.not_before_s.max(RELEASED_S).unsigned_abs();
    let time =
        AtLeast { from: UnixTime::since_unix_epoch(Duration::from_secs(from_s)), began: Instant::now() };
    let mut config = ClientConfig::builder_with_details(provider, Arc::new(time))
        .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
        .map_err(|error| SyncError::Line(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec(), PHONE.to_vec()];
    Ok((config, verifier))
}

/// What is wrong with a certificate, for the sentence of [`SyncError::NotOurServer`].
pub fn complaint(error: &Error) -> String {
    match error {
        Error::InvalidCertificate(error) => match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                "its certificate has expired: the district's server must renew it".into()
            }
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

    #[test]
    fn a_server_time_outside_its_own_certificate_is_not_believed() {
        let district = district();
        let chain = district.server("posta.example", RELEASED_S, RELEASED_S + 9 * DAY_S);
        let verifier = Verifier::new(district.hash());
        assert!(!verifier.holds_at(RELEASED_S + DAY_S), "nothing was accepted yet");
        let name = ServerName::try_from("posta.example").unwrap();
        let now = UnixTime::since_unix_epoch(Duration::from_secs(RELEASED_S.unsigned_abs()));
        verifier.verify_server_cert(&chain[0], &chain[1..], &name, &[], now).unwrap();
        assert!(verifier.holds_at(RELEASED_S + DAY_S));
        assert!(!verifier.holds_at(RELEASED_S - DAY_S));
        assert!(!verifier.holds_at(RELEASED_S + 10 * DAY_S));
        assert!(!verifier.holds_at(-1));
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
