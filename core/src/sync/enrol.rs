//! Enrolment: an invitation on paper or as a QR code, the one-time code in it, and what the server answers. The
//! invitation carries the hash of the district's root key, so that a phone trusts one district and no other.

use ed25519_dalek::Signer;

use super::message::{Enrolment, ServerCertificate};
use super::session::SyncError;
use crate::change::cbor::{Item, Unreadable, item_record, record_item, unreadable};
use crate::record::RecordName;
use crate::store::error::StoreError;
use crate::store::{Store, district};

const CONTEXT: &[u8] = b"chaski 2026 enrolment";
const PREFIX: &str = "chaski:";

/// What a supervisor hands to a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The server's address, as `https://host:port`.
    pub url: String,
    /// Belongs to the first key that shows it.
    pub code: [u8; 16],
    /// BLAKE3 of the district's root public key.
    pub root_hash: [u8; 32],
    /// BLAKE3 of the public key that the server's TLS certificate must be signed by; the root's own if it is not set.
    pub tls_hash: Option<[u8; 32]>,
    /// When it was issued, seconds of Unix time: a lower bound of the true time.
    pub issued_s: i64,
}

impl Invitation {
    /// As text, to be typed or shown as a QR code.
    pub fn to_text(&self) -> String {
        let item = Item::map([
            (1, Some(Item::Text(self.url.clone()))),
            (2, Some(Item::Bytes(self.code.to_vec()))),
            (3, Some(Item::Bytes(self.root_hash.to_vec()))),
            (4, self.tls_hash.map(|hash| Item::Bytes(hash.to_vec()))),
            (5, Some(Item::Int(self.issued_s))),
        ]);
        let bytes = item.encode();
        let check = blake3::hash(&bytes);
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        format!("{PREFIX}{}{}", hex(&bytes), hex(&check.as_bytes()[..2]))
    }

    /// Reads [`Invitation::to_text`], also with spaces in it, as it is typed from paper; `None` if a sign is wrong or
    /// missing.
    pub fn from_text(text: &str) -> Option<Invitation> {
        let text: String = text.split_whitespace().collect();
        let hex = text.strip_prefix(PREFIX)?;
        if hex.len() % 2 != 0 || !hex.is_ascii() {
            return None;
        }
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16))
            .collect::<Result<_, _>>()
            .ok()?;
        let (bytes, check) = bytes.split_at_checked(bytes.len().checked_sub(2)?)?;
        if blake3::hash(bytes).as_bytes()[..2] != *check {
            return None;
        }
        let item = Item::decode(bytes).ok()?;
        Some(Invitation {
            url: item.need(1).ok()?.text().ok()?.to_owned(),
            code: item.need(2).ok()?.fixed().ok()?,
            root_hash: item.need(3).ok()?.fixed().ok()?,
            tls_hash: item.get(4).map(Item::fixed).transpose().ok()?,
            issued_s: item.need(5).ok()?.int().ok()?,
        })
    }
}

/// What a phone sends to enrol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The invitation's code.
    pub code: [u8; 16],
    /// The phone's public key.
    pub public_key: [u8; 32],
    /// What the phone calls itself, for the supervisor's list.
    pub label: String,
    /// Ed25519 over code and key: the key is the phone's own.
    pub signature: [u8; 64],
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolAnswer {
    /// The district's root public key.
    pub root: [u8; 32],
    /// The server's device, certified by the root.
    pub server: ServerCertificate,
    /// The worker whose phone this is now.
    pub worker: RecordName,
    /// The server's statement that this phone is enrolled.
    pub statement: [u8; 64],
    /// The server's epoch.
    pub epoch: u64,
    /// The server's clock, seconds of Unix time.
    pub server_time_s: i64,
}

impl EnrolRequest {
    /// The request of this phone.
    pub fn of(store: &Store, code: [u8; 16], label: &str) -> EnrolRequest {
        let public_key = store.signer().verifying_key().to_bytes();
        let signature = store.signer().sign(&signed_bytes(&code, &public_key)).to_bytes();
        EnrolRequest { code, public_key, label: label.chars().take(40).collect(), signature }
    }

    /// Whether the key signed it.
    pub fn verify(&self) -> bool {
        crate::change::sign::verify(
            &self.public_key,
            &signed_bytes(&self.code, &self.public_key),
            &self.signature,
        )
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::map([
            (1, Some(Item::Bytes(self.code.to_vec()))),
            (2, Some(Item::Bytes(self.public_key.to_vec()))),
            (3, Some(Item::Text(self.label.clone()))),
            (4, Some(Item::Bytes(self.signature.to_vec()))),
        ])
    }

    /// Reads [`EnrolRequest::item`].
    pub fn from_item(item: &Item) -> Result<EnrolRequest, Unreadable> {
        Ok(EnrolRequest {
            code: item.need(1)?.fixed()?,
            public_key: item.need(2)?.fixed()?,
            label: item.need(3)?.text()?.chars().take(40).collect(),
            signature: item.need(4)?.fixed()?,
        })
    }
}

impl EnrolAnswer {
    /// As CBOR.
    pub fn item(&self) -> Item {
        Item::map([
            (1, Some(Item::Bytes(self.root.to_vec()))),
            (2, Some(self.server.item())),
            (3, Some(record_item(&self.worker))),
            (4, Some(self.epoch.into())),
            (5, Some(Item::Int(self.server_time_s))),
            (6, Some(Item::Bytes(self.statement.to_vec()))),
        ])
    }

    /// Reads [`EnrolAnswer::item`].
    pub fn from_item(item: &Item) -> Result<EnrolAnswer, Unreadable> {
        Ok(EnrolAnswer {
            root: item.need(1)?.fixed()?,
            server: ServerCertificate::from_item(item.need(2)?)?,
            worker: item_record(item.need(3)?)?,
            statement: item.need(6)?.fixed()?,
            epoch: item.need(4)?.uint()?,
            server_time_s: item.need(5)?.int().map_err(|_| unreadable("a time"))?,
        })
    }
}

fn signed_bytes(code: &[u8; 16], public_key: &[u8; 32]) -> Vec<u8> {
    [CONTEXT, code, public_key].concat()
}

impl Store {
    /// Makes this phone the worker's, as the server answered. The root must be the one of the invitation.
    pub fn enrolled(&mut self, invitation: &Invitation, answer: &EnrolAnswer) -> Result<(), SyncError> {
        if self.worker()?.is_some() {
            return Err(StoreError::AlreadyEnrolled.into());
        }
        let enrolment = Enrolment {
            public_key: self.signer().verifying_key().to_bytes(),
            worker: answer.worker,
            server: answer.server.clone(),
            epoch: answer.epoch,
            signature: answer.statement,
        };
        if *blake3::hash(&answer.root).as_bytes() != invitation.root_hash || !enrolment.verify(&answer.root) {
            return Err(SyncError::NotOurServer("its district is another".into()));
        }
        let tx = self.write()?;
        let log = tx.log();
        log.set_meta("url", invitation.url.as_str())?;
        log.set_meta("tls_hash", invitation.tls_hash.unwrap_or(invitation.root_hash).as_slice())?;
        log.set_meta("not_before_s", invitation.issued_s)?;
        district::note_root(&log, &answer.root)?;
        district::note_server_key(&log, &answer.server.public_key)?;
        district::note_epoch(&log, answer.epoch)?;
        log.set_meta("worker", answer.worker.key().as_slice())?;
        log.set_meta(ENROLMENT, enrolment.item().encode())?;
        Ok(tx.commit()?)
    }
}

/// The small fact of the server's statement, and that it is to be shown.
const ENROLMENT: &str = "enrolment";
const SHOWS: &str = "shows_enrolment";

impl Store {
    /// The server does not know this phone: the next request shows that it was enrolled. `false`: it was shown already.
    pub(super) fn shows_enrolment(&self) -> Result<bool, StoreError> {
        let log = self.log();
        if log.meta::<i64>(SHOWS)? == Some(1) {
            log.drop_meta(SHOWS)?;
            return Ok(false);
        }
        log.set_meta(SHOWS, 1)?;
        Ok(true)
    }

    /// What is shown of the enrolment in the next head.
    pub(super) fn enrolment_to_show(&self) -> Result<Option<Enrolment>, StoreError> {
        let log = self.log();
        if log.meta::<i64>(SHOWS)? != Some(1) {
            return Ok(None);
        }
        let Some(bytes) = log.meta::<Vec<u8>>(ENROLMENT)? else { return Ok(None) };
        Ok(Some(Enrolment::from_item(&Item::decode(&bytes)?)?))
    }

    /// The server knows this phone: nothing is shown any more.
    pub(super) fn is_known(&self) -> Result<(), StoreError> {
        self.log().drop_meta(SHOWS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_reads_back_and_a_wrong_sign_is_refused() {
        let invitation = Invitation {
            url: "https://127.0.0.1:8443".into(),
            code: [7; 16],
            root_hash: [1; 32],
            tls_hash: None,
            issued_s: 1_800_000_000,
        };
        let text = invitation.to_text();
        assert_eq!(Invitation::from_text(&text), Some(invitation));
        let wrong = text.replacen("07", "08", 1);
        assert_eq!(Invitation::from_text(&wrong), None);
        assert_eq!(Invitation::from_text("chaski:"), None);
        assert_eq!(Invitation::from_text("chaski:é0"), None);
    }
}
