//! Ed25519, as everything here is signed. Whoever checks a signature says what was signed; each kind of thing has a
//! context string of its own in front, so that none passes for another.

use ed25519_dalek::{Signature, SigningKey, Verifier, VerifyingKey};

/// Whether the holder of this public key signed these bytes.
pub fn verify(public_key: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public_key)
        .is_ok_and(|key| key.verify(bytes, &Signature::from_bytes(signature)).is_ok())
}

/// What two holders of keys have in common and nobody else knows (X25519 of their Ed25519 keys), for the seal of what
/// one tells the other. `None`: the other's key is no key.
pub fn shared_secret(mine: &SigningKey, other_public_key: &[u8; 32]) -> Option<[u8; 32]> {
    let other = VerifyingKey::from_bytes(other_public_key).ok().filter(|key| !key.is_weak())?;
    Some((other.to_montgomery() * mine.to_scalar()).to_bytes())
}
