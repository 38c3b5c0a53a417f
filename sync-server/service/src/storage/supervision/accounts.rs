//! Who signs in, what a record is to them, and who saw whom.

use chaski::record::{DeviceId, EntityId, RecordName};

/// Somebody who signs in to the supervisors' pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What they type to sign in, in small letters.
    pub login: String,
    /// The worker who they are: author of what they do.
    pub worker: RecordName,
    /// The name that others see.
    pub name: String,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
    /// Their areas; each includes those below it.
    pub areas: Vec<RecordName>,
    /// They may take lists with names out of the server.
    pub may_export: bool,
    /// They may add people and phones.
    pub may_enrol: bool,
    /// They may no longer sign in.
    pub stopped: bool,
}

/// Who looks, for as long as a session lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their account's login.
    pub login: String,
    /// The worker who they are.
    pub worker: RecordName,
    /// Their name.
    pub name: String,
    /// Their areas; each includes those below it.
    pub areas: Vec<RecordName>,
    /// They may take lists with names out of the server.
    pub may_export: bool,
    /// They may add people and phones.
    pub may_enrol: bool,
    /// When the session ends if nothing more is asked, seconds of Unix time.
    pub until_s: i64,
}

impl Viewer {
    /// Whoever holds the district's folder and keys, and so sees all of these areas; nobody among its workers.
    pub fn on_call(areas: Vec<RecordName>) -> Viewer {
        Viewer {
            login: String::new(),
            worker: RecordName { device: DeviceId([0; 16]), number: 0, index: 0 },
            name: String::new(),
            areas,
            may_export: true,
            may_enrol: false,
            until_s: i64::MAX,
        }
    }
}

/// What a record is to a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Theirs to see: what it is and whom it belongs to (for a household or person, itself).
    Here {
        /// Its entity.
        entity: EntityId,
        /// The household or person.
        subject: RecordName,
    },
    /// In an area that is not theirs.
    Elsewhere,
    /// Not held.
    Nowhere,
}

/// Somebody who saw a person's page, or took a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at_s: i64,
    /// Who.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The person or household; `None` for a list.
    pub subject: Option<RecordName>,
    /// What: `child`, `household`, `visit`, `export_csv`, …
    pub what: String,
}
