//! The lock of a phone that several workers share: each has a PIN, a folder, a store and keys of her own, and one's PIN opens only
//! hers. A PIN opens a key, that key opens the secrets of a store, and all of it is wrapped by the platform's keystore, so that
//! the files alone tell nobody whether a PIN is right. Guessing costs time, counted in running time, and never a record:
//! nothing here erases. Knows the store's keys and files; must not know what is in a store.
//!
//! `pin` is which PINs are taken, `waiting` how long a wrong one costs: both pure. `sealed` is the file of a worker's keys as
//! bytes, `files` where all of hers lies, `tries` how her wrong tries are counted, `card` what the lock screen shows of her. [`Lock`]
//! is the calls, [`WorkerKeys`] what a store is opened with.

pub mod card;
pub mod clock;
mod door;
pub mod error;
mod files;
mod keys;
pub mod pin;
mod sealed;
mod tries;
pub mod waiting;
mod worker_id;

pub use card::Card;
pub use clock::RunningClock;
pub use door::{Listed, Lock};
pub use error::{LockError, Result};
pub use files::KeyWrap;
pub use keys::WorkerKeys;
pub use sealed::WorkerKey;
pub use worker_id::WorkerId;
