//! The server's certificates: the district's own authority, whose key is the district's root, or a chain of files.
//! Knows keys and names; must not know what is said inside.
//!
//! The district's root is an Ed25519 key, which phones take and browsers do not. So the server has a second authority
//! for browsers alone, which may vouch for this server's names and for nothing else in the world, and shows each
//! caller what it can take: see [`Both`].

mod browsers;
mod issue;

use std::path::PathBuf;
use std::sync::Arc;

use chaski::sync::tls::{PHONE, RELEASED_S, tls_hash_of};
use rcgen::{Issuer, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, SignatureScheme};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::data::{DataError, DataFolder, Result};

pub use browsers::{file as web_key_file, fingerprint};
use issue::{ChainAndKey, authority, cannot, leaf, refused, root_key};
pub use issue::{check_name, would_trust};

/// Which certificate a server shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Certificate {
    /// One that the district's own root signs, made anew at each start and each day.
    #[default]
    District,
    /// PEM files: a chain that ends in the authority whom phones are to trust, and the key of its first.
    Files {
        /// The chain.
        chain: PathBuf,
        /// The key.
        key: PathBuf,
    },
}

/// A certificate ready to be shown.
pub struct Shown {
    /// For the accept loop.
    pub config: Arc<ServerConfig>,
    /// The chain, its authority last.
    pub chain: Vec<CertificateDer<'static>>,
    /// What goes into invitations; `None` where it is the district's root.
    pub tls_hash: Option<[u8; 32]>,
}

impl Certificate {
    /// Makes or reads it. `names` are those by which phones reach the server, localhost aside. A certificate that a
    /// phone would refuse is refused here.
    pub fn show(&self, folder: &DataFolder, names: &[String], now_s: i64) -> Result<Shown> {
        // A machine without a battery for its clock starts in the past; its certificate must not.
        let now_s = now_s.max(RELEASED_S);
        let (chain, key) = match self {
            Certificate::District => district(folder, names, now_s)?,
            Certificate::Files { chain, key } => (
                CertificateDer::pem_file_iter(chain)
                    .and_then(Iterator::collect)
                    .map_err(|error| refused(format!("{} is not a PEM chain: {error}", chain.display())))?,
                PrivateKeyDer::from_pem_file(key)
                    .map_err(|error| refused(format!("{} is not a PEM key: {error}", key.display())))?,
            ),
        };
        let hash = chain.last().and_then(tls_hash_of);
        let hash = hash.ok_or_else(|| refused("the chain holds no certificate that can be read".into()))?;
        let checked = match self {
            Certificate::District => &["localhost".to_owned()],
            Certificate::Files { .. } if names.is_empty() => {
                return Err(refused("say by which name phones reach this server: --name HOST".into()));
            }
            Certificate::Files { .. } => names,
        };
        checked.iter().try_for_each(|name| would_trust(&chain, hash, name, now_s))?;
        let phones = certified(chain.clone(), key)?;
        let browsers = match self {
            Certificate::District => {
                let (chain, key) = browsers::chain(folder, names, now_s)?;
                certified(chain, key)?
            }
            Certificate::Files { .. } => phones.clone(),
        };
        let config = config(Both { phones, browsers }).map_err(cannot_use)?;
        let tls_hash = (*self != Certificate::District).then_some(hash);
        Ok(Shown { config: Arc::new(config), chain, tls_hash })
    }
}

/// What each caller is shown.
///
/// A phone says so by the protocol that it offers ([`PHONE`]). One from before that was said offers Ed25519 and
/// `http/1.1` alone, which no browser does: they all offer `h2`, or nothing, or no Ed25519.
#[derive(Debug)]
struct Both {
    phones: Arc<CertifiedKey>,
    browsers: Arc<CertifiedKey>,
}

impl ResolvesServerCert for Both {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let offers: Vec<&[u8]> = hello.alpn().map(Iterator::collect).unwrap_or_default();
        let ed25519 = hello.signature_schemes().contains(&SignatureScheme::ED25519);
        let phone = offers.contains(&PHONE) || (ed25519 && offers == [b"http/1.1".as_slice()]);
        Some(if phone { self.phones.clone() } else { self.browsers.clone() })
    }
}

fn certified(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Arc<CertifiedKey>> {
    let provider = rustls::crypto::ring::default_provider();
    Ok(Arc::new(CertifiedKey::from_der(chain, key, &provider).map_err(cannot_use)?))
}

fn cannot_use(error: rustls::Error) -> DataError {
    refused(format!("the certificate cannot be used: {error}; give the chain and the key of its first"))
}

fn config(shown: Both) -> std::result::Result<ServerConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(shown));
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    // A phone's next request resumes with one; a second would only cost bytes.
    config.send_tls13_tickets = 1;
    Ok(config)
}

fn district(folder: &DataFolder, names: &[String], now_s: i64) -> Result<ChainAndKey> {
    let root = root_key(&folder.keys()?.root_seed).map_err(cannot)?;
    let params = authority(now_s);
    // The certificate stays as it was first written, for those who gave it to a browser.
    let kept = folder.ca_pem().and_then(|pem| CertificateDer::from_pem_slice(pem.as_bytes()).ok());
    let root_hash = *blake3::hash(root.public_key_raw()).as_bytes();
    let ca = match kept.filter(|ca| tls_hash_of(ca) == Some(root_hash)) {
        Some(ca) => ca,
        None => {
            let made = params.self_signed(&root).map_err(cannot)?;
            folder.set_ca_pem(&made.pem())?;
            made.der().clone()
        }
    };
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(cannot)?;
    let leaf = leaf(names, now_s)?.signed_by(&key, &Issuer::from_params(&params, &root)).map_err(cannot)?;
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    Ok((vec![leaf.der().clone(), ca], PrivateKeyDer::Pkcs8(key)))
}

/// The beginning of a district's hash, for two people to read to each other.
pub fn root_fingerprint(root_hash: &[u8; 32]) -> String {
    let groups: Vec<String> =
        root_hash.chunks(2).take(8).map(|b| b.iter().map(|b| format!("{b:02x}")).collect()).collect();
    groups.join(" ")
}
