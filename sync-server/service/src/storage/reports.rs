//! What people ask of a server, as data: the district, its phones, what was set aside, what a set-back may have cost, a
//! backup, a measurement. Knows no table and no words.

use chaski::change::content::ContentName;
use chaski::record::DeviceId;
use chaski::store::pack::Holding;
use chaski::sync::message::ServerCertificate;

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
    /// Whose pack holds in it: lists, identifiers, rules.
    pub pack: Holding,
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

/// A version of something that is to be released to the district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelease {
    /// What it is a version of, of the list `release_kind`.
    pub kind: i64,
    /// Which checklist: the form's own id.
    pub name: String,
    /// The version as it calls itself.
    pub version: String,
    /// What phones are given.
    pub content: Vec<u8>,
    /// The day from which it holds (`2026-12-01`).
    pub since: String,
    /// The day where the district is.
    pub today: String,
}

/// What a release came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Released {
    /// The name of its content.
    pub content: ContentName,
    /// The day from which it holds.
    pub since: String,
    /// It was released so before; nothing was changed.
    pub again: bool,
    /// The version that would hold then without it.
    pub before: Option<String>,
}

/// How a checklist stands on a phone, by the phone's own word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneChecklist {
    /// The phone.
    pub device: DeviceId,
    /// Which checklist: the form's own id.
    pub checklist: String,
    /// The version that it uses, and when it first said that it holds it, seconds of Unix time.
    pub uses: Option<(String, i64)>,
    /// The version in force, where it has not said that it holds it.
    pub lacks: Option<String>,
    /// A version that its app cannot use, why, and when it first said so.
    pub refused: Option<(String, String, i64)>,
    /// The next version, the day from which it holds, and whether the phone holds it.
    pub next: Option<(String, String, bool)>,
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
