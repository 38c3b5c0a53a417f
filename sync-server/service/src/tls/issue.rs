//! What certificates of a server are made of: names, days, who signs; and whether a phone would take one.

use std::net::IpAddr;
use std::time::Duration;

use chaski::sync::tls::{Verifier, complaint};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ED25519, SerialNumber,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use zeroize::Zeroizing;

use crate::data::{DataError, Result};
use crate::storage::StorageError;

pub(super) const DAY_S: i64 = 86_400;

pub(super) const CA_DAYS: i64 = 20 * 365 + 5;

pub(super) const LEAF_DAYS: i64 = 400;

pub(super) type ChainAndKey = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Whether a phone that trusts the key with this hash takes the chain, at this time.
pub fn would_trust(chain: &[CertificateDer<'_>], hash: [u8; 32], name: &str, now_s: i64) -> Result<()> {
    let server =
        ServerName::try_from(name).map_err(|_| refused(format!("{name} is not a name of a server")))?;
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now_s.unsigned_abs()));
    Verifier::new(hash).verify(chain, &server, now).map_err(|error| {
        refused(format!(
            "phones that call it {name} would refuse this certificate: {}; give a chain for that name with the \
             certificate of its authority last",
            complaint(&error)
        ))
    })
}

/// An Ed25519 seed as PKCS #8.
pub(super) fn root_key(seed: &[u8; 32]) -> std::result::Result<KeyPair, rcgen::Error> {
    const PREFIX: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let der = Zeroizing::new([PREFIX.as_slice(), seed].concat());
    KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(der.as_slice()), &PKCS_ED25519)
}

pub(super) fn authority(now_s: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Chaski district");
    params.serial_number = Some(SerialNumber::from(1u64));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    valid(&mut params, now_s, CA_DAYS);
    params
}

pub(super) fn with_localhost(names: &[String]) -> Vec<String> {
    let mut all: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    for name in names {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    all
}

pub(super) fn leaf(names: &[String], now_s: i64) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(with_localhost(names)).map_err(cannot)?;
    params.distinguished_name = named("Chaski server");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    valid(&mut params, now_s, LEAF_DAYS);
    Ok(params)
}

/// Checks a name given to `serve`.
pub fn check_name(name: &str) -> Result<()> {
    let ok = name.parse::<IpAddr>().is_ok() || (ServerName::try_from(name).is_ok() && !name.contains(':'));
    if ok {
        Ok(())
    } else {
        Err(refused(format!("{name} is not a name of a server: give a host name or an address")))
    }
}

pub(super) fn named(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

/// From the day before, for clocks that are a little behind.
pub(super) fn valid(params: &mut CertificateParams, now_s: i64, days: i64) {
    let moment = |s: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(s.unsigned_abs());
    (params.not_before, params.not_after) = (moment(now_s - DAY_S), moment(now_s + days * DAY_S));
}

pub(super) fn cannot(error: rcgen::Error) -> DataError {
    refused(format!("the district's certificate cannot be made: {error}"))
}

pub(super) fn refused(sentence: String) -> DataError {
    StorageError::Request(sentence).into()
}
