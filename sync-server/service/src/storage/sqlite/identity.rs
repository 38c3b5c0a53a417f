//! This server as an author: the keys that it signs with, and the opening under which its own changes are named.

use chaski::change::hash::Secret;
use chaski::record::{DeviceId, Tag};
use chaski::store::Log;
use chaski::store::opening::last_counter;
use chaski::store::random::draw;
use chaski::sync::message::ServerCertificate;
use ed25519_dalek::SigningKey;

use super::keys::ServerKeys;
use crate::storage::Result;

/// This server.
pub(crate) struct ServerIdentity {
    pub(crate) signer: SigningKey,
    pub(crate) root: SigningKey,
    /// Of this opening; drawn at each open, like its tag: a snapshot of the machine uses no number twice.
    pub(crate) secret: Secret,
    tag: Tag,
    /// The last counter that this process saved.
    pub(super) last: u64,
}

impl ServerIdentity {
    /// Of these keys, in an opening of its own.
    pub(crate) fn of(keys: &ServerKeys) -> ServerIdentity {
        ServerIdentity {
            signer: SigningKey::from_bytes(&keys.server_seed),
            root: SigningKey::from_bytes(&keys.root_seed),
            secret: Secret(draw()),
            tag: Tag::from_random(draw()),
            last: 0,
        }
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId::of_public_key(self.signer.verifying_key().as_bytes())
    }

    /// The number of the last change of this opening, and so one below the next.
    pub(crate) fn last_number(&self, log: &Log<'_>) -> Result<u64> {
        Ok(self.tag.number(self.last_counter(log)?))
    }

    /// The last counter of this opening that the database holds.
    pub(super) fn last_counter(&self, log: &Log<'_>) -> Result<u64> {
        Ok(last_counter(log, self.device(), self.tag)?)
    }

    /// Another opening, where the database does not hold what this process saved: it was put back under it.
    pub(super) fn go_on(&mut self, log: &Log<'_>) -> Result<()> {
        if self.last_counter(log)? != self.last {
            self.tag = Tag::from_random(draw());
            self.secret = Secret(draw());
            self.last = 0;
        }
        Ok(())
    }

    pub(crate) fn certificate(&self) -> ServerCertificate {
        ServerCertificate::sign(&self.root, self.signer.verifying_key().to_bytes())
    }
}
