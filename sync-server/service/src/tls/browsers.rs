//! The authority for browsers: a P-256 key kept beside the server's keys, and a certificate (`web-ca.pem`) that is
//! installed on the supervisors' machines. It is bound to this server's names, so that whoever steals the key can
//! pretend to be this server and no other.

use std::net::IpAddr;
use std::path::PathBuf;

use chaski::store::keys::write_private;
use chaski::sync::tls::tls_hash_of;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, PKCS_ECDSA_P256_SHA256,
};
use rustls::crypto::ring::cipher_suite::TLS13_AES_128_GCM_SHA256;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use zeroize::Zeroizing;

use super::issue::{CA_DAYS, ChainAndKey, cannot, leaf, named, refused, valid, with_localhost, would_trust};
use crate::data::{DataFolder, Result, failed};

/// A chain that browsers take once the authority is installed.
pub(super) fn chain(folder: &DataFolder, names: &[String], now_s: i64) -> Result<ChainAndKey> {
    let authority = key(folder)?;
    let params = authority_of(names, &authority, now_s)?;
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(cannot)?;
    let leaf =
        leaf(names, now_s)?.signed_by(&key, &Issuer::from_params(&params, &authority)).map_err(cannot)?;
    // The certificate stays as it was installed, for as long as it vouches for every name.
    let kept = folder.web_ca_pem().and_then(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).ok());
    let vouches = |ca: &CertificateDer<'static>| {
        let chain = [leaf.der().clone(), ca.clone()];
        let hash = tls_hash_of(ca).unwrap_or_default();
        with_localhost(names).iter().all(|name| would_trust(&chain, hash, name, now_s).is_ok())
    };
    if !kept.as_ref().is_some_and(vouches) {
        if kept.is_some() {
            tracing::warn!(
                "the names of this server changed: install web-ca.pem again on the supervisors' machines"
            );
        }
        folder.set_web_ca_pem(&params.self_signed(&authority).map_err(cannot)?.pem())?;
    }
    Ok((vec![leaf.der().clone()], PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()))))
}

/// The authority's key: made once, kept where the server's keys are.
fn key(folder: &DataFolder) -> Result<KeyPair> {
    let path = file(folder);
    match std::fs::read(&path).map(Zeroizing::new) {
        Ok(der) => {
            let der = PrivatePkcs8KeyDer::from(der.as_slice());
            KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_ECDSA_P256_SHA256).map_err(|_| {
                refused(format!(
                    "{} is not the key of an authority: put back the copy that you keep, or remove it and install \
                     web-ca.pem again on the supervisors' machines",
                    path.display()
                ))
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let made = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(cannot)?;
            let der = Zeroizing::new(made.serialize_der());
            write_private(&path, &der).map_err(|error| failed(&path, error))?;
            Ok(made)
        }
        Err(error) => Err(failed(&path, error)),
    }
}

/// Where it is.
pub fn file(folder: &DataFolder) -> PathBuf {
    let mut name = folder.key_file().as_os_str().to_owned();
    name.push(".web");
    PathBuf::from(name)
}

fn authority_of(names: &[String], key: &KeyPair, now_s: i64) -> Result<CertificateParams> {
    let bound = with_localhost(names).into_iter().map(|name| match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => GeneralSubtree::IpAddress(CidrSubnet::from_v4_prefix(ip.octets(), 32)),
        Ok(IpAddr::V6(ip)) => GeneralSubtree::IpAddress(CidrSubnet::from_v6_prefix(ip.octets(), 128)),
        Err(_) => GeneralSubtree::DnsName(name),
    });
    let mut params = CertificateParams::default();
    // Two authorities of one name and number are taken for one by browsers: the key tells districts apart.
    let hash = blake3::hash(key.public_key_raw()).to_hex();
    params.distinguished_name = named(&format!("Chaski web {}", hash.get(..8).unwrap_or_default()));
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.name_constraints =
        Some(NameConstraints { permitted_subtrees: bound.collect(), excluded_subtrees: Vec::new() });
    let mut serial = [0u8; 16];
    getrandom::fill(&mut serial)
        .map_err(|error| refused(format!("the system gives no random numbers: {error}")))?;
    params.serial_number = Some(serial.to_vec().into());
    valid(&mut params, now_s, CA_DAYS);
    Ok(params)
}

/// The SHA-256 fingerprint of a certificate, as browsers show it.
pub fn fingerprint(pem: &str) -> Option<String> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
    let hash = TLS13_AES_128_GCM_SHA256.tls13()?.common.hash_provider.hash(&der);
    Some(hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":"))
}
