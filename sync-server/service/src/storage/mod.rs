//! Where a server keeps what the phones send: one async trait, one conformance suite, two implementations (SQLite
//! here, embedded; PostgreSQL when a nation comes). Nothing is kept in the process between two calls, so that several
//! servers may share one storage. Each call is one transaction, durable when it returns.
//!
//! In the order in which they are read, each using those above it: errors, content by its name, the data of calls, the supervisors' half of
//! the trait, the trait, its implementation.

mod error;

mod objects;

mod intake;

mod reports;

pub mod supervision;

mod interface;

pub mod sqlite;

pub use error::{Result, StorageError};
pub use intake::{Admitted, Refused, Taken};
pub use interface::Storage;
pub use objects::{FolderObjects, MemoryObjects, Objects};
pub use reports::{
    Aside, Backup, DeviceStatus, District, Measurement, NO_REGION, NewRelease, PhoneChecklist, Released,
    SetBack,
};
pub use sqlite::SqliteStorage;
