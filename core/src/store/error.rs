//! What can go wrong with the database: a code, and a few technical words for logs. What to do about it the language files say,
//! by the code. No value of a record is ever in one.

use crate::change::cbor::Unreadable;
use crate::merge::rules::Offence;
use crate::record::{RecordName, check::Problem};

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the store refuses or fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The key does not open the file.
    #[error("the key does not open this database")]
    WrongKey,
    /// The key is right, and what the file says is not what was written.
    #[error("the file of the database is damaged: `chaski rescue` takes out of it what can still be read")]
    Damaged,
    /// The file is something else.
    #[error("this file is not a Chaski database")]
    NotOurs,
    /// Written by a later version.
    #[error("newer schema: {found}, known up to {known}")]
    NewerSchema {
        /// Schema of the file.
        found: i64,
        /// Greatest schema this version knows.
        known: i64,
    },
    /// No room left.
    #[error("the disk is full")]
    DiskFull,
    /// No right to write there.
    #[error("the folder of the database, or a file in it, cannot be written")]
    ReadOnly,
    /// No such folder.
    #[error("the folder of the database does not exist")]
    NoFolder,
    /// Another process has it open.
    #[error("the database is open in another program")]
    InUse,
    /// The keys are there and the database is not.
    #[error("the keys exist and the database is missing")]
    DatabaseMissing,
    /// The database is there and the keys are not.
    #[error("the database exists and its keys are missing")]
    KeysMissing,
    /// The key provider failed.
    #[error("the key store does not answer: {0}")]
    Keys(String),
    /// The phone was never enrolled.
    #[error("not enrolled")]
    NotEnrolled,
    /// Enrolled already.
    #[error("enrolled already")]
    AlreadyEnrolled,
    /// What was entered does not fit its field.
    #[error(transparent)]
    Entry(#[from] Problem),
    /// What was entered breaks a rule.
    #[error(transparent)]
    Offence(#[from] Offence),
    /// A reason is asked for.
    #[error("a correction of `{field}` without a reason")]
    ReasonMissing {
        /// The field.
        field: &'static str,
    },
    /// No such entity.
    #[error("no entity has the number {0}")]
    NoEntity(u64),
    /// A record that is not on this phone.
    #[error("no record {0:?} here")]
    NoRecord(RecordName),
    /// A draft of a checklist that was finished or let go.
    #[error("no such draft here")]
    NoDraft,
    /// A checklist whose content is not here whole.
    #[error("no such checklist here")]
    NoContent,
    /// A checklist that this version of the app cannot run: where and why.
    #[error("a checklist that cannot be run: {0}")]
    FormRefused(String),
    /// More than one change may hold.
    #[error("too large for one change: {bytes} bytes of {limit}")]
    TooLarge {
        /// Bytes it would take.
        bytes: usize,
        /// Bytes it may take.
        limit: usize,
    },
    /// More edits than one change may hold.
    #[error("too much for one change: more than {limit} edits")]
    TooManyEdits {
        /// Edits it may have.
        limit: usize,
    },
    /// One action said two things of one field.
    #[error("one step says two things of one field")]
    SaidTwice,
    /// A value would stand in front of more others than one may.
    #[error("a value in front of more than {limit} others")]
    TooManyHeads {
        /// Values it may stand in front of.
        limit: usize,
    },
    /// Bytes that should be ours and are not readable.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// What came from the server contradicts itself or what is held.
    #[error("the server's answer does not hold together: {0}")]
    BadAnswer(&'static str),
    /// What was asked for could not be written out.
    #[error("the output cannot be written: {0}")]
    Output(String),
    /// Anything else that SQLite says.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        match error.sqlite_error_code() {
            Some(DiskFull) => StoreError::DiskFull,
            // Of a folder that takes no file SQLite says that it cannot open one, be it long after the database's own.
            Some(ReadOnly | CannotOpen | PermissionDenied) => StoreError::ReadOnly,
            Some(DatabaseBusy | DatabaseLocked) => StoreError::InUse,
            // SQLCipher says of a page that is not as it was written that there is no memory; of the first page, that
            // this is no database. A wrong key says so too: whoever opens a file asks `damage` which it is.
            Some(DatabaseCorrupt | NotADatabase | OutOfMemory) => StoreError::Damaged,
            Some(SystemIoFailure) if is_unreadable(&error) => StoreError::Damaged,
            _ => StoreError::Sqlite(error),
        }
    }
}

/// Whether the disk gave other bytes than were written, or none.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{
        SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_DATA, SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ,
    };
    let code = error.sqlite_error().map_or(0, |error| error.extended_code);
    [SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_DATA].contains(&code)
}

impl StoreError {
    /// What the system says of a file or folder of the database.
    pub fn of_disk(error: &std::io::Error) -> StoreError {
        use std::io::ErrorKind::*;
        match error.kind() {
            StorageFull | QuotaExceeded => StoreError::DiskFull,
            NotFound | NotADirectory => StoreError::NoFolder,
            _ => StoreError::ReadOnly,
        }
    }

    /// A stable name for programs.
    pub fn code(&self) -> &'static str {
        use StoreError::*;
        match self {
            WrongKey => "wrong_key",
            Damaged => "damaged",
            NotOurs => "not_ours",
            NewerSchema { .. } => "newer_schema",
            DiskFull => "disk_full",
            ReadOnly => "read_only",
            NoFolder => "no_folder",
            InUse => "in_use",
            DatabaseMissing => "database_missing",
            KeysMissing => "keys_missing",
            Keys(_) => "keys",
            NotEnrolled => "not_enrolled",
            AlreadyEnrolled => "already_enrolled",
            Entry(_) => "entry",
            Offence(_) => "offence",
            ReasonMissing { .. } => "reason_missing",
            NoEntity(_) => "no_entity",
            NoRecord(_) => "no_record",
            NoDraft => "no_draft",
            NoContent => "no_content",
            FormRefused(_) => "form_refused",
            TooLarge { .. } | TooManyEdits { .. } => "too_large",
            SaidTwice => "said_twice",
            TooManyHeads { .. } => "too_many_heads",
            Unreadable(_) => "unreadable",
            BadAnswer(_) => "bad_answer",
            Output(_) => "output",
            Sqlite(_) => "database",
        }
    }

    /// What is more exact than the code, if anything: the message `error-<code>-<detail>`.
    pub fn detail(&self) -> Option<&'static str> {
        match self {
            StoreError::Entry(problem) => Some(problem.code()),
            StoreError::Offence(offence) => Some(offence.code()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::*;

    #[test]
    fn what_cannot_be_written_is_said_by_its_own_name_whoever_says_it() {
        let of_sqlite = |code: i32| {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            StoreError::from(error).code()
        };
        // Plain, a folder that is read-only, a file that was moved, no right to open a log.
        for code in [8, 8 | 6 << 8, 8 | 4 << 8, 14, 14 | 2 << 8, 3] {
            assert_eq!(of_sqlite(code), "read_only", "{code}");
        }
        assert_eq!(
            (of_sqlite(13), of_sqlite(5), of_sqlite(26), of_sqlite(10)),
            ("disk_full", "in_use", "damaged", "database")
        );
        let of_disk = |kind: ErrorKind| StoreError::of_disk(&Error::from(kind)).code();
        assert_eq!(of_disk(ErrorKind::PermissionDenied), "read_only");
        assert_eq!(of_disk(ErrorKind::ReadOnlyFilesystem), "read_only");
        assert_eq!(of_disk(ErrorKind::StorageFull), "disk_full");
        assert_eq!(of_disk(ErrorKind::NotFound), "no_folder");
    }
}
