//! Where a server keeps what the phones send: one async trait, one conformance suite, two implementations (SQLite
//! here, embedded; PostgreSQL when a nation comes). Nothing is kept in the process between two calls, so that several
//! servers may share one storage. Each call is one transaction, durable when it returns.

pub mod desk;
pub mod sqlite;

use std::path::Path;

use async_trait::async_trait;
use chaski::change::batch::Batch;
use chaski::change::cbor::Item;
use chaski::change::hash::ChangeKey;
use chaski::pack::Pack;
use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::sync::enrol::{EnrolAnswer, EnrolRequest};
use chaski::sync::message::{
    Answer, At, Head, Nonce, Page, Refusal, RefusalCode, Sealed, ServerCertificate, SignedHead, Tail,
};

pub use sqlite::SqliteStorage;

/// Why the storage fails; never a sentence with personal data.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The database.
    #[error(transparent)]
    Store(chaski::store::StoreError),
    /// The database's file is not what was written.
    #[error(
        "the database is damaged: keep the file as it is and ask `chaski-server doctor`, which says which backup is whole"
    )]
    Damaged,
    /// The disk.
    #[error("the data folder fails ({0}): check that it exists, can be written and has room")]
    Disk(#[from] std::io::Error),
    /// What an administrator asked for.
    #[error("{0}")]
    Request(String),
}

impl From<chaski::store::StoreError> for StorageError {
    fn from(error: chaski::store::StoreError) -> Self {
        match error {
            chaski::store::StoreError::Damaged => StorageError::Damaged,
            error => StorageError::Store(error),
        }
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        chaski::store::StoreError::from(error).into()
    }
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, StorageError>;

/// The district as it presents itself.
#[derive(Debug, Clone)]
pub struct District {
    /// Its name, for people.
    pub name: String,
    /// Public key of its root.
    pub root: [u8; 32],
    /// This server's device, certified by the root.
    pub server: ServerCertificate,
    /// Of the server's memory: drawn anew whenever that was set back.
    pub epoch: u64,
    /// When its memory was set back, seconds of Unix time, until somebody confirms that what can come back is back.
    pub set_back_s: Option<i64>,
    /// What its clocks show less UTC, minutes; UTC where nobody said.
    pub utc_offset_min: i32,
    /// The pack that holds in it: lists, identifiers, rules; nobody's where none was given.
    pub pack: &'static Pack,
}

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

/// Why an enrolment is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolRefusal {
    /// No such code.
    #[error("the code is not valid: check it, or ask your supervisor for a new one")]
    UnknownCode,
    /// Another phone showed it first.
    #[error("the code was used by another phone: ask your supervisor for a new one")]
    UsedCode,
    /// Too old.
    #[error("the code is too old: ask your supervisor for a new one")]
    ExpiredCode,
    /// The phone does not hold the key it shows.
    #[error("the phone could not prove its key: update the app and try again")]
    NotVerified,
    /// The server was set back, and nobody has confirmed yet that all is back.
    #[error(
        "nobody can be enrolled now: the server was put back from a backup; ask the person who looks after it"
    )]
    Closed,
}

/// A phone as the person on call sees it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct DeviceStatus {
    /// The device.
    pub device: String,
    /// Its worker's name.
    pub worker: String,
    /// Its role.
    pub role: u64,
    /// Its areas' names.
    pub areas: Vec<String>,
    /// Stopped.
    pub stopped: bool,
    /// Its app.
    pub version: String,
    /// When its last whole request was answered, seconds of Unix time of the server.
    pub last_sync_s: Option<i64>,
    /// What it said it still held then, less what has come since.
    pub unsent: u64,
    /// Changes of it that the server holds.
    pub changes: u64,
    /// Changes of it that are set aside.
    pub set_aside: u64,
    /// Changes of it that wait for a record.
    pub waiting: u64,
}

/// A change that was set aside, as a supervisor finds it; what it says stays in the database.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Aside {
    /// The change.
    pub change: String,
    /// Its author's name.
    pub worker: String,
    /// The household or person that it is about.
    pub subject: Option<String>,
    /// Why it was set aside, by name.
    pub reason: String,
    /// When it was made, seconds of Unix time by the phone's clock.
    pub wall_s: i64,
}

/// What a server that was set back does not know, as far as it can tell.
#[derive(Debug, Clone, serde::Serialize)]
pub struct SetBack {
    /// When it was noticed, seconds of Unix time.
    pub since_s: i64,
    /// By the word of a phone; otherwise a backup was put back on purpose.
    pub noticed: bool,
    /// Phones that have not spoken since: what they brought after the backup comes back when they do.
    pub silent: Vec<DeviceStatus>,
    /// Phones that have brought back what they had.
    pub back: u64,
    /// Changes that were accepted before, by name, and that nobody has brought yet.
    pub missing: Vec<String>,
    /// Changes in tails that are not believed, to be looked at by a person.
    pub only_shown: u64,
    /// Areas, workers and accounts of supervisors that are known: what was made since the backup comes back with the
    /// phones, accounts and passwords do not.
    pub areas: u64,
    /// See `areas`.
    pub workers: u64,
    /// See `areas`.
    pub accounts: u64,
}

/// A finished backup.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Backup {
    /// Changes in it.
    pub changes: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// The name of the area for those of whom no region was told, an area of the kind `other`; an export leaves its name
/// empty.
pub const NO_REGION: &str = "(no region)";

/// One measurement as exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measurement {
    /// The programme's own row number of the child, or its paper code.
    pub id: String,
    /// Name of the area.
    pub region: String,
    /// `1` male, `2` female, empty if not known.
    pub sex: String,
    /// Days from birth to visit; empty if either is not known to the day.
    pub age_days: String,
    /// Weight, kg, as typed.
    pub weight: String,
    /// Length or height, cm, as typed.
    pub lenhei: String,
    /// `l` lying, `h` standing, empty if not said.
    pub measure: String,
    /// `y`, `n`, empty if not looked.
    pub oedema: String,
    /// Head circumference, cm.
    pub headc: String,
    /// Mid-upper arm circumference, cm.
    pub armc: String,
    /// Triceps skinfold, mm.
    pub triskin: String,
    /// Subscapular skinfold, mm.
    pub subskin: String,
}

/// Where a server keeps what the phones send.
#[async_trait]
pub trait Storage: desk::Desk {
    /// The district.
    async fn district(&self) -> Result<District>;
    /// Keeps what the district's clocks show less UTC, minutes.
    async fn set_utc_offset(&self, minutes: i32) -> Result<()>;
    /// Keeps the pack that holds from now on, or nobody's, and judges what was measured by its rules.
    async fn use_pack(&self, pack: Option<&Pack>) -> Result<()>;
    /// Takes a head: signature, district, opening, counter. Cancels an older request.
    async fn admit(&self, head: SignedHead, now_s: i64) -> Result<std::result::Result<Admitted, Refused>>;
    /// Seals what is said to a phone in answer to its request.
    fn seal(&self, said: &Item, to: &([u8; 32], DeviceId, Nonce)) -> Option<Sealed>;
    /// Takes a batch whose signature holds, whole: stored, judged, fed, projected, durable when this returns.
    async fn take(
        &self,
        admitted: &Admitted,
        batch: &Batch,
        now_s: i64,
    ) -> Result<std::result::Result<Taken, Refused>>;
    /// What the server holds of the device, after the batches of a request.
    async fn answer(&self, admitted: &Admitted, now_s: i64) -> Result<Answer>;
    /// Takes the tail of a feed that a phone gives back after this server was set back.
    async fn take_tail(&self, admitted: &Admitted, tail: &Tail) -> Result<()>;
    /// Takes bodies of changes that such tails named.
    async fn take_bodies(&self, bodies: &[(ChangeKey, Vec<u8>)]) -> Result<()>;
    /// Of what these tails proved, the names that are not held.
    async fn lacking(&self, tails: &[Tail]) -> Result<Vec<ChangeName>>;
    /// What may be missing since this server was set back; `None` if it was not, or somebody confirmed.
    async fn set_back(&self) -> Result<Option<SetBack>>;
    /// Somebody has seen what may be missing: from now on no tail is believed, and everything is open again.
    async fn confirm_set_back(&self) -> Result<()>;
    /// The batches that hold what the phone lacks of its own.
    async fn returned(&self, admitted: &Admitted) -> Result<Vec<Batch>>;
    /// The feeds that a device holds, in the order in which they are applied: directory, its own, its areas.
    async fn feeds(&self, admitted: &Admitted) -> Result<Vec<At>>;
    /// The page after a cursor and whether more follows; `None` if there is nothing new.
    async fn page(&self, admitted: &Admitted, at: At) -> Result<Option<(Page, bool)>>;
    /// Makes a phone a worker's.
    async fn enrol(
        &self,
        request: EnrolRequest,
        now_s: i64,
    ) -> Result<std::result::Result<EnrolAnswer, EnrolRefusal>>;

    /// A new area below `parent`.
    async fn add_area(&self, name: &str, kind: i64, parent: Option<RecordName>) -> Result<RecordName>;
    /// A new worker.
    async fn add_worker(&self, name: &str) -> Result<RecordName>;
    /// A one-time code for a phone of this worker with this role and these areas.
    async fn invite(
        &self,
        worker: RecordName,
        role: u64,
        areas: &[RecordName],
        now_s: i64,
    ) -> Result<[u8; 16]>;
    /// New rights for all phones of a worker.
    async fn set_rights(&self, worker: RecordName, role: u64, areas: &[RecordName]) -> Result<()>;
    /// Stops a phone: what it sends from now on is set aside.
    async fn stop_device(&self, device: DeviceId) -> Result<()>;
    /// Accepts a change that was set aside, by a supervisor's word.
    async fn accept(&self, change: ChangeName, by: Option<RecordName>, note: &str) -> Result<()>;
    /// Changes that are set aside, the oldest first.
    async fn aside(&self) -> Result<Vec<Aside>>;
    /// Areas: name of the record, name, parent.
    async fn areas(&self) -> Result<Vec<(RecordName, String, Option<RecordName>)>>;
    /// Workers: name of the record, name.
    async fn workers(&self) -> Result<Vec<(RecordName, String)>>;
    /// Phones.
    async fn devices(&self) -> Result<Vec<DeviceStatus>>;
    /// The replicated state of an area as JSON lines.
    async fn dump(&self, area: RecordName) -> Result<Vec<u8>>;
    /// Every measurement, by area and household; voided readings are left out.
    async fn measurements(&self) -> Result<Vec<Measurement>>;
    /// An encrypted copy, while running; what it holds counts as backed up once it is finished.
    async fn backup(&self, to: &Path) -> Result<Backup>;
    /// What is wrong and what to do, in sentences; empty if all is well.
    async fn check(&self) -> Result<Vec<String>>;
    /// Whether it answers.
    async fn ping(&self) -> Result<()>;
}
