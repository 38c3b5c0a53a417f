//! What becomes of what a phone sends: its head admitted or refused, its batch taken, its code refused. Knows no table.

use chaski::record::DeviceId;
use chaski::sync::message::{Head, Nonce, Refusal, RefusalCode};

/// A request whose head was taken: its device is known, its counter is the newest.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The head.
    pub head: Head,
    /// The device's public key.
    pub public_key: [u8; 32],
    /// The device was stopped: what it sends is set aside, nothing is fed to it.
    pub stopped: bool,
    /// What the phone knows the server to hold is not what it holds: the answer says all.
    pub disagrees: bool,
    /// It came in a sealed file, and is no request.
    pub by_file: bool,
}

/// A request that is not taken, and for whom the refusal is sealed; `None` where no such phone is known.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Why.
    pub refusal: Refusal,
    /// The phone's public key, its device and the nonce of its request.
    pub to: Option<([u8; 32], DeviceId, Nonce)>,
}

impl Refused {
    /// Of somebody whom the server does not know.
    pub fn unknown(code: RefusalCode) -> Refused {
        Refused { refusal: Refusal::of(code), to: None }
    }
}

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Changes that are new on the server.
    pub new: u64,
    /// Numbers, with the first bytes of the hash, that were kept apart: the district knows their names by other contents.
    pub apart: Vec<(u64, [u8; 8])>,
}
