//! Why the lock does not open: a code, and a few technical words for logs. What to do about it the language files say, by the code.
//! Neither a PIN nor a name is ever in one.

use super::pin::PinFault;
use crate::store::StoreError;

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, LockError>;

/// Why the lock refuses or fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another PIN is hers. It was counted.
    #[error("wrong PIN: {tries_left} tries before the next wait, {wait_s} s to wait now")]
    WrongPin {
        /// Tries before the next wait; 0 where there is one now.
        tries_left: u32,
        /// Seconds to wait before the next try.
        wait_s: u64,
    },
    /// Too many were wrong: this one was not looked at, and not counted.
    #[error("{wait_s} s to wait before the next try")]
    Wait {
        /// Seconds to wait.
        wait_s: u64,
    },
    /// Not four to eight digits. Not counted.
    #[error("a PIN has 4 to 8 digits")]
    PinForm,
    /// To be set, and among those that are tried first.
    #[error("a PIN that is tried first")]
    PinWeak,
    /// What the app keeps behind the fingerprint does not open her keys.
    #[error("the key that was kept for the fingerprint is not hers")]
    WrongKey,
    /// No such worker on this phone.
    #[error("no such worker on this phone")]
    NoWorker,
    /// The file of her keys is not as it was written, and its copy neither.
    #[error("the file of a worker's keys is damaged, and its copy too")]
    Damaged,
    /// The file is whole and a newer app wrote it.
    #[error("the file of a worker's keys is of form {0}, which a newer app wrote")]
    Newer(u8),
    /// The platform's keystore failed or gave something else back than it was given.
    #[error("the key store does not answer: {0}")]
    KeyStore(String),
    /// The disk failed.
    #[error(transparent)]
    Disk(#[from] StoreError),
}

impl LockError {
    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        use LockError::*;
        match self {
            WrongPin { .. } => "wrong_pin",
            Wait { .. } => "wait",
            PinForm => "pin_form",
            PinWeak => "pin_weak",
            WrongKey => "wrong_fingerprint",
            NoWorker => "no_worker",
            Damaged => "key_damaged",
            Newer(_) => "newer_schema",
            KeyStore(_) => "keys",
            Disk(error) => error.code(),
        }
    }
}

impl From<std::io::Error> for LockError {
    fn from(error: std::io::Error) -> Self {
        StoreError::of_disk(&error).into()
    }
}

impl From<PinFault> for LockError {
    fn from(fault: PinFault) -> Self {
        match fault {
            PinFault::Form => LockError::PinForm,
            PinFault::Weak => LockError::PinWeak,
        }
    }
}
