//! Ed25519, as everything here is signed. Whoever checks a signature says what was signed; each kind of thing has a
//! context string of its own in front, so that none passes for another.

use ed25519_dalek::{Signature, Verifier, VerifyingKey};

/// Whether the holder of this public key signed these bytes.
pub fn verify(public_key: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public_key)
        .is_ok_and(|key| key.verify(bytes, &Signature::from_bytes(signature)).is_ok())
}
